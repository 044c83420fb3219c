/*-------------------------------------------------------------------------
 *
 * dynamodb.c
 *	  DynamoDB: request bodies and answers.
 *
 * IDENTIFICATION
 *	  src/aws/dynamodb.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/dynamodb.h"

static bool append_key_part(StringInfo buf, PgawsJson *map, const char *name);
static PgawsJson *parse_answer(const char *body, size_t len, PgawsError *error);

PgawsDynamodbKeySchema *
pgaws_dynamodb_parse_table(const char *body, size_t len, PgawsError *error)
{
	PgawsDynamodbKeySchema *schema;
	PgawsJson  *answer;
	PgawsJson  *keys;
	const char *hash = NULL;
	const char *range = NULL;

	answer = parse_answer(body, len, error);
	if (answer == NULL)
		return NULL;

	keys = pgaws_json_get(pgaws_json_get(answer, "Table"), "KeySchema");
	for (int i = 0; i < pgaws_json_length(keys); i++)
	{
		PgawsJson  *key = pgaws_json_at(keys, i);
		const char *type = pgaws_json_get_text(key, "KeyType");

		if (type != NULL && strcmp(type, "HASH") == 0)
			hash = pgaws_json_get_text(key, "AttributeName");
		else if (type != NULL && strcmp(type, "RANGE") == 0)
			range = pgaws_json_get_text(key, "AttributeName");
	}
	if (hash == NULL)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of DescribeTable has no key schema");
		return NULL;
	}

	schema = palloc(sizeof(PgawsDynamodbKeySchema) + strlen(hash) + 1 +
					(range ? strlen(range) + 1 : 0));
	schema->hash = (char *) (schema + 1);
	strcpy(schema->hash, hash);
	schema->range = NULL;
	if (range != NULL)
	{
		schema->range = schema->hash + strlen(hash) + 1;
		strcpy(schema->range, range);
	}
	return schema;
}

static PgawsJson *
parse_answer(const char *body, size_t len, PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);

	if (answer == NULL || !pgaws_json_is_object(answer))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "", "answer is not a JSON object");
		return NULL;
	}
	return answer;
}

/*
 * The primary key of an item or key map as a text that is equal only for
 * equal keys; palloc'd.  NULL when an attribute is missing or no scalar.
 */
static char *
key_text(PgawsJson *map, const PgawsDynamodbKeySchema *schema)
{
	StringInfoData buf;

	if (map == NULL || !pgaws_json_is_object(map))
		return NULL;
	initStringInfo(&buf);
	if (!append_key_part(&buf, map, schema->hash) ||
		(schema->range != NULL && !append_key_part(&buf, map, schema->range)))
	{
		pfree(buf.data);
		return NULL;
	}
	return buf.data;
}

/* Type, length and value: no two keys can run into one another. */
static bool
append_key_part(StringInfo buf, PgawsJson *map, const char *name)
{
	static const char *const types[] = {"S", "N", "B"};
	PgawsJson  *typed = pgaws_json_get(map, name);

	if (typed == NULL || !pgaws_json_is_object(typed))
		return false;
	for (int i = 0; i < lengthof(types); i++)
	{
		const char *value = pgaws_json_get_text(typed, types[i]);

		if (value != NULL)
		{
			appendStringInfo(buf, "%s%zu:%s", types[i], strlen(value), value);
			return true;
		}
	}
	return false;
}

char *
pgaws_dynamodb_plain_key(const char *key_text)
{
	StringInfoData buf;

	initStringInfo(&buf);
	while (*key_text != '\0')
	{
		char	   *value;
		long		len = strtol(key_text + 1, &value, 10);

		if (buf.len > 0)
			appendStringInfoChar(&buf, '|');
		appendBinaryStringInfo(&buf, value + 1, len);
		key_text = value + 1 + len;
	}
	return buf.data;
}

char *
pgaws_dynamodb_input_key_text(const char *input, size_t len,
							  const PgawsDynamodbKeySchema *schema)
{
	PgawsJson  *parsed = pgaws_json_parse(input, len);
	PgawsJson  *map;

	if (parsed == NULL || !pgaws_json_is_object(parsed))
		return NULL;
	map = pgaws_json_get(parsed, "Item");
	if (map == NULL)
		map = pgaws_json_get(parsed, "Key");
	return key_text(map, schema);
}

void
pgaws_dynamodb_describe_table(StringInfo buf, const char *table)
{
	appendStringInfoString(buf, "{\"TableName\":");
	pgaws_json_append_string(buf, table);
	appendStringInfoChar(buf, '}');
}

/* input is an object with at least one member. */
void
pgaws_dynamodb_input(StringInfo buf, const char *table, const char *input,
					 size_t len)
{
	appendStringInfoString(buf, "{\"TableName\":");
	pgaws_json_append_string(buf, table);
	appendStringInfoChar(buf, ',');
	appendBinaryStringInfo(buf, input + 1, len - 1);
}

void
pgaws_dynamodb_batch_begin(StringInfo buf, const char *table)
{
	appendStringInfoString(buf, "{\"RequestItems\":{");
	pgaws_json_append_string(buf, table);
	appendStringInfoString(buf, ":[");
}

void
pgaws_dynamodb_batch_entry(StringInfo buf, bool first, bool put,
						   const char *input, size_t len)
{
	if (!first)
		appendStringInfoChar(buf, ',');
	appendStringInfoString(buf, put ? "{\"PutRequest\":" : "{\"DeleteRequest\":");
	appendBinaryStringInfo(buf, input, len);
	appendStringInfoChar(buf, '}');
}

void
pgaws_dynamodb_batch_end(StringInfo buf)
{
	appendStringInfoString(buf, "]}}");
}

bool
pgaws_dynamodb_parse_batch(const char *body, size_t len, const char *table,
						   const PgawsDynamodbKeySchema *schema,
						   void (*unprocessed) (const char *key_text, void *arg),
						   void *arg, PgawsError *error)
{
	PgawsJson  *answer;
	PgawsJson  *entries;

	answer = parse_answer(body, len, error);
	if (answer == NULL)
		return false;

	entries = pgaws_json_get(pgaws_json_get(answer, "UnprocessedItems"), table);
	for (int i = 0; i < pgaws_json_length(entries); i++)
	{
		PgawsJson  *entry = pgaws_json_at(entries, i);
		PgawsJson  *put = pgaws_json_get(entry, "PutRequest");
		PgawsJson  *map;

		if (put != NULL)
			map = pgaws_json_get(put, "Item");
		else
			map = pgaws_json_get(pgaws_json_get(entry, "DeleteRequest"), "Key");
		unprocessed(key_text(map, schema), arg);
	}
	return true;
}
