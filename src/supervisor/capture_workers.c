/*-------------------------------------------------------------------------
 *
 * capture_workers.c
 *	  The part of the supervisor that gives captures their workers.
 *
 * Each capture that is enabled and has not lost its slot has a worker.  One
 * whose configuration has changed is started again, and so need not look at
 * it but once.
 *
 * A slot keeps the WAL until somebody drops it.  So those of this database's
 * captures, which tell whose they are by their names, are dropped here unless
 * their capture says that its slot is ready: after a capture was dropped, has
 * lost its slot or begins anew, and when a worker has died before it could
 * say so.  The slots are looked at before the tables: a slot that is made
 * after that is not among them, and of one that was there before, the tables
 * tell.  One that is in use is left to another turn.
 *
 * A worker heeds its capture's maximum_lag while it cannot put its files.
 * While a capture has no worker that could, because it was stopped or its
 * workers fail, this does.
 *
 * IDENTIFICATION
 *	  src/supervisor/capture_workers.c
 *
 *-------------------------------------------------------------------------
 */
#include "pg_compat.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "base/owner.h"
#include "base/owner_spi.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "replication/slot.h"
#include "storage/lwlock.h"
#include "storage/spin.h"
#include "supervisor/capture_workers.h"
#include "utils/memutils.h"
#include "worker/child.h"
#include "worker/report.h"
#include "worker/worker.h"

/* Between two looks at workers that are to leave */
#define LEAVE_POLL_MS		100

/* Between two looks at what slots keep that no worker looks after */
#define LAG_POLL_MS			5000

/* A capture as its tables describe it */
typedef struct CaptureRow
{
	int64		capture_id;
	char	   *name;
	bool		enabled;
	bool		ready;			/* it has a slot */
	bool		lost;			/* or had one */
	bool		paused;
	int64		maximum_lag;
	bool		drop_at_lag;
	bool		troubled;		/* it says what has failed */
	Oid			owner;			/* InvalidOid: the role is gone */
	char	   *configuration;	/* another text when that has changed */
} CaptureRow;

typedef struct SupervisedCapture
{
	AwspipeChild child;
	char	   *name;
	char	   *configuration;	/* that its worker has */

	/* Since the last turn that was committed */
	bool		died;			/* its worker has ended unexpectedly */
	bool		denied;			/* no worker was free for it */

	/* This turn's decisions */
	bool		seen;
	bool		wanted;
	bool		start;
	bool		stop;
} SupervisedCapture;

/* A slot that nobody uses */
typedef struct IdleSlot
{
	int64		capture_id;		/* 0: its name is none of ours */
	NameData	name;
	int64		bytes;			/* of WAL behind what it has confirmed */
	bool		orphaned;
} IdleSlot;

/* They live as long as the supervisor */
static List *captures = NIL;
static AwspipeJob dropping = {.what = "drop replication slots"};

/* Of this turn; as many as there are slots at most */
static IdleSlot *idle_slots = NULL;
static int	nidle_slots = 0;

static void
set_string(char **text, const char *with)
{
	if (*text != NULL)
		pfree(*text);
	*text = MemoryContextStrdup(TopMemoryContext, with);
}

static SupervisedCapture *
find_capture(const CaptureRow *row)
{
	SupervisedCapture *capture;
	MemoryContext old_context;
	ListCell   *lc;

	foreach(lc, captures)
	{
		capture = lfirst(lc);
		if (capture->child.consumer_id == row->capture_id)
			return capture;
	}

	old_context = MemoryContextSwitchTo(TopMemoryContext);
	capture = palloc0(sizeof(SupervisedCapture));
	capture->child.kind = AWSPIPE_CAPTURE;
	capture->child.database = MyDatabaseId;
	capture->child.consumer_id = row->capture_id;
	capture->name = pstrdup(row->name);
	captures = lappend(captures, capture);
	MemoryContextSwitchTo(old_context);
	return capture;
}

