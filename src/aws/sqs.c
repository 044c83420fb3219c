/*-------------------------------------------------------------------------
 *
 * sqs.c
 *	  Simple Queue Service: request bodies, and the answers that are small.
 *
 * IDENTIFICATION
 *	  src/aws/sqs.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/batch.h"
#include "aws/json.h"
#include "aws/retry.h"
#include "aws/sqs.h"

/* A queue's name: up to 80 characters, ".fifo" included. */
#define QUEUE_NAME_MAX	80

static const char name_letters[] =
"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

/* JSON protocol, and the codes of the query protocol before it */
static const char *const no_queue_codes[] = {
	"AWS.SimpleQueueService.NonExistentQueue",
	"AWS.SimpleQueueService.QueueDeletedRecently",
	"QueueDeletedRecently",
	"QueueDoesNotExist",
	"ResourceNotFoundException"
};

static const char *const stale_handle_codes[] = {
	"AWS.SimpleQueueService.MessageNotInflight",
	"InvalidIdFormat",
	"InvalidParameterValue",
	"MessageNotInflight",
	"ReceiptHandleIsInvalid"
};

/* Too many messages in flight, or too much asked of the queue's key */
static const char *const over_limit_codes[] = {
	"AWS.SimpleQueueService.OverLimit",
	"KMS.ThrottlingException",
	"KmsThrottled",
	"OverLimit"
};

static bool
is_listed(const char *code, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(code, list[i]) == 0)
			return true;
	}
	return false;
}

bool
pgaws_sqs_error_no_queue(const PgawsError *error)
{
	return is_listed(error->code, no_queue_codes, lengthof(no_queue_codes));
}

bool
pgaws_sqs_error_stale_handle(const PgawsError *error)
{
	return is_listed(error->code, stale_handle_codes, lengthof(stale_handle_codes));
}

bool
pgaws_sqs_error_over_limit(const PgawsError *error)
{
	return is_listed(error->code, over_limit_codes, lengthof(over_limit_codes));
}

static bool
is_queue_name(const char *name)
{
	size_t		len = strlen(name);
	size_t		letters = strspn(name, name_letters);

	return len >= 1 && len <= QUEUE_NAME_MAX &&
		(letters == len || (letters > 0 && strcmp(name + letters, ".fifo") == 0));
}

/* arn:PARTITION:sqs:REGION:ACCOUNT:NAME */
static bool
read_arn(const char *text, PgawsSqsQueueName *queue)
{
	char	   *parts[6];
	char	   *rest = pstrdup(text);

	for (int i = 0; i < 5; i++)
	{
		char	   *colon = strchr(rest, ':');

		if (colon == NULL)
			return false;
		*colon = '\0';
		parts[i] = rest;
		rest = colon + 1;
	}
	parts[5] = rest;
	queue->account = parts[4];
	queue->name = parts[5];
	return strcmp(parts[2], "sqs") == 0 && parts[4][0] != '\0' &&
		is_queue_name(parts[5]);
}

bool
pgaws_sqs_queue_name(const char *text, PgawsSqsQueueName *queue)
{
	memset(queue, 0, sizeof(*queue));
	if (strncmp(text, "arn:", 4) == 0)
		return read_arn(text, queue);
	if (strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0)
	{
		const char *slash = strrchr(text, '/');

		queue->url = pstrdup(text);
		queue->name = pstrdup(slash + 1);
		return is_queue_name(queue->name);
	}
	queue->name = pstrdup(text);
	return is_queue_name(text);
}

void
pgaws_sqs_ask_url(StringInfo buf, const PgawsSqsQueueName *queue)
{
	appendStringInfoString(buf, "{\"QueueName\":");
	pgaws_json_append_string(buf, queue->name);
	if (queue->account != NULL)
	{
		appendStringInfoString(buf, ",\"QueueOwnerAWSAccountId\":");
		pgaws_json_append_string(buf, queue->account);
	}
	appendStringInfoChar(buf, '}');
}

void
pgaws_sqs_ask_attributes(StringInfo buf, const char *url)
{
	appendStringInfoString(buf, "{\"QueueUrl\":");
	pgaws_json_append_string(buf, url);
	appendStringInfoString(buf, ",\"AttributeNames\":[\"All\"]}");
}

/* AttributeNames is what MessageSystemAttributeNames was called before. */
void
pgaws_sqs_receive(StringInfo buf, const char *url, int max_messages, int wait_s,
				  int visibility_s)
{
	appendStringInfoString(buf, "{\"QueueUrl\":");
	pgaws_json_append_string(buf, url);
	appendStringInfo(buf, ",\"MaxNumberOfMessages\":%d,\"WaitTimeSeconds\":%d",
					 max_messages, wait_s);
	if (visibility_s >= 0)
		appendStringInfo(buf, ",\"VisibilityTimeout\":%d", visibility_s);
	appendStringInfoString(buf, ",\"AttributeNames\":[\"All\"],"
						   "\"MessageSystemAttributeNames\":[\"All\"],"
						   "\"MessageAttributeNames\":[\"All\"]}");
}

