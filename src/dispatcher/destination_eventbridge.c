/*-------------------------------------------------------------------------
 *
 * destination_eventbridge.c
 *	  Putting events on an EventBridge bus.
 *
 * PutEvents answers with success for a bus that does not exist, so the bus
 * is looked for before anything is sent (events:DescribeEventBus), and again
 * each minute while something is; where there is none the destination is
 * paused, and the events wait.  PutEvents takes no token: attempts are
 * written down first.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_eventbridge.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/eventbridge.h"
#include "dispatcher/dispatcher.h"

/* A bus may be deleted: what is put on it until we see that is lost. */
#define PREPARE_INTERVAL_MS 60000

static PgawsCall *
prepare_bus(AwspipeDestination *destination)
{
	StringInfoData body;
	PgawsCall  *call;

	initStringInfo(&body);
	pgaws_eventbridge_describe_bus(&body, destination->resource);
	call = pgaws_call_json(destination->identity->client, destination->service,
						   "DescribeEventBus", body.data, body.len,
						   destination, AWSPIPE_CALL_PREPARE);
	pfree(body.data);
	return call;
}

/* That there is an answer is all. */
static bool
take_bus(AwspipeDestination *destination, PgawsCall *call, PgawsError *error)
{
	return true;
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	AwspipeMessage *first = awspipe_first_entry(request);
	StringInfoData body;
	dlist_iter	iter;

	initStringInfo(&body);
	pgaws_eventbridge_put_begin(&body);
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		pgaws_eventbridge_put_entry(&body, entry == first,
									destination->resource,
									entry->body, entry->body_len);
	}
	pgaws_eventbridge_put_end(&body);
	return pgaws_call_json(destination->identity->client, destination->service,
						   "PutEvents", body.data, body.len,
						   request, AWSPIPE_CALL_REQUEST);
}

/* An event's JSON is never shorter than what AWS counts of it. */
const AwspipeSink awspipe_sink_eventbridge = {
	.service = "eventbridge",
	.max_entries = PGAWS_EVENTBRIDGE_BATCH_MAX,
	.max_bytes = PGAWS_EVENTBRIDGE_BYTES_MAX,
	.prepare_interval_ms = PREPARE_INTERVAL_MS,
	.prepare = prepare_bus,
	.prepared = take_bus,
	.records_attempts = awspipe_always,
	.start = start,
	.results = pgaws_eventbridge_parse_put
};
