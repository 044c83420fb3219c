/*-------------------------------------------------------------------------
 *
 * sql_dynamodb_value.h
 *	  Between jsonb and DynamoDB's typed attribute values.
 *
 * IDENTIFICATION
 *	  src/api/sql_dynamodb_value.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SQL_DYNAMODB_VALUE_H
#define AWSPIPE_SQL_DYNAMODB_VALUE_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

/* An item with its names, DynamoDB quotas: 400 KB. */
#define DYNAMODB_ITEM_BYTES_MAX		(400 * 1024)
/* Lists and maps, DynamoDB quotas: 32 levels. */
#define DYNAMODB_DEPTH_MAX			32
/* Numbers, DynamoDB naming rules and data types. */
#define DYNAMODB_NUMBER_DIGITS_MAX	38
#define DYNAMODB_NUMBER_EXPONENT_MIN	(-130)
#define DYNAMODB_NUMBER_EXPONENT_MAX	125

/*
 * Appends the members of an object, `"name":{"S":"text"},…` without the
 * braces, and returns the bytes they count for in DynamoDB.
 */
extern int64 awspipe_dynamodb_append_members(StringInfo buf, Jsonb *object);

/* Appends one member of the given type letter; returns the bytes it counts for. */
extern int64 awspipe_dynamodb_append_number(StringInfo buf, const char *name,
											const char *digits);

/* A number as DynamoDB keeps it; throws when it does not fit. */
extern char *awspipe_dynamodb_number(Numeric number);

/* Appends a typed value as plain JSON; the opposite of the above. */
extern void awspipe_dynamodb_append_plain(StringInfo buf, JsonbContainer *map);

/* Does it look like {"S": ...}, as DynamoDB's API has values? */
extern bool awspipe_dynamodb_is_typed(JsonbValue *value);

#endif							/* AWSPIPE_SQL_DYNAMODB_VALUE_H */
