/*-------------------------------------------------------------------------
 *
 * lock_class.h
 *	  Classes of our advisory locks, which tell them from each other and from
 *	  those of pg_advisory_lock(), of class 1 and 2.  In pg_locks the class is
 *	  objsubid.
 *
 * IDENTIFICATION
 *	  src/base/lock_class.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_LOCK_CLASS_H
#define AWSPIPE_LOCK_CLASS_H

#define AWSPIPE_LOCK_DISPATCHER	0xA5	/* there is one per database */
#define AWSPIPE_LOCK_NAMES		0xA6	/* first and last rows of owners */
#define AWSPIPE_LOCK_PIPELINE	0xA7	/* awspipe.lock() */
#define AWSPIPE_LOCK_DESTINATION	0xA8	/* destination_claim.c; by its id */
#define AWSPIPE_LOCK_JOB		0xA9	/* one run of it at a time; by its id */

#endif							/* AWSPIPE_LOCK_CLASS_H */
