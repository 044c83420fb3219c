/*-------------------------------------------------------------------------
 *
 * sqs_seen.h
 *	  Which messages of queues have been applied.
 *
 * IDENTIFICATION
 *	  src/consumer/sqs_seen.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SQS_SEEN_H
#define AWSPIPE_SQS_SEEN_H

#include "postgres.h"

#include "datatype/timestamp.h"

typedef struct AwspipeSqsSeen
{
	const char *message_id;
	TimestampTz sent_at;
} AwspipeSqsSeen;

/*
 * Enters messages as applied by the current batch.  Calls is_new(id, arg)
 * for each that was not entered before; waits for another transaction that is
 * entering the same ones.  A transaction must be open.
 */
extern void awspipe_sqs_seen_add(int64 consumer_id,
								 const AwspipeSqsSeen *messages, int n,
								 void (*is_new) (const char *message_id, void *arg),
								 void *arg);

/* Takes messages out again that the current transaction has entered. */
extern void awspipe_sqs_seen_remove(int64 consumer_id,
									const AwspipeSqsSeen *messages, int n);

/*
 * Is the worker of that epoch still the consumer's?  It stays so until the
 * transaction ends.
 */

/*
 * Makes partitions for the days to come and drops those of messages that no
 * queue holds any more.  For the supervisor; in a transaction of its own.
 */
extern void awspipe_sqs_seen_housekeeping(void);

#endif							/* AWSPIPE_SQS_SEEN_H */
