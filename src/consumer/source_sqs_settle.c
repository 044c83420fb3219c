/*-------------------------------------------------------------------------
 *
 * source_sqs_settle.c
 *	  Deleting messages, giving them back, and keeping them invisible.
 *
 * Applied messages are deleted in tens, in the order of their commits as far
 * as these are safe (source_sqs_durable.c).  SQS answers for each entry: what
 * has failed is tried again, backing off, for as long as the worker lives;
 * when whole requests fail, one at a time tries whether they still do.  A
 * receipt handle that is not good any more is none of our worries: the
 * message comes again with another, or somebody else has deleted it.
 *
 * Whatever is kept here, waiting for a batch, in one or for its deletion, is
 * made invisible for another while when half of its time is over: a message
 * that comes again for nothing counts towards its queue's maximum of
 * receipts.  While a batch is applied nothing can be extended, so it does not
 * begin before its messages have (awspipe_sqs_ready()), and slow batches have
 * messages stay invisible for longer than is configured (source_sqs_batch.c).
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs_settle.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "consumer/source_sqs.h"
#include "utils/memutils.h"

/* Requests under way at a time */
#define REQUESTS_MAX		16

/* Time between two rounds when not all could be asked for in one */
#define EXTEND_AGAIN_MS		50

static SqsRequest *
create_request(SqsSource *source, bool is_delete)
{
	SqsRequest *request = MemoryContextAllocZero(source->context, sizeof(SqsRequest));

	request->is_delete = is_delete;
	request->started = awspipe_now_ms();
	return request;
}

static void
add_entry(SqsRequest *request, SqsMessage *message, int seconds)
{
	message->request = request;
	message->renewed = false;
	request->messages[request->n] = message;
	request->seconds[request->n++] = seconds;
}

/*
 * Sends the request, or frees it if it is empty.
 */
static void
send_request(SqsSource *source, SqsRequest *request)
{
	StringInfoData body;

	if (request->n == 0)
	{
		pfree(request);
		return;
	}
	initStringInfo(&body);
	pgaws_sqs_batch_begin(&body, source->url);
	for (int i = 0; i < request->n; i++)
		pgaws_sqs_batch_entry(&body, i, request->messages[i]->handle,
							  request->is_delete ? -1 : request->seconds[i]);
	pgaws_sqs_batch_end(&body);
	pgaws_call_json(source->consumer->client, source->service,
					request->is_delete ? "DeleteMessageBatch" : "ChangeMessageVisibilityBatch",
					body.data, body.len, request, SQS_CALL_SETTLE);
	pg_atomic_fetch_add_u64(&source->consumer->counters->requests, 1);
	source->nrequests++;
	if (request->is_delete)
		source->ndeletes++;
	else
		source->nchanges++;
	pfree(body.data);
}

/*
 * Moves what may be deleted now from the list into the request.  The list of
 * the applied is in order: what follows an unsafe one is unsafe too.
 */
static void
take_deletions(SqsSource *source, dlist_head *list, SqsRequest *request, int64 now)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, list)
	{
		SqsMessage *message = dlist_container(SqsMessage, node, iter.cur);

		if (request->n == PGAWS_SQS_BATCH_MAX || message->lsn > source->safe_lsn)
			break;
		if (message->request != NULL || message->due > now)
			continue;
		awspipe_sqs_unlist(message);
		add_entry(request, message, 0);
	}
}

static bool
delete_some(SqsSource *source, int64 now)
{
	SqsRequest *request = create_request(source, true);
	int			n;

	take_deletions(source, &source->applied, request, now);
	take_deletions(source, &source->retries, request, now);
	n = request->n;
	send_request(source, request);
	return n > 0;
}

static bool
release_some(SqsSource *source)
{
	SqsRequest *request = create_request(source, false);
	dlist_mutable_iter iter;
	int			n;

	dlist_foreach_modify(iter, &source->released)
	{
		SqsMessage *message = dlist_container(SqsMessage, node, iter.cur);

		if (request->n == PGAWS_SQS_BATCH_MAX)
			break;
		if (message->request != NULL)
			continue;
		awspipe_sqs_unlist(message);
		add_entry(request, message, message->release_s);
	}
	n = request->n;
	send_request(source, request);
	return n > 0;
}

static bool
wants_extension(SqsSource *source, const SqsMessage *message, int64 now)
{
	/* Some more than are due, so that the next round is not the next moment */
	int64		soon = now + source->span_s * INT64CONST(625);

	return message->request == NULL && !message->stale &&
		message->state != SQS_RELEASED && message->visible_at < soon;
}

/*
 * Asks for more time for messages that have used up half of theirs.
 */
static void
extend(SqsSource *source, int64 now)
{
	int64		half = source->span_s * INT64CONST(500);
	int64		next = PG_INT64_MAX;
	SqsRequest *request = create_request(source, false);
	HASH_SEQ_STATUS scan;
	SqsMessage *message;

	hash_seq_init(&scan, source->messages);
	while ((message = hash_seq_search(&scan)) != NULL)
	{
		if (!wants_extension(source, message, now))
		{
			if (message->request == NULL && !message->stale &&
				message->state != SQS_RELEASED)
				next = Min(next, message->visible_at - half);
			continue;
		}
		if (source->nrequests >= REQUESTS_MAX)
		{
			next = now + EXTEND_AGAIN_MS;
			hash_seq_term(&scan);
			break;
		}
		add_entry(request, message, source->span_s);
		if (request->n == PGAWS_SQS_BATCH_MAX)
		{
			send_request(source, request);
			request = create_request(source, false);
		}
	}
	send_request(source, request);
	source->extend_due = next;
	awspipe_sqs_sweep_groups(source);
}

