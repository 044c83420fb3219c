/*-------------------------------------------------------------------------
 *
 * source_kinesis.h
 *	  Shards of a stream, as the files of the Kinesis source share them.
 *
 * IDENTIFICATION
 *	  src/consumer/source_kinesis.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SOURCE_KINESIS_H
#define AWSPIPE_SOURCE_KINESIS_H

#include "aws/kinesis.h"
#include "consumer/checkpoint.h"
#include "consumer/consumer.h"
#include "lib/ilist.h"

typedef enum ShardState
{
	SHARD_WAITING,				/* for its parents; next: POSITION */
	SHARD_POSITION,				/* needs an iterator; next: READING, LOST */
	SHARD_READING,				/* has one; next: POSITION, ENDED */
	SHARD_ENDING,				/* GetRecords says so; next: ENDED, POSITION */
	SHARD_ENDED,				/* ListShards too: all is read; next: CLOSED */
	SHARD_LOST,					/* the stream forgot it; next: CLOSED */
	SHARD_CLOSED				/* all is committed */
} ShardState;

/* An answer of GetRecords whose records are not all committed. */
typedef struct ShardBuffer
{
	dlist_node	node;
	PgawsKinesisRecords *answer;
	int			next;			/* first record not in a batch yet */
	size_t		bytes;
} ShardBuffer;

typedef struct KinesisShard
{
	/* Identity */
	char	   *id;
	char	   *parents[2];		/* NULL where there is none */
	bool		listed;			/* in the last ListShards */
	bool		has_range;		/* some ListShards has said what it owns */
	PgawsHashKeyRange range;

	/* Where to begin when nothing is read */
	PgawsIteratorType start;
	TimestampTz start_timestamp;
	char	   *start_sequence;

	/* Committed position, as the checkpoint has it */
	char	   *sequence;		/* NULL: nothing yet */
	int			sub_sequence;	/* -1: whole records only */
	TimestampTz arrived_at;
	TimestampTz caught_up_at;

	/* Read position: the last record that has been buffered */
	char	   *read_sequence;
	int			skip_sub;		/* user records up to this one are committed */

	/* Reading */
	ShardState	state;
	PgawsCall  *call;			/* in flight, or NULL */
	char	   *iterator;
	int64		due;			/* next request; monotonic ms */
	int			failures;
	int64		millis_behind;	/* -1: unknown */
	TimestampTz answered_at;	/* GetRecords, last; 0: not yet */
	TimestampTz asking_at;		/* that is in flight */
	TimestampTz read_up_to;		/* what was put before, as that answer says */
	TimestampTz read_before;	/* likewise the answer before it */
	uint64		ended_in_list;	/* lists begun when GetRecords said it has
								 * ended */

	/* Buffers, oldest first */
	dlist_head	buffers;
	int			nbuffers;
	int			nready;			/* records not in a batch yet */
	size_t		bytes;
	int64		ready_since;
} KinesisShard;

typedef struct KinesisSource
{
	AwspipeSource base;
	AwspipeConsumer *consumer;
	const PgawsService *service;
	MemoryContext context;

	/* Stream */
	KinesisShard **shards;
	int			nshards;
	int			capacity;
	PgawsKinesisSummary summary;
	bool		described;		/* in this look at the stream */
	bool		has_checkpoints;	/* this is not the consumer's first start */

	/* Listing */
	PgawsCall  *list_call;		/* DescribeStreamSummary or ListShards */
	PgawsKinesisShard *pages;	/* what the pages so far have said */
	int			npages;
	uint64		nlists;			/* lists begun so far */
	bool		list_complete;	/* maintain() has to look at them */
	int64		list_due;
	int			list_failures;

	/* Reading */
	TimestampTz opened_at;
	int			turn;			/* shard that the next batch begins with */
	int			nready;			/* records not in a batch yet, in all */
	size_t		bytes;			/* buffered in all */
	bool		dirty;			/* some shard has ended or become readable */
} KinesisSource;

/* source_kinesis_shards.c */
extern void awspipe_kinesis_load(KinesisSource *source);
extern void awspipe_kinesis_maintain(AwspipeSource *self);
extern KinesisShard *awspipe_kinesis_shard(KinesisSource *source, const char *id);
extern void awspipe_kinesis_list(KinesisSource *source);
extern void awspipe_kinesis_listed(KinesisSource *source, PgawsCall *call);

/* source_kinesis.c */
extern char *awspipe_kinesis_copy(KinesisSource *source, const char *value);

#endif							/* AWSPIPE_SOURCE_KINESIS_H */
