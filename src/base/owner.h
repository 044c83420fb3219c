/*-------------------------------------------------------------------------
 *
 * owner.h
 *	  Which roles may own consumers.
 *
 * IDENTIFICATION
 *	  src/base/owner.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_OWNER_H
#define AWSPIPE_OWNER_H

#include "postgres.h"

typedef struct AwspipeOwnerProblem
{
	int			sqlerrcode;
	const char *message;
	const char *hint;
} AwspipeOwnerProblem;

/*
 * True when a worker may connect as that role.  Otherwise *problem says why
 * not, in the current memory context.  Needs a transaction.
 */
extern bool awspipe_owner_check(Oid owner, AwspipeOwnerProblem *problem);

#endif							/* AWSPIPE_OWNER_H */
