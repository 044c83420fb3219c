/*-------------------------------------------------------------------------
 *
 * retry.h
 *	  AWS's standard retry mode: which failures, how long to wait, how many.
 *
 * IDENTIFICATION
 *	  src/aws/retry.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_RETRY_H
#define PGAWS_RETRY_H

#include "aws/aws.h"

/* One client's token bucket; retries take from it, successes give back. */
typedef struct PgawsRetryBucket
{
	int			tokens;
} PgawsRetryBucket;

extern void pgaws_retry_bucket_init(PgawsRetryBucket *bucket);

/* Full-jitter delay before attempt number `attempt` (2 is the first retry). */
extern int64 pgaws_retry_delay_ms(const PgawsError *error, int attempt);

/* Takes the price of a retry; false when the bucket is too empty.  *cost goes back on success. */
extern bool pgaws_retry_acquire(PgawsRetryBucket *bucket, const PgawsError *error, int *cost);
extern void pgaws_retry_release(PgawsRetryBucket *bucket, int cost);

/* Class of an error code and HTTP status, by AWS's lists. */
extern PgawsErrorClass pgaws_retry_classify(int http_status, const char *code);

/*
 * Delay with full jitter for loops of our own: uniform in
 * [0, min(cap, base * 2^n)] milliseconds.
 */
extern int64 pgaws_backoff_ms(int64 base_ms, int64 cap_ms, int n);

#endif							/* PGAWS_RETRY_H */
