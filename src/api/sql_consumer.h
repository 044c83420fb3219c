/*-------------------------------------------------------------------------
 *
 * sql_consumer.h
 *	  Consumers that are named in SQL.
 *
 * IDENTIFICATION
 *	  src/api/sql_consumer.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SQL_CONSUMER_H
#define AWSPIPE_SQL_CONSUMER_H

#include "consumer/consumer.h"

/*
 * Reads the configuration of a consumer that the caller may manage; throws
 * when there is none.  Between SPI_connect() and SPI_finish().
 */
extern void awspipe_consumer_find(const char *name,
								  AwspipeConsumerConfig *config);

#endif							/* AWSPIPE_SQL_CONSUMER_H */
