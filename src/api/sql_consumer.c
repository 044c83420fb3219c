/*-------------------------------------------------------------------------
 *
 * sql_consumer.c
 *	  Making and changing consumers from SQL.
 *
 * Everything here happens in the caller's transaction: the supervisor and
 * the worker are woken at its commit and read the tables.  What a caller may
 * do follows from PostgreSQL's own rights: USAGE on the foreign server and
 * ownership of the inbox to make a consumer, membership in its owner's role
 * to change it.
 *
 * IDENTIFICATION
 *	  src/api/sql_consumer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/sql_consumer.h"
#include "base/connection.h"
#include "base/names.h"
#include "base/owner.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/consumer.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "worker/shmem.h"
#include "worker/worker.h"

PG_FUNCTION_INFO_V1(awspipe_create_kinesis_consumer);
PG_FUNCTION_INFO_V1(awspipe_create_sqs_consumer);
PG_FUNCTION_INFO_V1(awspipe_start_consumer);
PG_FUNCTION_INFO_V1(awspipe_stop_consumer);
PG_FUNCTION_INFO_V1(awspipe_drop_consumer);

PGDLLEXPORT Datum awspipe_create_kinesis_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_create_sqs_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_start_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_stop_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_drop_consumer(PG_FUNCTION_ARGS);

/*
 * Throws unless a worker could do for that role what the consumer asks for.
 */
static void
check_rights(Oid server, const char *name, Oid inbox, Oid owner)
{
	AwspipeOwnerProblem problem;

	if (!awspipe_owner_check(owner, &problem))
		ereport(ERROR,
				(errcode(problem.sqlerrcode),
				 errmsg("%s", problem.message),
				 problem.hint ? errhint("%s", problem.hint) : 0));
	(void) awspipe_connection_read(server, name, owner);
	(void) awspipe_inbox_check(inbox, owner);
}

/*
 * Finds a consumer that the caller may manage; throws when there is none.
 * Locks its row until the transaction ends, though not against new
 * checkpoints.  Whoever goes on to lock more takes consumer_state before
 * checkpoint, as the worker does.
 */
void
awspipe_consumer_find(const char *name, AwspipeConsumerKey *key)
{
	static AwspipeStatement find = {
		.sql = "SELECT c.consumer_id, w.role_oid, s.server_name, c.inbox::pg_catalog.oid,"
		" c.source = 'sqs', s.server_oid"
		" FROM awspipe.consumer AS c JOIN awspipe.server AS s USING (server_id)"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE c.name = $1 FOR NO KEY UPDATE OF c",
		.argtypes = {TEXTOID, InvalidOid}
	};
	Datum		values[1] = {CStringGetTextDatum(name)};

	if (awspipe_control_execute(&find, values, NULL, false, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("consumer \"%s\" does not exist", name)));
	key->consumer_id = awspipe_result_int64(0, 1, 0);
	key->owner = (Oid) awspipe_result_int64(0, 2, 0);
	key->server = awspipe_result_text(0, 3);
	key->inbox = (Oid) awspipe_result_int64(0, 4, 0);
	key->is_queue = awspipe_result_bool(0, 5, false);
	key->server_oid = (Oid) awspipe_result_int64(0, 6, InvalidOid);
	if (!has_privs_of_role(GetUserId(), key->owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of consumer \"%s\"", name)));
}

/*
 * Throws in a batch of that consumer's: a trigger that takes away the
 * position which its own batch is to move would have it applied again and
 * again.
 */
void
awspipe_consumer_refuse_own(const char *name, const AwspipeConsumerKey *key)
{
	if (awspipe_my_slot != NULL && awspipe_my_slot->kind == AWSPIPE_CONSUMER &&
		awspipe_my_slot->consumer_id == key->consumer_id)
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("consumer \"%s\" cannot be dropped or rewound in a batch of its own", name),
				 errhint("A trigger can stop its consumer.")));
}

/*
 * Makes workers look at the tables again once this transaction commits.
 * begin_anew: the worker has to drop what it knows.
 */
