/*-------------------------------------------------------------------------
 *
 * url.c
 *	  Texts in URLs and in headers.
 *
 * IDENTIFICATION
 *	  src/aws/url.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/url.h"
#include "mb/pg_wchar.h"

/*
 * Appends value with everything but RFC 3986's unreserved characters (and
 * slashes, on demand) as %XX.
 */
void
pgaws_url_encode(StringInfo buf, const char *value, size_t len,
				 bool keep_slash)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++)
	{
		unsigned char c = (unsigned char) value[i];

		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			(c >= '0' && c <= '9') ||
			c == '-' || c == '_' || c == '.' || c == '~' ||
			(c == '/' && keep_slash))
			appendStringInfoCharMacro(buf, c);
		else
		{
			appendStringInfoCharMacro(buf, '%');
			appendStringInfoCharMacro(buf, hex[c >> 4]);
			appendStringInfoCharMacro(buf, hex[c & 0x0F]);
		}
	}
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

size_t
pgaws_url_decode(char *text, size_t len, bool plus_is_space)
{
	char	   *end = text;

	for (size_t i = 0; i < len; i++)
	{
		int			high = -1;
		int			low = -1;

		if (text[i] == '%' && i + 2 < len)
		{
			high = hex_digit(text[i + 1]);
			low = hex_digit(text[i + 2]);
		}
		if (high >= 0 && low >= 0)
		{
			*end++ = (char) (high << 4 | low);
			i += 2;
		}
		else
			*end++ = plus_is_space && text[i] == '+' ? ' ' : text[i];
	}
	*end = '\0';
	return end - text;
}

char *
pgaws_header_text(const char *value)
{
	int			len = (int) strlen(value);
	StringInfoData text;

	if (pg_encoding_verifymbstr(PG_UTF8, value, len) == len)
		return pstrdup(value);
	initStringInfo(&text);
	for (const char *p = value; *p != '\0'; p++)
	{
		unsigned char c = (unsigned char) *p;

		if (c >= 0x80)
		{
			appendStringInfoCharMacro(&text, 0xC0 | c >> 6);
			c = 0x80 | (c & 0x3F);
		}
		appendStringInfoCharMacro(&text, c);
	}
	return text.data;
}
