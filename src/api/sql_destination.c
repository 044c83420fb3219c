/*-------------------------------------------------------------------------
 *
 * sql_destination.c
 *	  SQL functions about destinations and what waits for them.
 *
 * See src/dispatcher/dispatcher_attempt.c for how deliveries come to be
 * uncertain.  A caller reaches the messages and destinations of the roles
 * whose rights it has; others count as not found.
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
#include "base/names.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "dispatcher/delivered.h"
#include "dispatcher/destination.h"
#include "dispatcher/destination_claim.h"
#include "dispatcher/destination_row.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "worker/shmem.h"

PG_FUNCTION_INFO_V1(awspipe_alter_destination);
PG_FUNCTION_INFO_V1(awspipe_discard_pending);
PG_FUNCTION_INFO_V1(awspipe_discard_pending_destination);
PG_FUNCTION_INFO_V1(awspipe_drop_destination);
PG_FUNCTION_INFO_V1(awspipe_resolve);
PG_FUNCTION_INFO_V1(awspipe_retry_destination);

PGDLLEXPORT Datum awspipe_alter_destination(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_discard_pending(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_discard_pending_destination(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_drop_destination(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_resolve(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_retry_destination(PG_FUNCTION_ARGS);

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
		"  SELECT outbox_id, destination_id, reference, 'delivered' FROM gone WHERE reference IS NOT NULL),"
		" logged AS (" AWSPIPE_LOG_GONE("'delivered'", "$3") ")"
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
	if ((again ?
		 awspipe_execute_with(&resend, bind_int8(PG_GETARG_INT64(0)), bind_oid(GetUserId())) :
		 awspipe_execute_with(&forget, bind_int8(PG_GETARG_INT64(0)), bind_oid(GetUserId()),
							  bind_bool(awspipe_delivered_retention > 0))) == 0)
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

/*
 * The ids in the first column of SPI_tuptable, claimed; NULL when there are
 * none.
 */
static ArrayBuildState *
claim_result(uint64 nrows)
{
	ArrayBuildState *ids;
	int64	   *claims;

	if (nrows == 0)
		return NULL;
	ids = bind_array_start(INT8OID);
	claims = palloc(nrows * sizeof(int64));
	for (uint64 i = 0; i < nrows; i++)
	{
		claims[i] = awspipe_result_int64(i, 1, 0);
		bind_array_add(ids, bind_int8(claims[i]));
	}
	awspipe_destinations_claim(claims, (int) nrows);
	awspipe_wake_dispatcher_at_commit();
	return ids;
}

/*
 * The destinations of that server, service and resource, arguments of the
 * function that is called, claimed.  Throws when there is none.
 */
static ArrayBuildState *
claim_destination(FunctionCallInfo fcinfo, const char *function)
{
	static AwspipeStatement find = {
		.sql = "SELECT d.destination_id FROM awspipe._destination AS d"
		" WHERE d.server_name::text = $1 AND d.service = $2 AND d.resource = $3 AND NOT d.dropped"
		" AND pg_has_role($4, COALESCE(d.role_oid, 0::oid), 'USAGE')"
	};
	ArrayBuildState *ids;

	awspipe_require_arguments(fcinfo, 3, function);
	PreventCommandIfReadOnly(function);
	PreventCommandDuringRecovery(function);
	ids = claim_result(awspipe_execute_with(&find,
											bind_argument(fcinfo, 0, TEXTOID),
											bind_argument(fcinfo, 1, TEXTOID),
											bind_argument(fcinfo, 2, TEXTOID),
											bind_oid(GetUserId())));
	if (ids == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("%s \"%s\" on server \"%s\" is no destination of yours",
						awspipe_text_argument(fcinfo, 1),
						awspipe_text_argument(fcinfo, 2),
						awspipe_text_argument(fcinfo, 0)),
				 errhint("The view awspipe.stat_destination lists them.")));
	return ids;
}

