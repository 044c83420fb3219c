/*-------------------------------------------------------------------------
 *
 * errors.c
 *	  What an SQLSTATE means for a batch that failed with it.
 *
 * IDENTIFICATION
 *	  src/engine/errors.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "engine/consumer.h"

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
