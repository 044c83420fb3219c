/*-------------------------------------------------------------------------
 *
 * sql_s3_event.c
 *	  awspipe.s3_event(): what S3 tells of its objects, as rows.
 *
 * S3 tells queues and topics by a list of records, in which keys are encoded
 * as in forms (Amazon S3 User Guide, "Event message structure"), and
 * EventBridge by an event for each object, in which they are not
 * ("EventBridge event message structure").  Either may be the Message of an
 * SNS notification.  The names of events are those of the records; the guide's
 * "Amazon EventBridge mapping" says which they are in the other shape.
 *
 * The function is for triggers on inboxes, which get other messages, too: S3
 * itself sends a test event when notifications are set up.  What is no event
 * of an object makes no row, whatever it is, and nothing is an error.
 *
 * IDENTIFICATION
 *	  src/api/sql_s3_event.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "aws/aws_time.h"
#include "aws/json.h"
#include "aws/url.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#define NUM_COLUMNS 8

/* A topic may be subscribed to another's notifications, so far */
#define ENVELOPES_MAX 4

/* Names of the same things in the two shapes */
typedef struct Shape
{
	bool		encoded;		/* are keys? */
	const char *version_id;
	const char *etag;
} Shape;

static const Shape record_shape = {true, "versionId", "eTag"};
static const Shape event_shape = {false, "version-id", "etag"};

/* EventBridge's names and ours, where nothing else decides */
static const char *const event_names[][2] = {
	{"Object ACL Updated", "ObjectAcl:Put"},
	{"Object Access Tier Changed", "IntelligentTiering"},
	{"Object Restore Completed", "ObjectRestore:Completed"},
	{"Object Restore Expired", "ObjectRestore:Delete"},
	{"Object Restore Initiated", "ObjectRestore:Post"},
	{"Object Storage Class Changed", "LifecycleTransition"},
	{"Object Tags Added", "ObjectTagging:Put"},
	{"Object Tags Deleted", "ObjectTagging:Delete"}
};

PG_FUNCTION_INFO_V1(awspipe_s3_event);

PGDLLEXPORT Datum awspipe_s3_event(PG_FUNCTION_ARGS);

static void put_message(ReturnSetInfo *rsinfo, PgawsJson *message, int depth);

/* The text, or NULL if the database cannot have it. */
static void
set_text(Datum *value, bool *isnull, const char *utf8, size_t len)
{
	text	   *converted = utf8 != NULL ? awspipe_utf8_to_text(utf8, len) : NULL;

	*isnull = converted == NULL;
	*value = PointerGetDatum(converted);
}

static void
set_member(Datum *value, bool *isnull, PgawsJson *object, const char *name)
{
	size_t		len = 0;
	const char *utf8 = pgaws_json_string(pgaws_json_get(object, name), &len);

	set_text(value, isnull, utf8, len);
}

