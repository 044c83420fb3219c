/*-------------------------------------------------------------------------
 *
 * inbox.c
 *	  The user's table that a consumer inserts into.
 *
 * A consumer fills those of the inbox's columns whose names it knows; all
 * others keep their defaults.  A batch goes in with one statement,
 *
 *		INSERT INTO inbox (event_id, …) SELECT event_id, … FROM awspipe_batch
 *
 * where awspipe_batch is an ephemeral named relation over a tuplestore: no
 * limit on an array's size, one plan for any batch, and the user's
 * statement-level trigger sees the batch as its transition table, in the
 * order in which the records stand in the batch.
 *
 * The statement runs as the session's user, the consumer's owner, with that
 * role's own search_path: triggers, row security, defaults and constraints
 * behave as if the owner had typed it.
 *
 * IDENTIFICATION
 *	  src/consumer/inbox.c
 *
 *-------------------------------------------------------------------------
 */
#include "pg_compat.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/xact.h"
#include "base/owner_spi.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "consumer/consumer.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"
#include "worker/worker.h"

#define BATCH_RELATION "awspipe_batch"

/*
 * A batch is in memory anyway and no larger than this, with the overhead of
 * its rows: it is not to go through a file for the sake of work_mem.
 */
#define BATCH_STORE_KBYTES (2 * AWSPIPE_BATCH_BYTES_MAX / 1024)

/*
 * Triggers keep their plans, and a plan is made for as many rows as the batch
 * has that needs it first.  One made for three rows may compare each row with
 * each: plans are made anew for a batch of many rows that has this many times
 * those of the smallest since.
 */
#define PLAN_MANY_ROWS		100
#define PLAN_ROWS_GROWTH	10

#define HINT_OF_INBOX \
	"CREATE TABLE ... (LIKE awspipe.event INCLUDING ALL) makes an inbox."

typedef enum InboxColumn
{
	COLUMN_EVENT_ID,
	COLUMN_SOURCE,
	COLUMN_SHARD_ID,
	COLUMN_SEQUENCE_NUMBER,
	COLUMN_PARTITION_KEY,
	COLUMN_MESSAGE_GROUP_ID,
	COLUMN_ARRIVED_AT,
	COLUMN_RECEIVED_AT,
	COLUMN_PAYLOAD,
	COLUMN_ATTRIBUTES,
	COLUMN_BATCH_ID,
	COLUMN_COUNT
} InboxColumn;

/* Names and types; 0 is for payload, which may have one of several. */
static const struct
{
	const char *name;
	Oid			type;
}			known_columns[COLUMN_COUNT] = {
	[COLUMN_EVENT_ID] = {"event_id", TEXTOID},
	[COLUMN_SOURCE] = {"source", TEXTOID},
	[COLUMN_SHARD_ID] = {"shard_id", TEXTOID},
	[COLUMN_SEQUENCE_NUMBER] = {"sequence_number", TEXTOID},
	[COLUMN_PARTITION_KEY] = {"partition_key", TEXTOID},
	[COLUMN_MESSAGE_GROUP_ID] = {"message_group_id", TEXTOID},
	[COLUMN_ARRIVED_AT] = {"arrived_at", TIMESTAMPTZOID},
	[COLUMN_RECEIVED_AT] = {"received_at", TIMESTAMPTZOID},
	[COLUMN_PAYLOAD] = {"payload", InvalidOid},
	[COLUMN_ATTRIBUTES] = {"attributes", JSONBOID},
	[COLUMN_BATCH_ID] = {"batch_id", INT8OID}
};

struct AwspipeInbox
{
	MemoryContext context;		/* of all this */
	MemoryContext insert;		/* of one insert */
	TupleDesc	desc;			/* of awspipe_batch */
	InboxColumn columns[COLUMN_COUNT];	/* its columns, in order */
	int			ncolumns;
	Oid			payload_type;
	char	   *sql;
	SPIPlanPtr	plan;			/* kept; made at the first insert */
	int			fewest_rows;	/* that plans may have been made for */
};

static bool
payload_type_is_known(Oid type)
{
	return type == JSONBOID || type == JSONOID || type == TEXTOID || type == BYTEAOID;
}

static void
check_column_type(const char *relation, InboxColumn column, Oid type)
{
	if (column == COLUMN_PAYLOAD ? payload_type_is_known(type) :
		type == known_columns[column].type)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("column \"%s\" of inbox \"%s\" cannot be of type %s",
					known_columns[column].name, relation, format_type_be(type)),
			 column == COLUMN_PAYLOAD ?
			 errhint("The types jsonb, json, text and bytea are possible.") :
			 errhint("The type must be %s.",
					 format_type_be(known_columns[column].type))));
}

