/*-------------------------------------------------------------------------
 *
 * sql_report.c
 *	  What awspipe.report() needs besides SQL: texts in HTML, lines in SVG.
 *
 * IDENTIFICATION
 *	  src/api/sql_report.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* What stands for a character that HTML has not */
#define REPLACEMENT_CHARACTER	0xFFFD

/* A line has so many points, in a box of that height */
#define LINE_POINTS		72
#define LINE_HEIGHT		24

PG_FUNCTION_INFO_V1(awspipe_html);
PG_FUNCTION_INFO_V1(awspipe_sparkline);

PGDLLEXPORT Datum awspipe_html(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_sparkline(PG_FUNCTION_ARGS);

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

/*
 * awspipe._sparkline(slots, figures, class, label, most): a line through the
 * figures, and the area below it.  The highest reaches the top but for the
 * stroke; a slot that is not there, or has no figure, is at the bottom.
 */
Datum
awspipe_sparkline(PG_FUNCTION_ARGS)
{
	const char *class = text_to_cstring(PG_GETARG_TEXT_PP(2));
	const char *label = text_to_cstring(PG_GETARG_TEXT_PP(3));
	const char *most = text_to_cstring(PG_GETARG_TEXT_PP(4));
	double		points[LINE_POINTS] = {0};
	double		highest = 1e-9;
	Datum	   *slots;
	Datum	   *figures;
	bool	   *no_slot;
	bool	   *no_figure;
	int			nslots;
	int			nfigures;
	StringInfoData line;
	StringInfoData svg;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), INT4OID, sizeof(int32), true,
					  TYPALIGN_INT, &slots, &no_slot, &nslots);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), FLOAT8OID, sizeof(float8),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &figures, &no_figure, &nfigures);
	for (int i = 0; i < Min(nslots, nfigures); i++)
	{
		int			slot = no_slot[i] ? -1 : DatumGetInt32(slots[i]);

		if (slot < 0 || slot >= LINE_POINTS || no_figure[i])
			continue;
		points[slot] = DatumGetFloat8(figures[i]);
		highest = Max(highest, points[slot]);
	}

	initStringInfo(&line);
	for (int i = 0; i < LINE_POINTS; i++)
		appendStringInfo(&line, "%s%d %.1f", i > 0 ? " L" : "", i,
						 LINE_HEIGHT - 1 - (LINE_HEIGHT - 2) * points[i] / highest);

	initStringInfo(&svg);
	appendStringInfo(&svg, "<figure><svg class=\"spark %s\" viewBox=\"0 0 %d %d\""
					 " preserveAspectRatio=\"none\" role=\"img\""
					 " aria-label=\"%s in the last 6 hours: at most %s\">",
					 class, LINE_POINTS - 1, LINE_HEIGHT, label, most);
	appendStringInfo(&svg, "<path d=\"M0 %d L%s L%d %dZ\"/><path d=\"M%s\"/></svg>",
					 LINE_HEIGHT, line.data, LINE_POINTS - 1, LINE_HEIGHT,
					 line.data);
	appendStringInfo(&svg, "<figcaption>%s, at most %s</figcaption></figure>",
					 label, most);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(svg.data, svg.len));
}
