/*-------------------------------------------------------------------------
 *
 * sql_s3_outbox.c
 *	  SQL functions that write objects of S3 through the outbox.
 *
 * A message has the shape of the operation's input in AWS's API, without the
 * bucket, which is its destination.  aws/s3_write.h says how it is written.
 * No operation of S3's moves an object; MoveObject is named like one.
 *
 * What becomes a header is printable ASCII, so that it arrives as it was
 * given, whatever stands between here and S3.
 *
 * IDENTIFICATION
 *	  src/api/sql_s3_outbox.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "aws/base64.h"
#include "aws/json.h"
#include "aws/s3.h"
#include "aws/s3_write.h"
#include "dispatcher/outbox.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

/* The names of S3's storage classes, of which new ones appear, are shorter */
#define STORAGE_CLASS_MAX	64

PG_FUNCTION_INFO_V1(awspipe_s3_put_object);
PG_FUNCTION_INFO_V1(awspipe_s3_put_object_text);
PG_FUNCTION_INFO_V1(awspipe_s3_put_object_jsonb);
PG_FUNCTION_INFO_V1(awspipe_s3_copy_object);
PG_FUNCTION_INFO_V1(awspipe_s3_move_object);
PG_FUNCTION_INFO_V1(awspipe_s3_delete_object);

PGDLLEXPORT Datum awspipe_s3_put_object(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_s3_put_object_text(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_s3_put_object_jsonb(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_s3_copy_object(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_s3_move_object(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_s3_delete_object(PG_FUNCTION_ARGS);

static int64 put_text(FunctionCallInfo fcinfo, char *text, size_t len,
					  const char *content_type);
static int64 put_bytes(FunctionCallInfo fcinfo, const char *data, size_t len,
					   const char *content_type);

/*
 * All three: server, bucket, key, body, content_type, content_encoding,
 * cache_control, content_disposition, metadata, server_side_encryption,
 * sse_kms_key_id, storage_class, if_none_match, ordering_key, reference
 */
Datum
awspipe_s3_put_object(PG_FUNCTION_ARGS)
{
	bytea	   *body;

	awspipe_require_arguments(fcinfo, 4, "s3_put_object");
	body = PG_GETARG_BYTEA_PP(3);
	PG_RETURN_INT64(put_bytes(fcinfo, VARDATA_ANY(body),
							  VARSIZE_ANY_EXHDR(body), NULL));
}

Datum
awspipe_s3_put_object_text(PG_FUNCTION_ARGS)
{
	text	   *body;

	awspipe_require_arguments(fcinfo, 4, "s3_put_object");
	body = PG_GETARG_TEXT_PP(3);
	PG_RETURN_INT64(put_text(fcinfo, VARDATA_ANY(body), VARSIZE_ANY_EXHDR(body),
							 "text/plain; charset=utf-8"));
}

Datum
awspipe_s3_put_object_jsonb(PG_FUNCTION_ARGS)
{
	StringInfoData text;
	Jsonb	   *body;

	awspipe_require_arguments(fcinfo, 4, "s3_put_object");
	body = PG_GETARG_JSONB_P(3);
	initStringInfo(&text);
	(void) JsonbToCString(&text, &body->root, VARSIZE(body));
	PG_RETURN_INT64(put_text(fcinfo, text.data, text.len, "application/json"));
}

/* Text goes out in UTF-8, whatever the database's encoding. */
static int64
put_text(FunctionCallInfo fcinfo, char *text, size_t len,
		 const char *content_type)
{
	char	   *converted = pg_server_to_any(text, len, PG_UTF8);

	if (converted != text)
		len = strlen(converted);
	return put_bytes(fcinfo, converted, len, content_type);
}

/* Printable ASCII, and no blanks at its ends, which HTTP would drop. */
static bool
is_header_value(const char *value)
{
	size_t		len = strlen(value);

	for (const char *p = value; *p != '\0'; p++)
	{
		if (*p < 0x20 || *p > 0x7e)
			return false;
	}
	return len == 0 || (value[0] != ' ' && value[len - 1] != ' ');
}

/*
 * Appends an argument that becomes a header, and returns what that adds to
 * the system's metadata of the object.
 */
static int64
append_header(StringInfo body, const char *member, const char *argument,
			  const char *value)
{
	if (value == NULL)
		return 0;
	if (!is_header_value(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must consist of printable ASCII characters, without blanks at its ends",
						argument)));
	awspipe_append_member(body, member, value);
	return strlen(argument) + strlen(value);
}

static void
check_metadata(const char *name, const char *value)
{
	size_t		len = strlen(name);

	if (len == 0 ||
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid name of metadata of an S3 object: \"%s\"", name),
				 errdetail("A name consists of lower-case letters, digits, \"-\", \"_\" and \".\"; S3 knows no other case.")));
	if (!is_header_value(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("metadata \"%s\" must consist of printable ASCII characters, without blanks at its ends",
						name)));
}

static void
append_metadata(StringInfo body, Jsonb *metadata)
{
	JsonbIterator *it = JsonbIteratorInit(&metadata->root);
	JsonbIteratorToken token;
	JsonbValue	item;
	char	   *name = NULL;
	int64		size = 0;

	if (!JB_ROOT_IS_OBJECT(metadata))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("metadata must be a JSON object")));

	appendStringInfoString(body, ",\"Metadata\":{");
	while ((token = JsonbIteratorNext(&it, &item, true)) != WJB_DONE)
	{
		char	   *value;

		if (token == WJB_KEY)
			name = pnstrdup(item.val.string.val, item.val.string.len);
		if (token != WJB_VALUE)
			continue;
		if (item.type != jbvString)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("metadata \"%s\" must be a string", name)));
		value = pnstrdup(item.val.string.val, item.val.string.len);
		check_metadata(name, value);
		size += strlen(name) + strlen(value);
		awspipe_append_member(body, name, value);
	}
	appendStringInfoChar(body, '}');
	awspipe_check_bytes("metadata of an S3 object", size, PGAWS_S3_METADATA_MAX);
}

