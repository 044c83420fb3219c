/*-------------------------------------------------------------------------
 *
 * dispatcher_settle.c
 *	  Writing down what became of messages.
 *
 * One transaction for many results: delivered messages are deleted, those
 * that were given up move to the dead letters, failed attempts and messages
 * that are held are noted in their row, the outcome of those with a reference
 * is kept for their sender, and, at most once a second, counters are added up
 * in awspipe.destination_stat.  A crash before it means that the messages are
 * sent again.  A transaction that fails leaves everything as it was, to be
 * tried again.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher_settle.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "dispatcher/dispatcher.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "worker/worker.h"

/* Counters are written no more often than that */
#define STAT_INTERVAL_MS	1000

static int64 stat_written = 0;

static AwspipeStatement delete_statement = {
	.sql = "DELETE FROM awspipe.outbox AS o"
	" USING ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2))"
	" AS s (destination_id, outbox_id)"
	" WHERE o.destination_id OPERATOR(pg_catalog.=) s.destination_id"
	" AND o.outbox_id OPERATOR(pg_catalog.=) s.outbox_id",
	.argtypes = {INT8ARRAYOID, INT8ARRAYOID, InvalidOid}
};

static AwspipeStatement failure_statement = {
	.sql = "UPDATE awspipe.outbox AS o"
	" SET attempts = o.attempts OPERATOR(pg_catalog.+) s.counts::pg_catalog.int4,"
	" state = CASE WHEN s.unknown THEN 'attempted' ELSE 'pending' END,"
	" error_code = s.code, error_message = s.message"
	" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2),"
	" pg_catalog.unnest($3), pg_catalog.unnest($4),"
	" pg_catalog.unnest($5), pg_catalog.unnest($6))"
	" AS s (destination_id, outbox_id, code, message, counts, unknown)"
	" WHERE o.destination_id OPERATOR(pg_catalog.=) s.destination_id"
	" AND o.outbox_id OPERATOR(pg_catalog.=) s.outbox_id",
	.argtypes = {INT8ARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
	BOOLARRAYOID, BOOLARRAYOID, InvalidOid}
};

static AwspipeStatement hold_statement = {
	.sql = "UPDATE awspipe.outbox"
	" SET state = 'ambiguous', attempts = attempts OPERATOR(pg_catalog.+) 1,"
	" error_code = $3, error_message = $4"
	" WHERE destination_id OPERATOR(pg_catalog.=) $1"
	" AND outbox_id OPERATOR(pg_catalog.=) $2",
	.argtypes = {INT8OID, INT8OID, TEXTOID, TEXTOID, InvalidOid}
};

static AwspipeStatement dead_statement = {
	.sql = "WITH gone AS (DELETE FROM awspipe.outbox"
	" WHERE destination_id OPERATOR(pg_catalog.=) $1"
	" AND outbox_id OPERATOR(pg_catalog.=) $2 RETURNING *)"
	" INSERT INTO awspipe.dead_letter"
	" (kind, owner_id, attempts, error_code, error_message, outbox_id, batch_id,"
	" server_id, service, resource, operation, ordering_key, version,"
	" on_ambiguous, reference, payload)"
	" SELECT 'message', d.owner_id, gone.attempts OPERATOR(pg_catalog.+) 1, $3, $4,"
	" gone.outbox_id, gone.batch_id, d.server_id, d.service, d.resource,"
	" gone.operation, gone.ordering_key, gone.version, gone.on_ambiguous,"
	" gone.reference,"
	" pg_catalog.convert_to(gone.body, 'UTF8')"
	" FROM gone JOIN awspipe.destination AS d"
	" ON d.destination_id OPERATOR(pg_catalog.=) gone.destination_id",
	.argtypes = {INT8OID, INT8OID, TEXTOID, TEXTOID, InvalidOid}
};

static AwspipeStatement result_statement = {
	.sql = "INSERT INTO awspipe.outbox_result"
	" (outbox_id, destination_id, reference, outcome, result)"
	" VALUES ($1, $2, $3, $4, $5)"
	" ON CONFLICT (outbox_id) DO NOTHING",
	.argtypes = {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}
};

