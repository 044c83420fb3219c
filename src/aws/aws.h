/*-------------------------------------------------------------------------
 *
 * aws.h
 *	  Types that every file of the protocol layer shares.
 *
 * The layer speaks AWS's protocols and nothing else: it knows no table, no
 * SPI, no latch and no GUC.  It may be called with or without an open
 * transaction.  What the remote side can cause comes back as a PgawsError;
 * ereport(ERROR) is for out of memory and for bugs.
 *
 * IDENTIFICATION
 *	  src/aws/aws.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_AWS_H
#define PGAWS_AWS_H

#include "postgres.h"

/*
 * What a failure means for the caller.  PGAWS_NETWORK, PGAWS_FOREIGN,
 * PGAWS_TRANSIENT and PGAWS_THROTTLED may succeed later with the same request;
 * the others will not without a change of request, configuration or
 * permissions.
 */
typedef enum PgawsErrorClass
{
	PGAWS_OK = 0,
	PGAWS_NETWORK,				/* no answer, or one that was cut */
	PGAWS_FOREIGN,				/* something that is not AWS answered */
	PGAWS_TRANSIENT,			/* the service failed: 5xx and its like */
	PGAWS_THROTTLED,			/* the service asks for fewer requests */
	PGAWS_AUTH,					/* credentials or a key missing or refused */
	PGAWS_REJECTED,				/* the request itself is at fault */
	PGAWS_MALFORMED				/* the answer cannot be understood */
} PgawsErrorClass;

/* AWS's longest reasons name an ARN or two, an action and a policy */
#define PGAWS_MESSAGE_BYTES_MAX	1000

typedef struct PgawsError
{
	PgawsErrorClass class;
	int			http_status;	/* 0 when AWS has not answered */
	bool		maybe_sent;		/* the service may have acted on it */
	char		code[128];		/* AWS code without namespace, or "" */
	char		request_id[128];	/* x-amzn-requestid, or "" */
	char		message[1024];	/* printable, cut, never a body */
	char		hint[256];		/* what may help, a sentence, or "" */
} PgawsError;

extern void pgaws_error_set(PgawsError *error, PgawsErrorClass class,
							const char *code, const char *fmt,...) pg_attribute_printf(4, 5);
extern void pgaws_error_clear(PgawsError *error);

/* SQLSTATE for a class of failure, see docs/reference.md */
extern int	pgaws_error_sqlstate(const PgawsError *error);

/* May the same request succeed later? */
extern bool pgaws_error_is_retryable(const PgawsError *error);

#endif							/* PGAWS_AWS_H */
