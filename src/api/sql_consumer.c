/*-------------------------------------------------------------------------
 *
 * sql_consumer.c
 *	  Making and changing consumers from SQL, and the limits of their options.
 *
 * Everything here happens in the caller's transaction: the supervisor and
 * the worker are woken at its commit and read the tables.  What a caller may
 * do follows from PostgreSQL's own rights: USAGE on the foreign server and
 * ownership of the inbox to make a consumer, membership in its owner's role
 * to change it.
 *
 * create_kinesis_consumer(), create_sqs_consumer(), alter_consumer() and
 * rewind_consumer() take the same options in the same order; streams have no
 * use for those of queues, and the other way round for positions and
 * wrong_shard.  Names and limits are those of Lambda's event source mappings
 * where there is such an option.
 *
 * IDENTIFICATION
 *	  src/api/sql_consumer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "api/sql_consumer.h"
#include "aws/sqs.h"
#include "base/connection.h"
#include "base/names.h"
#include "base/owner.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/consumer.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"
#include "worker/idle.h"
#include "worker/shmem.h"
#include "worker/worker.h"

/* A consumer that the caller may manage; its row is locked. */
typedef struct ConsumerKey
{
	int64		consumer_id;
	Oid			owner;
	bool		is_queue;		/* its source is SQS */
	Oid			server_oid;
	char	   *server;
	Oid			inbox;
} ConsumerKey;

/* Order of the options in all functions' arguments and in statements */
enum
{
	OPTION_STARTING_POSITION,
	OPTION_STARTING_TIMESTAMP,
	OPTION_STARTING_SEQUENCE_NUMBERS,
	OPTION_BATCH_SIZE,
	OPTION_MAXIMUM_BATCHING_WINDOW,
	OPTION_MAXIMUM_RETRY_ATTEMPTS,
	OPTION_MAXIMUM_RECORD_AGE,
	OPTION_MAXIMUM_BATCH_DURATION,
	OPTION_BISECT_BATCH_ON_ERROR,
	OPTION_ON_ERROR,
	OPTION_FILTER_PATTERN,
	OPTION_ACK_AFTER,
	OPTION_VISIBILITY_TIMEOUT,
	OPTION_POLLS,
	OPTION_UNWRAP_SNS,
	OPTION_WRONG_SHARD,
	OPTION_RETENTION,
	OPTION_TICK,
	OPTION_COUNT
};

static const Oid option_types[OPTION_COUNT] = {
	TEXTOID, TIMESTAMPTZOID, JSONBOID, INT4OID, INTERVALOID, INT4OID,
	INTERVALOID, INTERVALOID, BOOLOID, TEXTOID, JSONBOID, TEXTOID,
	INTERVALOID, INT4OID, BOOLOID, TEXTOID, INTERVALOID, INTERVALOID
};

/* The options that only queues have */
#define FIRST_OF_QUEUES OPTION_ACK_AFTER
#define LAST_OF_QUEUES	OPTION_UNWRAP_SNS

#define BATCH_SIZE_MAX			100000
#define BATCHING_WINDOW_MAX_S	300 /* Lambda: 0 to 300 seconds */
#define RETRY_ATTEMPTS_MAX		10000	/* Lambda: up to 10,000 */
#define RECORD_AGE_MIN_S		60	/* Lambda: 60 to 604,800 seconds */
#define RECORD_AGE_MAX_S		(365 * 24 * 3600)	/* retention: up to a year */
#define BATCH_DURATION_MIN_S	1
#define BATCH_DURATION_MAX_S	(24 * 3600)
#define SEQUENCE_NUMBER_DIGITS_MAX 129	/* Kinesis API reference */
#define RETENTION_MAX_S			(100 * 365.25 * 24 * 3600)
#define TICK_MAX_S				(24 * 3600)
#define POLLS_MAX				50	/* of a consumer's 64 connections */

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

PG_FUNCTION_INFO_V1(awspipe_alter_consumer);
PG_FUNCTION_INFO_V1(awspipe_rewind_consumer);
PG_FUNCTION_INFO_V1(awspipe_skip_record);
PG_FUNCTION_INFO_V1(awspipe_watermark);

