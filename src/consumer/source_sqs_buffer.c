/*-------------------------------------------------------------------------
 *
 * source_sqs_buffer.c
 *	  Messages of a queue from their receipt to a batch.
 *
 * A message is known by its id until it is deleted.  Should SQS deliver it
 * again in that time, because its visibility timeout was over, only the new
 * receipt handle is kept: it is the one that deletes.
 *
 * Messages wait in the order in which they came.  Those of a FIFO group
 * stand in the order of their sequence numbers, whatever poll brought them.
 * A message that failed here and was given back to its queue (on_error =
 * release) blocks its group until it comes again, or should have: what comes
 * behind it goes back as well.
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs_buffer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "consumer/source_sqs.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

/* Bytes buffered, as received */
#define BUFFERED_BYTES_MAX		(64 * 1024 * 1024)

/* Messages that wait to be deleted before no more are asked for */
#define UNSETTLED_MAX			20000

/* A batch waits no longer for its messages' visibility */
#define HOLD_MAX_MS				2000

/* Until a message behind a failed one of its group is looked at again */
#define BLOCKED_S				1

void
awspipe_sqs_list(dlist_head *list, SqsMessage *message)
{
	Assert(!message->listed);
	dlist_push_tail(list, &message->node);
	message->listed = true;
}

void
awspipe_sqs_unlist(SqsMessage *message)
{
	if (message->listed)
		dlist_delete(&message->node);
	message->listed = false;
}

static SqsGroup *
find_group(SqsSource *source, const SqsMessage *message, HASHACTION action)
{
	bool		found;
	SqsGroup   *group;

	if (message->sequence_number == NULL)
		return NULL;
	group = hash_search(source->groups, message->group_id, action, &found);
	if (action == HASH_ENTER && !found)
	{
		group->nmessages = 0;
		group->blocked_until = 0;
		group->newest[0] = group->blocked[0] = '\0';
	}
	return group;
}

static void
leave_group(SqsSource *source, SqsMessage *message)
{
	SqsGroup   *group = find_group(source, message, HASH_FIND);

	if (group != NULL && --group->nmessages == 0 &&
		(group->blocked[0] == '\0' || group->blocked_until <= awspipe_now_ms()))
		hash_search(source->groups, message->group_id, HASH_REMOVE, NULL);
}

/*
 * Drops groups whose blocking message has not come again: its queue's
 * policy has moved it away.
 */
void
awspipe_sqs_sweep_groups(SqsSource *source)
{
	int64		now = awspipe_now_ms();
	HASH_SEQ_STATUS scan;
	SqsGroup   *group;

	hash_seq_init(&scan, source->groups);
	while ((group = hash_seq_search(&scan)) != NULL)
	{
		if (group->nmessages == 0 && group->blocked_until <= now)
			hash_search(source->groups, group->id, HASH_REMOVE, NULL);
	}
}

/*
 * Does the message come behind one of its group that has failed?
 */
static bool
is_blocked(SqsGroup *group, const SqsMessage *message)
{
	int			order;

	if (group == NULL || group->blocked[0] == '\0')
		return false;
	order = pgaws_sqs_sequence_cmp(message->sequence_number, group->blocked);
	if (order > 0 && group->blocked_until > awspipe_now_ms())
		return true;
	if (order >= 0)
		group->blocked[0] = '\0';
	return false;
}

/*
 * Puts the message where it belongs in its group; most belong at the end.
 */
static void
insert_in_order(SqsSource *source, SqsGroup *group, SqsMessage *message)
{
	dlist_iter	iter;

	if (group == NULL || group->newest[0] == '\0' ||
		pgaws_sqs_sequence_cmp(message->sequence_number, group->newest) > 0)
	{
		if (group != NULL)
			strlcpy(group->newest, message->sequence_number, sizeof(group->newest));
		awspipe_sqs_list(&source->buffer, message);
		return;
	}
	dlist_foreach(iter, &source->buffer)
	{
		SqsMessage *other = dlist_container(SqsMessage, node, iter.cur);

		if (other->sequence_number != NULL &&
			strcmp(other->group_id, message->group_id) == 0 &&
			pgaws_sqs_sequence_cmp(other->sequence_number, message->sequence_number) > 0)
		{
			dlist_insert_before(&other->node, &message->node);
			message->listed = true;
			return;
		}
	}
	awspipe_sqs_list(&source->buffer, message);
}

/*
 * Lets a message wait for a batch, or sends it back at once.
 */
void
awspipe_sqs_buffer(SqsSource *source, SqsMessage *message)
{
	SqsGroup   *group = find_group(source, message, HASH_FIND);

	if (is_blocked(group, message))
	{
		message->state = SQS_RELEASED;
		message->release_s = BLOCKED_S;
		awspipe_sqs_list(&source->released, message);
		return;
	}
	message->state = SQS_BUFFERED;
	insert_in_order(source, group, message);
	if (source->nbuffered++ == 0)
		source->ready_since = awspipe_now_ms();
}

