/*-------------------------------------------------------------------------
 *
 * destination_ses.h
 *	  What the two files of the destination SES share.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_ses.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DESTINATION_SES_H
#define AWSPIPE_DESTINATION_SES_H

#include "postgres.h"

#include "dispatcher/destination.h"

/* destination_ses_rate.c: members of the sink */
extern PgawsCall *awspipe_ses_ask_account(AwspipeDestination *destination);
extern bool awspipe_ses_take_account(AwspipeDestination *destination,
									 PgawsCall *call, PgawsError *error);
extern bool awspipe_ses_without_account(AwspipeDestination *destination,
										const PgawsError *error);
extern int64 awspipe_ses_next_start(AwspipeDestination *destination, int64 now);
extern void awspipe_ses_spend(AwspipeRequest *request);

/*
 * SES has refused something with that error: rate and quota take note, and a
 * used up quota gets the code that it has everywhere.
 */
extern void awspipe_ses_learn(AwspipeDestination *destination, PgawsError *error);

#endif							/* AWSPIPE_DESTINATION_SES_H */