PGDLLEXPORT Datum awspipe_alter_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_rewind_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_skip_record(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_watermark(PG_FUNCTION_ARGS);

static void take_options(FunctionCallInfo fcinfo, int first, bool queue,
						 AwspipeArg *options);
static void check_stream_name(const char *stream);
static char *consumer_name(FunctionCallInfo fcinfo);

/*
 * Throws unless a worker could do for that role what the consumer asks for;
 * consumer_id is 0 while it is being made.
 */
static void
check_rights(Oid server, const char *name, Oid inbox, Oid owner, int64 consumer_id)
{
	AwspipeProblem problem;

	if (!awspipe_owner_check(owner, AWSPIPE_OWNED_CONSUMER, consumer_id, &problem))
		awspipe_problem_throw(&problem);
	(void) awspipe_connection_read(server, name, owner);
	(void) awspipe_inbox_check(inbox, owner);
}

/*
 * Finds a consumer that the caller may manage; throws when there is none.
 * Locks its row until the transaction ends, though not against new
 * checkpoints.  Whoever goes on to lock more takes consumer_state before
 * checkpoint, as the worker does.
 */
static void
find_consumer(const char *name, ConsumerKey *key)
{
	static AwspipeStatement find = {
		.sql = "SELECT c.consumer_id, w.role_oid, s.server_name, c.inbox::oid,"
		" c.source = 'sqs', s.server_oid"
		" FROM awspipe.consumer AS c JOIN awspipe.server AS s USING (server_id)"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE c.name = $1 FOR NO KEY UPDATE OF c"
	};

	if (awspipe_execute_with(&find, bind_text(name)) == 0)
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
static void
refuse_own(const char *name, const ConsumerKey *key)
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
static void
note_change(int64 consumer_id, bool begin_anew)
{
	static AwspipeStatement bump = {
		.sql = "UPDATE awspipe.consumer_state SET config_version = config_version + 1"
		" WHERE consumer_id = $1"
	};

	if (begin_anew)
		awspipe_execute_with(&bump, bind_int8(consumer_id));
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
 * inbox, and the options that the top of this file lists).
 */
static void
create_consumer(FunctionCallInfo fcinfo, bool queue)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.consumer (name, owner_id, server_id, resource, inbox, source,"
		" starting_position, starting_timestamp, starting_sequence_numbers, batch_size,"
		" maximum_batching_window, maximum_retry_attempts, maximum_record_age,"
		" maximum_batch_duration, bisect_batch_on_error, on_error, filter_pattern, ack_after,"
		" visibility_timeout, polls, unwrap_sns, wrong_shard, retention, tick)"
		" VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, 'TRIM_HORIZON'), $8, $9, $10, $11, $12, $13,"
		" $14, $15, $16, $17, coalesce($18, 'local'), $19, coalesce($20, 10), coalesce($21, false),"
		" coalesce($22, 'keep'), nullif($23, '0'), nullif($24, '0'))"
		" ON CONFLICT (name) DO NOTHING RETURNING consumer_id"
	};
	static AwspipeStatement state = {
		.sql = "INSERT INTO awspipe.consumer_state (consumer_id, state, inbox_name)"
		" VALUES ($1, 'stopped', $2::oid::regclass::text)"
	};
	const char *const required[] = {"name", "server", queue ? "queue" : "stream", "inbox"};
	AwspipeArg	args[6 + OPTION_COUNT];
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
		check_stream_name(text_to_cstring(PG_GETARG_TEXT_PP(2)));
	server = awspipe_server_check(server_name, owner);
	check_rights(server, server_name, PG_GETARG_OID(3), owner, 0);

	take_options(fcinfo, 4, queue, args + 6);
	if (!args[6 + OPTION_RETENTION].isnull)
		awspipe_inbox_check_retention(PG_GETARG_OID(3));

	SPI_connect();
	args[0] = bind_text(name);
	args[1] = bind_int4(awspipe_owner_id(owner));
	args[2] = bind_int4(awspipe_server_id(server));
	args[3] = bind_argument(fcinfo, 2, TEXTOID);
	args[4] = bind_argument(fcinfo, 3, OIDOID);
	args[5] = bind_text(queue ? "sqs" : "kinesis");
	if (awspipe_execute_args(&insert, lengthof(args), args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("consumer \"%s\" already exists", name)));
	awspipe_execute_with(&state, bind_int8(awspipe_result_int64(0, 1, 0)),
						 args[4]);
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
		.sql = "UPDATE awspipe.consumer SET enabled = $2 WHERE consumer_id = $1"
	};
	static AwspipeStatement state = {
		.sql = "INSERT INTO awspipe.consumer_state AS s (consumer_id, state) VALUES ($1, $2)"
		" ON CONFLICT (consumer_id) DO UPDATE SET state = $2, since = now(), error_code = NULL,"
		" error_message = NULL, error_detail = NULL, error_hint = NULL, error_context = NULL,"
		" error_position = NULL"
		" WHERE s.state = 'failed' OR (s.state = 'stopped') = ($2 <> 'stopped')"
	};
	ConsumerKey key;
	bool		changed;

	SPI_connect();
	find_consumer(name, &key);
	if (enabled)
	{
		awspipe_check_preload(psprintf("consumer \"%s\" cannot be started", name));
		check_rights(key.server_oid, key.server, key.inbox, key.owner,
					 key.consumer_id);
	}
	awspipe_execute_with(&enable, bind_int8(key.consumer_id), bind_bool(enabled));
	changed = awspipe_execute_with(&state, bind_int8(key.consumer_id),
								   bind_text(enabled ? "starting" : "stopped")) > 0;
	/* A worker that has not yet noticed that it was stopped starts, too */
	note_change(key.consumer_id, enabled && changed);
	if (enabled)
		awspipe_warn_if_idle(psprintf("consumer \"%s\" does not run", name));
	SPI_finish();
}