static void
take_receipt(SqsSource *source, SqsMessage *message, const PgawsSqsMessage *from)
{
	if (message->handle != NULL)
		pfree(message->handle);
	message->handle = MemoryContextStrdup(source->context, from->receipt_handle);
	message->receive_count = from->receive_count;
	message->visible_at = source->received_at + source->received_span_s * INT64CONST(1000);
	message->stale = false;
	source->extend_due = Min(source->extend_due,
							 message->visible_at - source->span_s * INT64CONST(500));
}

/*
 * A message that is here already has come again.
 */
static void
come_again(SqsSource *source, SqsMessage *message)
{
	message->renewed = true;
	if (message->request != NULL)
		return;
	if (message->state == SQS_RELEASED)
	{
		awspipe_sqs_unlist(message);
		awspipe_sqs_buffer(source, message);
	}
}

/*
 * Takes a message that an answer has brought.
 */
void
awspipe_sqs_arrived(SqsSource *source, const PgawsSqsMessage *from)
{
	SqsMessage *message;
	SqsGroup   *group;
	bool		found;

	message = hash_search(source->messages, from->message_id, HASH_ENTER, &found);
	if (found)
	{
		take_receipt(source, message, from);
		come_again(source, message);
		return;
	}
	memset((char *) message + sizeof(message->id), 0,
		   sizeof(SqsMessage) - sizeof(message->id));
	awspipe_sqs_fill(source, message, from);
	take_receipt(source, message, from);
	group = find_group(source, message, HASH_ENTER);
	if (group != NULL)
		group->nmessages++;
	source->bytes += message->len;
	awspipe_sqs_buffer(source, message);
}

/*
 * Drops all that is known of a message.  It must be in no list or request.
 */
void
awspipe_sqs_forget(SqsSource *source, SqsMessage *message)
{
	Assert(!message->listed && message->request == NULL);
	leave_group(source, message);
	if (message->data != NULL)
	{
		source->bytes -= message->len;
		pfree(message->data);
		pfree(message->attributes);
	}
	if (message->sequence_number != NULL)
		pfree(message->sequence_number);
	if (message->group_id != NULL)
		pfree(message->group_id);
	pfree(message->handle);
	hash_search(source->messages, message->id, HASH_REMOVE, NULL);
}

/*
 * May another poll be started?  What those under way can bring counts.
 */
bool
awspipe_sqs_has_room(SqsSource *source)
{
	int			limit = 2 * source->consumer->config.batch_size;
	int			coming = source->npolls * PGAWS_SQS_RECEIVE_MAX;

	if (source->bytes >= BUFFERED_BYTES_MAX ||
		hash_get_num_entries(source->messages) >= limit + UNSETTLED_MAX)
		return false;
	return source->npolls == 0 ? source->nbuffered < limit :
		source->nbuffered + coming < limit;
}

/*
 * Messages that may be applied: none while some have little time left and
 * are having it extended.
 */
int
awspipe_sqs_ready(AwspipeSource *self, int64 *since_ms)
{
	SqsSource  *source = (SqsSource *) self;
	int64		age = source->last_age_ms;
	int64		now = awspipe_now_ms();

	*since_ms = source->ready_since;
	if (source->nbuffered > 0)
	{
		SqsMessage *oldest = dlist_head_element(SqsMessage, node, &source->buffer);

		age = Max(age, (GetCurrentTimestamp() - oldest->sent_at) / 1000);
	}
	pg_atomic_write_u64(&source->consumer->counters->millis_behind, Max(age, 0));
	if (source->nbuffered == 0)
		return 0;

	if (!awspipe_sqs_is_extending(source))
	{
		source->hold_until = 0;
		return source->nbuffered;
	}
	if (source->hold_until == 0)
		source->hold_until = now + Min(HOLD_MAX_MS, source->span_s * 250);
	return now < source->hold_until ? 0 : source->nbuffered;
}

static void
add_record(AwspipeBatch *batch, SqsMessage *message)
{
	AwspipeRecord *r = &batch->records[batch->nrecords++];

	memset(r, 0, sizeof(*r));
	r->event_id = message->id;
	r->sequence_number = message->sequence_number;
	r->message_group_id = message->group_id;
	r->sub_sequence = -1;
	r->last_sub = true;
	r->arrived_at = message->sent_at;
	r->attributes = message->attributes;
	r->origin = message;
	r->data = message->data;
	r->len = message->len;
	batch->bytes += message->len;
}

void
awspipe_sqs_gather(AwspipeSource *self, AwspipeBatch *batch, int limit)
{
	SqsSource  *source = (SqsSource *) self;
	dlist_mutable_iter iter;

	limit = Min(limit, source->nbuffered);
	batch->records = MemoryContextAllocHuge(batch->context,
											sizeof(AwspipeRecord) * Max(limit, 1));
	batch->capacity = limit;
	dlist_foreach_modify(iter, &source->buffer)
	{
		SqsMessage *message = dlist_container(SqsMessage, node, iter.cur);

		if (batch->nrecords == limit ||
			(batch->nrecords > 0 && batch->bytes + message->len > AWSPIPE_BATCH_BYTES_MAX))
			break;
		awspipe_sqs_unlist(message);
		message->state = SQS_IN_BATCH;
		source->nbuffered--;
		add_record(batch, message);
	}
	source->hold_until = 0;
}
