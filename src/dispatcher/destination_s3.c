/*-------------------------------------------------------------------------
 *
 * destination_s3.c
 *	  Putting, copying, moving and deleting objects of an S3 bucket.
 *
 * Messages are ordered by key.  A put or a deletion makes needless what
 * directly precedes it for the same key and has not been sent: the bucket
 * would hold it for a moment only.  Where there is a condition both are
 * needed, for what becomes of the first decides about the second.
 *
 * A put is repeated without harm, so no attempts are written down.  One that
 * is to create an object and finds one there (412) is settled: either the
 * condition did not hold, or it is our own, of an attempt whose answer was
 * lost; S3 does not tell.
 *
 * Deletions share DeleteObjects, which answers for each key.  It speaks XML,
 * which not every key can be written in; those go alone.
 *
 * Large objects go up in parts, see s3_multipart.c: messages of a key go one
 * after another, so there is one upload of it at a time.  Each part is decoded
 * out of the message when its turn comes.  Moves are in destination_s3_move.c.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_s3.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/s3.h"
#include "aws/s3_list.h"
#include "aws/s3_upload.h"
#include "dispatcher/destination_s3.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

/* Of DeleteObjects' XML, so that a batch stays a small request */
#define DELETE_BYTES_MAX	(1024 * 1024)

static bool
is_operation(const AwspipeMessage *message, const char *operation)
{
	return strcmp(message->operation, operation) == 0;
}

static bool
is_move(const AwspipeMessage *message)
{
	return is_operation(message, "MoveObject");
}

/* A deletion that leaves other versions alone; a key cannot look like that. */
static bool
is_of_version(const AwspipeMessage *message)
{
	return is_operation(message, "DeleteObject") &&
		strstr(message->body, "\"VersionId\":") != NULL;
}

static bool
is_upload(const AwspipeMessage *message)
{
	return pgaws_s3_input_bytes(message->body, message->body_len) >
		PGAWS_S3_PUT_BYTES_MAX;
}

static bool
is_conditional(const AwspipeMessage *message)
{
	return pgaws_s3_input_is_conditional(message->body, message->body_len);
}

/* NULL for a message that nobody could have written by our functions. */
static char *
item_key(AwspipeDestination *destination, AwspipeMessage *message)
{
	MemoryContext outer = CurrentMemoryContext;
	MemoryContext parsing = AllocSetContextCreate(outer, "awspipe object",
												  ALLOCSET_SMALL_SIZES);
	PgawsS3Input input;
	char	   *key = NULL;

	MemoryContextSwitchTo(parsing);
	if (pgaws_s3_input_read(&input, message->body, message->body_len))
		key = MemoryContextStrdup(outer, input.key);
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(parsing);
	return key;
}

static bool
is_batchable(const AwspipeMessage *message)
{
	return is_operation(message, "DeleteObject") && !is_of_version(message) &&
		message->item_key != NULL && pgaws_s3_key_fits_xml(message->item_key);
}

/*
 * A copy supersedes nothing: it may be of the object itself.  A move needs
 * what precedes it, and nothing undoes it; a version is another object.  What
 * goes up in parts gives way only to another such: that one removes what an
 * attempt may have left behind.
 */
static int
supersedes(const AwspipeMessage *older, const AwspipeMessage *newer)
{
	if (older->item_key == NULL || newer->item_key == NULL ||
		strcmp(older->item_key, newer->item_key) != 0 ||
		is_operation(newer, "CopyObject") || is_move(older) || is_move(newer) ||
		is_of_version(older) || is_of_version(newer) ||
		is_conditional(older) || is_conditional(newer) ||
		(is_upload(older) && !is_upload(newer)))
		return 0;
	return 1;
}

PgawsS3Caller
awspipe_s3_caller(AwspipeRequest *request)
{
	PgawsS3Caller caller = {
		.client = request->destination->identity->client,
		.owner = request,
		.tag = AWSPIPE_CALL_REQUEST
	};

	return caller;
}

PgawsCall *
awspipe_s3_call(AwspipeRequest *request, const char *operation,
				const char *method, const char *bucket, const char *key,
				const char *query, const PgawsS3Headers *headers,
				const char *body, size_t len)
{
	PgawsS3Caller caller = awspipe_s3_caller(request);

	return pgaws_s3_call(&caller, operation, method, bucket, key, query,
						 headers, body, len);
}

/* Of a row that something else than our functions has made or changed. */
static void
set_invalid(PgawsError *error)
{
	pgaws_error_set(error, PGAWS_REJECTED, "InvalidMessage",
					"message cannot be read");
}

