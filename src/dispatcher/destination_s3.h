/*-------------------------------------------------------------------------
 *
 * destination_s3.h
 *	  What the files of the destination S3 share: uploads in parts, moves.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_s3.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DESTINATION_S3_H
#define AWSPIPE_DESTINATION_S3_H

#include "aws/s3_write.h"
#include "dispatcher/destination.h"

/* An object that is to be made of parts. */
typedef struct AwspipeS3Object
{
	const char *bucket;
	const char *key;
	int64		bytes;
	int64		part_bytes;
	PgawsS3Headers headers;		/* to create it with */

	/* Its bytes: of a message, or else of an object that is not to change */
	const PgawsS3Input *input;
	const char *source;			/* as pgaws_s3_copy_source() makes it */
	const char *source_etag;
} AwspipeS3Object;

typedef struct AwspipeS3Upload AwspipeS3Upload;

/* Starts the first call of an upload in parts, which is palloc'd. */
extern PgawsCall *awspipe_s3_upload_start(AwspipeRequest *request,
										  const AwspipeS3Object *object,
										  AwspipeS3Upload **started);

/* As in AwspipeSink. */
extern bool awspipe_s3_upload_proceed(AwspipeRequest *request,
									  AwspipeS3Upload *upload, PgawsCall *call,
									  PgawsCall **next, PgawsError *error);
extern PgawsCall *awspipe_s3_upload_abandon(AwspipeRequest *request,
											AwspipeS3Upload *upload);

/* After the last call. */
extern const char *awspipe_s3_upload_etag(const AwspipeS3Upload *upload);

/*
 * Moves, with a sink_state of their own.  start() returns NULL when the
 * message cannot be read; the others as in AwspipeSink.
 */
extern PgawsCall *awspipe_s3_move_start(AwspipeRequest *request,
										const PgawsS3Input *input);
extern bool awspipe_s3_move_expects(AwspipeRequest *request,
									const PgawsError *error);
extern bool awspipe_s3_move_proceed(AwspipeRequest *request, PgawsCall *call,
									PgawsCall **next, PgawsError *error);
extern PgawsCall *awspipe_s3_move_abandon(AwspipeRequest *request);
extern void awspipe_s3_move_failed(AwspipeRequest *request, PgawsError *error);

/* After the last call: of the copy. */
extern const char *awspipe_s3_move_etag(AwspipeRequest *request);

/*
 * Starts a call of the request's: for an object, or for the bucket when key
 * is NULL.  headers may be NULL; the body is copied.
 */
extern PgawsCall *awspipe_s3_call(AwspipeRequest *request,
								  const char *operation, const char *method,
								  const char *bucket, const char *key,
								  const char *query,
								  const PgawsS3Headers *headers,
								  const char *body, size_t len);

#endif							/* AWSPIPE_DESTINATION_S3_H */
