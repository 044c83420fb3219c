/*-------------------------------------------------------------------------
 *
 * kinesis.h
 *	  Kinesis Data Streams: request bodies and answers.
 *
 * IDENTIFICATION
 *	  src/aws/kinesis.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_KINESIS_H
#define PGAWS_KINESIS_H

#include "aws/aws.h"
#include "datatype/timestamp.h"
#include "lib/stringinfo.h"

/* GetRecords: at most 10,000 records a call (Kinesis API reference). */
#define PGAWS_KINESIS_GET_RECORDS_MAX		10000
/* GetRecords: 5 calls a second and shard. */
#define PGAWS_KINESIS_READ_INTERVAL_MS		200
/*
 * A record bears a time at which it was being put, and can be read when that
 * is over (Streams Developer Guide, "Improve low-latency processing").
 */
#define PGAWS_KINESIS_PROPAGATION_MS		1000
/* PutRecords: 500 records, 10 MiB with keys; keys of at most 256 characters. */
#define PGAWS_KINESIS_PUT_RECORDS_MAX		500
#define PGAWS_KINESIS_PUT_BYTES_MAX			(10 * 1024 * 1024)
#define PGAWS_KINESIS_PARTITION_KEY_MAX		256
/* A record's data: up to 10 MiB where the stream allows it, 1 MiB by default. */
#define PGAWS_KINESIS_RECORD_BYTES_MAX		(10 * 1024 * 1024)
/* The partition key that the Kinesis Producer Library gives its aggregates. */
#define PGAWS_KPL_PARTITION_KEY				"a"

typedef enum PgawsIteratorType
{
	PGAWS_ITERATOR_TRIM_HORIZON,
	PGAWS_ITERATOR_LATEST,
	PGAWS_ITERATOR_AT_TIMESTAMP,
	PGAWS_ITERATOR_AT_SEQUENCE_NUMBER,
	PGAWS_ITERATOR_AFTER_SEQUENCE_NUMBER
} PgawsIteratorType;

/* A place in a stream's key space: 128 bits, the most significant first. */
typedef struct PgawsHashKey
{
	uint32		words[4];
} PgawsHashKey;

/* The part of the key space that a shard owns, both ends included. */
typedef struct PgawsHashKeyRange
{
	PgawsHashKey first;
	PgawsHashKey last;
} PgawsHashKeyRange;

/* Decimal digits, in and out.  hash_key.c. */
extern bool pgaws_hash_key_parse(const char *text, size_t len,
								 PgawsHashKey *key);
extern char *pgaws_hash_key_text(const PgawsHashKey *key);
extern bool pgaws_hash_key_within(const PgawsHashKey *key,
								  const PgawsHashKeyRange *range);

/*
 * A record of a GetRecords answer, or one user record out of an aggregated
 * one.  All pointers lead into the batch's memory.
 */
typedef struct PgawsKinesisRecord
{
	char	   *sequence_number;	/* NUL-terminated decimal digits */
	char	   *partition_key;	/* NUL-terminated UTF-8, escapes resolved */
	char	   *data;			/* raw bytes, not terminated */
	uint32		data_len;
	int32		sub_sequence;	/* -1: not aggregated; else 0, 1, … */
	bool		last_sub;		/* last user record of its Kinesis record;
								 * always set when not aggregated */
	TimestampTz arrived_at;		/* ApproximateArrivalTimestamp; 0 unknown */
	const PgawsHashKey *outside;	/* hash key, if the shard does not own it;
									 * KPL's user records only */
} PgawsKinesisRecord;

typedef struct PgawsKinesisRecords
{
	/* Answer */
	PgawsKinesisRecord *records;
	int			nrecords;
	char	   *next_iterator;	/* NULL: the shard has ended */
	int64		millis_behind;	/* -1: not said */
	char	  **child_shards;	/* ids; filled at the shard's end */
	int			nchild_shards;

	/* Memory: the answer's own buffer and the context of the rest */
	char	   *body;
	MemoryContext context;
} PgawsKinesisRecords;

