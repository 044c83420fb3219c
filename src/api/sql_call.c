/*-------------------------------------------------------------------------
 *
 * sql_call.c
 *	  awspipe.call(): any operation of a service with a JSON protocol, or
 *	  with the query protocol, whose forms and XML answers become JSON; S3's
 *	  are in call_s3.c, SES's in call_ses.c.
 *
 * For set-up and inspection.  It runs at once, in the caller's transaction,
 * and is not undone when that rolls back; see src/session/immediate.c.
 *
 * IDENTIFICATION
 *	  src/api/sql_call.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/sql_call_s3.h"
#include "api/sql_call_ses.h"
#include "aws/query.h"
#include "aws/xml.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "session/immediate.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

/* More than the longest name of an operation; it goes into a header */
#define MAX_OPERATION_LEN 100

static const PgawsService *find_service(const char *name);
static char *list_services(void);
static void check_operation(const char *operation);
static char **read_codes(ArrayType *array, int *ncodes);
static PgawsJson *parse_input(const char *input);
static PgawsCall *start_query(PgawsClient *client, const PgawsService *service,
							  const char *operation, PgawsJson *input);
static char *read_query_answer(const char *body, size_t *len,
							   const PgawsService *service,
							   const char *operation);
static Datum parse_answer(const char *body, size_t len);

PG_FUNCTION_INFO_V1(awspipe_call);
PGDLLEXPORT Datum awspipe_call(PG_FUNCTION_ARGS);

Datum
awspipe_call(PG_FUNCTION_ARGS)
{
	const PgawsService *service;
	PgawsClient *client;
	PgawsCall  *call;
	Jsonb	   *input;
	char	   *operation;
	char	   *request;
	char	   *body;
	size_t		len;
	char	  **codes;
	int			ncodes = 0;

	/* Not strict: to do nothing without a word would hide mistakes */
	for (int i = 0; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("arguments of awspipe.call must not be null")));
	}

	service = find_service(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	operation = text_to_cstring(PG_GETARG_TEXT_PP(2));
	check_operation(operation);

	input = PG_GETARG_JSONB_P(3);
	if (!JB_ROOT_IS_OBJECT(input))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("input of an AWS operation must be a JSON object")));
	/* Until an extension is updated, its function has four arguments */
	codes = PG_NARGS() > 4 ?
		read_codes(PG_GETARG_ARRAYTYPE_P(4), &ncodes) : NULL;
	request = JsonbToCString(NULL, &input->root, VARSIZE(input));
	request = pg_server_to_any(request, strlen(request), PG_UTF8);

	client = awspipe_immediate_client(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	switch (service->protocol)
	{
		case PGAWS_PROTOCOL_REST_XML:
			body = awspipe_call_s3(client, service, operation,
								   parse_input(request), codes, ncodes, &len);
			if (body == NULL)
				PG_RETURN_NULL();
			PG_RETURN_DATUM(parse_answer(body, len));
		case PGAWS_PROTOCOL_REST_JSON:
			call = awspipe_call_ses(client, service, operation, input);
			break;
		case PGAWS_PROTOCOL_QUERY:
			call = start_query(client, service, operation,
							   parse_input(request));
			break;
		default:
			call = pgaws_call_json(client, service, operation, request,
								   strlen(request), NULL, 0);
			break;
	}
	awspipe_immediate_wait(call);
	if (awspipe_immediate_expected(call, codes, ncodes))
		PG_RETURN_NULL();
	body = awspipe_immediate_take(call, service, &len);
	if (service->protocol == PGAWS_PROTOCOL_QUERY)
		body = read_query_answer(body, &len, service, operation);

	PG_RETURN_DATUM(parse_answer(body, len));
}

static const PgawsService *
find_service(const char *name)
{
	const PgawsService *service = pgaws_service_find(name);

	if (service == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown AWS service \"%s\"", name),
				 errhint("Available services: %s.", list_services())));
	return service;
}

static char *
list_services(void)
{
	StringInfoData list;
	const PgawsService *service;

	initStringInfo(&list);
	for (int i = 0; (service = pgaws_service_at(i)) != NULL; i++)
		appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "",
						 service->name);
	return list.data;
}

static void
check_operation(const char *operation)
{
	size_t		len = strlen(operation);

	if (len == 0 || len > MAX_OPERATION_LEN ||
		strspn(operation, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid name of an AWS operation"),
				 errdetail("A name consists of letters only."),
				 errhint("Write it as AWS does, as in \"DescribeStreamSummary\".")));
}

static char **
read_codes(ArrayType *array, int *ncodes)
{
	Datum	   *elements;
	bool	   *nulls;
	char	  **codes;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, ncodes);
	codes = palloc(Max(*ncodes, 1) * sizeof(char *));
	for (int i = 0; i < *ncodes; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("expected errors of awspipe.call must not be null")));
		codes[i] = TextDatumGetCString(elements[i]);
	}
	return codes;
}

static PgawsJson *
parse_input(const char *input)
{
	PgawsJson  *parsed = pgaws_json_parse(input, strlen(input));

	if (parsed == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("input of the AWS operation is nested too deeply, or has a number out of range")));
	return parsed;
}

static PgawsCall *
start_query(PgawsClient *client, const PgawsService *service,
			const char *operation, PgawsJson *input)
{
	StringInfoData form;

	initStringInfo(&form);
	pgaws_query_begin(&form, service, operation);
	pgaws_query_append_input(&form, input);
	return pgaws_call_query(client, service, operation, form.data, form.len,
							NULL, 0);
}

static char *
read_query_answer(const char *body, size_t *len, const PgawsService *service,
				  const char *operation)
{
	StringInfoData json;
	PgawsError	error;

	initStringInfo(&json);
	if (!pgaws_xml_to_json(&json, body, *len, &error))
		ereport(ERROR,
				(errcode(pgaws_error_sqlstate(&error)),
				 errmsg("could not read what AWS service \"%s\" answered to %s",
						service->name, operation),
				 errhint("The operation has been carried out.")));
	*len = json.len;
	return json.data;
}

/* Many operations answer with nothing at all: that is an empty object. */
static Datum
parse_answer(const char *body, size_t len)
{
	if (len == 0)
		body = "{}";
	else if (strlen(body) != len)
		ereport(ERROR,
				(errcode(ERRCODE_UNTRANSLATABLE_CHARACTER),
				 errmsg("answer of AWS holds a zero byte")));
	else
		body = pg_any_to_server(body, len, PG_UTF8);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(body));
}
