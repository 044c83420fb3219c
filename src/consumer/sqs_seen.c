/*-------------------------------------------------------------------------
 *
 * sqs_seen.c
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
 * messages as old.
 *
 * The key alone makes two workers that have the same message apply it once:
 * the later one waits for the other's commit.  The fence besides, a share
 * lock on the consumer's row of state at the end of the transaction, keeps a
 * worker that has been replaced from applying anything at all.
 *
 * The default partition takes, besides, messages that were sent before there
 * was a consumer (worker/daily.c).
 *
 * IDENTIFICATION
 *	  src/consumer/sqs_seen.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/sqs.h"
#include "base/owner_spi.h"
#include "consumer/sqs_seen.h"
#include "worker/daily.h"
#include "worker/worker.h"

/* A day more than a queue can hold a message */
#define DAYS_KEPT		(PGAWS_SQS_RETENTION_MAX_DAYS + 1)

/* The messages as two arrays */
static void
bind_messages(const AwspipeSqsSeen *messages, int n,
			  AwspipeArg *ids, AwspipeArg *times)
{
	ArrayBuildState *id_array = bind_array_start(TEXTOID);
	ArrayBuildState *time_array = bind_array_start(TIMESTAMPTZOID);

	for (int i = 0; i < n; i++)
	{
		bind_array_add(id_array, bind_text(messages[i].message_id));
		bind_array_add(time_array, bind_timestamptz(messages[i].sent_at));
	}
	*ids = bind_array(id_array);
	*times = bind_array(time_array);
}

/* In one order for all, so that two workers cannot deadlock. */
void
awspipe_sqs_seen_add(int64 consumer_id, const AwspipeSqsSeen *messages, int n,
					 void (*is_new) (const char *message_id, void *arg), void *arg)
{
	static AwspipeStatement add = {
		.sql = "INSERT INTO awspipe.received (message_id, sent_at, consumer_id, batch_id)"
		" SELECT m.id, m.sent, $3, $4 FROM unnest($1, $2) AS m (id, sent)"
		" ORDER BY m.sent, m.id"
		" ON CONFLICT DO NOTHING RETURNING message_id"
	};
	AwspipeArg	ids;
	AwspipeArg	times;
	uint64		added;

	if (n == 0)
		return;
	bind_messages(messages, n, &ids, &times);
	added = awspipe_execute_with(&add, ids, times, bind_int8(consumer_id),
								 bind_int8(awspipe_current_batch));
	for (uint64 i = 0; i < added; i++)
	{
		char	   *id = awspipe_result_text(i, 1);

		is_new(id, arg);
		pfree(id);
	}
}

void
awspipe_sqs_seen_remove(int64 consumer_id, const AwspipeSqsSeen *messages,
						int n)
{
	static AwspipeStatement remove = {
		.sql = "DELETE FROM awspipe.received AS r"
		" USING unnest($1, $2) AS m (id, sent)"
		" WHERE r.consumer_id = $3 AND r.sent_at = m.sent AND r.message_id = m.id"
	};
	AwspipeArg	ids;
	AwspipeArg	times;

	if (n == 0)
		return;
	bind_messages(messages, n, &ids, &times);
	awspipe_execute_with(&remove, ids, times, bind_int8(consumer_id));
}

void
awspipe_sqs_seen_housekeeping(void)
{
	static const AwspipeDaily received = {
		.table = "received",
		.column = "sent_at",
		.comment = "messages of queues sent on one day",
		.kept_minutes = DAYS_KEPT * MINS_PER_HOUR * HOURS_PER_DAY
	};

	awspipe_daily_housekeeping(&received);
}
