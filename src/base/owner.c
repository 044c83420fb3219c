/*-------------------------------------------------------------------------
 *
 * owner.c
 *	  Which roles may own what runs as its owner.
 *
 * A worker connects as its consumer's, job's or capture's owner and runs whatever
 * triggers are on the inbox, or the job's command.  Were that a superuser,
 * anybody who can replace a function that is called there would be one too.
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

typedef struct OwnedKind
{
	const char *name;
	const char *superuser_hint;
	AwspipeStatement last_owner;
} OwnedKind;

static OwnedKind kinds[] = {
	[AWSPIPE_OWNED_CONSUMER] = {
		.name = "consumer",
		.superuser_hint = "Triggers on the inbox would run as superuser. Use another role, or set pgawspipe.allow_superuser_owner.",
		.last_owner.sql = "SELECT o.role_name FROM awspipe.consumer AS c"
		" JOIN awspipe.owner AS o USING (owner_id) WHERE c.consumer_id = $1",
		.last_owner.read_only = true
	},
	[AWSPIPE_OWNED_JOB] = {
		.name = "job",
		.superuser_hint = "The command would run as superuser. Use another role, or set pgawspipe.allow_superuser_owner.",
		.last_owner.sql = "SELECT o.role_name FROM awspipe.job AS j"
		" JOIN awspipe.owner AS o USING (owner_id) WHERE j.job_id = $1",
		.last_owner.read_only = true
	},
	[AWSPIPE_OWNED_CAPTURE] = {
		.name = "capture",
		.superuser_hint = "What reads the tables would run as superuser. Use another role, or set pgawspipe.allow_superuser_owner.",
		.last_owner.sql = "SELECT o.role_name FROM awspipe.capture AS c"
		" JOIN awspipe.owner AS o USING (owner_id) WHERE c.capture_id = $1",
		.last_owner.read_only = true
	}
};

static char *
last_name(OwnedKind *kind, int64 id)
{
	return awspipe_execute_with(&kind->last_owner, bind_int8(id)) > 0 ?
		awspipe_result_text(0, 1) : "";
}

bool
awspipe_owner_check(Oid owner, AwspipeOwned what, int64 id,
					AwspipeProblem *problem)
{
	OwnedKind  *kind = &kinds[what];
	HeapTuple	tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(owner));
	Form_pg_authid role;
	bool		acceptable = false;

	memset(problem, 0, sizeof(*problem));
	if (!HeapTupleIsValid(tuple))
	{
		problem->sqlerrcode = ERRCODE_UNDEFINED_OBJECT;
		problem->message = psprintf("role \"%s\", which owned the %s, was dropped",
									last_name(kind, id), kind->name);
		problem->hint = psprintf("Another role of that name does not take its place. awspipe.alter_%s() lets an existing role own the %s.",
								 kind->name, kind->name);
		return false;
	}
	role = (Form_pg_authid) GETSTRUCT(tuple);
	if (role->rolsuper && !awspipe_allow_superuser_owner)
	{
		problem->sqlerrcode = ERRCODE_INSUFFICIENT_PRIVILEGE;
		problem->message = psprintf("superuser \"%s\" cannot own a %s",
									NameStr(role->rolname), kind->name);
		problem->hint = kind->superuser_hint;
	}
	else if (WORKER_OWNER_NEEDS_LOGIN && !role->rolcanlogin)
	{
		problem->sqlerrcode = ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION;
		problem->message = psprintf("role \"%s\" is not permitted to log in",
									NameStr(role->rolname));
		problem->hint = psprintf("Before PostgreSQL 17 a %s's worker needs that: ALTER ROLE %s LOGIN.",
								 kind->name, quote_identifier(NameStr(role->rolname)));
	}
	else
		acceptable = true;
	ReleaseSysCache(tuple);
	return acceptable;
}