static bool
may_delete(SqsSource *source, int64 now)
{
	if (dlist_is_empty(&source->applied) && dlist_is_empty(&source->retries))
		return false;
	return source->delete_failures == 0 ||
		(source->ndeletes == 0 && now >= source->delete_due);
}

/*
 * Sends what is due.
 */
void
awspipe_sqs_settle(SqsSource *source)
{
	int64		now = awspipe_now_ms();

	if (now >= source->extend_due)
		extend(source, now);
	while (source->nrequests < REQUESTS_MAX && !dlist_is_empty(&source->released) &&
		   release_some(source))
		;
	while (source->nrequests < REQUESTS_MAX && may_delete(source, now) &&
		   delete_some(source, now))
		;
}

/*
 * Are there messages whose visibility has to be extended first?
 */
bool
awspipe_sqs_is_extending(SqsSource *source)
{
	return source->nchanges > 0 || awspipe_now_ms() >= source->extend_due;
}

/*
 * again is when the message may be tried again, if it is to be.
 */
static void
deletion_settled(SqsSource *source, SqsMessage *message, const PgawsError *error,
				 int64 again)
{
	if (!message->renewed &&
		(error->class == PGAWS_OK || pgaws_sqs_error_stale_handle(error)))
	{
		awspipe_sqs_forget(source, message);
		return;
	}
	message->due = again;
	message->failures++;
	awspipe_sqs_list(&source->retries, message);
}

/*
 * A request has failed or succeeded as a whole.
 */
static void
note_outcome(SqsSource *source, const SqsRequest *request, const PgawsError *failure)
{
	if (failure == NULL)
	{
		if (request->is_delete)
			source->delete_failures = 0;
		else
			source->change_failures = 0;
		awspipe_sqs_well(source);
		return;
	}

	/* Those under way together fail together */
	if (request->is_delete && request->started >= source->delete_due)
		source->delete_due = awspipe_source_backoff(source->delete_failures++);
	if (request->is_delete)
		awspipe_sqs_trouble(source, "delete messages", failure, source->delete_failures);
	else
	{
		source->change_failures++;
		awspipe_sqs_trouble(source, "change the visibility of messages", failure, 1);
	}
}

/*
 * A release that has failed is not repeated: the message comes by itself.
 */
static void
release_settled(SqsSource *source, SqsMessage *message)
{
	if (message->renewed)
		awspipe_sqs_buffer(source, message);
	else
		awspipe_sqs_forget(source, message);
}

static void
extension_settled(SqsSource *source, SqsMessage *message, int64 visible_at,
				  const PgawsError *error)
{
	int64		half = source->span_s * INT64CONST(500);

	if (message->renewed)
		return;
	if (error->class == PGAWS_OK)
		message->visible_at = visible_at;
	else if (pgaws_sqs_error_stale_handle(error) ||
			 message->visible_at <= awspipe_now_ms())
	{
		/* Its time is over, too, if that could not be asked for before */
		message->stale = true;
		return;
	}
	source->extend_due = Min(source->extend_due,
							 Max(message->visible_at - half,
								 awspipe_now_ms() + half / 4));
}

/*
 * Takes the answer to one of our requests.
 */
void
awspipe_sqs_settled(SqsSource *source, PgawsCall *call)
{
	SqsRequest *request = pgaws_call_owner(call);
	const PgawsError *failure = pgaws_call_error(call);
	PgawsError	errors[PGAWS_SQS_BATCH_MAX];
	PgawsError	error;
	int64		again = 0;
	size_t		len;
	char	   *body;

	source->nrequests--;
	if (request->is_delete)
		source->ndeletes--;
	else
		source->nchanges--;
	if (failure == NULL)
	{
		body = pgaws_call_body(call, &len);
		if (!pgaws_sqs_parse_batch(body, len, request->n, errors, &error))
			failure = &error;
	}

	/* All at one time, to go into one request again */
	if (failure == NULL)
		again = awspipe_source_backoff(request->messages[0]->failures);
	for (int i = 0; i < request->n; i++)
	{
		SqsMessage *message = request->messages[i];
		const PgawsError *result = failure ? failure : &errors[i];

		message->request = NULL;
		if (request->is_delete)
			deletion_settled(source, message, result, again);
		else if (message->state == SQS_RELEASED && !message->listed)
			release_settled(source, message);
		else
			extension_settled(source, message,
							  request->started + request->seconds[i] * INT64CONST(1000),
							  result);
	}
	note_outcome(source, request, failure);
	pfree(request);
}

static int64
released_due(SqsSource *source)
{
	dlist_iter	iter;

	dlist_foreach(iter, &source->released)
	{
		if (dlist_container(SqsMessage, node, iter.cur)->request == NULL)
			return 0;
	}
	return PG_INT64_MAX;
}

static int64
deletion_due(SqsSource *source)
{
	int64		due = PG_INT64_MAX;
	dlist_iter	iter;

	if (!dlist_is_empty(&source->applied))
	{
		const SqsMessage *first = dlist_head_element(SqsMessage, node, &source->applied);

		if (first->lsn > source->safe_lsn)
			due = source->safe_due;
		else if (first->request == NULL)
			due = 0;
	}
	dlist_foreach(iter, &source->retries)
	{
		const SqsMessage *message = dlist_container(SqsMessage, node, iter.cur);

		if (message->request == NULL)
			due = Min(due, message->due);
	}
	if (source->delete_failures > 0)
		due = source->ndeletes > 0 ? PG_INT64_MAX : Max(due, source->delete_due);
	return due;
}

/*
 * When there is something to send, or standbys have to be looked at.
 */
int64
awspipe_sqs_settle_due(SqsSource *source)
{
	if (source->nrequests >= REQUESTS_MAX)
		return PG_INT64_MAX;
	return Min(source->extend_due, Min(released_due(source), deletion_due(source)));
}
