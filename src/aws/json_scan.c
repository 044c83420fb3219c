/*-------------------------------------------------------------------------
 *
 * json_scan.c
 *	  Reading JSON in place, without a tree, for the record hot path.
 *
 * The text ends in a NUL, which no token may hold: a loop that looks at one
 * character after another stops at the NUL and need not count.  The exception
 * is the search for the end of a string, which looks at 16 bytes at a time
 * where the machine can, and therefore minds the end of the text.
 *
 * IDENTIFICATION
 *	  src/aws/json_scan.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/base64.h"
#include "aws/json_scan.h"
#include "common/int.h"
#include "mb/pg_wchar.h"
#include "port/pg_bitutils.h"

/* Digits that are sure to fit into an int64 */
#define SAFE_DIGITS		18
/* Exponents beyond it are all the same: too large, or zero */
#define EXPONENT_MAX	100000000

/* Tests define PGAWS_PORTABLE to try the other way too */
#if defined(__SSE2__) && !defined(PGAWS_PORTABLE)
#include <emmintrin.h>
#define USE_SSE2_SCAN
#endif

#define REPLACEMENT_CHARACTER	0xFFFD

static bool skip_value(PgawsScan *scan, int depth);

void
pgaws_scan_start(PgawsScan *scan, char *text, size_t len)
{
	Assert(text[len] == '\0');
	scan->text = text;
	scan->at = text;
	scan->end = text + len;
	scan->error = NULL;
}

bool
pgaws_scan_fail(PgawsScan *scan, const char *message)
{
	if (scan->error == NULL)
		scan->error = message;
	return false;
}

bool
pgaws_scan_finish(PgawsScan *scan)
{
	if (scan->error != NULL)
		return false;
	pgaws_scan_peek(scan);
	if (scan->at != scan->end)
		return pgaws_scan_fail(scan, "text after the end");
	return true;
}

bool
pgaws_scan_open(PgawsScan *scan, char bracket)
{
	if (scan->error != NULL)
		return false;
	if (pgaws_scan_peek(scan) != bracket)
		return pgaws_scan_fail(scan, bracket == '{' ? "object expected" :
							   "array expected");
	scan->at++;
	return true;
}

/*
 * Steps over the comma to the next item; false behind the last one.
 */
static bool
next_item(PgawsScan *scan, int *count, char closing)
{
	char		c;

	if (scan->error != NULL)
		return false;
	c = pgaws_scan_peek(scan);
	if (c == closing)
	{
		scan->at++;
		return false;
	}
	if (*count > 0)
	{
		if (c != ',')
			return pgaws_scan_fail(scan, "comma or closing bracket expected");
		scan->at++;
		/* A bracket that follows a comma is no value: refused when read */
	}
	(*count)++;
	return true;
}

static bool
take_colon(PgawsScan *scan)
{
	if (pgaws_scan_peek(scan) != ':')
		return pgaws_scan_fail(scan, "colon expected");
	scan->at++;
	return true;
}

bool
pgaws_scan_member(PgawsScan *scan, int *count, const char **name, size_t *len)
{
	char	   *value;

	if (!next_item(scan, count, '}') ||
		!pgaws_scan_string(scan, &value, len) ||
		!take_colon(scan))
		return false;
	*name = value;
	return true;
}

bool
pgaws_scan_element(PgawsScan *scan, int *count)
{
	return next_item(scan, count, ']');
}

static bool
take_word(PgawsScan *scan, const char *word, size_t len)
{
	if (strncmp(scan->at, word, len) != 0)
		return false;
	scan->at += len;
	return true;
}

bool
pgaws_scan_null(PgawsScan *scan)
{
	return scan->error == NULL && pgaws_scan_peek(scan) == 'n' &&
		take_word(scan, "null", 4);
}

/* A number as it is written: digits times ten to the power of exponent */
typedef struct Decimal
{
	bool		negative;
	int64		digits;			/* the first SAFE_DIGITS */
	int			ndigits;		/* significant ones in it */
	int64		exponent;
} Decimal;

/*
 * Adds a run of digits, those of the fraction with shift -1; false when
 * there is none.
 */
static bool
read_digits(PgawsScan *scan, Decimal *number, int shift)
{
	char	   *start = scan->at;

	for (; *scan->at >= '0' && *scan->at <= '9'; scan->at++)
	{
		if (number->ndigits < SAFE_DIGITS)
		{
			number->digits = number->digits * 10 + (*scan->at - '0');
			if (number->digits > 0)
				number->ndigits++;
			number->exponent += shift;
		}
		else
			number->exponent += shift + 1;
	}
	return scan->at > start;
}

static bool
read_exponent(PgawsScan *scan, Decimal *number)
{
	bool		negative = *scan->at == '-';
	int64		exponent = 0;
	char	   *start;

	if (*scan->at == '-' || *scan->at == '+')
		scan->at++;
	start = scan->at;
	for (; *scan->at >= '0' && *scan->at <= '9'; scan->at++)
	{
		if (exponent < EXPONENT_MAX)
			exponent = exponent * 10 + (*scan->at - '0');
	}
	number->exponent += negative ? -exponent : exponent;
	return scan->at > start;
}

