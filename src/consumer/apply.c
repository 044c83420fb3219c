/*-------------------------------------------------------------------------
 *
 * apply.c
 *	  One batch, one transaction: inbox rows, what the user's triggers make
 *	  of them, dead letters, and the position.
 *
 * A batch is first tried as a whole: one INSERT, no subtransaction.  When
 * that fails, or its COMMIT does, the SQLSTATE decides (sqlstate.c):
 *
 *	conflict		try again soon, up to maximum_retry_attempts times; then it
 *					counts as the data's fault; so does a shortage that a
 *					trigger only claims
 *	transient		try again, backing off; not an attempt
 *	configuration	try again once, then the consumer stops
 *	data			try again carefully
 *
 * Carefully means: halves, quarters and so on, each in a subtransaction with
 * its deferred constraints checked at once, until the records at fault stand
 * alone; one bad record among 10,000 costs about 2 * log2(10,000) statements.
 * With on_error = dead_letter those records go to awspipe.dead_letter in the
 * same transaction.  With on_error = stop the records before the first bad
 * one are committed, the position stands in front of it, and the consumer
 * stops there.  What wrong_shard does not want, and what somebody has skipped,
 * becomes a dead letter whatever on_error says.
 *
 * The batch as a whole, or each piece of it, may take maximum_batch_duration;
 * what takes longer is canceled and treated as bad data (time_limit.c).
 *
 * Triggers may leave things behind in the session.  They are removed after
 * each batch, so that the next one begins in a clean session.
 *
 * A tick is a batch of no records: triggers run, and nothing else.
 *
 * A crash at any point leaves either all of it or nothing.
 *
 * IDENTIFICATION
 *	  src/consumer/apply.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "aws/retry.h"
#include "base/owner_spi.h"
#include "consumer/consumer.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "storage/ipc.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "worker/time_limit.h"
#include "worker/worker.h"

#define CONFLICT_BACKOFF_MS 20
#define BACKOFF_BASE_MS		500
#define BACKOFF_CAP_MS		60000

static AwspipeWork
work_of(const AwspipeBatch *batch)
{
	return batch->redriven ? AWSPIPE_REDRIVING : AWSPIPE_APPLYING;
}

/* Does it become a dead letter? */
static bool
is_set_aside(AwspipeConsumer *consumer, const AwspipeRecord *record)
{
	return record->outcome == AWSPIPE_RECORD_OUTSIDE ||
		(record->outcome == AWSPIPE_RECORD_BAD && !consumer->config.release);
}

static bool
stops_on_bad(AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	return !consumer->config.dead_letter && !consumer->config.release && !batch->redriven;
}

/*
 * A FIFO queue's group ends at its first failure, if that stays in the queue:
 * what comes behind it in the batch has to stay there too.
 */
static void
hold_group(AwspipeConsumer *consumer, AwspipeBatch *batch, int bad)
{
	const AwspipeRecord *first = &batch->records[bad];
	int			i;

	if (!consumer->config.release || batch->redriven ||
		first->message_group_id == NULL || first->sequence_number == NULL)
		return;
	for (i = bad + 1; i < batch->nrecords; i++)
	{
		AwspipeRecord *r = &batch->records[i];

		if (r->outcome != AWSPIPE_RECORD_DUPLICATE &&
			strcmp(r->message_group_id, first->message_group_id) == 0)
			r->outcome = AWSPIPE_RECORD_HELD;
	}
}

/*
 * Tries to insert [from, to) in a subtransaction.  False with *error set, in
 * the batch's outcomes, when a record is at fault; any other error is thrown.
 */
