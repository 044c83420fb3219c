/*-------------------------------------------------------------------------
 *
 * kinesis.c
 *	  Kinesis Data Streams: request bodies, and the answers that are small.
 *
 * Answers that say where to read from are read through json.h: they come a
 * few times an hour.  GetRecords is in kinesis_records.c.
 *
 * What these answers say ends up in our tables, so names are checked against
 * their patterns in the Kinesis API reference before anybody sees them.
 *
 * IDENTIFICATION
 *	  src/aws/kinesis.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "aws/json.h"
#include "aws/kinesis.h"
#include "utils/memutils.h"

/* Patterns of the API reference */
#define SEQUENCE_NUMBER_DIGITS_MAX	129
#define SHARD_ID_LEN_MAX			128

/* From the Unix epoch to PostgreSQL's */
#define EPOCH_SECS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

/* Later than that, a creation time is nonsense: the year 9999 */
#define UNIX_SECS_MAX	253402300799.0

static const char *const iterator_type_names[] = {
	[PGAWS_ITERATOR_TRIM_HORIZON] = "TRIM_HORIZON",
	[PGAWS_ITERATOR_LATEST] = "LATEST",
	[PGAWS_ITERATOR_AT_TIMESTAMP] = "AT_TIMESTAMP",
	[PGAWS_ITERATOR_AT_SEQUENCE_NUMBER] = "AT_SEQUENCE_NUMBER",
	[PGAWS_ITERATOR_AFTER_SEQUENCE_NUMBER] = "AFTER_SEQUENCE_NUMBER"
};

/*
 * Eight at a time, as this is done for every record: digits have 3 for their
 * upper half, and still have when 6 is added.
 */
static bool
all_digits(const char *value, size_t len)
{
	const uint64 upper_halves = UINT64CONST(0xf0f0f0f0f0f0f0f0);
	const uint64 threes = UINT64CONST(0x3030303030303030);
	const uint64 sixes = UINT64CONST(0x0606060606060606);

	for (; len >= sizeof(uint64); len -= sizeof(uint64))
	{
		uint64		word;

		memcpy(&word, value, sizeof(word));
		if ((word & upper_halves) != threes ||
			((word + sixes) & upper_halves) != threes)
			return false;
		value += sizeof(word);
	}
	for (; len > 0; len--, value++)
	{
		if (*value < '0' || *value > '9')
			return false;
	}
	return true;
}

bool
pgaws_kinesis_sequence_valid(const char *value, size_t len)
{
	if (len < 1 || len > SEQUENCE_NUMBER_DIGITS_MAX)
		return false;
	if (value[0] == '0')
		return len == 1;
	return all_digits(value, len);
}

bool
pgaws_kinesis_shard_id_valid(const char *value)
{
	size_t		len = strlen(value);

	return len >= 1 && len <= SHARD_ID_LEN_MAX &&
		strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			   "0123456789_.-") == len;
}

int
pgaws_kinesis_sequence_cmp(const char *a, const char *b)
{
	size_t		a_len = strlen(a);
	size_t		b_len = strlen(b);

	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return memcmp(a, b, a_len);
}

/*
 * Appends a string member, with a comma when it is not the first.
 */
static void
append_member(StringInfo buf, const char *name, const char *value)
{
	if (buf->data[buf->len - 1] != '{')
		appendStringInfoChar(buf, ',');
	appendStringInfo(buf, "\"%s\":", name);
	pgaws_json_append_string(buf, value);
}

static void
append_stream(StringInfo buf, const char *stream)
{
	bool		is_arn = strncmp(stream, "arn:", 4) == 0;

	append_member(buf, is_arn ? "StreamARN" : "StreamName", stream);
}

/*
 * Appends seconds since the Unix epoch with milliseconds, rounded down so
 * that no record from the moment on is left out.  Kinesis knows no time
 * before its epoch, and whatever is older than the stream means its start.
 */
static void
append_timestamp(StringInfo buf, TimestampTz timestamp)
{
	int64		millis = timestamp / 1000;

	if (timestamp % 1000 < 0)
		millis--;
	millis += EPOCH_SECS * 1000;
	millis = Max(millis, 0);
	appendStringInfo(buf, ",\"Timestamp\":" INT64_FORMAT ".%03d",
					 millis / 1000, (int) (millis % 1000));
}

