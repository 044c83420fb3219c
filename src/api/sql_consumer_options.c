/*-------------------------------------------------------------------------
 *
 * sql_consumer_options.c
 *	  Options of consumers: their limits, and changing them.
 *
 * create_kinesis_consumer(), create_sqs_consumer(), alter_consumer() and
 * rewind_consumer() take the same options in the same order; streams have no
 * use for those of queues, and the other way round for positions and
 * wrong_shard.  Names and limits are those of Lambda's event source mappings
 * where there is such an option.
 *
 * IDENTIFICATION
 *	  src/api/sql_consumer_options.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/sql_consumer.h"
#include "aws/sqs.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/consumer.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(awspipe_alter_consumer);
PG_FUNCTION_INFO_V1(awspipe_rewind_consumer);

PGDLLEXPORT Datum awspipe_alter_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_rewind_consumer(PG_FUNCTION_ARGS);

/* Order of the options in arguments and statements */
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
	OPTION_WRONG_SHARD
};

/* The options that only queues have */
#define FIRST_OF_QUEUES OPTION_ACK_AFTER
#define LAST_OF_QUEUES	OPTION_UNWRAP_SNS

#define BATCH_SIZE_MAX			100000
#define BATCHING_WINDOW_MAX_S	300		/* Lambda: 0 to 300 seconds */
#define RETRY_ATTEMPTS_MAX		10000	/* Lambda: up to 10,000 */
#define RECORD_AGE_MIN_S		60		/* Lambda: 60 to 604,800 seconds */
#define RECORD_AGE_MAX_S		(365 * 24 * 3600)	/* retention: up to a year */
#define BATCH_DURATION_MIN_S	1
#define BATCH_DURATION_MAX_S	(24 * 3600)
#define SEQUENCE_NUMBER_DIGITS_MAX 129	/* Kinesis API reference */
#define POLLS_MAX				50		/* of a consumer's 64 connections */

static bool
has_option(bool queue, int option)
{
	if (queue)
		return option >= OPTION_BATCH_SIZE && option != OPTION_WRONG_SHARD;
	return option < FIRST_OF_QUEUES || option > LAST_OF_QUEUES;
}

static double
interval_seconds(Datum interval)
{
	Interval   *span = DatumGetIntervalP(interval);

	return span->month * 30.0 * 86400 + span->day * 86400.0 +
		span->time / (double) USECS_PER_SEC;
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

/*
 * Is the starting position one that AWS knows, with all it needs and no
 * more?
 */
static void
check_position(const Datum *values, const char *nulls)
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
	bool		timestamp = nulls[OPTION_STARTING_TIMESTAMP] != 'n';
	bool		numbers = nulls[OPTION_STARTING_SEQUENCE_NUMBERS] != 'n';
	char	   *position;
	int			i;

	if (nulls[OPTION_STARTING_POSITION] == 'n')
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("starting_position must not be null")));
	position = TextDatumGetCString(values[OPTION_STARTING_POSITION]);
	for (i = 0; i < lengthof(known); i++)
	{
		if (strcmp(known[i].name, position) == 0)
			break;
	}
	if (i == lengthof(known))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid starting_position \"%s\"", position),
				 errhint("It can be TRIM_HORIZON, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER.")));
	if (timestamp != known[i].timestamp || numbers != known[i].numbers)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("starting_position %s does not go with the other arguments", position),
				 errdetail("starting_timestamp belongs to AT_TIMESTAMP, starting_sequence_numbers to AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.")));
	if (timestamp && TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(values[OPTION_STARTING_TIMESTAMP])))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("starting_timestamp must be finite")));
	if (numbers)
		check_sequence_numbers(DatumGetJsonbP(values[OPTION_STARTING_SEQUENCE_NUMBERS]));
}

