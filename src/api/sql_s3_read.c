/*-------------------------------------------------------------------------
 *
 * sql_s3_read.c
 *	  SQL functions that read objects of S3 and what it knows of them.
 *
 * They ask at once, in the caller's transaction; see src/session/immediate.c.
 *
 * An object is received whole before it becomes a value, and
 * pgawspipe.max_response_size says how much that may be; larger objects are
 * read in ranges.  What S3 announces to be larger is not even begun.
 *
 * IDENTIFICATION
 *	  src/api/sql_s3_read.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "aws/s3.h"
#include "aws/s3_list.h"
#include "aws/url.h"
#include "base/settings.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "session/immediate.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#define METADATA_PREFIX "x-amz-meta-"

/* Headers that tell of an object, and what they are called in SQL. */
static const struct
{
	const char *header;
	const char *member;
}			properties[] = {
	{"cache-control", "cache_control"},
	{"content-disposition", "content_disposition"},
	{"content-encoding", "content_encoding"},
	{"content-language", "content_language"},
	{"content-type", "content_type"},
	{"x-amz-archive-status", "archive_status"},
	{"x-amz-replication-status", "replication_status"},
	{"x-amz-restore", "restore"},
	{"x-amz-server-side-encryption", "server_side_encryption"},
	{"x-amz-server-side-encryption-aws-kms-key-id", "sse_kms_key_id"},
	{"x-amz-storage-class", "storage_class"},
	{"x-amz-version-id", "version_id"}
};

/* What is made of an object's headers. */
typedef struct Description
{
	StringInfoData members;
	StringInfoData metadata;
} Description;

static PgawsCall *request_object(FunctionCallInfo fcinfo, const char *operation,
								 const char *method, int version,
								 const PgawsHeader *headers, int nheaders);
static char *range_argument(FunctionCallInfo fcinfo, int first, int last);
static void check_size(PgawsCall *call, const char *key);
static Datum finish(PgawsCall *call,
					Datum (*read) (PgawsCall *call, const char *range),
					const char *range);
static Datum read_object(PgawsCall *call, const char *range);
static Datum read_description(PgawsCall *call, const char *range);

PG_FUNCTION_INFO_V1(awspipe_s3_get_object);
PG_FUNCTION_INFO_V1(awspipe_s3_head_object);

PGDLLEXPORT Datum awspipe_s3_get_object(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_s3_head_object(PG_FUNCTION_ARGS);

/* server, bucket, key, first_byte, last_byte, if_match, version_id */
Datum
awspipe_s3_get_object(PG_FUNCTION_ARGS)
{
	PgawsHeader headers[2];
	PgawsCall  *call;
	char	   *range;
	int			n = 0;

	awspipe_require_arguments(fcinfo, 3, "s3_get_object");
	range = range_argument(fcinfo, 3, 4);
	if (range != NULL)
		headers[n++] = (PgawsHeader) {"range", psprintf("bytes=%s", range)};
	if (!PG_ARGISNULL(5))
	{
		headers[n].name = "if-match";
		headers[n++].value = pgaws_s3_etag_quoted(awspipe_text_argument(fcinfo, 5));
	}

	call = request_object(fcinfo, "GetObject", "GET", 6, headers, n);
	check_size(call, awspipe_text_argument(fcinfo, 2));
	if (pgaws_call_error(call) != NULL)
		awspipe_immediate_fail(call, pgaws_service_find("s3"));
	PG_RETURN_DATUM(finish(call, read_object, range));
}

/* server, bucket, key, version_id */
Datum
awspipe_s3_head_object(PG_FUNCTION_ARGS)
{
	const PgawsError *error;
	PgawsCall  *call;

	awspipe_require_arguments(fcinfo, 3, "s3_head_object");
	call = request_object(fcinfo, "HeadObject", "HEAD", 3, NULL, 0);
	error = pgaws_call_error(call);
	if (error != NULL && error->http_status == 404)
	{
		pgaws_call_free(call);
		PG_RETURN_NULL();
	}
	if (error != NULL)
		awspipe_immediate_fail(call, pgaws_service_find("s3"));
	PG_RETURN_DATUM(finish(call, read_description, NULL));
}

/*
 * Of server, bucket and key, the first arguments of both, and the version that
 * another one names; waits for it.
 */
static PgawsCall *
request_object(FunctionCallInfo fcinfo, const char *operation,
			   const char *method, int version,
			   const PgawsHeader *headers, int nheaders)
{
	char	   *bucket = awspipe_text_argument(fcinfo, 1);
	char	   *key = awspipe_text_argument(fcinfo, 2);
	StringInfoData query;
	PgawsClient *client;
	PgawsCall  *call;

	awspipe_s3_check_bucket(bucket);
	awspipe_s3_check_key(key);
	key = pg_server_to_any(key, strlen(key), PG_UTF8);
	initStringInfo(&query);
	if (!PG_ARGISNULL(version))
		pgaws_s3_append_query(&query, "versionId",
							  awspipe_text_argument(fcinfo, version));

	client = awspipe_immediate_client(awspipe_text_argument(fcinfo, 0));
	call = pgaws_call_http(client, pgaws_service_find("s3"), operation, method,
						   pgaws_s3_path(bucket, key), query.data, headers, nheaders,
						   NULL, 0, NULL, 0);
	awspipe_immediate_wait(call);
	return call;
}

/* Both ends count, and either may be open: "0-99", "100-"; NULL for all. */
static char *
range_argument(FunctionCallInfo fcinfo, int first, int last)
{
	int64		first_byte = PG_ARGISNULL(first) ? 0 : PG_GETARG_INT64(first);

	if (PG_ARGISNULL(first) && PG_ARGISNULL(last))
		return NULL;
	if (first_byte < 0 ||
		(!PG_ARGISNULL(last) && PG_GETARG_INT64(last) < first_byte))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("first_byte must be at least 0, and last_byte at least first_byte"),
				 errdetail("Bytes are counted from 0, and the last one is part of the range.")));
	if (PG_ARGISNULL(last))
		return psprintf(INT64_FORMAT "-", first_byte);
	return psprintf(INT64_FORMAT "-" INT64_FORMAT, first_byte,
					PG_GETARG_INT64(last));
}

