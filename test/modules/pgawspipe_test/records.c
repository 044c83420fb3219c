/*-------------------------------------------------------------------------
 *
 * records.c
 *	  Kinesis requests, answers and records as SQL functions.
 *
 * What was read comes back as JSON, in which a malformed answer is an object
 * with the one member "malformed".
 *
 * IDENTIFICATION
 *	  test/modules/pgawspipe_test/records.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/base64.h"
#include "aws/json.h"
#include "aws/kinesis.h"
#include "fmgr.h"
#include "pg_compat.h"
#include "utils/builtins.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"

PGDLLEXPORT Datum pgawspipe_test_kinesis_records(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_kinesis_shards(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_kinesis_iterator(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_kinesis_summary(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_kinesis_request(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_kinesis_sequence_cmp(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_base64_decode(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_base64_encode(PG_FUNCTION_ARGS);

PG_FUNCTION_INFO_V1(pgawspipe_test_kinesis_records);
PG_FUNCTION_INFO_V1(pgawspipe_test_kinesis_shards);
PG_FUNCTION_INFO_V1(pgawspipe_test_kinesis_iterator);
PG_FUNCTION_INFO_V1(pgawspipe_test_kinesis_summary);
PG_FUNCTION_INFO_V1(pgawspipe_test_kinesis_request);
PG_FUNCTION_INFO_V1(pgawspipe_test_kinesis_sequence_cmp);
PG_FUNCTION_INFO_V1(pgawspipe_test_base64_decode);
PG_FUNCTION_INFO_V1(pgawspipe_test_base64_encode);

/*
 * Appends a member that is a string, or null.
 */
static void
append_text(StringInfo buf, const char *name, const char *value)
{
	appendStringInfo(buf, "\"%s\":", name);
	if (value != NULL)
		pgaws_json_append_string(buf, value);
	else
		appendStringInfoString(buf, "null");
}

/*
 * Appends a member that is a time, in microseconds since the Unix epoch.
 */
static void
append_time(StringInfo buf, const char *name, TimestampTz value)
{
	if (value == 0)
		appendStringInfo(buf, "\"%s\":null", name);
	else
		appendStringInfo(buf, "\"%s\":" INT64_FORMAT, name, value +
						 (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) *
						 USECS_PER_DAY);
}

static void
append_malformed(StringInfo buf, const PgawsError *error)
{
	if (error->class != PGAWS_MALFORMED)
		elog(ERROR, "unexpected class of error: %d", (int) error->class);
	appendStringInfoChar(buf, '{');
	append_text(buf, "malformed", error->message);
	appendStringInfoChar(buf, '}');
}

static void
append_record(StringInfo buf, const PgawsKinesisRecord *record)
{
	appendStringInfoChar(buf, '{');
	append_text(buf, "sequence_number", record->sequence_number);
	appendStringInfoChar(buf, ',');
	append_text(buf, "partition_key", record->partition_key);
	appendStringInfoString(buf, ",\"data\":\"");
	pgaws_base64_append(buf, record->data, record->data_len);
	appendStringInfo(buf, "\",\"sub_sequence\":%d,\"last_sub\":%s,",
					 record->sub_sequence,
					 record->last_sub ? "true" : "false");
	if (record->outside != NULL)
		appendStringInfo(buf, "\"outside\":\"%s\",",
						 pgaws_hash_key_text(record->outside));
	append_time(buf, "arrived_at", record->arrived_at);
	appendStringInfoChar(buf, '}');
}

static void
append_answer(StringInfo buf, const PgawsKinesisRecords *answer)
{
	appendStringInfoString(buf, "{\"records\":[");
	for (int i = 0; i < answer->nrecords; i++)
	{
		if (i > 0)
			appendStringInfoChar(buf, ',');
		append_record(buf, &answer->records[i]);
	}
	appendStringInfoString(buf, "],\"child_shards\":[");
	for (int i = 0; i < answer->nchild_shards; i++)
	{
		if (i > 0)
			appendStringInfoChar(buf, ',');
		pgaws_json_append_string(buf, answer->child_shards[i]);
	}
	appendStringInfo(buf, "],\"millis_behind\":" INT64_FORMAT ",",
					 answer->millis_behind);
	append_text(buf, "next_iterator", answer->next_iterator);
	appendStringInfoChar(buf, '}');
}

/*
 * Reads as a worker between two transactions does, without a resource owner.
 */
