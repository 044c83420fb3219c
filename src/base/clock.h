/*-------------------------------------------------------------------------
 *
 * clock.h
 *	  Milliseconds that only go forward, for intervals and deadlines.
 *
 * The wall clock may be set back; what a worker waits for must not hang on
 * it.
 *
 * IDENTIFICATION
 *	  src/base/clock.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CLOCK_H
#define AWSPIPE_CLOCK_H

#include "postgres.h"

#include <time.h>

static inline int64
awspipe_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif							/* AWSPIPE_CLOCK_H */
