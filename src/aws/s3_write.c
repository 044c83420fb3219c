/*-------------------------------------------------------------------------
 *
 * s3_write.c
 *	  S3: what is put, copied and deleted.
 *
 * IDENTIFICATION
 *	  src/aws/s3_write.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/base64.h"
#include "aws/batch.h"
#include "aws/s3.h"
#include "aws/s3_write.h"
#include "aws/xml.h"
#include "port/pg_bswap.h"
#include "port/pg_crc32c.h"

/* Members of the input, and the headers that carry them */
static const struct
{
	const char *member;
	const char *header;
}			member_headers[] = {
	{"CacheControl", "cache-control"},
	{"ContentDisposition", "content-disposition"},
	{"ContentEncoding", "content-encoding"},
	{"ContentType", "content-type"},
	{"CopySource", "x-amz-copy-source"},
	{"MetadataDirective", "x-amz-metadata-directive"},
	{"SSEKMSKeyId", "x-amz-server-side-encryption-aws-kms-key-id"},
	{"ServerSideEncryption", "x-amz-server-side-encryption"},
	{"StorageClass", "x-amz-storage-class"}
};

/* Where the body begins, or NULL. */
static const char *
find_body(const char *text)
{
	const char *member = strstr(text, PGAWS_S3_BODY_MEMBER);

	return member != NULL ? member + strlen(PGAWS_S3_BODY_MEMBER) : NULL;
}

/* The base64 ends with the message: "} */
static size_t
body_length(const char *text, size_t len, const char *body)
{
	size_t		rest = len - (body - text);

	return rest >= strlen("\"}") ? rest - strlen("\"}") : 0;
}

static int64
decoded_length(const char *body, size_t len)
{
	int64		bytes = (int64) len / 4 * 3;

	if (len >= 4 && body[len - 1] == '=')
		bytes -= body[len - 2] == '=' ? 2 : 1;
	return bytes;
}

/* What is before the body, as a document of its own. */
static PgawsJson *
parse_members(const char *text, size_t len, const char *body)
{
	StringInfoData head;

	if (body == NULL)
		return pgaws_json_parse(text, len);
	initStringInfo(&head);
	appendBinaryStringInfo(&head, text,
						   body - strlen(PGAWS_S3_BODY_MEMBER) - text);
	appendStringInfoChar(&head, '}');
	return pgaws_json_parse(head.data, head.len);
}

bool
pgaws_s3_input_read(PgawsS3Input *input, const char *text, size_t len)
{
	const char *body = find_body(text);

	memset(input, 0, sizeof(PgawsS3Input));
	if (body != NULL)
	{
		input->body = body;
		input->body_len = body_length(text, len, body);
		if (input->body_len % 4 != 0 ||
			strcmp(body + input->body_len, "\"}") != 0)
			return false;
		input->bytes = decoded_length(body, input->body_len);
	}
	input->members = parse_members(text, len, body);
	if (input->members == NULL)
		return false;
	input->key = pgaws_json_get_text(input->members, "Key");
	return input->key != NULL && *input->key != '\0';
}

int64
pgaws_s3_input_bytes(const char *text, size_t len)
{
	const char *body = find_body(text);

	return body == NULL ? 0 :
		decoded_length(body, body_length(text, len, body));
}

bool
pgaws_s3_input_is_conditional(const char *text, size_t len)
{
	const char *body = find_body(text);
	const char *condition = strstr(text, "\"IfNoneMatch\":");

	return condition != NULL && (body == NULL || condition < body);
}

char *
pgaws_s3_input_decode(const PgawsS3Input *input, int64 offset, int64 bytes)
{
	int64		start = offset / 3 * 4;
	int64		len = Min((bytes + 2) / 3 * 4, (int64) input->body_len - start);
	char	   *data;

	Assert(offset % 3 == 0);
	data = palloc(PGAWS_BASE64_DECODED_MAX(len));
	if (pgaws_base64_decode(input->body + start, len, data) == bytes)
		return data;
	pfree(data);
	return NULL;
}

void
pgaws_s3_header(PgawsS3Headers *headers, const char *name, const char *value)
{
	if (headers->n == headers->size)
	{
		headers->size = Max(16, headers->size * 2);
		headers->list = headers->list == NULL ?
			palloc(headers->size * sizeof(PgawsHeader)) :
			repalloc(headers->list, headers->size * sizeof(PgawsHeader));
	}
	headers->list[headers->n].name = name;
	headers->list[headers->n].value = value;
	headers->n++;
}

static void
add_metadata(const char *name, PgawsJson *value, void *arg)
{
	const char *text = pgaws_json_text(value);

	if (text != NULL)
		pgaws_s3_header(arg, psprintf("x-amz-meta-%s", name), text);
}

void
pgaws_s3_input_headers(PgawsS3Headers *headers, const PgawsS3Input *input)
{
	for (int i = 0; i < lengthof(member_headers); i++)
	{
		const char *value = pgaws_json_get_text(input->members,
												member_headers[i].member);

		if (value != NULL)
			pgaws_s3_header(headers, member_headers[i].header, value);
	}
	pgaws_json_each(pgaws_json_get(input->members, "Metadata"), add_metadata,
					headers);
}

