/*-------------------------------------------------------------------------
 *
 * json_scan_string.c
 *	  Reading JSON in place: strings.
 *
 * The search for the end of a string looks at 16 bytes at a time where the
 * machine can, and so minds the end of the text; all else stops at its NUL.
 *
 * IDENTIFICATION
 *	  src/aws/json_scan_string.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/base64.h"
#include "aws/json_scan.h"
#include "mb/pg_wchar.h"
#include "port/pg_bitutils.h"

/* Tests define PGAWS_PORTABLE to try the other way too */
#if defined(__SSE2__) && !defined(PGAWS_PORTABLE)
#include <emmintrin.h>
#define USE_SSE2_SCAN
#endif

#define REPLACEMENT_CHARACTER	0xFFFD

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
