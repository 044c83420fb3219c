/*-------------------------------------------------------------------------
 *
 * problem.h
 *	  What is wrong, as users are told.
 *
 * IDENTIFICATION
 *	  src/base/problem.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_PROBLEM_H
#define AWSPIPE_PROBLEM_H

#include "postgres.h"

#include "aws/client.h"
#include "pg_compat.h"

/* Strings may be NULL; all zero is no problem. */
typedef struct AwspipeProblem
{
	int			sqlerrcode;
	const char *aws_code;		/* AWS's, where AWS has one */
	const char *message;
	const char *detail;
	const char *hint;
	const char *context;
	const char *position;		/* the record at fault */
	bool		quotes;			/* texts may quote a row: not for the log */
} AwspipeProblem;

/*
 * AWS's code, or else the SQLSTATE, in a buffer that the next call uses again;
 * NULL when there is no problem.
 */
extern const char *awspipe_problem_code(const AwspipeProblem *problem);

/* The strings stay the error's. */
extern void awspipe_problem_from_error(AwspipeProblem *problem,
									   const ErrorData *error);

/*
 * Of a failed call; doing says what was tried ("read shard ...").  Strings live
 * in the current memory context.
 */
extern void awspipe_problem_from_aws(AwspipeProblem *problem, const char *doing,
									 const PgawsError *error);

/* What to do about a failed call; NULL when nobody can tell. */
extern const char *awspipe_error_hint(const PgawsError *error);

pg_noreturn extern void awspipe_problem_throw(const AwspipeProblem *problem);

#endif							/* AWSPIPE_PROBLEM_H */
