/*-------------------------------------------------------------------------
 *
 * histogram.h
 *	  How often something took how long, to an eighth.
 *
 * The buckets are those of HdrHistogram with two bits: below 4 ms one for
 * each, and above that four for each power of two, up to 49 days.
 *
 * IDENTIFICATION
 *	  src/base/histogram.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_HISTOGRAM_H
#define AWSPIPE_HISTOGRAM_H

#include "postgres.h"

#include "datatype/timestamp.h"

#define AWSPIPE_BUCKETS 124

/* The bucket of a span of time; what is negative counts as none. */
extern int	awspipe_bucket(int64 milliseconds);

/* The least that falls into the bucket, in milliseconds, and how much does. */
extern double awspipe_bucket_start(int bucket, double *width);

/*
 * The milliseconds that this part of all took at most, by the middle of what
 * its bucket holds; false when nothing was counted.
 */
extern bool awspipe_quantile(const int64 *counts, int nbuckets, double part,
							 double *milliseconds);

/* Of an average: what happened so long ago counts a third */
#define AWSPIPE_RATE_SECONDS 60.0

/*
 * Events per second over about the last minute: what the average is after so
 * many more, and what it is when it is looked at.  since is when it began.
 */
extern double awspipe_rate_add(double rate, TimestampTz then, TimestampTz now,
							   int64 events);
extern double awspipe_rate_at(double rate, TimestampTz then, TimestampTz now,
							  TimestampTz since);

#endif							/* AWSPIPE_HISTOGRAM_H */
