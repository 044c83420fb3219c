/*-------------------------------------------------------------------------
 *
 * fuzz_messages.c
 *	  Answers of ReceiveMessage, and envelopes of SNS, under libFuzzer.
 *
 * Promises: all that an accepted answer points to is text that can be read,
 * within the lengths that the engine has room for; a refusal says why.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_messages.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/sqs.h"
#include "mb/pg_wchar.h"
#include "shim.h"

static bool
is_text(const char *value, size_t len)
{
	return pg_encoding_verifymbstr(PG_UTF8, value, (int) len) == (int) len;
}

static void
check_attributes(const PgawsSqsAttribute *attributes, int n)
{
	for (int i = 0; i < n; i++)
	{
		shim_require(is_text(attributes[i].name, strlen(attributes[i].name)));
		shim_require(is_text(attributes[i].value, strlen(attributes[i].value)));
		if (attributes[i].type != NULL)
			shim_require(is_text(attributes[i].type, strlen(attributes[i].type)));
	}
}

static void
check_message(const PgawsSqsMessage *message)
{
	shim_require(strlen(message->message_id) <= PGAWS_SQS_MESSAGE_ID_MAX);
	shim_require(message->message_id[0] != '\0');
	shim_require(is_text(message->receipt_handle, strlen(message->receipt_handle)));
	shim_require(is_text(message->body, message->body_len));
	shim_require(message->sent_ms >= 0);
	if (message->sequence_number != NULL)
		shim_require(strlen(message->sequence_number) <= PGAWS_SQS_SEQUENCE_MAX);
	if (message->group_id != NULL)
		shim_require(strlen(message->group_id) <= PGAWS_SQS_GROUP_ID_MAX);
	check_attributes(message->attributes, message->nattributes);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	PgawsSqsMessage *messages;
	PgawsSnsEnvelope envelope;
	PgawsError	error;
	char	   *body = malloc(size + 1);
	int			n;

	shim_start();
	if (size > 0)
		memcpy(body, data, size);
	body[size] = '\0';
	error.class = PGAWS_OK;
	n = pgaws_sqs_parse_messages(body, size, &messages, &error);
	if (n < 0)
		shim_require(error.class == PGAWS_MALFORMED && error.message[0] != '\0');
	for (int i = 0; i < n; i++)
		check_message(&messages[i]);

	if (size > 0)
		memcpy(body, data, size);
	body[size] = '\0';
	if (pgaws_sns_unwrap(body, size, &envelope))
	{
		shim_require(is_text(envelope.message, envelope.message_len));
		shim_require(is_text(envelope.topic_arn, strlen(envelope.topic_arn)));
		check_attributes(envelope.attributes, envelope.nattributes);
	}
	shim_stop();
	free(body);
	return 0;
}
