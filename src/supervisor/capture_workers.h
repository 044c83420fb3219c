/*-------------------------------------------------------------------------
 *
 * capture_workers.h
 *	  The part of the supervisor that looks after captures.
 *
 * IDENTIFICATION
 *	  src/supervisor/capture_workers.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CAPTURE_WORKERS_H
#define AWSPIPE_CAPTURE_WORKERS_H

#include "postgres.h"

/*
 * The steps of a turn, in this order: takes note of workers that have ended,
 * and of slots that nobody uses, before the turn's transaction; compares both
 * with what the tables say, within it (without this step, as in a copy, all
 * workers are stopped and no slot is touched); drops slots, stops and starts
 * workers, when it has committed.
 */
extern void awspipe_capture_workers_watch(void);
extern void awspipe_capture_workers_decide(void);
extern void awspipe_capture_workers_carry_out(void);

/* Milliseconds until the next turn has something to do for captures. */
extern int64 awspipe_capture_workers_next_turn(void);

/*
 * Cancels, or ends, what keeps somebody waiting; all: whatever runs, since it
 * does that.  watch_ms is how often to look.  Returns the milliseconds until
 * the next look is due.
 */
extern int64 awspipe_capture_workers_enforce_stops(bool all, int64 watch_ms);

/*
 * The extension is gone: sees the workers off, and drops their slots, which
 * would keep the WAL for ever.
 */
extern void awspipe_capture_workers_leave(void);

#endif							/* AWSPIPE_CAPTURE_WORKERS_H */
