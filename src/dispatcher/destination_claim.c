/*-------------------------------------------------------------------------
 *
 * destination_claim.c
 *	  Taking destinations out of the dispatcher's hands for a while.
 *
 * The dispatcher has messages in memory and under way, and knows nothing of
 * what others do with their rows.  Whoever wants to remove some claims their
 * destination: he takes a lock that lasts as long as his transaction, asks,
 * and waits for the dispatcher's answer.  The dispatcher then forgets what
 * waits in its memory, starts nothing more, settles what is under way, and
 * answers.  From there on it leaves the destination alone for as long as the
 * lock is held.  Afterwards it reads the destination from the start and sends
 * at once, as if nothing had failed; whether the transaction has committed it
 * need not know.
 *
 * No order of events lets the two meet.  The lock is held before the question
 * is asked, and the dispatcher looks for locks after it has read the question.
 * A dispatcher that starts looks before it takes a destination into memory.
 * It never waits for the lock, nor holds it for longer than the look.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_claim.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "base/lock_class.h"
#include "dispatcher/destination_claim.h"
#include "dispatcher/dispatcher.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "storage/latch.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "worker/shmem.h"
#include "worker/worker.h"

/* Between two looks for the answer */
#define ANSWER_POLL_MS	5

static LOCKTAG
claim_tag(int64 destination_id)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (destination_id >> 32),
						 (uint32) destination_id, AWSPIPE_LOCK_DESTINATION);
	return tag;
}

static int
compare_ids(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return x < y ? -1 : (x > y ? 1 : 0);
}

/* As long as a lock is waited for: what is under way has a time limit. */
static void
wait_for_answer(uint64 generation, uint64 number)
{
	int64		started = awspipe_now_ms();
	uint32		wait_event = WAIT_EVENT_NEW("PgawspipeClaim");

	while (!awspipe_dispatcher_has_answered(generation, number))
	{
		if (LockTimeout > 0 && awspipe_now_ms() - started >= LockTimeout)
			ereport(ERROR,
					(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
					 errmsg("canceling statement due to lock timeout"),
					 errdetail("Requests to the destination are under way.")));
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 ANSWER_POLL_MS, wait_event);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

void
awspipe_destinations_claim(int64 *destination_ids, int n)
{
	uint64		generation;
	uint64		number;

	/* In one order for all, so that two do not wait for each other */
	qsort(destination_ids, n, sizeof(int64), compare_ids);
	for (int i = 0; i < n; i++)
	{
		LOCKTAG		tag = claim_tag(destination_ids[i]);

		(void) LockAcquire(&tag, ExclusiveLock, false, false);
	}
	if (n > 0 && awspipe_dispatcher_ask(&generation, &number))
		wait_for_answer(generation, number);
}

bool
awspipe_destination_is_claimed(int64 destination_id)
{
	LOCKTAG		tag = claim_tag(destination_id);

	if (LockAcquire(&tag, ShareLock, true, true) == LOCKACQUIRE_NOT_AVAIL)
		return true;
	LockRelease(&tag, ShareLock, true);
	return false;
}

/* Nobody claims it any more. */
static void
go_on(AwspipeDestination *destination, int64 now)
{
	destination->claimed = false;
	awspipe_dispatcher.nclaimed--;
	destination->position = 0;
	destination->more = true;
	destination->paused_until = 0;
	destination->identity->check_at = now;
}

bool
awspipe_claims_look(int64 now)
{
	uint64		asked = pg_atomic_read_u64(&awspipe_my_slot->claims_asked);
	bool		news = asked != pg_atomic_read_u64(&awspipe_my_slot->claims_answered);
	bool		settled = awspipe_dispatcher.failures == NIL;
	bool		gone_on = false;

	if (!news && awspipe_dispatcher.nclaimed == 0)
		return false;

	/* The question is read before the locks are looked for */
	pg_memory_barrier();
	for (AwspipeDestination *destination = awspipe_dispatcher.destinations;
		 destination != NULL; destination = destination->next)
	{
		if (!news && !destination->claimed)
			continue;
		if (awspipe_destination_is_claimed(destination->destination_id))
		{
			if (!destination->claimed)
				awspipe_dispatcher.nclaimed++;
			destination->claimed = true;
			awspipe_destination_empty(destination);
			settled = settled && destination->in_flight == 0 &&
				destination->nmessages == 0 && !destination->stat_dirty;
			if (destination->stat_dirty)
				awspipe_stats_hurry();
		}
		else if (destination->claimed)
		{
			go_on(destination, now);
			gone_on = true;
		}
	}
	if (news && settled)
		pg_atomic_write_u64(&awspipe_my_slot->claims_answered, asked);
	return gone_on;
}
