/*-------------------------------------------------------------------------
 *
 * capture_spool.c
 *	  A temporary file that will be an object.
 *
 * Files are PostgreSQL's own temporary ones, kept across transactions: an
 * upload goes on when no transaction is open.  They are no worker's after a
 * crash, which makes them anew from the WAL, or from the table.
 *
 * IDENTIFICATION
 *	  src/capture/capture_spool.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/gzip.h"
#include "capture/capture_spool.h"
#include "lib/stringinfo.h"
#include "storage/buffile.h"
#include "utils/memutils.h"

/* As buffile.c divides large files, so that they can be addressed by it */
#define SEGMENT_BYTES	0x40000000

struct AwspipeCaptureSpool
{
	MemoryContext context;
	BufFile    *file;
	int64		content;
	int64		bytes;
	PgawsGzip  *gzip;			/* NULL: as it is */
	StringInfoData compressed;	/* that is not in the file yet */
};

AwspipeCaptureSpool *
awspipe_capture_spool_create(bool gzip)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "awspipe spool",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old_context = MemoryContextSwitchTo(context);
	AwspipeCaptureSpool *spool = palloc0(sizeof(AwspipeCaptureSpool));

	spool->context = context;
	spool->file = BufFileCreateTemp(true);
	if (gzip)
	{
		initStringInfo(&spool->compressed);
		spool->gzip = pgaws_gzip_create(&spool->compressed);
	}
	MemoryContextSwitchTo(old_context);
	return spool;
}

static void
write_bytes(AwspipeCaptureSpool *spool, const char *data, size_t len)
{
	BufFileWrite(spool->file, unconstify(char *, data), len);
	spool->bytes += len;
}

static void
write_compressed(AwspipeCaptureSpool *spool)
{
	write_bytes(spool, spool->compressed.data, spool->compressed.len);
	resetStringInfo(&spool->compressed);
}

void
awspipe_capture_spool_append(AwspipeCaptureSpool *spool, const char *data,
							 size_t len)
{
	MemoryContext old_context = MemoryContextSwitchTo(spool->context);

	spool->content += len;
	if (spool->gzip == NULL)
		write_bytes(spool, data, len);
	else
	{
		pgaws_gzip_append(spool->gzip, data, len);
		write_compressed(spool);
	}
	MemoryContextSwitchTo(old_context);
}

void
awspipe_capture_spool_finish(AwspipeCaptureSpool *spool)
{
	MemoryContext old_context = MemoryContextSwitchTo(spool->context);

	if (spool->gzip != NULL)
	{
		pgaws_gzip_finish(spool->gzip);
		write_compressed(spool);
	}
	MemoryContextSwitchTo(old_context);
}

void
awspipe_capture_spool_close(AwspipeCaptureSpool *spool)
{
	BufFileClose(spool->file);
	MemoryContextDelete(spool->context);
}

int64
awspipe_capture_spool_content(const AwspipeCaptureSpool *spool)
{
	return spool->content;
}

int64
awspipe_capture_spool_bytes(const AwspipeCaptureSpool *spool)
{
	return spool->bytes;
}

size_t
awspipe_capture_spool_read(void *arg, int64 offset, char *data, size_t len)
{
	AwspipeCaptureSpool *spool = arg;

	if (BufFileSeek(spool->file, (int) (offset / SEGMENT_BYTES),
					(off_t) (offset % SEGMENT_BYTES), SEEK_SET) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not seek in a temporary file of a capture")));
	return BufFileRead(spool->file, data, len);
}
