/*-------------------------------------------------------------------------
 *
 * sql_kinesis.c
 *	  SQL functions that send to Kinesis Data Streams through the outbox.
 *
 * IDENTIFICATION
 *	  src/api/sql_kinesis.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/base64.h"
#include "aws/json.h"
#include "aws/kinesis.h"
#include "dispatcher/outbox.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

/* 2^128 - 1 has that many digits */
#define HASH_KEY_DIGITS_MAX 39

PG_FUNCTION_INFO_V1(awspipe_kinesis_put_record);
PG_FUNCTION_INFO_V1(awspipe_kinesis_put_record_text);
PG_FUNCTION_INFO_V1(awspipe_kinesis_put_record_jsonb);

PGDLLEXPORT Datum awspipe_kinesis_put_record(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_kinesis_put_record_text(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_kinesis_put_record_jsonb(PG_FUNCTION_ARGS);

static int64 put_record(FunctionCallInfo fcinfo, const char *data, size_t len);
static int64 put_text(FunctionCallInfo fcinfo, char *text, size_t len);

/*
 * All three: server, stream, data, partition_key, explicit_hash_key,
 * ordering_key, reference
 */
Datum
awspipe_kinesis_put_record(PG_FUNCTION_ARGS)
{
	bytea	   *data;

	awspipe_require_arguments(fcinfo, 4, "kinesis_put_record");
	data = PG_GETARG_BYTEA_PP(2);
	PG_RETURN_INT64(put_record(fcinfo, VARDATA_ANY(data),
							   VARSIZE_ANY_EXHDR(data)));
}

Datum
awspipe_kinesis_put_record_text(PG_FUNCTION_ARGS)
{
	text	   *data;

	awspipe_require_arguments(fcinfo, 4, "kinesis_put_record");
	data = PG_GETARG_TEXT_PP(2);
	PG_RETURN_INT64(put_text(fcinfo, VARDATA_ANY(data),
							 VARSIZE_ANY_EXHDR(data)));
}

Datum
awspipe_kinesis_put_record_jsonb(PG_FUNCTION_ARGS)
{
	char	   *json;

	awspipe_require_arguments(fcinfo, 4, "kinesis_put_record");
	json = awspipe_jsonb_text(PG_GETARG_JSONB_P(2));
	PG_RETURN_INT64(put_text(fcinfo, json, strlen(json)));
}

static int64
put_text(FunctionCallInfo fcinfo, char *text, size_t len)
{
	char	   *utf8 = awspipe_to_utf8(text, &len);

	return put_record(fcinfo, utf8, len);
}

static void
check_record(const char *partition_key, const char *hash_key, size_t len)
{
	int			chars = pg_mbstrlen(partition_key);

	if (chars < 1 || chars > PGAWS_KINESIS_PARTITION_KEY_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("Kinesis partition key must have 1 to %d characters",
						PGAWS_KINESIS_PARTITION_KEY_MAX),
				 errdetail("It has %d.", chars)));

	if (len + strlen(partition_key) > PGAWS_KINESIS_RECORD_BYTES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("Kinesis record is too large"),
				 errdetail("It has %zu bytes, partition key included; Kinesis takes %d.",
						   len + strlen(partition_key),
						   PGAWS_KINESIS_RECORD_BYTES_MAX)));

	if (hash_key != NULL &&
		(*hash_key == '\0' || strlen(hash_key) > HASH_KEY_DIGITS_MAX ||
		 strspn(hash_key, "0123456789") != strlen(hash_key)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("Kinesis hash key must be a decimal number of at most %d digits",
						HASH_KEY_DIGITS_MAX)));
}

static int64
put_record(FunctionCallInfo fcinfo, const char *data, size_t len)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *partition_key = text_to_cstring(PG_GETARG_TEXT_PP(3));
	char	   *hash_key = NULL;

	if (!PG_ARGISNULL(4))
		hash_key = text_to_cstring(PG_GETARG_TEXT_PP(4));
	check_record(partition_key, hash_key, len);

	initStringInfo(&body);
	appendStringInfoString(&body, "{\"PartitionKey\":");
	pgaws_json_append_string(&body, partition_key);
	if (hash_key != NULL)
		appendStringInfo(&body, ",\"ExplicitHashKey\":\"%s\"", hash_key);
	appendStringInfoString(&body, ",\"Data\":\"");
	pgaws_base64_append(&body, data, len);
	appendStringInfoString(&body, "\"}");

	message.server = text_to_cstring(PG_GETARG_TEXT_PP(0));
	message.service = "kinesis";
	message.resource = text_to_cstring(PG_GETARG_TEXT_PP(1));
	message.operation = "PutRecord";
	message.ordering_key = PG_ARGISNULL(5) ? partition_key :
		text_to_cstring(PG_GETARG_TEXT_PP(5));
	message.reference = awspipe_reference_argument(fcinfo, 6);
	message.body = body.data;
	message.body_len = body.len;
	return awspipe_outbox_enqueue(&message);
}
