/*-------------------------------------------------------------------------
 *
 * sqs.h
 *	  Simple Queue Service: request bodies and answers.
 *
 * IDENTIFICATION
 *	  src/aws/sqs.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_SQS_H
#define PGAWS_SQS_H

#include "aws/aws.h"
#include "lib/stringinfo.h"

/* ReceiveMessage: 10 messages, 20 seconds (SQS API reference). */
#define PGAWS_SQS_RECEIVE_MAX			10
#define PGAWS_SQS_WAIT_MAX_S			20
/* Batch operations: 10 entries. */
#define PGAWS_SQS_BATCH_MAX				10
/* A message can be invisible for 12 hours at most. */
#define PGAWS_SQS_VISIBILITY_MAX_S		43200
/* "Queue and message identifiers": ids have up to 100 characters. */
#define PGAWS_SQS_MESSAGE_ID_MAX		100
#define PGAWS_SQS_GROUP_ID_MAX			128
/* 128 bits in decimal digits, and some more. */
#define PGAWS_SQS_SEQUENCE_MAX			63
/* Retention: up to 14 days. */
#define PGAWS_SQS_RETENTION_MAX_DAYS	14

/* What an option names a queue by: its name, ARN or URL. */
typedef struct PgawsSqsQueueName
{
	const char *url;			/* NULL: has to be asked for */
	const char *name;
	const char *account;		/* NULL: the caller's own */
} PgawsSqsQueueName;

/* False when it cannot be any of them.  Strings in the current context. */
extern bool pgaws_sqs_queue_name(const char *text, PgawsSqsQueueName *queue);

/* Request bodies, appended to buf.  A visibility of -1 means the queue's. */
extern void pgaws_sqs_ask_url(StringInfo buf, const PgawsSqsQueueName *queue);
extern void pgaws_sqs_ask_attributes(StringInfo buf, const char *url);
extern void pgaws_sqs_receive(StringInfo buf, const char *url, int max_messages,
							  int wait_s, int visibility_s);

/*
 * DeleteMessageBatch, and ChangeMessageVisibilityBatch with a visibility
 * that is not -1.  Entries are numbered from 0 on.
 */
extern void pgaws_sqs_batch_begin(StringInfo buf, const char *url);
extern void pgaws_sqs_batch_entry(StringInfo buf, int i, const char *receipt_handle,
								  int visibility_s);
extern void pgaws_sqs_batch_end(StringInfo buf);

/* The palloc'd URL, or NULL with *error. */
extern char *pgaws_sqs_parse_url(const char *body, size_t len, PgawsError *error);

typedef struct PgawsSqsQueue
{
	bool		fifo;
	int			visibility_timeout_s;
	int			max_receive_count;	/* 0: no dead-letter queue */
	int64		depth;			/* messages, about; -1: not said */
} PgawsSqsQueue;

extern bool pgaws_sqs_parse_queue(const char *body, size_t len,
								  PgawsSqsQueue *queue, PgawsError *error);

/*
 * Result of each of a batch's n entries, in errors; one that the answer does
 * not mention has failed.  False with *error when there is no telling.
 */
extern bool pgaws_sqs_parse_batch(const char *body, size_t len, int n,
								  PgawsError *errors, PgawsError *error);

/* An attribute that the service (type is NULL) or the sender has given. */
typedef struct PgawsSqsAttribute
{
	const char *name;
	const char *type;
	const char *value;			/* base64 when binary */
	bool		binary;
} PgawsSqsAttribute;

typedef struct PgawsSqsMessage
{
	/* Identity */
	const char *message_id;
	const char *receipt_handle;
	const char *sequence_number;	/* FIFO queues only */
	const char *group_id;		/* NULL: none */
	int64		sent_ms;		/* since the Unix epoch */
	int			receive_count;

	/* Content */
	const char *body;			/* NUL-terminated */
	size_t		body_len;
	bool		damaged;		/* body and its MD5 do not agree */
	PgawsSqsAttribute *attributes;
	int			nattributes;
} PgawsSqsMessage;

/*
 * Messages of a ReceiveMessage answer: an array in the current memory
 * context, whose strings lie in body, which is used up.  -1 with *error when
 * the answer is not a sound one.  sqs_receive.c
 */
extern int	pgaws_sqs_parse_messages(char *body, size_t len,
									 PgawsSqsMessage **messages, PgawsError *error);

/* Order of two sequence numbers of one group.  Like strcmp. */
extern int	pgaws_sqs_sequence_cmp(const char *a, const char *b);

/*
 * An SNS notification, as SNS wraps it when it delivers to a queue.  False
 * when the text is none; strings lie in text, which is used up either way.
 */
typedef struct PgawsSnsEnvelope
{
	const char *message;
	size_t		message_len;
	const char *message_id;		/* the others may be NULL */
	const char *topic_arn;
	const char *subject;
	const char *timestamp;
	PgawsSqsAttribute *attributes;
	int			nattributes;
} PgawsSnsEnvelope;

extern bool pgaws_sns_unwrap(char *text, size_t len, PgawsSnsEnvelope *envelope);

/* What an error of SQS means. */
extern bool pgaws_sqs_error_no_queue(const PgawsError *error);
extern bool pgaws_sqs_error_stale_handle(const PgawsError *error);
extern bool pgaws_sqs_error_over_limit(const PgawsError *error);

#endif							/* PGAWS_SQS_H */
