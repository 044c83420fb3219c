/*-------------------------------------------------------------------------
 *
 * sql_job.c
 *	  Making, changing and starting jobs and workflows from SQL.
 *
 * Everything here happens in the caller's transaction: what it starts, runs
 * when it has committed, and never if it rolls back.  A job is its owner's:
 * whoever is a member of that role may change and start it, or have others
 * come after it.
 *
 * Names and values are those of AWS Glue's triggers and workflows.
 *
 * IDENTIFICATION
 *	  src/api/sql_job.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/owned.h"
#include "base/names.h"
#include "base/owner.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "job/job.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "pg_compat.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "worker/idle.h"
#include "worker/shmem.h"

#define RETRY_ATTEMPTS_MAX	10000
#define TIMEOUT_MIN_S		1
#define TIMEOUT_MAX_S		(7 * 24 * 3600) /* Glue: up to 7 days */

/* Order of the options in arguments and statements */
enum
{
	OPTION_COMMAND,
	OPTION_SCHEDULE,
	OPTION_AFTER,
	OPTION_ON,
	OPTION_LOGICAL,
	OPTION_MAXIMUM_RETRY_ATTEMPTS,
	OPTION_TIMEOUT,
	OPTION_TRANSACTIONAL,
	OPTION_COUNT
};

static const struct
{
	const char *name;
	Oid			type;
	bool		optional;		/* may be NULL when the job is made */
}			known_options[OPTION_COUNT] = {
	{"command", TEXTOID, false},
	{"schedule", TEXTOID, true},
	{"after", TEXTARRAYOID, true},
	{"on", TEXTOID, false},
	{"logical", TEXTOID, false},
	{"maximum_retry_attempts", INT4OID, false},
	{"timeout", INTERVALOID, false},
	{"transactional", BOOLOID, false}
};

PG_FUNCTION_INFO_V1(awspipe_create_job);
PG_FUNCTION_INFO_V1(awspipe_alter_job);
PG_FUNCTION_INFO_V1(awspipe_drop_job);
PG_FUNCTION_INFO_V1(awspipe_run_job);
PG_FUNCTION_INFO_V1(awspipe_cancel_run);
PG_FUNCTION_INFO_V1(awspipe_create_workflow);
PG_FUNCTION_INFO_V1(awspipe_drop_workflow);
PG_FUNCTION_INFO_V1(awspipe_run_workflow);

PGDLLEXPORT Datum awspipe_create_job(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_alter_job(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_drop_job(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_run_job(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_cancel_run(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_create_workflow(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_drop_workflow(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_run_workflow(PG_FUNCTION_ARGS);

/*
 * Finds a job that the caller may manage; throws when there is none.  lock:
 * until the transaction ends nobody else changes it, though it may be started.
 */
static void
find_job(const char *name, bool lock, AwspipeOwnedKey *key)
{
#define FIND_JOB "SELECT j.job_id, w.role_oid FROM awspipe.job AS j" \
	" LEFT JOIN awspipe._ownership AS w USING (owner_id) WHERE j.name = $1"
	static AwspipeStatement find = {.sql = FIND_JOB};
	static AwspipeStatement find_locked = {.sql = FIND_JOB " FOR NO KEY UPDATE OF j"};

	awspipe_find_owned(lock ? &find_locked : &find, "job", name, key);
}

/* The same of a workflow */
static void
find_workflow(const char *name, AwspipeOwnedKey *key)
{
	static AwspipeStatement find = {
		.sql = "SELECT f.workflow_id, w.role_oid FROM awspipe.workflow AS f"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id) WHERE f.name = $1"
		" FOR KEY SHARE OF f"
	};

	awspipe_find_owned(&find, "workflow", name, key);
}

/*
 * Ids of the jobs that an array names, each once, as a parameter.  The caller
 * must own them.
 */
static AwspipeArg
find_jobs(ArrayType *names)
{
	ArrayBuildState *ids = bind_array_start(INT8OID);
	Datum	   *values;
	bool	   *nulls;
	int			n;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		AwspipeOwnedKey key;

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("names of jobs must not be null")));
		find_job(TextDatumGetCString(values[i]), false, &key);
		bind_array_add(ids, bind_int8(key.id));
	}
	return bind_array(ids);
}

/* Tells at once what the parser has against it, and what a worker would. */
static void
check_command(const char *command)
{
	List	   *statements = pg_parse_query(command);
	ListCell   *lc;

	if (statements == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("command must not be empty")));
	foreach(lc, statements)
	{
		Node	   *statement = lfirst_node(RawStmt, lc)->stmt;

		if (IsA(statement, CopyStmt) &&
			castNode(CopyStmt, statement)->filename == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("command of a job cannot copy to or from a client")));
	}
}

/* Checks the options that are not null. */
static void
check_options(const AwspipeArg *options)
{
	static const char *const ends[] = {"succeeded", "failed", "any"};
	static const char *const logicals[] = {"and", "any"};

	if (!options[OPTION_COMMAND].isnull)
		check_command(TextDatumGetCString(options[OPTION_COMMAND].value));
	if (!options[OPTION_ON].isnull)
		awspipe_check_word("on", options[OPTION_ON].value, ends, lengthof(ends),
						   "It can be succeeded, failed or any.");
	if (!options[OPTION_LOGICAL].isnull)
		awspipe_check_word("logical", options[OPTION_LOGICAL].value, logicals,
						   lengthof(logicals), "It can be and or any.");
	if (!options[OPTION_MAXIMUM_RETRY_ATTEMPTS].isnull)
	{
		int			attempts = DatumGetInt32(options[OPTION_MAXIMUM_RETRY_ATTEMPTS].value);

		if (attempts < 0 || attempts > RETRY_ATTEMPTS_MAX)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("maximum_retry_attempts must be between %d and %d",
							0, RETRY_ATTEMPTS_MAX)));
	}
	awspipe_check_interval(&options[OPTION_TIMEOUT], "timeout", TIMEOUT_MIN_S,
						   TIMEOUT_MAX_S);
}

