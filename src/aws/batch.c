/*-------------------------------------------------------------------------
 *
 * batch.c
 *	  Operations that take many entries, and may fail entry by entry inside
 *	  of a 200.
 *
 * IDENTIFICATION
 *	  src/aws/batch.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/batch.h"
#include "aws/bind.h"
#include "aws/error.h"
#include "aws/retry.h"

const PgawsBatch pgaws_batch_cloudwatch = {
	.operation = "PutMetricData",
	.resource = "Namespace",
	.list = "MetricData",
	.answer = PGAWS_BATCH_WHOLE
};

const PgawsBatch pgaws_batch_eventbridge = {
	.operation = "PutEvents",
	.list = "Entries",
	.addressed = "EventBusName",
	.answer = PGAWS_BATCH_IN_ORDER,
	.id = "EventId"
};

/*
 * Of an internal failure Firehose says that the write may have completed: API
 * reference, PutRecordBatch.
 */
const PgawsBatch pgaws_batch_firehose = {
	.operation = "PutRecordBatch",
	.resource = "DeliveryStreamName",
	.list = "Records",
	.results = "RequestResponses",
	.answer = PGAWS_BATCH_IN_ORDER,
	.id = "RecordId",
	.proof = true,
	.doubt = "InternalFailure"
};

/* What has no sequence number counts as lost. */
const PgawsBatch pgaws_batch_kinesis = {
	.operation = "PutRecords",
	.resource = "StreamName",
	.list = "Records",
	.answer = PGAWS_BATCH_IN_ORDER,
	.id = "SequenceNumber",
	.proof = true
};

const PgawsBatch pgaws_batch_sns = {
	.operation = "PublishBatch",
	.resource = "TopicArn",
	.list = "PublishBatchRequestEntries",
	.numbered = "Id",
	.answer = PGAWS_BATCH_BY_ID,
	.id = "MessageId"
};

const PgawsBatch pgaws_batch_sqs = {
	.operation = "SendMessageBatch",
	.resource = "QueueUrl",
	.list = "Entries",
	.numbered = "Id",
	.answer = PGAWS_BATCH_BY_ID,
	.id = "MessageId"
};

void
pgaws_batch_begin(StringInfo buf, const PgawsBatch *batch, const char *resource)
{
	appendStringInfoChar(buf, '{');
	if (batch->resource != NULL)
	{
		appendStringInfo(buf, "\"%s\":", batch->resource);
		pgaws_json_append_string(buf, resource);
		appendStringInfoChar(buf, ',');
	}
	appendStringInfo(buf, "\"%s\":[", batch->list);
}

void
pgaws_batch_entry(StringInfo buf, const PgawsBatch *batch, const char *resource,
				  int i, const char *entry, size_t len)
{
	if (i > 0)
		appendStringInfoChar(buf, ',');
	if (batch->numbered != NULL)
		appendStringInfo(buf, "{\"%s\":\"%d\",", batch->numbered, i);
	else if (batch->addressed != NULL)
	{
		appendStringInfo(buf, "{\"%s\":", batch->addressed);
		pgaws_json_append_string(buf, resource);
		appendStringInfoChar(buf, ',');
	}
	else
		appendStringInfoChar(buf, '{');
	appendBinaryStringInfo(buf, entry + 1, (int) len - 1);
}

void
pgaws_batch_end(StringInfo buf)
{
	appendStringInfoString(buf, "]}");
}

/* The JSON protocols take the input as it is. */
PgawsCall *
pgaws_batch_call(PgawsClient *client, const PgawsService *service,
				 const PgawsBatch *batch, const char *input, size_t len,
				 void *owner, int tag)
{
	if (service->protocol == PGAWS_PROTOCOL_QUERY)
		return pgaws_call_input(client, service, batch->operation, input, len,
								owner, tag);
	return pgaws_call_json(client, service, batch->operation, input, len,
						   owner, tag);
}

void
pgaws_batch_error_set(PgawsError *error, bool sender_fault, const char *code,
					  const char *message)
{
	char		quoted[PGAWS_MESSAGE_BYTES_MAX + 1];

	if (message == NULL || *message == '\0')
		message = "entry was not taken";
	pgaws_error_quote(quoted, sizeof(quoted), message, strlen(message));
	pgaws_error_set(error, pgaws_retry_classify(sender_fault ? 400 : 500, code),
					code, "%s", quoted);
}

