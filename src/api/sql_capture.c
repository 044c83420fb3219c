/*-------------------------------------------------------------------------
 *
 * sql_capture.c
 *	  Making and changing captures from SQL.
 *
 * Everything here happens in the caller's transaction.  A capture is its
 * owner's: whoever is a member of that role may change, start and stop it.
 *
 * What a capture decodes is a publication, which is made here with the
 * caller's rights, so that PostgreSQL's own rules for publications hold.
 *
 * Names and defaults are those of AWS DMS's S3 targets, where it has them.
 *
 * IDENTIFICATION
 *	  src/api/sql_capture.c
 *
 *-------------------------------------------------------------------------
 */
#include "pg_compat.h"

#include "access/relation.h"
#include "access/table.h"
#include "access/xlog.h"
#include "api/arguments.h"
#include "api/owned.h"
#include "api/s3_arguments.h"
#include "base/connection.h"
#include "base/names.h"
#include "base/owner.h"
#include "base/owner_spi.h"
#include "catalog/catalog.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "replication/slot.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "worker/idle.h"
#include "worker/shmem.h"

#define INTERVAL_MIN_S	1
#define INTERVAL_MAX_S	(24 * 3600)
#define FILE_SIZE_MIN			INT64CONST(1024)	/* both limits are DMS's */
#define FILE_SIZE_MAX			(INT64CONST(1024) * 1024 * 1024)
#define LAG_MIN					(INT64CONST(1024) * 1024)

/* With names of a schema and a table, and what follows, a key has 1024 bytes */
#define PREFIX_BYTES_MAX		512

/* Order of the options in arguments and statements */
enum
{
	OPTION_SERVER,
	OPTION_BUCKET,
	OPTION_PREFIX,
	OPTION_FORMAT,
	OPTION_COMPRESSION,
	OPTION_MAX_BATCH_INTERVAL,
	OPTION_MIN_FILE_SIZE,
	OPTION_MAX_FILE_SIZE,
	OPTION_DATE_PARTITION,
	OPTION_OP_COLUMN,
	OPTION_TIMESTAMP_COLUMN,
	OPTION_INSERTS_ONLY,
	OPTION_INITIAL_LOAD,
	OPTION_INCLUDE_OP_FOR_FULL_LOAD,
	OPTION_MAXIMUM_LAG,
	OPTION_ON_LAG,
	OPTION_CURRENT_INTERVAL,
	OPTION_COUNT
};

static const struct
{
	const char *name;
	Oid			type;
	bool		optional;		/* may be NULL when the capture is made */
}			known_options[OPTION_COUNT] = {
	{"server", TEXTOID, false},
	{"bucket", TEXTOID, false},
	{"prefix", TEXTOID, false},
	{"format", TEXTOID, false},
	{"compression", TEXTOID, false},
	{"max_batch_interval", INTERVALOID, false},
	{"min_file_size", INT8OID, false},
	{"max_file_size", INT8OID, false},
	{"date_partition", TEXTOID, true},
	{"op_column", TEXTOID, true},
	{"timestamp_column", TEXTOID, true},
	{"inserts_only", BOOLOID, false},
	{"initial_load", BOOLOID, false},
	{"include_op_for_full_load", BOOLOID, false},
	{"maximum_lag", INT8OID, false},
	{"on_lag", TEXTOID, false},
	{"current_interval", INTERVALOID, false}
};

/* What is asked of a capture's tables, as its row says */
typedef struct CaptureRules
{
	bool		inserts_only;
	const char *own_columns[7]; /* NULL: there is none of that */
} CaptureRules;

PG_FUNCTION_INFO_V1(awspipe_create_s3_capture);
PG_FUNCTION_INFO_V1(awspipe_alter_capture);
PG_FUNCTION_INFO_V1(awspipe_start_capture);
PG_FUNCTION_INFO_V1(awspipe_stop_capture);
PG_FUNCTION_INFO_V1(awspipe_drop_capture);
PG_FUNCTION_INFO_V1(awspipe_resync_capture);
PG_FUNCTION_INFO_V1(awspipe_add_capture_table);
PG_FUNCTION_INFO_V1(awspipe_drop_capture_table);

