/*-------------------------------------------------------------------------
 *
 * loop.h
 *	  Many HTTP transfers behind one file descriptor.
 *
 * A loop owns a curl multi handle, one epoll descriptor with curl's sockets
 * and one timerfd in it.  The owner waits on pgaws_loop_fd() with whatever
 * it likes (WaitLatchOrSocket), calls pgaws_loop_drive() when it is readable
 * and collects finished transfers with pgaws_loop_next().
 *
 * IDENTIFICATION
 *	  src/aws/loop.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_LOOP_H
#define PGAWS_LOOP_H

#include "aws/http.h"
#include "lib/ilist.h"

typedef struct PgawsLoop PgawsLoop;

/*
 * Creates a loop in the current memory context; deleting the context closes
 * everything.  max_connections caps sockets.  Throws when the process is
 * out of descriptors or memory.
 */
extern PgawsLoop *pgaws_loop_create(int max_connections);

/* Readable when there is something to drive; good for the loop's life. */
extern int	pgaws_loop_fd(PgawsLoop *loop);

/*
 * Starts a transfer, at once or after delay_ms.  The transfer is the
 * loop's until pgaws_loop_next() hands it back; when its memory goes before
 * that, it leaves the loop by itself.  Beyond max_connections transfers wait
 * their turn, and their timeouts with them.
 */
extern void pgaws_loop_start(PgawsLoop *loop, PgawsTransfer *transfer,
							 int64 delay_ms);

/* Does what can be done now; never blocks, never throws over curl. */
extern void pgaws_loop_drive(PgawsLoop *loop);

/* The next finished transfer, or NULL. */
extern PgawsTransfer *pgaws_loop_next(PgawsLoop *loop);

/* Transfers under way or delayed. */
extern int	pgaws_loop_pending(PgawsLoop *loop);

/* Makes the descriptor readable until the next pgaws_loop_drive(). */
extern void pgaws_loop_wake(PgawsLoop *loop);

/*
 * A list for the layer above (client.c keeps its finished calls there).
 * When the loop goes first, its nodes are zeroed.
 */
extern dlist_head *pgaws_loop_attachment(PgawsLoop *loop);

#endif							/* PGAWS_LOOP_H */
