/*-------------------------------------------------------------------------
 *
 * supervisor.c
 *	  The worker that starts and stops the others of its database.
 *
 * Every turn compares awspipe.consumer, the runs of jobs that wait or are
 * under way (job_workers.c) and captures (capture_workers.c) with the workers
 * that run, in one short transaction, and writes down what it is about to do: a consumer is
 * "starting" before its worker exists, so that the worker's own state comes
 * later.  Workers are started and told to stop after the commit.  A turn
 * comes with a wake (somebody changed a consumer), with the end of a worker,
 * and otherwise every few seconds; a failed turn is repeated, and nothing
 * but the state on display is lost with it.
 *
 * The workers of a supervisor do not outlive it by more than a turn: its
 * exit tells them to stop, and its successor waits for them before it starts
 * its own.  That way there is never more than one worker to a consumer; if
 * there were, the fence in awspipe.checkpoint keeps them apart.
 *
 * A batch can last, and somebody be waiting for it: whoever stopped its
 * consumer, or a command that removes the extension and needs the lock that
 * every batch holds.  After some seconds the batch is canceled then, and after
 * some more its worker terminated.  Both cost the work of that batch only.
 * Commands of jobs are treated alike, and run again; so is what a capture
 * does.
 *
 * Between turns the supervisor keeps samples of the statistics, and removes
 * what is past its retention: batches, outcomes of messages, samples, former
 * states and runs, and roles to which nothing belongs.
 * It does so in steps, each a transaction of its own, so that a backlog neither
 * holds locks for long nor keeps the supervisor from its workers.  Batches, messages and runs are
 * numbered in about the order in which they were made; a step therefore looks at
 * the lowest numbers only.
 *
 * The supervisor connects as the bootstrap superuser and runs no code of users.
 *
 * IDENTIFICATION
 *	  src/supervisor/supervisor.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "base/names.h"
#include "base/owner.h"
#include "base/owner_spi.h"
#include "base/pipeline.h"
#include "base/settings.h"
#include "consumer/sqs_seen.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "supervisor/capture_workers.h"
#include "supervisor/job_workers.h"
#include "supervisor/metrics.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "worker/child.h"
#include "worker/daily.h"
#include "worker/report.h"
#include "worker/worker.h"

/* A consumer as its tables describe it. */
typedef struct ConsumerRow
{
	int64		consumer_id;
	char	   *name;
	char	   *state;
	bool		enabled;

	Oid			owner;			/* InvalidOid: the role is gone */
} ConsumerRow;

/* Time between two turns when nothing happens, and after a failed one */
#define TURN_MS				10000
#define RETRY_MS			1000

/* While consumers run: whether somebody waits for a batch of theirs to end */
#define WATCH_MS			2000

/* Time between two looks at workers that are to leave */
#define ORPHAN_POLL_MS		100

#define HOUSEKEEPING_MS		60000

typedef struct SupervisedConsumer
{
	AwspipeChild child;
	char	   *name;

	/* Since the last turn that was committed */
	bool		died;			/* its worker has ended unexpectedly */
	bool		uncancelable;	/* in a batch that could not be canceled */
	bool		denied;			/* no worker was free for it */

	/* This turn's decisions */
	bool		seen;
	bool		wanted;
	bool		start;
	bool		stop;
} SupervisedConsumer;

/* Rows that one step looks at */
#define STEP_ROWS 5000

/* States of a consumer that are kept, however often it changes */
#define HISTORY_ROWS 1000

pg_noreturn PGDLLEXPORT void awspipe_supervisor_main(Datum main_arg);

/* They live as long as the supervisor */
static List *consumers = NIL;
static AwspipeChild dispatcher = {.kind = AWSPIPE_DISPATCHER};

/* Jobs that are done again and again; each fails and recovers by itself */
static AwspipeJob supervising = {.what = "look after the workers"};
static AwspipeJob cleaning = {.what = "remove old rows"};
static AwspipeJob sampling = {.what = "keep the history of statistics"};

static ConsumerRow *read_consumers(int *nrows);
static void write_state(int64 consumer_id, const char *state,
						const AwspipeProblem *problem);
static bool clean_up_step(void);

