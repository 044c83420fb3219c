/*-------------------------------------------------------------------------
 *
 * histogram.c
 *	  How often something took how long, and how often it happens.
 *
 * IDENTIFICATION
 *	  src/base/histogram.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "base/histogram.h"
#include "port/pg_bitutils.h"

int
awspipe_bucket(int64 milliseconds)
{
	uint32		ms = (uint32) Min(Max(milliseconds, 0), PG_UINT32_MAX);
	int			power;

	if (ms < 4)
		return (int) ms;
	power = pg_leftmost_one_pos32(ms);
	return ((power - 1) << 2) + (int) ((ms >> (power - 2)) & 3);
}

double
awspipe_bucket_start(int bucket, double *width)
{
	int			shift = Max((bucket >> 2) - 1, 0);

	*width = (double) ((uint64) 1 << shift);
	return bucket < 4 ? bucket : (4 + (bucket & 3)) * *width;
}

bool
awspipe_quantile(const int64 *counts, int nbuckets, double part,
				 double *milliseconds)
{
	double		total = 0;
	double		below = 0;

	for (int i = 0; i < nbuckets; i++)
		total += counts[i];
	if (total <= 0)
		return false;
	for (int i = 0; i < nbuckets; i++)
	{
		double		width;
		double		start = awspipe_bucket_start(i, &width);

		if (counts[i] > 0 && below + counts[i] >= part * total)
		{
			*milliseconds = start + width * (part * total - below) / counts[i];
			return true;
		}
		below += counts[i];
	}
	return false;
}

static double
seconds_between(TimestampTz then, TimestampTz now)
{
	return Max(now - then, 0) / (double) USECS_PER_SEC;
}

double
awspipe_rate_add(double rate, TimestampTz then, TimestampTz now, int64 events)
{
	return rate * exp(-seconds_between(then, now) / AWSPIPE_RATE_SECONDS) +
		events / AWSPIPE_RATE_SECONDS;
}

/* As long as there has not been a minute, it is the average of what there was */
double
awspipe_rate_at(double rate, TimestampTz then, TimestampTz now, TimestampTz since)
{
	double		age = Max(seconds_between(since, now), 1.0);

	return rate * exp(-seconds_between(then, now) / AWSPIPE_RATE_SECONDS) /
		(1.0 - exp(-age / AWSPIPE_RATE_SECONDS));
}
