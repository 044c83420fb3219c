/*-------------------------------------------------------------------------
 *
 * capture_state.c
 *	  What our tables say of a capture: its options, position, and what it
 *	  has planned.
 *
 * The position of record is capture.position: all that was committed before
 * it is in objects.  The slot only keeps the WAL.  A batch is planned before
 * any of it is uploaded, so whoever comes after a crash reads the same
 * stretch of the WAL again and puts the same objects.
 *
 * A worker is the capture's only one as long as it holds the slot.  What it
 * writes names the epoch that it began in, so that it changes nothing any
 * more of a capture that was told to begin anew meanwhile.
 *
 * IDENTIFICATION
 *	  src/capture/capture_state.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "capture/capture.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "storage/ipc.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/pg_lsn.h"
#include "worker/worker.h"

static AwspipeArg
bind_lsn(XLogRecPtr lsn)
{
	return bind_if(!XLogRecPtrIsInvalid(lsn), bind_datum(LSNOID, LSNGetDatum(lsn)));
}

static XLogRecPtr
result_lsn(uint64 row, int column)
{
	bool		isnull;
	Datum		value = awspipe_result_datum(row, column, &isnull);

	return isnull ? InvalidXLogRecPtr : DatumGetLSN(value);
}

AwspipeLoadSnapshot *
awspipe_load_snapshot_parse(const char *text)
{
	AwspipeLoadSnapshot *snapshot = palloc0(sizeof(AwspipeLoadSnapshot));
	uint32		high;
	uint32		low;
	int			used;
	char	   *rest;

	if (sscanf(text, "%X/%X %n", &high, &low, &used) != 2)
		elog(ERROR, "malformed snapshot of a load: \"%s\"", text);
	snapshot->lsn = (uint64) high << 32 | low;
	snapshot->xmin = strtoull(text + used, &rest, 10);
	snapshot->xmax = strtoull(rest + 1, &rest, 10);
	snapshot->xip = palloc(sizeof(uint64) * (strlen(rest) / 2 + 1));
	while (rest[0] != '\0' && rest[1] != '\0')
		snapshot->xip[snapshot->nxip++] = strtoull(rest + 1, &rest, 10);
	return snapshot;
}

/*
 * What was committed behind the snapshot's place in the WAL it has not seen.
 * So ids are compared only with those of its time, and 32 bits are enough.
 */
bool
awspipe_load_snapshot_sees(const AwspipeLoadSnapshot *snapshot,
						   TransactionId xid, XLogRecPtr commit_lsn)
{
	uint64		full = snapshot->xmax + (int32) (xid - (uint32) snapshot->xmax);

	if (commit_lsn >= snapshot->lsn || full >= snapshot->xmax)
		return false;
	if (full < snapshot->xmin)
		return true;
	for (int i = 0; i < snapshot->nxip; i++)
	{
		if (snapshot->xip[i] == full)
			return false;
	}
	return true;
}

static char *
to_utf8(char *text)
{
	return pg_server_to_any(text, strlen(text), PG_UTF8);
}