/* The capture of this database whose slot has that name; 0: of none. */
static int64
capture_of_slot(const char *name)
{
	char		prefix[NAMEDATALEN];
	char	   *end;
	int64		id;

	snprintf(prefix, sizeof(prefix), "awspipe_%u_", MyDatabaseId);
	if (strncmp(name, prefix, strlen(prefix)) != 0)
		return 0;
	id = strtoll(name + strlen(prefix), &end, 10);
	return *end == '\0' ? id : 0;
}

static void
note_idle_slots(void)
{
	XLogRecPtr	end;

	if (idle_slots == NULL)
		idle_slots = MemoryContextAlloc(TopMemoryContext,
										sizeof(IdleSlot) * Max(max_replication_slots, 1));
	nidle_slots = 0;
	if (RecoveryInProgress())
		return;
	end = GetXLogInsertRecPtr();
	LWLockAcquire(ReplicationSlotControlLock, LW_SHARED);
	for (int i = 0; i < max_replication_slots; i++)
	{
		ReplicationSlot *slot = &ReplicationSlotCtl->replication_slots[i];
		IdleSlot   *idle = &idle_slots[nidle_slots];
		bool		used;

		if (!slot->in_use)
			continue;
		SpinLockAcquire(&slot->mutex);
		used = slot->active_pid != 0 || slot->data.database != MyDatabaseId;
		idle->name = slot->data.name;
		idle->bytes = (int64) (end - slot->data.confirmed_flush);
		SpinLockRelease(&slot->mutex);
		idle->capture_id = used ? 0 : capture_of_slot(NameStr(idle->name));
		idle->orphaned = false;
		if (idle->capture_id != 0)
			nidle_slots++;
	}
	LWLockRelease(ReplicationSlotControlLock);
}

void
awspipe_capture_workers_watch(void)
{
	ListCell   *lc;

	foreach(lc, captures)
	{
		SupervisedCapture *capture = lfirst(lc);
		AwspipeChildEnd end;

		capture->seen = capture->wanted = false;
		capture->start = capture->stop = false;
		if (awspipe_child_ended(&capture->child, &end))
			capture->died = !end.expected;
	}
	note_idle_slots();
}

/* Notes what keeps a capture from running; disable: until it is started again. */
static void
write_error(const CaptureRow *row, const AwspipeProblem *problem, bool disable)
{
	static AwspipeStatement statement = {
		.sql = "UPDATE awspipe.capture SET enabled = enabled AND NOT $6,"
		" error_code = $2, error_message = $3, error_detail = $4, error_hint = $5, error_at = now()"
		" WHERE capture_id = $1"
	};

	awspipe_execute_with(&statement, bind_int8(row->capture_id),
						 bind_text(awspipe_problem_code(problem)),
						 bind_text(problem->message), bind_text(problem->detail),
						 bind_text(problem->hint), bind_bool(disable));
	if (disable)
		ereport(WARNING,
				(errcode(problem->sqlerrcode),
				 errmsg("capture \"%s\" has stopped", row->name),
				 errdetail("%s", problem->message),
				 problem->hint != NULL ? errhint("%s", problem->hint) : 0));
}

/* A capture that is to run: start it if it is due and may. */
static void
decide_start(SupervisedCapture *capture, const CaptureRow *row)
{
	static const AwspipeProblem death = {
		.sqlerrcode = ERRCODE_SYSTEM_ERROR,
		.message = "worker of the capture ended unexpectedly",
		.hint = "The server log says why."
	};
	static const AwspipeProblem denial = {
		.sqlerrcode = ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
		.message = "no background worker is free for the capture",
		.hint = "Increase max_worker_processes or pgawspipe.max_workers."
	};
	AwspipeProblem problem;

	if (capture->child.running)
		return;
	/* What its worker has written down says more */
	if (capture->denied && !row->troubled)
		write_error(row, &denial, false);
	else if (capture->died && !row->troubled)
		write_error(row, &death, false);
	if (awspipe_child_wait(&capture->child) > 0)
		return;
	if (!awspipe_owner_check(row->owner, AWSPIPE_OWNED_CAPTURE, row->capture_id,
							 &problem))
	{
		capture->wanted = false;
		write_error(row, &problem, true);
		return;
	}
	capture->child.owner = row->owner;
	set_string(&capture->name, row->name);
	set_string(&capture->configuration, row->configuration);
	capture->start = true;
}

