/*-------------------------------------------------------------------------
 *
 * gzip.c
 *	  The gzip format, piece by piece, through zlib.
 *
 * zlib takes its memory from the memory context in which a stream was made,
 * so that an error frees it.  The allocator returns NULL when there is none:
 * nothing may be thrown across zlib.
 *
 * A file of several members is the concatenation of what they hold; log
 * shippers write such.  Zeros behind a member are the padding of tapes and
 * block stores, and are passed over as gzip(1) does.  Anything else there is
 * a fault: gzip(1) ignores it with a warning, but it may as well be a member
 * whose beginning is damaged.
 *
 * IDENTIFICATION
 *	  src/aws/gzip.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <zlib.h>

#include "aws/gzip.h"
#include "pg_compat.h"
#include "utils/memutils.h"

/* zlib.h: added to the bits of the window, asks for gzip instead of zlib */
#define WINDOW_BITS		(MAX_WBITS + 16)
/* zlib.h: default */
#define MEMORY_LEVEL	8
#define LEVEL			6

#define OUTPUT_BYTES	(64 * 1024)

struct PgawsGunzip
{
	z_stream	stream;
	bool		in_member;
	bool		has_member;		/* one has ended */
	const char *fault;
};

struct PgawsGzip
{
	z_stream	stream;
	StringInfo	data;
};

static voidpf
allocate(voidpf context, uInt items, uInt size)
{
	return MemoryContextAllocExtended((MemoryContext) context,
									  (Size) items * size, MCXT_ALLOC_NO_OOM);
}

static void
release(voidpf context, voidpf address)
{
	pfree(address);
}

static void
init_stream(z_stream *stream)
{
	stream->zalloc = allocate;
	stream->zfree = release;
	stream->opaque = CurrentMemoryContext;
}

pg_noreturn static void report_no_memory(void);

static void
report_no_memory(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_OUT_OF_MEMORY),
			 errmsg("out of memory"),
			 errdetail("Failed on a gzip stream.")));
}

PgawsGunzip *
pgaws_gunzip_create(void)
{
	PgawsGunzip *gunzip = palloc0(sizeof(PgawsGunzip));

	init_stream(&gunzip->stream);
	if (inflateInit2(&gunzip->stream, WINDOW_BITS) != Z_OK)
		report_no_memory();
	return gunzip;
}

void
pgaws_gunzip_input(PgawsGunzip *gunzip, const char *data, size_t len)
{
	Assert(gunzip->stream.avail_in == 0 || gunzip->fault != NULL);
	Assert(len <= UINT_MAX);
	gunzip->stream.next_in = (Bytef *) unconstify(char *, data);
	gunzip->stream.avail_in = (uInt) len;
}

/* Goes to the next member; false when the input ends before one begins. */
static bool
begin_member(PgawsGunzip *gunzip)
{
	z_stream   *stream = &gunzip->stream;

	while (gunzip->has_member && stream->avail_in > 0 && *stream->next_in == 0)
	{
		stream->next_in++;
		stream->avail_in--;
	}
	if (stream->avail_in == 0)
		return false;
	(void) inflateReset(stream);
	gunzip->in_member = true;
	return true;
}

size_t
pgaws_gunzip_read(PgawsGunzip *gunzip, char *content, size_t size)
{
	z_stream   *stream = &gunzip->stream;

	stream->next_out = (Bytef *) content;
	stream->avail_out = (uInt) size;

	while (stream->avail_out > 0 && gunzip->fault == NULL)
	{
		int			code;

		if (!gunzip->in_member && !begin_member(gunzip))
			break;
		code = inflate(stream, Z_NO_FLUSH);
		if (code == Z_STREAM_END)
		{
			gunzip->in_member = false;
			gunzip->has_member = true;
		}
		else if (code == Z_BUF_ERROR)
			break;				/* all input is used up */
		else if (code == Z_MEM_ERROR)
			report_no_memory();
		else if (code != Z_OK)
			gunzip->fault = stream->msg != NULL ? stream->msg : "invalid data";
	}
	return size - stream->avail_out;
}

const char *
pgaws_gunzip_fault(PgawsGunzip *gunzip)
{
	return gunzip->fault;
}

bool
pgaws_gunzip_is_whole(PgawsGunzip *gunzip)
{
	return gunzip->has_member && !gunzip->in_member && gunzip->fault == NULL;
}

PgawsGzip *
pgaws_gzip_create(StringInfo data)
{
	PgawsGzip  *gzip = palloc0(sizeof(PgawsGzip));

	gzip->data = data;
	init_stream(&gzip->stream);
	if (deflateInit2(&gzip->stream, LEVEL, Z_DEFLATED, WINDOW_BITS,
					 MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		report_no_memory();
	return gzip;
}

/* One call of deflate() into the rest of data; true at the stream's end. */
static bool
compress_some(PgawsGzip *gzip, int flush)
{
	StringInfo	data = gzip->data;
	int			code;

	if (data->len >= MaxAllocSize - OUTPUT_BYTES - 1)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("compressed data is too large for a value")));
	enlargeStringInfo(data, OUTPUT_BYTES);
	gzip->stream.next_out = (Bytef *) data->data + data->len;
	gzip->stream.avail_out = OUTPUT_BYTES;
	code = deflate(&gzip->stream, flush);
	if (code == Z_STREAM_ERROR)
		elog(ERROR, "inconsistent gzip stream");
	data->len += OUTPUT_BYTES - gzip->stream.avail_out;
	return code == Z_STREAM_END;
}

void
pgaws_gzip_append(PgawsGzip *gzip, const char *content, size_t len)
{
	Assert(len <= UINT_MAX);
	gzip->stream.next_in = (Bytef *) unconstify(char *, content);
	gzip->stream.avail_in = (uInt) len;
	while (gzip->stream.avail_in > 0)
		(void) compress_some(gzip, Z_NO_FLUSH);
}

/* The header has no time and no name: zlib's default. */
void
pgaws_gzip_finish(PgawsGzip *gzip)
{
	while (!compress_some(gzip, Z_FINISH))
		;
	(void) deflateEnd(&gzip->stream);
}
