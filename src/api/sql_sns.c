/*-------------------------------------------------------------------------
 *
 * sql_sns.c
 *	  The SQL functions that publish to SNS through the outbox.
 *
 * IDENTIFICATION
 *	  src/api/sql_sns.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/json.h"
#include "aws/batch.h"
#include "mb/pg_wchar.h"

PG_FUNCTION_INFO_V1(awspipe_sns_publish);
PG_FUNCTION_INFO_V1(awspipe_sns_publish_jsonb);

PGDLLEXPORT Datum awspipe_sns_publish(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_sns_publish_jsonb(PG_FUNCTION_ARGS);

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

/*
 * Throws unless the structure is "json" and the message a JSON object that
 * says what to send by which protocol.
 */
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
 * Throws unless it is the ARN of a topic or may be the name of one: 1 to 256
 * letters, digits, "_", "-", and ".fifo" at the end.
 */
static void
check_topic(const char *topic)
{
	size_t		len = strlen(topic);
	size_t		letters = strspn(topic, "abcdefghijklmnopqrstuvwxyz"
								 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	if (strncmp(topic, "arn:", 4) == 0 ? strstr(topic, ":sns:") != NULL :
		letters > 0 && len <= PGAWS_SNS_TOPIC_NAME_MAX &&
		(letters == len || strcmp(topic + letters, ".fifo") == 0))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"%s\" is not the ARN of an SNS topic, nor a name", topic),
			 errdetail("SNS allows 1 to %d letters, digits, and \"_\", \"-\", and \".fifo\" at the end.",
					   PGAWS_SNS_TOPIC_NAME_MAX),
			 errhint("A name is looked for in the region of the server and the account of the caller; a topic of another account has to be given by its ARN.")));
}

/*
 * server, topic_arn, message, subject, message_attributes,
 * message_structure, message_group_id, message_deduplication_id,
 * ordering_key, on_ambiguous, reference; the message as text
 */
static int64
publish(FunctionCallInfo fcinfo, const char *text)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *subject = awspipe_text_argument(fcinfo, 3);
	char	   *structure = awspipe_text_argument(fcinfo, 5);
	int64		size;

	message.resource = awspipe_text_argument(fcinfo, 1);
	message.ordering_key = awspipe_text_argument(fcinfo, 8);
	check_topic(message.resource);
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
	awspipe_append_group(&body, &message, awspipe_text_argument(fcinfo, 6),
						 awspipe_text_argument(fcinfo, 7), PGAWS_SNS_ID_MAX);
	appendStringInfoChar(&body, '}');
	awspipe_check_bytes("SNS message", size, PGAWS_SNS_BYTES_MAX);

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "sns";
	message.operation = "Publish";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 9);
	message.reference = awspipe_reference_argument(fcinfo, 10);
	return awspipe_outbox_enqueue(&message);
}

Datum
awspipe_sns_publish(PG_FUNCTION_ARGS)
{
	awspipe_require_arguments(fcinfo, 3, "sns_publish");
	PG_RETURN_INT64(publish(fcinfo, awspipe_text_argument(fcinfo, 2)));
}

Datum
awspipe_sns_publish_jsonb(PG_FUNCTION_ARGS)
{
	awspipe_require_arguments(fcinfo, 3, "sns_publish");
	PG_RETURN_INT64(publish(fcinfo, awspipe_jsonb_text(PG_GETARG_JSONB_P(2))));
}
