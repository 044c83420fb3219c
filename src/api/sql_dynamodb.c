/*-------------------------------------------------------------------------
 *
 * sql_dynamodb.c
 *	  SQL functions that send to DynamoDB through the outbox.
 *
 * With a version, a write is conditional on the item in the table being
 * older: whatever is repeated or comes late, the newest version stays.  A
 * versioned removal is a put as well, of a tombstone, since after a real one
 * a late put would bring the item back.
 *
 * The condition asks for the version attribute, not for the key: an item
 * that somebody wrote without a version is older than any version, and would
 * otherwise refuse all of them without a word.
 *
 * IDENTIFICATION
 *	  src/api/sql_dynamodb.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "api/sql_dynamodb_value.h"
#include "aws/json.h"
#include "dispatcher/outbox.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

/* What marks a tombstone */
#define DELETED_ATTRIBUTE "deleted"

PG_FUNCTION_INFO_V1(awspipe_dynamodb_put_item);
PG_FUNCTION_INFO_V1(awspipe_dynamodb_delete_item);
PG_FUNCTION_INFO_V1(awspipe_dynamodb_update_item);
PG_FUNCTION_INFO_V1(awspipe_dynamodb_from_json);
PG_FUNCTION_INFO_V1(awspipe_dynamodb_to_json);

PGDLLEXPORT Datum awspipe_dynamodb_put_item(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_dynamodb_delete_item(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_dynamodb_update_item(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_dynamodb_from_json(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_dynamodb_to_json(PG_FUNCTION_ARGS);

static char *version_argument(FunctionCallInfo fcinfo, int i);
static void check_key(Jsonb *key);
static void check_untyped(Jsonb *attributes, bool has_key);
static void check_size(int64 size);
static int64 append_version(StringInfo buf, Jsonb *item, const char *attribute,
							const char *version);
static void append_condition(StringInfo buf, const char *attribute,
							 const char *version);
static int64 append_expiry(StringInfo buf, const char *attribute, Interval *ttl);
static void append_names(StringInfo buf, Jsonb *names);
static void append_optional_text(StringInfo buf, const char *name, const char *value);
static int64 send_operation(const char *operation, FunctionCallInfo fcinfo,
							const char *version, int ordering_key,
							StringInfo body);

/* server, table_name, item, version, version_attribute, ordering_key, reference */
Datum
awspipe_dynamodb_put_item(PG_FUNCTION_ARGS)
{
	StringInfoData body;
	Jsonb	   *item;
	char	   *version;
	char	   *attribute;
	int64		size;

	awspipe_require_arguments(fcinfo, 3, "dynamodb_put_item");
	item = PG_GETARG_JSONB_P(2);
	version = version_argument(fcinfo, 3);
	attribute = awspipe_text_argument(fcinfo, 4);

	initStringInfo(&body);
	appendStringInfoString(&body, "{\"Item\":{");
	size = awspipe_dynamodb_append_members(&body, item);
	if (JsonContainerSize(&item->root) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("DynamoDB item must not be empty")));
	check_untyped(item, true);
	if (version != NULL)
		size += append_version(&body, item, attribute, version);
	appendStringInfoChar(&body, '}');
	if (version != NULL)
		append_condition(&body, attribute, version);
	appendStringInfoChar(&body, '}');
	check_size(size);

	PG_RETURN_INT64(send_operation("PutItem", fcinfo, version,
								   5, &body));
}

/*
 * server, table_name, key, version, version_attribute, tombstone_ttl,
 * ttl_attribute, ordering_key, reference
 */
Datum
awspipe_dynamodb_delete_item(PG_FUNCTION_ARGS)
{
	StringInfoData body;
	Jsonb	   *key;
	char	   *version;
	char	   *attribute;
	char	   *ttl_attribute;

	awspipe_require_arguments(fcinfo, 3, "dynamodb_delete_item");
	key = PG_GETARG_JSONB_P(2);
	version = version_argument(fcinfo, 3);
	attribute = awspipe_text_argument(fcinfo, 4);
	ttl_attribute = awspipe_text_argument(fcinfo, 6);
	check_key(key);

	initStringInfo(&body);
	if (version == NULL)
	{
		appendStringInfoString(&body, "{\"Key\":{");
		(void) awspipe_dynamodb_append_members(&body, key);
		appendStringInfoString(&body, "}}");
		PG_RETURN_INT64(send_operation("DeleteItem", fcinfo, NULL,
									   7, &body));
	}

	appendStringInfoString(&body, "{\"Item\":{");
	(void) awspipe_dynamodb_append_members(&body, key);
	(void) append_version(&body, key, attribute, version);
	appendStringInfoString(&body, ",\"" DELETED_ATTRIBUTE "\":{\"BOOL\":true}");
	if (ttl_attribute != NULL && !PG_ARGISNULL(5))
		(void) append_expiry(&body, ttl_attribute, PG_GETARG_INTERVAL_P(5));
	appendStringInfoChar(&body, '}');
	append_condition(&body, attribute, version);
	appendStringInfoChar(&body, '}');

	PG_RETURN_INT64(send_operation("PutItem", fcinfo, version,
								   7, &body));
}

/*
 * server, table_name, key, update_expression, expression_attribute_names,
 * expression_attribute_values, condition_expression, ordering_key,
 * reference
 */
Datum
awspipe_dynamodb_update_item(PG_FUNCTION_ARGS)
{
	StringInfoData body;
	int64		size = 0;

	awspipe_require_arguments(fcinfo, 4, "dynamodb_update_item");
	check_key(PG_GETARG_JSONB_P(2));

	initStringInfo(&body);
	appendStringInfoString(&body, "{\"Key\":{");
	size += awspipe_dynamodb_append_members(&body, PG_GETARG_JSONB_P(2));
	appendStringInfoChar(&body, '}');
	append_optional_text(&body, "UpdateExpression", awspipe_text_argument(fcinfo, 3));
	append_optional_text(&body, "ConditionExpression", awspipe_text_argument(fcinfo, 6));
	if (!PG_ARGISNULL(4))
		append_names(&body, PG_GETARG_JSONB_P(4));
	if (!PG_ARGISNULL(5))
	{
		appendStringInfoString(&body, ",\"ExpressionAttributeValues\":{");
		size += awspipe_dynamodb_append_members(&body, PG_GETARG_JSONB_P(5));
		check_untyped(PG_GETARG_JSONB_P(5), false);
		appendStringInfoChar(&body, '}');
	}
	appendStringInfoChar(&body, '}');
	check_size(size);

	PG_RETURN_INT64(send_operation("UpdateItem", fcinfo, NULL,
								   7, &body));
}

Datum
awspipe_dynamodb_from_json(PG_FUNCTION_ARGS)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	(void) awspipe_dynamodb_append_members(&buf, PG_GETARG_JSONB_P(0));
	appendStringInfoChar(&buf, '}');
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(buf.data)));
}

