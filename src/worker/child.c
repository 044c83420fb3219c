/*-------------------------------------------------------------------------
 *
 * child.c
 *	  Starting, watching and stopping a worker.
 *
 * Used by the launcher for supervisors and by a supervisor for consumers,
 * jobs, captures and the dispatcher.  Workers are started with BGW_NEVER_RESTART: the
 * delay before the next attempt is ours.  The postmaster signals us when a
 * child has started or ended, which sets our latch.
 *
 * IDENTIFICATION
 *	  src/worker/child.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <signal.h>

#include "base/clock.h"
#include "base/settings.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "worker/child.h"

/* A child that has run for that long had no trouble starting. */
#define HEALTHY_UPTIME_MS	60000

/*
 * Before what a worker runs is canceled, and again before it is terminated.
 * A batch takes milliseconds, rarely seconds.
 */
#define GRACE_MS			5000

/* With nothing free, another attempt is made after so many first delays. */
#define EXHAUSTED_FACTOR	5

static const struct
{
	const char *type;
	const char *function;
}			kinds[] =

{
	[AWSPIPE_SUPERVISOR] = {"pgawspipe supervisor", "awspipe_supervisor_main"},
	[AWSPIPE_CONSUMER] = {"pgawspipe consumer", "awspipe_consumer_main"},
	[AWSPIPE_DISPATCHER] = {"pgawspipe dispatcher", "awspipe_dispatcher_main"},
	[AWSPIPE_JOB] = {"pgawspipe job", "awspipe_job_main"},
	[AWSPIPE_CAPTURE] = {"pgawspipe capture", "awspipe_capture_main"}
};

/* Says that nothing is free, or is again: once each time it changes. */
static void
report_exhaustion(bool exhausted, const char *setting)
{
	static bool reported = false;

	if (exhausted == reported)
		return;
	reported = exhausted;
	if (exhausted)
		ereport(LOG,
				(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
				 errmsg("no worker of pgawspipe is free"),
				 errdetail("Starting it will be tried again."),
				 errhint("You might need to increase %s.", setting)));
	else
		ereport(LOG,
				(errmsg("workers of pgawspipe are free again")));
}

static bool
register_worker(AwspipeChild *child, const char *instance)
{
	BackgroundWorker worker;
	MemoryContext old_context;
	char	   *name;
	bool		registered;

	memset(&worker, 0, sizeof(worker));
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS |
		BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	strlcpy(worker.bgw_library_name, "pgawspipe", BGW_MAXLEN);
	strlcpy(worker.bgw_function_name, kinds[child->kind].function, BGW_MAXLEN);
	strlcpy(worker.bgw_type, kinds[child->kind].type, BGW_MAXLEN);
	name = psprintf("%s %s", kinds[child->kind].type, instance);
	memcpy(worker.bgw_name, name,
		   pg_mbcliplen(name, strlen(name), BGW_MAXLEN - 1));
	worker.bgw_main_arg = Int32GetDatum(child->slot);
	memcpy(worker.bgw_extra, &child->generation, sizeof(child->generation));
	worker.bgw_notify_pid = MyProcPid;

	/* The handle outlives this turn */
	old_context = MemoryContextSwitchTo(TopMemoryContext);
	registered = RegisterDynamicBackgroundWorker(&worker, &child->handle);
	MemoryContextSwitchTo(old_context);
	return registered;
}

/* Nothing is free: puts the next attempt off, and says so. */
static void
put_off_start(AwspipeChild *child, const char *setting)
{
	int64		delay = (int64) awspipe_restart_backoff_min * EXHAUSTED_FACTOR;

	child->next_start = awspipe_now_ms() + delay;
	report_exhaustion(true, setting);
}

bool
awspipe_child_start(AwspipeChild *child, const char *instance)
{
	int64		now = awspipe_now_ms();

	Assert(!child->running);

	child->next_start = now + awspipe_restart_backoff_min;
	child->slot = awspipe_slot_claim(child->kind, child->database,
									 child->consumer_id, child->owner,
									 &child->generation);
	if (child->slot < 0)
	{
		/* Whoever holds the database wakes the launcher afterwards */
		if (!awspipe_hold_exists(child->database))
			put_off_start(child, "pgawspipe.max_workers");
		return false;
	}
	if (!register_worker(child, instance))
	{
		awspipe_slot_release(child->slot, child->generation);
		put_off_start(child, "max_worker_processes");
		return false;
	}

	report_exhaustion(false, NULL);
	child->running = true;
	child->stopping = false;
	child->started_at = now;
	return true;
}