/* awspipe.start_consumer(name) */
Datum
awspipe_start_consumer(PG_FUNCTION_ARGS)
{
	set_enabled(consumer_name(fcinfo), true);
	PG_RETURN_VOID();
}

/* awspipe.stop_consumer(name) */
Datum
awspipe_stop_consumer(PG_FUNCTION_ARGS)
{
	set_enabled(consumer_name(fcinfo), false);
	PG_RETURN_VOID();
}

/* awspipe.drop_consumer(name): its checkpoints go, its dead letters stay */
Datum
awspipe_drop_consumer(PG_FUNCTION_ARGS)
{
	static AwspipeStatement drop_state = {
		.sql = "DELETE FROM awspipe.consumer_state WHERE consumer_id = $1"
	};
	static AwspipeStatement drop = {
		.sql = "DELETE FROM awspipe.consumer WHERE consumer_id = $1"
	};
	char	   *name = consumer_name(fcinfo);
	ConsumerKey key;

	SPI_connect();
	find_consumer(name, &key);
	refuse_own(name, &key);
	awspipe_execute_with(&drop_state, bind_int8(key.consumer_id));
	awspipe_execute_with(&drop, bind_int8(key.consumer_id));
	awspipe_owners_release();
	note_change(key.consumer_id, false);
	SPI_finish();
	PG_RETURN_VOID();
}

static bool
has_option(bool queue, int option)
{
	if (queue)
		return option >= OPTION_BATCH_SIZE && option != OPTION_WRONG_SHARD;
	return option < FIRST_OF_QUEUES || option > LAST_OF_QUEUES;
}

static void
check_range(const char *option, double value, double min, double max, const char *unit)
{
	if (value < min || value > max)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be between %.0f and %.0f%s", option, min, max, unit)));
}

static void
check_sequence_numbers(Jsonb *numbers)
{
	JsonbIterator *it;
	JsonbValue	value;
	JsonbIteratorToken token;
	bool		valid = JB_ROOT_IS_OBJECT(numbers) && JB_ROOT_COUNT(numbers) > 0;

	it = JsonbIteratorInit(&numbers->root);
	while (valid && (token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token != WJB_VALUE)
			continue;
		valid = value.type == jbvString && value.val.string.len > 0 &&
			value.val.string.len <= SEQUENCE_NUMBER_DIGITS_MAX &&
			strspn(pnstrdup(value.val.string.val, value.val.string.len), "0123456789") ==
			value.val.string.len;
	}
	if (!valid)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid starting_sequence_numbers"),
				 errdetail("The value must be an object that gives shard ids their sequence numbers as strings of digits."),
				 errhint("For example: {\"shardId-000000000000\": \"495903382714902566085596925383615710959215759891365888\"}.")));
}