void
pgaws_s3_input_condition(PgawsS3Headers *headers, const PgawsS3Input *input)
{
	const char *value = pgaws_json_get_text(input->members, "IfNoneMatch");

	if (value != NULL)
		pgaws_s3_header(headers, "if-none-match", value);
}

/* In base64, the highest byte first. */
char *
pgaws_s3_crc32c(const char *data, size_t len)
{
	StringInfoData text;
	pg_crc32c	crc;
	uint32		bytes;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, data, len);
	FIN_CRC32C(crc);
	bytes = pg_hton32((uint32) crc);
	initStringInfo(&text);
	pgaws_base64_append(&text, (char *) &bytes, sizeof(bytes));
	return text.data;
}

void
pgaws_s3_crc32c_header(PgawsS3Headers *headers, const char *data, size_t len)
{
	pgaws_s3_header(headers, "x-amz-checksum-crc32c", pgaws_s3_crc32c(data, len));
}

PgawsCall *
pgaws_s3_call(const PgawsS3Caller *caller, const char *operation,
			  const char *method, const char *bucket, const char *key,
			  const char *query, const PgawsS3Headers *headers,
			  const char *body, size_t len)
{
	return pgaws_call_http(caller->client, pgaws_service_find("s3"),
						   operation, method,
						   pgaws_s3_path(bucket, key), query,
						   headers != NULL ? headers->list : NULL,
						   headers != NULL ? headers->n : 0,
						   body, len, caller->owner, caller->tag);
}

PgawsCall *
pgaws_s3_put(const PgawsS3Caller *caller, const char *bucket, const char *key,
			 PgawsS3Headers *headers, const char *data, size_t len)
{
	pgaws_s3_crc32c_header(headers, data, len);
	return pgaws_s3_call(caller, "PutObject", "PUT", bucket, key, NULL,
						 headers, data, len);
}

/*
 * XML 1.0 has no characters below a space but three, which attributes and
 * line ends may change, and not U+FFFE and U+FFFF.
 */
bool
pgaws_s3_key_fits_xml(const char *key)
{
	for (const unsigned char *p = (const unsigned char *) key; *p != '\0'; p++)
	{
		if (*p < 0x20 || (p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe))
			return false;
	}
	return true;
}

void
pgaws_s3_delete_begin(StringInfo xml)
{
	appendStringInfoString(xml, "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
}

void
pgaws_s3_delete_entry(StringInfo xml, const char *key)
{
	appendStringInfoString(xml, "<Object><Key>");
	pgaws_xml_append_text(xml, key);
	appendStringInfoString(xml, "</Key></Object>");
}

void
pgaws_s3_delete_end(StringInfo xml)
{
	appendStringInfoString(xml, "<Quiet>true</Quiet></Delete>");
}

PgawsJson *
pgaws_s3_parse_xml(const char *body, size_t len, PgawsError *error)
{
	StringInfoData json;
	PgawsJson  *answer;

	/* S3 sends blanks while it works; a declaration must come first */
	for (; len > 0 && (*body == ' ' || *body == '\n' || *body == '\r'); len--)
		body++;

	initStringInfo(&json);
	if (!pgaws_xml_document_to_json(&json, body, len, error))
		return NULL;
	answer = pgaws_json_parse(json.data, json.len);
	if (answer == NULL)
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of S3 cannot be read");
	return answer;
}

/*
 * S3 may find out that it fails after it has begun an answer of success.
 * SDKs treat that as a breakdown of the service: 500.
 */
static bool
is_error(PgawsJson *answer, PgawsError *error)
{
	const char *code = pgaws_json_get_text(answer, "Code");

	if (code == NULL)
		return false;
	pgaws_batch_error_set(error, false, code,
						  pgaws_json_get_text(answer, "Message"));
	error->maybe_sent = true;
	return true;
}

bool
pgaws_s3_parse_delete(const char *body, size_t len,
					  void (*visit) (const char *key, const PgawsError *error,
									 void *arg),
					  void *arg, PgawsError *error)
{
	PgawsJson  *answer = pgaws_s3_parse_xml(body, len, error);
	PgawsJson  *errors;
	int			n;

	if (answer == NULL || is_error(answer, error))
		return false;

	/* One alone is no array */
	errors = pgaws_json_get(answer, "Error");
	n = pgaws_json_is_object(errors) ? 1 : pgaws_json_length(errors);
	for (int i = 0; i < n; i++)
	{
		PgawsJson  *entry = pgaws_json_is_object(errors) ? errors :
			pgaws_json_at(errors, i);
		const char *code = pgaws_json_get_text(entry, "Code");
		PgawsError	entry_error;

		pgaws_batch_error_set(&entry_error, true, code != NULL ? code : "",
							  pgaws_json_get_text(entry, "Message"));
		visit(pgaws_json_get_text(entry, "Key"), &entry_error, arg);
	}
	return true;
}

char *
pgaws_s3_parse_etag(const char *body, size_t len, PgawsError *error)
{
	PgawsJson  *answer = pgaws_s3_parse_xml(body, len, error);
	const char *etag;

	if (answer == NULL)
		return NULL;
	etag = pgaws_json_get_text(answer, "ETag");
	if (etag != NULL)
		return pstrdup(etag);

	if (!is_error(answer, error))
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of S3 has neither an ETag nor an error");
	return NULL;
}
