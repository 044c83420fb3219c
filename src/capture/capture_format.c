/*-------------------------------------------------------------------------
 *
 * capture_format.c
 *	  Changes and rows as lines of CSV or JSON.
 *
 * One function goes through the columns, for the line of names and for rows,
 * so that the two cannot differ.  A line is written in the server's encoding,
 * in which no byte of a longer character looks like one of ASCII, and then
 * converted as a whole.
 *
 * IDENTIFICATION
 *	  src/capture/capture_format.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "access/transam.h"
#include "aws/json.h"
#include "capture/capture_format.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

typedef struct Line
{
	StringInfo	out;
	bool		json;
	bool		names;			/* the line of names */
	int			nfields;		/* so far */
} Line;

static void
append_csv(StringInfo out, const char *data, size_t len)
{
	size_t		start = 0;
	bool		quoted = len == 0;

	/* COPY takes that for the end of the file where it is all of a line */
	if (len == 2 && data[0] == '\\' && data[1] == '.')
		quoted = true;
	for (size_t i = 0; i < len && !quoted; i++)
		quoted = data[i] == ',' || data[i] == '"' ||
			data[i] == '\r' || data[i] == '\n';
	if (quoted)
		appendStringInfoChar(out, '"');
	for (size_t i = 0; i < len && quoted; i++)
	{
		if (data[i] != '"')
			continue;
		appendBinaryStringInfo(out, data + start, (int) (i + 1 - start));
		start = i;
	}
	appendBinaryStringInfo(out, data + start, (int) (len - start));
	if (quoted)
		appendStringInfoChar(out, '"');
}

static void
append_bool(StringInfo out, const AwspipeCaptureValue *value)
{
	appendStringInfoString(out, value->len > 0 && value->data[0] == 't' ?
						   "true" : "false");
}

/* Text of one of PostgreSQL's types of numbers; NaN and Infinity are not. */
static bool
is_number(const AwspipeCaptureValue *value)
{
	int			sign = value->len > 0 && value->data[0] == '-' ? 1 : 0;

	return value->len > sign && isdigit((unsigned char) value->data[sign]);
}

static void
append_json(StringInfo out, const AwspipeCaptureColumn *column,
			const AwspipeCaptureValue *value)
{
	int			start = out->len;

	if (value->kind != 't')
	{
		appendStringInfoString(out, "null");
		return;
	}
	switch (column->type)
	{
		case BOOLOID:
			append_bool(out, value);
			return;
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
			if (!is_number(value))
				break;
			appendBinaryStringInfo(out, value->data, value->len);
			return;
		case JSONOID:
		case JSONBOID:
			appendBinaryStringInfo(out, value->data, value->len);
			/* a string has none of these but as escapes */
			for (int i = start; i < out->len; i++)
				if (out->data[i] == '\n' || out->data[i] == '\r')
					out->data[i] = ' ';
			return;
		default:
			break;
	}
	pgaws_json_append_string_len(out, value->data, value->len);
}

/* Begins a field; false in the line of names, which has no values. */
static bool
start_field(Line *line, const char *name)
{
	if (line->nfields++ > 0)
		appendStringInfoChar(line->out, ',');
	if (line->names)
		append_csv(line->out, name, strlen(name));
	else if (line->json)
	{
		pgaws_json_append_string(line->out, name);
		appendStringInfoChar(line->out, ':');
	}
	return !line->names;
}

static void
put_null(Line *line, const char *name)
{
	if (start_field(line, name) && line->json)
		appendStringInfoString(line->out, "null");
}

static void
put_string(Line *line, const char *name, const char *value)
{
	if (!start_field(line, name))
		return;
	if (line->json)
		pgaws_json_append_string(line->out, value);
	else
		append_csv(line->out, value, strlen(value));
}

/* Text that needs no escape in either format, and is never empty */
static void
put_plain(Line *line, const char *name, const char *value, int len)
{
	if (!start_field(line, name))
		return;
	if (line->json)
		appendStringInfoChar(line->out, '"');
	appendBinaryStringInfo(line->out, value, len);
	if (line->json)
		appendStringInfoChar(line->out, '"');
}

