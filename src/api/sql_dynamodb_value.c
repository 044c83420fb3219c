/*-------------------------------------------------------------------------
 *
 * sql_dynamodb_value.c
 *	  From jsonb to DynamoDB's typed attribute values.
 *
 *		jsonb				AttributeValue
 *		string				S
 *		number				N, with all digits
 *		boolean, null		BOOL, NULL
 *		array, object		L, M
 *		{"$binary": "…"}	B, the string being base64
 *		{"$set": […]}		SS, NS or BS; not empty, no element twice
 *
 * An object with no other member than "$binary" or "$set" therefore cannot
 * be a map.  Zeros that add nothing to a number are dropped, as DynamoDB
 * does itself: so a number has one text, and keys can be compared by it.
 *
 * Sizes are counted by the rule of "DynamoDB item sizes and formats": names
 * and strings by their UTF-8 bytes, numbers by pairs of digits, lists and
 * maps by 3 bytes and one more for each element.
 *
 * IDENTIFICATION
 *	  src/api/sql_dynamodb_value.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/sql_dynamodb_value.h"
#include "aws/base64.h"
#include "aws/json.h"
#include "miscadmin.h"
#include "utils/builtins.h"

static int64 append_value(StringInfo buf, JsonbValue *value, int depth);
static int64 append_container(StringInfo buf, JsonbContainer *container,
							  int depth);
static int64 append_map(StringInfo buf, JsonbContainer *container, int depth);
static int64 append_list(StringInfo buf, JsonbContainer *container, int depth);
static int64 append_set(StringInfo buf, JsonbValue *elements);
static int64 append_binary(StringInfo buf, JsonbValue *text);
static void append_name(StringInfo buf, JsonbValue *name);
static JsonbContainer *special_member(JsonbContainer *container,
									  const char *name, JsonbValue *value);
static int	number_size(const char *digits);
static void check_number(const char *text);

int64
awspipe_dynamodb_append_members(StringInfo buf, Jsonb *object)
{
	if (!JB_ROOT_IS_OBJECT(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("DynamoDB attributes must be a JSON object")));
	return append_map(buf, &object->root, 0);
}

int64
awspipe_dynamodb_append_number(StringInfo buf, const char *name,
							   const char *digits)
{
	pgaws_json_append_string(buf, name);
	appendStringInfo(buf, ":{\"N\":\"%s\"}", digits);
	return strlen(name) + number_size(digits);
}

/*
 * The text of a number without zeros that add nothing.
 */
char *
awspipe_dynamodb_number(Numeric number)
{
	char	   *text;

	if (numeric_is_nan(number) || numeric_is_inf(number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("DynamoDB has no NaN and no infinity")));

	text = DatumGetCString(DirectFunctionCall1(numeric_out,
											   NumericGetDatum(number)));
	if (strchr(text, '.') != NULL)
	{
		char	   *end = text + strlen(text);

		while (end[-1] == '0')
			end--;
		if (end[-1] == '.')
			end--;
		*end = '\0';
	}
	check_number(text);
	return text;
}

/*
 * Throws when DynamoDB would refuse the number or, worse, round it.
 */
static void
check_number(const char *text)
{
	const char *point;
	const char *first;
	const char *last;
	int			digits;
	int			exponent;

	if (*text == '-')
		text++;
	first = text + strspn(text, "0.");
	if (*first == '\0')
		return;					/* zero */
	last = text + strlen(text) - 1;
	while (*last == '0' || *last == '.')
		last--;

	point = strchr(text, '.');
	if (point == NULL)
		point = text + strlen(text);
	digits = last - first + 1;
	if (point > first && point < last)
		digits--;
	exponent = (first < point) ? point - first - 1 : point - first;

	if (digits > DYNAMODB_NUMBER_DIGITS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number has too many digits for DynamoDB"),
				 errdetail("It has %d significant digits; DynamoDB keeps %d.",
						   digits, DYNAMODB_NUMBER_DIGITS_MAX),
				 errhint("Round the number, or send it as a string.")));
	if (exponent < DYNAMODB_NUMBER_EXPONENT_MIN ||
		exponent > DYNAMODB_NUMBER_EXPONENT_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number is out of DynamoDB's range"),
				 errdetail("Its decimal exponent is %d; DynamoDB takes %d to %d.",
						   exponent, DYNAMODB_NUMBER_EXPONENT_MIN,
						   DYNAMODB_NUMBER_EXPONENT_MAX)));
}

/* Each two digits take a byte, the sign and the exponent one each. */
static int
number_size(const char *digits)
{
	return strlen(digits) / 2 + 2;
}

static int64
append_value(StringInfo buf, JsonbValue *value, int depth)
{
	switch (value->type)
	{
		case jbvNull:
			appendStringInfoString(buf, "{\"NULL\":true}");
			return 1;

		case jbvBool:
			appendStringInfo(buf, "{\"BOOL\":%s}",
							 value->val.boolean ? "true" : "false");
			return 1;

		case jbvString:
			appendStringInfoString(buf, "{\"S\":");
			pgaws_json_append_string_len(buf, value->val.string.val,
										 value->val.string.len);
			appendStringInfoChar(buf, '}');
			return value->val.string.len;

		case jbvNumeric:
			{
				char	   *digits = awspipe_dynamodb_number(value->val.numeric);

				appendStringInfo(buf, "{\"N\":\"%s\"}", digits);
				return number_size(digits);
			}

		case jbvBinary:
			return append_container(buf, value->val.binary.data, depth + 1);

		default:
			elog(ERROR, "unexpected jsonb value of type %d", (int) value->type);
	}
	return 0;					/* keep the compiler quiet */
}

