/*-------------------------------------------------------------------------
 *
 * dispatcher_request.c
 *	  The requests of the dispatcher: what goes in, and what an answer means.
 *
 * Of each ready chain the first message goes into a request, together with
 * those that directly follow it and that one delivery settles: the one that
 * makes the others needless is the entry and carries them.  The others are
 * settled by the success of the entry only; if the entry is given up, they go
 * back to the chain.
 *
 * Failures are told apart by whose they are.  A message's own (the service
 * refuses it) sends it to the dead letters.  The destination's (no network,
 * no permission, no such table) pause it as a whole: its messages keep their
 * place, nothing is counted against them, and after a delay one request
 * probes.  A request that was refused with several entries is repeated entry
 * by entry, to find the one at fault.
 *
 * The number of requests a destination may have under way doubles with every
 * success up to its share, and halves when the service throttles.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher_request.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/error.h"
#include "aws/retry.h"
#include "base/clock.h"
#include "base/problem.h"
#include "base/settings.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

/* Between attempts for one ordering key */
#define CHAIN_BACKOFF_BASE_MS	100
#define CHAIN_BACKOFF_CAP_MS	60000

/* Chains that do not fit into a request are passed over, so many at most */
#define CHAINS_PASSED_MAX		100

/* Between attempts for a destination */
#define DESTINATION_BACKOFF_BASE_MS		500
#define DESTINATION_BACKOFF_CAP_MS		60000
#define DESTINATION_BACKOFF_MIN_MS		50

/* Requests that fail in a row before a destination counts as unavailable */
#define FAILURES_TO_PAUSE	3

/*
 * Refusals that are not the message's fault and end when somebody sets
 * something right.
 */
static const char *const configuration_codes[] = {
	"ACCOUNT_DAILY_QUOTA_EXCEEDED",
	"ACCOUNT_SENDING_PAUSED",
	"ACCOUNT_SUSPENDED",
	"AWS.SimpleQueueService.NonExistentQueue",
	"AccountSuspendedException",
	"AuthorizationHeaderMalformed",
	"CONFIGURATION_SET_NOT_FOUND",
	"CONFIGURATION_SET_SENDING_PAUSED",
	"DailyQuotaExceeded",
	"INVALID_SENDING_POOL_NAME",
	"IllegalLocationConstraintException",
	"InvalidArn",
	"InvalidEndpointException",
	"InvalidKMSResourceException",
	"InvalidSourceException",
	"MAIL_FROM_DOMAIN_NOT_VERIFIED",
	"MailFromDomainNotVerifiedException",
	"NoPublishedVersionException",
	"NoSuchBucket",
	"NotFound",
	"NotFoundException",
	"PermanentRedirect",
	"QueueDeletedRecently",
	"QueueDoesNotExist",
	"Redirect",
	"ResourceNotFoundException",
	"SenderNotVerified",
	"SendingDisabled",
	"SendingPausedException",
	"StateMachineDeleting",
	"StateMachineDoesNotExist",
	"TEMPLATE_NOT_FOUND",
	"TableNotFoundException",
	"TemporaryRedirect",
	"UnknownOperationException"
};

static AwspipeMessage *choose_entry(const AwspipeSink *sink,
									AwspipeChain *chain,
									AwspipeMessage **last);
static bool is_batchable(const AwspipeSink *sink,
						 const AwspipeMessage *message);
static bool fits(AwspipeRequest *request, AwspipeMessage *message);
static void take(AwspipeRequest *request, AwspipeChain *chain,
				 AwspipeMessage *entry, AwspipeMessage *last);
static void give_back(AwspipeMessage *message);
static void note_failure(AwspipeMessage *message, bool counts);
static void delay(AwspipeChain *chain, int64 now);

/*
 * Forms the next request of a destination that has a ready chain.
 */
