/*-------------------------------------------------------------------------
 *
 * shmem.h
 *	  Shared memory: who runs, who is to be woken, and counters.
 *
 * Only a cache: the truth is in tables, and everything here may vanish in a
 * crash restart.  No pointers, descriptors or secrets.
 *
 * IDENTIFICATION
 *	  src/worker/shmem.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SHMEM_H
#define AWSPIPE_SHMEM_H

#include "postgres.h"

#include "base/histogram.h"
#include "base/problem.h"
#include "datatype/timestamp.h"
#include "port/atomics.h"

typedef enum AwspipeWorkerKind
{
	AWSPIPE_SUPERVISOR,
	AWSPIPE_CONSUMER,
	AWSPIPE_DISPATCHER,
	AWSPIPE_JOB,
	AWSPIPE_CAPTURE
} AwspipeWorkerKind;

/* Counters of a consumer; written by its worker only, read by anyone. */
typedef struct AwspipeConsumerCounters
{
	pg_atomic_uint64 records;	/* applied to the inbox */
	pg_atomic_uint64 bytes;		/* payload bytes of those */
	pg_atomic_uint64 batches;
	pg_atomic_uint64 filtered;	/* dropped by filter_pattern */
	pg_atomic_uint64 dead_letters;
	pg_atomic_uint64 errors;	/* failed batches, retried or not */
	pg_atomic_uint64 requests;
	pg_atomic_uint64 throttled;
	pg_atomic_uint64 apply_usec;	/* time spent in batch transactions */
	pg_atomic_uint64 duplicates;	/* redelivered, and dropped by their id */
	pg_atomic_uint64 wrong_shard;	/* user records outside of theirs */

	/* How far it has come; times as TimestampTz, 0: none */
	pg_atomic_uint64 millis_behind; /* latest, the worst shard's */
	pg_atomic_uint64 answered_at;	/* by AWS last, about the worst shard */
	pg_atomic_uint64 read_up_to;	/* what arrived before then was read */
	pg_atomic_uint64 waiting_since; /* arrival of the oldest record that was
									 * read and is not applied */
	pg_atomic_uint64 applied_at;	/* a batch, last */
	pg_atomic_uint64 depth;		/* of the queue, plus 1; 0: not known */

	/* How fast, since the statistics began */
	pg_atomic_uint64 stats_reset;
	pg_atomic_uint64 rate;		/* records per second, a double's bits */
	pg_atomic_uint64 rate_at;
	pg_atomic_uint64 latencies[AWSPIPE_BUCKETS];	/* arrived to applied */
} AwspipeConsumerCounters;

/* The rate, which is kept as the bits of a double */
static inline double
awspipe_counted_rate(AwspipeConsumerCounters *counters)
{
	uint64		bits = pg_atomic_read_u64(&counters->rate);
	double		rate;

	memcpy(&rate, &bits, sizeof(rate));
	return rate;
}

static inline void
awspipe_count_rate(AwspipeConsumerCounters *counters, double rate)
{
	uint64		bits;

	memcpy(&bits, &rate, sizeof(bits));
	pg_atomic_write_u64(&counters->rate, bits);
}

/* What a supervisor has found out about its database. */
typedef enum AwspipeDatabaseStatus
{
	AWSPIPE_DATABASE_PENDING,	/* it has not looked yet */
	AWSPIPE_DATABASE_PRESENT,	/* the extension is there */
	AWSPIPE_DATABASE_PAUSED,	/* it is there, of another installation */
	AWSPIPE_DATABASE_ABSENT		/* none, or not the one it began with */
} AwspipeDatabaseStatus;

/* What a worker cannot do at present; what is empty if there is nothing. */
typedef struct AwspipeFailureNote
{
	char		what[128];
	char		sqlstate[6];
	char		message[256];	/* may be empty */
	TimestampTz since;
} AwspipeFailureNote;

typedef struct AwspipeWorkerSlot
{
	/* Identity; under the lock */
	bool		in_use;			/* kept for its counters when busy is over */
	bool		busy;			/* from the claim until the worker is gone */
	AwspipeWorkerKind kind;
	Oid			database;
	int64		consumer_id;	/* consumers and captures; of a job its run */
	Oid			owner;			/* role to connect as; not of the others */
	uint64		generation;		/* of this start; another one may not attach */

	/* State; under the lock */
	int			pid;			/* 0 unless it runs */
	int			proc_number;	/* for SetLatch; -1 unless it runs */
	TimestampTz started_at;
	TimestampTz ended_at;		/* of the last one that ran here */
	AwspipeDatabaseStatus database_status;	/* supervisors only */
	bool		exited_cleanly; /* the last one that ran here */
	AwspipeFailureNote failure; /* see report.c */

	/* Orders, without the lock */
	pg_atomic_uint32 wake;		/* there is work: look at the tables */
	pg_atomic_uint32 stop;		/* exit at the next wait */

	/* Claims on destinations, without the lock; dispatchers only */
	pg_atomic_uint64 claims_asked;	/* so many sessions have asked */
	pg_atomic_uint64 claims_answered;	/* and so many may go on */

	/* Marks, without the lock; the latter of jobs, too */
	pg_atomic_uint32 applying;	/* a batch's transaction is open */
	pg_atomic_uint32 uncancelable;	/* terminated for work without an end */

	/* Statistics, kept when the worker restarts */
	AwspipeConsumerCounters counters;
} AwspipeWorkerSlot;

