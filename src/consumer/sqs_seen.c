/*-------------------------------------------------------------------------
 *
 * sqs_seen.c
 *	  Which messages of queues have been applied.
 *
 * SQS delivers a message again until it is deleted, and it can be deleted
 * only after the batch that holds it is committed: what comes in between is
 * delivered twice.  So a batch enters the ids of its messages into
 * awspipe.received, in its own transaction, and drops those that were there.
 *
 * A message keeps its id and its SentTimestamp for as long as a queue holds
 * it.  Both are the key, so that the table can be partitioned by that time
 * and its key still be unique: whole days are dropped when no queue can hold
 * messages as old.
 *
 * The key alone makes two workers that have the same message apply it once:
 * the later one waits for the other's commit.  The fence besides, a share
 * lock on the consumer's row of state at the end of the transaction, keeps a
 * worker that has been replaced from applying anything at all.
 *
 * The supervisor makes the days' partitions ahead and drops them when they are
 * over.  A partition is made apart and then attached, which unlike CREATE
 * TABLE ... PARTITION OF does not disturb transactions that insert, except those
 * that insert into the default partition.  The default partition takes messages
 * of days that had no partition in time, or that were sent before there was a
 * consumer; a day that has such rows gets no partition any more.  The default
 * partition is emptied row by row.
 *
 * Dropping a day excludes all others from the table.  So no lock is waited
 * for longer than a moment, and what could not be done is done a minute
 * later: there are days of time.
 *
 * Partitions are members of the extension, like their parent: they are not
 * dumped, and go with it.
 *
 * IDENTIFICATION
 *	  src/consumer/sqs_seen.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/sqs.h"
#include "base/extension.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/sqs_seen.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"
#include "worker/worker.h"

#define LOCK_WAIT		"100ms"

/* Days to come that have partitions */
#define DAYS_AHEAD		3

/* A day more than a queue can hold a message */
#define DAYS_KEPT		(PGAWS_SQS_RETENTION_MAX_DAYS + 1)

/* Rows of the default partition that one step deletes */
#define STEP_ROWS		5000

