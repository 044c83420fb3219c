/*-------------------------------------------------------------------------
 *
 * destination_s3_upload.c
 *	  Putting or copying a large object into an S3 bucket, in parts.
 *
 *	ListMultipartUploads → AbortMultipartUpload, of each that was found →
 *	CreateMultipartUpload → UploadPart, of one after another →
 *	CompleteMultipartUpload
 *
 * S3 keeps the parts of an upload, and has them paid for, until it is
 * completed or aborted.  A request that fails aborts its upload; where that
 * is not possible, because the network is down or the dispatcher was killed,
 * the next attempt does.  It cannot know the upload's id, for that is
 * nowhere but in the memory of whoever began it: to write it down would
 * take a transaction between two calls, and a crash could come before that.
 * What tells a leftover is its key alone, since messages of a key go one
 * after another.  So an upload of the same key that another application has
 * under way is aborted too; it would have been a race for the object anyway.
 *
 * A message that is given up after its last attempt has failed, and discarded
 * with the network still down, may leave an upload: a lifecycle rule of the
 * bucket (AbortIncompleteMultipartUpload) is the remedy for these.
 *
 * There is no object before the last call, so readers of the bucket never
 * see a part of one.  Each part is decoded out of the message when its turn
 * comes; no more than one is in memory besides.  What is copied (a move, see
 * destination_s3_move.c) goes by UploadPartCopy, S3's data never come here.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_s3_upload.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/s3.h"
#include "aws/s3_upload.h"
#include "dispatcher/destination_s3.h"

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

struct AwspipeS3Upload
{
	S3UploadStep step;
	AwspipeS3Object object;

	/* Uploads that were left behind */
	PgawsS3Uploads leftovers;
	int			naborted;

	/* Ours */
	char	   *id;				/* NULL before it is created */
	PgawsS3Part *parts;
	int			nparts;
	int			nsent;
	const char *etag;			/* of the object */
};

static PgawsCall *list_uploads(AwspipeRequest *request,
							   AwspipeS3Upload *upload);

PgawsCall *
awspipe_s3_upload_start(AwspipeRequest *request, const AwspipeS3Object *object,
						AwspipeS3Upload **started)
{
	AwspipeS3Upload *upload = palloc0(sizeof(AwspipeS3Upload));

	upload->object = *object;
	upload->nparts = (int) ((object->bytes + object->part_bytes - 1) /
							object->part_bytes);
	upload->parts = palloc0(upload->nparts * sizeof(PgawsS3Part));
	*started = upload;
	return list_uploads(request, upload);
}

static PgawsCall *
call_object(AwspipeRequest *request, AwspipeS3Upload *upload,
			const char *operation, const char *method, const char *query,
			const PgawsS3Headers *headers, const char *body, size_t len)
{
	return awspipe_s3_call(request, operation, method, upload->object.bucket,
						   upload->object.key, query, headers, body, len);
}

static PgawsCall *
list_uploads(AwspipeRequest *request, AwspipeS3Upload *upload)
{
	upload->step = S3_LISTING;
	upload->naborted = 0;
	return awspipe_s3_call(request, "ListMultipartUploads", "GET",
						   upload->object.bucket, NULL,
						   pgaws_s3_list_uploads_query(upload->object.key),
						   NULL, NULL, 0);
}

static PgawsCall *
abort_leftover(AwspipeRequest *request, AwspipeS3Upload *upload)
{
	const char *id = upload->leftovers.ids[upload->naborted];

	upload->step = S3_ABORTING;
	return call_object(request, upload, "AbortMultipartUpload", "DELETE",
					   pgaws_s3_upload_query(id, 0), NULL, NULL, 0);
}

static PgawsCall *
create_upload(AwspipeRequest *request, AwspipeS3Upload *upload)
{
	upload->step = S3_CREATING;
	return call_object(request, upload, "CreateMultipartUpload", "POST",
					   "uploads=", &upload->object.headers, NULL, 0);
}

/* Decodes the part out of the message. */
static PgawsCall *
send_bytes(AwspipeRequest *request, AwspipeS3Upload *upload, const char *query,
		   int64 offset, int64 bytes, PgawsError *error)
{
	PgawsS3Part *part = &upload->parts[upload->nsent];
	char	   *data = pgaws_s3_input_decode(upload->object.input, offset, bytes);
	PgawsS3Headers headers = {0};
	PgawsCall  *call;

	if (data == NULL)
	{
		pgaws_error_set(error, PGAWS_REJECTED, "InvalidMessage",
						"message cannot be read");
		return NULL;
	}
	part->crc32c = pgaws_s3_crc32c(data, bytes);
	pgaws_s3_header(&headers, "x-amz-checksum-crc32c", part->crc32c);
	call = call_object(request, upload, "UploadPart", "PUT", query, &headers,
					   data, bytes);
	pfree(data);
	return call;
}

