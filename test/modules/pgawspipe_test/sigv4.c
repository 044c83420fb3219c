/*-------------------------------------------------------------------------
 *
 * sigv4.c
 *	  The signer's stages as SQL functions.
 *
 * IDENTIFICATION
 *	  test/modules/pgawspipe_test/sigv4.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/sigv4.h"
#include "aws/url.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "pg_compat.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/resowner.h"

PGDLLEXPORT Datum pgawspipe_test_sigv4(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_sigv4_text(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_uri_encode(PG_FUNCTION_ARGS);

PG_FUNCTION_INFO_V1(pgawspipe_test_sigv4);
PG_FUNCTION_INFO_V1(pgawspipe_test_sigv4_text);
PG_FUNCTION_INFO_V1(pgawspipe_test_uri_encode);

/* Arguments of pgawspipe_test.sigv4(). */
enum
{
	ARG_METHOD,
	ARG_PATH,
	ARG_QUERY,
	ARG_HEADER_NAMES,
	ARG_HEADER_VALUES,
	ARG_BODY,
	ARG_PAYLOAD_HASH,
	ARG_REGION,
	ARG_SIGNING_NAME,
	ARG_IS_S3,
	ARG_SIGN_PAYLOAD_HEADER,
	ARG_ACCESS_KEY_ID,
	ARG_SECRET_ACCESS_KEY,
	ARG_SESSION_TOKEN,
	ARG_NOW,
	ARG_EXPIRES,
	ARG_WITH_OWNER
};

#define NUM_RESULTS 6

static char *
text_or_null(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(arg));
}

static char **
text_array(FunctionCallInfo fcinfo, int arg, int *n)
{
	Datum	   *datums;
	char	  **strings;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), TEXTOID, -1, false,
					  TYPALIGN_INT, &datums, NULL, n);
	strings = palloc((*n + 1) * sizeof(char *));
	for (int i = 0; i < *n; i++)
		strings[i] = TextDatumGetCString(datums[i]);
	return strings;
}

static void
fill_input(FunctionCallInfo fcinfo, PgawsSigningInput *input)
{
	int			nvalues;
	char	  **names = text_array(fcinfo, ARG_HEADER_NAMES, &input->nheaders);
	char	  **values = text_array(fcinfo, ARG_HEADER_VALUES, &nvalues);
	PgawsHeader *headers = palloc((input->nheaders + 1) * sizeof(PgawsHeader));

	if (nvalues != input->nheaders)
		elog(ERROR, "header names and values differ in number");
	for (int i = 0; i < nvalues; i++)
	{
		headers[i].name = names[i];
		headers[i].value = values[i];
	}

	input->headers = headers;
	input->method = text_or_null(fcinfo, ARG_METHOD);
	input->path = text_or_null(fcinfo, ARG_PATH);
	input->query = text_or_null(fcinfo, ARG_QUERY);
	if (!PG_ARGISNULL(ARG_BODY))
	{
		bytea	   *body = PG_GETARG_BYTEA_PP(ARG_BODY);

		input->body = VARDATA_ANY(body);
		input->body_len = VARSIZE_ANY_EXHDR(body);
	}
	input->payload_hash = text_or_null(fcinfo, ARG_PAYLOAD_HASH);
	input->region = text_or_null(fcinfo, ARG_REGION);
	input->signing_name = text_or_null(fcinfo, ARG_SIGNING_NAME);
	input->encode_path_twice = !PG_GETARG_BOOL(ARG_IS_S3);
	input->normalize_path = !PG_GETARG_BOOL(ARG_IS_S3);
	input->sign_payload_header = PG_GETARG_BOOL(ARG_SIGN_PAYLOAD_HEADER);
	input->now = PG_GETARG_INT64(ARG_NOW);
}

static void
sign(const PgawsSigningInput *input, const PgawsCredentials *credentials,
	 int expires, PgawsSigningResult *result)
{
	if (expires > 0)
		pgaws_sigv4_presign(input, credentials, expires, result);
	else
		pgaws_sigv4_sign(input, credentials, result);
}

/*
 * Signs like a worker between two transactions.  The signer must leave
 * behind what it found, also when it throws.
 */
static void
sign_without_owner(const PgawsSigningInput *input,
				   const PgawsCredentials *credentials,
				   int expires, PgawsSigningResult *result)
{
	ResourceOwner saved = CurrentResourceOwner;
	bool		clean = false;

	CurrentResourceOwner = NULL;
	PG_TRY();
	{
		sign(input, credentials, expires, result);
	}
	PG_FINALLY();
	{
		clean = CurrentResourceOwner == NULL;
		CurrentResourceOwner = saved;
		if (!clean)
			elog(PANIC, "signing left its resource owner behind");
	}
	PG_END_TRY();
}

static Datum
text_datum(const char *value)
{
	return value != NULL ? CStringGetTextDatum(value) : (Datum) 0;
}

Datum
pgawspipe_test_sigv4(PG_FUNCTION_ARGS)
{
	PgawsSigningInput input = {0};
	PgawsCredentials credentials = {0};
	PgawsSigningResult result;
	StringInfoData added;
	int			expires = PG_ARGISNULL(ARG_EXPIRES) ? 0 : PG_GETARG_INT32(ARG_EXPIRES);
	TupleDesc	tupdesc;
	Datum		values[NUM_RESULTS];
	bool		nulls[NUM_RESULTS];

	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");

	fill_input(fcinfo, &input);
	credentials.access_key_id = text_or_null(fcinfo, ARG_ACCESS_KEY_ID);
	credentials.secret_access_key = text_or_null(fcinfo, ARG_SECRET_ACCESS_KEY);
	credentials.session_token = text_or_null(fcinfo, ARG_SESSION_TOKEN);

	if (PG_GETARG_BOOL(ARG_WITH_OWNER))
		sign(&input, &credentials, expires, &result);
	else
		sign_without_owner(&input, &credentials, expires, &result);

	initStringInfo(&added);
	for (int i = 0; i < result.nheaders_to_add; i++)
		appendStringInfo(&added, "%s: %s\n", result.headers_to_add[i].name,
						 result.headers_to_add[i].value);

	values[0] = text_datum(result.canonical_request.data);
	values[1] = text_datum(result.string_to_sign.data);
	values[2] = text_datum(result.signature);
	values[3] = text_datum(result.signed_headers);
	values[4] = text_datum(added.data);
	values[5] = text_datum(result.presigned_query);
	for (int i = 0; i < NUM_RESULTS; i++)
		nulls[i] = values[i] == (Datum) 0;

	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tupdesc),
													  values, nulls)));
}

/* (region, signing_name, secret_access_key, now, text) */
Datum
pgawspipe_test_sigv4_text(PG_FUNCTION_ARGS)
{
	PgawsCredentials credentials = {0};
	char	   *text = text_or_null(fcinfo, 4);
	char		signature[65];

	credentials.access_key_id = "unused";
	credentials.secret_access_key = text_or_null(fcinfo, 2);
	pgaws_sigv4_sign_text(text_or_null(fcinfo, 0), text_or_null(fcinfo, 1),
						  PG_GETARG_INT64(3), &credentials,
						  text, strlen(text), signature);

	PG_RETURN_TEXT_P(cstring_to_text(signature));
}

/* (value bytea, keep_slash) */
Datum
pgawspipe_test_uri_encode(PG_FUNCTION_ARGS)
{
	bytea	   *value = PG_GETARG_BYTEA_PP(0);
	StringInfoData buf;

	initStringInfo(&buf);
	pgaws_url_encode(&buf, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value),
					 PG_GETARG_BOOL(1));

	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}
