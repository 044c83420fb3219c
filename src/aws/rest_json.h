/*-------------------------------------------------------------------------
 *
 * rest_json.h
 *	  Calls of services with a REST protocol and JSON bodies.
 *
 * IDENTIFICATION
 *	  src/aws/rest_json.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_REST_JSON_H
#define PGAWS_REST_JSON_H

#include "aws/client.h"

/*
 * Starts a call.  path and query are encoded, query and body may be NULL; the
 * rest is as with pgaws_call_http().
 */
extern PgawsCall *pgaws_call_rest_json(PgawsClient *client,
									   const PgawsService *service,
									   const char *operation,
									   const char *method, const char *path,
									   const char *query, const char *body,
									   size_t body_len, void *owner, int tag);

#endif							/* PGAWS_REST_JSON_H */