static PgawsCall *
refuse(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	PgawsError	error;

	set_invalid(&error);
	return pgaws_call_failed(destination->identity->client,
							 destination->service,
							 awspipe_first_entry(request)->operation,
							 &error, request, AWSPIPE_CALL_REQUEST);
}

static PgawsCall *
start_put(AwspipeRequest *request, const PgawsS3Input *input)
{
	PgawsS3Caller caller = awspipe_s3_caller(request);
	PgawsS3Headers headers = {0};
	char	   *data = pgaws_s3_input_decode(input, 0, input->bytes);
	PgawsCall  *call;

	if (data == NULL)
		return refuse(request);
	pgaws_s3_input_headers(&headers, input);
	pgaws_s3_input_condition(&headers, input);
	call = pgaws_s3_put(&caller, request->destination->resource, input->key,
						&headers, data, input->bytes);
	pfree(data);
	return call;
}

static PgawsCall *
start_copy(AwspipeRequest *request, const PgawsS3Input *input)
{
	PgawsS3Headers headers = {0};

	pgaws_s3_input_headers(&headers, input);
	return awspipe_s3_call(request, "CopyObject", "PUT",
						   request->destination->resource, input->key, NULL,
						   &headers, NULL, 0);
}

static char *
decode_part(void *arg, int64 offset, int64 bytes, PgawsError *error)
{
	char	   *data = pgaws_s3_input_decode(arg, offset, bytes);

	if (data == NULL)
		set_invalid(error);
	return data;
}

static PgawsCall *
start_upload(AwspipeRequest *request, const PgawsS3Input *input)
{
	PgawsS3Caller caller = awspipe_s3_caller(request);
	PgawsS3Object object = {0};
	PgawsS3Input *kept = palloc(sizeof(PgawsS3Input));
	PgawsS3Multipart *upload;
	PgawsCall  *call;

	*kept = *input;
	object.bucket = request->destination->resource;
	object.key = kept->key;
	object.bytes = kept->bytes;
	object.part_bytes = PGAWS_S3_PART_BYTES;
	object.read = decode_part;
	object.arg = kept;
	pgaws_s3_input_headers(&object.headers, kept);
	pgaws_s3_input_condition(&object.conditions, kept);
	pgaws_s3_header(&object.headers, "x-amz-checksum-algorithm", "CRC32C");
	call = pgaws_s3_multipart_start(&caller, &object, &upload);
	request->sink_state = upload;
	return call;
}

static PgawsCall *
start_deletion(AwspipeRequest *request, const PgawsS3Input *input)
{
	const char *version_id = pgaws_json_get_text(input->members, "VersionId");
	StringInfoData query;

	initStringInfo(&query);
	if (version_id != NULL)
		pgaws_s3_append_query(&query, "versionId", version_id);
	return awspipe_s3_call(request, "DeleteObject", "DELETE",
						   request->destination->resource, input->key,
						   query.data, NULL, NULL, 0);
}

static PgawsCall *
start_deletions(AwspipeRequest *request)
{
	PgawsS3Headers headers = {0};
	StringInfoData xml;
	dlist_iter	iter;

	initStringInfo(&xml);
	pgaws_s3_delete_begin(&xml);
	dlist_foreach(iter, &request->entries)
		pgaws_s3_delete_entry(&xml, dlist_container(AwspipeMessage, node,
													iter.cur)->item_key);
	pgaws_s3_delete_end(&xml);
	pgaws_s3_header(&headers, "content-type", "application/xml");
	pgaws_s3_crc32c_header(&headers, xml.data, xml.len);
	return awspipe_s3_call(request, "DeleteObjects", "POST",
						   request->destination->resource, NULL, "delete=",
						   &headers, xml.data, xml.len);
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeMessage *first = awspipe_first_entry(request);
	PgawsS3Input input;
	PgawsCall  *call;

	if (request->nentries > 1)
		return start_deletions(request);
	if (!pgaws_s3_input_read(&input, first->body, first->body_len))
		return refuse(request);
	if (is_move(first))
	{
		call = awspipe_s3_move_start(request, &input);
		return call != NULL ? call : refuse(request);
	}
	if (is_operation(first, "DeleteObject"))
		return start_deletion(request, &input);
	if (is_operation(first, "CopyObject"))
		return start_copy(request, &input);
	if (!is_operation(first, "PutObject") || input.body == NULL)
		return refuse(request);
	if (input.bytes > PGAWS_S3_PUT_BYTES_MAX)
		return start_upload(request, &input);
	return start_put(request, &input);
}

static bool
moves(AwspipeRequest *request)
{
	return request->sink_state != NULL && is_move(awspipe_first_entry(request));
}