/* Throws when a job that comes after others comes after itself. */
static void
check_circle(int64 job_id)
{
	static AwspipeStatement find = {
		.sql = "SELECT awspipe._job_circle($1)"
	};
	char	   *names;

	awspipe_execute_with(&find, bind_int8(job_id));
	names = awspipe_result_text(0, 1);
	if (names != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("jobs cannot come after themselves"),
				 errdetail("Each of these would come after the others: %s.", names)));
}

/* Throws when a workflow misses a job that one of its jobs comes after. */
static void
check_workflows(const char *column, int64 id)
{
	static AwspipeStatement find = {
		.sql = "SELECT g.workflow, g.job, g.after FROM awspipe._workflow_gap AS g"
		" WHERE CASE $1 WHEN 'job' THEN g.job_id ELSE g.workflow_id END = $2"
		" ORDER BY g.workflow, g.job, g.after LIMIT 1"
	};

	if (awspipe_execute_with(&find, bind_text(column), bind_int8(id)) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("job \"%s\" comes after job \"%s\", which is not part of workflow \"%s\"",
						awspipe_result_text(0, 2), awspipe_result_text(0, 3),
						awspipe_result_text(0, 1)),
				 errdetail("It would never be started there."),
				 errhint("Make both part of the workflow.")));
}

/*
 * Sets what a job comes after.  Those who do so go one after another, or two
 * could close a circle together.
 */
static void
set_after(int64 job_id, ArrayType *names)
{
	static AwspipeStatement lock = {
		.sql = "LOCK TABLE awspipe.job_after IN SHARE ROW EXCLUSIVE MODE"
	};
	static AwspipeStatement clear = {
		.sql = "DELETE FROM awspipe.job_after WHERE job_id = $1 AND after_job_id <> ALL ($2)"
	};
	static AwspipeStatement add = {
		.sql = "INSERT INTO awspipe.job_after (job_id, after_job_id)"
		" SELECT DISTINCT $1, a FROM unnest($2) AS a ON CONFLICT DO NOTHING"
	};
	AwspipeArg	after;

	awspipe_execute(&lock);
	after = find_jobs(names);
	awspipe_execute_with(&clear, bind_int8(job_id), after);
	awspipe_execute_with(&add, bind_int8(job_id), after);
	check_circle(job_id);
	check_workflows("job", job_id);
}

static void
take_options(FunctionCallInfo fcinfo, bool all, AwspipeArg *options)
{
	for (int i = 0; i < OPTION_COUNT; i++)
	{
		options[i] = bind_argument(fcinfo, 1 + i, known_options[i].type);
		if (all && options[i].isnull && !known_options[i].optional)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be null", known_options[i].name)));
	}
	check_options(options);
}

static void
check_owner(Oid owner, int64 job_id)
{
	AwspipeProblem problem;

	if (!awspipe_owner_check(owner, AWSPIPE_OWNED_JOB, job_id, &problem))
		awspipe_problem_throw(&problem);
}

