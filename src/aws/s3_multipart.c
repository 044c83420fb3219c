/*-------------------------------------------------------------------------
 *
 * s3_multipart.c
 *	  Putting or copying a large object into an S3 bucket, in parts.
 *
 *	ListMultipartUploads → AbortMultipartUpload, of each that was found →
 *	CreateMultipartUpload → UploadPart, of one after another →
 *	CompleteMultipartUpload
 *
 * S3 keeps the parts of an upload, and has them paid for, until it is
 * completed or aborted.  Whoever fails aborts the upload; where that is not
 * possible, because the network is down or the process was killed, the next
 * attempt does.  It cannot know the upload's id, for that is nowhere but in
 * the memory of whoever began it: to write it down would take a transaction
 * between two calls, and a crash could come before that.  What tells a
 * leftover is its key alone, since a key is written by one of ours at a time.
 * So an upload of the same key that another application has under way is
 * aborted too; it would have been a race for the object anyway.
 *
 * What is given up for good with the network still down may leave an upload:
 * a lifecycle rule of the bucket (AbortIncompleteMultipartUpload) is the
 * remedy for these.
 *
 * There is no object before the last call, so readers of the bucket never
 * see a part of one.  Each part is read when its turn comes; no more than one
 * is in memory.  What is copied goes by UploadPartCopy, S3's data never come
 * here.
 *
 * IDENTIFICATION
 *	  src/aws/s3_multipart.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/s3.h"
#include "aws/s3_multipart.h"
#include "aws/s3_upload.h"

/* A part is worth so many attempts before the whole upload begins anew. */
#define PART_ATTEMPTS	3

/* Listing → (Aborting → …) → Creating → Sending → Completing */
typedef enum S3UploadStep
{
	S3_LISTING,
	S3_ABORTING,
	S3_CREATING,
	S3_SENDING,
	S3_COMPLETING
} S3UploadStep;

struct PgawsS3Multipart
{
	S3UploadStep step;
	PgawsS3Caller caller;
	PgawsS3Object object;

	/* Uploads that were left behind */
	PgawsS3Uploads leftovers;
	int			naborted;

	/* Ours */
	char	   *id;				/* NULL before it is created */
	PgawsS3Part *parts;
	int			nparts;			/* 0: leftovers are all there is to it */
	int			nsent;
	const char *etag;			/* of the object */
};

static PgawsCall *list_uploads(PgawsS3Multipart *upload);

/* Into how many parts of that size it goes. */
static int64
parts_of(int64 bytes, int64 part_bytes)
{
	return (bytes + part_bytes - 1) / part_bytes;
}

PgawsCall *
pgaws_s3_multipart_start(const PgawsS3Caller *caller,
						 const PgawsS3Object *object,
						 PgawsS3Multipart **started)
{
	PgawsS3Multipart *upload = palloc0(sizeof(PgawsS3Multipart));
	int64		part_bytes;

	upload->caller = *caller;
	upload->object = *object;
	if (object->bytes > 0)
	{
		part_bytes = Max(object->part_bytes,
						 parts_of(object->bytes, PGAWS_S3_PARTS_MAX));
		upload->object.part_bytes = part_bytes;
		upload->nparts = (int) parts_of(object->bytes, part_bytes);
	}
	upload->parts = palloc0(upload->nparts * sizeof(PgawsS3Part));
	*started = upload;
	return list_uploads(upload);
}

PgawsCall *
pgaws_s3_leftovers_start(const PgawsS3Caller *caller, const char *bucket,
						 const char *key, PgawsS3Multipart **started)
{
	PgawsS3Object nothing = {.bucket = bucket, .key = key};

	return pgaws_s3_multipart_start(caller, &nothing, started);
}

static PgawsCall *
call_object(PgawsS3Multipart *upload, const char *operation, const char *method,
			const char *query, const PgawsS3Headers *headers,
			const char *body, size_t len)
{
	return pgaws_s3_call(&upload->caller, operation, method,
						 upload->object.bucket, upload->object.key, query,
						 headers, body, len);
}

static PgawsCall *
list_uploads(PgawsS3Multipart *upload)
{
	upload->step = S3_LISTING;
	upload->naborted = 0;
	return pgaws_s3_call(&upload->caller, "ListMultipartUploads", "GET",
						 upload->object.bucket, NULL,
						 pgaws_s3_list_uploads_query(upload->object.key),
						 NULL, NULL, 0);
}

static PgawsCall *
abort_leftover(PgawsS3Multipart *upload)
{
	const char *id = upload->leftovers.ids[upload->naborted];

	upload->step = S3_ABORTING;
	return call_object(upload, "AbortMultipartUpload", "DELETE",
					   pgaws_s3_upload_query(id, 0), NULL, NULL, 0);
}

/* Once: after a lost answer there would be two, and one that nobody knows. */
static PgawsCall *
create_upload(PgawsS3Multipart *upload)
{
	PgawsCall  *call = call_object(upload, "CreateMultipartUpload", "POST",
								   "uploads=", &upload->object.headers,
								   NULL, 0);

	upload->step = S3_CREATING;
	pgaws_call_set_max_attempts(call, 1);
	return call;
}

