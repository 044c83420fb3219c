/*-------------------------------------------------------------------------
 *
 * kinesis_put.c
 *	  Kinesis Data Streams: PutRecords.
 *
 * The answer has one element for each record, in their order, inside a 200:
 * some may have been taken and others not.
 *
 * IDENTIFICATION
 *	  src/aws/kinesis_put.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json.h"
#include "aws/kinesis_put.h"
#include "aws/retry.h"

void
pgaws_kinesis_put_begin(StringInfo buf, const char *stream)
{
	appendStringInfoString(buf, "{\"StreamName\":");
	pgaws_json_append_string(buf, stream);
	appendStringInfoString(buf, ",\"Records\":[");
}

void
pgaws_kinesis_put_entry(StringInfo buf, bool first, const char *record,
						size_t len)
{
	if (!first)
		appendStringInfoChar(buf, ',');
	appendBinaryStringInfo(buf, record, len);
}

void
pgaws_kinesis_put_end(StringInfo buf)
{
	appendStringInfoString(buf, "]}");
}

static bool
is_incomplete(PgawsError *error)
{
	pgaws_error_set(error, PGAWS_MALFORMED, "",
					"answer of PutRecords does not tell about every record");
	return false;
}

bool
pgaws_kinesis_parse_put(const char *body, size_t len, int n,
						PgawsError *errors, PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	PgawsJson  *records = answer ? pgaws_json_get(answer, "Records") : NULL;

	if (pgaws_json_length(records) != n)
		return is_incomplete(error);

	for (int i = 0; i < n; i++)
	{
		PgawsJson  *record = pgaws_json_at(records, i);
		const char *code = pgaws_json_get_text(record, "ErrorCode");
		const char *message = pgaws_json_get_text(record, "ErrorMessage");

		pgaws_error_clear(&errors[i]);
		if (code == NULL)
		{
			/* What was not taken down anywhere counts as lost */
			if (pgaws_json_get_text(record, "SequenceNumber") == NULL)
				return is_incomplete(error);
			continue;
		}
		pgaws_error_set(&errors[i], pgaws_retry_classify(400, code), code,
						"%s", message ? message : "record was not taken");
	}
	return true;
}
