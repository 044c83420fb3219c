/*-------------------------------------------------------------------------
 *
 * process.c
 *	  SQL functions about the processes.
 *
 * IDENTIFICATION
 *	  src/api/process.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "engine/shmem.h"
#include "fmgr.h"

PG_FUNCTION_INFO_V1(awspipe__installed);

PGDLLEXPORT Datum awspipe__installed(PG_FUNCTION_ARGS);

/*
 * Tells the launcher, at commit, that there is something to run in this
 * database.
 */
Datum
awspipe__installed(PG_FUNCTION_ARGS)
{
	awspipe_wake_launcher_at_commit();
	awspipe_wake_supervisor_at_commit();
	PG_RETURN_VOID();
}
