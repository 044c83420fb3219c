/*-------------------------------------------------------------------------
 *
 * destination_s3.h
 *	  What the files of the destination S3 share.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_s3.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DESTINATION_S3_H
#define AWSPIPE_DESTINATION_S3_H

#include "aws/s3_multipart.h"
#include "dispatcher/destination.h"

/* Of the request's calls. */
extern PgawsS3Caller awspipe_s3_caller(AwspipeRequest *request);

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

/* pgaws_s3_call() for the request. */
extern PgawsCall *awspipe_s3_call(AwspipeRequest *request,
								  const char *operation, const char *method,
								  const char *bucket, const char *key,
								  const char *query,
								  const PgawsS3Headers *headers,
								  const char *body, size_t len);

#endif							/* AWSPIPE_DESTINATION_S3_H */
