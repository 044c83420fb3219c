/*-------------------------------------------------------------------------
 *
 * source_kinesis_buffer.c
 *	  Kinesis records between their answer and their commit.
 *
 * Answers are buffered per shard, in order.  A batch takes runs of records
 * from the shards in turn, so that one busy shard cannot starve the others;
 * its strings and bytes stay in the buffers, which are freed when all their
 * records are committed.
 *
 * Two positions belong to a shard.  The read position is the last record
 * buffered.  The committed position is the checkpoint's; it moves with the
 * transaction of a batch, and a new worker begins there.
 *
 * IDENTIFICATION
 *	  src/consumer/source_kinesis_buffer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "consumer/source_kinesis.h"
#include "utils/memutils.h"

char *
awspipe_kinesis_copy(KinesisSource *source, const char *value)
{
	return value ? MemoryContextStrdup(source->context, value) : NULL;
}

/*
 * Replaces a string of the source.
 */
void
awspipe_kinesis_set(KinesisSource *source, char **string, const char *value)
{
	char	   *old = *string;

	*string = awspipe_kinesis_copy(source, value);
	if (old != NULL)
		pfree(old);
}

/*
 * Is the record at the read position or before it?
 */
static bool
is_read(const KinesisShard *shard, const PgawsKinesisRecord *record)
{
	int			order;

	if (shard->read_sequence == NULL)
		return false;
	order = pgaws_kinesis_sequence_cmp(record->sequence_number, shard->read_sequence);
	if (order != 0)
		return order < 0;
	return shard->skip_sub < 0 || record->sub_sequence <= shard->skip_sub;
}

/*
 * Buffers the records of an answer, less those that have been read already:
 * a position inside an aggregated record makes Kinesis send all of it, and
 * an answer that comes twice must not be stored twice.
 */
void
awspipe_kinesis_buffer(KinesisSource *source, KinesisShard *shard,
			  PgawsKinesisRecords *answer, size_t bytes)
{
	ShardBuffer *buffer;
	int			skip = 0;

	while (skip < answer->nrecords && is_read(shard, &answer->records[skip]))
		skip++;
	if (skip == answer->nrecords)
	{
		pgaws_kinesis_records_free(answer);
		return;
	}
	shard->skip_sub = -1;
	awspipe_kinesis_set(source, &shard->read_sequence,
			   answer->records[answer->nrecords - 1].sequence_number);

	buffer = MemoryContextAllocZero(source->context, sizeof(ShardBuffer));
	buffer->answer = answer;
	buffer->next = skip;
	buffer->bytes = bytes + MemoryContextMemAllocated(answer->context, true);
	dlist_push_tail(&shard->buffers, &buffer->node);
	shard->nbuffers++;
	if (shard->nready == 0)
		shard->ready_since = awspipe_now_ms();
	shard->nready += answer->nrecords - skip;
	source->nready += answer->nrecords - skip;
	shard->bytes += buffer->bytes;
	source->bytes += buffer->bytes;
}

/*
 * Is so much buffered that the next batch will not get any larger?
 */
bool
awspipe_kinesis_has_batch(KinesisSource *source)
{
	return source->nready >= source->consumer->config.batch_size ||
		source->bytes >= AWSPIPE_BATCH_BYTES_MAX;
}

int
awspipe_kinesis_ready(AwspipeSource *self, int64 *since_ms)
{
	KinesisSource *source = (KinesisSource *) self;
	int64		behind = 0;
	int			i;

	*since_ms = PG_INT64_MAX;
	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];

		behind = Max(behind, shard->millis_behind);
		if (shard->nready == 0)
			continue;
		*since_ms = Min(*since_ms, shard->ready_since);
	}
	/* No window is worth waiting for when nothing more is read */
	if (source->nready > 0 && awspipe_kinesis_has_batch(source))
		*since_ms = awspipe_now_ms() - source->consumer->config.window_ms;
	pg_atomic_write_u64(&source->consumer->counters->millis_behind, behind);
	return source->nready;
}

/*
 * Says of a record that its shard does not own it, in the batch's memory.
 */
static char *
describe_outside(AwspipeBatch *batch, const KinesisShard *shard,
				 const PgawsKinesisRecord *record)
{
	MemoryContext old = MemoryContextSwitchTo(batch->context);
	char	   *text = psprintf("User record %d of the aggregate has hash key %s, shard \"%s\" owns %s to %s.",
								record->sub_sequence,
								pgaws_hash_key_text(record->outside), shard->id,
								pgaws_hash_key_text(&shard->range.first),
								pgaws_hash_key_text(&shard->range.last));

	MemoryContextSwitchTo(old);
	return text;
}

