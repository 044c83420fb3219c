/*-------------------------------------------------------------------------
 *
 * dispatcher_settle.c
 *	  Writing down what became of messages.
 *
 * One transaction for many results: delivered messages are deleted, those
 * that were given up move to the dead letters, failed attempts and messages
 * that are held are noted in their row, the outcome of those with a reference
 * is kept for their sender, all are entered in the log of deliveries if there
 * is to be one, and, at most once a second, counters are added up in
 * awspipe.destination_stat.  A crash before it means that the messages are
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
#include "base/settings.h"
#include "dispatcher/delivered.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"
#include "worker/worker.h"

/* Counters are written no more often than that */
#define STAT_INTERVAL_MS	1000

static int64 stat_written = 0;

#define DELETE_SETTLED \
	"DELETE FROM awspipe.outbox AS o" \
	" USING ROWS FROM (unnest($1), unnest($2))" \
	" AS s (destination_id, outbox_id)" \
	" WHERE o.destination_id = s.destination_id" \
	" AND o.outbox_id = s.outbox_id"

static AwspipeStatement delete_statement = {.sql = DELETE_SETTLED};

/* The same, telling which rows there were: the log is to have no others */
static AwspipeStatement remove_statement = {
	.sql = DELETE_SETTLED " RETURNING o.outbox_id"
};

static AwspipeStatement failure_statement = {
	.sql = "UPDATE awspipe.outbox AS o"
	" SET attempts = o.attempts + s.counts::int4,"
	" state = CASE WHEN s.unknown THEN 'attempted' ELSE 'pending' END,"
	" error_code = s.code, error_message = s.message"
	" FROM ROWS FROM (unnest($1), unnest($2),"
	" unnest($3), unnest($4),"
	" unnest($5), unnest($6))"
	" AS s (destination_id, outbox_id, code, message, counts, unknown)"
	" WHERE o.destination_id = s.destination_id"
	" AND o.outbox_id = s.outbox_id"
};

static AwspipeStatement hold_statement = {
	.sql = "UPDATE awspipe.outbox"
	" SET state = 'ambiguous', attempts = attempts + 1,"
	" error_code = $3, error_message = $4"
	" WHERE destination_id = $1"
	" AND outbox_id = $2"
};

static AwspipeStatement dead_statement = {
	.sql = "WITH gone AS (DELETE FROM awspipe.outbox"
	" WHERE destination_id = $1"
	" AND outbox_id = $2 RETURNING *)"
	" INSERT INTO awspipe.dead_letter"
	" (kind, owner_id, attempts, error_code, error_message, outbox_id, batch_id,"
	" server_id, service, resource, operation, ordering_key, version,"
	" on_ambiguous, reference, payload)"
	" SELECT 'message', d.owner_id, gone.attempts + 1, $3, $4,"
	" gone.outbox_id, gone.batch_id, d.server_id, d.service, d.resource,"
	" gone.operation, gone.ordering_key, gone.version, gone.on_ambiguous,"
	" gone.reference,"
	" convert_to(gone.body, 'UTF8')"
	" FROM gone JOIN awspipe.destination AS d"
	" ON d.destination_id = gone.destination_id"
};

static AwspipeStatement result_statement = {
	.sql = "INSERT INTO awspipe.outbox_result"
	" (outbox_id, destination_id, reference, outcome, result)"
	" VALUES ($1, $2, $3, $4, $5)"
	" ON CONFLICT (outbox_id) DO NOTHING"
};