/* Is an argument given that a starting position needs, and no other? */
static void
check_companion(const char *position, const char *argument, bool given,
				bool needed, const char *detail)
{
	if (needed && !given)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("starting_position %s needs %s", position, argument)));
	if (given && !needed)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s does not go with starting_position %s", argument, position),
				 errdetail("%s", detail)));
}

/*
 * Is the starting position one that AWS knows, with all it needs and no
 * more?  Writes it as AWS does.
 */
static void
check_position(AwspipeArg *options)
{
	static const struct
	{
		const char *name;
		bool		timestamp;
		bool		numbers;
	}			known[] = {
		{"TRIM_HORIZON", false, false},
		{"LATEST", false, false},
		{"AT_TIMESTAMP", true, false},
		{"AT_SEQUENCE_NUMBER", false, true},
		{"AFTER_SEQUENCE_NUMBER", false, true}
	};
	bool		timestamp = !options[OPTION_STARTING_TIMESTAMP].isnull;
	bool		numbers = !options[OPTION_STARTING_SEQUENCE_NUMBERS].isnull;
	char	   *position;
	int			i;

	if (options[OPTION_STARTING_POSITION].isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("starting_position must not be null")));
	position = TextDatumGetCString(options[OPTION_STARTING_POSITION].value);
	for (i = 0; i < lengthof(known); i++)
	{
		if (pg_strcasecmp(known[i].name, position) == 0)
			break;
	}
	if (i == lengthof(known))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid starting_position \"%s\"", position),
				 errhint("It can be TRIM_HORIZON, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER.")));
	options[OPTION_STARTING_POSITION].value = CStringGetTextDatum(known[i].name);
	check_companion(known[i].name, "starting_timestamp", timestamp,
					known[i].timestamp, "It belongs to AT_TIMESTAMP.");
	check_companion(known[i].name, "starting_sequence_numbers", numbers,
					known[i].numbers,
					"It belongs to AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.");
	if (timestamp && TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(options[OPTION_STARTING_TIMESTAMP].value)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("starting_timestamp must be finite")));
	if (numbers)
		check_sequence_numbers(DatumGetJsonbP(options[OPTION_STARTING_SEQUENCE_NUMBERS].value));
}

/* What a queue only can do with a bad record is no option of a stream. */
static void
check_on_error(Datum on_error, bool queue)
{
	static const char *const words[] = {"stop", "dead_letter", "release"};

	if (queue)
		awspipe_check_word("on_error", on_error, words, 3, "It can be stop, dead_letter or release.");
	else
		awspipe_check_word("on_error", on_error, words, 2, "It can be stop or dead_letter.");
}

static void
check_wrong_shard(Datum wrong_shard)
{
	static const char *const words[] = {"keep", "dead_letter"};

	awspipe_check_word("wrong_shard", wrong_shard, words, lengthof(words),
					   "It can be keep or dead_letter.");
}

/*
 * Lambda's patterns, and those of records as S3 and others put them, begin
 * with the member that holds the payload.  Ours begin with the payload, which
 * may have a member of that name itself, as that of CloudEvents has.
 */
static void
warn_of_envelope(Jsonb *pattern)
{
	static const char *const envelopes[] = {"data", "body", "Records"};
	JsonbIterator *it;
	JsonbValue	name;

	if (!JB_ROOT_IS_OBJECT(pattern) || JB_ROOT_COUNT(pattern) != 1)
		return;
	it = JsonbIteratorInit(&pattern->root);
	(void) JsonbIteratorNext(&it, &name, true);
	(void) JsonbIteratorNext(&it, &name, true);
	for (int i = 0; i < lengthof(envelopes); i++)
	{
		if (strlen(envelopes[i]) != name.val.string.len ||
			strncmp(envelopes[i], name.val.string.val, name.val.string.len) != 0)
			continue;
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("filter_pattern wants a member \"%s\" in the payload itself",
						envelopes[i]),
				 errdetail("A record whose payload has none is dropped for good."),
				 errhint("In patterns of Lambda \"%s\" is what the payload comes in: leave it out here.",
						 envelopes[i])));
	}
}

