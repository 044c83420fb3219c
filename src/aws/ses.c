/*-------------------------------------------------------------------------
 *
 * ses.c
 *	  SES API v2: SendEmail, SendBulkEmail and GetAccount.
 *
 * Messages lie in the outbox as whole inputs, in the shape that src/api
 * gives them.  What is asked of them here, before each request, is read off
 * their text without parsing it: a mail may have megabytes.
 *
 * IDENTIFICATION
 *	  src/aws/ses.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/error.h"
#include "aws/json.h"
#include "aws/ses.h"

static const struct
{
	const char *status;
	PgawsErrorClass class;
}			bulk_statuses[] = {
	{"ACCOUNT_DAILY_QUOTA_EXCEEDED", PGAWS_REJECTED},
	{"ACCOUNT_SENDING_PAUSED", PGAWS_REJECTED},
	{"ACCOUNT_SUSPENDED", PGAWS_REJECTED},
	{"ACCOUNT_THROTTLED", PGAWS_THROTTLED},
	{"CONFIGURATION_SET_NOT_FOUND", PGAWS_REJECTED},
	{"CONFIGURATION_SET_SENDING_PAUSED", PGAWS_REJECTED},
	{"FAILED", PGAWS_REJECTED},
	{"INVALID_PARAMETER", PGAWS_REJECTED},
	{"INVALID_SENDING_POOL_NAME", PGAWS_REJECTED},
	{"MAIL_FROM_DOMAIN_NOT_VERIFIED", PGAWS_REJECTED},
	{"MESSAGE_REJECTED", PGAWS_REJECTED},
	{"SUCCESS", PGAWS_OK},
	{"TEMPLATE_NOT_FOUND", PGAWS_REJECTED},
	{"TRANSIENT_FAILURE", PGAWS_TRANSIENT}
};

bool
pgaws_ses_parse_account(const char *body, size_t len, PgawsSesAccount *account,
						PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	PgawsJson  *quota = pgaws_json_get(answer, "SendQuota");
	const char *enforcement = pgaws_json_get_text(answer, "EnforcementStatus");

	if (!pgaws_json_is_object(quota))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of GetAccount has no sending quota");
		return false;
	}
	strlcpy(account->enforcement, enforcement != NULL ? enforcement : "",
			sizeof(account->enforcement));
	account->enabled = strcmp(account->enforcement, "SHUTDOWN") != 0 &&
		pgaws_json_bool(pgaws_json_get(answer, "SendingEnabled"), true);
	account->max_24_hours = pgaws_json_double(pgaws_json_get(quota, "Max24HourSend"), -1);
	account->sent_24_hours = pgaws_json_double(pgaws_json_get(quota, "SentLast24Hours"), 0);
	account->max_rate = pgaws_json_double(pgaws_json_get(quota, "MaxSendRate"), 0);
	return true;
}

const char *
pgaws_ses_parse_send(const char *body, size_t len, PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	const char *message_id = pgaws_json_get_text(answer, "MessageId");

	if (message_id == NULL)
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of SendEmail has no message id");
	return message_id;
}

/*
 * What SES says that it did not take has not been sent; of a status that is
 * not known here nobody can tell.
 */
static void
parse_result(PgawsJson *json, PgawsSesResult *result)
{
	const char *status = pgaws_json_get_text(json, "Status");
	const char *message = pgaws_json_get_text(json, "Error");
	char		quoted[PGAWS_MESSAGE_BYTES_MAX + 1];

	result->message_id = pgaws_json_get_text(json, "MessageId");
	if (message == NULL || *message == '\0')
		message = "message was not taken";
	pgaws_error_quote(quoted, sizeof(quoted), message, strlen(message));
	for (int i = 0; status != NULL && i < lengthof(bulk_statuses); i++)
	{
		if (strcmp(status, bulk_statuses[i].status) != 0)
			continue;
		if (bulk_statuses[i].class == PGAWS_OK)
			pgaws_error_clear(&result->error);
		else
			pgaws_error_set(&result->error, bulk_statuses[i].class, status,
							"%s", quoted);
		return;
	}
	pgaws_error_set(&result->error, PGAWS_TRANSIENT, "",
					"answer does not tell about the message");
	result->error.maybe_sent = true;
}

bool
pgaws_ses_parse_bulk(const char *body, size_t len, int n,
					 PgawsSesResult *results, PgawsError *error)
{
	PgawsJson  *answer = pgaws_json_parse(body, len);
	PgawsJson  *list = pgaws_json_get(answer, "BulkEmailEntryResults");

	if (pgaws_json_length(list) != n)
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer of SendBulkEmail does not tell about every message");
		return false;
	}
	for (int i = 0; i < n; i++)
		parse_result(pgaws_json_at(list, i), &results[i]);
	return true;
}

/* Length of what is before the entries, their beginning included. */
static size_t
envelope_length(const char *input)
{
	const char *entries = strstr(input, PGAWS_SES_BULK_ENTRIES);

	return entries == NULL ? 0 :
		entries - input + strlen(PGAWS_SES_BULK_ENTRIES);
}

bool
pgaws_ses_same_envelope(const char *input, const char *other)
{
	size_t		len = envelope_length(input);

	return len > 0 && strncmp(input, other, len) == 0;
}

void
pgaws_ses_bulk_append(StringInfo buf, const char *input, size_t len)
{
	size_t		skip = 0;

	len -= strlen(PGAWS_SES_BULK_END);
	if (buf->len > 0)
	{
		appendStringInfoChar(buf, ',');
		skip = envelope_length(input);
	}
	appendBinaryStringInfo(buf, input + skip, (int) (len - skip));
}

/*
 * Destination is an object of arrays of strings: these are counted.
 */
int
pgaws_ses_count_recipients(const char *input)
{
	static const char start[] = "\"Destination\":{";
	const char *p = strstr(input, start);
	bool		in_array = false;
	int			n = 0;

	if (p == NULL)
		return 0;
	for (p += strlen(start); *p != '\0' && *p != '}'; p++)
	{
		if (*p == '[')
			in_array = true;
		else if (*p == ']')
			in_array = false;
		else if (*p == '"')
		{
			if (in_array)
				n++;
			for (p++; *p != '\0' && *p != '"'; p++)
			{
				if (*p == '\\' && p[1] != '\0')
					p++;
			}
			if (*p == '\0')
				break;
		}
	}
	return n;
}
