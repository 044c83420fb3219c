/*-------------------------------------------------------------------------
 *
 * batch_answer.h
 *	  Answers of batch operations, which fail entry by entry inside a 200.
 *
 * IDENTIFICATION
 *	  src/aws/batch_answer.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_BATCH_ANSWER_H
#define PGAWS_BATCH_ANSWER_H

#include "aws/aws.h"
#include "aws/json.h"

/*
 * An entry's error in the service's words, which may hold anything; classed
 * by its code, else by whether the sender is said to be at fault.
 */
extern void pgaws_batch_error_set(PgawsError *error, bool sender_fault,
								  const char *code, const char *message);

/*
 * Both fill errors[0 .. n-1], class PGAWS_OK for an entry that was taken.
 *
 * SQS and SNS: Successful and Failed name entries by their Id, which must be
 * their number, from 0 on.  An entry that is in neither may have been taken.
 */
extern void pgaws_batch_errors_by_id(PgawsJson *answer, int n,
									 PgawsError *errors);

/*
 * Kinesis and EventBridge: an array tells about the entries in their order.
 * False with *error (PGAWS_MALFORMED) when it does not tell about n.
 */
extern bool pgaws_batch_errors_in_order(PgawsJson *results, int n,
										PgawsError *errors, PgawsError *error);

#endif							/* PGAWS_BATCH_ANSWER_H */
