/*-------------------------------------------------------------------------
 *
 * sigv4.h
 *	  AWS Signature Version 4, in stages that tests can look at.
 *
 * IDENTIFICATION
 *	  src/aws/sigv4.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_SIGV4_H
#define PGAWS_SIGV4_H

#include "aws/credentials.h"
#include "lib/stringinfo.h"

typedef struct PgawsHeader
{
	const char *name;
	const char *value;
} PgawsHeader;

/*
 * A request as it will go over the wire, less what signing adds.
 *
 * path is absolute and already percent-encoded exactly as it will be sent;
 * query (without '?') likewise.  Services other than S3 sign the path
 * normalized and encoded once more: encode_path_twice says so.
 */
typedef struct PgawsSigningInput
{
	/* Identity */
	const char *region;
	const char *signing_name;
	bool		encode_path_twice;	/* all but S3 */
	bool		normalize_path; /* all but S3 */
	bool		sign_payload_header;	/* x-amz-content-sha256, as S3 wants */

	/* Request */
	const char *method;
	const char *path;
	const char *query;			/* NULL or "" when there is none */
	const PgawsHeader *headers; /* must hold host; repeated names allowed,
								 * nothing that signing adds */
	int			nheaders;
	const char *body;
	size_t		body_len;
	const char *payload_hash;	/* instead of hashing body; may be NULL */

	/* Time of signing, as seconds since the Unix epoch */
	int64		now;
} PgawsSigningInput;

/*
 * Every stage's product, allocated in the current memory context, as are
 * temporaries: sign in the context of the request.  headers_to_add are what
 * the sender appends to the request (x-amz-date, x-amz-security-token,
 * x-amz-content-sha256, authorization).
 */
typedef struct PgawsSigningResult
{
	StringInfoData canonical_request;
	StringInfoData string_to_sign;
	char		signature[65];
	char	   *signed_headers; /* names, sorted, with semicolons between */
	PgawsHeader headers_to_add[4];
	int			nheaders_to_add;
	char	   *presigned_query;	/* pgaws_sigv4_presign only */
} PgawsSigningResult;

/*
 * Both work with and without a transaction (they bring a resource owner of
 * their own where there is none) and throw only for out of memory.
 */
extern void pgaws_sigv4_sign(const PgawsSigningInput *input,
							 const PgawsCredentials *credentials,
							 PgawsSigningResult *result);

/*
 * Signature in the query; expires in seconds, 1 to 604800.  presigned_query
 * is the whole query, without '?', to be sent as it is.  The headers given
 * are signed and must be sent by whoever uses the URL; those that could be
 * parameters instead belong into query.
 */
extern void pgaws_sigv4_presign(const PgawsSigningInput *input,
								const PgawsCredentials *credentials,
								int expires, PgawsSigningResult *result);

/*
 * Signature of a text by itself, for S3's POST policies.  signature has room
 * for 65 bytes.
 */
extern void pgaws_sigv4_sign_text(const char *region, const char *signing_name,
								  int64 now,
								  const PgawsCredentials *credentials,
								  const char *text, size_t len,
								  char *signature);

#endif							/* PGAWS_SIGV4_H */
