/*-------------------------------------------------------------------------
 *
 * json.h
 *	  JSON documents through json-c, and writing JSON.
 *
 * Only json.c includes json-c, whose json_object clashes with the server's
 * function of that name.  A document is freed with its memory context.
 *
 * IDENTIFICATION
 *	  src/aws/json.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_JSON_H
#define PGAWS_JSON_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* A value inside a document; valid as long as the document. */
typedef struct PgawsJson PgawsJson;

/*
 * Parses into the current memory context (a reset callback frees json-c's
 * part).  Strict: depth at most 100, no trailing garbage.  NULL when the
 * text is not JSON.
 */
extern PgawsJson *pgaws_json_parse(const char *text, size_t len);

/* Members and elements; NULL for a missing one and for JSON null. */
extern PgawsJson *pgaws_json_get(PgawsJson *object, const char *key);
extern int	pgaws_json_length(PgawsJson *array);	/* 0 when not an array */
extern PgawsJson *pgaws_json_at(PgawsJson *array, int i);

/* The value's text (string contents, a number's digits), or NULL. */
extern const char *pgaws_json_text(PgawsJson *value);

/* A string's bytes, of which some may be 0; NULL for anything else. */
extern const char *pgaws_json_string(PgawsJson *value, size_t *len);

extern int64 pgaws_json_int64(PgawsJson *value, int64 otherwise);
extern double pgaws_json_double(PgawsJson *value, double otherwise);
extern bool pgaws_json_bool(PgawsJson *value, bool otherwise);
extern bool pgaws_json_is_object(PgawsJson *value);
extern bool pgaws_json_is_array(PgawsJson *value);
extern bool pgaws_json_is_string(PgawsJson *value);
extern bool pgaws_json_is_number(PgawsJson *value);
extern bool pgaws_json_is_bool(PgawsJson *value);

/* Shorthand for a member's text. */
extern const char *pgaws_json_get_text(PgawsJson *object, const char *key);

/* The value as compact JSON text, palloc'd. */
extern char *pgaws_json_to_string(PgawsJson *value);

/* Calls visit(key, value, arg) for every member of an object. */
extern void pgaws_json_each(PgawsJson *object,
							void (*visit) (const char *key, PgawsJson *value, void *arg),
							void *arg);

/* Appends a quoted, escaped JSON string. */
extern void pgaws_json_append_string(StringInfo buf, const char *value);
extern void pgaws_json_append_string_len(StringInfo buf, const char *value, size_t len);

#endif							/* PGAWS_JSON_H */
