/*-------------------------------------------------------------------------
 *
 * shmem.c
 *	  Shared memory: who runs, who is to be woken, and counters.
 *
 * There is one slot per worker, pgawspipe.max_workers in all.  Whoever
 * starts a worker claims a slot and passes its index and generation on; the
 * worker attaches before it connects to the database, and gives the slot
 * back when it exits.  A worker that finds another generation, an order to
 * stop or a hold on its database is too late: it leaves without having
 * touched the database.  So a slot with pid 0 never needs to be waited for.
 *
 * One lock guards identities and states, held for a walk over the slots at
 * most and never while something can fail.  Orders are atomics: the flag is
 * set first and the latch after it, and a worker clears the flag before it
 * looks at the tables.  Counters are written by one process and read by
 * anyone.
 *
 * A crash restart clears all of it, together with every process that knew
 * of it.  The slot of a consumer outlives its worker, to keep the counters,
 * until somebody else needs it.
 *
 * IDENTIFICATION
 *	  src/worker/shmem.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <signal.h>

#include "base/settings.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "storage/ipc.h"
#include "storage/shmem.h"
#include "utils/timestamp.h"
#include "worker/shmem.h"
#include "worker/shmem_internal.h"

AwspipeShared *awspipe_shared = NULL;

#ifdef HAVE_SHMEM_REQUEST_HOOK
static shmem_request_hook_type prev_shmem_request_hook = NULL;
#endif
static shmem_startup_hook_type prev_shmem_startup_hook = NULL;

static Size
shared_size(void)
{
	return add_size(offsetof(AwspipeShared, slots),
					mul_size(sizeof(AwspipeWorkerSlot), awspipe_max_workers));
}

static void
request_shmem(void)
{
#ifdef HAVE_SHMEM_REQUEST_HOOK
	if (prev_shmem_request_hook)
		prev_shmem_request_hook();
#endif
	RequestAddinShmemSpace(shared_size());
	RequestNamedLWLockTranche("pgawspipe", 1);
}

static void
init_counters(AwspipeConsumerCounters *counters)
{
	pg_atomic_init_u64(&counters->records, 0);
	pg_atomic_init_u64(&counters->bytes, 0);
	pg_atomic_init_u64(&counters->batches, 0);
	pg_atomic_init_u64(&counters->filtered, 0);
	pg_atomic_init_u64(&counters->dead_letters, 0);
	pg_atomic_init_u64(&counters->errors, 0);
	pg_atomic_init_u64(&counters->requests, 0);
	pg_atomic_init_u64(&counters->throttled, 0);
	pg_atomic_init_u64(&counters->millis_behind, 0);
	pg_atomic_init_u64(&counters->apply_usec, 0);
	pg_atomic_init_u64(&counters->duplicates, 0);
	pg_atomic_init_u64(&counters->wrong_shard, 0);
}

static void
startup_shmem(void)
{
	bool		found;

	if (prev_shmem_startup_hook)
		prev_shmem_startup_hook();

	/* After a crash this is not the first time */
	awspipe_shared = NULL;

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	awspipe_shared = ShmemInitStruct("pgawspipe", shared_size(), &found);
	if (!found)
	{
		memset(awspipe_shared, 0, shared_size());
		awspipe_shared->lock = &(GetNamedLWLockTranche("pgawspipe"))->lock;
		awspipe_shared->launcher_proc_number = -1;
		awspipe_shared->nslots = awspipe_max_workers;
		for (int i = 0; i < awspipe_shared->nslots; i++)
		{
			AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

			slot->proc_number = -1;
			pg_atomic_init_u32(&slot->wake, 0);
			pg_atomic_init_u32(&slot->stop, 0);
			pg_atomic_init_u32(&slot->applying, 0);
			pg_atomic_init_u32(&slot->uncancelable, 0);
			init_counters(&slot->counters);
		}
	}
	LWLockRelease(AddinShmemInitLock);
}

/* Asks for shared memory.  Called while the server starts. */
void
awspipe_shmem_init(void)
{
#ifdef HAVE_SHMEM_REQUEST_HOOK
	prev_shmem_request_hook = shmem_request_hook;
	shmem_request_hook = request_shmem;
#else
	request_shmem();
#endif
	prev_shmem_startup_hook = shmem_startup_hook;
	shmem_startup_hook = startup_shmem;
}

bool
awspipe_preloaded(void)
{
	return awspipe_shared != NULL;
}

void
awspipe_check_preload(int elevel)
{
	if (awspipe_shared == NULL)
		ereport(elevel,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("pgawspipe cannot run workers"),
				 errhint("Add pgawspipe to shared_preload_libraries and restart the server.")));
}

int
awspipe_slot_count(void)
{
	return awspipe_shared ? awspipe_shared->nslots : 0;
}

