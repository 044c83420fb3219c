/*-------------------------------------------------------------------------
 *
 * sql_cloudwatch.c
 *	  SQL function that puts metric data into CloudWatch through the outbox.
 *
 * IDENTIFICATION
 *	  src/api/sql_cloudwatch.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "api/arguments.h"
#include "api/message_arguments.h"
#include "aws/batch.h"
#include "aws/json.h"
#include "common/shortest_dec.h"
#include "dispatcher/outbox.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(awspipe_cloudwatch_put_metric_data);
PGDLLEXPORT Datum awspipe_cloudwatch_put_metric_data(PG_FUNCTION_ARGS);

/* StandardUnit */
static const char *const units[] = {
	"Bits", "Bits/Second", "Bytes", "Bytes/Second", "Count", "Count/Second",
	"Gigabits", "Gigabits/Second", "Gigabytes", "Gigabytes/Second",
	"Kilobits", "Kilobits/Second", "Kilobytes", "Kilobytes/Second",
	"Megabits", "Megabits/Second", "Megabytes", "Megabytes/Second",
	"Microseconds", "Milliseconds", "None", "Percent", "Seconds",
	"Terabits", "Terabits/Second", "Terabytes", "Terabytes/Second"
};

static bool
is_unit(const char *unit)
{
	for (int i = 0; i < lengthof(units); i++)
	{
		if (strcmp(units[i], unit) == 0)
			return true;
	}
	return false;
}

static void
check_names(const char *namespace, const char *metric)
{
	awspipe_check_characters("namespace of a CloudWatch metric", namespace, 1,
							 PGAWS_CLOUDWATCH_NAME_MAX);
	awspipe_check_characters("name of a CloudWatch metric", metric, 1,
							 PGAWS_CLOUDWATCH_NAME_MAX);
	if (namespace[0] == ':' || strncmp(namespace, "AWS/", 4) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("namespace of a CloudWatch metric must not begin with \":\" or \"AWS/\"")));
}

/* Shortest text that reads back as the same number; JSON has no infinities. */
static void
append_number(StringInfo body, const char *name, double value)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	if (isnan(value) || fabs(value) > PGAWS_CLOUDWATCH_VALUE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value of a CloudWatch metric is out of range"),
				 errdetail("CloudWatch takes numbers from -2^360 to 2^360, and neither NaN nor infinity.")));
	if (body->data[body->len - 1] != '{')
		appendStringInfoChar(body, ',');
	double_to_shortest_decimal_buf(value, digits);
	appendStringInfo(body, "\"%s\":%s", name, digits);
}

static void
append_statistics(StringInfo body, Jsonb *statistics)
{
	static const char *const names[] = {"SampleCount", "Sum", "Minimum", "Maximum"};
	double		numbers[lengthof(names)];
	bool		complete = JB_ROOT_IS_OBJECT(statistics) &&
		JB_ROOT_COUNT(statistics) == lengthof(names);

	for (int i = 0; i < lengthof(names) && complete; i++)
	{
		JsonbValue	value;

		complete = getKeyJsonValueFromContainer(&statistics->root, names[i],
												strlen(names[i]), &value) != NULL &&
			value.type == jbvNumeric;
		if (complete)
			numbers[i] = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
															NumericGetDatum(value.val.numeric)));
	}
	if (!complete || numbers[0] <= 0 || numbers[2] > numbers[3])
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("statistic_values must be an object with \"SampleCount\", \"Sum\", \"Minimum\" and \"Maximum\""),
				 errdetail("They are numbers, the first above zero, the minimum not above the maximum.")));

	appendStringInfoString(body, ",\"StatisticValues\":{");
	for (int i = 0; i < lengthof(names); i++)
		append_number(body, names[i], numbers[i]);
	appendStringInfoChar(body, '}');
}

