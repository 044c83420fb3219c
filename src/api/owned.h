/*-------------------------------------------------------------------------
 *
 * owned.h
 *	  Jobs, workflows and captures by their names, as their owners manage
 *	  them.
 *
 * IDENTIFICATION
 *	  src/api/owned.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_OWNED_H
#define AWSPIPE_OWNED_H

#include "postgres.h"

#include "base/owner_spi.h"
#include "fmgr.h"

/* What the caller may manage */
typedef struct AwspipeOwnedKey
{
	int64		id;
	Oid			owner;
} AwspipeOwnedKey;

/* The first argument, which may not be NULL; 22004. */
extern char *awspipe_name_argument(FunctionCallInfo fcinfo);

/* 42602 unless it can be the name of one; kind is "job". */
extern void awspipe_check_name(const char *kind, const char *name);

/*
 * Finds it by a statement that returns its id and its owner's OID for a name.
 * 42704 when there is none, 42501 when it is another's.
 */
extern void awspipe_find_owned(AwspipeStatement *find, const char *kind,
							   const char *name, AwspipeOwnedKey *key);

/* 22023 unless an interval that is not NULL is of so many seconds. */
extern void awspipe_check_interval(const AwspipeArg *option, const char *name,
								   int min, int max);

#endif							/* AWSPIPE_OWNED_H */
