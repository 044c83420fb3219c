/*-------------------------------------------------------------------------
 *
 * owner.h
 *	  Which roles may own what runs as its owner.
 *
 * IDENTIFICATION
 *	  src/base/owner.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_OWNER_H
#define AWSPIPE_OWNER_H

#include "base/problem.h"

/* What a worker connects as the owner of */
typedef enum AwspipeOwned
{
	AWSPIPE_OWNED_CONSUMER,
	AWSPIPE_OWNED_JOB,
	AWSPIPE_OWNED_CAPTURE
} AwspipeOwned;

/*
 * True when a worker may connect as that role, which owns the consumer, job or
 * capture of that id, or is to (0); InvalidOid is a role that is gone.
 * Otherwise *problem says why not, in the current memory context.  Needs a
 * transaction.
 */
extern bool awspipe_owner_check(Oid owner, AwspipeOwned what, int64 id,
								AwspipeProblem *problem);

#endif							/* AWSPIPE_OWNER_H */