static bool
read_number(PgawsScan *scan, Decimal *number)
{
	char	   *start;

	memset(number, 0, sizeof(Decimal));
	if (*scan->at == '-')
	{
		number->negative = true;
		scan->at++;
	}

	start = scan->at;
	if (!read_digits(scan, number, 0) ||
		(*start == '0' && scan->at - start > 1))
		return pgaws_scan_fail(scan, "invalid number");
	if (*scan->at == '.')
	{
		scan->at++;
		if (!read_digits(scan, number, -1))
			return pgaws_scan_fail(scan, "invalid number");
	}
	if (*scan->at == 'e' || *scan->at == 'E')
	{
		scan->at++;
		if (!read_exponent(scan, number))
			return pgaws_scan_fail(scan, "invalid number");
	}
	return true;
}

bool
pgaws_scan_number(PgawsScan *scan, int scale, int64 *value)
{
	Decimal		number;
	int64		result;
	char		c;

	if (scan->error != NULL)
		return false;
	c = pgaws_scan_peek(scan);
	if (c != '-' && (c < '0' || c > '9'))
		return pgaws_scan_fail(scan, "number expected");
	if (!read_number(scan, &number))
		return false;

	result = number.digits;
	number.exponent += scale;
	for (; number.exponent > 0 && result != 0; number.exponent--)
	{
		if (pg_mul_s64_overflow(result, 10, &result))
			return pgaws_scan_fail(scan, "number out of range");
	}
	for (; number.exponent < -1 && result != 0; number.exponent++)
		result /= 10;
	if (number.exponent == -1)
		result = result / 10 + (result % 10 >= 5 ? 1 : 0);
	*value = number.negative ? -result : result;
	return true;
}

static bool
skip_members(PgawsScan *scan, int depth)
{
	bool		object = *scan->at == '{';
	int			count = 0;

	if (depth >= PGAWS_SCAN_DEPTH_MAX)
		return pgaws_scan_fail(scan, "nested too deep");
	scan->at++;
	while (next_item(scan, &count, object ? '}' : ']'))
	{
		if (object)
		{
			if (!pgaws_scan_skip_string(scan) || !take_colon(scan))
				return false;
		}
		if (!skip_value(scan, depth + 1))
			return false;
	}
	return scan->error == NULL;
}

static bool
skip_value(PgawsScan *scan, int depth)
{
	Decimal		number;

	switch (pgaws_scan_peek(scan))
	{
		case '{':
		case '[':
			return skip_members(scan, depth);
		case '"':
			return pgaws_scan_skip_string(scan);
		case 't':
			return take_word(scan, "true", 4) ||
				pgaws_scan_fail(scan, "value expected");
		case 'f':
			return take_word(scan, "false", 5) ||
				pgaws_scan_fail(scan, "value expected");
		case 'n':
			return take_word(scan, "null", 4) ||
				pgaws_scan_fail(scan, "value expected");
		case '-':
		case '0':
		case '1':
		case '2':
		case '3':
		case '4':
		case '5':
		case '6':
		case '7':
		case '8':
		case '9':
			return read_number(scan, &number);
		default:
			return pgaws_scan_fail(scan, "value expected");
	}
}

bool
pgaws_scan_skip(PgawsScan *scan)
{
	return scan->error == NULL && skip_value(scan, 0);
}

/*
 * The first quote, backslash or control character from `at` on, or the end.
 * Clears *ascii when bytes above 127 come before it; it may do so without
 * need, for such that come shortly after.
 */
static char *
find_special(char *at, char *end, bool *ascii)
{
#ifdef USE_SSE2_SCAN
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i backslash = _mm_set1_epi8('\\');
	const __m128i control = _mm_set1_epi8(0x1f);
	__m128i		seen = _mm_setzero_si128();

	while (end - at >= 16)
	{
		__m128i		chunk = _mm_loadu_si128((const __m128i *) at);
		__m128i		special;
		int			where;

		special = _mm_or_si128(_mm_cmpeq_epi8(chunk, quote),
							   _mm_cmpeq_epi8(chunk, backslash));
		special = _mm_or_si128(special,
							   _mm_cmpeq_epi8(_mm_min_epu8(chunk, control),
											  chunk));
		seen = _mm_or_si128(seen, chunk);
		where = _mm_movemask_epi8(special);
		if (where != 0)
		{
			at += pg_rightmost_one_pos32(where);
			break;
		}
		at += 16;
	}
	if (_mm_movemask_epi8(seen) != 0)
		*ascii = false;
#endif

	/* At once over when the loop above has found something */
	for (; at < end; at++)
	{
		unsigned char c = (unsigned char) *at;

		if (c == '"' || c == '\\' || c < 0x20)
			break;
		if (c >= 0x80)
			*ascii = false;
	}
	return at;
}

/*
 * Reads four hexadecimal digits; -1 when they are not.
 */
static int
read_hex4(const char *at)
{
	int			value = 0;

	for (int i = 0; i < 4; i++)
	{
		char		c = at[i];

		if (c >= '0' && c <= '9')
			value = value << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			value = value << 4 | (c - 'A' + 10);
		else
			return -1;
	}
	return value;
}

