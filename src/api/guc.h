/*-------------------------------------------------------------------------
 *
 * guc.h
 *	  Registration of the configuration parameters.
 *
 * IDENTIFICATION
 *	  src/api/guc.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_GUC_H
#define AWSPIPE_GUC_H

extern void awspipe_guc_init(void); /* from _PG_init */

#endif							/* AWSPIPE_GUC_H */
