/*-------------------------------------------------------------------------
 *
 * owner.c
 *	  Which roles may own consumers.
 *
 * A worker connects as its consumer's owner and runs whatever triggers are
 * on the inbox.  Were that a superuser, anybody who can replace a function
 * that such a trigger calls would be one too.
 *
 * IDENTIFICATION
 *	  src/base/owner.c
 *
 *-------------------------------------------------------------------------
 */
#include "pg_compat.h"

#include "access/htup_details.h"
#include "base/owner.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

static char *
last_name(int64 consumer_id)
{
	static AwspipeStatement find = {
		.sql = "SELECT o.role_name FROM awspipe.consumer AS c"
		" JOIN awspipe.owner AS o USING (owner_id) WHERE c.consumer_id = $1",
		.read_only = true
	};

	return awspipe_execute_with(&find, bind_int8(consumer_id)) > 0 ?
		awspipe_result_text(0, 1) : "";
}

bool
awspipe_owner_check(Oid owner, int64 consumer_id, AwspipeProblem *problem)
{
	HeapTuple	tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(owner));
	Form_pg_authid role;
	bool		acceptable = false;

	memset(problem, 0, sizeof(*problem));
	if (!HeapTupleIsValid(tuple))
	{
		problem->sqlerrcode = ERRCODE_UNDEFINED_OBJECT;
		problem->message = psprintf("role \"%s\", which owned the consumer, was dropped",
									last_name(consumer_id));
		problem->hint = "Another role of that name does not take its place. awspipe.alter_consumer() lets an existing role own the consumer.";
		return false;
	}
	role = (Form_pg_authid) GETSTRUCT(tuple);
	if (role->rolsuper && !awspipe_allow_superuser_owner)
	{
		problem->sqlerrcode = ERRCODE_INSUFFICIENT_PRIVILEGE;
		problem->message = psprintf("superuser \"%s\" cannot own a consumer",
									NameStr(role->rolname));
		problem->hint = "Triggers on the inbox would run as superuser. Use another role, or set pgawspipe.allow_superuser_owner.";
	}
	else if (WORKER_OWNER_NEEDS_LOGIN && !role->rolcanlogin)
	{
		problem->sqlerrcode = ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION;
		problem->message = psprintf("role \"%s\" is not permitted to log in",
									NameStr(role->rolname));
		problem->hint = psprintf("Before PostgreSQL 17 a consumer's worker needs that: ALTER ROLE %s LOGIN.",
								 quote_identifier(NameStr(role->rolname)));
	}
	else
		acceptable = true;
	ReleaseSysCache(tuple);
	return acceptable;
}
