/*-------------------------------------------------------------------------
 *
 * capture_spool.h
 *	  A temporary file that will be an object.
 *
 * IDENTIFICATION
 *	  src/capture/capture_spool.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CAPTURE_SPOOL_H
#define AWSPIPE_CAPTURE_SPOOL_H

#include "postgres.h"

typedef struct AwspipeCaptureSpool AwspipeCaptureSpool;

/*
 * In the current memory context.  It outlives transactions, counts against
 * temp_file_limit, and is gone when the process is.
 */
extern AwspipeCaptureSpool *awspipe_capture_spool_create(bool gzip);
extern void awspipe_capture_spool_append(AwspipeCaptureSpool *spool,
										 const char *data, size_t len);
extern void awspipe_capture_spool_finish(AwspipeCaptureSpool *spool);
extern void awspipe_capture_spool_close(AwspipeCaptureSpool *spool);

/* Of what was appended, and of what is in the file */
extern int64 awspipe_capture_spool_content(const AwspipeCaptureSpool *spool);
extern int64 awspipe_capture_spool_bytes(const AwspipeCaptureSpool *spool);

/* Reads what is in the file; as AwspipeCaptureReader has it. */
extern size_t awspipe_capture_spool_read(void *spool, int64 offset, char *data,
										 size_t len);

#endif							/* AWSPIPE_CAPTURE_SPOOL_H */
