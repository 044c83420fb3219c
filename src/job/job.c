/*-------------------------------------------------------------------------
 *
 * job.c
 *	  The job worker: one run of one job.
 *
 * The supervisor starts a process for each run, connected to the database as
 * the job's owner, so that the command has that role's rights and no others.
 * It
 *
 *	- takes the run over, which becomes "running" in a transaction of its own,
 *	- runs the command, and in the same transaction writes that the run has
 *	  succeeded and starts what comes after it,
 *	- or, if that fails, writes down the failure.
 *
 * So what the command did and the news of it are there both or neither,
 * whenever the process is killed.  A run that is left "running" without a
 * worker is put back by the supervisor, at once, after a restart of the
 * server, and when a standby is promoted.
 *
 * A command that is not transactional (job_command.c) is outside of that: if
 * the process is killed between its end and the news of it, it runs again.
 *
 * Two workers cannot run one job at a time.  Each holds a lock on the job, of
 * its session and, since a command can give up all of those that are its
 * session's, of the command's transaction.  What commits has compared the
 * number of the attempt, so that a worker which was given up and goes on has
 * done nothing.
 *
 * Time is limited as for batches.  Whoever cancels the run, drops the job or
 * waits for the extension's lock has the supervisor stop the worker: SIGINT,
 * and SIGTERM some seconds later.  The order to stop is there before the
 * signal is, which tells it from pg_cancel_backend(), a failure like any other.
 *
 * IDENTIFICATION
 *	  src/job/job.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/lock_class.h"
#include "base/owner_spi.h"
#include "executor/spi.h"
#include "job/job.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/ipc.h"
#include "storage/lock.h"
#include "tcop/dest.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "worker/time_limit.h"
#include "worker/worker.h"

pg_noreturn PGDLLEXPORT void awspipe_job_main(Datum main_arg);

/*
 * False when another process holds it.  Needs a transaction, also for a lock
 * that is the session's.
 */
static bool
lock_job(int64 job_id, bool session)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (job_id >> 32),
						 (uint32) job_id, AWSPIPE_LOCK_JOB);
	return LockAcquire(&tag, ExclusiveLock, session, true) != LOCKACQUIRE_NOT_AVAIL;
}

/*
 * Takes the run over.  False when it is not to be run any more, or not yet.
 */
static bool
take_run(AwspipeRun *run)
{
	static AwspipeStatement take = {
		.sql = "UPDATE awspipe.job_run AS r SET state = 'running', attempts = r.attempts + 1,"
		" started_at = clock_timestamp(), next_attempt_at = NULL"
		" FROM awspipe.job AS j JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE r.run_id = $1 AND r.state = 'queued' AND NOT r.cancel"
		" AND j.job_id = r.job_id AND w.role_oid = $2"
		" RETURNING r.job_id, j.name, j.command, j.transactional,"
		"  (extract(epoch FROM j.timeout) * 1000)::bigint, j.maximum_retry_attempts,"
		"  r.attempts, r.interruptions"
	};
	MemoryContext context = CurrentMemoryContext;
	bool		taken;

	if (!awspipe_begin("starting the run"))
		return false;
	taken = awspipe_execute_with(&take, bind_int8(awspipe_my_slot->consumer_id),
								 bind_oid(awspipe_my_slot->owner)) == 1;
	if (taken)
	{
		run->run_id = awspipe_my_slot->consumer_id;
		run->job_id = awspipe_result_int64(0, 1, 0);
		run->name = MemoryContextStrdup(context, awspipe_result_text(0, 2));
		run->command = MemoryContextStrdup(context, awspipe_result_text(0, 3));
		run->transactional = awspipe_result_bool(0, 4, true);
		run->timeout_ms = awspipe_result_int64(0, 5, 0);
		run->maximum_retry_attempts = (int) awspipe_result_int64(0, 6, 0);
		run->attempts = (int) awspipe_result_int64(0, 7, 0);
		run->interruptions = (int) awspipe_result_int64(0, 8, 0);

		/* A former worker of the job may still be there */
		if (!lock_job(run->job_id, true))
			ereport(ERROR,
					(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
					 errmsg("another worker runs job \"%s\"", run->name)));
	}
	awspipe_commit_durably();
	return taken;
}

