/*-------------------------------------------------------------------------
 *
 * dead_letter.c
 *	  Records that were given up, and their way back.
 *
 * A dead letter is written in the transaction that moves the position past
 * its record, so that the record is in exactly one place at any time.
 * awspipe.redrive() marks dead letters; the consumer's worker takes them as
 * a batch through the same path as fresh records and deletes those that now
 * go in, in the transaction that inserts them.  What fails again stays, with
 * the new reason.
 *
 * IDENTIFICATION
 *	  src/consumer/dead_letter.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/consumer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"
#include "worker/worker.h"

static void
put_text(Datum *values, char *nulls, int i, const char *value)
{
	nulls[i] = value ? ' ' : 'n';
	values[i] = value ? CStringGetTextDatum(value) : (Datum) 0;
}

/*
 * The parts of an error that are kept, from values[i] on.
 */
static void
put_error(Datum *values, char *nulls, int i, const ErrorData *error)
{
	put_text(values, nulls, i, unpack_sql_state(error->sqlerrcode));
	put_text(values, nulls, i + 1, error->message);
	put_text(values, nulls, i + 2, error->detail);
	put_text(values, nulls, i + 3, error->context);
	put_text(values, nulls, i + 4, error->constraint_name);
}

static Datum
bytes_datum(const char *data, uint32 len)
{
	bytea	   *bytes = palloc(len + VARHDRSZ);

	SET_VARSIZE(bytes, len + VARHDRSZ);
	memcpy(VARDATA(bytes), data, len);
	return PointerGetDatum(bytes);
}

/*
 * Sets a bad record aside.  A transaction must be open.
 */
void
awspipe_dead_letter_record(AwspipeConsumer *consumer, AwspipeRecord *record)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, consumer, shard_id,"
		" sequence_number, sub_sequence_number, partition_key, arrived_at, attributes, payload,"
		" batch_id, error_code, error_message, error_detail, error_context, constraint_name,"
		" event_id, message_group_id)"
		" VALUES ('record', $1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
		" $16, $17)",
		.argtypes = {INT4OID, TEXTOID, TEXTOID, TEXTOID, INT4OID, TEXTOID, TIMESTAMPTZOID, JSONBOID,
		BYTEAOID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}
	};
	Datum		values[17];
	char		nulls[17];

	memset(nulls, ' ', sizeof(nulls));
	values[0] = Int32GetDatum(consumer->config.owner_id);
	put_text(values, nulls, 1, consumer->config.name);
	put_text(values, nulls, 2, record->shard_id);
	put_text(values, nulls, 3, record->sequence_number);
	values[4] = Int32GetDatum(record->sub_sequence);
	nulls[4] = record->sub_sequence >= 0 ? ' ' : 'n';
	put_text(values, nulls, 5, record->partition_key);
	values[6] = TimestampTzGetDatum(record->arrived_at);
	nulls[6] = record->arrived_at != 0 ? ' ' : 'n';
	values[7] = PointerGetDatum(record->attributes);
	nulls[7] = record->attributes ? ' ' : 'n';
	values[8] = bytes_datum(record->data, record->len);
	values[9] = Int64GetDatum(awspipe_current_batch);
	put_error(values, nulls, 10, record->error);
	put_text(values, nulls, 15, record->event_id);
	put_text(values, nulls, 16, record->message_group_id);
	awspipe_control_execute(&insert, values, nulls, false, 0);
}

/*
 * Reports that a shard no longer holds what followed the position.  A
 * transaction must be open.
 */
void
awspipe_dead_letter_gap(AwspipeConsumer *consumer, const char *shard_id,
						const char *sequence_number, TimestampTz arrived_at,
						const char *reason)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, consumer, shard_id,"
		" sequence_number, arrived_at, error_message)"
		" VALUES ('gap', $1, 0, $2, $3, $4, $5, $6)",
		.argtypes = {INT4OID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, InvalidOid}
	};
	Datum		values[6];
	char		nulls[6];

	memset(nulls, ' ', sizeof(nulls));
	values[0] = Int32GetDatum(consumer->config.owner_id);
	put_text(values, nulls, 1, consumer->config.name);
	put_text(values, nulls, 2, shard_id);
	put_text(values, nulls, 3, sequence_number);
	values[4] = TimestampTzGetDatum(arrived_at);
	nulls[4] = arrived_at != 0 ? ' ' : 'n';
	put_text(values, nulls, 5, reason);
	awspipe_control_execute(&insert, values, nulls, false, 0);
}

/*
 * Settles the dead letters behind a redriven batch: those that went in are
 * deleted, the others keep the new reason.  A transaction must be open.
 */
