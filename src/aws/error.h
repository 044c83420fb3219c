/*-------------------------------------------------------------------------
 *
 * error.h
 *	  Reading AWS's error answers.
 *
 * IDENTIFICATION
 *	  src/aws/error.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_ERROR_H
#define PGAWS_ERROR_H

#include "aws/aws.h"

/* Where an answer may say what went wrong. */
typedef struct PgawsErrorAnswer
{
	int			http_status;
	const char *error_type;		/* header x-amzn-errortype, or NULL */
	const char *request_id;		/* header x-amzn-requestid, or NULL */
	const char *content_type;	/* header, or NULL */
	const char *peer;			/* who answered, or NULL */
	const char *secrets[2];		/* a text that has one is not quoted; or NULL */
	const char *body;			/* NUL-terminated; NULL: there is never one */
	size_t		body_len;
} PgawsErrorAnswer;

/*
 * Fills *error from an answer that is a failure.  True when the service
 * finds fault with the time of the signature.
 */
extern bool pgaws_error_from_answer(PgawsError *error,
									const PgawsErrorAnswer *answer);

/* Fills *error for an answer that is none of AWS. */
extern void pgaws_error_foreign(PgawsError *error,
								const PgawsErrorAnswer *answer);

/* What AWS or the network said, as a message's detail; palloc'd. */
extern char *pgaws_error_detail(const PgawsError *error);

/* Printable characters, all else as \xNN, cut to size with its terminator. */
extern void pgaws_error_quote(char *dst, size_t size,
							  const char *text, size_t len);

#endif							/* PGAWS_ERROR_H */
