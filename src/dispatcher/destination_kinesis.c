/*-------------------------------------------------------------------------
 *
 * destination_kinesis.c
 *	  Sending to a Kinesis data stream.
 *
 * PutRecords keeps no order among its records and may take only some of
 * them.  So a request has at most one record of each ordering key, which the
 * chains see to, and every record is settled by its own result: one that was
 * not taken holds back later ones of its key, and no others.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_kinesis.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/kinesis.h"
#include "aws/kinesis_put.h"
#include "dispatcher/dispatcher.h"

/*
 * Half of what PutRecords takes: it was the limit until 2025, and larger
 * requests are no faster.
 */
#define REQUEST_BYTES_MAX	(PGAWS_KINESIS_PUT_BYTES_MAX / 2)

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	AwspipeMessage *first = awspipe_first_entry(request);
	StringInfoData body;
	dlist_iter	iter;

	initStringInfo(&body);
	pgaws_kinesis_put_begin(&body, destination->resource);
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		pgaws_kinesis_put_entry(&body, entry == first, entry->body,
								entry->body_len);
	}
	pgaws_kinesis_put_end(&body);
	return pgaws_call_json(destination->identity->client, destination->service,
						   "PutRecords", body.data, body.len,
						   request, AWSPIPE_CALL_REQUEST);
}

const AwspipeSink awspipe_sink_kinesis = {
	.service = "kinesis",
	.max_entries = PGAWS_KINESIS_PUT_RECORDS_MAX,
	.max_bytes = REQUEST_BYTES_MAX,
	.start = start,
	.results = pgaws_kinesis_parse_put
};
