/*-------------------------------------------------------------------------
 *
 * bind.h
 *	  AWS's own JSON and the requests and answers it stands for, by the
 *	  models of the services.
 *
 * Input is what "aws ... --cli-input-json" takes, an answer what
 * "aws ... --output json" prints: members are named as in the models, blobs
 * are base64, times ISO 8601 (or seconds since the epoch, in an input).
 *
 * IDENTIFICATION
 *	  src/aws/bind.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_BIND_H
#define PGAWS_BIND_H

#include "aws/client.h"
#include "aws/json.h"
#include "aws/model.h"
#include "aws/s3_write.h"

/* All that is asked of an operation; members are palloc'd. */
typedef struct PgawsBound
{
	/* Request */
	const PgawsService *service;
	const PgawsOperation *operation;
	char	   *path;
	StringInfoData query;
	PgawsS3Headers headers;
	StringInfoData body;

	/* What was found while it was made; NULL: nothing */
	int			sqlstate;		/* of the problem */
	char	   *problem;
	char	   *hint;
	StringInfoData outdated;	/* old spellings, a line for each */
} PgawsBound;

/*
 * Checks input against the model and makes the request.  token is the
 * idempotency token to be used where the input has none.  False with
 * bound->problem, a message for ereport, when the input is not right.
 */
extern bool pgaws_bind_input(PgawsBound *bound, const PgawsService *service,
							 const PgawsOperation *operation,
							 const char *text, size_t len,
							 const char *region, const char *token);

/* Starts the call, as pgaws_call_http() does. */
extern PgawsCall *pgaws_call_bound(PgawsClient *client, const PgawsBound *bound,
								   void *owner, int tag);

/*
 * Both: an input that is not right becomes a call that has failed.
 */
extern PgawsCall *pgaws_call_input(PgawsClient *client, const PgawsService *service,
								   const char *operation,
								   const char *text, size_t len,
								   void *owner, int tag);

/*
 * Appends the answer of a call that has succeeded, a JSON object.  False with
 * *error when it cannot be understood, or is a failure in spite of its status.
 */
extern bool pgaws_bind_output(StringInfo json, const PgawsService *service,
							  const PgawsOperation *operation,
							  PgawsCall *call, PgawsError *error);

#endif							/* PGAWS_BIND_H */
