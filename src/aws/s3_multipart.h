/*-------------------------------------------------------------------------
 *
 * s3_multipart.h
 *	  Putting or copying a large object into an S3 bucket, in parts.
 *
 * IDENTIFICATION
 *	  src/aws/s3_multipart.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_S3_MULTIPART_H
#define PGAWS_S3_MULTIPART_H

#include "aws/s3_write.h"

/* An object that is to be made of parts. */
typedef struct PgawsS3Object
{
	const char *bucket;
	const char *key;
	int64		bytes;
	int64		part_bytes;		/* more, if that would be too many parts */
	PgawsS3Headers headers;		/* to create it with */
	PgawsS3Headers conditions;	/* to complete it with */

	/*
	 * Its bytes: so many from offset on, palloc'd, or NULL with *error.  NULL
	 * itself: they are of an object that is not to change.
	 */
	char	   *(*read) (void *arg, int64 offset, int64 bytes,
						 PgawsError *error);
	void	   *arg;
	const char *source;			/* as pgaws_s3_copy_source() makes it */
	const char *source_etag;
} PgawsS3Object;

typedef struct PgawsS3Multipart PgawsS3Multipart;

/*
 * Starts the first call of an upload in parts, which is palloc'd; what object
 * points to must stay.  The memory context is to be the same for all calls.
 */
extern PgawsCall *pgaws_s3_multipart_start(const PgawsS3Caller *caller,
										   const PgawsS3Object *object,
										   PgawsS3Multipart **started);

/* The same for nothing but aborting the uploads of a key that were left. */
extern PgawsCall *pgaws_s3_leftovers_start(const PgawsS3Caller *caller,
										   const char *bucket, const char *key,
										   PgawsS3Multipart **started);

/*
 * After a call that succeeded: starts the next and sets *next, or leaves it
 * NULL when that was the last.  False with *error when the answer cannot be
 * understood or says that it failed, or when the bytes cannot be read.
 */
extern bool pgaws_s3_multipart_proceed(PgawsS3Multipart *upload,
									   PgawsCall *call, PgawsCall **next,
									   PgawsError *error);

/*
 * After a failure: starts the call that cleans up, whose owner and tag these
 * are, or returns NULL when there is nothing to be cleaned up.
 */
extern PgawsCall *pgaws_s3_multipart_abandon(PgawsS3Multipart *upload,
											 void *owner, int tag);

/*
 * Says by the error's class that somebody else has aborted the upload, or the
 * one that was about to be: the same may succeed when it begins anew.
 */
extern void pgaws_s3_multipart_failed(PgawsError *error);

/* After the last call. */
extern const char *pgaws_s3_multipart_etag(const PgawsS3Multipart *upload);

#endif							/* PGAWS_S3_MULTIPART_H */
