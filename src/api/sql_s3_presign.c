/*-------------------------------------------------------------------------
 *
 * sql_s3_presign.c
 *	  SQL functions that sign for others: URLs and forms of S3.
 *
 * No request is made: whoever has the URL or the form makes it, with the
 * rights of the credentials that have signed, until it expires or they do.
 * So these functions may be called anywhere, in the triggers of consumers
 * too, and for every row of a statement.
 *
 * The time is the clock's, not the transaction's, which may have begun long
 * ago.
 *
 * IDENTIFICATION
 *	  src/api/sql_s3_presign.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "aws/s3.h"
#include "aws/s3_presign.h"
#include "base/connection.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"

/* The largest object a form may send: S3 API Reference, "POST Object" */
#define POST_BYTES_MAX	INT64CONST(5368709120)

static void begin(PgawsS3Presigning *presigning, FunctionCallInfo fcinfo);
static int	expires_argument(FunctionCallInfo fcinfo, int i);
static const char *method_argument(FunctionCallInfo fcinfo, int i);
static int	pairs_argument(FunctionCallInfo fcinfo, int i, const char *name,
						   PgawsHeader **pairs);
static void read_length(RangeType *range, PgawsS3PostPolicy *policy);

PG_FUNCTION_INFO_V1(awspipe_s3_presign_url);
PG_FUNCTION_INFO_V1(awspipe_s3_presign_post);

PGDLLEXPORT Datum awspipe_s3_presign_url(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_s3_presign_post(PG_FUNCTION_ARGS);

/* server, bucket, key, expires, method, query */
Datum
awspipe_s3_presign_url(PG_FUNCTION_ARGS)
{
	PgawsS3Presigning presigning;
	PgawsHeader *parameters;
	StringInfoData query;
	const char *method;
	char	   *url;
	int			n;

	awspipe_require_arguments(fcinfo, 5, "s3_presign_url");
	method = method_argument(fcinfo, 4);
	n = pairs_argument(fcinfo, 5, "query", &parameters);
	initStringInfo(&query);
	for (int i = 0; i < n; i++)
		pgaws_s3_append_query(&query, parameters[i].name, parameters[i].value);

	begin(&presigning, fcinfo);
	url = pgaws_s3_presign_url(&presigning, method, query.data);
	PG_RETURN_TEXT_P(cstring_to_text(url));
}

/*
 * server, bucket, key, expires, content_length_range, key_is_prefix, fields
 */
Datum
awspipe_s3_presign_post(PG_FUNCTION_ARGS)
{
	PgawsS3Presigning presigning;
	PgawsS3PostPolicy policy = {0};
	PgawsHeader *fields;
	char	   *form;

	awspipe_require_arguments(fcinfo, 4, "s3_presign_post");
	if (!PG_ARGISNULL(4))
		read_length(PG_GETARG_RANGE_P(4), &policy);
	policy.key_is_prefix = !PG_ARGISNULL(5) && PG_GETARG_BOOL(5);
	policy.nfields = pairs_argument(fcinfo, 6, "fields", &fields);
	policy.fields = fields;

	begin(&presigning, fcinfo);
	if (strstr(presigning.key, "${filename}") != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("key of a form must not contain \"${filename}\""),
				 errdetail("S3 puts the name of the uploaded file in its place."),
				 errhint("Give what is before it, and set \"key_is_prefix\".")));

	form = pgaws_s3_presign_post(&presigning, &policy);
	form = pg_any_to_server(form, strlen(form), PG_UTF8);
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(form)));
}

/* Throws what is wrong with the endpoint or the credentials. */
static void
refuse(const PgawsError *error)
{
	ereport(ERROR,
			(errcode(pgaws_error_sqlstate(error)),
			 errmsg("could not sign a request to S3"),
			 errdetail("The connection cannot be used: %s.", error->message)));
}