static AwspipeStatement stat_statement = {
	.sql = "INSERT INTO awspipe.destination_stat AS s"
	" (destination_id, paused, error_code, error_message, error_at,"
	" delivered, superseded, dead_letters, retried, throttled,"
	" requests, bytes, request_ms, ambiguous)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
	" ON CONFLICT (destination_id) DO UPDATE SET"
	" paused = EXCLUDED.paused,"
	" error_code = COALESCE(EXCLUDED.error_code, s.error_code),"
	" error_message = COALESCE(EXCLUDED.error_message, s.error_message),"
	" error_at = COALESCE(EXCLUDED.error_at, s.error_at),"
	" delivered = s.delivered OPERATOR(pg_catalog.+) EXCLUDED.delivered,"
	" superseded = s.superseded OPERATOR(pg_catalog.+) EXCLUDED.superseded,"
	" dead_letters = s.dead_letters OPERATOR(pg_catalog.+) EXCLUDED.dead_letters,"
	" retried = s.retried OPERATOR(pg_catalog.+) EXCLUDED.retried,"
	" throttled = s.throttled OPERATOR(pg_catalog.+) EXCLUDED.throttled,"
	" requests = s.requests OPERATOR(pg_catalog.+) EXCLUDED.requests,"
	" bytes = s.bytes OPERATOR(pg_catalog.+) EXCLUDED.bytes,"
	" request_ms = s.request_ms OPERATOR(pg_catalog.+) EXCLUDED.request_ms,"
	" ambiguous = s.ambiguous OPERATOR(pg_catalog.+) EXCLUDED.ambiguous,"
	" updated_at = pg_catalog.clock_timestamp()",
	.argtypes = {INT8OID, BOOLOID, TEXTOID, TEXTOID, TIMESTAMPTZOID,
		INT8OID, INT8OID, INT8OID, INT8OID, INT8OID,
	INT8OID, INT8OID, INT8OID, INT8OID, InvalidOid}
};

static void delete_settled(void);
static void move(AwspipeMessage *message, AwspipeStatement *statement);
static void write_result(AwspipeMessage *message);
static void write_failures(void);
static bool write_stats(void);
static void write_stat(AwspipeDestination *destination);
static void forget_results(bool stats_written);

/*
 * Throws when the transaction fails; everything can then be tried again.
 */
bool
awspipe_outbox_settle(void)
{
	bool		stats_written;

	if (!awspipe_begin("settling the outbox"))
		return false;

	delete_settled();
	write_failures();
	stats_written = write_stats();

	awspipe_commit();
	forget_results(stats_written);
	return true;
}

/* When counters that have changed may be written. */
int64
awspipe_stats_deadline(void)
{
	AwspipeDestination *destination;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		if (destination->stat_dirty)
			return stat_written + STAT_INTERVAL_MS;
	}
	return PG_INT64_MAX;
}

bool
awspipe_stats_due(int64 now)
{
	return awspipe_stats_deadline() <= now;
}