static void
read_options(AwspipeCapture *capture)
{
	capture->owner = (Oid) awspipe_result_int64(0, 1, InvalidOid);
	capture->name = awspipe_result_text(0, 2);
	capture->server_oid = (Oid) awspipe_result_int64(0, 3, InvalidOid);
	capture->server = awspipe_result_text(0, 4);
	capture->bucket = awspipe_result_text(0, 5);
	capture->prefix = awspipe_result_text(0, 6);
	capture->manifests = to_utf8(psprintf("%s_manifests/%s/", capture->prefix,
										  capture->name));
	capture->format.json = awspipe_result_bool(0, 7, false);
	capture->gzip = awspipe_result_bool(0, 8, false);
	capture->max_batch_interval_ms = awspipe_result_int64(0, 9, 0);
	capture->min_file_size = awspipe_result_int64(0, 10, 0);
	capture->max_file_size = awspipe_result_int64(0, 11, 0);
	capture->date_partition = awspipe_result_text(0, 12);
	capture->format.op_column = awspipe_result_text(0, 13);
	capture->format.timestamp_column = awspipe_result_text(0, 14);
	capture->format.inserts_only = awspipe_result_bool(0, 15, false);
	capture->initial_load = awspipe_result_bool(0, 16, false);
	capture->format.include_op_for_full_load = awspipe_result_bool(0, 17, false);
	capture->maximum_lag = awspipe_result_int64(0, 18, 0);
	capture->drop_at_lag = awspipe_result_bool(0, 19, false);
	capture->epoch = (int) awspipe_result_int64(0, 20, 1);
	capture->slot_ready = awspipe_result_bool(0, 21, false);
	capture->position = result_lsn(0, 22);
	capture->batch_no = awspipe_result_int64(0, 23, 0);
	capture->troubled = awspipe_result_bool(0, 24, false);
	capture->current_interval_ms = awspipe_result_int64(0, 25, 0);
	capture->slot_name = psprintf("awspipe_%u_" INT64_FORMAT, MyDatabaseId,
								  capture->capture_id);
	capture->publication = psprintf("awspipe_capture_" INT64_FORMAT,
									capture->capture_id);
}

/* The server's administrator can take that away at any time. */
static void
check_owner(const AwspipeCapture *capture)
{
	const char *role = GetUserNameFromId(capture->owner, false);

	if (!superuser_arg(capture->owner) && !has_rolreplication(capture->owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" may not own a capture any more", role),
				 errdetail("It does not have REPLICATION."),
				 errhint("Have a superuser execute ALTER ROLE %s REPLICATION.",
						 quote_identifier(role))));
}

/* Those of the owner's; throws when there are others. */
static void
read_tables(AwspipeCapture *capture)
{
	static AwspipeStatement look = {
		.sql = "SELECT relid, schema_name, table_name, left(state, 1), load_snapshot, dirty,"
		" (SELECT pg_has_role($2, c.relowner, 'USAGE') FROM pg_class AS c WHERE c.oid = relid), directory"
		" FROM awspipe.capture_table WHERE capture_id = $1 ORDER BY added_at, relid",
		.read_only = true
	};
	int			n = (int) awspipe_execute_with(&look, bind_int8(capture->capture_id),
											   bind_oid(capture->owner));

	capture->tables = NIL;
	for (int i = 0; i < n; i++)
	{
		AwspipeCaptureTable *table = palloc0(sizeof(AwspipeCaptureTable));
		char	   *snapshot = awspipe_result_text(i, 5);

		table->relid = (Oid) awspipe_result_int64(i, 1, InvalidOid);
		table->schema = awspipe_result_text(i, 2);
		table->name = awspipe_result_text(i, 3);
		table->directory = (int) awspipe_result_int64(i, 8, 1);
		table->state = awspipe_result_text(i, 4)[0];
		table->dirty = awspipe_result_bool(i, 6, true);
		table->current_list = to_utf8(psprintf("%scurrent/%s/%s/_symlink_format_manifest/manifest",
											   capture->prefix, table->schema,
											   table->name));
		if (snapshot != NULL)
			table->snapshot = awspipe_load_snapshot_parse(snapshot);
		if (!awspipe_result_bool(i, 7, true) && table->state != 'r')
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("role \"%s\" does not own table \"%s.%s\" any more",
							GetUserNameFromId(capture->owner, false),
							table->schema, table->name),
					 errhint("Give it the table, have another role own capture \"%s\" by awspipe.alter_capture(), or take the table out by awspipe.drop_capture_table().",
							 capture->name)));
		capture->tables = lappend(capture->tables, table);
	}
}

/*
 * Not while a batch is open: its files refer to the tables.  Exits when the
 * capture is not this worker's to run any more.
 */