static void
check_encryption(const char *encryption, const char *key_id)
{
	bool		by_kms;

	if (encryption != NULL && strcmp(encryption, "AES256") != 0 &&
		strcmp(encryption, "aws:kms") != 0 &&
		strcmp(encryption, "aws:kms:dsse") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("server_side_encryption must be \"AES256\", \"aws:kms\" or \"aws:kms:dsse\"")));
	by_kms = encryption != NULL && strncmp(encryption, "aws:kms", 7) == 0;
	if (key_id != NULL && !by_kms)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sse_kms_key_id needs server_side_encryption \"aws:kms\" or \"aws:kms:dsse\"")));
}

static void
check_storage_class(const char *class)
{
	size_t		len = strlen(class);

	if (len == 0 || len > STORAGE_CLASS_MAX ||
		strspn(class, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" is not a storage class of S3", class),
				 errhint("Storage classes are written as in STANDARD_IA.")));
}

/*
 * Appends content_type, content_encoding, cache_control,
 * content_disposition, metadata; true when one was given.
 */
static bool
append_content(StringInfo body, FunctionCallInfo fcinfo, int first,
			   const char *content_type)
{
	static const struct
	{
		const char *member;
		const char *argument;
	}			headers[] = {
		{"ContentType", "content_type"},
		{"ContentEncoding", "content_encoding"},
		{"CacheControl", "cache_control"},
		{"ContentDisposition", "content_disposition"}
	};
	int			metadata = first + lengthof(headers);
	int64		size = 0;

	for (int i = 0; i < lengthof(headers); i++)
	{
		const char *value = awspipe_text_argument(fcinfo, first + i);

		if (i == 0 && value == NULL)
			value = content_type;
		size += append_header(body, headers[i].member, headers[i].argument, value);
	}
	awspipe_check_bytes("system-defined metadata of an S3 object", size,
						PGAWS_S3_METADATA_MAX);
	if (!PG_ARGISNULL(metadata))
		append_metadata(body, PG_GETARG_JSONB_P(metadata));
	return size > 0 || !PG_ARGISNULL(metadata);
}

/* Likewise server_side_encryption, sse_kms_key_id, storage_class. */
static bool
append_storage(StringInfo body, FunctionCallInfo fcinfo, int first)
{
	char	   *encryption = awspipe_text_argument(fcinfo, first);
	char	   *key_id = awspipe_text_argument(fcinfo, first + 1);
	char	   *class = awspipe_text_argument(fcinfo, first + 2);
	int64		size = 0;

	check_encryption(encryption, key_id);
	if (class != NULL)
		check_storage_class(class);
	awspipe_append_member(body, "ServerSideEncryption", encryption);
	size = append_header(body, "SSEKMSKeyId", "sse_kms_key_id", key_id);
	awspipe_check_bytes("sse_kms_key_id", size, PGAWS_S3_METADATA_MAX);
	awspipe_append_member(body, "StorageClass", class);
	return encryption != NULL || class != NULL;
}

/* server, bucket, key */
static void
begin_message(AwspipeOutboxMessage *message, StringInfo body,
			  FunctionCallInfo fcinfo, const char *operation)
{
	char	   *bucket = awspipe_text_argument(fcinfo, 1);
	char	   *key = awspipe_text_argument(fcinfo, 2);

	awspipe_s3_check_bucket(bucket);
	awspipe_s3_check_key(key);
	memset(message, 0, sizeof(AwspipeOutboxMessage));
	message->server = awspipe_text_argument(fcinfo, 0);
	message->service = "s3";
	message->resource = bucket;
	message->operation = operation;
	initStringInfo(body);
	appendStringInfoChar(body, '{');
	awspipe_append_member(body, "Key", key);
}

/* ordering_key, reference */
static int64
enqueue(AwspipeOutboxMessage *message, StringInfo body,
		FunctionCallInfo fcinfo, int first)
{
	message->ordering_key = awspipe_text_argument(fcinfo, first);
	message->reference = awspipe_text_argument(fcinfo, first + 1);
	message->body = body->data;
	message->body_len = body->len;
	return awspipe_outbox_enqueue(message);
}

