/*-------------------------------------------------------------------------
 *
 * sql_sns.c
 *	  The SQL function that publishes to SNS through the outbox.
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

PGDLLEXPORT Datum awspipe_sns_publish(PG_FUNCTION_ARGS);

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
	PG_RETURN_INT64(awspipe_outbox_enqueue(&message));
}
