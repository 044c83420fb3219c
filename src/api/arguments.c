/*-------------------------------------------------------------------------
 *
 * arguments.c
 *	  What the functions that send to message services ask of arguments.
 *
 * What AWS would refuse is refused here, in the statement that is at fault,
 * and not much later by a dead letter.
 *
 * IDENTIFICATION
 *	  src/api/arguments.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "api/arguments.h"
#include "aws/json.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

/* As the function was created with it, for a message. */
static char *
argument_name(FunctionCallInfo fcinfo, int i)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID,
										ObjectIdGetDatum(fcinfo->flinfo->fn_oid));
	char	   *name = NULL;
	Oid		   *types;
	char	  **names;
	char	   *modes;

	if (HeapTupleIsValid(tuple))
	{
		if (get_func_arg_info(tuple, &types, &names, &modes) > i && names != NULL)
			name = names[i];
		ReleaseSysCache(tuple);
	}
	return name != NULL ? name : psprintf("%d", i + 1);
}

/*
 * The functions are not strict: a NULL would make them do nothing, without a
 * word.
 */
void
awspipe_require_arguments(FunctionCallInfo fcinfo, int n, const char *function)
{
	for (int i = 0; i < n; i++)
		awspipe_require_argument(fcinfo, i, function);
}

void
awspipe_require_argument(FunctionCallInfo fcinfo, int i, const char *function)
{
	if (PG_ARGISNULL(i))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" of awspipe.%s must not be null",
						argument_name(fcinfo, i), function)));
}

char *
awspipe_text_argument(FunctionCallInfo fcinfo, int i)
{
	return PG_ARGISNULL(i) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(i));
}

const char *
awspipe_ambiguous_argument(FunctionCallInfo fcinfo, int i)
{
	char	   *policy = awspipe_text_argument(fcinfo, i);

	if (policy != NULL && strcmp(policy, "resend") != 0 &&
		strcmp(policy, "hold") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("on_ambiguous must be \"resend\" or \"hold\"")));
	return policy;
}

void
awspipe_check_word(const char *option, Datum value,
				   const char *const *words, int n, const char *hint)
{
	char	   *word = TextDatumGetCString(value);

	for (int i = 0; i < n; i++)
	{
		if (strcmp(words[i], word) == 0)
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid %s \"%s\"", option, word),
			 errhint("%s", hint)));
}

double
awspipe_interval_seconds(Datum interval)
{
	Interval   *span = DatumGetIntervalP(interval);

	return span->month * 30.0 * 86400 + span->day * 86400.0 +
		span->time / (double) USECS_PER_SEC;
}

char *
awspipe_to_utf8(char *text, size_t *len)
{
	char	   *converted = pg_server_to_any(text, (int) *len, PG_UTF8);

	if (converted != text)
		*len = strlen(converted);
	return converted;
}

text *
awspipe_utf8_to_text(const char *utf8, size_t len)
{
	int			encoding = GetDatabaseEncoding();
	Oid			conversion;
	char	   *converted;
	int			size;

	if (memchr(utf8, '\0', len) != NULL ||
		!pg_verify_mbstr(PG_UTF8, utf8, (int) len, true))
		return NULL;
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return cstring_to_text_with_len(utf8, (int) len);

	conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(conversion))
		return NULL;
	size = (int) len * MAX_CONVERSION_GROWTH + 1;
	converted = palloc(size);
	if (pg_do_encoding_conversion_buf(conversion, PG_UTF8, encoding,
									  (unsigned char *) unconstify(char *, utf8), (int) len,
									  (unsigned char *) converted, size,
									  true) < (int) len)
		return NULL;
	return cstring_to_text(converted);
}

int64
awspipe_utf8_length(const char *text)
{
	int			len = strlen(text);
	char	   *utf8 = pg_server_to_any(text, len, PG_UTF8);

	if (utf8 != text)
	{
		len = strlen(utf8);
		pfree(utf8);
	}
	return len;
}

void
awspipe_check_bytes(const char *what, int64 bytes, int64 max)
{
	if (bytes > max)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s is too large", what),
				 errdetail("It has " INT64_FORMAT " bytes; AWS takes " INT64_FORMAT ".",
						   bytes, max)));
}

void
awspipe_check_characters(const char *what, const char *text, int min, int max)
{
	int			length = pg_mbstrlen(text);

	if (length < min)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not be empty", what)));
	if (length > max)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s is too long", what),
				 errdetail("It has %d characters; AWS takes %d.", length, max)));
}

void
awspipe_check_id(const char *what, const char *text, int max)
{
	awspipe_check_characters(what, text, 1, max);
	for (; *text != '\0'; text++)
	{
		if (*text <= 0x20 || *text >= 0x7f)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must consist of letters, digits and punctuation of ASCII",
							what)));
	}
}

char *
awspipe_make_token(void)
{
	return DatumGetCString(DirectFunctionCall1(uuid_out,
											   DirectFunctionCall1(gen_random_uuid,
																   (Datum) 0)));
}

void
awspipe_append_member(StringInfo body, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (body->data[body->len - 1] != '{')
		appendStringInfoChar(body, ',');
	appendStringInfo(body, "\"%s\":", name);
	pgaws_json_append_string(body, value);
}
