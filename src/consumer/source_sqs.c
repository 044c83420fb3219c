/*-------------------------------------------------------------------------
 *
 * source_sqs.c
 *	  Reading an SQS queue: its address, and polls.
 *
 * Many long polls are under way at a time, each for up to ten messages and
 * twenty seconds.  There is one while the queue is empty; their number grows
 * to the consumer's limit while answers bring messages and falls when they
 * do not, so an idle queue costs three requests a minute.  They have a client
 * of their own: a poll is silent for longer than any other request may be,
 * and what a lost one would have brought comes again by itself, so it is not
 * repeated by the client.
 *
 * What arrives is kept, by message id, until it is deleted:
 *
 *	source_sqs_message.c	what a message holds
 *	source_sqs_buffer.c		from receipt to a batch
 *	source_sqs_batch.c		the batch's transaction
 *	source_sqs_settle.c		deletion, release, and longer visibility
 *	source_sqs_durable.c	when a commit is safe enough to delete
 *
 * A worker that dies, or begins anew, leaves its messages to SQS: they are
 * delivered again when their visibility timeout is over, and those that were
 * applied are recognized by their ids (received.c).
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "base/connection.h"
#include "consumer/source_sqs.h"
#include "utils/memutils.h"
#include "worker/worker.h"

/* A wait that lasted longer did not find an answer there */
#define WAITED_MS				5

/* Of a poll that tries whether polls succeed again; 0 would ask few servers */
#define PROBE_WAIT_S			1

/* A queue that makes nothing invisible would give us one message for ever */
#define VISIBILITY_DEFAULT_S	30

static void
no_queue(SqsSource *source, const PgawsError *error)
{
	AwspipeTrouble trouble;

	awspipe_trouble_of_aws(&trouble, "read the queue", error);
	trouble.message = psprintf("queue \"%s\" does not exist",
							   source->consumer->config.resource);
	trouble.context = "The server's region, and the account of its credentials, have to be the queue's.";
	awspipe_consumer_fail(source->consumer, &trouble);
}

/*
 * Reports a failed call.  Does not return when trying again is no use.
 */
void
awspipe_sqs_trouble(SqsSource *source, const char *doing, const PgawsError *error,
					int failures)
{
	PgawsError	limit = *error;

	if (pgaws_sqs_error_no_queue(error))
		no_queue(source, error);
	if (pgaws_sqs_error_over_limit(error))
		limit.class = PGAWS_THROTTLED;
	awspipe_source_failed(source->consumer, doing, &limit, failures);
}

/*
 * Something has succeeded; says so if nothing else is failing.
 */
void
awspipe_sqs_well(SqsSource *source)
{
	/* There is nothing left that wants to be changed */
	if (hash_get_num_entries(source->messages) == 0)
		source->change_failures = 0;
	if (source->setup_failures == 0 && source->poll_failures == 0 &&
		source->delete_failures == 0 && source->change_failures == 0 &&
		!source->safe_reported)
		awspipe_consumer_well(source->consumer, AWSPIPE_READING);
}

static void
set_up(SqsSource *source)
{
	PgawsSqsQueueName queue;
	StringInfoData body;

	initStringInfo(&body);
	if (source->url == NULL)
	{
		if (!pgaws_sqs_queue_name(source->consumer->config.resource, &queue))
			elog(ERROR, "invalid queue name");
		if (queue.url != NULL)
			source->url = MemoryContextStrdup(source->context, queue.url);
		else
			pgaws_sqs_ask_url(&body, &queue);
	}
	if (source->url != NULL)
		pgaws_sqs_ask_attributes(&body, source->url);
	pg_atomic_fetch_add_u64(&source->consumer->counters->requests, 1);
	pgaws_call_json(source->consumer->client, source->service,
					source->url ? "GetQueueAttributes" : "GetQueueUrl",
					body.data, body.len, NULL,
					source->url ? SQS_CALL_ATTRIBUTES : SQS_CALL_URL);
	source->setting_up = true;
	pfree(body.data);
}

