/*-------------------------------------------------------------------------
 *
 * dispatcher_read.c
 *	  Reading the outbox, so that nothing is missed and nothing read twice.
 *
 * Each destination has a position: the id up to which every message that a
 * snapshot could see has been read.  A read goes on from there by the index
 * (destination_id, outbox_id), so that delivered messages, dead or not yet
 * removed because somebody holds an old snapshot, are not looked at again,
 * and a backlog costs nothing.
 *
 * But ids are drawn in another order than transactions commit: a position
 * may pass messages that are not visible yet.  So a read goes like this:
 *
 *	1. H: the sequence's last value.  Then N: the next transaction id.  Then
 *	   the snapshot S.
 *	2. A transaction draws its own id before any id of a message (outbox.c).
 *	   One that is not below N therefore only has messages beyond H, and this
 *	   read keeps to messages up to H.
 *	3. What it may pass belongs to transactions that are below N and running
 *	   in S.  They are remembered, each with a floor: the H of the read
 *	   before the one that saw it first, at which time it had no id yet.
 *	4. When one of them is no longer running in a later S, every position
 *	   goes back to its floor, in that same read: its messages come in before
 *	   anything that was caused by its commit.  Messages that are in memory
 *	   are known by their id and skipped; settled ones are gone.
 *
 * S lists the running transactions below its xmax.  Those from there to N,
 * which are running too, may be many (a transaction with a million
 * subtransactions), so they are remembered as one range with one floor.
 *
 * So a long transaction costs one more look at what was written during its
 * time, at its end, and a reader that stays open costs nothing.  After a
 * start the floor of what is running then is 0.
 *
 * A subtransaction needs no care: its parent has an id before it, and S lists
 * the parent.  That it seems to end early only costs a look.  A prepared
 * transaction counts as running, as it should.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher_read.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "base/owner_spi.h"
#include "dispatcher/dispatcher.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "worker/worker.h"

/* Messages and bytes in memory: of one destination, and of all together */
#define WINDOW_MESSAGES_MAX		2000
#define WINDOW_MESSAGES_MIN		100
#define WINDOW_BYTES_MAX		(16 * 1024 * 1024)
#define WINDOW_BYTES_MIN		(1024 * 1024)
#define TOTAL_MESSAGES			20000
#define TOTAL_BYTES				(256 * 1024 * 1024)

/* A transaction whose messages may have been passed */
typedef struct RunningXact
{
	uint64		xid;			/* with epoch */
	int64		floor;
} RunningXact;

/* Those of the read before, below its xmax; sorted by xid */
static RunningXact *running = NULL;
static int	nrunning = 0;

/* Those of the read before from its xmax (lo) to its N (hi) */
static struct
{
	uint64		lo;
	uint64		hi;
	int64		floor;
}			range = {0, 0, 0};

static int64 previous_last = 0; /* H of the read before */

/* A snapshot's running transactions as full ids, sorted */
typedef struct XidSet
{
	uint64		xmax;
	uint64	   *xids;
	int			nxids;
} XidSet;

static AwspipeStatement sequence_statement = {
	.sql = "SELECT CASE WHEN is_called THEN last_value"
	" ELSE last_value - 1 END,"
	" EXISTS (SELECT FROM awspipe.new_destination)"
	" OR EXISTS (SELECT FROM awspipe.destination AS d WHERE dropped_at IS NOT NULL"
	"  AND EXISTS (SELECT FROM awspipe.outbox AS o WHERE o.destination_id = d.destination_id))"
	" FROM awspipe.outbox_outbox_id_seq",
	.read_only = true
};

static AwspipeStatement destination_statement = {
	.sql = "SELECT destination_id, owner_id, server_id, server_name, service, resource"
	" FROM awspipe.destination JOIN awspipe.server USING (server_id)"
	" WHERE dropped_at IS NULL AND destination_id <> ALL ($1)",
	.read_only = true
};

/* What has one width comes first: the rest of a row is walked through */
static AwspipeStatement message_statement = {
	.sql = "SELECT o.destination_id, o.outbox_id, o.created_at, o.attempts, o.batch_id,"
	" o.operation, o.ordering_key, o.version::text, o.body,"
	" o.state = 'attempted', o.reference,"
	" COALESCE(o.on_ambiguous, (SELECT p.on_ambiguous FROM awspipe.destination AS p"
	" WHERE p.destination_id = o.destination_id))"
	" = 'hold'"
	" FROM ROWS FROM (unnest($1), unnest($2),"
	" unnest($3)) AS d (destination_id, position, room),"
	" LATERAL (SELECT m.* FROM awspipe.outbox AS m"
	" WHERE m.destination_id = d.destination_id"
	" AND m.outbox_id > d.position"
	" AND m.outbox_id <= $4"
	" AND m.state <> 'ambiguous'"
	" ORDER BY m.outbox_id LIMIT d.room) AS o",
	.read_only = true
};

