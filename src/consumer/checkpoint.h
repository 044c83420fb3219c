/*-------------------------------------------------------------------------
 *
 * checkpoint.h
 *	  Committed positions, shard by shard.
 *
 * IDENTIFICATION
 *	  src/consumer/checkpoint.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CHECKPOINT_H
#define AWSPIPE_CHECKPOINT_H

#include "postgres.h"

#include "datatype/timestamp.h"

typedef struct AwspipeCheckpoint
{
	/* Identity */
	char	   *shard_id;
	char	  **parents;
	int			nparents;

	/* Where to begin when nothing is committed */
	char	   *starting_position;
	TimestampTz starting_timestamp;
	char	   *starting_sequence_number;

	/* Position */
	char	   *sequence_number;	/* NULL before the first record */
	int			sub_sequence;	/* -1: the whole record is committed */
	TimestampTz arrived_at;		/* 0: unknown */
	TimestampTz caught_up_at;	/* 0: never */
	bool		closed;
} AwspipeCheckpoint;

/* A move of one shard's position; old_* is what the mover believes in. */
typedef struct AwspipeCheckpointMove
{
	const char *shard_id;
	const char *old_sequence_number;
	int			old_sub_sequence;
	const char *new_sequence_number;
	int			new_sub_sequence;
	TimestampTz arrived_at;
} AwspipeCheckpointMove;

/* All need an open transaction; results are palloc'd in the current context. */
extern AwspipeCheckpoint *awspipe_checkpoint_load(int64 consumer_id, int *count);
extern bool awspipe_checkpoint_add(int64 consumer_id, int64 epoch,
								   const AwspipeCheckpoint *checkpoint);
extern bool awspipe_checkpoint_move(int64 consumer_id, int64 epoch,
									const AwspipeCheckpointMove *moves, int nmoves);
extern void awspipe_checkpoint_begun(int64 consumer_id, TimestampTz arrived_at);
extern bool awspipe_checkpoint_close(int64 consumer_id, int64 epoch,
									 const char *shard_id, const char *sequence_number);
extern void awspipe_checkpoint_caught_up(int64 consumer_id, int64 epoch,
										 const char *shard_id);
extern bool awspipe_checkpoint_forget(int64 consumer_id, int64 epoch,
									  const char *shard_id, int retention_hours);

#endif							/* AWSPIPE_CHECKPOINT_H */
