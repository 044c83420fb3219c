/*-------------------------------------------------------------------------
 *
 * sql_rehearse.c
 *	  awspipe.rehearse(): what a consumer's batch would do.
 *
 * The records go through the same code as a worker's: decoding, the filter,
 * the inbox with its triggers and constraints, one by one where the batch
 * fails as a whole.  All of it happens in a subtransaction that is rolled
 * back; what is left are the rows of the result, and numbers that sequences
 * have given out.  The position is not looked at, and nothing is sent.
 *
 * It runs as the consumer's owner.  A caller who is somebody else, with that
 * role's rights, lends it nothing of his own: the operation is restricted, as
 * PostgreSQL does it for code in indexes, so that triggers cannot come back to
 * his role.
 *
 * IDENTIFICATION
 *	  src/api/sql_rehearse.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "access/xact.h"
#include "api/arguments.h"
#include "api/sql_consumer.h"
#include "base/owner_spi.h"
#include "consumer/record.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "worker/worker.h"

PG_FUNCTION_INFO_V1(awspipe_rehearse);

PGDLLEXPORT Datum awspipe_rehearse(PG_FUNCTION_ARGS);

/* The columns of the result */
enum
{
	COLUMN_RECORD,
	COLUMN_OUTCOME,
	COLUMN_ERROR_CODE,
	COLUMN_ERROR_MESSAGE,
	COLUMN_SERVER,
	COLUMN_SERVICE,
	COLUMN_RESOURCE,
	COLUMN_ORDERING_KEY,
	COLUMN_CONTENT,
	COLUMN_COUNT
};

static void
set_text(Datum *values, bool *nulls, int column, const char *value)
{
	nulls[column] = value == NULL;
	if (value != NULL)
		values[column] = CStringGetTextDatum(value);
}

/* A batch of the payloads, as if they had just been read. */
static AwspipeBatch *
make_batch(AwspipeConsumer *consumer, ArrayType *payloads)
{
	AwspipeBatch *batch = palloc0(sizeof(AwspipeBatch));
	bool		queue = strcmp(consumer->config.source, "sqs") == 0;
	Datum	   *elements;
	bool	   *nulls;

	deconstruct_array(payloads, JSONBOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &batch->nrecords);
	batch->context = CurrentMemoryContext;
	batch->outcomes = AllocSetContextCreate(CurrentMemoryContext,
											"awspipe batch outcomes",
											ALLOCSET_DEFAULT_SIZES);
	batch->capacity = batch->nrecords;
	batch->records = palloc0(sizeof(AwspipeRecord) * Max(batch->nrecords, 1));
	batch->careful = true;

	/* A conflict is shown, not tried again */
	batch->tries.attempts = INT_MAX;
	for (int i = 0; i < batch->nrecords; i++)
	{
		AwspipeRecord *record = &batch->records[i];
		Jsonb	   *payload;

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("payloads must not be null")));
		payload = DatumGetJsonbP(elements[i]);
		record->data = JsonbToCString(NULL, &payload->root, VARSIZE(payload));
		record->len = strlen(record->data);
		record->event_id = psprintf("rehearsal:%d", i + 1);
		record->sub_sequence = -1;
		record->arrived_at = GetCurrentTimestamp();
		if (queue)
			continue;
		record->shard_id = "rehearsal";
		record->sequence_number = psprintf("%d", i + 1);
		record->partition_key = "rehearsal";
	}
	return batch;
}

