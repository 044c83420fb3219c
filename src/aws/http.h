/*-------------------------------------------------------------------------
 *
 * http.h
 *	  One HTTP exchange: what is sent, what came back.
 *
 * IDENTIFICATION
 *	  src/aws/http.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_HTTP_H
#define PGAWS_HTTP_H

#include <sys/socket.h>

#include "aws/aws.h"
#include "aws/sigv4.h"

/*
 * Limits and trust of all transfers of one client.  A limit of 0 means a
 * default of http.c, except that stall_timeout_s 0 turns that check off.  It
 * also counts while the service thinks: long polls need more than they last.
 */
typedef struct PgawsHttpOptions
{
	int			connect_timeout_ms;
	int			request_timeout_ms; /* whole exchange */
	int			stall_timeout_s;	/* below 1 kB/s for that long: give up */
	size_t		max_response_bytes;
	bool		allow_http;		/* plain http, and then to loopback only */
	const char *ca_file;		/* NULL: the system's */
} PgawsHttpOptions;

typedef struct PgawsTransfer PgawsTransfer;

/*
 * Prepares a transfer in a memory context of its own below the current one.
 * url, headers and body are copied unless body_borrowed, in which case the
 * caller keeps the body alive until the transfer is freed.  A request that
 * may not be sent (plain http to elsewhere, line breaks in a header) fails
 * on the loop like any other, with class PGAWS_REJECTED.
 *
 * One transfer is one request on the wire: libcurl's silent repetition on a
 * connection that died is refused.
 */
extern PgawsTransfer *pgaws_transfer_create(const PgawsHttpOptions *options,
											const char *method, const char *url,
											const PgawsHeader *headers, int nheaders,
											const char *body, size_t body_len,
											bool body_borrowed, void *owner);

/* After the loop handed it back. */
extern void *pgaws_transfer_owner(PgawsTransfer *transfer);
extern bool pgaws_transfer_failed(PgawsTransfer *transfer, PgawsError *error);
extern int	pgaws_transfer_status(PgawsTransfer *transfer);

/* Did it fail because the name of the host has no address? */
extern bool pgaws_transfer_is_unresolved(PgawsTransfer *transfer);

/* Who was asked, as messages say it: "host port n". */
extern const char *pgaws_transfer_peer(PgawsTransfer *transfer);

/* NUL-terminated; belongs to the transfer. */
extern char *pgaws_transfer_body(PgawsTransfer *transfer, size_t *len);

/* The same, handed over: the caller calls free() on it. */
extern char *pgaws_transfer_take_body(PgawsTransfer *transfer, size_t *len);

/* Value of a response header (case-insensitive), or NULL. */
extern const char *pgaws_transfer_header(PgawsTransfer *transfer,
										 const char *name);

extern void pgaws_transfer_each_header(PgawsTransfer *transfer,
									   void (*visit) (const char *name,
													  const char *value,
													  void *arg),
									   void *arg);

/* A header's date in seconds since the Unix epoch, or -1. */
extern int64 pgaws_http_date(const char *date);

/* The same of the answer's Date. */
extern int64 pgaws_transfer_date(PgawsTransfer *transfer);

/* Once per process, in a worker or backend, never in the postmaster. */
extern void pgaws_http_init(void);

/* Does the host of a URL name this machine literally? */
extern bool pgaws_host_is_loopback(const char *host);

/* Link-local addresses: where clouds keep their metadata services. */
extern bool pgaws_address_is_link_local(const struct sockaddr *address);

#endif							/* PGAWS_HTTP_H */
