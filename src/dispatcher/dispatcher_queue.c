/*-------------------------------------------------------------------------
 *
 * dispatcher_queue.c
 *	  The dispatcher's destinations and chains.
 *
 * See destination.h for what they are.  A message goes to the chain of its
 * ordering key, else of what its service says it writes to, else to one of
 * its own.  It is put where its id belongs, since a message that became
 * visible late may be older than what already waits.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher_queue.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "dispatcher/destination_claim.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"

typedef struct ChainEntry
{
	const char *key;			/* the chain's */
	AwspipeChain *chain;
	char		status;
} ChainEntry;

#define SH_PREFIX chains
#define SH_ELEMENT_TYPE ChainEntry
#define SH_KEY_TYPE const char *
#define SH_KEY key
#define SH_HASH_KEY(tb, k) hash_bytes((const unsigned char *) (k), strlen(k))
#define SH_EQUAL(tb, a, b) (strcmp(a, b) == 0)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct MessageEntry
{
	int64		id;
	AwspipeMessage *message;
} MessageEntry;

static const AwspipeSink *const sinks[] = {
	&awspipe_sink_cloudwatch,
	&awspipe_sink_dynamodb,
	&awspipe_sink_eventbridge,
	&awspipe_sink_firehose,
	&awspipe_sink_kinesis,
	&awspipe_sink_lambda,
	&awspipe_sink_logs,
	&awspipe_sink_s3,
	&awspipe_sink_ses,
	&awspipe_sink_sns,
	&awspipe_sink_sqs,
	&awspipe_sink_stepfunctions
};

static AwspipeChain *find_chain(AwspipeDestination *destination,
								AwspipeMessage *message);
static void route(AwspipeMessage *message);
static void free_chain(AwspipeDestination *destination, AwspipeChain *chain);
static void push_by_id(dlist_head *list, AwspipeMessage *message);