Datum
awspipe_dynamodb_to_json(PG_FUNCTION_ARGS)
{
	StringInfoData buf;

	initStringInfo(&buf);
	awspipe_dynamodb_append_plain(&buf, &PG_GETARG_JSONB_P(0)->root);
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(buf.data)));
}

/* The version's digits; then the name of its attribute is needed as well. */
static char *
version_argument(FunctionCallInfo fcinfo, int i)
{
	if (PG_ARGISNULL(i))
		return NULL;
	if (PG_ARGISNULL(i + 1) || VARSIZE_ANY_EXHDR(PG_GETARG_TEXT_PP(i + 1)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a version needs an attribute to be kept in"),
				 errhint("Give \"version_attribute\" a name.")));
	return awspipe_dynamodb_number(PG_GETARG_NUMERIC(i));
}

/*
 * Throws when all attributes have types, as in DynamoDB's API: they would be
 * maps, and no key is a map.  Of a few that look so it warns, once a session:
 * a user's own maps may look like that.
 */
static void
check_untyped(Jsonb *attributes, bool has_key)
{
	static bool warned = false;
	JsonbIterator *it = JsonbIteratorInit(&attributes->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *name = NULL;
	char	   *typed = NULL;
	int			ntyped = 0;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE && awspipe_dynamodb_is_typed(&value))
		{
			typed = name;
			ntyped++;
		}
	}
	if (ntyped == 0)
		return;
	if (has_key && ntyped == JB_ROOT_COUNT(attributes))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("DynamoDB item is written with types"),
				 errdetail("Attributes are given as plain JSON, which tells their types. These would all be maps, and none could be the item's key."),
				 errhint("awspipe.dynamodb_to_json() makes plain JSON of an item with types.")));
	if (!warned)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("DynamoDB attribute \"%s\" looks like one with a type", typed),
				 errdetail("Attributes are given as plain JSON, which tells their types: this one is sent as a map."),
				 errhint("If it is to be no map, give its value alone. awspipe.dynamodb_to_json() makes plain JSON of attributes with types.")));
	warned = true;
}

