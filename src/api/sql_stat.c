/*-------------------------------------------------------------------------
 *
 * sql_stat.c
 *	  Set-returning functions behind the views on shared memory.
 *
 * A view's functions run with its reader's rights, so whoever may read the
 * views may also call these: they show a consumer's part to those who have
 * its owner's rights, and to pg_monitor.
 *
 * IDENTIFICATION
 *	  src/api/sql_stat.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xlog.h"
#include "base/histogram.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "catalog/pg_authid.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/timestamp.h"
#include "worker/idle.h"
#include "worker/shmem.h"

PG_FUNCTION_INFO_V1(awspipe_workers);
PG_FUNCTION_INFO_V1(awspipe_capture_workers);
PG_FUNCTION_INFO_V1(awspipe_consumer_counters);
PG_FUNCTION_INFO_V1(awspipe_consumer_slots);
PG_FUNCTION_INFO_V1(awspipe_engine);
PG_FUNCTION_INFO_V1(awspipe_why_idle);
PG_FUNCTION_INFO_V1(awspipe_quantile_of);
PG_FUNCTION_INFO_V1(awspipe_histogram_lines);
PG_FUNCTION_INFO_V1(awspipe_rate_now);
PG_FUNCTION_INFO_V1(awspipe_stat_reset);

PGDLLEXPORT Datum awspipe_workers(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_capture_workers(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_consumer_counters(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_consumer_slots(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_engine(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_why_idle(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_quantile_of(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_histogram_lines(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_rate_now(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_stat_reset(PG_FUNCTION_ARGS);

#define WORKER_COLUMNS		8
#define COUNTER_COLUMNS		12
#define ENGINE_COLUMNS		3
#define REASON_COLUMNS		2
#define SLOT_COLUMNS		26

static bool
may_see(Oid owner)
{
	return has_privs_of_role(GetUserId(), owner) ||
		has_privs_of_role(GetUserId(), ROLE_PG_MONITOR);
}

/* A time that is 0 if there is none; then false */
static bool
time_datum(TimestampTz time, Datum *value)
{
	*value = TimestampTzGetDatum(time);
	return time != 0;
}

static bool
noted_time(pg_atomic_uint64 *counter, Datum *value)
{
	return time_datum((TimestampTz) pg_atomic_read_u64(counter), value);
}

/* What that part of all took at most; false: there was nothing */
static bool
quantile_datum(const int64 *counts, int nbuckets, double part, Datum *value)
{
	Interval   *span = palloc0(sizeof(Interval));
	double		milliseconds;
	bool		known = awspipe_quantile(counts, nbuckets, part, &milliseconds);

	if (known)
		span->time = (TimeOffset) (milliseconds * 1000.0);
	*value = IntervalPGetDatum(span);
	return known;
}

/* A histogram that is an array, which it points into */
static const int64 *
histogram_counts(ArrayType *array, int *nbuckets)
{
	*nbuckets = ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
	if (ARR_NDIM(array) > 1 || ARR_HASNULL(array))
		elog(ERROR, "invalid histogram");
	return (const int64 *) ARR_DATA_PTR(array);
}

