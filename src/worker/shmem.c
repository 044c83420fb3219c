/*-------------------------------------------------------------------------
 *
 * shmem.c
 *	  Shared memory: who runs, who is to be woken or kept out, and counters.
 *
 * There is one slot per worker, pgawspipe.max_workers in all.  The process that
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
 * A transaction notes what it wants to wake in this process, and one
 * callback, registered once, acts on it after the commit is visible.  Abort
 * and PREPARE forget it; what a prepared transaction has left to do is found
 * by the workers' slow look at the tables.  A subtransaction's abort forgets
 * nothing: a needless wake costs one look.
 *
 * A crash restart clears all of shared memory, together with every process that
 * knew of it.  The slot of a consumer outlives its worker, to keep the counters,
 * until somebody else needs it.
 *
 * IDENTIFICATION
 *	  src/worker/shmem.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <signal.h>

#include "access/xact.h"
#include "base/settings.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "storage/ipc.h"
#include "storage/lwlock.h"
#include "storage/shmem.h"
#include "utils/timestamp.h"
#include "worker/shmem.h"

#define MAX_HOLDS 32

/* While pid lives and holds it, no worker enters the database. */
typedef struct Hold
{
	Oid			database;		/* InvalidOid: unused */
	int			pid;
} Hold;

typedef struct SharedState
{
	LWLock	   *lock;			/* in shared memory too: good everywhere */
	uint64		generation;		/* the last one given out */

	/* The launcher, and what it is told */
	int			launcher_proc_number;	/* -1 unless it runs */
	int			nnotices;		/* -1: too many to note */
	Oid			notices[AWSPIPE_MAX_NOTICES];

	Hold		holds[MAX_HOLDS];

	int			nslots;
	AwspipeWorkerSlot slots[FLEXIBLE_ARRAY_MEMBER];
} SharedState;

#ifdef HAVE_SHMEM_REQUEST_HOOK
static shmem_request_hook_type prev_shmem_request_hook = NULL;
#endif

/* Consumers one transaction wakes by name; with more it wakes all. */
#define MAX_PENDING_CONSUMERS 8

static SharedState *shared = NULL;	/* NULL without preload */
static shmem_startup_hook_type prev_shmem_startup_hook = NULL;

/* What this transaction is to wake */
static bool pending = false;
static bool pending_supervisor;
static bool pending_supervisors;	/* of all databases */
static bool pending_captures;
static bool pending_dispatcher;
static bool pending_launcher;
static int	npending_consumers;
static int64 pending_consumers[MAX_PENDING_CONSUMERS];

static bool is_held(Oid database);

