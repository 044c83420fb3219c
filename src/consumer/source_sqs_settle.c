/*-------------------------------------------------------------------------
 *
 * source_sqs_settle.c
 *	  Messages of a queue from the transaction that applies them to deletion.
 *
 * The batch.  The ids of all messages of a batch are entered first
 * (sqs_seen.c): those that were there are duplicates and are only deleted.  At
 * the end of the transaction the ids of messages that it does not apply after
 * all are taken out again: these messages stay in their queue and are to be
 * taken the next time.
 *
 * Durability.  A deleted message does not come again, so its commit must not be
 * lost:
 *
 * - not in a crash: synchronous_commit = off is overruled for the batch, and
 *   the commit is flushed here once more, for a trigger may have set it;
 * - not in a failover to a synchronous standby: the wait for one can be
 *   interrupted, after which the commit looks like any other.  So where the
 *   consumer's commits wait for synchronous standbys, messages are deleted
 *   only when these have confirmed the commit;
 * - not in a failover to any standby, with ack_after = replicated: until one
 *   has confirmed the commit.
 *
 * No function waits for a standby.  Applied messages are listed in the order of
 * their commits, and those beyond safe_lsn are left for later.  A batch's
 * transaction always writes WAL (the fence locks a row), so its commit is
 * behind those of all that it has seen, duplicates included.
 *
 * Deletion.  Applied messages are deleted in tens, in the order of their
 * commits as far as these are safe.  SQS answers for each entry: what has failed
 * is tried again, backing off, for as long as the worker lives; when whole
 * requests fail, one at a time tries whether they still do.  A receipt handle
 * that is not good any more is not reported: the message comes again with
 * another one, or somebody else has deleted it.
 *
 * Visibility.  A message that is kept here, waiting for a batch, in one or for
 * its deletion, is made invisible for another while when half of its time is
 * over: a message that comes again for nothing counts towards its queue's
 * maximum of receipts.  While a batch is applied nothing can be extended, so it
 * does not begin before its messages have been (awspipe_sqs_ready()), and slow
 * batches have messages stay invisible for longer than is configured.
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs_settle.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "base/clock.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/source_sqs.h"
#include "consumer/sqs_seen.h"
#include "replication/syncrep.h"
#include "replication/walsender.h"
#include "replication/walsender_private.h"
#include "storage/lwlock.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "worker/worker.h"

/*
 * Seconds until a message that failed is visible again, by the times it was
 * received.
 */
#define RELEASE_BASE_S		1
#define RELEASE_CAP_S		900

/* Messages stay invisible for so many times as long as the last batch took */
#define BUSY_FACTOR			4

/* Between two looks at what standbys have confirmed */
#define LOOK_INTERVAL_MS		100

/* A standby that has confirmed nothing for so long is worth a word */
#define PATIENCE_MS				10000

/* Requests under way at a time */
#define REQUESTS_MAX		16

/* Time between two rounds when not all could be asked for in one */
#define EXTEND_AGAIN_MS		50

static void release(SqsSource *source, SqsMessage *message, int seconds);
static void make_durable(SqsSource *source);
static void note_commit(SqsSource *source);

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
	AwspipeSqsSeen *received =
		MemoryContextAllocHuge(CurrentMemoryContext,
							   sizeof(AwspipeSqsSeen) * batch->nrecords);

	for (int i = 0; i < batch->nrecords; i++)
	{
		SqsMessage *message = batch->records[i].origin;

		message->is_new = false;
		received[i].message_id = message->id;
		received[i].sent_at = message->sent_at;
	}
	awspipe_sqs_seen_add(source->consumer->config.consumer_id, received,
						 batch->nrecords, mark_new, source);
	for (int i = 0; i < batch->nrecords; i++)
	{
		SqsMessage *message = batch->records[i].origin;

		if (!message->is_new)
			batch->records[i].outcome = AWSPIPE_RECORD_DUPLICATE;
	}
	pfree(received);
}

/* True if the record of a batch stays in the queue. */
static bool
is_released(SqsSource *source, const AwspipeRecord *record)
{
	return record->outcome == AWSPIPE_RECORD_HELD ||
		(record->outcome == AWSPIPE_RECORD_BAD &&
		 source->consumer->config.release);
}