static Datum
histogram_datum(const int64 *counts)
{
	Datum		values[AWSPIPE_BUCKETS];

	for (int i = 0; i < AWSPIPE_BUCKETS; i++)
		values[i] = Int64GetDatum(counts[i]);
	return PointerGetDatum(construct_array(values, AWSPIPE_BUCKETS, INT8OID,
										   sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/*
 * awspipe._quantile(counts, part): of a histogram that is kept in a table.
 */
Datum
awspipe_quantile_of(PG_FUNCTION_ARGS)
{
	Datum		value;
	int			nbuckets;
	const int64 *counts = histogram_counts(PG_GETARG_ARRAYTYPE_P(0), &nbuckets);

	if (!quantile_datum(counts, nbuckets, PG_GETARG_FLOAT8(1), &value))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(value);
}

/*
 * awspipe._histogram_lines(name, labels, counts): a histogram for Prometheus.
 * How many took at most so many seconds, from 4 ms to 18 h by fours, and then
 * all; how long these took together, by the middles of the buckets; and how
 * many they are.
 */
Datum
awspipe_histogram_lines(PG_FUNCTION_ARGS)
{
	const char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const char *labels = text_to_cstring(PG_GETARG_TEXT_PP(1));
	int			nbuckets;
	const int64 *counts = histogram_counts(PG_GETARG_ARRAYTYPE_P(2), &nbuckets);
	int64		count = 0;
	double		sum = 0.0;
	StringInfoData lines;

	initStringInfo(&lines);
	for (int i = 0; i < AWSPIPE_BUCKETS; i++)
	{
		double		width;
		double		start = awspipe_bucket_start(i, &width);
		bool		last = i == AWSPIPE_BUCKETS - 1;

		if (i < nbuckets)
		{
			count += counts[i];
			sum += counts[i] * (start + width / 2) / 1000.0;
		}
		if (!last && (i % 8 != 3 || i > 99))
			continue;
		appendStringInfo(&lines, "%s_bucket{%s,le=\"%s\"} " INT64_FORMAT "\n",
						 name, labels,
						 last ? "+Inf" : float8out_internal((start + width) / 1000.0),
						 count);
	}
	appendStringInfo(&lines, "%s_sum{%s} %s\n", name, labels,
					 float8out_internal(sum));
	appendStringInfo(&lines, "%s_count{%s} " INT64_FORMAT "\n", name, labels, count);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(lines.data, lines.len));
}

/*
 * awspipe._rate_at(rate, at, since): of a rate that is kept in a table.
 */
Datum
awspipe_rate_now(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(awspipe_rate_at(PG_GETARG_FLOAT8(0), PG_GETARG_TIMESTAMPTZ(1),
									 GetCurrentTimestamp(), PG_GETARG_TIMESTAMPTZ(2)));
}

/*
 * awspipe.stat_reset(consumer): the counters of one consumer, or of all the
 * consumers and destinations of roles whose rights the caller has, begin at
 * zero.  What is held is still counted as ambiguous: it is so.
 */
Datum
awspipe_stat_reset(PG_FUNCTION_ARGS)
{
	static AwspipeStatement find = {
		.sql = "SELECT c.consumer_id FROM awspipe.consumer AS c"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE c.name = COALESCE($1, c.name)"
		" AND pg_has_role($2, COALESCE(w.role_oid, 0::oid), 'USAGE')",
		.read_only = true
	};
	static AwspipeStatement destinations = {
		.sql = "UPDATE awspipe.destination_stat AS s SET delivered = 0, superseded = 0,"
		" dead_letters = 0, retried = 0, throttled = 0, requests = 0, bytes = 0,"
		" request_ms = 0, latencies = '{}', rate = 0, rate_at = now(), stats_reset = now(),"
		" ambiguous = CASE WHEN s.ambiguous = 0 THEN 0 ELSE (SELECT count(*) FROM awspipe.outbox AS o"
		"  WHERE o.destination_id = s.destination_id AND o.state = 'ambiguous') END"
		" FROM awspipe.destination AS d LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE d.destination_id = s.destination_id"
		" AND pg_has_role($1, COALESCE(w.role_oid, 0::oid), 'USAGE')"
	};
	uint64		n;

	SPI_connect();
	n = awspipe_execute_with(&find, bind_argument(fcinfo, 0, TEXTOID),
							 bind_oid(GetUserId()));
	if (n == 0 && !PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("consumer \"%s\" does not exist", text_to_cstring(PG_GETARG_TEXT_PP(0))),
				 errhint("awspipe.consumers lists those that are yours.")));
	for (uint64 i = 0; i < n; i++)
		awspipe_counters_reset(awspipe_result_int64(i, 1, 0));
	if (PG_ARGISNULL(0))
		awspipe_execute_with(&destinations, bind_oid(GetUserId()));
	SPI_finish();
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_VOID();
}

/*
 * awspipe._workers(): pid, kind, consumer_id and start of the workers of
 * this database that run, and what they cannot do.  Why they cannot may quote
 * rows.
 */
Datum
awspipe_workers(PG_FUNCTION_ARGS)
{
	static const char *const kinds[] = {
		[AWSPIPE_SUPERVISOR] = "supervisor",
		[AWSPIPE_CONSUMER] = "consumer",
		[AWSPIPE_DISPATCHER] = "dispatcher",
		[AWSPIPE_JOB] = "job",
		[AWSPIPE_CAPTURE] = "capture"
	};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			i;

	INIT_MATERIALIZED_SRF(fcinfo);
	for (i = 0; i < awspipe_slot_count(); i++)
	{
		AwspipeWorkerInfo info;
		Datum		values[WORKER_COLUMNS];
		bool		nulls[WORKER_COLUMNS] = {false};
		bool		failing;

		if (!awspipe_slot_read(i, &info) || info.pid == 0 ||
			info.database != MyDatabaseId ||
			(OidIsValid(info.owner) && !may_see(info.owner)))
			continue;
		values[0] = Int32GetDatum(info.pid);
		values[1] = CStringGetTextDatum(kinds[info.kind]);
		values[2] = Int64GetDatum(info.consumer_id);
		nulls[2] = info.kind != AWSPIPE_CONSUMER;
		values[3] = TimestampTzGetDatum(info.started_at);
		failing = info.failure.what[0] != '\0';
		nulls[4] = nulls[5] = nulls[6] = nulls[7] = !failing;
		if (failing)
		{
			values[4] = CStringGetTextDatum(info.failure.what);
			values[5] = TimestampTzGetDatum(info.failure.since);
			values[6] = CStringGetTextDatum(info.failure.sqlstate);
			values[7] = CStringGetTextDatum(info.failure.message);
			nulls[7] = info.failure.message[0] == '\0' ||
				!has_privs_of_role(GetUserId(), ROLE_PG_MONITOR);
		}
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*
 * awspipe._capture_workers(): captures of this database that have a
 * worker, of those that the caller may see.
 */
Datum
awspipe_capture_workers(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	INIT_MATERIALIZED_SRF(fcinfo);
	for (int i = 0; i < awspipe_slot_count(); i++)
	{
		AwspipeWorkerInfo info;
		Datum		values[2];
		bool		nulls[2] = {false};

		if (!awspipe_slot_read(i, &info) || info.pid == 0 ||
			info.database != MyDatabaseId || info.kind != AWSPIPE_CAPTURE ||
			!may_see(info.owner))
			continue;
		values[0] = Int64GetDatum(info.consumer_id);
		values[1] = Int32GetDatum(info.pid);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*
 * awspipe._engine(): whether workers can run in this database, as far as the
 * server is concerned, and since when there has been none of those that
 * always run.
 */
Datum
awspipe_engine(PG_FUNCTION_ARGS)
{
	TupleDesc	desc;
	Datum		values[ENGINE_COLUMNS];
	bool		nulls[ENGINE_COLUMNS];
	TimestampTz supervisor = 0;
	TimestampTz dispatcher = 0;
	const char *condition = "on";

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (RecoveryInProgress())
		condition = "standby";
	else if (!awspipe_preloaded())
		condition = "not preloaded";
	else if (!awspipe_enabled)
		condition = "off";
	else
	{
		supervisor = awspipe_worker_missing_since(AWSPIPE_SUPERVISOR);
		dispatcher = awspipe_worker_missing_since(AWSPIPE_DISPATCHER);
	}
	values[0] = CStringGetTextDatum(condition);
	nulls[0] = false;
	nulls[1] = !time_datum(supervisor, &values[1]);
	nulls[2] = !time_datum(dispatcher, &values[2]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/*
 * awspipe._why_idle(condition): why nothing runs then, and what to do about it.
 */
Datum
awspipe_why_idle(PG_FUNCTION_ARGS)
{
	const AwspipeIdleReason *reason = awspipe_idle_reason(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	TupleDesc	desc;
	Datum		values[REASON_COLUMNS];
	bool		nulls[REASON_COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (reason == NULL)
		PG_RETURN_NULL();
	values[0] = CStringGetTextDatum(reason->why);
	values[1] = CStringGetTextDatum(reason->hint);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* What has been counted since the statistics began, in the views' order */
static int
put_counters(AwspipeConsumerCounters *c, Datum *values)
{
	pg_atomic_uint64 *counters[] = {
		&c->records, &c->bytes, &c->batches, &c->filtered, &c->dead_letters,
		&c->errors, &c->requests, &c->throttled, &c->millis_behind,
		&c->apply_usec, &c->duplicates, &c->wrong_shard
	};

	for (int i = 0; i < lengthof(counters); i++)
		values[i] = Int64GetDatum((int64) pg_atomic_read_u64(counters[i]));
	return lengthof(counters);
}

/*
 * awspipe._consumer_counters(consumer_id), of version 1.0 only: the same
 * counters of one consumer.
 */
Datum
awspipe_consumer_counters(PG_FUNCTION_ARGS)
{
	TupleDesc	desc;
	Datum		values[COUNTER_COLUMNS];
	bool		nulls[COUNTER_COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	for (int i = 0; i < awspipe_slot_count(); i++)
	{
		AwspipeWorkerInfo info;

		if (!awspipe_slot_read(i, &info) || info.kind != AWSPIPE_CONSUMER ||
			info.database != MyDatabaseId ||
			info.consumer_id != PG_GETARG_INT64(0) || !may_see(info.owner))
			continue;
		(void) put_counters(awspipe_slot_counters(i), values);
		PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
	}
	PG_RETURN_NULL();
}

/*
 * awspipe._consumer_slots(): a row for each consumer of this database that has
 * run since the server started, and that the caller may see.
 */
Datum
awspipe_consumer_slots(PG_FUNCTION_ARGS)
{
	static const double parts[] = {0.5, 0.95, 0.99};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	INIT_MATERIALIZED_SRF(fcinfo);
	for (int i = 0; i < awspipe_slot_count(); i++)
	{
		AwspipeConsumerCounters *c = awspipe_slot_counters(i);
		AwspipeWorkerInfo info;
		Datum		values[SLOT_COLUMNS];
		bool		nulls[SLOT_COLUMNS] = {false};
		int64		latencies[AWSPIPE_BUCKETS];
		uint64		depth;
		int			column = 0;

		if (!awspipe_slot_read(i, &info) || info.kind != AWSPIPE_CONSUMER ||
			info.database != MyDatabaseId || !may_see(info.owner))
			continue;
		values[column++] = Int64GetDatum(info.consumer_id);
		nulls[column] = info.pid == 0;
		values[column++] = Int32GetDatum(info.pid);
		nulls[column] = !time_datum(info.ended_at, &values[column]);
		column++;
		column += put_counters(c, values + column);
		nulls[column] = !noted_time(&c->answered_at, &values[column]);
		column++;
		nulls[column] = !noted_time(&c->read_up_to, &values[column]);
		column++;
		nulls[column] = !noted_time(&c->waiting_since, &values[column]);
		column++;
		nulls[column] = !noted_time(&c->applied_at, &values[column]);
		column++;
		depth = pg_atomic_read_u64(&c->depth);
		nulls[column] = depth == 0;
		values[column++] = Int64GetDatum((int64) depth - 1);
		noted_time(&c->stats_reset, &values[column++]);
		values[column++] = Float8GetDatum(awspipe_rate_at(awspipe_counted_rate(c),
														  (TimestampTz) pg_atomic_read_u64(&c->rate_at),
														  GetCurrentTimestamp(),
														  (TimestampTz) pg_atomic_read_u64(&c->stats_reset)));
		for (int j = 0; j < AWSPIPE_BUCKETS; j++)
			latencies[j] = (int64) pg_atomic_read_u64(&c->latencies[j]);
		for (int j = 0; j < lengthof(parts); j++)
		{
			nulls[column] = !quantile_datum(latencies, AWSPIPE_BUCKETS, parts[j], &values[column]);
			column++;
		}
		values[column++] = histogram_datum(latencies);
		Assert(column == SLOT_COLUMNS);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
