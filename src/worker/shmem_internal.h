/*-------------------------------------------------------------------------
 *
 * shmem_internal.h
 *	  Layout of shared memory, for shmem.c and shmem_orders.c only.
 *
 * IDENTIFICATION
 *	  src/worker/shmem_internal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SHMEM_INTERNAL_H
#define AWSPIPE_SHMEM_INTERNAL_H

#include "storage/lwlock.h"
#include "worker/shmem.h"

#define AWSPIPE_MAX_HOLDS 32

/* While pid lives and holds it, no worker enters the database. */
typedef struct AwspipeHold
{
	Oid			database;		/* InvalidOid: unused */
	int			pid;
} AwspipeHold;

typedef struct AwspipeShared
{
	LWLock	   *lock;			/* in shared memory too: good everywhere */
	uint64		generation;		/* the last one given out */

	/* The launcher, and what it is told */
	int			launcher_proc_number;	/* -1 unless it runs */
	int			nnotices;		/* -1: too many to note */
	Oid			notices[AWSPIPE_MAX_NOTICES];

	AwspipeHold holds[AWSPIPE_MAX_HOLDS];

	int			nslots;
	AwspipeWorkerSlot slots[FLEXIBLE_ARRAY_MEMBER];
} AwspipeShared;

extern AwspipeShared *awspipe_shared;	/* NULL without preload */

/* Caller holds the lock. */
extern bool awspipe_shared_is_held(Oid database);
extern void awspipe_slot_signal(AwspipeWorkerSlot *slot,
								pg_atomic_uint32 *flag);

#endif							/* AWSPIPE_SHMEM_INTERNAL_H */
