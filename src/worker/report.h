/*-------------------------------------------------------------------------
 *
 * report.h
 *	  Telling about work that fails, once.
 *
 * IDENTIFICATION
 *	  src/worker/report.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_REPORT_H
#define AWSPIPE_REPORT_H

#include "postgres.h"

#include "base/problem.h"
#include "lib/ilist.h"

/*
 * A piece of work that a worker does again and again.  Lives as long as the
 * process; begins with all but `what` zero.
 */
typedef struct AwspipeJob
{
	const char *what;			/* "settle outbox messages" */

	/* Trouble */
	bool		failing;
	int			sqlerrcode;		/* of the failure that was told last */
	dlist_node	node;			/* among this worker's failing jobs */
} AwspipeJob;

/*
 * Says in the log that the job has failed, if it did not before or for
 * another reason, and that it has recovered.  awspipe.workers shows the job
 * in between.  Neither needs a transaction; the caller has left the failed
 * one.
 */
extern void awspipe_job_failed(AwspipeJob *job, const ErrorData *error);
extern void awspipe_job_done(AwspipeJob *job);

/*
 * Says in the log that a consumer has stopped and needs a person.  Once
 * awspipe_begin() has been called.
 */
extern void awspipe_report_stopped(const char *consumer,
								   const AwspipeProblem *problem);

#endif							/* AWSPIPE_REPORT_H */