AwspipeRequest *
awspipe_request_gather(AwspipeDestination *destination, int64 now)
{
	const AwspipeSink *sink = destination->sink;
	MemoryContext context;
	AwspipeRequest *request;
	dlist_mutable_iter iter;
	int			passed = 0;

	context = AllocSetContextCreate(awspipe_dispatcher.context,
									"awspipe request", ALLOCSET_SMALL_SIZES);
	request = MemoryContextAllocZero(context, sizeof(AwspipeRequest));
	request->context = context;
	request->destination = destination;
	request->started = now;
	dlist_init(&request->entries);

	dlist_foreach_modify(iter, &destination->ready)
	{
		AwspipeChain *chain = dlist_container(AwspipeChain, node, iter.cur);
		AwspipeMessage *last = NULL;
		AwspipeMessage *entry = choose_entry(sink, chain, &last);

		if (!fits(request, entry))
		{
			if (++passed > CHAINS_PASSED_MAX)
				break;
			continue;
		}
		take(request, chain, entry, last);
		if (request->nentries == sink->max_entries ||
			entry->alone || !is_batchable(sink, entry))
			break;
	}
	if (sink->gathered != NULL)
		sink->gathered(request);
	return request;
}

/*
 * The message of the chain's head that is to be sent, and the last of those
 * that it settles.
 */
static AwspipeMessage *
choose_entry(const AwspipeSink *sink, AwspipeChain *chain,
			 AwspipeMessage **last)
{
	AwspipeMessage *entry = NULL;
	dlist_iter	iter;

	dlist_foreach(iter, &chain->messages)
	{
		AwspipeMessage *message = dlist_container(AwspipeMessage, node, iter.cur);
		int			order;

		if (entry == NULL)
			entry = message;
		else if (sink->supersedes == NULL ||
				 (order = sink->supersedes(entry, message)) == 0)
			break;
		else if (order > 0)
			entry = message;
		*last = message;
	}
	return entry;
}

static bool
is_batchable(const AwspipeSink *sink, const AwspipeMessage *message)
{
	return sink->batchable == NULL || sink->batchable(message);
}

static bool
fits(AwspipeRequest *request, AwspipeMessage *message)
{
	const AwspipeSink *sink = request->destination->sink;
	dlist_iter	iter;

	if (request->nentries == 0)
		return true;
	if (message->alone || !is_batchable(sink, message) ||
		request->bytes + message->body_len > sink->max_bytes ||
		(sink->together != NULL &&
		 !sink->together(awspipe_first_entry(request), message)))
		return false;
	if (message->item_key == NULL)
		return true;

	/* Keys of the user's own may put one item into several chains */
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *other = dlist_container(AwspipeMessage, node, iter.cur);

		if (other->item_key != NULL &&
			strcmp(other->item_key, message->item_key) == 0)
			return false;
	}
	return true;
}

static void
take(AwspipeRequest *request, AwspipeChain *chain, AwspipeMessage *entry,
	 AwspipeMessage *last)
{
	AwspipeMessage *message;

	dlist_delete(&chain->node);
	chain->busy = true;
	do
	{
		message = dlist_container(AwspipeMessage, node,
								  dlist_pop_head_node(&chain->messages));
		if (message != entry)
			dlist_push_tail(&entry->carried, &message->node);
	} while (message != last);

	entry->outcome = AWSPIPE_UNDECIDED;
	dlist_push_tail(&request->entries, &entry->node);
	request->nentries++;
	request->bytes += entry->body_len;
}

/*
 * Takes a request apart by the outcome of its entries, and frees it.
 */
