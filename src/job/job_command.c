/*-------------------------------------------------------------------------
 *
 * job_command.c
 *	  Commands that control their transactions themselves.
 *
 * A procedure that commits, VACUUM and CREATE INDEX CONCURRENTLY refuse to be
 * part of a transaction, and of SPI.  They run as the main loop of a backend
 * would run them: each statement of the command in a portal and a transaction
 * of its own, unless it is between BEGIN and COMMIT.
 *
 * IDENTIFICATION
 *	  src/job/job_command.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "job/job.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "parser/analyze.h"
#include "pg_compat.h"
#include "tcop/dest.h"
#include "tcop/pquery.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/snapmgr.h"
#include "worker/worker.h"

static void
execute_statement(RawStmt *statement, const char *command)
{
	bool		snapshot = analyze_requires_snapshot(statement);
	List	   *queries;
	List	   *plans;
	Portal		portal;

	if (IsAbortedTransactionBlockState() &&
		!IsA(statement->stmt, TransactionStmt))
		ereport(ERROR,
				(errcode(ERRCODE_IN_FAILED_SQL_TRANSACTION),
				 errmsg("current transaction is aborted, commands ignored until end of transaction block")));
	if (snapshot)
		PushActiveSnapshot(GetTransactionSnapshot());
	queries = ANALYZE_STATEMENT(statement, command);
	plans = pg_plan_queries(queries, command, CURSOR_OPT_PARALLEL_OK, NULL);
	if (snapshot)
		PopActiveSnapshot();

	portal = CreatePortal("", true, true);
	portal->visible = false;
	PortalDefineQuery(portal, NULL, command, CreateCommandTag(statement->stmt),
					  plans, NULL);
	PortalStart(portal, NULL, 0, InvalidSnapshot);
	(void) PORTAL_RUN_ALL(portal, None_Receiver);
	PortalDrop(portal, false);
}

void
awspipe_command_execute(const char *command)
{
	List	   *statements;
	ListCell   *lc;

	Assert(!IsTransactionState());
	MemoryContextSwitchTo(awspipe_tick_context);
	statements = pg_parse_query(command);
	foreach(lc, statements)
	{
		SetCurrentStatementStartTimestamp();
		StartTransactionCommand();
		/* Its trees must last for as long as procedures that commit */
		MemoryContextSwitchTo(awspipe_tick_context);
		execute_statement(lfirst_node(RawStmt, lc), command);
		CommitTransactionCommand();
		MemoryContextSwitchTo(awspipe_tick_context);
		CHECK_FOR_INTERRUPTS();
	}
	if (IsTransactionState())
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSACTION_TERMINATION),
				 errmsg("command has left a transaction open"),
				 errhint("BEGIN needs its COMMIT.")));
}
