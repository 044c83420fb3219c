/*-------------------------------------------------------------------------
 *
 * sql_call.c
 *	  awspipe.call(): any operation of the services that we know.
 *
 * Input and answer are AWS's own JSON; what becomes of them on the way is the
 * binder's, see aws/bind.h.  It is for set-up and inspection, runs at once, in
 * the caller's transaction, and is not undone when that rolls back; see
 * src/session/immediate.c.
 *
 * IDENTIFICATION
 *	  src/api/sql_call.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "aws/bind.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "session/immediate.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/varlena.h"

PG_FUNCTION_INFO_V1(awspipe_call);
PGDLLEXPORT Datum awspipe_call(PG_FUNCTION_ARGS);

static const PgawsService *
find_service(const char *name)
{
	const PgawsService *service = pgaws_service_find(name);
	StringInfoData list;

	if (service == NULL)
		service = pgaws_service_find_cli(name);
	if (service != NULL)
		return service;

	initStringInfo(&list);
	for (int i = 0; (service = pgaws_service_at(i)) != NULL; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", service->name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown AWS service \"%s\"", name),
			 errhint("Available services: %s.", list.data)));
	return NULL;
}

/* The operation whose name is nearest to a wrong one. */
static const char *
find_similar(const PgawsModel *model, const char *name)
{
	const char *similar = NULL;
	int			least = (int) strlen(name) / 2;

	if (strlen(name) > NAMEDATALEN)
		return NULL;
	for (int i = 0; i < model->noperations; i++)
	{
		const char *other = pgaws_model_string(model, model->operations[i].name);
		int			distance = varstr_levenshtein_less_equal(name, strlen(name),
															 other, strlen(other),
															 1, 1, 1, least, true);

		if (distance < least)
		{
			similar = other;
			least = distance;
		}
	}
	return similar;
}

static const PgawsOperation *
find_operation(const PgawsService *service, const char *name)
{
	const PgawsOperation *operation = pgaws_model_operation(service->model, name);
	const char *similar;

	if (operation != NULL)
		return operation;
	similar = find_similar(service->model, name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("AWS service \"%s\" has no operation \"%s\"",
					service->name, name),
			 similar != NULL
			 ? errhint("Perhaps you meant \"%s\".", similar)
			 : errhint("Write it as AWS's API reference of %s does.", service->api_version)));
	return NULL;
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

/* By the rules of S3, if it is there at all. */
static void
check_name(Jsonb *input, const char *member, void (*check) (const char *name))
{
	JsonbValue	value;

	if (getKeyJsonValueFromContainer(&input->root, member, strlen(member),
									 &value) != NULL &&
		value.type == jbvString)
		check(pnstrdup(value.val.string.val, value.val.string.len));
}

static void
bind_input(PgawsBound *bound, PgawsClient *client, const PgawsService *service,
		   const PgawsOperation *operation, Jsonb *input)
{
	char	   *text;

	if (strcmp(service->name, "s3") == 0)
	{
		check_name(input, "Bucket", awspipe_s3_check_bucket);
		check_name(input, "Key", awspipe_s3_check_key);
	}
	text = JsonbToCString(NULL, &input->root, VARSIZE(input));
	text = pg_server_to_any(text, strlen(text), PG_UTF8);
	if (!pgaws_bind_input(bound, service, operation, text, strlen(text),
						  pgaws_client_region(client), awspipe_make_token()))
		ereport(ERROR,
				(errcode(bound->sqlstate),
				 errmsg_internal("%s", bound->problem),
				 bound->hint != NULL ? errhint("%s", bound->hint) : 0));
	if (bound->outdated.len > 0)
		ereport(NOTICE,
				(errcode(ERRCODE_WARNING_DEPRECATED_FEATURE),
				 errmsg("input of %s is spelled as the next release will not take it",
						pgaws_model_string(service->model, operation->name)),
				 errdetail_internal("%s", bound->outdated.data)));
}

static bool
is_expected(const PgawsError *error, char **codes, int ncodes)
{
	for (int i = 0; i < ncodes; i++)
	{
		if (error->code[0] != '\0' && strcmp(codes[i], error->code) == 0)
			return true;
	}
	return false;
}

/* The answer as JSON in UTF-8; NULL when it is a failure that is expected. */
static char *
read_answer(PgawsCall *call, const PgawsService *service,
			const PgawsOperation *operation, char **codes, int ncodes)
{
	StringInfoData json;
	PgawsError	error;

	initStringInfo(&json);
	if (pgaws_bind_output(&json, service, operation, call, &error))
		return pg_any_to_server(json.data, json.len, PG_UTF8);
	if (is_expected(&error, codes, ncodes))
		return NULL;
	ereport(ERROR,
			(errcode(pgaws_error_sqlstate(&error)),
			 errmsg("could not read what AWS service \"%s\" answered to %s",
					service->name, pgaws_model_string(service->model, operation->name)),
			 error.code[0] != '\0'
			 ? errdetail("AWS returned %s: %s", error.code, error.message) : 0,
			 errhint("The operation may have been carried out."),
			 error.code[0] != '\0'
			 ? err_generic_string(PG_DIAG_CONSTRAINT_NAME, error.code) : 0));
	return NULL;
}

/* Frees the call, too. */
static char *
take_answer(PgawsCall *call, const PgawsService *service,
			const PgawsOperation *operation, char **codes, int ncodes)
{
	char	   *volatile answer = NULL;

	PG_TRY();
	{
		answer = read_answer(call, service, operation, codes, ncodes);
	}
	PG_CATCH();
	{
		pgaws_call_free(call);
		PG_RE_THROW();
	}
	PG_END_TRY();
	pgaws_call_free(call);
	return answer;
}

/* server, service, operation, input, expected_errors */
Datum
awspipe_call(PG_FUNCTION_ARGS)
{
	const PgawsService *service;
	const PgawsOperation *operation;
	PgawsClient *client;
	PgawsBound	bound;
	PgawsCall  *call;
	Jsonb	   *input;
	char	  **codes;
	int			ncodes = 0;
	char	   *answer = NULL;

	/* Not strict: to do nothing without a word would hide mistakes */
	awspipe_require_arguments(fcinfo, PG_NARGS(), "call");

	service = find_service(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	operation = find_operation(service, text_to_cstring(PG_GETARG_TEXT_PP(2)));
	input = PG_GETARG_JSONB_P(3);
	if (!JB_ROOT_IS_OBJECT(input))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("input of an AWS operation must be a JSON object")));
	/* Until an extension is updated, its function has four arguments */
	codes = PG_NARGS() > 4 ?
		read_codes(PG_GETARG_ARRAYTYPE_P(4), &ncodes) : NULL;

	client = awspipe_immediate_client(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	bind_input(&bound, client, service, operation, input);
	call = pgaws_call_bound(client, &bound, NULL, 0);

	/* SES would not know a repetition, and mail cannot be called back */
	if (strcmp(service->name, "ses") == 0 &&
		strncmp(pgaws_call_operation(call), "Send", strlen("Send")) == 0)
		pgaws_call_set_max_attempts(call, 1);

	awspipe_immediate_wait(call);
	if (pgaws_call_error(call) == NULL)
		answer = take_answer(call, service, operation, codes, ncodes);
	else if (is_expected(pgaws_call_error(call), codes, ncodes))
		pgaws_call_free(call);
	else
		awspipe_immediate_fail(call, service);

	if (answer == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(answer)));
}
