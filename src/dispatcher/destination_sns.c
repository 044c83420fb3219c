/*-------------------------------------------------------------------------
 *
 * destination_sns.c
 *	  Publishing to an SNS topic.
 *
 * A standard topic takes no token: what has been sent may have been
 * delivered although no answer came, so attempts are written down first.  A
 * FIFO topic drops what repeats a deduplication id.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_sns.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/query.h"
#include "aws/sns.h"
#include "dispatcher/dispatcher.h"

/* Names of FIFO topics end so, by SNS's rule. */
static bool
is_standard(const AwspipeDestination *destination)
{
	size_t		len = strlen(destination->resource);

	return len < strlen(".fifo") ||
		strcmp(destination->resource + len - strlen(".fifo"), ".fifo") != 0;
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	StringInfoData form;
	dlist_iter	iter;
	int			i = 0;

	initStringInfo(&form);
	pgaws_sns_publish_begin(&form, destination->service, destination->resource);
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		pgaws_sns_publish_entry(&form, i++, entry->body, entry->body_len);
	}
	return pgaws_call_query(destination->identity->client, destination->service,
							"PublishBatch", form.data, form.len,
							request, AWSPIPE_CALL_REQUEST);
}

const AwspipeSink awspipe_sink_sns = {
	.service = "sns",
	.max_entries = PGAWS_SNS_BATCH_MAX,
	.max_bytes = PGAWS_SNS_BYTES_MAX,
	.records_attempts = is_standard,
	.start = start,
	.results = pgaws_sns_parse_publish
};
