/*-------------------------------------------------------------------------
 *
 * capture_decode.c
 *	  A capture's view of the WAL: logical decoding within our own worker.
 *
 * The worker has a decoding context of its own, with PostgreSQL's output
 * plugin pgoutput and a callback that takes its messages, instead of a
 * connection as a walsender's client: no login, no secret, no second process.
 * What the capture's publication holds is what arrives.
 *
 * The context stays open for as long as the worker lives.  To make it anew
 * is to read the WAL again from the slot's restart_lsn, which is as far back
 * as the oldest transaction that was open.
 *
 * Decoding needs no transaction; the reorder buffer opens one for what it
 * hands over, to look at catalogs as they were then.  PostgreSQL marks a
 * process that decodes as one whose snapshots hold back no VACUUM, as long as
 * it has no others.  This one has, for our tables and for loads, so the mark
 * is taken off at once.
 *
 * IDENTIFICATION
 *	  src/capture/capture_decode.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/transam.h"
#include "access/xlogreader.h"
#include "access/xlogutils.h"
#include "base/owner_spi.h"
#include "capture/capture.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "pg_compat.h"
#include "replication/decode.h"
#include "replication/logical.h"
#include "replication/slot.h"
#include "storage/lwlock.h"
#include "storage/proc.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/resowner.h"
#include "worker/worker.h"

typedef struct AwspipeDecoder
{
	MemoryContext context;
	LogicalDecodingContext *decoding;
	ResourceOwner resources;	/* the worker's, outside of transactions */
	MemoryContext messages;		/* reset for each message */
	List	   *relations;		/* as pgoutput has described them last */
	MemoryContext descriptions; /* of these */

	/* Of the call that is under way */
	AwspipeCapture *capture;
	AwspipeCaptureBatch *batch;

	/* Of the transaction that arrives */
	TransactionId xid;
	TimestampTz commit_time;
	XLogRecPtr	commit_lsn;
	int64		seq;
	bool		ended;			/* since that was looked at */
} AwspipeDecoder;

static void
prepare_write(LogicalDecodingContext *decoding, XLogRecPtr lsn,
			  TransactionId xid, bool last_write)
{
	resetStringInfo(decoding->out);
}

/* See the file's header. */
static void
hold_back_vacuum(void)
{
	LWLockAcquire(ProcArrayLock, LW_EXCLUSIVE);
	MyProc->statusFlags &= ~PROC_IN_LOGICAL_DECODING;
	ProcGlobal->statusFlags[MyProc->pgxactoff] = MyProc->statusFlags;
	LWLockRelease(ProcArrayLock);
}

static bool
same_columns(const AwspipeCaptureRelation *a, const AwspipeCaptureRelation *b)
{
	if (a->identity != b->identity || a->ncolumns != b->ncolumns)
		return false;
	for (int i = 0; i < a->ncolumns; i++)
	{
		if (strcmp(a->columns[i].name, b->columns[i].name) != 0 ||
			a->columns[i].type != b->columns[i].type ||
			a->columns[i].typmod != b->columns[i].typmod ||
			a->columns[i].key != b->columns[i].key)
			return false;
	}
	return true;
}

static AwspipeCaptureRelation *
copy_relation(const AwspipeCaptureRelation *relation)
{
	AwspipeCaptureRelation *copy = palloc(sizeof(AwspipeCaptureRelation));

	*copy = *relation;
	copy->schema = pstrdup(relation->schema);
	copy->name = pstrdup(relation->name);
	copy->columns = palloc(sizeof(AwspipeCaptureColumn) *
						   Max(relation->ncolumns, 1));
	for (int i = 0; i < relation->ncolumns; i++)
	{
		copy->columns[i] = relation->columns[i];
		copy->columns[i].name = pstrdup(relation->columns[i].name);
	}
	return copy;
}

/*
 * With REPLICA IDENTITY FULL pgoutput takes every column for the key's; what
 * readers need the old values of is the primary key, if there is one.
 */
static void
mark_primary_key(AwspipeCaptureRelation *relation)
{
	Relation	rel = RelationIdGetRelation(relation->oid);
	Bitmapset  *keys;

	if (!RelationIsValid(rel))
		return;
	keys = RelationGetIndexAttrBitmap(rel, INDEX_ATTR_BITMAP_PRIMARY_KEY);
	for (int i = 0; i < relation->ncolumns && keys != NULL; i++)
	{
		AttrNumber	number = get_attnum(relation->oid, relation->columns[i].name);

		relation->columns[i].key =
			bms_is_member(number - FirstLowInvalidHeapAttributeNumber, keys);
	}
	RelationClose(rel);
}

/*
 * pgoutput describes a relation before its first change, and again whenever
 * something about it may have changed.  A description stays where it is as
 * long as it says the same; files compare no more than its address.
 */