static void
set_up_answered(SqsSource *source, PgawsCall *call)
{
	AwspipeConsumerConfig *config = &source->consumer->config;
	const PgawsError *failure = pgaws_call_error(call);
	PgawsError	error;
	PgawsSqsQueue queue;
	size_t		len;
	char	   *body;

	source->setting_up = false;
	if (failure == NULL)
	{
		body = pgaws_call_body(call, &len);
		if (pgaws_call_tag(call) == SQS_CALL_URL)
		{
			char	   *url = pgaws_sqs_parse_url(body, len, &error);

			if (url != NULL)
				source->url = MemoryContextStrdup(source->context, url);
			else
				failure = &error;
		}
		else if (pgaws_sqs_parse_queue(body, len, &queue, &error))
		{
			source->fifo = queue.fifo;
			source->timeout_s = config->visibility_timeout_s > 0 ?
				config->visibility_timeout_s : queue.visibility_timeout_s;
			if (source->timeout_s == 0)
				source->timeout_s = VISIBILITY_DEFAULT_S;
			source->span_s = source->timeout_s;
			source->open = true;
			if (config->release && queue.max_receive_count == 0)
				ereport(WARNING,
						(errcode(ERRCODE_WARNING),
						 errmsg("queue of consumer \"%s\" has no dead-letter queue",
								config->name),
						 errdetail("With on_error = release a bad message comes again until its queue forgets it.")));
		}
		else
			failure = &error;
	}
	if (failure != NULL)
	{
		source->setup_due = awspipe_source_backoff(source->setup_failures++);
		awspipe_sqs_trouble(source, psprintf("find queue \"%s\"", config->resource),
							failure, source->setup_failures);
		return;
	}
	source->setup_failures = 0;
}

/*
 * While something fails, only the answer says that it does no more: it is not
 * to wait for messages.
 */
static int
wait_s(SqsSource *source)
{
	if (awspipe_consumer_in_trouble(AWSPIPE_READING) &&
		(source->poll_failures > 0 || !source->polled))
		return PROBE_WAIT_S;
	return PGAWS_SQS_WAIT_MAX_S;
}

static void
start_poll(SqsSource *source)
{
	StringInfoData body;
	PgawsCall  *call;

	initStringInfo(&body);
	pgaws_sqs_receive(&body, source->url, PGAWS_SQS_RECEIVE_MAX, wait_s(source),
					  source->span_s);
	call = pgaws_call_json(source->poll_client, source->service, "ReceiveMessage",
						   body.data, body.len, (void *) (intptr_t) source->span_s,
						   SQS_CALL_RECEIVE);
	pgaws_call_set_max_attempts(call, 1);
	pg_atomic_fetch_add_u64(&source->consumer->counters->requests, 1);
	source->npolls++;
	pfree(body.data);
}

static void
poll_failed(SqsSource *source, const PgawsError *error)
{
	source->wanted = 1;
	source->poll_due = awspipe_source_backoff(source->poll_failures++);
	awspipe_sqs_trouble(source,
						psprintf("read queue \"%s\"", source->consumer->config.resource),
						error, source->poll_failures);
}

static void
report_damage(SqsSource *source, const PgawsSqsMessage *message)
{
	AwspipeTrouble trouble = {0};

	trouble.code = "08P01";
	trouble.message = "message and its MD5 do not agree";
	trouble.context = "It is not taken, and comes again.";
	trouble.position = message->message_id;
	awspipe_consumer_retrying(source->consumer, AWSPIPE_READING, &trouble);
}

/*
 * More polls while there is something to get, fewer when there is not.
 */
static void
adapt_polls(SqsSource *source, int nmessages)
{
	int			limit = source->consumer->config.polls;

	if (nmessages == PGAWS_SQS_RECEIVE_MAX)
		source->wanted = Min(source->wanted * 2, limit);
	else if (nmessages > 0)
		source->wanted = Min(source->wanted + 1, limit);
	else
		source->wanted = Max(source->wanted / 2, 1);
}

static void
poll_answered(SqsSource *source, PgawsCall *call)
{
	PgawsSqsMessage *messages;
	PgawsError	error;
	int64		oldest = PG_INT64_MAX;
	bool		damaged = false;
	size_t		len;
	char	   *body;
	int			n;

	source->npolls--;
	if (pgaws_call_error(call) != NULL)
	{
		poll_failed(source, pgaws_call_error(call));
		return;
	}
	body = pgaws_call_body(call, &len);
	n = pgaws_sqs_parse_messages(body, len, &messages, &error);
	if (n < 0)
	{
		poll_failed(source, &error);
		return;
	}
	source->poll_failures = 0;
	source->polled = true;
	source->received_span_s = (int) (intptr_t) pgaws_call_owner(call);
	for (int i = 0; i < n; i++)
	{
		oldest = Min(oldest, messages[i].sent_ms);
		damaged = damaged || messages[i].damaged;
		if (messages[i].damaged)
			report_damage(source, &messages[i]);
		else
			awspipe_sqs_arrived(source, &messages[i]);
	}
	source->last_age_ms = 0;
	if (n > 0)
		source->last_age_ms = Max((int64) time(NULL) * 1000 - oldest, 0);
	adapt_polls(source, n);
	if (!damaged)
		awspipe_sqs_well(source);
}