static void
finish_request(AwspipeRequest *request, int64 now)
{
	AwspipeDestination *destination = request->destination;
	AwspipeDestinationCounters *counters = &destination->counters;

	counters->requests++;
	counters->request_ms += awspipe_now_ms() - request->started;
	destination->stat_dirty = true;

	while (!dlist_is_empty(&request->entries))
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node,
												dlist_pop_head_node(&request->entries));
		AwspipeChain *chain = entry->chain;

		switch (entry->outcome)
		{
			case AWSPIPE_DELIVERED:
			case AWSPIPE_SUPERSEDED:
				counters->bytes += entry->body_len;
				chain->failures = 0;
				while (!dlist_is_empty(&entry->carried))
				{
					AwspipeMessage *carried;

					carried = dlist_container(AwspipeMessage, node,
											  dlist_pop_head_node(&entry->carried));
					carried->outcome = AWSPIPE_SUPERSEDED;
					awspipe_message_settle(carried);
				}
				awspipe_message_settle(entry);
				break;
			case AWSPIPE_DEAD:
			case AWSPIPE_HELD:
				chain->failures = 0;
				give_back(entry);
				dlist_delete(&entry->node);
				awspipe_message_settle(entry);
				break;
			case AWSPIPE_FAILED:
			case AWSPIPE_UNDECIDED:
			case AWSPIPE_DEFERRED:
				if (entry->outcome == AWSPIPE_FAILED || entry->attempted)
					note_failure(entry, entry->outcome == AWSPIPE_FAILED);
				counters->retried++;
				delay(chain, now);
				give_back(entry);
				break;
			case AWSPIPE_ALONE:
				if (entry->attempted)
					note_failure(entry, false);
				counters->retried++;
				entry->alone = true;
				give_back(entry);
				break;
		}
		awspipe_chain_reschedule(destination, chain);
	}
	MemoryContextDelete(request->context);
}

/* The outcome of the message is final; the next transaction writes it. */
void
awspipe_message_settle(AwspipeMessage *message)
{
	AwspipeDestinationCounters *counters = &message->destination->counters;

	if (message->outcome == AWSPIPE_DELIVERED)
	{
		counters->delivered++;
		counters->latencies[awspipe_bucket((GetCurrentTimestamp() -
											message->created_at) / 1000)]++;
	}
	else if (message->outcome == AWSPIPE_SUPERSEDED)
		counters->superseded++;
	else if (message->outcome == AWSPIPE_DEAD)
		counters->dead_letters++;

	message->chain = NULL;
	dlist_push_tail(&awspipe_dispatcher.settled, &message->node);
	if (awspipe_dispatcher.nresults++ == 0)
		awspipe_dispatcher.results_since = awspipe_now_ms();
}

/* Returns a message and what it carries to its chain. */
static void
give_back(AwspipeMessage *message)
{
	AwspipeChain *chain = message->chain;

	while (!dlist_is_empty(&message->carried))
		awspipe_chain_insert(chain, dlist_container(AwspipeMessage, node,
													dlist_pop_head_node(&message->carried)));
	awspipe_chain_insert(chain, message);
}

/* For an entry that will be sent again. */
static void
note_failure(AwspipeMessage *message, bool counts)
{
	MemoryContext save = MemoryContextSwitchTo(awspipe_dispatcher.failure_context);
	AwspipeFailure *failure = palloc(sizeof(AwspipeFailure));

	if (counts)
		message->attempts++;
	message->attempted = message->unknown;
	failure->counts = counts;
	failure->unknown = message->unknown;
	failure->destination_id = message->destination->destination_id;
	failure->outbox_id = message->id;
	failure->code = pstrdup(message->error->code);
	failure->message = pstrdup(message->error->message);
	awspipe_dispatcher.failures = lappend(awspipe_dispatcher.failures, failure);
	if (awspipe_dispatcher.nresults++ == 0)
		awspipe_dispatcher.results_since = awspipe_now_ms();
	MemoryContextSwitchTo(save);
}

static void
delay(AwspipeChain *chain, int64 now)
{
	chain->not_before = now + 1 +
		pgaws_backoff_ms(CHAIN_BACKOFF_BASE_MS, CHAIN_BACKOFF_CAP_MS,
						 chain->failures);
	chain->failures++;
}

static bool
is_configuration(const PgawsError *error)
{
	if (error->class == PGAWS_AUTH)
		return true;
	if (error->class != PGAWS_REJECTED)
		return false;

	/*
	 * An error without a code means that the service has not looked at the
	 * message
	 */
	if (error->code[0] == '\0')
		return true;
	for (int i = 0; i < lengthof(configuration_codes); i++)
	{
		if (strcmp(error->code, configuration_codes[i]) == 0)
			return true;
	}
	return false;
}

/* For those who read it later: where AWS has no code, the SQLSTATE is one. */
static void
keep_error(PgawsError *kept, const PgawsError *error)
{
	*kept = *error;
	if (kept->code[0] == '\0')
		strlcpy(kept->code, unpack_sql_state(pgaws_error_sqlstate(error)),
				sizeof(kept->code));
}

