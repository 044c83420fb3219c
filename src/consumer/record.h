/*-------------------------------------------------------------------------
 *
 * record.h
 *	  A record on its way from a source into an inbox, and batches of them.
 *
 * IDENTIFICATION
 *	  src/consumer/record.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_RECORD_H
#define AWSPIPE_RECORD_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "utils/jsonb.h"

typedef enum AwspipeRecordOutcome
{
	AWSPIPE_RECORD_RAW,			/* next: READY, FILTERED, BAD, OUTSIDE */
	AWSPIPE_RECORD_READY,		/* goes into the inbox; next: BAD */
	AWSPIPE_RECORD_FILTERED,	/* filter_pattern does not want it */
	AWSPIPE_RECORD_BAD,			/* error says why */
	AWSPIPE_RECORD_OUTSIDE,		/* likewise; wrong_shard does not want it, or
								 * somebody has it skipped */
	AWSPIPE_RECORD_DUPLICATE,	/* an earlier batch has applied it */
	AWSPIPE_RECORD_HELD			/* stays where it is, behind a bad one of its
								 * group */
} AwspipeRecordOutcome;

typedef struct AwspipeRecord
{
	/* Identity; owned by the source until the batch is released */
	const char *event_id;		/* NULL: made of what follows */
	const char *shard_id;		/* NULL for queues */
	const char *sequence_number;	/* NULL for queues that are not FIFO */
	const char *partition_key;
	const char *message_group_id;
	int32		sub_sequence;	/* -1: not part of an aggregated record */
	bool		last_sub;		/* nothing of its record follows */
	TimestampTz arrived_at;		/* 0: unknown */
	const char *outside;		/* why its shard does not own it, or NULL */
	Jsonb	   *attributes;		/* or NULL */
	int64		dead_letter_id; /* 0 unless it comes from there */
	int			attempts;		/* earlier ones, of a redriven record */
	void	   *origin;			/* the source's own */

	/* Content */
	const char *data;
	uint32		len;

	/* What became of it in this try; in the batch's outcomes */
	AwspipeRecordOutcome outcome;
	Datum		payload;		/* of the inbox column's type */
	ErrorData  *error;
} AwspipeRecord;

/* How often something has failed so far, by whose fault. */
typedef struct AwspipeTries
{
	int			attempts;		/* the data's, or a conflict */
	int			waits;			/* the server's: these are no attempts */
	bool		refused;		/* the configuration's, once */
} AwspipeTries;

/*
 * What one transaction applies.  The records of one shard stand together,
 * in the shard's order.  One of no records is a tick.
 */
typedef struct AwspipeBatch
{
	MemoryContext context;		/* of all this */
	MemoryContext outcomes;		/* of what became of the records */
	AwspipeRecord *records;
	int			nrecords;
	int			capacity;
	uint64		bytes;			/* of all data */
	TimestampTz oldest;			/* arrival of the oldest record; 0: unknown */
	TimestampTz watermark;		/* what arrived before is in it, or was in
								 * earlier ones; 0: unknown */
	bool		redriven;		/* comes from the dead letters */
	bool		careful;		/* bisect: it has failed as a whole */
	AwspipeTries tries;
} AwspipeBatch;

#endif							/* AWSPIPE_RECORD_H */