static PgawsCall *
send_bytes(PgawsS3Multipart *upload, const char *query,
		   int64 offset, int64 bytes, PgawsError *error)
{
	PgawsS3Part *part = &upload->parts[upload->nsent];
	char	   *data = upload->object.read(upload->object.arg, offset, bytes,
										   error);
	PgawsS3Headers headers = {0};
	PgawsCall  *call;

	if (data == NULL)
		return NULL;
	part->crc32c = pgaws_s3_crc32c(data, bytes);
	pgaws_s3_header(&headers, "x-amz-checksum-crc32c", part->crc32c);
	call = call_object(upload, "UploadPart", "PUT", query, &headers,
					   data, bytes);
	pfree(data);
	return call;
}

static PgawsCall *
copy_bytes(PgawsS3Multipart *upload, const char *query,
		   int64 offset, int64 bytes)
{
	PgawsS3Headers headers = {0};

	pgaws_s3_header(&headers, "x-amz-copy-source", upload->object.source);
	pgaws_s3_header(&headers, "x-amz-copy-source-if-match",
					upload->object.source_etag);
	pgaws_s3_header(&headers, "x-amz-copy-source-range",
					psprintf("bytes=" INT64_FORMAT "-" INT64_FORMAT,
							 offset, offset + bytes - 1));
	return call_object(upload, "UploadPartCopy", "PUT", query,
					   &headers, NULL, 0);
}

static PgawsCall *
send_part(PgawsS3Multipart *upload, PgawsError *error)
{
	const PgawsS3Object *object = &upload->object;
	char	   *query = pgaws_s3_upload_query(upload->id, upload->nsent + 1);
	int64		offset = upload->nsent * object->part_bytes;
	int64		bytes = Min(object->bytes - offset, object->part_bytes);
	PgawsCall  *call;

	upload->step = S3_SENDING;
	call = object->read != NULL ?
		send_bytes(upload, query, offset, bytes, error) :
		copy_bytes(upload, query, offset, bytes);
	if (call != NULL)
		pgaws_call_set_max_attempts(call, PART_ATTEMPTS);
	return call;
}

static PgawsCall *
complete_upload(PgawsS3Multipart *upload)
{
	PgawsS3Headers headers = {0};
	StringInfoData xml;

	upload->step = S3_COMPLETING;
	initStringInfo(&xml);
	pgaws_s3_complete_upload(&xml, upload->parts, upload->nparts);
	pgaws_s3_header(&headers, "content-type", "application/xml");
	for (int i = 0; i < upload->object.conditions.n; i++)
		pgaws_s3_header(&headers, upload->object.conditions.list[i].name,
						upload->object.conditions.list[i].value);
	return call_object(upload, "CompleteMultipartUpload", "POST",
					   pgaws_s3_upload_query(upload->id, 0),
					   &headers, xml.data, xml.len);
}

/* The next call before there is an upload of our own, if there is to be. */
static PgawsCall *
abort_leftovers_or_create(PgawsS3Multipart *upload)
{
	if (upload->naborted < upload->leftovers.n)
		return abort_leftover(upload);
	if (upload->leftovers.more)
		return list_uploads(upload);
	return upload->nparts > 0 ? create_upload(upload) : NULL;
}

/* Sent, it is named in the answer's header; copied, in its body. */
static bool
take_part(PgawsS3Multipart *upload, PgawsCall *call, PgawsError *error)
{
	const char *etag;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (upload->object.read == NULL)
		etag = pgaws_s3_parse_etag(body, len, error);
	else
	{
		etag = pgaws_call_header(call, "etag");
		if (etag == NULL)
			pgaws_error_set(error, PGAWS_MALFORMED, "",
							"answer of UploadPart has no ETag");
	}
	if (etag == NULL)
		return false;
	upload->parts[upload->nsent++].etag = pstrdup(etag);
	return true;
}

bool
pgaws_s3_multipart_proceed(PgawsS3Multipart *upload, PgawsCall *call,
						   PgawsCall **next, PgawsError *error)
{
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	switch (upload->step)
	{
		case S3_LISTING:
			if (!pgaws_s3_parse_uploads(body, len, upload->object.key,
										&upload->leftovers, error))
				return false;
			*next = abort_leftovers_or_create(upload);
			break;
		case S3_ABORTING:
			upload->naborted++;
			*next = abort_leftovers_or_create(upload);
			break;
		case S3_CREATING:
			upload->id = pgaws_s3_parse_upload_id(body, len, error);
			if (upload->id == NULL)
				return false;
			*next = send_part(upload, error);
			break;
		case S3_SENDING:
			if (!take_part(upload, call, error))
				return false;
			*next = upload->nsent < upload->nparts ?
				send_part(upload, error) :
				complete_upload(upload);
			break;
		case S3_COMPLETING:
			upload->etag = pgaws_s3_parse_etag(body, len, error);
			return upload->etag != NULL;
	}
	return *next != NULL || upload->nparts == 0;
}

PgawsCall *
pgaws_s3_multipart_abandon(PgawsS3Multipart *upload, void *owner, int tag)
{
	if (upload->id == NULL)
		return NULL;
	upload->caller.owner = owner;
	upload->caller.tag = tag;
	return call_object(upload, "AbortMultipartUpload", "DELETE",
					   pgaws_s3_upload_query(upload->id, 0), NULL, NULL, 0);
}

void
pgaws_s3_multipart_failed(PgawsError *error)
{
	if (strcmp(error->code, "NoSuchUpload") == 0)
		error->class = PGAWS_TRANSIENT;
}

const char *
pgaws_s3_multipart_etag(const PgawsS3Multipart *upload)
{
	return upload->etag;
}
