/*-------------------------------------------------------------------------
 *
 * dispatcher_request.c
 *	  Forming the dispatcher's requests, and taking them apart again.
 *
 * Of each ready chain the first message goes into a request, together with
 * those that directly follow it and that one delivery settles: the one that
 * makes the others needless is the entry and carries them.  They are settled
 * by its success only; if it is given up, they go back to the chain.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher_request.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/retry.h"
#include "base/clock.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

/* Between attempts for one ordering key */
#define CHAIN_BACKOFF_BASE_MS	100
#define CHAIN_BACKOFF_CAP_MS	60000

/* Chains that do not fit into a request are passed over, so many at most */
#define CHAINS_PASSED_MAX		100

static AwspipeMessage *choose_entry(const AwspipeSink *sink, AwspipeChain *chain,
									AwspipeMessage **last);
static bool is_batchable(const AwspipeSink *sink, const AwspipeMessage *message);
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
void
awspipe_request_finish(AwspipeRequest *request, int64 now)
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

/* Its fate is sealed; the next transaction writes it down. */
void
awspipe_message_settle(AwspipeMessage *message)
{
	AwspipeDestinationCounters *counters = &message->destination->counters;

	if (message->outcome == AWSPIPE_DELIVERED)
		counters->delivered++;
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
