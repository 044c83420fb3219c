/*-------------------------------------------------------------------------
 *
 * capture.c
 *	  The capture worker: tables to files in S3, each change once.
 *
 * One process per capture, connected as its owner.  It loads the tables that
 * are not loaded yet (capture_load.c), then reads the WAL (capture_decode.c),
 * and makes of it one batch after another (capture_batch.c):
 *
 *	- rows go to temporary files until the batch is due, which ends it with a
 *	  transaction,
 *	- a transaction writes down which stretch of the WAL it stands for, and
 *	  which objects will be put,
 *	- they are put, and a manifest that names them is, last,
 *	- a transaction writes down that they are there, which is the capture's
 *	  position,
 *	- the slot is told, so that the server may remove WAL.
 *
 * A worker that is killed leaves nothing half done.  Before the plan there is
 * none of it; after it the next worker reads the same stretch of the WAL, makes
 * the same files, and puts them under the same keys.  No transaction is open
 * while anything is put.
 *
 * Tables and options are looked at between batches only.  What goes wrong with
 * S3 is tried again for as long as it takes, while the slot keeps the WAL, up
 * to the capture's limit.  A slot that is gone, or has lost WAL, is never made
 * again in silence: the capture is "lost" until somebody has it begin anew.
 *
 * IDENTIFICATION
 *	  src/capture/capture.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "aws/retry.h"
#include "base/clock.h"
#include "base/connection.h"
#include "capture/capture.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "replication/slot.h"
#include "storage/ipc.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "worker/worker.h"

/* How often WAL is looked at when there was none, and the tables are */
#define POLL_INTERVAL_MS		500
#define REFRESH_INTERVAL_MS		10000

/*
 * The position follows WAL that is not ours: at once when it is that much,
 * soon when it is more than what writing down the position comes to
 */
#define ADVANCE_BYTES			(16 * 1024 * 1024)
#define ADVANCE_SOON_BYTES		4096
#define ADVANCE_SOON_MS			10000
#define ADVANCE_MS				60000

#define BACKOFF_BASE_MS			1000
#define BACKOFF_CAP_MS			60000

pg_noreturn PGDLLEXPORT void awspipe_capture_main(Datum main_arg);

/* Something may have changed that connections are made from */
static bool connection_changed = false;

static void
note_change(Datum arg, int cacheid, uint32 hashvalue)
{
	connection_changed = true;
}

/* Until the extension may be used again */
static void
wait_for_extension(void)
{
	awspipe_worker_wait(NULL, POLL_INTERVAL_MS, AWSPIPE_WAIT_MAIN);
	awspipe_tick();
}

static void
become_lost(AwspipeCapture *capture, const char *why)
{
	AwspipeProblem problem = {
		.sqlerrcode = ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
		.message = why,
		.hint = "awspipe.resync_capture() begins anew."
	};

	ereport(WARNING,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("capture \"%s\" is lost: %s", capture->name, why),
			 errhint("SELECT awspipe.resync_capture('%s') has it begin anew, with all rows.",
					 capture->name),
			 errhidestmt(true), errhidecontext(true)));
	awspipe_capture_note_problem(capture, &problem);
	while (!awspipe_capture_set_slot(capture, "lost", InvalidXLogRecPtr))
		wait_for_extension();
	proc_exit(0);
}

/* WAL that the slot keeps */
static int64
lag_bytes(void)
{
	return (int64) (GetXLogInsertRecPtr() - MyReplicationSlot->data.confirmed_flush);
}

/* While nothing can be uploaded: as the capture's limit says */
static void
heed_limit(AwspipeCapture *capture)
{
	if (MyReplicationSlot == NULL || lag_bytes() <= capture->maximum_lag)
		return;
	if (capture->drop_at_lag)
	{
		ReplicationSlotRelease();
		ReplicationSlotDrop(capture->slot_name, false);
		become_lost(capture, "it has kept more WAL than maximum_lag");
	}
	ereport(WARNING,
			(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
			 errmsg("capture \"%s\" pauses, its slot keeps more WAL than maximum_lag",
					capture->name),
			 errhint("The slot keeps the WAL until awspipe.start_capture('%s') has it go on, or awspipe.drop_capture('%s') gives it up.",
					 capture->name, capture->name),
			 errhidestmt(true), errhidecontext(true)));
	while (!awspipe_capture_pause(capture))
		wait_for_extension();
	proc_exit(0);
}

/*
 * Goes by server and user mapping as they are now, if either may have
 * changed.  Throws when they cannot be used.
 */