PGDLLEXPORT Datum awspipe_create_s3_capture(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_alter_capture(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_start_capture(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_stop_capture(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_drop_capture(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_resync_capture(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_add_capture_table(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_drop_capture_table(PG_FUNCTION_ARGS);

/* An argument that must not be null */
static void
require(FunctionCallInfo fcinfo, int i, const char *name)
{
	if (PG_ARGISNULL(i))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", name)));
}

/*
 * Finds a capture that the caller may manage, and keeps others from changing
 * it until the transaction ends; throws when there is none.
 */
static void
find_capture(const char *name, AwspipeOwnedKey *key)
{
	static AwspipeStatement find = {
		.sql = "SELECT c.capture_id, w.role_oid FROM awspipe.capture AS c"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id) WHERE c.name = $1"
		" FOR NO KEY UPDATE OF c"
	};

	awspipe_find_owned(&find, "capture", name, key);
}

static void
check_size(const AwspipeArg *option, const char *name, int64 min, int64 max)
{
	if (!option->isnull &&
		(DatumGetInt64(option->value) < min || DatumGetInt64(option->value) > max))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be between " INT64_FORMAT " and " INT64_FORMAT " bytes",
						name, min, max)));
}

static void
check_prefix(const char *prefix)
{
	size_t		len = strlen(prefix);

	if (len == 0)
		return;
	if (prefix[len - 1] != '/' || prefix[0] == '/')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("prefix must end with a slash, and not begin with one")));
	if (awspipe_utf8_length(prefix) > PREFIX_BYTES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("prefix is too long"),
				 errdetail("It can have %d bytes, since names of tables follow.",
						   PREFIX_BYTES_MAX)));
}

static void
check_column_name(const AwspipeArg *option, const char *what)
{
	if (!option->isnull &&
		strlen(TextDatumGetCString(option->value)) >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("%s is too long", what),
				 errdetail("A name has 1 to %d bytes.", NAMEDATALEN - 1)));
}

/* Checks the options that are not null. */
static void
check_options(const AwspipeArg *options)
{
	static const char *const formats[] = {"csv", "json"};
	static const char *const compressions[] = {"none", "gzip"};
	static const char *const partitions[] = {"", "YYYY/MM/DD", "YYYY/MM/DD/HH"};
	static const char *const on_lags[] = {"pause", "drop"};

	if (!options[OPTION_BUCKET].isnull)
		awspipe_s3_check_bucket(TextDatumGetCString(options[OPTION_BUCKET].value));
	if (!options[OPTION_PREFIX].isnull)
		check_prefix(TextDatumGetCString(options[OPTION_PREFIX].value));
	if (!options[OPTION_FORMAT].isnull)
		awspipe_check_word("format", options[OPTION_FORMAT].value, formats,
						   lengthof(formats), "It can be csv or json.");
	if (!options[OPTION_COMPRESSION].isnull)
		awspipe_check_word("compression", options[OPTION_COMPRESSION].value,
						   compressions, lengthof(compressions),
						   "It can be none or gzip.");
	if (!options[OPTION_DATE_PARTITION].isnull)
		awspipe_check_word("date_partition", options[OPTION_DATE_PARTITION].value,
						   partitions, lengthof(partitions),
						   "It can be YYYY/MM/DD or YYYY/MM/DD/HH.");
	if (!options[OPTION_ON_LAG].isnull)
		awspipe_check_word("on_lag", options[OPTION_ON_LAG].value, on_lags,
						   lengthof(on_lags), "It can be pause or drop.");
	awspipe_check_interval(&options[OPTION_MAX_BATCH_INTERVAL],
						   "max_batch_interval", INTERVAL_MIN_S, INTERVAL_MAX_S);
	/* 0 is for none */
	awspipe_check_interval(&options[OPTION_CURRENT_INTERVAL], "current_interval",
						   0, INTERVAL_MAX_S);
	check_size(&options[OPTION_MIN_FILE_SIZE], "min_file_size", 1, FILE_SIZE_MAX);
	check_size(&options[OPTION_MAX_FILE_SIZE], "max_file_size", FILE_SIZE_MIN,
			   FILE_SIZE_MAX);
	check_size(&options[OPTION_MAXIMUM_LAG], "maximum_lag", LAG_MIN, PG_INT64_MAX);
	check_column_name(&options[OPTION_OP_COLUMN], "op_column");
	check_column_name(&options[OPTION_TIMESTAMP_COLUMN], "timestamp_column");
}

/* ntables: of arguments between the bucket and the prefix */
static void
take_options(FunctionCallInfo fcinfo, bool all, int ntables, AwspipeArg *options)
{
	for (int i = 0; i < OPTION_COUNT; i++)
	{
		int			n = 1 + i + (i >= OPTION_PREFIX ? ntables : 0);

		options[i] = bind_argument(fcinfo, n, known_options[i].type);
		if (all && options[i].isnull && !known_options[i].optional)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be null", known_options[i].name)));
	}
	check_options(options);
}