void
awspipe_child_adopt(AwspipeChild *child, int slot, uint64 generation)
{
	child->running = true;
	child->slot = slot;
	child->generation = generation;
	child->handle = NULL;
	child->started_at = awspipe_now_ms();
}

/* Is the process gone?  A slot given back may be a moment ahead of it. */
static bool
is_gone(AwspipeChild *child)
{
	pid_t		pid;

	if (child->handle == NULL)
		return !awspipe_slot_is_busy(child->slot, child->generation);

	switch (GetBackgroundWorkerPid(child->handle, &pid))
	{
		case BGWH_STOPPED:
		case BGWH_POSTMASTER_DIED:
			return true;
		default:
			return false;
	}
}

/* Decides when a child that has ended may start again. */
static void
plan_restart(AwspipeChild *child, bool expected)
{
	int64		now = awspipe_now_ms();

	if (expected)
	{
		/* At once, but never in a tight loop */
		child->delay_ms = 0;
		child->next_start = child->started_at + awspipe_restart_backoff_min;
		return;
	}

	if (child->delay_ms == 0 ||
		now - child->started_at >= HEALTHY_UPTIME_MS)
		child->delay_ms = awspipe_restart_backoff_min;
	else
		child->delay_ms = Min((int64) child->delay_ms * 2,
							  awspipe_restart_backoff_max);
	child->next_start = now + child->delay_ms;
}

bool
awspipe_child_ended(AwspipeChild *child, AwspipeChildEnd *end)
{
	AwspipeWorkerOutcome outcome;

	if (!child->running || !is_gone(child))
		return false;

	if (!awspipe_slot_outcome(child->slot, child->generation, &outcome))
	{
		memset(&outcome, 0, sizeof(outcome));
		outcome.database_status = AWSPIPE_DATABASE_PENDING;
	}
	end->expected = outcome.cleanly || child->stopping;
	end->uncancelable = outcome.uncancelable && !child->stopping;
	end->database_status = outcome.database_status;

	/* If it never attached, the claim is still there */
	awspipe_slot_release(child->slot, child->generation);
	if (child->handle != NULL)
		pfree(child->handle);
	child->handle = NULL;
	child->running = false;
	child->stopping = false;
	plan_restart(child, end->expected);
	return true;
}

void
awspipe_child_stop(AwspipeChild *child)
{
	if (!child->running || child->stopping)
		return;
	child->stopping = true;
	child->stop_since = awspipe_now_ms();
	child->signaled = 0;
	awspipe_slot_stop(child->slot, child->generation);
}

int
awspipe_signal_due(int64 elapsed_ms, int64 *next)
{
	*next = elapsed_ms < GRACE_MS ? GRACE_MS - elapsed_ms :
		elapsed_ms < 2 * GRACE_MS ? 2 * GRACE_MS - elapsed_ms : GRACE_MS;
	return elapsed_ms < GRACE_MS ? 0 :
		elapsed_ms < 2 * GRACE_MS ? SIGINT : SIGTERM;
}

int64
awspipe_child_enforce_stop(AwspipeChild *child, bool stop, int64 watch_ms)
{
	int64		next = PG_INT64_MAX;
	int64		elapsed;
	int			signo;

	if (!child->running)
		return next;
	if (stop)
		awspipe_child_stop(child);
	if (!child->stopping)
		return watch_ms;
	elapsed = awspipe_now_ms() - child->stop_since;
	if (child->kind == AWSPIPE_JOB)
		elapsed += GRACE_MS;
	signo = awspipe_signal_due(elapsed, &next);
	if (signo != child->signaled)
		awspipe_slot_kill(child->slot, child->generation, signo, false);
	child->signaled = signo;
	return Min(watch_ms, next);
}

int64
awspipe_child_wait(const AwspipeChild *child)
{
	return Max(child->next_start - awspipe_now_ms(), 0);
}
