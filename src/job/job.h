/*-------------------------------------------------------------------------
 *
 * job.h
 *	  Runs of jobs, as their workers and the supervisor have them.
 *
 * IDENTIFICATION
 *	  src/job/job.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_JOB_H
#define AWSPIPE_JOB_H

#include "postgres.h"

#include "base/problem.h"
#include "datatype/timestamp.h"

typedef struct AwspipeRun
{
	/* Identity */
	int64		run_id;
	int64		job_id;
	const char *name;			/* of the job */

	/* The job, as of one look at the tables */
	const char *command;		/* workers only; likewise the next two */
	bool		transactional;
	int64		timeout_ms;
	int			maximum_retry_attempts;

	/* State */
	int			attempts;		/* fences off the worker of an earlier one */
	int			interruptions;
} AwspipeRun;

/*
 * Runs a command in transactions of its own, each statement as if a client
 * had sent it alone.  Caller must not be in a transaction; nor is it
 * afterwards.
 */
extern void awspipe_command_execute(const char *command);

/*
 * What a run comes to, written as part of the open transaction.  False when
 * the run is another worker's by now, was canceled, or is gone.
 */
extern bool awspipe_run_succeeded(const AwspipeRun *run);
extern bool awspipe_run_canceled(const AwspipeRun *run);

/*
 * The same for an attempt that has failed: the run waits for the next one if
 * that is allowed.  never: it is not, whatever the job says.
 */
extern bool awspipe_run_failed(const AwspipeRun *run, bool timed_out, bool never,
							   const AwspipeProblem *problem);

/* Puts a run back whose worker has ended before its command did. */
extern void awspipe_run_interrupted(const AwspipeRun *run);

/* Notes why a run that waits has no worker yet. */
extern void awspipe_run_delayed(const AwspipeRun *run,
								const AwspipeProblem *problem);

#endif							/* AWSPIPE_JOB_H */
