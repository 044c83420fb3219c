/*-------------------------------------------------------------------------
 *
 * s3.h
 *	  What requests to S3 have in common: limits, paths, queries.
 *
 * IDENTIFICATION
 *	  src/aws/s3.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_S3_H
#define PGAWS_S3_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* S3's limits: docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
#define PGAWS_S3_BUCKET_MIN			3	/* characters */
#define PGAWS_S3_BUCKET_MAX			63
#define PGAWS_S3_KEY_MAX			1024	/* bytes of UTF-8 */
#define PGAWS_S3_METADATA_MAX		2048	/* bytes of names and values */
#define PGAWS_S3_DELETE_MAX			1000	/* keys of one DeleteObjects */
#define PGAWS_S3_PART_BYTES_MIN		(5 * 1024 * 1024)	/* but for the last */
#define PGAWS_S3_PARTS_MAX			10000
#define PGAWS_S3_COPY_BYTES_MAX		(INT64CONST(5) << 30)	/* CopyObject */
#define PGAWS_S3_PRESIGN_MAX_S		604800	/* seven days */

/*
 * Path of a bucket, or of an object in it, exactly as it is signed and sent:
 * every byte of the key is encoded but for what RFC 3986 leaves alone and the
 * slashes, and nothing is normalized, so that "a//b" and "../a" stay keys of
 * their own.  Both are UTF-8; key may be NULL.  palloc'd.
 */
extern char *pgaws_s3_path(const char *bucket, const char *key);

/*
 * What x-amz-copy-source wants: a path, and perhaps a version, which may be
 * NULL.  palloc'd.
 */
extern char *pgaws_s3_copy_source(const char *bucket, const char *key,
								  const char *version_id);

/* Appends a parameter, encoded; value NULL stands for a bare name. */
extern void pgaws_s3_append_query(StringInfo query, const char *name,
								  const char *value);

#endif							/* PGAWS_S3_H */