static void
check_owner(Oid owner, int64 capture_id)
{
	AwspipeProblem problem;

	if (!awspipe_owner_check(owner, AWSPIPE_OWNED_CAPTURE, capture_id, &problem))
		awspipe_problem_throw(&problem);
	if (!superuser_arg(owner) && !has_rolreplication(owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" cannot own a capture", GetUserNameFromId(owner, false)),
				 errdetail("A replication slot keeps WAL and can fill the disk; the role does not have REPLICATION."),
				 errhint("Have a superuser execute ALTER ROLE %s REPLICATION.",
						 quote_identifier(GetUserNameFromId(owner, false)))));
}

/* Can there be a slot for it?  capture_id 0: it is not yet made. */
static void
check_server(int64 capture_id)
{
	static AwspipeStatement slots = {
		.sql = "SELECT count(*), bool_or(s.slot_name = (SELECT format('awspipe_%s_%s', d.oid, $1)"
		"  FROM pg_database AS d WHERE d.datname = current_database()))"
		" FROM pg_replication_slots AS s"
	};

	if (wal_level < WAL_LEVEL_LOGICAL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("tables cannot be captured while wal_level is \"%s\"",
						GetConfigOption("wal_level", false, false)),
				 errhint("Have a superuser execute ALTER SYSTEM SET wal_level = logical, and restart the server.")));
	awspipe_execute_with(&slots, bind_int8(capture_id));
	if (awspipe_result_int64(0, 1, 0) >= max_replication_slots &&
		!awspipe_result_bool(0, 2, false))
		ereport(ERROR,
				(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
				 errmsg("all replication slots are in use"),
				 errhint("Free one or increase max_replication_slots, and restart the server.")));
}

/* CREATE PUBLICATION would say so, but not what to do about it. */
static void
check_database(Oid owner)
{
	char	   *database = get_database_name(MyDatabaseId);

	if (!DatumGetBool(DirectFunctionCall3(has_database_privilege_id_id,
										  ObjectIdGetDatum(owner),
										  ObjectIdGetDatum(MyDatabaseId),
										  CStringGetTextDatum("CREATE"))))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for database %s", database),
				 errdetail("A capture has a publication, and role \"%s\" may not make one.",
						   GetUserNameFromId(owner, false)),
				 errhint("GRANT CREATE ON DATABASE %s TO %s.", quote_identifier(database),
						 quote_identifier(GetUserNameFromId(owner, false)))));
}

static void
run_as_caller(const char *sql)
{
	int			result = SPI_execute(sql, false, 0);

	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", sql,
			 SPI_result_code_string(result));
}

static char *
publication_name(int64 capture_id)
{
	return psprintf("awspipe_capture_" INT64_FORMAT, capture_id);
}

/* What has to be there to find the row that a change or deletion is about */
static void
check_replica_identity(Relation relation)
{
	char		identity = relation->rd_rel->relreplident;

	if (identity == REPLICA_IDENTITY_FULL ||
		OidIsValid(RelationGetReplicaIndex(relation)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" has no replica identity", RelationGetRelationName(relation)),
			 errdetail("Nobody could tell which row an update or a deletion is about, so PostgreSQL would refuse these."),
			 identity == REPLICA_IDENTITY_DEFAULT ?
			 errhint("Give it a primary key, or use ALTER TABLE %s REPLICA IDENTITY FULL, or inserts_only => true.",
					 quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)),
												RelationGetRelationName(relation))) :
			 errhint("Use ALTER TABLE %s REPLICA IDENTITY DEFAULT or FULL, or inserts_only => true.",
					 quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)),
												RelationGetRelationName(relation)))));
}

/* Also of its partitions, which are what rows are in */
static void
check_replica_identities(Relation relation)
{
	List	   *members;
	ListCell   *lc;

	check_replica_identity(relation);
	if (relation->rd_rel->relkind != RELKIND_PARTITIONED_TABLE)
		return;
	members = find_all_inheritors(RelationGetRelid(relation), AccessShareLock, NULL);
	foreach(lc, members)
	{
		Relation	member = table_open(lfirst_oid(lc), NoLock);

		if (member->rd_rel->relkind == RELKIND_RELATION)
			check_replica_identity(member);
		table_close(member, NoLock);
	}
}