static Size
shared_size(void)
{
	return add_size(offsetof(SharedState, slots),
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
	pg_atomic_init_u64(&counters->apply_usec, 0);
	pg_atomic_init_u64(&counters->duplicates, 0);
	pg_atomic_init_u64(&counters->wrong_shard, 0);
	pg_atomic_init_u64(&counters->millis_behind, 0);
	pg_atomic_init_u64(&counters->answered_at, 0);
	pg_atomic_init_u64(&counters->read_up_to, 0);
	pg_atomic_init_u64(&counters->waiting_since, 0);
	pg_atomic_init_u64(&counters->applied_at, 0);
	pg_atomic_init_u64(&counters->depth, 0);
	pg_atomic_init_u64(&counters->stats_reset, (uint64) GetCurrentTimestamp());
	pg_atomic_init_u64(&counters->rate, 0);
	pg_atomic_init_u64(&counters->rate_at, 0);
	for (int i = 0; i < AWSPIPE_BUCKETS; i++)
		pg_atomic_init_u64(&counters->latencies[i], 0);
}

/* What has been counted is none; how far the consumer has come stays. */
static void
reset_counters(AwspipeConsumerCounters *counters)
{
	pg_atomic_uint64 *counts[] = {
		&counters->records, &counters->bytes, &counters->batches,
		&counters->filtered, &counters->dead_letters, &counters->errors,
		&counters->requests, &counters->throttled, &counters->apply_usec,
		&counters->duplicates, &counters->wrong_shard, &counters->rate,
		&counters->rate_at
	};

	for (int i = 0; i < lengthof(counts); i++)
		pg_atomic_write_u64(counts[i], 0);
	for (int i = 0; i < AWSPIPE_BUCKETS; i++)
		pg_atomic_write_u64(&counters->latencies[i], 0);
	pg_atomic_write_u64(&counters->stats_reset, (uint64) GetCurrentTimestamp());
}

static void
startup_shmem(void)
{
	bool		found;

	if (prev_shmem_startup_hook)
		prev_shmem_startup_hook();

	/* After a crash this is not the first time */
	shared = NULL;

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	shared = ShmemInitStruct("pgawspipe", shared_size(), &found);
	if (!found)
	{
		memset(shared, 0, shared_size());
		shared->lock = &(GetNamedLWLockTranche("pgawspipe"))->lock;
		shared->launcher_proc_number = -1;
		shared->nslots = awspipe_max_workers;
		for (int i = 0; i < shared->nslots; i++)
		{
			AwspipeWorkerSlot *slot = &shared->slots[i];

			slot->proc_number = -1;
			pg_atomic_init_u32(&slot->wake, 0);
			pg_atomic_init_u32(&slot->stop, 0);
			pg_atomic_init_u64(&slot->claims_asked, 0);
			pg_atomic_init_u64(&slot->claims_answered, 0);
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
	return shared != NULL;
}

int
awspipe_slot_count(void)
{
	return shared ? shared->nslots : 0;
}

bool
awspipe_slot_read(int index, AwspipeWorkerInfo *info)
{
	AwspipeWorkerSlot *slot = &shared->slots[index];
	bool		in_use;

	LWLockAcquire(shared->lock, LW_SHARED);
	in_use = slot->in_use;
	info->kind = slot->kind;
	info->database = slot->database;
	info->consumer_id = slot->consumer_id;
	info->owner = slot->owner;
	info->pid = slot->pid;
	info->started_at = slot->started_at;
	info->ended_at = slot->ended_at;
	info->database_status = slot->database_status;
	info->failure = slot->failure;
	LWLockRelease(shared->lock);
	return in_use;
}

AwspipeConsumerCounters *
awspipe_slot_counters(int index)
{
	return &shared->slots[index].counters;
}

void
awspipe_counters_reset(int64 consumer_id)
{
	if (shared == NULL)
		return;

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (slot->in_use && slot->kind == AWSPIPE_CONSUMER &&
			slot->database == MyDatabaseId && slot->consumer_id == consumer_id)
			reset_counters(&slot->counters);
	}
	LWLockRelease(shared->lock);
}

TimestampTz
awspipe_worker_missing_since(AwspipeWorkerKind kind)
{
	TimestampTz since = PgStartTime;
	bool		runs = false;

	LWLockAcquire(shared->lock, LW_SHARED);
	for (int i = 0; i < shared->nslots && !runs; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		/* A slot that is not in use any more still tells when that ended */
		if (slot->kind != kind || slot->database != MyDatabaseId)
			continue;
		runs = slot->pid != 0;
		since = Max(since, slot->ended_at);
	}
	LWLockRelease(shared->lock);
	return runs ? 0 : since;
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

	for (int i = 0; i < shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

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

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	if (!is_held(database))
		slot = choose_slot(kind, database, consumer_id);
	if (slot != NULL)
	{
		if (!slot->in_use || slot->kind != kind ||
			slot->database != database || slot->consumer_id != consumer_id)
		{
			init_counters(&slot->counters);
			slot->ended_at = 0;
		}

		slot->in_use = true;
		slot->busy = true;
		slot->kind = kind;
		slot->database = database;
		slot->consumer_id = consumer_id;
		slot->owner = owner;
		slot->generation = ++shared->generation;
		slot->pid = 0;
		slot->proc_number = -1;
		slot->started_at = 0;
		slot->database_status = AWSPIPE_DATABASE_PENDING;
		slot->exited_cleanly = false;
		memset(&slot->failure, 0, sizeof(slot->failure));
		/* Work may have been left over: look at the tables first */
		pg_atomic_write_u32(&slot->wake, 1);
		pg_atomic_write_u32(&slot->stop, 0);
		pg_atomic_write_u64(&slot->claims_asked, 0);
		pg_atomic_write_u64(&slot->claims_answered, 0);
		pg_atomic_write_u32(&slot->applying, 0);
		pg_atomic_write_u32(&slot->uncancelable, 0);

		*generation = slot->generation;
		index = slot - shared->slots;
	}
	LWLockRelease(shared->lock);
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
	AwspipeWorkerSlot *slot = &shared->slots[index];

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	if (slot->busy && slot->generation == generation)
		end_claim(slot);
	LWLockRelease(shared->lock);
}

bool
awspipe_slot_is_busy(int index, uint64 generation)
{
	AwspipeWorkerSlot *slot = &shared->slots[index];
	bool		busy;

	LWLockAcquire(shared->lock, LW_SHARED);
	busy = slot->busy && slot->generation == generation;
	LWLockRelease(shared->lock);
	return busy;
}

/* Sets a flag and wakes its owner.  Caller holds the lock. */
static void
signal_slot(AwspipeWorkerSlot *slot, pg_atomic_uint32 *flag)
{
	/* The exchange is a barrier; who finds it set leaves the latch to others */
	if (pg_atomic_exchange_u32(flag, 1) == 0 && slot->proc_number >= 0)
		SetLatch(&GetPGProcByNumber(slot->proc_number)->procLatch);
}

void
awspipe_slot_stop(int index, uint64 generation)
{
	AwspipeWorkerSlot *slot = &shared->slots[index];

	LWLockAcquire(shared->lock, LW_SHARED);
	if (slot->busy && slot->generation == generation)
		signal_slot(slot, &slot->stop);
	LWLockRelease(shared->lock);
}

void
awspipe_slot_kill(int index, uint64 generation, int signo, bool only_applying)
{
	AwspipeWorkerSlot *slot = &shared->slots[index];

	/* Under the lock the process cannot have gone, nor its pid be reused */
	LWLockAcquire(shared->lock, LW_SHARED);
	if (slot->busy && slot->generation == generation && slot->pid != 0 &&
		(!only_applying || pg_atomic_read_u32(&slot->applying) != 0))
		(void) kill(slot->pid, signo);
	LWLockRelease(shared->lock);
}

bool
awspipe_slot_outcome(int index, uint64 generation,
					 AwspipeWorkerOutcome *outcome)
{
	AwspipeWorkerSlot *slot = &shared->slots[index];
	bool		known;

	LWLockAcquire(shared->lock, LW_SHARED);
	known = slot->generation == generation;
	outcome->cleanly = slot->exited_cleanly;
	outcome->uncancelable = pg_atomic_read_u32(&slot->uncancelable) != 0;
	outcome->database_status = slot->database_status;
	LWLockRelease(shared->lock);
	return known;
}

int
awspipe_slots_stop_orphans(Oid database, int signo)
{
	int			running = 0;

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (!slot->busy || slot->kind == AWSPIPE_SUPERVISOR ||
			slot->database != database)
			continue;
		if (slot->pid == 0)
		{
			/* Should it still come, it finds another generation */
			slot->generation = ++shared->generation;
			end_claim(slot);
			continue;
		}
		signal_slot(slot, &slot->stop);
		if (slot->kind == AWSPIPE_JOB)
			(void) kill(slot->pid, SIGTERM);
		else if (signo != 0)
			(void) kill(slot->pid, signo);
		running++;
	}
	LWLockRelease(shared->lock);
	return running;
}

int
awspipe_slot_next_supervisor(int index, Oid *database, uint64 *generation)
{
	int			found = -1;

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	for (int i = index; i < shared->nslots && found < 0; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (!slot->busy || slot->kind != AWSPIPE_SUPERVISOR)
			continue;
		if (slot->pid == 0)
		{
			slot->generation = ++shared->generation;
			end_claim(slot);
			continue;
		}
		*database = slot->database;
		*generation = slot->generation;
		found = i;
	}
	LWLockRelease(shared->lock);
	return found;
}

void
awspipe_slot_forget(Oid database, int64 consumer_id)
{
	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (slot->in_use && !slot->busy && slot->database == database &&
			(consumer_id == 0 || slot->consumer_id == consumer_id))
			slot->in_use = false;
	}
	LWLockRelease(shared->lock);
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
	AwspipeWorkerSlot *slot = &shared->slots[DatumGetInt32(arg)];
	bool		supervisor = slot->kind == AWSPIPE_SUPERVISOR;
	Oid			database = slot->database;

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	slot->exited_cleanly = (code == 0);
	slot->ended_at = GetCurrentTimestamp();
	end_claim(slot);
	LWLockRelease(shared->lock);

	if (supervisor)
	{
		/* The process that watched its workers is gone */
		awspipe_slots_stop_orphans(database, 0);
		awspipe_launcher_wake();
	}
}

AwspipeWorkerSlot *
awspipe_slot_attach(int index, uint64 generation)
{
	AwspipeWorkerSlot *slot = &shared->slots[index];
	bool		wanted;

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	wanted = slot->busy && slot->generation == generation &&
		pg_atomic_read_u32(&slot->stop) == 0 &&
		!is_held(slot->database);
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
	LWLockRelease(shared->lock);

	if (!wanted)
		return NULL;

	/*
	 * Callbacks run last to first: this one, registered before the process
	 * enters the database, runs after it has left it.  Who sees the slot free
	 * may count on that.
	 */
	on_shmem_exit(detach_slot, Int32GetDatum(index));
	return slot;
}

void
awspipe_slot_set_status(AwspipeWorkerSlot *slot, AwspipeDatabaseStatus status)
{
	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	slot->database_status = status;
	LWLockRelease(shared->lock);
}

void
awspipe_slot_set_failure(AwspipeWorkerSlot *slot, const char *what,
						 const AwspipeProblem *problem)
{
	AwspipeFailureNote note;

	memset(&note, 0, sizeof(note));
	if (what != NULL)
	{
		memcpy(note.what, what,
			   pg_mbcliplen(what, strlen(what), sizeof(note.what) - 1));
		strlcpy(note.sqlstate, unpack_sql_state(problem->sqlerrcode),
				sizeof(note.sqlstate));
		note.since = GetCurrentTimestamp();
		if (problem->message != NULL)
			memcpy(note.message, problem->message,
				   pg_mbcliplen(problem->message, strlen(problem->message),
								sizeof(note.message) - 1));
	}
	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	slot->failure = note;
	LWLockRelease(shared->lock);
}

/* Caller holds the lock. */
static bool
is_held(Oid database)
{
	for (int i = 0; i < MAX_HOLDS; i++)
	{
		if (shared->holds[i].database == database)
			return true;
	}
	return false;
}

/* False when there is no room for another hold. */
bool
awspipe_hold_place(Oid database)
{
	bool		placed = false;

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < MAX_HOLDS && !placed; i++)
	{
		Hold	   *hold = &shared->holds[i];

		if (hold->database != InvalidOid)
			continue;
		hold->database = database;
		hold->pid = MyProcPid;
		placed = true;
	}
	for (int i = 0; i < shared->nslots && placed; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (slot->busy && slot->database == database)
			signal_slot(slot, &slot->stop);
	}
	LWLockRelease(shared->lock);
	return placed;
}

