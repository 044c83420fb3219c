/*-------------------------------------------------------------------------
 *
 * source_kinesis.c
 *	  Reading a Kinesis stream: iterators, records, and buffers until commit.
 *
 * Each readable shard has at most one request in flight, and all shards'
 * requests share the consumer's loop; a shard that has enough waiting is not
 * read further.  An expired iterator is replaced by one after the last record
 * buffered, so nothing is read twice.
 *
 * Kinesis allows five reads a second from a shard, shared by all who read
 * it: after an answer that had records the next read follows at that pace,
 * after an empty one at the head of the stream it waits longer.
 *
 * An empty answer alone says nothing about the end of a shard; a missing
 * next iterator does.  Since a shard taken for ended is never read again,
 * the end is not believed before a list of the shards, begun after that answer,
 * says the same (source_kinesis_shards.c).
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
 *	  src/consumer/source_kinesis.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "consumer/source_kinesis.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "worker/worker.h"

/* Between reads of a shard that has nothing new: two readers fit beside us */
#define IDLE_INTERVAL_MS		500

/* Buffered answers: of one shard, and of all of them (bytes as received) */
#define SHARD_BUFFERS_MAX		2
#define BUFFERED_BYTES_MAX		(96 * 1024 * 1024)

enum
{
	CALL_ITERATOR,
	CALL_RECORDS
};

static void set_string(KinesisSource *source, char **string,
					   const char *value);
static void buffer_answer(KinesisSource *source, KinesisShard *shard,
						  PgawsKinesisRecords *answer, size_t bytes);
static bool has_batch(KinesisSource *source);
static int	kinesis_ready(AwspipeSource *self, int64 *since_ms);
static void kinesis_position(AwspipeSource *self, AwspipePosition *position);
static void kinesis_gather(AwspipeSource *self, AwspipeBatch *batch,
						   int limit);
static TimestampTz kinesis_watermark(AwspipeSource *self);
static bool kinesis_advance(AwspipeSource *self, AwspipeBatch *batch,
							int napplied);
static void kinesis_committed(AwspipeSource *self, AwspipeBatch *batch);

static PgawsCall *
start_call(KinesisSource *source, KinesisShard *shard, const char *operation,
		   StringInfo body, int tag)
{
	pg_atomic_fetch_add_u64(&source->consumer->counters->requests, 1);
	return pgaws_call_json(source->consumer->client, source->service, operation,
						   body->data, body->len, shard, tag);
}

/*
 * Asks for an iterator behind what has been read, or where the consumer was
 * told to begin.
 */
static void
request_iterator(KinesisSource *source, KinesisShard *shard)
{
	PgawsIteratorType type = shard->start;
	const char *sequence = shard->start_sequence;
	StringInfoData body;

	if (shard->read_sequence != NULL)
	{
		type = shard->skip_sub >= 0 ? PGAWS_ITERATOR_AT_SEQUENCE_NUMBER :
			PGAWS_ITERATOR_AFTER_SEQUENCE_NUMBER;
		sequence = shard->read_sequence;
	}
	initStringInfo(&body);
	pgaws_kinesis_get_iterator(&body, source->consumer->config.resource, shard->id,
							   type, sequence, shard->start_timestamp);
	shard->call = start_call(source, shard, "GetShardIterator", &body, CALL_ITERATOR);
	pfree(body.data);
}

static void
request_records(KinesisSource *source, KinesisShard *shard)
{
	StringInfoData body;

	initStringInfo(&body);
	pgaws_kinesis_get_records(&body, shard->iterator, PGAWS_KINESIS_GET_RECORDS_MAX);
	shard->call = start_call(source, shard, "GetRecords", &body, CALL_RECORDS);
	pfree(body.data);
	shard->due = awspipe_now_ms() + PGAWS_KINESIS_READ_INTERVAL_MS;
	shard->asking_at = GetCurrentTimestamp();
}

/*
 * Two answers keep a shard's reader and its batches busy.  Where batches wait
 * for a window to pass, reading goes on until there is a whole one.
 */
static bool
wants_records(KinesisSource *source, KinesisShard *shard)
{
	if (shard->nbuffers >= SHARD_BUFFERS_MAX &&
		(source->consumer->config.window_ms == 0 || has_batch(source)))
		return false;
	return source->bytes < BUFFERED_BYTES_MAX || shard->bytes == 0;
}

static void
kinesis_poll(AwspipeSource *self)
{
	KinesisSource *source = (KinesisSource *) self;
	int64		now = awspipe_now_ms();
	int			i;

	if (source->list_call == NULL && !source->list_complete && now >= source->list_due)
		awspipe_kinesis_list(source);

	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];

		if (shard->call != NULL || now < shard->due)
			continue;
		if (shard->state == SHARD_POSITION)
			request_iterator(source, shard);
		else if (shard->state == SHARD_READING && wants_records(source, shard))
			request_records(source, shard);
	}
}

