/*-------------------------------------------------------------------------
 *
 * delivered.c
 *	  The log of deliveries, as the dispatcher writes it.
 *
 * The messages that one transaction settles alike, of one destination and
 * operation and with one outcome, are one row, with an array for each thing
 * that they do not share.  So the log costs a row and its entry in an index
 * for some hundred messages, and not for each.
 *
 * The price is paid by who looks for a key: no index knows it.  A row of many
 * messages therefore has a filter of its keys (Bloom's) beside the arrays.
 * These are out of line, so that the row is small, and are read only where
 * the filter says that they may have the key.
 *
 * IDENTIFICATION
 *	  src/dispatcher/delivered.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "common/hashfn.h"
#include "dispatcher/delivered.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"

/* About one in a hundred filters holds a key that is not among its own */
#define FILTER_BITS		10
#define FILTER_PROBES	7

/* Fewer messages are looked at themselves */
#define FILTER_MIN_SIZE	16

/* A row in the making */
typedef struct LogGroup
{
	AwspipeDestination *destination;
	const char *operation;
	const char *outcome;
	int			size;

	/* Elements; NULL: none so far that is not NULL */
	ArrayBuildState *outbox_ids;
	ArrayBuildState *enqueued_at;
	ArrayBuildState *batch_ids;
	ArrayBuildState *keys;
	ArrayBuildState *results;

	/* Of batch_ids */
	int64		min_batch_id;
	int64		max_batch_id;
} LogGroup;

static AwspipeStatement log_statement = {
	.sql = "INSERT INTO awspipe.delivered (destination_id, min_batch_id, max_batch_id,"
	" operation, outcome, key_filter, outbox_ids, enqueued_at, batch_ids, keys, results)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
};

static LogGroup *
find_group(List **groups, AwspipeMessage *message, const char *outcome)
{
	LogGroup   *group;
	ListCell   *lc;

	foreach(lc, *groups)
	{
		group = lfirst(lc);
		if (group->destination == message->destination &&
			group->size < AWSPIPE_LOG_GROUP_SIZE &&
			strcmp(group->operation, message->operation) == 0 &&
			strcmp(group->outcome, outcome) == 0)
			return group;
	}
	group = palloc0(sizeof(LogGroup));
	group->destination = message->destination;
	group->operation = message->operation;
	group->outcome = outcome;
	*groups = lappend(*groups, group);
	return group;
}

/* Adds an element to an array that is not there while all are NULL. */
static void
add_element(ArrayBuildState **array, AwspipeArg element, int nbefore)
{
	if (*array == NULL)
	{
		if (element.isnull)
			return;
		*array = bind_array_start(element.type);
		for (int i = 0; i < nbefore; i++)
			bind_array_add(*array, bind_null(element.type));
	}
	bind_array_add(*array, element);
}

/*
 * What it wrote to, as its owner would call it; where that is not known, its
 * ordering key.
 */
static AwspipeArg
key_element(const AwspipeMessage *message)
{
	const AwspipeSink *sink = message->destination->sink;
	char	   *plain = NULL;
	const char *key = message->item_key;
	AwspipeArg	element;
	int			len;

	if (key != NULL && sink->plain_key != NULL)
		key = plain = sink->plain_key(key);
	if (key == NULL)
		key = message->ordering_key;
	if (key == NULL || key[0] == '\0')
		return bind_null(TEXTOID);
	len = strlen(key);
	if (len > AWSPIPE_LOG_KEY_LENGTH)
		len = pg_mbcharcliplen(key, len, AWSPIPE_LOG_KEY_LENGTH);
	element = bind_text_len(key, len);
	if (plain != NULL)
		pfree(plain);
	return element;
}

List *
awspipe_log_add(List *groups, AwspipeMessage *message, const char *outcome,
				const char *result)
{
	LogGroup   *group = find_group(&groups, message, outcome);
	int			nbefore = group->size++;
	int64		batch_id = message->batch_id;

	add_element(&group->outbox_ids, bind_int8(message->id), nbefore);
	add_element(&group->enqueued_at, bind_timestamptz(message->created_at),
				nbefore);
	add_element(&group->keys, key_element(message), nbefore);
	add_element(&group->results, bind_text(result), nbefore);
	if (group->batch_ids == NULL)
		group->min_batch_id = group->max_batch_id = batch_id;
	add_element(&group->batch_ids,
				bind_if(batch_id != 0, bind_int8(batch_id)), nbefore);
	if (batch_id != 0)
	{
		group->min_batch_id = Min(group->min_batch_id, batch_id);
		group->max_batch_id = Max(group->max_batch_id, batch_id);
	}
	return groups;
}

/*
 * Where the hash says; true if all of these bits are set, after setting them
 * if asked to.
 */
static bool
probe_filter(uint8 *filter, int filter_len, const char *key, int key_len,
			 bool set)
{
	uint64		hash = hash_bytes_extended((const unsigned char *) key, key_len, 0);
	uint32		at = (uint32) hash;
	uint32		step = (uint32) (hash >> 32) | 1;
	uint64		nbits = (uint64) filter_len * BITS_PER_BYTE;

	for (int i = 0; i < FILTER_PROBES; i++, at += step)
	{
		uint32		bit = (uint32) ((at * nbits) >> 32);
		uint8		mask = 1 << (bit % BITS_PER_BYTE);

		if (set)
			filter[bit / BITS_PER_BYTE] |= mask;
		else if ((filter[bit / BITS_PER_BYTE] & mask) == 0)
			return false;
	}
	return true;
}

bool
awspipe_log_filter_holds(const char *filter, int filter_len, const char *key,
						 int key_len)
{
	return filter_len > 0 &&
		probe_filter((uint8 *) filter, filter_len, key, key_len, false);
}

static AwspipeArg
filter_of(const ArrayBuildState *keys)
{
	bytea	   *filter;
	int			len;

	if (keys == NULL || keys->nelems < FILTER_MIN_SIZE)
		return bind_null(BYTEAOID);
	len = (keys->nelems * FILTER_BITS + BITS_PER_BYTE - 1) / BITS_PER_BYTE;
	filter = palloc0(VARHDRSZ + len);
	SET_VARSIZE(filter, VARHDRSZ + len);
	for (int i = 0; i < keys->nelems; i++)
	{
		text	   *key = (text *) DatumGetPointer(keys->dvalues[i]);

		if (!keys->dnulls[i])
			(void) probe_filter((uint8 *) VARDATA(filter), len,
								VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key), true);
	}
	return bind_datum(BYTEAOID, PointerGetDatum(filter));
}

static AwspipeArg
array_or_null(ArrayBuildState *array, Oid array_type)
{
	return array != NULL ? bind_array(array) : bind_null(array_type);
}

void
awspipe_log_write(List *groups)
{
	ListCell   *lc;

	foreach(lc, groups)
	{
		LogGroup   *group = lfirst(lc);
		bool		batches = group->batch_ids != NULL;

		awspipe_execute_with(&log_statement,
							 bind_int8(group->destination->destination_id),
							 bind_if(batches, bind_int8(group->min_batch_id)),
							 bind_if(batches, bind_int8(group->max_batch_id)),
							 bind_text(group->operation),
							 bind_text(group->outcome),
							 filter_of(group->keys),
							 bind_array(group->outbox_ids),
							 bind_array(group->enqueued_at),
							 array_or_null(group->batch_ids, INT8ARRAYOID),
							 array_or_null(group->keys, TEXTARRAYOID),
							 array_or_null(group->results, TEXTARRAYOID));
	}
}