static void
delete_settled(void)
{
	Datum	   *destinations = palloc((awspipe_dispatcher.nresults + 1) * sizeof(Datum));
	Datum	   *ids = palloc((awspipe_dispatcher.nresults + 1) * sizeof(Datum));
	Datum		values[2];
	dlist_iter	iter;
	int			n = 0;

	dlist_foreach(iter, &awspipe_dispatcher.settled)
	{
		AwspipeMessage *message = dlist_container(AwspipeMessage, node, iter.cur);

		if (message->reference != NULL && message->outcome != AWSPIPE_HELD)
			write_result(message);
		if (message->outcome == AWSPIPE_DEAD ||
			message->outcome == AWSPIPE_HELD)
		{
			move(message, message->outcome == AWSPIPE_DEAD ?
				 &dead_statement : &hold_statement);
			continue;
		}
		destinations[n] = Int64GetDatum(message->destination->destination_id);
		ids[n] = Int64GetDatum(message->id);
		n++;
	}
	if (n == 0)
		return;

	values[0] = PointerGetDatum(construct_array(destinations, n, INT8OID, sizeof(int64),
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	values[1] = PointerGetDatum(construct_array(ids, n, INT8OID, sizeof(int64),
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	awspipe_control_execute(&delete_statement, values, NULL, false, 0);
}

/* To the dead letters, or aside. */
static void
move(AwspipeMessage *message, AwspipeStatement *statement)
{
	Datum		values[4];

	values[0] = Int64GetDatum(message->destination->destination_id);
	values[1] = Int64GetDatum(message->id);
	values[2] = CStringGetTextDatum(message->error->code);
	values[3] = CStringGetTextDatum(message->error->message);
	awspipe_control_execute(statement, values, NULL, false, 0);
}

/* What became of it, for the sender who has asked. */
static void
write_result(AwspipeMessage *message)
{
	const char *outcome = "delivered";
	const char *result = message->result;
	Datum		values[5];
	char		nulls[] = "     ";

	if (message->outcome == AWSPIPE_SUPERSEDED)
		outcome = "superseded";
	else if (message->outcome == AWSPIPE_DEAD)
	{
		outcome = "dead_letter";
		result = message->error->code;
	}
	values[0] = Int64GetDatum(message->id);
	values[1] = Int64GetDatum(message->destination->destination_id);
	values[2] = CStringGetTextDatum(message->reference);
	values[3] = CStringGetTextDatum(outcome);
	if (result != NULL)
		values[4] = CStringGetTextDatum(result);
	else
		nulls[4] = 'n';
	awspipe_control_execute(&result_statement, values, nulls, false, 0);
}

static void
write_failures(void)
{
	int			n = list_length(awspipe_dispatcher.failures);
	Datum	   *columns[6];
	Datum		values[6];
	ListCell   *lc;
	int			i = 0;

	if (n == 0)
		return;
	for (int c = 0; c < lengthof(columns); c++)
		columns[c] = palloc(n * sizeof(Datum));
	foreach(lc, awspipe_dispatcher.failures)
	{
		AwspipeFailure *failure = lfirst(lc);

		columns[0][i] = Int64GetDatum(failure->destination_id);
		columns[1][i] = Int64GetDatum(failure->outbox_id);
		columns[2][i] = CStringGetTextDatum(failure->code);
		columns[3][i] = CStringGetTextDatum(failure->message);
		columns[4][i] = BoolGetDatum(failure->counts);
		columns[5][i] = BoolGetDatum(failure->unknown);
		i++;
	}
	values[0] = PointerGetDatum(construct_array(columns[0], n, INT8OID, sizeof(int64),
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	values[1] = PointerGetDatum(construct_array(columns[1], n, INT8OID, sizeof(int64),
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	values[2] = PointerGetDatum(construct_array(columns[2], n, TEXTOID, -1,
												false, TYPALIGN_INT));
	values[3] = PointerGetDatum(construct_array(columns[3], n, TEXTOID, -1,
												false, TYPALIGN_INT));
	for (int c = 4; c < 6; c++)
		values[c] = PointerGetDatum(construct_array(columns[c], n, BOOLOID,
													sizeof(bool), true,
													TYPALIGN_CHAR));
	awspipe_control_execute(&failure_statement, values, NULL, false, 0);
}

static bool
write_stats(void)
{
	AwspipeDestination *destination;

	if (!awspipe_stats_due(awspipe_now_ms()))
		return false;
	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		if (destination->stat_dirty)
			write_stat(destination);
	}
	return true;
}

static void
write_stat(AwspipeDestination *destination)
{
	const AwspipeDestinationCounters *counters = &destination->counters;
	Datum		values[14];
	char		nulls[] = "              ";

	values[0] = Int64GetDatum(destination->destination_id);
	values[1] = BoolGetDatum(destination->paused);
	if (destination->error.class != PGAWS_OK)
	{
		values[2] = CStringGetTextDatum(destination->error.code);
		values[3] = CStringGetTextDatum(destination->error.message);
		values[4] = TimestampTzGetDatum(GetCurrentTimestamp());
	}
	else
		nulls[2] = nulls[3] = nulls[4] = 'n';
	values[5] = Int64GetDatum(counters->delivered);
	values[6] = Int64GetDatum(counters->superseded);
	values[7] = Int64GetDatum(counters->dead_letters);
	values[8] = Int64GetDatum(counters->retried);
	values[9] = Int64GetDatum(counters->throttled);
	values[10] = Int64GetDatum(counters->requests);
	values[11] = Int64GetDatum(counters->bytes);
	values[12] = Int64GetDatum(counters->request_ms);
	values[13] = Int64GetDatum(counters->ambiguous);
	awspipe_control_execute(&stat_statement, values, nulls, false, 0);
}

/* After the commit: what was written down is no longer needed. */
static void
forget_results(bool stats_written)
{
	AwspipeDestination *destination;

	while (!dlist_is_empty(&awspipe_dispatcher.settled))
		awspipe_message_forget(dlist_container(AwspipeMessage, node,
											   dlist_pop_head_node(&awspipe_dispatcher.settled)));
	MemoryContextReset(awspipe_dispatcher.failure_context);
	awspipe_dispatcher.failures = NIL;
	awspipe_dispatcher.nresults = 0;

	if (!stats_written)
		return;
	stat_written = awspipe_now_ms();
	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		destination->stat_dirty = false;
		memset(&destination->counters, 0, sizeof(destination->counters));
	}
}
