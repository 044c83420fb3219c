/*-------------------------------------------------------------------------
 *
 * sql_dynamodb_plain.c
 *	  From DynamoDB's typed attribute values to plain JSON.
 *
 * The opposite of dynamodb_value.c, and by the same convention.
 *
 * IDENTIFICATION
 *	  src/api/sql_dynamodb_plain.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/sql_dynamodb_value.h"
#include "aws/json.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

static void append_plain_value(StringInfo buf, JsonbValue *typed);
static void append_plain_list(StringInfo buf, JsonbValue *list);
static void append_plain_set(StringInfo buf, JsonbValue *set, const char *type);
static void append_plain_scalar(StringInfo buf, JsonbValue *value,
								const char *type);

static void
refuse(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("value is not a DynamoDB attribute value"),
			 errdetail("An attribute value is an object with one member: S, N, B, BOOL, NULL, L, M, SS, NS or BS.")));
}

/* A map of attribute values as a plain object. */
void
awspipe_dynamodb_append_plain(StringInfo buf, JsonbContainer *map)
{
	JsonbIterator *it = JsonbIteratorInit(map);
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		first = true;

	check_stack_depth();
	if (!JsonContainerIsObject(map))
		refuse();

	appendStringInfoChar(buf, '{');
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			if (!first)
				appendStringInfoChar(buf, ',');
			first = false;
			pgaws_json_append_string_len(buf, value.val.string.val,
										 value.val.string.len);
			appendStringInfoChar(buf, ':');
		}
		else if (token == WJB_VALUE)
			append_plain_value(buf, &value);
	}
	appendStringInfoChar(buf, '}');
}

/* Splits {"S": value} into its letter, in name, and its value. */
static void
open_typed(JsonbValue *typed, char *name, size_t size, JsonbValue *value)
{
	JsonbIterator *it;
	JsonbValue	key;

	if (typed->type != jbvBinary ||
		!JsonContainerIsObject(typed->val.binary.data) ||
		JsonContainerSize(typed->val.binary.data) != 1)
		refuse();

	it = JsonbIteratorInit(typed->val.binary.data);
	(void) JsonbIteratorNext(&it, &key, true);	/* WJB_BEGIN_OBJECT */
	(void) JsonbIteratorNext(&it, &key, true);
	if (key.val.string.len >= size)
		refuse();
	memcpy(name, key.val.string.val, key.val.string.len);
	name[key.val.string.len] = '\0';
	(void) JsonbIteratorNext(&it, value, true);
}

/* Is it written as a number, which is how DynamoDB's API has one? */
static bool
is_number(const JsonbValue *value)
{
	char	   *text = pnstrdup(value->val.string.val, value->val.string.len);

	return text[0] != '\0' && text[strspn(text, "0123456789+-.eE")] == '\0';
}

/* Are all members, or elements, values with types? */
static bool
are_typed(JsonbContainer *container)
{
	JsonbIterator *it = JsonbIteratorInit(container);
	JsonbIteratorToken token;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if ((token == WJB_VALUE || token == WJB_ELEM) &&
			!awspipe_dynamodb_is_typed(&value))
			return false;
	}
	return true;
}

static bool
are_strings(JsonbContainer *container)
{
	JsonbIterator *it = JsonbIteratorInit(container);
	JsonbIteratorToken token;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_ELEM && value.type != jbvString)
			return false;
	}
	return JsonContainerSize(container) > 0;
}