static void
check_filter(AwspipeArg *filter)
{
	Jsonb	   *pattern = DatumGetJsonbP(filter->value);

	if (JB_ROOT_IS_SCALAR(pattern))
	{
		JsonbValue	value;

		/* JSON null: no filter */
		if (JsonbExtractScalar(&pattern->root, &value) && value.type == jbvNull)
		{
			filter->isnull = true;
			return;
		}
	}
	(void) awspipe_event_pattern_compile(pattern);
	warn_of_envelope(pattern);
}

static void
check_queue_options(const AwspipeArg *options)
{
	static const char *const words[] = {"local", "replicated"};

	if (!options[OPTION_ACK_AFTER].isnull)
		awspipe_check_word("ack_after", options[OPTION_ACK_AFTER].value, words, lengthof(words),
						   "It can be local or replicated.");
	if (!options[OPTION_VISIBILITY_TIMEOUT].isnull)
		check_range("visibility_timeout",
					awspipe_interval_seconds(options[OPTION_VISIBILITY_TIMEOUT].value),
					0, PGAWS_SQS_VISIBILITY_MAX_S, " seconds");
	if (!options[OPTION_POLLS].isnull)
		check_range("polls", DatumGetInt32(options[OPTION_POLLS].value), 1, POLLS_MAX, "");
}

/*
 * Checks the options that are not null.
 */
static void
check_options(AwspipeArg *options, bool queue)
{
	if (!options[OPTION_BATCH_SIZE].isnull)
		check_range("batch_size", DatumGetInt32(options[OPTION_BATCH_SIZE].value),
					1, BATCH_SIZE_MAX, "");
	if (!options[OPTION_MAXIMUM_BATCHING_WINDOW].isnull)
		check_range("maximum_batching_window",
					awspipe_interval_seconds(options[OPTION_MAXIMUM_BATCHING_WINDOW].value),
					0, BATCHING_WINDOW_MAX_S, " seconds");
	if (!options[OPTION_MAXIMUM_RETRY_ATTEMPTS].isnull)
		check_range("maximum_retry_attempts",
					DatumGetInt32(options[OPTION_MAXIMUM_RETRY_ATTEMPTS].value),
					0, RETRY_ATTEMPTS_MAX, "");
	if (!options[OPTION_MAXIMUM_RECORD_AGE].isnull)
		check_range("maximum_record_age",
					awspipe_interval_seconds(options[OPTION_MAXIMUM_RECORD_AGE].value),
					RECORD_AGE_MIN_S, RECORD_AGE_MAX_S, " seconds");
	if (!options[OPTION_MAXIMUM_BATCH_DURATION].isnull)
		check_range("maximum_batch_duration",
					awspipe_interval_seconds(options[OPTION_MAXIMUM_BATCH_DURATION].value),
					BATCH_DURATION_MIN_S, BATCH_DURATION_MAX_S, " seconds");
	if (!options[OPTION_ON_ERROR].isnull)
		check_on_error(options[OPTION_ON_ERROR].value, queue);
	check_queue_options(options);
	if (!options[OPTION_WRONG_SHARD].isnull)
		check_wrong_shard(options[OPTION_WRONG_SHARD].value);
	if (!options[OPTION_FILTER_PATTERN].isnull)
		check_filter(&options[OPTION_FILTER_PATTERN]);
	if (!options[OPTION_RETENTION].isnull)
		check_range("retention", awspipe_interval_seconds(options[OPTION_RETENTION].value),
					0, RETENTION_MAX_S, " seconds");
	if (!options[OPTION_TICK].isnull)
		check_range("tick", awspipe_interval_seconds(options[OPTION_TICK].value),
					0, TICK_MAX_S, " seconds");
}

/*
 * Takes the options of a new consumer out of a function's arguments, from the
 * one of that number on, and checks them.  Those that have no meaning of NULL
 * must not be null; those that the consumer does not have are.
 */