bool
awspipe_hold_exists(Oid database)
{
	bool		held;

	LWLockAcquire(shared->lock, LW_SHARED);
	held = is_held(database);
	LWLockRelease(shared->lock);
	return held;
}

int
awspipe_hold_running(Oid database, bool terminate)
{
	int			running = 0;

	LWLockAcquire(shared->lock, LW_SHARED);
	for (int i = 0; i < shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (!slot->busy || slot->pid == 0 || slot->database != database)
			continue;
		running++;
		/* Under the lock the process cannot have gone, nor its pid be reused */
		if (terminate)
			(void) kill(slot->pid, SIGTERM);
	}
	LWLockRelease(shared->lock);
	return running;
}

/* Takes back every hold of this process, and tells the launcher. */
void
awspipe_hold_release(void)
{
	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	for (int i = 0; i < MAX_HOLDS; i++)
	{
		Hold	   *hold = &shared->holds[i];

		if (hold->database != InvalidOid && hold->pid == MyProcPid)
			hold->database = InvalidOid;
	}
	LWLockRelease(shared->lock);
	awspipe_launcher_wake();
}

static void
detach_launcher(int code, Datum arg)
{
	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	shared->launcher_proc_number = -1;
	LWLockRelease(shared->lock);
}

void
awspipe_launcher_attach(void)
{
	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	shared->launcher_proc_number = MY_PROC_NUMBER;
	LWLockRelease(shared->lock);
	on_shmem_exit(detach_launcher, (Datum) 0);
}