/*
 * True if no request for this stream fails and is being tried again.
 */
static bool
is_reading_all(KinesisSource *source)
{
	int			i;

	for (i = 0; i < source->nshards; i++)
	{
		if (source->shards[i]->failures > 0 &&
			(source->shards[i]->state == SHARD_POSITION || source->shards[i]->state == SHARD_READING))
			return false;
	}
	return source->list_failures == 0;
}

/*
 * When the answered request was made, by AWS's clock if that is behind ours:
 * records bear its time.
 */
static TimestampTz
request_time(const KinesisShard *shard, PgawsCall *call)
{
	int64		date = pgaws_call_date(call);

	if (date < 0)
		return shard->asking_at;
	return Min(shard->asking_at,
			   time_t_to_timestamptz((pg_time_t) date) -
			   (shard->answered_at - shard->asking_at));
}

static void
records_answered(KinesisSource *source, KinesisShard *shard, PgawsCall *call)
{
	PgawsKinesisRecords *answer;
	PgawsError	error;
	size_t		len;
	char	   *body = pgaws_call_take_body(call, &len);
	MemoryContext old = MemoryContextSwitchTo(source->context);

	answer = pgaws_kinesis_parse_records(body, len,
										 shard->has_range ? &shard->range : NULL,
										 &error);
	MemoryContextSwitchTo(old);
	if (answer == NULL)
	{
		shard->due = awspipe_source_backoff(shard->failures++);
		awspipe_source_failed(source->consumer, psprintf("read shard \"%s\"", shard->id),
							  &error, shard->failures);
		return;
	}
	shard->failures = 0;
	shard->millis_behind = answer->millis_behind;
	shard->answered_at = GetCurrentTimestamp();
	shard->read_before = shard->read_up_to;
	shard->read_up_to = request_time(shard, call) - Max(answer->millis_behind, 0) * 1000;
	set_string(source, &shard->iterator, answer->next_iterator);
	if (answer->nrecords == 0 && answer->millis_behind <= 0)
		shard->due = awspipe_now_ms() + IDLE_INTERVAL_MS;
	if (answer->next_iterator == NULL)
	{
		/* The list is to confirm it, and shows the children */
		shard->state = SHARD_ENDING;
		shard->ended_in_list = source->nlists;
		source->list_due = awspipe_now_ms();
	}
	buffer_answer(source, shard, answer, len);
	if (!awspipe_consumer_is_failing(AWSPIPE_READING) || is_reading_all(source))
		awspipe_consumer_answered(source->consumer);
}

static void
iterator_answered(KinesisSource *source, KinesisShard *shard, PgawsCall *call)
{
	PgawsError	error;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);
	char	   *iterator = pgaws_kinesis_parse_iterator(body, len, &error);

	if (iterator == NULL)
	{
		shard->due = awspipe_source_backoff(shard->failures++);
		awspipe_source_failed(source->consumer, psprintf("open shard \"%s\"", shard->id),
							  &error, shard->failures);
		return;
	}
	set_string(source, &shard->iterator, iterator);
	shard->state = SHARD_READING;

	/* From now on it means this moment, not that of the next iterator */
	if (shard->start == PGAWS_ITERATOR_LATEST)
		shard->start = PGAWS_ITERATOR_AT_TIMESTAMP;
}

/*
 * Iterators live for five minutes; that a new one has expired as well is a
 * failure.
 */
static void
iterator_expired(KinesisSource *source, KinesisShard *shard, const PgawsError *error)
{
	/* Opened anew, so that it is looked at for a gap */
	shard->state = SHARD_WAITING;
	source->dirty = true;
	if (shard->failures++ == 0)
		return;
	shard->due = awspipe_source_backoff(shard->failures - 1);
	awspipe_source_failed(source->consumer, psprintf("read shard \"%s\"", shard->id),
						  error, shard->failures);
}

static void
call_failed(KinesisSource *source, KinesisShard *shard, PgawsCall *call)
{
	const PgawsError *error = pgaws_call_error(call);

	if (pgaws_call_tag(call) == CALL_RECORDS &&
		strcmp(error->code, "ExpiredIteratorException") == 0)
	{
		iterator_expired(source, shard, error);
		return;
	}
	if (pgaws_call_tag(call) == CALL_ITERATOR && !shard->listed &&
		(strcmp(error->code, "ResourceNotFoundException") == 0 ||
		 strcmp(error->code, "InvalidArgumentException") == 0))
	{
		shard->state = SHARD_LOST;
		source->dirty = true;
		return;
	}
	shard->due = awspipe_source_backoff(shard->failures++);
	awspipe_source_failed(source->consumer, psprintf("read shard \"%s\"", shard->id),
						  error, shard->failures);
}