static void
take_options(FunctionCallInfo fcinfo, int first, bool queue,
			 AwspipeArg *options)
{
	static const struct
	{
		int			option;
		const char *name;
	}			required[] = {
		{OPTION_BATCH_SIZE, "batch_size"},
		{OPTION_MAXIMUM_BATCHING_WINDOW, "maximum_batching_window"},
		{OPTION_MAXIMUM_RETRY_ATTEMPTS, "maximum_retry_attempts"},
		{OPTION_MAXIMUM_BATCH_DURATION, "maximum_batch_duration"},
		{OPTION_BISECT_BATCH_ON_ERROR, "bisect_batch_on_error"},
		{OPTION_ON_ERROR, "on_error"},
		{OPTION_ACK_AFTER, "ack_after"},
		{OPTION_POLLS, "polls"},
		{OPTION_UNWRAP_SNS, "unwrap_sns"},
		{OPTION_WRONG_SHARD, "wrong_shard"}
	};
	int			arg = first;
	int			i;

	for (i = 0; i < OPTION_COUNT; i++)
		options[i] = has_option(queue, i) ?
			bind_argument(fcinfo, arg++, option_types[i]) :
			bind_null(option_types[i]);
	for (i = 0; i < lengthof(required); i++)
	{
		if (has_option(queue, required[i].option) && options[required[i].option].isnull)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be null", required[i].name)));
	}
	if (!queue)
		check_position(options);
	check_options(options, queue);
}

/*
 * Names go into request bodies, where quoting keeps them harmless; this is
 * to tell a typo early.
 */
static void
check_stream_name(const char *stream)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	bool		is_arn = strncmp(stream, "arn:", 4) == 0;

	if (is_arn ? strstr(stream, ":stream/") != NULL :
		(stream[0] != '\0' && strlen(stream) <= 128 &&
		 strspn(stream, letters) == strlen(stream)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_NAME),
			 errmsg("invalid stream name \"%s\"", stream),
			 errdetail("Kinesis allows 1 to 128 letters, digits, and \"_\", \".\", \"-\"; a stream's ARN is possible too.")));
}

/*
 * A stream has no use for options of queues, and the other way round.
 */
static void
refuse_foreign_options(const char *name, bool queue, const AwspipeArg *options)
{
	for (int i = OPTION_BATCH_SIZE; i < OPTION_COUNT; i++)
	{
		if (options[i].isnull || has_option(queue, i))
			continue;
		if (queue)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("consumer \"%s\" reads a queue, and cannot have wrong_shard", name),
					 errdetail("Only consumers of streams have it.")));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("consumer \"%s\" reads a stream, and cannot have options of queues", name),
				 errdetail("Only consumers of queues have ack_after, visibility_timeout, polls and unwrap_sns.")));
	}
}

/* The functions are not strict, but their name argument is. */
static char *
consumer_name(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("name must not be null")));
	return text_to_cstring(PG_GETARG_TEXT_PP(0));
}

/*
 * Where the consumer is to read, insert and belong to from now on; OIDs that
 * are invalid stay as they are.  Throws unless a worker could do it, and the
 * caller could be the new owner.
 */
static void
check_move(const ConsumerKey *key, const char *server_name, Oid *server,
		   Oid inbox, Oid owner)
{
	Oid			role = OidIsValid(owner) ? owner : key->owner;

	if (server_name != NULL)
		*server = awspipe_server_check(server_name, role);
	if (OidIsValid(owner))
		CHECK_CAN_BECOME(GetUserId(), owner);
	check_rights(OidIsValid(*server) ? *server : key->server_oid,
				 server_name != NULL ? server_name : key->server,
				 OidIsValid(inbox) ? inbox : key->inbox, role,
				 key->consumer_id);
}

/* Its dead letters go with it. */
static void
give_dead_letters(const char *name, int32 owner_id)
{
	static AwspipeStatement give = {
		.sql = "UPDATE awspipe.dead_letter AS d SET owner_id = $2"
		" FROM awspipe.consumer AS c WHERE c.name = $1 AND d.consumer = $1"
		" AND d.owner_id = c.owner_id AND d.owner_id <> $2"
	};

	awspipe_execute_with(&give, bind_text(name), bind_int4(owner_id));
}

/* Can the inbox that it will have be cleaned, if that is asked for? */
static void
check_retention(const ConsumerKey *key, Oid inbox, const AwspipeArg *retention)
{
	static AwspipeStatement has = {
		.sql = "SELECT FROM awspipe.consumer WHERE consumer_id = $1"
		" AND nullif(coalesce($2, retention), '0') IS NOT NULL"
	};

	if ((OidIsValid(inbox) || !retention->isnull) &&
		awspipe_execute_with(&has, bind_int8(key->consumer_id), *retention) > 0)
		awspipe_inbox_check_retention(OidIsValid(inbox) ? inbox : key->inbox);
}