/* The row that a record has become, if it can be told; else NULL. */
static Datum
inbox_row(Oid inbox, const char *event_id, bool *isnull)
{
	char	   *sql;
	Oid			types[] = {TEXTOID};
	Datum		values[] = {CStringGetTextDatum(event_id)};

	*isnull = true;
	if (get_attnum(inbox, "event_id") == InvalidAttrNumber)
		return (Datum) 0;
	sql = psprintf("SELECT pg_catalog.to_jsonb(i) FROM %s AS i"
				   " WHERE i.event_id OPERATOR(pg_catalog.=) $1",
				   quote_qualified_identifier(get_namespace_name(get_rel_namespace(inbox)),
											  get_rel_name(inbox)));
	if (SPI_execute_with_args(sql, 1, types, values, NULL, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read the inbox");
	return SPI_processed > 0 ? awspipe_result_datum(0, 1, isnull) : (Datum) 0;
}

static void
put_records(ReturnSetInfo *result, AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	for (int i = 0; i < batch->nrecords; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		Datum		values[COLUMN_COUNT] = {0};
		bool		nulls[COLUMN_COUNT];

		memset(nulls, true, sizeof(nulls));
		values[COLUMN_RECORD] = Int32GetDatum(i + 1);
		nulls[COLUMN_RECORD] = false;
		if (record->outcome == AWSPIPE_RECORD_READY)
		{
			set_text(values, nulls, COLUMN_OUTCOME, "applied");
			values[COLUMN_CONTENT] = inbox_row(consumer->config.inbox, record->event_id,
											   &nulls[COLUMN_CONTENT]);
		}
		else if (record->outcome == AWSPIPE_RECORD_FILTERED)
			set_text(values, nulls, COLUMN_OUTCOME, "filtered");
		else
		{
			set_text(values, nulls, COLUMN_OUTCOME, "rejected");
			set_text(values, nulls, COLUMN_ERROR_CODE,
					 unpack_sql_state(record->error->sqlerrcode));
			set_text(values, nulls, COLUMN_ERROR_MESSAGE, record->error->message);
		}
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

static void
put_messages(ReturnSetInfo *result)
{
	static AwspipeStatement messages = {
		.sql = "SELECT d.server_name::text, d.service, d.resource, o.ordering_key, o.body::jsonb"
		" FROM awspipe.outbox AS o JOIN awspipe._destination AS d USING (destination_id)"
		" WHERE o.batch_id = $1 ORDER BY o.outbox_id"
	};
	uint64		nrows = awspipe_execute_with(&messages, bind_int8(awspipe_current_batch));

	for (uint64 row = 0; row < nrows; row++)
	{
		Datum		values[COLUMN_COUNT] = {0};
		bool		nulls[COLUMN_COUNT];

		memset(nulls, true, sizeof(nulls));
		set_text(values, nulls, COLUMN_OUTCOME, "message");
		set_text(values, nulls, COLUMN_SERVER, awspipe_result_text(row, 1));
		set_text(values, nulls, COLUMN_SERVICE, awspipe_result_text(row, 2));
		set_text(values, nulls, COLUMN_RESOURCE, awspipe_result_text(row, 3));
		set_text(values, nulls, COLUMN_ORDERING_KEY, awspipe_result_text(row, 4));
		values[COLUMN_CONTENT] = awspipe_result_datum(row, 5, &nulls[COLUMN_CONTENT]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* In the subtransaction. */
static void
rehearse(ReturnSetInfo *result, AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	Oid			caller;
	int			security;

	GetUserIdAndSecContext(&caller, &security);
	if (caller != consumer->config.owner)
		SetUserIdAndSecContext(consumer->config.owner,
							   security | SECURITY_LOCAL_USERID_CHANGE |
							   SECURITY_RESTRICTED_OPERATION);
	awspipe_apply_rehearsed(consumer, batch);
	put_records(result, consumer, batch);
	put_messages(result);
	SetUserIdAndSecContext(caller, security);
}

/* consumer, payloads */
Datum
awspipe_rehearse(PG_FUNCTION_ARGS)
{
	AwspipeConsumer *consumer = palloc0(sizeof(AwspipeConsumer));
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	int64		outer_batch = awspipe_current_batch;
	TimestampTz outer_watermark = awspipe_current_watermark;
	AwspipeBatch *batch;

	awspipe_require_arguments(fcinfo, 2, "rehearse");
	PreventCommandIfReadOnly("rehearse");
	PreventCommandDuringRecovery("rehearse");
	INIT_MATERIALIZED_SRF(fcinfo);

	SPI_connect();
	MemoryContextSwitchTo(caller);
	consumer->context = caller;
	awspipe_consumer_find(awspipe_text_argument(fcinfo, 0), &consumer->config);

	/* What is refused is shown, and the others go on */
	consumer->config.dead_letter = true;
	consumer->config.release = false;
	if (consumer->config.filter_pattern != NULL)
		consumer->config.filter =
			awspipe_event_pattern_compile(consumer->config.filter_pattern);
	batch = make_batch(consumer, PG_GETARG_ARRAYTYPE_P(1));

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		rehearse((ReturnSetInfo *) fcinfo->resultinfo, consumer, batch);
	}
	PG_FINALLY();
	{
		awspipe_current_batch = outer_batch;
		awspipe_current_watermark = outer_watermark;
	}
	PG_END_TRY();
	if (consumer->inbox != NULL)
		awspipe_inbox_close(consumer->inbox);
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	SPI_finish();
	return (Datum) 0;
}
