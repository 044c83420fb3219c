/*-------------------------------------------------------------------------
 *
 * delivered.h
 *	  The log of deliveries.
 *
 * Whoever removes messages from the outbox for good enters them, in the same
 * transaction, if pgawspipe.delivered_retention is not 0: the dispatcher by
 * what it has in memory, sessions by a part of the statement that removes.
 *
 * IDENTIFICATION
 *	  src/dispatcher/delivered.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DELIVERED_H
#define AWSPIPE_DELIVERED_H

#include "postgres.h"

#include "dispatcher/destination.h"
#include "nodes/pg_list.h"

/* Characters of a key that the log keeps */
#define AWSPIPE_LOG_KEY_LENGTH	512

/* Messages that one row of the log has at most */
#define AWSPIPE_LOG_GROUP_SIZE	1000

/*
 * INSERT for rows of the outbox that a WITH clause before it returns as
 * "gone", if the condition holds.  Both arguments are expressions.
 */
#define AWSPIPE_LOG_GONE(outcome, condition) \
	"INSERT INTO awspipe.delivered (destination_id, min_batch_id, max_batch_id," \
	" operation, outcome, outbox_ids, enqueued_at, batch_ids, keys)" \
	" SELECT n.destination_id, min(n.batch_id), max(n.batch_id), n.operation, " outcome "," \
	" array_agg(n.outbox_id ORDER BY n.outbox_id)," \
	" array_agg(n.created_at ORDER BY n.outbox_id)," \
	" CASE WHEN count(n.batch_id) > 0 THEN array_agg(n.batch_id ORDER BY n.outbox_id) END," \
	" CASE WHEN count(n.key) > 0 THEN array_agg(n.key ORDER BY n.outbox_id) END" \
	" FROM (SELECT gone.destination_id, gone.outbox_id, gone.operation, gone.batch_id," \
	"  gone.created_at," \
	"  left(NULLIF(gone.ordering_key, ''), " CppAsString2(AWSPIPE_LOG_KEY_LENGTH) ") AS key," \
	"  (row_number() OVER (PARTITION BY gone.destination_id, gone.operation" \
	"   ORDER BY gone.outbox_id) - 1) / " CppAsString2(AWSPIPE_LOG_GROUP_SIZE) " AS part" \
	"  FROM gone WHERE " condition ") AS n" \
	" GROUP BY n.destination_id, n.operation, n.part"

/*
 * Notes a message whose row was removed in this transaction.  The list is NIL
 * before the first, and gone with the current memory context.
 */
extern List *awspipe_log_add(List *groups, AwspipeMessage *message,
							 const char *outcome, const char *result);

/* Writes what was noted; in the same transaction. */
extern void awspipe_log_write(List *groups);

/* May the key be one of those that the filter was made of? */
extern bool awspipe_log_filter_holds(const char *filter, int filter_len,
									 const char *key, int key_len);

#endif							/* AWSPIPE_DELIVERED_H */
