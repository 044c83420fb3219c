/*-------------------------------------------------------------------------
 *
 * capture_format.h
 *	  Changes and rows as lines of CSV or JSON.
 *
 * The columns of a file, in their order: that of the operation and that of
 * the time, if they have names; commit_lsn, seq and xid; those of the table;
 * _unchanged and _old_key.  With inserts_only there is neither commit_lsn nor
 * what follows from it.  Files of the initial load have those of the table
 * alone, or all with include_op_for_full_load.
 *
 * CSV is that of RFC 4180 with a line of names; null is nothing, and the
 * empty string "".  JSON is an object a line; what the row says nothing of is
 * left out: all columns of a TRUNCATE, and of a DELETE those that are not in
 * the key.
 *
 * IDENTIFICATION
 *	  src/capture/capture_format.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CAPTURE_FORMAT_H
#define AWSPIPE_CAPTURE_FORMAT_H

#include "postgres.h"

#include "capture/capture_message.h"
#include "lib/stringinfo.h"

typedef struct AwspipeCaptureFormat
{
	bool		json;			/* or CSV */
	const char *op_column;		/* NULL: there is none */
	const char *timestamp_column;	/* likewise */
	bool		inserts_only;
	bool		include_op_for_full_load;
} AwspipeCaptureFormat;

typedef struct AwspipeCaptureRow
{
	const char *op;				/* "I", "U", "D" or "T"; "L" if it is a load's */
	bool		load;			/* of the initial load */

	/* Null in the file if zero; so is seq in a row of a load */
	TimestampTz commit_time;
	XLogRecPtr	commit_lsn;
	int64		seq;			/* place in the transaction */
	TransactionId xid;

	const AwspipeCaptureTuple *values;	/* NULL: DELETE and TRUNCATE */
	char		old_kind;		/* as in AwspipeCaptureMessage */
	const AwspipeCaptureTuple *old; /* NULL: there is none */
} AwspipeCaptureRow;

/*
 * Both append to out, in UTF-8; where the database has another encoding, a
 * transaction must be open.
 *
 * A column's type decides how JSON writes it, and is to be the base type of a
 * domain.  With REPLICA IDENTITY FULL all columns are marked as key: unless
 * the caller leaves that to the primary key's, the old key of a row that was
 * changed is the whole old row.
 *
 * A row that has not as many values as the relation has columns throws
 * ERRCODE_PROTOCOL_VIOLATION.
 */
extern void awspipe_capture_header(StringInfo out,
								   const AwspipeCaptureFormat *format,
								   const AwspipeCaptureRelation *relation,
								   bool load);
extern void awspipe_capture_row(StringInfo out,
								const AwspipeCaptureFormat *format,
								const AwspipeCaptureRelation *relation,
								const AwspipeCaptureRow *row);

#endif							/* AWSPIPE_CAPTURE_FORMAT_H */
