/*-------------------------------------------------------------------------
 *
 * sql_dead_letter.c
 *	  SQL functions that put dead letters back or throw them away.
 *
 * A caller reaches the dead letters of the roles whose rights it has; ids of
 * others count as not found.  Records are only marked here: their consumer's
 * worker takes them through the same path as fresh ones (see
 * src/consumer/dead_letter.c).  Messages go back to the outbox at once, in the
 * caller's transaction.
 *
 * IDENTIFICATION
 *	  src/api/sql_dead_letter.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "base/owner_spi.h"
#include "dispatcher/destination_row.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "worker/shmem.h"

PG_FUNCTION_INFO_V1(awspipe_redrive);
PG_FUNCTION_INFO_V1(awspipe_redrive_consumer);
PG_FUNCTION_INFO_V1(awspipe_discard);

PGDLLEXPORT Datum awspipe_redrive(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_redrive_consumer(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_discard(PG_FUNCTION_ARGS);

/*
 * Wakes the workers of the consumers whose records have just been marked:
 * the rows of SPI_tuptable, one id each.
 */
static void
wake_consumers(uint64 n)
{
	uint64		i;

	for (i = 0; i < n; i++)
		awspipe_wake_consumer_at_commit(awspipe_result_int64(i, 1, 0));
}

/*
 * Moves messages back to the outbox; returns how many.
 */
static int64
redrive_messages(AwspipeArg dead_letter_ids)
{
	static AwspipeStatement destinations = {
		.sql = "SELECT DISTINCT l.owner_id, l.server_id, w.role_oid, f.oid, l.service, l.resource"
		" FROM awspipe.dead_letter AS l JOIN awspipe._ownership AS w USING (owner_id)"
		" JOIN awspipe.server AS s USING (server_id)"
		" JOIN pg_foreign_server AS f ON f.oid = s.server_oid AND f.srvname = s.server_name"
		" WHERE dead_letter_id = ANY ($1) AND kind = 'message' AND pg_has_role($2, role_oid, 'USAGE')"
	};
	static AwspipeStatement move = {
		.sql = "WITH gone AS (DELETE FROM awspipe.dead_letter AS l USING awspipe._ownership AS w"
		"  WHERE w.owner_id = l.owner_id AND dead_letter_id = ANY ($1) AND kind = 'message'"
		"  AND l.owner_id = $2 AND l.server_id = $3 AND l.service = $4 AND l.resource = $5"
		"  RETURNING l.*)"
		" INSERT INTO awspipe.outbox (destination_id, batch_id, operation, ordering_key, version, body,"
		"  on_ambiguous, reference)"
		" SELECT $6, g.batch_id, g.operation, g.ordering_key, g.version,"
		"  convert_from(g.payload, 'UTF8'), g.on_ambiguous, g.reference"
		" FROM gone g ORDER BY g.outbox_id"
	};
	struct
	{
		AwspipeDestinationKey key;
		int32		owner_id;
		int32		server_id;
	}		   *rows;
	int			nrows;
	int64		moved = 0;

	/* The dispatcher relies on ids being drawn after the transaction's own */
	(void) GetCurrentTransactionId();
	nrows = (int) awspipe_execute_with(&destinations, dead_letter_ids,
									   bind_oid(GetUserId()));
	rows = palloc((nrows + 1) * sizeof(*rows));
	for (int i = 0; i < nrows; i++)
	{
		rows[i].owner_id = (int32) awspipe_result_int64(i, 1, 0);
		rows[i].server_id = (int32) awspipe_result_int64(i, 2, 0);
		rows[i].key.role = (Oid) awspipe_result_int64(i, 3, InvalidOid);
		rows[i].key.server = (Oid) awspipe_result_int64(i, 4, InvalidOid);
		rows[i].key.service = awspipe_result_text(i, 5);
		rows[i].key.resource = awspipe_result_text(i, 6);
	}
	for (int i = 0; i < nrows; i++)
	{
		bool		made;
		int64		destination_id = awspipe_destination_id(&rows[i].key, NULL, &made);

		moved += (int64) awspipe_execute_with(&move, dead_letter_ids,
											  bind_int4(rows[i].owner_id),
											  bind_int4(rows[i].server_id),
											  bind_text(rows[i].key.service),
											  bind_text(rows[i].key.resource),
											  bind_int8(destination_id));
	}
	if (moved > 0)
		awspipe_wake_dispatcher_at_commit();
	return moved;
}