static void
check_kind(Relation relation)
{
	char		kind = relation->rd_rel->relkind;
	const char *detail = NULL;

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		detail = "It is no ordinary or partitioned table.";
	else if (IsCatalogRelation(relation))
		detail = "It is a system table.";
	else if (relation->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		detail = "It is temporary.";
	else if (relation->rd_rel->relpersistence == RELPERSISTENCE_UNLOGGED)
		detail = "It is unlogged: changes of it are not in the WAL.";
	if (detail != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("cannot capture \"%s\"", RelationGetRelationName(relation)),
				 errdetail("%s", detail)));
}

/* A column of the files cannot have two meanings. */
static void
check_columns(Relation relation, const CaptureRules *rules)
{
	TupleDesc	desc = RelationGetDescr(relation);

	for (int i = 0; i < desc->natts; i++)
	{
		const char *column = NameStr(TupleDescAttr(desc, i)->attname);

		if (TupleDescAttr(desc, i)->attisdropped)
			continue;
		for (int j = 0; j < lengthof(rules->own_columns); j++)
		{
			if (rules->own_columns[j] != NULL &&
				strcmp(rules->own_columns[j], column) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_DUPLICATE_COLUMN),
						 errmsg("column \"%s\" of table \"%s\" has the name of a column that the capture adds",
								column, RelationGetRelationName(relation)),
						 errhint("op_column and timestamp_column can be called otherwise.")));
		}
	}
}

/* Changes of a partition are published as its root's, if that is there. */
static void
check_ancestors(int64 capture_id, Relation relation)
{
	static AwspipeStatement related = {
		.sql = "SELECT t.table_name FROM awspipe.capture_table AS t"
		" WHERE t.capture_id = $1 AND t.relid <> $2 AND t.state <> 'removed'"
		" AND (t.relid IN (SELECT relid FROM pg_partition_ancestors($2))"
		"  OR $2 IN (SELECT relid FROM pg_partition_ancestors(t.relid))) LIMIT 1"
	};

	if (awspipe_execute_with(&related, bind_int8(capture_id),
							 bind_oid(RelationGetRelid(relation))) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tables \"%s\" and \"%s\" of a capture are part of each other",
						RelationGetRelationName(relation), awspipe_result_text(0, 1)),
				 errdetail("What is in a partition is captured with its partitioned table.")));
}

/* Throws unless that role may have a capture of the table, and it can be one. */
static void
check_table(int64 capture_id, Oid table, Oid owner, const CaptureRules *rules)
{
	Relation	relation = try_relation_open(table, AccessShareLock);

	if (relation == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table with OID %u does not exist", table)));
	check_kind(relation);
	if (!has_privs_of_role(owner, relation->rd_rel->relowner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" must be owner of table \"%s\" to capture it",
						GetUserNameFromId(owner, false), RelationGetRelationName(relation))));
	check_columns(relation, rules);
	if (!rules->inserts_only)
		check_replica_identities(relation);
	check_ancestors(capture_id, relation);
	relation_close(relation, NoLock);
}

/* What the row asks of tables; throws when it contradicts itself. */
static void
read_rules(int64 capture_id, CaptureRules *rules)
{
	static AwspipeStatement read = {
		.sql = "SELECT op_column, timestamp_column, inserts_only, min_file_size > max_file_size"
		" FROM awspipe.capture WHERE capture_id = $1"
	};
	static const char *const added[] = {"commit_lsn", "seq", "xid", "_unchanged", "_old_key"};

	memset(rules, 0, sizeof(*rules));
	awspipe_execute_with(&read, bind_int8(capture_id));
	rules->own_columns[0] = awspipe_result_text(0, 1);
	rules->own_columns[1] = awspipe_result_text(0, 2);
	rules->inserts_only = awspipe_result_bool(0, 3, false);
	if (awspipe_result_bool(0, 4, false))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_file_size must not be more than max_file_size")));
	for (int i = 0; i < lengthof(added) && !rules->inserts_only; i++)
		rules->own_columns[2 + i] = added[i];
	for (int i = 0; i < 2; i++)
	{
		for (int j = i + 1; j < lengthof(rules->own_columns); j++)
		{
			if (rules->own_columns[i] != NULL && rules->own_columns[j] != NULL &&
				strcmp(rules->own_columns[i], rules->own_columns[j]) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_DUPLICATE_COLUMN),
						 errmsg("two columns that the capture adds are called \"%s\"",
								rules->own_columns[i])));
		}
	}
}