static int64
put_bytes(FunctionCallInfo fcinfo, const char *data, size_t len,
		  const char *content_type)
{
	AwspipeOutboxMessage message;
	StringInfoData body;

	if (len > PGAWS_S3_OBJECT_BYTES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("S3 object is too large for the outbox"),
				 errdetail("It has %zu bytes; a message takes %d.",
						   len, PGAWS_S3_OBJECT_BYTES_MAX)));

	begin_message(&message, &body, fcinfo, "PutObject");
	append_content(&body, fcinfo, 4, content_type);
	append_storage(&body, fcinfo, 9);
	if (!PG_ARGISNULL(12) && PG_GETARG_BOOL(12))
		awspipe_append_member(&body, "IfNoneMatch", "*");
	appendStringInfoString(&body, PGAWS_S3_BODY_MEMBER);
	pgaws_base64_append(&body, data, len);
	appendStringInfoString(&body, "\"}");
	return enqueue(&message, &body, fcinfo, 13);
}

static void
check_version(const char *version_id)
{
	if (version_id != NULL)
		awspipe_check_id("version of an S3 object", version_id,
						 PGAWS_S3_KEY_MAX);
}

/*
 * server, bucket, key, source_bucket, source_key, source_version_id,
 * content_type, content_encoding, cache_control, content_disposition,
 * metadata, server_side_encryption, sse_kms_key_id, storage_class,
 * ordering_key, reference
 */
Datum
awspipe_s3_copy_object(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message;
	StringInfoData body;
	char	   *source_bucket;
	char	   *source_key;
	char	   *version_id;
	bool		replaced;
	bool		changed;

	awspipe_require_arguments(fcinfo, 5, "s3_copy_object");
	source_bucket = awspipe_text_argument(fcinfo, 3);
	source_key = awspipe_text_argument(fcinfo, 4);
	version_id = awspipe_text_argument(fcinfo, 5);
	begin_message(&message, &body, fcinfo, "CopyObject");
	awspipe_s3_check_bucket(source_bucket);
	awspipe_s3_check_key(source_key);
	check_version(version_id);

	awspipe_append_member(&body, "CopySource",
						  pgaws_s3_copy_source(source_bucket,
											   pg_server_to_any(source_key,
																strlen(source_key),
																PG_UTF8),
											   version_id));
	replaced = append_content(&body, fcinfo, 6, NULL);
	if (replaced)
		awspipe_append_member(&body, "MetadataDirective", "REPLACE");
	changed = append_storage(&body, fcinfo, 11) || replaced || version_id != NULL;
	if (!changed && strcmp(message.resource, source_bucket) == 0 &&
		strcmp(text_to_cstring(PG_GETARG_TEXT_PP(2)), source_key) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("copying an S3 object to itself must change something"),
				 errhint("Give content_type, metadata, a storage class or an encryption.")));
	appendStringInfoChar(&body, '}');
	PG_RETURN_INT64(enqueue(&message, &body, fcinfo, 14));
}

/*
 * server, bucket, key, target_bucket, target_key, source_version_id, if_match,
 * server_side_encryption, sse_kms_key_id, storage_class, ordering_key,
 * reference
 */
Datum
awspipe_s3_move_object(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message;
	StringInfoData body;
	char	   *key;
	char	   *target_bucket;
	char	   *target_key;
	char	   *version_id;

	awspipe_require_arguments(fcinfo, 4, "s3_move_object");
	key = awspipe_text_argument(fcinfo, 2);
	target_bucket = awspipe_text_argument(fcinfo, 3);
	target_key = awspipe_text_argument(fcinfo, 4);
	version_id = awspipe_text_argument(fcinfo, 5);
	if (target_key == NULL)
		target_key = key;
	begin_message(&message, &body, fcinfo, "MoveObject");
	awspipe_s3_check_bucket(target_bucket);
	awspipe_s3_check_key(target_key);
	check_version(version_id);
	if (strcmp(message.resource, target_bucket) == 0 &&
		strcmp(key, target_key) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an S3 object cannot be moved to itself"),
				 errhint("Give another target_bucket or target_key.")));

	awspipe_append_member(&body, "TargetBucket", target_bucket);
	awspipe_append_member(&body, "TargetKey", target_key);
	awspipe_append_member(&body, "VersionId", version_id);
	(void) append_header(&body, "IfMatch", "if_match",
						 awspipe_text_argument(fcinfo, 6));
	append_storage(&body, fcinfo, 7);
	appendStringInfoChar(&body, '}');
	PG_RETURN_INT64(enqueue(&message, &body, fcinfo, 10));
}

/* server, bucket, key, version_id, ordering_key, reference */
Datum
awspipe_s3_delete_object(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message;
	StringInfoData body;
	char	   *version_id;

	awspipe_require_arguments(fcinfo, 3, "s3_delete_object");
	version_id = awspipe_text_argument(fcinfo, 3);
	begin_message(&message, &body, fcinfo, "DeleteObject");
	check_version(version_id);
	awspipe_append_member(&body, "VersionId", version_id);
	appendStringInfoChar(&body, '}');
	PG_RETURN_INT64(enqueue(&message, &body, fcinfo, 4));
}
