/*-------------------------------------------------------------------------
 *
 * destination.h
 *	  What the dispatcher holds in memory, and what it asks of a service.
 *
 * A destination (server, owner, service, resource) has a bounded window of
 * messages.  A chain is the unit of scheduling: the messages of one ordering
 * key in order of id, of which one is under way at most; a message without
 * an ordering key is a chain of its own.  A request carries the heads of
 * some chains.
 *
 * A message waits in its chain, or is an entry of a request, or is carried
 * by an entry that makes it needless, or is settled: sent, given up or held,
 * and kept until the transaction that says so has committed.
 *
 * Some services take no token by which they would know a repetition.  For
 * these an attempt is written into the outbox before it is made; see
 * dispatcher_attempt.c.
 *
 * Only the dispatcher's process knows these structures.  A crash forgets
 * them; what was not settled is read again.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DESTINATION_H
#define AWSPIPE_DESTINATION_H

#include "postgres.h"

#include "aws/batch.h"
#include "aws/client.h"
#include "base/histogram.h"
#include "lib/ilist.h"
#include "lib/stringinfo.h"

typedef struct AwspipeDestination AwspipeDestination;
typedef struct AwspipeChain AwspipeChain;
typedef struct AwspipeRequest AwspipeRequest;
typedef struct AwspipeSink AwspipeSink;

/* What became of an entry of a request. */
typedef enum AwspipeOutcome
{
	AWSPIPE_UNDECIDED,			/* under way */
	AWSPIPE_DELIVERED,
	AWSPIPE_SUPERSEDED,			/* the destination holds something newer */
	AWSPIPE_DEAD,				/* will never be taken; see error */
	AWSPIPE_FAILED,				/* to be tried again, counts as an attempt */
	AWSPIPE_DEFERRED,			/* to be tried again, does not count */
	AWSPIPE_ALONE,				/* to be tried again at once, by itself */
	AWSPIPE_HELD				/* perhaps delivered; somebody must decide */
} AwspipeOutcome;

/* Tags of calls: what pgaws_call_owner() is. */
#define AWSPIPE_CALL_REQUEST	1	/* an AwspipeRequest */
#define AWSPIPE_CALL_PREPARE	2	/* an AwspipeDestination */
#define AWSPIPE_CALL_CLEANUP	3	/* an AwspipeDestination; whatever it says */

typedef struct AwspipeMessage
{
	/* Row; strings behind the struct, in one piece of memory */
	int64		id;
	AwspipeDestination *destination;
	int64		batch_id;		/* that has caused it; 0: none */
	char	   *operation;
	char	   *ordering_key;	/* NULL: the service's own; "": none */
	char	   *version;		/* NULL: not versioned */
	char	   *body;			/* UTF-8, NUL-terminated */
	int			body_len;
	bool		rewritten;		/* the body is a piece of its own */
	int			attempts;
	bool		attempted;		/* its row says so */
	bool		hold;			/* if nobody knows whether it was delivered */
	TimestampTz created_at;
	char	   *reference;		/* the sender's, who asks for the outcome;
								 * NULL */

	/* Scheduling */
	char	   *item_key;		/* of what it writes; NULL when not known */
	AwspipeChain *chain;		/* NULL while not routed and once settled */
	bool		alone;			/* a request with others has been refused */
	dlist_node	node;			/* in the list it is in, see above */
	dlist_head	carried;		/* messages settled by this one's success */

	/* Result */
	AwspipeOutcome outcome;
	bool		unknown;		/* the service may have acted on it */
	char	   *result;			/* what the service calls it: id, ETag; NULL */
	PgawsError *error;			/* unless it was delivered */
} AwspipeMessage;

struct AwspipeChain
{
	char	   *key;			/* NULL: a message without order */
	dlist_head	messages;		/* waiting, in order of id */
	dlist_node	node;			/* in ready or delayed, unless busy */
	bool		busy;			/* its head is an entry of a request */
	int			failures;		/* in a row, for the backoff */
	int64		not_before;		/* monotonic ms, while delayed */
};

struct AwspipeRequest
{
	AwspipeDestination *destination;
	dlist_head	entries;		/* AwspipeMessage.node */
	int			nentries;
	int			bytes;			/* of their bodies */
	int64		started;		/* monotonic ms */
	void	   *sink_state;		/* the sink's own, of a request of many calls */
	char	   *note;			/* to be written down; NULL: nothing */
	dlist_node	node;			/* in unrecorded, if it must be */
	MemoryContext context;		/* freed with the request */
};

