/*-------------------------------------------------------------------------
 *
 * s3_operation.h
 *	  S3: operations on buckets, for set-up and inspection.
 *
 * IDENTIFICATION
 *	  src/aws/s3_operation.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_S3_OPERATION_H
#define PGAWS_S3_OPERATION_H

#include "aws/json.h"
#include "aws/s3_write.h"

/* What an operation is about, and so which members its input must have. */
typedef enum PgawsS3Scope
{
	PGAWS_S3_ACCOUNT,
	PGAWS_S3_BUCKET,			/* Bucket */
	PGAWS_S3_OBJECT,			/* Bucket, Key */
	PGAWS_S3_UPLOAD				/* Bucket, Key, UploadId */
} PgawsS3Scope;

typedef struct PgawsS3Operation
{
	const char *name;
	const char *method;
	PgawsS3Scope scope;
	const char *subresource;	/* parameter without a value; NULL: none */
	const char *body;			/* member of the input; NULL: none */
} PgawsS3Operation;

typedef struct PgawsS3Request
{
	char	   *path;
	StringInfoData query;
	PgawsS3Headers headers;
	StringInfoData body;
} PgawsS3Request;

/* The operation of that name, or NULL; the i-th, or NULL behind the last. */
extern const PgawsS3Operation *pgaws_s3_operation_find(const char *name);
extern const PgawsS3Operation *pgaws_s3_operation_at(int i);

/* Is it a policy, that is JSON, that goes in or comes out? */
extern bool pgaws_s3_operation_is_policy(const PgawsS3Operation *operation);

/*
 * Makes the request, palloc'd, out of the operation's input.  Bucket and Key
 * are for the caller to check.  False with *error (PGAWS_REJECTED) when a
 * member is missing, unknown or of another kind.
 */
extern bool pgaws_s3_operation_request(const PgawsS3Operation *operation,
									   PgawsJson *input, const char *region,
									   PgawsS3Request *request,
									   PgawsError *error);

#endif							/* PGAWS_S3_OPERATION_H */
