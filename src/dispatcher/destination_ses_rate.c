/*-------------------------------------------------------------------------
 *
 * destination_ses_rate.c
 *	  How fast SES is sent to, and how much in a day.
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
 *	  src/dispatcher/destination_ses_rate.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/rest_json.h"
#include "aws/ses.h"
#include "base/clock.h"
#include "base/settings.h"
#include "dispatcher/destination_ses.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

/* Between two questions; while blocked, or when the answer was a failure; when
 * that failure may pass */
#define ASK_INTERVAL_MS			300000
#define ASK_AGAIN_INTERVAL_MS	60000
#define ASK_SOON_INTERVAL_MS	2000

/* Recipients per second in the sandbox, says the SES developer guide */
#define RATE_DEFAULT			1.0

/* What an idle account may save up */
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

static SesAccount *account_of(AwspipeDestination *destination);
static bool is_asked(const SesAccount *account);
static void set_limits(SesAccount *account, int64 now);
static bool is_blocked(SesAccount *account, int64 now, PgawsError *error,
					   int64 *until);
static void fill(SesAccount *account, int64 now);
static bool can_send(AwspipeDestination *destination, int64 now);

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
PgawsCall *
awspipe_ses_ask_account(AwspipeDestination *destination)
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
bool
awspipe_ses_take_account(AwspipeDestination *destination, PgawsCall *call,
						 PgawsError *error)
{
	SesAccount *account = account_of(destination);
	int64		now = awspipe_now_ms();
	int64		until;
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	if (!pgaws_ses_parse_account(body, len, &account->limits, error))
		return awspipe_ses_without_account(destination, error);

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
bool
awspipe_ses_without_account(AwspipeDestination *destination,
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
				 errdetail("%s%s%s (HTTP %d)", error->code,
						   error->code[0] ? ": " : "", error->message,
						   error->http_status),
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

int64
awspipe_ses_next_start(AwspipeDestination *destination, int64 now)
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
void
awspipe_ses_spend(AwspipeRequest *request)
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

void
awspipe_ses_learn(AwspipeDestination *destination, PgawsError *error)
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