/* Throws when a table that is there cannot be captured by these rules. */
static void
check_tables(int64 capture_id, Oid owner, const CaptureRules *rules)
{
	static AwspipeStatement read = {
		.sql = "SELECT t.relid FROM awspipe.capture_table AS t JOIN pg_class AS c ON c.oid = t.relid"
		" WHERE t.capture_id = $1 AND t.state <> 'removed' ORDER BY t.relid"
	};
	uint64		n = awspipe_execute_with(&read, bind_int8(capture_id));
	Oid		   *tables = palloc(sizeof(Oid) * Max(n, 1));

	for (uint64 i = 0; i < n; i++)
		tables[i] = (Oid) awspipe_result_int64(i, 1, InvalidOid);
	for (uint64 i = 0; i < n; i++)
		check_table(capture_id, tables[i], owner, rules);
}

static void
add_table(int64 capture_id, Oid table)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.capture_table AS t (capture_id, relid, schema_name, table_name, directory)"
		" SELECT c.capture_id, $2, $3, $4, c.directories FROM awspipe.capture AS c WHERE c.capture_id = $1"
		" ON CONFLICT (capture_id, relid) DO UPDATE SET schema_name = $3, table_name = $4,"
		"  directory = excluded.directory, dirty = true, state = 'added', load_snapshot = NULL, load_rows = NULL, loaded_at = NULL, added_at = now()"
		" WHERE t.state = 'removed'"
	};
	char	   *schema = get_namespace_name(get_rel_namespace(table));
	char	   *name = get_rel_name(table);

	if (schema == NULL || name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table with OID %u does not exist", table)));
	if (awspipe_execute_with(&insert, bind_int8(capture_id), bind_oid(table),
							 bind_text(schema), bind_text(name)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("table \"%s\" is already captured", name)));
}

/* Of the capture's tables that are there */
static void
make_publication(const AwspipeOwnedKey *key, bool inserts_only)
{
	static AwspipeStatement tables = {
		.sql = "SELECT string_agg(format('ONLY %I.%I', n.nspname, c.relname), ', ' ORDER BY t.relid)"
		" FROM awspipe.capture_table AS t JOIN pg_class AS c ON c.oid = t.relid"
		" JOIN pg_namespace AS n ON n.oid = c.relnamespace"
		" WHERE t.capture_id = $1 AND t.state <> 'removed'"
	};
	char	   *name = publication_name(key->id);
	char	   *list;

	awspipe_execute_with(&tables, bind_int8(key->id));
	list = awspipe_result_text(0, 1);
	run_as_caller(psprintf("CREATE PUBLICATION %s%s%s WITH (publish = '%s', publish_via_partition_root = true)",
						   name, list != NULL ? " FOR TABLE " : "", list != NULL ? list : "",
						   inserts_only ? "insert" : "insert, update, delete, truncate"));
	if (key->owner != GetUserId())
		run_as_caller(psprintf("ALTER PUBLICATION %s OWNER TO %s", name,
							   quote_identifier(GetUserNameFromId(key->owner, false))));
}

static bool
has_publication(int64 capture_id)
{
	static AwspipeStatement find = {
		.sql = "SELECT FROM pg_publication WHERE pubname = $1"
	};

	return awspipe_execute_with(&find, bind_name(publication_name(capture_id))) > 0;
}

/* Its parameters are these three, and then all options but the server. */
static uint64
execute_with_options(AwspipeStatement *statement, AwspipeArg capture,
					 AwspipeArg owner, AwspipeArg server,
					 const AwspipeArg *options)
{
	AwspipeArg	args[2 + OPTION_COUNT] = {capture, owner, server};

	memcpy(&args[3], &options[OPTION_BUCKET],
		   sizeof(AwspipeArg) * (OPTION_COUNT - OPTION_BUCKET));
	return awspipe_execute_args(statement, lengthof(args), args);
}

