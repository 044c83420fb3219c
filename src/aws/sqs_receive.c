/*-------------------------------------------------------------------------
 *
 * sqs_receive.c
 *	  Answers of ReceiveMessage, and the envelopes of SNS in them.
 *
 * An answer has up to ten messages of up to a megabyte.  It is read once and
 * in place, like an answer of GetRecords (kinesis_records.c); only the
 * arrays are allocated.
 *
 * The MD5 that SQS sends is that of the body as it was sent.  One that does
 * not agree marks its message as damaged; the others are sound.
 *
 * IDENTIFICATION
 *	  src/aws/sqs_receive.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json_scan.h"
#include "aws/sqs.h"
#include "common/cryptohash.h"
#include "common/md5.h"
#include "utils/memutils.h"

/* Ten of the sender's (SQS quotas) and those of the service, at first */
#define INITIAL_ATTRIBUTES	24

typedef struct Reader
{
	PgawsScan	scan;
	PgawsSqsMessage *messages;
	int			nmessages;
	int			max_messages;
} Reader;

/* Attributes as they are collected */
typedef struct AttributeList
{
	PgawsSqsAttribute *items;
	int			n;
	int			max;
} AttributeList;

static inline bool
name_is(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

static PgawsSqsAttribute *
add_attribute(AttributeList *list)
{
	PgawsSqsAttribute *attribute;

	if (list->n == list->max)
	{
		list->max = Max(INITIAL_ATTRIBUTES, list->max * 2);
		list->items = list->items == NULL ?
			palloc(sizeof(PgawsSqsAttribute) * list->max) :
			repalloc(list->items, sizeof(PgawsSqsAttribute) * list->max);
	}
	attribute = &list->items[list->n++];
	memset(attribute, 0, sizeof(*attribute));
	return attribute;
}

static bool
read_text(PgawsScan *scan, const char **value, size_t *len)
{
	char	   *text;

	if (!pgaws_scan_string(scan, &text, len))
		return false;
	*value = text;
	return true;
}

/* {"SentTimestamp": "1700000000000", …} */
static bool
read_system_attributes(PgawsScan *scan, AttributeList *list)
{
	const char *name;
	size_t		len;
	int			count = 0;

	if (pgaws_scan_null(scan))
		return true;
	if (!pgaws_scan_open(scan, '{'))
		return false;
	while (pgaws_scan_member(scan, &count, &name, &len))
	{
		PgawsSqsAttribute *attribute = add_attribute(list);

		attribute->name = name;
		read_text(scan, &attribute->value, &len);
	}
	return scan->error == NULL;
}

/*
 * {"name": {"DataType": "String", "StringValue": "…"}, …}; SNS calls the
 * members Type and Value.
 */
static bool
read_message_attributes(PgawsScan *scan, AttributeList *list)
{
	const char *name;
	size_t		len;
	int			count = 0;

	if (pgaws_scan_null(scan))
		return true;
	if (!pgaws_scan_open(scan, '{'))
		return false;
	while (pgaws_scan_member(scan, &count, &name, &len))
	{
		PgawsSqsAttribute *attribute = add_attribute(list);
		int			inner = 0;

		attribute->name = name;
		attribute->type = "";
		attribute->value = "";
		if (!pgaws_scan_open(scan, '{'))
			return false;
		while (pgaws_scan_member(scan, &inner, &name, &len))
		{
			bool		binary = name_is(name, len, "BinaryValue");

			if (name_is(name, len, "DataType") || name_is(name, len, "Type"))
				read_text(scan, &attribute->type, &len);
			else if (pgaws_scan_null(scan))
				continue;
			else if (binary || name_is(name, len, "StringValue") ||
					 name_is(name, len, "Value"))
			{
				attribute->binary = binary;
				read_text(scan, &attribute->value, &len);
			}
			else
				pgaws_scan_skip(scan);
		}
	}
	return scan->error == NULL;
}

/* Where the cryptographic library refuses MD5, nothing can be compared. */
static bool
md5_agrees(const char *body, size_t len, const char *hex)
{
	static const char digits[] = "0123456789abcdef";
	uint8		digest[MD5_DIGEST_LENGTH];
	pg_cryptohash_ctx *ctx = pg_cryptohash_create(PG_MD5);
	bool		ok = ctx != NULL && pg_cryptohash_init(ctx) >= 0 &&
		pg_cryptohash_update(ctx, (const uint8 *) body, len) >= 0 &&
		pg_cryptohash_final(ctx, digest, sizeof(digest)) >= 0;

	pg_cryptohash_free(ctx);
	if (!ok)
		return true;
	if (strlen(hex) != 2 * sizeof(digest))
		return false;
	for (int i = 0; i < sizeof(digest); i++)
	{
		if (pg_tolower((unsigned char) hex[2 * i]) != digits[digest[i] >> 4] ||
			pg_tolower((unsigned char) hex[2 * i + 1]) != digits[digest[i] & 15])
			return false;
	}
	return true;
}

/* Takes what the engine needs out of the system attributes. */
static bool
use_attributes(PgawsScan *scan, PgawsSqsMessage *message)
{
	const char *sent = NULL;
	char	   *end;

	for (int i = 0; i < message->nattributes; i++)
	{
		const PgawsSqsAttribute *attribute = &message->attributes[i];

		if (attribute->type != NULL)
			continue;
		if (strcmp(attribute->name, "SentTimestamp") == 0)
			sent = attribute->value;
		else if (strcmp(attribute->name, "SequenceNumber") == 0)
			message->sequence_number = attribute->value;
		else if (strcmp(attribute->name, "MessageGroupId") == 0)
			message->group_id = attribute->value;
		else if (strcmp(attribute->name, "ApproximateReceiveCount") == 0)
			message->receive_count = atoi(attribute->value);
	}
	if (sent == NULL)
		return pgaws_scan_fail(scan, "message without SentTimestamp");
	message->sent_ms = strtoll(sent, &end, 10);
	if (*sent == '\0' || *end != '\0' || message->sent_ms < 0 ||
		message->sent_ms > INT64CONST(253402300799999))
		return pgaws_scan_fail(scan, "invalid SentTimestamp");
	if (message->sequence_number != NULL &&
		(strlen(message->sequence_number) > PGAWS_SQS_SEQUENCE_MAX ||
		 strspn(message->sequence_number, "0123456789") !=
		 strlen(message->sequence_number)))
		return pgaws_scan_fail(scan, "invalid SequenceNumber");
	if (message->group_id != NULL &&
		strlen(message->group_id) > PGAWS_SQS_GROUP_ID_MAX)
		return pgaws_scan_fail(scan, "invalid MessageGroupId");
	return true;
}

static bool
read_message(Reader *reader)
{
	PgawsScan  *scan = &reader->scan;
	PgawsSqsMessage message = {0};
	AttributeList attributes = {0};
	const char *md5 = NULL;
	const char *name;
	size_t		len;
	int			count = 0;

	if (!pgaws_scan_open(scan, '{'))
		return false;
	while (pgaws_scan_member(scan, &count, &name, &len))
	{
		if (name_is(name, len, "MessageId"))
			read_text(scan, &message.message_id, &len);
		else if (name_is(name, len, "ReceiptHandle"))
			read_text(scan, &message.receipt_handle, &len);
		else if (name_is(name, len, "Body"))
			read_text(scan, &message.body, &message.body_len);
		else if (name_is(name, len, "MD5OfBody"))
			read_text(scan, &md5, &len);
		else if (name_is(name, len, "Attributes"))
			read_system_attributes(scan, &attributes);
		else if (name_is(name, len, "MessageAttributes"))
			read_message_attributes(scan, &attributes);
		else
			pgaws_scan_skip(scan);
	}
	if (scan->error != NULL)
		return false;
	if (message.message_id == NULL || message.receipt_handle == NULL ||
		message.body == NULL)
		return pgaws_scan_fail(scan, "incomplete message");
	if (message.message_id[0] == '\0' ||
		strlen(message.message_id) > PGAWS_SQS_MESSAGE_ID_MAX)
		return pgaws_scan_fail(scan, "invalid message id");
	message.attributes = attributes.items;
	message.nattributes = attributes.n;
	message.damaged = md5 != NULL && !md5_agrees(message.body, message.body_len, md5);
	if (!use_attributes(scan, &message))
		return false;

	if (reader->nmessages == reader->max_messages)
	{
		reader->max_messages *= 2;
		reader->messages = repalloc(reader->messages,
									sizeof(PgawsSqsMessage) * reader->max_messages);
	}
	reader->messages[reader->nmessages++] = message;
	return true;
}

static bool
read_answer(Reader *reader)
{
	PgawsScan  *scan = &reader->scan;
	const char *name;
	size_t		len;
	int			count = 0;

	if (!pgaws_scan_open(scan, '{'))
		return false;
	while (pgaws_scan_member(scan, &count, &name, &len))
	{
		int			elements = 0;

		if (!name_is(name, len, "Messages"))
			pgaws_scan_skip(scan);
		else if (!pgaws_scan_null(scan) && pgaws_scan_open(scan, '['))
		{
			while (pgaws_scan_element(scan, &elements))
				read_message(reader);
		}
	}
	return pgaws_scan_finish(scan);
}

int
pgaws_sqs_parse_messages(char *body, size_t len, PgawsSqsMessage **messages,
						 PgawsError *error)
{
	Reader		reader = {0};

	reader.max_messages = PGAWS_SQS_RECEIVE_MAX;
	reader.messages = palloc(sizeof(PgawsSqsMessage) * reader.max_messages);
	pgaws_scan_start(&reader.scan, body, len);
	if (len > MaxAllocSize)
		pgaws_scan_fail(&reader.scan, "too large");
	if (!read_answer(&reader))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of ReceiveMessage cannot be read: %s at byte %zu of %zu",
						reader.scan.error,
						(size_t) (reader.scan.at - reader.scan.text), len);
		return -1;
	}
	*messages = reader.messages;
	return reader.nmessages;
}

