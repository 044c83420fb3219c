/*-------------------------------------------------------------------------
 *
 * destination_ses.c
 *	  Sending mail by SES, and how much of it in a second and in a day.
 *
 * A destination is a sender's address, so that what is wrong with a sender
 * (it is not verified, its configuration set or template is missing) pauses
 * that sender only.  Rate and quota are the account's.
 *
 * Mail with a template goes by SendBulkEmail, up to 50 messages with the same
 * envelope at once, and a single one as a bulk of one: what becomes of a
 * message, and which permission it takes, must not depend on what happens to
 * wait beside it.  All other mail goes by SendEmail, one by one.
 *
 * SES takes no token by which it would know a repetition: attempts are
 * written down first.
 *
 * SES limits an account, in recipients per second and in recipients of the
 * last 24 hours.  GetAccount says what the limits are; it is asked once for
 * all senders of one identity (server and role), before the first mail, every
 * five minutes, and each minute while sending is blocked.  Nothing depends on
 * the permission to ask: without an answer mail goes at the rate that the
 * smallest account has.
 *
 * The rate is kept by a bucket of tokens, one for each recipient.  A request
 * may start when there is one; as SES does itself, it may then spend more
 * than there are, and the next waits until that debt is paid.  When SES
 * throttles all the same, because others use the account too, the rate is
 * halved, and grows back within a minute.
 *
 * A quota that is used up pauses the senders that have something to send,
 * with that reason, and counts no attempt.  It does so when nothing of theirs
 * is in flight: an answer that comes later would end the pause.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_ses.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/error.h"
#include "aws/rest_json.h"
#include "aws/ses.h"
#include "base/clock.h"
#include "base/settings.h"
#include "dispatcher/destination.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

/* Between two questions; while blocked, or when the answer was a failure; when
 * that failure may pass */
#define ASK_INTERVAL_MS			300000
#define ASK_AGAIN_INTERVAL_MS	60000
#define ASK_SOON_INTERVAL_MS	2000

/* Recipients per second in the sandbox, says the SES developer guide */
#define RATE_DEFAULT			1.0

/* An idle account saves up the tokens of this time */
#define BURST_MS				250

/* Throttling: how low the rate goes, how fast it comes back, and in how much
 * time several answers count as one */
#define RATE_SHARE_MIN			(1.0 / 16)
#define RATE_RECOVERY_MS		60000
#define THROTTLING_MS			1000

/* For what an answer will tell; it wakes us earlier */
#define ANSWER_MS				1000

/* What is known of the account behind an identity */
typedef struct SesAccount
{
	AwspipeIdentity *identity;
	uint32		fingerprint;	/* the identity's, when this began */
	struct SesAccount *next;

	/* GetAccount */
	AwspipeDestination *asking; /* on behalf of all, if still preparing */
	int64		ask_at;			/* monotonic ms, as all times here */
	int64		asked_at;
	bool		known;			/* the rest is filled */
	bool		complained;		/* in the log */
	PgawsSesAccount limits;

	/* Quota */
	double		spent;			/* recipients since asked_at */
	int64		refused_until;	/* SES says that it is used up */

	/* Bucket */
	double		rate;			/* tokens per second, at most max_rate */
	double		tokens;
	int64		filled_at;
	int64		throttled_at;
	AwspipeDestination *turn;	/* who was turned away first */
} SesAccount;

static SesAccount *accounts = NULL;

static PgawsCall *ask_account(AwspipeDestination *destination);
static bool take_account(AwspipeDestination *destination, PgawsCall *call,
						 PgawsError *error);
static bool go_without_account(AwspipeDestination *destination,
							   const PgawsError *error);
static void set_limits(SesAccount *account, int64 now);
static bool is_blocked(SesAccount *account, int64 now, PgawsError *error,
					   int64 *until);
static int64 next_start(AwspipeDestination *destination, int64 now);
static bool can_send(AwspipeDestination *destination, int64 now);
static void fill(SesAccount *account, int64 now);
static void spend_tokens(AwspipeRequest *request);
static void learn_refusal(AwspipeDestination *destination, PgawsError *error);

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
			learn_refusal(request->destination, &result->error);
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

	learn_refusal(destination, error);
	if (strcmp(error->code, "MessageRejected") == 0 &&
		strstr(error->message, "not verified") != NULL &&
		names_address(error->message, destination->resource))
		strlcpy(error->code, "SenderNotVerified", sizeof(error->code));
}

