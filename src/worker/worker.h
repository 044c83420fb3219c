/*-------------------------------------------------------------------------
 *
 * worker.h
 *	  What every background worker of pgawspipe does alike: start, wait,
 *	  open and close a transaction, be seen, stop.
 *
 * IDENTIFICATION
 *	  src/worker/worker.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_WORKER_H
#define AWSPIPE_WORKER_H

#include "postgres.h"

#include "aws/client.h"
#include "utils/timestamp.h"
#include "worker/shmem.h"

/*
 * First thing in the main function of every worker that child.c starts:
 * signals, slot, connection (a consumer's, job's or capture's as its owner), settings, memory
 * contexts, and libcurl.  Returns with no transaction open; exits when the
 * worker is no longer wanted.
 */
extern void awspipe_worker_start(Datum main_arg, AwspipeWorkerKind kind);

/* The part of it that the launcher needs too: signals and memory. */
extern void awspipe_worker_setup(void);

/* What a worker waits for: its wait_event, see pg_compat.h */
typedef enum AwspipeWait
{
	AWSPIPE_WAIT_MAIN,			/* nothing to do */
	AWSPIPE_WAIT_HTTP,			/* an answer of AWS */
	AWSPIPE_WAIT_BACKOFF		/* after a failure */
} AwspipeWait;

/*
 * The only function of a worker that waits; asserts that no transaction is
 * open.  Returns when the latch is set, the loop (may be NULL) has been
 * driven because its descriptor was readable, or timeout_ms is over (-1:
 * never).  Handles interrupts, configuration reload and the supervisor's
 * orders: a worker that has been told to stop exits in here.
 */
extern void awspipe_worker_wait(PgawsLoop *loop, int64 timeout_ms, AwspipeWait why);

/*
 * Was the extension removed?  Then awspipe_worker_wait() ends the worker.  One
 * that is to put something away before that waits with awspipe_worker_linger(),
 * false when somebody else wants it to stop.
 */
extern bool awspipe_extension_is_gone(void);
extern bool awspipe_worker_linger(int64 timeout_ms);

/* Exits if this worker has been told to stop. */
extern void awspipe_obey_orders(void);

/*
 * Opens a transaction with SPI connected and a snapshot active, after the
 * extension guard: a share lock on the extension object that makes DROP and
 * ALTER EXTENSION wait for us and us for them.  False, with no transaction
 * open, when the extension is gone or being dropped, or its version is not
 * the library's.  The caller need not tell these apart: it waits a while with
 * awspipe_worker_wait(), which exits if the extension is gone, and tries
 * again.  activity is shown in pg_stat_activity; it must hold no data.
 */
extern bool awspipe_begin(const char *activity);

/*
 * Does somebody wait for, or hold, the lock that removes or changes the
 * extension?  As of the last awspipe_begin().
 */
extern bool awspipe_extension_wanted(void);

/* Commits, reports statistics, goes idle, and returns to the tick context. */
extern void awspipe_commit(void);

/* The same when it must not be lost, whatever synchronous_commit the role has */
extern void awspipe_commit_durably(void);

/*
 * After PG_CATCH: copies the error into the context `into`, leaves every
 * transaction, clears the error state.  Nothing is logged.
 */
extern ErrorData *awspipe_abort(MemoryContext into);

/*
 * Removes what users' code may have left in the session: advisory locks,
 * temporary tables, held cursors, prepared statements, values of sequences.
 * Caller must not be in a transaction.
 */
extern void awspipe_discard_session(void);

/* Of the database, once awspipe_begin() has been called */
extern char *awspipe_database_name;

/* Memory that lives for one turn of the worker's loop. */
extern MemoryContext awspipe_tick_context;

/* Resets the tick context and makes it current. */
extern void awspipe_tick(void);

/* Slot of this worker in shared memory (see shmem.h), or NULL in a backend. */
extern AwspipeWorkerSlot *awspipe_my_slot;

/*
 * Was there a wake since the last call?  True at the first.  To be asked
 * before the tables are looked at, never after.
 */
extern bool awspipe_worker_woken(void);

/* Is this process one of our workers?  (Then enqueue may know its batch.) */
extern int64 awspipe_current_batch; /* 0 outside a consumer's batch */
extern TimestampTz awspipe_current_watermark;	/* likewise, or if not known */

#endif							/* AWSPIPE_WORKER_H */
