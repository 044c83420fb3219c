/*-------------------------------------------------------------------------
 *
 * child.h
 *	  A worker as seen by the process that starts it.
 *
 * IDENTIFICATION
 *	  src/worker/child.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CHILD_H
#define AWSPIPE_CHILD_H

#include "postgres.h"

#include "postmaster/bgworker.h"
#include "worker/shmem.h"

typedef struct AwspipeChild
{
	/* Identity */
	AwspipeWorkerKind kind;
	Oid			database;
	int64		consumer_id;	/* consumers and captures; of a job its run */
	Oid			owner;			/* consumers, jobs and captures */

	/* State */
	bool		running;		/* started, and not known to have ended */
	bool		stopping;		/* told to stop */
	int64		stop_since;		/* when it was told, by awspipe_now_ms() */
	int			signaled;		/* the last signal it got for that; 0: none */
	int			slot;
	uint64		generation;
	BackgroundWorkerHandle *handle; /* NULL: started by a predecessor */
	int64		started_at;		/* by the same clock */

	/* Restart */
	int64		next_start;		/* by the same clock */
	int			delay_ms;		/* before the last restart; 0: healthy */
} AwspipeChild;

/* What there is to know of a child that has ended. */
typedef struct AwspipeChildEnd
{
	bool		expected;		/* told to, or left of its own accord */
	bool		uncancelable;	/* consumers and jobs; see time_limit.c */
	AwspipeDatabaseStatus database_status;	/* supervisors only */
} AwspipeChildEnd;

/*
 * Starts the worker; instance follows its kind in its name.  False when no
 * slot or process is free or its database is held: the next attempt is due
 * after a while, and the log says so once.
 */
extern bool awspipe_child_start(AwspipeChild *child, const char *instance);

/* Makes the child of a supervisor that a former launcher started. */
extern void awspipe_child_adopt(AwspipeChild *child, int slot,
								uint64 generation);

/*
 * Has the child ended since it was last asked?  Then it is known when it may
 * start again: soon if the end was expected, else after a delay that
 * doubles each time, until the child has been healthy for a while.
 */
extern bool awspipe_child_ended(AwspipeChild *child, AwspipeChildEnd *end);

/* Tells it to stop at its next wait. */
extern void awspipe_child_stop(AwspipeChild *child);

/*
 * The signal for a worker that has been in the way for that long: none at
 * first (0), then one that cancels what it runs, then one that ends it.
 * *next is set to the milliseconds until there is another one.
 */
extern int	awspipe_signal_due(int64 elapsed_ms, int64 *next);

/*
 * Sends what is due to a child that was told to stop and has not; a job is
 * canceled at once, since it does not look at orders.  stop: tells it to first.
 * Returns the milliseconds until the next look, watch_ms at most while it runs.
 */
extern int64 awspipe_child_enforce_stop(AwspipeChild *child, bool stop,
										int64 watch_ms);

/* Milliseconds until it may be started; 0 is now. */
extern int64 awspipe_child_wait(const AwspipeChild *child);

#endif							/* AWSPIPE_CHILD_H */
