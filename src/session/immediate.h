/*-------------------------------------------------------------------------
 *
 * immediate.h
 *	  AWS requests that a session makes itself, and waits for.
 *
 * IDENTIFICATION
 *	  src/session/immediate.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_IMMEDIATE_H
#define AWSPIPE_IMMEDIATE_H

#include "postgres.h"

#include "aws/client.h"
#include "pg_compat.h"

/*
 * The session's client for that server and the current user, created or kept
 * from the last time.  Good until the next call of this function.  Throws
 * what awspipe_connection_read() throws, and in a worker of ours.
 */
extern PgawsClient *awspipe_immediate_client(const char *server);

/*
 * Waits for a call that was just started on that client, open to interrupts,
 * and frees it.  Returns the body of the answer, NUL-terminated, in the
 * current memory context.  Throws when the call has failed; nothing is left
 * open then.
 */
extern char *awspipe_immediate_finish(PgawsCall *call,
									  const PgawsService *service, size_t *len);

/*
 * The same in two steps, for those who look at an answer's headers, or expect
 * a failure: waits for a call, which stays theirs to look at and to free;
 * throws what a failed call means, and frees it.
 */
extern void awspipe_immediate_wait(PgawsCall *call);
pg_noreturn extern void awspipe_immediate_fail(PgawsCall *call,
											   const PgawsService *service);

/* Of the client: another one when server, user mapping or settings change. */
extern uint32 awspipe_immediate_fingerprint(void);

#endif							/* AWSPIPE_IMMEDIATE_H */