static void
set_time(Datum *value, bool *isnull, PgawsJson *time)
{
	const char *text = pgaws_json_text(time);
	int64		usec;

	*isnull = text == NULL || !pgaws_time_parse(text, &usec);
	if (!*isnull)
		*value = TimestampTzGetDatum(usec - (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY);
}

/* Both shapes have bucket and object; there is no row when these are missing. */
static void
put_row(ReturnSetInfo *rsinfo, const Shape *shape, const char *event_name,
		PgawsJson *time, PgawsJson *about)
{
	PgawsJson  *bucket = pgaws_json_get(about, "bucket");
	PgawsJson  *object = pgaws_json_get(about, "object");
	PgawsJson  *size = pgaws_json_get(object, "size");
	Datum		values[NUM_COLUMNS] = {0};
	bool		nulls[NUM_COLUMNS] = {0};
	size_t		len;
	const char *key = pgaws_json_string(pgaws_json_get(object, "key"), &len);
	char	   *decoded;

	if (event_name == NULL || key == NULL)
		return;
	decoded = palloc(len + 1);
	memcpy(decoded, key, len + 1);
	if (shape->encoded)
		len = pgaws_url_decode(decoded, len, true);

	set_text(&values[0], &nulls[0], event_name, strlen(event_name));
	set_member(&values[1], &nulls[1], bucket, "name");
	set_text(&values[2], &nulls[2], decoded, len);
	set_member(&values[3], &nulls[3], object, shape->version_id);
	nulls[4] = !pgaws_json_is_number(size) || pgaws_json_int64(size, -1) < 0;
	values[4] = Int64GetDatum(pgaws_json_int64(size, 0));
	set_member(&values[5], &nulls[5], object, shape->etag);
	set_member(&values[6], &nulls[6], object, "sequencer");
	set_time(&values[7], &nulls[7], time);
	if (!nulls[1])
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* S3's own name of the event, for a detail-type of EventBridge */
static const char *
name_of(const char *type, PgawsJson *detail)
{
	const char *reason = pgaws_json_get_text(detail, "reason");
	const char *deletion = pgaws_json_get_text(detail, "deletion-type");

	if (reason == NULL)
		reason = "";
	if (strcmp(type, "Object Created") == 0)
		return psprintf("ObjectCreated:%s",
						strcmp(reason, "PutObject") == 0 ? "Put" :
						strcmp(reason, "POST Object") == 0 ? "Post" :
						strcmp(reason, "CopyObject") == 0 ? "Copy" : reason);
	if (strcmp(type, "Object Deleted") == 0)
		return psprintf("%s:%s",
						strcmp(reason, "Lifecycle Expiration") == 0 ?
						"LifecycleExpiration" : "ObjectRemoved",
						deletion != NULL && strcmp(deletion, "Delete Marker Created") == 0 ?
						"DeleteMarkerCreated" : "Delete");
	for (int i = 0; i < lengthof(event_names); i++)
	{
		if (strcmp(event_names[i][0], type) == 0)
			return event_names[i][1];
	}
	return type;
}

/* Some of those who speak as S3 does have its prefix of configurations. */
static const char *
plain_name(const char *name)
{
	return name != NULL && strncmp(name, "s3:", 3) == 0 ? name + 3 : name;
}

/* A JSON document in a text, such as SNS's Message */
static void
put_document(ReturnSetInfo *rsinfo, PgawsJson *text, int depth)
{
	size_t		len;
	const char *document = pgaws_json_string(text, &len);

	if (document != NULL && depth < ENVELOPES_MAX)
		put_message(rsinfo, pgaws_json_parse(document, len), depth + 1);
}

static void
put_message(ReturnSetInfo *rsinfo, PgawsJson *message, int depth)
{
	PgawsJson  *records = pgaws_json_get(message, "Records");
	const char *source = pgaws_json_get_text(message, "source");
	const char *detail_type = pgaws_json_get_text(message, "detail-type");
	PgawsJson  *detail = pgaws_json_get(message, "detail");

	if (pgaws_json_is_string(message))
		put_document(rsinfo, message, depth);
	else if (pgaws_json_is_array(records))
	{
		for (int i = 0; i < pgaws_json_length(records); i++)
		{
			PgawsJson  *record = pgaws_json_at(records, i);

			put_row(rsinfo, &record_shape,
					plain_name(pgaws_json_get_text(record, "eventName")),
					pgaws_json_get(record, "eventTime"),
					pgaws_json_get(record, "s3"));
		}
	}
	else if (source != NULL && strcmp(source, "aws.s3") == 0 &&
			 detail_type != NULL)
		put_row(rsinfo, &event_shape, name_of(detail_type, detail),
				pgaws_json_get(message, "time"), detail);
	else
		put_document(rsinfo, pgaws_json_get(message, "Message"), depth);
}

/* payload */
Datum
awspipe_s3_event(PG_FUNCTION_ARGS)
{
	Jsonb	   *payload = PG_GETARG_JSONB_P(0);
	MemoryContext context;
	MemoryContext caller;
	char	   *text;
	size_t		len;

	INIT_MATERIALIZED_SRF(fcinfo);
	context = AllocSetContextCreate(CurrentMemoryContext, "pgawspipe S3 event",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	text = JsonbToCString(NULL, &payload->root, VARSIZE(payload));
	len = strlen(text);
	text = awspipe_to_utf8(text, &len);
	put_message((ReturnSetInfo *) fcinfo->resultinfo,
				pgaws_json_parse(text, len), 0);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	PG_RETURN_NULL();
}