/* Refuses what is too large to be received, or to be a value. */
static void
check_size(PgawsCall *call, const char *key)
{
	const char *header = pgaws_call_header(call, "content-length");
	int64		max = Min((int64) awspipe_max_response_size * 1024,
						  MaxAllocSize - VARHDRSZ);
	int64		length = header != NULL ? strtoll(header, NULL, 10) : 0;

	if (length <= max)
		return;
	pgaws_call_free(call);
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("S3 object \"%s\" is too large to be read at once", key),
			 errdetail("There are " INT64_FORMAT " bytes to be read, and " INT64_FORMAT " are allowed.",
					   length, max),
			 errhint("Read it in parts with \"first_byte\" and \"last_byte\", or have \"pgawspipe.max_response_size\" raised.")));
}

/* Makes a value of the answer, and frees the call, error or not. */
static Datum
finish(PgawsCall *call, Datum (*read) (PgawsCall *call, const char *range),
	   const char *range)
{
	Datum		result = (Datum) 0;

	PG_TRY();
	{
		result = read(call, range);
	}
	PG_CATCH();
	{
		pgaws_call_free(call);
		PG_RE_THROW();
	}
	PG_END_TRY();
	pgaws_call_free(call);
	return result;
}

/*
 * An answer without a length and without chunks may have been cut, and one
 * without a range is not that part of the object that was asked for.
 */
static Datum
read_object(PgawsCall *call, const char *range)
{
	const char *sent = pgaws_call_header(call, "content-range");
	char	   *body;
	bytea	   *object;
	size_t		len;

	if (pgaws_call_header(call, "content-length") == NULL &&
		pgaws_call_header(call, "transfer-encoding") == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("answer of S3 does not tell its length")));
	if (range != NULL &&
		(sent == NULL || strncmp(sent, "bytes ", 6) != 0 ||
		 strncmp(sent + 6, range, strcspn(range, "-") + 1) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("answer of S3 is not the range that was asked for")));

	body = pgaws_call_body(call, &len);
	object = palloc(VARHDRSZ + len);
	SET_VARSIZE(object, VARHDRSZ + len);
	memcpy(VARDATA(object), body, len);
	return PointerGetDatum(object);
}

static void
describe(const char *name, const char *value, void *arg)
{
	Description *description = arg;
	const size_t prefix_len = strlen(METADATA_PREFIX);

	if (pg_strncasecmp(name, METADATA_PREFIX, prefix_len) == 0)
	{
		char	   *key = pgaws_header_text(name + prefix_len);

		for (char *p = key; *p != '\0'; p++)
			*p = pg_ascii_tolower((unsigned char) *p);
		awspipe_append_member(&description->metadata, key, pgaws_header_text(value));
	}
	for (int i = 0; i < lengthof(properties); i++)
	{
		if (pg_strcasecmp(name, properties[i].header) == 0)
			awspipe_append_member(&description->members, properties[i].member,
								  pgaws_header_text(value));
	}
}

static void
append_time(StringInfo members, const char *date)
{
	int64		seconds = date != NULL ? pgaws_http_date(date) : -1;
	TimestampTz time;
	char		text[MAXDATELEN + 1];

	if (seconds < 0)
		return;
	time = time_t_to_timestamptz((pg_time_t) seconds);
	JsonEncodeDateTime(text, TimestampTzGetDatum(time), TIMESTAMPTZOID, NULL);
	awspipe_append_member(members, "last_modified", text);
}

static Datum
read_description(PgawsCall *call, const char *range)
{
	const char *header = pgaws_call_header(call, "content-length");
	int64		size = header != NULL ? strtoll(header, NULL, 10) : 0;
	const char *etag = pgaws_call_header(call, "etag");
	Description description;
	StringInfo	members = &description.members;
	char	   *text;

	initStringInfo(members);
	initStringInfo(&description.metadata);
	appendStringInfo(members, "{\"size\":" INT64_FORMAT, size);
	if (etag != NULL)
		awspipe_append_member(members, "etag", pgaws_s3_etag_plain(etag));
	append_time(members, pgaws_call_header(call, "last-modified"));
	appendStringInfoChar(&description.metadata, '{');
	pgaws_call_each_header(call, describe, &description);
	appendStringInfo(members, ",\"metadata\":%s}}", description.metadata.data);

	text = pg_any_to_server(members->data, members->len, PG_UTF8);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}
