/*-------------------------------------------------------------------------
 *
 * kinesis_records.c
 *	  Answers of GetRecords: the record hot path.
 *
 * An answer is up to some 15 MB of JSON, nearly all of it base64.  It is
 * read once, from front to back, and used up in place: strings are ended by
 * overwriting their closing quotes, and data is decoded over its own base64.
 * All that is allocated is the array of records, the short array of child
 * shards, and the keys of aggregated records, in a context of the answer's
 * own, which frees the body too when it goes.
 *
 * The answer comes from outside and is not trusted: members may come in any
 * order, be repeated (the last one counts) or be unknown, and any fault at
 * all makes the whole answer PGAWS_MALFORMED.
 *
 * IDENTIFICATION
 *	  src/aws/kinesis_records.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json_scan.h"
#include "aws/kinesis.h"
#include "utils/memutils.h"

#define INITIAL_RECORDS			512
#define INITIAL_CHILD_SHARDS	4

/* From the Unix epoch to PostgreSQL's */
#define EPOCH_USECS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY * \
	 USECS_PER_SEC)

typedef struct Reader
{
	PgawsScan	scan;
	PgawsKinesisRecords *answer;

	/* Sizes of the arrays */
	int			max_records;
	int			max_child_shards;

	/* What the shard owns, or NULL */
	const PgawsHashKeyRange *range;

	/* The record being opened */
	PgawsKinesisRecord current;
} Reader;

