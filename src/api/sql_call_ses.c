/*-------------------------------------------------------------------------
 *
 * sql_call_ses.c
 *	  awspipe.call() for SES, whose operations have methods and paths.
 *
 * Input is as in the API reference: members that the path names go there,
 * the others into the body, or into the query where there is none.
 *
 * IDENTIFICATION
 *	  src/api/sql_call_ses.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/sql_call_ses.h"
#include "aws/rest_json.h"
#include "aws/sigv4.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

/* What all paths begin with */
#define PATH_PREFIX "/v2/email"

static char *make_path(const PgawsRestOperation *operation, Jsonb **input);
static char *take_member(const PgawsRestOperation *operation, Jsonb **input,
						 const char *member);
static char *make_query(Jsonb *input);

PgawsCall *
awspipe_call_ses(PgawsClient *client, const PgawsService *service,
				 const char *operation, Jsonb *input)
{
	const PgawsRestOperation *found = pgaws_ses_operation_find(operation);
	char	   *path;
	char	   *body = NULL;
	char	   *query = NULL;
	PgawsCall  *call;

	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("SES has no operation \"%s\"", operation),
				 errhint("Operations are those of the Amazon SES API v2, such as \"CreateEmailIdentity\".")));

	path = make_path(found, &input);
	if (strcmp(found->method, "POST") == 0 || strcmp(found->method, "PUT") == 0)
	{
		body = JsonbToCString(NULL, &input->root, VARSIZE(input));
		body = pg_server_to_any(body, strlen(body), PG_UTF8);
	}
	else
		query = make_query(input);

	call = pgaws_call_rest_json(client, service, operation, found->method, path,
								query, body, body != NULL ? strlen(body) : 0,
								NULL, 0);

	/* SES would not know a repetition, and mail cannot be called back */
	if (strncmp(operation, "Send", strlen("Send")) == 0)
		pgaws_call_set_max_attempts(call, 1);
	return call;
}

/* Takes the members out that go into the path. */
static char *
make_path(const PgawsRestOperation *operation, Jsonb **input)
{
	StringInfoData path;
	const char *p = operation->path;

	initStringInfo(&path);
	appendStringInfoString(&path, PATH_PREFIX);
	while (*p != '\0')
	{
		const char *end = strchr(p, '}');
		char	   *value;

		if (*p != '{')
		{
			appendStringInfoChar(&path, *p++);
			continue;
		}
		value = take_member(operation, input, pnstrdup(p + 1, end - p - 1));
		value = pg_server_to_any(value, strlen(value), PG_UTF8);
		pgaws_uri_encode(&path, value, strlen(value), false);
		p = end + 1;
	}
	return path.data;
}

/* An empty segment, or one of dots, would lead to another operation. */
static char *
take_member(const PgawsRestOperation *operation, Jsonb **input,
			const char *member)
{
	JsonbValue	found;
	char	   *value;

	if (getKeyJsonValueFromContainer(&(*input)->root, member, strlen(member),
									 &found) == NULL ||
		found.type != jbvString || found.val.string.len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("input of %s needs a string member \"%s\"",
						operation->name, member)));
	value = pnstrdup(found.val.string.val, found.val.string.len);
	if (strcmp(value, ".") == 0 || strcmp(value, "..") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("member \"%s\" of the input of %s must not be \"%s\"",
						member, operation->name, value)));
	*input = DatumGetJsonbP(DirectFunctionCall2(jsonb_delete,
												JsonbPGetDatum(*input),
												CStringGetTextDatum(member)));
	return value;
}

static void
append_parameter(StringInfo query, const char *name, JsonbValue *value)
{
	char	   *text = NULL;

	if (value->type == jbvString)
		text = pnstrdup(value->val.string.val, value->val.string.len);
	else if (value->type == jbvNumeric)
		text = DatumGetCString(DirectFunctionCall1(numeric_out,
												   NumericGetDatum(value->val.numeric)));
	else if (value->type == jbvBool)
		text = value->val.boolean ? "true" : "false";
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("member \"%s\" of the input must be a string, a number, a boolean or an array of these",
						name)));

	text = pg_server_to_any(text, strlen(text), PG_UTF8);
	if (query->len > 0)
		appendStringInfoChar(query, '&');
	pgaws_uri_encode(query, name, strlen(name), false);
	appendStringInfoChar(query, '=');
	pgaws_uri_encode(query, text, strlen(text), false);
}

/* A list is a parameter for each element. */
static void
append_parameters(StringInfo query, const char *name, JsonbValue *value)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	element;

	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
	{
		append_parameter(query, name, value);
		return;
	}
	it = JsonbIteratorInit(value->val.binary.data);
	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		if (token == WJB_ELEM)
			append_parameter(query, name, &element);
	}
}

static char *
make_query(Jsonb *input)
{
	StringInfoData query;
	JsonbIterator *it = JsonbIteratorInit(&input->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	const char *name = NULL;

	initStringInfo(&query);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE)
			/* The only member whose parameter has another name */
			append_parameters(&query,
							  strcmp(name, "Reasons") == 0 ? "Reason" : name,
							  &value);
	}
	return query.data;
}