static void read_snapshot(int64 last);
static XidSet running_in(Snapshot snapshot, FullTransactionId next);
static int64 floor_of_finished(const XidSet *set);
static void remember_running(const XidSet *set, uint64 next);
static void lower_positions(int64 floor);
static void load_destinations(void);
static void load_messages(int64 last);
static bool take_row(AwspipeDestination *destination, uint64 row);
static AwspipeMessage *make_message(AwspipeDestination *destination,
									uint64 row, const char *body, int body_len);

/*
 * Reads what destinations have room for.  Caller must not be in a
 * transaction.
 */
bool
awspipe_outbox_read(void)
{
	int64		last;

	if (!awspipe_begin("reading the outbox"))
		return false;

	awspipe_execute(&sequence_statement);
	last = awspipe_result_int64(0, 1, 0);
	awspipe_dispatcher.announced = awspipe_result_bool(0, 2, false);
	read_snapshot(last);

	awspipe_commit();
	return true;
}

static void
read_snapshot(int64 last)
{
	FullTransactionId next;
	XidSet		set;

	/* In this order; see above */
	next = ReadNextFullTransactionId();
	PushActiveSnapshot(GetLatestSnapshot());

	/* If anything below fails, the next read makes up for it */
	set = running_in(GetActiveSnapshot(), next);
	lower_positions(floor_of_finished(&set));
	remember_running(&set, U64FromFullTransactionId(next));
	previous_last = last;

	load_destinations();
	load_messages(last);
	PopActiveSnapshot();
}

static int
compare_xids(const void *a, const void *b)
{
	uint64		x = *(const uint64 *) a;
	uint64		y = *(const uint64 *) b;

	return x < y ? -1 : (x > y ? 1 : 0);
}

static XidSet
running_in(Snapshot snapshot, FullTransactionId next)
{
	uint64		full = U64FromFullTransactionId(next);
	TransactionId base = XidFromFullTransactionId(next);
	XidSet		set;

	/* Differences of 32-bit ids hold within half their range */
	set.xmax = full - (int32) (base - snapshot->xmax);
	set.nxids = snapshot->xcnt;
	set.xids = palloc((snapshot->xcnt + 1) * sizeof(uint64));
	for (uint32 i = 0; i < snapshot->xcnt; i++)
		set.xids[i] = full - (int32) (base - snapshot->xip[i]);
	qsort(set.xids, set.nxids, sizeof(uint64), compare_xids);
	return set;
}

/*
 * The lowest floor of what was running and no longer is.
 */
static int64
floor_of_finished(const XidSet *set)
{
	int64		floor = PG_INT64_MAX;
	uint64		end = Min(range.hi, set->xmax);
	uint64		still = 0;

	for (int i = 0; i < nrunning; i++)
	{
		if (bsearch(&running[i].xid, set->xids, set->nxids, sizeof(uint64),
					compare_xids) == NULL)
			floor = Min(floor, running[i].floor);
	}

	/* All of the range that is below xmax now should be listed */
	for (int i = 0; i < set->nxids; i++)
	{
		if (set->xids[i] >= range.lo && set->xids[i] < end)
			still++;
	}
	if (end > range.lo && still < end - range.lo)
		floor = Min(floor, range.floor);
	return floor;
}

/*
 * Keeps what is still running, with its floor, and adds what is seen for the
 * first time.  Both lists are sorted.
 */
static void
remember_running(const XidSet *set, uint64 next)
{
	RunningXact *merged;
	int			old = 0;

	merged = MemoryContextAlloc(awspipe_dispatcher.context,
								Max(set->nxids, 1) * sizeof(RunningXact));
	for (int i = 0; i < set->nxids; i++)
	{
		uint64		xid = set->xids[i];

		while (old < nrunning && running[old].xid < xid)
			old++;
		merged[i].xid = xid;
		if (old < nrunning && running[old].xid == xid)
			merged[i].floor = running[old].floor;
		else
			merged[i].floor = xid < range.hi ? range.floor : previous_last;
	}
	if (running != NULL)
		pfree(running);
	running = merged;
	nrunning = set->nxids;

	/* What was in the range and still is keeps its floor, the lower one */
	if (range.hi <= set->xmax)
		range.floor = previous_last;
	range.lo = set->xmax;
	range.hi = next;
}

/* Has every destination read again from there. */
static void
lower_positions(int64 floor)
{
	AwspipeDestination *destination;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		if (destination->position > floor)
		{
			destination->position = floor;
			destination->more = true;
		}
	}
}

static void
load_destinations(void)
{
	ArrayBuildState *ids = bind_array_start(INT8OID);
	AwspipeDestination *destination;
	uint64		nrows;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
		bind_array_add(ids, bind_int8(destination->destination_id));
	nrows = awspipe_execute_with(&destination_statement, bind_array(ids));
	for (uint64 row = 0; row < nrows; row++)
		awspipe_destination_add(awspipe_result_int64(row, 1, 0),
								(int32) awspipe_result_int64(row, 2, 0),
								(int32) awspipe_result_int64(row, 3, 0),
								awspipe_result_text(row, 4),
								awspipe_result_text(row, 5),
								awspipe_result_text(row, 6));
}

