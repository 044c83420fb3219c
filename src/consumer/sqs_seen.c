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
#include "consumer/sqs_seen.h"
#include "utils/guc.h"
#include "worker/worker.h"

#define LOCK_WAIT		"100ms"

/* Days to come that have partitions */
#define DAYS_AHEAD		3

/* A day more than a queue can hold a message */
#define DAYS_KEPT		(PGAWS_SQS_RETENTION_MAX_DAYS + 1)

/* Rows of the default partition that one step deletes */
#define STEP_ROWS		5000

/* The messages as two arrays */
static void
bind_messages(const AwspipeSqsSeen *messages, int n,
			  AwspipeArg *ids, AwspipeArg *times)
{
	ArrayBuildState *id_array = bind_array_start(TEXTOID);
	ArrayBuildState *time_array = bind_array_start(TIMESTAMPTZOID);

	for (int i = 0; i < n; i++)
	{
		bind_array_add(id_array, bind_text(messages[i].message_id));
		bind_array_add(time_array, bind_timestamptz(messages[i].sent_at));
	}
	*ids = bind_array(id_array);
	*times = bind_array(time_array);
}

/* In one order for all, so that two workers cannot deadlock. */
void
awspipe_sqs_seen_add(int64 consumer_id, const AwspipeSqsSeen *messages, int n,
					 void (*is_new) (const char *message_id, void *arg), void *arg)
{
	static AwspipeStatement add = {
		.sql = "INSERT INTO awspipe.received (message_id, sent_at, consumer_id, batch_id)"
		" SELECT m.id, m.sent, $3, $4 FROM unnest($1, $2) AS m (id, sent)"
		" ORDER BY m.sent, m.id"
		" ON CONFLICT DO NOTHING RETURNING message_id"
	};
	AwspipeArg	ids;
	AwspipeArg	times;
	uint64		added;

	if (n == 0)
		return;
	bind_messages(messages, n, &ids, &times);
	added = awspipe_execute_with(&add, ids, times, bind_int8(consumer_id),
								 bind_int8(awspipe_current_batch));
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
		" USING unnest($1, $2) AS m (id, sent)"
		" WHERE r.consumer_id = $3 AND r.sent_at = m.sent AND r.message_id = m.id"
	};
	AwspipeArg	ids;
	AwspipeArg	times;

	if (n == 0)
		return;
	bind_messages(messages, n, &ids, &times);
	awspipe_execute_with(&remove, ids, times, bind_int8(consumer_id));
}

bool
awspipe_sqs_seen_fence(int64 consumer_id, int64 epoch)
{
	static AwspipeStatement fence = {
		.sql = "SELECT FROM awspipe.consumer_state"
		" WHERE consumer_id = $1 AND epoch = $2 FOR SHARE"
	};

	return awspipe_execute_with(&fence, bind_int8(consumer_id), bind_int8(epoch)) == 1;
}

/* Runs a command without parameters and forgets its plan. */
static void
run_command(const char *sql)
{
	AwspipeStatement statement = {.sql = sql};

	awspipe_execute(&statement);
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
		" ORDER BY d LIMIT 1",
		.read_only = true
	};
	static AwspipeStatement lock = {
		.sql = "LOCK TABLE awspipe.received_default IN ACCESS EXCLUSIVE MODE"
	};
	char	   *texts[3];

	if (awspipe_execute_with(&missing, bind_int4(DAYS_AHEAD)) == 0)
		return false;
	for (int i = 0; i < lengthof(texts); i++)
		texts[i] = awspipe_result_text(0, i + 1);
	awspipe_execute(&lock);
	make_partition(texts[0], texts[1], texts[2]);
	return true;
}

/* Drops the first partition that is over; false when none is. */
static bool
drop_next(void)
{
	static AwspipeStatement over = {
		.sql = "SELECT c.relname::text FROM pg_inherits AS i"
		" JOIN pg_class AS c ON c.oid = i.inhrelid"
		" WHERE i.inhparent = 'awspipe.received'::regclass"
		" AND c.relname ~ '^received_[0-9]{8}$'"
		" AND to_date(substr(c.relname::text, 10), 'YYYYMMDD')"
		"  < (now() AT TIME ZONE 'UTC')::date - $1"
		" ORDER BY c.relname LIMIT 1",
		.read_only = true
	};
	static AwspipeStatement lock = {
		.sql = "LOCK TABLE ONLY awspipe.received IN ACCESS EXCLUSIVE MODE"
	};
	char	   *name;

	if (awspipe_execute_with(&over, bind_int4(DAYS_KEPT)) == 0)
		return false;
	name = awspipe_result_text(0, 1);
	awspipe_execute(&lock);
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
		"  WHERE sent_at < now() - make_interval(days => $1) LIMIT $2))"
	};

	return awspipe_execute_with(&empty, bind_int4(DAYS_KEPT),
								bind_int8(STEP_ROWS)) == STEP_ROWS;
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