/* awspipe.create_job(name, options …) */
Datum
awspipe_create_job(PG_FUNCTION_ARGS)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.job (name, owner_id, command, schedule, condition, logical,"
		" maximum_retry_attempts, timeout, transactional)"
		" VALUES ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9)"
		" ON CONFLICT (name) DO NOTHING RETURNING job_id"
	};
	AwspipeArg	options[OPTION_COUNT];
	char	   *name = awspipe_name_argument(fcinfo);
	int64		job_id;

	awspipe_check_name("job", name);
	take_options(fcinfo, true, options);

	SPI_connect();
	check_owner(GetUserId(), 0);
	if (awspipe_execute_with(&insert, bind_text(name),
							 bind_int4(awspipe_owner_id(GetUserId())),
							 options[OPTION_COMMAND], options[OPTION_SCHEDULE],
							 options[OPTION_ON], options[OPTION_LOGICAL],
							 options[OPTION_MAXIMUM_RETRY_ATTEMPTS],
							 options[OPTION_TIMEOUT],
							 options[OPTION_TRANSACTIONAL]) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("job \"%s\" already exists", name)));
	job_id = awspipe_result_int64(0, 1, 0);
	if (!options[OPTION_AFTER].isnull)
		set_after(job_id, DatumGetArrayTypeP(options[OPTION_AFTER].value));
	if (!options[OPTION_SCHEDULE].isnull)
		awspipe_schedules_follow(job_id);
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * awspipe.alter_job(name, options …, owner): a null option stays as it is, an
 * empty schedule or after removes it.
 */