static SupervisedConsumer *
find_consumer(const ConsumerRow *row)
{
	SupervisedConsumer *consumer;
	MemoryContext old_context;
	ListCell   *lc;

	foreach(lc, consumers)
	{
		consumer = lfirst(lc);
		if (consumer->child.consumer_id == row->consumer_id)
			return consumer;
	}

	old_context = MemoryContextSwitchTo(TopMemoryContext);
	consumer = palloc0(sizeof(SupervisedConsumer));
	consumer->child.kind = AWSPIPE_CONSUMER;
	consumer->child.database = MyDatabaseId;
	consumer->child.consumer_id = row->consumer_id;
	consumer->name = pstrdup(row->name);
	consumers = lappend(consumers, consumer);
	MemoryContextSwitchTo(old_context);
	return consumer;
}

static bool
state_is(const ConsumerRow *row, const char *state)
{
	return strcmp(row->state, state) == 0;
}

static void
fail(const ConsumerRow *row, const AwspipeProblem *problem)
{
	write_state(row->consumer_id, "failed", problem);
	awspipe_report_stopped(row->name, problem);
}

/* A consumer that is to run: start it if it is due and may. */
static void
decide_start(SupervisedConsumer *consumer, const ConsumerRow *row)
{
	static const AwspipeProblem death = {
		.sqlerrcode = ERRCODE_SYSTEM_ERROR,
		.message = "worker of the consumer ended unexpectedly",
		.hint = "The server log says why."
	};
	static const AwspipeProblem uncancelable = {
		.sqlerrcode = ERRCODE_QUERY_CANCELED,
		.message = "batch could not be canceled after maximum_batch_duration",
		.detail = "A trigger catches query_canceled and goes on; its worker had to be terminated."
	};
	static const AwspipeProblem denial = {
		.sqlerrcode = ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
		.message = "no background worker is free for the consumer",
		.hint = "Increase max_worker_processes or pgawspipe.max_workers."
	};
	AwspipeProblem problem;

	if (consumer->child.running)
		return;
	if (consumer->uncancelable)
	{
		fail(row, &uncancelable);
		return;
	}
	if (awspipe_child_wait(&consumer->child) > 0)
	{
		if (consumer->denied)
			write_state(row->consumer_id, "retrying", &denial);
		else if (consumer->died && !state_is(row, "retrying"))
			write_state(row->consumer_id, "retrying", &death);
		return;
	}

	if (!awspipe_owner_check(row->owner, AWSPIPE_OWNED_CONSUMER,
							 row->consumer_id, &problem))
	{
		fail(row, &problem);
		return;
	}
	write_state(row->consumer_id, "starting", NULL);
	consumer->child.owner = row->owner;
	consumer->start = true;
}

/* Compares one consumer with its worker. */
static void
decide(const ConsumerRow *row)
{
	SupervisedConsumer *consumer = find_consumer(row);
	bool		wanted = row->enabled && !state_is(row, "failed");

	consumer->seen = true;
	consumer->wanted = wanted;
	if (wanted && !(consumer->child.running &&
					consumer->child.owner != row->owner))
	{
		decide_start(consumer, row);
		return;
	}
	if (consumer->child.running)
		consumer->stop = true;
	else if (!row->enabled && !state_is(row, "failed") &&
			 !state_is(row, "stopped"))
		write_state(row->consumer_id, "stopped", NULL);
}

/* Says once that nothing runs here, and why. */
static void
report_paused(bool paused)
{
	static bool reported = false;

	if (paused && !reported)
		ereport(WARNING,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("pgawspipe is paused in this database"),
				 errdetail("Its configuration was made in another cluster or database, whose streams and queues are not to be read twice."),
				 errhint("To run it here, and nowhere else, call awspipe.adopt().")));
	reported = paused;
	awspipe_slot_set_status(awspipe_my_slot, paused ?
							AWSPIPE_DATABASE_PAUSED :
							AWSPIPE_DATABASE_PRESENT);
}

/* The turn's transaction.  False when the extension is not at hand. */
static bool
read_and_decide(bool *paused)
{
	static uint64 followed = 0;
	uint64		version;
	ConsumerRow *rows;
	int			nrows;

	if (!awspipe_begin("comparing consumers with workers"))
		return false;
	version = awspipe_names_version();
	*paused = !awspipe_installation_is_ours();
	if (!*paused)
	{
		if (followed != version)
			awspipe_names_follow();
		rows = read_consumers(&nrows);

		/*
		 * A dump that is being loaded brings owners before their consumers,
		 * so whoever has seen these now sees that they are not ours.
		 */
		*paused = !awspipe_installation_is_ours();
		for (int i = 0; i < nrows && !*paused; i++)
			decide(&rows[i]);
		if (!*paused)
		{
			awspipe_job_workers_decide();
			awspipe_capture_workers_decide();
		}
	}
	awspipe_commit();
	if (!*paused)
		followed = version;
	return true;
}

