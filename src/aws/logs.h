/*-------------------------------------------------------------------------
 *
 * logs.h
 *	  Limits of CloudWatch Logs.
 *
 * CloudWatch Logs API reference, PutLogEvents: 10,000 events and 1 MiB a call,
 * where an event counts with its bytes in UTF-8 and 26 more; events within a
 * day, from 14 days ago to two hours ahead; names of 512 characters.
 *
 * IDENTIFICATION
 *	  src/aws/logs.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_LOGS_H
#define PGAWS_LOGS_H

#define PGAWS_LOGS_BATCH_MAX		10000
#define PGAWS_LOGS_BYTES_MAX		(1024 * 1024)
#define PGAWS_LOGS_EVENT_BYTES		26
#define PGAWS_LOGS_SPAN_MAX_MS		INT64CONST(86400000)
#define PGAWS_LOGS_PAST_MAX_S		(14 * 86400)
#define PGAWS_LOGS_FUTURE_MAX_S		(2 * 3600)
#define PGAWS_LOGS_NAME_MAX			512

#endif							/* PGAWS_LOGS_H */
