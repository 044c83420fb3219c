/*-------------------------------------------------------------------------
 *
 * capture_load.c
 *	  The rows that a table has when it joins a capture.
 *
 * The table is read under one snapshot, into temporary files, which go up
 * when the transaction has ended.  Which transactions the snapshot saw is
 * written down with the plan of the upload; of those the stream's changes
 * are left out (awspipe_load_snapshot_sees()), so each row and change is
 * there once.  That takes three things:
 *
 *	- the publication has had the table since before whoever wrote to it
 *	  began, or else the stream could lack changes that the snapshot does not
 *	  see.  So the load is put off until transactions have ended that held a
 *	  lock to write; new ones are not held up, and neither are other tables.
 *	- the slot is older than the snapshot: it was made first.
 *	- a transaction whose commit has been decoded and passed over, because the
 *	  table was not loaded, is seen.  Those of an earlier worker that are not
 *	  are among the former, for they hold their locks until they are.
 *
 * A worker that is killed begins the load again: objects that the plan names
 * are deleted, and no change has been written before a table is loaded.
 *
 * IDENTIFICATION
 *	  src/capture/capture_load.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "base/owner_spi.h"
#include "capture/capture.h"
#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "worker/worker.h"

/* Rows fetched at a time */
#define FETCH_ROWS	1000

/* Those that pgoutput sends, in its order; NULL: there is no such table. */
static AwspipeCaptureRelation *
describe(const AwspipeCaptureTable *table, char **query)
{
	Relation	rel = try_relation_open(table->relid, AccessShareLock);
	AwspipeCaptureRelation *relation;
	StringInfoData sql;
	TupleDesc	desc;

	if (rel == NULL)
		return NULL;
	relation = palloc0(sizeof(AwspipeCaptureRelation));
	desc = RelationGetDescr(rel);
	relation->oid = table->relid;
	relation->schema = get_namespace_name(RelationGetNamespace(rel));
	relation->name = pstrdup(RelationGetRelationName(rel));
	relation->columns = palloc0(sizeof(AwspipeCaptureColumn) * Max(desc->natts, 1));
	initStringInfo(&sql);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);
		AwspipeCaptureColumn *column;

		if (attribute->attisdropped || attribute->attgenerated != '\0')
			continue;
		column = &relation->columns[relation->ncolumns++];
		column->name = pstrdup(NameStr(attribute->attname));
		column->type = getBaseType(attribute->atttypid);
		column->typmod = attribute->atttypmod;
		appendStringInfo(&sql, "%s%s", sql.len == 0 ? "SELECT " : ", ",
						 quote_identifier(column->name));
	}
	if (relation->ncolumns == 0)
		appendStringInfoString(&sql, "SELECT");
	/* What inherits from it is no part of the capture; partitions are */
	appendStringInfo(&sql, " FROM %s%s",
					 rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ? "" : "ONLY ",
					 quote_qualified_identifier(relation->schema, relation->name));
	relation_close(rel, NoLock);
	*query = sql.data;
	return relation;
}

/* What a table waits for before it is read */
typedef struct LoadWait
{
	Oid			relid;
	char	   *writers;		/* virtual transactions, as an array's text */
} LoadWait;

/* A partition's writers lock the partition. */
#define WRITE_LOCKS \
	" FROM pg_locks AS l WHERE l.locktype = 'relation' AND l.granted" \
	" AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())" \
	" AND l.mode = ANY ('{RowExclusiveLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}')" \
	" AND l.relation IN (SELECT $1 UNION SELECT relid FROM pg_partition_tree($1::regclass))"

static LoadWait *
find_wait(AwspipeCapture *capture, const AwspipeCaptureTable *table)
{
	ListCell   *lc;

	foreach(lc, capture->waits)
	{
		LoadWait   *wait = lfirst(lc);

		if (wait->relid == table->relid)
			return wait;
	}
	return NULL;
}

void
awspipe_capture_end_wait(AwspipeCapture *capture,
						 const AwspipeCaptureTable *table)
{
	LoadWait   *wait = find_wait(capture, table);

	if (wait == NULL)
		return;
	capture->waits = list_delete_ptr(capture->waits, wait);
	pfree(wait->writers);
	pfree(wait);
}

/*
 * Have those who held a lock to write when this was first asked ended?  See
 * the file's header.  They are not waited for here, since changes of other
 * tables are to go on meanwhile.
 */
static bool
writers_have_ended(AwspipeCapture *capture, const AwspipeCaptureTable *table)
{
	static AwspipeStatement collect = {
		.sql = "SELECT COALESCE(array_agg(DISTINCT l.virtualtransaction), '{}')::text" WRITE_LOCKS,
		.read_only = true
	};
	static AwspipeStatement look = {
		.sql = "SELECT" WRITE_LOCKS " AND l.virtualtransaction = ANY ($2::text[]) LIMIT 1",
		.read_only = true
	};
	LoadWait   *wait = find_wait(capture, table);
	bool		ended;

	if (!awspipe_begin("looking for writers"))
		return false;
	if (wait == NULL)
	{
		MemoryContext old_context = MemoryContextSwitchTo(TopMemoryContext);

		awspipe_execute_with(&collect, bind_oid(table->relid));
		wait = palloc0(sizeof(LoadWait));
		wait->relid = table->relid;
		wait->writers = awspipe_result_text(0, 1);
		capture->waits = lappend(capture->waits, wait);
		MemoryContextSwitchTo(old_context);
		ended = strcmp(wait->writers, "{}") == 0;
	}
	else
		ended = awspipe_execute_with(&look, bind_oid(table->relid),
									 bind_text(wait->writers)) == 0;
	awspipe_commit();
	return ended;
}