static PgawsKinesisRecords *
parse_without_owner(const char *text, size_t len,
					const PgawsHashKeyRange *range, PgawsError *error)
{
	ResourceOwner saved = CurrentResourceOwner;
	PgawsKinesisRecords *answer = NULL;
	char	   *body = malloc(len + 1);

	if (body == NULL)
		elog(ERROR, "out of memory");
	memcpy(body, text, len);
	body[len] = '\0';

	CurrentResourceOwner = NULL;
	PG_TRY();
	{
		answer = pgaws_kinesis_parse_records(body, len, range, error);
	}
	PG_FINALLY();
	{
		CurrentResourceOwner = saved;
	}
	PG_END_TRY();
	return answer;
}

static PgawsHashKey
hash_key(text *value)
{
	char	   *digits = text_to_cstring(value);
	PgawsHashKey key;

	if (!pgaws_hash_key_parse(digits, strlen(digits), &key))
		elog(ERROR, "invalid hash key \"%s\"", digits);
	return key;
}

/* (body bytea, first text, last text); the range may be empty texts */
Datum
pgawspipe_test_kinesis_records(PG_FUNCTION_ARGS)
{
	bool		ranged = VARSIZE_ANY_EXHDR(PG_GETARG_TEXT_PP(1)) > 0;
	PgawsHashKeyRange range;
	bytea	   *body = PG_GETARG_BYTEA_PP(0);
	PgawsKinesisRecords *answer;
	PgawsError	error;
	StringInfoData buf;

	if (ranged)
	{
		range.first = hash_key(PG_GETARG_TEXT_PP(1));
		range.last = hash_key(PG_GETARG_TEXT_PP(2));
	}
	initStringInfo(&buf);
	answer = parse_without_owner(VARDATA_ANY(body), VARSIZE_ANY_EXHDR(body),
								 ranged ? &range : NULL, &error);
	if (answer == NULL)
		append_malformed(&buf, &error);
	else
	{
		append_answer(&buf, answer);
		pgaws_kinesis_records_free(answer);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}

/* (body text) */
Datum
pgawspipe_test_kinesis_shards(PG_FUNCTION_ARGS)
{
	char	   *body = text_to_cstring(PG_GETARG_TEXT_PP(0));
	PgawsKinesisShards *page;
	PgawsError	error;
	StringInfoData buf;

	initStringInfo(&buf);
	page = pgaws_kinesis_parse_shards(body, strlen(body), &error);
	if (page == NULL)
	{
		append_malformed(&buf, &error);
		PG_RETURN_TEXT_P(cstring_to_text(buf.data));
	}

	appendStringInfoString(&buf, "{\"shards\":[");
	for (int i = 0; i < page->nshards; i++)
	{
		PgawsKinesisShard *shard = &page->shards[i];

		appendStringInfo(&buf, "%s{\"closed\":%s,", i > 0 ? "," : "",
						 shard->closed ? "true" : "false");
		append_text(&buf, "shard_id", shard->shard_id);
		appendStringInfoChar(&buf, ',');
		append_text(&buf, "parent", shard->parents[0]);
		appendStringInfoChar(&buf, ',');
		append_text(&buf, "adjacent_parent", shard->parents[1]);
		appendStringInfoChar(&buf, ',');
		append_text(&buf, "starting", shard->starting_sequence_number);
		appendStringInfoChar(&buf, ',');
		append_text(&buf, "ending", shard->ending_sequence_number);
		if (shard->has_range)
			appendStringInfo(&buf, ",\"first\":\"%s\",\"last\":\"%s\"",
							 pgaws_hash_key_text(&shard->range.first),
							 pgaws_hash_key_text(&shard->range.last));
		appendStringInfoChar(&buf, '}');
	}
	appendStringInfoString(&buf, "],");
	append_text(&buf, "next_token", page->next_token);
	appendStringInfoChar(&buf, '}');
	PG_RETURN_TEXT_P(cstring_to_text(buf.data));
}

/* (body text) */
Datum
pgawspipe_test_kinesis_iterator(PG_FUNCTION_ARGS)
{
	char	   *body = text_to_cstring(PG_GETARG_TEXT_PP(0));
	PgawsError	error;
	StringInfoData buf;
	char	   *iterator;

	initStringInfo(&buf);
	iterator = pgaws_kinesis_parse_iterator(body, strlen(body), &error);
	if (iterator == NULL)
		append_malformed(&buf, &error);
	else
		pgaws_json_append_string(&buf, iterator);
	PG_RETURN_TEXT_P(cstring_to_text(buf.data));
}

/* (body text) */
Datum
pgawspipe_test_kinesis_summary(PG_FUNCTION_ARGS)
{
	char	   *body = text_to_cstring(PG_GETARG_TEXT_PP(0));
	PgawsKinesisSummary summary;
	PgawsError	error;
	StringInfoData buf;

	initStringInfo(&buf);
	if (!pgaws_kinesis_parse_summary(body, strlen(body), &summary, &error))
	{
		append_malformed(&buf, &error);
		PG_RETURN_TEXT_P(cstring_to_text(buf.data));
	}
	appendStringInfoChar(&buf, '{');
	append_text(&buf, "status", summary.status);
	appendStringInfo(&buf, ",\"retention_hours\":%d,\"open_shards\":%d,",
					 summary.retention_hours, summary.open_shards);
	append_time(&buf, "created_at", summary.created_at);
	appendStringInfoChar(&buf, '}');
	PG_RETURN_TEXT_P(cstring_to_text(buf.data));
}

static PgawsIteratorType
iterator_type(const char *name)
{
	if (strcmp(name, "TRIM_HORIZON") == 0)
		return PGAWS_ITERATOR_TRIM_HORIZON;
	if (strcmp(name, "LATEST") == 0)
		return PGAWS_ITERATOR_LATEST;
	if (strcmp(name, "AT_TIMESTAMP") == 0)
		return PGAWS_ITERATOR_AT_TIMESTAMP;
	if (strcmp(name, "AT_SEQUENCE_NUMBER") == 0)
		return PGAWS_ITERATOR_AT_SEQUENCE_NUMBER;
	if (strcmp(name, "AFTER_SEQUENCE_NUMBER") == 0)
		return PGAWS_ITERATOR_AFTER_SEQUENCE_NUMBER;
	elog(ERROR, "unknown type of iterator \"%s\"", name);
}

/*
 * (operation, stream, argument, type, sequence_number, at); argument is the
 * token, shard or iterator, and what is not needed may be null.
 */
Datum
pgawspipe_test_kinesis_request(PG_FUNCTION_ARGS)
{
	char	   *texts[5];
	TimestampTz at = PG_ARGISNULL(5) ? 0 : PG_GETARG_TIMESTAMPTZ(5);
	StringInfoData buf;

	for (int i = 0; i < lengthof(texts); i++)
		texts[i] = PG_ARGISNULL(i) ? NULL :
			text_to_cstring(PG_GETARG_TEXT_PP(i));

	initStringInfo(&buf);
	if (strcmp(texts[0], "ListShards") == 0)
		pgaws_kinesis_list_shards(&buf, texts[1], texts[2]);
	else if (strcmp(texts[0], "GetShardIterator") == 0)
		pgaws_kinesis_get_iterator(&buf, texts[1], texts[2],
								   iterator_type(texts[3]), texts[4], at);
	else if (strcmp(texts[0], "GetRecords") == 0)
		pgaws_kinesis_get_records(&buf, texts[2],
								  PGAWS_KINESIS_GET_RECORDS_MAX);
	else if (strcmp(texts[0], "DescribeStreamSummary") == 0)
		pgaws_kinesis_describe_summary(&buf, texts[1]);
	else
		elog(ERROR, "unknown operation \"%s\"", texts[0]);
	PG_RETURN_TEXT_P(cstring_to_text(buf.data));
}

/* (a text, b text) */
Datum
pgawspipe_test_kinesis_sequence_cmp(PG_FUNCTION_ARGS)
{
	char	   *a = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *b = text_to_cstring(PG_GETARG_TEXT_PP(1));

	PG_RETURN_INT32(pgaws_kinesis_sequence_cmp(a, b));
}

/* (value text); null when it is not base64 */
Datum
pgawspipe_test_base64_decode(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	size_t		len = VARSIZE_ANY_EXHDR(value);
	bytea	   *result = palloc(VARHDRSZ + PGAWS_BASE64_DECODED_MAX(len));
	ssize_t		got;

	got = pgaws_base64_decode(VARDATA_ANY(value), len, VARDATA(result));
	if (got < 0)
		PG_RETURN_NULL();
	SET_VARSIZE(result, VARHDRSZ + got);
	PG_RETURN_BYTEA_P(result);
}

/* (value bytea) */
Datum
pgawspipe_test_base64_encode(PG_FUNCTION_ARGS)
{
	bytea	   *value = PG_GETARG_BYTEA_PP(0);
	StringInfoData buf;

	initStringInfo(&buf);
	pgaws_base64_append(&buf, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}
