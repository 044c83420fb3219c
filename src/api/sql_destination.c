/*-------------------------------------------------------------------------
 *
 * sql_destination.c
 *	  SQL functions about messages whose delivery is uncertain.
 *
 * See src/dispatcher/dispatcher_attempt.c for how they come to be.  A caller
 * reaches the messages of the roles whose rights it has; others count as not
 * found.
 *
 * IDENTIFICATION
 *	  src/api/sql_destination.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "api/arguments.h"
#include "base/connection.h"
#include "base/owner_spi.h"
#include "dispatcher/destination.h"
#include "dispatcher/destination_row.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "worker/shmem.h"

PG_FUNCTION_INFO_V1(awspipe_alter_destination);
PG_FUNCTION_INFO_V1(awspipe_resolve);

PGDLLEXPORT Datum awspipe_alter_destination(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_resolve(PG_FUNCTION_ARGS);

/*
 * server, service, resource, on_ambiguous.  The caller's own destination; it
 * is made if nothing was sent there yet.
 */
Datum
awspipe_alter_destination(PG_FUNCTION_ARGS)
{
	AwspipeDestinationKey key;
	bool		made;

	awspipe_require_arguments(fcinfo, 4, "alter_destination");
	key.service = awspipe_text_argument(fcinfo, 1);
	if (awspipe_sink_find(key.service) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("nothing can be sent to AWS service \"%s\"", key.service)));
	(void) awspipe_ambiguous_argument(fcinfo, 3);
	key.resource = awspipe_text_argument(fcinfo, 2);
	key.role = GetUserId();
	key.server = awspipe_server_check(awspipe_text_argument(fcinfo, 0), key.role);

	SPI_connect();
	(void) awspipe_destination_id(&key, awspipe_text_argument(fcinfo, 3), &made);
	SPI_finish();
	awspipe_wake_dispatcher_at_commit();
	PG_RETURN_VOID();
}

/*
 * outbox_id, outcome.  A message that is sent again gets a new id, for the
 * dispatcher does not look back; it is returned.
 */
Datum
awspipe_resolve(PG_FUNCTION_ARGS)
{
	static AwspipeStatement forget = {
		.sql = "WITH gone AS (DELETE FROM awspipe.outbox AS o USING awspipe._destination AS d"
		"  WHERE d.destination_id = o.destination_id AND o.outbox_id = $1 AND o.state = 'ambiguous'"
		"  AND pg_has_role($2, COALESCE(d.role_oid, 0::oid), 'USAGE') RETURNING o.*),"
		" kept AS (INSERT INTO awspipe.outbox_result (outbox_id, destination_id, reference, outcome)"
		"  SELECT outbox_id, destination_id, reference, 'delivered' FROM gone WHERE reference IS NOT NULL)"
		" SELECT outbox_id FROM gone"
	};
	static AwspipeStatement resend = {
		.sql = "WITH gone AS (DELETE FROM awspipe.outbox AS o USING awspipe._destination AS d"
		"  WHERE d.destination_id = o.destination_id AND o.outbox_id = $1 AND o.state = 'ambiguous'"
		"  AND pg_has_role($2, COALESCE(d.role_oid, 0::oid), 'USAGE') RETURNING o.*)"
		" INSERT INTO awspipe.outbox (destination_id, batch_id, operation, ordering_key, version, body,"
		"  on_ambiguous, reference, attempts, error_code, error_message)"
		" SELECT destination_id, batch_id, operation, ordering_key, version, body,"
		"  on_ambiguous, reference, attempts, error_code, error_message FROM gone"
		" RETURNING outbox_id"
	};
	char	   *outcome;
	bool		again;
	int64		id = 0;

	awspipe_require_arguments(fcinfo, 2, "resolve");
	outcome = awspipe_text_argument(fcinfo, 1);
	again = strcmp(outcome, "resend") == 0;
	if (!again && strcmp(outcome, "delivered") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("outcome must be \"resend\" or \"delivered\"")));

	/* The dispatcher relies on ids being drawn after the transaction's own */
	(void) GetCurrentTransactionId();
	SPI_connect();
	if (awspipe_execute_with(again ? &resend : &forget,
							 bind_int8(PG_GETARG_INT64(0)), bind_oid(GetUserId())) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("no ambiguous message has id " INT64_FORMAT,
						PG_GETARG_INT64(0))));
	if (again)
		id = awspipe_result_int64(0, 1, 0);
	SPI_finish();
	if (!again)
		PG_RETURN_NULL();
	awspipe_wake_dispatcher_at_commit();
	PG_RETURN_INT64(id);
}
