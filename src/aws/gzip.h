/*-------------------------------------------------------------------------
 *
 * gzip.h
 *	  The gzip format, piece by piece, through zlib.
 *
 * Only gzip.c includes zlib.
 *
 * IDENTIFICATION
 *	  src/aws/gzip.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_GZIP_H
#define PGAWS_GZIP_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* What gzip data begins with: RFC 1952, section 2.3.1 */
#define PGAWS_GZIP_MAGIC		"\x1f\x8b"
#define PGAWS_GZIP_MAGIC_LEN	2

/* Reading; in the current memory context, and freed with it. */
typedef struct PgawsGunzip PgawsGunzip;

extern PgawsGunzip *pgaws_gunzip_create(void);

/*
 * Hands over the next piece; it must stay where it is until
 * pgaws_gunzip_read() has returned 0.
 */
extern void pgaws_gunzip_input(PgawsGunzip *gunzip, const char *data,
							   size_t len);

/* Up to size bytes of content; 0 when more input is needed, or at a fault. */
extern size_t pgaws_gunzip_read(PgawsGunzip *gunzip, char *content,
								size_t size);

/* NULL, or what is wrong with the data. */
extern const char *pgaws_gunzip_fault(PgawsGunzip *gunzip);

/* Does what was read end where gzip data may end? */
extern bool pgaws_gunzip_is_whole(PgawsGunzip *gunzip);

/*
 * Writing, appended to data.  The same content always yields the same bytes.
 * In the current memory context, and freed with it.
 */
typedef struct PgawsGzip PgawsGzip;

extern PgawsGzip *pgaws_gzip_create(StringInfo data);
extern void pgaws_gzip_append(PgawsGzip *gzip, const char *content, size_t len);
extern void pgaws_gzip_finish(PgawsGzip *gzip);

#endif							/* PGAWS_GZIP_H */
