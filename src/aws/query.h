/*-------------------------------------------------------------------------
 *
 * query.h
 *	  The query protocol: input as a form, output as XML.
 *
 * SNS and STS speak it.  What callers see on both sides is JSON.
 *
 * IDENTIFICATION
 *	  src/aws/query.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_QUERY_H
#define PGAWS_QUERY_H

#include "aws/client.h"
#include "aws/json.h"
#include "lib/stringinfo.h"

/* A form begins with the operation and the service's version. */
extern void pgaws_query_begin(StringInfo form, const PgawsService *service,
							  const char *operation);

/*
 * Appends a value under that name.  An object's members are named
 * name.Member, elements of an array name.member.N, members of what the
 * services call a map name.entry.N.key and .value.  null is left out.
 */
extern void pgaws_query_append(StringInfo form, const char *name,
							   PgawsJson *value);
extern void pgaws_query_append_text(StringInfo form, const char *name,
									const char *value);

/* Appends all members of the input of an operation. */
extern void pgaws_query_append_input(StringInfo form, PgawsJson *input);

/*
 * Starts an operation, as pgaws_call_json() does.  Its answer is XML: see
 * pgaws_xml_to_json().
 */
extern PgawsCall *pgaws_call_query(PgawsClient *client,
								   const PgawsService *service,
								   const char *operation,
								   const char *form, size_t form_len,
								   void *owner, int tag);

#endif							/* PGAWS_QUERY_H */
