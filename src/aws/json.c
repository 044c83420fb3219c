/*-------------------------------------------------------------------------
 *
 * json.c
 *	  JSON documents through json-c, and writing JSON.
 *
 * json-c allocates with malloc.  A document therefore hangs on the memory
 * context it was parsed in: a reset callback gives the tree back, so that
 * an error thrown between parsing and use leaks nothing.  A PgawsJson is a
 * json_object under another name; there is no wrapper to allocate.
 *
 * What json-c does not keep: an integer beyond 64 bits makes the document
 * unreadable (strict mode), a double is kept with its digits as text but
 * computed as a double, and text behind an escaped U+0000 is out of reach
 * of pgaws_json_text().  None of it occurs in what AWS sends to control a
 * pipeline (DynamoDB writes its numbers as strings); users' own documents do
 * not come this way.
 *
 * IDENTIFICATION
 *	  src/aws/json.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <json-c/json.h>
#include <limits.h>

#include "aws/json.h"
#include "mb/pg_wchar.h"

/* No AWS answer nests deeper than about a dozen levels. */
#define JSON_DEPTH_MAX	100

static void
release_document(void *arg)
{
	json_object_put((json_object *) arg);
}

/*
 * The tokener wants to see that a number has ended, and stops at a NUL: the
 * text counts as read only when its last byte has been.
 */
static json_object *
read_document(json_tokener *tokener, const char *text, size_t len)
{
	json_object *root;
	enum json_tokener_error status;

	root = json_tokener_parse_ex(tokener, text, (int) len);
	status = json_tokener_get_error(tokener);
	if (status == json_tokener_success &&
		json_tokener_get_parse_end(tokener) != len)
		status = json_tokener_error_parse_unexpected;
	else if (status == json_tokener_continue)
	{
		root = json_tokener_parse_ex(tokener, "\n", 1);
		status = json_tokener_get_error(tokener);
	}

	if (status != json_tokener_success)
	{
		json_object_put(root);
		return NULL;
	}
	return root;
}

static bool
is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
	{
		if (IS_HIGHBIT_SET(text[i]))
			return false;
	}
	return true;
}

static void
append_escape(StringInfo buf, pg_wchar c)
{
	if (c < 0x10000)
		appendStringInfo(buf, "\\u%04x", c);
	else
		appendStringInfo(buf, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
						 0xdc00 + ((c - 0x10000) & 0x3ff));
}

/*
 * Writes a document with escapes for what is not ASCII; false when it is not
 * UTF-8.  What follows a backslash stays, right or wrong: it must not become
 * the letter of another escape.
 */
static bool
escape_document(StringInfo buf, const char *text, int len)
{
	const char *end = text + len;
	int			n;

	if (pg_encoding_verifymbstr(PG_UTF8, text, len) != len)
		return false;
	initStringInfo(buf);
	for (; text < end; text += n)
	{
		n = *text == '\\' ? Min(2, end - text) :
			pg_encoding_mblen(PG_UTF8, text);
		if (*text == '\\' || n == 1)
			appendBinaryStringInfo(buf, text, n);
		else
			append_escape(buf, utf8_to_unicode((const unsigned char *) text));
	}
	return true;
}