/*
 * What a jsonb cannot hold must not be mended on the way: with a NUL in it
 * the envelope is left as it is, and is a data error like any other.
 */
bool
pgaws_sns_unwrap(char *text, size_t len, PgawsSnsEnvelope *envelope)
{
	PgawsScan	scan;
	AttributeList attributes = {0};
	const char *type = NULL;
	const char *name;
	size_t		name_len;
	size_t		unused;
	int			count = 0;

	memset(envelope, 0, sizeof(*envelope));
	if (strstr(text, "\\u0000") != NULL)
		return false;
	pgaws_scan_start(&scan, text, len);
	if (pgaws_scan_peek(&scan) != '{' || !pgaws_scan_open(&scan, '{'))
		return false;
	while (pgaws_scan_member(&scan, &count, &name, &name_len))
	{
		if (name_is(name, name_len, "MessageAttributes"))
			read_message_attributes(&scan, &attributes);
		else if (pgaws_scan_peek(&scan) != '"')
			pgaws_scan_skip(&scan);
		else if (name_is(name, name_len, "Type"))
			read_text(&scan, &type, &unused);
		else if (name_is(name, name_len, "Message"))
			read_text(&scan, &envelope->message, &envelope->message_len);
		else if (name_is(name, name_len, "MessageId"))
			read_text(&scan, &envelope->message_id, &unused);
		else if (name_is(name, name_len, "TopicArn"))
			read_text(&scan, &envelope->topic_arn, &unused);
		else if (name_is(name, name_len, "Subject"))
			read_text(&scan, &envelope->subject, &unused);
		else if (name_is(name, name_len, "Timestamp"))
			read_text(&scan, &envelope->timestamp, &unused);
		else
			pgaws_scan_skip_string(&scan);
	}
	envelope->attributes = attributes.items;
	envelope->nattributes = attributes.n;
	return pgaws_scan_finish(&scan) && envelope->message != NULL &&
		type != NULL && strcmp(type, "Notification") == 0 &&
		envelope->topic_arn != NULL;
}
