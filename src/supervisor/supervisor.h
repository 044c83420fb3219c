/*-------------------------------------------------------------------------
 *
 * supervisor.h
 *	  The parts of the supervisor: supervisor.c decides, supervisor_state.c
 *	  and housekeeping.c run its SQL.
 *
 * IDENTIFICATION
 *	  src/supervisor/supervisor.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SUPERVISOR_H
#define AWSPIPE_SUPERVISOR_H

#include "postgres.h"

/* A consumer as its tables describe it. */
typedef struct AwspipeConsumerRow
{
	int64		consumer_id;
	char	   *name;
	char	   *state;
	bool		enabled;

	/* Its owner; the role may be gone */
	Oid			owner;
	bool		owner_exists;
	bool		owner_is_superuser;
	bool		owner_can_login;
} AwspipeConsumerRow;

/* Why a consumer does not run; code is a SQLSTATE. */
typedef struct AwspipeProblem
{
	const char *code;
	const char *message;
	const char *detail;			/* may be NULL */
} AwspipeProblem;

/* All consumers, in the current memory context. */
extern AwspipeConsumerRow *awspipe_supervisor_read(int *nrows);

/* Moves a consumer to that state, for that problem (NULL: none new). */
extern void awspipe_supervisor_write(int64 consumer_id, const char *state,
									 const AwspipeProblem *problem);

/*
 * Removes some of what is past its retention.  True when there may be more.
 * Needs the transaction of awspipe_begin().
 */
extern bool awspipe_housekeeping_step(void);

#endif							/* AWSPIPE_SUPERVISOR_H */
