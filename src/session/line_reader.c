/*-------------------------------------------------------------------------
 *
 * line_reader.c
 *	  Lines of text out of content that comes in pieces, perhaps compressed.
 *
 * The input is what is stored, the content what it says: the same, or what
 * gzip data inflates to.  Content is looked at piece by piece.  A line that
 * lies within a piece is returned where it stands; only one that crosses the
 * border is put together in a buffer.  So memory is a piece of the input, one
 * of the content and one line, whatever the size of the whole.
 *
 * What is too long for a line is passed over, with its beginning kept to be
 * shown, and reading goes on behind it.  Damaged gzip data has no "behind":
 * the lines before the damage are good, then comes one that says what is
 * wrong, then the end.  The position of that last line is one byte behind the
 * content that could be read, so that who returns to it knows to have been
 * told, and is told nothing but the end.
 *
 * IDENTIFICATION
 *	  src/session/line_reader.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/gzip.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "session/line_reader.h"

#define BYTE_ORDER_MARK		"\xef\xbb\xbf"
#define BYTE_ORDER_MARK_LEN	3

/* Fits into a processor's cache; most lines lie within it */
#define CONTENT_BYTES	(128 * 1024)

struct AwspipeLineReader
{
	MemoryContext context;
	AwspipeCompression compression;

	/* Input */
	const char *input;
	size_t		input_len;
	bool		last;

	/* Inflating; NULL when the content is the input */
	PgawsGunzip *gunzip;
	char	   *inflated;

	/* Piece of the content in view */
	const char *at;
	const char *end;
	int64		position;		/* of at in the content */
	int64		skip;			/* bytes to pass over before any line */

	/* Line that began in an earlier piece */
	StringInfoData begun;
	int64		line_at;
	bool		overlong;		/* begun is not all of it */

	bool		returned;		/* line was found: the next call begins one */
	bool		ended;
};

static void start_gunzip(AwspipeLineReader *reader);
static bool refill(AwspipeLineReader *reader);
static void hold(AwspipeLineReader *reader, const char *upto, int max_bytes);
static void set_line(AwspipeLineReader *reader, AwspipeLine *line,
					 const char *text, size_t len, int max_bytes);
static void cut_line(AwspipeLineReader *reader, const char *newline,
					 int max_bytes, AwspipeLine *line);
static bool finish(AwspipeLineReader *reader, int max_bytes,
				   AwspipeLine *line);
static void set_broken_line(AwspipeLineReader *reader, AwspipeLine *line);

AwspipeLineReader *
awspipe_line_reader_create(AwspipeCompression compression,
						   int64 input_at, int64 after)
{
	AwspipeLineReader *reader = palloc0(sizeof(AwspipeLineReader));

	Assert(input_at == 0 || compression == AWSPIPE_COMPRESSION_NONE);
	Assert(after >= input_at);

	reader->context = CurrentMemoryContext;
	reader->compression = compression;
	reader->input = reader->at = reader->end = "";
	reader->position = after;
	reader->line_at = after;
	reader->skip = after - input_at;
	initStringInfo(&reader->begun);
	if (compression == AWSPIPE_COMPRESSION_GZIP)
		start_gunzip(reader);
	return reader;
}

static void
start_gunzip(AwspipeLineReader *reader)
{
	MemoryContext old = MemoryContextSwitchTo(reader->context);

	reader->gunzip = pgaws_gunzip_create();
	reader->inflated = palloc(CONTENT_BYTES);
	MemoryContextSwitchTo(old);
}

AwspipeCompression
awspipe_compression_detect(const char *data, size_t len)
{
	return len >= PGAWS_GZIP_MAGIC_LEN &&
		memcmp(data, PGAWS_GZIP_MAGIC, PGAWS_GZIP_MAGIC_LEN) == 0 ?
		AWSPIPE_COMPRESSION_GZIP : AWSPIPE_COMPRESSION_NONE;
}

void
awspipe_line_reader_feed(AwspipeLineReader *reader, const char *data,
						 size_t len, bool last)
{
	Assert(reader->at == reader->end && reader->input_len == 0 && !reader->last);

	if (reader->compression == AWSPIPE_COMPRESSION_AUTO)
	{
		reader->compression = awspipe_compression_detect(data, len);
		if (reader->compression == AWSPIPE_COMPRESSION_GZIP)
			start_gunzip(reader);
	}

	if (len == 0)
		data = "";
	reader->last = last;
	if (reader->gunzip != NULL)
		pgaws_gunzip_input(reader->gunzip, data, len);
	else
	{
		reader->input = data;
		reader->input_len = len;
	}
}

