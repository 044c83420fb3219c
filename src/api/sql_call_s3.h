/*-------------------------------------------------------------------------
 *
 * sql_call_s3.h
 *	  awspipe.call() for S3.
 *
 * IDENTIFICATION
 *	  src/api/sql_call_s3.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SQL_CALL_S3_H
#define AWSPIPE_SQL_CALL_S3_H

#include "postgres.h"

#include "aws/client.h"
#include "aws/json.h"

/*
 * Carries an operation out: input and answer are JSON in UTF-8.  22023 for an
 * unknown operation or input that it does not take.  NULL when it has failed
 * with one of these codes.
 */
extern char *awspipe_call_s3(PgawsClient *client, const PgawsService *service,
							 const char *operation, PgawsJson *input,
							 char **codes, int ncodes, size_t *len);

#endif							/* AWSPIPE_SQL_CALL_S3_H */
