/*-------------------------------------------------------------------------
 *
 * sql_metrics.c
 *	  SQL functions that make metrics of our own statistics.
 *
 * The difference of a counter is taken, and the counter remembered, in the
 * transaction that enqueues it: what is published adds up, whoever rolls
 * back.  Two sessions that publish for one role and namespace go one after
 * the other.
 *
 * IDENTIFICATION
 *	  src/api/sql_metrics.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/connection.h"
#include "base/names.h"
#include "base/owner_spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"
#include "worker/shmem.h"

#define METRIC_COLUMNS 4

PG_FUNCTION_INFO_V1(awspipe_take_metrics);
PG_FUNCTION_INFO_V1(awspipe_prometheus_metrics);
PG_FUNCTION_INFO_V1(awspipe_schedule_metrics);
PG_FUNCTION_INFO_V1(awspipe_unschedule_metrics);

PGDLLEXPORT Datum awspipe_take_metrics(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_prometheus_metrics(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_schedule_metrics(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_unschedule_metrics(PG_FUNCTION_ARGS);

/* The caller's, and that of the server named first; in SPI */
static void
find_ids(FunctionCallInfo fcinfo, int32 *owner_id, int32 *server_id)
{
	Oid			server = awspipe_server_check(text_to_cstring(PG_GETARG_TEXT_PP(0)),
											  GetUserId());

	*owner_id = awspipe_owner_id(GetUserId());
	*server_id = awspipe_server_id(server);
}

Datum
awspipe_take_metrics(PG_FUNCTION_ARGS)
{
	static AwspipeStatement lock = {
		.sql = "LOCK TABLE awspipe.metric_value IN SHARE ROW EXCLUSIVE MODE"
	};
	static AwspipeStatement take = {
		.sql = "WITH current AS MATERIALIZED (SELECT * FROM awspipe._metrics($4)),"
		" kept AS (INSERT INTO awspipe.metric_value (owner_id, server_id, namespace, metric_name, dimensions, value)"
		"  SELECT $1, $2, $3, c.metric_name, c.dimensions, c.value FROM current AS c WHERE c.counter"
		"  ON CONFLICT (owner_id, server_id, namespace, metric_name, dimensions) DO UPDATE SET value = EXCLUDED.value)"
		" SELECT c.metric_name, c.value - CASE WHEN v.value <= c.value THEN v.value ELSE 0 END,"
		"  c.dimensions, c.unit"
		" FROM current AS c LEFT JOIN awspipe.metric_value AS v"
		"  ON c.counter AND v.owner_id = $1 AND v.server_id = $2 AND v.namespace = $3"
		"  AND v.metric_name = c.metric_name AND v.dimensions = c.dimensions"
	};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	uint64		nrows;
	int32		owner_id;
	int32		server_id;

	INIT_MATERIALIZED_SRF(fcinfo);

	SPI_connect();
	find_ids(fcinfo, &owner_id, &server_id);
	awspipe_execute(&lock);
	nrows = awspipe_execute_with(&take, bind_int4(owner_id), bind_int4(server_id),
								 bind_argument(fcinfo, 1, TEXTOID),
								 bind_oid(GetUserId()));
	for (uint64 row = 0; row < nrows; row++)
	{
		Datum		columns[METRIC_COLUMNS];
		bool		nulls[METRIC_COLUMNS];

		for (int i = 0; i < METRIC_COLUMNS; i++)
			columns[i] = awspipe_result_datum(row, i + 1, &nulls[i]);
		tuplestore_putvalues(result->setResult, result->setDesc, columns, nulls);
	}
	SPI_finish();
	return (Datum) 0;
}

/*
 * awspipe.prometheus_metrics(): what the caller may see, read from tables that
 * the caller may not.
 */
Datum
awspipe_prometheus_metrics(PG_FUNCTION_ARGS)
{
	static AwspipeStatement expose = {
		.sql = "SELECT awspipe._exposition($1)",
		.read_only = true
	};

	SPI_connect();
	awspipe_execute_with(&expose, bind_oid(GetUserId()));
	PG_RETURN_TEXT_P(awspipe_finish_text());
}

Datum
awspipe_schedule_metrics(PG_FUNCTION_ARGS)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.metric_setting (owner_id, server_id, namespace)"
		" VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
	};
	int32		owner_id;
	int32		server_id;

	SPI_connect();
	find_ids(fcinfo, &owner_id, &server_id);
	awspipe_execute_with(&insert, bind_int4(owner_id), bind_int4(server_id),
						 bind_argument(fcinfo, 1, TEXTOID));
	SPI_finish();
	awspipe_wake_supervisor_at_commit();
	PG_RETURN_VOID();
}

Datum
awspipe_unschedule_metrics(PG_FUNCTION_ARGS)
{
	static AwspipeStatement setting = {
		.sql = "DELETE FROM awspipe.metric_setting AS m"
		" USING awspipe._ownership AS w, awspipe.server AS s"
		" WHERE w.owner_id = m.owner_id AND w.role_oid = $1"
		" AND s.server_id = m.server_id AND s.server_name = $2 AND m.namespace = $3"
	};
	bool		found;

	/* The server may have been dropped */
	SPI_connect();
	found = awspipe_execute_with(&setting, bind_oid(GetUserId()),
								 bind_argument(fcinfo, 0, TEXTOID),
								 bind_argument(fcinfo, 1, TEXTOID)) > 0;
	awspipe_owners_release();
	SPI_finish();
	PG_RETURN_BOOL(found);
}