static void
check_word(const char *option, Datum value, const char *const *words, int n, const char *hint)
{
	char	   *word = TextDatumGetCString(value);

	for (int i = 0; i < n; i++)
	{
		if (strcmp(words[i], word) == 0)
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid %s \"%s\"", option, word),
			 errhint("%s", hint)));
}

/* What a queue only can do with a bad record is no option of a stream. */
static void
check_on_error(Datum on_error, bool queue)
{
	static const char *const words[] = {"stop", "dead_letter", "release"};

	if (queue)
		check_word("on_error", on_error, words, 3, "It can be stop, dead_letter or release.");
	else
		check_word("on_error", on_error, words, 2, "It can be stop or dead_letter.");
}

static void
check_wrong_shard(Datum wrong_shard)
{
	static const char *const words[] = {"keep", "dead_letter"};

	check_word("wrong_shard", wrong_shard, words, lengthof(words),
			   "It can be keep or dead_letter.");
}

static void
check_filter(Datum filter, char *is_null)
{
	Jsonb	   *pattern = DatumGetJsonbP(filter);

	if (JB_ROOT_IS_SCALAR(pattern))
	{
		JsonbValue	value;

		/* JSON null: no filter */
		if (JsonbExtractScalar(&pattern->root, &value) && value.type == jbvNull)
		{
			*is_null = 'n';
			return;
		}
	}
	(void) awspipe_event_pattern_compile(pattern);
}

static void
check_queue_options(const Datum *values, const char *nulls)
{
	static const char *const words[] = {"local", "replicated"};

	if (nulls[OPTION_ACK_AFTER] != 'n')
		check_word("ack_after", values[OPTION_ACK_AFTER], words, lengthof(words),
				   "It can be local or replicated.");
	if (nulls[OPTION_VISIBILITY_TIMEOUT] != 'n')
		check_range("visibility_timeout",
					interval_seconds(values[OPTION_VISIBILITY_TIMEOUT]),
					0, PGAWS_SQS_VISIBILITY_MAX_S, " seconds");
	if (nulls[OPTION_POLLS] != 'n')
		check_range("polls", DatumGetInt32(values[OPTION_POLLS]), 1, POLLS_MAX, "");
}

/*
 * Checks the options that are not null.
 */
static void
check_options(const Datum *values, char *nulls, bool queue)
{
	if (nulls[OPTION_BATCH_SIZE] != 'n')
		check_range("batch_size", DatumGetInt32(values[OPTION_BATCH_SIZE]),
					1, BATCH_SIZE_MAX, "");
	if (nulls[OPTION_MAXIMUM_BATCHING_WINDOW] != 'n')
		check_range("maximum_batching_window",
					interval_seconds(values[OPTION_MAXIMUM_BATCHING_WINDOW]),
					0, BATCHING_WINDOW_MAX_S, " seconds");
	if (nulls[OPTION_MAXIMUM_RETRY_ATTEMPTS] != 'n')
		check_range("maximum_retry_attempts",
					DatumGetInt32(values[OPTION_MAXIMUM_RETRY_ATTEMPTS]),
					0, RETRY_ATTEMPTS_MAX, "");
	if (nulls[OPTION_MAXIMUM_RECORD_AGE] != 'n')
		check_range("maximum_record_age",
					interval_seconds(values[OPTION_MAXIMUM_RECORD_AGE]),
					RECORD_AGE_MIN_S, RECORD_AGE_MAX_S, " seconds");
	if (nulls[OPTION_MAXIMUM_BATCH_DURATION] != 'n')
		check_range("maximum_batch_duration",
					interval_seconds(values[OPTION_MAXIMUM_BATCH_DURATION]),
					BATCH_DURATION_MIN_S, BATCH_DURATION_MAX_S, " seconds");
	if (nulls[OPTION_ON_ERROR] != 'n')
		check_on_error(values[OPTION_ON_ERROR], queue);
	check_queue_options(values, nulls);
	if (nulls[OPTION_WRONG_SHARD] != 'n')
		check_wrong_shard(values[OPTION_WRONG_SHARD]);
	if (nulls[OPTION_FILTER_PATTERN] != 'n')
		check_filter(values[OPTION_FILTER_PATTERN], &nulls[OPTION_FILTER_PATTERN]);
}

