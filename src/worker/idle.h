/*-------------------------------------------------------------------------
 *
 * idle.h
 *	  Why nothing runs in this database.
 *
 * IDENTIFICATION
 *	  src/worker/idle.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_IDLE_H
#define AWSPIPE_IDLE_H

#include "postgres.h"

typedef struct AwspipeIdleReason
{
	const char *condition;
	const char *why;
	const char *hint;
} AwspipeIdleReason;

/* NULL when workers run in that condition, or do on the primary. */
extern const AwspipeIdleReason *awspipe_idle_reason(const char *condition);

/*
 * Warns, where no workers run in this database, that what was asked for waits
 * for them: "messages are not sent".  Between SPI_connect() and SPI_finish().
 */
extern void awspipe_warn_if_idle(const char *what);

/* The same for what is made here, and therefore is no copy; needs no SPI. */
extern void awspipe_warn_if_off(const char *what);

/* Throws what the latter warns of where the library is not preloaded. */
extern void awspipe_check_preload(const char *what);

#endif							/* AWSPIPE_IDLE_H */
