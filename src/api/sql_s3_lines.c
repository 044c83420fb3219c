/*-------------------------------------------------------------------------
 *
 * sql_s3_lines.c
 *	  awspipe.s3_read_lines(): an S3 object as lines of text.
 *
 * For loads of any size, some thousand lines at a time.  Where a call has
 * stopped is in its last row, as a bookmark for the next one.  The caller
 * commits it together with what it made of the lines, so that a load that is
 * broken off goes on where it was.  What cannot be a text is a row as well,
 * with the reason: one bad line is for the caller to set aside, and does not
 * end the load.
 *
 * IDENTIFICATION
 *	  src/api/sql_s3_lines.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "catalog/namespace.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "session/object_reader.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* A call returns not much more than this, however many lines it may */
#define ROWS_BYTES			(8 * 1024 * 1024)
/* What a row takes besides its text */
#define ROW_OVERHEAD		64
/* Converted to another encoding it must still be a value: four times that */
#define MAX_LINE_BYTES_MAX	(64 * 1024 * 1024)

/* Columns of the result */
enum
{
	LINE_NUMBER,
	NEXT_BYTE,
	LINE,
	RAW,
	ERROR_TEXT,
	COLUMNS
};

/* Arguments in their order */
enum
{
	ARG_SERVER,
	ARG_BUCKET,
	ARG_KEY,
	ARG_IF_MATCH,
	ARG_COMPRESSION,
	ARG_AFTER_BYTE,
	ARG_AFTER_LINE,
	ARG_MAX_LINES,
	ARG_MAX_LINE_BYTES
};

PG_FUNCTION_INFO_V1(awspipe_s3_read_lines);
PGDLLEXPORT Datum awspipe_s3_read_lines(PG_FUNCTION_ARGS);

static void check_arguments(FunctionCallInfo fcinfo);
static void set_object(FunctionCallInfo fcinfo, AwspipeObject *object);
static bool return_lines(FunctionCallInfo fcinfo, AwspipeObjectReader *reader);
static size_t return_line(ReturnSetInfo *result, int64 number,
						  const AwspipeLine *line);
static text *make_text(const AwspipeLine *line, const char **fault);
static text *convert(const AwspipeLine *line, const char **fault);

Datum
awspipe_s3_read_lines(PG_FUNCTION_ARGS)
{
	AwspipeObject object;
	AwspipeObjectReader *reader;

	check_arguments(fcinfo);
	set_object(fcinfo, &object);
	INIT_MATERIALIZED_SRF(fcinfo);

	reader = awspipe_object_reader_open(&object, PG_GETARG_INT64(ARG_AFTER_BYTE));
	if (return_lines(fcinfo, reader))
		awspipe_object_reader_keep(reader);
	else
		awspipe_object_reader_close(reader);
	return (Datum) 0;
}

static void
check_range(const char *name, int64 value, int64 min, int64 max)
{
	if (value < min || value > max)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be between %lld and %lld", name,
						(long long) min, (long long) max)));
}

static void
check_arguments(FunctionCallInfo fcinfo)
{
	awspipe_require_arguments(fcinfo, ARG_IF_MATCH, "s3_read_lines");
	for (int i = ARG_IF_MATCH + 1; i < PG_NARGS(); i++)
		awspipe_require_argument(fcinfo, i, "s3_read_lines");
	check_range("after_byte", PG_GETARG_INT64(ARG_AFTER_BYTE), 0, PG_INT64_MAX);
	check_range("after_line", PG_GETARG_INT64(ARG_AFTER_LINE), 0, PG_INT64_MAX);
	check_range("max_lines", PG_GETARG_INT32(ARG_MAX_LINES), 1, PG_INT32_MAX);
	check_range("max_line_bytes", PG_GETARG_INT32(ARG_MAX_LINE_BYTES), 1,
				MAX_LINE_BYTES_MAX);
}

static AwspipeCompression
read_compression(const char *name)
{
	if (strcmp(name, "auto") == 0)
		return AWSPIPE_COMPRESSION_AUTO;
	if (strcmp(name, "none") == 0)
		return AWSPIPE_COMPRESSION_NONE;
	if (strcmp(name, "gzip") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("compression must be \"auto\", \"none\" or \"gzip\"")));
	return AWSPIPE_COMPRESSION_GZIP;
}