bool
awspipe_sqs_advance(AwspipeSource *self, AwspipeBatch *batch, int napplied)
{
	SqsSource  *source = (SqsSource *) self;
	AwspipeConsumer *consumer = source->consumer;
	AwspipeSqsSeen *remove =
		MemoryContextAllocHuge(CurrentMemoryContext,
							   sizeof(AwspipeSqsSeen) * batch->nrecords);
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
	awspipe_sqs_seen_remove(consumer->config.consumer_id, remove, n);
	make_durable(source);
	return awspipe_consumer_fence(consumer);
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

	note_commit(source);
	adapt_visibility(source);
	for (int i = 0; i < batch->nrecords; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		SqsMessage *message = record->origin;

		if (!is_released(source, record))
			settle_applied(source, message);
		else if (record->outcome == AWSPIPE_RECORD_HELD)
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

/*
 * In the batch's transaction, at its end.
 */
static void
make_durable(SqsSource *source)
{
	if (synchronous_commit == SYNCHRONOUS_COMMIT_OFF)
		(void) set_config_option("synchronous_commit", "on", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_LOCAL, true, 0, false);
}

/* Role or database may have chosen not to wait for standbys. */
static bool
waits_for_sync_standbys(void)
{
	return SyncRepStandbyNames != NULL && SyncRepStandbyNames[0] != '\0' &&
		max_wal_senders > 0 &&
		synchronous_commit != SYNCHRONOUS_COMMIT_LOCAL_FLUSH;
}

/*
 * The batch's transaction has committed.
 */
static void
note_commit(SqsSource *source)
{
	XLogFlush(XactLastCommitEnd);
	source->safe_due = 0;
}

/* How far the synchronous standbys, as many as are asked for, have flushed. */
static XLogRecPtr
sync_standbys_lsn(void)
{
	XLogRecPtr	lsn;

	LWLockAcquire(SyncRepLock, LW_SHARED);
	lsn = WalSndCtl->lsn[SYNC_REP_WAIT_FLUSH];
	LWLockRelease(SyncRepLock);
	return lsn;
}

/*
 * How far the best standby has flushed.  Logical receivers are no standbys.
 */
static XLogRecPtr
any_standby_lsn(void)
{
	static AwspipeStatement look = {
		.sql = "SELECT max(r.flush_lsn) FROM pg_stat_replication AS r"
		" WHERE r.state = 'streaming' AND NOT EXISTS (SELECT FROM pg_replication_slots AS s"
		"  WHERE s.active_pid = r.pid AND s.slot_type = 'logical')",
		.read_only = true
	};
	XLogRecPtr	lsn = InvalidXLogRecPtr;
	Datum		value;
	bool		isnull;

	if (!awspipe_begin("looking at standbys"))
		return lsn;
	awspipe_execute(&look);
	value = awspipe_result_datum(0, 1, &isnull);
	if (!isnull)
		lsn = DatumGetLSN(value);
	awspipe_commit();
	return lsn;
}

static void
report_waiting(SqsSource *source)
{
	AwspipeProblem problem = {0};

	source->safe_reported = true;
	problem.sqlerrcode = ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
	problem.message = "no standby has confirmed what was applied";
	problem.detail = "Applied messages are not deleted from the queue before.";
	problem.hint = source->consumer->config.ack_replicated ?
		"See pg_stat_replication; ack_after = local does without." :
		"See pg_stat_replication and synchronous_standby_names.";
	awspipe_consumer_retrying(source->consumer, AWSPIPE_READING, &problem);
}

/*
 * Finds out how far commits are safe, if messages wait for that.  Opens a
 * transaction of its own.
 */
void
awspipe_sqs_look_safe(SqsSource *source)
{
	int64		now = awspipe_now_ms();
	XLogRecPtr	before = source->safe_lsn;
	XLogRecPtr	wanted;

	if (dlist_is_empty(&source->applied))
	{
		source->safe_waiting_since = 0;
		return;
	}
	wanted = dlist_tail_element(SqsMessage, node, &source->applied)->lsn;
	if (wanted <= source->safe_lsn)
		source->safe_waiting_since = 0;
	if (wanted <= source->safe_lsn || now < source->safe_due)
		return;

	source->safe_due = now + LOOK_INTERVAL_MS;
	if (waits_for_sync_standbys())
		source->safe_lsn = sync_standbys_lsn();
	else if (source->consumer->config.ack_replicated)
		source->safe_lsn = any_standby_lsn();
	else
		source->safe_lsn = wanted;

	if (source->safe_lsn > before || source->safe_waiting_since == 0)
		source->safe_waiting_since = now;
	if (source->safe_lsn > before && source->safe_reported)
	{
		source->safe_reported = false;
		awspipe_sqs_report_success(source);
	}
	if (!source->safe_reported && now - source->safe_waiting_since > PATIENCE_MS)
		report_waiting(source);
}

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
		awspipe_sqs_report_success(source);
		return;
	}

	/* Requests that are under way together fail together, and count once */
	if (request->is_delete && request->started >= source->delete_due)
		source->delete_due = awspipe_source_backoff(source->delete_failures++);
	if (request->is_delete)
		awspipe_sqs_report_failure(source, "delete messages", failure, source->delete_failures);
	else
	{
		source->change_failures++;
		awspipe_sqs_report_failure(source, "change the visibility of messages", failure, 1);
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
		/* Its visibility timeout is over, too, if we could not ask in time */
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