/* A primary key has one or two attributes, of scalar types. */
static void
check_key(Jsonb *key)
{
	JsonbIterator *it = JsonbIteratorInit(&key->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		scalar = true;
	bool		typed = false;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		JsonbValue	binary;

		if (token != WJB_VALUE)
			continue;
		typed = typed || awspipe_dynamodb_is_typed(&value);
		if (value.type == jbvBinary)
			scalar = scalar &&
				JsonContainerIsObject(value.val.binary.data) &&
				JsonContainerSize(value.val.binary.data) == 1 &&
				getKeyJsonValueFromContainer(value.val.binary.data, "$binary",
											 strlen("$binary"), &binary) != NULL;
		else
			scalar = scalar && (value.type == jbvString || value.type == jbvNumeric);
	}
	if (!JB_ROOT_IS_OBJECT(key) || JB_ROOT_COUNT(key) < 1 ||
		JB_ROOT_COUNT(key) > 2 || !scalar)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("DynamoDB key must be an object with one or two members"),
				 errdetail("A key attribute is a string, a number or a \"$binary\"."),
				 typed ? errhint("awspipe.dynamodb_to_json() makes a plain object of one with types.") : 0));
}

static void
check_size(int64 size)
{
	if (size > DYNAMODB_ITEM_BYTES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("DynamoDB item is too large"),
				 errdetail("It has " INT64_FORMAT " bytes, names included; DynamoDB takes %d.",
						   size, DYNAMODB_ITEM_BYTES_MAX)));
}

/* The item may name its version itself, but not another one. */
static int64
append_version(StringInfo buf, Jsonb *item, const char *attribute,
			   const char *version)
{
	JsonbValue	value;

	if (getKeyJsonValueFromContainer(&item->root, attribute, strlen(attribute),
									 &value) != NULL)
	{
		if (value.type == jbvNumeric &&
			strcmp(awspipe_dynamodb_number(value.val.numeric), version) == 0)
			return 0;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("item has another version in its attribute \"%s\"",
						attribute),
				 errhint("Give \"version_attribute\" another name.")));
	}
	appendStringInfoChar(buf, ',');
	return awspipe_dynamodb_append_number(buf, attribute, version);
}

static void
append_condition(StringInfo buf, const char *attribute, const char *version)
{
	appendStringInfoString(buf, ",\"ConditionExpression\":"
						   "\"attribute_not_exists(#v) OR #v < :v\","
						   "\"ExpressionAttributeNames\":{\"#v\":");
	pgaws_json_append_string(buf, attribute);
	appendStringInfo(buf, "},\"ExpressionAttributeValues\":{\":v\":{\"N\":\"%s\"}}",
					 version);
}

/* DynamoDB's time to live: whole seconds since 1970. */
static int64
append_expiry(StringInfo buf, const char *attribute, Interval *ttl)
{
	TimestampTz expires;
	char		digits[32];

	expires = DatumGetTimestampTz(DirectFunctionCall2(timestamptz_pl_interval,
													  TimestampTzGetDatum(GetCurrentTimestamp()),
													  IntervalPGetDatum(ttl)));
	snprintf(digits, sizeof(digits), INT64_FORMAT,
			 (int64) timestamptz_to_time_t(expires));
	appendStringInfoChar(buf, ',');
	return awspipe_dynamodb_append_number(buf, attribute, digits);
}

static void
append_names(StringInfo buf, Jsonb *names)
{
	JsonbIterator *it = JsonbIteratorInit(&names->root);
	JsonbIteratorToken token;
	JsonbValue	value;

	if (!JB_ROOT_IS_OBJECT(names))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("expression_attribute_names must be a JSON object")));
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_VALUE && value.type != jbvString)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("values of expression_attribute_names must be strings")));
	}

	appendStringInfoString(buf, ",\"ExpressionAttributeNames\":");
	(void) JsonbToCString(buf, &names->root, VARSIZE(names));
}

static void
append_optional_text(StringInfo buf, const char *name, const char *value)
{
	if (value == NULL)
		return;
	appendStringInfo(buf, ",\"%s\":", name);
	pgaws_json_append_string(buf, value);
}

/* The arguments of that number and the next are ordering_key and reference. */
static int64
send_operation(const char *operation, FunctionCallInfo fcinfo,
			   const char *version, int ordering_key, StringInfo body)
{
	AwspipeOutboxMessage message = {0};

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "dynamodb";
	message.resource = awspipe_text_argument(fcinfo, 1);
	message.operation = operation;
	message.ordering_key = awspipe_text_argument(fcinfo, ordering_key);
	message.reference = awspipe_reference_argument(fcinfo, ordering_key + 1);
	message.version = version;
	message.body = body->data;
	message.body_len = body->len;
	return awspipe_outbox_enqueue(&message);
}
