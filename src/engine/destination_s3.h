/*-------------------------------------------------------------------------
 *
 * destination_s3.h
 *	  What the files of the destination S3 share: uploads in parts.
 *
 * IDENTIFICATION
 *	  src/engine/destination_s3.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DESTINATION_S3_H
#define AWSPIPE_DESTINATION_S3_H

#include "aws/s3_write.h"
#include "engine/destination.h"

/* Starts the first call of an upload, and sets the request's sink_state. */
extern PgawsCall *awspipe_s3_upload_start(AwspipeRequest *request,
										  const PgawsS3Input *input);

/* As in AwspipeSink, for requests with a sink_state. */
extern bool awspipe_s3_upload_proceed(AwspipeRequest *request, PgawsCall *call,
									  PgawsCall **next, PgawsError *error);
extern PgawsCall *awspipe_s3_upload_abandon(AwspipeRequest *request);

/* After the last call. */
extern const char *awspipe_s3_upload_etag(AwspipeRequest *request);

/*
 * Starts a call of the request's: for an object, or for the bucket when key
 * is NULL.  headers may be NULL; the body is copied.
 */
extern PgawsCall *awspipe_s3_call(AwspipeRequest *request,
								  const char *operation, const char *method,
								  const char *key, const char *query,
								  const PgawsS3Headers *headers,
								  const char *body, size_t len);

#endif							/* AWSPIPE_DESTINATION_S3_H */