static void
decide(const CaptureRow *row)
{
	SupervisedCapture *capture = find_capture(row);

	capture->seen = true;
	capture->wanted = row->enabled && !row->lost && !row->paused;
	if (capture->wanted && !capture->child.running)
		decide_start(capture, row);
	else if (!capture->wanted || capture->child.owner != row->owner ||
			 strcmp(capture->configuration, row->configuration) != 0)
		capture->stop = true;
}

/* All captures, in the current memory context */
static CaptureRow *
read_captures(int *nrows)
{
	/* With a snapshot of its own, which is younger than the look at slots */
	static AwspipeStatement statement = {
		.sql = "SELECT c.capture_id, c.name, c.enabled, c.slot_state, c.error_code IS NOT NULL, w.role_oid,"
		" ROW(c.name, c.server_id, c.bucket, c.prefix, c.format, c.compression, c.max_batch_interval,"
		"  c.min_file_size, c.max_file_size, c.date_partition, c.op_column, c.timestamp_column,"
		"  c.inserts_only, c.initial_load, c.include_op_for_full_load, c.maximum_lag, c.on_lag,"
		"  c.current_interval, c.epoch)::text,"
		" c.paused IS NOT NULL, c.maximum_lag, c.on_lag = 'drop'"
		" FROM awspipe.capture AS c"
		" LEFT JOIN awspipe._ownership AS w USING (owner_id)"
		" ORDER BY c.capture_id"
	};
	MemoryContext context = CurrentMemoryContext;
	CaptureRow *rows;

	*nrows = (int) awspipe_execute(&statement);
	rows = MemoryContextAllocZero(context, sizeof(CaptureRow) * Max(*nrows, 1));
	for (int i = 0; i < *nrows; i++)
	{
		CaptureRow *row = &rows[i];
		char	   *slot_state = awspipe_result_text(i, 4);

		row->capture_id = awspipe_result_int64(i, 1, 0);
		row->name = MemoryContextStrdup(context, awspipe_result_text(i, 2));
		row->enabled = awspipe_result_bool(i, 3, false);
		row->ready = strcmp(slot_state, "ready") == 0;
		row->lost = strcmp(slot_state, "lost") == 0;
		row->troubled = awspipe_result_bool(i, 5, false);
		row->owner = (Oid) awspipe_result_int64(i, 6, InvalidOid);
		row->configuration = MemoryContextStrdup(context, awspipe_result_text(i, 7));
		row->paused = awspipe_result_bool(i, 8, false);
		row->maximum_lag = awspipe_result_int64(i, 9, PG_INT64_MAX);
		row->drop_at_lag = awspipe_result_bool(i, 10, false);
	}
	return rows;
}

/*
 * A capture's slot that nobody uses: gives it up if it keeps too much, and is
 * to be.  Not when a worker has still to show what it can do.
 */
static void
heed_limit(CaptureRow *row, const IdleSlot *slot)
{
	static AwspipeStatement lose = {
		.sql = "UPDATE awspipe.capture SET slot_state = 'lost', error_code = $2, error_message = $3,"
		" error_detail = NULL, error_hint = $4, error_at = now()"
		" WHERE capture_id = $1 AND slot_state = 'ready' AND on_lag = 'drop'"
		" AND (NOT enabled OR paused IS NOT NULL OR error_code IS NOT NULL)"
	};
	static const AwspipeProblem excess = {
		.sqlerrcode = ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
		.message = "its slot has kept more WAL than maximum_lag",
		.hint = "awspipe.resync_capture() begins anew."
	};

	if (!row->drop_at_lag || slot->bytes <= row->maximum_lag ||
		awspipe_execute_with(&lose, bind_int8(row->capture_id),
							 bind_text(awspipe_problem_code(&excess)),
							 bind_text(excess.message),
							 bind_text(excess.hint)) == 0)
		return;
	row->ready = false;
	row->lost = true;
	ereport(WARNING,
			(errcode(excess.sqlerrcode),
			 errmsg("capture \"%s\" is lost: %s", row->name, excess.message),
			 errhint("SELECT awspipe.resync_capture('%s') has it begin anew, with all rows.",
					 row->name)));
}

