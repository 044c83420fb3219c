/*-------------------------------------------------------------------------
 *
 * eventbridge.h
 *	  EventBridge: DescribeEventBus and PutEvents.
 *
 * IDENTIFICATION
 *	  src/aws/eventbridge.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_EVENTBRIDGE_H
#define PGAWS_EVENTBRIDGE_H

#include "aws/aws.h"
#include "lib/stringinfo.h"

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

extern void pgaws_eventbridge_describe_bus(StringInfo buf, const char *bus);

/*
 * A request body: begin, then an entry for every event (an element of
 * PutEvents' input without the bus), then end.
 */
extern void pgaws_eventbridge_put_begin(StringInfo buf);
extern void pgaws_eventbridge_put_entry(StringInfo buf, bool first,
										const char *bus, const char *event,
										size_t len);
extern void pgaws_eventbridge_put_end(StringInfo buf);

/* Fills errors[0 .. n-1], class PGAWS_OK for an event that was taken. */
extern bool pgaws_eventbridge_parse_put(const char *body, size_t len, int n,
										PgawsError *errors, PgawsError *error);

#endif							/* PGAWS_EVENTBRIDGE_H */
