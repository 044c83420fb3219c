/*-------------------------------------------------------------------------
 *
 * launcher.c
 *	  The worker that starts a supervisor in each database.
 *
 * It is connected to no database and reads pg_database only, so it cannot
 * know where the extension is: a supervisor goes and looks.  One that finds
 * nothing says so in its slot and exits, and the launcher lets the database
 * be until CREATE EXTENSION gives notice at its commit.  A database that
 * was not there at the last look is looked into as well, since its template
 * may have had the extension.
 *
 * The postmaster starts the launcher again whenever it ends, except with
 * exit code 0; so it never uses that one.  Supervisors outlive it and are
 * adopted by the next launcher.  It runs on a standby only from promotion
 * on.
 *
 * A database that somebody holds (see database_hold.c) gets no supervisor until the
 * holder is done, which wakes the launcher.
 *
 * IDENTIFICATION
 *	  src/worker/launcher.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "base/settings.h"
#include "catalog/pg_database.h"
#include "nodes/pg_list.h"
#include "pg_compat.h"
#include "postmaster/bgworker.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "worker/child.h"
#include "worker/launcher.h"
#include "worker/worker.h"

/* Time between two looks at pg_database when nobody wakes the launcher */
#define RESCAN_MS		30000

/* Supervisors that may be looking for the extension at the same time */
#define MAX_PENDING		4

/* Seconds until the postmaster starts the launcher again */
#define RESTART_TIME	5

typedef struct LauncherDatabase
{
	AwspipeChild child;			/* its supervisor */
	NameData	name;
	bool		eligible;		/* at the last look */
	bool		absent;			/* it has no extension */
	bool		noticed;		/* CREATE EXTENSION since the last start */
} LauncherDatabase;

/* What is known of each database; lives as long as the launcher */
static List *databases = NIL;

pg_noreturn PGDLLEXPORT void awspipe_launcher_main(Datum main_arg);

/* Registers the launcher.  Called while the server starts. */
void
awspipe_launcher_register(void)
{
	BackgroundWorker worker;

	memset(&worker, 0, sizeof(worker));
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS |
		BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = RESTART_TIME;
	strlcpy(worker.bgw_library_name, "pgawspipe", BGW_MAXLEN);
	strlcpy(worker.bgw_function_name, "awspipe_launcher_main", BGW_MAXLEN);
	strlcpy(worker.bgw_name, "pgawspipe launcher", BGW_MAXLEN);
	strlcpy(worker.bgw_type, "pgawspipe launcher", BGW_MAXLEN);
	RegisterBackgroundWorker(&worker);
}

static LauncherDatabase *
find_database(Oid oid)
{
	ListCell   *lc;

	foreach(lc, databases)
	{
		LauncherDatabase *database = lfirst(lc);

		if (database->child.database == oid)
			return database;
	}
	return NULL;
}

static LauncherDatabase *
add_database(Oid oid)
{
	MemoryContext old_context = MemoryContextSwitchTo(TopMemoryContext);
	LauncherDatabase *database = palloc0(sizeof(LauncherDatabase));

	database->child.kind = AWSPIPE_SUPERVISOR;
	database->child.database = oid;
	databases = lappend(databases, database);
	MemoryContextSwitchTo(old_context);
	return database;
}

/* Takes note of one row of pg_database. */
static void
note_database(Form_pg_database row)
{
	LauncherDatabase *database;

	if (row->datistemplate || !row->datallowconn ||
		row->datconnlimit == DATCONNLIMIT_INVALID_DB)
		return;

	database = find_database(row->oid);
	if (database == NULL)
		database = add_database(row->oid);
	database->name = row->datname;
	database->eligible = true;
}

/* Brings the list up to date with pg_database. */
static void
read_databases(void)
{
	Relation	rel;
	TableScanDesc scan;
	HeapTuple	tuple;
	ListCell   *lc;

	foreach(lc, databases)
		((LauncherDatabase *) lfirst(lc))->eligible = false;

	StartTransactionCommand();
	(void) GetTransactionSnapshot();
	rel = table_open(DatabaseRelationId, AccessShareLock);
	scan = table_beginscan_catalog(rel, 0, NULL);
	while (HeapTupleIsValid(tuple = heap_getnext(scan, ForwardScanDirection)))
		note_database((Form_pg_database) GETSTRUCT(tuple));
	table_endscan(scan);
	table_close(rel, AccessShareLock);
	CommitTransactionCommand();
	MemoryContextSwitchTo(awspipe_tick_context);
}

