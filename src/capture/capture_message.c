/*-------------------------------------------------------------------------
 *
 * capture_message.c
 *	  What pgoutput says of a change, message by message.
 *
 * The first fault that is found ends all reading: from then on there are no
 * bytes left, and every number is zero.  No count is believed before the
 * bytes that it promises have been seen to be there.
 *
 * IDENTIFICATION
 *	  src/capture/capture_message.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "capture/capture_message.h"
#include "catalog/pg_class.h"

/* The least that a column of a relation takes: flags, name, type, typmod */
#define COLUMN_BYTES_MIN	(1 + 1 + 4 + 4)

#define COLUMN_IS_KEY		1
#define TRUNCATE_CASCADE	1
#define TRUNCATE_RESTART	2

typedef struct Cursor
{
	const char *next;
	const char *end;
	const char *fault;			/* NULL, or why nothing more is read */
	size_t		left;			/* bytes that were left when it was found */
} Cursor;

static void
set_fault(Cursor *cursor, const char *fault)
{
	if (cursor->fault != NULL)
		return;
	cursor->fault = fault;
	cursor->left = cursor->end - cursor->next;
	cursor->next = cursor->end;
}

/* So many bytes, or NULL. */
static const char *
take_bytes(Cursor *cursor, size_t n)
{
	const char *bytes = cursor->next;

	if (n > (size_t) (cursor->end - cursor->next))
	{
		set_fault(cursor, "it ends too early");
		return NULL;
	}
	cursor->next += n;
	return bytes;
}

/* An unsigned number of n bytes, the highest first. */
static uint64
take_number(Cursor *cursor, int n)
{
	const char *bytes = take_bytes(cursor, n);
	uint64		number = 0;

	for (int i = 0; bytes != NULL && i < n; i++)
		number = number << 8 | (unsigned char) bytes[i];
	return number;
}

static char
take_char(Cursor *cursor)
{
	return (char) take_number(cursor, 1);
}

/* Flags, of which none may be set that is not known. */
static int
take_flags(Cursor *cursor, int known)
{
	int			flags = (int) take_number(cursor, 1);

	if ((flags & ~known) != 0)
		set_fault(cursor, "it has an unknown flag");
	return flags;
}

static Oid
take_oid(Cursor *cursor)
{
	Oid			oid = (Oid) take_number(cursor, 4);

	if (!OidIsValid(oid))
		set_fault(cursor, "an OID is zero");
	return oid;
}

static XLogRecPtr
take_lsn(Cursor *cursor)
{
	XLogRecPtr	lsn = (XLogRecPtr) take_number(cursor, 8);

	if (XLogRecPtrIsInvalid(lsn))
		set_fault(cursor, "a position is zero");
	return lsn;
}

/* A terminated string inside the message; of a faulty one, "". */
static const char *
take_string(Cursor *cursor)
{
	const char *string = cursor->next;
	size_t		left = cursor->end - cursor->next;
	const char *nul = left > 0 ? memchr(string, '\0', left) : NULL;

	if (nul == NULL)
	{
		set_fault(cursor, "a string has no end");
		return "";
	}
	cursor->next = nul + 1;
	return string;
}

static void
take_relation(Cursor *cursor, AwspipeCaptureRelation *relation)
{
	const char *schema;

	relation->oid = take_oid(cursor);
	/* pgoutput leaves the name of this one schema out */
	schema = take_string(cursor);
	relation->schema = pstrdup(schema[0] == '\0' ? "pg_catalog" : schema);
	relation->name = pstrdup(take_string(cursor));

	relation->identity = take_char(cursor);
	if (relation->identity != REPLICA_IDENTITY_DEFAULT &&
		relation->identity != REPLICA_IDENTITY_NOTHING &&
		relation->identity != REPLICA_IDENTITY_FULL &&
		relation->identity != REPLICA_IDENTITY_INDEX)
		set_fault(cursor, "the replica identity is unknown");

	relation->ncolumns = (int) take_number(cursor, 2);
	if (relation->ncolumns > (cursor->end - cursor->next) / COLUMN_BYTES_MIN)
	{
		set_fault(cursor, "it has fewer columns than it says");
		relation->ncolumns = 0;
	}
	relation->columns = palloc0(sizeof(AwspipeCaptureColumn) *
								relation->ncolumns);
	for (int i = 0; i < relation->ncolumns; i++)
	{
		AwspipeCaptureColumn *column = &relation->columns[i];

		column->key = (take_flags(cursor, COLUMN_IS_KEY) & COLUMN_IS_KEY) != 0;
		column->name = pstrdup(take_string(cursor));
		column->type = take_oid(cursor);
		column->typmod = (int32) take_number(cursor, 4);
	}
}

