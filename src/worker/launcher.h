/*-------------------------------------------------------------------------
 *
 * launcher.h
 *	  The worker that starts a supervisor in each database.
 *
 * IDENTIFICATION
 *	  src/worker/launcher.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_LAUNCHER_H
#define AWSPIPE_LAUNCHER_H

extern void awspipe_launcher_register(void);	/* from _PG_init */

#endif							/* AWSPIPE_LAUNCHER_H */
