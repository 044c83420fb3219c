/*-------------------------------------------------------------------------
 *
 * destination_ses.c
 *	  Sending mail by SES.
 *
 * A destination is a sender's address, so that what is wrong with a sender
 * (it is not verified, its configuration set or template is missing) pauses
 * that sender only.  Rate and quota are the account's, see
 * destination_ses_rate.c.
 *
 * Mail with a template goes by SendBulkEmail, up to 50 messages with the same
 * envelope at once, and a single one as a bulk of one: what becomes of a
 * message, and which permission it takes, must not depend on what happens to
 * wait beside it.  All other mail goes by SendEmail, one by one.
 *
 * SES takes no token by which it would know a repetition: attempts are
 * written down first.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_ses.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/rest_json.h"
#include "aws/ses.h"
#include "dispatcher/destination_ses.h"

static bool
is_bulk(const AwspipeMessage *message)
{
	return strcmp(message->operation, "SendBulkEmail") == 0;
}

static bool
have_same_envelope(const AwspipeMessage *first, const AwspipeMessage *other)
{
	return pgaws_ses_same_envelope(first->body, other->body);
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	AwspipeMessage *first = awspipe_first_entry(request);
	StringInfoData bulk;
	dlist_iter	iter;

	if (!is_bulk(first))
		return pgaws_call_rest_json(destination->identity->client,
									destination->service, first->operation,
									"POST", PGAWS_SES_SEND_PATH, NULL,
									first->body, first->body_len,
									request, AWSPIPE_CALL_REQUEST);

	initStringInfo(&bulk);
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		pgaws_ses_bulk_append(&bulk, entry->body, entry->body_len);
	}
	appendStringInfoString(&bulk, PGAWS_SES_BULK_END);
	return pgaws_call_rest_json(destination->identity->client,
								destination->service, first->operation,
								"POST", PGAWS_SES_BULK_PATH, NULL,
								bulk.data, bulk.len,
								request, AWSPIPE_CALL_REQUEST);
}

static void
settle(AwspipeMessage *message, const char *message_id)
{
	message->outcome = AWSPIPE_DELIVERED;
	if (message_id != NULL)
		awspipe_message_set_result(message, message_id);
}

static bool
judge(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	AwspipeMessage *first = awspipe_first_entry(request);
	PgawsSesResult *result;
	dlist_iter	iter;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (!is_bulk(first))
	{
		const char *message_id = pgaws_ses_parse_send(body, len, error);

		if (message_id == NULL)
			return false;
		settle(first, message_id);
		return true;
	}

	result = palloc(request->nentries * sizeof(PgawsSesResult));
	if (!pgaws_ses_parse_bulk(body, len, request->nentries, result, error))
		return false;
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		if (result->error.class == PGAWS_OK)
			settle(entry, result->message_id);
		else
		{
			awspipe_ses_learn(request->destination, &result->error);
			awspipe_entry_failed(entry, &result->error);
		}
		result++;
	}
	return true;
}

/* Is the address in the text, and not only a part of another one? */
static bool
names_address(const char *text, const char *address)
{
	size_t		len = strlen(address);

	for (const char *p = text; *p != '\0'; p++)
	{
		if ((p == text || strchr(" ,<", p[-1]) != NULL) &&
			pg_strncasecmp(p, address, len) == 0 &&
			strchr(" ,>", p[len]) != NULL)
			return true;
	}
	return false;
}

/*
 * MessageRejected is a message's own fault, unless SES says by it that the
 * sender is not verified.  In the sandbox it may be recipients that are not,
 * and that remains their message's fault.
 */
static void
explain_failure(AwspipeRequest *request, PgawsError *error)
{
	AwspipeDestination *destination = request->destination;

	awspipe_ses_learn(destination, error);
	if (strcmp(error->code, "MessageRejected") == 0 &&
		strstr(error->message, "not verified") != NULL &&
		names_address(error->message, destination->resource))
		strlcpy(error->code, "SenderNotVerified", sizeof(error->code));
}

const AwspipeSink awspipe_sink_ses = {
	.service = "ses",
	.max_entries = PGAWS_SES_BULK_MAX,
	.max_bytes = PGAWS_SES_BULK_BYTES_MAX,
	.prepare = awspipe_ses_ask_account,
	.prepared = awspipe_ses_take_account,
	.unprepared = awspipe_ses_without_account,
	.records_attempts = awspipe_always,
	.batchable = is_bulk,
	.together = have_same_envelope,
	.next_start = awspipe_ses_next_start,
	.gathered = awspipe_ses_spend,
	.start = start,
	.judge = judge,
	.failed = explain_failure
};