/* awspipe.create_s3_capture(name, server, bucket, tables, options …) */
Datum
awspipe_create_s3_capture(PG_FUNCTION_ARGS)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.capture (name, owner_id, server_id, bucket, prefix, format, compression,"
		" max_batch_interval, min_file_size, max_file_size, date_partition, op_column, timestamp_column,"
		" inserts_only, initial_load, include_op_for_full_load, maximum_lag, on_lag, current_interval)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, ''), nullif($12, ''), nullif($13, ''),"
		"  $14, $15, $16, $17, $18, $19)"
		" ON CONFLICT (name) DO NOTHING RETURNING capture_id"
	};
	AwspipeArg	options[OPTION_COUNT];
	char	   *name = awspipe_name_argument(fcinfo);
	Oid			server;
	Datum	   *tables;
	bool	   *nulls;
	int			ntables;
	CaptureRules rules;
	AwspipeOwnedKey key = {.owner = GetUserId()};

	awspipe_check_name("capture", name);
	require(fcinfo, 3, "tables");
	take_options(fcinfo, true, 1, options);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(3), REGCLASSOID, sizeof(Oid), true,
					  TYPALIGN_INT, &tables, &nulls, &ntables);
	if (ntables == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("capture \"%s\" needs a table", name)));

	SPI_connect();
	check_server(0);
	check_owner(key.owner, 0);
	check_database(key.owner);
	server = awspipe_server_check(TextDatumGetCString(options[OPTION_SERVER].value),
								  key.owner);
	awspipe_mapping_check(server, key.owner, "The capture will fail until there is one.");
	if (execute_with_options(&insert, bind_text(name),
							 bind_int4(awspipe_owner_id(key.owner)),
							 bind_int4(awspipe_server_id(server)), options) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("capture \"%s\" already exists", name)));
	key.id = awspipe_result_int64(0, 1, 0);
	for (int i = 0; i < ntables; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("tables must not be null")));
		add_table(key.id, DatumGetObjectId(tables[i]));
	}
	read_rules(key.id, &rules);
	check_tables(key.id, key.owner, &rules);
	make_publication(&key, rules.inserts_only);
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * awspipe.alter_capture(name, options …, owner): a null option stays as it is,
 * an empty date_partition, op_column or timestamp_column removes it.
 */
