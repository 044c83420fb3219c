/*-------------------------------------------------------------------------
 *
 * settings.c
 *	  Variables behind the configuration parameters.
 *
 * The values here are the ones a process has when the parameters are not
 * registered, as under pg_upgrade; src/api/guc.c repeats them as boot
 * values.
 *
 * IDENTIFICATION
 *	  src/base/settings.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/settings.h"

bool		awspipe_allow_insecure_endpoints = false;
bool		awspipe_allow_superuser_owner = false;
int			awspipe_batch_retention = 7 * 24 * 60;
char	   *awspipe_ca_file = "";
int			awspipe_connect_timeout = 5000;
int			awspipe_delivered_retention = 0;
bool		awspipe_enabled = true;
char	   *awspipe_endpoint_allowlist = "";
int			awspipe_history_retention = 7 * 24 * 60;
int			awspipe_max_in_flight = 64;
int			awspipe_max_job_workers = 2;
int			awspipe_max_response_size = 32 * 1024;
int			awspipe_max_workers = 32;
int			awspipe_request_timeout = 30000;
int			awspipe_restart_backoff_max = 300000;
int			awspipe_restart_backoff_min = 1000;
