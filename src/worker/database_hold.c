/*-------------------------------------------------------------------------
 *
 * database_hold.c
 *	  Making room for commands that need a database to themselves.
 *
 * DROP DATABASE, ALTER DATABASE ... RENAME or SET TABLESPACE, and CREATE
 * DATABASE ... TEMPLATE fail while anybody is connected to the database, and
 * workers that are always connected would make them fail for ever.  A utility
 * hook puts a hold on the database before such a command: its workers leave
 * and none is started until the command's transaction has ended, whichever
 * way.  The transaction callback runs for FATAL too; a crash clears shared
 * memory.
 *
 * Who may not run the command may not stop the workers either, so ownership
 * is checked first.  All other rules are left to the server.
 *
 * Workers get a moment to finish what they are at; then SIGTERM, which ends
 * their transaction.  When they are not gone after a while the command goes
 * on regardless, and the server reports who is connected.
 *
 * The same hook notes roles that are renamed or dropped, and whose things are
 * given to others (names.c).
 *
 * IDENTIFICATION
 *	  src/worker/database_hold.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "base/extension.h"
#include "base/names.h"
#include "base/owner_spi.h"
#include "catalog/pg_database.h"
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/timestamp.h"
#include "worker/database_hold.h"
#include "worker/shmem.h"

/* Before workers are terminated, and before they are given up */
#define GRACE_MS		500
#define GIVE_UP_MS		10000
#define POLL_MS			20

static ProcessUtility_hook_type prev_ProcessUtility = NULL;

/* Does this process hold something, or has it news for the launcher? */
static bool hold_placed = false;
static bool launcher_news = false;

static const char *
option_string(List *options, const char *name)
{
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *option = lfirst_node(DefElem, lc);

		if (strcmp(option->defname, name) == 0 && option->arg != NULL)
			return defGetString(option);
	}
	return NULL;
}

/* Name of the database that the command needs for itself, or NULL. */
static const char *
database_needed(Node *parsetree)
{
	switch (nodeTag(parsetree))
	{
		case T_DropdbStmt:
			return castNode(DropdbStmt, parsetree)->dbname;
		case T_RenameStmt:
			if (castNode(RenameStmt, parsetree)->renameType == OBJECT_DATABASE)
				return castNode(RenameStmt, parsetree)->subname;
			return NULL;
		case T_AlterDatabaseStmt:
			{
				AlterDatabaseStmt *stmt = castNode(AlterDatabaseStmt, parsetree);

				if (option_string(stmt->options, "tablespace") != NULL)
					return stmt->dbname;
				return NULL;
			}
		case T_CreatedbStmt:
			return option_string(castNode(CreatedbStmt, parsetree)->options,
								 "template");
		default:
			return NULL;
	}
}

static void
release_hold(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT)
		return;
	if (hold_placed)
		awspipe_hold_release();
	else if (launcher_news && event == XACT_EVENT_COMMIT)
		awspipe_launcher_wake();
	hold_placed = false;
	launcher_news = false;
}

/* Waits until the workers of the database are gone. */
static void
wait_for_workers(Oid database)
{
	TimestampTz start = GetCurrentTimestamp();
	bool		terminated = false;
	uint32		wait_event = WAIT_EVENT_NEW("PgawspipeHold");

	for (;;)
	{
		TimestampTz now = GetCurrentTimestamp();
		bool		terminate = !terminated &&
			TimestampDifferenceExceeds(start, now, GRACE_MS);

		if (awspipe_hold_running(database, terminate) == 0 ||
			TimestampDifferenceExceeds(start, now, GIVE_UP_MS))
			break;
		terminated |= terminate;

		(void) WaitLatch(MyLatch,
						 WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 POLL_MS, wait_event);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

/* Holds the database until the end of the transaction. */
static void
hold_database(const char *name)
{
	Oid			database = get_database_oid(name, true);

	if (!OidIsValid(database) || database == MyDatabaseId ||
		!DATABASE_OWNERCHECK(database, GetUserId()))
		return;

	hold_placed = true;
	if (awspipe_hold_place(database))
		wait_for_workers(database);
}

/*
 * Other databases hear of it at commit.  Here it is done at once, so that no
 * dump is made of the old names, unless the extension is just being dropped
 * or is not the library's.
 */
static void
follow_roles(Node *parsetree)
{
	Oid			extension = InvalidOid;

	if (!IsA(parsetree, DropRoleStmt) &&
		!(IsA(parsetree, RenameStmt) &&
		  castNode(RenameStmt, parsetree)->renameType == OBJECT_ROLE))
		return;
	awspipe_wake_supervisors_at_commit();
	if (awspipe_extension_guard(&extension) != AWSPIPE_GUARD_OK)
		return;
	SPI_connect();
	awspipe_names_follow();
	SPI_finish();
}

/* Consumers are as much a role's as its tables, which they insert into. */
static void
follow_owners(Node *parsetree)
{
	ReassignOwnedStmt *stmt;
	ArrayBuildState *roles;
	Oid			extension = InvalidOid;
	ListCell   *lc;

	if (!IsA(parsetree, ReassignOwnedStmt) ||
		awspipe_extension_guard(&extension) != AWSPIPE_GUARD_OK)
		return;
	stmt = castNode(ReassignOwnedStmt, parsetree);
	SPI_connect();
	roles = bind_array_start(OIDOID);
	foreach(lc, stmt->roles)
		bind_array_add(roles, bind_oid(get_rolespec_oid(lfirst_node(RoleSpec, lc), false)));
	awspipe_owners_reassign(roles, get_rolespec_oid(stmt->newrole, false));
	SPI_finish();
	awspipe_wake_supervisor_at_commit();
}

static void
process_utility(PlannedStmt *pstmt, const char *query_string,
				bool read_only_tree, ProcessUtilityContext context,
				ParamListInfo params, QueryEnvironment *query_env,
				DestReceiver *dest, QueryCompletion *completion)
{
	static bool registered = false;

	/* In a transaction block the command is going to be refused */
	if (awspipe_preloaded() && context == PROCESS_UTILITY_TOPLEVEL &&
		!IsTransactionBlock())
	{
		const char *name = database_needed(pstmt->utilityStmt);

		if (name != NULL || IsA(pstmt->utilityStmt, CreatedbStmt))
		{
			if (!registered)
				RegisterXactCallback(release_hold, NULL);
			registered = true;
			launcher_news = true;
		}
		if (name != NULL)
			hold_database(name);
	}

	if (prev_ProcessUtility)
		prev_ProcessUtility(pstmt, query_string, read_only_tree, context,
							params, query_env, dest, completion);
	else
		standard_ProcessUtility(pstmt, query_string, read_only_tree, context,
								params, query_env, dest, completion);

	if (awspipe_preloaded())
	{
		follow_roles(pstmt->utilityStmt);
		follow_owners(pstmt->utilityStmt);
	}
}

/* Installs the hook.  Called while the server starts. */
void
awspipe_hold_init(void)
{
	prev_ProcessUtility = ProcessUtility_hook;
	ProcessUtility_hook = process_utility;
}