/* The messages as two arrays, in values[0] and values[1]. */
static void
put_messages(Datum *values, const AwspipeSqsSeen *messages, int n)
{
	Datum	   *ids = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Datum) * n);
	Datum	   *times = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Datum) * n);

	for (int i = 0; i < n; i++)
	{
		ids[i] = CStringGetTextDatum(messages[i].message_id);
		times[i] = TimestampTzGetDatum(messages[i].sent_at);
	}
	values[0] = PointerGetDatum(construct_array(ids, n, TEXTOID, -1, false, TYPALIGN_INT));
	values[1] = PointerGetDatum(construct_array(times, n, TIMESTAMPTZOID, 8,
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	pfree(ids);
	pfree(times);
}

/* In one order for all, so that two workers cannot deadlock. */
void
awspipe_sqs_seen_add(int64 consumer_id, const AwspipeSqsSeen *messages, int n,
					 void (*is_new) (const char *message_id, void *arg), void *arg)
{
	static AwspipeStatement add = {
		.sql = "INSERT INTO awspipe.received (message_id, sent_at, consumer_id, batch_id)"
		" SELECT m.id, m.sent, $3, $4 FROM unnest($1::text[], $2::timestamptz[]) AS m (id, sent)"
		" ORDER BY m.sent, m.id"
		" ON CONFLICT DO NOTHING RETURNING message_id",
		.argtypes = {TEXTARRAYOID, TIMESTAMPTZARRAYOID, INT8OID, INT8OID, InvalidOid}
	};
	Datum		values[4];
	uint64		added;

	if (n == 0)
		return;
	put_messages(values, messages, n);
	values[2] = Int64GetDatum(consumer_id);
	values[3] = Int64GetDatum(awspipe_current_batch);
	added = awspipe_control_execute(&add, values, NULL, false, 0);
	for (uint64 i = 0; i < added; i++)
	{
		char	   *id = awspipe_result_text(i, 1);

		is_new(id, arg);
		pfree(id);
	}
}

void
awspipe_sqs_seen_remove(int64 consumer_id, const AwspipeSqsSeen *messages,
						int n)
{
	static AwspipeStatement remove = {
		.sql = "DELETE FROM awspipe.received AS r"
		" USING unnest($1::text[], $2::timestamptz[]) AS m (id, sent)"
		" WHERE r.consumer_id = $3 AND r.sent_at = m.sent AND r.message_id = m.id",
		.argtypes = {TEXTARRAYOID, TIMESTAMPTZARRAYOID, INT8OID, InvalidOid}
	};
	Datum		values[3];

	if (n == 0)
		return;
	put_messages(values, messages, n);
	values[2] = Int64GetDatum(consumer_id);
	awspipe_control_execute(&remove, values, NULL, false, 0);
}

bool
awspipe_sqs_seen_fence(int64 consumer_id, int64 epoch)
{
	static AwspipeStatement fence = {
		.sql = "SELECT FROM awspipe.consumer_state"
		" WHERE consumer_id = $1 AND epoch = $2 FOR SHARE",
		.argtypes = {INT8OID, INT8OID, InvalidOid}
	};
	Datum		values[2];

	values[0] = Int64GetDatum(consumer_id);
	values[1] = Int64GetDatum(epoch);
	return awspipe_control_execute(&fence, values, NULL, false, 0) == 1;
}

/* Runs a command without parameters and forgets its plan. */
static void
run_command(const char *sql)
{
	AwspipeStatement statement = {.sql = sql,.argtypes = {InvalidOid}};

	awspipe_control_execute(&statement, NULL, NULL, false, 0);
	SPI_freeplan(statement.plan);
}

static void
make_partition(const char *day, const char *from, const char *to)
{
	run_command(psprintf("CREATE TABLE awspipe.received_%s"
						 " (LIKE awspipe.received INCLUDING ALL)", day));
	run_command(psprintf("ALTER TABLE awspipe.received ATTACH PARTITION awspipe.received_%s"
						 " FOR VALUES FROM ('%s') TO ('%s')", day, from, to));
	run_command(psprintf("REVOKE ALL ON TABLE awspipe.received_%s FROM PUBLIC", day));
	run_command(psprintf("COMMENT ON TABLE awspipe.received_%s IS"
						 " 'messages of queues sent on one day'", day));
	run_command(psprintf("ALTER EXTENSION " AWSPIPE_EXTENSION
						 " ADD TABLE awspipe.received_%s", day));
}

/* Makes the first partition that is missing; false when none is. */
static bool
make_next(void)
{
	static AwspipeStatement missing = {
		.sql = "SELECT to_char(d, 'YYYYMMDD'), to_char(d, 'YYYY-MM-DD 00:00:00+00'),"
		" to_char(d + interval '1 day', 'YYYY-MM-DD 00:00:00+00')"
		" FROM generate_series(date_trunc('day', now() AT TIME ZONE 'UTC') - interval '1 day',"
		"  now() AT TIME ZONE 'UTC' + make_interval(days => $1), interval '1 day') AS d"
		" WHERE to_regclass('awspipe.received_' || to_char(d, 'YYYYMMDD')) IS NULL"
		" AND NOT EXISTS (SELECT FROM awspipe.received_default AS r"
		"  WHERE r.sent_at >= d AT TIME ZONE 'UTC'"
		"  AND r.sent_at < (d + interval '1 day') AT TIME ZONE 'UTC')"
		" ORDER BY d",
		.argtypes = {INT4OID, InvalidOid}
	};
	static AwspipeStatement lock = {
		.sql = "LOCK TABLE awspipe.received_default IN ACCESS EXCLUSIVE MODE",
		.argtypes = {InvalidOid}
	};
	Datum		values[1] = {Int32GetDatum(DAYS_AHEAD)};
	char	   *texts[3];

	if (awspipe_control_execute(&missing, values, NULL, true, 1) == 0)
		return false;
	for (int i = 0; i < lengthof(texts); i++)
		texts[i] = awspipe_result_text(0, i + 1);
	awspipe_control_execute(&lock, NULL, NULL, false, 0);
	make_partition(texts[0], texts[1], texts[2]);
	return true;
}

/* Drops the first partition that is over; false when none is. */
static bool
drop_next(void)
{
	static AwspipeStatement over = {
		.sql = "SELECT c.relname::text FROM pg_catalog.pg_inherits AS i"
		" JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid"
		" WHERE i.inhparent = 'awspipe.received'::regclass"
		" AND c.relname ~ '^received_[0-9]{8}$'"
		" AND to_date(substr(c.relname::text, 10), 'YYYYMMDD')"
		"  < (now() AT TIME ZONE 'UTC')::date - $1"
		" ORDER BY c.relname",
		.argtypes = {INT4OID, InvalidOid}
	};
	static AwspipeStatement lock = {
		.sql = "LOCK TABLE ONLY awspipe.received IN ACCESS EXCLUSIVE MODE",
		.argtypes = {InvalidOid}
	};
	Datum		values[1] = {Int32GetDatum(DAYS_KEPT)};
	char	   *name;

	if (awspipe_control_execute(&over, values, NULL, true, 1) == 0)
		return false;
	name = awspipe_result_text(0, 1);
	awspipe_control_execute(&lock, NULL, NULL, false, 0);
	run_command(psprintf("ALTER EXTENSION " AWSPIPE_EXTENSION
						 " DROP TABLE awspipe.%s", name));
	run_command(psprintf("DROP TABLE awspipe.%s", name));
	return true;
}

static bool
empty_default(void)
{
	static AwspipeStatement empty = {
		.sql = "DELETE FROM awspipe.received_default WHERE ctid = ANY (ARRAY("
		"  SELECT ctid FROM awspipe.received_default"
		"  WHERE sent_at < now() - make_interval(days => $1) LIMIT $2))",
		.argtypes = {INT4OID, INT8OID, InvalidOid}
	};
	Datum		values[2];

	values[0] = Int32GetDatum(DAYS_KEPT);
	values[1] = Int64GetDatum(STEP_ROWS);
	return awspipe_control_execute(&empty, values, NULL, false, 0) == STEP_ROWS;
}

/*
 * Takes one step in a transaction of its own: true when there may be more.  A
 * lock that is not to be had is no failure.
 */
static bool
take_step(bool (*step) (void))
{
	volatile bool more = false;

	if (!awspipe_begin("looking after received messages"))
		return false;
	PG_TRY();
	{
		(void) set_config_option("lock_timeout", LOCK_WAIT, PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_LOCAL, true, 0, false);
		more = step();
		awspipe_commit();
	}
	PG_CATCH();
	{
		ErrorData  *error = awspipe_abort(awspipe_tick_context);

		if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE)
			ReThrowError(error);
		more = false;
	}
	PG_END_TRY();
	return more;
}

void
awspipe_sqs_seen_housekeeping(void)
{
	while (take_step(make_next))
		;
	while (take_step(drop_next))
		;
	while (take_step(empty_default))
		;
}
