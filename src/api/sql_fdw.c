/*-------------------------------------------------------------------------
 *
 * sql_fdw.c
 *	  Entry point of the foreign data wrapper's validator.
 *
 * The wrapper has no handler: servers and user mappings say where AWS is and
 * who we are there, and no table is read through them.
 *
 * IDENTIFICATION
 *	  src/api/sql_fdw.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/reloptions.h"
#include "base/connection.h"
#include "fmgr.h"
#include "miscadmin.h"

PG_FUNCTION_INFO_V1(awspipe_fdw_validator);
PGDLLEXPORT Datum awspipe_fdw_validator(PG_FUNCTION_ARGS);

Datum
awspipe_fdw_validator(PG_FUNCTION_ARGS)
{
	/*
	 * What pg_upgrade brings over has been accepted before, by a cluster
	 * whose parameters this one need not have yet.  What depends on them is
	 * looked at again when it is used.
	 */
	if (IsBinaryUpgrade)
		PG_RETURN_VOID();

	awspipe_server_options_validate(untransformRelOptions(PG_GETARG_DATUM(0)),
									PG_GETARG_OID(1));
	PG_RETURN_VOID();
}
