/*-------------------------------------------------------------------------
 *
 * owned.c
 *	  Jobs, workflows and captures by their names, as their owners manage
 *	  them.
 *
 * IDENTIFICATION
 *	  src/api/owned.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/owned.h"
#include "miscadmin.h"
#include "utils/acl.h"

char *
awspipe_name_argument(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("name must not be null")));
	return text_to_cstring(PG_GETARG_TEXT_PP(0));
}

void
awspipe_check_name(const char *kind, const char *name)
{
	if (name[0] == '\0' || strlen(name) >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid %s name \"%s\"", kind, name),
				 errdetail("A name has 1 to %d bytes.", NAMEDATALEN - 1)));
}

void
awspipe_find_owned(AwspipeStatement *find, const char *kind, const char *name,
				   AwspipeOwnedKey *key)
{
	if (awspipe_execute_with(find, bind_text(name)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("%s \"%s\" does not exist", kind, name),
				 errhint("awspipe.%ss lists those that are yours.", kind)));
	key->id = awspipe_result_int64(0, 1, 0);
	key->owner = (Oid) awspipe_result_int64(0, 2, InvalidOid);
	if (!has_privs_of_role(GetUserId(), key->owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of %s \"%s\"", kind, name)));
}

void
awspipe_check_interval(const AwspipeArg *option, const char *name, int min,
					   int max)
{
	double		seconds;

	if (option->isnull)
		return;
	seconds = awspipe_interval_seconds(option->value);
	if (seconds < min || seconds > max)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be between %d and %d seconds", name, min, max)));
}
