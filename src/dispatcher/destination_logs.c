/*-------------------------------------------------------------------------
 *
 * destination_logs.c
 *	  Sending events to a log stream of CloudWatch Logs.
 *
 * A destination is a log stream, which is named as GROUP:STREAM; neither name
 * may have a colon.
 *
 * PutLogEvents wants the events of a request in the order of their times, and
 * none a day after another.  Messages are written in any order, so they are
 * sorted when the request is made; and as each event is at most half a day from
 * the first that was gathered, all are within a day.
 *
 * CloudWatch Logs answers with success when it has dropped events that are too
 * old or too new for it, or beyond the retention of the group, and says where in
 * the sorted list these end or begin.  They are dead letters, for it would
 * never take them.
 *
 * PutLogEvents takes no token, so attempts are written down first.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_logs.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json.h"
#include "aws/logs.h"
#include "dispatcher/dispatcher.h"

/* How our functions begin a body */
#define TIME_PREFIX "{\"timestamp\":"

/* 0 for a row that something else has changed: too old, so it is refused. */
static int64
time_of(const AwspipeMessage *message)
{
	size_t		len = strlen(TIME_PREFIX);

	return strncmp(message->body, TIME_PREFIX, len) == 0 ?
		strtoll(message->body + len, NULL, 10) : 0;
}

static bool
together(const AwspipeMessage *first, const AwspipeMessage *other)
{
	int64		apart = time_of(first) - time_of(other);

	return Max(apart, -apart) < PGAWS_LOGS_SPAN_MAX_MS / 2;
}

static int
compare_times(const void *a, const void *b)
{
	const AwspipeMessage *first = *(AwspipeMessage *const *) a;
	const AwspipeMessage *second = *(AwspipeMessage *const *) b;
	int64		first_time = time_of(first);
	int64		second_time = time_of(second);

	if (first_time != second_time)
		return first_time < second_time ? -1 : 1;
	return first->id < second->id ? -1 : 1;
}

static void
sort_entries(AwspipeRequest *request)
{
	AwspipeMessage **entries = palloc(request->nentries * sizeof(AwspipeMessage *));

	for (int i = 0; i < request->nentries; i++)
		entries[i] = dlist_container(AwspipeMessage, node,
									 dlist_pop_head_node(&request->entries));
	qsort(entries, request->nentries, sizeof(AwspipeMessage *), compare_times);
	for (int i = 0; i < request->nentries; i++)
		dlist_push_tail(&request->entries, &entries[i]->node);
	pfree(entries);
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	const char *group = destination->resource;
	const char *stream = strchr(group, ':');
	StringInfoData body;
	char		separator = '[';
	dlist_iter	iter;

	sort_entries(request);
	initStringInfo(&body);
	appendStringInfoString(&body, "{\"logGroupName\":");
	pgaws_json_append_string_len(&body, group,
								 stream != NULL ? stream - group : strlen(group));
	appendStringInfoString(&body, ",\"logStreamName\":");
	pgaws_json_append_string(&body, stream != NULL ? stream + 1 : "");
	appendStringInfoString(&body, ",\"logEvents\":");
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		appendStringInfoChar(&body, separator);
		appendBinaryStringInfo(&body, entry->body, entry->body_len);
		separator = ',';
	}
	appendStringInfoString(&body, "]}");
	return pgaws_call_json(destination->identity->client, destination->service,
						   "PutLogEvents", body.data, body.len,
						   request, AWSPIPE_CALL_REQUEST);
}

static void
reject(AwspipeMessage *entry, const char *code, const char *reason)
{
	PgawsError	error;

	pgaws_error_set(&error, PGAWS_REJECTED, code, "%s", reason);
	awspipe_entry_failed(entry, &error);
}

static bool
judge(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);
	PgawsJson  *answer = pgaws_json_parse(body, len);
	PgawsJson  *rejected = pgaws_json_get(answer, "rejectedLogEventsInfo");
	int64		too_old = pgaws_json_int64(pgaws_json_get(rejected, "tooOldLogEventEndIndex"), 0);
	int64		expired = pgaws_json_int64(pgaws_json_get(rejected, "expiredLogEventEndIndex"), 0);
	int64		too_new = pgaws_json_int64(pgaws_json_get(rejected, "tooNewLogEventStartIndex"), PG_INT64_MAX);
	dlist_iter	iter;
	int			i = 0;

	if (!pgaws_json_is_object(answer))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of PutLogEvents is not a JSON object");
		return false;
	}
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		if (i < too_old)
			reject(entry, "TooOldLogEvent",
				   "log event is more than 14 days old");
		else if (i < expired)
			reject(entry, "ExpiredLogEvent",
				   "log event is older than the log group keeps events");
		else if (i >= too_new)
			reject(entry, "TooNewLogEvent",
				   "log event is more than 2 hours ahead");
		else
			entry->outcome = AWSPIPE_DELIVERED;
		i++;
	}
	return true;
}

/* An event's JSON is longer than what AWS counts of it. */
const AwspipeSink awspipe_sink_logs = {
	.service = "logs",
	.max_entries = PGAWS_LOGS_BATCH_MAX,
	.max_bytes = PGAWS_LOGS_BYTES_MAX,
	.records_attempts = awspipe_always,
	.together = together,
	.start = start,
	.judge = judge
};
