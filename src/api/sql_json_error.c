/*-------------------------------------------------------------------------
 *
 * sql_json_error.c
 *	  awspipe.json_error(): what keeps a text from being cast to jsonb.
 *
 * A cast that fails ends its transaction, or costs a subtransaction, and
 * before PostgreSQL 16 there is no other way to ask.  So the rules of
 * jsonb_in() are here a second time: the grammar of RFC 8259; what a text in
 * the database's encoding cannot hold; the range of numeric.  Two limits are
 * narrower, so that what passes can be cast whatever the server's settings
 * are: depth, which jsonb_in() leaves to the stack's size, and length, below
 * which none of the counts and sizes inside a jsonb can overflow.
 *
 * The reason quotes nothing from the text, because it may go where the text
 * may not.
 *
 * pg_parse_json() cannot take the place of this grammar.  It throws when the
 * stack is too small for the depth, and before PostgreSQL 16 for an escaped
 * character that the database's encoding does not have.  Without decoding
 * escapes it sees neither zero characters nor broken surrogate pairs.  It does
 * not look at the range of numbers in any release, and json_errdetail() quotes
 * the text.
 *
 * IDENTIFICATION
 *	  src/api/sql_json_error.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "consumer/consumer.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "utils/builtins.h"

/*
 * What jsonb_in() refuses for its size is longer: an array of 2^24 elements,
 * which takes 2 bytes for each, or one with 2^28 bytes of numbers, which take
 * 8 bytes where the text has 2.
 */
#define JSON_BYTES_MAX	(32 * 1024 * 1024)

/* PostgreSQL manual, "Arbitrary Precision Numbers" */
#define DIGITS_BEFORE_POINT_MAX	131072
#define DIGITS_BEHIND_POINT_MAX	16383
/* numeric_in() takes no other exponents, not even of zero */
#define EXPONENT_LIMIT			(INT_MAX / 2)

typedef struct JsonCheck
{
	const char *start;
	const char *at;
	const char *end;
	const char *fault;			/* NULL while all is well */
} JsonCheck;

PG_FUNCTION_INFO_V1(awspipe_json_error);
PGDLLEXPORT Datum awspipe_json_error(PG_FUNCTION_ARGS);

static bool check_document(JsonCheck *check);
static bool take_key(JsonCheck *check);
static bool take_scalar(JsonCheck *check);
static bool take_word(JsonCheck *check, const char *word);
static bool take_string(JsonCheck *check);
static bool take_escape(JsonCheck *check);
static bool take_unicode(JsonCheck *check);
static bool take_number(JsonCheck *check);

Datum
awspipe_json_error(PG_FUNCTION_ARGS)
{
	text	   *document = PG_GETARG_TEXT_PP(0);
	JsonCheck	check;

	if (VARSIZE_ANY_EXHDR(document) > JSON_BYTES_MAX)
		PG_RETURN_TEXT_P(cstring_to_text(psprintf("longer than %d bytes",
												  JSON_BYTES_MAX)));
	check.start = VARDATA_ANY(document);
	check.at = check.start;
	check.end = check.start + VARSIZE_ANY_EXHDR(document);
	check.fault = NULL;

	if (check_document(&check))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s at byte %d", check.fault,
											  (int) (check.at - check.start) + 1)));
}

static bool
fail(JsonCheck *check, const char *fault)
{
	check->fault = fault;
	return false;
}

/* What is there is not what the grammar wants. */
static bool
fail_syntax(JsonCheck *check, const char *fault)
{
	return fail(check, check->at == check->end ? "unexpected end" : fault);
}

/* The next character; 0, which no text holds, at the end. */
static char
peek(JsonCheck *check)
{
	return check->at < check->end ? *check->at : '\0';
}

static char
peek_token(JsonCheck *check)
{
	while (check->at < check->end && strchr(" \n\t\r", *check->at) != NULL)
		check->at++;
	return peek(check);
}

/*
 * One value, and white space around it.  Without recursion: open brackets
 * are on a stack of our own, by what closes them.
 */
static bool
check_document(JsonCheck *check)
{
	char		closing[AWSPIPE_JSON_DEPTH_MAX];
	int			depth = 0;

	for (;;)
	{
		char		c = peek_token(check);

		/* A value is due */
		if (c == '{' || c == '[')
		{
			if (depth == AWSPIPE_JSON_DEPTH_MAX)
				return fail(check, "nested too deep");
			closing[depth++] = c == '{' ? '}' : ']';
			check->at++;
			if (peek_token(check) != closing[depth - 1])
			{
				if (c == '{' && !take_key(check))
					return false;
				continue;
			}
		}
		else if (!take_scalar(check))
			return false;

		/* It may have been the last of those around it */
		while (depth > 0 && peek_token(check) == closing[depth - 1])
		{
			check->at++;
			depth--;
		}
		c = peek_token(check);
		if (depth == 0)
			return check->at == check->end || fail(check, "text behind the end");
		if (c != ',')
			return fail_syntax(check, "comma or closing bracket expected");
		check->at++;
		if (closing[depth - 1] == '}' && !take_key(check))
			return false;
	}
}

static bool
take_key(JsonCheck *check)
{
	if (peek_token(check) != '"')
		return fail_syntax(check, "key expected");
	if (!take_string(check))
		return false;
	if (peek_token(check) != ':')
		return fail_syntax(check, "colon expected");
	check->at++;
	return true;
}

