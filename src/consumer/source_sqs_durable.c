/*-------------------------------------------------------------------------
 *
 * source_sqs_durable.c
 *	  When a commit is safe enough to delete its messages.
 *
 * A deleted message does not come again, so its commit must not be lost:
 *
 *	- not in a crash: synchronous_commit = off is overruled for the batch, and
 *	  the commit is flushed here once more, for a trigger may have set it;
 *	- not in a failover to a synchronous standby: the wait for one can be
 *	  interrupted, after which the commit looks like any other.  So where the
 *	  consumer's commits wait for synchronous standbys, messages are deleted
 *	  only when these have confirmed the commit;
 *	- not in a failover to any standby, with ack_after = replicated: until one
 *	  has confirmed the commit.
 *
 * Nobody waits in here.  Applied messages are listed in the order of their
 * commits, and those beyond safe_lsn are left for later.  A batch's
 * transaction always writes WAL (the fence locks a row), so its commit is
 * behind those of all that it has seen, duplicates included.
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs_durable.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "base/clock.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/source_sqs.h"
#include "replication/syncrep.h"
#include "replication/walsender.h"
#include "replication/walsender_private.h"
#include "storage/lwlock.h"
#include "utils/guc.h"
#include "utils/pg_lsn.h"
#include "worker/worker.h"

/* Between two looks at what standbys have confirmed */
#define LOOK_INTERVAL_MS		100

/* A standby that has confirmed nothing for so long is worth a word */
#define PATIENCE_MS				10000

/*
 * In the batch's transaction, at its end.
 */
void
awspipe_sqs_make_durable(SqsSource *source)
{
	if (synchronous_commit == SYNCHRONOUS_COMMIT_OFF)
		(void) set_config_option("synchronous_commit", "on", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_LOCAL, true, 0, false);
}

/* Role or database may have chosen not to wait for standbys. */
static bool
waits_for_sync_standbys(void)
{
	return SyncRepStandbyNames != NULL && SyncRepStandbyNames[0] != '\0' &&
		max_wal_senders > 0 &&
		synchronous_commit != SYNCHRONOUS_COMMIT_LOCAL_FLUSH;
}

/*
 * The batch's transaction has committed.
 */
void
awspipe_sqs_durable_commit(SqsSource *source)
{
	XLogFlush(XactLastCommitEnd);
	source->safe_due = 0;
}

/* How far the synchronous standbys, as many as are asked for, have flushed. */
static XLogRecPtr
sync_standbys_lsn(void)
{
	XLogRecPtr	lsn;

	LWLockAcquire(SyncRepLock, LW_SHARED);
	lsn = WalSndCtl->lsn[SYNC_REP_WAIT_FLUSH];
	LWLockRelease(SyncRepLock);
	return lsn;
}

/*
 * How far the best standby has flushed.  Logical receivers are no standbys.
 */
static XLogRecPtr
any_standby_lsn(void)
{
	static AwspipeStatement look = {
		.sql = "SELECT max(r.flush_lsn) FROM pg_catalog.pg_stat_replication AS r"
		" WHERE r.state = 'streaming' AND NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots AS s"
		"  WHERE s.active_pid = r.pid AND s.slot_type = 'logical')",
		.argtypes = {InvalidOid}
	};
	XLogRecPtr	lsn = InvalidXLogRecPtr;
	Datum		value;
	bool		isnull;

	if (!awspipe_begin("looking at standbys"))
		return lsn;
	awspipe_control_execute(&look, NULL, NULL, true, 1);
	value = awspipe_result_datum(0, 1, &isnull);
	if (!isnull)
		lsn = DatumGetLSN(value);
	awspipe_commit();
	return lsn;
}

static void
report_waiting(SqsSource *source)
{
	AwspipeTrouble trouble = {0};

	source->safe_reported = true;
	trouble.code = "55000";
	trouble.message = "no standby has confirmed what was applied";
	trouble.detail = "Applied messages are not deleted from the queue before.";
	trouble.context = source->consumer->config.ack_replicated ?
		"See pg_stat_replication; ack_after = local does without." :
		"See pg_stat_replication and synchronous_standby_names.";
	awspipe_consumer_retrying(source->consumer, AWSPIPE_READING, &trouble);
}

/*
 * Finds out how far commits are safe, if messages wait for that.  Opens a
 * transaction of its own.
 */
void
awspipe_sqs_look_safe(SqsSource *source)
{
	int64		now = awspipe_now_ms();
	XLogRecPtr	before = source->safe_lsn;
	XLogRecPtr	wanted;

	if (dlist_is_empty(&source->applied))
	{
		source->safe_waiting_since = 0;
		return;
	}
	wanted = dlist_tail_element(SqsMessage, node, &source->applied)->lsn;
	if (wanted <= source->safe_lsn)
		source->safe_waiting_since = 0;
	if (wanted <= source->safe_lsn || now < source->safe_due)
		return;

	source->safe_due = now + LOOK_INTERVAL_MS;
	if (waits_for_sync_standbys())
		source->safe_lsn = sync_standbys_lsn();
	else if (source->consumer->config.ack_replicated)
		source->safe_lsn = any_standby_lsn();
	else
		source->safe_lsn = wanted;

	if (source->safe_lsn > before || source->safe_waiting_since == 0)
		source->safe_waiting_since = now;
	if (source->safe_lsn > before && source->safe_reported)
	{
		source->safe_reported = false;
		awspipe_sqs_well(source);
	}
	if (!source->safe_reported && now - source->safe_waiting_since > PATIENCE_MS)
		report_waiting(source);
}