/* A copy of what is under the lock, for views. */
typedef struct AwspipeWorkerInfo
{
	AwspipeWorkerKind kind;
	Oid			database;
	int64		consumer_id;
	Oid			owner;			/* consumers, jobs and captures */
	int			pid;
	TimestampTz started_at;
	TimestampTz ended_at;		/* of the one before, if it does not run */
	AwspipeDatabaseStatus database_status;
	AwspipeFailureNote failure;
} AwspipeWorkerInfo;

extern void awspipe_shmem_init(void);	/* from _PG_init */

/*
 * Is the library in shared_preload_libraries?  All functions here do nothing
 * without it.
 */
extern bool awspipe_preloaded(void);

/*
 * For views: the number of slots, and a look at one; false when it holds
 * nothing.  A worker that does not run has pid 0.  The counters may be read
 * without the lock; they may be another consumer's by then.
 */
extern int	awspipe_slot_count(void);
extern bool awspipe_slot_read(int index, AwspipeWorkerInfo *info);
extern AwspipeConsumerCounters *awspipe_slot_counters(int index);

/* Begins the statistics of a consumer of this database anew. */
extern void awspipe_counters_reset(int64 consumer_id);

/*
 * Since when this database has been without a worker of that kind, as far as
 * is known; 0 while it has one.
 */
extern TimestampTz awspipe_worker_missing_since(AwspipeWorkerKind kind);

/*
 * For whoever starts a worker.  Claims a slot, the worker's old one if there
 * is one; -1 when all are busy or the database is held.  A claim is over
 * when the worker exits, or by release when it has never attached.
 */
extern int	awspipe_slot_claim(AwspipeWorkerKind kind, Oid database,
							   int64 consumer_id, Oid owner,
							   uint64 *generation);
extern void awspipe_slot_release(int index, uint64 generation);
extern bool awspipe_slot_is_busy(int index, uint64 generation);
extern void awspipe_slot_stop(int index, uint64 generation);

/* How a worker has ended. */
typedef struct AwspipeWorkerOutcome
{
	bool		cleanly;
	bool		uncancelable;	/* consumers and jobs; see time_limit.c */
	AwspipeDatabaseStatus database_status;	/* supervisors only */
} AwspipeWorkerOutcome;

/* Of the worker that last ran there; false if it is reused. */
extern bool awspipe_slot_outcome(int index, uint64 generation,
								 AwspipeWorkerOutcome *outcome);

/*
 * Sends that signal to the worker, if it runs.  only_applying: and only
 * while a batch's transaction is open.
 */
extern void awspipe_slot_kill(int index, uint64 generation, int signo,
							  bool only_applying);

/*
 * Workers that nobody watches any more, because the process that started
 * them is gone: tells those of the database (supervisors: of all databases)
 * to stop, and returns how many still run.  signo, if not 0, is sent to those;
 * jobs, which do not look at orders, are terminated.
 */
extern int	awspipe_slots_stop_orphans(Oid database, int signo);

/* A supervisor that outlived its launcher, from index on; -1 at the end. */
extern int	awspipe_slot_next_supervisor(int index, Oid *database,
										 uint64 *generation);

/* Frees the slot of a consumer, or all of a database, if not busy. */
extern void awspipe_slot_forget(Oid database, int64 consumer_id);
extern void awspipe_slots_forget(Oid database);

/*
 * For the worker: takes the slot it was started for; NULL when it is no
 * longer wanted.  Given back at exit.
 */
extern AwspipeWorkerSlot *awspipe_slot_attach(int index, uint64 generation);
extern void awspipe_slot_set_status(AwspipeWorkerSlot *slot,
									AwspipeDatabaseStatus status);

/* what is NULL when nothing fails. */
extern void awspipe_slot_set_failure(AwspipeWorkerSlot *slot, const char *what,
									 const AwspipeProblem *problem);

/*
 * Holding a database: its workers are told to stop (terminate: by SIGTERM)
 * and none is started until the holder's release.  awspipe_hold_running()
 * counts those still there.
 */
extern bool awspipe_hold_place(Oid database);
extern bool awspipe_hold_exists(Oid database);
extern int	awspipe_hold_running(Oid database, bool terminate);
extern void awspipe_hold_release(void);

/* The launcher's place, and what others tell it. */
extern void awspipe_launcher_attach(void);
extern void awspipe_launcher_wake(void);

#define AWSPIPE_MAX_NOTICES 32

/*
 * Databases in which the extension was installed since the last call: their
 * number, or -1 when there were too many to note.
 */
extern int	awspipe_launcher_take_notices(Oid databases[AWSPIPE_MAX_NOTICES]);

/*
 * For a session that wants the database's dispatcher to let go of what it has
 * claimed (see destination_claim.c): asks at once, and says which dispatcher
 * has to answer what.  False when none runs.  One that has ended has answered.
 */
extern bool awspipe_dispatcher_ask(uint64 *generation, uint64 *number);
extern bool awspipe_dispatcher_has_answered(uint64 generation, uint64 number);

/*
 * Wakes of this transaction's database, carried out at its commit and
 * forgotten at its abort (not at PREPARE).
 */
extern void awspipe_wake_supervisor_at_commit(void);
extern void awspipe_wake_supervisors_at_commit(void);	/* of all databases */
extern void awspipe_wake_dispatcher_at_commit(void);
extern void awspipe_wake_consumer_at_commit(int64 consumer_id);
extern void awspipe_wake_captures_at_commit(void);
extern void awspipe_wake_launcher_at_commit(void);	/* newly installed here */

#endif							/* AWSPIPE_SHMEM_H */