void
awspipe_queue_init(void)
{
	HASHCTL		info;

	info.keysize = sizeof(int64);
	info.entrysize = sizeof(MessageEntry);
	info.hcxt = awspipe_dispatcher.context;
	awspipe_dispatcher.messages = hash_create("awspipe outbox messages", 1024,
											  &info, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	dlist_init(&awspipe_dispatcher.settled);
	dlist_init(&awspipe_dispatcher.unrecorded);
}

const AwspipeSink *
awspipe_sink_find(const char *service)
{
	for (int i = 0; i < lengthof(sinks); i++)
	{
		if (strcmp(sinks[i]->service, service) == 0)
			return sinks[i];
	}
	return NULL;
}

AwspipeDestination *
awspipe_destination_add(int64 destination_id, int32 owner_id, int32 server_id,
						const char *server, const char *service,
						const char *resource)
{
	MemoryContext save = MemoryContextSwitchTo(awspipe_dispatcher.context);
	AwspipeDestination *destination = palloc0(sizeof(AwspipeDestination));

	destination->destination_id = destination_id;
	destination->service_name = pstrdup(service);
	destination->resource = pstrdup(resource);
	destination->claimed = awspipe_destination_is_claimed(destination_id);
	destination->service = pgaws_service_find(service);
	destination->sink = awspipe_sink_find(service);
	destination->identity = awspipe_identity_get(owner_id, server_id, server);
	destination->chains = chains_create(awspipe_dispatcher.context, 64, NULL);
	dlist_init(&destination->unrouted);
	dlist_init(&destination->ready);
	dlist_init(&destination->delayed);
	destination->next_delayed = PG_INT64_MAX;
	destination->limit = 1;
	destination->prepare_again = PG_INT64_MAX;
	destination->prepared = destination->sink != NULL &&
		destination->sink->prepare == NULL;

	destination->next = awspipe_dispatcher.destinations;
	awspipe_dispatcher.destinations = destination;
	awspipe_dispatcher.ndestinations++;
	if (destination->claimed)
		awspipe_dispatcher.nclaimed++;
	MemoryContextSwitchTo(save);
	return destination;
}

AwspipeMessage *
awspipe_message_find(int64 id)
{
	MessageEntry *entry = hash_search(awspipe_dispatcher.messages, &id, HASH_FIND,
									  NULL);

	return entry != NULL ? entry->message : NULL;
}

/* Takes over a message that is not known yet. */
void
awspipe_message_add(AwspipeMessage *message)
{
	AwspipeDestination *destination = message->destination;
	MessageEntry *entry;
	bool		found;

	entry = hash_search(awspipe_dispatcher.messages, &message->id, HASH_ENTER,
						&found);
	Assert(!found);
	entry->message = message;
	destination->nmessages++;
	destination->nbytes += message->body_len;

	dlist_init(&message->carried);
	if (message->attempted && awspipe_message_interrupted(message))
		return;
	if (destination->prepared)
		route(message);
	else
		push_by_id(&destination->unrouted, message);
}

/* Frees a message that is in no list any more. */
void
awspipe_message_forget(AwspipeMessage *message)
{
	AwspipeDestination *destination = message->destination;

	hash_search(awspipe_dispatcher.messages, &message->id, HASH_REMOVE, NULL);
	destination->nmessages--;
	destination->nbytes -= message->body_len;
	if (message->item_key != NULL)
		pfree(message->item_key);
	if (message->result != NULL)
		pfree(message->result);
	if (message->error != NULL)
		pfree(message->error);
	if (message->rewritten)
		pfree(message->body);
	pfree(message);
}

/* Routes what has waited for the destination to be prepared. */
void
awspipe_destination_route(AwspipeDestination *destination)
{
	while (!dlist_is_empty(&destination->unrouted))
		route(dlist_container(AwspipeMessage, node,
							  dlist_pop_head_node(&destination->unrouted)));
}

static void
route(AwspipeMessage *message)
{
	AwspipeDestination *destination = message->destination;
	MemoryContext save = MemoryContextSwitchTo(awspipe_dispatcher.context);
	AwspipeChain *chain;

	if (destination->sink->item_key != NULL)
		message->item_key = destination->sink->item_key(destination, message);
	chain = find_chain(destination, message);
	awspipe_chain_insert(chain, message);
	MemoryContextSwitchTo(save);
}

static AwspipeChain *
make_chain(AwspipeDestination *destination, char *key)
{
	AwspipeChain *chain = palloc0(sizeof(AwspipeChain));

	chain->key = key;
	dlist_init(&chain->messages);
	dlist_push_tail(&destination->ready, &chain->node);
	return chain;
}

static AwspipeChain *
find_chain(AwspipeDestination *destination, AwspipeMessage *message)
{
	char	   *key;
	ChainEntry *entry;
	bool		found;

	/* A user's key and a service's own must not meet */
	if (message->ordering_key != NULL)
		key = *message->ordering_key == '\0' ? NULL :
			psprintf("=%s", message->ordering_key);
	else
		key = message->item_key == NULL ? NULL :
			psprintf("#%s", message->item_key);
	if (key == NULL)
		return make_chain(destination, NULL);

	entry = chains_insert(destination->chains, key, &found);
	if (found)
		pfree(key);
	else
		entry->chain = make_chain(destination, key);
	return entry->chain;
}

static void
push_by_id(dlist_head *list, AwspipeMessage *message)
{
	dlist_node *after = NULL;
	dlist_iter	iter;

	dlist_reverse_foreach(iter, list)
	{
		if (dlist_container(AwspipeMessage, node, iter.cur)->id < message->id)
		{
			after = iter.cur;
			break;
		}
	}
	if (after != NULL)
		dlist_insert_after(after, &message->node);
	else
		dlist_push_head(list, &message->node);
}

void
awspipe_chain_insert(AwspipeChain *chain, AwspipeMessage *message)
{
	message->chain = chain;
	push_by_id(&chain->messages, message);
}

static void
free_chain(AwspipeDestination *destination, AwspipeChain *chain)
{
	if (chain->key != NULL)
	{
		chains_delete(destination->chains, chain->key);
		pfree(chain->key);
	}
	pfree(chain);
}

static void
forget_list(dlist_head *messages)
{
	while (!dlist_is_empty(messages))
		awspipe_message_forget(dlist_container(AwspipeMessage, node,
											   dlist_pop_head_node(messages)));
}

static void
forget_chains(AwspipeDestination *destination, dlist_head *chains)
{
	while (!dlist_is_empty(chains))
	{
		AwspipeChain *chain = dlist_container(AwspipeChain, node,
											  dlist_pop_head_node(chains));

		forget_list(&chain->messages);
		free_chain(destination, chain);
	}
}

/*
 * Forgets all that waits, as if it had not been read.  What is under way
 * stays, and what waits behind it.
 */
void
awspipe_destination_empty(AwspipeDestination *destination)
{
	forget_list(&destination->unrouted);
	forget_chains(destination, &destination->ready);
	forget_chains(destination, &destination->delayed);
	destination->next_delayed = PG_INT64_MAX;
}

/*
 * A chain that was busy is to go on: at once, or when its delay is over.
 * Frees it when it has nothing left.
 */
void
awspipe_chain_reschedule(AwspipeDestination *destination, AwspipeChain *chain)
{
	Assert(chain->busy);
	chain->busy = false;

	if (dlist_is_empty(&chain->messages))
		free_chain(destination, chain);
	else if (chain->not_before != 0)
	{
		dlist_push_tail(&destination->delayed, &chain->node);
		destination->next_delayed = Min(destination->next_delayed,
										chain->not_before);
	}
	else
		dlist_push_tail(&destination->ready, &chain->node);
}

/* Makes chains ready whose delay is over. */
void
awspipe_destination_end_delays(AwspipeDestination *destination, int64 now)
{
	dlist_mutable_iter iter;

	if (destination->next_delayed > now)
		return;

	destination->next_delayed = PG_INT64_MAX;
	dlist_foreach_modify(iter, &destination->delayed)
	{
		AwspipeChain *chain = dlist_container(AwspipeChain, node, iter.cur);

		if (chain->not_before > now)
			destination->next_delayed = Min(destination->next_delayed,
											chain->not_before);
		else
		{
			dlist_delete(iter.cur);
			chain->not_before = 0;
			dlist_push_tail(&destination->ready, &chain->node);
		}
	}
}
