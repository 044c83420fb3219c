/*-------------------------------------------------------------------------
 *
 * names.c
 *	  Roles and servers as our tables know them, by OID and name.
 *
 * What the rows of awspipe.owner and awspipe.server stand for, and how they
 * follow names, is told and done in sql/install/25_names.sql.  Here is what
 * it takes C for: making rows when a role or server is first used, and the
 * privilege that keeps a role from being dropped.
 *
 * Two transactions cannot change the privileges of one function at a time
 * (the later one would fail), so who is to change them takes a lock until its
 * transaction ends.  That happens when a role first uses us.
 *
 * IDENTIFICATION
 *	  src/base/names.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "base/lock_class.h"
#include "base/names.h"
#include "base/owner_spi.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/syscache.h"

#define MARK	"FUNCTION awspipe._owner_of_consumers_or_messages()"

/* Of an owner o */
#define NOTHING_BELONGS \
	" NOT EXISTS (SELECT FROM awspipe.consumer AS c WHERE c.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.destination AS d WHERE d.owner_id = o.owner_id AND d.dropped_at IS NULL)" \
	" AND NOT EXISTS (SELECT FROM awspipe.metric_setting AS m WHERE m.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.metric_value AS v WHERE v.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.forest AS f WHERE f.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.job AS j WHERE j.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.capture AS p WHERE p.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.workflow AS w WHERE w.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.dead_letter AS l WHERE l.owner_id = o.owner_id)" \
	" AND NOT EXISTS (SELECT FROM awspipe.resource AS r WHERE r.owner_id = o.owner_id)"

/*
 * Roles or servers: the statements that find, by OID, name, and whether any row
 * will do, and insert their rows, by OID, name, and where the OID was taken.
 */
typedef struct NamedKind
{
	AwspipeStatement find;
	AwspipeStatement insert;
} NamedKind;

static NamedKind owners = {
	/* Locked, so that it is not released before something refers to it */
	.find.sql = "SELECT o.owner_id FROM awspipe.owner AS o WHERE o.owner_id ="
	" (SELECT w.owner_id FROM awspipe._ownership AS w WHERE w.role_oid = $1"
	"  ORDER BY w.owner_id LIMIT 1)"
	" AND ($3 OR awspipe._holds_grant($1)) FOR KEY SHARE",
	.insert.sql = "INSERT INTO awspipe.owner (role_oid, role_name, system_identifier, database_oid)"
	" VALUES ($1, $2, $3, $4) ON CONFLICT (role_oid, role_name) DO NOTHING RETURNING owner_id"
};

static NamedKind servers = {
	.find.sql = "SELECT server_id FROM awspipe.server WHERE server_oid = $1 AND server_name = $2",
	.insert.sql = "INSERT INTO awspipe.server (server_oid, server_name, system_identifier, database_oid)"
	" VALUES ($1, $2, $3, $4) ON CONFLICT (server_oid, server_name) DO NOTHING RETURNING server_id"
};

/* Grows whenever a role or server may have been made, changed or dropped */
static uint64 names_version = 1;

/* False when the lock is taken and not to be waited for. */
static bool
lock_rows(bool wait)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, 0, AWSPIPE_LOCK_NAMES);
	return LockAcquire(&tag, ExclusiveLock, false, !wait) != LOCKACQUIRE_NOT_AVAIL;
}

/* Runs it for each role that SPI_tuptable names, already quoted. */
static void
change_privileges(const char *format, uint64 nroles)
{
	char	  **roles = palloc(sizeof(char *) * Max(nroles, 1));

	for (uint64 i = 0; i < nroles; i++)
		roles[i] = awspipe_result_text(i, 1);
	for (uint64 i = 0; i < nroles; i++)
	{
		AwspipeStatement statement = {.sql = psprintf(format, roles[i])};

		awspipe_execute(&statement);
		SPI_freeplan(statement.plan);
	}
}

