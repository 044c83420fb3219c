/*-------------------------------------------------------------------------
 *
 * client_internal.h
 *	  Inside of clients and calls: shared by the client_*.c files.
 *
 * IDENTIFICATION
 *	  src/aws/client_internal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_CLIENT_INTERNAL_H
#define PGAWS_CLIENT_INTERNAL_H

#include "aws/client.h"
#include "aws/retry.h"
#include "lib/ilist.h"

struct PgawsClient
{
	MemoryContext context;
	PgawsLoop  *loop;
	PgawsCredentialsProvider *provider;
	PgawsClientConfig config;	/* the client's own copy */
	PgawsRetryBucket bucket;
	int64		clock_offset;	/* seconds to add to our clock, as learned */
};

struct PgawsCall
{
	/* Identity */
	MemoryContext context;
	MemoryContextCallback callback;
	PgawsClient *client;
	const PgawsService *service;
	const char *operation;
	void	   *owner;
	int			tag;

	/* Request */
	const char *method;
	const char *endpoint;		/* scheme://host[:port] */
	const char *path;
	const char *query;			/* "" when there is none */
	PgawsHeader *headers;		/* the first is host */
	int			nheaders;
	const char *body;
	size_t		body_len;

	/* State */
	int			attempt;
	int			max_attempts;
	int			cost;			/* of the last retry */
	bool		credentials_renewed;
	bool		clock_adjusted;
	MemoryContext attempt_context;
	PgawsTransfer *transfer;	/* of the last attempt; lives there */

	/* Outcome */
	PgawsError	error;
	dlist_node	node;			/* on the loop when finished; else zero */
};

/*
 * Is what the transfer has brought AWS's answer, complete, sound and a
 * success?  If not, fills call->error; *blames_clock tells that the service
 * finds fault with the signature's time.  May leave garbage in the current
 * memory context.
 */
extern bool pgaws_answer_check(PgawsCall *call, bool *blames_clock);

/* Signs and sends; a failure to do so finishes the call. */
extern void pgaws_call_attempt(PgawsCall *call, int64 delay_ms);

/* Judges the finished transfer: done, or another attempt. */
extern void pgaws_call_advance(PgawsCall *call);

/* Hands the call over to pgaws_call_next(). */
extern void pgaws_call_finish(PgawsCall *call);

#endif							/* PGAWS_CLIENT_INTERNAL_H */
