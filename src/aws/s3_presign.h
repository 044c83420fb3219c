/*-------------------------------------------------------------------------
 *
 * s3_presign.h
 *	  Signatures by which others may use S3 for a while.
 *
 * IDENTIFICATION
 *	  src/aws/s3_presign.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_S3_PRESIGN_H
#define PGAWS_S3_PRESIGN_H

#include "aws/sigv4.h"

/* Who signs for what, and until when.  All texts are UTF-8. */
typedef struct PgawsS3Presigning
{
	const char *region;
	const char *url;			/* of the endpoint, and its host header */
	const char *host;
	const PgawsCredentials *credentials;
	const char *bucket;
	const char *key;
	int64		now;			/* seconds since the Unix epoch */
	int			expires;		/* seconds */
} PgawsS3Presigning;

/* What a form may send. */
typedef struct PgawsS3PostPolicy
{
	bool		key_is_prefix;	/* whatever comes behind the key */
	bool		has_length;
	int64		length_min;
	int64		length_max;
	const PgawsHeader *fields;	/* with exactly these values */
	int			nfields;
} PgawsS3PostPolicy;

/* Does signing itself add that parameter or field? */
extern bool pgaws_s3_presign_adds(const char *name);

/* A URL; query is encoded, or NULL. */
extern char *pgaws_s3_presign_url(const PgawsS3Presigning *presigning,
								  const char *method, const char *query);

/* {"url": …, "fields": {…}} for a form whose last field is the file. */
extern char *pgaws_s3_presign_post(const PgawsS3Presigning *presigning,
								   const PgawsS3PostPolicy *policy);

#endif							/* PGAWS_S3_PRESIGN_H */