/*
 * Visibility counts from when SQS answers, which may be long before we look,
 * if a batch was applied in between.  But if we have waited, the answer was
 * not there before.
 */
static void
note_turn(SqsSource *source, int64 now)
{
	source->received_at = now - source->wait_started > WAITED_MS ? now : source->last_turn;
	source->last_turn = now;
}

static void
sqs_poll(AwspipeSource *self)
{
	SqsSource  *source = (SqsSource *) self;
	int64		now = awspipe_now_ms();

	note_turn(source, now);
	if (!source->open)
	{
		if (!source->setting_up && now >= source->setup_due)
			set_up(source);
		return;
	}
	awspipe_sqs_settle(source);
	while (source->npolls < source->wanted && now >= source->poll_due &&
		   awspipe_sqs_has_room(source))
		start_poll(source);
}

static void
sqs_answer(AwspipeSource *self, PgawsCall *call)
{
	SqsSource  *source = (SqsSource *) self;

	switch (pgaws_call_tag(call))
	{
		case SQS_CALL_URL:
		case SQS_CALL_ATTRIBUTES:
			set_up_answered(source, call);
			break;
		case SQS_CALL_RECEIVE:
			poll_answered(source, call);
			break;
		default:
			awspipe_sqs_settled(source, call);
			break;
	}
	pgaws_call_free(call);
}

static void
sqs_maintain(AwspipeSource *self)
{
	awspipe_sqs_look_safe((SqsSource *) self);
}

static int64
sqs_next_due(AwspipeSource *self)
{
	SqsSource  *source = (SqsSource *) self;
	int64		due;

	source->wait_started = awspipe_now_ms();
	if (!source->open)
		return source->setting_up ? PG_INT64_MAX : source->setup_due;
	due = awspipe_sqs_settle_due(source);
	if (source->npolls < source->wanted && awspipe_sqs_has_room(source))
		due = Min(due, source->poll_due);
	if (source->hold_until > source->wait_started)
		due = Min(due, source->hold_until);
	return due;
}

static HTAB *
create_hash(const char *name, Size key, Size entry)
{
	HASHCTL		control;

	memset(&control, 0, sizeof(control));
	control.keysize = key;
	control.entrysize = entry;
	control.hcxt = CurrentMemoryContext;
	return hash_create(name, 1024, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

/*
 * A source for the consumer's queue, in the current memory context.  Its
 * first poll asks for the queue.
 */
AwspipeSource *
awspipe_sqs_source(AwspipeConsumer *consumer, AwspipeConnection *connection)
{
	SqsSource  *source = palloc0(sizeof(SqsSource));
	PgawsClientConfig config = connection->config;

	source->base.poll = sqs_poll;
	source->base.answer = sqs_answer;
	source->base.maintain = sqs_maintain;
	source->base.ready = awspipe_sqs_ready;
	source->base.gather = awspipe_sqs_gather;
	source->base.claim = awspipe_sqs_claim;
	source->base.advance = awspipe_sqs_advance;
	source->base.committed = awspipe_sqs_committed;
	source->base.next_due = sqs_next_due;
	source->consumer = consumer;
	source->service = pgaws_service_find("sqs");
	source->context = CurrentMemoryContext;

	/* The wait comes on top of what a request may take */
	config.http.request_timeout_ms =
		Min(config.http.request_timeout_ms, INT_MAX / 2) + PGAWS_SQS_WAIT_MAX_S * 1000;
	config.http.stall_timeout_s = 0;
	source->poll_client = pgaws_client_create(consumer->loop, &config,
											  connection->provider);
	source->wanted = 1;
	source->wait_started = source->last_turn = awspipe_now_ms();

	source->messages = create_hash("awspipe messages", sizeof(((SqsMessage *) 0)->id),
								   sizeof(SqsMessage));
	source->groups = create_hash("awspipe message groups", sizeof(((SqsGroup *) 0)->id),
								 sizeof(SqsGroup));
	dlist_init(&source->buffer);
	dlist_init(&source->applied);
	dlist_init(&source->retries);
	dlist_init(&source->released);
	source->extend_due = PG_INT64_MAX;
	return &source->base;
}