static void
renew_target(AwspipeCapture *capture)
{
	MemoryContext context = CurrentMemoryContext;
	AwspipeCaptureTarget *target;

	if (!connection_changed)
		return;
	while (!awspipe_begin("looking at the server"))
		wait_for_extension();
	connection_changed = false;
	MemoryContextSwitchTo(TopMemoryContext);
	target = awspipe_capture_target_open(capture->server_oid, capture->server,
										 capture->owner, capture->bucket);
	awspipe_commit();
	awspipe_capture_target_close(capture->target);
	capture->target = target;
	MemoryContextSwitchTo(context);
}

/*
 * After a failure: says so, and waits, until there is a chance that it is
 * cured.  Options are another worker's: the supervisor sends this one away.
 */
static void
back_off(AwspipeCapture *capture, const char *doing, const PgawsError *error,
		 int failures)
{
	AwspipeProblem problem;
	int64		until = awspipe_now_ms() +
		pgaws_backoff_ms(BACKOFF_BASE_MS, BACKOFF_CAP_MS, failures);

	awspipe_problem_from_aws(&problem, doing, error);
	if (failures == 0)
		ereport(LOG,
				(errcode(problem.sqlerrcode),
				 errmsg("capture \"%s\" waits: %s", capture->name, problem.message),
				 problem.detail == NULL ? 0 : errdetail_internal("%s", problem.detail),
				 errhidestmt(true), errhidecontext(true)));
	awspipe_capture_note_problem(capture, &problem);
	while (awspipe_now_ms() < until && !connection_changed)
	{
		heed_limit(capture);
		awspipe_worker_wait(NULL, Min(until - awspipe_now_ms(), POLL_INTERVAL_MS),
							AWSPIPE_WAIT_BACKOFF);
	}
	renew_target(capture);
}

static void
put(AwspipeCapture *capture, const AwspipeCaptureObject *object, char **etag)
{
	PgawsError	error;

	for (int failures = 0;; failures++)
	{
		if (awspipe_capture_put(capture->target, object, etag, &error))
			return;
		back_off(capture, psprintf("put \"%s\" into bucket \"%s\"", object->key,
								   capture->bucket), &error, failures);
	}
}

void
awspipe_capture_delete_all(AwspipeCapture *capture, List *keys)
{
	ListCell   *lc;

	foreach(lc, keys)
	{
		const char *key = lfirst(lc);
		PgawsError	error;

		for (int failures = 0;
			 !awspipe_capture_delete(capture->target, key, &error); failures++)
			back_off(capture, psprintf("delete \"%s\" from bucket \"%s\"", key,
									   capture->bucket), &error, failures);
	}
}

/* Where the objects of this capture go now */
static bool
is_here(const AwspipeCapture *capture, const AwspipeCapturePlanned *object)
{
	return object->server == capture->server_oid &&
		strcmp(object->bucket, capture->bucket) == 0;
}

static AwspipeCaptureTarget *
open_place(AwspipeCapture *capture, const AwspipeCapturePlanned *object)
{
	MemoryContext context = CurrentMemoryContext;
	AwspipeCaptureTarget *target;

	while (!awspipe_begin("looking for a former bucket"))
		wait_for_extension();
	MemoryContextSwitchTo(context);
	target = awspipe_capture_target_open(object->server, object->server_name,
										 capture->owner, object->bucket);
	awspipe_commit();
	MemoryContextSwitchTo(context);
	return target;
}

static void
try_elsewhere(AwspipeCapture *capture, const AwspipeCapturePlanned *object,
			  AwspipeProblem *problem)
{
	MemoryContext context = CurrentMemoryContext;
	AwspipeCaptureTarget *volatile target = NULL;
	PgawsError	error;

	if (!OidIsValid(object->server))
	{
		problem->message = "its server does not exist any more";
		return;
	}
	PG_TRY();
	{
		target = open_place(capture, object);
	}
	PG_CATCH();
	{
		awspipe_problem_from_error(problem, awspipe_abort(context));
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	if (target == NULL)
		return;
	if (!awspipe_capture_delete(target, object->key, &error))
		awspipe_problem_from_aws(problem, "delete it", &error);
	awspipe_capture_target_close(target);
}

/*
 * Somebody has had the capture put its files elsewhere, perhaps because that
 * place is out of order for good: so until a first failure, which is only told
 * of.  All objects of a plan are in one place.
 */
static void
delete_elsewhere(AwspipeCapture *capture, const AwspipeCapturePlanned *object,
				 AwspipeProblem *problem)
{
	if (problem->message == NULL)
		try_elsewhere(capture, object, problem);
	if (problem->message != NULL)
		ereport(WARNING,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("capture \"%s\" may leave object \"%s\" in bucket \"%s\", where it was to put it before",
						capture->name, object->key, object->bucket),
				 errdetail("%s", problem->message),
				 errhint("Delete it: what it holds is put into bucket \"%s\" now.",
						 capture->bucket),
				 errhidestmt(true), errhidecontext(true)));
}

