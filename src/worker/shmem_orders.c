/*-------------------------------------------------------------------------
 *
 * shmem_orders.c
 *	  Shared memory: holds on databases, words to the launcher, and wakes
 *	  that a transaction carries out when it commits.
 *
 * A transaction notes what it wants to wake in this process and one
 * callback, registered once, acts on it after the commit is visible.  Abort
 * and PREPARE forget it; what a prepared transaction has left to do is found
 * by the workers' slow look at the tables.  A subtransaction's abort forgets
 * nothing: a needless wake costs one look.
 *
 * IDENTIFICATION
 *	  src/worker/shmem_orders.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <signal.h>

#include "access/xact.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "storage/ipc.h"
#include "worker/shmem.h"
#include "worker/shmem_internal.h"

/* Consumers one transaction wakes by name; with more it wakes all. */
#define MAX_PENDING_CONSUMERS 8

/* What this transaction is to wake */
static bool pending = false;
static bool pending_supervisor;
static bool pending_supervisors;	/* of all databases */
static bool pending_dispatcher;
static bool pending_launcher;
static int	npending_consumers;
static int64 pending_consumers[MAX_PENDING_CONSUMERS];

bool
awspipe_shared_is_held(Oid database)
{
	for (int i = 0; i < AWSPIPE_MAX_HOLDS; i++)
	{
		if (awspipe_shared->holds[i].database == database)
			return true;
	}
	return false;
}

/* False when there is no room for another hold. */
bool
awspipe_hold_place(Oid database)
{
	bool		placed = false;

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < AWSPIPE_MAX_HOLDS && !placed; i++)
	{
		AwspipeHold *hold = &awspipe_shared->holds[i];

		if (hold->database != InvalidOid)
			continue;
		hold->database = database;
		hold->pid = MyProcPid;
		placed = true;
	}
	for (int i = 0; i < awspipe_shared->nslots && placed; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (slot->busy && slot->database == database)
			awspipe_slot_signal(slot, &slot->stop);
	}
	LWLockRelease(awspipe_shared->lock);
	return placed;
}

bool
awspipe_hold_exists(Oid database)
{
	bool		held;

	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	held = awspipe_shared_is_held(database);
	LWLockRelease(awspipe_shared->lock);
	return held;
}

int
awspipe_hold_running(Oid database, bool terminate)
{
	int			running = 0;

	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	for (int i = 0; i < awspipe_shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (!slot->busy || slot->pid == 0 || slot->database != database)
			continue;
		running++;
		/* Under the lock the process cannot have gone, nor its pid be reused */
		if (terminate)
			(void) kill(slot->pid, SIGTERM);
	}
	LWLockRelease(awspipe_shared->lock);
	return running;
}

/* Takes back every hold of this process, and tells the launcher. */
void
awspipe_hold_release(void)
{
	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < AWSPIPE_MAX_HOLDS; i++)
	{
		AwspipeHold *hold = &awspipe_shared->holds[i];

		if (hold->database != InvalidOid && hold->pid == MyProcPid)
			hold->database = InvalidOid;
	}
	LWLockRelease(awspipe_shared->lock);
	awspipe_launcher_wake();
}

static void
detach_launcher(int code, Datum arg)
{
	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	awspipe_shared->launcher_proc_number = -1;
	LWLockRelease(awspipe_shared->lock);
}

void
awspipe_launcher_attach(void)
{
	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	awspipe_shared->launcher_proc_number = MY_PROC_NUMBER;
	LWLockRelease(awspipe_shared->lock);
	on_shmem_exit(detach_launcher, (Datum) 0);
}

void
awspipe_launcher_wake(void)
{
	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	if (awspipe_shared->launcher_proc_number >= 0)
		SetLatch(&GetPGProcByNumber(awspipe_shared->launcher_proc_number)->procLatch);
	LWLockRelease(awspipe_shared->lock);
}