/*
 * Inboxes were made before consumers knew batch_id: one that is something
 * else to its user remains his.
 */
static bool
is_users_own(InboxColumn column, Form_pg_attribute att)
{
	return column == COLUMN_BATCH_ID &&
		(att->atttypid != known_columns[column].type || att->attidentity != '\0');
}

/*
 * The columns of rel that we fill, in inbox->columns; checks their types.
 */
static void
find_columns(Relation rel, AwspipeInbox *inbox)
{
	TupleDesc	desc = RelationGetDescr(rel);
	int			c;

	inbox->ncolumns = 0;
	inbox->payload_type = InvalidOid;
	for (c = 0; c < COLUMN_COUNT; c++)
	{
		int			i;

		for (i = 0; i < desc->natts; i++)
		{
			Form_pg_attribute att = TupleDescAttr(desc, i);

			if (att->attisdropped || att->attgenerated ||
				strcmp(NameStr(att->attname), known_columns[c].name) != 0 ||
				is_users_own(c, att))
				continue;
			check_column_type(RelationGetRelationName(rel), c, att->atttypid);
			if (c == COLUMN_PAYLOAD)
				inbox->payload_type = att->atttypid;
			inbox->columns[inbox->ncolumns++] = c;
		}
	}
	if (!OidIsValid(inbox->payload_type))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("inbox \"%s\" has no column \"payload\"",
						RelationGetRelationName(rel)),
				 errhint(HINT_OF_INBOX)));
	if (GetDatabaseEncoding() != PG_UTF8)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("consumers need a database with encoding UTF8"),
				 errdetail("This one has %s, and what AWS sends, partition keys included, is UTF-8.",
						   GetDatabaseEncodingName()),
				 errhint("CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0 makes one.")));
}

/*
 * Throws that the inbox is gone, by the name that it had.
 */
static void
report_gone(Oid inbox)
{
	static AwspipeStatement find = {
		.sql = "SELECT s.inbox_name FROM awspipe.consumer AS c"
		" JOIN awspipe.consumer_state AS s USING (consumer_id)"
		" WHERE c.inbox::oid = $1 AND s.inbox_name IS NOT NULL LIMIT 1",
		.read_only = true
	};
	char	   *name = NULL;

	SPI_connect();
	if (awspipe_execute_with(&find, bind_oid(inbox)) > 0)
		name = awspipe_result_text(0, 1);
	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("inbox with OID %u does not exist", inbox)));
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_TABLE),
			 errmsg("inbox \"%s\" was dropped", name),
			 errdetail("A table that has its name now does not take its place."),
			 errhint("awspipe.alter_consumer() gives the consumer another inbox; its position stays.")));
}

/*
 * Opens the inbox and checks that it is a table of owner's.
 */
static Relation
open_inbox(Oid inbox, Oid owner)
{
	Relation	rel = try_relation_open(inbox, AccessShareLock);

	if (rel == NULL)
		report_gone(inbox);
	if (rel->rd_rel->relkind != RELKIND_RELATION &&
		rel->rd_rel->relkind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a table", RelationGetRelationName(rel)),
				 errhint(HINT_OF_INBOX)));
	if (rel->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is a temporary table", RelationGetRelationName(rel)),
				 errdetail("Another process could not insert into it."),
				 errhint(HINT_OF_INBOX)));
	if (rel->rd_rel->relowner != owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of table %s", RelationGetRelationName(rel)),
				 errdetail("A consumer runs as its owner and inserts only into that role's own tables.")));
	return rel;
}

/*
 * Throws unless inbox is a table of owner's with usable columns; returns
 * the type of its payload.
 */
Oid
awspipe_inbox_check(Oid inbox, Oid owner)
{
	Relation	rel = open_inbox(inbox, owner);
	AwspipeInbox columns;

	find_columns(rel, &columns);
	relation_close(rel, AccessShareLock);
	return columns.payload_type;
}

/* Throws unless it can be told from the inbox's rows how old they are. */
void
awspipe_inbox_check_retention(Oid inbox)
{
	const char *column = known_columns[COLUMN_RECEIVED_AT].name;

	if (get_attnum(inbox, column) == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("inbox \"%s\" has no column \"%s\"",
						get_rel_name(inbox), column),
				 errdetail("The retention counts from there."),
				 errhint("ALTER TABLE ... ADD COLUMN %s timestamptz makes one; rows that have NULL in it stay.",
						 column)));
}