/* From server, bucket, key and expires, the first arguments of both. */
static void
begin(PgawsS3Presigning *presigning, FunctionCallInfo fcinfo)
{
	const AwspipeConnection *connection;
	char	   *bucket = awspipe_text_argument(fcinfo, 1);
	char	   *key = awspipe_text_argument(fcinfo, 2);
	char	   *url;
	char	   *host;
	PgawsError	error;

	awspipe_s3_check_bucket(bucket);
	awspipe_s3_check_key(key);
	presigning->bucket = bucket;
	presigning->key = pg_server_to_any(key, strlen(key), PG_UTF8);
	presigning->expires = expires_argument(fcinfo, 3);
	presigning->now = (int64) time(NULL);

	connection = awspipe_connection_cached(awspipe_text_argument(fcinfo, 0),
										   GetUserId());
	if (!pgaws_endpoint_find(&connection->config, pgaws_service_find("s3"),
							 &url, &host, &error))
		refuse(&error);
	presigning->region = connection->config.region;
	presigning->url = url;
	presigning->host = host;
	presigning->credentials = connection->provider->get(connection->provider,
														&error);
	if (presigning->credentials == NULL)
		refuse(&error);
}

/* Whole seconds; an infinite interval is beyond the limit like any other. */
static int
expires_argument(FunctionCallInfo fcinfo, int i)
{
	Interval   *interval = PG_GETARG_INTERVAL_P(i);
	double		seconds = (double) interval->time / USECS_PER_SEC +
		(double) SECS_PER_DAY * (interval->day +
								 (double) DAYS_PER_MONTH * interval->month);

	if (seconds < 1 || seconds > PGAWS_S3_PRESIGN_MAX_S)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("expires must be between 1 second and 7 days")));
	return (int) seconds;
}

static const char *
method_argument(FunctionCallInfo fcinfo, int i)
{
	static const char *const methods[] = {"GET", "PUT", "HEAD", "DELETE"};
	char	   *method = awspipe_text_argument(fcinfo, i);

	for (int m = 0; m < lengthof(methods); m++)
	{
		if (strcmp(methods[m], method) == 0)
			return methods[m];
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("method must be \"GET\", \"PUT\", \"HEAD\" or \"DELETE\"")));
	return NULL;
}

/* The text of a scalar in UTF-8, or NULL. */
static char *
scalar_text(const JsonbValue *value)
{
	char	   *text;

	if (value->type == jbvString)
		text = pnstrdup(value->val.string.val, value->val.string.len);
	else if (value->type == jbvNumeric)
		text = DatumGetCString(DirectFunctionCall1(numeric_out,
												   NumericGetDatum(value->val.numeric)));
	else if (value->type == jbvBool)
		text = pstrdup(value->val.boolean ? "true" : "false");
	else
		return NULL;
	return pg_server_to_any(text, strlen(text), PG_UTF8);
}

/* An object of scalars as names and values; returns how many. */
static int
pairs_argument(FunctionCallInfo fcinfo, int i, const char *name,
			   PgawsHeader **pairs)
{
	Jsonb	   *object;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	value;
	int			n = 0;

	*pairs = NULL;
	if (PG_ARGISNULL(i))
		return 0;
	object = PG_GETARG_JSONB_P(i);
	if (!JB_ROOT_IS_OBJECT(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", name)));

	*pairs = palloc((JB_ROOT_COUNT(object) + 1) * sizeof(PgawsHeader));
	it = JsonbIteratorInit(&object->root);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		PgawsHeader *pair = &(*pairs)[n];

		if (token == WJB_KEY)
			pair->name = scalar_text(&value);
		if (token != WJB_VALUE)
			continue;
		pair->value = scalar_text(&value);
		if (pair->value == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("members of %s must be strings, numbers or booleans",
							name)));
		if (pgaws_s3_presign_adds(pair->name))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must not have the members that signing adds", name)));
		n++;
	}
	return n;
}

/* From a range of integers, which is empty or [lower, upper). */
static void
read_length(RangeType *range, PgawsS3PostPolicy *policy)
{
	TypeCacheEntry *type = lookup_type_cache(RangeTypeGetOid(range),
											 TYPECACHE_RANGE_INFO);
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(type, range, &lower, &upper, &empty);
	policy->has_length = true;
	policy->length_min = lower.infinite ? 0 : DatumGetInt64(lower.val);
	policy->length_max = upper.infinite ? POST_BYTES_MAX :
		DatumGetInt64(upper.val) - 1;
	if (empty || policy->length_min < 0 ||
		policy->length_min > policy->length_max)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("content_length_range must hold a length and none below 0"),
				 errdetail("A form can send " INT64_FORMAT " bytes at most.",
						   POST_BYTES_MAX)));
}