/*
 * Takes the options of a new consumer out of a function's arguments, from the
 * one of that number on, and checks them.  Those that have no meaning of NULL
 * must not be null; those that the consumer does not have are.
 */
void
awspipe_options_take(FunctionCallInfo fcinfo, int first, bool queue,
					 Datum *values, char *nulls)
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

	memset(values, 0, sizeof(Datum) * AWSPIPE_OPTION_COUNT);
	memset(nulls, 'n', AWSPIPE_OPTION_COUNT);
	for (i = 0; i < AWSPIPE_OPTION_COUNT; i++)
	{
		if (!has_option(queue, i))
			continue;
		nulls[i] = PG_ARGISNULL(arg) ? 'n' : ' ';
		values[i] = PG_ARGISNULL(arg) ? (Datum) 0 : PG_GETARG_DATUM(arg);
		arg++;
	}
	for (i = 0; i < lengthof(required); i++)
	{
		if (has_option(queue, required[i].option) && nulls[required[i].option] == 'n')
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be null", required[i].name)));
	}
	if (!queue)
		check_position(values, nulls);
	check_options(values, nulls, queue);
}

/*
 * Names go into request bodies, where quoting keeps them harmless; this is
 * to tell a typo early.
 */
void
awspipe_check_stream_name(const char *stream)
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

/* Likewise. */
void
awspipe_check_queue_name(const char *queue)
{
	PgawsSqsQueueName parts;

	if (!pgaws_sqs_queue_name(queue, &parts))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid queue name \"%s\"", queue),
				 errdetail("SQS allows 1 to 80 letters, digits, and \"_\", \"-\", and \".fifo\" at the end; a queue's URL or ARN is possible too.")));
}

/*
 * A stream has no use for options of queues, and the other way round.
 */
static void
refuse_foreign_options(bool queue, const char *nulls)
{
	for (int i = OPTION_BATCH_SIZE; i < AWSPIPE_OPTION_COUNT; i++)
	{
		if (nulls[i] != 'n' && !has_option(queue, i))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 queue ? errmsg("only consumers of streams have wrong_shard") :
					 errmsg("only consumers of queues have ack_after, visibility_timeout, polls and unwrap_sns")));
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
 * awspipe.alter_consumer(name, options …): a null option stays as it is; a
 * filter_pattern of JSON null removes the filter, a visibility_timeout of zero
 * brings the queue's own back.
 */
