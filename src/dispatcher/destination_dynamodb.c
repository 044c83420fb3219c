/*-------------------------------------------------------------------------
 *
 * destination_dynamodb.c
 *	  Sending to a DynamoDB table.
 *
 * Messages are ordered by the item they write to, so the table's key schema
 * is asked for before anything is sent (dynamodb:DescribeTable).  Puts and
 * deletes without a version share BatchWriteItem, which takes an item once
 * only: of several in a row for one item the last is sent and settles them
 * all.  Versioned puts have a condition and go alone; of several in a row the
 * newest version is sent.  A condition that does not hold means that the
 * table has something newer, and settles the message.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_dynamodb.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/dynamodb.h"
#include "dispatcher/dispatcher.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

static PgawsCall *
prepare_table(AwspipeDestination *destination)
{
	StringInfoData body;
	PgawsCall  *call;

	initStringInfo(&body);
	pgaws_dynamodb_describe_table(&body, destination->resource);
	call = pgaws_call_json(destination->identity->client, destination->service,
						   "DescribeTable", body.data, body.len,
						   destination, AWSPIPE_CALL_PREPARE);
	pfree(body.data);
	return call;
}

static bool
take_schema(AwspipeDestination *destination, PgawsCall *call, PgawsError *error)
{
	MemoryContext save = MemoryContextSwitchTo(awspipe_dispatcher.context);
	size_t		len;
	char	   *body = pgaws_call_body(call, &len);

	destination->sink_state = pgaws_dynamodb_parse_table(body, len, error);
	MemoryContextSwitchTo(save);
	return destination->sink_state != NULL;
}

static char *
item_key(AwspipeDestination *destination, AwspipeMessage *message)
{
	MemoryContext outer = CurrentMemoryContext;
	MemoryContext parsing = AllocSetContextCreate(outer, "awspipe item",
												  ALLOCSET_SMALL_SIZES);
	char	   *key;

	MemoryContextSwitchTo(parsing);
	key = pgaws_dynamodb_input_key_text(message->body, message->body_len,
										destination->sink_state);
	MemoryContextSwitchTo(outer);
	if (key != NULL)
		key = pstrdup(key);
	MemoryContextDelete(parsing);
	return key;
}

static bool
is_put(const AwspipeMessage *message)
{
	return strcmp(message->operation, "PutItem") == 0;
}

/* The functions that enqueue put a condition only where there is a version. */
static bool
is_plain_write(const AwspipeMessage *message)
{
	return message->version == NULL &&
		(is_put(message) || strcmp(message->operation, "DeleteItem") == 0);
}

static Datum
parse_version(const char *version)
{
	return DirectFunctionCall3(numeric_in, CStringGetDatum(version),
							   ObjectIdGetDatum(InvalidOid),
							   Int32GetDatum(-1));
}

static int
supersedes(const AwspipeMessage *older, const AwspipeMessage *newer)
{
	if (older->item_key == NULL || newer->item_key == NULL ||
		strcmp(older->item_key, newer->item_key) != 0)
		return 0;
	if (is_plain_write(older) && is_plain_write(newer))
		return 1;
	if (older->version == NULL || newer->version == NULL ||
		!is_put(older) || !is_put(newer))
		return 0;

	/* Of equal versions the first is the one that counts */
	if (DatumGetBool(DirectFunctionCall2(numeric_lt,
										 parse_version(older->version),
										 parse_version(newer->version))))
		return 1;
	return -1;
}

static PgawsCall *
start(AwspipeRequest *request)
{
	AwspipeDestination *destination = request->destination;
	AwspipeMessage *first = awspipe_first_entry(request);
	const char *operation = "BatchWriteItem";
	StringInfoData body;
	dlist_iter	iter;

	initStringInfo(&body);
	if (request->nentries == 1)
	{
		operation = first->operation;
		pgaws_dynamodb_input(&body, destination->resource, first->body,
							 first->body_len);
	}
	else
	{
		pgaws_dynamodb_batch_begin(&body, destination->resource);
		dlist_foreach(iter, &request->entries)
		{
			AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

			pgaws_dynamodb_batch_entry(&body, entry == first, is_put(entry),
									   entry->body, entry->body_len);
		}
		pgaws_dynamodb_batch_end(&body);
	}
	return pgaws_call_json(destination->identity->client, destination->service,
						   operation, body.data, body.len,
						   request, AWSPIPE_CALL_REQUEST);
}

typedef struct Unprocessed
{
	AwspipeRequest *request;
	PgawsError	error;
	bool		unknown;		/* one that we cannot tell */
} Unprocessed;

static void
put_off(const char *key_text, void *arg)
{
	Unprocessed *state = arg;
	dlist_iter	iter;

	if (key_text != NULL)
	{
		dlist_foreach(iter, &state->request->entries)
		{
			AwspipeMessage *entry = dlist_container(AwspipeMessage, node, iter.cur);

			if (entry->item_key != NULL && strcmp(entry->item_key, key_text) == 0)
			{
				awspipe_entry_failed(entry, &state->error);
				return;
			}
		}
	}
	state->unknown = true;
}

static bool
judge(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	AwspipeDestination *destination = request->destination;
	Unprocessed state;
	dlist_iter	iter;
	size_t		len;
	char	   *body;

	dlist_foreach(iter, &request->entries)
		dlist_container(AwspipeMessage, node, iter.cur)->outcome = AWSPIPE_DELIVERED;
	if (request->nentries == 1)
		return true;

	state.request = request;
	state.unknown = false;
	pgaws_error_set(&state.error, PGAWS_THROTTLED, "UnprocessedItems",
					"item was not processed");
	body = pgaws_call_body(call, &len);
	if (!pgaws_dynamodb_parse_batch(body, len, destination->resource,
									destination->sink_state, put_off, &state,
									error))
		return false;

	/* Writing an item again does no harm */
	if (state.unknown)
	{
		dlist_foreach(iter, &request->entries)
			awspipe_entry_failed(dlist_container(AwspipeMessage, node, iter.cur),
								 &state.error);
	}
	return true;
}

static bool
settled_by(const AwspipeMessage *message, const PgawsError *error)
{
	return strcmp(error->code, "ConditionalCheckFailedException") == 0;
}

const AwspipeSink awspipe_sink_dynamodb = {
	.service = "dynamodb",
	.max_entries = PGAWS_DYNAMODB_BATCH_MAX,
	.max_bytes = PGAWS_DYNAMODB_BATCH_BYTES_MAX / 2,
	.prepare = prepare_table,
	.prepared = take_schema,
	.item_key = item_key,
	.plain_key = pgaws_dynamodb_plain_key,
	.batchable = is_plain_write,
	.supersedes = supersedes,
	.start = start,
	.judge = judge,
	.settled_by = settled_by
};
