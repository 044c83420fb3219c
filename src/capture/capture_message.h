/*-------------------------------------------------------------------------
 *
 * capture_message.h
 *	  What pgoutput says of a change, message by message.
 *
 * Version 1 of its protocol, values as text; see "Logical Replication Message
 * Formats" in PostgreSQL's documentation.  Needs no transaction and reads no
 * catalog.
 *
 * IDENTIFICATION
 *	  src/capture/capture_message.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CAPTURE_MESSAGE_H
#define AWSPIPE_CAPTURE_MESSAGE_H

#include "postgres.h"

#include "access/xlogdefs.h"
#include "datatype/timestamp.h"

typedef struct AwspipeCaptureColumn
{
	char	   *name;
	Oid			type;
	int32		typmod;
	bool		key;			/* of the replica identity; FULL: every one */
} AwspipeCaptureColumn;

typedef struct AwspipeCaptureRelation
{
	Oid			oid;
	char	   *schema;
	char	   *name;
	char		identity;		/* pg_class.relreplident */
	int			ncolumns;
	AwspipeCaptureColumn *columns;
} AwspipeCaptureRelation;

/* In the server's encoding, not terminated */
typedef struct AwspipeCaptureValue
{
	char		kind;			/* 'n' null, 'u' unchanged, 't' text */
	const char *data;
	int			len;
} AwspipeCaptureValue;

typedef struct AwspipeCaptureTuple
{
	int			nvalues;
	AwspipeCaptureValue *values;
} AwspipeCaptureTuple;

/* What the message does not have is zero */
typedef struct AwspipeCaptureMessage
{
	char		kind;			/* B C R I U D T O Y M */

	/* B and C */
	XLogRecPtr	commit_lsn;
	XLogRecPtr	end_lsn;		/* C alone */
	TimestampTz commit_time;
	TransactionId xid;			/* B alone */

	/* R */
	AwspipeCaptureRelation relation;

	/* I, U and D */
	Oid			relid;
	char		old_kind;		/* 'K' key, 'O' whole row, 0 there is none */
	AwspipeCaptureTuple old;
	AwspipeCaptureTuple new;

	/* T */
	int			nrelids;
	Oid		   *relids;
	bool		cascade;
	bool		restart_identity;
} AwspipeCaptureMessage;

/*
 * Reads one message.  Values point into data; all else is palloc'd.  Anything
 * that is not well formed to the last byte throws
 * ERRCODE_PROTOCOL_VIOLATION.
 */
extern void awspipe_capture_message_read(AwspipeCaptureMessage *message,
										 const char *data, size_t len);

#endif							/* AWSPIPE_CAPTURE_MESSAGE_H */