void
awspipe_capture_delete_planned(AwspipeCapture *capture, List *objects)
{
	AwspipeProblem problem = {0};
	ListCell   *lc;

	foreach(lc, objects)
	{
		const AwspipeCapturePlanned *object = lfirst(lc);

		if (is_here(capture, object))
			awspipe_capture_delete_all(capture, list_make1(unconstify(char *, object->key)));
		else
			delete_elsewhere(capture, object, &problem);
	}
}

static size_t
read_text(void *arg, int64 offset, char *data, size_t len)
{
	StringInfo	text = arg;

	len = Min(len, text->len - offset);
	memcpy(data, text->data + offset, len);
	return len;
}

void
awspipe_capture_put_text(AwspipeCapture *capture, const char *key,
						 const char *content_type, StringInfo text)
{
	AwspipeCaptureObject object;
	char	   *etag;

	memset(&object, 0, sizeof(object));
	object.key = key;
	object.bytes = text->len;
	object.content_type = content_type;
	object.read = read_text;
	object.arg = text;
	put(capture, &object, &etag);
}

static char *
manifest_key(const AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	return psprintf("%s%020llu.json", capture->manifests,
					(unsigned long long) batch->number);
}

/* Readers that want whole batches only go by these. */
static void
put_manifest(AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"batch\": " INT64_FORMAT
					 ", \"start_lsn\": \"%X/%X\", \"end_lsn\": \"%X/%X\", \"files\": [",
					 batch->number, LSN_FORMAT_ARGS(batch->start_lsn),
					 LSN_FORMAT_ARGS(batch->end_lsn));
	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);

		appendStringInfo(&text, "%s\n{\"rows\": " INT64_FORMAT ", \"bytes\": " INT64_FORMAT ", \"etag\": ",
						 foreach_current_index(lc) == 0 ? "" : ",", file->rows,
						 awspipe_capture_spool_bytes(file->spool));
		escape_json(&text, file->etag);
		appendStringInfoString(&text, ", \"key\": ");
		escape_json(&text, file->utf8_key);
		appendStringInfoChar(&text, '}');
	}
	appendStringInfoString(&text, "]}\n");

	awspipe_capture_put_text(capture, manifest_key(capture, batch),
							 "application/json", &text);
}

void
awspipe_capture_upload(AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	MemoryContext old_context = MemoryContextSwitchTo(batch->context);
	ListCell   *lc;

	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);
		AwspipeCaptureObject object;

		memset(&object, 0, sizeof(object));
		object.key = file->utf8_key;
		object.bytes = awspipe_capture_spool_bytes(file->spool);
		object.content_type = capture->gzip ? "application/gzip" :
			capture->format.json ? "application/x-ndjson" : "text/csv; charset=utf-8";
		object.read = awspipe_capture_spool_read;
		object.arg = file->spool;
		put(capture, &object, &file->etag);
	}
	if (batch->number > 0)
		put_manifest(capture, batch);
	MemoryContextSwitchTo(old_context);
}

/* From the last row to the slot */
static void
carry_out(AwspipeCapture *capture, AwspipeCaptureBatch *batch)
{
	awspipe_capture_batch_finish(capture, batch);
	while (!awspipe_capture_plan(capture, batch))
		wait_for_extension();
	awspipe_capture_upload(capture, batch);
	while (!awspipe_capture_settle(capture, batch))
		wait_for_extension();
	awspipe_decoder_confirm(capture, batch->end_lsn);
	awspipe_capture_batch_free(capture, batch);
}

/* Is that one of those which the batch is about to put? */
static bool
will_be_put(const AwspipeCapture *capture, const AwspipeCaptureBatch *batch,
			const AwspipeCapturePlanned *object)
{
	ListCell   *lc;

	if (!is_here(capture, object))
		return false;
	foreach(lc, batch->files)
	{
		if (strcmp(object->key, ((AwspipeCaptureFile *) lfirst(lc))->utf8_key) == 0)
			return true;
	}
	return strcmp(object->key, manifest_key(capture, batch)) == 0;
}