static bool
insert_piece(AwspipeConsumer *consumer, AwspipeBatch *batch, int from, int to,
			 ErrorData **error)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool inserted = true;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		awspipe_time_limit_start(consumer->config.maximum_batch_duration_ms);
		awspipe_inbox_insert(consumer->inbox, consumer, batch, from, to);
		SPI_execute("SET CONSTRAINTS ALL IMMEDIATE", false, 0);
		awspipe_time_limit_stop();
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *caught;
		bool		overdue = awspipe_time_limit_clear();
		AwspipeErrorKind kind;

		MemoryContextSwitchTo(batch->outcomes);
		caught = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(caller);
		CurrentResourceOwner = owner;
		kind = awspipe_batch_error_kind(caught, overdue);
		if (kind != AWSPIPE_ERROR_DATA &&
			!(kind == AWSPIPE_ERROR_CONFLICT &&
			  batch->tries.attempts > consumer->config.maximum_retry_attempts))
			ReThrowError(caught);
		if (overdue && caught->sqlerrcode == ERRCODE_QUERY_CANCELED)
			caught->message = MemoryContextStrdup(batch->outcomes,
												  to - from == 1 ?
												  "record took longer than maximum_batch_duration" :
												  "batch took longer than maximum_batch_duration");
		*error = caught;
		inserted = false;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	return inserted;
}

/*
 * Inserts [from, to), leaving out what is at fault.  Returns to, or, when
 * the consumer has to stop, the index of the record it stops at.
 */
static int
insert_bisecting(AwspipeConsumer *consumer, AwspipeBatch *batch,
				 int from, int to)
{
	ErrorData  *error;
	int			middle;
	int			i;

	CHECK_FOR_INTERRUPTS();
	if (from >= to || insert_piece(consumer, batch, from, to, &error))
		return to;

	if (to - from == 1 || !consumer->config.bisect)
	{
		for (i = from; i < to; i++)
		{
			if (batch->records[i].outcome != AWSPIPE_RECORD_READY)
				continue;
			batch->records[i].outcome = AWSPIPE_RECORD_BAD;
			batch->records[i].error = error;
			hold_group(consumer, batch, i);
		}
		return stops_on_bad(consumer, batch) ? from : to;
	}
	FreeErrorData(error);

	middle = from + (to - from) / 2;
	i = insert_bisecting(consumer, batch, from, middle);
	if (i < middle)
		return i;
	return insert_bisecting(consumer, batch, middle, to);
}

/*
 * Index of the first record that decoding found bad, if that stops the
 * consumer; else the number of records.
 */
static int
stop_before(AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	int			i;

	for (i = 0; i < batch->nrecords; i++)
	{
		if (batch->records[i].outcome != AWSPIPE_RECORD_BAD)
			continue;
		if (stops_on_bad(consumer, batch))
			return i;
		hold_group(consumer, batch, i);
	}
	return batch->nrecords;
}

static int64
next_batch_id(void)
{
	static AwspipeStatement draw = {
		.sql = "SELECT nextval('awspipe.batch_batch_id_seq')"
	};

	awspipe_execute(&draw);
	return awspipe_result_int64(0, 1, 0);
}

/*
 * The batch's row: which records of which shards, for lineage.  Which
 * messages of a queue is in awspipe.received.
 */
static void
write_batch_row(AwspipeConsumer *consumer, AwspipeBatch *batch, int napplied)
{
	static AwspipeStatement write = {
		.sql = "INSERT INTO awspipe.batch (batch_id, consumer_id, records, shard_ids,"
		" first_sequence_numbers, last_sequence_numbers)"
		" OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6)"
	};
	ArrayBuildState *shards = bind_array_start(TEXTOID);
	ArrayBuildState *firsts = bind_array_start(TEXTOID);
	ArrayBuildState *lasts = bind_array_start(TEXTOID);
	int			records = 0;
	int			i;

	for (i = 0; i < napplied; i++)
	{
		const AwspipeRecord *r = &batch->records[i];
		bool		first;
		bool		last;

		if (r->outcome == AWSPIPE_RECORD_READY)
			records++;
		if (r->shard_id == NULL)
			continue;
		first = (i == 0 || strcmp(r[-1].shard_id, r->shard_id) != 0);
		last = (i == napplied - 1 || strcmp(r[1].shard_id, r->shard_id) != 0);
		if (first)
		{
			bind_array_add(shards, bind_text(r->shard_id));
			bind_array_add(firsts, bind_text(r->sequence_number));
		}
		if (last)
			bind_array_add(lasts, bind_text(r->sequence_number));
	}
	awspipe_execute_with(&write, bind_int8(awspipe_current_batch),
						 bind_int8(consumer->config.consumer_id),
						 bind_int4(records), bind_array(shards),
						 bind_array(firsts), bind_array(lasts));
}

