/*-------------------------------------------------------------------------
 *
 * capture_current.c
 *	  A capture's tables as they are: objects that are written anew.
 *
 * The source is here, so nothing is merged: tables that have changed are read
 * under one snapshot into temporary files, as for a load, and uploaded when
 * the transaction has ended.  The new objects have names of their own.  One
 * small object of each table, the list of those that hold it, is put last:
 * whoever goes by that sees all of the table change at once.  It is of the
 * form that Hive's SymlinkTextInputFormat reads, and with it Athena.
 *
 * The objects before stay until the next ones are there, for whoever is
 * reading them.  What is to be deleted is known from our tables: all that is
 * neither the present objects nor the ones before them, which is also what an
 * attempt has left that was interrupted.  Nothing is deleted before a list is
 * put that does not have it.
 *
 * IDENTIFICATION
 *	  src/capture/capture_current.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xlog.h"
#include "base/clock.h"
#include "base/owner_spi.h"
#include "capture/capture.h"
#include "pg_compat.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "utils/snapmgr.h"
#include "worker/worker.h"

bool
awspipe_capture_current_due(const AwspipeCapture *capture)
{
	ListCell   *lc;

	if (capture->current_interval_ms == 0 ||
		(capture->current_ms != 0 &&
		 awspipe_now_ms() - capture->current_ms < capture->current_interval_ms))
		return false;
	foreach(lc, capture->tables)
	{
		AwspipeCaptureTable *table = lfirst(lc);

		if (table->state == 's' && table->dirty)
			return true;
	}
	return false;
}

/*
 * Does the snapshot see all that has been decoded?  A commit is in the WAL
 * before it can be seen, much longer where a synchronous standby is waited
 * for.  Tables stay dirty while that cannot be told.
 */
static bool
sees_all(const AwspipeCapture *capture, Snapshot snapshot)
{
	if (!TransactionIdIsValid(capture->newest_xid))
		return snapshot->xmin == snapshot->xmax;
	return TransactionIdPrecedes(capture->newest_xid, snapshot->xmin);
}

/* Reads the tables, and says in ours which objects there will be. */
static AwspipeCaptureBatch *
plan(AwspipeCapture *capture, List **tables, bool *clean)
{
	static AwspipeStatement look = {
		.sql = "SELECT pg_current_wal_insert_lsn()",
		.read_only = true
	};
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.capture_current (capture_id, relid, lsn, key) VALUES ($1, $2, $3, $4)"
	};
	AwspipeCaptureBatch *batch;
	bool		isnull;
	ListCell   *lc;

	if (!awspipe_begin("reading tables"))
		return NULL;
	*clean = sees_all(capture, GetActiveSnapshot());
	awspipe_execute(&look);
	batch = awspipe_capture_batch_start(capture, AWSPIPE_BATCH_CURRENT,
										INSERTION_TIMELINE(),
										DatumGetLSN(awspipe_result_datum(0, 1, &isnull)));
	foreach(lc, capture->tables)
	{
		AwspipeCaptureTable *table = lfirst(lc);

		if (table->state == 's' && table->dirty &&
			awspipe_capture_read_table(capture, batch, table))
		{
			MemoryContext old_context = MemoryContextSwitchTo(batch->context);

			*tables = lappend(*tables, table);
			MemoryContextSwitchTo(old_context);
		}
	}
	awspipe_capture_batch_finish(capture, batch);
	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);

		awspipe_execute_with(&insert, bind_int8(capture->capture_id),
							 bind_oid(file->table->relid),
							 bind_datum(LSNOID, LSNGetDatum(batch->start_lsn)),
							 bind_text(file->key));
	}
	awspipe_commit_durably();
	return batch;
}

static void
put_list(AwspipeCapture *capture, const AwspipeCaptureBatch *batch,
		 const AwspipeCaptureTable *table)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);

		if (file->table == table)
			appendStringInfo(&text, "s3://%s/%s\n", capture->bucket, file->utf8_key);
	}
	awspipe_capture_put_text(capture, table->current_list, "text/plain; charset=utf-8",
							 &text);
}

/*
 * Says in our tables that the objects are there.  Until that is done the list
 * may name some that are not known as present, which none of this deletes.
 */
static bool
settle(AwspipeCapture *capture, const AwspipeCaptureBatch *batch, List *tables,
	   bool clean)
{
	static AwspipeStatement update = {
		.sql = "UPDATE awspipe.capture_table AS t SET dirty = NOT $5, current_before = t.current_lsn, current_lsn = $4,"
		" current_at = clock_timestamp() FROM awspipe.capture AS c"
		" WHERE c.capture_id = $1 AND c.epoch = $2 AND t.capture_id = c.capture_id AND t.relid = $3"
	};
	ListCell   *lc;

	if (!awspipe_begin("settling tables"))
		return false;
	foreach(lc, tables)
	{
		AwspipeCaptureTable *table = lfirst(lc);

		awspipe_execute_with(&update, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch), bind_oid(table->relid),
							 bind_datum(LSNOID, LSNGetDatum(batch->start_lsn)),
							 bind_bool(clean));
		table->dirty = !clean;
	}
	awspipe_commit_durably();
	return true;
}

/*
 * Of tables that have just been settled, what is neither present nor was
 * before; see the file's header.  The lists of others may name more.
 */
static void
tidy(AwspipeCapture *capture, List *tables)
{
	static AwspipeStatement look = {
		.sql = "SELECT o.key FROM awspipe.capture_current AS o JOIN awspipe.capture_table AS t USING (capture_id, relid)"
		" WHERE o.capture_id = $1 AND t.relid = ANY ($2) AND o.lsn NOT IN (t.current_lsn, coalesce(t.current_before, t.current_lsn))",
		.read_only = true
	};
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.capture_current WHERE capture_id = $1 AND key = ANY ($2)"
	};
	MemoryContext context = CurrentMemoryContext;
	ArrayBuildState *array;
	List	   *keys = NIL;
	ListCell   *lc;
	int			n;

	if (!awspipe_begin("looking for former objects"))
		return;
	array = bind_array_start(OIDOID);
	foreach(lc, tables)
		bind_array_add(array, bind_oid(((AwspipeCaptureTable *) lfirst(lc))->relid));
	n = (int) awspipe_execute_with(&look, bind_int8(capture->capture_id),
								   bind_array(array));
	MemoryContextSwitchTo(context);
	for (int i = 0; i < n; i++)
		keys = lappend(keys, awspipe_result_text(i, 1));
	awspipe_commit();
	MemoryContextSwitchTo(context);
	if (keys == NIL)
		return;

	awspipe_capture_delete_all(capture, keys);
	if (!awspipe_begin("forgetting former objects"))
		return;
	array = bind_array_start(TEXTOID);
	foreach(lc, keys)
		bind_array_add(array, bind_text(lfirst(lc)));
	awspipe_execute_with(&forget, bind_int8(capture->capture_id),
						 bind_array(array));
	awspipe_commit();
}

void
awspipe_capture_write_current(AwspipeCapture *capture)
{
	List	   *tables = NIL;
	bool		clean = false;
	AwspipeCaptureBatch *batch = plan(capture, &tables, &clean);
	ListCell   *lc;

	if (batch == NULL)
		return;
	awspipe_capture_upload(capture, batch);
	foreach(lc, tables)
		put_list(capture, batch, lfirst(lc));
	if (settle(capture, batch, tables, clean))
	{
		tidy(capture, tables);
		capture->current_ms = awspipe_now_ms();
	}
	awspipe_capture_batch_free(capture, batch);
}