static PgawsCall *
copy_bytes(AwspipeRequest *request, AwspipeS3Upload *upload, const char *query,
		   int64 offset, int64 bytes)
{
	PgawsS3Headers headers = {0};

	pgaws_s3_header(&headers, "x-amz-copy-source", upload->object.source);
	pgaws_s3_header(&headers, "x-amz-copy-source-if-match",
					upload->object.source_etag);
	pgaws_s3_header(&headers, "x-amz-copy-source-range",
					psprintf("bytes=" INT64_FORMAT "-" INT64_FORMAT,
							 offset, offset + bytes - 1));
	return call_object(request, upload, "UploadPartCopy", "PUT", query,
					   &headers, NULL, 0);
}

static PgawsCall *
send_part(AwspipeRequest *request, AwspipeS3Upload *upload, PgawsError *error)
{
	const AwspipeS3Object *object = &upload->object;
	char	   *query = pgaws_s3_upload_query(upload->id, upload->nsent + 1);
	int64		offset = upload->nsent * object->part_bytes;
	int64		bytes = Min(object->bytes - offset, object->part_bytes);
	PgawsCall  *call;

	upload->step = S3_SENDING;
	call = object->input != NULL ?
		send_bytes(request, upload, query, offset, bytes, error) :
		copy_bytes(request, upload, query, offset, bytes);
	if (call != NULL)
		pgaws_call_set_max_attempts(call, PART_ATTEMPTS);
	return call;
}

static PgawsCall *
complete_upload(AwspipeRequest *request, AwspipeS3Upload *upload)
{
	PgawsS3Headers headers = {0};
	StringInfoData xml;

	upload->step = S3_COMPLETING;
	initStringInfo(&xml);
	pgaws_s3_complete_upload(&xml, upload->parts, upload->nparts);
	pgaws_s3_header(&headers, "content-type", "application/xml");
	if (upload->object.input != NULL)
		pgaws_s3_input_condition(&headers, upload->object.input);
	return call_object(request, upload, "CompleteMultipartUpload", "POST",
					   pgaws_s3_upload_query(upload->id, 0),
					   &headers, xml.data, xml.len);
}

/* The next call before there is an upload of our own. */
static PgawsCall *
abort_leftovers_or_create(AwspipeRequest *request, AwspipeS3Upload *upload)
{
	if (upload->naborted < upload->leftovers.n)
		return abort_leftover(request, upload);
	if (upload->leftovers.more)
		return list_uploads(request, upload);
	return create_upload(request, upload);
}

/* Sent, it is named in the answer's header; copied, in its body. */
static bool
take_part(AwspipeS3Upload *upload, PgawsCall *call, PgawsError *error)
{
	const char *etag;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (upload->object.input == NULL)
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
awspipe_s3_upload_proceed(AwspipeRequest *request, AwspipeS3Upload *upload,
						  PgawsCall *call, PgawsCall **next, PgawsError *error)
{
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	switch (upload->step)
	{
		case S3_LISTING:
			if (!pgaws_s3_parse_uploads(body, len, upload->object.key,
										&upload->leftovers, error))
				return false;
			*next = abort_leftovers_or_create(request, upload);
			break;
		case S3_ABORTING:
			upload->naborted++;
			*next = abort_leftovers_or_create(request, upload);
			break;
		case S3_CREATING:
			upload->id = pgaws_s3_parse_upload_id(body, len, error);
			if (upload->id == NULL)
				return false;
			*next = send_part(request, upload, error);
			break;
		case S3_SENDING:
			if (!take_part(upload, call, error))
				return false;
			*next = upload->nsent < upload->nparts ?
				send_part(request, upload, error) :
				complete_upload(request, upload);
			break;
		case S3_COMPLETING:
			upload->etag = pgaws_s3_parse_etag(body, len, error);
			return upload->etag != NULL;
	}
	return *next != NULL;
}

PgawsCall *
awspipe_s3_upload_abandon(AwspipeRequest *request, AwspipeS3Upload *upload)
{
	AwspipeDestination *destination = request->destination;

	if (upload->id == NULL)
		return NULL;
	return pgaws_call_http(destination->identity->client, destination->service,
						   "AbortMultipartUpload", "DELETE",
						   pgaws_s3_path(upload->object.bucket, upload->object.key),
						   pgaws_s3_upload_query(upload->id, 0),
						   NULL, 0, NULL, 0, destination, AWSPIPE_CALL_CLEANUP);
}

const char *
awspipe_s3_upload_etag(const AwspipeS3Upload *upload)
{
	return upload->etag;
}
