/*-------------------------------------------------------------------------
 *
 * sql_messages.c
 *	  SQL functions that send to SQS and SNS through the outbox.
 *
 * A message for a FIFO queue or topic has a deduplication id, by which the
 * service drops what is repeated within five minutes.  It is drawn here, at
 * random, and kept with the message.  The outbox's own id would not do: two
 * databases may send to one queue, and a standby that is promoted may give
 * out ids that its primary had given out already; a message would then be
 * dropped for another one.
 *
 * IDENTIFICATION
 *	  src/api/sql_messages.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "api/arguments.h"
#include "aws/json.h"
#include "aws/sns.h"
#include "aws/sqs_send.h"
#include "dispatcher/outbox.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(awspipe_sqs_send_message);
PG_FUNCTION_INFO_V1(awspipe_sns_publish);

PGDLLEXPORT Datum awspipe_sqs_send_message(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_sns_publish(PG_FUNCTION_ARGS);

/* Names of FIFO queues and topics end so, and no others. */
static bool
is_fifo(const char *resource)
{
	size_t		len = strlen(resource);

	return len >= strlen(".fifo") &&
		strcmp(resource + len - strlen(".fifo"), ".fifo") == 0;
}

/*
 * SQS: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, #x10000 and above.
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

/*
 * Appends group and deduplication id, and sets the message's ordering key: a
 * FIFO resource's is the group, unless given; no other has one by itself.
 */
static void
append_group(StringInfo body, AwspipeOutboxMessage *message, const char *group,
			 const char *deduplication_id, int max)
{
	bool		fifo = is_fifo(message->resource);

	if (fifo && group == NULL)
		group = message->ordering_key;
	if (fifo && (group == NULL || *group == '\0'))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a message to \"%s\" needs a message group",
						message->resource),
				 errhint("Set \"message_group_id\" or \"ordering_key\".")));
	if (!fifo && deduplication_id != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" takes no deduplication ids", message->resource),
				 errdetail("Only FIFO queues and topics do; their names end in \".fifo\".")));

	if (group != NULL)
		awspipe_check_id("message group", group, max);
	if (deduplication_id != NULL)
		awspipe_check_id("deduplication id", deduplication_id, max);
	else if (fifo)
		deduplication_id = awspipe_make_token();
	awspipe_append_member(body, "MessageGroupId", group);
	awspipe_append_member(body, "MessageDeduplicationId", deduplication_id);

	if (message->ordering_key == NULL)
		message->ordering_key = fifo ? group : "";
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
	if (is_fifo(queue))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a message to a FIFO queue cannot have a delay of its own"),
				 errhint("Set the queue's attribute \"DelaySeconds\".")));
	appendStringInfo(body, ",\"DelaySeconds\":%d", (int) (value + 0.5));
}

/*
 * server, queue, body, message_attributes, delay, message_group_id,
 * message_deduplication_id, ordering_key
 */
Datum
awspipe_sqs_send_message(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *text;
	char	   *queue;
	int64		size;

	awspipe_require_arguments(fcinfo, 3, "sqs_send_message");
	queue = awspipe_text_argument(fcinfo, 1);
	text = awspipe_text_argument(fcinfo, 2);
	awspipe_check_characters("name of an SQS queue", queue, 1,
							 PGAWS_SQS_QUEUE_NAME_MAX);
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
	append_group(&body, &message, awspipe_text_argument(fcinfo, 5),
				 awspipe_text_argument(fcinfo, 6), PGAWS_SQS_ID_MAX);
	appendStringInfoChar(&body, '}');
	awspipe_check_bytes("SQS message", size, PGAWS_SQS_BYTES_MAX);

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "sqs";
	message.operation = "SendMessage";
	message.body = body.data;
	message.body_len = body.len;
	PG_RETURN_INT64(awspipe_outbox_enqueue(&message));
}

/* A line of less than 100 characters, without control characters. */
static void
check_subject(const char *subject)
{
	awspipe_check_characters("subject of an SNS message", subject, 1,
							 PGAWS_SNS_SUBJECT_MAX);
	for (const char *p = subject; *p != '\0'; p++)
	{
		if ((unsigned char) *p < 0x20 || *p == 0x7f)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("subject of an SNS message must not have line breaks or control characters")));
	}
}

/* With the structure "json": what to send by which protocol. */
static void
check_structure(const char *structure, const char *message)
{
	const char *utf8 = pg_server_to_any(message, strlen(message), PG_UTF8);
	PgawsJson  *json;

	if (strcmp(structure, "json") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("message_structure must be \"json\" or null")));
	json = pgaws_json_parse(utf8, strlen(utf8));
	if (json == NULL ||
		!pgaws_json_is_string(pgaws_json_get(json, "default")))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("SNS message with structure \"json\" must be a JSON object with a string member \"default\"")));
}

/*
 * server, topic_arn, message, subject, message_attributes,
 * message_structure, message_group_id, message_deduplication_id,
 * ordering_key, on_ambiguous
 */
Datum
awspipe_sns_publish(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *text;
	char	   *subject;
	char	   *structure;
	int64		size;

	awspipe_require_arguments(fcinfo, 3, "sns_publish");
	message.resource = awspipe_text_argument(fcinfo, 1);
	message.ordering_key = awspipe_text_argument(fcinfo, 8);
	text = awspipe_text_argument(fcinfo, 2);
	subject = awspipe_text_argument(fcinfo, 3);
	structure = awspipe_text_argument(fcinfo, 5);
	if (strncmp(message.resource, "arn:", 4) != 0 ||
		strstr(message.resource, ":sns:") == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" is not the ARN of an SNS topic", message.resource),
				 errhint("CreateTopic answers with it.")));
	awspipe_check_characters("SNS message", text, 1, INT_MAX);
	if (subject != NULL)
		check_subject(subject);
	if (structure != NULL)
		check_structure(structure, text);

	initStringInfo(&body);
	appendStringInfoChar(&body, '{');
	awspipe_append_member(&body, "Message", text);
	awspipe_append_member(&body, "Subject", subject);
	awspipe_append_member(&body, "MessageStructure", structure);
	size = awspipe_utf8_length(text);
	if (subject != NULL)
		size += awspipe_utf8_length(subject);
	if (!PG_ARGISNULL(4))
		size += awspipe_append_attributes(&body, PG_GETARG_JSONB_P(4),
										  INT_MAX);
	append_group(&body, &message, awspipe_text_argument(fcinfo, 6),
				 awspipe_text_argument(fcinfo, 7), PGAWS_SNS_ID_MAX);
	appendStringInfoChar(&body, '}');
	awspipe_check_bytes("SNS message", size, PGAWS_SNS_BYTES_MAX);

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "sns";
	message.operation = "Publish";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 9);
	PG_RETURN_INT64(awspipe_outbox_enqueue(&message));
}