bool
awspipe_capture_read(AwspipeCapture *capture)
{
	static AwspipeStatement look = {
		.sql = "SELECT w.role_oid, c.name, v.server_oid, v.server_name, c.bucket, c.prefix,"
		" c.format = 'json', c.compression = 'gzip',"
		" (extract(epoch FROM c.max_batch_interval) * 1000)::bigint,"
		" c.min_file_size, c.max_file_size, c.date_partition, c.op_column, c.timestamp_column,"
		" c.inserts_only, c.initial_load, c.include_op_for_full_load,"
		" c.maximum_lag, c.on_lag = 'drop', c.epoch, c.slot_state = 'ready', c.position, c.batch_no,"
		" c.error_code IS NOT NULL,"
		" (extract(epoch FROM c.current_interval) * 1000)::bigint"
		" FROM awspipe.capture AS c JOIN awspipe.server AS v USING (server_id)"
		" JOIN awspipe._ownership AS w USING (owner_id)"
		" WHERE c.capture_id = $1 AND c.enabled AND c.paused IS NULL AND c.slot_state <> 'lost'"
		" AND w.role_oid = $2",
		.read_only = true
	};
	bool		found;

	if (!awspipe_begin("looking at the capture"))
		return false;
	if (capture->options == NULL)
		capture->options = AllocSetContextCreate(TopMemoryContext,
												 "awspipe capture",
												 ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(capture->options);
	MemoryContextSwitchTo(capture->options);
	found = awspipe_execute_with(&look, bind_int8(capture->capture_id),
								 bind_oid(awspipe_my_slot->owner)) == 1;
	if (found)
	{
		read_options(capture);
		check_owner(capture);
		read_tables(capture);
		if (capture->target == NULL)
		{
			MemoryContextSwitchTo(TopMemoryContext);
			capture->target = awspipe_capture_target_open(capture->server_oid,
														  capture->server,
														  capture->owner,
														  capture->bucket);
		}
	}
	awspipe_commit();
	if (!found)
		proc_exit(0);
	return true;
}

/* Dropped, or to begin anew: what this worker has read is of no use. */
static void
leave(const AwspipeCapture *capture)
{
	ereport(LOG,
			(errmsg("worker leaves capture \"%s\", which was dropped or begins anew",
					capture->name),
			 errhidestmt(true), errhidecontext(true)));
	proc_exit(0);
}

bool
awspipe_capture_set_slot(AwspipeCapture *capture, const char *state,
						 XLogRecPtr position)
{
	static AwspipeStatement set = {
		.sql = "UPDATE awspipe.capture SET slot_state = $3, position = COALESCE($4, position),"
		" position_at = clock_timestamp() WHERE capture_id = $1 AND epoch = $2"
	};

	if (!awspipe_begin("writing down the slot"))
		return false;
	if (awspipe_execute_with(&set, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch), bind_text(state),
							 bind_lsn(position)) != 1)
		leave(capture);
	awspipe_commit_durably();
	return true;
}

static void
insert_files(AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.capture_file (capture_id, epoch, batch_no, relid, file_no, key, rows, bytes,"
		" bucket, server_id) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, server_id"
		" FROM awspipe.server WHERE server_oid = $10"
	};
	ListCell   *lc;

	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);

		awspipe_execute_with(&insert, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch), bind_int8(batch->number),
							 bind_oid(file->table->relid), bind_int4(file->number),
							 bind_text(file->key), bind_int8(file->rows),
							 bind_int8(awspipe_capture_spool_bytes(file->spool)),
							 bind_text(capture->bucket),
							 bind_oid(capture->server_oid));
	}
}

static void
mark_dirty(AwspipeCapture *capture, AwspipeCaptureTable *table)
{
	static AwspipeStatement mark = {
		.sql = "UPDATE awspipe.capture_table SET dirty = true WHERE capture_id = $1 AND relid = $2"
	};

	if (table->dirty)
		return;
	awspipe_execute_with(&mark, bind_int8(capture->capture_id),
						 bind_oid(table->relid));
	table->dirty = true;
}