/* As in awspipe.consumer_errors.error_position */
static const char *
position_of(const AwspipeRecord *record)
{
	if (record->event_id != NULL)
		return record->event_id;
	if (record->sub_sequence >= 0)
		return psprintf("%s:%s:%d", record->shard_id, record->sequence_number,
						record->sub_sequence);
	return psprintf("%s:%s", record->shard_id, record->sequence_number);
}

/*
 * Sets the record aside that somebody has called awspipe.skip_record() for.
 */
static void
skip_record(AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	static AwspipeStatement skipped = {
		.sql = "UPDATE awspipe.consumer_state SET skip = NULL WHERE consumer_id = $1"
	};

	if (consumer->config.skip_position == NULL || batch->redriven)
		return;
	for (int i = 0; i < batch->nrecords; i++)
	{
		AwspipeRecord *record = &batch->records[i];

		if (strcmp(position_of(record), consumer->config.skip_position) != 0)
			continue;
		record->outcome = AWSPIPE_RECORD_OUTSIDE;
		record->error = &consumer->config.skip_error;
		awspipe_execute_with(&skipped, bind_int8(consumer->config.consumer_id));
	}
}

/* What statements may ask about the batch that they are part of */
static void
leave_batch(void)
{
	awspipe_current_batch = 0;
	awspipe_current_watermark = 0;
}

/*
 * A tick moves no position that would tell that another worker has taken over.
 * Where triggers have written nothing, nobody minds.
 */
static bool
may_tick(const AwspipeConsumer *consumer)
{
	return !TransactionIdIsValid(GetTopTransactionIdIfAny()) ||
		awspipe_consumer_fence(consumer);
}

/*
 * The transaction.  Returns how many records it covers: all of them, or
 * those before the one that stops the consumer.
 */
static int
apply_in_transaction(AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	bool		claims = consumer->source->claim != NULL && !batch->redriven &&
		batch->nrecords > 0;
	int			napplied;
	int			i;

	if (!awspipe_begin("applying a batch"))
		proc_exit(0);
	consumer->inbox = awspipe_inbox_open(consumer->inbox, consumer->context,
										 consumer->config.inbox, consumer->config.owner);
	awspipe_decode(consumer, batch, awspipe_inbox_payload_type(consumer->inbox));
	skip_record(consumer, batch);
	if (batch->nrecords > 0)
		awspipe_current_batch = next_batch_id();
	if (claims)
		consumer->source->claim(consumer->source, batch);
	napplied = stop_before(consumer, batch);
	if (batch->careful && batch->nrecords > 0)
		napplied = insert_bisecting(consumer, batch, 0, napplied);
	else
	{
		/* Deferred triggers, too, must run while the clock does */
		awspipe_time_limit_start(consumer->config.maximum_batch_duration_ms);
		awspipe_inbox_insert(consumer->inbox, consumer, batch, 0, napplied);
		SPI_execute("SET CONSTRAINTS ALL IMMEDIATE", false, 0);
		awspipe_time_limit_stop();
	}

	if (napplied > 0)
		write_batch_row(consumer, batch, napplied);
	if (batch->redriven)
		awspipe_dead_letter_redriven(batch, napplied);
	else
	{
		for (i = 0; i < napplied; i++)
		{
			if (is_set_aside(consumer, &batch->records[i]))
				awspipe_dead_letter_record(consumer, &batch->records[i]);
		}
		if ((napplied > 0 || claims) &&
			!consumer->source->advance(consumer->source, batch, napplied))
			awspipe_consumer_exit_replaced(consumer);
	}
	if (batch->nrecords == 0 && !may_tick(consumer))
		awspipe_consumer_exit_replaced(consumer);
	awspipe_commit();
	leave_batch();
	return napplied;
}

