/*-------------------------------------------------------------------------
 *
 * supervisor.c
 *	  The worker that starts and stops the others of its database.
 *
 * Every turn compares awspipe.consumer with the workers that run, in one
 * short transaction, and writes down what it is about to do: a consumer is
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
 *
 * It connects as the bootstrap superuser and runs no code of users.
 *
 * IDENTIFICATION
 *	  src/supervisor/supervisor.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/names.h"
#include "base/settings.h"
#include "commands/dbcommands.h"
#include "consumer/received.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "pg_compat.h"
#include "supervisor/metrics.h"
#include "supervisor/supervisor.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "worker/child.h"
#include "worker/report.h"
#include "worker/worker.h"

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

/* They live as long as the supervisor */
static List *consumers = NIL;
static AwspipeChild dispatcher = {.kind = AWSPIPE_DISPATCHER};
static char *database_name = NULL;

/* What is done again and again, each with a trouble of its own */
static AwspipeJob supervising = {.what = "look after the workers"};
static AwspipeJob cleaning = {.what = "remove old rows"};

PGDLLEXPORT void awspipe_supervisor_main(Datum main_arg);

static SupervisedConsumer *
find_consumer(const AwspipeConsumerRow *row)
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

/* Why the consumer may not run as its owner; NULL when it may. */
static const AwspipeProblem *
find_owner_problem(const AwspipeConsumerRow *row)
{
	static const AwspipeProblem gone = {
		"28000", "owner of the consumer does not exist",
		"Drop the consumer, or let an existing role own it."
	};
	static const AwspipeProblem superuser = {
		"28000", "owner of the consumer is a superuser",
		"Let an ordinary role own it, or turn on pgawspipe.allow_superuser_owner."
	};
	static const AwspipeProblem nologin = {
		"28000", "owner of the consumer is not permitted to log in",
		"Before PostgreSQL 17 the role needs LOGIN: ALTER ROLE ... LOGIN."
	};

	if (!row->owner_exists)
		return &gone;
	if (row->owner_is_superuser && !awspipe_allow_superuser_owner)
		return &superuser;
	if (WORKER_OWNER_NEEDS_LOGIN && !row->owner_can_login)
		return &nologin;
	return NULL;
}

static bool
state_is(const AwspipeConsumerRow *row, const char *state)
{
	return strcmp(row->state, state) == 0;
}

static void
fail(const AwspipeConsumerRow *row, const AwspipeProblem *problem)
{
	awspipe_supervisor_write(row->consumer_id, "failed", problem);
	ereport(LOG,
			(errmsg("consumer \"%s\" has failed: %s", row->name,
					problem->message),
			 errhint("%s", problem->detail)));
}

/* A consumer that is to run: start it if it is due and may. */
static void
decide_start(SupervisedConsumer *consumer, const AwspipeConsumerRow *row)
{
	static const AwspipeProblem death = {
		"58000", "worker of the consumer ended unexpectedly",
		"The server log says why."
	};
	static const AwspipeProblem uncancelable = {
		"57014", "batch could not be canceled after maximum_batch_duration",
		"A trigger catches query_canceled and goes on; its worker had to be terminated."
	};
	static const AwspipeProblem denial = {
		"53400", "no background worker is free for the consumer",
		"Increase max_worker_processes or pgawspipe.max_workers."
	};
	const AwspipeProblem *problem;

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
			awspipe_supervisor_write(row->consumer_id, "retrying", &denial);
		else if (consumer->died && !state_is(row, "retrying"))
			awspipe_supervisor_write(row->consumer_id, "retrying", &death);
		return;
	}

	problem = find_owner_problem(row);
	if (problem != NULL)
	{
		fail(row, problem);
		return;
	}
	awspipe_supervisor_write(row->consumer_id, "starting", NULL);
	consumer->child.owner = row->owner;
	consumer->start = true;
}

/* Compares one consumer with its worker. */
static void
decide(const AwspipeConsumerRow *row)
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
		awspipe_supervisor_write(row->consumer_id, "stopped", NULL);
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
	awspipe_slot_set_verdict(awspipe_my_slot, paused ?
							 AWSPIPE_VERDICT_PAUSED :
							 AWSPIPE_VERDICT_PRESENT);
}