void
awspipe_consumer_changed(int64 consumer_id, bool begin_anew)
{
	static AwspipeStatement bump = {
		.sql = "UPDATE awspipe.consumer_state SET config_version = config_version + 1"
		" WHERE consumer_id = $1",
		.argtypes = {INT8OID, InvalidOid}
	};
	Datum		values[1] = {Int64GetDatum(consumer_id)};

	if (begin_anew)
		awspipe_control_execute(&bump, values, NULL, false, 0);
	awspipe_wake_consumer_at_commit(consumer_id);
	awspipe_wake_supervisor_at_commit();
}

static void
check_name(const char *name)
{
	if (name[0] == '\0' || strlen(name) >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid consumer name \"%s\"", name),
				 errdetail("A name has 1 to %d bytes.", NAMEDATALEN - 1)));
}

/*
 * Makes a consumer out of the arguments (name, server, stream or queue,
 * inbox, options …); which options there are is told in consumer_options.c.
 */
static void
create_consumer(FunctionCallInfo fcinfo, bool queue)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.consumer (name, owner_id, source, server_id, resource, inbox,"
		" starting_position, starting_timestamp, starting_sequence_numbers, batch_size,"
		" maximum_batching_window, maximum_retry_attempts, maximum_record_age,"
		" maximum_batch_duration, bisect_batch_on_error, on_error, filter_pattern, ack_after,"
		" visibility_timeout, polls, unwrap_sns, wrong_shard)"
		" VALUES ($1, $2, $22, $3, $4, $5, coalesce($6, 'TRIM_HORIZON'), $7, $8, $9, $10, $11, $12,"
		" $13, $14, $15, $16, coalesce($17, 'local'), $18, coalesce($19, 10), coalesce($20, false),"
		" coalesce($21, 'keep'))"
		" ON CONFLICT (name) DO NOTHING RETURNING consumer_id",
		.argtypes = {TEXTOID, INT4OID, INT4OID, TEXTOID, OIDOID, TEXTOID, TIMESTAMPTZOID, JSONBOID,
		INT4OID, INTERVALOID, INT4OID, INTERVALOID, INTERVALOID, BOOLOID, TEXTOID, JSONBOID, TEXTOID,
		INTERVALOID, INT4OID, BOOLOID, TEXTOID, TEXTOID, InvalidOid}
	};
	static AwspipeStatement state = {
		.sql = "INSERT INTO awspipe.consumer_state (consumer_id, state) VALUES ($1, 'stopped')",
		.argtypes = {INT8OID, InvalidOid}
	};
	const char *const required[] = {"name", "server", queue ? "queue" : "stream", "inbox"};
	Datum		values[6 + AWSPIPE_OPTION_COUNT];
	char		nulls[6 + AWSPIPE_OPTION_COUNT];
	char	   *name;
	char	   *server_name;
	Oid			server;
	Oid			owner = GetUserId();
	int			i;

	for (i = 0; i < lengthof(required); i++)
	{
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be null", required[i])));
	}
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	server_name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	check_name(name);
	if (queue)
		awspipe_check_queue_name(text_to_cstring(PG_GETARG_TEXT_PP(2)));
	else
		awspipe_check_stream_name(text_to_cstring(PG_GETARG_TEXT_PP(2)));
	server = awspipe_server_check(server_name, owner);
	check_rights(server, server_name, PG_GETARG_OID(3), owner);

	memset(nulls, ' ', sizeof(nulls));
	values[0] = PG_GETARG_DATUM(0);
	values[3] = PG_GETARG_DATUM(2);
	values[4] = PG_GETARG_DATUM(3);
	awspipe_options_take(fcinfo, 4, queue, values + 5, nulls + 5);
	values[5 + AWSPIPE_OPTION_COUNT] = CStringGetTextDatum(queue ? "sqs" : "kinesis");

	SPI_connect();
	values[1] = Int32GetDatum(awspipe_owner_id(owner));
	values[2] = Int32GetDatum(awspipe_server_id(server));
	if (awspipe_control_execute(&insert, values, nulls, false, 0) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("consumer \"%s\" already exists", name)));
	values[0] = Int64GetDatum(awspipe_result_int64(0, 1, 0));
	awspipe_control_execute(&state, values, NULL, false, 0);
	SPI_finish();
}

