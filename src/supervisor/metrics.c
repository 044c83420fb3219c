/*-------------------------------------------------------------------------
 *
 * metrics.c
 *	  Publishing metrics each minute.
 *
 * Done by the supervisor, for each row of awspipe.metric_setting in a
 * transaction of its own: it calls awspipe.publish_metrics() with the
 * identity of the role that asked for it, so that the role's rights count as
 * they are now.  No code of users runs.  Where it fails (no USAGE any more,
 * the server is gone), the log says so, and again when the reason changes;
 * the next minute is another try.
 *
 * IDENTIFICATION
 *	  src/supervisor/metrics.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "supervisor/metrics.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "worker/report.h"
#include "worker/worker.h"

typedef struct MetricSetting
{
	Oid			owner;
	char	   *owner_name;
	char	   *server;
	char	   *namespace;
} MetricSetting;

/* Lives as long as the supervisor, once a setting has failed */
typedef struct MetricJob
{
	AwspipeJob	job;
	struct MetricJob *next;
} MetricJob;

static MetricJob *jobs = NULL;

/* Claims what is due, so that a failure does not make it due at once. */
static MetricSetting *
claim_due(int *n)
{
	static AwspipeStatement claim = {
		.sql = "UPDATE awspipe.metric_setting AS m SET published_at = now()"
		" FROM awspipe._ownership AS w, awspipe.server AS s, pg_foreign_server AS f"
		" WHERE w.owner_id = m.owner_id AND s.server_id = m.server_id"
		" AND f.oid = s.server_oid AND f.srvname = s.server_name"
		" AND (m.published_at IS NULL"
		"  OR date_trunc('minute', m.published_at) <> date_trunc('minute', now()))"
		" RETURNING w.role_oid, f.srvname, m.namespace, pg_get_userbyid(w.role_oid)"
	};
	MetricSetting *due;

	*n = (int) awspipe_execute(&claim);
	due = MemoryContextAlloc(awspipe_tick_context, (*n + 1) * sizeof(MetricSetting));
	for (int i = 0; i < *n; i++)
	{
		due[i].owner = (Oid) awspipe_result_int64(i, 1, InvalidOid);
		due[i].server = MemoryContextStrdup(awspipe_tick_context,
											awspipe_result_text(i, 2));
		due[i].namespace = MemoryContextStrdup(awspipe_tick_context,
											   awspipe_result_text(i, 3));
		due[i].owner_name = MemoryContextStrdup(awspipe_tick_context,
												awspipe_result_text(i, 4));
	}
	return due;
}

/* A transaction must be open; its abort restores the identity. */
static void
publish(const MetricSetting *setting)
{
	Oid			types[2] = {TEXTOID, TEXTOID};
	Datum		values[2];
	Oid			save_user;
	int			save_sec_context;

	values[0] = CStringGetTextDatum(setting->server);
	values[1] = CStringGetTextDatum(setting->namespace);
	GetUserIdAndSecContext(&save_user, &save_sec_context);
	SetUserIdAndSecContext(setting->owner,
						   save_sec_context | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_RESTRICTED_OPERATION);
	if (SPI_execute_with_args("SELECT awspipe.publish_metrics($1, $2)", 2, types,
							  values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not publish metrics");
	SetUserIdAndSecContext(save_user, save_sec_context);
}

/* The setting's job; NULL if there is none yet and none is to be made. */
static AwspipeJob *
job_of(const MetricSetting *setting, bool make)
{
	char	   *what = psprintf("publish metrics to CloudWatch namespace \"%s\" by server \"%s\" for role \"%s\"",
								setting->namespace, setting->server,
								setting->owner_name);
	MetricJob  *job = jobs;

	while (job != NULL && strcmp(job->job.what, what) != 0)
		job = job->next;
	if (job == NULL && make)
	{
		job = MemoryContextAllocZero(TopMemoryContext, sizeof(MetricJob));
		job->job.what = MemoryContextStrdup(TopMemoryContext, what);
		job->next = jobs;
		jobs = job;
	}
	return job ? &job->job : NULL;
}

/* One setting, or (NULL) finding out which are due. */
static MetricSetting *
attempt(const MetricSetting *setting, int *n)
{
	MetricSetting *volatile due = NULL;

	PG_TRY();
	{
		if (awspipe_begin("publishing metrics"))
		{
			if (setting != NULL)
				publish(setting);
			else
				due = claim_due(n);
			awspipe_commit();
			if (setting != NULL && job_of(setting, false) != NULL)
				awspipe_job_done(job_of(setting, false));
		}
	}
	PG_CATCH();
	{
		ErrorData  *error = awspipe_abort(awspipe_tick_context);

		/* What keeps the claim from being made troubles all else here */
		if (setting != NULL)
			awspipe_job_failed(job_of(setting, true), error);
		due = NULL;
	}
	PG_END_TRY();
	return due;
}

void
awspipe_metrics_publish_due(void)
{
	int			n = 0;
	MetricSetting *due = attempt(NULL, &n);

	for (int i = 0; due != NULL && i < n; i++)
		(void) attempt(&due[i], NULL);
}
