/*-------------------------------------------------------------------------
 *
 * source_kinesis_shards.c
 *	  Which shards a stream has, and in which order they may be read.
 *
 * At the start, every half minute, and whenever a shard has ended, the
 * stream is described, for its creation time and retention, and its shards
 * are listed, page by page.  What the pages say is kept until the last one
 * is there: half a list would make shards look forgotten.
 *
 * A stream's shards split and merge while it is read.  A shard seen for the
 * first time gets a checkpoint row at once, so that where it is to begin does
 * not depend on when its first record comes.
 *
 * Where shards begin: those that exist when a consumer starts for the first
 * time begin at its starting_position; all that appear later are children
 * and begin at TRIM_HORIZON.  A child is read only after every parent that
 * we know of is committed as closed, so that the order of a partition key
 * survives a split.
 *
 * A shard is closed when its last record is committed, and it is closed for
 * good: two answers have to say that there are no more records, GetRecords
 * and a list of the shards begun after it.  The row of a closed shard is kept
 * for as long as the stream could list it, or an incomplete list would have
 * it read again from its beginning when it comes back.
 *
 * LATEST means: from now on.  The iterator of that name is used once; should
 * the worker die before its first record, the next one begins at the time
 * that the row remembers, or what came in between would be lost.
 *
 * A position that the stream no longer holds is never skipped in silence: it
 * leaves a row of kind 'gap' in awspipe.dead_letter.
 *
 * IDENTIFICATION
 *	  src/consumer/source_kinesis_shards.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/source_kinesis.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "worker/worker.h"

#define LIST_INTERVAL_MS		30000
#define STATUS_INTERVAL_MS		1000	/* while the stream is being made */

#define CAUGHT_UP_INTERVAL_MS	(10 * 60 * 1000)

/* Before a shard is read again whose end was not confirmed */
#define UNCONFIRMED_INTERVAL_MS	1000

/* Creation times of one stream may differ by rounding only */
#define CREATION_TOLERANCE_US	INT64CONST(1000000)

static const struct
{
	const char *name;
	PgawsIteratorType type;
}			positions[] = {
	{"TRIM_HORIZON", PGAWS_ITERATOR_TRIM_HORIZON},
	{"LATEST", PGAWS_ITERATOR_LATEST},
	{"AT_TIMESTAMP", PGAWS_ITERATOR_AT_TIMESTAMP},
	{"AT_SEQUENCE_NUMBER", PGAWS_ITERATOR_AT_SEQUENCE_NUMBER},
	{"AFTER_SEQUENCE_NUMBER", PGAWS_ITERATOR_AFTER_SEQUENCE_NUMBER}
};

static void described(KinesisSource *source, PgawsCall *call);

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
	if (strcmp(error->code, "ResourceNotFoundException") == 0)
	{
		awspipe_source_missing(source->consumer, "stream", error);
		return;
	}
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

static void
free_pages(KinesisSource *source)
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
 * True if a shard waits for its end to be confirmed by a list that has yet to
 * begin.
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
		free_pages(source);
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
		free_pages(source);
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

static PgawsIteratorType
position_type(const char *name)
{
	int			i;

	for (i = 0; i < lengthof(positions); i++)
	{
		if (strcmp(positions[i].name, name) == 0)
			return positions[i].type;
	}
	elog(ERROR, "unknown starting position \"%s\"", name);
}

KinesisShard *
awspipe_kinesis_shard(KinesisSource *source, const char *id)
{
	int			i;

	for (i = 0; i < source->nshards; i++)
	{
		if (source->shards[i]->id == id || strcmp(source->shards[i]->id, id) == 0)
			return source->shards[i];
	}
	return NULL;
}

/*
 * Adds a shard to the source's list.
 */
