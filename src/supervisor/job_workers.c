/*-------------------------------------------------------------------------
 *
 * job_workers.c
 *	  The part of the supervisor that gives runs of jobs their workers.
 *
 * A job's runs come one after another, in the order of their ids; one that
 * waits for another attempt keeps those behind it waiting.  So of each job
 * there is one run to look at: the one that is "running", or else the first
 * that is "queued".
 *
 * A run that is "running" and has no worker has lost it: its worker ended, or
 * the server did, or it was promoted.  Whatever the command did is undone with
 * its transaction, and the run is put back.  A supervisor waits for the
 * workers of the one before it, so there is none that it does not know.
 *
 * IDENTIFICATION
 *	  src/supervisor/job_workers.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "job/job.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "supervisor/job_workers.h"
#include "utils/memutils.h"
#include "worker/child.h"

/* A run as its tables describe it */
typedef struct RunRow
{
	AwspipeRun	run;
	Oid			owner;			/* InvalidOid: the role is gone */
	bool		running;		/* or queued */
	bool		cancel;
	int64		due_ms;			/* until it may start */
} RunRow;

typedef struct SupervisedRun
{
	AwspipeChild child;
	char	   *name;			/* of the job */

	/* Since the last turn that was committed */
	bool		died;			/* its worker has ended unexpectedly */
	bool		uncancelable;	/* its command did not heed its timeout */
	bool		denied;			/* no worker was free for it */

	/* This turn's decisions */
	bool		seen;
	bool		start;
	bool		stop;
} SupervisedRun;

/* They live as long as the supervisor */
static List *runs = NIL;

/* Until the first run is due for which there is room; of the last turn */
static int64 next_due = PG_INT64_MAX;

static SupervisedRun *
find_run(const RunRow *row)
{
	SupervisedRun *supervised;
	MemoryContext old_context;
	ListCell   *lc;

	foreach(lc, runs)
	{
		supervised = lfirst(lc);
		if (supervised->child.consumer_id == row->run.run_id)
			return supervised;
	}

	old_context = MemoryContextSwitchTo(TopMemoryContext);
	supervised = palloc0(sizeof(SupervisedRun));
	supervised->child.kind = AWSPIPE_JOB;
	supervised->child.database = MyDatabaseId;
	supervised->child.consumer_id = row->run.run_id;
	supervised->name = pstrdup(row->run.name);
	runs = lappend(runs, supervised);
	MemoryContextSwitchTo(old_context);
	return supervised;
}

void
awspipe_job_workers_watch(void)
{
	ListCell   *lc;

	next_due = PG_INT64_MAX;
	foreach(lc, runs)
	{
		SupervisedRun *supervised = lfirst(lc);
		AwspipeChildEnd end;

		supervised->seen = supervised->start = supervised->stop = false;
		if (awspipe_child_ended(&supervised->child, &end))
		{
			supervised->died = !end.expected;
			supervised->uncancelable = end.uncancelable;
		}
	}
}

/* A run that is under way, as its row says */
static void
decide_running(SupervisedRun *supervised, const RunRow *row)
{
	static const AwspipeProblem uncancelable = {
		.sqlerrcode = ERRCODE_QUERY_CANCELED,
		.message = "command could not be canceled after the job's timeout",
		.detail = "It catches query_canceled and goes on; its worker had to be terminated."
	};

	if (supervised->child.running)
	{
		supervised->stop = row->cancel || supervised->child.owner != row->owner;
		return;
	}
	/* What comes next is another turn's */
	next_due = 0;
	if (row->cancel)
		(void) awspipe_run_canceled(&row->run);
	else if (supervised->uncancelable)
		(void) awspipe_run_failed(&row->run, true, false, &uncancelable);
	else
		awspipe_run_interrupted(&row->run);
}

/* A run that waits.  True when it takes one of the workers there may be. */
static bool
decide_queued(SupervisedRun *supervised, const RunRow *row, bool room)
{
	static const AwspipeProblem death = {
		.sqlerrcode = ERRCODE_SYSTEM_ERROR,
		.message = "worker of the job ended unexpectedly",
		.hint = "The server log says why."
	};
	static const AwspipeProblem denial = {
		.sqlerrcode = ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
		.message = "no background worker is free for the job",
		.hint = "Increase max_worker_processes or pgawspipe.max_workers."
	};
	AwspipeProblem problem;
	int64		due;

	/* It has not yet begun, or not yet left */
	if (supervised->child.running)
		return false;
	if (row->cancel)
	{
		(void) awspipe_run_canceled(&row->run);
		return false;
	}
	if (supervised->denied)
		awspipe_run_delayed(&row->run, &denial);
	else if (supervised->died)
		awspipe_run_delayed(&row->run, &death);
	due = Max(row->due_ms, awspipe_child_wait(&supervised->child));
	if (!room)
		return false;
	if (due > 0)
	{
		next_due = Min(next_due, due);
		return false;
	}
	if (!awspipe_owner_check(row->owner, AWSPIPE_OWNED_JOB, row->run.job_id,
							 &problem))
	{
		next_due = 0;
		(void) awspipe_run_failed(&row->run, false, true, &problem);
		return false;
	}
	supervised->child.owner = row->owner;
	supervised->start = true;
	return true;
}

