/*-------------------------------------------------------------------------
 *
 * checkpoint.c
 *	  Committed positions, shard by shard, and the fence in front of them.
 *
 * A position moves by compare-and-set: the UPDATE names the position and the
 * epoch that the mover believes in, and a row it does not find means that
 * another worker has taken over, or that the owner has rewound the consumer.
 * Then the mover must not commit: it leaves, and the records of its batch go
 * back with its transaction.  This holds whatever the two workers
 * believe about each other, a stopped process that wakes up hours later
 * included.
 *
 * All shards of a batch move in one statement, in the order of their ids, so
 * that two movers cannot deadlock.
 *
 * IDENTIFICATION
 *	  src/consumer/checkpoint.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/checkpoint.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

static void
text_array_elements(Datum array, char ***elements, int *count)
{
	Datum	   *datums;
	bool	   *nulls;
	int			i;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT,
					  &datums, &nulls, count);
	*elements = palloc(sizeof(char *) * Max(*count, 1));
	for (i = 0; i < *count; i++)
		(*elements)[i] = TextDatumGetCString(datums[i]);
}

static TimestampTz
timestamp_or_zero(uint64 row, int column)
{
	bool		isnull;
	Datum		value = awspipe_result_datum(row, column, &isnull);

	return isnull ? 0 : DatumGetTimestampTz(value);
}

/*
 * All checkpoints of a consumer.  A shard of which nothing has been read yet
 * was all there when its row was made.
 */
AwspipeCheckpoint *
awspipe_checkpoint_load(int64 consumer_id, int *count)
{
	static AwspipeStatement load = {
		.sql = "SELECT shard_id, parents, starting_position, starting_timestamp,"
		" starting_sequence_number, sequence_number, sub_sequence_number::bigint,"
		" arrived_at,"
		" CASE WHEN sequence_number IS NULL THEN coalesce(caught_up_at, updated_at)"
		"  ELSE caught_up_at END, closed"
		" FROM awspipe.checkpoint WHERE consumer_id = $1 ORDER BY shard_id",
		.argtypes = {INT8OID, InvalidOid}
	};
	Datum		values[1] = {Int64GetDatum(consumer_id)};
	AwspipeCheckpoint *checkpoints;
	uint64		n = awspipe_control_execute(&load, values, NULL, true, 0);
	uint64		i;

	checkpoints = palloc0(sizeof(AwspipeCheckpoint) * Max(n, 1));
	for (i = 0; i < n; i++)
	{
		AwspipeCheckpoint *c = &checkpoints[i];
		bool		isnull;

		c->shard_id = awspipe_result_text(i, 1);
		text_array_elements(awspipe_result_datum(i, 2, &isnull),
							&c->parents, &c->nparents);
		c->starting_position = awspipe_result_text(i, 3);
		c->starting_timestamp = timestamp_or_zero(i, 4);
		c->starting_sequence_number = awspipe_result_text(i, 5);
		c->sequence_number = awspipe_result_text(i, 6);
		c->sub_sequence = (int) awspipe_result_int64(i, 7, -1);
		c->arrived_at = timestamp_or_zero(i, 8);
		c->caught_up_at = timestamp_or_zero(i, 9);
		c->closed = awspipe_result_bool(i, 10, false);
	}
	*count = (int) n;
	return checkpoints;
}

/*
 * Makes the row of a shard seen for the first time; false when the epoch has
 * moved on (awspipe.rewind_consumer() deletes all rows, and they must not
 * come back).
 */