Datum
awspipe_alter_job(PG_FUNCTION_ARGS)
{
	static AwspipeStatement alter = {
		.sql = "UPDATE awspipe.job SET command = coalesce($2, command),"
		" schedule = nullif(coalesce($3, schedule), ''),"
		" condition = coalesce($4, condition), logical = coalesce($5, logical),"
		" maximum_retry_attempts = coalesce($6, maximum_retry_attempts),"
		" timeout = coalesce($7, timeout), transactional = coalesce($8, transactional),"
		" owner_id = coalesce($9, owner_id)"
		" WHERE job_id = $1"
	};

	/* What was met was met on other terms */
	static AwspipeStatement forget_met = {
		.sql = "DELETE FROM awspipe.job_met WHERE job_id = $1"
	};
	AwspipeArg	options[OPTION_COUNT];
	char	   *name = awspipe_name_argument(fcinfo);
	int			last = 1 + OPTION_COUNT;
	bool		moves = !PG_ARGISNULL(last);
	Oid			owner = moves ? PG_GETARG_OID(last) : InvalidOid;
	AwspipeOwnedKey key;

	take_options(fcinfo, false, options);
	SPI_connect();
	find_job(name, true, &key);
	if (moves)
	{
		CHECK_CAN_BECOME(GetUserId(), owner);
		check_owner(owner, key.id);
	}
	awspipe_execute_with(&alter, bind_int8(key.id),
						 options[OPTION_COMMAND], options[OPTION_SCHEDULE],
						 options[OPTION_ON], options[OPTION_LOGICAL],
						 options[OPTION_MAXIMUM_RETRY_ATTEMPTS],
						 options[OPTION_TIMEOUT], options[OPTION_TRANSACTIONAL],
						 bind_if(moves, bind_int4(moves ? awspipe_owner_id(owner) : 0)));
	if (!options[OPTION_ON].isnull || !options[OPTION_LOGICAL].isnull)
		awspipe_execute_with(&forget_met, bind_int8(key.id));
	if (!options[OPTION_AFTER].isnull)
		set_after(key.id, DatumGetArrayTypeP(options[OPTION_AFTER].value));
	if (!options[OPTION_SCHEDULE].isnull || moves)
		awspipe_schedules_follow(key.id);
	if (moves)
		awspipe_owners_release();
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.drop_job(name) */
Datum
awspipe_drop_job(PG_FUNCTION_ARGS)
{
	static AwspipeStatement needing = {
		.sql = "SELECT string_agg(n.what, ', ' ORDER BY n.what) FROM ("
		" SELECT format('job \"%s\" comes after it', j.name) FROM awspipe.job_after AS a"
		"  JOIN awspipe.job AS j USING (job_id) WHERE a.after_job_id = $1"
		" UNION ALL"
		" SELECT format('workflow \"%s\" has it', f.name) FROM awspipe.workflow_job AS m"
		"  JOIN awspipe.workflow AS f USING (workflow_id) WHERE m.job_id = $1) AS n (what)"
	};
	static AwspipeStatement drop = {
		.sql = "DELETE FROM awspipe.job WHERE job_id = $1"
	};
	char	   *name = awspipe_name_argument(fcinfo);
	char	   *who;
	AwspipeOwnedKey key;

	SPI_connect();
	find_job(name, true, &key);
	awspipe_execute_with(&needing, bind_int8(key.id));
	who = awspipe_result_text(0, 1);
	if (who != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				 errmsg("cannot drop job \"%s\" because others need it", name),
				 errdetail("Namely: %s.", who),
				 errhint("Drop these first, or have the jobs come after others with awspipe.alter_job().")));
	awspipe_execute_with(&drop, bind_int8(key.id));
	awspipe_schedules_follow(0);
	awspipe_owners_release();
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * awspipe.run_job(name, trigger)
 *
 * A schedule that finds its last run still waiting, or started within the same
 * minute by pg_cron's reckoning, starts none: what was missed while nothing
 * ran is made up for by one run, and a clock that is set back by less than a
 * minute, or a restart, starts nothing twice.  Only the last run counts: where
 * the clock is set back by hours, minutes come again that have had theirs.
 * Schedules in seconds are not minutes'.
 */
Datum
awspipe_run_job(PG_FUNCTION_ARGS)
{
	static const char *const triggers[] = {"on_demand", "schedule", "event"};
	static AwspipeStatement waiting = {
		.sql = "SELECT r.run_id FROM awspipe.job AS j, LATERAL ("
		"  SELECT * FROM awspipe.job_run AS l WHERE l.job_id = j.job_id AND l.trigger = 'schedule'"
		"  ORDER BY l.run_id DESC LIMIT 1) AS r"
		" WHERE j.job_id = $1 AND (r.state = 'queued' AND r.attempts = 0"
		"  OR j.schedule !~ 'second' AND date_trunc('minute', r.queued_at) = date_trunc('minute', clock_timestamp()))"
	};
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.job_run (job_id, trigger) VALUES ($1, $2) RETURNING run_id"
	};
	char	   *name = awspipe_name_argument(fcinfo);
	bool		scheduled;
	int64		run_id;
	AwspipeOwnedKey key;

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("trigger must not be null")));
	awspipe_check_word("trigger", PG_GETARG_DATUM(1), triggers, lengthof(triggers),
					   "It can be on_demand, schedule or event.");
	scheduled = strcmp(text_to_cstring(PG_GETARG_TEXT_PP(1)), "schedule") == 0;

	SPI_connect();
	find_job(name, false, &key);

	/* Runs would pile up in a copy whose pg_cron is one, too */
	if (scheduled && !awspipe_installation_is_ours())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("job \"%s\" is not started by its schedule: the configuration was made in another cluster or database", name),
				 errhint("To run it here, and nowhere else, call awspipe.adopt().")));
	if (scheduled && awspipe_execute_with(&waiting, bind_int8(key.id)) > 0)
		run_id = awspipe_result_int64(0, 1, 0);
	else
	{
		awspipe_execute_with(&insert, bind_int8(key.id),
							 bind_argument(fcinfo, 1, TEXTOID));
		run_id = awspipe_result_int64(0, 1, 0);
	}
	awspipe_wake_supervisor_at_commit();
	if (!scheduled)
		awspipe_warn_if_idle(psprintf("job \"%s\" does not run", name));
	SPI_finish();
	PG_RETURN_INT64(run_id);
}

/* awspipe.cancel_run(run_id) */
Datum
awspipe_cancel_run(PG_FUNCTION_ARGS)
{
	static AwspipeStatement find = {
		.sql = "SELECT w.role_oid, r.state, r.attempts FROM awspipe.job_run AS r"
		" JOIN awspipe.job AS j USING (job_id) LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE r.run_id = $1 FOR NO KEY UPDATE OF r"
	};
	static AwspipeStatement cancel = {
		.sql = "UPDATE awspipe.job_run SET cancel = true WHERE run_id = $1"
	};
	AwspipeRun	run = {.run_id = PG_GETARG_INT64(0)};
	bool		open = true;
	char	   *state;

	SPI_connect();
	if (awspipe_execute_with(&find, bind_int8(run.run_id)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("run " INT64_FORMAT " does not exist", run.run_id),
				 errhint("awspipe.job_runs lists those that are yours.")));
	if (!has_privs_of_role(GetUserId(), (Oid) awspipe_result_int64(0, 1, InvalidOid)))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of the job of run " INT64_FORMAT, run.run_id)));
	state = awspipe_result_text(0, 2);
	run.attempts = (int) awspipe_result_int64(0, 3, 0);
	if (strcmp(state, "queued") == 0)
		open = awspipe_run_canceled(&run);
	else if (strcmp(state, "running") == 0)
		awspipe_execute_with(&cancel, bind_int8(run.run_id));
	else
		open = false;
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_BOOL(open);
}