/* Takes note of workers that have ended. */
static void
watch_workers(void)
{
	AwspipeChildEnd end;
	ListCell   *lc;

	foreach(lc, consumers)
	{
		SupervisedConsumer *consumer = lfirst(lc);

		consumer->seen = consumer->wanted = false;
		consumer->start = consumer->stop = false;
		if (awspipe_child_ended(&consumer->child, &end))
		{
			consumer->died = !end.expected;
			consumer->uncancelable = end.uncancelable;
		}
	}
	awspipe_job_workers_watch();
	awspipe_capture_workers_watch();
	(void) awspipe_child_ended(&dispatcher, &end);
}

/* Carries out what was decided for consumers. */
static void
carry_out(void)
{
	ListCell   *lc;

	foreach(lc, consumers)
	{
		SupervisedConsumer *consumer = lfirst(lc);

		consumer->died = consumer->denied = consumer->uncancelable = false;
		if (consumer->stop || !consumer->seen)
			awspipe_child_stop(&consumer->child);
		if (consumer->start)
			consumer->denied = !awspipe_child_start(&consumer->child,
													consumer->name);

		/* Dropped, and its worker has left */
		if (!consumer->seen && !consumer->child.running)
		{
			awspipe_slot_forget(MyDatabaseId, consumer->child.consumer_id);
			consumers = foreach_delete_current(consumers, lc);
			pfree(consumer->name);
			pfree(consumer);
		}
	}
}

/* What a turn came to */
typedef enum TurnResult
{
	TURN_FAILED,
	TURN_PAUSED,
	TURN_DONE
} TurnResult;

/* One turn; never throws. */
static TurnResult
take_turn(void)
{
	volatile bool decided = false;
	volatile bool paused = false;

	watch_workers();
	PG_TRY();
	{
		bool		is_paused = false;

		decided = read_and_decide(&is_paused);
		paused = is_paused;
	}
	PG_CATCH();
	{
		awspipe_job_failed(&supervising, awspipe_abort(awspipe_tick_context));
		awspipe_slot_set_status(awspipe_my_slot,
								AWSPIPE_DATABASE_PRESENT);
	}
	PG_END_TRY();

	if (!decided)
		return TURN_FAILED;

	awspipe_job_done(&supervising);
	report_paused(paused);
	carry_out();
	awspipe_job_workers_carry_out();
	awspipe_capture_workers_carry_out();
	if (paused)
	{
		awspipe_child_stop(&dispatcher);
		return TURN_PAUSED;
	}
	if (!dispatcher.running && awspipe_child_wait(&dispatcher) == 0)
		(void) awspipe_child_start(&dispatcher, awspipe_database_name);
	return TURN_DONE;
}

/* Time until the next turn is due. */
static int64
next_turn(TurnResult result)
{
	int64		timeout = TURN_MS;
	ListCell   *lc;

	if (result == TURN_FAILED)
		return RETRY_MS;
	if (result == TURN_DONE && !dispatcher.running)
		timeout = Min(timeout, awspipe_child_wait(&dispatcher));
	timeout = Min(timeout, awspipe_job_workers_next_turn());
	timeout = Min(timeout, awspipe_capture_workers_next_turn());
	foreach(lc, consumers)
	{
		SupervisedConsumer *consumer = lfirst(lc);

		/* To write down that it has been denied */
		if (consumer->denied)
			return 0;
		if (consumer->wanted && !consumer->child.running)
			timeout = Min(timeout, awspipe_child_wait(&consumer->child));
	}
	return timeout;
}

/*
 * Cancels, or ends, what keeps somebody waiting.  Returns the time until the
 * next look at it.
 */