AwspipeLineStatus
awspipe_line_reader_next(AwspipeLineReader *reader, int max_bytes,
						 AwspipeLine *line)
{
	if (reader->returned)
	{
		resetStringInfo(&reader->begun);
		reader->line_at = reader->position;
		reader->overlong = false;
		reader->returned = false;
	}

	while (!reader->ended)
	{
		const char *newline = memchr(reader->at, '\n', reader->end - reader->at);

		if (newline != NULL)
			cut_line(reader, newline, max_bytes, line);
		else
		{
			hold(reader, reader->end, max_bytes);
			if (refill(reader))
				continue;
			if (!reader->last &&
				(reader->gunzip == NULL ||
				 pgaws_gunzip_fault(reader->gunzip) == NULL))
				return AWSPIPE_LINE_NEEDS_INPUT;
			reader->ended = true;
			if (!finish(reader, max_bytes, line))
				break;
		}
		reader->returned = true;
		return AWSPIPE_LINE_FOUND;
	}
	return AWSPIPE_LINE_END;
}

int64
awspipe_line_reader_position(AwspipeLineReader *reader)
{
	return reader->position;
}

/* The next piece of content, as far as the input goes; 0 bytes for none. */
static const char *
read_content(AwspipeLineReader *reader, size_t *len)
{
	if (reader->gunzip != NULL)
	{
		*len = pgaws_gunzip_read(reader->gunzip, reader->inflated,
								 CONTENT_BYTES);
		return reader->inflated;
	}
	*len = reader->input_len;
	reader->input_len = 0;
	return reader->input;
}

/* Brings the next piece of content into view; false when there is none. */
static bool
refill(AwspipeLineReader *reader)
{
	size_t		len;

	do
	{
		size_t		skipped;

		CHECK_FOR_INTERRUPTS();
		reader->at = read_content(reader, &len);
		reader->end = reader->at + len;
		skipped = Min(len, reader->skip);
		reader->at += skipped;
		reader->skip -= skipped;
	} while (len > 0 && reader->at == reader->end);
	return len > 0;
}

/* Takes what is in view, up to there, as a part of the line. */
static void
hold(AwspipeLineReader *reader, const char *upto, int max_bytes)
{
	size_t		len = upto - reader->at;

	/* Besides the text or excerpt, what may turn out not to belong to it */
	size_t		room = Max(max_bytes, AWSPIPE_LINE_EXCERPT) +
		BYTE_ORDER_MARK_LEN + strlen("\r") - reader->begun.len;

	if (len > room)
		reader->overlong = true;
	appendBinaryStringInfo(&reader->begun, reader->at, Min(len, room));
	reader->at = upto;
	reader->position += len;
}

static void
cut_line(AwspipeLineReader *reader, const char *newline, int max_bytes,
		 AwspipeLine *line)
{
	const char *text = reader->at;
	size_t		len = newline - reader->at;

	if (reader->begun.len == 0)
		reader->position += len;
	else
	{
		hold(reader, newline, max_bytes);
		text = reader->begun.data;
		len = reader->begun.len;
	}
	reader->at = newline + 1;
	reader->position++;

	if (len > 0 && text[len - 1] == '\r' && !reader->overlong)
		len--;
	set_line(reader, line, text, len, max_bytes);
}

static bool
is_byte_order_mark(AwspipeLineReader *reader, const char *text, size_t len)
{
	return reader->line_at == 0 && len >= BYTE_ORDER_MARK_LEN &&
		memcmp(text, BYTE_ORDER_MARK, BYTE_ORDER_MARK_LEN) == 0;
}

static void
set_line(AwspipeLineReader *reader, AwspipeLine *line, const char *text,
		 size_t len, int max_bytes)
{
	if (is_byte_order_mark(reader, text, len))
	{
		text += BYTE_ORDER_MARK_LEN;
		len -= BYTE_ORDER_MARK_LEN;
	}
	line->text = text;
	line->len = len;
	line->next_byte = reader->position;
	line->fault = NULL;
	if (reader->overlong || len > max_bytes)
	{
		line->fault = psprintf("line is longer than %d bytes", max_bytes);
		line->len = Min(len, AWSPIPE_LINE_EXCERPT);
	}
}

/* What is left when there is no more content; false when that is no line. */
static bool
finish(AwspipeLineReader *reader, int max_bytes, AwspipeLine *line)
{
	bool		broken = reader->gunzip != NULL &&
		!pgaws_gunzip_is_whole(reader->gunzip);

	if (reader->skip > 0)
	{
		if (broken)
			return false;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("content ends before byte %lld",
						(long long) reader->position),
				 errhint("Read it from the beginning, or name the object that the position is one of.")));
	}
	if (broken)
	{
		set_broken_line(reader, line);
		return true;
	}
	if (reader->begun.len == 0 ||
		(reader->begun.len == BYTE_ORDER_MARK_LEN &&
		 is_byte_order_mark(reader, reader->begun.data, reader->begun.len)))
		return false;
	set_line(reader, line, reader->begun.data, reader->begun.len, max_bytes);
	return true;
}

static void
set_broken_line(AwspipeLineReader *reader, AwspipeLine *line)
{
	const char *fault = pgaws_gunzip_fault(reader->gunzip);

	reader->position++;
	line->text = reader->begun.data;
	line->len = Min(reader->begun.len, AWSPIPE_LINE_EXCERPT);
	line->next_byte = reader->position;
	line->fault = fault == NULL ? "gzip data is cut short" :
		psprintf("gzip data is damaged: %s", fault);
}