bool
awspipe_slot_read(int index, AwspipeWorkerInfo *info)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[index];
	bool		in_use;

	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	in_use = slot->in_use;
	info->kind = slot->kind;
	info->database = slot->database;
	info->consumer_id = slot->consumer_id;
	info->owner = slot->owner;
	info->pid = slot->pid;
	info->started_at = slot->started_at;
	info->verdict = slot->verdict;
	info->failure = slot->failure;
	LWLockRelease(awspipe_shared->lock);
	return in_use;
}

AwspipeWorkerSlot *
awspipe_worker_slot_find(Oid database, int64 consumer_id, Oid *owner)
{
	AwspipeWorkerSlot *found = NULL;

	if (awspipe_shared == NULL)
		return NULL;

	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	for (int i = 0; i < awspipe_shared->nslots && found == NULL; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (slot->in_use && slot->kind == AWSPIPE_CONSUMER &&
			slot->database == database && slot->consumer_id == consumer_id)
		{
			found = slot;
			*owner = slot->owner;
		}
	}
	LWLockRelease(awspipe_shared->lock);
	return found;
}

/*
 * The slot to be claimed: the worker's own, else an unused one, else that of
 * a consumer that does not run.  NULL when its own is busy or there is none.
 * Caller holds the lock.
 */
static AwspipeWorkerSlot *
choose_slot(AwspipeWorkerKind kind, Oid database, int64 consumer_id)
{
	AwspipeWorkerSlot *unused = NULL;
	AwspipeWorkerSlot *idle = NULL;

	for (int i = 0; i < awspipe_shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (!slot->in_use)
			unused = unused ? unused : slot;
		else if (slot->kind == kind && slot->database == database &&
				 slot->consumer_id == consumer_id)
			return slot->busy ? NULL : slot;
		else if (!slot->busy)
			idle = slot;
	}
	return unused ? unused : idle;
}

int
awspipe_slot_claim(AwspipeWorkerKind kind, Oid database, int64 consumer_id,
				   Oid owner, uint64 *generation)
{
	AwspipeWorkerSlot *slot = NULL;
	int			index = -1;

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	if (!awspipe_shared_is_held(database))
		slot = choose_slot(kind, database, consumer_id);
	if (slot != NULL)
	{
		if (!slot->in_use || slot->kind != kind ||
			slot->database != database || slot->consumer_id != consumer_id)
			init_counters(&slot->counters);

		slot->in_use = true;
		slot->busy = true;
		slot->kind = kind;
		slot->database = database;
		slot->consumer_id = consumer_id;
		slot->owner = owner;
		slot->generation = ++awspipe_shared->generation;
		slot->pid = 0;
		slot->proc_number = -1;
		slot->started_at = 0;
		slot->verdict = AWSPIPE_VERDICT_PENDING;
		slot->exited_cleanly = false;
		memset(&slot->failure, 0, sizeof(slot->failure));
		/* Work may have been left over: look at the tables first */
		pg_atomic_write_u32(&slot->wake, 1);
		pg_atomic_write_u32(&slot->stop, 0);
		pg_atomic_write_u32(&slot->applying, 0);
		pg_atomic_write_u32(&slot->uncancelable, 0);

		*generation = slot->generation;
		index = slot - awspipe_shared->slots;
	}
	LWLockRelease(awspipe_shared->lock);
	return index;
}

/* Ends a claim.  Caller holds the lock. */
static void
end_claim(AwspipeWorkerSlot *slot)
{
	slot->busy = false;
	slot->pid = 0;
	slot->proc_number = -1;
	/* Only a consumer's counters are worth keeping */
	slot->in_use = (slot->kind == AWSPIPE_CONSUMER);
}

void
awspipe_slot_release(int index, uint64 generation)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[index];

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	if (slot->busy && slot->generation == generation)
		end_claim(slot);
	LWLockRelease(awspipe_shared->lock);
}

bool
awspipe_slot_is_busy(int index, uint64 generation)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[index];
	bool		busy;

	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	busy = slot->busy && slot->generation == generation;
	LWLockRelease(awspipe_shared->lock);
	return busy;
}

/* Sets a flag and wakes its owner.  Caller holds the lock. */
void
awspipe_slot_signal(AwspipeWorkerSlot *slot, pg_atomic_uint32 *flag)
{
	/* The exchange is a barrier; who finds it set leaves the latch to others */
	if (pg_atomic_exchange_u32(flag, 1) == 0 && slot->proc_number >= 0)
		SetLatch(&GetPGProcByNumber(slot->proc_number)->procLatch);
}

void
awspipe_slot_stop(int index, uint64 generation)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[index];

	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	if (slot->busy && slot->generation == generation)
		awspipe_slot_signal(slot, &slot->stop);
	LWLockRelease(awspipe_shared->lock);
}

void
awspipe_slot_kill(int index, uint64 generation, int signo, bool only_applying)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[index];

	/* Under the lock the process cannot have gone, nor its pid be reused */
	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	if (slot->busy && slot->generation == generation && slot->pid != 0 &&
		(!only_applying || pg_atomic_read_u32(&slot->applying) != 0))
		(void) kill(slot->pid, signo);
	LWLockRelease(awspipe_shared->lock);
}