/*
 * A continued listing must not name the stream: the token does (ListShards).
 */
void
pgaws_kinesis_list_shards(StringInfo buf, const char *stream,
						  const char *next_token)
{
	appendStringInfoChar(buf, '{');
	if (next_token != NULL)
		append_member(buf, "NextToken", next_token);
	else
		append_stream(buf, stream);
	appendStringInfoChar(buf, '}');
}

void
pgaws_kinesis_get_iterator(StringInfo buf, const char *stream,
						   const char *shard_id, PgawsIteratorType type,
						   const char *sequence_number, TimestampTz timestamp)
{
	appendStringInfoChar(buf, '{');
	append_stream(buf, stream);
	append_member(buf, "ShardId", shard_id);
	append_member(buf, "ShardIteratorType", iterator_type_names[type]);
	if (type == PGAWS_ITERATOR_AT_SEQUENCE_NUMBER ||
		type == PGAWS_ITERATOR_AFTER_SEQUENCE_NUMBER)
		append_member(buf, "StartingSequenceNumber", sequence_number);
	else if (type == PGAWS_ITERATOR_AT_TIMESTAMP)
		append_timestamp(buf, timestamp);
	appendStringInfoChar(buf, '}');
}

void
pgaws_kinesis_get_records(StringInfo buf, const char *iterator, int limit)
{
	Assert(limit >= 1 && limit <= PGAWS_KINESIS_GET_RECORDS_MAX);
	appendStringInfoChar(buf, '{');
	append_member(buf, "ShardIterator", iterator);
	appendStringInfo(buf, ",\"Limit\":%d}", limit);
}

void
pgaws_kinesis_describe_summary(StringInfo buf, const char *stream)
{
	appendStringInfoChar(buf, '{');
	append_stream(buf, stream);
	appendStringInfoChar(buf, '}');
}

/*
 * Parses an answer below a context of its own, which the caller deletes with
 * what it has not copied.
 */