static int64
append_container(StringInfo buf, JsonbContainer *container, int depth)
{
	JsonbValue	special;
	int64		size;

	check_stack_depth();
	if (special_member(container, "$binary", &special))
		return append_binary(buf, &special);
	if (special_member(container, "$set", &special))
		return append_set(buf, &special);

	if (depth > DYNAMODB_DEPTH_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("DynamoDB attribute is nested more than %d levels deep",
						DYNAMODB_DEPTH_MAX)));

	if (JsonContainerIsArray(container))
	{
		appendStringInfoString(buf, "{\"L\":[");
		size = append_list(buf, container, depth);
		appendStringInfoString(buf, "]}");
	}
	else
	{
		appendStringInfoString(buf, "{\"M\":{");
		size = append_map(buf, container, depth);
		appendStringInfoString(buf, "}}");
		size += JsonContainerSize(container);
	}
	return size + 3;
}

/* Non-null when the object's only member has that name. */
static JsonbContainer *
special_member(JsonbContainer *container, const char *name, JsonbValue *value)
{
	if (!JsonContainerIsObject(container) || JsonContainerSize(container) != 1)
		return NULL;
	if (getKeyJsonValueFromContainer(container, name, strlen(name), value) == NULL)
		return NULL;
	return container;
}

/* Error context: the attribute that a message is about. */
static void
tell_attribute(void *arg)
{
	const JsonbValue *name = arg;

	errcontext("DynamoDB attribute \"%.*s\"", name->val.string.len,
			   name->val.string.val);
}

static int64
append_map(StringInfo buf, JsonbContainer *container, int depth)
{
	JsonbIterator *it = JsonbIteratorInit(container);
	JsonbIteratorToken token;
	JsonbValue	name;
	JsonbValue	value;
	ErrorContextCallback callback;
	bool		first = true;
	int64		size = 0;

	callback.callback = tell_attribute;
	callback.arg = &name;
	callback.previous = error_context_stack;
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			if (!first)
				appendStringInfoChar(buf, ',');
			first = false;
			name = value;
			append_name(buf, &name);
			size += name.val.string.len;
		}
		else if (token == WJB_VALUE)
		{
			/* members of attributes are told by these */
			if (depth == 0)
				error_context_stack = &callback;
			size += append_value(buf, &value, depth);
			error_context_stack = callback.previous;
		}
	}
	return size;
}

static void
append_name(StringInfo buf, JsonbValue *name)
{
	if (name->val.string.len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("DynamoDB attribute name must not be empty")));
	pgaws_json_append_string_len(buf, name->val.string.val,
								 name->val.string.len);
	appendStringInfoChar(buf, ':');
}

static int64
append_list(StringInfo buf, JsonbContainer *container, int depth)
{
	JsonbIterator *it = JsonbIteratorInit(container);
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		first = true;
	int64		size = 0;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token != WJB_ELEM)
			continue;
		if (!first)
			appendStringInfoChar(buf, ',');
		first = false;
		size += append_value(buf, &value, depth) + 1;
	}
	return size;
}

static int64
append_binary(StringInfo buf, JsonbValue *text)
{
	ssize_t		len = -1;

	if (text->type == jbvString)
	{
		char	   *decoded;

		decoded = palloc(PGAWS_BASE64_DECODED_MAX((size_t) text->val.string.len));
		len = pgaws_base64_decode(text->val.string.val, text->val.string.len,
								  decoded);
		pfree(decoded);
	}
	if (len < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"$binary\" must be a string of base64")));

	appendStringInfo(buf, "{\"B\":\"%.*s\"}", text->val.string.len,
					 text->val.string.val);
	return len;
}

/* Type letter of an element of a set, or NULL. */
static const char *
set_type(JsonbValue *element, JsonbValue *binary)
{
	if (element->type == jbvString)
		return "SS";
	if (element->type == jbvNumeric)
		return "NS";
	if (element->type == jbvBinary &&
		special_member(element->val.binary.data, "$binary", binary))
		return "BS";
	return NULL;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/*
 * An element's JSON text is as good as its value to find it twice: numbers
 * and base64 have one text each.
 */
static void
check_distinct(char **texts, int n)
{
	qsort(texts, n, sizeof(char *), compare_texts);
	for (int i = 1; i < n; i++)
	{
		if (strcmp(texts[i - 1], texts[i]) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("\"$set\" must not hold an element twice")));
	}
}

static int64
append_set(StringInfo buf, JsonbValue *elements)
{
	JsonbContainer *container;
	const char *type = NULL;
	char	  **texts;
	int64		size = 0;
	int			n;

	if (elements->type != jbvBinary ||
		!JsonContainerIsArray(elements->val.binary.data) ||
		JsonContainerSize(elements->val.binary.data) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"$set\" must be an array that is not empty")));

	container = elements->val.binary.data;
	n = JsonContainerSize(container);
	texts = palloc(n * sizeof(char *));

	for (int i = 0; i < n; i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(container, i);
		JsonbValue	binary;
		const char *element_type = set_type(element, &binary);
		StringInfoData text;

		if (element_type == NULL ||
			(type != NULL && strcmp(type, element_type) != 0))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("elements of \"$set\" must be all strings, all numbers or all \"$binary\"")));
		type = element_type;

		/* Keep {"S":…} less its wrapping, which is 5 characters and 1 */
		initStringInfo(&text);
		size += append_value(&text, element, 0);
		text.data[text.len - 1] = '\0';
		texts[i] = text.data + 5;
		appendStringInfo(buf, i == 0 ? "{\"%s\":[" : ",", type);
		appendStringInfoString(buf, texts[i]);
	}
	appendStringInfoString(buf, "]}");
	check_distinct(texts, n);
	return size;
}