static AwspipeStatement stat_statement = {
	.sql = "INSERT INTO awspipe.destination_stat AS s"
	" (destination_id, paused, error_code, error_message, error_at,"
	" delivered, superseded, dead_letters, retried, throttled,"
	" requests, bytes, request_ms, ambiguous, latencies, rate)"
	" SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16"
	" FROM awspipe.destination AS d WHERE d.destination_id = $1 AND d.dropped_at IS NULL"
	" ON CONFLICT (destination_id) DO UPDATE SET"
	" paused = EXCLUDED.paused,"
	" since = CASE WHEN s.paused = EXCLUDED.paused THEN s.since ELSE now() END,"
	" error_code = COALESCE(EXCLUDED.error_code, s.error_code),"
	" error_message = COALESCE(EXCLUDED.error_message, s.error_message),"
	" error_at = COALESCE(EXCLUDED.error_at, s.error_at),"
	" delivered = s.delivered + EXCLUDED.delivered,"
	" superseded = s.superseded + EXCLUDED.superseded,"
	" dead_letters = s.dead_letters + EXCLUDED.dead_letters,"
	" retried = s.retried + EXCLUDED.retried,"
	" throttled = s.throttled + EXCLUDED.throttled,"
	" requests = s.requests + EXCLUDED.requests,"
	" bytes = s.bytes + EXCLUDED.bytes,"
	" request_ms = s.request_ms + EXCLUDED.request_ms,"
	" ambiguous = s.ambiguous + EXCLUDED.ambiguous,"
	" latencies = ARRAY(SELECT COALESCE(n.a, 0) + COALESCE(n.b, 0)"
	"  FROM ROWS FROM (unnest(s.latencies), unnest(EXCLUDED.latencies))"
	"  WITH ORDINALITY AS n (a, b, bucket) ORDER BY n.bucket),"
	" rate = EXCLUDED.rate +"
	"  s.rate * exp(-extract(epoch FROM now() - s.rate_at) / $17),"
	" rate_at = now(),"
	" updated_at = clock_timestamp()"
};

static void delete_settled(void);
static List *enter(List *log, AwspipeMessage *message);
static bool bury(AwspipeMessage *message);
static void hold(AwspipeMessage *message);
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

/* Somebody waits for them to be written. */
void
awspipe_stats_hurry(void)
{
	stat_written = 0;
}

bool
awspipe_stats_due(int64 now)
{
	return awspipe_stats_deadline() <= now;
}

static const char *
outcome_text(const AwspipeMessage *message)
{
	switch (message->outcome)
	{
		case AWSPIPE_SUPERSEDED:
			return "superseded";
		case AWSPIPE_DEAD:
			return "dead_letter";
		default:
			return "delivered";
	}
}

/* What AWS calls it; of one that was given up why. */
static const char *
result_text(const AwspipeMessage *message)
{
	return message->outcome == AWSPIPE_DEAD ? message->error->code : message->result;
}

static void
delete_settled(void)
{
	bool		logs = awspipe_delivered_retention > 0;
	ArrayBuildState *destinations = bind_array_start(INT8OID);
	ArrayBuildState *ids = bind_array_start(INT8OID);
	List	   *asked = NIL;
	List	   *log = NIL;
	dlist_iter	iter;

	dlist_foreach(iter, &awspipe_dispatcher.settled)
	{
		AwspipeMessage *message = dlist_container(AwspipeMessage, node, iter.cur);

		if (message->reference != NULL && message->outcome != AWSPIPE_HELD)
			write_result(message);
		if (message->outcome == AWSPIPE_DEAD)
		{
			if (bury(message) && logs)
				log = enter(log, message);
			continue;
		}
		if (message->outcome == AWSPIPE_HELD)
		{
			hold(message);
			continue;
		}
		bind_array_add(destinations, bind_int8(message->destination->destination_id));
		bind_array_add(ids, bind_int8(message->id));
		asked = lappend(asked, message);
	}
	if (ids->nelems > 0 && logs)
	{
		uint64		nrows = awspipe_execute_with(&remove_statement,
												 bind_array(destinations),
												 bind_array(ids));

		for (uint64 row = 0; row < nrows; row++)
		{
			AwspipeMessage *message = list_nth(asked, row);
			int64		id = awspipe_result_int64(row, 1, 0);

			/* The order is the same, but for what is missing */
			if (message->id != id)
				message = awspipe_message_find(id);
			log = enter(log, message);
		}
	}
	else if (ids->nelems > 0)
		awspipe_execute_with(&delete_statement, bind_array(destinations),
							 bind_array(ids));
	awspipe_log_write(log);
}

