/*-------------------------------------------------------------------------
 *
 * consumer.h
 *	  The parts of a consumer worker.
 *
 * IDENTIFICATION
 *	  src/consumer/consumer.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CONSUMER_H
#define AWSPIPE_CONSUMER_H

#include "postgres.h"

#include "aws/client.h"
#include "base/problem.h"
#include "consumer/source.h"
#include "executor/spi.h"
#include "pattern/event_pattern.h"
#include "pg_compat.h"
#include "worker/shmem.h"

/* Payload of one transaction, so that memory stays bounded. */
#define AWSPIPE_BATCH_BYTES_MAX		(32 * 1024 * 1024)

/* Deeper JSON is refused as a record's data error. */
#define AWSPIPE_JSON_DEPTH_MAX		200

/* Configuration, as of one look at the tables. */
typedef struct AwspipeConsumerConfig
{
	int64		consumer_id;
	char	   *name;
	int32		owner_id;
	Oid			owner;			/* InvalidOid: nobody */
	char	   *source;
	Oid			server_oid;		/* InvalidOid: dropped */
	char	   *server;
	char	   *resource;
	Oid			inbox;
	bool		enabled;
	char	   *starting_position;
	TimestampTz starting_timestamp; /* 0: none */
	Jsonb	   *starting_sequence_numbers;	/* or NULL */
	int			batch_size;
	int64		window_ms;		/* maximum_batching_window */
	int			maximum_retry_attempts;
	int64		maximum_record_age_ms;	/* -1: none */
	int64		maximum_batch_duration_ms;
	bool		bisect;
	bool		dead_letter;	/* on_error */
	bool		release;		/* likewise; queues only */
	bool		strict_shards;	/* wrong_shard; streams only */
	Jsonb	   *filter_pattern; /* or NULL */
	AwspipeEventPattern *filter;	/* that, when the worker has compiled it */
	int64		retention_ms;	/* of the inbox's rows; 0: for ever */
	int64		tick_ms;		/* between empty batches; 0: there are none */
	int64		config_version;
	char	   *skip_position;	/* NULL: no record is to be set aside */
	ErrorData	skip_error;		/* why */
	TimestampTz stream_created_at;	/* 0: not seen yet */

	/* Queues only */
	bool		ack_replicated; /* ack_after */
	int			visibility_timeout_s;	/* 0: the queue's */
	int			polls;
	bool		unwrap_sns;
} AwspipeConsumerConfig;

/* The inbox's columns that we fill; see inbox.c. */
typedef struct AwspipeInbox AwspipeInbox;

/* Why a worker exits. */
typedef enum AwspipeExit
{
	AWSPIPE_EXIT_NONE,			/* it goes on */
	AWSPIPE_EXIT_REFUSED,		/* the extension is not there to work with */
	AWSPIPE_EXIT_REPLACED,		/* another worker has taken over */
	AWSPIPE_EXIT_FAILED			/* a person has to change something */
}			AwspipeExit;

typedef struct AwspipeConsumer
{
	/* Identity */
	AwspipeConsumerConfig config;
	int64		epoch;

	/* Work */
	PgawsLoop  *loop;
	PgawsClient *client;
	uint32		fingerprint;	/* of what the client was made from */
	bool		connecting;		/* what is thrown now is about that */
	AwspipeSource *source;
	AwspipeInbox *inbox;		/* NULL before the first batch */
	AwspipeTries redriving;		/* of the dead letters that are next */
	bool		redrove;		/* the last batch was of dead letters */
	bool		answered;		/* by AWS, since this worker has taken over */
	AwspipeConsumerCounters *counters;

	/* Asked for by the source, whose functions always return */
	AwspipeExit exit;
	AwspipeProblem exit_problem;	/* of AWSPIPE_EXIT_FAILED */

	/* Everything above dies with it */
	MemoryContext context;
} AwspipeConsumer;

/* The parts of a consumer's work: each may fail on its own. */
typedef enum AwspipeWork
{
	AWSPIPE_READING,
	AWSPIPE_APPLYING,
	AWSPIPE_REDRIVING
} AwspipeWork;

