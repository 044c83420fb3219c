/*-------------------------------------------------------------------------
 *
 * fuzz_lines.c
 *	  Lines of content, plain, compressed and damaged, under libFuzzer.
 *
 * Promises: how the input is cut into pieces makes no difference; from each
 * line on a reader that begins there reads the same; the end is an end.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_lines.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/gzip.h"
#include "session/line_reader.h"
#include "shim.h"

/* The first bytes of an input say what is done with the rest */
#define OPTION_BYTES	5
#define LINES_MAX		1000

typedef struct Lines
{
	int			n;
	AwspipeLine line[LINES_MAX];
} Lines;

/* The length of the next piece; all that is left without a seed. */
static size_t
next_length(size_t left, uint32 *seed)
{
	if (*seed == 0)
		return left;
	*seed = *seed * 1103515245 + 12345;
	return Min(left, (*seed >> 16) % 7 + PGAWS_GZIP_MAGIC_LEN);
}

/* Pieces are in memory of their own length, for the sanitizer to watch. */
static Lines *
read_lines(const uint8 *data, size_t size, AwspipeCompression compression,
		   int64 after, int max_bytes, uint32 seed)
{
	int64		at = compression == AWSPIPE_COMPRESSION_NONE && after > 0 ?
		after - 1 : 0;
	AwspipeLineReader *reader = awspipe_line_reader_create(compression, at, after);
	AwspipeLineStatus status;
	AwspipeLine line;
	Lines	   *lines = palloc0(sizeof(Lines));
	char	   *piece = NULL;

	while ((status = awspipe_line_reader_next(reader, max_bytes, &line)) !=
		   AWSPIPE_LINE_END)
	{
		if (status == AWSPIPE_LINE_NEEDS_INPUT)
		{
			size_t		len = next_length(size - at, &seed);

			free(piece);
			piece = malloc(len);
			if (len > 0)
				memcpy(piece, data + at, len);
			at += len;
			awspipe_line_reader_feed(reader, piece, len, at == size);
		}
		else if (lines->n < LINES_MAX)
		{
			char	   *text = palloc(line.len + 1);

			shim_require(line.next_byte == awspipe_line_reader_position(reader));
			memcpy(text, line.text, line.len);
			line.text = text;
			lines->line[lines->n++] = line;
		}
	}
	shim_require(awspipe_line_reader_next(reader, max_bytes, &line) ==
				 AWSPIPE_LINE_END);
	free(piece);
	return lines;
}

/* Are these the lines from there on? */
static void
require_same(const Lines *all, int from, const Lines *some)
{
	shim_require(all->n == LINES_MAX || all->n - from == some->n);
	for (int i = from; i < all->n; i++)
	{
		const AwspipeLine *a = &all->line[i];
		const AwspipeLine *b = &some->line[i - from];

		shim_require(a->next_byte == b->next_byte && a->len == b->len &&
					 memcmp(a->text, b->text, a->len) == 0);
		shim_require((a->fault == NULL) == (b->fault == NULL) &&
					 (a->fault == NULL || strcmp(a->fault, b->fault) == 0));
	}
}

/* Two members, and perhaps damage. */
static void
compress(StringInfo compressed, const uint8 *options, const uint8 *data,
		 size_t size)
{
	size_t		half = size * options[3] / 256;
	PgawsGzip  *gzip = pgaws_gzip_create(compressed);

	pgaws_gzip_append(gzip, (const char *) data, half);
	pgaws_gzip_finish(gzip);
	gzip = pgaws_gzip_create(compressed);
	pgaws_gzip_append(gzip, (const char *) data + half, size - half);
	pgaws_gzip_finish(gzip);

	if (options[4] % 4 == 0)
		compressed->len = compressed->len * options[3] / 256;
	else if (options[4] % 4 == 1)
		compressed->data[compressed->len * options[3] / 256] ^= options[4];
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	const uint8 *options = data;
	AwspipeCompression compression;
	StringInfoData compressed;
	int			max_bytes;
	Lines	   *all;

	if (size < OPTION_BYTES)
		return 0;
	data += OPTION_BYTES;
	size -= OPTION_BYTES;
	max_bytes = options[1] + 1;
	compression = (AwspipeCompression) (options[0] % 3);

	shim_start();
	initStringInfo(&compressed);
	if (options[0] & 0x80)
	{
		compress(&compressed, options, data, size);
		data = (const uint8 *) compressed.data;
		size = compressed.len;
	}

	all = read_lines(data, size, compression, 0, max_bytes, 0);
	require_same(all, 0, read_lines(data, size, compression, 0, max_bytes,
									options[2] + 1));
	if (compression == AWSPIPE_COMPRESSION_AUTO)
		compression = awspipe_compression_detect((const char *) data, size);
	for (int i = 0; i < Min(all->n, 20); i++)
		require_same(all, i + 1,
					 read_lines(data, size, compression, all->line[i].next_byte,
								max_bytes, i % 2 * (options[2] + 1)));
	shim_stop();
	return 0;
}