static int64
enforce_stops(void)
{
	static int64 wanted_since = 0;
	static int	signaled = 0;
	int64		next = PG_INT64_MAX;
	int			signo = 0;
	ListCell   *lc;

	if (!awspipe_extension_wanted())
		wanted_since = 0;
	else if (wanted_since == 0)
		wanted_since = awspipe_now_ms();
	if (wanted_since != 0)
		signo = awspipe_signal_due(awspipe_now_ms() - wanted_since, &next);

	foreach(lc, consumers)
	{
		AwspipeChild *child = &((SupervisedConsumer *) lfirst(lc))->child;

		if (!child->running)
			continue;
		if (signo != 0 && signo != signaled)
			awspipe_slot_kill(child->slot, child->generation, signo, true);
		next = Min(next, awspipe_child_enforce_stop(child, false, WATCH_MS));
	}
	signaled = signo;
	next = Min(next, awspipe_capture_workers_enforce_stops(signo != 0, WATCH_MS));
	return Min(next, awspipe_job_workers_enforce_stops(signo != 0, WATCH_MS));
}

/* Days of the log of deliveries; rows of it are the dispatcher's. */
static void
keep_delivered(void)
{
	AwspipeDaily delivered = {
		.table = "delivered",
		.column = "settled_at",
		.comment = "messages settled on one day",
		.kept_minutes = awspipe_delivered_retention
	};

	awspipe_daily_housekeeping(&delivered);
}

/*
 * Keeps what is measured now of whatever has moved since the last time, or is
 * late.  The messages that wait are not counted: where they are many, that
 * would take long each minute.
 */
static void
take_samples(void)
{
	static AwspipeStatement take = {
		.sql = "INSERT INTO awspipe._sample (at, consumer_id, destination_id, per_second, lag)"
		" SELECT now(), c.consumer_id, NULL, COALESCE(c.records_per_second, 0), extract(epoch FROM c.lag)"
		" FROM awspipe._consumer_status AS c"
		" WHERE c.applied_at > now() - make_interval(secs => $1) OR c.lag > '1 s' AND c.state <> 'stopped'"
		" UNION ALL"
		" SELECT now(), NULL, s.destination_id, awspipe._rate_at(s.rate, s.rate_at, s.stats_reset),"
		"  extract(epoch FROM greatest(now() - o.created_at, '0'))"
		" FROM awspipe.destination_stat AS s"
		" LEFT JOIN LATERAL (SELECT created_at FROM awspipe.outbox WHERE destination_id = s.destination_id"
		"  ORDER BY outbox_id LIMIT 1) AS o ON true"
		" WHERE s.updated_at > now() - make_interval(secs => $1) OR o.created_at IS NOT NULL"
	};

	PG_TRY();
	{
		if (awspipe_begin("keeping the history of statistics"))
		{
			awspipe_execute_with(&take, bind_float8(HOUSEKEEPING_MS / 1000.0));
			awspipe_commit();
		}
		awspipe_job_done(&sampling);
	}
	PG_CATCH();
	{
		awspipe_job_failed(&sampling, awspipe_abort(awspipe_tick_context));
	}
	PG_END_TRY();
}

/* Removes old rows, one step; true when there may be more. */
static bool
clean_up(void)
{
	volatile bool more = false;

	PG_TRY();
	{
		if (awspipe_begin("removing old rows"))
		{
			more = clean_up_step();
			awspipe_commit();
		}
		if (!more)
		{
			awspipe_sqs_seen_housekeeping();
			keep_delivered();
		}
		awspipe_job_done(&cleaning);
	}
	PG_CATCH();
	{
		awspipe_job_failed(&cleaning, awspipe_abort(awspipe_tick_context));
		more = false;
	}
	PG_END_TRY();
	return more;
}

/* Sees the workers of the supervisor before this one off. */
static void
wait_for_orphans(void)
{
	int64		start = awspipe_now_ms();
	int			signaled = 0;
	int			signo = 0;

	while (awspipe_slots_stop_orphans(MyDatabaseId,
									  signo != signaled ? signo : 0) > 0)
	{
		int64		next;

		signaled = signo;
		awspipe_worker_wait(NULL, ORPHAN_POLL_MS, AWSPIPE_WAIT_MAIN);
		signo = awspipe_signal_due(awspipe_now_ms() - start, &next);
	}
}

