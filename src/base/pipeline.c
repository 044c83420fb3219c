/*-------------------------------------------------------------------------
 *
 * pipeline.c
 *	  Whose a pipeline's extension is, also after a dump and restore.
 *
 * A dump has no owners of an extension or its members: they belong to who
 * restores it, who is a superuser, and a consumer whose owner does not own
 * its inbox does not run.  So awspipe.pipeline keeps the owner's name, in rows
 * that are dumped.  CREATE EXTENSION writes such a row, and a restore runs
 * it before it copies the row of the dump in: the table has no key, and where
 * there are several, the row that does not tell what is the case anyway
 * counts, and of those the earliest.
 *
 * pg_upgrade brings over the members' owners, but not the extension's.
 *
 * IDENTIFICATION
 *	  src/base/pipeline.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "base/extension.h"
#include "base/owner_spi.h"
#include "base/pipeline.h"
#include "catalog/pg_extension.h"
#include "commands/alter.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/acl.h"
#include "utils/builtins.h"

void
awspipe_pipeline_register(void)
{
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.pipeline WHERE extension = $1"
	};
	static AwspipeStatement note = {
		.sql = "INSERT INTO awspipe.pipeline (extension, owner) VALUES ($1, $2)"
	};
	const char *name;
	Oid			owner;

	if (!creating_extension ||
		!awspipe_extension_read(CurrentExtensionObject, &owner, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("a pipeline can only be registered by its extension's script")));

	name = get_extension_name(CurrentExtensionObject);
	SPI_connect();
	(void) awspipe_execute_with(&forget, bind_text(name));
	(void) awspipe_execute_with(&note, bind_text(name),
								bind_text(GetUserNameFromId(owner, false)));
	SPI_finish();
}

/*
 * Runs ALTER ... OWNER TO for what the extension has made; what follows its
 * table, as a row type or the sequence of a column, is left to that.
 */
static void
give_members(Oid extension, const char *owner)
{
	static AwspipeStatement members = {
		.sql = "SELECT format('ALTER %s %s OWNER TO %I', i.type, i.identity, $2)"
		" FROM pg_depend AS d,"
		" LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS i"
		" WHERE d.refclassid = 'pg_extension'::regclass"
		" AND d.refobjid = $1 AND d.deptype = 'e'"
		" AND i.type = ANY ('{aggregate,collation,conversion,foreign table,function,materialized view,"
		"operator,operator class,operator family,procedure,schema,sequence,table,type,view}')"
		" AND NOT EXISTS (SELECT FROM pg_type AS t"
		"  LEFT JOIN pg_class AS c ON c.oid = t.typrelid"
		"  WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid"
		"  AND (c.relkind <> 'c' OR t.typcategory = 'A' OR t.typtype = 'm'))"
		" AND NOT EXISTS (SELECT FROM pg_depend AS c"
		"  WHERE i.type = 'sequence' AND c.classid = d.classid AND c.objid = d.objid"
		"  AND c.refclassid = d.classid AND c.deptype IN ('a', 'i'))"
		" AND NOT EXISTS (SELECT FROM pg_shdepend AS s"
		"  WHERE s.dbid = (SELECT b.oid FROM pg_database AS b"
		"                  WHERE b.datname = current_database())"
		"  AND s.classid = d.classid AND s.objid = d.objid AND s.deptype = 'o'"
		"  AND s.refobjid = (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = $2))",
		.read_only = true
	};
	uint64		n = awspipe_execute_with(&members, bind_oid(extension), bind_text(owner));
	char	  **commands;

	commands = palloc(sizeof(char *) * (n + 1));
	for (uint64 i = 0; i < n; i++)
		commands[i] = awspipe_result_text(i, 1);
	for (uint64 i = 0; i < n; i++)
		if (SPI_execute(commands[i], false, 0) != SPI_OK_UTILITY)
			elog(ERROR, "could not execute \"%s\"", commands[i]);
}

/* To a role of that name, if there is one. */
static void
give_back(const char *name, const char *owner)
{
	Oid			extension = get_extension_oid(name, false);
	Oid			role = get_role_oid(owner, true);
	Oid			present;

	if (!OidIsValid(role))
	{
		ereport(WARNING,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("extension \"%s\" cannot be given back to its owner", name),
				 errdetail("Role \"%s\" does not exist.", owner),
				 errhint("Create the role and call awspipe.adopt() again.")));
		return;
	}
	if (!superuser())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to give extension \"%s\" to role \"%s\"", name, owner),
				 errhint("Have a superuser call awspipe.adopt().")));

	give_members(extension, owner);
	if (awspipe_extension_read(extension, &present, NULL) && present != role)
		ALTER_EXTENSION_OWNER(extension, role);
}

void
awspipe_pipelines_give_back(void)
{
	static AwspipeStatement owners = {
		.sql = "SELECT DISTINCT ON (p.extension) p.extension, p.owner"
		" FROM awspipe.pipeline AS p JOIN pg_extension AS e ON e.extname = p.extension"
		" ORDER BY p.extension, p.owner = pg_get_userbyid(e.extowner), p.created_at",
		.read_only = true
	};
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.pipeline WHERE extension = $1 AND owner <> $2"
	};
	uint64		n;
	char	  **names;
	char	  **roles;

	SPI_connect();
	n = awspipe_execute(&owners);
	names = palloc(sizeof(char *) * (n + 1));
	roles = palloc(sizeof(char *) * (n + 1));
	for (uint64 i = 0; i < n; i++)
	{
		names[i] = awspipe_result_text(i, 1);
		roles[i] = awspipe_result_text(i, 2);
	}

	for (uint64 i = 0; i < n; i++)
	{
		give_back(names[i], roles[i]);
		(void) awspipe_execute_with(&forget, bind_text(names[i]), bind_text(roles[i]));
	}
	SPI_finish();
}

/*
 * REASSIGN OWNED and ALTER ROLE ... RENAME are not told to us.  A superuser
 * as the owner is what a restore leaves behind, and no news.
 */
void
awspipe_pipelines_note_owners(void)
{
	static AwspipeStatement note = {
		.sql = "UPDATE awspipe.pipeline AS p SET owner = r.rolname"
		" FROM pg_extension AS e JOIN pg_roles AS r ON r.oid = e.extowner"
		" WHERE e.extname = p.extension AND p.owner <> r.rolname AND NOT r.rolsuper"
	};

	(void) awspipe_execute(&note);
}
