/*-------------------------------------------------------------------------
 *
 * json_scan.h
 *	  Reading JSON in place, without a tree, for the record hot path.
 *
 * The caller asks for what it expects and skips what it does not know.
 * Strings are unescaped and terminated where they stand, so the text is
 * used up by reading it, and what was read points into it.  Nothing is
 * allocated and nothing throws.
 *
 * The first fault is kept in scan->error; from then on every reading
 * function returns false.  Messages name the fault and hold nothing of the text.
 *
 * IDENTIFICATION
 *	  src/aws/json_scan.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_JSON_SCAN_H
#define PGAWS_JSON_SCAN_H

#include "postgres.h"

/* Deepest nesting that pgaws_scan_skip() follows. */
#define PGAWS_SCAN_DEPTH_MAX	64

typedef struct PgawsScan
{
	char	   *text;
	char	   *at;
	char	   *end;			/* holds a NUL */
	const char *error;			/* NULL while all is well */
} PgawsScan;

/* text[len] must be NUL. */
extern void pgaws_scan_start(PgawsScan *scan, char *text, size_t len);

/* True when only white space is left. */
extern bool pgaws_scan_finish(PgawsScan *scan);

/* Records a fault of the caller's own; returns false. */
extern bool pgaws_scan_fail(PgawsScan *scan, const char *message);

/* Goes to the next token; returns its first character, NUL at the end. */
static inline char
pgaws_scan_peek(PgawsScan *scan)
{
	while (*scan->at == ' ' || *scan->at == '\n' ||
		   *scan->at == '\t' || *scan->at == '\r')
		scan->at++;
	return *scan->at;
}

/*
 * Objects and arrays.  open takes '{' or '['; member and element go to the
 * next one, or return false at the closing bracket.  *count is the caller's,
 * zero at first.  A member's value, or the element, must then be read or
 * skipped.
 */
extern bool pgaws_scan_open(PgawsScan *scan, char bracket);
extern bool pgaws_scan_member(PgawsScan *scan, int *count,
							  const char **name, size_t *len);
extern bool pgaws_scan_element(PgawsScan *scan, int *count);

/* Takes a null when there is one. */
extern bool pgaws_scan_null(PgawsScan *scan);

/*
 * A string as NUL-terminated, valid UTF-8.  JSON can say what a C string or
 * UTF-8 cannot, \u0000 and half a surrogate pair: that becomes U+FFFD, so
 * that one odd key of a producer's cannot make an answer unreadable for ever.
 */
extern bool pgaws_scan_string(PgawsScan *scan, char **value, size_t *len);

/* A string of base64, decoded; not terminated. */
extern bool pgaws_scan_base64(PgawsScan *scan, char **value, size_t *len);

/*
 * A number times ten to the power of scale, rounded half away from zero.
 * Exact for up to 18 digits; beyond int64 is a fault.
 */
extern bool pgaws_scan_number(PgawsScan *scan, int scale, int64 *value);

/* Any value, checked against the grammar but not for UTF-8. */
extern bool pgaws_scan_skip(PgawsScan *scan);
extern bool pgaws_scan_skip_string(PgawsScan *scan);

#endif							/* PGAWS_JSON_SCAN_H */
