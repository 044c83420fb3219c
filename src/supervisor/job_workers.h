/*-------------------------------------------------------------------------
 *
 * job_workers.h
 *	  The part of the supervisor that gives runs of jobs their workers.
 *
 * IDENTIFICATION
 *	  src/supervisor/job_workers.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_JOB_WORKERS_H
#define AWSPIPE_JOB_WORKERS_H

#include "postgres.h"

/* The steps of a turn, in this order; the second is within its transaction. */
extern void awspipe_job_workers_watch(void);
extern void awspipe_job_workers_decide(void);
extern void awspipe_job_workers_carry_out(void);

/* Milliseconds until a run is due for which there is room. */
extern int64 awspipe_job_workers_next_turn(void);

/*
 * Sends what is due to workers that were told to stop; all: tells all of them
 * to, since somebody waits for the extension's lock.  Returns the milliseconds
 * until the next look, watch_ms at most while some run.
 */
extern int64 awspipe_job_workers_enforce_stops(bool all, int64 watch_ms);

#endif							/* AWSPIPE_JOB_WORKERS_H */
