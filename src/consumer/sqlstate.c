/*-------------------------------------------------------------------------
 *
 * sqlstate.c
 *	  What an SQLSTATE means for a batch that failed with it.
 *
 * The classes that say that the server is short of something are believed
 * when the server says so.  A trigger can say the same, by RAISE with such an
 * ERRCODE, and would hold its shard up for ever if nobody counted.  So an
 * error that PL/pgSQL's RAISE has made is the user's own: it is tried again
 * as often as a conflict, and then is the data's fault.  The server's own
 * errors keep the function of the server that reported them, even when they
 * come out of a trigger's statements or are raised again by a bare RAISE.
 * Other languages hand on the server's errors and their own alike, so theirs
 * count as the server's.
 *
 * IDENTIFICATION
 *	  src/consumer/sqlstate.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "consumer/consumer.h"

/* The function of PL/pgSQL that carries out RAISE */
#define RAISE_FUNCTION "exec_stmt_raise"

static const struct
{
	int			category;
	AwspipeErrorKind kind;
}			kinds[] = {

	/* 40: serialization failure, deadlock */
	{ERRCODE_TRANSACTION_ROLLBACK, AWSPIPE_ERROR_CONFLICT},

	/* 08, 53, 55, 57, 58 */
	{ERRCODE_CONNECTION_EXCEPTION, AWSPIPE_ERROR_TRANSIENT},
	{ERRCODE_INSUFFICIENT_RESOURCES, AWSPIPE_ERROR_TRANSIENT},
	{ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE, AWSPIPE_ERROR_TRANSIENT},
	{ERRCODE_OPERATOR_INTERVENTION, AWSPIPE_ERROR_TRANSIENT},
	{ERRCODE_SYSTEM_ERROR, AWSPIPE_ERROR_TRANSIENT},

	/* 25, 28, 2D, 3D, 3F, 42, F0 */
	{ERRCODE_INVALID_TRANSACTION_STATE, AWSPIPE_ERROR_CONFIGURATION},
	{ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION, AWSPIPE_ERROR_CONFIGURATION},
	{ERRCODE_INVALID_TRANSACTION_TERMINATION, AWSPIPE_ERROR_CONFIGURATION},
	{ERRCODE_INVALID_CATALOG_NAME, AWSPIPE_ERROR_CONFIGURATION},
	{ERRCODE_INVALID_SCHEMA_NAME, AWSPIPE_ERROR_CONFIGURATION},
	{ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION, AWSPIPE_ERROR_CONFIGURATION},
	{ERRCODE_CONFIG_FILE_ERROR, AWSPIPE_ERROR_CONFIGURATION},

	/* XX: corruption would set aside every record as it came */
	{ERRCODE_INTERNAL_ERROR, AWSPIPE_ERROR_CONFIGURATION}
};

/*
 * Everything that is not listed is taken for the data's fault: 22, 23, 54,
 * 0A, P0, and the codes that users make up for RAISE.
 */
AwspipeErrorKind
awspipe_error_kind(int sqlerrcode)
{
	int			category = ERRCODE_TO_CATEGORY(sqlerrcode);
	int			i;

	for (i = 0; i < lengthof(kinds); i++)
	{
		if (ERRCODE_TO_CATEGORY(kinds[i].category) == category)
			return kinds[i].kind;
	}
	return AWSPIPE_ERROR_DATA;
}

AwspipeErrorKind
awspipe_batch_error_kind(const ErrorData *error, bool overdue)
{
	AwspipeErrorKind kind = awspipe_error_kind(error->sqlerrcode);

	if (overdue && error->sqlerrcode == ERRCODE_QUERY_CANCELED)
		return AWSPIPE_ERROR_DATA;
	if (kind == AWSPIPE_ERROR_TRANSIENT && error->funcname != NULL &&
		strcmp(error->funcname, RAISE_FUNCTION) == 0)
		return AWSPIPE_ERROR_CONFLICT;
	return kind;
}
