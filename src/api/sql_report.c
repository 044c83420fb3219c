/*-------------------------------------------------------------------------
 *
 * sql_report.c
 *	  What awspipe.report() needs besides SQL: texts in HTML.
 *
 * IDENTIFICATION
 *	  src/api/sql_report.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "utils/builtins.h"

/* What stands for a character that HTML has not */
#define REPLACEMENT_CHARACTER	0xFFFD

PG_FUNCTION_INFO_V1(awspipe_html);

PGDLLEXPORT Datum awspipe_html(PG_FUNCTION_ARGS);

/*
 * awspipe._html(value): the text as HTML, in an attribute between quotes as
 * well.  All but printable ASCII is written by its number: what comes out is
 * the same in every encoding, on one line, and whatever prints it finds
 * nothing in it to escape or to align by.
 */
Datum
awspipe_html(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	const char *bytes = VARDATA_ANY(value);
	int			length = VARSIZE_ANY_EXHDR(value);
	const unsigned char *at;
	const unsigned char *end;
	bool		unicode = true;
	StringInfoData html;

	/* Bytes that have no encoding may be UTF-8, or what nobody can say */
	if (GetDatabaseEncoding() == PG_SQL_ASCII)
		unicode = pg_encoding_verifymbstr(PG_UTF8, bytes, length) == length;
	else
	{
		char	   *converted = pg_server_to_any(bytes, length, PG_UTF8);

		if (converted != bytes)
			length = strlen(converted);
		bytes = converted;
	}

	initStringInfo(&html);
	at = (const unsigned char *) bytes;
	end = at + length;
	while (at < end)
	{
		pg_wchar	c = *at;
		int			size = 1;

		if (c >= 0x80 && unicode)
		{
			size = pg_utf_mblen(at);
			c = utf8_to_unicode(at);
		}
		else if (c >= 0x80)
			c = REPLACEMENT_CHARACTER;
		at += size;
		if (c == '\t' || c == '\n' || c == '\r')
			c = ' ';
		else if (c < ' ' || (c >= 0x7F && c < 0xA0))
			c = REPLACEMENT_CHARACTER;
		if (c < 0x80 && strchr("&<>\"'", (int) c) == NULL)
			appendStringInfoChar(&html, (char) c);
		else
			appendStringInfo(&html, "&#%u;", c);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(html.data, html.len));
}
