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
#include "aws/sigv4.h"

char *
pgaws_s3_path(const char *bucket, const char *key)
{
	StringInfoData path;

	initStringInfo(&path);
	appendStringInfoChar(&path, '/');
	pgaws_uri_encode(&path, bucket, strlen(bucket), false);
	if (key != NULL)
	{
		appendStringInfoChar(&path, '/');
		pgaws_uri_encode(&path, key, strlen(key), true);
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
	pgaws_uri_encode(query, name, strlen(name), false);
	appendStringInfoChar(query, '=');
	if (value != NULL)
		pgaws_uri_encode(query, value, strlen(value), false);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

size_t
pgaws_s3_decode(char *text)
{
	char	   *dst = text;

	for (const char *src = text; *src != '\0'; src++)
	{
		int			high = *src == '%' ? hex_value(src[1]) : -1;
		int			low = high >= 0 ? hex_value(src[2]) : -1;

		if (low >= 0)
		{
			*dst++ = (char) (high << 4 | low);
			src += 2;
		}
		else
			*dst++ = *src == '+' ? ' ' : *src;
	}
	*dst = '\0';
	return dst - text;
}
