/*-------------------------------------------------------------------------
 *
 * source_kinesis_list.c
 *	  Asking a stream which shards it has.
 *
 * At the start, every half minute, and whenever a shard has ended, the
 * stream is described, for its creation time and retention, and its shards
 * are listed, page by page.  What the pages say is kept until the last one
 * is there: half a list would make shards look forgotten.
 *
 * IDENTIFICATION
 *	  src/consumer/source_kinesis_list.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "consumer/source_kinesis.h"
#include "utils/memutils.h"

#define LIST_INTERVAL_MS		30000
#define STATUS_INTERVAL_MS		1000	/* while the stream is being made */

/*
 * Sends the next request of a look at the stream: its description first,
 * then pages of its shards.
 */
void
awspipe_kinesis_list(KinesisSource *source)
{
	const char *stream = source->consumer->config.resource;
	StringInfoData body;

	initStringInfo(&body);
	if (!source->described)
		pgaws_kinesis_describe_summary(&body, stream);
	else
	{
		pgaws_kinesis_list_shards(&body, stream, NULL);
		source->npages = 0;
		source->nlists++;
	}
	source->list_call = pgaws_call_json(source->consumer->client, source->service,
										source->described ? "ListShards" : "DescribeStreamSummary",
										body.data, body.len, NULL, 0);
	pfree(body.data);
}

static void
list_failed(KinesisSource *source, const PgawsError *error)
{
	source->list_due = awspipe_source_backoff(source->list_failures++);
	awspipe_source_failed(source->consumer,
						  psprintf("describe stream \"%s\"", source->consumer->config.resource),
						  error, source->list_failures);
}

static void
described(KinesisSource *source, PgawsCall *call)
{
	PgawsError	error;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (!pgaws_kinesis_parse_summary(body, len, &source->summary, &error))
	{
		list_failed(source, &error);
		return;
	}
	if (strcmp(source->summary.status, "CREATING") == 0)
	{
		source->list_due = awspipe_now_ms() + STATUS_INTERVAL_MS;
		return;
	}
	source->described = true;
	source->list_failures = 0;
	source->list_due = awspipe_now_ms();
}

static void
keep_page(KinesisSource *source, PgawsKinesisShards *page)
{
	int			total = source->npages + page->nshards;
	int			i;

	if (source->pages == NULL)
		source->pages = MemoryContextAlloc(source->context,
										   sizeof(PgawsKinesisShard) * Max(total, 1));
	else
		source->pages = repalloc(source->pages, sizeof(PgawsKinesisShard) * Max(total, 1));
	for (i = 0; i < page->nshards; i++)
	{
		PgawsKinesisShard *to = &source->pages[source->npages++];

		*to = page->shards[i];
		to->shard_id = awspipe_kinesis_copy(source, to->shard_id);
		to->parents[0] = awspipe_kinesis_copy(source, to->parents[0]);
		to->parents[1] = awspipe_kinesis_copy(source, to->parents[1]);
		to->starting_sequence_number = NULL;
		to->ending_sequence_number = NULL;
	}
}

void
awspipe_kinesis_free_pages(KinesisSource *source)
{
	int			i;

	for (i = 0; i < source->npages; i++)
	{
		pfree(source->pages[i].shard_id);
		if (source->pages[i].parents[0])
			pfree(source->pages[i].parents[0]);
		if (source->pages[i].parents[1])
			pfree(source->pages[i].parents[1]);
	}
	source->npages = 0;
}

/*
 * Does a shard wait for its end to be confirmed by a list that has yet to
 * begin?
 */
static bool
awaits_another(KinesisSource *source)
{
	int			i;

	for (i = 0; i < source->nshards; i++)
	{
		if (source->shards[i]->state == SHARD_ENDING &&
			source->shards[i]->ended_in_list == source->nlists)
			return true;
	}
	return false;
}

/*
 * Takes an answer to a request of awspipe_kinesis_list().
 */
void
awspipe_kinesis_listed(KinesisSource *source, PgawsCall *call)
{
	PgawsKinesisShards *page;
	StringInfoData body;
	PgawsError	error;
	size_t		len;
	char	   *answer;

	if (pgaws_call_error(call) != NULL)
	{
		awspipe_kinesis_free_pages(source);
		list_failed(source, pgaws_call_error(call));
		return;
	}
	if (!source->described)
	{
		described(source, call);
		return;
	}
	answer = pgaws_call_body(call, &len);
	page = pgaws_kinesis_parse_shards(answer, len, &error);
	if (page == NULL)
	{
		awspipe_kinesis_free_pages(source);
		list_failed(source, &error);
		return;
	}
	keep_page(source, page);
	if (page->next_token != NULL)
	{
		initStringInfo(&body);
		pgaws_kinesis_list_shards(&body, source->consumer->config.resource, page->next_token);
		source->list_call = pgaws_call_json(source->consumer->client, source->service,
											"ListShards", body.data, body.len, NULL, 0);
		pfree(body.data);
		return;
	}
	source->list_failures = 0;
	source->list_complete = true;
	source->described = false;
	source->list_due = awspipe_now_ms() + (awaits_another(source) ? 0 : LIST_INTERVAL_MS);
}