/* Which entry is that?  -1 for none of ours. */
static int
find_entry(PgawsJson *result, int n)
{
	int64		id = pgaws_json_int64(pgaws_json_get(result, "Id"), -1);

	return id >= 0 && id < n ? (int) id : -1;
}

static char *
id_of(const PgawsBatch *batch, PgawsJson *result)
{
	const char *id = pgaws_json_get_text(result, batch->id);

	return id != NULL ? pstrdup(id) : NULL;
}

/*
 * Successful and Failed name entries by their Id, which is their number.  An
 * entry that is in neither may have been taken.
 */
static void
errors_by_id(const PgawsBatch *batch, PgawsJson *answer, int n,
			 PgawsError *errors, char **ids)
{
	PgawsJson  *taken = pgaws_json_get(answer, "Successful");
	PgawsJson  *failed = pgaws_json_get(answer, "Failed");
	int			entry;

	for (int i = 0; i < n; i++)
	{
		pgaws_error_set(&errors[i], PGAWS_TRANSIENT, "",
						"answer does not tell about the entry");
		errors[i].maybe_sent = true;
	}
	for (int i = 0; i < pgaws_json_length(taken); i++)
	{
		entry = find_entry(pgaws_json_at(taken, i), n);
		if (entry < 0)
			continue;
		pgaws_error_clear(&errors[entry]);
		ids[entry] = id_of(batch, pgaws_json_at(taken, i));
	}
	for (int i = 0; i < pgaws_json_length(failed); i++)
	{
		PgawsJson  *result = pgaws_json_at(failed, i);
		const char *code = pgaws_json_get_text(result, "Code");

		entry = find_entry(result, n);
		if (entry >= 0)
			pgaws_batch_error_set(&errors[entry], pgaws_json_bool(pgaws_json_get(result, "SenderFault"), false),
								  code != NULL ? code : "",
								  pgaws_json_get_text(result, "Message"));
	}
}

static bool
is_incomplete(const PgawsBatch *batch, PgawsError *error)
{
	pgaws_error_set(error, PGAWS_MALFORMED, "",
					"answer of %s does not tell about every entry",
					batch->operation);
	return false;
}

static bool
errors_in_order(const PgawsBatch *batch, PgawsJson *answer, int n,
				PgawsError *errors, char **ids, PgawsError *error)
{
	PgawsJson  *results = pgaws_json_get(answer, batch->results != NULL ?
										 batch->results : batch->list);

	if (pgaws_json_length(results) != n)
		return is_incomplete(batch, error);
	for (int i = 0; i < n; i++)
	{
		PgawsJson  *result = pgaws_json_at(results, i);
		const char *code = pgaws_json_get_text(result, "ErrorCode");

		pgaws_error_clear(&errors[i]);
		if (code != NULL)
		{
			pgaws_batch_error_set(&errors[i], true, code,
								  pgaws_json_get_text(result, "ErrorMessage"));
			errors[i].maybe_sent = batch->doubt != NULL &&
				strcmp(code, batch->doubt) == 0;
		}
		else
			ids[i] = id_of(batch, result);
		if (code == NULL && batch->proof && ids[i] == NULL)
			return is_incomplete(batch, error);
	}
	return true;
}

bool
pgaws_batch_results(const PgawsService *service, const PgawsBatch *batch,
					PgawsCall *call, int n, PgawsError *errors,
					char **ids, PgawsError *error)
{
	StringInfoData json;
	size_t		len;
	char	   *body;
	PgawsJson  *answer;

	for (int i = 0; i < n; i++)
	{
		pgaws_error_clear(&errors[i]);
		ids[i] = NULL;
	}
	if (batch->answer == PGAWS_BATCH_WHOLE)
		return true;
	if (service->protocol == PGAWS_PROTOCOL_QUERY)
	{
		initStringInfo(&json);
		if (!pgaws_bind_output(&json, service,
							   pgaws_model_operation(service->model, batch->operation),
							   call, error))
			return false;
		answer = pgaws_json_parse(json.data, json.len);
	}
	else
	{
		body = pgaws_call_body(call, &len);
		answer = pgaws_json_parse(body, len);
	}
	if (!pgaws_json_is_object(answer))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of %s is not a JSON object", batch->operation);
		return false;
	}
	if (batch->answer == PGAWS_BATCH_IN_ORDER)
		return errors_in_order(batch, answer, n, errors, ids, error);
	errors_by_id(batch, answer, n, errors, ids);
	return true;
}