static void
settle_files(AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	static AwspipeStatement update = {
		.sql = "UPDATE awspipe.capture_file SET etag = $6, uploaded_at = clock_timestamp()"
		" WHERE capture_id = $1 AND epoch = $2 AND batch_no = $3 AND relid = $4 AND file_no = $5"
	};
	ListCell   *lc;

	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);

		awspipe_execute_with(&update, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch), bind_int8(batch->number),
							 bind_oid(file->table->relid), bind_int4(file->number),
							 bind_text(file->etag));
		mark_dirty(capture, file->table);
	}
}

/*
 * The batch's plan; instead of the one that there is, if it was planned
 * before and has come out otherwise.
 */
bool
awspipe_capture_plan(AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	static AwspipeStatement fence = {
		.sql = "UPDATE awspipe.capture SET batch_no = $3 WHERE capture_id = $1 AND epoch = $2 AND batch_no IN ($3, $3 - 1)"
	};
	static AwspipeStatement replan = {
		.sql = "DELETE FROM awspipe.capture_batch WHERE capture_id = $1 AND batch_no = $2 AND state = 'planned'"
	};
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.capture_file WHERE capture_id = $1 AND batch_no = $2"
	};
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.capture_batch (capture_id, batch_no, timeline, start_lsn, end_lsn, state,"
		" changes, first_commit_at, last_commit_at, manifest) VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7, $8, $9)"
	};

	if (!awspipe_begin("planning files"))
		return false;
	if (awspipe_execute_with(&fence, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch),
							 bind_int8(batch->number)) != 1)
		leave(capture);
	awspipe_execute_with(&replan, bind_int8(capture->capture_id),
						 bind_int8(batch->number));
	awspipe_execute_with(&forget, bind_int8(capture->capture_id),
						 bind_int8(batch->number));
	awspipe_execute_with(&insert, bind_int8(capture->capture_id),
						 bind_int8(batch->number), bind_int4(batch->timeline),
						 bind_lsn(batch->start_lsn), bind_lsn(batch->end_lsn),
						 bind_int8(batch->changes),
						 bind_timestamptz(batch->first_commit_at),
						 bind_timestamptz(batch->last_commit_at),
						 bind_text(psprintf("%s_manifests/%s/%020llu.json",
											capture->prefix, capture->name,
											(unsigned long long) batch->number)));
	insert_files(capture, batch);
	awspipe_commit_durably();
	capture->batch_no = batch->number;
	return true;
}

bool
awspipe_capture_settle(AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	static AwspipeStatement fence = {
		.sql = "UPDATE awspipe.capture SET position = $4, position_at = $6, timeline = $5,"
		" error_code = NULL, error_message = NULL, error_detail = NULL, error_hint = NULL, error_at = NULL"
		" WHERE capture_id = $1 AND epoch = $2 AND batch_no = $3"
	};
	static AwspipeStatement settle = {
		.sql = "UPDATE awspipe.capture_batch SET state = 'uploaded', uploaded_at = clock_timestamp()"
		" WHERE capture_id = $1 AND batch_no = $2"
	};

	if (!awspipe_begin("settling files"))
		return false;
	if (awspipe_execute_with(&fence, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch), bind_int8(batch->number),
							 bind_lsn(batch->end_lsn), bind_int4(batch->timeline),
							 bind_timestamptz(batch->last_commit_at)) != 1)
		leave(capture);
	awspipe_execute_with(&settle, bind_int8(capture->capture_id),
						 bind_int8(batch->number));
	settle_files(capture, batch);
	awspipe_commit_durably();
	capture->position = batch->end_lsn;
	return true;
}

/*
 * All is well up to there, although nothing of it was ours; and no older
 * trouble is to be seen any more.
 */
bool
awspipe_capture_advance(AwspipeCapture *capture, XLogRecPtr position)
{
	static AwspipeStatement advance = {
		.sql = "UPDATE awspipe.capture SET position = $3, position_at = clock_timestamp(),"
		" error_code = NULL, error_message = NULL, error_detail = NULL, error_hint = NULL, error_at = NULL"
		" WHERE capture_id = $1 AND epoch = $2"
	};

	if (!awspipe_begin("noting the position"))
		return false;
	if (awspipe_execute_with(&advance, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch), bind_lsn(position)) != 1)
		leave(capture);
	awspipe_commit();
	capture->position = position;
	capture->troubled = false;
	return true;
}

