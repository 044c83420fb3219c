/*-------------------------------------------------------------------------
 *
 * s3_upload.h
 *	  S3: uploads in parts.
 *
 * IDENTIFICATION
 *	  src/aws/s3_upload.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_S3_UPLOAD_H
#define PGAWS_S3_UPLOAD_H

#include "aws/aws.h"
#include "lib/stringinfo.h"

/*
 * Objects beyond the first go up in parts of the second.  That is a multiple
 * of 3, so that the base64 of each part stands by itself.
 */
#define PGAWS_S3_PUT_BYTES_MAX	(16 * 1024 * 1024)
#define PGAWS_S3_PART_BYTES		(9 * 1024 * 1024)

/*
 * A part that S3 copies: no data of ours, but S3 must be done with it before
 * a request's time is over.
 */
#define PGAWS_S3_COPY_PART_BYTES	(INT64CONST(256) * 1024 * 1024)

typedef struct PgawsS3Part
{
	char	   *etag;
	char	   *crc32c;			/* base64; NULL: it was copied */
} PgawsS3Part;

/* Uploads of one key; more when the answer had no room for others. */
typedef struct PgawsS3Uploads
{
	char	  **ids;
	int			n;
	bool		more;
} PgawsS3Uploads;

/*
 * ListMultipartUploads of what begins with a key, and those in the answer
 * that are of exactly that key, palloc'd.  False with *error when it cannot
 * be understood.
 */
extern char *pgaws_s3_list_uploads_query(const char *key);
extern bool pgaws_s3_parse_uploads(const char *body, size_t len,
								   const char *key, PgawsS3Uploads *uploads,
								   PgawsError *error);

/* CreateMultipartUpload: the upload's id, palloc'd; NULL with *error. */
extern char *pgaws_s3_parse_upload_id(const char *body, size_t len,
									  PgawsError *error);

/* Query that names an upload, and a part of it unless that is 0. */
extern char *pgaws_s3_upload_query(const char *upload_id, int part);

/* Of GetObjectTagging, as x-amz-tagging wants them; NULL with *error. */
extern char *pgaws_s3_parse_tags(const char *body, size_t len,
								 PgawsError *error);

/* CompleteMultipartUpload. */
extern void pgaws_s3_complete_upload(StringInfo xml, const PgawsS3Part *parts,
									 int n);

#endif							/* PGAWS_S3_UPLOAD_H */
