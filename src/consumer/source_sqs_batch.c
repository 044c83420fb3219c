/*-------------------------------------------------------------------------
 *
 * source_sqs_batch.c
 *	  Messages of a queue in the transaction that applies them.
 *
 * The ids of all messages of a batch are entered first (received.c): those
 * that were there are duplicates and are only deleted.  At the end those
 * that the transaction does not apply after all are taken out again: they
 * stay in their queue and are to be taken the next time.
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs_batch.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "base/clock.h"
#include "consumer/received.h"
#include "consumer/source_sqs.h"
#include "utils/memutils.h"

/*
 * Seconds until a message that failed is visible again, by the times it was
 * received.
 */
#define RELEASE_BASE_S		1
#define RELEASE_CAP_S		900

/* Messages stay invisible for so many times as long as the last batch took */
#define BUSY_FACTOR			4

static void
mark_new(const char *message_id, void *arg)
{
	SqsSource  *source = arg;
	SqsMessage *message = hash_search(source->messages, message_id, HASH_FIND, NULL);

	message->is_new = true;
}

void
awspipe_sqs_claim(AwspipeSource *self, AwspipeBatch *batch)
{
	SqsSource  *source = (SqsSource *) self;
	AwspipeReceived *received =
		MemoryContextAllocHuge(CurrentMemoryContext,
							   sizeof(AwspipeReceived) * batch->nrecords);

	for (int i = 0; i < batch->nrecords; i++)
	{
		SqsMessage *message = batch->records[i].origin;

		message->is_new = false;
		received[i].message_id = message->id;
		received[i].sent_at = message->sent_at;
	}
	awspipe_received_add(source->consumer->config.consumer_id, received,
						 batch->nrecords, mark_new, source);
	for (int i = 0; i < batch->nrecords; i++)
	{
		SqsMessage *message = batch->records[i].origin;

		if (!message->is_new)
			batch->records[i].fate = AWSPIPE_RECORD_DUPLICATE;
	}
	pfree(received);
}

/* Does it stay in the queue? */
static bool
is_released(SqsSource *source, const AwspipeRecord *record)
{
	return record->fate == AWSPIPE_RECORD_HELD ||
		(record->fate == AWSPIPE_RECORD_BAD && source->consumer->config.release);
}

bool
awspipe_sqs_advance(AwspipeSource *self, AwspipeBatch *batch, int napplied)
{
	SqsSource  *source = (SqsSource *) self;
	AwspipeConsumer *consumer = source->consumer;
	AwspipeReceived *remove =
		MemoryContextAllocHuge(CurrentMemoryContext,
							   sizeof(AwspipeReceived) * batch->nrecords);
	int			n = 0;

	for (int i = 0; i < batch->nrecords; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		SqsMessage *message = record->origin;

		if (message->is_new && (i >= napplied || is_released(source, record)))
		{
			remove[n].message_id = message->id;
			remove[n++].sent_at = message->sent_at;
		}
	}
	awspipe_received_remove(consumer->config.consumer_id, remove, n);
	awspipe_sqs_make_durable(source);
	return awspipe_received_fence(consumer->config.consumer_id, consumer->epoch);
}

static void
settle_applied(SqsSource *source, SqsMessage *message)
{
	message->state = SQS_APPLIED;
	message->lsn = XactLastCommitEnd;
	source->bytes -= message->len;
	pfree(message->data);
	pfree(message->attributes);
	message->data = NULL;
	message->attributes = NULL;
	awspipe_sqs_list(&source->applied, message);
}

static void
release(SqsSource *source, SqsMessage *message, int seconds)
{
	message->state = SQS_RELEASED;
	message->release_s = seconds;
	awspipe_sqs_list(&source->released, message);
}

/*
 * A message has failed: it comes again, later each time, until its queue's
 * own policy moves it away.  Its group stops here.
 */
static void
settle_failed(SqsSource *source, SqsMessage *message)
{
	int			seconds = RELEASE_BASE_S;

	for (int i = 1; i < message->receive_count && seconds < RELEASE_CAP_S; i++)
		seconds *= 2;
	seconds = Min(seconds, RELEASE_CAP_S);
	if (message->sequence_number != NULL)
	{
		SqsGroup   *group = hash_search(source->groups, message->group_id,
										HASH_FIND, NULL);

		strlcpy(group->blocked, message->sequence_number, sizeof(group->blocked));
		group->blocked_until = awspipe_now_ms() + seconds * INT64CONST(1000);
	}
	release(source, message, seconds);
}

/*
 * Sends what is buffered of groups that have just been blocked back.
 */
static void
release_groups(SqsSource *source)
{
	dlist_mutable_iter iter;
	int64		now = awspipe_now_ms();

	dlist_foreach_modify(iter, &source->buffer)
	{
		SqsMessage *message = dlist_container(SqsMessage, node, iter.cur);
		SqsGroup   *group;

		if (message->sequence_number == NULL)
			continue;
		group = hash_search(source->groups, message->group_id, HASH_FIND, NULL);
		if (group->blocked[0] == '\0' || group->blocked_until <= now ||
			pgaws_sqs_sequence_cmp(message->sequence_number, group->blocked) < 0)
			continue;
		awspipe_sqs_unlist(message);
		source->nbuffered--;
		release(source, message, 0);
	}
}

/*
 * While a batch is applied nobody extends the visibility of messages.  So it
 * has to last for longer than that, if the next batch takes as long.
 */
static void
adapt_visibility(SqsSource *source)
{
	int64		busy_ms = awspipe_now_ms() - source->last_turn;
	int64		wanted_s = Max(busy_ms * BUSY_FACTOR / 1000, source->span_s * 3 / 4);

	wanted_s = Max(Min(wanted_s, PGAWS_SQS_VISIBILITY_MAX_S), source->timeout_s);
	if (wanted_s > source->span_s)
		source->extend_due = 0;
	source->span_s = (int) wanted_s;
}

void
awspipe_sqs_committed(AwspipeSource *self, AwspipeBatch *batch)
{
	SqsSource  *source = (SqsSource *) self;
	bool		blocked = false;

	awspipe_sqs_durable_commit(source);
	adapt_visibility(source);
	for (int i = 0; i < batch->nrecords; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		SqsMessage *message = record->origin;

		if (!is_released(source, record))
			settle_applied(source, message);
		else if (record->fate == AWSPIPE_RECORD_HELD)
			release(source, message, 0);
		else
		{
			settle_failed(source, message);
			blocked = blocked || message->sequence_number != NULL;
		}
	}
	if (blocked)
		release_groups(source);
	source->ready_since = awspipe_now_ms();
}
