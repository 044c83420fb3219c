/*-------------------------------------------------------------------------
 *
 * json_test.c
 *	  JSON and back-off as SQL functions.
 *
 * IDENTIFICATION
 *	  test/modules/pgawspipe_test/json_test.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json.h"
#include "aws/retry.h"
#include "fmgr.h"
#include "pg_compat.h"
#include "utils/builtins.h"

PGDLLEXPORT Datum pgawspipe_test_json_text(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_json_is_valid(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_json_quote(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_backoff_ms(PG_FUNCTION_ARGS);

PG_FUNCTION_INFO_V1(pgawspipe_test_json_text);
PG_FUNCTION_INFO_V1(pgawspipe_test_json_is_valid);
PG_FUNCTION_INFO_V1(pgawspipe_test_json_quote);
PG_FUNCTION_INFO_V1(pgawspipe_test_backoff_ms);

static PgawsJson *
parse(text *document)
{
	return pgaws_json_parse(VARDATA_ANY(document), VARSIZE_ANY_EXHDR(document));
}

/* (document, key) */
Datum
pgawspipe_test_json_text(PG_FUNCTION_ARGS)
{
	const char *value;

	value = pgaws_json_get_text(parse(PG_GETARG_TEXT_PP(0)),
								text_to_cstring(PG_GETARG_TEXT_PP(1)));
	if (value == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(value));
}

Datum
pgawspipe_test_json_is_valid(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(parse(PG_GETARG_TEXT_PP(0)) != NULL);
}

Datum
pgawspipe_test_json_quote(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	StringInfoData buf;

	initStringInfo(&buf);
	pgaws_json_append_string_len(&buf, VARDATA_ANY(value),
								 VARSIZE_ANY_EXHDR(value));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}

/* (base, cap, n) */
Datum
pgawspipe_test_backoff_ms(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(pgaws_backoff_ms(PG_GETARG_INT64(0), PG_GETARG_INT64(1),
									 PG_GETARG_INT32(2)));
}