/* The runs to look at, in the current memory context */
static RunRow *
read_runs(int *nrows)
{
	static AwspipeStatement statement = {
		.sql = "SELECT r.run_id, j.job_id, j.name, j.maximum_retry_attempts, r.attempts, r.interruptions,"
		" w.role_oid, r.state = 'running', r.cancel,"
		" greatest(ceil(extract(epoch FROM r.next_attempt_at - clock_timestamp()) * 1000), 0)::bigint"
		" FROM awspipe.job AS j"
		" CROSS JOIN LATERAL (SELECT o.* FROM awspipe.job_run AS o"
		"  WHERE o.job_id = j.job_id AND o.state IN ('queued', 'running')"
		"  ORDER BY o.state DESC, o.run_id LIMIT 1) AS r"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" ORDER BY r.run_id",
		.read_only = true
	};
	MemoryContext context = CurrentMemoryContext;
	RunRow	   *rows;

	*nrows = (int) awspipe_execute(&statement);
	rows = MemoryContextAllocZero(context, sizeof(RunRow) * Max(*nrows, 1));
	for (int i = 0; i < *nrows; i++)
	{
		RunRow	   *row = &rows[i];

		row->run.run_id = awspipe_result_int64(i, 1, 0);
		row->run.job_id = awspipe_result_int64(i, 2, 0);
		row->run.name = MemoryContextStrdup(context, awspipe_result_text(i, 3));
		row->run.maximum_retry_attempts = (int) awspipe_result_int64(i, 4, 0);
		row->run.attempts = (int) awspipe_result_int64(i, 5, 0);
		row->run.interruptions = (int) awspipe_result_int64(i, 6, 0);
		row->owner = (Oid) awspipe_result_int64(i, 7, InvalidOid);
		row->running = awspipe_result_bool(i, 8, false);
		row->cancel = awspipe_result_bool(i, 9, false);
		row->due_ms = awspipe_result_int64(i, 10, 0);
		/* No delay is as long: the clock was set back since */
		if (row->due_ms > awspipe_restart_backoff_max)
			row->due_ms = 0;
	}
	return rows;
}

void
awspipe_job_workers_decide(void)
{
	RunRow	   *rows;
	int			nrows;
	int			nworkers = 0;
	ListCell   *lc;

	rows = read_runs(&nrows);
	foreach(lc, runs)
	{
		if (((SupervisedRun *) lfirst(lc))->child.running)
			nworkers++;
	}
	for (int i = 0; i < nrows; i++)
	{
		SupervisedRun *supervised = find_run(&rows[i]);

		supervised->seen = true;
		if (rows[i].running)
			decide_running(supervised, &rows[i]);
		else if (decide_queued(supervised, &rows[i],
							   nworkers < awspipe_max_job_workers))
			nworkers++;
	}
}

void
awspipe_job_workers_carry_out(void)
{
	ListCell   *lc;

	foreach(lc, runs)
	{
		SupervisedRun *supervised = lfirst(lc);

		supervised->died = supervised->denied = supervised->uncancelable = false;
		/* One that has ended leaves by itself; one that was dropped does not */
		if (supervised->stop || !supervised->seen)
			awspipe_child_stop(&supervised->child);
		if (supervised->start)
			supervised->denied = !awspipe_child_start(&supervised->child,
													  supervised->name);
		if (!supervised->seen && !supervised->child.running)
		{
			runs = foreach_delete_current(runs, lc);
			pfree(supervised->name);
			pfree(supervised);
		}
	}
}

int64
awspipe_job_workers_next_turn(void)
{
	int64		next = next_due;
	ListCell   *lc;

	foreach(lc, runs)
	{
		/* To write down that it has been denied */
		if (((SupervisedRun *) lfirst(lc))->denied)
			next = 0;
	}
	return next;
}

int64
awspipe_job_workers_enforce_stops(bool all, int64 watch_ms)
{
	int64		next = PG_INT64_MAX;
	ListCell   *lc;

	foreach(lc, runs)
	{
		SupervisedRun *supervised = lfirst(lc);

		next = Min(next, awspipe_child_enforce_stop(&supervised->child, all,
													watch_ms));
	}
	return next;
}