static void
add_record(AwspipeBatch *batch, const KinesisShard *shard, const PgawsKinesisRecord *from)
{
	AwspipeRecord *r = &batch->records[batch->nrecords++];

	memset(r, 0, sizeof(*r));
	r->shard_id = shard->id;
	r->sequence_number = from->sequence_number;
	r->partition_key = from->partition_key;
	r->sub_sequence = from->sub_sequence;
	r->last_sub = from->last_sub;
	r->arrived_at = from->arrived_at;
	r->data = from->data;
	r->len = from->data_len;
	if (from->outside != NULL)
		r->outside = describe_outside(batch, shard, from);
	batch->bytes += from->data_len;
}

/*
 * Moves records of one shard into the batch while there is room.
 */
static void
gather_shard(KinesisSource *source, KinesisShard *shard, AwspipeBatch *batch, int limit)
{
	dlist_iter	iter;

	dlist_foreach(iter, &shard->buffers)
	{
		ShardBuffer *buffer = dlist_container(ShardBuffer, node, iter.cur);

		while (buffer->next < buffer->answer->nrecords)
		{
			const PgawsKinesisRecord *record = &buffer->answer->records[buffer->next];

			if (batch->nrecords == limit ||
				(batch->nrecords > 0 &&
				 batch->bytes + record->data_len > AWSPIPE_BATCH_BYTES_MAX))
				return;
			add_record(batch, shard, record);
			buffer->next++;
			shard->nready--;
			source->nready--;
		}
	}
}

void
awspipe_kinesis_gather(AwspipeSource *self, AwspipeBatch *batch, int limit)
{
	KinesisSource *source = (KinesisSource *) self;
	int64		unused;
	int			i;

	limit = Min(limit, awspipe_kinesis_ready(self, &unused));
	batch->records = MemoryContextAllocHuge(batch->context,
											sizeof(AwspipeRecord) * Max(limit, 1));
	batch->capacity = limit;
	for (i = 0; i < source->nshards && batch->nrecords < limit; i++)
		gather_shard(source, source->shards[(source->turn + i) % source->nshards],
					 batch, limit);
	if (source->nshards > 0)
		source->turn = (source->turn + 1) % source->nshards;
}

static bool
is_last_of_shard(const AwspipeBatch *batch, int i, int n)
{
	return i == n - 1 || batch->records[i + 1].shard_id != batch->records[i].shard_id;
}

bool
awspipe_kinesis_advance(AwspipeSource *self, AwspipeBatch *batch, int napplied)
{
	KinesisSource *source = (KinesisSource *) self;
	AwspipeCheckpointMove *moves = palloc0(sizeof(AwspipeCheckpointMove) * source->nshards);
	int			nmoves = 0;
	int			i;

	for (i = 0; i < napplied; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		KinesisShard *shard;

		if (!is_last_of_shard(batch, i, napplied))
			continue;
		shard = awspipe_kinesis_shard(source, record->shard_id);
		moves[nmoves].shard_id = shard->id;
		moves[nmoves].old_sequence_number = shard->sequence;
		moves[nmoves].old_sub_sequence = shard->sub_sequence;
		moves[nmoves].new_sequence_number = record->sequence_number;
		moves[nmoves].new_sub_sequence = record->last_sub ? -1 : record->sub_sequence;
		moves[nmoves].arrived_at = record->arrived_at;
		nmoves++;
	}
	return awspipe_checkpoint_move(source->consumer->config.consumer_id,
								   source->consumer->epoch, moves, nmoves);
}

/*
 * Frees the buffers whose records are all in committed batches.
 */
static void
free_buffers(KinesisSource *source, KinesisShard *shard)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &shard->buffers)
	{
		ShardBuffer *buffer = dlist_container(ShardBuffer, node, iter.cur);

		if (buffer->next < buffer->answer->nrecords)
			break;
		dlist_delete(&buffer->node);
		shard->nbuffers--;
		shard->bytes -= buffer->bytes;
		source->bytes -= buffer->bytes;
		pgaws_kinesis_records_free(buffer->answer);
		pfree(buffer);
	}
	shard->ready_since = awspipe_now_ms();
	if (shard->state == SHARD_ENDED && dlist_is_empty(&shard->buffers))
		source->dirty = true;
}

void
awspipe_kinesis_committed(AwspipeSource *self, AwspipeBatch *batch)
{
	KinesisSource *source = (KinesisSource *) self;
	int			i;

	for (i = 0; i < batch->nrecords; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		KinesisShard *shard;

		if (!is_last_of_shard(batch, i, batch->nrecords))
			continue;
		shard = awspipe_kinesis_shard(source, record->shard_id);
		awspipe_kinesis_set(source, &shard->sequence, record->sequence_number);
		shard->sub_sequence = record->last_sub ? -1 : record->sub_sequence;
		if (record->arrived_at != 0)
			shard->arrived_at = record->arrived_at;
	}
	/* The batch's strings live in the buffers: these go last */
	for (i = 0; i < source->nshards; i++)
		free_buffers(source, source->shards[i]);
}