/*
 * Has the snapshot seen all transactions whose changes were passed over?
 * Their commits were in the WAL, which is before others can see them.
 */
static bool
sees_passed(AwspipeCapture *capture, Snapshot snapshot)
{
	ListCell   *lc;

	foreach(lc, capture->passed)
	{
		if (XidInMVCCSnapshot(lfirst_oid(lc), snapshot))
			return false;
	}
	list_free(capture->passed);
	capture->passed = NIL;
	return true;
}

static void
append_rows(AwspipeCapture *capture, AwspipeCaptureBatch *batch,
			AwspipeCaptureTable *table, AwspipeCaptureRelation *relation)
{
	MemoryContext rows = AllocSetContextCreate(CurrentMemoryContext,
											   "awspipe load rows",
											   ALLOCSET_DEFAULT_SIZES);
	AwspipeCaptureTuple tuple;
	AwspipeCaptureRow row;

	memset(&row, 0, sizeof(row));
	row.op = "L";
	row.load = true;
	row.values = &tuple;
	tuple.nvalues = relation->ncolumns;
	tuple.values = palloc0(sizeof(AwspipeCaptureValue) * Max(tuple.nvalues, 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext old_context = MemoryContextSwitchTo(rows);

		for (int j = 0; j < tuple.nvalues; j++)
		{
			AwspipeCaptureValue *value = &tuple.values[j];

			value->data = SPI_getvalue(SPI_tuptable->vals[i],
									   SPI_tuptable->tupdesc, j + 1);
			value->kind = value->data == NULL ? 'n' : 't';
			value->len = value->data == NULL ? 0 : (int) strlen(value->data);
		}
		awspipe_capture_append(capture, batch, table, relation, &row);
		MemoryContextSwitchTo(old_context);
		MemoryContextReset(rows);
	}
	MemoryContextDelete(rows);
}

bool
awspipe_capture_read_table(AwspipeCapture *capture, AwspipeCaptureBatch *batch,
						   AwspipeCaptureTable *table)
{
	char	   *query;
	AwspipeCaptureRelation *relation = describe(table, &query);
	SPIPlanPtr	plan;
	Portal		portal;

	if (relation == NULL)
		return false;
	plan = SPI_prepare(query, 0, NULL);
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query,
			 SPI_result_code_string(SPI_result));
	/* Read only: it is the active snapshot that it sees */
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	for (;;)
	{
		awspipe_obey_orders();
		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		if (SPI_processed == 0)
			break;
		append_rows(capture, batch, table, relation);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	return true;
}

/*
 * The table as one snapshot has it, if it is there.  False when that cannot be
 * had just now.
 */
static bool
spool_table(AwspipeCapture *capture, AwspipeCaptureTable *table,
			AwspipeCaptureBatch **batch, char **snapshot, bool *there)
{
	static AwspipeStatement look = {
		.sql = "SELECT pg_current_wal_insert_lsn() || ' ' || pg_current_snapshot()",
		.read_only = true
	};
	MemoryContext context = CurrentMemoryContext;

	*batch = NULL;
	if (!awspipe_begin("loading a table"))
		return false;
	if (!sees_passed(capture, GetActiveSnapshot()))
	{
		awspipe_commit();
		return false;
	}
	awspipe_execute(&look);
	*snapshot = MemoryContextStrdup(context, awspipe_result_text(0, 1));
	*batch = awspipe_capture_batch_start(capture, AWSPIPE_BATCH_LOAD, 0,
										 InvalidXLogRecPtr);
	*there = capture->initial_load ?
		awspipe_capture_read_table(capture, *batch, table) :
		SearchSysCacheExists1(RELOID, ObjectIdGetDatum(table->relid));
	awspipe_capture_batch_finish(capture, *batch);
	awspipe_commit();
	return true;
}

bool
awspipe_capture_load(AwspipeCapture *capture, AwspipeCaptureTable *table)
{
	AwspipeCaptureBatch *batch;
	List	   *objects;
	char	   *snapshot = NULL;
	bool		there;

	if (!writers_have_ended(capture, table))
		return false;
	if (table->state == 'l')
	{
		if (!awspipe_capture_planned_load(capture, table, &objects))
			return false;
		awspipe_capture_delete_planned(capture, objects);
	}
	if (!spool_table(capture, table, &batch, &snapshot, &there))
		return false;
	awspipe_capture_end_wait(capture, table);
	if (!there)
		awspipe_capture_forget_table(capture, table);
	else if (awspipe_capture_plan_load(capture, table, batch, snapshot))
	{
		awspipe_capture_upload(capture, batch);
		(void) awspipe_capture_settle_load(capture, table, batch);
	}
	awspipe_capture_batch_free(capture, batch);
	return true;
}