static List *
objects_that_are_gone(const AwspipeCapture *capture, List *objects,
					  const AwspipeCaptureBatch *batch)
{
	List	   *gone = NIL;
	ListCell   *lc;

	foreach(lc, objects)
	{
		if (!will_be_put(capture, batch, lfirst(lc)))
			gone = lappend(gone, lfirst(lc));
	}
	return gone;
}

/*
 * Opens the WAL, and does again what another worker has planned and maybe
 * begun.  Files are others than planned only if the options are.
 */
static void
open_wal(AwspipeCapture *capture)
{
	AwspipeCaptureBatch *batch;
	List	   *objects;
	XLogRecPtr	end_lsn;

	while (!awspipe_capture_planned(capture, &batch, &objects))
		wait_for_extension();
	if (!awspipe_decoder_open(capture, batch == NULL ? capture->position : batch->start_lsn))
		become_lost(capture, "its replication slot is gone, or has lost WAL");
	if (batch == NULL)
		return;

	end_lsn = batch->end_lsn;
	batch->end_lsn = batch->start_lsn;
	if (!awspipe_decoder_read(capture, batch, end_lsn) || batch->end_lsn != end_lsn)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("capture \"%s\" does not find the transactions of batch " INT64_FORMAT " in the WAL",
						capture->name, batch->number),
				 errdetail("It was planned to end at %X/%X, and ends at %X/%X.",
						   LSN_FORMAT_ARGS(end_lsn), LSN_FORMAT_ARGS(batch->end_lsn))));
	awspipe_capture_batch_finish(capture, batch);
	awspipe_capture_delete_planned(capture,
								   objects_that_are_gone(capture, objects, batch));
	carry_out(capture, batch);
}

static void
ensure_slot(AwspipeCapture *capture)
{
	XLogRecPtr	position;

	if (capture->slot_ready)
		return;
	/* A worker was killed before it could say that it has made one */
	if (SearchNamedReplicationSlot(capture->slot_name, true) != NULL)
		ReplicationSlotDrop(capture->slot_name, true);
	awspipe_decoder_create_slot(capture, &position);
	/* The supervisor drops slots that are nobody's, and that nobody holds */
	while (!awspipe_capture_set_slot(capture, "ready", position))
		wait_for_extension();
	ReplicationSlotRelease();
	capture->slot_ready = true;
	capture->position = position;
}

/* The configuration as it is now.  Between batches only. */
static void
refresh(AwspipeCapture *capture)
{
	if (connection_changed && capture->target != NULL)
	{
		awspipe_capture_target_close(capture->target);
		capture->target = NULL;
	}
	connection_changed = false;
	while (!awspipe_capture_read(capture))
		wait_for_extension();
}

/*
 * Tables that were taken out stay until all is read that was written before:
 * changes of them may still come.
 */
static bool
attend_leaving(AwspipeCapture *capture)
{
	MemoryContext old_context = MemoryContextSwitchTo(TopMemoryContext);
	bool		forgotten = false;
	ListCell   *lc;

	foreach(lc, capture->tables)
	{
		AwspipeCaptureTable *table = lfirst(lc);

		if (table->state != 'r')
			continue;
		awspipe_capture_end_wait(capture, table);
		if (!list_member_oid(capture->leaving, table->relid))
		{
			capture->leaving = lappend_oid(capture->leaving, table->relid);
			capture->leaving_lsn = FLUSHED_LSN();
		}
		else if (awspipe_decoder_position(capture) >= capture->leaving_lsn)
			forgotten |= awspipe_capture_forget_table(capture, table);
	}
	if (forgotten)
	{
		list_free(capture->leaving);
		capture->leaving = NIL;
	}
	MemoryContextSwitchTo(old_context);
	return forgotten;
}

/* Tables that come and go */
static void
attend_tables(AwspipeCapture *capture)
{
	bool		changed = attend_leaving(capture);
	ListCell   *lc;

	foreach(lc, capture->tables)
	{
		AwspipeCaptureTable *table = lfirst(lc);

		if (table->state != 'a' && table->state != 'l')
			continue;
		changed |= awspipe_capture_load(capture, table);
		awspipe_tick();
	}
	if (changed)
		refresh(capture);
}

