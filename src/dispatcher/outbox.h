/*-------------------------------------------------------------------------
 *
 * outbox.h
 *	  Writing messages to the outbox, in the caller's transaction.
 *
 * IDENTIFICATION
 *	  src/dispatcher/outbox.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_OUTBOX_H
#define AWSPIPE_OUTBOX_H

#include "postgres.h"

/*
 * A message to be sent.  body is the operation's input as JSON in the shape
 * AWS takes, without the member that names the resource.
 */
typedef struct AwspipeOutboxMessage
{
	const char *server;
	const char *service;		/* a name of aws/service.h */
	const char *resource;		/* table, stream, topic, … */
	const char *operation;
	const char *ordering_key;	/* NULL: the service's own; "": no order */
	const char *version;		/* a numeric's text; NULL: not versioned */
	const char *body;			/* in the database's encoding */
	int			body_len;
	const char *on_ambiguous;	/* "resend", "hold"; NULL: the destination's */
	const char *reference;		/* to find the outcome by; NULL: not asked for */
} AwspipeOutboxMessage;

/*
 * Writes the message and returns its id.  The current user needs USAGE on
 * the server.  The dispatcher is woken when the transaction commits.
 */
extern int64 awspipe_outbox_enqueue(const AwspipeOutboxMessage *message);

#endif							/* AWSPIPE_OUTBOX_H */