static void
kinesis_answer(AwspipeSource *self, PgawsCall *call)
{
	KinesisSource *source = (KinesisSource *) self;
	KinesisShard *shard = pgaws_call_owner(call);

	if (call == source->list_call)
	{
		source->list_call = NULL;
		awspipe_kinesis_listed(source, call);
	}
	else
	{
		shard->call = NULL;
		if (pgaws_call_error(call) != NULL)
			call_failed(source, shard, call);
		else if (pgaws_call_tag(call) == CALL_RECORDS)
			records_answered(source, shard, call);
		else
			iterator_answered(source, shard, call);
	}
	pgaws_call_free(call);
}

static int64
kinesis_next_due(AwspipeSource *self)
{
	KinesisSource *source = (KinesisSource *) self;
	int64		due = PG_INT64_MAX;
	int			i;

	if (source->dirty || source->list_complete)
		return 0;
	if (source->list_call == NULL)
		due = source->list_due;
	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];

		if (shard->call == NULL &&
			(shard->state == SHARD_POSITION ||
			 (shard->state == SHARD_READING && wants_records(source, shard))))
			due = Min(due, shard->due);
	}
	return due;
}

/*
 * A source for the consumer's stream, in the current memory context.  Its
 * first poll describes the stream.
 */
AwspipeSource *
awspipe_kinesis_source(AwspipeConsumer *consumer)
{
	KinesisSource *source = palloc0(sizeof(KinesisSource));

	source->base.poll = kinesis_poll;
	source->base.answer = kinesis_answer;
	source->base.maintain = awspipe_kinesis_maintain;
	source->base.ready = kinesis_ready;
	source->base.position = kinesis_position;
	source->base.gather = kinesis_gather;
	source->base.watermark = kinesis_watermark;
	source->base.advance = kinesis_advance;
	source->base.committed = kinesis_committed;
	source->base.next_due = kinesis_next_due;
	source->consumer = consumer;
	source->service = pgaws_service_find("kinesis");
	source->context = CurrentMemoryContext;
	source->opened_at = GetCurrentTimestamp();
	awspipe_kinesis_load(source);
	if (!source->has_checkpoints)
	{
		/* It begins, or was told to begin elsewhere */
		pg_atomic_write_u64(&consumer->counters->answered_at, 0);
		pg_atomic_write_u64(&consumer->counters->read_up_to, 0);
		pg_atomic_write_u64(&consumer->counters->millis_behind, 0);
		pg_atomic_write_u64(&consumer->counters->waiting_since, 0);
	}
	return &source->base;
}

char *
awspipe_kinesis_copy(KinesisSource *source, const char *value)
{
	return value ? MemoryContextStrdup(source->context, value) : NULL;
}

/*
 * Replaces a string of the source.
 */
static void
set_string(KinesisSource *source, char **string, const char *value)
{
	char	   *old = *string;

	*string = awspipe_kinesis_copy(source, value);
	if (old != NULL)
		pfree(old);
}

/*
 * True if the record is at the read position or before it.
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
static void
buffer_answer(KinesisSource *source, KinesisShard *shard,
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
	set_string(source, &shard->read_sequence,
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
 * True if so much is buffered that the next batch will not get any larger.
 */
static bool
has_batch(KinesisSource *source)
{
	return source->nready >= source->consumer->config.batch_size ||
		source->bytes >= AWSPIPE_BATCH_BYTES_MAX;
}

static int
kinesis_ready(AwspipeSource *self, int64 *since_ms)
{
	KinesisSource *source = (KinesisSource *) self;
	int			i;

	*since_ms = PG_INT64_MAX;
	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];

		if (shard->nready == 0)
			continue;
		*since_ms = Min(*since_ms, shard->ready_since);
	}
	/* When nothing more is read, waiting for the window would not help */
	if (source->nready > 0 && has_batch(source))
		*since_ms = awspipe_now_ms() - source->consumer->config.window_ms;
	return source->nready;
}

/* Arrival of the oldest record that is in no batch yet; 0: none, or unknown */
static TimestampTz
oldest_ready(const KinesisShard *shard)
{
	dlist_iter	iter;

	dlist_foreach(iter, &unconstify(KinesisShard *, shard)->buffers)
	{
		ShardBuffer *buffer = dlist_container(ShardBuffer, node, iter.cur);

		if (buffer->next < buffer->answer->nrecords)
			return buffer->answer->records[buffer->next].arrived_at;
	}
	return 0;
}