/* Removes the messages with these ids, or all (NULL), of destinations. */
static int64
discard(ArrayBuildState *destinations, AwspipeArg outbox_ids)
{
	static AwspipeStatement discard = {
		.sql = "WITH gone AS (DELETE FROM awspipe.outbox"
		"  WHERE destination_id = ANY ($1) AND ($2 IS NULL OR outbox_id = ANY ($2))"
		"  RETURNING *),"
		" kept AS (INSERT INTO awspipe.outbox_result (outbox_id, destination_id, reference, outcome)"
		"  SELECT outbox_id, destination_id, reference, 'discarded' FROM gone WHERE reference IS NOT NULL),"
		" logged AS (" AWSPIPE_LOG_GONE("'discarded'", "$3") ")"
		" SELECT count(*) FROM gone"
	};

	awspipe_execute_with(&discard, bind_array(destinations), outbox_ids,
						 bind_bool(awspipe_delivered_retention > 0));
	return awspipe_result_int64(0, 1, 0);
}

/* outbox_ids */
Datum
awspipe_discard_pending(PG_FUNCTION_ARGS)
{
	static AwspipeStatement find = {
		.sql = "SELECT DISTINCT o.destination_id FROM awspipe.outbox AS o"
		" JOIN awspipe._destination AS d ON d.destination_id = o.destination_id"
		" WHERE o.outbox_id = ANY ($1)"
		" AND pg_has_role($2, COALESCE(d.role_oid, 0::oid), 'USAGE')"
	};
	AwspipeArg	outbox_ids = bind_argument(fcinfo, 0, INT8ARRAYOID);
	ArrayBuildState *destinations;
	int64		removed = 0;

	PreventCommandIfReadOnly("discard_pending");
	PreventCommandDuringRecovery("discard_pending");
	SPI_connect();
	destinations = claim_result(awspipe_execute_with(&find, outbox_ids,
													 bind_oid(GetUserId())));
	if (destinations != NULL)
		removed = discard(destinations, outbox_ids);
	SPI_finish();
	PG_RETURN_INT64(removed);
}

/* server, service, resource */
Datum
awspipe_discard_pending_destination(PG_FUNCTION_ARGS)
{
	int64		removed;

	SPI_connect();
	removed = discard(claim_destination(fcinfo, "discard_pending"),
					  bind_null(INT8ARRAYOID));
	SPI_finish();
	PG_RETURN_INT64(removed);
}

/*
 * server, service, resource.  What the dispatcher does when a claim ends is
 * what is asked for.
 */
Datum
awspipe_retry_destination(PG_FUNCTION_ARGS)
{
	SPI_connect();
	(void) claim_destination(fcinfo, "retry_destination");
	SPI_finish();
	PG_RETURN_VOID();
}

/* server, service, resource */
Datum
awspipe_drop_destination(PG_FUNCTION_ARGS)
{
	static AwspipeStatement waiting = {
		.sql = "SELECT count(*) FROM awspipe.outbox WHERE destination_id = ANY ($1)"
	};
	static AwspipeStatement drop = {
		.sql = "UPDATE awspipe.destination SET dropped_at = now(), on_ambiguous = 'resend'"
		" WHERE destination_id = ANY ($1)"
	};
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.new_destination WHERE destination_id = ANY ($1)"
	};
	static AwspipeStatement reset = {
		.sql = "DELETE FROM awspipe.destination_stat WHERE destination_id = ANY ($1)"
	};
	ArrayBuildState *ids;
	int64		nwaiting;

	SPI_connect();
	ids = claim_destination(fcinfo, "drop_destination");
	awspipe_execute_with(&waiting, bind_array(ids));
	nwaiting = awspipe_result_int64(0, 1, 0);
	if (nwaiting > 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg_plural("" INT64_FORMAT " message waits to be sent to %s \"%s\" on server \"%s\"",
							   "" INT64_FORMAT " messages wait to be sent to %s \"%s\" on server \"%s\"",
							   nwaiting, nwaiting,
							   awspipe_text_argument(fcinfo, 1),
							   awspipe_text_argument(fcinfo, 2),
							   awspipe_text_argument(fcinfo, 0)),
				 errhint("awspipe.discard_pending() removes what is no longer wanted.")));
	awspipe_execute_with(&drop, bind_array(ids));
	awspipe_execute_with(&forget, bind_array(ids));
	awspipe_execute_with(&reset, bind_array(ids));
	awspipe_owners_release();
	SPI_finish();
	PG_RETURN_VOID();
}
