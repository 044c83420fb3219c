/*-------------------------------------------------------------------------
 *
 * sql_sqs.c
 *	  The SQL functions that send to SQS through the outbox.
 *
 * IDENTIFICATION
 *	  src/api/sql_sqs.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/batch.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(awspipe_sqs_send_message);
PG_FUNCTION_INFO_V1(awspipe_sqs_send_message_jsonb);

PGDLLEXPORT Datum awspipe_sqs_send_message(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_sqs_send_message_jsonb(PG_FUNCTION_ARGS);

/*
 * SQS takes #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, #x10000 and
 * above.
 */
static void
check_xml_characters(const char *text)
{
	const char *utf8 = pg_server_to_any(text, strlen(text), PG_UTF8);

	for (const unsigned char *p = (const unsigned char *) utf8; *p != '\0'; p++)
	{
		int			code = -1;

		if (*p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r')
			code = *p;
		else if (p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe)
			code = p[2] == 0xbe ? 0xfffe : 0xffff;
		if (code >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("SQS message has a character that SQS does not take: U+%04X",
							code),
					 errdetail("A message consists of characters that XML 1.0 allows.")));
	}
}

static void
append_delay(StringInfo body, const char *queue, Interval *delay)
{
	Numeric		seconds;
	double		value;

	seconds = DatumGetNumeric(DirectFunctionCall2(extract_interval,
												  CStringGetTextDatum("epoch"),
												  IntervalPGetDatum(delay)));
	value = DatumGetFloat8(DirectFunctionCall1(numeric_float8,
											   NumericGetDatum(seconds)));
	if (value < 0 || value > PGAWS_SQS_DELAY_MAX_S)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("delay of an SQS message must be between 0 and %d seconds",
						PGAWS_SQS_DELAY_MAX_S)));
	if (awspipe_is_fifo(queue))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a message to a FIFO queue cannot have a delay of its own"),
				 errhint("Set the queue's attribute \"DelaySeconds\".")));
	appendStringInfo(body, ",\"DelaySeconds\":%d", (int) (value + 0.5));
}

/*
 * server, queue, body, message_attributes, delay, message_group_id,
 * message_deduplication_id, ordering_key, reference; the body as text
 */
static int64
send_message(FunctionCallInfo fcinfo, const char *text)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *queue = awspipe_text_argument(fcinfo, 1);
	int64		size;

	awspipe_check_queue_name(queue);
	awspipe_check_characters("body of an SQS message", text, 1, INT_MAX);
	check_xml_characters(text);

	message.resource = queue;
	message.ordering_key = awspipe_text_argument(fcinfo, 7);
	initStringInfo(&body);
	appendStringInfoChar(&body, '{');
	awspipe_append_member(&body, "MessageBody", text);
	size = awspipe_utf8_length(text);
	if (!PG_ARGISNULL(3))
		size += awspipe_append_attributes(&body, PG_GETARG_JSONB_P(3),
										  PGAWS_SQS_ATTRIBUTES_MAX);
	if (!PG_ARGISNULL(4))
		append_delay(&body, queue, PG_GETARG_INTERVAL_P(4));
	awspipe_append_group(&body, &message, awspipe_text_argument(fcinfo, 5),
						 awspipe_text_argument(fcinfo, 6), PGAWS_SQS_ID_MAX);
	appendStringInfoChar(&body, '}');
	awspipe_check_bytes("SQS message", size, PGAWS_SQS_BYTES_MAX);

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "sqs";
	message.operation = "SendMessage";
	message.body = body.data;
	message.body_len = body.len;
	message.reference = awspipe_reference_argument(fcinfo, 8);
	return awspipe_outbox_enqueue(&message);
}

Datum
awspipe_sqs_send_message(PG_FUNCTION_ARGS)
{
	awspipe_require_arguments(fcinfo, 3, "sqs_send_message");
	PG_RETURN_INT64(send_message(fcinfo, awspipe_text_argument(fcinfo, 2)));
}

Datum
awspipe_sqs_send_message_jsonb(PG_FUNCTION_ARGS)
{
	awspipe_require_arguments(fcinfo, 3, "sqs_send_message");
	PG_RETURN_INT64(send_message(fcinfo, awspipe_jsonb_text(PG_GETARG_JSONB_P(2))));
}