static void
take_value(Cursor *cursor, AwspipeCaptureValue *value)
{
	uint64		len;

	value->kind = take_char(cursor);
	switch (value->kind)
	{
		case 'n':
		case 'u':
			break;
		case 't':
			len = take_number(cursor, 4);
			value->data = take_bytes(cursor, len);
			value->len = value->data != NULL ? (int) len : 0;
			break;
		default:
			set_fault(cursor, "a value is of an unknown kind");
	}
}

static void
take_tuple(Cursor *cursor, AwspipeCaptureTuple *tuple)
{
	tuple->nvalues = (int) take_number(cursor, 2);
	if (tuple->nvalues > cursor->end - cursor->next)
	{
		set_fault(cursor, "a row has fewer values than it says");
		tuple->nvalues = 0;
	}
	tuple->values = palloc0(sizeof(AwspipeCaptureValue) * tuple->nvalues);
	for (int i = 0; i < tuple->nvalues; i++)
		take_value(cursor, &tuple->values[i]);
}

/*
 * The rows of a change: an old one, where the kind of change has or may have
 * one, and a new one.
 */
static void
take_rows(Cursor *cursor, AwspipeCaptureMessage *message)
{
	char		kind;

	message->relid = take_oid(cursor);
	kind = take_char(cursor);
	if (message->kind != 'I' && (kind == 'K' || kind == 'O'))
	{
		message->old_kind = kind;
		take_tuple(cursor, &message->old);
		if (message->kind == 'D')
			return;
		kind = take_char(cursor);
	}
	if (message->kind == 'D' || kind != 'N')
		set_fault(cursor, "a row is of another kind than expected");
	take_tuple(cursor, &message->new);
}

static void
take_truncate(Cursor *cursor, AwspipeCaptureMessage *message)
{
	uint64		nrelids = take_number(cursor, 4);
	int			flags = take_flags(cursor, TRUNCATE_CASCADE | TRUNCATE_RESTART);

	message->cascade = (flags & TRUNCATE_CASCADE) != 0;
	message->restart_identity = (flags & TRUNCATE_RESTART) != 0;
	if (nrelids > (uint64) (cursor->end - cursor->next) / sizeof(Oid))
	{
		set_fault(cursor, "it names fewer tables than it says");
		nrelids = 0;
	}
	message->nrelids = (int) nrelids;
	message->relids = palloc0(sizeof(Oid) * nrelids);
	for (int i = 0; i < message->nrelids; i++)
		message->relids[i] = take_oid(cursor);
}

/* Fills in message; the cursor has a fault afterwards if there is one. */
static void
take_message(Cursor *cursor, AwspipeCaptureMessage *message)
{
	memset(message, 0, sizeof(AwspipeCaptureMessage));
	message->kind = take_char(cursor);
	switch (message->kind)
	{
		case 'B':
			message->commit_lsn = take_lsn(cursor);
			message->commit_time = (TimestampTz) take_number(cursor, 8);
			message->xid = (TransactionId) take_number(cursor, 4);
			if (!TransactionIdIsValid(message->xid))
				set_fault(cursor, "a transaction ID is zero");
			break;
		case 'C':
			take_flags(cursor, 0);
			message->commit_lsn = take_lsn(cursor);
			message->end_lsn = take_lsn(cursor);
			message->commit_time = (TimestampTz) take_number(cursor, 8);
			break;
		case 'R':
			take_relation(cursor, &message->relation);
			break;
		case 'I':
		case 'U':
		case 'D':
			take_rows(cursor, message);
			break;
		case 'T':
			take_truncate(cursor, message);
			break;
		case 'O':
			/* where the transaction came from first: position and name */
			take_number(cursor, 8);
			take_string(cursor);
			break;
		case 'Y':
			/* a type: its OID, schema and name */
			take_oid(cursor);
			take_string(cursor);
			take_string(cursor);
			break;
		case 'M':
			/* pg_logical_emit_message(): position, prefix and content */
			take_flags(cursor, 1);
			take_lsn(cursor);
			take_string(cursor);
			take_bytes(cursor, take_number(cursor, 4));
			break;
		default:
			set_fault(cursor, "its kind is unknown");
	}
	if (cursor->next != cursor->end)
		set_fault(cursor, "it goes on behind its end");
}

void
awspipe_capture_message_read(AwspipeCaptureMessage *message,
							 const char *data, size_t len)
{
	Cursor		cursor = {data, data + len, NULL, 0};

	take_message(&cursor, message);
	if (cursor.fault != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("could not read a message of pgoutput"),
				 errdetail("Before byte %zu of %zu of a message of kind 0x%02X: %s.",
						   len - cursor.left, len,
						   (unsigned char) message->kind, cursor.fault)));
}
