/*-------------------------------------------------------------------------
 *
 * source_sqs_message.c
 *	  What a message of a queue holds: payload and attributes.
 *
 * attributes is {"system": {…}, "message": {…}}: what SQS says of the
 * message, as strings, and what its sender has added, as SQS shows it.  With
 * unwrap_sns the envelope of an SNS notification is taken off: its Message is
 * the payload, and the rest of it goes to "sns".  A body that is no such
 * envelope (raw message delivery, another sender) stays as it is.
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs_message.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "consumer/source_sqs.h"
#include "pg_compat.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

/* From the Unix epoch to PostgreSQL's */
#define EPOCH_USECS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY * \
	 USECS_PER_SEC)

static void
push_key(JsonbParseState **state, const char *name)
{
	JsonbValue	key;

	key.type = jbvString;
	key.val.string.val = unconstify(char *, name);
	key.val.string.len = strlen(name);
	pushJsonbValue(state, WJB_KEY, &key);
}

static void
push_string(JsonbParseState **state, const char *name, const char *value)
{
	JsonbValue	string;

	if (value == NULL)
		return;
	push_key(state, name);
	string.type = jbvString;
	string.val.string.val = unconstify(char *, value);
	string.val.string.len = strlen(value);
	pushJsonbValue(state, WJB_VALUE, &string);
}

/* Those of the sender, or else those of the service. */
static void
push_attributes(JsonbParseState **state, const PgawsSqsAttribute *attributes, int n,
				bool senders)
{
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < n; i++)
	{
		const PgawsSqsAttribute *attribute = &attributes[i];

		if ((attribute->type != NULL) != senders)
			continue;
		if (!senders)
		{
			push_string(state, attribute->name, attribute->value);
			continue;
		}
		push_key(state, attribute->name);
		pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
		push_string(state, "DataType", attribute->type);
		push_string(state, attribute->binary ? "BinaryValue" : "StringValue",
					attribute->value);
		pushJsonbValue(state, WJB_END_OBJECT, NULL);
	}
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

static void
push_envelope(JsonbParseState **state, const PgawsSnsEnvelope *envelope)
{
	push_key(state, "sns");
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	push_string(state, "TopicArn", envelope->topic_arn);
	push_string(state, "MessageId", envelope->message_id);
	push_string(state, "Subject", envelope->subject);
	push_string(state, "Timestamp", envelope->timestamp);
	push_key(state, "MessageAttributes");
	push_attributes(state, envelope->attributes, envelope->nattributes, true);
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

static char *
copy_bytes(SqsSource *source, const char *data, size_t len)
{
	char	   *copy = MemoryContextAlloc(source->context, len + 1);

	memcpy(copy, data, len);
	copy[len] = '\0';
	return copy;
}

/*
 * Fills the message with what it holds, in the source's memory.
 */
void
awspipe_sqs_fill(SqsSource *source, SqsMessage *message, const PgawsSqsMessage *from)
{
	PgawsSnsEnvelope envelope;
	JsonbParseState *state = NULL;
	Jsonb	   *attributes;
	const char *data = from->body;
	size_t		len = from->body_len;
	bool		wrapped = false;

	if (source->consumer->config.unwrap_sns)
	{
		wrapped = pgaws_sns_unwrap(pnstrdup(from->body, from->body_len), from->body_len,
								   &envelope);
		if (wrapped)
		{
			data = envelope.message;
			len = envelope.message_len;
		}
	}

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_key(&state, "system");
	push_attributes(&state, from->attributes, from->nattributes, false);
	push_key(&state, "message");
	push_attributes(&state, from->attributes, from->nattributes, true);
	if (wrapped)
		push_envelope(&state, &envelope);
	attributes = JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));

	message->data = copy_bytes(source, data, len);
	message->len = (uint32) len;
	message->attributes = (Jsonb *) copy_bytes(source, (char *) attributes,
											   VARSIZE(attributes));
	message->sent_at = (TimestampTz) from->sent_ms * 1000 - EPOCH_USECS;
	if (source->fifo && from->sequence_number != NULL && from->group_id != NULL)
		message->sequence_number = MemoryContextStrdup(source->context,
													   from->sequence_number);
	if (from->group_id != NULL)
		message->group_id = MemoryContextStrdup(source->context, from->group_id);
}
