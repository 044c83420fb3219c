/*-------------------------------------------------------------------------
 *
 * region.h
 *	  The regions that AWS has published, and what a misspelt one may mean.
 *
 * IDENTIFICATION
 *	  src/aws/region.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_REGION_H
#define PGAWS_REGION_H

#include "postgres.h"

/* There may be newer ones: nothing is refused for its region. */
extern bool pgaws_region_is_known(const char *region);

/*
 * Writes a sentence on what to do about a region in which a service has no
 * address: those that it may have been meant to be, or that it is one.
 */
extern void pgaws_region_hint(const char *region, char *hint, size_t size);

#endif							/* PGAWS_REGION_H */
