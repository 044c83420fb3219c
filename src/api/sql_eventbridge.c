/*-------------------------------------------------------------------------
 *
 * sql_eventbridge.c
 *	  SQL function that puts events on an EventBridge bus through the outbox.
 *
 * EventBridge gives every event an id of its own, another one when it is put
 * again.  Receivers that must know a repetition need an id in the detail:
 * the caller's own, or, on request, one that is drawn here.
 *
 * IDENTIFICATION
 *	  src/api/sql_eventbridge.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/batch.h"
#include "aws/json.h"
#include "catalog/pg_type.h"
#include "dispatcher/outbox.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(awspipe_eventbridge_put_event);
PGDLLEXPORT Datum awspipe_eventbridge_put_event(PG_FUNCTION_ARGS);

static void
check_names(const char *bus, const char *source, const char *detail_type)
{
	awspipe_check_characters("name of an EventBridge bus", bus, 1, INT_MAX);
	awspipe_check_characters("source of an EventBridge event", source, 1, INT_MAX);
	awspipe_check_characters("detail type of an EventBridge event", detail_type,
							 1, PGAWS_EVENTBRIDGE_DETAIL_TYPE_MAX);
	if (strncmp(source, "aws.", 4) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("source of an EventBridge event must not begin with \"aws.\""),
				 errdetail("Such names are those of AWS's own services.")));
}

static void
check_detail(Jsonb *detail)
{
	JsonbIterator *it = JsonbIteratorInit(&detail->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	int			depth = 0;
	int			deepest = 0;

	if (!JB_ROOT_IS_OBJECT(detail))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("detail of an EventBridge event must be a JSON object")));
	while ((token = JsonbIteratorNext(&it, &value, false)) != WJB_DONE)
	{
		if (token == WJB_BEGIN_OBJECT || token == WJB_BEGIN_ARRAY)
		{
			depth++;
			deepest = Max(deepest, depth);
		}
		else if (token == WJB_END_OBJECT || token == WJB_END_ARRAY)
			depth--;
	}

	/* The event around it is a level, too */
	if (deepest >= PGAWS_EVENTBRIDGE_DEPTH_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("detail of an EventBridge event is nested too deeply"),
				 errdetail("EventBridge takes %d levels.",
						   PGAWS_EVENTBRIDGE_DEPTH_MAX)));
}

/* The detail's text, with an id of ours under that name if there is one. */
static char *
make_detail(Jsonb *detail, const char *id_member)
{
	StringInfoData buf;
	JsonbValue	value;

	initStringInfo(&buf);
	(void) JsonbToCString(&buf, &detail->root, VARSIZE(detail));
	if (id_member == NULL)
		return buf.data;

	awspipe_check_characters("id_member", id_member, 1, INT_MAX);
	if (getKeyJsonValueFromContainer(&detail->root, id_member, strlen(id_member),
									 &value) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("detail of the EventBridge event already has a member \"%s\"",
						id_member)));
	buf.data[--buf.len] = '\0';
	if (JB_ROOT_COUNT(detail) > 0)
		appendStringInfoString(&buf, ", ");
	pgaws_json_append_string(&buf, id_member);
	appendStringInfo(&buf, ": \"%s\"}", awspipe_make_token());
	return buf.data;
}

static int64
append_resources(StringInfo body, ArrayType *array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	int64		size = 0;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &n);
	appendStringInfoString(body, ",\"Resources\":[");
	for (int i = 0; i < n; i++)
	{
		char	   *resource;

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("resources of an EventBridge event must not be null")));
		resource = TextDatumGetCString(elements[i]);
		if (i > 0)
			appendStringInfoChar(body, ',');
		pgaws_json_append_string(body, resource);
		size += awspipe_utf8_length(resource);
	}
	appendStringInfoChar(body, ']');
	return size;
}

static void
append_time(StringInfo body, TimestampTz time)
{
	if (TIMESTAMP_NOT_FINITE(time))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time of an EventBridge event must be finite")));
	appendStringInfo(body, ",\"Time\":" INT64_FORMAT,
					 (int64) timestamptz_to_time_t(time));
}

/*
 * server, event_bus, source, detail_type, detail, resources, time,
 * id_member, ordering_key, on_ambiguous, reference
 */
Datum
awspipe_eventbridge_put_event(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *source;
	char	   *detail_type;
	char	   *detail;
	char	   *ordering_key;
	int64		size;

	awspipe_require_arguments(fcinfo, 5, "eventbridge_put_event");
	message.resource = awspipe_text_argument(fcinfo, 1);
	source = awspipe_text_argument(fcinfo, 2);
	detail_type = awspipe_text_argument(fcinfo, 3);
	check_names(message.resource, source, detail_type);
	check_detail(PG_GETARG_JSONB_P(4));
	detail = make_detail(PG_GETARG_JSONB_P(4), awspipe_text_argument(fcinfo, 7));

	initStringInfo(&body);
	appendStringInfoChar(&body, '{');
	awspipe_append_member(&body, "Source", source);
	awspipe_append_member(&body, "DetailType", detail_type);
	awspipe_append_member(&body, "Detail", detail);
	size = PGAWS_EVENTBRIDGE_TIME_BYTES + awspipe_utf8_length(source) +
		awspipe_utf8_length(detail_type) + awspipe_utf8_length(detail);
	if (!PG_ARGISNULL(5))
		size += append_resources(&body, PG_GETARG_ARRAYTYPE_P(5));

	/* When it happened, however long it waits in the outbox */
	append_time(&body, PG_ARGISNULL(6) ? GetCurrentTimestamp() :
				PG_GETARG_TIMESTAMPTZ(6));
	appendStringInfoChar(&body, '}');
	awspipe_check_bytes("EventBridge event", size,
						PGAWS_EVENTBRIDGE_BYTES_MAX - 1);

	ordering_key = awspipe_text_argument(fcinfo, 8);
	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "eventbridge";
	message.operation = "PutEvents";
	message.ordering_key = ordering_key != NULL ? ordering_key : "";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 9);
	message.reference = awspipe_reference_argument(fcinfo, 10);
	PG_RETURN_INT64(awspipe_outbox_enqueue(&message));
}