/* An ETag is a quoted string; lists of objects often have it without. */
static const char *
read_etag(FunctionCallInfo fcinfo)
{
	const char *etag = awspipe_text_argument(fcinfo, ARG_IF_MATCH);

	return etag == NULL || etag[0] == '"' ? etag : psprintf("\"%s\"", etag);
}

static void
set_object(FunctionCallInfo fcinfo, AwspipeObject *object)
{
	object->server = awspipe_text_argument(fcinfo, ARG_SERVER);
	object->bucket = awspipe_text_argument(fcinfo, ARG_BUCKET);
	awspipe_s3_check_bucket(object->bucket);
	object->key = awspipe_text_argument(fcinfo, ARG_KEY);
	awspipe_s3_check_key(object->key);
	object->etag = read_etag(fcinfo);
	object->compression = read_compression(awspipe_text_argument(fcinfo,
																 ARG_COMPRESSION));
}

/*
 * False when there was none.  A reader that has come to the end behind its
 * last line is kept: it knows that without asking S3 again.
 */
static bool
return_lines(FunctionCallInfo fcinfo, AwspipeObjectReader *reader)
{
	int64		after_line = PG_GETARG_INT64(ARG_AFTER_LINE);
	int			max_lines = PG_GETARG_INT32(ARG_MAX_LINES);
	int			max_line_bytes = PG_GETARG_INT32(ARG_MAX_LINE_BYTES);
	size_t		bytes = 0;
	int			n = 0;
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext,
											  "pgawspipe line",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(row);

	while (n < max_lines && bytes < ROWS_BYTES)
	{
		AwspipeLine line;

		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(row);
		if (!awspipe_object_reader_next(reader, max_line_bytes, &line))
			break;
		bytes += return_line((ReturnSetInfo *) fcinfo->resultinfo,
							 after_line + ++n, &line);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(row);
	return n > 0;
}

/* Adds a row to the result; returns about how many bytes it takes. */
static size_t
return_line(ReturnSetInfo *result, int64 number, const AwspipeLine *line)
{
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS] = {false};
	const char *fault = line->fault;
	text	   *content = NULL;

	if (fault == NULL)
		content = make_text(line, &fault);
	if (content == NULL)
		content = cstring_to_text_with_len(line->text,
										   Min(line->len, AWSPIPE_LINE_EXCERPT));

	values[LINE_NUMBER] = Int64GetDatum(number);
	values[NEXT_BYTE] = Int64GetDatum(line->next_byte);
	/* A bytea is made like a text */
	values[fault == NULL ? LINE : RAW] = PointerGetDatum(content);
	nulls[fault == NULL ? RAW : LINE] = true;
	if (fault != NULL)
		values[ERROR_TEXT] = CStringGetTextDatum(fault);
	nulls[ERROR_TEXT] = fault == NULL;
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	return VARSIZE(content) + ROW_OVERHEAD;
}

/* The line as a text of this database; or NULL and why it cannot be one. */
static text *
make_text(const AwspipeLine *line, const char **fault)
{
	int			encoding = GetDatabaseEncoding();
	int			valid = pg_encoding_verifymbstr(PG_UTF8, line->text, line->len);

	if (valid < line->len)
	{
		if (line->text[valid] == '\0')
			*fault = psprintf("zero byte at byte %d of the line", valid + 1);
		else
			*fault = psprintf("invalid UTF-8 at byte %d of the line: 0x%02x",
							  valid + 1, (unsigned char) line->text[valid]);
		return NULL;
	}
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return cstring_to_text_with_len(line->text, line->len);
	return convert(line, fault);
}

/* As pg_any_to_server(), but for the error of a character without equivalent. */
static text *
convert(const AwspipeLine *line, const char **fault)
{
	int			encoding = GetDatabaseEncoding();
	Oid			conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	int			size = line->len * MAX_CONVERSION_GROWTH + 1;
	char	   *converted = palloc(size);
	int			valid;

	if (!OidIsValid(conversion))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("there is no default conversion from encoding \"%s\" to \"%s\"",
						pg_encoding_to_char(PG_UTF8),
						pg_encoding_to_char(encoding))));

	valid = pg_do_encoding_conversion_buf(conversion, PG_UTF8, encoding,
										  (unsigned char *) unconstify(char *, line->text),
										  line->len,
										  (unsigned char *) converted, size,
										  true);
	if (valid < line->len)
	{
		*fault = psprintf("character at byte %d of the line has no equivalent in encoding \"%s\"",
						  valid + 1, pg_encoding_to_char(encoding));
		return NULL;
	}
	return cstring_to_text(converted);
}
