/*-------------------------------------------------------------------------
 *
 * report.c
 *	  Telling about work that fails, once.
 *
 * Workers repeat what fails.  The log gets a WARNING when a job begins to
 * fail or fails for another reason, and a line when it has recovered; what
 * lies between is at DEBUG1.  Each job has a state of its own, so that one
 * that succeeds does not make another's failures look new.
 *
 * For awspipe.workers the worker's slot holds the job that has failed for
 * longest.
 *
 * IDENTIFICATION
 *	  src/worker/report.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "worker/report.h"
#include "worker/worker.h"

/* Jobs of this worker that fail, the first to do so first */
static dlist_head failing_jobs = DLIST_STATIC_INIT(failing_jobs);

void
awspipe_job_failed(AwspipeJob *job, const ErrorData *error)
{
	bool		is_news = !job->failing || job->sqlerrcode != error->sqlerrcode;
	AwspipeProblem problem;

	if (!job->failing)
		dlist_push_tail(&failing_jobs, &job->node);
	job->failing = true;
	job->sqlerrcode = error->sqlerrcode;
	if (dlist_head_element(AwspipeJob, node, &failing_jobs) == job && is_news)
	{
		awspipe_problem_from_error(&problem, error);
		awspipe_slot_set_failure(awspipe_my_slot, job->what, &problem);
	}

	ereport(is_news ? WARNING : DEBUG1,
			(errcode(error->sqlerrcode),
			 errmsg("could not %s: %s", job->what, error->message),
			 error->hint ? errhint("%s", error->hint) : 0));
}

void
awspipe_job_done(AwspipeJob *job)
{
	if (!job->failing)
		return;
	job->failing = false;
	dlist_delete(&job->node);

	/* The message of the next one was told when it began to fail */
	if (dlist_is_empty(&failing_jobs))
		awspipe_slot_set_failure(awspipe_my_slot, NULL, NULL);
	else
	{
		AwspipeJob *next = dlist_head_element(AwspipeJob, node, &failing_jobs);
		AwspipeProblem problem = {.sqlerrcode = next->sqlerrcode};

		awspipe_slot_set_failure(awspipe_my_slot, next->what, &problem);
	}
	ereport(LOG,
			(errmsg("could %s again", job->what)));
}

/*
 * What an error in a batch says may quote a row, which is for the owner only.
 */
void
awspipe_report_stopped(const char *consumer, const AwspipeProblem *problem)
{
	ereport(WARNING,
			(errcode(problem->sqlerrcode),
			 errmsg("consumer \"%s\" of database \"%s\" has stopped after %s%s%s",
					consumer, awspipe_database_name,
					awspipe_problem_code(problem),
					problem->quotes ? "" : ": ",
					problem->quotes ? "" : problem->message),
			 problem->quotes || problem->detail == NULL ? 0 :
			 errdetail("%s", problem->detail),
			 errhint("%s%sSee awspipe.consumer_errors; awspipe.start_consumer() goes on.",
					 problem->quotes || problem->hint == NULL ? "" : problem->hint,
					 problem->quotes || problem->hint == NULL ? "" : " "),
			 errhidestmt(true), errhidecontext(true)));
}
