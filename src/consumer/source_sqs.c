/*-------------------------------------------------------------------------
 *
 * source_sqs.c
 *	  Reading an SQS queue: its address, polls, and messages until a batch.
 *
 * Many long polls are under way at a time, each for up to ten messages and
 * twenty seconds.  There is one while the queue is empty; their number grows
 * to the consumer's limit while answers bring messages and falls when they
 * do not, so an idle queue costs three requests a minute.  They have a client
 * of their own: a poll is silent for longer than any other request may be,
 * and what a lost one would have brought comes again by itself, so it is not
 * repeated by the client.
 *
 * A message that arrives is kept, by its id, until it is deleted.  Should SQS
 * deliver it again in that time, because its visibility timeout was over, only
 * the new receipt handle is kept: it is the one that deletes.  What happens to
 * a message from the transaction of its batch on is in source_sqs_settle.c.
 *
 * Messages wait in the order in which they came.  Those of a FIFO group
 * stand in the order of their sequence numbers, whatever poll brought them.
 * A message that failed here and was given back to its queue (on_error =
 * release) blocks its group until it comes again, or should have: what comes
 * behind it goes back as well.
 *
 * The attributes of a message are {"system": {...}, "message": {...}}: what SQS
 * says of the message, as strings, and what its sender has added, as SQS shows
 * it.  With unwrap_sns the envelope of an SNS notification is taken off: its
 * Message is the payload, and the rest of it goes to "sns".  A body that is no
 * such envelope (raw message delivery, another sender) stays as it is.
 *
 * A worker that dies, or begins anew, leaves its messages to SQS: they are
 * delivered again when their visibility timeout is over, and those that were
 * applied are recognized by their ids (sqs_seen.c).
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
#include "pg_compat.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "worker/worker.h"

/* A wait that lasted longer did not find an answer there */
#define WAITED_MS				5

/*
 * Seconds that a poll waits when it tries whether polls succeed again; with 0
 * few servers would be asked
 */
#define PROBE_WAIT_S			1

/* Between questions how many messages the queue holds */
#define DEPTH_INTERVAL_MS		60000

/* A queue that makes nothing invisible would give us one message for ever */
#define VISIBILITY_DEFAULT_S	30

/* From the Unix epoch to PostgreSQL's */
#define EPOCH_USECS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY * \
	 USECS_PER_SEC)

/* Bytes buffered, as received */
#define BUFFERED_BYTES_MAX		(64 * 1024 * 1024)

/* Messages that wait to be deleted before no more are asked for */
#define UNSETTLED_MAX			20000

/* A batch waits no longer for its messages' visibility */
#define HOLD_MAX_MS				2000

/* Until a message behind a failed one of its group is looked at again */
#define BLOCKED_S				1

static void take_message(SqsSource *source, const PgawsSqsMessage *from);
static bool has_room(SqsSource *source);
static int	sqs_ready(AwspipeSource *self, int64 *since_ms);
static void sqs_position(AwspipeSource *self, AwspipePosition *position);
static void sqs_gather(AwspipeSource *self, AwspipeBatch *batch, int limit);

/*
 * Reports a failed call.  Asks the worker to exit when trying again is no use.
 */
void
awspipe_sqs_report_failure(SqsSource *source, const char *doing,
						   const PgawsError *error, int failures)
{
	PgawsError	limit = *error;

	if (pgaws_sqs_error_no_queue(error))
	{
		awspipe_source_missing(source->consumer, "queue", error);
		return;
	}
	if (pgaws_sqs_error_over_limit(error))
		limit.class = PGAWS_THROTTLED;
	awspipe_source_failed(source->consumer, doing, &limit, failures);
}

/*
 * Something has succeeded; says so if nothing else is failing.
 */
void
awspipe_sqs_report_success(SqsSource *source)
{
	/* There is nothing left that wants to be changed */
	if (hash_get_num_entries(source->messages) == 0)
		source->change_failures = 0;
	if (source->setup_failures == 0 && source->poll_failures == 0 &&
		source->delete_failures == 0 && source->change_failures == 0 &&
		!source->safe_reported)
		awspipe_consumer_answered(source->consumer);
}

/* Told to who looks at the views only: a queue that does not say is all right */
static void
note_depth(SqsSource *source, int64 depth)
{
	pg_atomic_write_u64(&source->consumer->counters->depth, (uint64) (depth + 1));
	source->depth_due = awspipe_now_ms() + DEPTH_INTERVAL_MS;
}

static void
ask_depth(SqsSource *source)
{
	StringInfoData body;
	PgawsCall  *call;

	initStringInfo(&body);
	pgaws_sqs_ask_attributes(&body, source->url);
	pg_atomic_fetch_add_u64(&source->consumer->counters->requests, 1);
	call = pgaws_call_json(source->consumer->client, source->service, "GetQueueAttributes",
						   body.data, body.len, NULL, SQS_CALL_DEPTH);
	pgaws_call_set_max_attempts(call, 1);
	source->depth_due = PG_INT64_MAX;
	pfree(body.data);
}

