/*-------------------------------------------------------------------------
 *
 * destination_s3_move.c
 *	  Moving an object from one S3 bucket, or key, to another.
 *
 *	HeadObject of the source → CopyObject → note →
 *	HeadObject of the source → HeadObject of the copy → DeleteObject
 *
 * S3 has no such operation, so a move is a copy and a deletion; what must not
 * happen is a deletion without the copy.  A copy that fails ends the request,
 * and nothing is deleted.  Each request of S3's names by ETag the object that
 * it is about: what the first HeadObject has seen is what is copied
 * (x-amz-copy-source-if-match) and what is deleted (If-Match).
 *
 * The note says that S3 has answered the copy with success, with the ETags of
 * the source and of the copy.  It is part of the message, on disk before the
 * deletion is sent, and by it a repetition knows what it finds, after a lost
 * answer as after a crash:
 *
 *	no note			nothing of ours has been deleted.  A source that is not
 *					there has never been, or somebody else has taken it: a
 *					dead letter.  One that is there is copied, again perhaps.
 *	a note, and
 *	no source		it has been deleted: delivered, whatever has become of
 *					the copy since, which its readers may have taken.
 *	the same source	it is still to be deleted, if the copy is there as it was
 *					made; if not, a dead letter, and nothing is deleted.
 *	another source	it came after the copy, before our deletion or after it:
 *					a dead letter.  It is neither deleted nor copied over what
 *					has been moved.
 *
 * An ETag alone could not tell whose copy the target is: with KMS keys, or of
 * an object that was put in parts, it is not that of the source.  A mark in
 * the copy's metadata would have S3 replace all of them.
 *
 * S3 compares If-Match and deletes in one step.  Endpoints that look like S3
 * may overlook If-Match; there, what is put under the key between the second
 * HeadObject and the deletion is deleted unseen.  An object that is put again
 * with the same bytes may have the same ETag and counts as the same.  A
 * version is deleted by its id, which is of nothing else.  A database that
 * goes back in time (point-in-time recovery, failover to a standby that lags)
 * forgets notes with the rest, and finds sources missing.
 *
 * CopyObject takes the metadata and the tags along.  Larger objects are copied
 * in parts, for which both are read from the source and given anew; see
 * s3_multipart.c for what becomes of their uploads.  The storage
 * class is the source's, unless another is given; permissions (ACLs), locks
 * and the encryption are those that the target's bucket gives to new objects.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_s3_move.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/s3.h"
#include "aws/s3_list.h"
#include "aws/s3_upload.h"
#include "dispatcher/destination_s3.h"

/*
 * Asking → Looking | (Reading tags →) Copying | Comparing → Deleting
 *
 * Behind Copying comes the note, and Asking again.
 */
typedef enum S3MoveStep
{
	S3_MOVE_ASKING,				/* for the source */
	S3_MOVE_LOOKING,			/* is it the bucket that is not there? */
	S3_MOVE_READING_TAGS,
	S3_MOVE_COPYING,
	S3_MOVE_COMPARING,			/* the copy */
	S3_MOVE_DELETING
} S3MoveStep;

typedef struct S3Move
{
	S3MoveStep	step;
	PgawsS3Input input;
	AwspipeMessage *message;

	/* Source */
	const char *bucket;
	const char *version_id;		/* NULL: the latest, whichever it is */
	const char *etag;			/* as it came, with quotes */
	int64		bytes;

	/* Target */
	const char *target_bucket;
	const char *target_key;
	PgawsS3Headers headers;		/* for the copy */
	PgawsS3Multipart *upload;	/* NULL: not in parts, or not any more */

	/* Note */
	PgawsJson  *copied;			/* NULL: none */
	const char *copy_etag;		/* likewise */
} S3Move;

/* What a copy in parts is given anew; of these CopyObject takes along... */
static const char *const content_headers[] = {
	"cache-control",
	"content-disposition",
	"content-encoding",
	"content-language",
	"content-type",
	"expires"
};

/* ...but does not take along these. */
static const char *const other_headers[] = {
	"x-amz-storage-class",
	"x-amz-website-redirect-location"
};

#define METADATA_PREFIX "x-amz-meta-"

