/*-------------------------------------------------------------------------
 *
 * sigv4_canonical.h
 *	  The canonical parts of a request, for sigv4.c only.
 *
 * IDENTIFICATION
 *	  src/aws/sigv4_canonical.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_SIGV4_CANONICAL_H
#define PGAWS_SIGV4_CANONICAL_H

#include "aws/sigv4.h"

/* Each appends to its buffers; temporaries go to the current context. */
extern void pgaws_canonical_path(StringInfo buf, const char *path,
								 bool normalize, bool encode);
extern void pgaws_canonical_query(StringInfo buf, const char *query);
extern void pgaws_canonical_headers(StringInfo lines, StringInfo names,
									const PgawsHeader *headers, int nheaders);

#endif							/* PGAWS_SIGV4_CANONICAL_H */