/* Of that role, or (InvalidOid) of all that own something. */
static void
grant(Oid role)
{
	static AwspipeStatement lacking = {
		.sql = "SELECT DISTINCT quote_ident(r.rolname)"
		" FROM awspipe._ownership AS w JOIN pg_roles AS r ON r.oid = w.role_oid"
		" WHERE ($1 = 0 OR w.role_oid = $1) AND NOT awspipe._holds_grant(w.role_oid)"
	};

	change_privileges("GRANT EXECUTE ON " MARK " TO %s",
					  awspipe_execute_with(&lacking, bind_oid(role)));
}

static void
resolve_names(bool adopting, Oid role, Oid server)
{
	static AwspipeStatement resolve = {
		.sql = "SELECT awspipe._resolve_names($1, $2, $3)"
	};

	awspipe_execute_with(&resolve, bind_bool(adopting), bind_oid(role),
						 bind_oid(server));
}

/*
 * The row of what has that OID and name; 0 when there is none.  A row that does
 * not yet keep its role from being dropped counts only if `any` does.
 */
static int32
find_row(NamedKind *kind, Oid oid, const char *name, bool any)
{
	if (awspipe_execute_with(&kind->find, bind_oid(oid), bind_name(name),
							 bind_bool(any)) == 0)
		return 0;
	return (int32) awspipe_result_int64(0, 1, 0);
}

/* InvalidOid: what had that name is gone.  0 when there is such a row. */
static int32
insert_row(NamedKind *kind, Oid oid, const char *name)
{
	if (awspipe_execute_with(&kind->insert,
							 bind_if(OidIsValid(oid), bind_oid(oid)),
							 bind_name(name),
							 bind_int8((int64) GetSystemIdentifier()),
							 bind_oid(MyDatabaseId)) == 0)
		return 0;
	return (int32) awspipe_result_int64(0, 1, 0);
}

/* Under the lock. */
static int32
make_row(NamedKind *kind, Oid oid, const char *name)
{
	bool		is_role = kind == &owners;
	int32		id;

	resolve_names(false, is_role ? oid : InvalidOid, is_role ? InvalidOid : oid);
	id = find_row(kind, oid, name, true);
	if (id == 0)
		id = insert_row(kind, oid, name);
	if (id == 0)
		id = find_row(kind, oid, name, true);
	if (is_role)
		grant(oid);
	return id;
}

/*
 * The row, made if there is none; 0 when somebody else holds the lock for that
 * and is not to be waited for.  name is NULL when there is no such thing any
 * more: it was called last_name.
 */
static int32
get_row(NamedKind *kind, Oid oid, const char *name, const char *last_name,
		bool wait)
{
	int32		id = name != NULL ? find_row(kind, oid, name, false) : 0;

	if (id == 0 && lock_rows(wait))
		id = name != NULL ? make_row(kind, oid, name) :
			insert_row(kind, InvalidOid, last_name);
	return id;
}

int32
awspipe_owner_id(Oid role)
{
	return get_row(&owners, role, GetUserNameFromId(role, false), NULL, true);
}

int32
awspipe_owner_id_of(Oid role, const char *name)
{
	return get_row(&owners, role, GetUserNameFromId(role, true), name, false);
}

int32
awspipe_server_id(Oid server)
{
	return get_row(&servers, server, GetForeignServer(server)->servername, NULL, true);
}

int32
awspipe_server_id_of(Oid server, const char *name)
{
	ForeignServer *found = GetForeignServerExtended(server, FSV_MISSING_OK);

	return get_row(&servers, server, found != NULL ? found->servername : NULL,
				   name, false);
}

bool
awspipe_installation_is_ours(void)
{
	static AwspipeStatement statement = {
		.sql = "SELECT ours FROM awspipe._configuration",
		.read_only = true
	};

	awspipe_execute(&statement);
	return awspipe_result_bool(0, 1, false);
}

static void
note_change(Datum arg, int cacheid, uint32 hash)
{
	names_version++;
}

