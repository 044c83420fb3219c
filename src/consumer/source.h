/*-------------------------------------------------------------------------
 *
 * source.h
 *	  What a consumer asks of the service it reads from.
 *
 * A source keeps requests in flight, buffers what has arrived, hands it out
 * in batches and says how far a batch moves its position.  It never waits, and
 * never ends the worker: its functions return, and where the worker has to
 * exit they say so in the consumer's member "exit".
 *
 * IDENTIFICATION
 *	  src/consumer/source.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SOURCE_H
#define AWSPIPE_SOURCE_H

#include "aws/client.h"
#include "consumer/record.h"

struct AwspipeConsumer;
typedef struct AwspipeSource AwspipeSource;

/* How far a source has been read; times are 0 if there is none. */
typedef struct AwspipePosition
{
	TimestampTz answered_at;	/* by AWS last, about the part it knows least
								 * of */
	TimestampTz read_up_to;		/* what arrived before then has been read */
	int64		millis_behind;	/* of the worst part, as AWS said last */
	TimestampTz waiting_since;	/* arrival of the oldest record buffered */
} AwspipePosition;

/* Times: which is earlier?  0 is none. */
static inline void
awspipe_note_earlier(TimestampTz *earliest, TimestampTz time)
{
	if (time != 0 && (*earliest == 0 || time < *earliest))
		*earliest = time;
}

struct AwspipeSource
{
	/* Starts every request that is due.  No transaction. */
	void		(*poll) (AwspipeSource *self);

	/* Takes the answer to one of its requests and frees the call. */
	void		(*answer) (AwspipeSource *self, PgawsCall *call);

	/*
	 * Work on tables that is due (new shards, ended shards).  No transaction,
	 * but one may be left open that the worker's exit is to abort.
	 */
	void		(*maintain) (AwspipeSource *self);

	/* Records that wait to be applied, and since when (monotonic ms). */
	int			(*ready) (AwspipeSource *self, int64 *since_ms);

	/*
	 * How far it is behind, as far as it knows.  Leaves alone what nothing
	 * has been heard of.
	 */
	void		(*position) (AwspipeSource *self, AwspipePosition *position);

	/* Moves up to limit of them into the batch. */
	void		(*gather) (AwspipeSource *self, AwspipeBatch *batch, int limit);

	/*
	 * All that arrived before then has been handed out; 0: not known.  NULL
	 * for sources that have no order.
	 */
	TimestampTz (*watermark) (AwspipeSource *self);

	/*
	 * Inside the batch's transaction, when it is decoded: marks the records
	 * that an earlier batch has applied.  NULL for sources whose position
	 * says it all.
	 */
	void		(*claim) (AwspipeSource *self, AwspipeBatch *batch);

	/*
	 * Inside the batch's transaction: moves the position over the first
	 * napplied records.  False when another worker has taken over.
	 */
	bool		(*advance) (AwspipeSource *self, AwspipeBatch *batch, int napplied);

	/* The transaction of advance() has committed; buffers may be freed. */
	void		(*committed) (AwspipeSource *self, AwspipeBatch *batch);

	/* When poll() or maintain() next has something to do (monotonic ms). */
	int64		(*next_due) (AwspipeSource *self);
};

struct AwspipeConnection;
struct AwspipeProblem;

/* source.c */
extern void awspipe_source_stop(struct AwspipeConsumer *consumer,
								const struct AwspipeProblem *problem);
extern void awspipe_source_failed(struct AwspipeConsumer *consumer, const char *doing,
								  const PgawsError *error, int failures);
extern void awspipe_source_missing(struct AwspipeConsumer *consumer, const char *kind,
								   const PgawsError *error);
extern int64 awspipe_source_backoff(int failures);

extern AwspipeSource *awspipe_kinesis_source(struct AwspipeConsumer *consumer);
extern AwspipeSource *awspipe_sqs_source(struct AwspipeConsumer *consumer,
										 struct AwspipeConnection *connection);

#endif							/* AWSPIPE_SOURCE_H */
