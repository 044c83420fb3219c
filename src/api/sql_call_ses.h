/*-------------------------------------------------------------------------
 *
 * sql_call_ses.h
 *	  awspipe.call() for SES.
 *
 * IDENTIFICATION
 *	  src/api/sql_call_ses.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SQL_CALL_SES_H
#define AWSPIPE_SQL_CALL_SES_H

#include "postgres.h"

#include "aws/client.h"
#include "utils/jsonb.h"

/* Starts the call; 22023 for an unknown operation or a missing member. */
extern PgawsCall *awspipe_call_ses(PgawsClient *client,
								   const PgawsService *service,
								   const char *operation, Jsonb *input);

#endif							/* AWSPIPE_SQL_CALL_SES_H */
