/*-------------------------------------------------------------------------
 *
 * source_sqs.h
 *	  Messages of a queue, as the files of the SQS source share them.
 *
 * IDENTIFICATION
 *	  src/consumer/source_sqs.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SOURCE_SQS_H
#define AWSPIPE_SOURCE_SQS_H

#include "access/xlogdefs.h"
#include "aws/sqs.h"
#include "consumer/consumer.h"
#include "lib/ilist.h"
#include "utils/hsearch.h"

typedef enum SqsMessageState
{
	SQS_BUFFERED,				/* next: IN_BATCH, RELEASED */
	SQS_IN_BATCH,				/* next: APPLIED, RELEASED */
	SQS_APPLIED,				/* committed: to be deleted, then forgotten */
	SQS_RELEASED				/* to be made visible again, then forgotten;
								 * BUFFERED when it comes again before that */
} SqsMessageState;

/* Tags of calls */
enum
{
	SQS_CALL_URL,
	SQS_CALL_ATTRIBUTES,
	SQS_CALL_DEPTH,
	SQS_CALL_RECEIVE,
	SQS_CALL_SETTLE
};

struct SqsRequest;

/* A message from its receipt until it is deleted; found by its id. */
typedef struct SqsMessage
{
	/* Identity */
	char		id[PGAWS_SQS_MESSAGE_ID_MAX + 1];	/* hash key */
	TimestampTz sent_at;
	char	   *sequence_number;	/* FIFO only */
	char	   *group_id;

	/* Content; NULL when it is applied */
	char	   *data;
	uint32		len;
	Jsonb	   *attributes;

	/* Receipt: the latest one */
	char	   *handle;
	int			receive_count;
	int64		visible_at;		/* again, monotonic ms */
	bool		stale;			/* the handle is not good any more */

	/* State */
	SqsMessageState state;
	bool		is_new;			/* entered by the current try of its batch */
	dlist_node	node;			/* in one of the source's lists */
	bool		listed;			/* is it? */

	/* Settlement */
	struct SqsRequest *request; /* under way, or NULL */
	bool		renewed;		/* has a new handle since that was sent */
	XLogRecPtr	lsn;			/* of its commit */
	int			release_s;		/* seconds until it is visible again */
	int			failures;		/* of this message alone */
	int64		due;
} SqsMessage;

/* A message group of a FIFO queue that has messages here, or is blocked. */
typedef struct SqsGroup
{
	char		id[PGAWS_SQS_GROUP_ID_MAX + 1]; /* hash key */
	int			nmessages;
	char		newest[PGAWS_SQS_SEQUENCE_MAX + 1]; /* of those buffered */
	char		blocked[PGAWS_SQS_SEQUENCE_MAX + 1];	/* failed here, or "" */
	int64		blocked_until;
} SqsGroup;

/* A DeleteMessageBatch or ChangeMessageVisibilityBatch under way. */
typedef struct SqsRequest
{
	bool		is_delete;
	int64		started;
	int			n;
	SqsMessage *messages[PGAWS_SQS_BATCH_MAX];
	int			seconds[PGAWS_SQS_BATCH_MAX];
} SqsRequest;

/* A ReceiveMessage under way. */
typedef struct SqsPoll
{
	int64		started;		/* monotonic ms */
	int			span_s;			/* the visibility it asks for */
} SqsPoll;

typedef struct SqsSource
{
	AwspipeSource base;
	AwspipeConsumer *consumer;
	const PgawsService *service;
	MemoryContext context;

	/* Queue; url is NULL until it is known */
	char	   *url;
	bool		open;			/* attributes are known too */
	bool		fifo;
	int			timeout_s;		/* visibility, as configured */
	int			span_s;			/* the one we ask for */
	int64		setup_due;
	int			setup_failures;
	bool		setting_up;		/* a request is under way */

	int64		depth_due;		/* of the next question how much it holds */

	/* Polling */
	PgawsClient *poll_client;
	int			npolls;			/* under way */
	int			wanted;			/* to be under way */
	int64		poll_due;
	int			poll_failures;
	int64		poll_failed_at; /* monotonic ms; polls older than that tell
								 * nothing new */
	bool		polled;			/* some poll was answered */
	int64		wait_started;	/* monotonic ms */
	int64		last_turn;
	int64		received_at;	/* no answer is older than this */
	int			received_span_s;	/* what the poll has asked for */
	int64		last_age_ms;	/* of the oldest message in the last answer */
	TimestampTz answered_at;	/* a poll, last; 0: not yet */

	/* Messages */
	HTAB	   *messages;
	HTAB	   *groups;
	dlist_head	buffer;			/* in order of receipt, and within groups */
	int			nbuffered;
	uint64		bytes;			/* of those, and of the batch's */
	int64		ready_since;

	/* Settlement */
	dlist_head	applied;		/* in order of their commits */
	dlist_head	retries;		/* to be deleted, after failures */
	dlist_head	released;
	int			nrequests;		/* under way */
	int			nchanges;		/* those of them that extend */
	int64		extend_due;		/* some message's time is half over */
	int64		hold_until;		/* a batch waits for extensions; 0: none */
	int			ndeletes;		/* and those that delete */
	int			delete_failures;	/* in a row */
	int64		delete_due;		/* after these */
	int			change_failures;	/* likewise */

	/* Durability */
	XLogRecPtr	safe_lsn;		/* commits up to here may be acknowledged */
	int64		safe_due;		/* time of the next look */
	int64		safe_waiting_since; /* 0: nothing waits */
	bool		safe_reported;
} SqsSource;

/* source_sqs.c */
extern void awspipe_sqs_report_failure(SqsSource *source, const char *doing,
									   const PgawsError *error, int failures);
extern void awspipe_sqs_report_success(SqsSource *source);
extern void awspipe_sqs_forget(SqsSource *source, SqsMessage *message);
extern void awspipe_sqs_buffer(SqsSource *source, SqsMessage *message);
extern void awspipe_sqs_list(dlist_head *list, SqsMessage *message);
extern void awspipe_sqs_unlist(SqsMessage *message);
extern void awspipe_sqs_sweep_groups(SqsSource *source);

/* source_sqs_settle.c */
extern void awspipe_sqs_claim(AwspipeSource *self, AwspipeBatch *batch);
extern bool awspipe_sqs_advance(AwspipeSource *self, AwspipeBatch *batch, int napplied);
extern void awspipe_sqs_committed(AwspipeSource *self, AwspipeBatch *batch);
extern void awspipe_sqs_settle(SqsSource *source);
extern void awspipe_sqs_settled(SqsSource *source, PgawsCall *call);
extern int64 awspipe_sqs_settle_due(SqsSource *source);
extern bool awspipe_sqs_is_extending(SqsSource *source);
extern void awspipe_sqs_look_safe(SqsSource *source);

#endif							/* AWSPIPE_SOURCE_SQS_H */
