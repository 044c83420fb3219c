/*-------------------------------------------------------------------------
 *
 * hold.h
 *	  Making room for commands that need a database to themselves.
 *
 * IDENTIFICATION
 *	  src/engine/hold.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_HOLD_H
#define AWSPIPE_HOLD_H

extern void awspipe_hold_init(void);	/* from _PG_init */

#endif							/* AWSPIPE_HOLD_H */
