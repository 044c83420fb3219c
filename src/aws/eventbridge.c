/*-------------------------------------------------------------------------
 *
 * eventbridge.c
 *	  EventBridge: DescribeEventBus and PutEvents.
 *
 * IDENTIFICATION
 *	  src/aws/eventbridge.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/batch_answer.h"
#include "aws/eventbridge.h"
#include "aws/json.h"

void
pgaws_eventbridge_describe_bus(StringInfo buf, const char *bus)
{
	appendStringInfoString(buf, "{\"Name\":");
	pgaws_json_append_string(buf, bus);
	appendStringInfoChar(buf, '}');
}

void
pgaws_eventbridge_put_begin(StringInfo buf)
{
	appendStringInfoString(buf, "{\"Entries\":[");
}

/* event is an object with at least one member. */
void
pgaws_eventbridge_put_entry(StringInfo buf, bool first, const char *bus,
							const char *event, size_t len)
{
	appendStringInfoString(buf, first ? "{\"EventBusName\":" :
						   ",{\"EventBusName\":");
	pgaws_json_append_string(buf, bus);
	appendStringInfoChar(buf, ',');
	appendBinaryStringInfo(buf, event + 1, len - 1);
}

void
pgaws_eventbridge_put_end(StringInfo buf)
{
	appendStringInfoString(buf, "]}");
}

bool
pgaws_eventbridge_parse_put(const char *body, size_t len, int n,
							PgawsError *errors, PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);

	return pgaws_batch_errors_in_order(answer ? pgaws_json_get(answer, "Entries") : NULL,
									   n, errors, error);
}