/*
 * Resolves one escape sequence, whose backslash is at scan->at, into at most
 * four bytes at *dst, which may be the place of the sequence itself.
 */
static bool
read_escape(PgawsScan *scan, char **dst)
{
	char	   *at = scan->at + 1;
	pg_wchar	c;
	int			hex;

	scan->at += 2;
	switch (*at)
	{
		case '"':
		case '\\':
		case '/':
			*(*dst)++ = *at;
			return true;
		case 'b':
			*(*dst)++ = '\b';
			return true;
		case 'f':
			*(*dst)++ = '\f';
			return true;
		case 'n':
			*(*dst)++ = '\n';
			return true;
		case 'r':
			*(*dst)++ = '\r';
			return true;
		case 't':
			*(*dst)++ = '\t';
			return true;
		case 'u':
			break;
		default:
			return pgaws_scan_fail(scan, "invalid escape sequence");
	}

	hex = read_hex4(at + 1);
	if (hex < 0)
		return pgaws_scan_fail(scan, "invalid escape sequence");
	at += 5;
	c = (pg_wchar) hex;
	if (is_utf16_surrogate_first(c) && at[0] == '\\' && at[1] == 'u')
	{
		hex = read_hex4(at + 2);
		if (hex >= 0 && is_utf16_surrogate_second((pg_wchar) hex))
		{
			c = surrogate_pair_to_codepoint(c, (pg_wchar) hex);
			at += 6;
		}
	}
	if (c == 0 || is_utf16_surrogate_first(c) || is_utf16_surrogate_second(c))
		c = REPLACEMENT_CHARACTER;
	unicode_to_utf8(c, (unsigned char *) *dst);
	*dst += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	scan->at = at;
	return true;
}

/*
 * Reads the rest of a string from scan->at on, leaving scan->at behind the
 * closing quote.  Returns where the text, unescaped in place, ends; NULL on
 * a fault.
 */
static char *
finish_string(PgawsScan *scan, bool *ascii)
{
	char	   *stop = find_special(scan->at, scan->end, ascii);
	char	   *dst = stop;

	scan->at = stop;
	while (*scan->at == '\\')
	{
		if (!read_escape(scan, &dst))
			return NULL;
		stop = find_special(scan->at, scan->end, ascii);
		memmove(dst, scan->at, stop - scan->at);
		dst += stop - scan->at;
		scan->at = stop;
	}
	if (*scan->at != '"')
	{
		pgaws_scan_fail(scan, scan->at == scan->end ? "unexpected end" :
						"control character in a string");
		return NULL;
	}
	scan->at++;
	return dst;
}

/*
 * Steps over the opening quote.
 */
static bool
open_string(PgawsScan *scan)
{
	if (scan->error != NULL)
		return false;
	if (pgaws_scan_peek(scan) != '"')
		return pgaws_scan_fail(scan, "string expected");
	scan->at++;
	return true;
}

bool
pgaws_scan_string(PgawsScan *scan, char **value, size_t *len)
{
	char	   *start;
	char	   *stop;
	bool		ascii = true;

	if (!open_string(scan))
		return false;
	start = scan->at;
	stop = finish_string(scan, &ascii);
	if (stop == NULL)
		return false;
	if (!ascii && pg_encoding_verifymbstr(PG_UTF8, start, stop - start) !=
		stop - start)
		return pgaws_scan_fail(scan, "invalid UTF-8");
	*stop = '\0';
	*value = start;
	*len = stop - start;
	return true;
}

/*
 * Decoding needs no end of string to begin with: what ends the base64 is
 * either its padding, the closing quote, or an escape such as \/, and all of
 * these are at most a group away from where the decoder stops.
 */
bool
pgaws_scan_base64(PgawsScan *scan, char **value, size_t *len)
{
	char	   *start;
	char	   *rest;
	char	   *stop;
	size_t		done;
	ssize_t		tail;
	bool		ascii = true;

	if (!open_string(scan))
		return false;
	start = scan->at;
	done = pgaws_base64_decode_groups(start, scan->end - start, start);
	rest = start + done;

	scan->at = rest;
	stop = finish_string(scan, &ascii);
	if (stop == NULL)
		return false;
	tail = pgaws_base64_decode(rest, stop - rest, start + done / 4 * 3);
	if (tail < 0)
		return pgaws_scan_fail(scan, "invalid base64");
	*value = start;
	*len = done / 4 * 3 + tail;
	return true;
}

bool
pgaws_scan_skip_string(PgawsScan *scan)
{
	bool		ascii = true;

	if (!open_string(scan))
		return false;
	scan->at = find_special(scan->at, scan->end, &ascii);
	while (*scan->at == '\\')
	{
		char		resolved[4];
		char	   *dst = resolved;

		if (!read_escape(scan, &dst))
			return false;
		scan->at = find_special(scan->at, scan->end, &ascii);
	}
	if (*scan->at != '"')
		return pgaws_scan_fail(scan, scan->at == scan->end ? "unexpected end" :
							   "control character in a string");
	scan->at++;
	return true;
}
