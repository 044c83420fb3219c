/*-------------------------------------------------------------------------
 *
 * received.h
 *	  Which messages of queues have been applied.
 *
 * IDENTIFICATION
 *	  src/consumer/received.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_RECEIVED_H
#define AWSPIPE_RECEIVED_H

#include "postgres.h"

#include "datatype/timestamp.h"

typedef struct AwspipeReceived
{
	const char *message_id;
	TimestampTz sent_at;
} AwspipeReceived;

/*
 * Enters messages as applied by the current batch.  Calls is_new(id, arg)
 * for each that was not entered before; waits for another transaction that is
 * entering the same ones.  A transaction must be open.
 */
extern void awspipe_received_add(int64 consumer_id, const AwspipeReceived *messages,
								 int n, void (*is_new) (const char *message_id, void *arg),
								 void *arg);

/* Takes messages out again that the current transaction has entered. */
extern void awspipe_received_remove(int64 consumer_id,
									const AwspipeReceived *messages, int n);

/*
 * Is the worker of that epoch still the consumer's?  It stays so until the
 * transaction ends.
 */
extern bool awspipe_received_fence(int64 consumer_id, int64 epoch);

/*
 * Makes partitions for the days to come and drops those of messages that no
 * queue holds any more.  For the supervisor; in a transaction of its own.
 */
extern void awspipe_received_housekeeping(void);

#endif							/* AWSPIPE_RECEIVED_H */
