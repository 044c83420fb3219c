/*-------------------------------------------------------------------------
 *
 * capture_upload.c
 *	  A capture's objects in S3: put and deleted.
 *
 * The worker of a capture does one thing after another, so it waits here for
 * each answer, with no transaction open.  An object goes up in one request, or
 * in parts, see s3_multipart.c.  Keys of a capture are its own, and it has one
 * worker; so an upload of such a key that is found was left by an attempt that
 * failed, or whose worker was stopped or killed.
 *
 * To put the same bytes under the same key again changes nothing for a reader
 * of the bucket, so nothing is remembered of an attempt.
 *
 * IDENTIFICATION
 *	  src/capture/capture_upload.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/s3_list.h"
#include "aws/s3_multipart.h"
#include "aws/s3_upload.h"
#include "base/connection.h"
#include "capture/capture_upload.h"
#include "utils/memutils.h"
#include "worker/worker.h"

/* One request at a time, and perhaps one that an error has left under way */
#define MAX_CONNECTIONS 2

struct AwspipeCaptureTarget
{
	MemoryContext context;
	PgawsLoop  *loop;
	PgawsS3Caller caller;
	const char *bucket;
};

AwspipeCaptureTarget *
awspipe_capture_target_open(Oid server, const char *server_name, Oid owner,
							const char *bucket)
{
	AwspipeCaptureTarget *target;
	AwspipeConnection *connection;
	MemoryContext outer = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(CurTransactionContext,
												  "awspipe capture target",
												  ALLOCSET_DEFAULT_SIZES);

	MemoryContextSwitchTo(context);
	connection = awspipe_connection_read(server, server_name, owner);
	pgaws_http_init();
	target = palloc0(sizeof(AwspipeCaptureTarget));
	target->context = context;
	target->loop = pgaws_loop_create(MAX_CONNECTIONS);
	target->caller.client = pgaws_client_create(target->loop,
												&connection->config,
												connection->provider);
	target->bucket = pstrdup(bucket);

	/* Until here an error takes the context away with the transaction */
	MemoryContextSwitchTo(outer);
	MemoryContextSetParent(context, outer);
	return target;
}

void
awspipe_capture_target_close(AwspipeCaptureTarget *target)
{
	MemoryContextDelete(target->context);
}

/* Waits for a call.  False with *error when it has failed. */
static bool
wait_for(AwspipeCaptureTarget *target, PgawsCall *call, PgawsError *error)
{
	PgawsCall  *finished;

	while ((finished = pgaws_call_next(target->loop)) != call)
	{
		/* Of a caller that an error has taken away */
		if (finished != NULL)
			pgaws_call_free(finished);
		else
			awspipe_worker_wait(target->loop, -1, AWSPIPE_WAIT_HTTP);
	}
	if (pgaws_call_error(call) == NULL)
		return true;
	*error = *pgaws_call_error(call);
	return false;
}

/*
 * An upload has failed.  Whether this removes it is not looked at: the next
 * attempt does, if it has to.
 */
static void
clean_up(AwspipeCaptureTarget *target, PgawsS3Multipart *upload)
{
	PgawsCall  *call = pgaws_s3_multipart_abandon(upload, NULL, 0);
	PgawsError	ignored;

	if (call == NULL)
		return;
	pgaws_call_set_max_attempts(call, 1);
	(void) wait_for(target, call, &ignored);
	pgaws_call_free(call);
}

/* Makes the calls of an upload in parts, from its first on. */
static bool
finish_upload(AwspipeCaptureTarget *target, PgawsS3Multipart *upload,
			  PgawsCall *call, PgawsError *error)
{
	while (call != NULL)
	{
		PgawsCall  *next = NULL;
		bool		succeeded = wait_for(target, call, error) &&
			pgaws_s3_multipart_proceed(upload, call, &next, error);

		pgaws_call_free(call);
		if (!succeeded)
		{
			pgaws_s3_multipart_failed(error);
			clean_up(target, upload);
			return false;
		}
		call = next;
	}
	return true;
}

/*
 * Bytes of the object.  What keeps them has failed if there are not as many
 * as there were when it was closed; that is no matter of S3's.
 */
