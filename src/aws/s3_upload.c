/*-------------------------------------------------------------------------
 *
 * s3_upload.c
 *	  S3: uploads in parts.
 *
 * IDENTIFICATION
 *	  src/aws/s3_upload.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/s3.h"
#include "aws/s3_upload.h"
#include "aws/s3_write.h"
#include "aws/url.h"
#include "aws/xml.h"

/*
 * Keys are asked for in an encoding of their own: XML cannot carry all that
 * a key may hold.
 */
char *
pgaws_s3_list_uploads_query(const char *key)
{
	StringInfoData query;

	initStringInfo(&query);
	pgaws_s3_append_query(&query, "encoding-type", "url");
	pgaws_s3_append_query(&query, "prefix", key);
	pgaws_s3_append_query(&query, "uploads", NULL);
	return query.data;
}

static bool
is_truncated(PgawsJson *answer)
{
	const char *text = pgaws_json_get_text(answer, "IsTruncated");

	return text != NULL && strcmp(text, "true") == 0;
}

static bool
is_of_key(PgawsJson *upload, const char *key, bool encoded)
{
	const char *text = pgaws_json_get_text(upload, "Key");
	char	   *decoded;

	if (text == NULL || !encoded)
		return text != NULL && strcmp(text, key) == 0;
	decoded = pstrdup(text);
	(void) pgaws_url_decode(decoded, strlen(decoded), true);
	return strcmp(decoded, key) == 0;
}

/* A key comes before those that it begins; so after another there are none. */
bool
pgaws_s3_parse_uploads(const char *body, size_t len, const char *key,
					   PgawsS3Uploads *uploads, PgawsError *error)
{
	PgawsJson  *answer = pgaws_s3_parse_xml(body, len, error);
	PgawsJson  *listed;
	bool		alone;
	bool		encoded;
	int			n;

	if (answer == NULL)
		return false;

	/* Not everything that speaks like S3 encodes keys */
	encoded = pgaws_json_get(answer, "EncodingType") != NULL;
	listed = pgaws_json_get(answer, "Upload");
	alone = pgaws_json_is_object(listed);
	n = alone ? 1 : pgaws_json_length(listed);
	uploads->ids = palloc((n + 1) * sizeof(char *));
	uploads->n = 0;
	for (int i = 0; i < n; i++)
	{
		PgawsJson  *upload = alone ? listed : pgaws_json_at(listed, i);
		const char *id = pgaws_json_get_text(upload, "UploadId");

		if (id != NULL && is_of_key(upload, key, encoded))
			uploads->ids[uploads->n++] = pstrdup(id);
	}
	uploads->more = n > 0 && uploads->n == n && is_truncated(answer);
	return true;
}

char *
pgaws_s3_parse_upload_id(const char *body, size_t len, PgawsError *error)
{
	PgawsJson  *answer = pgaws_s3_parse_xml(body, len, error);
	const char *id;

	if (answer == NULL)
		return NULL;
	id = pgaws_json_get_text(answer, "UploadId");
	if (id == NULL || *id == '\0')
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of CreateMultipartUpload has no upload id");
		return NULL;
	}
	return pstrdup(id);
}

char *
pgaws_s3_parse_tags(const char *body, size_t len, PgawsError *error)
{
	PgawsJson  *answer = pgaws_s3_parse_xml(body, len, error);
	PgawsJson  *listed;
	StringInfoData tags;
	bool		alone;
	int			n;

	if (answer == NULL)
		return NULL;
	listed = pgaws_json_get(pgaws_json_get(answer, "TagSet"), "Tag");
	alone = pgaws_json_is_object(listed);
	n = alone ? 1 : pgaws_json_length(listed);
	initStringInfo(&tags);
	for (int i = 0; i < n; i++)
	{
		PgawsJson  *tag = alone ? listed : pgaws_json_at(listed, i);
		const char *key = pgaws_json_get_text(tag, "Key");

		if (key != NULL)
			pgaws_s3_append_query(&tags, key, pgaws_json_get_text(tag, "Value"));
	}
	return tags.data;
}

char *
pgaws_s3_upload_query(const char *upload_id, int part)
{
	StringInfoData query;
	char		number[12];

	initStringInfo(&query);
	if (part > 0)
	{
		snprintf(number, sizeof(number), "%d", part);
		pgaws_s3_append_query(&query, "partNumber", number);
	}
	pgaws_s3_append_query(&query, "uploadId", upload_id);
	return query.data;
}

void
pgaws_s3_complete_upload(StringInfo xml, const PgawsS3Part *parts, int n)
{
	appendStringInfoString(xml, "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
	for (int i = 0; i < n; i++)
	{
		appendStringInfoString(xml, "<Part><ETag>");
		pgaws_xml_append_text(xml, parts[i].etag);
		appendStringInfo(xml, "</ETag><PartNumber>%d</PartNumber>", i + 1);
		if (parts[i].crc32c != NULL)
			appendStringInfo(xml, "<ChecksumCRC32C>%s</ChecksumCRC32C>",
							 parts[i].crc32c);
		appendStringInfoString(xml, "</Part>");
	}
	appendStringInfoString(xml, "</CompleteMultipartUpload>");
}
