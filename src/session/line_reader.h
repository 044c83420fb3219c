/*-------------------------------------------------------------------------
 *
 * line_reader.h
 *	  Lines of text out of content that comes in pieces, perhaps compressed.
 *
 * IDENTIFICATION
 *	  src/session/line_reader.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_LINE_READER_H
#define AWSPIPE_LINE_READER_H

#include "postgres.h"

/* What is shown of a line that is none. */
#define AWSPIPE_LINE_EXCERPT	1024	/* bytes */

typedef enum AwspipeCompression
{
	AWSPIPE_COMPRESSION_AUTO = 0,	/* as the first bytes of the content say */
	AWSPIPE_COMPRESSION_NONE,
	AWSPIPE_COMPRESSION_GZIP
} AwspipeCompression;

typedef struct AwspipeLine
{
	const char *text;			/* without its end; good until the next call */
	size_t		len;
	int64		next_byte;		/* where the next one begins */
	const char *fault;			/* or NULL; then text is the beginning of it */
} AwspipeLine;

typedef enum AwspipeLineStatus
{
	AWSPIPE_LINE_FOUND,
	AWSPIPE_LINE_NEEDS_INPUT,
	AWSPIPE_LINE_END
} AwspipeLineStatus;

typedef struct AwspipeLineReader AwspipeLineReader;

/*
 * Input will begin at byte "input_at" of what is stored, lines behind byte
 * "after" of the content; where it is compressed, input must begin at 0.  In
 * the current memory context, and freed with it.
 */
extern AwspipeLineReader *awspipe_line_reader_create(AwspipeCompression compression,
													 int64 input_at, int64 after);

/*
 * Hands over the next piece, which must stay where it is until more is
 * needed.  "last": there will be no more.
 */
extern void awspipe_line_reader_feed(AwspipeLineReader *reader,
									 const char *data, size_t len, bool last);

/*
 * The next line; one of more than max_bytes is a fault.  Throws 22023 when
 * the content ends before the byte that lines were to begin behind.  Open to
 * interrupts.  An error leaves the reader unusable.
 */
extern AwspipeLineStatus awspipe_line_reader_next(AwspipeLineReader *reader,
												  int max_bytes,
												  AwspipeLine *line);

/* Where the next line begins. */
extern int64 awspipe_line_reader_position(AwspipeLineReader *reader);

/* Is it gzip data that begins like this? */
extern AwspipeCompression awspipe_compression_detect(const char *data, size_t len);

#endif							/* AWSPIPE_LINE_READER_H */