/* consumer_state.c: all but the first three open a transaction of their own */
extern bool awspipe_consumer_read(AwspipeConsumerConfig *config, int64 consumer_id);
extern int64 awspipe_consumer_take_over(int64 consumer_id);
extern bool awspipe_consumer_fence(const AwspipeConsumer *consumer);
extern bool awspipe_consumer_is_failing(AwspipeWork work);
extern void awspipe_consumer_answered(AwspipeConsumer *consumer);
extern void awspipe_consumer_recovered(AwspipeConsumer *consumer,
									   AwspipeWork work);
extern void awspipe_consumer_retrying(AwspipeConsumer *consumer, AwspipeWork work,
									  const AwspipeProblem *problem);
extern void awspipe_consumer_note(AwspipeConsumer *consumer,
								  const AwspipeProblem *problem);
pg_noreturn extern void awspipe_consumer_fail(AwspipeConsumer *consumer,
											  const AwspipeProblem *problem);
pg_noreturn extern void awspipe_consumer_exit_replaced(AwspipeConsumer *consumer);

/* inbox.c */
extern Oid	awspipe_inbox_check(Oid inbox, Oid owner);
extern void awspipe_inbox_check_retention(Oid inbox);
extern AwspipeInbox *awspipe_inbox_open(AwspipeInbox *before, MemoryContext parent,
										Oid inbox, Oid owner);
extern void awspipe_inbox_close(AwspipeInbox *inbox);
extern void awspipe_inbox_insert(AwspipeInbox *inbox, AwspipeConsumer *consumer,
								 AwspipeBatch *batch, int from, int to);

/* decode.c */
extern void awspipe_decode(AwspipeConsumer *consumer, AwspipeBatch *batch,
						   Oid payload_type);
extern Oid	awspipe_inbox_payload_type(AwspipeInbox *inbox);

/*
 * apply.c: one try to apply the batch.  Returns -1 when it is applied, or
 * the milliseconds to wait before the next try.  Does not return when the
 * consumer has to stop.
 */
extern int64 awspipe_apply(AwspipeConsumer *consumer, AwspipeBatch *batch);

/*
 * Likewise: finds out for each record of the batch what would become of it,
 * in the caller's transaction, with rows and messages and all.
 */
extern void awspipe_apply_rehearsed(AwspipeConsumer *consumer,
									AwspipeBatch *batch);

/* Likewise: removes what user code has left in the session. */
extern void awspipe_reset_session(AwspipeConsumer *consumer);

/*
 * retention.c: removes some rows that are past their time, in a transaction;
 * milliseconds until the next time.  Throws nothing.
 */
extern int64 awspipe_retention_step(AwspipeConsumer *consumer);

/* sqlstate.c */
typedef enum AwspipeErrorKind
{
	AWSPIPE_ERROR_CONFLICT,		/* lost against another transaction: try again */
	AWSPIPE_ERROR_TRANSIENT,	/* the server is short of something: back off */
	AWSPIPE_ERROR_CONFIGURATION,	/* a person has to change something */
	AWSPIPE_ERROR_DATA			/* a record is at fault */
} AwspipeErrorKind;

extern AwspipeErrorKind awspipe_error_kind(int sqlerrcode);

/* The same for an error that a batch met with, perhaps past its limit. */
extern AwspipeErrorKind awspipe_batch_error_kind(const ErrorData *error,
												 bool overdue);

/* dead_letter.c */
extern void awspipe_dead_letter_record(AwspipeConsumer *consumer,
									   AwspipeRecord *record);
extern void awspipe_dead_letter_gap(AwspipeConsumer *consumer, const char *shard_id,
									const char *sequence_number,
									TimestampTz arrived_at, const char *reason);
extern void awspipe_dead_letter_redriven(AwspipeBatch *batch, int napplied);
extern bool awspipe_dead_letter_gather(AwspipeConsumer *consumer, AwspipeBatch *batch);

#endif							/* AWSPIPE_CONSUMER_H */
