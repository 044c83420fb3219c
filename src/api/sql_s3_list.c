/*-------------------------------------------------------------------------
 *
 * sql_s3_list.c
 *	  SQL function that lists the objects of a bucket of S3.
 *
 * It asks for page after page, at once and in the caller's transaction (see
 * src/session/immediate.c), and returns the rows when it has all of them.  A
 * list is no snapshot: what is put or deleted meanwhile may be in it or not.
 *
 * IDENTIFICATION
 *	  src/api/sql_s3_list.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "aws/error.h"
#include "aws/s3.h"
#include "aws/s3_list.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "session/immediate.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#define NUM_COLUMNS 5

/* Where the rows go, and how many are still wanted. */
typedef struct ListSink
{
	ReturnSetInfo *rsinfo;
	int			wanted;
} ListSink;

PG_FUNCTION_INFO_V1(awspipe_s3_list_objects);

PGDLLEXPORT Datum awspipe_s3_list_objects(PG_FUNCTION_ARGS);

static char *
utf8_argument(FunctionCallInfo fcinfo, int i)
{
	char	   *text = awspipe_text_argument(fcinfo, i);

	return text != NULL ? pg_server_to_any(text, strlen(text), PG_UTF8) : NULL;
}

static Datum
key_datum(const PgawsS3Entry *entry)
{
	if (memchr(entry->key, '\0', entry->key_len) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNTRANSLATABLE_CHARACTER),
				 errmsg("key of an S3 object holds a zero byte")));
	return CStringGetTextDatum(pg_any_to_server(entry->key, entry->key_len,
												PG_UTF8));
}

/* A row; S3's texts but the key are ASCII. */
static void
put_entry(const PgawsS3Entry *entry, void *arg)
{
	ListSink   *sink = arg;
	Datum		values[NUM_COLUMNS] = {0};
	bool		nulls[NUM_COLUMNS] = {false, true, true, true, true};

	if (sink->wanted <= 0)
		return;
	sink->wanted--;

	values[0] = key_datum(entry);
	if (!entry->is_prefix)
	{
		values[1] = Int64GetDatum(entry->size);
		nulls[1] = false;
	}
	if (entry->etag != NULL)
	{
		values[2] = CStringGetTextDatum(entry->etag);
		nulls[2] = false;
	}
	if (entry->last_modified != NULL)
	{
		values[3] = DirectFunctionCall3(timestamptz_in,
										CStringGetDatum(entry->last_modified),
										ObjectIdGetDatum(InvalidOid),
										Int32GetDatum(-1));
		nulls[3] = false;
	}
	if (entry->storage_class != NULL)
	{
		values[4] = CStringGetTextDatum(entry->storage_class);
		nulls[4] = false;
	}
	tuplestore_putvalues(sink->rsinfo->setResult, sink->rsinfo->setDesc,
						 values, nulls);
}

/* One page into the sink; returns where the next one begins, or NULL. */
static char *
list_page(PgawsClient *client, const char *bucket, const char *path,
		  const PgawsS3List *list, ListSink *sink)
{
	const PgawsService *service = pgaws_service_find("s3");
	PgawsCall  *call;
	PgawsError	error;
	char	   *body;
	char	   *token;
	size_t		len;

	call = pgaws_call_http(client, service, "ListObjectsV2", "GET", path,
						   pgaws_s3_list_query(list), NULL, 0, NULL, 0, NULL, 0);
	body = awspipe_immediate_finish(call, service, &len);
	if (!pgaws_s3_parse_list(body, len, put_entry, sink, &token, &error))
		ereport(ERROR,
				(errcode(pgaws_error_sqlstate(&error)),
				 errmsg("could not read the list of objects in S3 bucket \"%s\"", bucket),
				 errdetail("%s", pgaws_error_detail(&error))));

	/* It would go on forever */
	if (token != NULL && list->token != NULL && strcmp(token, list->token) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("could not read the list of objects in S3 bucket \"%s\"", bucket),
				 errdetail("Two pages have the same continuation token.")));
	return token;
}

/* server, bucket, prefix, delimiter, start_after, max_keys */
Datum
awspipe_s3_list_objects(PG_FUNCTION_ARGS)
{
	PgawsS3List list = {0};
	ListSink	sink;
	PgawsClient *client;
	MemoryContext page;
	MemoryContext caller;
	char	   *bucket;
	char	   *path;
	char	   *token;

	awspipe_require_arguments(fcinfo, 2, "s3_list_objects");
	bucket = awspipe_text_argument(fcinfo, 1);
	awspipe_s3_check_bucket(bucket);
	path = pgaws_s3_path(bucket, NULL);
	list.prefix = utf8_argument(fcinfo, 2);
	list.delimiter = utf8_argument(fcinfo, 3);
	list.start_after = utf8_argument(fcinfo, 4);
	sink.wanted = PG_ARGISNULL(5) ? INT_MAX : PG_GETARG_INT32(5);
	if (sink.wanted < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("max_keys must be at least 1")));

	client = awspipe_immediate_client(awspipe_text_argument(fcinfo, 0));
	INIT_MATERIALIZED_SRF(fcinfo);
	sink.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	page = AllocSetContextCreate(CurrentMemoryContext, "pgawspipe S3 list",
								 ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(page);
	do
	{
		list.max_keys = Min(sink.wanted, PGAWS_S3_LIST_MAX);
		token = list_page(client, bucket, path, &list, &sink);
		list.token = token != NULL ? MemoryContextStrdup(caller, token) : NULL;
		MemoryContextReset(page);
	} while (list.token != NULL && sink.wanted > 0);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(page);
	PG_RETURN_NULL();
}
