/*-------------------------------------------------------------------------
 *
 * sql_consumer.h
 *	  What the SQL functions about consumers share.
 *
 * IDENTIFICATION
 *	  src/api/sql_consumer.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SQL_CONSUMER_H
#define AWSPIPE_SQL_CONSUMER_H

#include "postgres.h"

#include "fmgr.h"

/* A consumer that the caller may manage; its row is locked. */
typedef struct AwspipeConsumerKey
{
	int64		consumer_id;
	Oid			owner;
	bool		is_queue;		/* its source is SQS */
	Oid			server_oid;
	char	   *server;
	Oid			inbox;
} AwspipeConsumerKey;

extern void awspipe_consumer_find(const char *name, AwspipeConsumerKey *key);
extern void awspipe_consumer_refuse_own(const char *name, const AwspipeConsumerKey *key);
extern void awspipe_consumer_changed(int64 consumer_id, bool begin_anew);

/* options.c: the options of consumers, in the order of all functions' arguments */
#define AWSPIPE_OPTION_COUNT 16

extern void awspipe_options_take(FunctionCallInfo fcinfo, int first, bool queue,
								 Datum *values, char *nulls);
extern void awspipe_check_stream_name(const char *stream);
extern void awspipe_check_queue_name(const char *queue);

#endif							/* AWSPIPE_SQL_CONSUMER_H */
