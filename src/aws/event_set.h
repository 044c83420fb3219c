/*-------------------------------------------------------------------------
 *
 * event_set.h
 *	  Descriptors and one timer behind one descriptor.
 *
 * IDENTIFICATION
 *	  src/aws/event_set.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_EVENT_SET_H
#define PGAWS_EVENT_SET_H

#include "postgres.h"

#define PGAWS_NEVER		PG_INT64_MAX

typedef struct PgawsEventSet
{
	int			fd;				/* readable when anything in it is ready */
	int			timer_fd;
	int			reserved;		/* descriptors accounted for in the server */
} PgawsEventSet;

typedef struct PgawsEvent
{
	int			fd;
	bool		readable;
	bool		writable;
	bool		failed;
} PgawsEvent;

/* Before open: close is harmless afterwards. */
extern void pgaws_event_set_init(PgawsEventSet *set);

/*
 * Reserves capacity descriptors for what will be watched, besides its own,
 * in the server's budget.  False with errno set; what was opened and
 * reserved is left to close.
 */
extern bool pgaws_event_set_open(PgawsEventSet *set, int capacity);
extern void pgaws_event_set_close(PgawsEventSet *set);

/* Adds a descriptor, or changes what it is watched for. */
extern bool pgaws_event_set_watch(PgawsEventSet *set, int fd,
								  bool read, bool write);
extern void pgaws_event_set_unwatch(PgawsEventSet *set, int fd);

/* When the timer makes the set readable: at once for a time past. */
extern void pgaws_event_set_timer(PgawsEventSet *set, int64 due_us);

/* What is ready now, without the timer, whose event is consumed. */
extern int	pgaws_event_set_take(PgawsEventSet *set, PgawsEvent *events, int max);

/* Microseconds of a clock that nobody sets. */
extern int64 pgaws_monotonic_us(void);

#endif							/* PGAWS_EVENT_SET_H */
