/*-------------------------------------------------------------------------
 *
 * arguments.h
 *	  What the functions that send to message services ask of arguments.
 *
 * IDENTIFICATION
 *	  src/api/arguments.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_ARGUMENTS_H
#define AWSPIPE_ARGUMENTS_H

#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/jsonb.h"

/* The first n may not be NULL, else 22004. */
extern void awspipe_require_arguments(FunctionCallInfo fcinfo, int n,
									  const char *function);

/* The same of one, counted from 0. */
extern void awspipe_require_argument(FunctionCallInfo fcinfo, int i,
									 const char *function);

/* NULL for an SQL NULL; palloc'd. */
extern char *awspipe_text_argument(FunctionCallInfo fcinfo, int i);

/* "resend", "hold" or NULL, else 22023. */
extern const char *awspipe_ambiguous_argument(FunctionCallInfo fcinfo, int i);

/* 22023 unless the text is one of the words; the hint says which there are. */
extern void awspipe_check_word(const char *option, Datum value,
							   const char *const *words, int n,
							   const char *hint);

/* A month counts as thirty days. */
extern double awspipe_interval_seconds(Datum interval);

/* In UTF-8 whatever the database's encoding, or the text itself; *len in it. */
extern char *awspipe_to_utf8(char *text, size_t *len);

/*
 * Of UTF-8, or what should be that.  NULL when it cannot be a text of this
 * database: malformed, with a zero byte, or a character that its encoding
 * lacks.
 */
extern text *awspipe_utf8_to_text(const char *utf8, size_t len);

/* As AWS counts: bytes in UTF-8, whatever the database's encoding. */
extern int64 awspipe_utf8_length(const char *text);

/* 54000 when there are more than max bytes of what, or characters. */
extern void awspipe_check_bytes(const char *what, int64 bytes, int64 max);
extern void awspipe_check_characters(const char *what, const char *text,
									 int min, int max);

/* Printable ASCII without spaces, 1 to max: SQS's and SNS's ids; 22023. */
extern void awspipe_check_id(const char *what, const char *text, int max);

/* A random UUID: what makes a message recognizable when it is repeated. */
extern char *awspipe_make_token(void);

/* Appends ,"name":"value" (without the comma for the first), if not NULL. */
extern void awspipe_append_member(StringInfo body, const char *name,
								  const char *value);

#endif							/* AWSPIPE_ARGUMENTS_H */