void
awspipe_supervisor_main(Datum main_arg)
{
	int64		housekeeping_due = 0;
	int64		samples_due = 0;

	awspipe_worker_start(main_arg, AWSPIPE_SUPERVISOR);
	dispatcher.database = MyDatabaseId;

	wait_for_orphans();

	for (;;)
	{
		TurnResult	result;
		bool		more = false;
		int64		timeout;

		awspipe_tick();
		(void) awspipe_worker_woken();
		result = take_turn();
		if (awspipe_extension_is_gone())
			awspipe_capture_workers_leave();
		if (result == TURN_DONE)
			awspipe_metrics_publish_due();

		if (result == TURN_DONE && awspipe_now_ms() >= samples_due)
		{
			take_samples();
			samples_due = awspipe_now_ms() + HOUSEKEEPING_MS;
		}
		if (result == TURN_DONE && awspipe_now_ms() >= housekeeping_due)
		{
			more = clean_up();
			if (!more)
				housekeeping_due = awspipe_now_ms() + HOUSEKEEPING_MS;
		}
		timeout = Min(next_turn(result), enforce_stops());
		awspipe_worker_wait(NULL, more ? 0 : timeout,
							result == TURN_FAILED ?
							AWSPIPE_WAIT_BACKOFF : AWSPIPE_WAIT_MAIN);
	}
}

/* All consumers, in the current memory context. */
static ConsumerRow *
read_consumers(int *nrows)
{
	static AwspipeStatement statement = {
		.sql = "SELECT c.consumer_id, c.name, COALESCE(s.state, 'stopped'),"
		" c.enabled, w.role_oid"
		" FROM awspipe.consumer AS c"
		" LEFT JOIN awspipe.consumer_state AS s ON s.consumer_id = c.consumer_id"
		" LEFT JOIN awspipe._ownership AS w ON w.owner_id = c.owner_id"
		" ORDER BY c.consumer_id",
		.read_only = true
	};
	MemoryContext context = CurrentMemoryContext;
	ConsumerRow *rows;

	*nrows = (int) awspipe_execute(&statement);
	rows = MemoryContextAllocZero(context, sizeof(ConsumerRow) * *nrows);
	for (int i = 0; i < *nrows; i++)
	{
		ConsumerRow *row = &rows[i];

		row->consumer_id = awspipe_result_int64(i, 1, 0);
		row->name = MemoryContextStrdup(context, awspipe_result_text(i, 2));
		row->state = MemoryContextStrdup(context, awspipe_result_text(i, 3));
		row->enabled = awspipe_result_bool(i, 4, false);
		row->owner = (Oid) awspipe_result_int64(i, 5, InvalidOid);
	}
	return rows;
}

/* Moves a consumer to that state, for that problem (NULL: none new). */
static void
write_state(int64 consumer_id, const char *state,
			const AwspipeProblem *problem)
{
	static AwspipeStatement statement = {
		.sql = "INSERT INTO awspipe.consumer_state AS s"
		" (consumer_id, state, error_code, error_message, error_detail, error_hint, error_at)"
		" VALUES ($1, $2, $3, $4, $5, $6,"
		"         CASE WHEN $3 IS NOT NULL THEN now() END)"
		" ON CONFLICT (consumer_id) DO UPDATE SET"
		" state = $2, since = now(),"
		" error_code = CASE WHEN $3 IS NULL THEN s.error_code ELSE $3 END,"
		" error_message = CASE WHEN $3 IS NULL THEN s.error_message ELSE $4 END,"
		" error_detail = CASE WHEN $3 IS NULL THEN s.error_detail ELSE $5 END,"
		" error_hint = CASE WHEN $3 IS NULL THEN s.error_hint ELSE $6 END,"
		" error_context = CASE WHEN $3 IS NULL THEN s.error_context END,"
		" error_position = CASE WHEN $3 IS NULL THEN s.error_position END,"
		" error_at = CASE WHEN $3 IS NULL THEN s.error_at ELSE now() END"
		" WHERE s.state <> $2"
	};
	static const AwspipeProblem none;

	if (problem == NULL)
		problem = &none;
	awspipe_execute_with(&statement, bind_int8(consumer_id), bind_text(state),
						 bind_text(awspipe_problem_code(problem)),
						 bind_text(problem->message), bind_text(problem->detail),
						 bind_text(problem->hint));
}

/*
 * Removes some of what is past its retention.  True when there may be more.
 * Needs the transaction of awspipe_begin().
 */
