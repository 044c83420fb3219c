/*-------------------------------------------------------------------------
 *
 * transfer.h
 *	  Inside of a transfer: shared by http.c and loop.c, for nobody else.
 *
 * http.c makes the curl easy handle and owns all but the last group of the
 * fields; loop.c moves the transfer through its states.  libcurl's types
 * appear as void * here, so that including this file needs no curl.
 *
 * IDENTIFICATION
 *	  src/aws/transfer.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_TRANSFER_H
#define PGAWS_TRANSFER_H

#include "aws/loop.h"
#include "lib/ilist.h"
#include "lib/pairingheap.h"

/*
 * Bytes out of a callback of libcurl, which may neither palloc nor throw:
 * malloc'd, bounded by the caller, kept NUL-terminated.
 */
typedef struct PgawsBuffer
{
	char	   *data;			/* NULL until the first byte */
	size_t		len;
	size_t		size;
} PgawsBuffer;

/* Delayed → Waiting → Active → Finished → Idle; cancelling leads to Idle */
typedef enum PgawsTransferState
{
	PGAWS_TRANSFER_IDLE = 0,	/* not on a loop */
	PGAWS_TRANSFER_DELAYED,		/* until due */
	PGAWS_TRANSFER_WAITING,		/* for a free connection */
	PGAWS_TRANSFER_ACTIVE,		/* in the multi handle */
	PGAWS_TRANSFER_FINISHED		/* to be collected */
} PgawsTransferState;

struct PgawsTransfer
{
	/* Identity */
	MemoryContext context;
	MemoryContextCallback callback;
	void	   *owner;

	/* Request */
	PgawsHttpOptions options;
	void	   *easy;			/* CURL * */
	void	   *header_list;	/* struct curl_slist * */
	const char *body;
	size_t		body_len;
	bool		plain_http;
	const char *peer;			/* "host port n", for messages */

	/* Answer */
	PgawsBuffer answer;
	PgawsBuffer answer_headers; /* name NUL value NUL … */
	int			nheaders;
	int			status;

	/* Outcome: class PGAWS_OK until something failed */
	PgawsError	error;
	bool		sent;			/* request bytes may have left */
	bool		unresolved;		/* the host's name has no address */

	/* Loop */
	PgawsLoop  *loop;			/* NULL when idle */
	PgawsTransferState state;
	dlist_node	node;			/* waiting, active or finished */
	pairingheap_node delayed_node;
	int64		due_us;			/* on the monotonic clock */
};

/* Takes a transfer off its loop, whatever its state; never throws. */
extern void pgaws_loop_detach(PgawsTransfer *transfer);

/* Fills status and error after libcurl is done; code is a CURLcode. */
extern void pgaws_transfer_complete(PgawsTransfer *transfer, int code);

/* Fails a transfer for a reason that libcurl did not report. */
extern void pgaws_transfer_abandon(PgawsTransfer *transfer, const char *reason);

#endif							/* PGAWS_TRANSFER_H */