/*
 * The inbox as it is now, in a memory context of its own.
 */
static AwspipeInbox *
describe(Oid inbox, Oid owner)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "awspipe inbox",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	AwspipeInbox *result = palloc0(sizeof(AwspipeInbox));
	Relation	rel = open_inbox(inbox, owner);
	StringInfoData names;
	int			i;

	result->context = context;
	find_columns(rel, result);
	result->desc = CreateTemplateTupleDesc(result->ncolumns);
	initStringInfo(&names);
	for (i = 0; i < result->ncolumns; i++)
	{
		InboxColumn c = result->columns[i];
		Oid			type = known_columns[c].type;

		if (c == COLUMN_PAYLOAD)
			type = result->payload_type;
		TupleDescInitEntry(result->desc, i + 1, known_columns[c].name, type, -1, 0);
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "", known_columns[c].name);
	}
	result->sql = psprintf("INSERT INTO %s (%s) SELECT %s FROM " BATCH_RELATION,
						   quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
													  RelationGetRelationName(rel)),
						   names.data, names.data);
	relation_close(rel, NoLock);
	MemoryContextSwitchTo(old);
	return result;
}

static bool
is_same(const AwspipeInbox *a, const AwspipeInbox *b)
{
	return a->ncolumns == b->ncolumns && a->payload_type == b->payload_type &&
		strcmp(a->sql, b->sql) == 0;
}

/*
 * Prepares inserting, and locks the inbox as it is until the transaction
 * ends: neither its columns nor its owner change under a batch.  `before` is
 * what the last batch went into, or NULL; if that fits no more it is closed,
 * and a new one lives in parent.  A transaction must be open.
 */
AwspipeInbox *
awspipe_inbox_open(AwspipeInbox *before, MemoryContext parent, Oid inbox, Oid owner)
{
	AwspipeInbox *now = describe(inbox, owner);

	if (before != NULL && is_same(before, now))
	{
		MemoryContextDelete(now->context);
		return before;
	}
	now->insert = AllocSetContextCreate(now->context, "awspipe insert",
										ALLOCSET_DEFAULT_SIZES);
	MemoryContextSetParent(now->context, parent);
	if (before != NULL)
		awspipe_inbox_close(before);
	return now;
}

Oid
awspipe_inbox_payload_type(AwspipeInbox *inbox)
{
	return inbox->payload_type;
}

void
awspipe_inbox_close(AwspipeInbox *inbox)
{
	if (inbox->plan != NULL)
		SPI_freeplan(inbox->plan);
	MemoryContextDelete(inbox->context);
}

static Datum
text_or_null(const char *value, bool *isnull)
{
	*isnull = (value == NULL);
	return value ? CStringGetTextDatum(value) : (Datum) 0;
}

/*
 * shard:sequence, or shard:sequence:sub
 */
static Datum
event_id(const AwspipeRecord *record)
{
	size_t		shard;
	size_t		sequence;
	text	   *id;
	char	   *at;

	if (record->event_id != NULL)
		return CStringGetTextDatum(record->event_id);

	shard = strlen(record->shard_id);
	sequence = strlen(record->sequence_number);
	id = palloc(VARHDRSZ + shard + sequence + 16);
	at = VARDATA(id);
	memcpy(at, record->shard_id, shard);
	at += shard;
	*at++ = ':';
	memcpy(at, record->sequence_number, sequence);
	at += sequence;
	if (record->sub_sequence >= 0)
	{
		*at++ = ':';
		at += pg_ltoa(record->sub_sequence, at);
	}
	SET_VARSIZE(id, at - (char *) id);
	return PointerGetDatum(id);
}

static Datum
column_value(InboxColumn column, AwspipeConsumer *consumer,
			 const AwspipeRecord *record, bool *isnull)
{
	*isnull = false;
	switch (column)
	{
		case COLUMN_EVENT_ID:
			return event_id(record);
		case COLUMN_SOURCE:
			return CStringGetTextDatum(consumer->config.resource);
		case COLUMN_SHARD_ID:
			return text_or_null(record->shard_id, isnull);
		case COLUMN_SEQUENCE_NUMBER:
			return text_or_null(record->sequence_number, isnull);
		case COLUMN_PARTITION_KEY:
			return text_or_null(record->partition_key, isnull);
		case COLUMN_ARRIVED_AT:
			*isnull = (record->arrived_at == 0);
			return TimestampTzGetDatum(record->arrived_at);
		case COLUMN_RECEIVED_AT:
			return TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
		case COLUMN_PAYLOAD:
			return record->payload;
		case COLUMN_ATTRIBUTES:
			*isnull = (record->attributes == NULL);
			return record->attributes ? JsonbPGetDatum(record->attributes) : (Datum) 0;
		case COLUMN_MESSAGE_GROUP_ID:
			return text_or_null(record->message_group_id, isnull);
		case COLUMN_BATCH_ID:
			*isnull = (awspipe_current_batch == 0);
			return Int64GetDatum(awspipe_current_batch);
		case COLUMN_COUNT:
			break;
	}
	*isnull = true;
	return (Datum) 0;
}

