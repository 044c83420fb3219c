/*-------------------------------------------------------------------------
 *
 * sql_installation.c
 *	  SQL functions about the installation: where it is, and whose things are.
 *
 * IDENTIFICATION
 *	  src/api/sql_installation.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "base/names.h"
#include "base/pipeline.h"
#include "commands/event_trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "worker/idle.h"
#include "worker/shmem.h"

PG_FUNCTION_INFO_V1(awspipe__adopt_owners);
PG_FUNCTION_INFO_V1(awspipe__give_back_pipelines);
PG_FUNCTION_INFO_V1(awspipe__here);
PG_FUNCTION_INFO_V1(awspipe__installed);
PG_FUNCTION_INFO_V1(awspipe__register_pipeline);
PG_FUNCTION_INFO_V1(awspipe__servers_changed);
PG_FUNCTION_INFO_V1(awspipe__warn_of_gone);

PGDLLEXPORT Datum awspipe__adopt_owners(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__give_back_pipelines(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__here(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__installed(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__register_pipeline(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__servers_changed(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__warn_of_gone(PG_FUNCTION_ARGS);

Datum
awspipe__give_back_pipelines(PG_FUNCTION_ARGS)
{
	awspipe_pipelines_give_back();
	PG_RETURN_VOID();
}

/*
 * Tells the launcher, at commit, that there is something to run in this
 * database.
 */
Datum
awspipe__installed(PG_FUNCTION_ARGS)
{
	awspipe_warn_if_off("pgawspipe does not run");
	awspipe_wake_launcher_at_commit();
	awspipe_wake_supervisor_at_commit();
	PG_RETURN_VOID();
}

/* system_identifier, database_oid */
Datum
awspipe__here(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL((uint64) PG_GETARG_INT64(0) == GetSystemIdentifier() &&
				   PG_GETARG_OID(1) == MyDatabaseId);
}

Datum
awspipe__adopt_owners(PG_FUNCTION_ARGS)
{
	SPI_connect();
	awspipe_names_adopt();
	SPI_finish();
	PG_RETURN_VOID();
}

Datum
awspipe__servers_changed(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function must be called by an event trigger")));
	SPI_connect();
	awspipe_names_follow();
	awspipe_servers_warn_of_dropped();
	SPI_finish();
	PG_RETURN_NULL();
}

Datum
awspipe__register_pipeline(PG_FUNCTION_ARGS)
{
	awspipe_pipeline_register();
	PG_RETURN_VOID();
}

Datum
awspipe__warn_of_gone(PG_FUNCTION_ARGS)
{
	SPI_connect();
	awspipe_names_warn_of_gone();
	SPI_finish();
	PG_RETURN_VOID();
}