/* awspipe.create_kinesis_consumer(name, server, stream, inbox, options …) */
Datum
awspipe_create_kinesis_consumer(PG_FUNCTION_ARGS)
{
	create_consumer(fcinfo, false);
	PG_RETURN_VOID();
}

/* awspipe.create_sqs_consumer(name, server, queue, inbox, options …) */
Datum
awspipe_create_sqs_consumer(PG_FUNCTION_ARGS)
{
	create_consumer(fcinfo, true);
	PG_RETURN_VOID();
}

/*
 * Enables or disables a consumer.  Its row of state may be missing after a
 * restore.
 */
static void
set_enabled(const char *name, bool enabled)
{
	static AwspipeStatement enable = {
		.sql = "UPDATE awspipe.consumer SET enabled = $2 WHERE consumer_id = $1",
		.argtypes = {INT8OID, BOOLOID, InvalidOid}
	};
	static AwspipeStatement state = {
		.sql = "INSERT INTO awspipe.consumer_state AS s (consumer_id, state) VALUES ($1, $2)"
		" ON CONFLICT (consumer_id) DO UPDATE SET state = $2, since = now(), error_code = NULL,"
		" error_message = NULL, error_detail = NULL, error_context = NULL, error_position = NULL"
		" WHERE s.state = 'failed' OR (s.state = 'stopped') = ($2 <> 'stopped')",
		.argtypes = {INT8OID, TEXTOID, InvalidOid}
	};
	AwspipeConsumerKey key;
	Datum		values[2];
	bool		changed;

	SPI_connect();
	awspipe_consumer_find(name, &key);
	if (enabled)
	{
		awspipe_check_preload(ERROR);
		check_rights(key.server_oid, key.server, key.inbox, key.owner);
	}
	values[0] = Int64GetDatum(key.consumer_id);
	values[1] = BoolGetDatum(enabled);
	awspipe_control_execute(&enable, values, NULL, false, 0);
	values[1] = CStringGetTextDatum(enabled ? "starting" : "stopped");
	changed = awspipe_control_execute(&state, values, NULL, false, 0) > 0;
	/* A worker that has not yet noticed that it was stopped starts, too */
	awspipe_consumer_changed(key.consumer_id, enabled && changed);
	SPI_finish();
}

/* awspipe.start_consumer(name) */
Datum
awspipe_start_consumer(PG_FUNCTION_ARGS)
{
	set_enabled(text_to_cstring(PG_GETARG_TEXT_PP(0)), true);
	PG_RETURN_VOID();
}

/* awspipe.stop_consumer(name) */
Datum
awspipe_stop_consumer(PG_FUNCTION_ARGS)
{
	set_enabled(text_to_cstring(PG_GETARG_TEXT_PP(0)), false);
	PG_RETURN_VOID();
}

/* awspipe.drop_consumer(name): its checkpoints go, its dead letters stay */
Datum
awspipe_drop_consumer(PG_FUNCTION_ARGS)
{
	static AwspipeStatement drop_state = {
		.sql = "DELETE FROM awspipe.consumer_state WHERE consumer_id = $1",
		.argtypes = {INT8OID, InvalidOid}
	};
	static AwspipeStatement drop = {
		.sql = "DELETE FROM awspipe.consumer WHERE consumer_id = $1",
		.argtypes = {INT8OID, InvalidOid}
	};
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	AwspipeConsumerKey key;
	Datum		values[1];

	SPI_connect();
	awspipe_consumer_find(name, &key);
	awspipe_consumer_refuse_own(name, &key);
	values[0] = Int64GetDatum(key.consumer_id);
	awspipe_control_execute(&drop_state, values, NULL, false, 0);
	awspipe_control_execute(&drop, values, NULL, false, 0);
	awspipe_owners_release();
	awspipe_consumer_changed(key.consumer_id, false);
	SPI_finish();
	PG_RETURN_VOID();
}