/* Databases in which the extension was created are worth another look. */
static void
take_notices(void)
{
	Oid			noticed[AWSPIPE_MAX_NOTICES];
	int			nnoticed = awspipe_launcher_take_notices(noticed);
	ListCell   *lc;

	if (nnoticed == 0)
		return;
	foreach(lc, databases)
	{
		LauncherDatabase *database = lfirst(lc);
		bool		hit = nnoticed < 0;

		for (int i = 0; i < nnoticed && !hit; i++)
			hit = noticed[i] == database->child.database;
		if (hit)
		{
			database->noticed = true;
			database->absent = false;
			database->child.next_start = 0;
		}
	}
}

/* Takes over the supervisors of a launcher that has ended. */
static void
adopt_supervisors(void)
{
	Oid			oid;
	uint64		generation;
	int			slot = -1;

	while ((slot = awspipe_slot_next_supervisor(slot + 1, &oid,
												&generation)) >= 0)
	{
		LauncherDatabase *database = find_database(oid);

		if (database == NULL)
			database = add_database(oid);
		awspipe_child_adopt(&database->child, slot, generation);
	}
}

/* Looks which supervisors have ended, and tells some to. */
static void
watch_supervisors(void)
{
	ListCell   *lc;

	foreach(lc, databases)
	{
		LauncherDatabase *database = lfirst(lc);
		AwspipeChildEnd end;

		if (!database->eligible)
			awspipe_child_stop(&database->child);
		if (awspipe_child_ended(&database->child, &end) &&
			end.database_status == AWSPIPE_DATABASE_ABSENT)
			database->absent = !database->noticed;
		if (!database->eligible && !database->child.running)
		{
			awspipe_slots_forget(database->child.database);
			databases = foreach_delete_current(databases, lc);
			pfree(database);
		}
	}
}

/* How many supervisors have not yet said whether the extension is there? */
static int
count_pending(void)
{
	int			pending = 0;
	ListCell   *lc;

	foreach(lc, databases)
	{
		AwspipeChild *child = &((LauncherDatabase *) lfirst(lc))->child;
		AwspipeWorkerOutcome outcome;

		if (child->running &&
			awspipe_slot_outcome(child->slot, child->generation, &outcome) &&
			outcome.database_status == AWSPIPE_DATABASE_PENDING)
			pending++;
	}
	return pending;
}

/*
 * Starts the supervisors that are due.  Returns the time until the next one
 * is, RESCAN_MS at most.
 */
static int64
start_supervisors(void)
{
	int64		timeout = RESCAN_MS;
	int			pending = count_pending();
	ListCell   *lc;

	foreach(lc, databases)
	{
		LauncherDatabase *database = lfirst(lc);
		AwspipeChild *child = &database->child;

		if (child->running || database->absent ||
			awspipe_hold_exists(child->database))
			continue;
		/* With too many under way, one that ends wakes us */
		if (awspipe_child_wait(child) == 0 && pending < MAX_PENDING &&
			awspipe_child_start(child, NameStr(database->name)))
		{
			database->noticed = false;
			pending++;
		}
		else if (pending < MAX_PENDING)
			timeout = Min(timeout, awspipe_child_wait(child));
	}
	return timeout;
}

void
awspipe_launcher_main(Datum main_arg)
{
	awspipe_worker_setup();
	BackgroundWorkerInitializeConnection(NULL, NULL, 0);
	awspipe_launcher_attach();
	adopt_supervisors();

	for (;;)
	{
		int64		timeout = RESCAN_MS;

		awspipe_tick();
		read_databases();
		take_notices();
		watch_supervisors();
		if (awspipe_enabled)
			timeout = start_supervisors();
		awspipe_worker_wait(NULL, timeout, AWSPIPE_WAIT_MAIN);
	}
}
