/*-------------------------------------------------------------------------
 *
 * daily.h
 *	  Tables with a partition for each day.
 *
 * IDENTIFICATION
 *	  src/worker/daily.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DAILY_H
#define AWSPIPE_DAILY_H

#include "postgres.h"

/* In schema awspipe, partitioned by a timestamptz; its default is there. */
typedef struct AwspipeDaily
{
	const char *table;
	const char *column;
	const char *comment;		/* of a partition */
	int			kept_minutes;	/* rows are, at least; 0: no more are written */
} AwspipeDaily;

/*
 * Makes partitions for the days to come and drops those that are over.  For
 * the supervisor; in transactions of its own.
 */
extern void awspipe_daily_housekeeping(const AwspipeDaily *daily);

#endif							/* AWSPIPE_DAILY_H */
