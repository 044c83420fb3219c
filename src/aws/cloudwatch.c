/*-------------------------------------------------------------------------
 *
 * cloudwatch.c
 *	  CloudWatch: PutMetricData.
 *
 * IDENTIFICATION
 *	  src/aws/cloudwatch.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/cloudwatch.h"
#include "aws/json.h"

/* StandardUnit */
static const char *const units[] = {
	"Bits", "Bits/Second", "Bytes", "Bytes/Second", "Count", "Count/Second",
	"Gigabits", "Gigabits/Second", "Gigabytes", "Gigabytes/Second",
	"Kilobits", "Kilobits/Second", "Kilobytes", "Kilobytes/Second",
	"Megabits", "Megabits/Second", "Megabytes", "Megabytes/Second",
	"Microseconds", "Milliseconds", "None", "Percent", "Seconds",
	"Terabits", "Terabits/Second", "Terabytes", "Terabytes/Second"
};

bool
pgaws_cloudwatch_is_unit(const char *unit)
{
	for (int i = 0; i < lengthof(units); i++)
	{
		if (strcmp(units[i], unit) == 0)
			return true;
	}
	return false;
}

void
pgaws_cloudwatch_put_begin(StringInfo buf, const char *namespace)
{
	appendStringInfoString(buf, "{\"Namespace\":");
	pgaws_json_append_string(buf, namespace);
	appendStringInfoString(buf, ",\"MetricData\":[");
}

void
pgaws_cloudwatch_put_entry(StringInfo buf, bool first, const char *datum,
						   size_t len)
{
	if (!first)
		appendStringInfoChar(buf, ',');
	appendBinaryStringInfo(buf, datum, len);
}

void
pgaws_cloudwatch_put_end(StringInfo buf)
{
	appendStringInfoString(buf, "]}");
}