static void
depth_answered(SqsSource *source, PgawsCall *call)
{
	PgawsSqsQueue queue;
	PgawsError	error;
	size_t		len;
	char	   *body;

	if (pgaws_call_error(call) != NULL)
	{
		note_depth(source, -1);
		return;
	}
	body = pgaws_call_body(call, &len);
	note_depth(source, pgaws_sqs_parse_queue(body, len, &queue, &error) ? queue.depth : -1);
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
			note_depth(source, queue.depth);
			if (config->release && queue.max_receive_count == 0)
				ereport(WARNING,
						(errcode(ERRCODE_WARNING),
						 errmsg("queue of consumer \"%s\" has no dead-letter queue",
								config->name),
						 errdetail("With on_error = release a bad message comes again until its queue forgets it."),
						 errhint("Give the queue a redrive policy, or the consumer on_error = dead_letter.")));
		}
		else
			failure = &error;
	}
	if (failure != NULL)
	{
		source->setup_due = awspipe_source_backoff(source->setup_failures++);
		awspipe_sqs_report_failure(source, psprintf("find queue \"%s\"", config->resource),
								   failure, source->setup_failures);
		return;
	}
	source->setup_failures = 0;
	/* An empty queue's first poll would be long in saying so */
	if (source->open && !awspipe_consumer_is_failing(AWSPIPE_READING))
		awspipe_consumer_answered(source->consumer);
}

/*
 * While something fails, only the answer says that it does no more: it is not
 * to wait for messages.
 */
static int
wait_s(SqsSource *source)
{
	if (awspipe_consumer_is_failing(AWSPIPE_READING) &&
		(source->poll_failures > 0 || !source->polled))
		return PROBE_WAIT_S;
	return PGAWS_SQS_WAIT_MAX_S;
}

static void
start_poll(SqsSource *source)
{
	StringInfoData body;
	SqsPoll    *poll = MemoryContextAlloc(source->context, sizeof(SqsPoll));
	PgawsCall  *call;

	poll->started = awspipe_now_ms();
	poll->span_s = source->span_s;
	initStringInfo(&body);
	pgaws_sqs_receive(&body, source->url, PGAWS_SQS_RECEIVE_MAX, wait_s(source),
					  poll->span_s);
	call = pgaws_call_json(source->poll_client, source->service, "ReceiveMessage",
						   body.data, body.len, poll, SQS_CALL_RECEIVE);
	pgaws_call_set_max_attempts(call, 1);
	pg_atomic_fetch_add_u64(&source->consumer->counters->requests, 1);
	source->npolls++;
	pfree(body.data);
}

static void
poll_failed(SqsSource *source, const PgawsError *error)
{
	source->wanted = 1;
	source->poll_failed_at = awspipe_now_ms();
	source->poll_due = awspipe_source_backoff(source->poll_failures++);
	awspipe_sqs_report_failure(source,
							   psprintf("read queue \"%s\"", source->consumer->config.resource),
							   error, source->poll_failures);
}