bool
awspipe_dynamodb_is_typed(JsonbValue *typed)
{
	JsonbIterator *it;
	JsonbValue	key;
	JsonbValue	value;
	char		type[8] = "";

	check_stack_depth();
	if (typed->type != jbvBinary ||
		!JsonContainerIsObject(typed->val.binary.data) ||
		JsonContainerSize(typed->val.binary.data) != 1)
		return false;
	it = JsonbIteratorInit(typed->val.binary.data);
	(void) JsonbIteratorNext(&it, &key, true);	/* WJB_BEGIN_OBJECT */
	(void) JsonbIteratorNext(&it, &key, true);
	(void) JsonbIteratorNext(&it, &value, true);
	if (key.val.string.len >= sizeof(type))
		return false;
	memcpy(type, key.val.string.val, key.val.string.len);

	if (strcmp(type, "S") == 0 || strcmp(type, "B") == 0)
		return value.type == jbvString;
	if (strcmp(type, "N") == 0)
		return value.type == jbvString && is_number(&value);
	if (strcmp(type, "BOOL") == 0 || strcmp(type, "NULL") == 0)
		return value.type == jbvBool;
	if (value.type != jbvBinary)
		return false;
	if (strcmp(type, "L") == 0)
		return JsonContainerIsArray(value.val.binary.data) &&
			are_typed(value.val.binary.data);
	if (strcmp(type, "M") == 0)
		return JsonContainerIsObject(value.val.binary.data) &&
			are_typed(value.val.binary.data);
	return (strcmp(type, "SS") == 0 || strcmp(type, "NS") == 0 ||
			strcmp(type, "BS") == 0) &&
		JsonContainerIsArray(value.val.binary.data) &&
		are_strings(value.val.binary.data);
}

static void
append_plain_value(StringInfo buf, JsonbValue *typed)
{
	char		type[8];
	JsonbValue	value;

	check_stack_depth();
	open_typed(typed, type, sizeof(type), &value);

	if (strcmp(type, "M") == 0)
	{
		if (value.type != jbvBinary)
			refuse();
		awspipe_dynamodb_append_plain(buf, value.val.binary.data);
	}
	else if (strcmp(type, "L") == 0)
		append_plain_list(buf, &value);
	else if (strcmp(type, "SS") == 0 || strcmp(type, "NS") == 0 ||
			 strcmp(type, "BS") == 0)
		append_plain_set(buf, &value, type);
	else
		append_plain_scalar(buf, &value, type);
}

static void
append_plain_scalar(StringInfo buf, JsonbValue *value, const char *type)
{
	if (strcmp(type, "NULL") == 0 && value->type == jbvBool)
		appendStringInfoString(buf, "null");
	else if (strcmp(type, "BOOL") == 0 && value->type == jbvBool)
		appendStringInfoString(buf, value->val.boolean ? "true" : "false");
	else if (value->type != jbvString)
		refuse();
	else if (strcmp(type, "S") == 0)
		pgaws_json_append_string_len(buf, value->val.string.val,
									 value->val.string.len);
	else if (strcmp(type, "B") == 0)
	{
		appendStringInfoString(buf, "{\"$binary\":");
		pgaws_json_append_string_len(buf, value->val.string.val,
									 value->val.string.len);
		appendStringInfoChar(buf, '}');
	}
	else if (strcmp(type, "N") == 0)
	{
		char	   *text = pnstrdup(value->val.string.val, value->val.string.len);
		Datum		number;

		/* Through numeric, for DynamoDB's own spellings such as "1E+2" */
		number = DirectFunctionCall3(numeric_in, CStringGetDatum(text),
									 ObjectIdGetDatum(InvalidOid),
									 Int32GetDatum(-1));
		appendStringInfoString(buf,
							   awspipe_dynamodb_number(DatumGetNumeric(number)));
	}
	else
		refuse();
}

static void
append_plain_list(StringInfo buf, JsonbValue *list)
{
	int			n;

	if (list->type != jbvBinary ||
		!JsonContainerIsArray(list->val.binary.data))
		refuse();

	n = JsonContainerSize(list->val.binary.data);
	appendStringInfoChar(buf, '[');
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoChar(buf, ',');
		append_plain_value(buf,
						   getIthJsonbValueFromContainer(list->val.binary.data, i));
	}
	appendStringInfoChar(buf, ']');
}

static void
append_plain_set(StringInfo buf, JsonbValue *set, const char *type)
{
	char		element_type[2] = {type[0], '\0'};
	int			n;

	if (set->type != jbvBinary ||
		!JsonContainerIsArray(set->val.binary.data))
		refuse();

	n = JsonContainerSize(set->val.binary.data);
	appendStringInfoString(buf, "{\"$set\":[");
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoChar(buf, ',');
		append_plain_scalar(buf,
							getIthJsonbValueFromContainer(set->val.binary.data, i),
							element_type);
	}
	appendStringInfoString(buf, "]}");
}