bool
awspipe_checkpoint_add(int64 consumer_id, int64 epoch,
					   const AwspipeCheckpoint *checkpoint)
{
	static AwspipeStatement add = {
		.sql = "INSERT INTO awspipe.checkpoint (consumer_id, epoch, shard_id, parents,"
		" starting_position, starting_timestamp, starting_sequence_number, closed)"
		" SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM (SELECT FROM awspipe.consumer_state"
		"  WHERE consumer_id = $1 AND epoch = $2 FOR SHARE) AS fence",
		.argtypes = {INT8OID, INT8OID, TEXTOID, TEXTARRAYOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, BOOLOID, InvalidOid}
	};
	Datum		values[8];
	char		nulls[8];
	Datum		parents[2];
	int			i;

	memset(nulls, ' ', sizeof(nulls));
	for (i = 0; i < checkpoint->nparents; i++)
		parents[i] = CStringGetTextDatum(checkpoint->parents[i]);
	values[0] = Int64GetDatum(consumer_id);
	values[1] = Int64GetDatum(epoch);
	values[2] = CStringGetTextDatum(checkpoint->shard_id);
	values[3] = PointerGetDatum(construct_array(parents, checkpoint->nparents,
												TEXTOID, -1, false, TYPALIGN_INT));
	values[4] = CStringGetTextDatum(checkpoint->starting_position);
	values[5] = TimestampTzGetDatum(checkpoint->starting_timestamp);
	if (checkpoint->starting_timestamp == 0)
		nulls[5] = 'n';
	if (checkpoint->starting_sequence_number)
		values[6] = CStringGetTextDatum(checkpoint->starting_sequence_number);
	else
	{
		values[6] = (Datum) 0;
		nulls[6] = 'n';
	}
	values[7] = BoolGetDatum(checkpoint->closed);
	return awspipe_control_execute(&add, values, nulls, false, 0) == 1;
}

/*
 * Moves the positions of all shards that a batch touches.  False when the
 * fence is closed: the transaction must not commit then.
 */
bool
awspipe_checkpoint_move(int64 consumer_id, int64 epoch,
						const AwspipeCheckpointMove *moves, int nmoves)
{
	static AwspipeStatement move = {
		.sql = "WITH locked AS ("
		"  SELECT c.shard_id, m.new_sequence, m.new_sub, m.arrived"
		"  FROM unnest($3::text[], $4::text[], $5::int[], $6::text[], $7::int[], $8::timestamptz[])"
		"    AS m (shard, old_sequence, old_sub, new_sequence, new_sub, arrived)"
		"  JOIN awspipe.checkpoint c ON c.consumer_id = $1 AND c.shard_id = m.shard AND c.epoch = $2"
		"    AND c.sequence_number IS NOT DISTINCT FROM m.old_sequence"
		"    AND coalesce(c.sub_sequence_number, -1) = m.old_sub"
		"  ORDER BY c.shard_id FOR NO KEY UPDATE OF c)"
		" UPDATE awspipe.checkpoint c SET sequence_number = l.new_sequence,"
		"  sub_sequence_number = nullif(l.new_sub, -1),"
		"  arrived_at = coalesce(l.arrived, c.arrived_at), updated_at = now()"
		" FROM locked l WHERE c.consumer_id = $1 AND c.shard_id = l.shard_id",
		.argtypes = {INT8OID, INT8OID, TEXTARRAYOID, TEXTARRAYOID, INT4ARRAYOID, TEXTARRAYOID,
		INT4ARRAYOID, TIMESTAMPTZARRAYOID, InvalidOid}
	};
	Datum		values[8];
	Datum	   *elements[6];
	bool	   *nulls[6];
	int			dims[1] = {nmoves};
	int			lbs[1] = {1};
	int			i;
	int			k;

	for (k = 0; k < 6; k++)
	{
		elements[k] = palloc0(sizeof(Datum) * nmoves);
		nulls[k] = palloc0(sizeof(bool) * nmoves);
	}
	for (i = 0; i < nmoves; i++)
	{
		const AwspipeCheckpointMove *m = &moves[i];

		elements[0][i] = CStringGetTextDatum(m->shard_id);
		nulls[1][i] = (m->old_sequence_number == NULL);
		if (m->old_sequence_number)
			elements[1][i] = CStringGetTextDatum(m->old_sequence_number);
		elements[2][i] = Int32GetDatum(m->old_sub_sequence);
		elements[3][i] = CStringGetTextDatum(m->new_sequence_number);
		elements[4][i] = Int32GetDatum(m->new_sub_sequence);
		nulls[5][i] = (m->arrived_at == 0);
		elements[5][i] = TimestampTzGetDatum(m->arrived_at);
	}
	values[0] = Int64GetDatum(consumer_id);
	values[1] = Int64GetDatum(epoch);
	for (k = 0; k < 6; k++)
	{
		bool		is_text = (k == 0 || k == 1 || k == 3);
		bool		is_time = (k == 5);

		values[2 + k] = PointerGetDatum(
			construct_md_array(elements[k], nulls[k], 1, dims, lbs,
							   is_text ? TEXTOID : is_time ? TIMESTAMPTZOID : INT4OID,
							   is_text ? -1 : is_time ? 8 : 4,
							   is_text ? false : is_time ? FLOAT8PASSBYVAL : true,
							   is_time ? TYPALIGN_DOUBLE : TYPALIGN_INT));
	}
	return awspipe_control_execute(&move, values, NULL, false, 0) == (uint64) nmoves;
}

