/*-------------------------------------------------------------------------
 *
 * sql_delivered.c
 *	  awspipe._may_hold(): a look at a filter of the log of deliveries.
 *
 * IDENTIFICATION
 *	  src/api/sql_delivered.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "dispatcher/delivered.h"
#include "fmgr.h"
#include "pg_compat.h"

PG_FUNCTION_INFO_V1(awspipe_may_hold);
PGDLLEXPORT Datum awspipe_may_hold(PG_FUNCTION_ARGS);

/* key_filter, key */
Datum
awspipe_may_hold(PG_FUNCTION_ARGS)
{
	bytea	   *filter;
	text	   *key;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_BOOL(!PG_ARGISNULL(1));
	filter = PG_GETARG_BYTEA_PP(0);
	key = PG_GETARG_TEXT_PP(1);
	PG_RETURN_BOOL(awspipe_log_filter_holds(VARDATA_ANY(filter), VARSIZE_ANY_EXHDR(filter),
											VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key)));
}