/* Share of one destination in what may be kept in memory. */
static int
window_messages(void)
{
	int			share = TOTAL_MESSAGES / Max(1, awspipe_dispatcher.ndestinations);

	return Min(WINDOW_MESSAGES_MAX, Max(WINDOW_MESSAGES_MIN, share));
}

static int
window_bytes(void)
{
	int			share = TOTAL_BYTES / Max(1, awspipe_dispatcher.ndestinations);

	return Min(WINDOW_BYTES_MAX, Max(WINDOW_BYTES_MIN, share));
}

/* Half empty, so that reads are worth their transaction. */
bool
awspipe_destination_has_room(AwspipeDestination *destination)
{
	return destination->nmessages <= window_messages() / 2 &&
		destination->nbytes <= window_bytes() / 2;
}

static void
load_messages(int64 last)
{
	ArrayBuildState *ids = bind_array_start(INT8OID);
	ArrayBuildState *positions = bind_array_start(INT8OID);
	ArrayBuildState *rooms = bind_array_start(INT4OID);
	List	   *asked = NIL;
	int			room = window_messages();
	AwspipeDestination *destination;
	ListCell   *lc;
	uint64		nrows;
	uint64		row = 0;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		if (destination->claimed)
			continue;
		if (!awspipe_destination_has_room(destination))
		{
			destination->more = true;
			continue;
		}

		/* Messages in memory may be met again and are skipped */
		asked = lappend(asked, destination);
		bind_array_add(ids, bind_int8(destination->destination_id));
		bind_array_add(positions, bind_int8(destination->position));
		bind_array_add(rooms, bind_int4(room));
	}
	if (asked == NIL)
		return;

	nrows = awspipe_execute_with(&message_statement, bind_array(ids),
								 bind_array(positions), bind_array(rooms),
								 bind_int8(last));

	/* The rows come by destination, in the order of the arrays, then by id */
	foreach(lc, asked)
	{
		uint64		first = row;
		bool		full = false;
		int64		id;

		destination = lfirst(lc);
		id = destination->destination_id;
		for (; row < nrows && awspipe_result_int64(row, 1, 0) == id; row++)
			full = full || !take_row(destination, row);

		destination->more = full || row - first == room;
		if (!destination->more)
			destination->position = last;
	}
}

/*
 * Takes one message and moves the position; false when it does not fit.
 */
static bool
take_row(AwspipeDestination *destination, uint64 row)
{
	int64		id = awspipe_result_int64(row, 2, 0);

	if (awspipe_message_find(id) == NULL)
	{
		bool		isnull;
		Datum		datum;
		text	   *body;
		char	   *utf8;
		int			len;

		/* Exceeded by one message at most; what fits half is always taken */
		if (destination->nbytes >= window_bytes())
			return false;

		datum = awspipe_result_datum(row, 9, &isnull);
		body = DatumGetTextPP(datum);
		len = VARSIZE_ANY_EXHDR(body);
		utf8 = pg_server_to_any(VARDATA_ANY(body), len, PG_UTF8);
		if (utf8 != VARDATA_ANY(body))
			len = strlen(utf8);
		awspipe_message_add(make_message(destination, row, utf8, len));
		if ((Pointer) body != DatumGetPointer(datum))
			pfree(body);
	}
	destination->position = id;
	return true;
}

/* Puts a string into the piece of memory and moves on; NULL stays NULL. */
static char *
place(char **at, const char *value)
{
	char	   *placed = *at;

	if (value == NULL)
		return NULL;
	strcpy(placed, value);
	*at += strlen(value) + 1;
	return placed;
}

static AwspipeMessage *
make_message(AwspipeDestination *destination, uint64 row, const char *body,
			 int body_len)
{
	char	   *operation = awspipe_result_text(row, 6);
	char	   *ordering_key = awspipe_result_text(row, 7);
	char	   *version = awspipe_result_text(row, 8);
	char	   *reference = awspipe_result_text(row, 11);
	AwspipeMessage *message;
	char	   *at;
	bool		isnull;
	Size		size = sizeof(AwspipeMessage);

	size += strlen(operation) + 1;
	size += ordering_key != NULL ? strlen(ordering_key) + 1 : 0;
	size += version != NULL ? strlen(version) + 1 : 0;
	size += reference != NULL ? strlen(reference) + 1 : 0;
	size += body_len + 1;

	message = MemoryContextAlloc(awspipe_dispatcher.context, size);
	memset(message, 0, sizeof(AwspipeMessage));
	at = (char *) (message + 1);
	message->id = awspipe_result_int64(row, 2, 0);
	message->destination = destination;
	message->operation = place(&at, operation);
	message->ordering_key = place(&at, ordering_key);
	message->version = place(&at, version);
	message->reference = place(&at, reference);
	message->attempts = (int) awspipe_result_int64(row, 4, 0);
	message->attempted = awspipe_result_bool(row, 10, false);
	message->hold = awspipe_result_bool(row, 12, false);
	message->created_at = DatumGetTimestampTz(awspipe_result_datum(row, 3, &isnull));
	message->batch_id = awspipe_result_int64(row, 5, 0);
	message->body = at;
	memcpy(at, body, body_len);
	at[body_len] = '\0';
	message->body_len = body_len;
	return message;
}