/* A shard that has not answered yet has been read as far as its checkpoint. */
static void
kinesis_position(AwspipeSource *self, AwspipePosition *position)
{
	KinesisSource *source = (KinesisSource *) self;
	AwspipePosition now = {0};
	bool		heard = false;
	int			i;

	for (i = 0; i < source->nshards; i++)
	{
		KinesisShard *shard = source->shards[i];
		int64		behind = Max(shard->millis_behind, 0);

		heard = heard || shard->answered_at != 0;
		now.millis_behind = Max(now.millis_behind, behind);
		awspipe_note_earlier(&now.waiting_since, oldest_ready(shard));
		if (shard->state != SHARD_POSITION && shard->state != SHARD_READING)
			continue;
		awspipe_note_earlier(&now.answered_at, shard->answered_at != 0 ?
							 shard->answered_at : source->opened_at);
		awspipe_note_earlier(&now.read_up_to, shard->answered_at != 0 ?
							 shard->answered_at - behind * 1000 :
							 Max(shard->arrived_at, shard->caught_up_at));
	}
	if (!heard)
		return;
	position->millis_behind = now.millis_behind;
	position->waiting_since = now.waiting_since;
	if (now.answered_at != 0)
		position->answered_at = now.answered_at;
	if (now.read_up_to != 0)
		position->read_up_to = now.read_up_to;
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

static void
kinesis_gather(AwspipeSource *self, AwspipeBatch *batch, int limit)
{
	KinesisSource *source = (KinesisSource *) self;
	int64		unused;
	int			i;

	limit = Min(limit, kinesis_ready(self, &unused));
	batch->records = MemoryContextAllocHuge(batch->context,
											sizeof(AwspipeRecord) * Max(limit, 1));
	batch->capacity = limit;
	for (i = 0; i < source->nshards && batch->nrecords < limit; i++)
		gather_shard(source, source->shards[(source->turn + i) % source->nshards],
					 batch, limit);
	if (source->nshards > 0)
		source->turn = (source->turn + 1) % source->nshards;
}

/*
 * What arrives while a request is under way may be in its answer or not, so
 * what counts is when it was made; and what was being put then may not have
 * been there to be read.  An answer up to the end of a closed shard need not
 * say that it has ended, but the next one does: only then does the answer
 * before it count.  0: not known.
 */
static TimestampTz
shard_watermark(const KinesisShard *shard)
{
	if (shard->nready > 0)
		return oldest_ready(shard);
	return Max(shard->arrived_at,
			   shard->read_before - PGAWS_KINESIS_PROPAGATION_MS * INT64CONST(1000));
}

/*
 * Children of a shard hold what came after its end: until they are read, and
 * before it is known which there are, nothing can be said.
 */
static TimestampTz
kinesis_watermark(AwspipeSource *self)
{
	KinesisSource *source = (KinesisSource *) self;
	TimestampTz watermark = 0;

	for (int i = 0; i < source->nshards; i++)
	{
		const KinesisShard *shard = source->shards[i];
		TimestampTz mark;

		if (shard->nready == 0 &&
			(shard->state == SHARD_ENDED || shard->state == SHARD_LOST ||
			 shard->state == SHARD_CLOSED))
			continue;
		if (shard->state == SHARD_WAITING || shard->state == SHARD_ENDING)
			return 0;
		mark = shard_watermark(shard);
		if (mark == 0)
			return 0;
		awspipe_note_earlier(&watermark, mark);
	}
	return watermark;
}

static bool
is_last_of_shard(const AwspipeBatch *batch, int i, int n)
{
	return i == n - 1 || batch->records[i + 1].shard_id != batch->records[i].shard_id;
}

static bool
kinesis_advance(AwspipeSource *self, AwspipeBatch *batch, int napplied)
{
	KinesisSource *source = (KinesisSource *) self;
	AwspipeCheckpointMove *moves = palloc0(sizeof(AwspipeCheckpointMove) * source->nshards);
	TimestampTz begun = 0;
	int			nmoves = 0;
	int			i;

	for (i = 0; i < napplied; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		KinesisShard *shard;

		if ((i == 0 || is_last_of_shard(batch, i - 1, napplied)) &&
			awspipe_kinesis_shard(source, record->shard_id)->sequence == NULL)
			awspipe_note_earlier(&begun, record->arrived_at);
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
	if (begun != 0)
		awspipe_checkpoint_begun(source->consumer->config.consumer_id, begun);
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

static void
kinesis_committed(AwspipeSource *self, AwspipeBatch *batch)
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
		set_string(source, &shard->sequence, record->sequence_number);
		shard->sub_sequence = record->last_sub ? -1 : record->sub_sequence;
		if (record->arrived_at != 0)
			shard->arrived_at = record->arrived_at;
	}
	/* The batch's strings live in the buffers: these go last */
	for (i = 0; i < source->nshards; i++)
		free_buffers(source, source->shards[i]);
}
