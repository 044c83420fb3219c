/*-------------------------------------------------------------------------
 *
 * settings.h
 *	  Variables behind the configuration parameters.
 *
 * They are registered in src/api/guc.c; they are declared here because the
 * engine reads them and may not look upwards.
 *
 * IDENTIFICATION
 *	  src/base/settings.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SETTINGS_H
#define AWSPIPE_SETTINGS_H

#include "postgres.h"

extern bool awspipe_allow_insecure_endpoints;	/* plain http, loopback only */
extern bool awspipe_allow_superuser_owner;
extern int	awspipe_batch_retention;	/* minutes */
extern char *awspipe_ca_file;	/* "" is the system's */
extern int	awspipe_connect_timeout;	/* ms */
extern int	awspipe_delivered_retention;	/* minutes; 0: none are kept */
extern bool awspipe_enabled;
extern char *awspipe_endpoint_allowlist;	/* hosts, comma-separated */
extern int	awspipe_history_retention;	/* minutes */
extern int	awspipe_max_in_flight;	/* requests of the dispatcher */
extern int	awspipe_max_job_workers;	/* in a database */
extern int	awspipe_max_response_size;	/* kB */
extern int	awspipe_max_workers;
extern int	awspipe_request_timeout;	/* ms */
extern int	awspipe_restart_backoff_max;	/* ms */
extern int	awspipe_restart_backoff_min;	/* ms */

#endif							/* AWSPIPE_SETTINGS_H */