static KinesisShard *
add_shard(KinesisSource *source, const AwspipeCheckpoint *c)
{
	KinesisShard *shard = MemoryContextAllocZero(source->context, sizeof(KinesisShard));
	int			i;

	shard->id = awspipe_kinesis_copy(source, c->shard_id);
	for (i = 0; i < c->nparents && i < lengthof(shard->parents); i++)
		shard->parents[i] = awspipe_kinesis_copy(source, c->parents[i]);
	shard->start = position_type(c->starting_position);
	shard->start_timestamp = c->starting_timestamp;
	shard->start_sequence = awspipe_kinesis_copy(source, c->starting_sequence_number);
	shard->sequence = awspipe_kinesis_copy(source, c->sequence_number);
	shard->sub_sequence = c->sub_sequence;
	shard->arrived_at = c->arrived_at;
	shard->caught_up_at = c->caught_up_at;
	shard->read_sequence = awspipe_kinesis_copy(source, c->sequence_number);
	shard->skip_sub = c->sub_sequence;
	shard->state = c->closed ? SHARD_CLOSED : SHARD_WAITING;
	shard->millis_behind = -1;
	dlist_init(&shard->buffers);

	if (source->nshards == source->capacity)
	{
		source->capacity = Max(16, source->capacity * 2);
		if (source->shards == NULL)
			source->shards = MemoryContextAlloc(source->context,
												sizeof(KinesisShard *) * source->capacity);
		else
			source->shards = repalloc(source->shards,
									  sizeof(KinesisShard *) * source->capacity);
	}
	source->shards[source->nshards++] = shard;
	return shard;
}

/*
 * Reads the checkpoints.  A transaction must be open.
 */
void
awspipe_kinesis_load(KinesisSource *source)
{
	int			count;
	AwspipeCheckpoint *checkpoints =
		awspipe_checkpoint_load(source->consumer->config.consumer_id, &count);
	int			i;

	source->has_checkpoints = (count > 0);
	for (i = 0; i < count; i++)
	{
		KinesisShard *shard = add_shard(source, &checkpoints[i]);

		if (shard->start == PGAWS_ITERATOR_LATEST)
			shard->start = PGAWS_ITERATOR_AT_TIMESTAMP;
	}
}

static PgawsKinesisShard *
listed_shard(KinesisSource *source, const char *id)
{
	int			i;

	for (i = 0; id != NULL && i < source->npages; i++)
	{
		if (strcmp(source->pages[i].shard_id, id) == 0)
			return &source->pages[i];
	}
	return NULL;
}

/*
 * Is `id` an ancestor of a shard that starting_sequence_numbers names?  Then
 * what it held is before the position.
 */
static bool
is_ancestor_of_start(KinesisSource *source, const char *id, int depth)
{
	int			i;

	for (i = 0; i < source->npages; i++)
	{
		PgawsKinesisShard *shard = &source->pages[i];
		Jsonb	   *starts = source->consumer->config.starting_sequence_numbers;
		int			p;

		for (p = 0; p < 2; p++)
		{
			JsonbValue	unused;

			if (shard->parents[p] == NULL || strcmp(shard->parents[p], id) != 0)
				continue;
			if (getKeyJsonValueFromContainer(&starts->root, shard->shard_id,
											 strlen(shard->shard_id), &unused) != NULL)
				return true;
			if (depth < source->npages &&
				is_ancestor_of_start(source, shard->shard_id, depth + 1))
				return true;
		}
	}
	return false;
}

/*
 * Where a shard begins that exists at the consumer's first start.
 */
static void
plan_first_start(KinesisSource *source, const PgawsKinesisShard *shard,
				 AwspipeCheckpoint *c)
{
	AwspipeConsumerConfig *config = &source->consumer->config;
	JsonbValue	value;

	c->starting_position = config->starting_position;
	switch (position_type(config->starting_position))
	{
		case PGAWS_ITERATOR_TRIM_HORIZON:
			break;
		case PGAWS_ITERATOR_LATEST:
			c->closed = shard->closed;
			c->starting_timestamp = GetCurrentTimestamp();
			break;
		case PGAWS_ITERATOR_AT_TIMESTAMP:
			c->starting_timestamp = config->starting_timestamp;
			break;
		case PGAWS_ITERATOR_AT_SEQUENCE_NUMBER:
		case PGAWS_ITERATOR_AFTER_SEQUENCE_NUMBER:
			if (getKeyJsonValueFromContainer(&config->starting_sequence_numbers->root,
											 shard->shard_id, strlen(shard->shard_id),
											 &value) != NULL)
				c->starting_sequence_number = pnstrdup(value.val.string.val,
													   value.val.string.len);
			else
			{
				c->starting_position = "TRIM_HORIZON";
				c->closed = is_ancestor_of_start(source, shard->shard_id, 0);
			}
			break;
	}
}

/*
 * Makes checkpoint rows for the listed shards that are new.
 */