/*
 * Marks a shard whose last record is committed as ended; false as above.
 */
bool
awspipe_checkpoint_close(int64 consumer_id, int64 epoch, const char *shard_id,
						 const char *sequence_number)
{
	static AwspipeStatement close = {
		.sql = "UPDATE awspipe.checkpoint SET closed = true, updated_at = now()"
		" WHERE consumer_id = $1 AND epoch = $2 AND shard_id = $3"
		" AND sequence_number IS NOT DISTINCT FROM $4 AND sub_sequence_number IS NULL",
		.argtypes = {INT8OID, INT8OID, TEXTOID, TEXTOID, InvalidOid}
	};
	Datum		values[4];

	values[0] = Int64GetDatum(consumer_id);
	values[1] = Int64GetDatum(epoch);
	values[2] = CStringGetTextDatum(shard_id);
	values[3] = sequence_number ? CStringGetTextDatum(sequence_number) : (Datum) 0;
	return awspipe_control_execute(&close, values, sequence_number ? "    " : "   n",
								   false, 0) == 1;
}

/*
 * Notes that a shard held nothing newer just now: a later look can then tell
 * an idle stream from one that has forgotten records.
 */
void
awspipe_checkpoint_caught_up(int64 consumer_id, int64 epoch, const char *shard_id)
{
	static AwspipeStatement note = {
		.sql = "UPDATE awspipe.checkpoint SET caught_up_at = now()"
		" WHERE consumer_id = $1 AND epoch = $2 AND shard_id = $3",
		.argtypes = {INT8OID, INT8OID, TEXTOID, InvalidOid}
	};
	Datum		values[3];

	values[0] = Int64GetDatum(consumer_id);
	values[1] = Int64GetDatum(epoch);
	values[2] = CStringGetTextDatum(shard_id);
	awspipe_control_execute(&note, values, NULL, false, 0);
}

/*
 * Drops the row of a shard that was closed longer ago than the stream keeps
 * its records; false when there is none.
 */
bool
awspipe_checkpoint_forget(int64 consumer_id, int64 epoch, const char *shard_id,
						  int retention_hours)
{
	static AwspipeStatement forget = {
		.sql = "DELETE FROM awspipe.checkpoint"
		" WHERE consumer_id = $1 AND epoch = $2 AND shard_id = $3 AND closed"
		" AND updated_at < now() - make_interval(hours => $4)",
		.argtypes = {INT8OID, INT8OID, TEXTOID, INT4OID, InvalidOid}
	};
	Datum		values[4];

	values[0] = Int64GetDatum(consumer_id);
	values[1] = Int64GetDatum(epoch);
	values[2] = CStringGetTextDatum(shard_id);
	values[3] = Int32GetDatum(retention_hours);
	return awspipe_control_execute(&forget, values, NULL, false, 0) == 1;
}
