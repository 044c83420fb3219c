/*-------------------------------------------------------------------------
 *
 * object_reader.c
 *	  Lines of an S3 object, which is fetched in ranges.
 *
 * A range is requested when the lines of the one before are used up, and only
 * one is in memory.  All of them are of one version of the object: each
 * request has the ETag of the first answer, or of the caller, as a condition.
 * An object that is replaced while it is read is an error, never a mixture.
 *
 * Lines are read in many statements, mostly in a transaction each.  In
 * between, the session keeps one reader: the rest of its range, the state of
 * inflating.  It depends on nothing that a transaction could take back, and
 * is good for one thing only: going on at its position, for the same object,
 * role, server and options.  Who asks for another position, after a rollback
 * or in another session, gets a new reader.  That one begins with a range
 * there, or where the object is compressed, inflates it again from its
 * beginning.
 *
 * While it is used, a reader belongs to the caller's memory context and not
 * to the session, so that any error takes it away.
 *
 * IDENTIFICATION
 *	  src/session/object_reader.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/gzip.h"
#include "aws/s3.h"
#include "base/settings.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "session/immediate.h"
#include "session/object_reader.h"
#include "utils/memutils.h"

/* Long enough to make the time of a request's way negligible */
#define RANGE_BYTES		(8 * 1024 * 1024)

/* An object's size before the first answer has told it */
#define SIZE_UNKNOWN	(-1)

#define STATUS_PRECONDITION_FAILED	412
#define STATUS_NO_SUCH_RANGE		416

struct AwspipeObjectReader
{
	/* Memory */
	MemoryContext context;
	MemoryContextCallback callback;
	char	   *range;			/* malloc'd, or NULL */
	size_t		range_len;

	/* Identity */
	Oid			role;
	uint32		fingerprint;
	const char *server;
	const char *bucket;
	const char *key;
	const char *etag;			/* NULL before the first answer */
	AwspipeCompression compression; /* as the caller said */

	/* State */
	PgawsClient *client;		/* while in use */
	const char *path;
	int64		offset;			/* of the next range */
	int64		size;
	AwspipeLineReader *lines;
};

/* The session's, while nobody uses it; or NULL. */
static AwspipeObjectReader *kept;

static AwspipeObjectReader *make_reader(const AwspipeObject *object);
static void start_lines(AwspipeObjectReader *reader, int64 after);
static void fetch(AwspipeObjectReader *reader, int64 bytes);
static void take_answer(AwspipeObjectReader *reader, PgawsCall *call);
static void handle_failure(AwspipeObjectReader *reader, PgawsCall *call,
						   const PgawsService *service);
pg_noreturn static void report_changed(AwspipeObjectReader *reader,
									   PgawsCall *call);

static bool
fits(AwspipeObjectReader *reader, const AwspipeObject *object, int64 after)
{
	return reader->role == GetUserId() &&
		reader->fingerprint == awspipe_immediate_fingerprint() &&
		strcmp(reader->server, object->server) == 0 &&
		strcmp(reader->bucket, object->bucket) == 0 &&
		strcmp(reader->key, object->key) == 0 &&
		(object->etag == NULL || strcmp(reader->etag, object->etag) == 0) &&
		reader->compression == object->compression &&
		awspipe_line_reader_position(reader->lines) == after;
}

AwspipeObjectReader *
awspipe_object_reader_open(const AwspipeObject *object, int64 after)
{
	AwspipeObjectReader *reader = kept;
	PgawsClient *client;

	kept = NULL;
	if (reader != NULL)
		MemoryContextSetParent(reader->context, CurrentMemoryContext);

	client = awspipe_immediate_client(object->server);
	if (reader != NULL && fits(reader, object, after))
	{
		reader->client = client;
		return reader;
	}
	if (reader != NULL)
		awspipe_object_reader_close(reader);

	reader = make_reader(object);
	reader->client = client;
	start_lines(reader, after);
	return reader;
}

static void
release_range(void *arg)
{
	AwspipeObjectReader *reader = arg;

	free(reader->range);
	reader->range = NULL;
}

static AwspipeObjectReader *
make_reader(const AwspipeObject *object)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "pgawspipe object",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	AwspipeObjectReader *reader = palloc0(sizeof(AwspipeObjectReader));

	reader->context = context;
	reader->callback.func = release_range;
	reader->callback.arg = reader;
	MemoryContextRegisterResetCallback(context, &reader->callback);

	reader->role = GetUserId();
	reader->fingerprint = awspipe_immediate_fingerprint();
	reader->server = pstrdup(object->server);
	reader->bucket = pstrdup(object->bucket);
	reader->key = pstrdup(object->key);
	reader->etag = object->etag != NULL ? pstrdup(object->etag) : NULL;
	reader->compression = object->compression;
	reader->path = pgaws_s3_path(pg_server_to_any(reader->bucket,
												  strlen(reader->bucket), PG_UTF8),
								 pg_server_to_any(reader->key,
												  strlen(reader->key), PG_UTF8));
	reader->size = SIZE_UNKNOWN;
	MemoryContextSwitchTo(old);
	return reader;
}

