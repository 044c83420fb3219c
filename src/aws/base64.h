/*-------------------------------------------------------------------------
 *
 * base64.h
 *	  Base64 by table, for the record hot path.
 *
 * IDENTIFICATION
 *	  src/aws/base64.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_BASE64_H
#define PGAWS_BASE64_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* Enough room for what srclen characters decode to. */
#define PGAWS_BASE64_DECODED_MAX(srclen) ((srclen) / 4 * 3 + 3)

/*
 * Decodes strictly (alphabet of RFC 4648 section 4, padding required, unused
 * bits zero, no white space).  dst may be src: decoding in place is safe.
 * Returns the length, or -1.
 */
extern ssize_t pgaws_base64_decode(const char *src, size_t srclen, char *dst);

/*
 * Decodes full groups of four characters up to the first that is not one,
 * be it padded, short or no base64 at all.  Returns the characters consumed,
 * of which each four became three bytes.  Nothing from there on is written
 * to when dst is src.
 */
extern size_t pgaws_base64_decode_groups(const char *src, size_t srclen,
										 char *dst);

extern void pgaws_base64_append(StringInfo buf, const char *src, size_t len);

#endif							/* PGAWS_BASE64_H */