static bool
take_scalar(JsonCheck *check)
{
	char		c = peek(check);

	if (c == '"')
		return take_string(check);
	if (c == '-' || (c >= '0' && c <= '9'))
		return take_number(check);
	return take_word(check, "true") || take_word(check, "false") ||
		take_word(check, "null") || fail_syntax(check, "value expected");
}

static bool
take_word(JsonCheck *check, const char *word)
{
	size_t		len = strlen(word);

	if (check->end - check->at < len || memcmp(check->at, word, len) != 0)
		return false;
	check->at += len;
	return true;
}

static bool
take_string(JsonCheck *check)
{
	check->at++;
	for (;;)
	{
		unsigned char c = (unsigned char) peek(check);

		if (c == '"')
			break;
		if (c < ' ')
			return fail_syntax(check, "control character in a string");
		if (c == '\\')
		{
			if (!take_escape(check))
				return false;
		}
		else
			check->at++;
	}
	check->at++;
	return true;
}

static bool
take_escape(JsonCheck *check)
{
	char		c;

	check->at++;
	c = peek(check);
	if (c == 'u')
	{
		check->at--;
		return take_unicode(check);
	}
	if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL)
		return fail_syntax(check, "invalid escape sequence");
	check->at++;
	return true;
}

/* The number of \uXXXX, or -1 where there is none. */
static int
read_code_unit(JsonCheck *check)
{
	int			unit = 0;

	if (check->end - check->at < 6 || check->at[0] != '\\' || check->at[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++)
	{
		char		c = check->at[i];

		if (c >= '0' && c <= '9')
			unit = unit * 16 + c - '0';
		else if (c >= 'a' && c <= 'f')
			unit = unit * 16 + c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			unit = unit * 16 + c - 'A' + 10;
		else
			return -1;
	}
	return unit;
}

/* Has the database's encoding that character? */
static bool
is_in_encoding(pg_wchar character)
{
	int			encoding = GetDatabaseEncoding();
	Oid			conversion;
	unsigned char source[MAX_MULTIBYTE_CHAR_LEN + 1];
	unsigned char target[MAX_UNICODE_EQUIVALENT_STRING * MAX_CONVERSION_GROWTH + 1];
	int			len;

	if (encoding == PG_UTF8 || character < 0x80)
		return true;
	conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(conversion))
		return false;

	unicode_to_utf8(character, source);
	len = pg_utf_mblen(source);
	source[len] = '\0';
	return pg_do_encoding_conversion_buf(conversion, PG_UTF8, encoding,
										 source, len, target, sizeof(target),
										 true) == len;
}

static bool
take_unicode(JsonCheck *check)
{
	int			unit = read_code_unit(check);
	pg_wchar	character = unit;

	if (unit < 0)
		return fail_syntax(check, "invalid escape sequence");
	if (unit == 0)
		return fail(check, "zero character");
	if (is_utf16_surrogate_second(unit))
		return fail(check, "half of a surrogate pair");
	if (is_utf16_surrogate_first(unit))
	{
		int			second;

		check->at += 6;
		second = read_code_unit(check);
		if (second < 0 || !is_utf16_surrogate_second(second))
			return fail_syntax(check, "second half of a surrogate pair expected");
		character = surrogate_pair_to_codepoint(unit, second);
	}
	if (!is_in_encoding(character))
		return fail(check, "character without equivalent in the database's encoding");
	check->at += 6;
	return true;
}

static int
take_digits(JsonCheck *check)
{
	const char *start = check->at;

	while (peek(check) >= '0' && peek(check) <= '9')
		check->at++;
	return check->at - start;
}

/* The digits of an exponent and its sign; false when there are none. */
static bool
take_exponent(JsonCheck *check, int64 *exponent)
{
	bool		negative = peek(check) == '-';
	const char *start;

	if (peek(check) == '-' || peek(check) == '+')
		check->at++;
	start = check->at;
	if (take_digits(check) == 0)
		return false;
	for (const char *p = start; p < check->at; p++)
	{
		if (*exponent < EXPONENT_LIMIT)
			*exponent = *exponent * 10 + (*p - '0');
	}
	if (negative)
		*exponent = -*exponent;
	return true;
}

/* Can numeric hold these digits, a point among them, with that exponent? */
static bool
is_in_range(const char *digits, int before, int behind, int64 exponent)
{
	const char *end = digits + before + (behind > 0 ? 1 + behind : 0);

	if (exponent >= EXPONENT_LIMIT || exponent <= -EXPONENT_LIMIT)
		return false;
	if (behind - exponent > DIGITS_BEHIND_POINT_MAX)
		return false;

	/* Zeros in front do not count */
	for (; digits < end && (*digits == '0' || *digits == '.'); digits++)
	{
		if (*digits == '0')
			before--;
	}
	return digits == end || before + exponent <= DIGITS_BEFORE_POINT_MAX;
}

static bool
take_number(JsonCheck *check)
{
	const char *digits;
	int			before;
	int			behind = 0;
	int64		exponent = 0;

	if (peek(check) == '-')
		check->at++;
	digits = check->at;
	before = take_digits(check);
	if (before == 0)
		return fail_syntax(check, "invalid number");
	if (*digits == '0' && before > 1)
		return fail(check, "number with a zero in front");
	if (peek(check) == '.')
	{
		check->at++;
		behind = take_digits(check);
		if (behind == 0)
			return fail_syntax(check, "invalid number");
	}
	if (peek(check) == 'e' || peek(check) == 'E')
	{
		check->at++;
		if (!take_exponent(check, &exponent))
			return fail_syntax(check, "invalid number");
	}
	if (!is_in_range(digits, before, behind, exponent))
		return fail(check, "number out of range");
	return true;
}