static void
note_rate(AwspipeConsumerCounters *c, TimestampTz now, uint64 records)
{
	double		rate = awspipe_counted_rate(c);

	rate = awspipe_rate_add(rate, (TimestampTz) pg_atomic_read_u64(&c->rate_at),
							now, (int64) records);
	awspipe_count_rate(c, rate);
	pg_atomic_write_u64(&c->rate_at, (uint64) now);
}

static void
count(AwspipeConsumer *consumer, AwspipeBatch *batch, int napplied, instr_time started)
{
	AwspipeConsumerCounters *c = consumer->counters;
	TimestampTz now = GetCurrentTimestamp();
	uint32		latencies[AWSPIPE_BUCKETS] = {0};
	uint64		records = 0;
	uint64		bytes = 0;
	uint64		filtered = 0;
	uint64		bad = 0;
	uint64		duplicates = 0;
	uint64		outside = 0;
	instr_time	took;
	int			i;

	for (i = 0; i < napplied; i++)
	{
		if (batch->records[i].outcome == AWSPIPE_RECORD_READY)
		{
			records++;
			bytes += batch->records[i].len;
			if (!batch->redriven && batch->records[i].arrived_at != 0)
				latencies[awspipe_bucket((now - batch->records[i].arrived_at) / 1000)]++;
		}
		else if (batch->records[i].outcome == AWSPIPE_RECORD_FILTERED)
			filtered++;
		else if (batch->records[i].outcome == AWSPIPE_RECORD_DUPLICATE)
			duplicates++;
		else if (is_set_aside(consumer, &batch->records[i]))
			bad++;
		if (batch->records[i].outside != NULL)
			outside++;
	}
	INSTR_TIME_SET_CURRENT(took);
	INSTR_TIME_SUBTRACT(took, started);
	pg_atomic_fetch_add_u64(&c->records, records);
	pg_atomic_fetch_add_u64(&c->bytes, bytes);
	pg_atomic_fetch_add_u64(&c->filtered, filtered);
	pg_atomic_fetch_add_u64(&c->dead_letters, batch->redriven ? 0 : bad);
	pg_atomic_fetch_add_u64(&c->duplicates, duplicates);
	pg_atomic_fetch_add_u64(&c->wrong_shard, outside);
	if (napplied > 0)
	{
		pg_atomic_fetch_add_u64(&c->batches, 1);
		pg_atomic_write_u64(&c->applied_at, (uint64) now);
	}
	for (i = 0; i < AWSPIPE_BUCKETS; i++)
	{
		if (latencies[i] > 0)
			pg_atomic_fetch_add_u64(&c->latencies[i], latencies[i]);
	}
	note_rate(c, now, records);
	pg_atomic_fetch_add_u64(&c->apply_usec, INSTR_TIME_GET_MICROSEC(took));
}

static void
record_problem(AwspipeProblem *problem, const AwspipeRecord *record)
{
	awspipe_problem_from_error(problem, record->error);
	problem->quotes = true;
	problem->position = position_of(record);
}

/*
 * Says why a record went back to its queue, which keeps no reason.
 */
static void
note_released(AwspipeConsumer *consumer, const AwspipeBatch *batch)
{
	AwspipeProblem problem;
	int			i;

	for (i = 0; i < batch->nrecords; i++)
	{
		if (batch->records[i].outcome != AWSPIPE_RECORD_BAD)
			continue;
		record_problem(&problem, &batch->records[i]);
		awspipe_consumer_note(consumer, &problem);
		return;
	}
}

/*
 * Forgets what a failed try has found out about the records: the inbox may
 * be another one the next time.
 */
static void
forget_outcomes(AwspipeBatch *batch)
{
	int			i;

	for (i = 0; i < batch->nrecords; i++)
		batch->records[i].outcome = AWSPIPE_RECORD_RAW;
	MemoryContextReset(batch->outcomes);
}

/*
 * Decides what follows from an error of the whole batch: milliseconds to
 * wait before the next try.
 */