bool
awspipe_slot_outcome(int index, uint64 generation,
					 AwspipeWorkerOutcome *outcome)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[index];
	bool		known;

	LWLockAcquire(awspipe_shared->lock, LW_SHARED);
	known = slot->generation == generation;
	outcome->cleanly = slot->exited_cleanly;
	outcome->uncancelable = pg_atomic_read_u32(&slot->uncancelable) != 0;
	outcome->verdict = slot->verdict;
	LWLockRelease(awspipe_shared->lock);
	return known;
}

int
awspipe_slots_stop_orphans(Oid database, int signo)
{
	int			running = 0;

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < awspipe_shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (!slot->busy || slot->kind == AWSPIPE_SUPERVISOR ||
			slot->database != database)
			continue;
		if (slot->pid == 0)
		{
			/* Should it still come, it finds another generation */
			slot->generation = ++awspipe_shared->generation;
			end_claim(slot);
			continue;
		}
		awspipe_slot_signal(slot, &slot->stop);
		if (signo != 0)
			(void) kill(slot->pid, signo);
		running++;
	}
	LWLockRelease(awspipe_shared->lock);
	return running;
}

int
awspipe_slot_next_supervisor(int index, Oid *database, uint64 *generation)
{
	int			found = -1;

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	for (int i = index; i < awspipe_shared->nslots && found < 0; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (!slot->busy || slot->kind != AWSPIPE_SUPERVISOR)
			continue;
		if (slot->pid == 0)
		{
			slot->generation = ++awspipe_shared->generation;
			end_claim(slot);
			continue;
		}
		*database = slot->database;
		*generation = slot->generation;
		found = i;
	}
	LWLockRelease(awspipe_shared->lock);
	return found;
}

void
awspipe_slot_forget(Oid database, int64 consumer_id)
{
	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < awspipe_shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &awspipe_shared->slots[i];

		if (slot->in_use && !slot->busy && slot->database == database &&
			(consumer_id == 0 || slot->consumer_id == consumer_id))
			slot->in_use = false;
	}
	LWLockRelease(awspipe_shared->lock);
}

void
awspipe_slots_forget(Oid database)
{
	awspipe_slot_forget(database, 0);
}

/* Gives the slot back; the last thing before the process leaves PGPROC. */
static void
detach_slot(int code, Datum arg)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[DatumGetInt32(arg)];
	bool		supervisor = slot->kind == AWSPIPE_SUPERVISOR;
	Oid			database = slot->database;

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	slot->exited_cleanly = (code == 0);
	end_claim(slot);
	LWLockRelease(awspipe_shared->lock);

	if (supervisor)
	{
		/* Nobody watches its workers any more */
		awspipe_slots_stop_orphans(database, 0);
		awspipe_launcher_wake();
	}
}

AwspipeWorkerSlot *
awspipe_slot_attach(int index, uint64 generation)
{
	AwspipeWorkerSlot *slot = &awspipe_shared->slots[index];
	bool		wanted;

	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	wanted = slot->busy && slot->generation == generation &&
		pg_atomic_read_u32(&slot->stop) == 0 &&
		!awspipe_shared_is_held(slot->database);
	if (wanted)
	{
		slot->pid = MyProcPid;
		slot->proc_number = MY_PROC_NUMBER;
		slot->started_at = GetCurrentTimestamp();
	}
	else if (slot->busy && slot->generation == generation)
	{
		slot->exited_cleanly = true;
		end_claim(slot);
	}
	LWLockRelease(awspipe_shared->lock);

	if (!wanted)
		return NULL;

	/*
	 * Callbacks run last to first: this one, registered before the process
	 * enters the database, runs after it has left it.  Who sees the slot
	 * free may count on that.
	 */
	on_shmem_exit(detach_slot, Int32GetDatum(index));
	return slot;
}

void
awspipe_slot_set_verdict(AwspipeWorkerSlot *slot, AwspipeVerdict verdict)
{
	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	slot->verdict = verdict;
	LWLockRelease(awspipe_shared->lock);
}

void
awspipe_slot_set_failure(AwspipeWorkerSlot *slot, const char *what,
						 const char *sqlstate, const char *message)
{
	AwspipeFailureNote note;

	memset(&note, 0, sizeof(note));
	if (what != NULL)
	{
		memcpy(note.what, what,
			   pg_mbcliplen(what, strlen(what), sizeof(note.what) - 1));
		strlcpy(note.sqlstate, sqlstate, sizeof(note.sqlstate));
		note.since = GetCurrentTimestamp();
		if (message != NULL)
			memcpy(note.message, message,
				   pg_mbcliplen(message, strlen(message),
								sizeof(note.message) - 1));
	}
	LWLockAcquire(awspipe_shared->lock, LW_EXCLUSIVE);
	slot->failure = note;
	LWLockRelease(awspipe_shared->lock);
}