/* Counters since the last time they were written to destination_stat. */
typedef struct AwspipeDestinationCounters
{
	int64		delivered;
	int64		superseded;
	int64		dead_letters;
	int64		retried;		/* entries that go out again */
	int64		throttled;		/* of those, put off by the service */
	int64		ambiguous;		/* attempts with an unknown outcome */
	int64		requests;
	int64		bytes;
	int64		request_ms;
	uint32		latencies[AWSPIPE_BUCKETS]; /* written to delivered */
} AwspipeDestinationCounters;

/* One role on one server: shared by its destinations. */
typedef struct AwspipeIdentity
{
	int32		owner_id;
	int32		server_id;
	char	   *server;			/* its name, as last read */
	MemoryContext context;		/* of client and provider; NULL: none */
	PgawsClient *client;		/* NULL: not usable, see error */
	PgawsCredentialsProvider *provider;
	uint32		fingerprint;
	int			in_flight;		/* calls of the client */
	bool		stale;			/* replace when nothing is in flight */
	int64		check_at;		/* monotonic ms: read the catalogs again */
	PgawsError	error;
	struct AwspipeIdentity *next;
} AwspipeIdentity;

struct AwspipeDestination
{
	/* Identity */
	int64		destination_id;
	char	   *service_name;
	char	   *resource;
	const AwspipeSink *sink;	/* NULL: a service we do not know */
	const PgawsService *service;
	AwspipeIdentity *identity;
	void	   *sink_state;		/* the sink's own */

	bool		claimed;		/* by a session; see destination_claim.c */

	/* Reading */
	int64		position;		/* every visible message up to here was read */
	bool		more;			/* there is more to read than fits */
	int			nmessages;		/* in memory, in whatever state */
	int64		nbytes;

	/* Queues */
	dlist_head	unrouted;		/* messages that await prepare */
	dlist_head	ready;			/* chains */
	dlist_head	delayed;		/* chains */
	int64		next_delayed;	/* earliest not_before, or PG_INT64_MAX */
	struct chains_hash *chains; /* those with a key */

	/* Flow */
	bool		prepared;
	bool		preparing;
	int64		prepare_started;	/* monotonic ms */
	int64		prepare_again;	/* likewise; PG_INT64_MAX: never */
	int			in_flight;
	int			limit;			/* of in_flight; ramps up and falls back */
	int			failures;		/* of whole requests, in a row */
	int64		failed_at;		/* monotonic ms; requests older than that tell
								 * nothing new */
	int64		paused_until;	/* monotonic ms */
	int64		paced_until;	/* likewise; the sink keeps to a rate */

	/* Statistics */
	PgawsError	error;			/* why it is paused */
	bool		paused;			/* as logged and shown */
	bool		stat_dirty;		/* something to write to destination_stat */
	AwspipeDestinationCounters counters;

	struct AwspipeDestination *next;
};

/*
 * What a service does its own way.  None of these waits, opens a
 * transaction or throws for what the remote side can cause.  The current
 * memory context is the request's (start, judge), or the tick's.
 */
struct AwspipeSink
{
	const char *service;		/* as in awspipe.destination */
	int			max_entries;	/* of a request */
	int			max_bytes;		/* of a request's bodies, beyond the first */

	/*
	 * A call that must succeed before anything is sent, or NULL when there is
	 * none; prepared() takes its answer into sink_state.  It is repeated
	 * after so many milliseconds, unless that is 0.  prepare() returns NULL
	 * when nothing needs to be asked this time.  A call that has failed is
	 * repeated later, unless unprepared() says that it is done without.
	 */
	int64		prepare_interval_ms;
	PgawsCall  *(*prepare) (AwspipeDestination *destination);
	bool		(*prepared) (AwspipeDestination *destination, PgawsCall *call,
							 PgawsError *error);
	bool		(*unprepared) (AwspipeDestination *destination,
							   const PgawsError *error);

	/*
	 * What the message writes to, palloc'd, or NULL.  It orders messages that
	 * name no ordering key.  May be NULL.
	 */
	char	   *(*item_key) (AwspipeDestination *destination,
							 AwspipeMessage *message);

	/*
	 * That key as its owner would write it, palloc'd, for the log of
	 * deliveries.  NULL: as it is.
	 */
	char	   *(*plain_key) (const char *item_key);

	/*
	 * Are attempts written down before they are made, because the service
	 * does not know a repetition?  NULL: never.
	 */
	bool		(*records_attempts) (const AwspipeDestination *destination);

	/* May the message share a request with others?  NULL: always. */
	bool		(*batchable) (const AwspipeMessage *message);

	/* With these, both batchable?  NULL: with any. */
	bool		(*together) (const AwspipeMessage *first,
							 const AwspipeMessage *other);

	/*
	 * When the next request may start, in monotonic ms; a time that is past
	 * means at once.  Asked only when there is something to send; may pause
	 * the destination.  NULL: always at once.
	 */
	int64		(*next_start) (AwspipeDestination *destination, int64 now);

