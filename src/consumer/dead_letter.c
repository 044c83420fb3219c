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
#include "consumer/consumer.h"
#include "worker/worker.h"

/*
 * Sets a bad record aside.  A transaction must be open.
 */
void
awspipe_dead_letter_record(AwspipeConsumer *consumer, AwspipeRecord *record)
{
	static AwspipeStatement insert = {
		.sql = "INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, consumer, shard_id,"
		" sequence_number, sub_sequence_number, partition_key, arrived_at, attributes, payload,"
		" batch_id, error_code, error_message, error_detail, error_hint, error_context,"
		" constraint_name, event_id, message_group_id)"
		" VALUES ('record', $1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
		" $16, $17, $18)"
	};
	AwspipeProblem problem;

	awspipe_problem_from_error(&problem, record->error);
	awspipe_execute_with(&insert, bind_int4(consumer->config.owner_id),
						 bind_text(consumer->config.name),
						 bind_text(record->shard_id),
						 bind_text(record->sequence_number),
						 bind_if(record->sub_sequence >= 0,
								 bind_int4(record->sub_sequence)),
						 bind_text(record->partition_key),
						 bind_if(record->arrived_at != 0,
								 bind_timestamptz(record->arrived_at)),
						 bind_jsonb(record->attributes),
						 bind_bytea(record->data, record->len),
						 bind_int8(awspipe_current_batch),
						 bind_text(awspipe_problem_code(&problem)),
						 bind_text(problem.message), bind_text(problem.detail),
						 bind_text(problem.hint), bind_text(problem.context),
						 bind_text(record->error->constraint_name),
						 bind_text(record->event_id),
						 bind_text(record->message_group_id));
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
		" VALUES ('gap', $1, 0, $2, $3, $4, $5, $6)"
	};

	awspipe_execute_with(&insert, bind_int4(consumer->config.owner_id),
						 bind_text(consumer->config.name), bind_text(shard_id),
						 bind_text(sequence_number),
						 bind_if(arrived_at != 0, bind_timestamptz(arrived_at)),
						 bind_text(reason));
}

/*
 * Settles the dead letters behind a redriven batch: those that went in are
 * deleted, the others keep the new reason.  A transaction must be open.
 */
void
awspipe_dead_letter_redriven(AwspipeBatch *batch, int napplied)
{
	static AwspipeStatement remove = {
		.sql = "DELETE FROM awspipe.dead_letter WHERE dead_letter_id = ANY ($1)"
	};
	static AwspipeStatement keep = {
		.sql = "UPDATE awspipe.dead_letter SET redrive = false, attempts = attempts + 1,"
		" failed_at = clock_timestamp(), error_code = $2, error_message = $3, error_detail = $4,"
		" error_hint = $5, error_context = $6, constraint_name = $7 WHERE dead_letter_id = $1"
	};
	ArrayBuildState *ids = bind_array_start(INT8OID);
	int			i;

	for (i = 0; i < napplied; i++)
	{
		const AwspipeRecord *record = &batch->records[i];
		AwspipeProblem problem;

		if (record->outcome != AWSPIPE_RECORD_BAD)
		{
			bind_array_add(ids, bind_int8(record->dead_letter_id));
			continue;
		}
		awspipe_problem_from_error(&problem, record->error);
		awspipe_execute_with(&keep, bind_int8(record->dead_letter_id),
							 bind_text(awspipe_problem_code(&problem)),
							 bind_text(problem.message), bind_text(problem.detail),
							 bind_text(problem.hint), bind_text(problem.context),
							 bind_text(record->error->constraint_name));
	}

	/* Somebody else may have redriven or discarded one in the meantime */
	if (awspipe_execute_with(&remove, bind_array(ids)) != (uint64) ids->nelems)
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
		.read_only = true
	};
	uint64		n;
	uint64		i;
	MemoryContext old;

	n = awspipe_execute_with(&load, bind_text(consumer->config.name),
							 bind_int4(consumer->config.owner_id),
							 bind_int8(consumer->config.batch_size),
							 bind_int8(AWSPIPE_BATCH_BYTES_MAX));
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