void
awspipe_launcher_wake(void)
{
	LWLockAcquire(shared->lock, LW_SHARED);
	if (shared->launcher_proc_number >= 0)
		SetLatch(&GetPGProcByNumber(shared->launcher_proc_number)->procLatch);
	LWLockRelease(shared->lock);
}

static void
notice_launcher(Oid database)
{
	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	if (shared->nnotices == AWSPIPE_MAX_NOTICES)
		shared->nnotices = -1;
	if (shared->nnotices >= 0)
		shared->notices[shared->nnotices++] = database;
	LWLockRelease(shared->lock);
	awspipe_launcher_wake();
}

int
awspipe_launcher_take_notices(Oid databases[AWSPIPE_MAX_NOTICES])
{
	int			taken;

	LWLockAcquire(shared->lock, LW_EXCLUSIVE);
	taken = shared->nnotices;
	if (taken > 0)
		memcpy(databases, shared->notices, taken * sizeof(Oid));
	shared->nnotices = 0;
	LWLockRelease(shared->lock);
	return taken;
}

/* Sets flag and latch of the workers of that kind (consumer_id 0: all). */
static void
wake_slots(AwspipeWorkerKind kind, Oid database, int64 consumer_id)
{
	LWLockAcquire(shared->lock, LW_SHARED);
	for (int i = 0; i < shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (slot->busy && slot->kind == kind &&
			(!OidIsValid(database) || slot->database == database) &&
			(consumer_id == 0 || slot->consumer_id == consumer_id))
			signal_slot(slot, &slot->wake);
	}
	LWLockRelease(shared->lock);
}

