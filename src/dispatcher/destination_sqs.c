/*-------------------------------------------------------------------------
 *
 * destination_sqs.c
 *	  Sending to an SQS queue.
 *
 * The queue's URL is asked for before anything is sent (sqs:GetQueueUrl).
 * A FIFO queue keeps the order in which a group's messages were taken; that
 * they are taken in order is the chains' doing, for entries of a batch fail
 * one by one.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_sqs.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/sqs_send.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

static PgawsCall *
prepare_queue(AwspipeDestination *destination)
{
	StringInfoData body;
	PgawsCall  *call;

	initStringInfo(&body);
	pgaws_sqs_get_queue_url(&body, destination->resource);
	call = pgaws_call_json(destination->identity->client, destination->service,
						   "GetQueueUrl", body.data, body.len,
						   destination, AWSPIPE_CALL_PREPARE);
	pfree(body.data);
	return call;
}

static bool
take_url(AwspipeDestination *destination, PgawsCall *call, PgawsError *error)
{
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);
	char	   *url = pgaws_sqs_parse_queue_url(body, len, error);

	if (url == NULL)
		return false;
	destination->sink_state = MemoryContextStrdup(awspipe_dispatcher.context, url);
	return true;
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	StringInfoData body;
	dlist_iter	iter;
	int			i = 0;

	initStringInfo(&body);
	pgaws_sqs_send_begin(&body, destination->sink_state);
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		pgaws_sqs_send_entry(&body, i++, entry->body, entry->body_len);
	}
	pgaws_sqs_send_end(&body);
	return pgaws_call_json(destination->identity->client, destination->service,
						   "SendMessageBatch", body.data, body.len,
						   request, AWSPIPE_CALL_REQUEST);
}

const AwspipeSink awspipe_sink_sqs = {
	.service = "sqs",
	.max_entries = PGAWS_SQS_BATCH_MAX,
	.max_bytes = PGAWS_SQS_BYTES_MAX,
	.prepare = prepare_queue,
	.prepared = take_url,
	.start = start,
	.results = pgaws_sqs_parse_send
};
