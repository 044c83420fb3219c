/*-------------------------------------------------------------------------
 *
 * destination_row.h
 *	  The rows of destinations: naming them, and making them.
 *
 * IDENTIFICATION
 *	  src/dispatcher/destination_row.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DESTINATION_ROW_H
#define AWSPIPE_DESTINATION_ROW_H

#include "postgres.h"

/* What a destination is; role and server exist. */
typedef struct AwspipeDestinationKey
{
	Oid			role;
	Oid			server;
	const char *service;
	const char *resource;
} AwspipeDestinationKey;

/*
 * The destination's id.  Where nobody has made its row yet, the dispatcher is
 * told to, by a row that commits with the caller's transaction and for which
 * nobody waits; *made says whether that was needed not to be.  on_ambiguous,
 * unless NULL, becomes the destination's.  Between SPI_connect() and
 * SPI_finish().
 */
extern int64 awspipe_destination_id(const AwspipeDestinationKey *key,
									const char *on_ambiguous, bool *made);

/*
 * For the dispatcher: makes what it was told to, in a transaction of its own.
 * False when something has to wait for another transaction, or the extension
 * is not there to work with.
 */
extern bool awspipe_destinations_make(void);

#endif							/* AWSPIPE_DESTINATION_ROW_H */