void
awspipe_capture_workers_decide(void)
{
	CaptureRow *rows;
	int			nrows;

	rows = read_captures(&nrows);
	for (int i = 0; i < nidle_slots; i++)
	{
		idle_slots[i].orphaned = true;
		for (int j = 0; j < nrows; j++)
		{
			if (rows[j].capture_id != idle_slots[i].capture_id || !rows[j].ready)
				continue;
			heed_limit(&rows[j], &idle_slots[i]);
			idle_slots[i].orphaned = rows[j].lost;
		}
	}
	for (int i = 0; i < nrows; i++)
		decide(&rows[i]);
}

/* The next turn tries again where it fails. */
static void
drop_slot(const char *name)
{
	PG_TRY();
	{
		StartTransactionCommand();
		ReplicationSlotDrop(name, true);
		CommitTransactionCommand();
		MemoryContextSwitchTo(awspipe_tick_context);
		awspipe_job_done(&dropping);
		ereport(LOG,
				(errmsg("dropped replication slot \"%s\", which no capture uses any more",
						name)));
	}
	PG_CATCH();
	{
		if (MyReplicationSlot != NULL)
			ReplicationSlotRelease();
		awspipe_job_failed(&dropping, awspipe_abort(awspipe_tick_context));
	}
	PG_END_TRY();
}

static void
drop_orphaned_slots(void)
{
	for (int i = 0; i < nidle_slots; i++)
	{
		if (idle_slots[i].orphaned)
			drop_slot(NameStr(idle_slots[i].name));
		idle_slots[i].orphaned = false;
	}
}

void
awspipe_capture_workers_carry_out(void)
{
	ListCell   *lc;

	/* First: a worker that is to begin anew finds none */
	drop_orphaned_slots();
	foreach(lc, captures)
	{
		SupervisedCapture *capture = lfirst(lc);

		capture->died = capture->denied = false;
		if (capture->stop || !capture->seen)
			awspipe_child_stop(&capture->child);
		if (capture->start)
			capture->denied = !awspipe_child_start(&capture->child,
												   capture->name);
		if (!capture->seen && !capture->child.running)
		{
			captures = foreach_delete_current(captures, lc);
			pfree(capture->name);
			if (capture->configuration != NULL)
				pfree(capture->configuration);
			pfree(capture);
		}
	}
}

int64
awspipe_capture_workers_next_turn(void)
{
	int64		next = PG_INT64_MAX;
	ListCell   *lc;

	foreach(lc, captures)
	{
		SupervisedCapture *capture = lfirst(lc);

		/* To write down that it has been denied */
		if (capture->denied)
			return 0;
		if (capture->wanted && !capture->child.running)
			next = Min(next, awspipe_child_wait(&capture->child));
	}
	if (nidle_slots > 0)
		next = Min(next, LAG_POLL_MS);
	return next;
}

int64
awspipe_capture_workers_enforce_stops(bool all, int64 watch_ms)
{
	int64		next = PG_INT64_MAX;
	ListCell   *lc;

	foreach(lc, captures)
	{
		SupervisedCapture *supervised = lfirst(lc);

		next = Min(next, awspipe_child_enforce_stop(&supervised->child, all,
													watch_ms));
	}
	return next;
}

void
awspipe_capture_workers_leave(void)
{
	bool		running = true;

	while (running)
	{
		ListCell   *lc;

		awspipe_capture_workers_watch();
		running = false;
		foreach(lc, captures)
		{
			AwspipeChild *child = &((SupervisedCapture *) lfirst(lc))->child;

			running = running || child->running;
		}
		(void) awspipe_capture_workers_enforce_stops(true, LEAVE_POLL_MS);
		if (running && !awspipe_worker_linger(LEAVE_POLL_MS))
			return;
	}
	for (int i = 0; i < nidle_slots; i++)
		idle_slots[i].orphaned = true;
	drop_orphaned_slots();
}
