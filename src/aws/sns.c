/*-------------------------------------------------------------------------
 *
 * sns.c
 *	  SNS: PublishBatch.
 *
 * IDENTIFICATION
 *	  src/aws/sns.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/batch_answer.h"
#include "aws/query.h"
#include "aws/sns.h"
#include "aws/xml.h"

void
pgaws_sns_publish_begin(StringInfo form, const PgawsService *service,
						const char *topic)
{
	pgaws_query_begin(form, service, "PublishBatch");
	pgaws_query_append_text(form, "TopicArn", topic);
}

void
pgaws_sns_publish_entry(StringInfo form, int i, const char *message, size_t len)
{
	char	   *name = psprintf("PublishBatchRequestEntries.member.%d", i + 1);
	char	   *id_name = psprintf("%s.Id", name);
	char	   *id = psprintf("%d", i);

	pgaws_query_append_text(form, id_name, id);
	pgaws_query_append(form, name, pgaws_json_parse(message, len));
}

bool
pgaws_sns_parse_publish(const char *body, size_t len, int n,
						PgawsError *errors, PgawsError *error)
{
	StringInfoData json;
	PgawsJson  *answer;

	initStringInfo(&json);
	if (!pgaws_xml_to_json(&json, body, len, error))
		return false;
	answer = pgaws_json_parse(json.data, json.len);
	if (answer == NULL)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of PublishBatch cannot be read");
		return false;
	}
	pgaws_batch_errors_by_id(answer, n, errors);
	return true;
}