uint64
awspipe_names_version(void)
{
	static bool listening = false;

	if (!listening)
	{
		CacheRegisterSyscacheCallback(AUTHOID, note_change, (Datum) 0);
		CacheRegisterSyscacheCallback(FOREIGNSERVEROID, note_change, (Datum) 0);
		listening = true;
	}
	return names_version;
}

/* pg_cron knows roles by name, and jobs by their owner's */
static void
follow_schedules(void)
{
	static AwspipeStatement scheduled = {
		.sql = "SELECT FROM awspipe.job WHERE schedule IS NOT NULL LIMIT 1"
	};

	if (awspipe_execute(&scheduled) > 0)
		awspipe_schedules_follow(0);
}

void
awspipe_schedules_follow(int64 job_id)
{
	static AwspipeStatement follow = {
		.sql = "SELECT awspipe._follow_schedules($1)"
	};

	awspipe_execute_with(&follow, bind_int8(job_id));
}

void
awspipe_names_follow(void)
{
	resolve_names(false, InvalidOid, InvalidOid);
	follow_schedules();
}

/*
 * Only the privilege goes.  A row stays, though nothing refers to it: a dump
 * may just be being loaded, and what will refer to it come later.
 */
void
awspipe_owners_release(void)
{
	static AwspipeStatement unused = {
		.sql = "SELECT array_agg(u.owner_id) FROM (SELECT o.owner_id"
		" FROM awspipe.owner AS o WHERE role_oid IS NOT NULL"
		" AND awspipe._holds_grant(role_oid) AND" NOTHING_BELONGS
		" FOR UPDATE SKIP LOCKED) AS u"
	};

	/* They may be used by a transaction that ended just before the lock */
	static AwspipeStatement release = {
		.sql = "SELECT quote_ident(r.rolname) FROM awspipe.owner AS o"
		" JOIN pg_roles AS r ON r.oid = o.role_oid"
		" WHERE o.owner_id = ANY ($1) AND" NOTHING_BELONGS
		" AND r.rolname <> current_user AND awspipe._holds_grant(r.oid)"
	};
	Datum		owners;
	bool		isnull;

	if (!awspipe_installation_is_ours() || !lock_rows(false))
		return;
	awspipe_execute(&unused);
	owners = awspipe_result_datum(0, 1, &isnull);
	if (!isnull)
		change_privileges("REVOKE EXECUTE ON " MARK " FROM %s",
						  awspipe_execute_with(&release, bind_datum(INT4ARRAYOID, owners)));
}

void
awspipe_names_adopt(void)
{
	(void) lock_rows(true);
	resolve_names(true, InvalidOid, InvalidOid);
	grant(InvalidOid);
}

void
awspipe_names_warn_of_gone(void)
{
	/* Rows that were live before this transaction */
	static AwspipeStatement gone = {
		.sql = "SELECT 'role', role_name::text FROM awspipe.owner"
		" WHERE role_oid IS NULL AND xmin = pg_current_xact_id()::xid"
		" UNION ALL"
		" SELECT 'server', server_name::text FROM awspipe.server"
		" WHERE server_oid IS NULL AND xmin = pg_current_xact_id()::xid"
		" ORDER BY 1, 2"
	};
	uint64		ngone = awspipe_execute(&gone);

	for (uint64 i = 0; i < ngone; i++)
		ereport(WARNING,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("%s \"%s\" of this configuration does not exist",
						awspipe_result_text(i, 1), awspipe_result_text(i, 2)),
				 errdetail("Consumers, captures, messages and dead letters that need it are nobody's from now on."),
				 errhint("If it was to be here, create it, restore the configuration again, and call awspipe.adopt() then.")));
}