static void
take_relation(AwspipeDecoder *decoder, AwspipeCaptureRelation *relation)
{
	MemoryContext old_context;
	ListCell   *lc;

	/* What matters to a format is what a domain is over */
	for (int i = 0; i < relation->ncolumns; i++)
		relation->columns[i].type = getBaseType(relation->columns[i].type);
	if (relation->identity == REPLICA_IDENTITY_FULL)
		mark_primary_key(relation);
	foreach(lc, decoder->relations)
	{
		AwspipeCaptureRelation *known = lfirst(lc);

		if (known->oid != relation->oid)
			continue;
		if (same_columns(known, relation))
			return;
		/* The open batch's files may refer to it, so it is not freed */
		decoder->relations = foreach_delete_current(decoder->relations, lc);
		break;
	}
	old_context = MemoryContextSwitchTo(decoder->descriptions);
	decoder->relations = lappend(decoder->relations, copy_relation(relation));
	MemoryContextSwitchTo(old_context);
}

static AwspipeCaptureRelation *
find_relation(AwspipeDecoder *decoder, Oid relid)
{
	ListCell   *lc;

	foreach(lc, decoder->relations)
	{
		AwspipeCaptureRelation *relation = lfirst(lc);

		if (relation->oid == relid)
			return relation;
	}
	ereport(ERROR,
			(errcode(ERRCODE_PROTOCOL_VIOLATION),
			 errmsg("change of a relation that was not described: %u", relid)));
}

/* Its changes are to be in the load; see capture_load.c. */
static void
note_passed(AwspipeDecoder *decoder)
{
	AwspipeCapture *capture = decoder->capture;
	MemoryContext old_context;

	if (capture->passed != NIL && llast_oid(capture->passed) == decoder->xid)
		return;
	old_context = MemoryContextSwitchTo(TopMemoryContext);
	capture->passed = lappend_oid(capture->passed, decoder->xid);
	MemoryContextSwitchTo(old_context);
}

/*
 * The table whose change this is; NULL when it is not to be written: the
 * capture has it no more, has not loaded it yet, or had it then.
 */
static AwspipeCaptureTable *
table_of_change(AwspipeDecoder *decoder, Oid relid)
{
	ListCell   *lc;

	foreach(lc, decoder->capture->tables)
	{
		AwspipeCaptureTable *table = lfirst(lc);

		if (table->relid != relid)
			continue;
		if (table->state == 'a' || table->state == 'l')
		{
			note_passed(decoder);
			return NULL;
		}
		if (table->snapshot != NULL &&
			awspipe_load_snapshot_sees(table->snapshot, decoder->xid,
									   decoder->commit_lsn))
			return NULL;
		return table;
	}
	return NULL;
}

static void
append_change(AwspipeDecoder *decoder, Oid relid, const char *op,
			  const AwspipeCaptureTuple *values, char old_kind,
			  const AwspipeCaptureTuple *old)
{
	AwspipeCaptureTable *table = table_of_change(decoder, relid);
	AwspipeCaptureRow row;

	/* Of the time before the capture became one of insertions, too */
	if (table == NULL ||
		(decoder->batch->format.inserts_only && op[0] != 'I'))
		return;
	memset(&row, 0, sizeof(row));
	row.op = op;
	row.commit_time = decoder->commit_time;
	row.commit_lsn = decoder->commit_lsn;
	row.seq = ++decoder->seq;
	row.xid = decoder->xid;
	row.values = values;
	row.old_kind = old_kind;
	row.old = old;
	awspipe_capture_append(decoder->capture, decoder->batch, table,
						   find_relation(decoder, relid), &row);
}

static void
take_message(AwspipeDecoder *decoder, AwspipeCaptureMessage *message)
{
	AwspipeCaptureBatch *batch = decoder->batch;

	switch (message->kind)
	{
		case 'B':
			decoder->xid = message->xid;
			decoder->commit_time = message->commit_time;
			decoder->commit_lsn = message->commit_lsn;
			decoder->seq = 0;
			break;
		case 'C':
			if (decoder->seq > 0)
			{
				if (batch->first_commit_at == 0)
					batch->first_commit_at = decoder->commit_time;
				batch->last_commit_at = decoder->commit_time;
			}
			batch->end_lsn = message->end_lsn;
			if (!TransactionIdIsValid(decoder->capture->newest_xid) ||
				TransactionIdFollows(decoder->xid, decoder->capture->newest_xid))
				decoder->capture->newest_xid = decoder->xid;
			decoder->ended = true;
			break;
		case 'R':
			take_relation(decoder, &message->relation);
			break;
		case 'I':
			append_change(decoder, message->relid, "I", &message->new, 0, NULL);
			break;
		case 'U':
			append_change(decoder, message->relid, "U", &message->new,
						  message->old_kind,
						  message->old_kind == 0 ? NULL : &message->old);
			break;
		case 'D':
			append_change(decoder, message->relid, "D", NULL,
						  message->old_kind, &message->old);
			break;
		case 'T':
			for (int i = 0; i < message->nrelids; i++)
				append_change(decoder, message->relids[i], "T", NULL, 0, NULL);
			break;
		default:				/* types, origins: not ours to tell */
			break;
	}
}

