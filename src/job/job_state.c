/*-------------------------------------------------------------------------
 *
 * job_state.c
 *	  What becomes of runs, in awspipe.job_run.
 *
 * A run that ends starts what comes after it in the same transaction
 * (awspipe._end_run() in sql/install/49_job.sql), so the supervisor is woken.
 * Each statement names the attempt that it is about.
 *
 * IDENTIFICATION
 *	  src/job/job_state.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/retry.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "job/job.h"
#include "worker/shmem.h"
#include "worker/worker.h"

/* No delay needs more doublings than that */
#define DOUBLINGS_MAX 30

static bool
end_run(const AwspipeRun *run, const char *outcome, const AwspipeProblem *problem)
{
	static AwspipeStatement end = {
		.sql = "SELECT awspipe._end_run($1, $2, $3, $4, $5, $6, $7, $8)"
	};
	static const AwspipeProblem none;

	if (problem == NULL)
		problem = &none;
	awspipe_execute_with(&end, bind_int8(run->run_id), bind_int4(run->attempts),
						 bind_text(outcome),
						 bind_text(awspipe_problem_code(problem)),
						 bind_text(problem->message), bind_text(problem->detail),
						 bind_text(problem->hint), bind_text(problem->context));
	awspipe_wake_supervisor_at_commit();
	return awspipe_result_bool(0, 1, false);
}

bool
awspipe_run_succeeded(const AwspipeRun *run)
{
	return end_run(run, "succeeded", NULL);
}

bool
awspipe_run_canceled(const AwspipeRun *run)
{
	static const AwspipeProblem canceled = {
		.sqlerrcode = ERRCODE_QUERY_CANCELED,
		.message = "run was canceled by awspipe.cancel_run()"
	};

	return end_run(run, "canceled", &canceled);
}

/* What an error says may quote a row, which is for the owner only. */
static void
report_failure(const AwspipeRun *run, const AwspipeProblem *problem)
{
	ereport(WARNING,
			(errcode(problem->sqlerrcode),
			 errmsg("job \"%s\" of database \"%s\" has failed with %s in run " INT64_FORMAT,
					run->name, awspipe_database_name,
					awspipe_problem_code(problem), run->run_id),
			 errhint("See awspipe.job_runs."),
			 errhidestmt(true), errhidecontext(true)));
}

bool
awspipe_run_failed(const AwspipeRun *run, bool timed_out, bool never,
				   const AwspipeProblem *problem)
{
	static AwspipeStatement retry = {
		.sql = "UPDATE awspipe.job_run SET state = 'queued',"
		" next_attempt_at = clock_timestamp() + make_interval(secs => $3),"
		" error_code = $4, error_message = $5, error_detail = $6, error_hint = $7, error_context = $8"
		" WHERE run_id = $1 AND attempts = $2 AND state = 'running' AND NOT cancel"
	};
	int			failures = run->attempts - run->interruptions;
	int64		delay;

	if (never || failures > run->maximum_retry_attempts)
	{
		if (!end_run(run, timed_out ? "timed_out" : "failed", problem))
			return false;
		report_failure(run, problem);
		return true;
	}
	delay = pgaws_backoff_ms(awspipe_restart_backoff_min,
							 awspipe_restart_backoff_max,
							 Min(failures, DOUBLINGS_MAX));
	awspipe_wake_supervisor_at_commit();
	return awspipe_execute_with(&retry, bind_int8(run->run_id),
								bind_int4(run->attempts),
								bind_float8(delay / 1000.0),
								bind_text(awspipe_problem_code(problem)),
								bind_text(problem->message),
								bind_text(problem->detail),
								bind_text(problem->hint),
								bind_text(problem->context)) == 1;
}

/*
 * The first time it is run again at once.  What ends its worker each time may
 * take the server along, so the delay grows then.
 */
void
awspipe_run_interrupted(const AwspipeRun *run)
{
	static AwspipeStatement put_back = {
		.sql = "UPDATE awspipe.job_run SET state = 'queued', interruptions = interruptions + 1,"
		" next_attempt_at = clock_timestamp() + make_interval(secs => $3)"
		" WHERE run_id = $1 AND attempts = $2 AND state = 'running'"
	};
	int64		delay = 0;

	if (run->interruptions > 0)
		delay = Min((int64) awspipe_restart_backoff_min <<
					Min(run->interruptions - 1, DOUBLINGS_MAX),
					awspipe_restart_backoff_max);
	if (awspipe_execute_with(&put_back, bind_int8(run->run_id),
							 bind_int4(run->attempts),
							 bind_float8(delay / 1000.0)) == 1)
		ereport(LOG,
				(errmsg("run " INT64_FORMAT " of job \"%s\" was interrupted, and will be started again",
						run->run_id, run->name),
				 errhidestmt(true), errhidecontext(true)));
}

void
awspipe_run_delayed(const AwspipeRun *run, const AwspipeProblem *problem)
{
	static AwspipeStatement note = {
		.sql = "UPDATE awspipe.job_run SET error_code = $3, error_message = $4, error_detail = NULL,"
		" error_hint = $5, error_context = NULL"
		" WHERE run_id = $1 AND attempts = $2 AND state = 'queued'"
		" AND error_message IS DISTINCT FROM $4"
	};

	awspipe_execute_with(&note, bind_int8(run->run_id), bind_int4(run->attempts),
						 bind_text(awspipe_problem_code(problem)),
						 bind_text(problem->message), bind_text(problem->hint));
}