static PgawsJson *
parse_answer(const char *body, size_t len, MemoryContext *context)
{
	MemoryContext old;
	PgawsJson  *answer;

	*context = AllocSetContextCreate(CurrentMemoryContext, "pgaws answer",
									 ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(*context);
	answer = pgaws_json_parse(body, len);
	MemoryContextSwitchTo(old);
	return answer;
}

static bool
copy_shard_id(PgawsJson *object, const char *name, char **copy)
{
	PgawsJson  *value = pgaws_json_get(object, name);
	const char *text;

	*copy = NULL;
	if (value == NULL)
		return true;
	if (!pgaws_json_is_string(value))
		return false;
	text = pgaws_json_text(value);
	if (!pgaws_kinesis_shard_id_valid(text))
		return false;
	*copy = pstrdup(text);
	return true;
}

static bool
copy_sequence_number(PgawsJson *object, const char *name, char **copy)
{
	PgawsJson  *value = pgaws_json_get(object, name);
	const char *text;

	*copy = NULL;
	if (value == NULL)
		return true;
	if (!pgaws_json_is_string(value))
		return false;
	text = pgaws_json_text(value);
	if (!pgaws_kinesis_sequence_valid(text, strlen(text)))
		return false;
	*copy = pstrdup(text);
	return true;
}

static bool
read_hash_key(PgawsJson *object, const char *name, PgawsHashKey *key)
{
	const char *text = pgaws_json_get_text(object, name);

	return text != NULL && pgaws_hash_key_parse(text, strlen(text), key);
}

/*
 * A range that cannot be read is none: reading goes on without it.
 */
static bool
read_shard(PgawsJson *object, PgawsKinesisShard *shard)
{
	PgawsJson  *keys = pgaws_json_get(object, "HashKeyRange");
	PgawsJson  *range = pgaws_json_get(object, "SequenceNumberRange");

	if (!copy_shard_id(object, "ShardId", &shard->shard_id) ||
		!copy_shard_id(object, "ParentShardId", &shard->parents[0]) ||
		!copy_shard_id(object, "AdjacentParentShardId", &shard->parents[1]) ||
		!copy_sequence_number(range, "StartingSequenceNumber",
							  &shard->starting_sequence_number) ||
		!copy_sequence_number(range, "EndingSequenceNumber",
							  &shard->ending_sequence_number))
		return false;

	shard->closed = shard->ending_sequence_number != NULL;
	shard->has_range =
		read_hash_key(keys, "StartingHashKey", &shard->range.first) &&
		read_hash_key(keys, "EndingHashKey", &shard->range.last) &&
		pgaws_hash_key_within(&shard->range.first, &shard->range);
	return shard->shard_id != NULL && shard->starting_sequence_number != NULL;
}

/*
 * Copies the page out of the answer; NULL when it is not a sound one.
 */
static PgawsKinesisShards *
read_shards(PgawsJson *answer)
{
	PgawsJson  *list = pgaws_json_get(answer, "Shards");
	PgawsJson  *token = pgaws_json_get(answer, "NextToken");
	PgawsKinesisShards *page;

	if (!pgaws_json_is_array(list) ||
		(token != NULL && !pgaws_json_is_string(token)))
		return NULL;

	page = palloc0(sizeof(PgawsKinesisShards));
	page->nshards = pgaws_json_length(list);
	page->shards = palloc0(Max(page->nshards, 1) * sizeof(PgawsKinesisShard));
	for (int i = 0; i < page->nshards; i++)
	{
		if (!read_shard(pgaws_json_at(list, i), &page->shards[i]))
			return NULL;
	}
	if (token != NULL)
		page->next_token = pstrdup(pgaws_json_text(token));
	return page;
}

PgawsKinesisShards *
pgaws_kinesis_parse_shards(const char *body, size_t len, PgawsError *error)
{
	MemoryContext context;
	PgawsJson  *answer = parse_answer(body, len, &context);
	PgawsKinesisShards *page = read_shards(answer);

	MemoryContextDelete(context);
	if (page == NULL)
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of ListShards cannot be read");
	return page;
}

char *
pgaws_kinesis_parse_iterator(const char *body, size_t len, PgawsError *error)
{
	MemoryContext context;
	PgawsJson  *answer = parse_answer(body, len, &context);
	PgawsJson  *value = pgaws_json_get(answer, "ShardIterator");
	char	   *iterator = NULL;

	if (pgaws_json_is_string(value) && pgaws_json_text(value)[0] != '\0')
		iterator = pstrdup(pgaws_json_text(value));
	MemoryContextDelete(context);
	if (iterator == NULL)
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetShardIterator cannot be read");
	return iterator;
}

static bool
read_summary(PgawsJson *answer, PgawsKinesisSummary *summary)
{
	PgawsJson  *description = pgaws_json_get(answer,
											 "StreamDescriptionSummary");
	const char *status = pgaws_json_get_text(description, "StreamStatus");
	double		created_at;

	/* Names that AWS adds later may be new, but not longer or stranger */
	if (status == NULL || status[0] == '\0' ||
		strlen(status) >= sizeof(summary->status) ||
		strspn(status, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != strlen(status))
		return false;
	strlcpy(summary->status, status, sizeof(summary->status));

	created_at = pgaws_json_double(pgaws_json_get(description,
												  "StreamCreationTimestamp"),
								   0);
	if (!(created_at >= 0 && created_at <= UNIX_SECS_MAX))
		return false;
	if (created_at > 0)
		summary->created_at = (int64) rint(created_at * USECS_PER_SEC) -
			EPOCH_SECS * USECS_PER_SEC;

	summary->retention_hours =
		(int) pgaws_json_int64(pgaws_json_get(description,
											  "RetentionPeriodHours"), 0);
	summary->open_shards =
		(int) pgaws_json_int64(pgaws_json_get(description,
											  "OpenShardCount"), 0);
	return true;
}

bool
pgaws_kinesis_parse_summary(const char *body, size_t len,
							PgawsKinesisSummary *summary, PgawsError *error)
{
	MemoryContext context;
	PgawsJson  *answer = parse_answer(body, len, &context);
	bool		sound;

	memset(summary, 0, sizeof(PgawsKinesisSummary));
	sound = read_summary(answer, summary);
	MemoryContextDelete(context);
	if (!sound)
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of DescribeStreamSummary cannot be read");
	return sound;
}