void
pgaws_sqs_batch_begin(StringInfo buf, const char *url)
{
	appendStringInfoString(buf, "{\"QueueUrl\":");
	pgaws_json_append_string(buf, url);
	appendStringInfoString(buf, ",\"Entries\":[");
}

void
pgaws_sqs_batch_entry(StringInfo buf, int i, const char *receipt_handle, int visibility_s)
{
	appendStringInfo(buf, "%s{\"Id\":\"%d\",\"ReceiptHandle\":", i > 0 ? "," : "", i);
	pgaws_json_append_string(buf, receipt_handle);
	if (visibility_s >= 0)
		appendStringInfo(buf, ",\"VisibilityTimeout\":%d", visibility_s);
	appendStringInfoChar(buf, '}');
}

void
pgaws_sqs_batch_end(StringInfo buf)
{
	appendStringInfoString(buf, "]}");
}

char *
pgaws_sqs_parse_url(const char *body, size_t len, PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	const char *url = answer ? pgaws_json_get_text(answer, "QueueUrl") : NULL;

	if (url == NULL || url[0] == '\0')
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetQueueUrl has no URL");
		return NULL;
	}
	return pstrdup(url);
}

/* The redrive policy is JSON inside of JSON. */
static int
max_receive_count(PgawsJson *attributes)
{
	const char *text = pgaws_json_get_text(attributes, "RedrivePolicy");
	PgawsJson  *policy = text ? pgaws_json_parse(text, strlen(text)) : NULL;

	if (policy == NULL)
		return 0;
	return (int) pgaws_json_int64(pgaws_json_get(policy, "maxReceiveCount"), 0);
}

bool
pgaws_sqs_parse_queue(const char *body, size_t len, PgawsSqsQueue *queue,
					  PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	PgawsJson  *attributes = answer ? pgaws_json_get(answer, "Attributes") : NULL;
	const char *fifo = attributes ? pgaws_json_get_text(attributes, "FifoQueue") : NULL;
	int64		visibility;

	memset(queue, 0, sizeof(*queue));
	visibility = attributes ?
		pgaws_json_int64(pgaws_json_get(attributes, "VisibilityTimeout"), -1) : -1;
	if (visibility < 0 || visibility > PGAWS_SQS_VISIBILITY_MAX_S)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetQueueAttributes has no visibility timeout");
		return false;
	}
	queue->visibility_timeout_s = (int) visibility;
	queue->fifo = fifo != NULL && strcmp(fifo, "true") == 0;
	queue->max_receive_count = max_receive_count(attributes);
	queue->depth = pgaws_json_int64(pgaws_json_get(attributes, "ApproximateNumberOfMessages"), -1);
	return true;
}

/* The entry that a member of Successful or Failed is about, or -1. */
static int
entry_number(PgawsJson *result, int n)
{
	int64		i = pgaws_json_int64(pgaws_json_get(result, "Id"), -1);

	return i >= 0 && i < n ? (int) i : -1;
}

bool
pgaws_sqs_parse_batch(const char *body, size_t len, int n, PgawsError *errors,
					  PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	PgawsJson  *list;
	int			i;

	if (!pgaws_json_is_object(answer))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "", "answer of a batch cannot be read");
		return false;
	}
	for (i = 0; i < n; i++)
		pgaws_error_set(&errors[i], PGAWS_MALFORMED, "",
						"answer of a batch does not tell about every entry");

	list = pgaws_json_get(answer, "Successful");
	for (i = 0; i < pgaws_json_length(list); i++)
	{
		int			entry = entry_number(pgaws_json_at(list, i), n);

		if (entry >= 0)
			pgaws_error_clear(&errors[entry]);
	}
	list = pgaws_json_get(answer, "Failed");
	for (i = 0; i < pgaws_json_length(list); i++)
	{
		PgawsJson  *result = pgaws_json_at(list, i);
		int			entry = entry_number(result, n);
		const char *code = pgaws_json_get_text(result, "Code");
		const char *message = pgaws_json_get_text(result, "Message");
		bool		ours = pgaws_json_bool(pgaws_json_get(result, "SenderFault"), true);

		if (entry < 0)
			continue;
		if (code == NULL)
			code = "";
		pgaws_batch_error_set(&errors[entry], ours, code, message);
	}
	return true;
}

int
pgaws_sqs_sequence_cmp(const char *a, const char *b)
{
	size_t		a_len;
	size_t		b_len;

	a += strspn(a, "0");
	b += strspn(b, "0");
	a_len = strlen(a);
	b_len = strlen(b);
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return memcmp(a, b, a_len);
}
