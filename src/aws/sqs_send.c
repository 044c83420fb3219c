/*-------------------------------------------------------------------------
 *
 * sqs_send.c
 *	  SQS: GetQueueUrl and SendMessageBatch.
 *
 * IDENTIFICATION
 *	  src/aws/sqs_send.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/batch_answer.h"
#include "aws/json.h"
#include "aws/sqs_send.h"

void
pgaws_sqs_get_queue_url(StringInfo buf, const char *queue)
{
	appendStringInfoString(buf, "{\"QueueName\":");
	pgaws_json_append_string(buf, queue);
	appendStringInfoChar(buf, '}');
}

char *
pgaws_sqs_parse_queue_url(const char *body, size_t len, PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	const char *url = answer ? pgaws_json_get_text(answer, "QueueUrl") : NULL;

	if (url == NULL)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetQueueUrl has no URL");
		return NULL;
	}
	return pstrdup(url);
}

void
pgaws_sqs_send_begin(StringInfo buf, const char *queue_url)
{
	appendStringInfoString(buf, "{\"QueueUrl\":");
	pgaws_json_append_string(buf, queue_url);
	appendStringInfoString(buf, ",\"Entries\":[");
}

/* message is an object with at least one member. */
void
pgaws_sqs_send_entry(StringInfo buf, int i, const char *message, size_t len)
{
	appendStringInfo(buf, "%s{\"Id\":\"%d\",", i > 0 ? "," : "", i);
	appendBinaryStringInfo(buf, message + 1, len - 1);
}

void
pgaws_sqs_send_end(StringInfo buf)
{
	appendStringInfoString(buf, "]}");
}

bool
pgaws_sqs_parse_send(const char *body, size_t len, int n, PgawsError *errors,
					 PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);

	if (answer == NULL || !pgaws_json_is_object(answer))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of SendMessageBatch is not a JSON object");
		return false;
	}
	pgaws_batch_errors_by_id(answer, n, errors);
	return true;
}
