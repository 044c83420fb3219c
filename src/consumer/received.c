/*-------------------------------------------------------------------------
 *
 * received.c
 *	  Which messages of queues have been applied.
 *
 * SQS delivers a message again until it is deleted, and it can be deleted
 * only after the batch that holds it is committed: what comes in between is
 * delivered twice.  So a batch enters the ids of its messages into
 * awspipe.received, in its own transaction, and drops those that were there.
 *
 * A message keeps its id and its SentTimestamp for as long as a queue holds
 * it.  Both are the key, so that the table can be partitioned by that time
 * and its key still be unique: whole days are dropped when no queue can hold
 * messages as old (received_partitions.c).
 *
 * The key alone makes two workers that have the same message apply it once:
 * the later one waits for the other's commit.  The fence besides, a share
 * lock on the consumer's row of state at the end of the transaction, keeps a
 * worker that has been replaced from applying anything at all.
 *
 * IDENTIFICATION
 *	  src/consumer/received.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/received.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "worker/worker.h"

/* The messages as two arrays, in values[0] and values[1]. */
static void
put_messages(Datum *values, const AwspipeReceived *messages, int n)
{
	Datum	   *ids = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Datum) * n);
	Datum	   *times = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Datum) * n);

	for (int i = 0; i < n; i++)
	{
		ids[i] = CStringGetTextDatum(messages[i].message_id);
		times[i] = TimestampTzGetDatum(messages[i].sent_at);
	}
	values[0] = PointerGetDatum(construct_array(ids, n, TEXTOID, -1, false, TYPALIGN_INT));
	values[1] = PointerGetDatum(construct_array(times, n, TIMESTAMPTZOID, 8,
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	pfree(ids);
	pfree(times);
}

/* In one order for all, so that two workers cannot deadlock. */
void
awspipe_received_add(int64 consumer_id, const AwspipeReceived *messages, int n,
					 void (*is_new) (const char *message_id, void *arg), void *arg)
{
	static AwspipeStatement add = {
		.sql = "INSERT INTO awspipe.received (message_id, sent_at, consumer_id, batch_id)"
		" SELECT m.id, m.sent, $3, $4 FROM unnest($1::text[], $2::timestamptz[]) AS m (id, sent)"
		" ORDER BY m.sent, m.id"
		" ON CONFLICT DO NOTHING RETURNING message_id",
		.argtypes = {TEXTARRAYOID, TIMESTAMPTZARRAYOID, INT8OID, INT8OID, InvalidOid}
	};
	Datum		values[4];
	uint64		added;

	if (n == 0)
		return;
	put_messages(values, messages, n);
	values[2] = Int64GetDatum(consumer_id);
	values[3] = Int64GetDatum(awspipe_current_batch);
	added = awspipe_control_execute(&add, values, NULL, false, 0);
	for (uint64 i = 0; i < added; i++)
	{
		char	   *id = awspipe_result_text(i, 1);

		is_new(id, arg);
		pfree(id);
	}
}

void
awspipe_received_remove(int64 consumer_id, const AwspipeReceived *messages, int n)
{
	static AwspipeStatement remove = {
		.sql = "DELETE FROM awspipe.received AS r"
		" USING unnest($1::text[], $2::timestamptz[]) AS m (id, sent)"
		" WHERE r.consumer_id = $3 AND r.sent_at = m.sent AND r.message_id = m.id",
		.argtypes = {TEXTARRAYOID, TIMESTAMPTZARRAYOID, INT8OID, InvalidOid}
	};
	Datum		values[3];

	if (n == 0)
		return;
	put_messages(values, messages, n);
	values[2] = Int64GetDatum(consumer_id);
	awspipe_control_execute(&remove, values, NULL, false, 0);
}

bool
awspipe_received_fence(int64 consumer_id, int64 epoch)
{
	static AwspipeStatement fence = {
		.sql = "SELECT FROM awspipe.consumer_state"
		" WHERE consumer_id = $1 AND epoch = $2 FOR SHARE",
		.argtypes = {INT8OID, INT8OID, InvalidOid}
	};
	Datum		values[2];

	values[0] = Int64GetDatum(consumer_id);
	values[1] = Int64GetDatum(epoch);
	return awspipe_control_execute(&fence, values, NULL, false, 0) == 1;
}