void
awspipe_dead_letter_redriven(AwspipeBatch *batch, int napplied)
{
	static AwspipeStatement remove = {
		.sql = "DELETE FROM awspipe.dead_letter WHERE dead_letter_id = ANY ($1)",
		.argtypes = {INT8ARRAYOID, InvalidOid}
	};
	static AwspipeStatement keep = {
		.sql = "UPDATE awspipe.dead_letter SET redrive = false, attempts = attempts + 1,"
		" failed_at = clock_timestamp(), error_code = $2, error_message = $3, error_detail = $4,"
		" error_context = $5, constraint_name = $6 WHERE dead_letter_id = $1",
		.argtypes = {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}
	};
	Datum	   *ids = palloc(sizeof(Datum) * Max(napplied, 1));
	int			nids = 0;
	Datum		values[6];
	char		nulls[6];
	int			i;

	for (i = 0; i < napplied; i++)
	{
		const AwspipeRecord *record = &batch->records[i];

		if (record->fate != AWSPIPE_RECORD_BAD)
		{
			ids[nids++] = Int64GetDatum(record->dead_letter_id);
			continue;
		}
		values[0] = Int64GetDatum(record->dead_letter_id);
		nulls[0] = ' ';
		put_error(values, nulls, 1, record->error);
		awspipe_control_execute(&keep, values, nulls, false, 0);
	}
	values[0] = PointerGetDatum(construct_array(ids, nids, INT8OID, 8,
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));

	/* Somebody else may have redriven or discarded one in the meantime */
	if (awspipe_control_execute(&remove, values, NULL, false, 0) != (uint64) nids)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("dead letters have changed while they were redriven")));
}

/*
 * Fills an empty batch with dead letters of this consumer that are to be
 * redriven; false when there are none.  A transaction must be open.
 */
bool
awspipe_dead_letter_gather(AwspipeConsumer *consumer, AwspipeBatch *batch)
{
	static AwspipeStatement load = {
		.sql = "SELECT dead_letter_id, shard_id, sequence_number, sub_sequence_number::bigint,"
		" partition_key, arrived_at, attributes, payload, attempts::bigint, event_id,"
		" message_group_id"
		" FROM (SELECT *, sum(octet_length(payload)) OVER (ORDER BY dead_letter_id) AS total"
		"       FROM (SELECT * FROM awspipe.dead_letter WHERE consumer = $1 AND owner_id = $2"
		"             AND kind = 'record' AND redrive ORDER BY dead_letter_id LIMIT $3) AS a) AS b"
		" WHERE total - octet_length(payload) < $4 ORDER BY dead_letter_id",
		.argtypes = {TEXTOID, INT4OID, INT8OID, INT8OID, InvalidOid}
	};
	Datum		values[4];
	uint64		n;
	uint64		i;
	MemoryContext old;

	values[0] = CStringGetTextDatum(consumer->config.name);
	values[1] = Int32GetDatum(consumer->config.owner_id);
	values[2] = Int64GetDatum(consumer->config.batch_size);
	values[3] = Int64GetDatum(AWSPIPE_BATCH_BYTES_MAX);
	n = awspipe_control_execute(&load, values, NULL, true, 0);
	if (n == 0)
		return false;

	old = MemoryContextSwitchTo(batch->context);
	batch->records = palloc0(sizeof(AwspipeRecord) * n);
	batch->nrecords = batch->capacity = (int) n;
	batch->redriven = true;
	batch->careful = true;		/* one that fails again is no surprise */
	for (i = 0; i < n; i++)
	{
		AwspipeRecord *r = &batch->records[i];
		bytea	   *payload;
		Datum		value;
		bool		isnull;

		r->dead_letter_id = awspipe_result_int64(i, 1, 0);
		r->shard_id = awspipe_result_text(i, 2);
		r->sequence_number = awspipe_result_text(i, 3);
		r->sub_sequence = (int) awspipe_result_int64(i, 4, -1);
		r->partition_key = awspipe_result_text(i, 5);
		value = awspipe_result_datum(i, 6, &isnull);
		r->arrived_at = isnull ? 0 : DatumGetTimestampTz(value);
		value = awspipe_result_datum(i, 7, &isnull);
		r->attributes = isnull ? NULL : DatumGetJsonbPCopy(value);
		payload = DatumGetByteaPCopy(awspipe_result_datum(i, 8, &isnull));
		r->data = VARDATA(payload);
		r->len = VARSIZE(payload) - VARHDRSZ;
		r->attempts = (int) awspipe_result_int64(i, 9, 0);
		r->event_id = awspipe_result_text(i, 10);
		r->message_group_id = awspipe_result_text(i, 11);
	}
	MemoryContextSwitchTo(old);
	return true;
}