const AwspipeSink awspipe_sink_ses = {
	.service = "ses",
	.max_entries = PGAWS_SES_BULK_MAX,
	.max_bytes = PGAWS_SES_BULK_BYTES_MAX,
	.prepare = ask_account,
	.prepared = take_account,
	.unprepared = go_without_account,
	.records_attempts = awspipe_always,
	.batchable = is_bulk,
	.together = have_same_envelope,
	.next_start = next_start,
	.gathered = spend_tokens,
	.start = start,
	.judge = judge,
	.failed = explain_failure
};

static SesAccount *
account_of(AwspipeDestination *destination)
{
	AwspipeIdentity *identity = destination->identity;
	SesAccount *account = accounts;

	while (account != NULL && account->identity != identity)
		account = account->next;
	if (account == NULL)
	{
		account = MemoryContextAllocZero(awspipe_dispatcher.context,
										 sizeof(SesAccount));
		account->identity = identity;
		account->fingerprint = identity->fingerprint;
		account->next = accounts;
		accounts = account;
	}
	else if (account->fingerprint != identity->fingerprint)
	{
		/* Other keys or another region: perhaps another account */
		SesAccount *next = account->next;

		memset(account, 0, sizeof(SesAccount));
		account->identity = identity;
		account->fingerprint = identity->fingerprint;
		account->next = next;
	}
	return account;
}

static bool
is_asked(const SesAccount *account)
{
	return account->asking != NULL && account->asking->preparing;
}

/* NULL when the account is known, or is just being asked about. */
static PgawsCall *
ask_account(AwspipeDestination *destination)
{
	SesAccount *account = account_of(destination);
	int64		now = awspipe_now_ms();

	if (is_asked(account) || now < account->ask_at)
	{
		destination->prepare_again = is_asked(account) ? now + ANSWER_MS :
			account->ask_at;
		return NULL;
	}
	account->asking = destination;
	return pgaws_call_rest_json(destination->identity->client,
								destination->service, "GetAccount", "GET",
								PGAWS_SES_ACCOUNT_PATH, NULL, NULL, 0,
								destination, AWSPIPE_CALL_PREPARE);
}

/* While sending is blocked that is a failure, which keeps the pause. */
static bool
take_account(AwspipeDestination *destination, PgawsCall *call,
			 PgawsError *error)
{
	SesAccount *account = account_of(destination);
	int64		now = awspipe_now_ms();
	int64		until;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (!pgaws_ses_parse_account(body, len, &account->limits, error))
		return go_without_account(destination, error);

	account->complained = false;
	account->spent = 0;
	account->asked_at = now;
	account->ask_at = now + ASK_INTERVAL_MS;
	set_limits(account, now);
	if (is_blocked(account, now, error, &until))
		return false;
	destination->prepare_again = account->ask_at;
	return true;
}

/*
 * True unless mail would fail in the same way.
 */
static bool
go_without_account(AwspipeDestination *destination,
				   const PgawsError *error)
{
	SesAccount *account = account_of(destination);
	int64		now = awspipe_now_ms();

	if (error->class == PGAWS_NETWORK || error->class == PGAWS_FOREIGN ||
		(error->class == PGAWS_AUTH &&
		 strncmp(error->code, "AccessDenied", strlen("AccessDenied")) != 0))
		return false;

	/* SES will say itself that it takes no more */
	account->limits.enabled = true;
	account->limits.max_24_hours = -1;
	set_limits(account, now);
	account->ask_at = now +
		(error->class == PGAWS_AUTH || error->class == PGAWS_REJECTED ?
		 ASK_AGAIN_INTERVAL_MS : ASK_SOON_INTERVAL_MS);
	destination->prepare_again = account->ask_at;
	if (!account->complained)
		ereport(WARNING,
				(errcode(pgaws_error_sqlstate(error)),
				 errmsg("could not ask SES for the sending quota on server \"%s\"",
						destination->identity->server),
				 errdetail("%s", pgaws_error_detail(error)),
				 errhint("Mail goes to %g recipients per second meanwhile. Asking takes the permission ses:GetAccount.",
						 account->rate)));
	account->complained = true;
	return true;
}

static void
set_limits(SesAccount *account, int64 now)
{
	if (account->limits.max_rate <= 0)
		account->limits.max_rate = RATE_DEFAULT;
	if (!account->known)
	{
		account->known = true;
		account->rate = account->limits.max_rate;
		account->tokens = 1;
		account->filled_at = now;
	}
}