/*
 * awspipe.alter_consumer(name, options …, inbox, server, owner): a null option
 * stays as it is; a filter_pattern of JSON null removes the filter, a
 * visibility_timeout of zero brings the queue's own back, a retention or tick of
 * zero ends it.
 */
Datum
awspipe_alter_consumer(PG_FUNCTION_ARGS)
{
	static AwspipeStatement alter = {
		.sql = "UPDATE awspipe.consumer SET batch_size = coalesce($3, batch_size),"
		" maximum_batching_window = coalesce($4, maximum_batching_window),"
		" maximum_retry_attempts = coalesce($5, maximum_retry_attempts),"
		" maximum_record_age = coalesce($6, maximum_record_age),"
		" maximum_batch_duration = coalesce($7, maximum_batch_duration),"
		" bisect_batch_on_error = coalesce($8, bisect_batch_on_error),"
		" on_error = coalesce($9, on_error),"
		" filter_pattern = CASE WHEN $2 THEN NULL ELSE coalesce($10, filter_pattern) END,"
		" ack_after = coalesce($11, ack_after),"
		" visibility_timeout = nullif(coalesce($12, visibility_timeout), '0'),"
		" polls = coalesce($13, polls), unwrap_sns = coalesce($14, unwrap_sns),"
		" wrong_shard = coalesce($15, wrong_shard),"
		" retention = nullif(coalesce($16, retention), '0'),"
		" tick = nullif(coalesce($17, tick), '0'),"
		" inbox = coalesce($18, inbox), server_id = coalesce($19, server_id),"
		" owner_id = coalesce($20, owner_id)"
		" WHERE consumer_id = $1"
	};
	int			first = 1 - OPTION_BATCH_SIZE;	/* the position is rewind's */
	AwspipeArg	options[OPTION_COUNT];
	int			last = 2 + OPTION_COUNT - OPTION_BATCH_SIZE;
	AwspipeArg	args[2 + OPTION_COUNT - OPTION_BATCH_SIZE + 3];
	ConsumerKey key;
	char	   *name = consumer_name(fcinfo);
	char	   *server_name = NULL;
	Oid			server = InvalidOid;
	Oid			inbox = InvalidOid;
	Oid			owner = InvalidOid;
	bool		unfilter;
	int			i;

	for (i = OPTION_BATCH_SIZE; i < OPTION_COUNT; i++)
		options[i] = bind_argument(fcinfo, first + i, option_types[i]);
	i = first + OPTION_COUNT;
	if (!PG_ARGISNULL(i))
		inbox = PG_GETARG_OID(i);
	if (!PG_ARGISNULL(i + 1))
		server_name = text_to_cstring(PG_GETARG_TEXT_PP(i + 1));
	if (!PG_ARGISNULL(i + 2))
		owner = PG_GETARG_OID(i + 2);

	SPI_connect();
	find_consumer(name, &key);
	unfilter = !options[OPTION_FILTER_PATTERN].isnull;
	check_options(options, key.is_queue);
	unfilter = unfilter && options[OPTION_FILTER_PATTERN].isnull;
	refuse_foreign_options(name, key.is_queue, options);
	if (OidIsValid(inbox) || server_name != NULL || OidIsValid(owner))
		check_move(&key, server_name, &server, inbox, owner);
	check_retention(&key, inbox, &options[OPTION_RETENTION]);

	args[0] = bind_int8(key.consumer_id);
	args[1] = bind_bool(unfilter);
	for (i = OPTION_BATCH_SIZE; i < OPTION_COUNT; i++)
		args[2 + i - OPTION_BATCH_SIZE] = options[i];
	args[last] = bind_if(OidIsValid(inbox), bind_oid(inbox));
	args[last + 1] = bind_if(OidIsValid(server),
							 bind_int4(OidIsValid(server) ? awspipe_server_id(server) : 0));
	args[last + 2] = bind_if(OidIsValid(owner),
							 bind_int4(OidIsValid(owner) ? awspipe_owner_id(owner) : 0));
	if (OidIsValid(owner))
		give_dead_letters(name, DatumGetInt32(args[last + 2].value));
	awspipe_execute_args(&alter, lengthof(args), args);
	if (OidIsValid(owner))
		awspipe_owners_release();
	note_change(key.consumer_id, true);
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * awspipe.rewind_consumer(name, starting_position, starting_timestamp,
 * starting_sequence_numbers): forgets all checkpoints.  A batch that is
 * being applied at the same time either commits before this or not at all:
 * it finds its checkpoints gone.  The epoch goes first: after that no worker
 * adds a checkpoint that the deletion would not see.
 */
Datum
awspipe_rewind_consumer(PG_FUNCTION_ARGS)
{
	static AwspipeStatement rewind = {
		.sql = "UPDATE awspipe.consumer SET starting_position = $2, starting_timestamp = $3,"
		" starting_sequence_numbers = $4 WHERE consumer_id = $1"
	};
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.checkpoint WHERE consumer_id = $1"
	};
	static AwspipeStatement forget_stream = {
		.sql = "UPDATE awspipe.consumer_state SET stream_created_at = NULL, epoch = epoch + 1,"
		" skip = NULL,"
		" replay_started_at = CASE WHEN $2 <> 'LATEST' THEN now() END, replay_start = $3"
		" WHERE consumer_id = $1"
	};
	AwspipeArg	position[OPTION_BATCH_SIZE];
	ConsumerKey key;
	char	   *name;

	for (int i = 0; i < lengthof(position); i++)
		position[i] = bind_argument(fcinfo, 1 + i, option_types[i]);
	check_position(position);
	name = consumer_name(fcinfo);

	SPI_connect();
	find_consumer(name, &key);
	if (key.is_queue)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("consumer \"%s\" reads a queue, which cannot be replayed",
						name),
				 errhint("awspipe.redrive() puts dead letters back; StartMessageMoveTask of SQS does it for a queue's own dead-letter queue.")));
	refuse_own(name, &key);
	awspipe_execute_with(&rewind, bind_int8(key.consumer_id),
						 position[OPTION_STARTING_POSITION],
						 position[OPTION_STARTING_TIMESTAMP],
						 position[OPTION_STARTING_SEQUENCE_NUMBERS]);
	awspipe_execute_with(&forget_stream, bind_int8(key.consumer_id),
						 position[OPTION_STARTING_POSITION],
						 position[OPTION_STARTING_TIMESTAMP]);
	awspipe_execute_with(&forget, bind_int8(key.consumer_id));
	note_change(key.consumer_id, true);
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * awspipe.skip_record(name): has the worker that awspipe.start_consumer()
 * starts set aside what the one before it failed at.
 */
