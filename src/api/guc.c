/*-------------------------------------------------------------------------
 *
 * guc.c
 *	  The configuration parameters, in alphabetical order.
 *
 * What workers obey is re-read on reload (PGC_SIGHUP), never set by a
 * session; only what sizes shared memory needs a restart.  What names files
 * of the server or loosens a security rule is hidden from ordinary roles.
 * No parameter ever holds a secret.
 *
 * IDENTIFICATION
 *	  src/api/guc.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/guc.h"
#include "base/settings.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/guc.h"

static void
define_bool(const char *name, const char *short_desc, const char *long_desc,
			bool *variable, int flags)
{
	DefineCustomBoolVariable(name, short_desc, long_desc, variable,
							 *variable, PGC_SIGHUP, flags,
							 NULL, NULL, NULL);
}

static void
define_int(const char *name, const char *short_desc, const char *long_desc,
		   int *variable, int min_value, int max_value,
		   GucContext context, int flags)
{
	DefineCustomIntVariable(name, short_desc, long_desc, variable,
							*variable, min_value, max_value, context, flags,
							NULL, NULL, NULL);
}

static void
define_string(const char *name, const char *short_desc, const char *long_desc,
			  char **variable, int flags)
{
	DefineCustomStringVariable(name, short_desc, long_desc, variable,
							   *variable, PGC_SIGHUP, flags,
							   NULL, NULL, NULL);
}

/* Defines the parameters and reserves their prefix. */
void
awspipe_guc_init(void)
{
	GucContext	at_start = process_shared_preload_libraries_in_progress ?
		PGC_POSTMASTER : PGC_SIGHUP;

	define_bool( /* name= */ "pgawspipe.allow_insecure_endpoints",
				 /* short_desc= */ "Allows plain http to endpoints on the loopback interface.",
				 /* long_desc= */ "Meant for AWS emulators.",
				 /* variable= */ &awspipe_allow_insecure_endpoints,
				 /* flags= */ GUC_SUPERUSER_ONLY);
	define_bool( /* name= */ "pgawspipe.allow_superuser_owner",
				 /* short_desc= */ "Allows consumers and jobs whose owner is a superuser.",
				 /* long_desc= */ "The triggers of such a consumer's inbox, and such a job's command, run with superuser rights.",
				 /* variable= */ &awspipe_allow_superuser_owner,
				 /* flags= */ GUC_SUPERUSER_ONLY);
	define_int( /* name= */ "pgawspipe.batch_retention",
				/* short_desc= */ "Sets how long applied batches and outcomes of messages are kept on record.",
				/* long_desc= */ NULL,
				/* variable= */ &awspipe_batch_retention,
				/* min_value= */ 1, /* max_value= */ INT_MAX,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_MIN);
	define_string( /* name= */ "pgawspipe.ca_file",
				   /* short_desc= */ "Sets the file with the certificate authorities to trust.",
				   /* long_desc= */ "An empty string means those of the operating system.",
				   /* variable= */ &awspipe_ca_file,
				   /* flags= */ GUC_SUPERUSER_ONLY);
	define_int( /* name= */ "pgawspipe.connect_timeout",
				/* short_desc= */ "Sets the time to wait for a connection to AWS.",
				/* long_desc= */ NULL,
				/* variable= */ &awspipe_connect_timeout,
				/* min_value= */ 1, /* max_value= */ INT_MAX,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_MS);
	define_int( /* name= */ "pgawspipe.delivered_retention",
				/* short_desc= */ "Sets how long messages that were settled are kept on record.",
				/* long_desc= */ "Zero turns the record off.",
				/* variable= */ &awspipe_delivered_retention,
				/* min_value= */ 0, /* max_value= */ INT_MAX,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_MIN);
	define_bool( /* name= */ "pgawspipe.enabled",
				 /* short_desc= */ "Runs consumers, jobs and dispatchers.",
				 /* long_desc= */ NULL,
				 /* variable= */ &awspipe_enabled,
				 /* flags= */ 0);
	define_string( /* name= */ "pgawspipe.endpoint_allowlist",
				   /* short_desc= */ "Sets the hosts that endpoint options of ordinary roles may name.",
				   /* long_desc= */ "A comma-separated list; \"*.example.com\" stands for every name below example.com.",
				   /* variable= */ &awspipe_endpoint_allowlist,
				   /* flags= */ GUC_SUPERUSER_ONLY);
	define_int( /* name= */ "pgawspipe.history_retention",
				/* short_desc= */ "Sets how long changes of consumers' states, runs of jobs and samples of statistics are kept on record.",
				/* long_desc= */ NULL,
				/* variable= */ &awspipe_history_retention,
				/* min_value= */ 1, /* max_value= */ INT_MAX,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_MIN);
	define_int( /* name= */ "pgawspipe.max_in_flight",
				/* short_desc= */ "Sets the number of requests a dispatcher has under way at once.",
				/* long_desc= */ NULL,
				/* variable= */ &awspipe_max_in_flight,
				/* min_value= */ 1, /* max_value= */ 1024,
				/* context= */ PGC_SIGHUP, /* flags= */ 0);
	define_int( /* name= */ "pgawspipe.max_job_workers",
				/* short_desc= */ "Sets the number of jobs that run in a database at once.",
				/* long_desc= */ "They also count towards pgawspipe.max_workers.",
				/* variable= */ &awspipe_max_job_workers,
				/* min_value= */ 0, /* max_value= */ 8192,
				/* context= */ PGC_SIGHUP, /* flags= */ 0);
	define_int( /* name= */ "pgawspipe.max_response_size",
				/* short_desc= */ "Sets the largest answer of AWS that is accepted.",
				/* long_desc= */ NULL,
				/* variable= */ &awspipe_max_response_size,
				/* min_value= */ 64, /* max_value= */ MAX_KILOBYTES,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_KB);

	/*
	 * A parameter that needs a restart can be made only while the server
	 * starts.  In a library that is loaded later it has no effect.
	 */
	define_int( /* name= */ "pgawspipe.max_workers",
				/* short_desc= */ "Sets the number of supervisors, consumers, jobs and dispatchers that can run.",
				/* long_desc= */ "They also count towards max_worker_processes.",
				/* variable= */ &awspipe_max_workers,
				/* min_value= */ 2, /* max_value= */ 8192,
				/* context= */ at_start, /* flags= */ 0);
	define_int( /* name= */ "pgawspipe.request_timeout",
				/* short_desc= */ "Sets the time a request to AWS may take.",
				/* long_desc= */ "It begins when the request is sent.",
				/* variable= */ &awspipe_request_timeout,
				/* min_value= */ 1, /* max_value= */ INT_MAX,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_MS);
	define_int( /* name= */ "pgawspipe.restart_backoff_max",
				/* short_desc= */ "Sets the longest time before a failed worker is started again.",
				/* long_desc= */ NULL,
				/* variable= */ &awspipe_restart_backoff_max,
				/* min_value= */ 1, /* max_value= */ INT_MAX,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_MS);
	define_int( /* name= */ "pgawspipe.restart_backoff_min",
				/* short_desc= */ "Sets the time before a failed worker is started again for the first time.",
				/* long_desc= */ "It doubles with every further failure.",
				/* variable= */ &awspipe_restart_backoff_min,
				/* min_value= */ 1, /* max_value= */ INT_MAX,
				/* context= */ PGC_SIGHUP, /* flags= */ GUC_UNIT_MS);

	MarkGUCPrefixReserved("pgawspipe");
}
