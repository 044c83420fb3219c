/*-------------------------------------------------------------------------
 *
 * sql_resource.c
 *	  SQL functions that note what pipelines use at AWS, and that lock.
 *
 * Rows are the caller's: awspipe.undeploy() believes what they say of
 * resources that have no tags, so nobody may write another role's.
 *
 * Locks of pipelines are of a class of their own, and so never meet those
 * that applications take with pg_advisory_lock().
 *
 * IDENTIFICATION
 *	  src/api/sql_resource.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/connection.h"
#include "base/lock_class.h"
#include "base/names.h"
#include "base/owner_spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(awspipe__note_resource);
PG_FUNCTION_INFO_V1(awspipe__forget_resource);
PG_FUNCTION_INFO_V1(awspipe_lock);
PG_FUNCTION_INFO_V1(awspipe_try_lock);
PG_FUNCTION_INFO_V1(awspipe_unlock);

PGDLLEXPORT Datum awspipe__note_resource(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe__forget_resource(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_lock(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_try_lock(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_unlock(PG_FUNCTION_ARGS);

/* server, pipeline, kind, name, arn, installation, born */
Datum
awspipe__note_resource(PG_FUNCTION_ARGS)
{
	static AwspipeStatement statement = {
		.sql = "INSERT INTO awspipe.resource AS r"
		" (owner_id, server_id, pipeline, kind, name, arn, installation, born)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (owner_id, server_id, pipeline, kind, name) DO UPDATE"
		" SET arn = EXCLUDED.arn, installation = EXCLUDED.installation,"
		" born = EXCLUDED.born, ensured_at = EXCLUDED.ensured_at"
	};
	Oid			server;

	for (int i = 0; i < 4; i++)
	{
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a resource must have a server, a pipeline, a kind and a name")));
	}
	server = awspipe_server_check(text_to_cstring(PG_GETARG_TEXT_PP(0)), GetUserId());
	SPI_connect();
	awspipe_execute_with(&statement,
						 bind_int4(awspipe_owner_id(GetUserId())),
						 bind_int4(awspipe_server_id(server)),
						 bind_argument(fcinfo, 1, TEXTOID),
						 bind_argument(fcinfo, 2, TEXTOID),
						 bind_argument(fcinfo, 3, TEXTOID),
						 bind_argument(fcinfo, 4, TEXTOID),
						 bind_argument(fcinfo, 5, UUIDOID),
						 bind_argument(fcinfo, 6, TEXTOID));
	SPI_finish();
	PG_RETURN_VOID();
}

/* server, pipeline, kind, name */
Datum
awspipe__forget_resource(PG_FUNCTION_ARGS)
{
	static AwspipeStatement statement = {
		.sql = "DELETE FROM awspipe.resource AS r"
		" USING awspipe._ownership AS w, awspipe.server AS s"
		" WHERE w.owner_id = r.owner_id AND w.role_oid = $1"
		" AND s.server_id = r.server_id AND s.server_name = $2"
		" AND r.pipeline = $3 AND r.kind = $4 AND r.name = $5"
	};

	SPI_connect();
	awspipe_execute_with(&statement, bind_oid(GetUserId()),
						 bind_argument(fcinfo, 0, TEXTOID),
						 bind_argument(fcinfo, 1, TEXTOID),
						 bind_argument(fcinfo, 2, TEXTOID),
						 bind_argument(fcinfo, 3, TEXTOID));
	awspipe_owners_release();
	SPI_finish();
	PG_RETURN_VOID();
}

/* The lock that stands for a table, for those who may change what is in it */
static LOCKTAG
lock_of(Oid relation)
{
	LOCKTAG		tag;
	AclResult	allowed = pg_class_aclcheck(relation, GetUserId(), ACL_INSERT | ACL_UPDATE | ACL_DELETE);

	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_TABLE, get_rel_name(relation));
	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, relation, AWSPIPE_LOCK_PIPELINE);
	return tag;
}

Datum
awspipe_lock(PG_FUNCTION_ARGS)
{
	LOCKTAG		tag = lock_of(PG_GETARG_OID(0));

	(void) LockAcquire(&tag, ExclusiveLock, false, false);
	PG_RETURN_VOID();
}

Datum
awspipe_try_lock(PG_FUNCTION_ARGS)
{
	LOCKTAG		tag = lock_of(PG_GETARG_OID(0));

	PG_RETURN_BOOL(LockAcquire(&tag, ExclusiveLock, PG_GETARG_BOOL(1), true) != LOCKACQUIRE_NOT_AVAIL);
}

Datum
awspipe_unlock(PG_FUNCTION_ARGS)
{
	LOCKTAG		tag = lock_of(PG_GETARG_OID(0));

	PG_RETURN_BOOL(LockRelease(&tag, ExclusiveLock, true));
}