static bool
proceed(AwspipeRequest *request, PgawsCall *call, PgawsCall **next,
		PgawsError *error)
{
	if (moves(request))
		return awspipe_s3_move_proceed(request, call, next, error);
	return request->sink_state == NULL ||
		pgaws_s3_multipart_proceed(request->sink_state, call, next, error);
}

static bool
expects(AwspipeRequest *request, const PgawsError *error)
{
	return moves(request) && awspipe_s3_move_expects(request, error);
}

static PgawsCall *
abandon(AwspipeRequest *request)
{
	if (moves(request))
		return awspipe_s3_move_abandon(request);
	return request->sink_state == NULL ? NULL :
		pgaws_s3_multipart_abandon(request->sink_state, request->destination,
								   AWSPIPE_CALL_CLEANUP);
}

/* What S3 calls the object now; NULL with *error when it has failed. */
static const char *
find_etag(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	const char *etag;
	size_t		len;
	char	   *body;

	if (moves(request))
		return awspipe_s3_move_etag(request);
	if (request->sink_state != NULL)
		return pgaws_s3_multipart_etag(request->sink_state);
	if (is_operation(awspipe_first_entry(request), "CopyObject"))
	{
		body = pgaws_call_body(call, &len);
		return pgaws_s3_parse_etag(body, len, error);
	}
	etag = pgaws_call_header(call, "etag");
	if (etag == NULL)
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of PutObject has no ETag");
	return etag;
}

/*
 * That key was not deleted.  An answer that writes a key in another way
 * than we have leaves open whose error it is: all are deleted once more.
 */
static void
note_error(const char *key, const PgawsError *error, void *arg)
{
	AwspipeRequest *request = arg;
	dlist_iter	iter;

	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		if (key != NULL && strcmp(entry->item_key, key) == 0)
		{
			awspipe_entry_failed(entry, error);
			return;
		}
	}
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		awspipe_message_keep_error(entry, error);
		entry->outcome = AWSPIPE_ALONE;
	}
}

static bool
is_denied(const AwspipeMessage *entry)
{
	return entry->outcome == AWSPIPE_DEFERRED &&
		entry->error->class == PGAWS_AUTH;
}

/*
 * DeleteObjects asks for the permission key by key.  What is denied to all
 * is for somebody to allow, and the messages wait; what is denied to some is
 * meant.
 */
static void
settle_denials(AwspipeRequest *request)
{
	int			denied = 0;
	dlist_iter	iter;

	dlist_foreach(iter, &request->entries)
		denied += is_denied(dlist_container(AwspipeMessage, node, iter.cur));
	if (denied == request->nentries)
		return;
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		if (is_denied(entry))
		{
			PgawsError	error = *entry->error;

			error.class = PGAWS_REJECTED;
			awspipe_entry_failed(entry, &error);
		}
	}
}

static bool
judge_deletions(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (!pgaws_s3_parse_delete(body, len, note_error, request, error))
		return false;
	settle_denials(request);
	return true;
}

static bool
judge(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	AwspipeMessage *first = awspipe_first_entry(request);
	const char *etag;
	dlist_iter	iter;

	dlist_foreach(iter, &request->entries)
		dlist_container(AwspipeMessage, node, iter.cur)->outcome = AWSPIPE_DELIVERED;
	if (request->nentries > 1)
		return judge_deletions(request, call, error);
	if (is_operation(first, "DeleteObject"))
		return true;
	etag = find_etag(request, call, error);
	if (etag != NULL)
		awspipe_message_set_result(first, pgaws_s3_etag_plain(etag));
	return etag != NULL;
}

/*
 * That an object is in an archive comes with status 403, but is no matter of
 * permissions.
 */
static void
failed(AwspipeRequest *request, PgawsError *error)
{
	pgaws_s3_multipart_failed(error);
	if (strcmp(error->code, "InvalidObjectState") == 0)
		error->class = PGAWS_REJECTED;
	if (moves(request))
		awspipe_s3_move_failed(request, error);
}

static bool
settled_by(const AwspipeMessage *message, const PgawsError *error)
{
	return strcmp(error->code, "PreconditionFailed") == 0 &&
		is_conditional(message);
}

const AwspipeSink awspipe_sink_s3 = {
	.service = "s3",
	.max_entries = PGAWS_S3_DELETE_MAX,
	.max_bytes = DELETE_BYTES_MAX,
	.item_key = item_key,
	.batchable = is_batchable,
	.supersedes = supersedes,
	.start = start,
	.proceed = proceed,
	.expects = expects,
	.abandon = abandon,
	.judge = judge,
	.failed = failed,
	.settled_by = settled_by
};
