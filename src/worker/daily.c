/*-------------------------------------------------------------------------
 *
 * daily.c
 *	  Tables with a partition for each day.
 *
 * What is written once, in order of time, and forgotten after a while is
 * forgotten by the day: a partition that is over is dropped, and nothing is
 * left to be vacuumed.
 *
 * Partitions are made ahead.  One is made apart and then attached, which unlike
 * CREATE TABLE ... PARTITION OF does not disturb transactions that insert,
 * except those that insert into the default partition.  The default partition
 * takes rows of days that had no partition in time, or that are older than the
 * first; a day that has such rows gets no partition any more.  The default
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
 *	  src/worker/daily.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/extension.h"
#include "base/owner_spi.h"
#include "utils/guc.h"
#include "worker/daily.h"
#include "worker/worker.h"

#define LOCK_WAIT		"100ms"

/* Days to come that have partitions */
#define DAYS_AHEAD		3

/* Rows of the default partition that one step deletes */
#define STEP_ROWS		5000

/*
 * Runs a statement once, and forgets its plan: there is one for each table,
 * and once a minute is seldom.
 */
static uint64
run(const char *sql, int nargs, const AwspipeArg *args)
{
	AwspipeStatement statement = {.sql = sql};
	uint64		nrows = awspipe_execute_args(&statement, nargs, args);

	SPI_freeplan(statement.plan);
	return nrows;
}

#define run_with(sql, ...) \
	run(sql, lengthof(((AwspipeArg[]) {__VA_ARGS__})), (AwspipeArg[]) {__VA_ARGS__})

static void
run_command(const char *sql)
{
	(void) run(sql, 0, NULL);
}

static void
make_partition(const AwspipeDaily *daily, const char *day, const char *from,
			   const char *to)
{
	const char *parent = psprintf(AWSPIPE_SCHEMA ".%s", daily->table);
	const char *partition = psprintf("%s_%s", parent, day);

	run_command(psprintf("CREATE TABLE %s (LIKE %s INCLUDING ALL)", partition, parent));
	run_command(psprintf("ALTER TABLE %s ATTACH PARTITION %s"
						 " FOR VALUES FROM ('%s') TO ('%s')",
						 parent, partition, from, to));
	run_command(psprintf("REVOKE ALL ON TABLE %s FROM PUBLIC", partition));
	run_command(psprintf("COMMENT ON TABLE %s IS '%s'", partition, daily->comment));
	run_command(psprintf("ALTER EXTENSION " AWSPIPE_EXTENSION " ADD TABLE %s",
						 partition));
}

/* Makes the first partition that is missing; false when none is. */
static bool
make_next(const AwspipeDaily *daily)
{
	const char *missing =
		"SELECT to_char(d, 'YYYYMMDD'), to_char(d, 'YYYY-MM-DD 00:00:00+00'),"
		" to_char(d + interval '1 day', 'YYYY-MM-DD 00:00:00+00')"
		" FROM generate_series(date_trunc('day', now() AT TIME ZONE 'UTC') - interval '1 day',"
		"  now() AT TIME ZONE 'UTC' + make_interval(days => $1), interval '1 day') AS d"
		" WHERE to_regclass(format('awspipe.%%s_%%s', '%1$s', to_char(d, 'YYYYMMDD'))) IS NULL"
		" AND NOT EXISTS (SELECT FROM awspipe.%1$s_default AS r"
		"  WHERE r.%2$s >= d AT TIME ZONE 'UTC'"
		"  AND r.%2$s < (d + interval '1 day') AT TIME ZONE 'UTC')"
		" ORDER BY d LIMIT 1";
	char	   *texts[3];

	if (daily->kept_minutes == 0 ||
		run_with(psprintf(missing, daily->table, daily->column),
				 bind_int4(DAYS_AHEAD)) == 0)
		return false;
	for (int i = 0; i < lengthof(texts); i++)
		texts[i] = awspipe_result_text(0, i + 1);
	run_command(psprintf("LOCK TABLE awspipe.%s_default IN ACCESS EXCLUSIVE MODE",
						 daily->table));
	make_partition(daily, texts[0], texts[1], texts[2]);
	return true;
}

/* Drops the first partition that is over; false when none is. */
static bool
drop_next(const AwspipeDaily *daily)
{
	const char *over =
		"SELECT c.relname::text FROM pg_inherits AS i"
		" JOIN pg_class AS c ON c.oid = i.inhrelid"
		" WHERE i.inhparent = 'awspipe.%1$s'::regclass"
		" AND c.relname ~ '^%1$s_[0-9]{8}$'"
		" AND to_date(right(c.relname::text, 8), 'YYYYMMDD') + interval '1 day'"
		"  <= now() AT TIME ZONE 'UTC' - make_interval(mins => $1)"
		" ORDER BY c.relname LIMIT 1";
	char	   *name;

	if (run_with(psprintf(over, daily->table), bind_int4(daily->kept_minutes)) == 0)
		return false;
	name = awspipe_result_text(0, 1);
	run_command(psprintf("LOCK TABLE ONLY awspipe.%s IN ACCESS EXCLUSIVE MODE",
						 daily->table));
	run_command(psprintf("ALTER EXTENSION " AWSPIPE_EXTENSION " DROP TABLE awspipe.%s",
						 name));
	run_command(psprintf("DROP TABLE awspipe.%s", name));
	return true;
}

static bool
empty_default(const AwspipeDaily *daily)
{
	const char *empty =
		"DELETE FROM awspipe.%1$s_default WHERE ctid = ANY (ARRAY("
		"  SELECT ctid FROM awspipe.%1$s_default"
		"  WHERE %2$s < now() - make_interval(mins => $1) LIMIT $2))";

	return run_with(psprintf(empty, daily->table, daily->column),
					bind_int4(daily->kept_minutes),
					bind_int8(STEP_ROWS)) == STEP_ROWS;
}

/*
 * Takes one step in a transaction of its own: true when there may be more.  A
 * lock that is not to be had is no failure.
 */
static bool
take_step(const AwspipeDaily *daily, bool (*step) (const AwspipeDaily *daily))
{
	volatile bool more = false;

	if (!awspipe_begin("looking after partitions"))
		return false;
	PG_TRY();
	{
		(void) set_config_option("lock_timeout", LOCK_WAIT, PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_LOCAL, true, 0, false);
		more = step(daily);
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
awspipe_daily_housekeeping(const AwspipeDaily *daily)
{
	while (take_step(daily, make_next))
		;
	while (take_step(daily, drop_next))
		;
	while (take_step(daily, empty_default))
		;
}
