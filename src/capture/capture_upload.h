/*-------------------------------------------------------------------------
 *
 * capture_upload.h
 *	  A capture's objects in S3: put and deleted.
 *
 * IDENTIFICATION
 *	  src/capture/capture_upload.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CAPTURE_UPLOAD_H
#define AWSPIPE_CAPTURE_UPLOAD_H

#include "postgres.h"

#include "aws/aws.h"

/* A bucket, and a client of the owner's for it with a loop of its own. */
typedef struct AwspipeCaptureTarget AwspipeCaptureTarget;

/*
 * Opens it in the current memory context, which must outlive the transaction
 * that this needs: the catalogs are read.  Throws what
 * awspipe_connection_read() throws.
 */
extern AwspipeCaptureTarget *awspipe_capture_target_open(Oid server,
														 const char *server_name,
														 Oid owner,
														 const char *bucket);
extern void awspipe_capture_target_close(AwspipeCaptureTarget *target);

/* Up to len bytes of an object from offset on; less only at its end. */
typedef size_t (*AwspipeCaptureReader) (void *arg, int64 offset, char *data,
										size_t len);

typedef struct AwspipeCaptureObject
{
	const char *key;			/* UTF-8 */
	int64		bytes;
	const char *content_type;	/* NULL: not told; likewise the next */
	const char *content_encoding;
	AwspipeCaptureReader read;
	void	   *arg;
} AwspipeCaptureObject;

/*
 * Puts an object, and returns its ETag in *etag, without quotes, palloc'd.
 * False with *error when S3 has not taken it.  What may pass is for the caller
 * to wait for, and the same can be put again whatever an attempt before has
 * left.  No transaction may be open; the worker exits in here when it is told
 * to stop.  Throws when the object has fewer bytes than it should.
 */
extern bool awspipe_capture_put(AwspipeCaptureTarget *target,
								const AwspipeCaptureObject *object,
								char **etag, PgawsError *error);

/*
 * Deletes an object, and what an attempt to put it may have left, in the same
 * way.  That there is none is a success.
 */
extern bool awspipe_capture_delete(AwspipeCaptureTarget *target,
								   const char *key, PgawsError *error);

#endif							/* AWSPIPE_CAPTURE_UPLOAD_H */
