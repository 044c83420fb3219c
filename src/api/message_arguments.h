/*-------------------------------------------------------------------------
 *
 * message_arguments.h
 *	  What messages have in common: references; and those of SQS and SNS:
 *	  names, attributes and message groups.
 *
 * IDENTIFICATION
 *	  src/api/message_arguments.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_MESSAGE_ARGUMENTS_H
#define AWSPIPE_MESSAGE_ARGUMENTS_H

#include "dispatcher/outbox.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/jsonb.h"

/*
 * Appends the member "MessageAttributes" of SQS and SNS, and returns its
 * size as they count it.  A plain string or number becomes an attribute of
 * that type, an object is taken as it is: {"DataType", "StringValue" or
 * "BinaryValue"}.  At most max attributes are taken.
 */
extern int64 awspipe_append_attributes(StringInfo body, Jsonb *attributes,
									   int max);

/* NULL, too, for a function of an older version that has no such argument. */
extern char *awspipe_reference_argument(FunctionCallInfo fcinfo, int i);

/* As it is sent; palloc'd. */
extern char *awspipe_jsonb_text(Jsonb *json);

/* 42602 unless it is a queue's name, URL or ARN. */
extern void awspipe_check_queue_name(const char *queue);

/* Names of FIFO queues and topics end in ".fifo", and no others. */
extern bool awspipe_is_fifo(const char *resource);

/*
 * Appends group and deduplication id, of max characters each, and sets the
 * message's ordering key: a FIFO resource's is the group, unless given; no
 * other has one by itself.
 */
extern void awspipe_append_group(StringInfo body, AwspipeOutboxMessage *message,
								 const char *group,
								 const char *deduplication_id, int max);

#endif							/* AWSPIPE_MESSAGE_ARGUMENTS_H */