/* What a statement has found: keys, with where the objects are */
static List *
take_planned(int n, MemoryContext context)
{
	MemoryContext old_context = MemoryContextSwitchTo(context);
	List	   *objects = NIL;

	for (int i = 0; i < n; i++)
	{
		AwspipeCapturePlanned *object = palloc0(sizeof(AwspipeCapturePlanned));

		object->key = to_utf8(awspipe_result_text(i, 1));
		object->bucket = awspipe_result_text(i, 2);
		object->server = (Oid) awspipe_result_int64(i, 3, InvalidOid);
		object->server_name = awspipe_result_text(i, 4);
		objects = lappend(objects, object);
	}
	MemoryContextSwitchTo(old_context);
	return objects;
}

/*
 * The batch that was planned and not uploaded, without its files, or NULL; and
 * the objects that it was to put, of which its manifest is one.
 */
bool
awspipe_capture_planned(AwspipeCapture *capture, AwspipeCaptureBatch **batch,
						List **objects)
{
	static AwspipeStatement look = {
		.sql = "SELECT batch_no, timeline, start_lsn, end_lsn FROM awspipe.capture_batch"
		" WHERE capture_id = $1 AND state = 'planned'",
		.read_only = true
	};
	static AwspipeStatement files = {
		.sql = "SELECT k.key, f.bucket, v.server_oid, v.server_name"
		" FROM awspipe.capture_file AS f JOIN awspipe.capture_batch AS b USING (capture_id, batch_no)"
		" LEFT JOIN awspipe.server AS v USING (server_id)"
		" CROSS JOIN LATERAL (VALUES (f.key), (b.manifest)) AS k (key)"
		" WHERE capture_id = $1 AND batch_no = $2 GROUP BY 1, 2, 3, 4",
		.read_only = true
	};
	MemoryContext context = CurrentMemoryContext;

	*batch = NULL;
	*objects = NIL;
	if (!awspipe_begin("looking for a plan"))
		return false;
	if (awspipe_execute_with(&look, bind_int8(capture->capture_id)) == 1)
	{
		*batch = awspipe_capture_batch_start(capture,
											 awspipe_result_int64(0, 1, 0),
											 (TimeLineID) awspipe_result_int64(0, 2, 0),
											 result_lsn(0, 3));
		/* Up to there; what is read says so again */
		(*batch)->end_lsn = result_lsn(0, 4);
		*objects = take_planned((int) awspipe_execute_with(&files,
														   bind_int8(capture->capture_id),
														   bind_int8((*batch)->number)),
								context);
	}
	awspipe_commit();
	MemoryContextSwitchTo(context);
	return true;
}

bool
awspipe_capture_planned_load(AwspipeCapture *capture, AwspipeCaptureTable *table,
							 List **objects)
{
	static AwspipeStatement files = {
		.sql = "SELECT f.key, f.bucket, v.server_oid, v.server_name"
		" FROM awspipe.capture_file AS f LEFT JOIN awspipe.server AS v USING (server_id)"
		" WHERE f.capture_id = $1 AND f.epoch = $2 AND f.batch_no = 0 AND f.relid = $3",
		.read_only = true
	};
	MemoryContext context = CurrentMemoryContext;

	if (!awspipe_begin("looking for files of a load"))
		return false;
	*objects = take_planned((int) awspipe_execute_with(&files,
													   bind_int8(capture->capture_id),
													   bind_int4(capture->epoch),
													   bind_oid(table->relid)),
							context);
	awspipe_commit();
	MemoryContextSwitchTo(context);
	return true;
}

