/*-------------------------------------------------------------------------
 *
 * sql_logs.c
 *	  SQL functions that put events into CloudWatch Logs through the outbox.
 *
 * IDENTIFICATION
 *	  src/api/sql_logs.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/logs.h"
#include "fmgr.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(awspipe_logs_put_event);
PG_FUNCTION_INFO_V1(awspipe_logs_put_event_jsonb);

PGDLLEXPORT Datum awspipe_logs_put_event(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_logs_put_event_jsonb(PG_FUNCTION_ARGS);

static void
check_names(const char *group, const char *stream)
{
	awspipe_check_characters("name of a log group", group, 1, PGAWS_LOGS_NAME_MAX);
	awspipe_check_characters("name of a log stream", stream, 1, PGAWS_LOGS_NAME_MAX);
	if (strspn(group, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/.#") != strlen(group))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid name of a log group: \"%s\"", group),
				 errdetail("CloudWatch Logs allows letters, digits, \"_\", \"-\", \"/\", \".\" and \"#\".")));
	if (strpbrk(stream, ":*") != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid name of a log stream: \"%s\"", stream),
				 errdetail("CloudWatch Logs allows all characters but \":\" and \"*\".")));
}

/* Milliseconds since 1970, of what CloudWatch Logs takes. */
static int64
event_time(TimestampTz at)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz oldest = now - PGAWS_LOGS_PAST_MAX_S * USECS_PER_SEC;
	TimestampTz newest = now + PGAWS_LOGS_FUTURE_MAX_S * USECS_PER_SEC;

	if (at < oldest || at > newest)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time of a log event is out of range"),
				 errdetail("CloudWatch Logs takes times from 14 days ago to two hours ahead.")));
	return (at + (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY) / 1000;
}

static int64
put_event(FunctionCallInfo fcinfo, const char *text)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *group = awspipe_text_argument(fcinfo, 1);
	char	   *stream = awspipe_text_argument(fcinfo, 2);

	check_names(group, stream);
	awspipe_check_characters("log event", text, 1, PGAWS_LOGS_BYTES_MAX);
	awspipe_check_bytes("log event", awspipe_utf8_length(text),
						PGAWS_LOGS_BYTES_MAX - PGAWS_LOGS_EVENT_BYTES);

	/* When it happened, however long it waits in the outbox */
	initStringInfo(&body);
	appendStringInfo(&body, "{\"timestamp\":" INT64_FORMAT,
					 event_time(PG_ARGISNULL(4) ? GetCurrentTimestamp() :
								PG_GETARG_TIMESTAMPTZ(4)));
	awspipe_append_member(&body, "message", text);
	appendStringInfoChar(&body, '}');

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "logs";
	message.resource = psprintf("%s:%s", group, stream);
	message.operation = "PutLogEvents";
	message.ordering_key = "";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 5);
	message.reference = awspipe_reference_argument(fcinfo, 6);
	return awspipe_outbox_enqueue(&message);
}

/* Both: server, log_group, log_stream, message, at, on_ambiguous, reference */
Datum
awspipe_logs_put_event(PG_FUNCTION_ARGS)
{
	awspipe_require_arguments(fcinfo, 4, "logs_put_event");
	PG_RETURN_INT64(put_event(fcinfo, awspipe_text_argument(fcinfo, 3)));
}

Datum
awspipe_logs_put_event_jsonb(PG_FUNCTION_ARGS)
{
	awspipe_require_arguments(fcinfo, 4, "logs_put_event");
	PG_RETURN_INT64(put_event(fcinfo, awspipe_jsonb_text(PG_GETARG_JSONB_P(3))));
}