/* Into the log */
static List *
enter(List *log, AwspipeMessage *message)
{
	return awspipe_log_add(log, message, outcome_text(message),
						   result_text(message));
}

/* To the dead letters; false: its row is not there. */
static bool
bury(AwspipeMessage *message)
{
	return awspipe_execute_with(&dead_statement,
								bind_int8(message->destination->destination_id),
								bind_int8(message->id),
								bind_text(message->error->code),
								bind_text(message->error->message)) > 0;
}

/* Aside */
static void
hold(AwspipeMessage *message)
{
	awspipe_execute_with(&hold_statement,
						 bind_int8(message->destination->destination_id),
						 bind_int8(message->id),
						 bind_text(message->error->code),
						 bind_text(message->error->message));
}

/* What became of it, for the sender who has asked. */
static void
write_result(AwspipeMessage *message)
{
	awspipe_execute_with(&result_statement, bind_int8(message->id),
						 bind_int8(message->destination->destination_id),
						 bind_text(message->reference),
						 bind_text(outcome_text(message)),
						 bind_text(result_text(message)));
}

static void
write_failures(void)
{
	ArrayBuildState *destinations = bind_array_start(INT8OID);
	ArrayBuildState *ids = bind_array_start(INT8OID);
	ArrayBuildState *codes = bind_array_start(TEXTOID);
	ArrayBuildState *messages = bind_array_start(TEXTOID);
	ArrayBuildState *counts = bind_array_start(BOOLOID);
	ArrayBuildState *unknown = bind_array_start(BOOLOID);
	ListCell   *lc;

	if (awspipe_dispatcher.failures == NIL)
		return;
	foreach(lc, awspipe_dispatcher.failures)
	{
		AwspipeFailure *failure = lfirst(lc);

		bind_array_add(destinations, bind_int8(failure->destination_id));
		bind_array_add(ids, bind_int8(failure->outbox_id));
		bind_array_add(codes, bind_text(failure->code));
		bind_array_add(messages, bind_text(failure->message));
		bind_array_add(counts, bind_bool(failure->counts));
		bind_array_add(unknown, bind_bool(failure->unknown));
	}
	awspipe_execute_with(&failure_statement, bind_array(destinations),
						 bind_array(ids), bind_array(codes),
						 bind_array(messages), bind_array(counts),
						 bind_array(unknown));
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
	bool		failing = destination->error.class != PGAWS_OK;
	ArrayBuildState *latencies = bind_array_start(INT8OID);
	int			nbuckets = AWSPIPE_BUCKETS;

	while (nbuckets > 0 && counters->latencies[nbuckets - 1] == 0)
		nbuckets--;
	for (int i = 0; i < nbuckets; i++)
		bind_array_add(latencies, bind_int8(counters->latencies[i]));
	awspipe_execute_with(&stat_statement,
						 bind_int8(destination->destination_id),
						 bind_bool(destination->paused),
						 bind_if(failing, bind_text(destination->error.code)),
						 bind_if(failing, bind_text(destination->error.message)),
						 bind_if(failing, bind_timestamptz(GetCurrentTimestamp())),
						 bind_int8(counters->delivered),
						 bind_int8(counters->superseded),
						 bind_int8(counters->dead_letters),
						 bind_int8(counters->retried),
						 bind_int8(counters->throttled),
						 bind_int8(counters->requests),
						 bind_int8(counters->bytes),
						 bind_int8(counters->request_ms),
						 bind_int8(counters->ambiguous),
						 bind_array(latencies),
						 bind_float8(counters->delivered / AWSPIPE_RATE_SECONDS),
						 bind_float8(AWSPIPE_RATE_SECONDS));
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
