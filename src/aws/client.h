/*-------------------------------------------------------------------------
 *
 * client.h
 *	  Calls of AWS operations: endpoint, signature, retries, error envelope.
 *
 * A client is one identity in one region; it hangs on a loop and lives in
 * the memory context it was created in.  A call is signed anew for every
 * attempt.  Retries follow AWS's standard mode (token bucket of 500, full
 * jitter, at most 20 s, max_attempts in all); what comes back failed after
 * that is for the engine to decide.
 *
 * The loop must outlive the use of its clients, and carries nothing but
 * their transfers.  Loop, clients and calls may be freed in any order.
 *
 * The owner's duty is the loop: wait for pgaws_loop_fd(), then
 * pgaws_client_drive() and pgaws_call_next().
 *
 * IDENTIFICATION
 *	  src/aws/client.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_CLIENT_H
#define PGAWS_CLIENT_H

#include "aws/credentials.h"
#include "aws/loop.h"
#include "aws/service.h"

/* Set in endpoint_url for the service of that name; see client.c. */
typedef struct PgawsEndpoint
{
	const char *service;		/* NULL: every service */
	const char *url;			/* scheme://host[:port], no path */
} PgawsEndpoint;

typedef struct PgawsClientConfig
{
	const char *region;
	const PgawsEndpoint *endpoints;
	int			nendpoints;
	int			max_attempts;	/* 1: no retry; AWS's standard is 3 */
	PgawsHttpOptions http;
} PgawsClientConfig;

typedef struct PgawsClient PgawsClient;
typedef struct PgawsCall PgawsCall;

/* Copies config; keeps provider, which must live as long as the client. */
extern PgawsClient *pgaws_client_create(PgawsLoop *loop,
										const PgawsClientConfig *config,
										PgawsCredentialsProvider *provider);
extern void pgaws_client_free(PgawsClient *client);

extern const char *pgaws_client_region(PgawsClient *client);

/*
 * Endpoint of a service and the host header that goes with it, palloc'd.
 * False with *error filled when the configuration yields none.
 */
extern bool pgaws_endpoint_find(const PgawsClientConfig *config,
								const PgawsService *service,
								char **url, char **host, PgawsError *error);

/*
 * Starts a JSON-protocol operation ("GetRecords").  body is copied.  owner
 * and tag are the caller's own, to know the call again by.  Returns at once;
 * even a failure to sign arrives through pgaws_call_next().
 */
extern PgawsCall *pgaws_call_json(PgawsClient *client, const PgawsService *service,
								  const char *operation,
								  const char *body, size_t body_len,
								  void *owner, int tag);

/* Any other request; path and query already encoded. */
extern PgawsCall *pgaws_call_http(PgawsClient *client, const PgawsService *service,
								  const char *operation, const char *method,
								  const char *path, const char *query,
								  const PgawsHeader *headers, int nheaders,
								  const char *body, size_t body_len,
								  void *owner, int tag);

/* A call that has failed before it began: of what cannot be sent. */
extern PgawsCall *pgaws_call_failed(PgawsClient *client, const PgawsService *service,
									const char *operation,
									const PgawsError *error,
									void *owner, int tag);

/*
 * Drives the loop and all retries that are due on it.  Never blocks.
 * Then pgaws_call_next() returns finished calls of any client of the loop,
 * or NULL.  A finished call is the caller's, to be freed.
 */
extern void pgaws_client_drive(PgawsLoop *loop);
extern PgawsCall *pgaws_call_next(PgawsLoop *loop);
extern void pgaws_call_free(PgawsCall *call);

/* Forget a call that is still under way; frees it. */
extern void pgaws_call_cancel(PgawsCall *call);

/*
 * Attempts of this call, instead of the client's max_attempts; right after
 * it was started.  1 for what the service offers no means to repeat safely.
 * A request that was refused for its credentials or its clock is always
 * repeated once: the service has not acted on it.
 */
extern void pgaws_call_set_max_attempts(PgawsCall *call, int max_attempts);

extern void *pgaws_call_owner(PgawsCall *call);
extern int	pgaws_call_tag(PgawsCall *call);
extern const char *pgaws_call_operation(PgawsCall *call);

/* NULL when the call succeeded (HTTP 2xx). */
extern const PgawsError *pgaws_call_error(PgawsCall *call);

/* HTTP status of the answer; 0: there was none. */
extern int	pgaws_call_status(PgawsCall *call);

/*
 * Body of the answer, NUL-terminated, the call's.  pgaws_call_take_body()
 * hands over the malloc'd buffer: the caller calls free() on it.
 */
extern char *pgaws_call_body(PgawsCall *call, size_t *len);
extern char *pgaws_call_take_body(PgawsCall *call, size_t *len);
extern const char *pgaws_call_header(PgawsCall *call, const char *name);

/* The service's clock, in seconds since the Unix epoch; -1: it did not say. */
extern int64 pgaws_call_date(PgawsCall *call);

/* Calls visit() for each header of the answer; names are as they came. */
extern void pgaws_call_each_header(PgawsCall *call,
								   void (*visit) (const char *name,
												  const char *value, void *arg),
								   void *arg);

#endif							/* PGAWS_CLIENT_H */