void
awspipe_message_keep_error(AwspipeMessage *message, const PgawsError *error)
{
	if (message->error == NULL)
		message->error = MemoryContextAlloc(awspipe_dispatcher.context,
											sizeof(PgawsError));
	keep_error(message->error, error);
}

void
awspipe_message_set_result(AwspipeMessage *message, const char *result)
{
	message->result = MemoryContextStrdup(awspipe_dispatcher.context, result);
}

void
awspipe_entry_failed(AwspipeMessage *message, const PgawsError *error)
{
	AwspipeDestination *destination = message->destination;

	awspipe_message_keep_error(message, error);
	message->unknown = message->attempted &&
		(error->maybe_sent || error->class == PGAWS_MALFORMED);
	if (is_configuration(error))
		message->outcome = AWSPIPE_DEFERRED;
	else if (error->class == PGAWS_REJECTED)
		message->outcome = AWSPIPE_DEAD;
	else if (error->class == PGAWS_THROTTLED)
	{
		message->outcome = AWSPIPE_DEFERRED;
		destination->counters.throttled++;
	}
	else if (error->class == PGAWS_NETWORK || error->class == PGAWS_FOREIGN)
		message->outcome = AWSPIPE_DEFERRED;
	else
		message->outcome = AWSPIPE_FAILED;
	if (message->unknown)
		awspipe_message_unknown(message);
}

bool
awspipe_always(const AwspipeDestination *destination)
{
	return true;
}

/* See AwspipeSink. */
static bool
judge(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	const AwspipeSink *sink = request->destination->sink;
	PgawsError *errors = palloc0(request->nentries * sizeof(PgawsError));
	char	  **ids = palloc0(request->nentries * sizeof(char *));
	dlist_iter	iter;

	if (sink->judge != NULL)
		return sink->judge(request, call, error);
	if (sink->batch != NULL &&
		!pgaws_batch_results(request->destination->service, sink->batch, call,
							 request->nentries, errors, ids, error))
		return false;
	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		if (errors->class == PGAWS_OK)
			entry->outcome = AWSPIPE_DELIVERED;
		else
			awspipe_entry_failed(entry, errors);
		if (*ids != NULL &&
			(entry->reference != NULL || awspipe_delivered_retention > 0))
			awspipe_message_set_result(entry, *ids);
		errors++;
		ids++;
	}
	return true;
}

/* A refusal of that kind among the entries concerns the destination. */
static const PgawsError *
find_configuration_error(AwspipeRequest *request)
{
	dlist_iter	iter;

	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		if (entry->outcome == AWSPIPE_DEFERRED && is_configuration(entry->error))
			return entry->error;
	}
	return NULL;
}

/*
 * The service answered with 2xx; each entry has a result of its own.
 */
void
awspipe_request_succeeded(AwspipeRequest *request, PgawsCall *call, int64 now)
{
	AwspipeDestination *destination = request->destination;
	MemoryContext save = MemoryContextSwitchTo(request->context);
	const PgawsError *shared;
	PgawsError	error;
	bool		understood;

	pgaws_error_clear(&error);
	understood = judge(request, call, &error);
	MemoryContextSwitchTo(save);

	if (!understood)
	{
		awspipe_request_failed(request, &error, now);
		return;
	}

	shared = find_configuration_error(request);
	if (shared != NULL)
		awspipe_destination_failed(destination, shared, request->started, now);
	else
		awspipe_destination_healthy(destination, request->started);
	finish_request(request, now);
}

/*
 * The request failed as a whole.
 */