static PgawsCall *
call_source(AwspipeRequest *request, const char *operation, const char *method,
			const char *subresource, const PgawsS3Headers *headers)
{
	S3Move	   *move = request->sink_state;
	StringInfoData query;

	initStringInfo(&query);
	if (subresource != NULL)
		pgaws_s3_append_query(&query, subresource, NULL);
	if (move->version_id != NULL)
		pgaws_s3_append_query(&query, "versionId", move->version_id);
	return awspipe_s3_call(request, operation, method, move->bucket,
						   move->input.key, query.data, headers, NULL, 0);
}

PgawsCall *
awspipe_s3_move_start(AwspipeRequest *request, const PgawsS3Input *input)
{
	S3Move	   *move = palloc0(sizeof(S3Move));

	move->step = S3_MOVE_ASKING;
	move->input = *input;
	move->message = awspipe_first_entry(request);
	move->bucket = request->destination->resource;
	move->version_id = pgaws_json_get_text(input->members, "VersionId");
	move->target_bucket = pgaws_json_get_text(input->members, "TargetBucket");
	move->target_key = pgaws_json_get_text(input->members, "TargetKey");
	move->copied = pgaws_json_get(input->members, "Copied");
	move->copy_etag = pgaws_json_get_text(move->copied, "CopyETag");
	if (move->target_bucket == NULL || *move->target_bucket == '\0' ||
		move->target_key == NULL || *move->target_key == '\0' ||
		(move->copied != NULL &&
		 (move->copy_etag == NULL ||
		  pgaws_json_get_text(move->copied, "ETag") == NULL)))
		return NULL;
	request->sink_state = move;
	return call_source(request, "HeadObject", "HEAD", NULL, NULL);
}

/* That there is none is an answer, too. */
bool
awspipe_s3_move_expects(AwspipeRequest *request, const PgawsError *error)
{
	S3Move	   *move = request->sink_state;

	return error->http_status == 404 &&
		(move->step == S3_MOVE_ASKING || move->step == S3_MOVE_COMPARING ||
		 (move->step == S3_MOVE_DELETING &&
		  strcmp(error->code, "NoSuchBucket") != 0));
}

static bool
is_listed(const char *name, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (pg_strcasecmp(list[i], name) == 0)
			return true;
	}
	return false;
}

/* Takes a header of the source along. */
static void
take_header(const char *name, const char *value, void *arg)
{
	S3Move	   *move = arg;
	bool		in_parts = move->bytes > PGAWS_S3_COPY_BYTES_MAX;
	char	   *lower;

	if (!is_listed(name, other_headers, lengthof(other_headers)) &&
		!(in_parts &&
		  (is_listed(name, content_headers, lengthof(content_headers)) ||
		   pg_strncasecmp(name, METADATA_PREFIX, strlen(METADATA_PREFIX)) == 0)))
		return;
	if (pg_strcasecmp(name, "x-amz-storage-class") == 0 &&
		pgaws_json_get(move->input.members, "StorageClass") != NULL)
		return;
	lower = pstrdup(name);
	for (char *p = lower; *p != '\0'; p++)
		*p = pg_ascii_tolower((unsigned char) *p);
	pgaws_s3_header(&move->headers, lower, pstrdup(value));
}

static PgawsCall *
copy_in_parts(AwspipeRequest *request, const char *source)
{
	S3Move	   *move = request->sink_state;
	PgawsS3Caller caller = awspipe_s3_caller(request);
	PgawsS3Object object = {0};

	object.bucket = move->target_bucket;
	object.key = move->target_key;
	object.bytes = move->bytes;
	object.part_bytes = PGAWS_S3_COPY_PART_BYTES;
	object.headers = move->headers;
	object.source = source;
	object.source_etag = move->etag;
	return pgaws_s3_multipart_start(&caller, &object, &move->upload);
}

static PgawsCall *
copy(AwspipeRequest *request)
{
	S3Move	   *move = request->sink_state;
	char	   *source = pgaws_s3_copy_source(move->bucket, move->input.key,
											  move->version_id);

	move->step = S3_MOVE_COPYING;
	pgaws_s3_input_headers(&move->headers, &move->input);
	if (move->bytes > PGAWS_S3_COPY_BYTES_MAX)
		return copy_in_parts(request, source);
	pgaws_s3_header(&move->headers, "x-amz-copy-source", source);
	pgaws_s3_header(&move->headers, "x-amz-copy-source-if-match", move->etag);
	return awspipe_s3_call(request, "CopyObject", "PUT", move->target_bucket,
						   move->target_key, NULL, &move->headers, NULL, 0);
}

