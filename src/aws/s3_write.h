/*-------------------------------------------------------------------------
 *
 * s3_write.h
 *	  S3: what is put, copied and deleted.
 *
 * A message is the input of PutObject, CopyObject or DeleteObject in the
 * shape of AWS's API, as JSON text without white space.  The object itself
 * is its last member, "Body", in base64: so what is before it can be read
 * without it, and the object decoded where it stands, however large.
 *
 * IDENTIFICATION
 *	  src/aws/s3_write.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_S3_WRITE_H
#define PGAWS_S3_WRITE_H

#include "aws/client.h"
#include "aws/json.h"

/*
 * What begins the last member.  It occurs nowhere before: JSON strings have
 * their quotes escaped, and metadata have names in lower case.
 */
#define PGAWS_S3_BODY_MEMBER	",\"Body\":\""

/*
 * The largest object: its base64 and what is around it must fit into a text
 * of PostgreSQL's, which has less than 1 GiB.
 */
#define PGAWS_S3_OBJECT_BYTES_MAX	(512 * 1024 * 1024)

typedef struct PgawsS3Input
{
	PgawsJson  *members;		/* all but the body */
	const char *key;
	const char *body;			/* base64, in the message; NULL: none */
	size_t		body_len;
	int64		bytes;			/* of the object */
} PgawsS3Input;

/*
 * Reads a message, which must stay; the rest is palloc'd.  False when it is
 * not of that shape, or has no key.
 */
extern bool pgaws_s3_input_read(PgawsS3Input *input, const char *text, size_t len);

/* Size of the message's object, 0 without one; is there a condition? */
extern int64 pgaws_s3_input_bytes(const char *text, size_t len);
extern bool pgaws_s3_input_is_conditional(const char *text, size_t len);

/*
 * So many bytes of the object, palloc'd; offset is a multiple of 3.  NULL
 * when that is not base64.
 */
extern char *pgaws_s3_input_decode(const PgawsS3Input *input, int64 offset,
								   int64 bytes);

/* Headers of a request; all zero is none. */
typedef struct PgawsS3Headers
{
	PgawsHeader *list;
	int			n;
	int			size;
} PgawsS3Headers;

extern void pgaws_s3_header(PgawsS3Headers *headers, const char *name,
							const char *value);

/* Those that the message's members stand for; and its condition, if any. */
extern void pgaws_s3_input_headers(PgawsS3Headers *headers,
								   const PgawsS3Input *input);
extern void pgaws_s3_input_condition(PgawsS3Headers *headers,
									 const PgawsS3Input *input);

/* Who makes a call: its client, and what it is known again by. */
typedef struct PgawsS3Caller
{
	PgawsClient *client;
	void	   *owner;
	int			tag;
} PgawsS3Caller;

/*
 * Starts a call: for an object, or for the bucket when key is NULL.  headers
 * may be NULL; the body is copied.
 */
extern PgawsCall *pgaws_s3_call(const PgawsS3Caller *caller,
								const char *operation, const char *method,
								const char *bucket, const char *key,
								const char *query,
								const PgawsS3Headers *headers,
								const char *body, size_t len);

/* PutObject, with the checksum added to the headers. */
extern PgawsCall *pgaws_s3_put(const PgawsS3Caller *caller, const char *bucket,
							   const char *key, PgawsS3Headers *headers,
							   const char *data, size_t len);

/* x-amz-checksum-crc32c: S3 compares it, and keeps it with the object. */
extern char *pgaws_s3_crc32c(const char *data, size_t len);
extern void pgaws_s3_crc32c_header(PgawsS3Headers *headers, const char *data,
								   size_t len);

/*
 * DeleteObjects.  Keys with characters that XML 1.0 cannot carry, or not
 * without changing them, must not go in there.  The answer tells of errors
 * only: visit() is called for each.  False with *error when it cannot be
 * understood.
 */
extern bool pgaws_s3_key_fits_xml(const char *key);
extern void pgaws_s3_delete_begin(StringInfo xml);
extern void pgaws_s3_delete_entry(StringInfo xml, const char *key);
extern void pgaws_s3_delete_end(StringInfo xml);
extern bool pgaws_s3_parse_delete(const char *body, size_t len,
								  void (*visit) (const char *key,
												 const PgawsError *error,
												 void *arg),
								  void *arg, PgawsError *error);

/*
 * The ETag in the answer of CopyObject and CompleteMultipartUpload, palloc'd.
 * These may answer with 200 and fail afterwards: NULL then, with *error.
 */
extern char *pgaws_s3_parse_etag(const char *body, size_t len,
								 PgawsError *error);

/* An answer in XML as JSON; NULL with *error when it is not. */
extern PgawsJson *pgaws_s3_parse_xml(const char *body, size_t len,
									 PgawsError *error);

#endif							/* PGAWS_S3_WRITE_H */