static char *
read_part(void *arg, int64 offset, int64 bytes, PgawsError *error)
{
	const AwspipeCaptureObject *object = arg;
	char	   *data = palloc_extended(Max(bytes, 1), MCXT_ALLOC_HUGE);
	size_t		done = 0;

	while (done < bytes)
	{
		size_t		n = object->read(object->arg, offset + done, data + done,
									 bytes - done);

		if (n == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("file of object \"%s\" ends early", object->key),
					 errdetail("It has " INT64_FORMAT " of " INT64_FORMAT " bytes.",
							   offset + (int64) done, object->bytes)));
		done += n;
	}
	return data;
}

static void
set_headers(PgawsS3Headers *headers, const AwspipeCaptureObject *object)
{
	if (object->content_type != NULL)
		pgaws_s3_header(headers, "content-type", object->content_type);
	if (object->content_encoding != NULL)
		pgaws_s3_header(headers, "content-encoding", object->content_encoding);
}

static const char *
put_in_parts(AwspipeCaptureTarget *target, const AwspipeCaptureObject *object,
			 PgawsError *error)
{
	PgawsS3Object made = {0};
	PgawsS3Multipart *upload;
	PgawsCall  *call;

	made.bucket = target->bucket;
	made.key = object->key;
	made.bytes = object->bytes;
	made.part_bytes = PGAWS_S3_PART_BYTES;
	set_headers(&made.headers, object);
	pgaws_s3_header(&made.headers, "x-amz-checksum-algorithm", "CRC32C");
	made.read = read_part;
	made.arg = unconstify(AwspipeCaptureObject *, object);
	call = pgaws_s3_multipart_start(&target->caller, &made, &upload);
	return finish_upload(target, upload, call, error) ?
		pgaws_s3_multipart_etag(upload) : NULL;
}

static const char *
put_whole(AwspipeCaptureTarget *target, const AwspipeCaptureObject *object,
		  PgawsError *error)
{
	PgawsS3Headers headers = {0};
	char	   *data = read_part(unconstify(AwspipeCaptureObject *, object), 0,
								 object->bytes, error);
	const char *etag = NULL;
	PgawsCall  *call;

	set_headers(&headers, object);
	call = pgaws_s3_put(&target->caller, target->bucket, object->key, &headers,
						data, object->bytes);
	pfree(data);
	if (wait_for(target, call, error))
	{
		etag = pgaws_call_header(call, "etag");
		if (etag == NULL)
			pgaws_error_set(error, PGAWS_MALFORMED, "",
							"answer of PutObject has no ETag");
		else
			etag = pstrdup(etag);
	}
	pgaws_call_free(call);
	return etag;
}

bool
awspipe_capture_put(AwspipeCaptureTarget *target,
					const AwspipeCaptureObject *object,
					char **etag, PgawsError *error)
{
	MemoryContext outer = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(outer, "awspipe upload",
												  ALLOCSET_DEFAULT_SIZES);
	const char *given;

	pgaws_error_clear(error);
	MemoryContextSwitchTo(context);
	given = object->bytes > PGAWS_S3_PUT_BYTES_MAX ?
		put_in_parts(target, object, error) : put_whole(target, object, error);
	MemoryContextSwitchTo(outer);
	if (given != NULL)
		*etag = pgaws_s3_etag_plain(given);
	MemoryContextDelete(context);
	return given != NULL;
}

/* An answer that there is none is not S3's own, but does as well. */
static bool
delete_object(AwspipeCaptureTarget *target, const char *key,
			  PgawsError *error)
{
	PgawsCall  *call = pgaws_s3_call(&target->caller, "DeleteObject", "DELETE",
									 target->bucket, key, NULL, NULL, NULL, 0);
	bool		succeeded = wait_for(target, call, error) ||
		strcmp(error->code, "NoSuchKey") == 0;

	pgaws_call_free(call);
	return succeeded;
}

bool
awspipe_capture_delete(AwspipeCaptureTarget *target, const char *key,
					   PgawsError *error)
{
	MemoryContext outer = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(outer, "awspipe deletion",
												  ALLOCSET_SMALL_SIZES);
	PgawsS3Multipart *leftovers;
	PgawsCall  *call;
	bool		succeeded;

	pgaws_error_clear(error);
	MemoryContextSwitchTo(context);
	call = pgaws_s3_leftovers_start(&target->caller, target->bucket, key,
									&leftovers);
	succeeded = finish_upload(target, leftovers, call, error) &&
		delete_object(target, key, error);
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
	return succeeded;
}
