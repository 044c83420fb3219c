/*-------------------------------------------------------------------------
 *
 * destination_batch.c
 *	  Sending to CloudWatch, EventBridge, Firehose, Kinesis, SNS and SQS: what
 *	  goes around the messages, and where the results are, is in aws/batch.c.
 *
 * None of these keeps order among the entries of a request, and most may
 * take only some of them.  So a request has at most one entry of each ordering
 * key, which the chains see to, and every entry is settled by its own result:
 * one that was not taken holds back later ones of its key, and no others.
 *
 * CloudWatch.  PutMetricData takes all of a request or nothing; one that is
 * refused is repeated metric by metric.
 *
 * EventBridge.  PutEvents answers with success for a bus that does not exist,
 * so the bus is looked for before anything is sent (events:DescribeEventBus),
 * and again each minute while something is; where there is none the destination
 * is paused, and the events wait.
 *
 * SNS.  Where a topic is named without its account, STS is asked for it
 * before anything is sent.
 *
 * SQS.  The queue's URL is asked for before anything is sent
 * (sqs:GetQueueUrl), unless the queue was named by it.
 *
 * CloudWatch, EventBridge, Firehose and standard topics of SNS take no token:
 * what has been sent may have been taken although no answer came, so attempts
 * are written down first.  A FIFO topic drops what repeats a deduplication id.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_batch.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/batch.h"
#include "aws/bind.h"
#include "aws/json.h"
#include "aws/kinesis.h"
#include "aws/sqs.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

/* A bus may be deleted: what is put on it until we see that is lost. */
#define BUS_INTERVAL_MS 60000

/* What is around a request's metrics, and the commas between them */
#define ENVELOPE_BYTES	(4 * PGAWS_CLOUDWATCH_BATCH_MAX)

/* Asks for the resource by its name. */
static PgawsCall *
ask(AwspipeDestination *destination, const char *operation, const char *member)
{
	StringInfoData body;
	PgawsCall  *call;

	initStringInfo(&body);
	appendStringInfo(&body, "{\"%s\":", member);
	pgaws_json_append_string(&body, destination->resource);
	appendStringInfoChar(&body, '}');
	call = pgaws_call_json(destination->identity->client, destination->service,
						   operation, body.data, body.len,
						   destination, AWSPIPE_CALL_PREPARE);
	pfree(body.data);
	return call;
}

/* A URL says all there is to know. */
static PgawsCall *
prepare_queue(AwspipeDestination *destination)
{
	PgawsSqsQueueName queue;
	StringInfoData body;
	PgawsCall  *call;

	if (pgaws_sqs_queue_name(destination->resource, &queue) && queue.url != NULL)
		return NULL;
	if (queue.name == NULL)
		queue.name = destination->resource;
	initStringInfo(&body);
	pgaws_sqs_ask_url(&body, &queue);
	call = pgaws_call_json(destination->identity->client, destination->service,
						   "GetQueueUrl", body.data, body.len,
						   destination, AWSPIPE_CALL_PREPARE);
	pfree(body.data);
	return call;
}

static bool
take_url(AwspipeDestination *destination, PgawsCall *call, PgawsError *error)
{
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);
	const char *url = pgaws_json_get_text(pgaws_json_parse(body, len), "QueueUrl");

	if (url == NULL)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetQueueUrl has no URL");
		return false;
	}
	destination->sink_state = MemoryContextStrdup(awspipe_dispatcher.context, url);
	return true;
}

static PgawsCall *
prepare_bus(AwspipeDestination *destination)
{
	return ask(destination, "DescribeEventBus", "Name");
}

/* That there is an answer is all. */
static bool
take_bus(AwspipeDestination *destination, PgawsCall *call, PgawsError *error)
{
	return true;
}

/* An ARN has the account of a resource: nobody but STS says which that is. */
PgawsCall *
awspipe_account_ask(AwspipeDestination *destination)
{
	if (strncmp(destination->resource, "arn:", 4) == 0)
		return NULL;
	return pgaws_call_input(destination->identity->client,
							pgaws_service_find("sts"), "GetCallerIdentity",
							"{}", 2, destination, AWSPIPE_CALL_PREPARE);
}

