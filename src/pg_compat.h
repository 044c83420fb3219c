/*-------------------------------------------------------------------------
 *
 * pg_compat.h
 *	  Differences between PostgreSQL 14 and 18, in one place.
 *
 * No other file of this project looks at PG_VERSION_NUM: each seam is a
 * macro or inline function here, named for what it does, in the spelling of
 * the newest release wherever that is possible.
 *
 * IDENTIFICATION
 *	  src/pg_compat.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PG_COMPAT_H
#define PG_COMPAT_H

#include "postgres.h"

#include "storage/latch.h"
#include "storage/proc.h"

#if PG_VERSION_NUM < 140000
#error "pgawspipe needs PostgreSQL 14 or later"
#endif

/* 16 moved the varlena macros out of postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 17 replaced the member pgprocno by a global */
#if PG_VERSION_NUM >= 170000
#define MY_PROC_NUMBER	MyProcNumber
#else
#define MY_PROC_NUMBER	(MyProc->pgprocno)
#endif

#endif							/* PG_COMPAT_H */
