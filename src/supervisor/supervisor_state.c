/*-------------------------------------------------------------------------
 *
 * supervisor_state.c
 *	  What the supervisor reads and writes.
 *
 * Every function needs the transaction of awspipe_begin().
 *
 * IDENTIFICATION
 *	  src/supervisor/supervisor_state.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "supervisor/supervisor.h"
#include "utils/builtins.h"

AwspipeConsumerRow *
awspipe_supervisor_read(int *nrows)
{
	static AwspipeStatement statement = {
		.sql = "SELECT c.consumer_id, c.name, COALESCE(s.state, 'stopped'),"
		" c.enabled, r.oid, r.oid IS NOT NULL, r.rolsuper, r.rolcanlogin"
		" FROM awspipe.consumer AS c"
		" LEFT JOIN awspipe.consumer_state AS s ON s.consumer_id = c.consumer_id"
		" LEFT JOIN awspipe._ownership AS w ON w.owner_id = c.owner_id"
		" LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = w.role_oid"
		" ORDER BY c.consumer_id",
		.argtypes = {InvalidOid}
	};
	MemoryContext context = CurrentMemoryContext;
	AwspipeConsumerRow *rows;

	*nrows = (int) awspipe_control_execute(&statement, NULL, NULL, true, 0);
	rows = MemoryContextAllocZero(context, sizeof(AwspipeConsumerRow) * *nrows);
	for (int i = 0; i < *nrows; i++)
	{
		AwspipeConsumerRow *row = &rows[i];

		row->consumer_id = awspipe_result_int64(i, 1, 0);
		row->name = MemoryContextStrdup(context, awspipe_result_text(i, 2));
		row->state = MemoryContextStrdup(context, awspipe_result_text(i, 3));
		row->enabled = awspipe_result_bool(i, 4, false);
		row->owner = (Oid) awspipe_result_int64(i, 5, InvalidOid);
		row->owner_exists = awspipe_result_bool(i, 6, false);
		row->owner_is_superuser = awspipe_result_bool(i, 7, false);
		row->owner_can_login = awspipe_result_bool(i, 8, false);
	}
	return rows;
}

void
awspipe_supervisor_write(int64 consumer_id, const char *state,
						 const AwspipeProblem *problem)
{
	static AwspipeStatement statement = {
		.sql = "INSERT INTO awspipe.consumer_state AS s"
		" (consumer_id, state, error_code, error_message, error_detail, error_at)"
		" VALUES ($1, $2, $3, $4, $5,"
		"         CASE WHEN $3 IS NOT NULL THEN pg_catalog.now() END)"
		" ON CONFLICT (consumer_id) DO UPDATE SET"
		" state = $2, since = pg_catalog.now(),"
		" error_code = CASE WHEN $3 IS NULL THEN s.error_code ELSE $3 END,"
		" error_message = CASE WHEN $3 IS NULL THEN s.error_message ELSE $4 END,"
		" error_detail = CASE WHEN $3 IS NULL THEN s.error_detail ELSE $5 END,"
		" error_context = CASE WHEN $3 IS NULL THEN s.error_context END,"
		" error_position = CASE WHEN $3 IS NULL THEN s.error_position END,"
		" error_at = CASE WHEN $3 IS NULL THEN s.error_at ELSE pg_catalog.now() END"
		" WHERE s.state <> $2",
		.argtypes = {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}
	};
	Datum		values[5] = {0};
	char		nulls[] = "  nnn";

	values[0] = Int64GetDatum(consumer_id);
	values[1] = CStringGetTextDatum(state);
	if (problem != NULL)
	{
		values[2] = CStringGetTextDatum(problem->code);
		values[3] = CStringGetTextDatum(problem->message);
		nulls[2] = nulls[3] = ' ';
		if (problem->detail != NULL)
		{
			values[4] = CStringGetTextDatum(problem->detail);
			nulls[4] = ' ';
		}
	}
	awspipe_control_execute(&statement, values, nulls, false, 0);
}
