/*-------------------------------------------------------------------------
 *
 * source_kinesis.c
 *	  Reading a Kinesis stream: iterators, records, buffers.
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
 * that is not believed before a list of the shards, begun after it, says the
 * same (source_kinesis_shards.c).
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
}

/*
 * Two answers keep a shard's reader and its batches busy.  Where batches wait
 * for a window to pass, reading goes on until there is a whole one.
 */
static bool
wants_records(KinesisSource *source, KinesisShard *shard)
{
	if (shard->nbuffers >= SHARD_BUFFERS_MAX &&
		(source->consumer->config.window_ms == 0 || awspipe_kinesis_has_batch(source)))
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
 * Is there nothing that fails and is being tried again?
 */
static bool
reads_well(KinesisSource *source)
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
	awspipe_kinesis_set(source, &shard->iterator, answer->next_iterator);
	if (answer->nrecords == 0 && answer->millis_behind <= 0)
		shard->due = awspipe_now_ms() + IDLE_INTERVAL_MS;
	if (answer->next_iterator == NULL)
	{
		/* The list is to confirm it, and shows the children */
		shard->state = SHARD_ENDING;
		shard->ended_in_list = source->nlists;
		source->list_due = awspipe_now_ms();
	}
	awspipe_kinesis_buffer(source, shard, answer, len);
	if (awspipe_consumer_in_trouble(AWSPIPE_READING) && reads_well(source))
		awspipe_consumer_well(source->consumer, AWSPIPE_READING);
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
	awspipe_kinesis_set(source, &shard->iterator, iterator);
	shard->state = SHARD_READING;

	/* From now on it means this moment, not that of the next iterator */
	if (shard->start == PGAWS_ITERATOR_LATEST)
		shard->start = PGAWS_ITERATOR_AT_TIMESTAMP;
}

/*
 * Iterators live for five minutes; a new one that has expired as well is
 * trouble.
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
	source->base.ready = awspipe_kinesis_ready;
	source->base.gather = awspipe_kinesis_gather;
	source->base.advance = awspipe_kinesis_advance;
	source->base.committed = awspipe_kinesis_committed;
	source->base.next_due = kinesis_next_due;
	source->consumer = consumer;
	source->service = pgaws_service_find("kinesis");
	source->context = CurrentMemoryContext;
	awspipe_kinesis_load(source);
	return &source->base;
}