/*
 * The record hot path.  Takes over body (a malloc'd, NUL-terminated answer
 * of GetRecords), scans it without building a tree, decodes data in place
 * and opens aggregated records (KPL).  range is what the shard owns, or NULL
 * when that is not known.  Everything lives until
 * pgaws_kinesis_records_free(), or until the current memory context is reset.
 * NULL with *error filled (PGAWS_MALFORMED)
 * when the body is not a sound answer; body is freed then too.
 */
extern PgawsKinesisRecords *pgaws_kinesis_parse_records(char *body, size_t len,
														const PgawsHashKeyRange *range,
														PgawsError *error);
extern void pgaws_kinesis_records_free(PgawsKinesisRecords *records);

/*
 * Opens a KPL-aggregated record: calls add() for each user record, in order.
 * Keys are NUL-terminated UTF-8 in the current memory context; data points
 * into the aggregate.  outside is the user record's hash key, in the current
 * memory context too, if that is not within range; else, or without a range,
 * NULL.  False, before the first call of add(), when data is
 * not aggregated, is damaged or holds no user record: then it is a plain
 * record.  kpl.c.
 */
typedef void (*PgawsKplAdd) (const char *partition_key, size_t partition_key_len,
							 const char *data, size_t data_len,
							 const PgawsHashKey *outside, void *arg);
extern bool pgaws_kpl_open(const char *data, size_t len,
						   const PgawsHashKeyRange *range, PgawsKplAdd add, void *arg);

typedef struct PgawsKinesisShard
{
	char	   *shard_id;
	char	   *parents[2];		/* NULL where there is none */
	bool		closed;			/* has an ending sequence number */
	bool		has_range;		/* the answer says what it owns */
	PgawsHashKeyRange range;
	char	   *starting_sequence_number;
	char	   *ending_sequence_number; /* NULL while open */
} PgawsKinesisShard;

/* One page of ListShards; palloc'd in the current context. */
typedef struct PgawsKinesisShards
{
	PgawsKinesisShard *shards;
	int			nshards;
	char	   *next_token;		/* NULL on the last page */
} PgawsKinesisShards;

extern PgawsKinesisShards *pgaws_kinesis_parse_shards(const char *body, size_t len,
													  PgawsError *error);

/*
 * Request bodies, appended to buf.  stream is a name or an ARN.
 * sequence_number goes with AT_ and AFTER_SEQUENCE_NUMBER only, timestamp
 * with AT_TIMESTAMP only.
 */
extern void pgaws_kinesis_list_shards(StringInfo buf, const char *stream,
									  const char *next_token);
extern void pgaws_kinesis_get_iterator(StringInfo buf, const char *stream,
									   const char *shard_id, PgawsIteratorType type,
									   const char *sequence_number,
									   TimestampTz timestamp);
extern void pgaws_kinesis_get_records(StringInfo buf, const char *iterator, int limit);
extern void pgaws_kinesis_describe_summary(StringInfo buf, const char *stream);

/* palloc'd iterator of a GetShardIterator answer, or NULL with *error. */
extern char *pgaws_kinesis_parse_iterator(const char *body, size_t len,
										  PgawsError *error);

typedef struct PgawsKinesisSummary
{
	char		status[32];		/* ACTIVE, CREATING, … */
	TimestampTz created_at;
	int			retention_hours;
	int			open_shards;
} PgawsKinesisSummary;

extern bool pgaws_kinesis_parse_summary(const char *body, size_t len,
										PgawsKinesisSummary *summary,
										PgawsError *error);

/* Is it one, by the Kinesis API reference?  Both are plain ASCII then. */
extern bool pgaws_kinesis_sequence_valid(const char *value, size_t len);
extern bool pgaws_kinesis_shard_id_valid(const char *value);

/*
 * Order of two sequence numbers: decimal strings of up to 129 digits
 * without leading zeros.  Like strcmp.
 */
extern int	pgaws_kinesis_sequence_cmp(const char *a, const char *b);

#endif							/* PGAWS_KINESIS_H */