/* May nothing be sent?  *until is when to ask, or to try, again. */
static bool
is_blocked(SesAccount *account, int64 now, PgawsError *error, int64 *until)
{
	const PgawsSesAccount *limits = &account->limits;
	bool		limited = limits->max_24_hours >= 0;
	bool		refused = now < account->refused_until;

	if (!limits->enabled)
		pgaws_error_set(error, PGAWS_REJECTED, "SendingDisabled",
						"sending is disabled for the account (enforcement status \"%s\")",
						limits->enforcement);
	else if (limited &&
			 (refused ||
			  limits->sent_24_hours + account->spent >= limits->max_24_hours))
		pgaws_error_set(error, PGAWS_REJECTED, "DailyQuotaExceeded",
						"daily sending quota of %.0f recipients is used up",
						limits->max_24_hours);
	else if (refused)
		pgaws_error_set(error, PGAWS_REJECTED, "DailyQuotaExceeded",
						"daily sending quota is used up");
	else
		return false;

	if (!refused)
		account->ask_at = Min(account->ask_at,
							  account->asked_at + ASK_AGAIN_INTERVAL_MS);
	*until = refused ? account->refused_until : account->ask_at;
	return true;
}

static int64
next_start(AwspipeDestination *destination, int64 now)
{
	SesAccount *account = account_of(destination);
	PgawsError	error;
	int64		until = now;

	if (!account->known || is_blocked(account, now, &error, &until))
	{
		if (is_asked(account) || destination->in_flight > 0)
			return now + ANSWER_MS;
		if (until <= now)
		{
			destination->prepare_again = now;
			return now + 1;
		}
		awspipe_destination_pause(destination, &error, until);
		return until;
	}

	/*
	 * The first that is turned away is the next, or all tokens would go to
	 * the one that is asked first each time.
	 */
	fill(account, now);
	if (account->tokens < 1)
	{
		if (!can_send(account->turn, now))
			account->turn = destination;
		return now + 1 + (int64) ((1 - account->tokens) * 1000 / account->rate);
	}
	if (account->turn != destination && can_send(account->turn, now))
		return now + 1;
	account->turn = NULL;
	return now;
}

/* Will the dispatcher ask whether it may?  False for NULL. */
static bool
can_send(AwspipeDestination *destination, int64 now)
{
	return destination != NULL && destination->prepared &&
		!dlist_is_empty(&destination->ready) &&
		now >= destination->paused_until &&
		destination->in_flight < destination->limit &&
		(awspipe_dispatcher.in_flight < awspipe_max_in_flight ||
		 destination->in_flight == 0);
}

static void
fill(SesAccount *account, int64 now)
{
	double		max_rate = account->limits.max_rate;
	int64		elapsed = now - account->filled_at;

	account->filled_at = now;
	account->rate = Min(account->rate + max_rate * elapsed / RATE_RECOVERY_MS,
						max_rate);
	account->tokens = Min(account->tokens + account->rate * elapsed / 1000,
						  Max(1, account->rate * BURST_MS / 1000));
}

/* One token for each recipient. */
static void
spend_tokens(AwspipeRequest *request)
{
	SesAccount *account = account_of(request->destination);
	dlist_iter	iter;

	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);
		int			recipients = pgaws_ses_count_recipients(entry->body);

		account->tokens -= recipients;
		account->spent += recipients;
	}
}

/*
 * LimitExceededException is SES's word for the daily quota, and so is its
 * message where it comes as throttling.
 */
static bool
is_quota_error(const PgawsError *error)
{
	return strcmp(error->code, "ACCOUNT_DAILY_QUOTA_EXCEEDED") == 0 ||
		strcmp(error->code, "LimitExceededException") == 0 ||
		strncmp(error->message, "Daily message quota exceeded",
				strlen("Daily message quota exceeded")) == 0;
}

/*
 * SES has refused something with that error: rate and quota take note, and a
 * used up quota gets the code that it has everywhere.
 */
static void
learn_refusal(AwspipeDestination *destination, PgawsError *error)
{
	SesAccount *account = account_of(destination);
	int64		now = awspipe_now_ms();

	if (is_quota_error(error))
	{
		account->refused_until = now + ASK_AGAIN_INTERVAL_MS;
		error->class = PGAWS_REJECTED;
		strlcpy(error->code, "DailyQuotaExceeded", sizeof(error->code));
	}
	else if (error->class == PGAWS_THROTTLED &&
			 now >= account->throttled_at + THROTTLING_MS)
	{
		account->throttled_at = now;
		account->rate = Max(account->rate / 2,
							account->limits.max_rate * RATE_SHARE_MIN);
	}
}