static bool
add_listed_shards(KinesisSource *source)
{
	AwspipeConsumer *consumer = source->consumer;
	int			i;

	for (i = 0; i < source->npages; i++)
	{
		PgawsKinesisShard *listed = &source->pages[i];
		AwspipeCheckpoint c = {0};

		if (awspipe_kinesis_shard(source, listed->shard_id) != NULL)
			continue;
		c.shard_id = listed->shard_id;
		c.parents = listed->parents;
		c.nparents = (listed->parents[0] != NULL) + (listed->parents[1] != NULL);
		c.sub_sequence = -1;
		c.starting_position = "TRIM_HORIZON";
		if (!source->has_checkpoints)
			plan_first_start(source, listed, &c);
		if (!awspipe_checkpoint_add(consumer->config.consumer_id, consumer->epoch, &c))
			return false;
		add_shard(source, &c);
	}
	source->has_checkpoints = source->nshards > 0;
	return true;
}

/*
 * A shard that GetRecords called ended: does the list say so too?
 */
static void
confirm_end(KinesisSource *source, KinesisShard *shard, const PgawsKinesisShard *listed)
{
	if (shard->state != SHARD_ENDING || shard->ended_in_list == source->nlists)
		return;
	if (listed == NULL || listed->closed)
	{
		shard->state = SHARD_ENDED;
		return;
	}
	shard->state = SHARD_POSITION;
	shard->due = awspipe_now_ms() + UNCONFIRMED_INTERVAL_MS;
}

/*
 * Takes over a complete list of shards.  False when another worker has taken
 * over.
 */
static bool
merge_list(KinesisSource *source)
{
	AwspipeConsumer *consumer = source->consumer;
	int			i;

	if (!add_listed_shards(source))
		return false;
	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];
		PgawsKinesisShard *listed = listed_shard(source, shard->id);

		shard->listed = (listed != NULL);
		if (listed != NULL && listed->has_range)
		{
			shard->has_range = true;
			shard->range = listed->range;
		}
		confirm_end(source, shard, listed);
		if (listed == NULL && shard->state == SHARD_CLOSED &&
			source->summary.retention_hours > 0 &&
			awspipe_checkpoint_forget(consumer->config.consumer_id, consumer->epoch,
									  shard->id, source->summary.retention_hours))
			source->shards[i--] = source->shards[--source->nshards];
	}
	free_pages(source);
	return true;
}

/*
 * A stream that was deleted and made again under the same name has nothing
 * to do with the positions we hold.
 */
static void
check_same_stream(KinesisSource *source)
{
	static AwspipeStatement note = {
		.sql = "UPDATE awspipe.consumer_state SET stream_created_at = $2 WHERE consumer_id = $1"
	};
	AwspipeConsumerConfig *config = &source->consumer->config;

	if (config->stream_created_at != 0 || source->summary.created_at == 0)
		return;
	awspipe_execute_with(&note, bind_int8(config->consumer_id),
						 bind_timestamptz(source->summary.created_at));
	config->stream_created_at = source->summary.created_at;
}

static bool
is_other_stream(KinesisSource *source)
{
	AwspipeConsumerConfig *config = &source->consumer->config;
	TimestampTz ours = config->stream_created_at;
	TimestampTz theirs = source->summary.created_at;
	AwspipeProblem problem = {0};

	if (ours == 0 || theirs == 0 || llabs(ours - theirs) <= CREATION_TOLERANCE_US)
		return false;
	problem.sqlerrcode = ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
	problem.message = psprintf("stream \"%s\" is not the one this consumer has read",
							   config->resource);
	problem.detail = psprintf("It was created at %s, not at %s.",
							  pstrdup(timestamptz_to_str(theirs)),
							  pstrdup(timestamptz_to_str(ours)));
	problem.hint = "awspipe.rewind_consumer() begins with the new stream.";
	awspipe_source_stop(source->consumer, &problem);
	return true;
}

/*
 * Reports it when the stream has forgotten what followed the position.
 */