/* awspipe.redrive(dead_letter_ids bigint[]) RETURNS bigint */
Datum
awspipe_redrive(PG_FUNCTION_ARGS)
{
	static AwspipeStatement mark = {
		.sql = "UPDATE awspipe.dead_letter AS l SET redrive = true FROM awspipe._ownership AS w"
		" WHERE w.owner_id = l.owner_id AND dead_letter_id = ANY ($1) AND kind = 'record'"
		" AND pg_has_role($2, w.role_oid, 'USAGE')"
	};
	static AwspipeStatement consumers = {
		.sql = "SELECT DISTINCT c.consumer_id FROM awspipe.dead_letter d JOIN awspipe.consumer c"
		" ON c.name = d.consumer WHERE d.dead_letter_id = ANY ($1) AND d.redrive"
	};
	AwspipeArg	dead_letter_ids = bind_argument(fcinfo, 0, INT8ARRAYOID);
	int64		count;

	SPI_connect();
	count = (int64) awspipe_execute_with(&mark, dead_letter_ids, bind_oid(GetUserId()));
	if (count > 0)
		wake_consumers(awspipe_execute_with(&consumers, dead_letter_ids));
	count += redrive_messages(dead_letter_ids);
	SPI_finish();
	PG_RETURN_INT64(count);
}

/* awspipe.redrive(consumer text, error_code text) RETURNS bigint */
Datum
awspipe_redrive_consumer(PG_FUNCTION_ARGS)
{
	static AwspipeStatement mark = {
		.sql = "UPDATE awspipe.dead_letter AS l SET redrive = true FROM awspipe._ownership AS w"
		" WHERE w.owner_id = l.owner_id AND consumer = $1 AND ($2 IS NULL OR error_code = $2) AND kind = 'record'"
		" AND pg_has_role($3, w.role_oid, 'USAGE')"
	};
	static AwspipeStatement find = {
		.sql = "SELECT c.consumer_id, pg_has_role($2, coalesce(w.role_oid, 0::oid), 'USAGE')"
		" FROM awspipe.consumer AS c LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE c.name = $1"
	};
	static AwspipeStatement has_any = {
		.sql = "SELECT FROM awspipe.dead_letter AS l JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE consumer = $1 AND pg_has_role($2, w.role_oid, 'USAGE') LIMIT 1"
	};
	AwspipeArg	consumer = bind_argument(fcinfo, 0, TEXTOID);
	AwspipeArg	caller = bind_oid(GetUserId());
	char	   *name;
	bool		exists;
	int64		count;

	if (consumer.isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("consumer must not be null")));
	SPI_connect();
	name = TextDatumGetCString(consumer.value);
	count = (int64) awspipe_execute_with(&mark, consumer,
										 bind_argument(fcinfo, 1, TEXTOID),
										 caller);
	exists = awspipe_execute_with(&find, consumer, caller) > 0;
	if (exists && count > 0)
		wake_consumers(1);
	else if (count > 0)
		ereport(WARNING,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("consumer \"%s\" does not exist", name),
				 errdetail("Its dead letters wait until there is one of that name.")));
	else if (exists && !awspipe_result_bool(0, 2, false) &&
			 awspipe_execute_with(&has_any, consumer, caller) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of consumer \"%s\"", name)));
	else if (!exists && awspipe_execute_with(&has_any, consumer, caller) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("consumer \"%s\" does not exist", name)));
	SPI_finish();
	PG_RETURN_INT64(count);
}

/* awspipe.discard(dead_letter_ids bigint[]) RETURNS bigint */
Datum
awspipe_discard(PG_FUNCTION_ARGS)
{
	static AwspipeStatement discard = {
		.sql = "DELETE FROM awspipe.dead_letter AS l USING awspipe.owner AS o"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE o.owner_id = l.owner_id AND dead_letter_id = ANY ($1)"
		" AND pg_has_role($2, COALESCE(w.role_oid, 0::oid), 'USAGE')"
	};
	int64		count;

	SPI_connect();
	count = (int64) awspipe_execute_with(&discard,
										 bind_argument(fcinfo, 0, INT8ARRAYOID),
										 bind_oid(GetUserId()));
	SPI_finish();
	PG_RETURN_INT64(count);
}
