/*-------------------------------------------------------------------------
 *
 * sql_lambda.c
 *	  SQL function that invokes functions of Lambda through the outbox.
 *
 * IDENTIFICATION
 *	  src/api/sql_lambda.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/base64.h"
#include "fmgr.h"

/* Lambda API reference, Invoke: 1 MB for an asynchronous invocation */
#define PAYLOAD_BYTES_MAX	(1024 * 1024)
#define NAME_MAX_CHARACTERS	256

PG_FUNCTION_INFO_V1(awspipe_lambda_invoke);

PGDLLEXPORT Datum awspipe_lambda_invoke(PG_FUNCTION_ARGS);

static void
check_name(const char *name)
{
	awspipe_check_characters("name of a Lambda function", name, 1,
							 NAME_MAX_CHARACTERS);
	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:$") != strlen(name))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid name of a Lambda function: \"%s\"", name),
				 errdetail("Lambda allows letters, digits, \"_\" and \"-\"; an ARN is possible too, and a version or an alias behind a colon.")));
}

/*
 * server, function_name, payload, ordering_key, on_ambiguous, reference
 */
Datum
awspipe_lambda_invoke(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *payload;
	char	   *ordering_key;
	size_t		len;

	awspipe_require_arguments(fcinfo, 3, "lambda_invoke");
	message.resource = awspipe_text_argument(fcinfo, 1);
	check_name(message.resource);
	payload = awspipe_jsonb_text(PG_GETARG_JSONB_P(2));
	len = strlen(payload);
	payload = awspipe_to_utf8(payload, &len);
	awspipe_check_bytes("payload of a Lambda function", len, PAYLOAD_BYTES_MAX);

	initStringInfo(&body);
	appendStringInfoString(&body, "{\"InvocationType\":\"Event\",\"Payload\":\"");
	pgaws_base64_append(&body, payload, len);
	appendStringInfoString(&body, "\"}");

	ordering_key = awspipe_text_argument(fcinfo, 3);
	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "lambda";
	message.operation = "Invoke";
	message.ordering_key = ordering_key != NULL ? ordering_key : "";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 4);
	message.reference = awspipe_reference_argument(fcinfo, 5);
	PG_RETURN_INT64(awspipe_outbox_enqueue(&message));
}