Datum
awspipe_alter_consumer(PG_FUNCTION_ARGS)
{
	static AwspipeStatement alter = {
		.sql = "UPDATE awspipe.consumer SET batch_size = coalesce($2, batch_size),"
		" maximum_batching_window = coalesce($3, maximum_batching_window),"
		" maximum_retry_attempts = coalesce($4, maximum_retry_attempts),"
		" maximum_record_age = coalesce($5, maximum_record_age),"
		" maximum_batch_duration = coalesce($6, maximum_batch_duration),"
		" bisect_batch_on_error = coalesce($7, bisect_batch_on_error),"
		" on_error = coalesce($8, on_error),"
		" filter_pattern = CASE WHEN $15 THEN NULL ELSE coalesce($9, filter_pattern) END,"
		" ack_after = coalesce($10, ack_after),"
		" visibility_timeout = nullif(coalesce($11, visibility_timeout), '0'),"
		" polls = coalesce($12, polls), unwrap_sns = coalesce($13, unwrap_sns),"
		" wrong_shard = coalesce($14, wrong_shard)"
		" WHERE consumer_id = $1",
		.argtypes = {INT8OID, INT4OID, INTERVALOID, INT4OID, INTERVALOID, INTERVALOID, BOOLOID, TEXTOID,
		JSONBOID, TEXTOID, INTERVALOID, INT4OID, BOOLOID, TEXTOID, BOOLOID, InvalidOid}
	};
	int			first = 1 - OPTION_BATCH_SIZE;	/* the position is rewind's */
	Datum		options[AWSPIPE_OPTION_COUNT];
	char		option_nulls[AWSPIPE_OPTION_COUNT];
	Datum		values[15];
	char		nulls[15];
	AwspipeConsumerKey key;
	char	   *name = consumer_name(fcinfo);
	bool		unfilter;
	int			i;

	memset(option_nulls, 'n', sizeof(option_nulls));
	for (i = OPTION_BATCH_SIZE; i < AWSPIPE_OPTION_COUNT; i++)
	{
		options[i] = PG_ARGISNULL(first + i) ? (Datum) 0 : PG_GETARG_DATUM(first + i);
		option_nulls[i] = PG_ARGISNULL(first + i) ? 'n' : ' ';
	}

	SPI_connect();
	awspipe_consumer_find(name, &key);
	unfilter = option_nulls[OPTION_FILTER_PATTERN] != 'n';
	check_options(options, option_nulls, key.is_queue);
	unfilter = unfilter && option_nulls[OPTION_FILTER_PATTERN] == 'n';
	refuse_foreign_options(key.is_queue, option_nulls);

	memset(nulls, ' ', sizeof(nulls));
	values[0] = Int64GetDatum(key.consumer_id);
	for (i = OPTION_BATCH_SIZE; i < AWSPIPE_OPTION_COUNT; i++)
	{
		values[1 + i - OPTION_BATCH_SIZE] = options[i];
		nulls[1 + i - OPTION_BATCH_SIZE] = option_nulls[i];
	}
	values[14] = BoolGetDatum(unfilter);
	awspipe_control_execute(&alter, values, nulls, false, 0);
	awspipe_consumer_changed(key.consumer_id, true);
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
		" starting_sequence_numbers = $4 WHERE consumer_id = $1",
		.argtypes = {INT8OID, TEXTOID, TIMESTAMPTZOID, JSONBOID, InvalidOid}
	};
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.checkpoint WHERE consumer_id = $1",
		.argtypes = {INT8OID, InvalidOid}
	};
	static AwspipeStatement forget_stream = {
		.sql = "UPDATE awspipe.consumer_state SET stream_created_at = NULL, epoch = epoch + 1"
		" WHERE consumer_id = $1",
		.argtypes = {INT8OID, InvalidOid}
	};
	Datum		values[4];
	char		nulls[4];
	AwspipeConsumerKey key;
	char	   *name;
	int			i;

	memset(nulls, ' ', sizeof(nulls));
	for (i = 1; i < 4; i++)
	{
		values[i] = PG_ARGISNULL(i) ? (Datum) 0 : PG_GETARG_DATUM(i);
		nulls[i] = PG_ARGISNULL(i) ? 'n' : ' ';
	}
	check_position(values + 1, nulls + 1);
	name = consumer_name(fcinfo);

	SPI_connect();
	awspipe_consumer_find(name, &key);
	if (key.is_queue)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("consumer \"%s\" reads a queue, which cannot be replayed",
						name),
				 errhint("awspipe.redrive() puts dead letters back; StartMessageMoveTask of SQS does it for a queue's own dead-letter queue.")));
	awspipe_consumer_refuse_own(name, &key);
	values[0] = Int64GetDatum(key.consumer_id);
	awspipe_control_execute(&rewind, values, nulls, false, 0);
	awspipe_control_execute(&forget_stream, values, NULL, false, 0);
	awspipe_control_execute(&forget, values, NULL, false, 0);
	awspipe_consumer_changed(key.consumer_id, true);
	SPI_finish();
	PG_RETURN_VOID();
}
