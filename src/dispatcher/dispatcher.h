/*-------------------------------------------------------------------------
 *
 * dispatcher.h
 *	  What the files of the dispatcher share.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DISPATCHER_H
#define AWSPIPE_DISPATCHER_H

#include "postgres.h"

#include "dispatcher/destination.h"
#include "nodes/pg_list.h"
#include "pg_compat.h"
#include "utils/hsearch.h"

/* An attempt that has not delivered, to be written into its row. */
typedef struct AwspipeFailure
{
	int64		destination_id;
	int64		outbox_id;
	bool		counts;
	bool		unknown;		/* see AwspipeMessage */
	char	   *code;
	char	   *message;
} AwspipeFailure;

typedef struct AwspipeDispatcher
{
	/* Memory: all of this, and what waits for the next settlement */
	MemoryContext context;
	MemoryContext failure_context;

	/* Network */
	PgawsLoop  *loop;
	int			in_flight;

	/* Queues */
	AwspipeDestination *destinations;
	int			ndestinations;
	int			nclaimed;		/* of these */
	bool		announced;		/* there were destinations to be made */
	AwspipeIdentity *identities;
	HTAB	   *messages;		/* all in memory, by id */
	dlist_head	unrecorded;		/* AwspipeRequest.node: in flight, but for
								 * their attempt or note being written down */

	/* Results without their transaction yet */
	dlist_head	settled;		/* AwspipeMessage.node */
	List	   *failures;		/* AwspipeFailure */
	int			nresults;
	int64		results_since;	/* monotonic ms of the first */
} AwspipeDispatcher;

extern AwspipeDispatcher awspipe_dispatcher;

/* dispatcher_queue.c: destinations, chains and requests */
extern void awspipe_queue_init(void);
extern AwspipeDestination *awspipe_destination_add(int64 destination_id, int32 owner_id,
												   int32 server_id,
												   const char *server,
												   const char *service,
												   const char *resource);
extern AwspipeMessage *awspipe_message_find(int64 id);	/* NULL: not in memory */
extern void awspipe_message_add(AwspipeMessage *message);
extern void awspipe_message_forget(AwspipeMessage *message);
extern void awspipe_destination_route(AwspipeDestination *destination);
extern void awspipe_destination_empty(AwspipeDestination *destination);
extern void awspipe_destination_end_delays(AwspipeDestination *destination,
										   int64 now);

extern void awspipe_chain_insert(AwspipeChain *chain, AwspipeMessage *message);
extern void awspipe_chain_reschedule(AwspipeDestination *destination,
									 AwspipeChain *chain);

/* dispatcher_request.c: requests, and what their answers mean */
extern AwspipeRequest *awspipe_request_gather(AwspipeDestination *destination,
											  int64 now);
extern void awspipe_message_settle(AwspipeMessage *message);
extern void awspipe_request_succeeded(AwspipeRequest *request, PgawsCall *call,
									  int64 now);
extern void awspipe_request_failed(AwspipeRequest *request,
								   const PgawsError *cause, int64 now);
extern void awspipe_destination_failed(AwspipeDestination *destination,
									   const PgawsError *error,
									   int64 started, int64 now);
extern void awspipe_message_keep_error(AwspipeMessage *message,
									   const PgawsError *error);
extern void awspipe_destination_end_pause(AwspipeDestination *destination,
										  int64 now);
extern void awspipe_destination_healthy(AwspipeDestination *destination,
										int64 started);

/* dispatcher_attempt.c: from the request to the call */
extern bool awspipe_attempts_record(void);
extern void awspipe_request_start(AwspipeRequest *request);
extern bool awspipe_message_interrupted(AwspipeMessage *message);
extern void awspipe_message_unknown(AwspipeMessage *message);

/* dispatcher_identity.c: clients.  False likewise. */
extern bool awspipe_identities_refresh(int64 now);
extern AwspipeIdentity *awspipe_identity_get(int32 owner_id, int32 server_id,
											 const char *server);

/*
 * dispatcher_read.c, dispatcher_settle.c: one transaction each.  They throw
 * when it fails; false when the extension is not there to work with.
 */
extern bool awspipe_outbox_read(void);
extern bool awspipe_destination_has_room(AwspipeDestination *destination);

extern bool awspipe_outbox_settle(void);
extern bool awspipe_stats_due(int64 now);
extern void awspipe_stats_hurry(void);
extern int64 awspipe_stats_deadline(void);	/* PG_INT64_MAX: none */

/* The worker's entry point. */
pg_noreturn extern PGDLLEXPORT void awspipe_dispatcher_main(Datum main_arg);

#endif							/* AWSPIPE_DISPATCHER_H */