Datum
awspipe_alter_capture(PG_FUNCTION_ARGS)
{
	static AwspipeStatement alter = {
		.sql = "UPDATE awspipe.capture SET owner_id = coalesce($2, owner_id),"
		" server_id = coalesce($3, server_id), bucket = coalesce($4, bucket),"
		" prefix = coalesce($5, prefix), format = coalesce($6, format),"
		" compression = coalesce($7, compression),"
		" max_batch_interval = coalesce($8, max_batch_interval),"
		" min_file_size = coalesce($9, min_file_size), max_file_size = coalesce($10, max_file_size),"
		" date_partition = nullif(coalesce($11, date_partition), ''),"
		" op_column = nullif(coalesce($12, op_column), ''),"
		" timestamp_column = nullif(coalesce($13, timestamp_column), ''),"
		" inserts_only = coalesce($14, inserts_only), initial_load = coalesce($15, initial_load),"
		" include_op_for_full_load = coalesce($16, include_op_for_full_load),"
		" maximum_lag = coalesce($17, maximum_lag), on_lag = coalesce($18, on_lag),"
		" current_interval = coalesce($19, current_interval)"
		" WHERE capture_id = $1"
	};
	static AwspipeStatement find_server = {
		.sql = "SELECT s.server_name FROM awspipe.capture AS c JOIN awspipe.server AS s USING (server_id)"
		" WHERE c.capture_id = $1"
	};
	AwspipeArg	options[OPTION_COUNT];
	char	   *name = awspipe_name_argument(fcinfo);
	int			last = 1 + OPTION_COUNT;
	bool		moves = !PG_ARGISNULL(last);
	bool		relocates;
	Oid			owner;
	Oid			server = InvalidOid;
	CaptureRules rules;
	AwspipeOwnedKey key;

	take_options(fcinfo, false, 0, options);
	relocates = !options[OPTION_SERVER].isnull;
	SPI_connect();
	find_capture(name, &key);
	owner = moves ? PG_GETARG_OID(last) : key.owner;
	if (moves)
	{
		CHECK_CAN_BECOME(GetUserId(), owner);
		check_owner(owner, key.id);
		check_database(owner);
	}
	if (relocates)
		server = awspipe_server_check(TextDatumGetCString(options[OPTION_SERVER].value),
									  owner);
	execute_with_options(&alter, bind_int8(key.id),
						 bind_if(moves, bind_int4(moves ? awspipe_owner_id(owner) : 0)),
						 bind_if(relocates, bind_int4(relocates ? awspipe_server_id(server) : 0)),
						 options);
	if (moves && !relocates)
	{
		awspipe_execute_with(&find_server, bind_int8(key.id));
		server = awspipe_server_check(awspipe_result_text(0, 1), owner);
	}
	if (OidIsValid(server))
		awspipe_mapping_check(server, owner, "The capture will fail until there is one.");
	read_rules(key.id, &rules);
	if (moves || !options[OPTION_INSERTS_ONLY].isnull ||
		!options[OPTION_OP_COLUMN].isnull || !options[OPTION_TIMESTAMP_COLUMN].isnull)
		check_tables(key.id, owner, &rules);
	if (has_publication(key.id))
	{
		char	   *publication = publication_name(key.id);

		if (!options[OPTION_INSERTS_ONLY].isnull)
			run_as_caller(psprintf("ALTER PUBLICATION %s SET (publish = '%s')", publication,
								   rules.inserts_only ? "insert" : "insert, update, delete, truncate"));
		if (moves)
			run_as_caller(psprintf("ALTER PUBLICATION %s OWNER TO %s", publication,
								   quote_identifier(GetUserNameFromId(owner, false))));
	}
	if (moves)
		awspipe_owners_release();
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.start_capture(name) */
Datum
awspipe_start_capture(PG_FUNCTION_ARGS)
{
	static AwspipeStatement start = {
		.sql = "UPDATE awspipe.capture SET enabled = true, paused = NULL, error_code = NULL,"
		" error_message = NULL, error_detail = NULL, error_hint = NULL, error_at = NULL"
		" WHERE capture_id = $1 RETURNING slot_state"
	};
	char	   *name = awspipe_name_argument(fcinfo);
	char	   *slot_state;
	CaptureRules rules;
	AwspipeOwnedKey key;

	SPI_connect();
	find_capture(name, &key);
	awspipe_check_preload(psprintf("capture \"%s\" cannot be started", name));
	check_server(key.id);
	check_owner(key.owner, key.id);
	awspipe_execute_with(&start, bind_int8(key.id));
	slot_state = awspipe_result_text(0, 1);
	if (strcmp(slot_state, "lost") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("capture \"%s\" has lost its replication slot", name),
				 errdetail("Changes since then are not to be had any more."),
				 errhint("awspipe.resync_capture() begins anew.")));
	read_rules(key.id, &rules);
	check_tables(key.id, key.owner, &rules);
	if (!has_publication(key.id))
	{
		if (strcmp(slot_state, "ready") == 0)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("publication \"%s\" of capture \"%s\" does not exist",
							publication_name(key.id), name),
					 errdetail("Changes since it was dropped are not to be had any more."),
					 errhint("awspipe.resync_capture() begins anew.")));
		make_publication(&key, rules.inserts_only);
	}
	awspipe_wake_supervisor_at_commit();
	awspipe_warn_if_idle(psprintf("capture \"%s\" does not run", name));
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.stop_capture(name) */
Datum
awspipe_stop_capture(PG_FUNCTION_ARGS)
{
	static AwspipeStatement stop = {
		.sql = "UPDATE awspipe.capture SET enabled = false, paused = NULL, error_code = NULL,"
		" error_message = NULL, error_detail = NULL, error_hint = NULL, error_at = NULL"
		" WHERE capture_id = $1"
	};
	AwspipeOwnedKey key;

	SPI_connect();
	find_capture(awspipe_name_argument(fcinfo), &key);
	awspipe_execute_with(&stop, bind_int8(key.id));
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.drop_capture(name): the supervisor drops the slot. */
Datum
awspipe_drop_capture(PG_FUNCTION_ARGS)
{
	static AwspipeStatement drop = {
		.sql = "DELETE FROM awspipe.capture WHERE capture_id = $1"
	};
	AwspipeOwnedKey key;

	SPI_connect();
	find_capture(awspipe_name_argument(fcinfo), &key);
	if (has_publication(key.id))
		run_as_caller(psprintf("DROP PUBLICATION %s", publication_name(key.id)));
	awspipe_execute_with(&drop, bind_int8(key.id));
	awspipe_owners_release();
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * awspipe.resync_capture(name): the supervisor drops the slot that there may
 * be, and the worker makes another one.
 */
Datum
awspipe_resync_capture(PG_FUNCTION_ARGS)
{
	static AwspipeStatement begin = {
		.sql = "UPDATE awspipe.capture SET epoch = epoch + 1, directories = directories + 1, slot_state = 'none', position = NULL,"
		" position_at = NULL, timeline = NULL, paused = NULL, error_code = NULL, error_message = NULL,"
		" error_detail = NULL, error_hint = NULL, error_at = NULL"
		" WHERE capture_id = $1"
	};
	static AwspipeStatement forget_tables = {
		.sql = "DELETE FROM awspipe.capture_table AS t WHERE t.capture_id = $1"
		" AND (t.state = 'removed' OR NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = t.relid))"
	};
	static AwspipeStatement begin_tables = {
		.sql = "UPDATE awspipe.capture_table AS t SET state = 'added', dirty = true, load_snapshot = NULL,"
		" load_rows = NULL, loaded_at = NULL, added_at = now(), directory = a.directories,"
		" schema_name = n.nspname, table_name = c.relname"
		" FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace, awspipe.capture AS a"
		" WHERE t.capture_id = $1 AND a.capture_id = $1 AND c.oid = t.relid"
	};
	static AwspipeStatement forget_files = {
		.sql = "DELETE FROM awspipe.capture_file AS f WHERE f.capture_id = $1 AND f.uploaded_at IS NULL"
	};
	static AwspipeStatement forget_batches = {
		.sql = "DELETE FROM awspipe.capture_batch WHERE capture_id = $1 AND state = 'planned'"
	};
	CaptureRules rules;
	AwspipeOwnedKey key;

	SPI_connect();
	find_capture(awspipe_name_argument(fcinfo), &key);
	check_server(key.id);
	check_owner(key.owner, key.id);
	awspipe_execute_with(&begin, bind_int8(key.id));
	awspipe_execute_with(&forget_files, bind_int8(key.id));
	awspipe_execute_with(&forget_batches, bind_int8(key.id));
	awspipe_execute_with(&forget_tables, bind_int8(key.id));
	awspipe_execute_with(&begin_tables, bind_int8(key.id));
	read_rules(key.id, &rules);
	check_tables(key.id, key.owner, &rules);
	if (!has_publication(key.id))
		make_publication(&key, rules.inserts_only);
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.add_capture_table(name, table) */
Datum
awspipe_add_capture_table(PG_FUNCTION_ARGS)
{
	char	   *name = awspipe_name_argument(fcinfo);
	Oid			table;
	CaptureRules rules;
	AwspipeOwnedKey key;

	require(fcinfo, 1, "table");
	table = PG_GETARG_OID(1);
	SPI_connect();
	find_capture(name, &key);
	add_table(key.id, table);
	read_rules(key.id, &rules);
	check_table(key.id, table, key.owner, &rules);
	run_as_caller(psprintf("ALTER PUBLICATION %s ADD TABLE ONLY %s",
						   publication_name(key.id),
						   quote_qualified_identifier(get_namespace_name(get_rel_namespace(table)),
													  get_rel_name(table))));
	awspipe_wake_captures_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.drop_capture_table(name, table) */
Datum
awspipe_drop_capture_table(PG_FUNCTION_ARGS)
{
	static AwspipeStatement remove = {
		.sql = "UPDATE awspipe.capture_table SET state = 'removed'"
		" WHERE capture_id = $1 AND relid = $2 AND state <> 'removed'"
	};

	/* If it is added again, its files are not to be mixed with these */
	static AwspipeStatement turn = {
		.sql = "UPDATE awspipe.capture SET directories = directories + 1 WHERE capture_id = $1"
	};
	static AwspipeStatement others = {
		.sql = "SELECT FROM awspipe.capture_table WHERE capture_id = $1 AND state <> 'removed'"
	};
	static AwspipeStatement published = {
		.sql = "SELECT FROM pg_publication AS p JOIN pg_publication_rel AS r ON r.prpubid = p.oid"
		" WHERE p.pubname = $1 AND r.prrelid = $2"
	};
	char	   *name = awspipe_name_argument(fcinfo);
	char	   *publication;
	Oid			table;
	AwspipeOwnedKey key;

	require(fcinfo, 1, "table");
	table = PG_GETARG_OID(1);
	SPI_connect();
	find_capture(name, &key);
	publication = publication_name(key.id);
	if (awspipe_execute_with(&remove, bind_int8(key.id), bind_oid(table)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("table \"%s\" is not captured by \"%s\"",
						DatumGetCString(DirectFunctionCall1(regclassout, ObjectIdGetDatum(table))),
						name),
				 errhint("awspipe.capture_tables lists those that are.")));
	awspipe_execute_with(&turn, bind_int8(key.id));
	if (awspipe_execute_with(&others, bind_int8(key.id)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("capture \"%s\" has no other table", name),
				 errhint("awspipe.drop_capture() removes the capture.")));
	if (awspipe_execute_with(&published, bind_name(publication), bind_oid(table)) > 0)
		run_as_caller(psprintf("ALTER PUBLICATION %s DROP TABLE ONLY %s", publication,
							   quote_qualified_identifier(get_namespace_name(get_rel_namespace(table)),
														  get_rel_name(table))));
	awspipe_wake_captures_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}
