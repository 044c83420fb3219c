/*-------------------------------------------------------------------------
 *
 * database_hold.h
 *	  Making room for commands that need a database to themselves.
 *
 * IDENTIFICATION
 *	  src/worker/database_hold.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_DATABASE_HOLD_H
#define AWSPIPE_DATABASE_HOLD_H

extern void awspipe_hold_init(void);	/* from _PG_init */

#endif							/* AWSPIPE_DATABASE_HOLD_H */