/* awspipe.create_workflow(name, jobs …) */
Datum
awspipe_create_workflow(PG_FUNCTION_ARGS)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.workflow (name, owner_id) VALUES ($1, $2)"
		" ON CONFLICT (name) DO NOTHING RETURNING workflow_id"
	};
	static AwspipeStatement add = {
		.sql = "INSERT INTO awspipe.workflow_job (workflow_id, job_id)"
		" SELECT DISTINCT $1, j FROM unnest($2) AS j"
	};
	char	   *name = awspipe_name_argument(fcinfo);
	int64		workflow_id;

	awspipe_check_name("workflow", name);
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("jobs must not be null")));
	SPI_connect();
	check_owner(GetUserId(), 0);
	if (awspipe_execute_with(&insert, bind_text(name),
							 bind_int4(awspipe_owner_id(GetUserId()))) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("workflow \"%s\" already exists", name)));
	workflow_id = awspipe_result_int64(0, 1, 0);
	if (awspipe_execute_with(&add, bind_int8(workflow_id),
							 find_jobs(PG_GETARG_ARRAYTYPE_P(1))) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("workflow \"%s\" needs a job", name)));
	check_workflows("workflow", workflow_id);
	SPI_finish();
	PG_RETURN_VOID();
}

/* awspipe.drop_workflow(name) */
Datum
awspipe_drop_workflow(PG_FUNCTION_ARGS)
{
	static AwspipeStatement drop = {
		.sql = "DELETE FROM awspipe.workflow WHERE workflow_id = $1"
	};
	AwspipeOwnedKey key;

	SPI_connect();
	find_workflow(awspipe_name_argument(fcinfo), &key);
	awspipe_execute_with(&drop, bind_int8(key.id));
	awspipe_owners_release();
	awspipe_wake_supervisor_at_commit();
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * awspipe.run_workflow(name): starts the jobs of it that come after none.  Its
 * owner may have lost the right to some since it was made.
 */
Datum
awspipe_run_workflow(PG_FUNCTION_ARGS)
{
	static AwspipeStatement jobs = {
		.sql = "SELECT j.name, w.role_oid FROM awspipe.workflow_job AS m"
		" JOIN awspipe.job AS j USING (job_id) LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE m.workflow_id = $1 ORDER BY j.name"
	};
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.workflow_run (workflow_id) VALUES ($1) RETURNING workflow_run_id"
	};
	static AwspipeStatement start = {
		.sql = "INSERT INTO awspipe.job_run (job_id, workflow_run_id, trigger)"
		" SELECT m.job_id, $2, 'workflow' FROM awspipe.workflow_job AS m"
		" WHERE m.workflow_id = $1"
		" AND NOT EXISTS (SELECT FROM awspipe.job_after AS a WHERE a.job_id = m.job_id)"
		" ORDER BY m.job_id"
	};
	char	   *name = awspipe_name_argument(fcinfo);
	int64		workflow_run_id;
	uint64		njobs;
	AwspipeOwnedKey key;

	SPI_connect();
	find_workflow(name, &key);
	njobs = awspipe_execute_with(&jobs, bind_int8(key.id));
	for (uint64 i = 0; i < njobs; i++)
	{
		if (!has_privs_of_role(key.owner, (Oid) awspipe_result_int64(i, 2, InvalidOid)))
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("owner of workflow \"%s\" must be owner of job \"%s\"",
							name, awspipe_result_text(i, 1))));
	}
	awspipe_execute_with(&insert, bind_int8(key.id));
	workflow_run_id = awspipe_result_int64(0, 1, 0);
	awspipe_execute_with(&start, bind_int8(key.id), bind_int8(workflow_run_id));
	awspipe_wake_supervisor_at_commit();
	awspipe_warn_if_idle(psprintf("workflow \"%s\" does not run", name));
	SPI_finish();
	PG_RETURN_INT64(workflow_run_id);
}
