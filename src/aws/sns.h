/*-------------------------------------------------------------------------
 *
 * sns.h
 *	  SNS: PublishBatch.
 *
 * IDENTIFICATION
 *	  src/aws/sns.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_SNS_H
#define PGAWS_SNS_H

#include "aws/aws.h"
#include "aws/service.h"
#include "lib/stringinfo.h"

/*
 * SNS API reference, PublishBatch and Publish: 10 entries; 256 KiB for a
 * message with its attributes and for all together, unless the topic's
 * MaximumMessageSize was raised; a subject below 100 characters.
 */
#define PGAWS_SNS_BATCH_MAX		10
#define PGAWS_SNS_BYTES_MAX		(256 * 1024)
#define PGAWS_SNS_SUBJECT_MAX	99
#define PGAWS_SNS_ID_MAX		128

/*
 * A form: begin, then an entry for every message (the members of Publish's
 * input without the topic, as JSON), numbered from 0.
 */
extern void pgaws_sns_publish_begin(StringInfo form, const PgawsService *service,
									const char *topic);
extern void pgaws_sns_publish_entry(StringInfo form, int i,
									const char *message, size_t len);

/* Fills errors[0 .. n-1], class PGAWS_OK for a message that was taken. */
extern bool pgaws_sns_parse_publish(const char *body, size_t len, int n,
									PgawsError *errors, PgawsError *error);

#endif							/* PGAWS_SNS_H */
