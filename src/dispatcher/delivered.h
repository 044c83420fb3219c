/*-------------------------------------------------------------------------
 *
 * delivered.h
 *	  The log of deliveries.
 *
 * Whoever removes messages from the outbox for good enters them, in the same
 * transaction and by the same statement, if pgawspipe.delivered_retention is
 * not 0.
 *
 * IDENTIFICATION
 *	  src/dispatcher/delivered.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DELIVERED_H
#define AWSPIPE_DELIVERED_H

/*
 * INSERT for rows of the outbox that a WITH clause before it returns as
 * "gone".  The arguments are expressions: what became of them, what AWS calls
 * them, and what they wrote to.  An index takes no more of a key than that.
 */
#define AWSPIPE_LOG_DELIVERED(outcome, result, item_key) \
	"INSERT INTO awspipe.delivered (outbox_id, destination_id, batch_id," \
	" operation, key, enqueued_at, outcome, result)" \
	" SELECT gone.outbox_id, gone.destination_id, gone.batch_id," \
	" gone.operation, left(COALESCE(" item_key ", gone.ordering_key), 512)," \
	" gone.created_at, " outcome ", " result " FROM gone"

#endif							/* AWSPIPE_DELIVERED_H */
