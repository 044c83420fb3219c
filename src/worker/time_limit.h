/*-------------------------------------------------------------------------
 *
 * time_limit.h
 *	  How long users' code may take in a worker.
 *
 * IDENTIFICATION
 *	  src/worker/time_limit.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_TIME_LIMIT_H
#define AWSPIPE_TIME_LIMIT_H

#include "postgres.h"

/* Makes the timer.  Once in a worker's life, before the first use. */
extern void awspipe_time_limit_init(void);

/*
 * Starts the clock, and stops it.  Between the two, whatever runs is canceled
 * (57014) when the limit has passed, at the next check for interrupts, and
 * the process is terminated if that does not end it.  Stopping throws, too,
 * when the limit passed unnoticed.
 */
extern void awspipe_time_limit_start(int64 limit_ms);
extern void awspipe_time_limit_stop(void);

/*
 * After an error: stops the clock if it still runs, and never throws.  True
 * when the limit had passed.
 */
extern bool awspipe_time_limit_clear(void);

#endif							/* AWSPIPE_TIME_LIMIT_H */
