/*-------------------------------------------------------------------------
 *
 * sql_firehose.c
 *	  SQL functions that put records into Firehose streams through the outbox.
 *
 * IDENTIFICATION
 *	  src/api/sql_firehose.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/base64.h"
#include "aws/batch.h"
#include "fmgr.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(awspipe_firehose_put_record);
PG_FUNCTION_INFO_V1(awspipe_firehose_put_record_text);
PG_FUNCTION_INFO_V1(awspipe_firehose_put_record_jsonb);

PGDLLEXPORT Datum awspipe_firehose_put_record(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_firehose_put_record_text(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_firehose_put_record_jsonb(PG_FUNCTION_ARGS);

static void
check_name(const char *name)
{
	size_t		len = strlen(name);

	if (len < 1 || len > PGAWS_FIREHOSE_NAME_MAX ||
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") != len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid name of a Firehose stream: \"%s\"", name),
				 errdetail("Firehose allows 1 to %d letters, digits, \"_\", \".\" and \"-\".",
						   PGAWS_FIREHOSE_NAME_MAX)));
}

static int64
put_record(FunctionCallInfo fcinfo, const char *data, size_t len)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;

	message.resource = awspipe_text_argument(fcinfo, 1);
	check_name(message.resource);
	awspipe_check_bytes("Firehose record", len, PGAWS_FIREHOSE_RECORD_BYTES_MAX);

	initStringInfo(&body);
	appendStringInfoString(&body, "{\"Data\":\"");
	pgaws_base64_append(&body, data, len);
	appendStringInfoString(&body, "\"}");

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "firehose";
	message.operation = "PutRecord";
	message.ordering_key = "";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 3);
	message.reference = awspipe_reference_argument(fcinfo, 4);
	return awspipe_outbox_enqueue(&message);
}

static int64
put_text(FunctionCallInfo fcinfo, char *text, size_t len)
{
	char	   *utf8 = awspipe_to_utf8(text, &len);

	return put_record(fcinfo, utf8, len);
}

/* All three: server, delivery_stream, data, on_ambiguous, reference */
Datum
awspipe_firehose_put_record(PG_FUNCTION_ARGS)
{
	bytea	   *data;

	awspipe_require_arguments(fcinfo, 3, "firehose_put_record");
	data = PG_GETARG_BYTEA_PP(2);
	PG_RETURN_INT64(put_record(fcinfo, VARDATA_ANY(data),
							   VARSIZE_ANY_EXHDR(data)));
}

Datum
awspipe_firehose_put_record_text(PG_FUNCTION_ARGS)
{
	text	   *data;

	awspipe_require_arguments(fcinfo, 3, "firehose_put_record");
	data = PG_GETARG_TEXT_PP(2);
	PG_RETURN_INT64(put_text(fcinfo, VARDATA_ANY(data),
							 VARSIZE_ANY_EXHDR(data)));
}

Datum
awspipe_firehose_put_record_jsonb(PG_FUNCTION_ARGS)
{
	char	   *json;

	awspipe_require_arguments(fcinfo, 3, "firehose_put_record");
	json = awspipe_jsonb_text(PG_GETARG_JSONB_P(2));
	PG_RETURN_INT64(put_text(fcinfo, json, strlen(json)));
}
