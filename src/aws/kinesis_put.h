/*-------------------------------------------------------------------------
 *
 * kinesis_put.h
 *	  Kinesis Data Streams: PutRecords.
 *
 * IDENTIFICATION
 *	  src/aws/kinesis_put.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_KINESIS_PUT_H
#define PGAWS_KINESIS_PUT_H

#include "aws/aws.h"
#include "lib/stringinfo.h"

/*
 * A request body: begin, then an entry for every record (the members of
 * PutRecord's input without the stream), then end.
 */
extern void pgaws_kinesis_put_begin(StringInfo buf, const char *stream);
extern void pgaws_kinesis_put_entry(StringInfo buf, bool first,
									const char *record, size_t len);
extern void pgaws_kinesis_put_end(StringInfo buf);

/*
 * Fills errors[0 .. n-1], class PGAWS_OK for a record that was taken.  False
 * with *error (PGAWS_MALFORMED) when the answer does not tell about n
 * records.
 */
extern bool pgaws_kinesis_parse_put(const char *body, size_t len, int n,
									PgawsError *errors, PgawsError *error);

#endif							/* PGAWS_KINESIS_PUT_H */