void
awspipe_launcher_notice(Oid database)
{
	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	if (awspipe_shared->nnotices == AWSPIPE_MAX_NOTICES)
		awspipe_shared->nnotices = -1;
	if (awspipe_shared->nnotices >= 0)
		awspipe_shared->notices[awspipe_shared->nnotices++] = database;
	LWLockRelease(awspipe_shared->lock);
	awspipe_launcher_wake();
}

int
awspipe_launcher_take_notices(Oid databases[AWSPIPE_MAX_NOTICES])
{
	int			taken;

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	taken = awspipe_shared->nnotices;
	if (taken > 0)
		memcpy(databases, awspipe_shared->notices, taken * sizeof(Oid));
	awspipe_shared->nnotices = 0;
	LWLockRelease(awspipe_shared->lock);
	return taken;
}

void
awspipe_slots_wake(AwspipeWorkerKind kind, Oid database, int64 consumer_id)
{
	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	for (int i = 0; i < awspipe_shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (slot->busy && slot->kind == kind &&
			(!OidIsValid(database) || slot->database == database) &&
			(consumer_id == 0 || slot->consumer_id == consumer_id))
			awspipe_slot_signal(slot, &slot->wake);
	}
	LWLockRelease(awspipe_shared->lock);
}

static void
forget_wakes(void)
{
	pending = false;
	pending_supervisor = false;
	pending_supervisors = false;
	pending_dispatcher = false;
	pending_launcher = false;
	npending_consumers = 0;
}

/* Carries out the wakes.  The transaction is over: nothing here may fail. */
static void
carry_out_wakes(void)
{
	if (pending_launcher)
		awspipe_launcher_notice(MyDatabaseId);
	if (pending_supervisor || pending_supervisors)
		awspipe_slots_wake(AWSPIPE_SUPERVISOR,
						   pending_supervisors ? InvalidOid : MyDatabaseId, 0);
	if (pending_dispatcher)
		awspipe_slots_wake(AWSPIPE_DISPATCHER, MyDatabaseId, 0);
	if (npending_consumers > MAX_PENDING_CONSUMERS)
		awspipe_slots_wake(AWSPIPE_CONSUMER, MyDatabaseId, 0);
	else
	{
		for (int i = 0; i < npending_consumers; i++)
			awspipe_slots_wake(AWSPIPE_CONSUMER, MyDatabaseId,
							   pending_consumers[i]);
	}
}

static void
wake_at_end(XactEvent event, void *arg)
{
	if (!pending)
		return;

	switch (event)
	{
		case XACT_EVENT_COMMIT:
			carry_out_wakes();
			forget_wakes();
			break;
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			forget_wakes();
			break;
		default:
			break;
	}
}

/* Notes that this transaction has something to wake; false if there cannot be. */
static bool
note_wake(void)
{
	static bool registered = false;

	if (awspipe_shared == NULL)
		return false;
	if (!registered)
	{
		RegisterXactCallback(wake_at_end, NULL);
		registered = true;
	}
	pending = true;
	return true;
}

void
awspipe_wake_supervisor_at_commit(void)
{
	if (note_wake())
		pending_supervisor = true;
}

void
awspipe_wake_supervisors_at_commit(void)
{
	if (note_wake())
		pending_supervisors = true;
}

void
awspipe_wake_dispatcher_at_commit(void)
{
	if (note_wake())
		pending_dispatcher = true;
}

void
awspipe_wake_consumer_at_commit(int64 consumer_id)
{
	if (!note_wake())
		return;
	for (int i = 0; i < npending_consumers && i < MAX_PENDING_CONSUMERS; i++)
	{
		if (pending_consumers[i] == consumer_id)
			return;
	}
	if (npending_consumers < MAX_PENDING_CONSUMERS)
		pending_consumers[npending_consumers++] = consumer_id;
	else
		npending_consumers = MAX_PENDING_CONSUMERS + 1;
}

void
awspipe_wake_launcher_at_commit(void)
{
	if (note_wake())
		pending_launcher = true;
}