/* Milliseconds until the batch is due; it may have become so meanwhile */
static int64
patience(const AwspipeCapture *capture, const AwspipeCaptureBatch *batch)
{
	int64		due;

	if (batch->changes == 0)
		return POLL_INTERVAL_MS;
	due = batch->since_ms + capture->max_batch_interval_ms - awspipe_now_ms();
	return Min(Max(due, 0), POLL_INTERVAL_MS);
}

/* A decoder reads WAL from before the position first, and passes it over. */
static XLogRecPtr
position_read(AwspipeCapture *capture)
{
	return Max(awspipe_decoder_position(capture), capture->position);
}

/* Is the position to be written down, after so many milliseconds? */
static bool
is_worth_noting(const AwspipeCapture *capture, XLogRecPtr position,
				int64 elapsed)
{
	uint64		bytes = position - capture->position;

	return capture->troubled || bytes >= ADVANCE_BYTES ||
		(bytes >= ADVANCE_SOON_BYTES && elapsed >= ADVANCE_SOON_MS) ||
		(bytes > 0 && elapsed >= ADVANCE_MS);
}

pg_noreturn static void
stream(AwspipeCapture *capture)
{
	AwspipeCaptureBatch *batch = NULL;
	int64		confirmed_ms = 0;
	int64		refreshed_ms = 0;
	int64		attended_ms = 0;	/* to tables that come and go */
	bool		asked = true;	/* to look at the tables */

	for (;;)
	{
		bool		stopped;

		awspipe_tick();
		if (awspipe_worker_woken() || connection_changed)
			asked = true;
		if (batch == NULL)
		{
			if (asked || awspipe_now_ms() - refreshed_ms >= REFRESH_INTERVAL_MS)
			{
				refresh(capture);
				refreshed_ms = awspipe_now_ms();
				asked = false;
			}
			attend_tables(capture);
			attended_ms = awspipe_now_ms();
			if (awspipe_capture_current_due(capture))
				awspipe_capture_write_current(capture);
			batch = awspipe_capture_batch_start(capture, capture->batch_no + 1,
												INSERTION_TIMELINE(),
												position_read(capture));
		}

		stopped = awspipe_decoder_read(capture, batch, InvalidXLogRecPtr);
		if (batch->changes == 0)
		{
			XLogRecPtr	position = position_read(capture);

			batch->start_lsn = batch->end_lsn = position;
			if (is_worth_noting(capture, position, awspipe_now_ms() - confirmed_ms) &&
				awspipe_capture_advance(capture, position))
			{
				awspipe_decoder_confirm(capture, position);
				confirmed_ms = awspipe_now_ms();
			}
			if (asked || awspipe_now_ms() - refreshed_ms >= REFRESH_INTERVAL_MS ||
				awspipe_capture_current_due(capture) ||
				(capture->waits != NIL &&
				 awspipe_now_ms() - attended_ms >= POLL_INTERVAL_MS))
			{
				awspipe_capture_batch_free(capture, batch);
				batch = NULL;
				continue;
			}
		}
		else if (asked || awspipe_capture_due(capture, batch))
		{
			confirmed_ms = awspipe_now_ms();
			carry_out(capture, batch);
			batch = NULL;
			continue;
		}
		if (!stopped)
			awspipe_worker_wait(NULL, patience(capture, batch), AWSPIPE_WAIT_MAIN);
	}
}

static void
run(AwspipeCapture *capture)
{
	refresh(capture);
	ensure_slot(capture);
	open_wal(capture);
	stream(capture);
}

void
awspipe_capture_main(Datum main_arg)
{
	AwspipeCapture capture;
	AwspipeProblem problem;
	ErrorData  *error = NULL;

	awspipe_worker_start(main_arg, AWSPIPE_CAPTURE);
	/* Files say the same whoever the owner is */
	SetConfigOption("TimeZone", "UTC", PGC_SUSET, PGC_S_OVERRIDE);
	/* A load that a policy would leave rows out of is to fail */
	SetConfigOption("row_security", "off", PGC_SUSET, PGC_S_OVERRIDE);
	awspipe_connection_listen(note_change);
	memset(&capture, 0, sizeof(capture));
	capture.capture_id = awspipe_my_slot->consumer_id;

	PG_TRY();
	{
		run(&capture);
	}
	PG_CATCH();
	{
		error = awspipe_abort(TopMemoryContext);
	}
	PG_END_TRY();

	if (MyReplicationSlot != NULL)
		ReplicationSlotRelease();
	awspipe_problem_from_error(&problem, error);
	awspipe_capture_note_problem(&capture, &problem);
	ThrowErrorData(error);
	proc_exit(1);
}
