/*-------------------------------------------------------------------------
 *
 * sqs_send.h
 *	  SQS: GetQueueUrl and SendMessageBatch.
 *
 * IDENTIFICATION
 *	  src/aws/sqs_send.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_SQS_SEND_H
#define PGAWS_SQS_SEND_H

#include "aws/aws.h"
#include "lib/stringinfo.h"

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
#define PGAWS_SQS_QUEUE_NAME_MAX	80

extern void pgaws_sqs_get_queue_url(StringInfo buf, const char *queue);

/* The URL in the answer, palloc'd; NULL with *error (PGAWS_MALFORMED). */
extern char *pgaws_sqs_parse_queue_url(const char *body, size_t len,
									   PgawsError *error);

/*
 * A request body: begin, then an entry for every message (the members of
 * SendMessage's input without the queue), numbered from 0, then end.
 */
extern void pgaws_sqs_send_begin(StringInfo buf, const char *queue_url);
extern void pgaws_sqs_send_entry(StringInfo buf, int i, const char *message,
								 size_t len);
extern void pgaws_sqs_send_end(StringInfo buf);

/* Fills errors[0 .. n-1], class PGAWS_OK for a message that was taken. */
extern bool pgaws_sqs_parse_send(const char *body, size_t len, int n,
								 PgawsError *errors, PgawsError *error);

#endif							/* PGAWS_SQS_SEND_H */
