/*-------------------------------------------------------------------------
 *
 * url.h
 *	  Texts in URLs and in headers.
 *
 * IDENTIFICATION
 *	  src/aws/url.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_URL_H
#define PGAWS_URL_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* RFC 3986 encoding as AWS wants it; keep_slash for paths. */
extern void pgaws_url_encode(StringInfo buf, const char *value, size_t len,
							 bool keep_slash);

/*
 * Undoes it in place and returns the length that remains: U+0000 may be in
 * it.  A percent sign that begins no escape stays.  plus_is_space: as forms
 * are encoded, and S3's keys where encoding-type=url was asked for.
 */
extern size_t pgaws_url_decode(char *text, size_t len, bool plus_is_space);

/*
 * Value of a header as text, palloc'd: UTF-8 as it should be, else ISO 8859-1,
 * which HTTP once meant.
 */
extern char *pgaws_header_text(const char *value);

#endif							/* PGAWS_URL_H */
