/*-------------------------------------------------------------------------
 *
 * retention.c
 *	  Removing rows from an inbox that are past its consumer's retention.
 *
 * The consumer's worker does it, between two batches: it runs as the owner,
 * and the triggers of a DELETE are the owner's code as those of an INSERT
 * are.  A step removes some rows in a transaction of its own, so that a
 * backlog keeps no batch waiting for long.  While the consumer is stopped,
 * nothing is removed.
 *
 * IDENTIFICATION
 *	  src/consumer/retention.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "catalog/pg_class.h"
#include "consumer/consumer.h"
#include "worker/report.h"
#include "worker/time_limit.h"
#include "worker/worker.h"

/* Rows of one step, and milliseconds to the next when there are no more */
#define STEP_ROWS		5000
#define INTERVAL_MS		60000

static AwspipeJob purging = {.what = "remove old rows of the inbox"};

/*
 * By their place, as the search for old rows has no order to rely on.  That of
 * a row is its own only within one table: where there are partitions or
 * children, the table counts, too.
 */
static uint64
purge(AwspipeConsumer *consumer)
{
	Oid			inbox = consumer->config.inbox;
	char	   *name;
	char	   *sql;
	Oid			types[] = {FLOAT8OID, INT4OID};
	Datum		values[] = {
		Float8GetDatum(consumer->config.retention_ms / 1000.0),
		Int32GetDatum(STEP_ROWS)
	};

	(void) awspipe_inbox_check(inbox, consumer->config.owner);
	awspipe_inbox_check_retention(inbox);
	name = quote_qualified_identifier(get_namespace_name(get_rel_namespace(inbox)),
									  get_rel_name(inbox));
	sql = psprintf("DELETE FROM %s AS t USING"
				   " (SELECT o.tableoid AS part, o.ctid AS place FROM %s AS o"
				   " WHERE o.received_at OPERATOR(pg_catalog.<)"
				   " (pg_catalog.now() OPERATOR(pg_catalog.-) pg_catalog.make_interval(secs => $1))"
				   " LIMIT $2) AS old"
				   " WHERE t.ctid OPERATOR(pg_catalog.=) old.place"
				   " AND t.tableoid OPERATOR(pg_catalog.=) old.part",
				   name, name);
	awspipe_time_limit_start(consumer->config.maximum_batch_duration_ms);
	if (SPI_execute_with_args(sql, lengthof(types), types, values, NULL, false, 0) < 0)
		elog(ERROR, "could not remove old rows of the inbox");
	awspipe_time_limit_stop();
	return SPI_processed;
}

int64
awspipe_retention_step(AwspipeConsumer *consumer)
{
	MemoryContext caller = CurrentMemoryContext;
	volatile uint64 removed = 0;

	pg_atomic_write_u32(&awspipe_my_slot->applying, 1);
	PG_TRY();
	{
		if (awspipe_begin("removing old rows of the inbox"))
		{
			removed = purge(consumer);
			awspipe_commit();
			awspipe_job_done(&purging);
		}
	}
	PG_CATCH();
	{
		(void) awspipe_time_limit_clear();
		awspipe_job_failed(&purging, awspipe_abort(caller));
		removed = 0;
	}
	PG_END_TRY();
	pg_atomic_write_u32(&awspipe_my_slot->applying, 0);
	MemoryContextSwitchTo(caller);
	awspipe_reset_session(consumer);
	return removed == STEP_ROWS ? 0 : INTERVAL_MS;
}