static void
report_damage(SqsSource *source, const PgawsSqsMessage *message)
{
	AwspipeProblem problem = {0};

	problem.sqlerrcode = ERRCODE_PROTOCOL_VIOLATION;
	problem.message = "message and its MD5 do not agree";
	problem.detail = "It is not taken, and comes again.";
	problem.position = message->message_id;
	awspipe_consumer_retrying(source->consumer, AWSPIPE_READING, &problem);
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
	SqsPoll		poll = *(SqsPoll *) pgaws_call_owner(call);
	PgawsSqsMessage *messages;
	PgawsError	error;
	int64		oldest = PG_INT64_MAX;
	bool		damaged = false;
	size_t		len;
	char	   *body;
	int			n;

	pfree(pgaws_call_owner(call));
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
	if (poll.started >= source->poll_failed_at)
		source->poll_failures = 0;
	source->polled = true;
	source->answered_at = GetCurrentTimestamp();
	source->received_span_s = poll.span_s;
	for (int i = 0; i < n; i++)
	{
		oldest = Min(oldest, messages[i].sent_ms);
		damaged = damaged || messages[i].damaged;
		if (messages[i].damaged)
			report_damage(source, &messages[i]);
		else
			take_message(source, &messages[i]);
	}
	source->last_age_ms = 0;
	if (n > 0)
		source->last_age_ms = Max((int64) time(NULL) * 1000 - oldest, 0);
	adapt_polls(source, n);
	if (!damaged)
		awspipe_sqs_report_success(source);
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
	if (now >= source->depth_due)
		ask_depth(source);
	while (source->npolls < source->wanted && now >= source->poll_due &&
		   has_room(source))
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
		case SQS_CALL_DEPTH:
			depth_answered(source, call);
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
	due = Min(awspipe_sqs_settle_due(source), source->depth_due);
	if (source->npolls < source->wanted && has_room(source))
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
	source->base.ready = sqs_ready;
	source->base.position = sqs_position;
	source->base.gather = sqs_gather;
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

static void
push_key(JsonbParseState **state, const char *name)
{
	JsonbValue	key;

	key.type = jbvString;
	key.val.string.val = unconstify(char *, name);
	key.val.string.len = strlen(name);
	pushJsonbValue(state, WJB_KEY, &key);
}

static void
push_string(JsonbParseState **state, const char *name, const char *value)
{
	JsonbValue	string;

	if (value == NULL)
		return;
	push_key(state, name);
	string.type = jbvString;
	string.val.string.val = unconstify(char *, value);
	string.val.string.len = strlen(value);
	pushJsonbValue(state, WJB_VALUE, &string);
}

/* Appends the attributes of the sender, or else those of the service. */
static void
push_attributes(JsonbParseState **state, const PgawsSqsAttribute *attributes, int n,
				bool senders)
{
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < n; i++)
	{
		const PgawsSqsAttribute *attribute = &attributes[i];

		if ((attribute->type != NULL) != senders)
			continue;
		if (!senders)
		{
			push_string(state, attribute->name, attribute->value);
			continue;
		}
		push_key(state, attribute->name);
		pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
		push_string(state, "DataType", attribute->type);
		push_string(state, attribute->binary ? "BinaryValue" : "StringValue",
					attribute->value);
		pushJsonbValue(state, WJB_END_OBJECT, NULL);
	}
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

static void
push_envelope(JsonbParseState **state, const PgawsSnsEnvelope *envelope)
{
	push_key(state, "sns");
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	push_string(state, "TopicArn", envelope->topic_arn);
	push_string(state, "MessageId", envelope->message_id);
	push_string(state, "Subject", envelope->subject);
	push_string(state, "Timestamp", envelope->timestamp);
	push_key(state, "MessageAttributes");
	push_attributes(state, envelope->attributes, envelope->nattributes, true);
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

static char *
copy_bytes(SqsSource *source, const char *data, size_t len)
{
	char	   *copy = MemoryContextAlloc(source->context, len + 1);

	memcpy(copy, data, len);
	copy[len] = '\0';
	return copy;
}

/*
 * Fills the message with what it holds, in the source's memory.
 */
static void
fill_message(SqsSource *source, SqsMessage *message, const PgawsSqsMessage *from)
{
	PgawsSnsEnvelope envelope;
	JsonbParseState *state = NULL;
	Jsonb	   *attributes;
	const char *data = from->body;
	size_t		len = from->body_len;
	bool		wrapped = false;

	if (source->consumer->config.unwrap_sns)
	{
		wrapped = pgaws_sns_unwrap(pnstrdup(from->body, from->body_len), from->body_len,
								   &envelope);
		if (wrapped)
		{
			data = envelope.message;
			len = envelope.message_len;
		}
	}

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_key(&state, "system");
	push_attributes(&state, from->attributes, from->nattributes, false);
	push_key(&state, "message");
	push_attributes(&state, from->attributes, from->nattributes, true);
	if (wrapped)
		push_envelope(&state, &envelope);
	attributes = JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));

	message->data = copy_bytes(source, data, len);
	message->len = (uint32) len;
	message->attributes = (Jsonb *) copy_bytes(source, (char *) attributes,
											   VARSIZE(attributes));
	message->sent_at = (TimestampTz) from->sent_ms * 1000 - EPOCH_USECS;
	if (source->fifo && from->sequence_number != NULL && from->group_id != NULL)
		message->sequence_number = MemoryContextStrdup(source->context,
													   from->sequence_number);
	if (from->group_id != NULL)
		message->group_id = MemoryContextStrdup(source->context, from->group_id);
}

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
 * True if the message comes behind one of its group that has failed.
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
receive_again(SqsSource *source, SqsMessage *message)
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
static void
take_message(SqsSource *source, const PgawsSqsMessage *from)
{
	SqsMessage *message;
	SqsGroup   *group;
	bool		found;

	message = hash_search(source->messages, from->message_id, HASH_ENTER, &found);
	if (found)
	{
		take_receipt(source, message, from);
		receive_again(source, message);
		return;
	}
	memset((char *) message + sizeof(message->id), 0,
		   sizeof(SqsMessage) - sizeof(message->id));
	fill_message(source, message, from);
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
static bool
has_room(SqsSource *source)
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
static int
sqs_ready(AwspipeSource *self, int64 *since_ms)
{
	SqsSource  *source = (SqsSource *) self;
	int64		now = awspipe_now_ms();

	*since_ms = source->ready_since;
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
sqs_position(AwspipeSource *self, AwspipePosition *position)
{
	SqsSource  *source = (SqsSource *) self;

	if (source->answered_at == 0)
		return;
	position->answered_at = source->answered_at;
	position->read_up_to = source->answered_at - source->last_age_ms * 1000;
	position->millis_behind = source->last_age_ms;
	position->waiting_since = source->nbuffered == 0 ? 0 :
		dlist_head_element(SqsMessage, node, &source->buffer)->sent_at;
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

static void
sqs_gather(AwspipeSource *self, AwspipeBatch *batch, int limit)
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
