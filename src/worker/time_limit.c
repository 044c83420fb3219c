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
 * The clock is one of ours, with a signal that background workers have no use
 * for.  PostgreSQL's timeouts compare times of day: where the clock is set
 * back by an hour they come an hour late, and where it is set forward, at once.
 *
 * It is stopped before the transaction commits.  A cancellation that
 * reached a commit in its wait for a synchronous standby would make it
 * succeed with less than was promised.
 *
 * IDENTIFICATION
 *	  src/worker/time_limit.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <signal.h>
#include <time.h>

#include "libpq/pqsignal.h"
#include "miscadmin.h"
#include "storage/latch.h"
#include "worker/time_limit.h"
#include "worker/worker.h"

/* From the cancellation to the end of the process */
#define PATIENCE_S		5

static timer_t timer;
static volatile sig_atomic_t armed = false;
static volatile sig_atomic_t exceeded = false;

/* Only in a worker: elsewhere statement_timeout does it */
static bool limited = false;

/* The first time it cancels, then it terminates. */
static void
handle_timer(SIGNAL_ARGS)
{
	int			save_errno = errno;

	if (!armed)
		return;
	if (!exceeded)
		QueryCancelPending = true;
	else
	{
		pg_atomic_write_u32(&awspipe_my_slot->uncancelable, 1);
		ProcDiePending = true;
	}
	exceeded = true;
	InterruptPending = true;
	SetLatch(MyLatch);
	errno = save_errno;
}

void
awspipe_time_limit_init(void)
{
	struct sigevent event;

	memset(&event, 0, sizeof(event));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = SIGUSR2;
	pqsignal(SIGUSR2, handle_timer);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				 errmsg("could not create a timer: %m")));
	limited = true;
}

void
awspipe_time_limit_start(int64 limit_ms)
{
	struct itimerspec spec;

	if (!limited)
		return;
	exceeded = false;
	armed = true;
	memset(&spec, 0, sizeof(spec));
	spec.it_value.tv_sec = limit_ms / 1000;
	spec.it_value.tv_nsec = limit_ms % 1000 * 1000000;
	spec.it_interval.tv_sec = PATIENCE_S;
	if (timer_settime(timer, 0, &spec, NULL) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not set a timer: %m")));
}

static void
disarm(void)
{
	struct itimerspec spec;

	memset(&spec, 0, sizeof(spec));
	(void) timer_settime(timer, 0, &spec, NULL);
	armed = false;
}

void
awspipe_time_limit_stop(void)
{
	if (!limited)
		return;
	disarm();
	if (exceeded)
		CHECK_FOR_INTERRUPTS();
}

bool
awspipe_time_limit_clear(void)
{
	bool		passed;

	if (!limited)
		return false;
	disarm();
	passed = exceeded;
	exceeded = false;

	/* One that nobody has met must not hit what comes next */
	if (passed)
		QueryCancelPending = false;
	return passed;
}