/*
 * The records [from, to) that go into the inbox, as a tuplestore.
 */
static Tuplestorestate *
store_records(AwspipeInbox *inbox, AwspipeConsumer *consumer,
			  AwspipeBatch *batch, int from, int to, int *count)
{
	Tuplestorestate *store = tuplestore_begin_heap(false, false, BATCH_STORE_KBYTES);
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext,
											  "awspipe inbox row",
											  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(row);
	int			r;

	*count = 0;
	for (r = from; r < to; r++)
	{
		Datum		values[COLUMN_COUNT];
		bool		nulls[COLUMN_COUNT];
		int			i;

		if (batch->records[r].outcome != AWSPIPE_RECORD_READY)
			continue;
		for (i = 0; i < inbox->ncolumns; i++)
			values[i] = column_value(inbox->columns[i], consumer,
									 &batch->records[r], &nulls[i]);
		tuplestore_putvalues(store, inbox->desc, values, nulls);
		MemoryContextReset(row);
		(*count)++;
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(row);
	return store;
}

static void
renew_plans(AwspipeInbox *inbox, int rows)
{
	if (rows >= PLAN_MANY_ROWS && rows / PLAN_ROWS_GROWTH >= inbox->fewest_rows)
	{
		ResetPlanCache();
		inbox->fewest_rows = rows;
	}
	inbox->fewest_rows = Min(inbox->fewest_rows, rows);
}

/*
 * Inserts the records [from, to) of the batch that are ready, with one
 * statement.  Between SPI_connect() and SPI_finish(), as the session's
 * user.  Throws what the table, its triggers and constraints throw.
 *
 * Where there are ticks, triggers are to run at the end of each batch, even if
 * nothing of it goes into the inbox; not before its last piece is the
 * watermark true.
 */
void
awspipe_inbox_insert(AwspipeInbox *inbox, AwspipeConsumer *consumer,
					 AwspipeBatch *batch, int from, int to)
{
	MemoryContext caller = CurrentMemoryContext;
	EphemeralNamedRelation enr;
	int			count;
	int			code;

	/* An earlier insert of this transaction may have failed half-way */
	(void) SPI_unregister_relation(BATCH_RELATION);
	MemoryContextReset(inbox->insert);

	MemoryContextSwitchTo(inbox->insert);
	enr = palloc0(sizeof(EphemeralNamedRelationData));
	enr->reldata = store_records(inbox, consumer, batch, from, to, &count);

	/* SPI keeps its list of relations in whatever context is current */
	MemoryContextSwitchTo(caller);
	awspipe_current_watermark = to == batch->nrecords ? batch->watermark : 0;
	if (count > 0 || (consumer->config.tick_ms > 0 && to == batch->nrecords))
	{
		enr->md.name = BATCH_RELATION;
		enr->md.reliddesc = InvalidOid;
		enr->md.tupdesc = inbox->desc;
		enr->md.enrtype = ENR_NAMED_TUPLESTORE;
		enr->md.enrtuples = count;
		if (SPI_register_relation(enr) != SPI_OK_REL_REGISTER)
			elog(ERROR, "could not register the batch relation");
		if (inbox->plan == NULL)
		{
			SPIPlanPtr	plan = SPI_prepare(inbox->sql, 0, NULL);

			if (plan == NULL || SPI_keepplan(plan) != 0)
				elog(ERROR, "could not prepare the insert: %s",
					 SPI_result_code_string(SPI_result));
			inbox->plan = plan;
		}
		renew_plans(inbox, count);
		code = SPI_execute_plan(inbox->plan, NULL, NULL, false, 0);
		if (code != SPI_OK_INSERT)
			elog(ERROR, "could not insert the batch: %s", SPI_result_code_string(code));
		SPI_unregister_relation(BATCH_RELATION);
	}
	tuplestore_end(enr->reldata);
	MemoryContextReset(inbox->insert);
}