/* The database's dispatcher, if it runs.  Caller holds the lock. */
static AwspipeWorkerSlot *
find_dispatcher(void)
{
	for (int i = 0; i < shared->nslots; i++)
	{
		AwspipeWorkerSlot *slot = &shared->slots[i];

		if (slot->busy && slot->kind == AWSPIPE_DISPATCHER &&
			slot->database == MyDatabaseId && slot->pid != 0)
			return slot;
	}
	return NULL;
}

bool
awspipe_dispatcher_ask(uint64 *generation, uint64 *number)
{
	AwspipeWorkerSlot *slot = NULL;

	if (shared == NULL)
		return false;
	LWLockAcquire(shared->lock, LW_SHARED);
	slot = find_dispatcher();
	if (slot != NULL)
	{
		*generation = slot->generation;
		*number = pg_atomic_add_fetch_u64(&slot->claims_asked, 1);
		signal_slot(slot, &slot->wake);
	}
	LWLockRelease(shared->lock);
	return slot != NULL;
}

bool
awspipe_dispatcher_has_answered(uint64 generation, uint64 number)
{
	AwspipeWorkerSlot *slot;
	bool		answered;

	LWLockAcquire(shared->lock, LW_SHARED);
	slot = find_dispatcher();
	answered = slot == NULL || slot->generation != generation ||
		pg_atomic_read_u64(&slot->claims_answered) >= number;
	LWLockRelease(shared->lock);
	return answered;
}

static void
forget_wakes(void)
{
	pending = false;
	pending_supervisor = false;
	pending_supervisors = false;
	pending_dispatcher = false;
	pending_captures = false;
	pending_launcher = false;
	npending_consumers = 0;
}

/* Carries out the wakes.  The transaction is over: nothing here may fail. */
static void
carry_out_wakes(void)
{
	if (pending_launcher)
		notice_launcher(MyDatabaseId);
	if (pending_supervisor || pending_supervisors)
		wake_slots(AWSPIPE_SUPERVISOR,
				   pending_supervisors ? InvalidOid : MyDatabaseId, 0);
	if (pending_dispatcher)
		wake_slots(AWSPIPE_DISPATCHER, MyDatabaseId, 0);
	if (pending_captures)
		wake_slots(AWSPIPE_CAPTURE, MyDatabaseId, 0);
	if (npending_consumers > MAX_PENDING_CONSUMERS)
		wake_slots(AWSPIPE_CONSUMER, MyDatabaseId, 0);
	else
	{
		for (int i = 0; i < npending_consumers; i++)
			wake_slots(AWSPIPE_CONSUMER, MyDatabaseId,
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

	if (shared == NULL)
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
awspipe_wake_captures_at_commit(void)
{
	if (note_wake())
		pending_captures = true;
}

void
awspipe_wake_launcher_at_commit(void)
{
	if (note_wake())
		pending_launcher = true;
}
