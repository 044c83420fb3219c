/*-------------------------------------------------------------------------
 *
 * s3.c
 *	  What requests to S3 have in common: paths and queries.
 *
 * Buckets are named in the path, not in the host: any name can be used with
 * TLS, and one endpoint does for all, which is what emulators and gateways
 * need.
 *
 * IDENTIFICATION
 *	  src/aws/s3.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/s3.h"
#include "aws/url.h"

char *
pgaws_s3_path(const char *bucket, const char *key)
{
	StringInfoData path;

	initStringInfo(&path);
	appendStringInfoChar(&path, '/');
	pgaws_url_encode(&path, bucket, strlen(bucket), false);
	if (key != NULL)
	{
		appendStringInfoChar(&path, '/');
		pgaws_url_encode(&path, key, strlen(key), true);
	}
	return path.data;
}

char *
pgaws_s3_copy_source(const char *bucket, const char *key,
					 const char *version_id)
{
	char	   *path = pgaws_s3_path(bucket, key);
	StringInfoData query;

	if (version_id == NULL)
		return path;
	initStringInfo(&query);
	pgaws_s3_append_query(&query, "versionId", version_id);
	return psprintf("%s?%s", path, query.data);
}

void
pgaws_s3_append_query(StringInfo query, const char *name, const char *value)
{
	if (query->len > 0)
		appendStringInfoChar(query, '&');
	pgaws_url_encode(query, name, strlen(name), false);
	appendStringInfoChar(query, '=');
	if (value != NULL)
		pgaws_url_encode(query, value, strlen(value), false);
}