Datum
awspipe_skip_record(PG_FUNCTION_ARGS)
{
	static AwspipeStatement skip = {
		.sql = "UPDATE awspipe.consumer_state SET skip = jsonb_build_object("
		" 'position', error_position, 'code', error_code, 'message', error_message,"
		" 'detail', error_detail, 'hint', error_hint, 'context', error_context)"
		" WHERE consumer_id = $1 AND state = 'failed' AND error_position IS NOT NULL"
		" RETURNING error_position"
	};
	ConsumerKey key;
	char	   *name;

	awspipe_require_arguments(fcinfo, 1, "skip_record");
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	SPI_connect();
	find_consumer(name, &key);
	if (awspipe_execute_with(&skip, bind_int8(key.consumer_id)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("consumer \"%s\" has not failed at a record", name),
				 errhint("awspipe.consumers says what it is doing, awspipe.consumer_errors why; there is a record to skip where error_position is one.")));
	PG_RETURN_TEXT_P(awspipe_finish_text());
}

/* For triggers on inboxes */
Datum
awspipe_watermark(PG_FUNCTION_ARGS)
{
	if (awspipe_current_watermark == 0)
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(awspipe_current_watermark);
}

void
awspipe_consumer_find(const char *name, AwspipeConsumerConfig *config)
{
	ConsumerKey key;

	find_consumer(name, &key);
	if (!awspipe_consumer_read(config, key.consumer_id))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("consumer \"%s\" has not been started since it was restored",
						name)));
}