/* The first call for the copy.  S3 counts tags for those who may read them. */
static PgawsCall *
begin_copy(AwspipeRequest *request, PgawsCall *call)
{
	S3Move	   *move = request->sink_state;

	pgaws_call_each_header(call, take_header, move);
	if (move->bytes <= PGAWS_S3_COPY_BYTES_MAX ||
		pgaws_call_header(call, "x-amz-tagging-count") == NULL)
		return copy(request);
	move->step = S3_MOVE_READING_TAGS;
	return call_source(request, "GetObjectTagging", "GET", "tagging", NULL);
}

static PgawsCall *
compare(AwspipeRequest *request)
{
	S3Move	   *move = request->sink_state;

	move->step = S3_MOVE_COMPARING;
	return awspipe_s3_call(request, "HeadObject", "HEAD", move->target_bucket,
						   move->target_key, NULL, NULL, NULL, 0);
}

static PgawsCall *
delete_source(AwspipeRequest *request)
{
	S3Move	   *move = request->sink_state;
	PgawsS3Headers headers = {0};

	move->step = S3_MOVE_DELETING;
	if (move->version_id == NULL)
		pgaws_s3_header(&headers, "if-match", move->etag);
	return call_source(request, "DeleteObject", "DELETE", NULL, &headers);
}

static bool
read_head(PgawsCall *call, const char **etag, int64 *bytes, PgawsError *error)
{
	const char *length = pgaws_call_header(call, "content-length");

	*etag = pgaws_call_header(call, "etag");
	if (*etag == NULL || length == NULL)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of HeadObject has no ETag or no length");
		return false;
	}
	*etag = pstrdup(*etag);
	*bytes = strtoll(length, NULL, 10);
	return true;
}

static bool
etags_differ(const char *one, const char *other)
{
	return strcmp(pgaws_s3_etag_plain(one), pgaws_s3_etag_plain(other)) != 0;
}

/* The source is there: copy it, or go on to delete what has been copied. */
static bool
take_source(AwspipeRequest *request, PgawsCall *call, PgawsCall **next,
			PgawsError *error)
{
	S3Move	   *move = request->sink_state;
	const char *wanted = pgaws_json_get_text(move->input.members, "IfMatch");

	if (!read_head(call, &move->etag, &move->bytes, error))
		return false;
	if (move->copied != NULL)
	{
		if (etags_differ(move->etag, pgaws_json_get_text(move->copied, "ETag")))
		{
			pgaws_error_set(error, PGAWS_REJECTED, "PreconditionFailed",
							"there is another object than the one that has been copied; it was not deleted");
			return false;
		}
		*next = compare(request);
		return true;
	}
	if (wanted != NULL && etags_differ(move->etag, wanted))
	{
		pgaws_error_set(error, PGAWS_REJECTED, "PreconditionFailed",
						"object is not the one that was to be moved; nothing was copied or deleted");
		return false;
	}
	*next = begin_copy(request, call);
	return true;
}

/* The source is not there: it has been moved, or there is nothing to move. */
static PgawsCall *
miss_source(AwspipeRequest *request)
{
	S3Move	   *move = request->sink_state;

	if (move->copied != NULL)
		return NULL;
	move->step = S3_MOVE_LOOKING;
	return awspipe_s3_call(request, "HeadBucket", "HEAD", move->bucket, NULL,
						   NULL, NULL, NULL, 0);
}

static bool
take_tags(AwspipeRequest *request, PgawsCall *call, PgawsCall **next,
		  PgawsError *error)
{
	S3Move	   *move = request->sink_state;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);
	char	   *tags = pgaws_s3_parse_tags(body, len, error);

	if (tags == NULL)
		return false;
	if (*tags != '\0')
		pgaws_s3_header(&move->headers, "x-amz-tagging", tags);
	*next = copy(request);
	return true;
}