static void
append_dimensions(StringInfo body, Jsonb *dimensions)
{
	JsonbIterator *it = JsonbIteratorInit(&dimensions->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		first = true;

	if (!JB_ROOT_IS_OBJECT(dimensions))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("dimensions of a CloudWatch metric must be a JSON object")));
	if (JB_ROOT_COUNT(dimensions) > PGAWS_CLOUDWATCH_DIMENSIONS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("CloudWatch metric has too many dimensions"),
				 errdetail("It has %u; CloudWatch takes %d.",
						   JB_ROOT_COUNT(dimensions),
						   PGAWS_CLOUDWATCH_DIMENSIONS_MAX)));
	if (JB_ROOT_COUNT(dimensions) == 0)
		return;

	appendStringInfoString(body, ",\"Dimensions\":[");
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		char	   *text;

		if (token != WJB_KEY && token != WJB_VALUE)
			continue;
		if (value.type != jbvString)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("values of dimensions must be strings")));
		text = pnstrdup(value.val.string.val, value.val.string.len);
		if (token == WJB_KEY)
		{
			awspipe_check_characters("name of a dimension", text, 1,
									 PGAWS_CLOUDWATCH_NAME_MAX);
			appendStringInfo(body, "%s{", first ? "" : ",");
			first = false;
			awspipe_append_member(body, "Name", text);
		}
		else
		{
			awspipe_check_characters("value of a dimension", text, 1,
									 PGAWS_CLOUDWATCH_DIMENSION_VALUE_MAX);
			awspipe_append_member(body, "Value", text);
			appendStringInfoChar(body, '}');
		}
	}
	appendStringInfoChar(body, ']');
}

/* CloudWatch takes what is neither too old nor too far ahead. */
static void
append_timestamp(StringInfo body, TimestampTz at)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz oldest = now - PGAWS_CLOUDWATCH_PAST_MAX_S * USECS_PER_SEC;
	TimestampTz newest = now + PGAWS_CLOUDWATCH_FUTURE_MAX_S * USECS_PER_SEC;

	if (at < oldest || at > newest)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time of a CloudWatch metric is out of range"),
				 errdetail("CloudWatch takes times from two weeks ago to two hours ahead.")));
	appendStringInfo(body, ",\"Timestamp\":" INT64_FORMAT,
					 (int64) timestamptz_to_time_t(at));
}

/*
 * server, namespace, metric_name, value, statistic_values, dimensions, unit,
 * at, storage_resolution, on_ambiguous, reference
 */
Datum
awspipe_cloudwatch_put_metric_data(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *metric;
	char	   *unit;

	awspipe_require_arguments(fcinfo, 3, "cloudwatch_put_metric_data");
	message.resource = awspipe_text_argument(fcinfo, 1);
	metric = awspipe_text_argument(fcinfo, 2);
	unit = awspipe_text_argument(fcinfo, 6);
	check_names(message.resource, metric);
	if (PG_ARGISNULL(3) == PG_ARGISNULL(4))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a CloudWatch metric needs either \"value\" or \"statistic_values\"")));
	if (unit != NULL && !is_unit(unit))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("CloudWatch knows no unit \"%s\"", unit),
				 errhint("Write it as AWS does, as in \"Count\" or \"Bytes/Second\".")));

	initStringInfo(&body);
	appendStringInfoChar(&body, '{');
	awspipe_append_member(&body, "MetricName", metric);
	if (!PG_ARGISNULL(3))
		append_number(&body, "Value", PG_GETARG_FLOAT8(3));
	else
		append_statistics(&body, PG_GETARG_JSONB_P(4));
	if (!PG_ARGISNULL(5))
		append_dimensions(&body, PG_GETARG_JSONB_P(5));
	awspipe_append_member(&body, "Unit", unit);
	append_timestamp(&body, PG_ARGISNULL(7) ? GetCurrentTimestamp() :
					 PG_GETARG_TIMESTAMPTZ(7));
	if (!PG_ARGISNULL(8))
	{
		int			resolution = PG_GETARG_INT32(8);

		if (resolution != 1 && resolution != 60)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("storage_resolution must be 1 or 60 seconds")));
		appendStringInfo(&body, ",\"StorageResolution\":%d", resolution);
	}
	appendStringInfoChar(&body, '}');

	message.server = awspipe_text_argument(fcinfo, 0);
	message.service = "cloudwatch";
	message.operation = "PutMetricData";
	message.ordering_key = "";
	message.body = body.data;
	message.body_len = body.len;
	message.on_ambiguous = awspipe_ambiguous_argument(fcinfo, 9);
	message.reference = awspipe_reference_argument(fcinfo, 10);
	PG_RETURN_INT64(awspipe_outbox_enqueue(&message));
}