/* Within the reorder buffer's transaction, whose resources are not ours. */
static void
write_message(LogicalDecodingContext *decoding, XLogRecPtr lsn,
			  TransactionId xid, bool last_write)
{
	AwspipeDecoder *decoder = decoding->output_writer_private;
	MemoryContext old_context = MemoryContextSwitchTo(decoder->messages);
	ResourceOwner old_owner = CurrentResourceOwner;
	AwspipeCaptureMessage message;

	CHECK_FOR_INTERRUPTS();
	CurrentResourceOwner = decoder->resources;
	awspipe_capture_message_read(&message, decoding->out->data,
								 decoding->out->len);
	/* Types are looked up with the transaction's */
	if (message.kind == 'R')
		CurrentResourceOwner = old_owner;
	take_message(decoder, &message);
	CurrentResourceOwner = old_owner;
	MemoryContextSwitchTo(old_context);
	MemoryContextReset(decoder->messages);
}

void
awspipe_decoder_create_slot(AwspipeCapture *capture, XLogRecPtr *position)
{
	LogicalDecodingContext *decoding;

	CheckLogicalDecodingRequirements();
	REPLICATION_SLOT_CREATE(capture->slot_name, RS_EPHEMERAL);
	decoding = CreateInitDecodingContext("pgoutput", NIL, false,
										 InvalidXLogRecPtr,
										 XL_ROUTINE(.page_read = read_local_xlog_page,
													.segment_open = wal_segment_open,
													.segment_close = wal_segment_close),
										 NULL, NULL, NULL);
	hold_back_vacuum();
	DecodingContextFindStartpoint(decoding);
	*position = MyReplicationSlot->data.confirmed_flush;
	FreeDecodingContext(decoding);
	ReplicationSlotPersist();
}

bool
awspipe_decoder_open(AwspipeCapture *capture, XLogRecPtr start_lsn)
{
	MemoryContext context;
	MemoryContext old_context;
	AwspipeDecoder *decoder;
	List	   *options;
	ReplicationSlot *slot = SearchNamedReplicationSlot(capture->slot_name, true);

	if (slot == NULL || SLOT_IS_INVALID(slot))
		return false;
	context = AllocSetContextCreate(TopMemoryContext, "awspipe decoder",
									ALLOCSET_DEFAULT_SIZES);
	old_context = MemoryContextSwitchTo(context);
	decoder = palloc0(sizeof(AwspipeDecoder));
	decoder->context = context;
	decoder->resources = CurrentResourceOwner;
	decoder->messages = AllocSetContextCreate(context, "awspipe message",
											  ALLOCSET_DEFAULT_SIZES);
	decoder->descriptions = AllocSetContextCreate(context,
												  "awspipe relations",
												  ALLOCSET_SMALL_SIZES);
	options = list_make2(makeDefElem("proto_version",
									 (Node *) makeString("1"), -1),
						 makeDefElem("publication_names",
									 (Node *) makeString(capture->publication), -1));

	REPLICATION_SLOT_ACQUIRE(capture->slot_name);
	decoder->decoding = CreateDecodingContext(start_lsn, options, false,
											  XL_ROUTINE(.page_read = read_local_xlog_page,
														 .segment_open = wal_segment_open,
														 .segment_close = wal_segment_close),
											  prepare_write, write_message, NULL);
	decoder->decoding->output_writer_private = decoder;
	hold_back_vacuum();
	XLogBeginRead(decoder->decoding->reader, MyReplicationSlot->data.restart_lsn);
	InvalidateSystemCaches();
	MemoryContextSwitchTo(old_context);
	capture->decoder = decoder;
	return true;
}

bool
awspipe_decoder_read(AwspipeCapture *capture, AwspipeCaptureBatch *batch,
					 XLogRecPtr stop_at)
{
	AwspipeDecoder *decoder = capture->decoder;
	XLogReaderState *reader = decoder->decoding->reader;
	MemoryContext old_context = MemoryContextSwitchTo(decoder->context);
	XLogRecPtr	end = FLUSHED_LSN();
	bool		stopped = false;

	decoder->capture = capture;
	decoder->batch = batch;
	while (!stopped && reader->EndRecPtr < end)
	{
		XLogRecord *record;
		char	   *fault = NULL;

		awspipe_obey_orders();
		CHECK_FOR_INTERRUPTS();
		record = XLogReadRecord(reader, &fault);
		if (fault != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("could not read WAL at %X/%X: %s",
							LSN_FORMAT_ARGS(reader->EndRecPtr), fault)));
		if (record == NULL)
			break;
		decoder->ended = false;
		LogicalDecodingProcessRecord(decoder->decoding, reader);
		/* The reorder buffer leaves none */
		CurrentResourceOwner = decoder->resources;
		if (decoder->ended)
			stopped = XLogRecPtrIsInvalid(stop_at) ?
				awspipe_capture_due(capture, batch) :
				batch->end_lsn >= stop_at;
	}
	MemoryContextSwitchTo(old_context);
	return stopped;
}

XLogRecPtr
awspipe_decoder_position(AwspipeCapture *capture)
{
	return capture->decoder->decoding->reader->EndRecPtr;
}

void
awspipe_decoder_confirm(AwspipeCapture *capture, XLogRecPtr lsn)
{
	LogicalConfirmReceivedLocation(lsn);
}
