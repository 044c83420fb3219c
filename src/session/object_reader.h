/*-------------------------------------------------------------------------
 *
 * object_reader.h
 *	  Lines of an S3 object, which is fetched in ranges.
 *
 * IDENTIFICATION
 *	  src/session/object_reader.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_OBJECT_READER_H
#define AWSPIPE_OBJECT_READER_H

#include "postgres.h"

#include "session/line_reader.h"

/* What is to be read; names are in the database's encoding. */
typedef struct AwspipeObject
{
	const char *server;
	const char *bucket;
	const char *key;
	const char *etag;			/* with its quotes; NULL: whatever is there */
	AwspipeCompression compression;
} AwspipeObject;

typedef struct AwspipeObjectReader AwspipeObjectReader;

/*
 * A reader whose lines begin behind that byte of the content: the one that
 * was kept, if it stands there, else a new one.  Checks the current user's
 * rights, and throws what awspipe_immediate_client() throws.  It belongs to
 * the current memory context; lines must be read in the same transaction.
 */
extern AwspipeObjectReader *awspipe_object_reader_open(const AwspipeObject *object,
													   int64 after);

/*
 * The next line; false at the end.  Waits for AWS, open to interrupts.
 * Throws 55000 when the object is not the one any more that etag names or
 * that reading began with, and what a failed request means.
 */
extern bool awspipe_object_reader_next(AwspipeObjectReader *reader,
									   int max_bytes, AwspipeLine *line);

/* Leaves it to the session, for the next open; or frees it. */
extern void awspipe_object_reader_keep(AwspipeObjectReader *reader);
extern void awspipe_object_reader_close(AwspipeObjectReader *reader);

#endif							/* AWSPIPE_OBJECT_READER_H */
