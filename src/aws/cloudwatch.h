/*-------------------------------------------------------------------------
 *
 * cloudwatch.h
 *	  CloudWatch: PutMetricData.
 *
 * IDENTIFICATION
 *	  src/aws/cloudwatch.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_CLOUDWATCH_H
#define PGAWS_CLOUDWATCH_H

#include "postgres.h"

#include "lib/stringinfo.h"

/*
 * CloudWatch API reference, PutMetricData and MetricDatum: 1,000 metrics and
 * 1 MB a call; 30 dimensions; names of 255 characters, values of dimensions
 * of 1,024; from two weeks ago to two hours ahead; values up to 2^360.
 */
#define PGAWS_CLOUDWATCH_BATCH_MAX			1000
#define PGAWS_CLOUDWATCH_BYTES_MAX			1000000
#define PGAWS_CLOUDWATCH_DIMENSIONS_MAX		30
#define PGAWS_CLOUDWATCH_NAME_MAX			255
#define PGAWS_CLOUDWATCH_DIMENSION_VALUE_MAX 1024
#define PGAWS_CLOUDWATCH_PAST_MAX_S			(14 * 86400)
#define PGAWS_CLOUDWATCH_FUTURE_MAX_S		(2 * 3600)
#define PGAWS_CLOUDWATCH_VALUE_MAX			0x1p360

/* Is that one of the units of a MetricDatum? */
extern bool pgaws_cloudwatch_is_unit(const char *unit);

/*
 * A request body: begin, then an entry for every MetricDatum as JSON, then
 * end.  The answer is empty: all were taken.
 */
extern void pgaws_cloudwatch_put_begin(StringInfo buf, const char *namespace);
extern void pgaws_cloudwatch_put_entry(StringInfo buf, bool first,
									   const char *datum, size_t len);
extern void pgaws_cloudwatch_put_end(StringInfo buf);

#endif							/* PGAWS_CLOUDWATCH_H */