/* From "arn:PARTITION:sts::ACCOUNT:..." */
bool
awspipe_account_take(AwspipeDestination *destination, PgawsCall *call,
					 const char *kind, PgawsError *error)
{
	const PgawsService *sts = pgaws_service_find("sts");
	StringInfoData json;
	PgawsJson  *answer;
	const char *account;
	const char *arn;
	const char *end;

	initStringInfo(&json);
	if (!pgaws_bind_output(&json, sts,
						   pgaws_model_operation(sts->model, "GetCallerIdentity"),
						   call, error))
		return false;
	answer = pgaws_json_parse(json.data, json.len);
	account = pgaws_json_get_text(answer, "Account");
	arn = pgaws_json_get_text(answer, "Arn");
	end = arn != NULL && strncmp(arn, "arn:", 4) == 0 ? strchr(arn + 4, ':') : NULL;
	if (account == NULL || end == NULL)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetCallerIdentity has no account");
		return false;
	}
	destination->sink_state =
		MemoryContextStrdup(awspipe_dispatcher.context,
							psprintf("%.*s:%s:%s:%s:%s%s", (int) (end - arn), arn,
									 destination->service->signing_name,
									 pgaws_client_region(destination->identity->client),
									 account, kind, destination->resource));
	return true;
}

static bool
take_topic(AwspipeDestination *destination, PgawsCall *call, PgawsError *error)
{
	return awspipe_account_take(destination, call, "", error);
}

/* Names of FIFO topics end so, by SNS's rule. */
static bool
is_standard(const AwspipeDestination *destination)
{
	size_t		len = strlen(destination->resource);

	return len < strlen(".fifo") ||
		strcmp(destination->resource + len - strlen(".fifo"), ".fifo") != 0;
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	const PgawsBatch *batch = destination->sink->batch;
	const char *resource = destination->sink_state != NULL ?
		destination->sink_state : destination->resource;
	StringInfoData body;
	dlist_iter	iter;
	int			i = 0;

	initStringInfo(&body);
	pgaws_batch_begin(&body, batch, resource);
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		pgaws_batch_entry(&body, batch, resource, i++, entry->body,
						  entry->body_len);
	}
	pgaws_batch_end(&body);
	return pgaws_batch_call(destination->identity->client, destination->service,
							batch, body.data, body.len, request, AWSPIPE_CALL_REQUEST);
}

const AwspipeSink awspipe_sink_cloudwatch = {
	.service = "cloudwatch",
	.max_entries = PGAWS_CLOUDWATCH_BATCH_MAX,
	.max_bytes = PGAWS_CLOUDWATCH_BYTES_MAX - ENVELOPE_BYTES,
	.batch = &pgaws_batch_cloudwatch,
	.records_attempts = awspipe_always,
	.start = start
};

/* An event's JSON is never shorter than what AWS counts of it. */
const AwspipeSink awspipe_sink_eventbridge = {
	.service = "eventbridge",
	.max_entries = PGAWS_EVENTBRIDGE_BATCH_MAX,
	.max_bytes = PGAWS_EVENTBRIDGE_BYTES_MAX,
	.batch = &pgaws_batch_eventbridge,
	.prepare_interval_ms = BUS_INTERVAL_MS,
	.prepare = prepare_bus,
	.prepared = take_bus,
	.records_attempts = awspipe_always,
	.start = start
};

/* Records are counted in base64, so that the limit holds however AWS counts. */
const AwspipeSink awspipe_sink_firehose = {
	.service = "firehose",
	.max_entries = PGAWS_FIREHOSE_BATCH_MAX,
	.max_bytes = PGAWS_FIREHOSE_BYTES_MAX,
	.batch = &pgaws_batch_firehose,
	.records_attempts = awspipe_always,
	.start = start
};

/*
 * Half of what PutRecords takes: it was the limit until 2025, and larger
 * requests are no faster.
 */
const AwspipeSink awspipe_sink_kinesis = {
	.service = "kinesis",
	.max_entries = PGAWS_KINESIS_PUT_RECORDS_MAX,
	.max_bytes = PGAWS_KINESIS_PUT_BYTES_MAX / 2,
	.batch = &pgaws_batch_kinesis,
	.start = start
};

const AwspipeSink awspipe_sink_sns = {
	.service = "sns",
	.max_entries = PGAWS_SNS_BATCH_MAX,
	.max_bytes = PGAWS_SNS_BYTES_MAX,
	.batch = &pgaws_batch_sns,
	.prepare = awspipe_account_ask,
	.prepared = take_topic,
	.records_attempts = is_standard,
	.start = start
};

const AwspipeSink awspipe_sink_sqs = {
	.service = "sqs",
	.max_entries = PGAWS_SQS_BATCH_MAX,
	.max_bytes = PGAWS_SQS_BYTES_MAX,
	.batch = &pgaws_batch_sqs,
	.prepare = prepare_queue,
	.prepared = take_url,
	.start = start
};
