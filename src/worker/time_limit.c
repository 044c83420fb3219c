/*-------------------------------------------------------------------------
 *
 * time_limit.c
 *	  How long users' code may take in a worker.
 *
 * A trigger can run for ever, and its consumer with it; so can a job's
 * command.  So a batch, or the piece of it that is being tried alone, and a
 * command run against a clock.  When that runs out, the statement is canceled
 * as by pg_cancel_backend(), and the caller takes the error for the fault of
 * the data, or of the command.
 *
 * Who wrote it may catch the cancellation and go on.  Some seconds later the
 * process is terminated then, which nothing can catch.  The supervisor finds
 * the mark in the worker's slot and sets the consumer or the run to failed:
 * another worker would meet with the same.
 *
 * The clock is stopped before the transaction commits.  A cancellation that
 * reached a commit in its wait for a synchronous standby would make it
 * succeed with less than was promised.
 *
 * IDENTIFICATION
 *	  src/worker/time_limit.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/latch.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"
#include "worker/time_limit.h"
#include "worker/worker.h"

/* From the cancellation to the end of the process */
#define PATIENCE_MS		5000

static TimeoutId cancel_timeout;
static TimeoutId terminate_timeout;
static volatile sig_atomic_t exceeded = false;

/* Only in a worker: elsewhere statement_timeout does it */
static bool limited = false;

/* In a signal handler, as is the next */
static void
cancel_work(void)
{
	exceeded = true;
	InterruptPending = true;
	QueryCancelPending = true;
	SetLatch(MyLatch);
}

static void
terminate_work(void)
{
	pg_atomic_write_u32(&awspipe_my_slot->uncancelable, 1);
	InterruptPending = true;
	ProcDiePending = true;
	SetLatch(MyLatch);
}

void
awspipe_time_limit_init(void)
{
	cancel_timeout = RegisterTimeout(USER_TIMEOUT, cancel_work);
	terminate_timeout = RegisterTimeout(USER_TIMEOUT, terminate_work);
	limited = true;
}

void
awspipe_time_limit_start(int64 limit_ms)
{
	TimestampTz now = GetCurrentTimestamp();

	if (!limited)
		return;
	exceeded = false;
	enable_timeout_at(cancel_timeout,
					  TimestampTzPlusMilliseconds(now, limit_ms));
	enable_timeout_at(terminate_timeout,
					  TimestampTzPlusMilliseconds(now, limit_ms + PATIENCE_MS));
}

void
awspipe_time_limit_stop(void)
{
	if (!limited)
		return;
	disable_timeout(cancel_timeout, false);
	disable_timeout(terminate_timeout, false);
	if (exceeded)
		CHECK_FOR_INTERRUPTS();
}

bool
awspipe_time_limit_clear(void)
{
	bool		passed;

	if (!limited)
		return false;
	disable_timeout(cancel_timeout, false);
	disable_timeout(terminate_timeout, false);
	passed = exceeded;
	exceeded = false;

	/* One that nobody has met must not hit what comes next */
	if (passed)
		QueryCancelPending = false;
	return passed;
}