static void
check_gap(KinesisSource *source, KinesisShard *shard)
{
	AwspipeConsumer *consumer = source->consumer;
	TimestampTz known = Max(shard->arrived_at, shard->caught_up_at);
	int64		retention_ms = source->summary.retention_hours * INT64CONST(3600000);
	bool		lost = (shard->state == SHARD_LOST);

	if (!lost &&
		(known == 0 || retention_ms == 0 ||
		 (GetCurrentTimestamp() - known) / 1000 <= retention_ms))
		return;
	awspipe_dead_letter_gap(consumer, shard->id, shard->sequence, shard->arrived_at,
							lost ? "the stream no longer has this shard: what followed the position is lost" :
							"the position is older than the stream's retention: what followed it may be lost");
	awspipe_checkpoint_caught_up(consumer->config.consumer_id, consumer->epoch, shard->id);
	shard->caught_up_at = GetCurrentTimestamp();
	ereport(WARNING,
			(errmsg("consumer \"%s\" has a gap in shard \"%s\"",
					consumer->config.name, shard->id),
			 errdetail("The stream no longer holds what followed the committed position."),
			 errhint("See awspipe.dead_letters.")));
}

/*
 * Closes shards that have ended and are committed.  False when another worker
 * has taken over.
 */
static bool
close_shards(KinesisSource *source)
{
	AwspipeConsumer *consumer = source->consumer;
	int			i;

	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];

		if (!(shard->state == SHARD_ENDED || shard->state == SHARD_LOST) ||
			!dlist_is_empty(&shard->buffers))
			continue;
		if (shard->state == SHARD_LOST)
			check_gap(source, shard);
		if (!awspipe_checkpoint_close(consumer->config.consumer_id, consumer->epoch,
									  shard->id, shard->sequence))
			return false;
		shard->state = SHARD_CLOSED;
		shard->millis_behind = 0;
	}
	return true;
}

/*
 * Lets shards be read whose parents are all closed, or forgotten.
 */
static void
open_shards(KinesisSource *source)
{
	int			i;
	int			p;

	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];
		bool		waits = false;

		if (shard->state != SHARD_WAITING)
			continue;
		for (p = 0; p < 2; p++)
		{
			KinesisShard *parent = shard->parents[p] ?
				awspipe_kinesis_shard(source, shard->parents[p]) : NULL;

			waits = waits || (parent != NULL && parent->state != SHARD_CLOSED);
		}
		if (waits)
			continue;
		check_gap(source, shard);
		shard->state = SHARD_POSITION;
	}
}

/* Is there a shard that GetRecords is to tell about? */
static bool
has_readable(KinesisSource *source)
{
	for (int i = 0; i < source->nshards; i++)
	{
		if (source->shards[i]->state == SHARD_POSITION ||
			source->shards[i]->state == SHARD_READING)
			return true;
	}
	return false;
}

/*
 * Notes, every few minutes, that an idle shard has nothing newer.
 */
static bool
caught_up_is_due(KinesisShard *shard)
{
	return shard->state == SHARD_READING && shard->millis_behind == 0 &&
		dlist_is_empty(&shard->buffers) &&
		(GetCurrentTimestamp() - shard->caught_up_at) / 1000 > CAUGHT_UP_INTERVAL_MS;
}

static bool
note_caught_up(KinesisSource *source, bool dry_run)
{
	int			i;

	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];

		if (!caught_up_is_due(shard))
			continue;
		if (dry_run)
			return true;
		awspipe_checkpoint_caught_up(source->consumer->config.consumer_id,
									 source->consumer->epoch, shard->id);
		shard->caught_up_at = GetCurrentTimestamp();
	}
	return false;
}

/*
 * Work on tables that is due.  Opens a transaction of its own.
 */
void
awspipe_kinesis_maintain(AwspipeSource *self)
{
	KinesisSource *source = (KinesisSource *) self;

	if (!source->list_complete && !source->dirty && !note_caught_up(source, true))
		return;
	if (is_other_stream(source))
		return;

	if (!awspipe_begin("looking after shards"))
	{
		source->consumer->exit = AWSPIPE_EXIT_REFUSED;
		return;
	}
	check_same_stream(source);
	if ((source->list_complete && !merge_list(source)) ||
		!close_shards(source))
	{
		source->consumer->exit = AWSPIPE_EXIT_REPLACED;
		return;
	}
	open_shards(source);
	note_caught_up(source, false);
	awspipe_commit();

	if (source->list_complete && !has_readable(source))
		awspipe_consumer_answered(source->consumer);
	source->list_complete = false;
	source->dirty = false;
}