bool
awspipe_capture_plan_load(AwspipeCapture *capture, AwspipeCaptureTable *table,
						  const AwspipeCaptureBatch *batch, const char *snapshot)
{
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.capture_file WHERE capture_id = $1 AND epoch = $2 AND batch_no = 0 AND relid = $3"
	};
	static AwspipeStatement plan = {
		.sql = "UPDATE awspipe.capture_table AS t SET state = 'loading', load_snapshot = $4, load_rows = $5"
		" FROM awspipe.capture AS c WHERE c.capture_id = $1 AND c.epoch = $2 AND t.capture_id = c.capture_id"
		" AND t.relid = $3 AND t.state IN ('added', 'loading')"
	};

	if (!awspipe_begin("planning a load"))
		return false;
	if (awspipe_execute_with(&plan, bind_int8(capture->capture_id),
							 bind_int4(capture->epoch), bind_oid(table->relid),
							 bind_text(snapshot),
							 bind_int8(batch->changes)) != 1)
	{
		/* Taken out meanwhile */
		awspipe_commit();
		return false;
	}
	awspipe_execute_with(&forget, bind_int8(capture->capture_id),
						 bind_int4(capture->epoch), bind_oid(table->relid));
	insert_files(capture, batch);
	awspipe_commit_durably();
	return true;
}

bool
awspipe_capture_settle_load(AwspipeCapture *capture, AwspipeCaptureTable *table,
							const AwspipeCaptureBatch *batch)
{
	static AwspipeStatement settle = {
		.sql = "UPDATE awspipe.capture_table AS t SET state = 'streaming', loaded_at = clock_timestamp()"
		" FROM awspipe.capture AS c WHERE c.capture_id = $1 AND c.epoch = $2 AND t.capture_id = c.capture_id"
		" AND t.relid = $3 AND t.state = 'loading'"
	};

	if (!awspipe_begin("settling a load"))
		return false;
	awspipe_execute_with(&settle, bind_int8(capture->capture_id),
						 bind_int4(capture->epoch), bind_oid(table->relid));
	settle_files(capture, batch);
	awspipe_commit_durably();
	return true;
}

bool
awspipe_capture_forget_table(AwspipeCapture *capture,
							 const AwspipeCaptureTable *table)
{
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.capture_table WHERE capture_id = $1 AND relid = $2 AND state = $3"
	};
	static AwspipeStatement forget_files = {
		.sql = "DELETE FROM awspipe.capture_file WHERE capture_id = $1 AND relid = $2 AND batch_no = 0"
	};

	if (!awspipe_begin("letting go of a table"))
		return false;
	if (awspipe_execute_with(&forget, bind_int8(capture->capture_id),
							 bind_oid(table->relid),
							 bind_text(table->state == 'r' ? "removed" :
									   table->state == 'l' ? "loading" : "added")) == 1)
		awspipe_execute_with(&forget_files, bind_int8(capture->capture_id),
							 bind_oid(table->relid));
	awspipe_commit();
	return true;
}

void
awspipe_capture_note_problem(AwspipeCapture *capture, const AwspipeProblem *problem)
{
	static AwspipeStatement note = {
		.sql = "UPDATE awspipe.capture SET error_code = $2, error_message = $3, error_detail = $4, error_hint = $5,"
		" error_at = clock_timestamp() WHERE capture_id = $1 AND epoch = $6"
	};

	if (!awspipe_begin("writing down what is wrong"))
		return;
	awspipe_execute_with(&note, bind_int8(capture->capture_id),
						 bind_text(awspipe_problem_code(problem)),
						 bind_text(problem->message), bind_text(problem->detail),
						 bind_text(problem->hint), bind_int4(capture->epoch));
	awspipe_commit();
	capture->troubled = true;
}

bool
awspipe_capture_pause(AwspipeCapture *capture)
{
	static AwspipeStatement pause = {
		.sql = "UPDATE awspipe.capture SET paused = 'lag' WHERE capture_id = $1 AND epoch = $2"
	};

	if (!awspipe_begin("pausing"))
		return false;
	awspipe_execute_with(&pause, bind_int8(capture->capture_id),
						 bind_int4(capture->epoch));
	awspipe_commit_durably();
	return true;
}