	/* These entries are about to be sent; for next_start.  May be NULL. */
	void		(*gathered) (AwspipeRequest *request);

	/*
	 * Two messages of one chain, older first.  Positive: once the newer is
	 * delivered the older is needless; negative: the other way round; 0: both
	 * are needed.  May be NULL.
	 */
	int			(*supersedes) (const AwspipeMessage *older,
							   const AwspipeMessage *newer);

	/* Starts the call for request->entries. */
	PgawsCall  *(*start) (AwspipeRequest *request);

	/*
	 * For requests that take several calls, each with the request as owner.
	 * After one that succeeded: starts the next and sets *next, or leaves it
	 * NULL when that was the last, and judge() is asked.  An answer that
	 * cannot be understood, or says that it failed, fills *error and returns
	 * false.  NULL: one call does.
	 *
	 * What must be known to whoever repeats the request, even after a crash,
	 * goes to awspipe_request_note() instead of a call: it becomes the body
	 * of the request's only message, on disk, and start() is asked again.
	 */
	bool		(*proceed) (AwspipeRequest *request, PgawsCall *call,
							PgawsCall **next, PgawsError *error);

	/*
	 * A call has failed in a way that tells proceed() what it wants to know;
	 * it is asked then, too.  May be NULL.
	 */
	bool		(*expects) (AwspipeRequest *request, const PgawsError *error);

	/*
	 * The request has failed before judge().  Starts a call that cleans up
	 * after it, with the destination as owner and AWSPIPE_CALL_CLEANUP as
	 * tag, or returns NULL.  May be NULL.
	 */
	PgawsCall  *(*abandon) (AwspipeRequest *request);

	/*
	 * After an answer with 2xx, one of these tells of every entry what became
	 * of it: judge() sets outcome and error, or batch says where the results
	 * are.  Without either all are delivered.  An answer that cannot be
	 * understood fills *error and returns false.
	 */
	const PgawsBatch *batch;
	bool		(*judge) (AwspipeRequest *request, PgawsCall *call,
						  PgawsError *error);

	/*
	 * The request has failed as a whole.  May say by another class or code
	 * what the service means, where its own do not tell.  May be NULL.
	 */
	void		(*failed) (AwspipeRequest *request, PgawsError *error);

	/* A failure that is none (a condition that did not hold).  May be NULL. */
	bool		(*settled_by) (const AwspipeMessage *message,
							   const PgawsError *error);
};

extern const AwspipeSink awspipe_sink_cloudwatch;
extern const AwspipeSink awspipe_sink_dynamodb;
extern const AwspipeSink awspipe_sink_eventbridge;
extern const AwspipeSink awspipe_sink_firehose;
extern const AwspipeSink awspipe_sink_kinesis;
extern const AwspipeSink awspipe_sink_lambda;
extern const AwspipeSink awspipe_sink_logs;
extern const AwspipeSink awspipe_sink_s3;
extern const AwspipeSink awspipe_sink_ses;
extern const AwspipeSink awspipe_sink_sns;
extern const AwspipeSink awspipe_sink_sqs;
extern const AwspipeSink awspipe_sink_stepfunctions;

/* That of the service of that name; NULL: nothing can be sent there. */
extern const AwspipeSink *awspipe_sink_find(const char *service);

#define awspipe_first_entry(request) \
	dlist_head_element(AwspipeMessage, node, &(request)->entries)

/*
 * For judge: the entry was not taken.  Sets its outcome by the class of the
 * error.
 */
extern void awspipe_entry_failed(AwspipeMessage *message,
								 const PgawsError *error);

/* For proceed: writes the palloc'd body down, then asks start() again. */
extern void awspipe_request_note(AwspipeRequest *request, char *body);

/* For judge: what the service calls the message, for awspipe.outbox_results. */
extern void awspipe_message_set_result(AwspipeMessage *message,
									   const char *result);

/*
 * Nothing is sent there until then, with a reason that views and log show.
 * For next_start.
 */
extern void awspipe_destination_pause(AwspipeDestination *destination,
									  const PgawsError *error, int64 until);

/* For records_attempts of services that never know a repetition. */
extern bool awspipe_always(const AwspipeDestination *destination);

/*
 * For prepare and prepared of services that want an ARN: asks STS for the
 * account unless the resource is one, and makes sink_state
 * "arn:PARTITION:SERVICE:REGION:ACCOUNT:" with kind and resource behind it.
 */
extern PgawsCall *awspipe_account_ask(AwspipeDestination *destination);
extern bool awspipe_account_take(AwspipeDestination *destination,
								 PgawsCall *call, const char *kind,
								 PgawsError *error);

#endif							/* AWSPIPE_DESTINATION_H */
