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

	if (!job->failing)
		dlist_push_tail(&failing_jobs, &job->node);
	job->failing = true;
	job->sqlerrcode = error->sqlerrcode;
	if (dlist_head_element(AwspipeJob, node, &failing_jobs) == job && is_news)
		awspipe_slot_set_failure(awspipe_my_slot, job->what,
								 unpack_sql_state(error->sqlerrcode),
								 error->message);

	ereport(is_news ? WARNING : DEBUG1,
			(errcode(error->sqlerrcode),
			 errmsg("could not %s: %s", job->what, error->message)));
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
		awspipe_slot_set_failure(awspipe_my_slot, NULL, NULL, NULL);
	else
	{
		AwspipeJob *next = dlist_head_element(AwspipeJob, node, &failing_jobs);

		awspipe_slot_set_failure(awspipe_my_slot, next->what,
								 unpack_sql_state(next->sqlerrcode), NULL);
	}
	ereport(LOG,
			(errmsg("could %s again", job->what)));
}