static inline bool
name_is(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

/*
 * Makes room in an array for one more; *max doubles when it is full.
 */
static void *
grow_array(MemoryContext context, void *array, int used, int *max,
		   int initial, size_t size)
{
	if (used < *max)
		return array;
	if (array == NULL)
	{
		*max = initial;
		return MemoryContextAlloc(context, initial * size);
	}
	*max *= 2;
	return repalloc_huge(array, *max * size);
}

static void
add_record(Reader *reader, const PgawsKinesisRecord *record)
{
	PgawsKinesisRecords *answer = reader->answer;

	answer->records = grow_array(answer->context, answer->records,
								 answer->nrecords, &reader->max_records,
								 INITIAL_RECORDS, sizeof(PgawsKinesisRecord));
	answer->records[answer->nrecords++] = *record;
}

/*
 * PgawsKplAdd: another user record of the one being opened.
 */
static void
add_user_record(const char *partition_key, size_t partition_key_len,
				const char *data, size_t data_len,
				const PgawsHashKey *outside, void *arg)
{
	Reader	   *reader = arg;

	reader->current.partition_key = unconstify(char *, partition_key);
	reader->current.data = unconstify(char *, data);
	reader->current.data_len = (uint32) data_len;
	reader->current.sub_sequence++;
	reader->current.outside = outside;
	add_record(reader, &reader->current);
}

/*
 * Adds the record that has been read, or the user records in it.
 */
static void
finish_record(Reader *reader)
{
	PgawsKinesisRecords *answer = reader->answer;
	const PgawsHashKeyRange *range = NULL;
	MemoryContext old;
	bool		aggregated;

	/* Other producers do not send again what a shard does not own */
	if (strcmp(reader->current.partition_key, PGAWS_KPL_PARTITION_KEY) == 0)
		range = reader->range;
	reader->current.sub_sequence = -1;
	reader->current.last_sub = false;

	old = MemoryContextSwitchTo(answer->context);
	aggregated = pgaws_kpl_open(reader->current.data,
								reader->current.data_len, range,
								add_user_record, reader);
	MemoryContextSwitchTo(old);

	if (!aggregated)
		add_record(reader, &reader->current);
	answer->records[answer->nrecords - 1].last_sub = true;
}

/*
 * Seconds since the Unix epoch, as a number in any notation, or null.
 */
static bool
read_timestamp(PgawsScan *scan, TimestampTz *timestamp)
{
	int64		usecs;

	*timestamp = 0;
	if (pgaws_scan_null(scan))
		return true;
	if (!pgaws_scan_number(scan, 6, &usecs))
		return false;
	if (usecs < MIN_TIMESTAMP + EPOCH_USECS)
		return pgaws_scan_fail(scan, "timestamp out of range");
	*timestamp = usecs - EPOCH_USECS;
	return true;
}

static bool
read_sequence_number(PgawsScan *scan, char **sequence_number)
{
	size_t		len;

	if (!pgaws_scan_string(scan, sequence_number, &len))
		return false;
	if (!pgaws_kinesis_sequence_valid(*sequence_number, len))
		return pgaws_scan_fail(scan, "invalid sequence number");
	return true;
}

static bool
read_data(PgawsScan *scan, PgawsKinesisRecord *record)
{
	size_t		len;

	if (!pgaws_scan_base64(scan, &record->data, &len))
		return false;
	record->data_len = (uint32) len;
	return true;
}

static bool
read_record(Reader *reader)
{
	PgawsScan  *scan = &reader->scan;
	PgawsKinesisRecord *record = &reader->current;
	const char *name;
	size_t		len;
	int			count = 0;

	memset(record, 0, sizeof(PgawsKinesisRecord));
	if (!pgaws_scan_open(scan, '{'))
		return false;
	while (pgaws_scan_member(scan, &count, &name, &len))
	{
		if (name_is(name, len, "Data"))
			read_data(scan, record);
		else if (name_is(name, len, "PartitionKey"))
			pgaws_scan_string(scan, &record->partition_key, &len);
		else if (name_is(name, len, "SequenceNumber"))
			read_sequence_number(scan, &record->sequence_number);
		else if (name_is(name, len, "ApproximateArrivalTimestamp"))
			read_timestamp(scan, &record->arrived_at);
		else
			pgaws_scan_skip(scan);
	}
	if (scan->error != NULL)
		return false;
	if (record->data == NULL || record->partition_key == NULL ||
		record->sequence_number == NULL)
		return pgaws_scan_fail(scan, "incomplete record");

	finish_record(reader);
	return true;
}

static bool
read_records(Reader *reader)
{
	int			count = 0;

	reader->answer->nrecords = 0;
	if (!pgaws_scan_open(&reader->scan, '['))
		return false;
	while (pgaws_scan_element(&reader->scan, &count))
		read_record(reader);
	return reader->scan.error == NULL;
}

static bool
read_child_shard(Reader *reader)
{
	PgawsScan  *scan = &reader->scan;
	PgawsKinesisRecords *answer = reader->answer;
	char	   *shard_id = NULL;
	const char *name;
	size_t		len;
	int			count = 0;

	if (!pgaws_scan_open(scan, '{'))
		return false;
	while (pgaws_scan_member(scan, &count, &name, &len))
	{
		if (name_is(name, len, "ShardId"))
			pgaws_scan_string(scan, &shard_id, &len);
		else
			pgaws_scan_skip(scan);
	}
	if (scan->error != NULL)
		return false;
	if (shard_id == NULL || !pgaws_kinesis_shard_id_valid(shard_id))
		return pgaws_scan_fail(scan, "invalid child shard");

	answer->child_shards = grow_array(answer->context, answer->child_shards,
									  answer->nchild_shards,
									  &reader->max_child_shards,
									  INITIAL_CHILD_SHARDS, sizeof(char *));
	answer->child_shards[answer->nchild_shards++] = shard_id;
	return true;
}

static bool
read_child_shards(Reader *reader)
{
	int			count = 0;

	reader->answer->nchild_shards = 0;
	if (pgaws_scan_null(&reader->scan))
		return true;
	if (!pgaws_scan_open(&reader->scan, '['))
		return false;
	while (pgaws_scan_element(&reader->scan, &count))
		read_child_shard(reader);
	return reader->scan.error == NULL;
}

static bool
read_next_iterator(PgawsScan *scan, char **iterator)
{
	size_t		len;

	*iterator = NULL;
	if (pgaws_scan_null(scan))
		return true;
	if (!pgaws_scan_string(scan, iterator, &len))
		return false;
	if (len == 0)
		return pgaws_scan_fail(scan, "empty shard iterator");
	return true;
}

static bool
read_millis_behind(PgawsScan *scan, int64 *millis)
{
	*millis = -1;
	if (pgaws_scan_null(scan))
		return true;
	if (!pgaws_scan_number(scan, 0, millis))
		return false;
	*millis = Max(*millis, -1);
	return true;
}

/*
 * Reads the whole answer.  Records must be there, if only as an empty array:
 * without them an answer such as {} would look like the end of a shard.
 */
static bool
read_answer(Reader *reader)
{
	PgawsScan  *scan = &reader->scan;
	PgawsKinesisRecords *answer = reader->answer;
	bool		has_records = false;
	const char *name;
	size_t		len;
	int			count = 0;

	if (!pgaws_scan_open(scan, '{'))
		return false;
	while (pgaws_scan_member(scan, &count, &name, &len))
	{
		if (name_is(name, len, "Records"))
			has_records = read_records(reader);
		else if (name_is(name, len, "NextShardIterator"))
			read_next_iterator(scan, &answer->next_iterator);
		else if (name_is(name, len, "MillisBehindLatest"))
			read_millis_behind(scan, &answer->millis_behind);
		else if (name_is(name, len, "ChildShards"))
			read_child_shards(reader);
		else
			pgaws_scan_skip(scan);
	}
	if (!pgaws_scan_finish(scan))
		return false;
	if (!has_records)
		return pgaws_scan_fail(scan, "no records member");
	return true;
}

/*
 * MemoryContextCallback: the body was malloc'd.
 */
static void
free_body(void *arg)
{
	free(arg);
}

PgawsKinesisRecords *
pgaws_kinesis_parse_records(char *body, size_t len,
							const PgawsHashKeyRange *range, PgawsError *error)
{
	MemoryContext context;
	MemoryContextCallback *callback;
	Reader		reader = {0};

	/* From the callback on, body goes with the context, whoever deletes it */
	context = AllocSetContextCreate(CurrentMemoryContext, "pgaws records",
									ALLOCSET_DEFAULT_SIZES);
	callback = MemoryContextAlloc(context, sizeof(MemoryContextCallback));
	callback->func = free_body;
	callback->arg = body;
	MemoryContextRegisterResetCallback(context, callback);

	reader.answer = MemoryContextAllocZero(context,
										   sizeof(PgawsKinesisRecords));
	reader.answer->millis_behind = -1;
	reader.range = range;
	reader.answer->body = body;
	reader.answer->context = context;

	/* The limit keeps every count and length below within an int */
	pgaws_scan_start(&reader.scan, body, len);
	if (len > MaxAllocSize)
		pgaws_scan_fail(&reader.scan, "too large");
	if (!read_answer(&reader))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetRecords cannot be read: %s at byte %zu of %zu",
						reader.scan.error,
						(size_t) (reader.scan.at - reader.scan.text), len);
		MemoryContextDelete(context);
		return NULL;
	}
	return reader.answer;
}

void
pgaws_kinesis_records_free(PgawsKinesisRecords *records)
{
	MemoryContextDelete(records->context);
}