/* The turn's transaction.  False when the extension is not at hand. */
static bool
read_and_decide(bool *paused)
{
	AwspipeConsumerRow *rows;
	int			nrows;

	if (!awspipe_begin("comparing consumers with workers"))
		return false;
	if (database_name == NULL)
		database_name = MemoryContextStrdup(TopMemoryContext,
											get_database_name(MyDatabaseId));
	*paused = !awspipe_installation_is_ours();
	if (!*paused)
	{
		awspipe_names_follow();
		rows = awspipe_supervisor_read(&nrows);

		/*
		 * A dump that is being loaded brings owners before their consumers,
		 * so whoever has seen these now sees that they are not ours.
		 */
		*paused = !awspipe_installation_is_ours();
		for (int i = 0; i < nrows && !*paused; i++)
			decide(&rows[i]);
	}
	awspipe_commit();
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
		awspipe_slot_set_verdict(awspipe_my_slot, AWSPIPE_VERDICT_PRESENT);
	}
	PG_END_TRY();

	if (!decided)
		return TURN_FAILED;

	awspipe_job_done(&supervising);
	report_paused(paused);
	carry_out();
	if (paused)
	{
		awspipe_child_stop(&dispatcher);
		return TURN_PAUSED;
	}
	if (!dispatcher.running && awspipe_child_wait(&dispatcher) == 0)
		(void) awspipe_child_start(&dispatcher, database_name);
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
urge_workers(void)
{
	static TimestampTz wanted_since = 0;
	static int	signaled = 0;
	int64		next = PG_INT64_MAX;
	int			signo = 0;
	ListCell   *lc;

	if (!awspipe_extension_wanted())
		wanted_since = 0;
	else if (wanted_since == 0)
		wanted_since = GetCurrentTimestamp();
	if (wanted_since != 0)
		signo = awspipe_signal_due(TimestampDifferenceMilliseconds(wanted_since,
																   GetCurrentTimestamp()),
								   &next);

	foreach(lc, consumers)
	{
		AwspipeChild *child = &((SupervisedConsumer *) lfirst(lc))->child;

		if (!child->running)
			continue;
		if (signo != 0 && signo != signaled)
			awspipe_slot_kill(child->slot, child->generation, signo, true);
		next = Min(next, Min(WATCH_MS, awspipe_child_urge(child)));
	}
	signaled = signo;
	return next;
}

/* Removes old rows, one step; true when there may be more. */
static bool
keep_house(void)
{
	volatile bool more = false;

	PG_TRY();
	{
		if (awspipe_begin("removing old rows"))
		{
			more = awspipe_housekeeping_step();
			awspipe_commit();
		}
		if (!more)
			awspipe_received_housekeeping();
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
	TimestampTz start = GetCurrentTimestamp();
	int			signaled = 0;
	int			signo = 0;

	while (awspipe_slots_stop_orphans(MyDatabaseId,
									  signo != signaled ? signo : 0) > 0)
	{
		int64		next;

		signaled = signo;
		awspipe_worker_wait(NULL, ORPHAN_POLL_MS, AWSPIPE_WAIT_MAIN);
		signo = awspipe_signal_due(TimestampDifferenceMilliseconds(start,
																   GetCurrentTimestamp()),
								   &next);
	}
}

void
awspipe_supervisor_main(Datum main_arg)
{
	TimestampTz last_housekeeping = 0;

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
		if (result == TURN_DONE)
			awspipe_metrics_publish_due();

		if (result == TURN_DONE &&
			TimestampDifferenceExceeds(last_housekeeping,
									   GetCurrentTimestamp(),
									   HOUSEKEEPING_MS))
		{
			more = keep_house();
			if (!more)
				last_housekeeping = GetCurrentTimestamp();
		}
		timeout = Min(next_turn(result), urge_workers());
		awspipe_worker_wait(NULL, more ? 0 : timeout,
							result == TURN_FAILED ?
							AWSPIPE_WAIT_BACKOFF : AWSPIPE_WAIT_MAIN);
	}
}
