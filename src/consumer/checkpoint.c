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
#include "consumer/checkpoint.h"

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
		.read_only = true
	};
	AwspipeCheckpoint *checkpoints;
	uint64		n = awspipe_execute_with(&load, bind_int8(consumer_id));
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
		"  WHERE consumer_id = $1 AND epoch = $2 FOR SHARE) AS fence"
	};
	ArrayBuildState *parents = bind_array_start(TEXTOID);

	for (int i = 0; i < checkpoint->nparents; i++)
		bind_array_add(parents, bind_text(checkpoint->parents[i]));
	return awspipe_execute_with(&add, bind_int8(consumer_id), bind_int8(epoch),
								bind_text(checkpoint->shard_id),
								bind_array(parents),
								bind_text(checkpoint->starting_position),
								bind_if(checkpoint->starting_timestamp != 0,
										bind_timestamptz(checkpoint->starting_timestamp)),
								bind_text(checkpoint->starting_sequence_number),
								bind_bool(checkpoint->closed)) == 1;
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
		"  FROM unnest($3, $4, $5, $6, $7, $8)"
		"    AS m (shard, old_sequence, old_sub, new_sequence, new_sub, arrived)"
		"  JOIN awspipe.checkpoint c ON c.consumer_id = $1 AND c.shard_id = m.shard AND c.epoch = $2"
		"    AND c.sequence_number IS NOT DISTINCT FROM m.old_sequence"
		"    AND coalesce(c.sub_sequence_number, -1) = m.old_sub"
		"  ORDER BY c.shard_id FOR NO KEY UPDATE OF c)"
		" UPDATE awspipe.checkpoint c SET sequence_number = l.new_sequence,"
		"  sub_sequence_number = nullif(l.new_sub, -1),"
		"  arrived_at = coalesce(l.arrived, c.arrived_at), updated_at = now()"
		" FROM locked l WHERE c.consumer_id = $1 AND c.shard_id = l.shard_id"
	};
	ArrayBuildState *shards = bind_array_start(TEXTOID);
	ArrayBuildState *old_sequences = bind_array_start(TEXTOID);
	ArrayBuildState *old_subs = bind_array_start(INT4OID);
	ArrayBuildState *new_sequences = bind_array_start(TEXTOID);
	ArrayBuildState *new_subs = bind_array_start(INT4OID);
	ArrayBuildState *arrivals = bind_array_start(TIMESTAMPTZOID);

	for (int i = 0; i < nmoves; i++)
	{
		const AwspipeCheckpointMove *m = &moves[i];

		bind_array_add(shards, bind_text(m->shard_id));
		bind_array_add(old_sequences, bind_text(m->old_sequence_number));
		bind_array_add(old_subs, bind_int4(m->old_sub_sequence));
		bind_array_add(new_sequences, bind_text(m->new_sequence_number));
		bind_array_add(new_subs, bind_int4(m->new_sub_sequence));
		bind_array_add(arrivals, bind_if(m->arrived_at != 0,
										 bind_timestamptz(m->arrived_at)));
	}
	return awspipe_execute_with(&move, bind_int8(consumer_id), bind_int8(epoch),
								bind_array(shards), bind_array(old_sequences),
								bind_array(old_subs), bind_array(new_sequences),
								bind_array(new_subs), bind_array(arrivals)) == (uint64) nmoves;
}

/*
 * Notes where a replay has begun, for who wants to know how far it is: at the
 * earliest of the first records of all shards.
 */
void
awspipe_checkpoint_begun(int64 consumer_id, TimestampTz arrived_at)
{
	static AwspipeStatement note = {
		.sql = "UPDATE awspipe.consumer_state SET replay_start = least(replay_start, $2)"
		" WHERE consumer_id = $1 AND replay_started_at > $2"
	};

	awspipe_execute_with(&note, bind_int8(consumer_id), bind_timestamptz(arrived_at));
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
		" AND sequence_number IS NOT DISTINCT FROM $4 AND sub_sequence_number IS NULL"
	};

	return awspipe_execute_with(&close, bind_int8(consumer_id), bind_int8(epoch),
								bind_text(shard_id), bind_text(sequence_number)) == 1;
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
		" WHERE consumer_id = $1 AND epoch = $2 AND shard_id = $3"
	};

	awspipe_execute_with(&note, bind_int8(consumer_id), bind_int8(epoch),
						 bind_text(shard_id));
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
		" AND updated_at < now() - make_interval(hours => $4)"
	};

	return awspipe_execute_with(&forget, bind_int8(consumer_id), bind_int8(epoch),
								bind_text(shard_id), bind_int4(retention_hours)) == 1;
}
