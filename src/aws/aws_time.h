/*-------------------------------------------------------------------------
 *
 * aws_time.h
 *	  Times as AWS's protocols write them.
 *
 * IDENTIFICATION
 *	  src/aws/aws_time.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_AWS_TIME_H
#define PGAWS_AWS_TIME_H

#include "aws/model.h"
#include "lib/stringinfo.h"

/*
 * Reads any of the forms: ISO 8601 (a date, or date and time with or without
 * a zone, which is UTC), seconds since the epoch, an HTTP date.  False when
 * it is none of them.
 */
extern bool pgaws_time_parse(const char *text, int64 *usec);

/* Appends microseconds since the epoch in that form. */
extern void pgaws_time_append(StringInfo buf, int64 usec,
							  PgawsTimeFormat format);

/* The same as the AWS CLI prints it: "2026-01-31T12:00:00.500000+00:00". */
extern void pgaws_time_append_cli(StringInfo buf, int64 usec);

#endif							/* PGAWS_AWS_TIME_H */
