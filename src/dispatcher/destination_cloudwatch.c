/*-------------------------------------------------------------------------
 *
 * destination_cloudwatch.c
 *	  Putting metric data into a CloudWatch namespace.
 *
 * PutMetricData takes all of a request or nothing; one that is refused is
 * repeated metric by metric.  It takes no token, and what is sent twice
 * counts twice: attempts are written down first.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_cloudwatch.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/cloudwatch.h"
#include "dispatcher/dispatcher.h"

/* What is around the metrics, and the commas between them */
#define ENVELOPE_BYTES	(4 * PGAWS_CLOUDWATCH_BATCH_MAX)

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	AwspipeMessage *first = awspipe_first_entry(request);
	StringInfoData body;
	dlist_iter	iter;

	initStringInfo(&body);
	pgaws_cloudwatch_put_begin(&body, destination->resource);
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		pgaws_cloudwatch_put_entry(&body, entry == first, entry->body,
								   entry->body_len);
	}
	pgaws_cloudwatch_put_end(&body);
	return pgaws_call_json(destination->identity->client, destination->service,
						   "PutMetricData", body.data, body.len,
						   request, AWSPIPE_CALL_REQUEST);
}

const AwspipeSink awspipe_sink_cloudwatch = {
	.service = "cloudwatch",
	.max_entries = PGAWS_CLOUDWATCH_BATCH_MAX,
	.max_bytes = PGAWS_CLOUDWATCH_BYTES_MAX - ENVELOPE_BYTES,
	.records_attempts = awspipe_always,
	.start = start
};
