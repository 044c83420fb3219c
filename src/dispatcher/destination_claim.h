/*-------------------------------------------------------------------------
 *
 * destination_claim.h
 *	  Taking destinations out of the dispatcher's hands for a while.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_claim.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DESTINATION_CLAIM_H
#define AWSPIPE_DESTINATION_CLAIM_H

#include "postgres.h"

/*
 * For a session: until the transaction's end the dispatcher sends nothing to
 * these destinations and touches none of their rows; what was under way to
 * them is settled when this returns.  Sorts the ids.
 */
extern void awspipe_destinations_claim(int64 *destination_ids, int n);

/* For the dispatcher. */
extern bool awspipe_destination_is_claimed(int64 destination_id);

/*
 * Likewise: lets go of what is claimed, and goes on with what no longer is.
 * True when there is something to be read again.
 */
extern bool awspipe_claims_look(int64 now);

#endif							/* AWSPIPE_DESTINATION_CLAIM_H */
