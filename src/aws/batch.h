/*-------------------------------------------------------------------------
 *
 * batch.h
 *	  Operations that take many entries, and may fail entry by entry inside
 *	  of a 200.
 *
 * IDENTIFICATION
 *	  src/aws/batch.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_BATCH_H
#define PGAWS_BATCH_H

#include "aws/client.h"
#include "lib/stringinfo.h"

/*
 * CloudWatch API reference, PutMetricData and MetricDatum: 1,000 metrics and
 * 1 MB a call; 30 dimensions; names of 255 characters, values of dimensions
 * of 1,024; from two weeks ago to two hours ahead; values up to 2^360.
 */
#define PGAWS_CLOUDWATCH_BATCH_MAX			1000
#define PGAWS_CLOUDWATCH_BYTES_MAX			1000000
#define PGAWS_CLOUDWATCH_DIMENSIONS_MAX		30
#define PGAWS_CLOUDWATCH_NAME_MAX			255
#define PGAWS_CLOUDWATCH_DIMENSION_VALUE_MAX 1024
#define PGAWS_CLOUDWATCH_PAST_MAX_S			(14 * 86400)
#define PGAWS_CLOUDWATCH_FUTURE_MAX_S		(2 * 3600)
#define PGAWS_CLOUDWATCH_VALUE_MAX			0x1p360

/*
 * EventBridge API reference, PutEvents: 10 entries; less than 256 KB for
 * all together.  User guide, "Calculating PutEvents event entry size": 14
 * bytes for the time, and the bytes of source, detail type, detail and
 * resources.  A detail type has 128 characters, and events nest 1,000 levels.
 */
#define PGAWS_EVENTBRIDGE_BATCH_MAX			10
#define PGAWS_EVENTBRIDGE_BYTES_MAX			(256 * 1024)
#define PGAWS_EVENTBRIDGE_TIME_BYTES		14
#define PGAWS_EVENTBRIDGE_DETAIL_TYPE_MAX	128
#define PGAWS_EVENTBRIDGE_DEPTH_MAX			1000

/*
 * Firehose API reference, PutRecordBatch and Record: 500 records and 4 MiB a
 * call; 1,000 KiB a record, before base64; a name of 64 characters.
 */
#define PGAWS_FIREHOSE_BATCH_MAX	500
#define PGAWS_FIREHOSE_BYTES_MAX	(4 * 1024 * 1024)
#define PGAWS_FIREHOSE_RECORD_BYTES_MAX (1000 * 1024)
#define PGAWS_FIREHOSE_NAME_MAX		64

/*
 * SNS API reference, PublishBatch and Publish: 10 entries; 256 KiB for a
 * message with its attributes and for all together, unless the topic's
 * MaximumMessageSize was raised; a subject below 100 characters.
 */
#define PGAWS_SNS_BATCH_MAX		10
#define PGAWS_SNS_BYTES_MAX		(256 * 1024)
#define PGAWS_SNS_TOPIC_NAME_MAX	256
#define PGAWS_SNS_SUBJECT_MAX	99
#define PGAWS_SNS_ID_MAX		128

/*
 * SQS API reference, SendMessageBatch and SendMessage: 10 entries; 1 MiB
 * for a message with its attributes (256 KiB until 2025) and for all
 * together; 10 attributes; 15 minutes of delay; ids of 128 characters.
 */
#define PGAWS_SQS_BATCH_MAX			10
#define PGAWS_SQS_BYTES_MAX			(1024 * 1024)
#define PGAWS_SQS_ATTRIBUTES_MAX	10
#define PGAWS_SQS_DELAY_MAX_S		900
#define PGAWS_SQS_ID_MAX			128

/* How an answer tells about the entries. */
typedef enum PgawsBatchAnswer
{
	PGAWS_BATCH_WHOLE,			/* not at all: all were taken */
	PGAWS_BATCH_BY_ID,			/* Successful and Failed, by Id */
	PGAWS_BATCH_IN_ORDER		/* the list has an element for each */
} PgawsBatchAnswer;

/*
 * An operation, what is around its entries, and where the results are.  An
 * entry is the JSON of an element of the list, without what names the
 * resource or the entry: an object with at least one member.
 */
typedef struct PgawsBatch
{
	const char *operation;
	const char *resource;		/* member of the request that names it; NULL:
								 * there is none */
	const char *list;			/* member with the entries */
	const char *results;		/* of an answer that has one in order, with
								 * the results; NULL: as the entries' */
	const char *numbered;		/* member of an entry with its number, or NULL */
	const char *addressed;		/* member of an entry that names the resource */
	PgawsBatchAnswer answer;
	const char *id;				/* member of the result of an entry that was
								 * taken, by which the service knows it */
	bool		proof;			/* without it, nothing was taken */
	const char *doubt;			/* code of an entry that was perhaps taken
								 * nevertheless, or NULL */
} PgawsBatch;

extern const PgawsBatch pgaws_batch_cloudwatch;
extern const PgawsBatch pgaws_batch_eventbridge;
extern const PgawsBatch pgaws_batch_firehose;
extern const PgawsBatch pgaws_batch_kinesis;
extern const PgawsBatch pgaws_batch_sns;
extern const PgawsBatch pgaws_batch_sqs;

/* The input of the operation: begin, entries numbered from 0, end. */
extern void pgaws_batch_begin(StringInfo buf, const PgawsBatch *batch,
							  const char *resource);
extern void pgaws_batch_entry(StringInfo buf, const PgawsBatch *batch,
							  const char *resource, int i,
							  const char *entry, size_t len);
extern void pgaws_batch_end(StringInfo buf);

/* Starts the call. */
extern PgawsCall *pgaws_batch_call(PgawsClient *client, const PgawsService *service,
								   const PgawsBatch *batch,
								   const char *input, size_t len,
								   void *owner, int tag);

/*
 * Fills errors[0 .. n-1], class PGAWS_OK for an entry that was taken, and ids
 * with what the service calls it, palloc'd, or NULL.  False
 * with *error (PGAWS_MALFORMED) when the answer cannot be understood, or does
 * not tell about every entry though it is in order.
 */
extern bool pgaws_batch_results(const PgawsService *service,
								const PgawsBatch *batch, PgawsCall *call, int n,
								PgawsError *errors, char **ids,
								PgawsError *error);

/*
 * An entry's error in the service's words, which may hold anything; classed
 * by its code, else by whether the sender is said to be at fault.
 */
extern void pgaws_batch_error_set(PgawsError *error, bool sender_fault,
								  const char *code, const char *message);

#endif							/* PGAWS_BATCH_H */