/* Every row has two of them, and printf takes its time. */
static void
put_number(Line *line, const char *name, int64 value)
{
	char		text[32];

	if (start_field(line, name))
		appendBinaryStringInfo(line->out, text, pg_lltoa(value, text));
}

/* JSON as it is, which CSV has in a string; NULL is null. */
static void
put_json(Line *line, const char *name, const StringInfo value)
{
	if (value == NULL)
		put_null(line, name);
	else if (start_field(line, name))
	{
		if (line->json)
			appendBinaryStringInfo(line->out, value->data, value->len);
		else
			append_csv(line->out, value->data, value->len);
	}
}

static void
put_value(Line *line, const AwspipeCaptureColumn *column,
		  const AwspipeCaptureValue *value)
{
	if (!start_field(line, column->name))
		return;
	if (line->json)
		append_json(line->out, column, value);
	else if (value->kind != 't')
		return;
	else if (column->type == BOOLOID)
		append_bool(line->out, value);
	else
		append_csv(line->out, value->data, value->len);
}

static char *
append_digits(char *end, int value, int width, char next)
{
	end = pg_ultostr_zeropad(end, value, width);
	*end++ = next;
	return end;
}

/* ISO 8601, in UTC; all have as many digits, so that they sort as text. */
static void
put_time(Line *line, const char *name, TimestampTz value)
{
	struct pg_tm tm;
	fsec_t		fraction;
	char		text[64];
	char	   *end = text;

	if (value == 0)
	{
		put_null(line, name);
		return;
	}
	if (timestamp2tm(value, NULL, &tm, &fraction, NULL, NULL) != 0 ||
		tm.tm_year < 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	end = append_digits(end, tm.tm_year, 4, '-');
	end = append_digits(end, tm.tm_mon, 2, '-');
	end = append_digits(end, tm.tm_mday, 2, 'T');
	end = append_digits(end, tm.tm_hour, 2, ':');
	end = append_digits(end, tm.tm_min, 2, ':');
	end = append_digits(end, tm.tm_sec, 2, '.');
	end = append_digits(end, fraction, 6, 'Z');
	put_plain(line, name, text, end - text);
}

/* As pg_lsn takes it, with leading zeros, so that they sort as text. */
static void
put_lsn(Line *line, const char *name, XLogRecPtr value)
{
	char		text[2 * 8 + 1];

	if (XLogRecPtrIsInvalid(value))
	{
		put_null(line, name);
		return;
	}
	for (int i = sizeof(text) - 1; i >= 0; i--)
	{
		text[i] = i == 8 ? '/' : "0123456789ABCDEF"[value & 0xF];
		value >>= i == 8 ? 0 : 4;
	}
	put_plain(line, name, text, sizeof(text));
}

/*
 * What the column is now.  A value that was stored apart and has not been
 * changed is that of the old row, if that has it.
 */
static const AwspipeCaptureValue *
value_of(const AwspipeCaptureRelation *relation, const AwspipeCaptureRow *row,
		 int i)
{
	const AwspipeCaptureValue *value;

	if (row->values == NULL)
		return &row->old->values[i];
	value = &row->values->values[i];
	if (value->kind == 'u' && row->old != NULL &&
		(row->old_kind == 'O' || relation->columns[i].key))
		return &row->old->values[i];
	return value;
}

static bool
is_same(const AwspipeCaptureValue *a, const AwspipeCaptureValue *b)
{
	return a->kind == b->kind && a->len == b->len &&
		(a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* The names of columns of whose value nothing is known, as an array. */
static void
put_unchanged(Line *line, const AwspipeCaptureRelation *relation,
			  const AwspipeCaptureRow *row)
{
	StringInfo	names = NULL;

	for (int i = 0; i < relation->ncolumns && row->values != NULL; i++)
	{
		if (value_of(relation, row, i)->kind != 'u')
			continue;
		if (names == NULL)
			names = makeStringInfo();
		appendStringInfoChar(names, names->len == 0 ? '[' : ',');
		pgaws_json_append_string(names, relation->columns[i].name);
	}
	if (names != NULL)
		appendStringInfoChar(names, ']');
	put_json(line, "_unchanged", names);
}

/* The key that the row had before, if it has changed, as an object. */
static void
put_old_key(Line *line, const AwspipeCaptureRelation *relation,
			const AwspipeCaptureRow *row)
{
	bool		changed = false;
	StringInfo	key = NULL;

	if (row->values != NULL && row->old != NULL)
		for (int i = 0; i < relation->ncolumns && !changed; i++)
			changed = relation->columns[i].key &&
				!is_same(&row->old->values[i], value_of(relation, row, i));
	for (int i = 0; i < relation->ncolumns && changed; i++)
	{
		if (!relation->columns[i].key)
			continue;
		if (key == NULL)
			key = makeStringInfo();
		appendStringInfoChar(key, key->len == 0 ? '{' : ',');
		pgaws_json_append_string(key, relation->columns[i].name);
		appendStringInfoChar(key, ':');
		append_json(key, &relation->columns[i], &row->old->values[i]);
	}
	if (key != NULL)
		appendStringInfoChar(key, '}');
	put_json(line, "_old_key", key);
}

static void
put_columns(Line *line, const AwspipeCaptureRelation *relation,
			const AwspipeCaptureRow *row)
{
	bool		known = row->values != NULL || row->old != NULL;
	bool		key_alone = row->values == NULL && row->old_kind == 'K';

	for (int i = 0; i < relation->ncolumns; i++)
	{
		const AwspipeCaptureColumn *column = &relation->columns[i];

		if (known && (!key_alone || column->key))
			put_value(line, column, value_of(relation, row, i));
		else if (!line->json)
			put_null(line, column->name);
	}
}

static void
check_values(const AwspipeCaptureRelation *relation,
			 const AwspipeCaptureTuple *tuple)
{
	if (tuple != NULL && tuple->nvalues != relation->ncolumns)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("a row of table \"%s.%s\" has %d values for %d columns",
						relation->schema, relation->name,
						tuple->nvalues, relation->ncolumns)));
}

static void
append_line(StringInfo out, const AwspipeCaptureFormat *format,
			const AwspipeCaptureRelation *relation,
			const AwspipeCaptureRow *row, bool names)
{
	Line		line = {out, format->json, names, 0};
	bool		extra = !row->load || format->include_op_for_full_load;
	int			start = out->len;
	char	   *converted;

	check_values(relation, row->values);
	check_values(relation, row->old);

	if (format->json)
		appendStringInfoChar(out, '{');
	if (extra && format->op_column != NULL)
		put_string(&line, format->op_column, row->load ? "L" : row->op);
	if (extra && format->timestamp_column != NULL)
		put_time(&line, format->timestamp_column, row->commit_time);
	if (extra && !format->inserts_only)
	{
		put_lsn(&line, "commit_lsn", row->commit_lsn);
		if (row->load)
			put_null(&line, "seq");
		else
			put_number(&line, "seq", row->seq);
		if (TransactionIdIsValid(row->xid))
			put_number(&line, "xid", row->xid);
		else
			put_null(&line, "xid");
	}
	put_columns(&line, relation, row);
	if (extra && !format->inserts_only)
	{
		put_unchanged(&line, relation, row);
		put_old_key(&line, relation, row);
	}
	appendStringInfoString(out, format->json ? "}\n" : "\n");

	converted = pg_server_to_any(out->data + start, out->len - start, PG_UTF8);
	if (converted != out->data + start)
	{
		out->len = start;
		appendStringInfoString(out, converted);
		pfree(converted);
	}
}

void
awspipe_capture_header(StringInfo out, const AwspipeCaptureFormat *format,
					   const AwspipeCaptureRelation *relation, bool load)
{
	AwspipeCaptureRow row;

	if (format->json)
		return;
	memset(&row, 0, sizeof(row));
	row.load = load;
	append_line(out, format, relation, &row, true);
}

void
awspipe_capture_row(StringInfo out, const AwspipeCaptureFormat *format,
					const AwspipeCaptureRelation *relation,
					const AwspipeCaptureRow *row)
{
	append_line(out, format, relation, row, false);
}
