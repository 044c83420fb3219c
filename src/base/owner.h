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

#include "base/problem.h"

/*
 * True when a worker may connect as that role; InvalidOid is one that is gone.
 * Otherwise *problem says why not, in the current memory context.  Needs a
 * transaction.
 */
extern bool awspipe_owner_check(Oid owner, int64 consumer_id,
								AwspipeProblem *problem);

#endif							/* AWSPIPE_OWNER_H */
