/*-------------------------------------------------------------------------
 *
 * shmem.h
 *	  Shared memory: who runs, who is to be woken, and counters.
 *
 * Only a cache: the truth is in tables, and everything here may vanish in a
 * crash restart.  No pointers, descriptors or secrets.
 *
 * IDENTIFICATION
 *	  src/engine/shmem.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SHMEM_H
#define AWSPIPE_SHMEM_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "port/atomics.h"

typedef enum AwspipeWorkerKind
{
	AWSPIPE_SUPERVISOR,
	AWSPIPE_CONSUMER,
	AWSPIPE_DISPATCHER
} AwspipeWorkerKind;

/* Counters of a consumer; written by its worker only, read by anyone. */
typedef struct AwspipeConsumerCounters
{
	pg_atomic_uint64 records;			/* applied to the inbox */
	pg_atomic_uint64 bytes;				/* payload bytes of those */
	pg_atomic_uint64 batches;
	pg_atomic_uint64 filtered;			/* dropped by filter_pattern */
	pg_atomic_uint64 dead_letters;
	pg_atomic_uint64 errors;			/* failed batches, retried or not */
	pg_atomic_uint64 requests;
	pg_atomic_uint64 throttled;
	pg_atomic_uint64 millis_behind;		/* latest, the worst shard's */
	pg_atomic_uint64 apply_usec;		/* time spent in batch transactions */
} AwspipeConsumerCounters;

typedef struct AwspipeWorkerSlot
{
	/* Identity; under the lock */
	bool		in_use;
	AwspipeWorkerKind kind;
	Oid			database;
	int64		consumer_id;	/* consumers only */
	uint64		generation;		/* of the supervisor that started it */

	/* State; under the lock */
	int			pid;			/* 0 until it runs */
	int			proc_number;	/* for SetLatch; -1 until it runs */
	TimestampTz started_at;

	/* Orders, without the lock */
	pg_atomic_uint32 wake;		/* there is work: look at the tables */
	pg_atomic_uint32 stop;		/* exit at the next wait */

	/* Statistics, kept when the worker restarts */
	AwspipeConsumerCounters counters;
} AwspipeWorkerSlot;

extern void awspipe_shmem_init(void);	/* from _PG_init */

/*
 * Wakes of this transaction's database, carried out at its commit and
 * forgotten at its abort (not at PREPARE).
 */
extern void awspipe_wake_supervisor_at_commit(void);
extern void awspipe_wake_dispatcher_at_commit(void);
extern void awspipe_wake_consumer_at_commit(int64 consumer_id);

#endif							/* AWSPIPE_SHMEM_H */
