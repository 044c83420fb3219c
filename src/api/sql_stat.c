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
#include "catalog/pg_authid.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "worker/shmem.h"

PG_FUNCTION_INFO_V1(awspipe_workers);
PG_FUNCTION_INFO_V1(awspipe_consumer_counters);

PGDLLEXPORT Datum awspipe_workers(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_consumer_counters(PG_FUNCTION_ARGS);

#define WORKER_COLUMNS		8
#define COUNTER_COLUMNS		12

static bool
may_see(Oid owner)
{
	return has_privs_of_role(GetUserId(), owner) ||
		has_privs_of_role(GetUserId(), ROLE_PG_MONITOR);
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
		[AWSPIPE_DISPATCHER] = "dispatcher"
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
			(info.kind == AWSPIPE_CONSUMER && !may_see(info.owner)))
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
 * awspipe._consumer_counters(consumer_id): one row of counters, or NULL when
 * the consumer has not run since the server started, or is not for the
 * caller to see.
 */
Datum
awspipe_consumer_counters(PG_FUNCTION_ARGS)
{
	Oid			owner = InvalidOid;
	AwspipeWorkerSlot *slot = awspipe_worker_slot_find(MyDatabaseId,
													   PG_GETARG_INT64(0), &owner);
	TupleDesc	desc;
	Datum		values[COUNTER_COLUMNS];
	bool		nulls[COUNTER_COLUMNS] = {false};
	AwspipeConsumerCounters *c;
	pg_atomic_uint64 *counters[COUNTER_COLUMNS];
	int			i;

	if (slot == NULL || !may_see(owner))
		PG_RETURN_NULL();
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	c = &slot->counters;
	counters[0] = &c->records;
	counters[1] = &c->bytes;
	counters[2] = &c->batches;
	counters[3] = &c->filtered;
	counters[4] = &c->dead_letters;
	counters[5] = &c->errors;
	counters[6] = &c->requests;
	counters[7] = &c->throttled;
	counters[8] = &c->millis_behind;
	counters[9] = &c->apply_usec;
	counters[10] = &c->duplicates;
	counters[11] = &c->wrong_shard;
	for (i = 0; i < COUNTER_COLUMNS; i++)
		values[i] = Int64GetDatum((int64) pg_atomic_read_u64(counters[i]));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}
