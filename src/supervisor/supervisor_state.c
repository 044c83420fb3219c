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
		" LEFT JOIN pg_roles AS r ON r.oid = w.role_oid"
		" ORDER BY c.consumer_id",
		.read_only = true
	};
	MemoryContext context = CurrentMemoryContext;
	AwspipeConsumerRow *rows;

	*nrows = (int) awspipe_execute(&statement);
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
		"         CASE WHEN $3 IS NOT NULL THEN now() END)"
		" ON CONFLICT (consumer_id) DO UPDATE SET"
		" state = $2, since = now(),"
		" error_code = CASE WHEN $3 IS NULL THEN s.error_code ELSE $3 END,"
		" error_message = CASE WHEN $3 IS NULL THEN s.error_message ELSE $4 END,"
		" error_detail = CASE WHEN $3 IS NULL THEN s.error_detail ELSE $5 END,"
		" error_context = CASE WHEN $3 IS NULL THEN s.error_context END,"
		" error_position = CASE WHEN $3 IS NULL THEN s.error_position END,"
		" error_at = CASE WHEN $3 IS NULL THEN s.error_at ELSE now() END"
		" WHERE s.state <> $2"
	};
	static const AwspipeProblem none;

	if (problem == NULL)
		problem = &none;
	awspipe_execute_with(&statement, bind_int8(consumer_id), bind_text(state),
						 bind_text(problem->code), bind_text(problem->message),
						 bind_text(problem->detail));
}