void
awspipe_request_failed(AwspipeRequest *request, const PgawsError *cause,
					   int64 now)
{
	AwspipeDestination *destination = request->destination;
	PgawsError	error = *cause;
	bool		refused;
	dlist_iter	iter;

	if (destination->sink->failed != NULL)
		destination->sink->failed(request, &error);
	refused = error.class == PGAWS_REJECTED && !is_configuration(&error);

	dlist_foreach(iter, &request->entries)
	{
		AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

		if (request->nentries == 1 &&
			destination->sink->settled_by != NULL &&
			destination->sink->settled_by(entry, &error))
			entry->outcome = AWSPIPE_SUPERSEDED;
		else if (refused && request->nentries > 1)
		{
			awspipe_message_keep_error(entry, &error);
			entry->unknown = false;
			entry->outcome = AWSPIPE_ALONE;
		}
		else
			awspipe_entry_failed(entry, &error);
	}

	if (refused)
		awspipe_destination_healthy(destination, request->started);
	else
		awspipe_destination_failed(destination, &error, request->started, now);
	finish_request(request, now);
}

/* The service works, whatever it thinks of the message. */
void
awspipe_destination_healthy(AwspipeDestination *destination, int64 started)
{
	int			share = Max(1, awspipe_max_in_flight / 2);

	/* A request from before the last failure tells nothing of now */
	if (started < destination->failed_at)
		return;

	destination->failures = 0;
	destination->paused_until = 0;
	destination->limit = Min(destination->limit * 2, share);
	pgaws_error_clear(&destination->error);
	if (destination->paused)
	{
		destination->paused = false;
		destination->stat_dirty = true;
		ereport(LOG,
				(errmsg("sending to %s \"%s\" on server \"%s\" goes on",
						destination->service_name, destination->resource,
						destination->identity->server)));
	}
}

void
awspipe_destination_failed(AwspipeDestination *destination,
						   const PgawsError *error, int64 started, int64 now)
{
	int64		backoff;

	/* Requests that were under way together fail together: count them once */
	if (started < destination->failed_at)
		return;
	destination->failed_at = now + 1;

	destination->limit = Max(1, destination->limit / 2);
	backoff = pgaws_backoff_ms(DESTINATION_BACKOFF_BASE_MS,
							   DESTINATION_BACKOFF_CAP_MS,
							   destination->failures);
	destination->failures++;
	backoff = Max(backoff, DESTINATION_BACKOFF_MIN_MS);

	/* Other identities may have been given since */
	if (error->class == PGAWS_AUTH)
		destination->identity->check_at = now;

	if (is_configuration(error) ||
		(error->class != PGAWS_THROTTLED &&
		 destination->failures >= FAILURES_TO_PAUSE))
	{
		destination->limit = 1;
		awspipe_destination_pause(destination, error, now + backoff);
	}
	else
	{
		keep_error(&destination->error, error);
		destination->paused_until = now + backoff;
	}
}

/*
 * Without a message that waits nobody probes, and nothing is kept back: the
 * last ones were held, or taken away.  What failed is not forgotten, so that
 * the next message is the probe.
 */
void
awspipe_destination_end_pause(AwspipeDestination *destination, int64 now)
{
	if (!destination->paused || destination->nmessages > 0 ||
		destination->more || destination->claimed ||
		now < destination->paused_until)
		return;
	destination->paused = false;
	destination->stat_dirty = true;
	ereport(LOG,
			(errmsg("nothing waits to be sent to %s \"%s\" on server \"%s\", which is no longer paused",
					destination->service_name, destination->resource,
					destination->identity->server)));
}

/*
 * Nothing is sent to the destination until then; the views and, once, the log
 * say why.
 */
void
awspipe_destination_pause(AwspipeDestination *destination,
						  const PgawsError *error, int64 until)
{
	char		former[sizeof(destination->error.code)];
	bool		news;
	const char *hint;

	strlcpy(former, destination->error.code, sizeof(former));
	keep_error(&destination->error, error);
	news = !destination->paused ||
		strcmp(former, destination->error.code) != 0;
	destination->paused_until = until;
	destination->paused = true;
	if (!news)
		return;
	destination->stat_dirty = true;
	hint = awspipe_error_hint(error);
	ereport(WARNING,
			(errcode(pgaws_error_sqlstate(error)),
			 errmsg("sending to %s \"%s\" on server \"%s\" is paused",
					destination->service_name, destination->resource,
					destination->identity->server),
			 errdetail("%s", pgaws_error_detail(error)),
			 hint != NULL ? errhint("%s", hint) : 0));
}