static int64
after_error(AwspipeConsumer *consumer, AwspipeBatch *batch, ErrorData *error,
			bool overdue)
{
	AwspipeTries *tries = &batch->tries;
	AwspipeErrorKind kind = awspipe_batch_error_kind(error, overdue);
	AwspipeProblem problem;

	/* What was canceled because we are to stop is no failure */
	awspipe_obey_orders();

	forget_outcomes(batch);
	leave_batch();
	awspipe_problem_from_error(&problem, error);
	problem.quotes = true;

	/* A tick has no record that could be at fault */
	if (kind == AWSPIPE_ERROR_DATA && batch->nrecords == 0)
		kind = AWSPIPE_ERROR_CONFIGURATION;
	switch (kind)
	{
		case AWSPIPE_ERROR_TRANSIENT:
			awspipe_consumer_retrying(consumer, work_of(batch), &problem);
			return pgaws_backoff_ms(BACKOFF_BASE_MS, BACKOFF_CAP_MS, tries->waits++);
		case AWSPIPE_ERROR_CONFLICT:
			if (++tries->attempts <= consumer->config.maximum_retry_attempts)
				pg_atomic_fetch_add_u64(&consumer->counters->errors, 1);
			else
			{
				batch->careful = true;
				awspipe_consumer_retrying(consumer, work_of(batch), &problem);
			}
			return pgaws_backoff_ms(CONFLICT_BACKOFF_MS, BACKOFF_CAP_MS, tries->attempts);
		case AWSPIPE_ERROR_CONFIGURATION:
			if (tries->refused)
				awspipe_consumer_fail(consumer, &problem);
			tries->refused = true;
			break;
		case AWSPIPE_ERROR_DATA:
			if (batch->careful)
				awspipe_consumer_fail(consumer, &problem);
			batch->careful = true;
			break;
	}
	pg_atomic_fetch_add_u64(&consumer->counters->errors, 1);
	return 0;
}

/*
 * A trigger may have changed settings, or the role, for the session, or left
 * other things in it; the next batch is to find what this one found.
 */
void
awspipe_reset_session(AwspipeConsumer *consumer)
{
	if (GetUserId() != consumer->config.owner)
		SetConfigOption("role", "none", PGC_USERSET, PGC_S_SESSION);
	ResetAllOptions();
	awspipe_discard_session();
}

/*
 * One try to apply the batch, see consumer.h.  No transaction may be open.
 */
int64
awspipe_apply(AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	MemoryContext caller = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;
	volatile int napplied = 0;
	volatile bool overdue = false;
	instr_time	started;

	INSTR_TIME_SET_CURRENT(started);
	pg_atomic_write_u32(&awspipe_my_slot->applying, 1);
	PG_TRY();
	{
		napplied = apply_in_transaction(consumer, batch);
	}
	PG_CATCH();
	{
		overdue = awspipe_time_limit_clear();
		error = awspipe_abort(caller);
	}
	PG_END_TRY();
	pg_atomic_write_u32(&awspipe_my_slot->applying, 0);
	MemoryContextSwitchTo(caller);
	awspipe_reset_session(consumer);

	if (error != NULL)
		return after_error(consumer, batch, error, overdue);

	count(consumer, batch, napplied, started);
	if (napplied < batch->nrecords)
	{
		AwspipeProblem problem;

		record_problem(&problem, &batch->records[napplied]);
		if (!batch->redriven && batch->records[napplied].arrived_at != 0)
			pg_atomic_write_u64(&consumer->counters->waiting_since,
								(uint64) batch->records[napplied].arrived_at);
		awspipe_consumer_fail(consumer, &problem);
	}
	awspipe_consumer_recovered(consumer, work_of(batch));
	if (consumer->config.release && !batch->redriven)
		note_released(consumer, batch);
	if (!batch->redriven && batch->nrecords > 0)
		consumer->source->committed(consumer->source, batch);
	return -1;
}

void
awspipe_apply_rehearsed(AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	consumer->inbox = awspipe_inbox_open(NULL, consumer->context,
										 consumer->config.inbox,
										 consumer->config.owner);
	awspipe_decode(consumer, batch, awspipe_inbox_payload_type(consumer->inbox));
	awspipe_current_batch = next_batch_id();
	(void) insert_bisecting(consumer, batch, 0, batch->nrecords);
}