/* The message, with what has been copied. */
static void
note_copy(AwspipeRequest *request)
{
	S3Move	   *move = request->sink_state;
	AwspipeMessage *message = move->message;
	StringInfoData note;

	/* It ends with its last brace */
	initStringInfo(&note);
	appendBinaryStringInfo(&note, message->body, message->body_len - 1);
	appendStringInfoString(&note, ",\"Copied\":{\"ETag\":");
	pgaws_json_append_string(&note, move->etag);
	appendStringInfoString(&note, ",\"CopyETag\":");
	pgaws_json_append_string(&note, move->copy_etag);
	appendStringInfoString(&note, "}}");
	awspipe_request_note(request, note.data);
}

static bool
take_copy(AwspipeRequest *request, PgawsCall *call, PgawsCall **next,
		  PgawsError *error)
{
	S3Move	   *move = request->sink_state;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (move->upload == NULL)
		move->copy_etag = pgaws_s3_parse_etag(body, len, error);
	else if (!pgaws_s3_multipart_proceed(move->upload, call, next, error))
		return false;
	else if (*next != NULL)
		return true;
	else
	{
		move->copy_etag = pgaws_s3_multipart_etag(move->upload);
		move->upload = NULL;
	}
	if (move->copy_etag == NULL)
		return false;
	note_copy(request);
	return true;
}

static bool
take_comparison(AwspipeRequest *request, PgawsCall *call, PgawsCall **next,
				PgawsError *error)
{
	S3Move	   *move = request->sink_state;
	bool		missing = pgaws_call_error(call) != NULL;
	const char *etag = NULL;
	int64		bytes = 0;

	if (!missing && !read_head(call, &etag, &bytes, error))
		return false;
	if (missing || bytes != move->bytes || etags_differ(etag, move->copy_etag))
	{
		pgaws_error_set(error, PGAWS_REJECTED, "CopyChanged",
						"copy in bucket \"%s\" is %s; the object was not deleted",
						move->target_bucket,
						missing ? "not there any more" : "not what has been copied");
		return false;
	}
	*next = delete_source(request);
	return true;
}

bool
awspipe_s3_move_proceed(AwspipeRequest *request, PgawsCall *call,
						PgawsCall **next, PgawsError *error)
{
	S3Move	   *move = request->sink_state;

	switch (move->step)
	{
		case S3_MOVE_ASKING:
			if (pgaws_call_error(call) == NULL)
				return take_source(request, call, next, error);
			*next = miss_source(request);
			return true;
		case S3_MOVE_LOOKING:
			pgaws_error_set(error, PGAWS_REJECTED, "NoSuchKey",
							"there is no such object, and this message has not moved it; nothing was copied or deleted");
			return false;
		case S3_MOVE_READING_TAGS:
			return take_tags(request, call, next, error);
		case S3_MOVE_COPYING:
			return take_copy(request, call, next, error);
		case S3_MOVE_COMPARING:
			return take_comparison(request, call, next, error);
		case S3_MOVE_DELETING:
			break;
	}
	return true;
}

PgawsCall *
awspipe_s3_move_abandon(AwspipeRequest *request)
{
	S3Move	   *move = request->sink_state;

	return move->upload == NULL ? NULL :
		pgaws_s3_multipart_abandon(move->upload, request->destination,
								   AWSPIPE_CALL_CLEANUP);
}

/* Says by the code and the message which object or bucket is meant. */
void
awspipe_s3_move_failed(AwspipeRequest *request, PgawsError *error)
{
	S3Move	   *move = request->sink_state;
	PgawsError	cause = *error;

	if (error->class != PGAWS_REJECTED && error->class != PGAWS_AUTH)
		return;
	if (move->step == S3_MOVE_LOOKING && error->http_status == 404)
		strlcpy(error->code, "NoSuchBucket", sizeof(error->code));
	else if (error->http_status == 412)
		strlcpy(error->message, move->step == S3_MOVE_DELETING ?
				"object was replaced after it had been copied; it was not deleted" :
				"object was replaced while it was copied; it was not deleted",
				sizeof(error->message));
	else if (error->http_status != 0 &&
			 (move->step == S3_MOVE_COPYING || move->step == S3_MOVE_COMPARING))
		snprintf(error->message, sizeof(error->message),
				 "of bucket \"%s\"%s%s", move->target_bucket,
				 cause.message[0] != '\0' ? ": " : "", cause.message);
}

const char *
awspipe_s3_move_etag(AwspipeRequest *request)
{
	return ((S3Move *) request->sink_state)->copy_etag;
}