static bool
clean_up_step(void)
{
	static AwspipeStatement batches = {
		.sql = "DELETE FROM awspipe.batch"
		" WHERE batch_id = ANY (ARRAY(SELECT b.batch_id FROM awspipe.batch AS b"
		"                             ORDER BY b.batch_id LIMIT $2))"
		" AND applied_at < now() - make_interval(mins => $1)"
	};
	static AwspipeStatement results = {
		.sql = "DELETE FROM awspipe.outbox_result"
		" WHERE outbox_id = ANY (ARRAY(SELECT r.outbox_id FROM awspipe.outbox_result AS r"
		"                              ORDER BY r.outbox_id LIMIT $2))"
		" AND settled_at < now() - make_interval(mins => $1)"
	};
	static AwspipeStatement states = {
		.sql = "DELETE FROM awspipe._consumer_history"
		" WHERE ctid = ANY (ARRAY(SELECT o.ctid FROM awspipe.consumer AS c,"
		"  LATERAL (SELECT h.ctid FROM awspipe._consumer_history AS h"
		"   WHERE h.consumer_id = c.consumer_id"
		"   AND h.at < greatest(now() - make_interval(mins => $1),"
		"    (SELECT r.at FROM awspipe._consumer_history AS r"
		"     WHERE r.consumer_id = c.consumer_id"
		"     ORDER BY r.at DESC OFFSET $3 LIMIT 1))) AS o LIMIT $2))"
	};
	static AwspipeStatement samples = {
		.sql = "DELETE FROM awspipe._sample"
		" WHERE ctid = ANY (ARRAY(SELECT s.ctid FROM awspipe._sample AS s"
		"  WHERE s.at < now() - make_interval(mins => $1) ORDER BY s.at LIMIT $2))"
	};

	/* Of each job the last one stays, for awspipe.jobs */
	static AwspipeStatement runs = {
		.sql = "DELETE FROM awspipe.job_run AS r"
		" WHERE r.run_id = ANY (ARRAY(SELECT o.run_id FROM awspipe.job_run AS o"
		"                             ORDER BY o.run_id LIMIT $2))"
		" AND r.finished_at < now() - make_interval(mins => $1)"
		" AND EXISTS (SELECT FROM awspipe.job_run AS l"
		"  WHERE l.job_id = r.job_id AND l.run_id > r.run_id)"
		" AND NOT EXISTS (SELECT FROM awspipe.workflow_run AS w"
		"  WHERE w.workflow_run_id = r.workflow_run_id AND w.state = 'running')"
	};

	/* Files go with their batches; those of loads stay as long as the capture */
	static AwspipeStatement capture_files = {
		.sql = "DELETE FROM awspipe.capture_file AS f USING awspipe.capture_batch AS b"
		" WHERE b.capture_id = f.capture_id AND b.batch_no = f.batch_no"
		" AND b.uploaded_at < now() - make_interval(mins => $1)"
	};
	static AwspipeStatement capture_batches = {
		.sql = "DELETE FROM awspipe.capture_batch WHERE state = 'uploaded'"
		" AND uploaded_at < now() - make_interval(mins => $1)"
	};
	static AwspipeStatement workflow_runs = {
		.sql = "DELETE FROM awspipe.workflow_run AS w"
		" WHERE w.finished_at < now() - make_interval(mins => $1)"
		" AND w.workflow_run_id < (SELECT max(l.workflow_run_id) FROM awspipe.workflow_run AS l"
		"  WHERE l.workflow_id = w.workflow_id)"
	};
	bool		more;

	awspipe_pipelines_note_owners();

	/* A row may have been written while its name was changing */
	awspipe_names_follow();

	more = awspipe_execute_with(&batches, bind_int4(awspipe_batch_retention),
								bind_int4(STEP_ROWS)) == STEP_ROWS;
	if (awspipe_execute_with(&results, bind_int4(awspipe_batch_retention),
							 bind_int4(STEP_ROWS)) == STEP_ROWS)
		more = true;
	if (awspipe_execute_with(&states, bind_int4(awspipe_history_retention),
							 bind_int4(STEP_ROWS),
							 bind_int4(HISTORY_ROWS)) == STEP_ROWS)
		more = true;
	if (awspipe_execute_with(&samples, bind_int4(awspipe_history_retention),
							 bind_int4(STEP_ROWS)) == STEP_ROWS)
		more = true;
	if (awspipe_execute_with(&runs, bind_int4(awspipe_history_retention),
							 bind_int4(STEP_ROWS)) == STEP_ROWS)
		more = true;
	awspipe_execute_with(&capture_files, bind_int4(awspipe_history_retention));
	awspipe_execute_with(&capture_batches, bind_int4(awspipe_history_retention));
	awspipe_execute_with(&workflow_runs, bind_int4(awspipe_history_retention));
	if (!more)
		awspipe_owners_release();
	return more;
}