/* Somebody else's by now: undoes what was done, and leaves. */
static void
leave_run(const AwspipeRun *run)
{
	ereport(LOG,
			(errmsg("worker leaves run " INT64_FORMAT " of job \"%s\", which was canceled, dropped or started again",
					run->run_id, run->name),
			 errhidestmt(true), errhidecontext(true)));
	proc_exit(0);
}

static void
finish_run(const AwspipeRun *run)
{
	if (!awspipe_run_succeeded(run))
		leave_run(run);
	awspipe_commit_durably();
}

/* SPI returns some errors instead of throwing them. */
static void
check_result(int result)
{
	if (result == SPI_ERROR_TRANSACTION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSACTION_TERMINATION),
				 errmsg("command of a transactional job cannot control transactions"),
				 errhint("awspipe.alter_job(..., transactional => false) lets it.")));
	if (result == SPI_ERROR_COPY)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("command of a job cannot copy to or from a client")));
	if (result < 0)
		elog(ERROR, "could not execute the command of a job: %s",
			 SPI_result_code_string(result));
}

/* The command and the news of its success, in one transaction */
static void
run_in_transaction(const AwspipeRun *run)
{
	SPIExecuteOptions options;

	if (!awspipe_begin(run->command))
		proc_exit(0);
	if (!lock_job(run->job_id, false))
		leave_run(run);
	memset(&options, 0, sizeof(options));
	/* Rows that a command returns are nobody's */
	options.dest = None_Receiver;

	awspipe_time_limit_start(run->timeout_ms);
	check_result(SPI_execute_extended(run->command, &options));
	/* Deferred triggers, too, must run while the clock does */
	check_result(SPI_execute("SET CONSTRAINTS ALL IMMEDIATE", false, 0));
	awspipe_time_limit_stop();
	finish_run(run);
}

/* What a command that has committed has set may keep us from writing. */
static void
reset_options(void)
{
	SetConfigOption("role", "none", PGC_USERSET, PGC_S_SESSION);
	ResetAllOptions();
}

static void
run_outside(const AwspipeRun *run)
{
	pgstat_report_activity(STATE_RUNNING, run->command);
	awspipe_time_limit_start(run->timeout_ms);
	awspipe_command_execute(run->command);
	awspipe_time_limit_stop();
	reset_options();
	if (!awspipe_begin("ending the run"))
		proc_exit(0);
	finish_run(run);
}

/*
 * Writes down why the command has failed, unless we were told to stop, which
 * may have been why.
 */
static void
after_error(const AwspipeRun *run, const ErrorData *error, bool overdue)
{
	AwspipeProblem problem;

	awspipe_obey_orders();
	reset_options();
	awspipe_problem_from_error(&problem, error);
	if (overdue && error->sqlerrcode == ERRCODE_QUERY_CANCELED)
		problem.message = "command took longer than the job's timeout";
	else
		overdue = false;
	if (problem.hint == NULL &&
		(error->sqlerrcode == ERRCODE_INVALID_TRANSACTION_TERMINATION ||
		 error->sqlerrcode == ERRCODE_ACTIVE_SQL_TRANSACTION) && run->transactional)
		problem.hint = "awspipe.alter_job(..., transactional => false) lets the command control its transactions.";
	if (!awspipe_begin("writing down the failure"))
		return;
	if (!awspipe_run_failed(run, overdue, false, &problem))
		leave_run(run);
	awspipe_commit_durably();
}

void
awspipe_job_main(Datum main_arg)
{
	AwspipeRun	run;
	ErrorData  *volatile error = NULL;
	volatile bool overdue = false;

	awspipe_worker_start(main_arg, AWSPIPE_JOB);
	awspipe_time_limit_init();
	memset(&run, 0, sizeof(run));
	MemoryContextSwitchTo(TopMemoryContext);
	if (!take_run(&run))
		proc_exit(0);

	PG_TRY();
	{
		if (run.transactional)
			run_in_transaction(&run);
		else
			run_outside(&run);
	}
	PG_CATCH();
	{
		overdue = awspipe_time_limit_clear();
		error = awspipe_abort(TopMemoryContext);
	}
	PG_END_TRY();

	if (error != NULL)
		after_error(&run, error, overdue);
	proc_exit(0);
}