/*
 * Decides where to begin.  Uncompressed content can be entered anywhere: one
 * byte early, because a range behind the last byte would be refused and not
 * be empty.
 */
static void
start_lines(AwspipeObjectReader *reader, int64 after)
{
	AwspipeCompression compression = reader->compression;
	MemoryContext old;

	if (compression == AWSPIPE_COMPRESSION_AUTO && after > 0)
	{
		fetch(reader, PGAWS_GZIP_MAGIC_LEN);
		compression = awspipe_compression_detect(reader->range,
												 reader->range_len);
	}
	reader->offset = compression == AWSPIPE_COMPRESSION_NONE && after > 0 ?
		after - 1 : 0;

	old = MemoryContextSwitchTo(reader->context);
	reader->lines = awspipe_line_reader_create(compression, reader->offset,
											   after);
	MemoryContextSwitchTo(old);
}

bool
awspipe_object_reader_next(AwspipeObjectReader *reader, int max_bytes,
						   AwspipeLine *line)
{
	for (;;)
	{
		switch (awspipe_line_reader_next(reader->lines, max_bytes, line))
		{
			case AWSPIPE_LINE_FOUND:
				return true;
			case AWSPIPE_LINE_END:
				return false;
			case AWSPIPE_LINE_NEEDS_INPUT:
				fetch(reader, Min(RANGE_BYTES,
								  (int64) awspipe_max_response_size * 1024));
				reader->offset += reader->range_len;
				awspipe_line_reader_feed(reader->lines, reader->range,
										 reader->range_len,
										 reader->offset >= reader->size);
		}
	}
}

/*
 * The range of that many bytes from offset on, less at the end; none, if
 * there is nothing at offset.
 */
static void
fetch(AwspipeObjectReader *reader, int64 bytes)
{
	const PgawsService *service = pgaws_service_find("s3");
	PgawsHeader headers[2];
	int			nheaders = 0;
	PgawsCall  *call;
	char		range[64];

	release_range(reader);
	reader->range_len = 0;
	if (reader->size != SIZE_UNKNOWN && reader->offset >= reader->size)
		return;

	snprintf(range, sizeof(range), "bytes=" INT64_FORMAT "-" UINT64_FORMAT,
			 reader->offset, (uint64) reader->offset + bytes - 1);
	headers[nheaders].name = "range";
	headers[nheaders++].value = range;
	if (reader->etag != NULL)
	{
		headers[nheaders].name = "if-match";
		headers[nheaders++].value = reader->etag;
	}

	call = pgaws_call_http(reader->client, service, "GetObject", "GET",
						   reader->path, NULL, headers, nheaders, NULL, 0,
						   NULL, 0);
	awspipe_immediate_wait(call);
	if (pgaws_call_error(call) == NULL)
		take_answer(reader, call);
	else
		handle_failure(reader, call, service);
	pgaws_call_free(call);
}

/* An endpoint that ignores what it was asked for must not go unnoticed. */
static void
take_answer(AwspipeObjectReader *reader, PgawsCall *call)
{
	const char *etag = pgaws_call_header(call, "etag");
	const char *extent = pgaws_call_header(call, "content-range");
	long long	first;
	long long	last;
	long long	size;

	reader->range = pgaws_call_take_body(call, &reader->range_len);
	if (etag == NULL || extent == NULL ||
		sscanf(extent, "bytes %lld-%lld/%lld", &first, &last, &size) != 3 ||
		first != reader->offset || last < first || last >= size ||
		last - first + 1 != reader->range_len)
	{
		pgaws_call_free(call);
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("could not read S3 object \"%s\"", reader->key),
				 errdetail("The answer is not the range of bytes that was asked for.")));
	}
	if (reader->etag == NULL)
		reader->etag = MemoryContextStrdup(reader->context, etag);
	else if (strcmp(reader->etag, etag) != 0)
		report_changed(reader, call);
	reader->size = size;
}

/* A range that is refused at first is one of an object that ends before. */
static void
handle_failure(AwspipeObjectReader *reader, PgawsCall *call,
			   const PgawsService *service)
{
	int			status = pgaws_call_error(call)->http_status;

	if (status == STATUS_PRECONDITION_FAILED)
		report_changed(reader, call);
	else if (status == STATUS_NO_SUCH_RANGE && reader->size == SIZE_UNKNOWN)
		reader->size = 0;
	else
		awspipe_immediate_fail(call, service);
}

static void
report_changed(AwspipeObjectReader *reader, PgawsCall *call)
{
	pgaws_call_free(call);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("S3 object \"%s\" has changed", reader->key),
			 errdetail("Its ETag is not the one that was asked for, or that reading began with."),
			 errhint("Read it from the beginning.")));
}

void
awspipe_object_reader_keep(AwspipeObjectReader *reader)
{
	Assert(kept == NULL);
	MemoryContextSetParent(reader->context, TopMemoryContext);
	reader->client = NULL;
	kept = reader;
}

void
awspipe_object_reader_close(AwspipeObjectReader *reader)
{
	MemoryContextDelete(reader->context);
}