void
awspipe_servers_warn_of_dropped(void)
{
	/* Rows that were live before this transaction */
	static AwspipeStatement dropped = {
		.sql = "SELECT * FROM (SELECT s.server_name::text,"
		" (SELECT count(*) FROM awspipe.destination AS d JOIN awspipe.outbox AS o USING (destination_id)"
		"  WHERE d.server_id = s.server_id),"
		" (SELECT count(*) FROM awspipe.consumer AS c WHERE c.server_id = s.server_id),"
		" (SELECT count(*) FROM awspipe.capture AS p WHERE p.server_id = s.server_id)"
		" FROM awspipe.server AS s"
		" WHERE s.server_oid IS NULL AND s.xmin = pg_current_xact_id()::xid)"
		" AS s (name, messages, consumers, captures) WHERE messages + consumers + captures > 0 ORDER BY name"
	};
	uint64		ndropped = awspipe_execute(&dropped);

	for (uint64 i = 0; i < ndropped; i++)
		ereport(WARNING,
				(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				 errmsg("server \"%s\" is still needed", awspipe_result_text(i, 1)),
				 errdetail("Consumers that read by it: " INT64_FORMAT ", which will fail. Messages that wait to be sent by it: " INT64_FORMAT ", which will wait for ever. Captures that write by it: " INT64_FORMAT ", which will fail.",
						   awspipe_result_int64(i, 3, 0),
						   awspipe_result_int64(i, 2, 0),
						   awspipe_result_int64(i, 4, 0)),
				 errhint("Another server of that name does not take its place. Give consumers another one with awspipe.alter_consumer(), captures with awspipe.alter_capture(), and remove messages with awspipe.discard_pending().")));
}

void
awspipe_owners_reassign(ArrayBuildState *roles, Oid new_role)
{
	static AwspipeStatement owning = {
		.sql = "SELECT FROM (SELECT owner_id FROM awspipe.consumer"
		"  UNION ALL SELECT owner_id FROM awspipe.forest"
		"  UNION ALL SELECT owner_id FROM awspipe.job"
		"  UNION ALL SELECT owner_id FROM awspipe.capture"
		"  UNION ALL SELECT owner_id FROM awspipe.workflow) AS o"
		" JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE w.role_oid = ANY ($1) LIMIT 1"
	};
	static AwspipeStatement reassign = {
		.sql = "WITH moved AS (UPDATE awspipe.consumer AS c SET owner_id = $2"
		"  FROM awspipe._ownership AS w"
		"  WHERE w.owner_id = c.owner_id AND w.role_oid = ANY ($1)"
		"  RETURNING c.consumer_id, c.name, w.owner_id AS before),"
		" forests AS (UPDATE awspipe.forest AS f SET owner_id = $2"
		"  FROM awspipe._ownership AS w"
		"  WHERE w.owner_id = f.owner_id AND w.role_oid = ANY ($1)),"
		" jobs AS (UPDATE awspipe.job AS j SET owner_id = $2"
		"  FROM awspipe._ownership AS w"
		"  WHERE w.owner_id = j.owner_id AND w.role_oid = ANY ($1)),"
		" captures AS (UPDATE awspipe.capture AS p SET owner_id = $2"
		"  FROM awspipe._ownership AS w"
		"  WHERE w.owner_id = p.owner_id AND w.role_oid = ANY ($1)),"
		" workflows AS (UPDATE awspipe.workflow AS f SET owner_id = $2"
		"  FROM awspipe._ownership AS w"
		"  WHERE w.owner_id = f.owner_id AND w.role_oid = ANY ($1)),"
		" changed AS (UPDATE awspipe.consumer_state AS s SET config_version = config_version + 1"
		"  FROM moved AS m WHERE s.consumer_id = m.consumer_id)"
		" UPDATE awspipe.dead_letter AS d SET owner_id = $2 FROM moved AS m"
		" WHERE d.consumer = m.name AND d.owner_id = m.before"
	};
	int32		owner_id;

	if (awspipe_execute_with(&owning, bind_array(roles)) == 0)
		return;
	owner_id = awspipe_owner_id(new_role);
	awspipe_execute_with(&reassign, bind_array(roles), bind_int4(owner_id));
	follow_schedules();
	awspipe_owners_release();
}