PgawsJson *
pgaws_json_parse(const char *text, size_t len)
{
	MemoryContextCallback *callback;
	StringInfoData ascii = {0};
	json_tokener *tokener;
	json_object *root;

	if (len > INT_MAX)
		return NULL;

	/* json-c 0.18, when strict, takes any other byte for a control character */
	if (!is_ascii(text, len))
	{
		if (!escape_document(&ascii, text, (int) len))
			return NULL;
		text = ascii.data;
		len = ascii.len;
	}

	/* nothing below may throw while json-c holds memory */
	callback = palloc0(sizeof(MemoryContextCallback));

	tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
	if (tokener == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	root = read_document(tokener, text, len);
	json_tokener_free(tokener);
	if (ascii.data != NULL)
		pfree(ascii.data);

	if (root == NULL)
	{
		pfree(callback);
		return NULL;
	}
	callback->func = release_document;
	callback->arg = root;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	return (PgawsJson *) root;
}

PgawsJson *
pgaws_json_get(PgawsJson *object, const char *key)
{
	json_object *value;

	if (!pgaws_json_is_object(object) ||
		!json_object_object_get_ex((json_object *) object, key, &value))
		return NULL;
	return (PgawsJson *) value;
}

int
pgaws_json_length(PgawsJson *array)
{
	if (!pgaws_json_is_array(array))
		return 0;
	return (int) json_object_array_length((json_object *) array);
}

PgawsJson *
pgaws_json_at(PgawsJson *array, int i)
{
	if (i < 0 || i >= pgaws_json_length(array))
		return NULL;
	return (PgawsJson *) json_object_array_get_idx((json_object *) array, i);
}

const char *
pgaws_json_text(PgawsJson *value)
{
	switch (json_object_get_type((json_object *) value))
	{
		case json_type_string:
		case json_type_int:
		case json_type_double:
		case json_type_boolean:
			return json_object_get_string((json_object *) value);
		default:
			return NULL;
	}
}

/* Some services write their integers as strings (SQS attributes do). */
int64
pgaws_json_int64(PgawsJson *value, int64 otherwise)
{
	json_object *object = (json_object *) value;

	switch (json_object_get_type(object))
	{
		case json_type_int:
			return json_object_get_int64(object);
		case json_type_double:
			{
				double		number = json_object_get_double(object);

				/* also false for NaN */
				if (number >= -9.2e18 && number <= 9.2e18)
					return (int64) number;
				return otherwise;
			}
		case json_type_string:
			{
				const char *text = json_object_get_string(object);
				char	   *end;
				long long	number;

				errno = 0;
				number = strtoll(text, &end, 10);
				if (errno != 0 || end == text || *end != '\0')
					return otherwise;
				return number;
			}
		default:
			return otherwise;
	}
}

double
pgaws_json_double(PgawsJson *value, double otherwise)
{
	json_object *object = (json_object *) value;

	switch (json_object_get_type(object))
	{
		case json_type_int:
		case json_type_double:
			return json_object_get_double(object);
		default:
			return otherwise;
	}
}

bool
pgaws_json_bool(PgawsJson *value, bool otherwise)
{
	if (!json_object_is_type((json_object *) value, json_type_boolean))
		return otherwise;
	return json_object_get_boolean((json_object *) value);
}

bool
pgaws_json_is_object(PgawsJson *value)
{
	return json_object_is_type((json_object *) value, json_type_object);
}

bool
pgaws_json_is_array(PgawsJson *value)
{
	return json_object_is_type((json_object *) value, json_type_array);
}

const char *
pgaws_json_string(PgawsJson *value, size_t *len)
{
	if (!pgaws_json_is_string(value))
		return NULL;
	*len = json_object_get_string_len((json_object *) value);
	return json_object_get_string((json_object *) value);
}

bool
pgaws_json_is_string(PgawsJson *value)
{
	return json_object_is_type((json_object *) value, json_type_string);
}

bool
pgaws_json_is_number(PgawsJson *value)
{
	return json_object_is_type((json_object *) value, json_type_int) ||
		json_object_is_type((json_object *) value, json_type_double);
}

bool
pgaws_json_is_bool(PgawsJson *value)
{
	return json_object_is_type((json_object *) value, json_type_boolean);
}

const char *
pgaws_json_get_text(PgawsJson *object, const char *key)
{
	return pgaws_json_text(pgaws_json_get(object, key));
}

/* json-c keeps the text it makes with the value, until the document goes. */
char *
pgaws_json_to_string(PgawsJson *value)
{
	const char *text;

	text = json_object_to_json_string_ext((json_object *) value,
										  JSON_C_TO_STRING_PLAIN |
										  JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	return pstrdup(text);
}

void
pgaws_json_each(PgawsJson *object,
				void (*visit) (const char *key, PgawsJson *value, void *arg),
				void *arg)
{
	json_object_iter iter;

	if (!pgaws_json_is_object(object))
		return;
	json_object_object_foreachC((json_object *) object, iter)
		visit(iter.key, (PgawsJson *) iter.val, arg);
}

void
pgaws_json_append_string(StringInfo buf, const char *value)
{
	pgaws_json_append_string_len(buf, value, strlen(value));
}

/*
 * Everything that needs no escape is copied in runs.  Bytes above 0x7e pass
 * as they are: the caller hands over UTF-8.
 */
void
pgaws_json_append_string_len(StringInfo buf, const char *value, size_t len)
{
	size_t		start = 0;
	size_t		i;

	appendStringInfoChar(buf, '"');
	for (i = 0; i < len; i++)
	{
		unsigned char c = (unsigned char) value[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;

		appendBinaryStringInfo(buf, value + start, (int) (i - start));
		start = i + 1;
		switch (c)
		{
			case '"':
				appendStringInfoString(buf, "\\\"");
				break;
			case '\\':
				appendStringInfoString(buf, "\\\\");
				break;
			case '\n':
				appendStringInfoString(buf, "\\n");
				break;
			case '\r':
				appendStringInfoString(buf, "\\r");
				break;
			case '\t':
				appendStringInfoString(buf, "\\t");
				break;
			default:
				appendStringInfo(buf, "\\u%04x", c);
				break;
		}
	}
	appendBinaryStringInfo(buf, value + start, (int) (len - start));
	appendStringInfoChar(buf, '"');
}
