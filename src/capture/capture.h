/*-------------------------------------------------------------------------
 *
 * capture.h
 *	  Captures: tables whose rows and changes go to files in S3.
 *
 * IDENTIFICATION
 *	  src/capture/capture.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CAPTURE_H
#define AWSPIPE_CAPTURE_H

#include "postgres.h"

#include "access/xlogdefs.h"
#include "base/problem.h"
#include "capture/capture_format.h"
#include "capture/capture_message.h"
#include "capture/capture_spool.h"
#include "capture/capture_upload.h"
#include "nodes/pg_list.h"
#include "utils/timestamp.h"

/*
 * Which transactions the initial load of a table has seen, so that their
 * changes are not written once more.
 */
typedef struct AwspipeLoadSnapshot
{
	XLogRecPtr	lsn;			/* of WAL when it was taken: what commits
								 * later is not in it */
	uint64		xmin;
	uint64		xmax;
	uint64	   *xip;
	int			nxip;
} AwspipeLoadSnapshot;

/* A table of the capture, as our tables have it */
typedef struct AwspipeCaptureTable
{
	/* Identity */
	Oid			relid;
	char	   *schema;			/* when it was added: keys keep these names */
	char	   *name;
	int			directory;

	/* State */
	char		state;			/* 'a'dded, 'l'oading, 's'treaming, 'r'emoved */
	AwspipeLoadSnapshot *snapshot;	/* streaming only; NULL: none */
	bool		dirty;			/* its current objects are not what it is */
	char	   *current_list;	/* key of the list of these; UTF-8 */

	/* The batch that is being made */
	int			nfiles;
	struct AwspipeCaptureFile *file;	/* that rows are added to, or NULL */
} AwspipeCaptureTable;

/* Batches that are not of the WAL */
#define AWSPIPE_BATCH_LOAD		0
#define AWSPIPE_BATCH_CURRENT	(-1)

/* What becomes an object */
typedef struct AwspipeCaptureFile
{
	AwspipeCaptureTable *table;
	int			number;			/* in the batch, of the table; from 1 */
	char	   *key;
	char	   *utf8_key;		/* as S3 wants it */
	AwspipeCaptureRelation *relation;	/* whose columns it has; not owned */
	int64		date;			/* of its rows, as the partition has it */
	int64		rows;
	AwspipeCaptureSpool *spool;
	char	   *etag;			/* once it is uploaded */
} AwspipeCaptureFile;

/*
 * What one batch, or the reading of tables, has brought about: the files, and
 * the stretch of the WAL that they stand for, or where it ended.
 */
typedef struct AwspipeCaptureBatch
{
	MemoryContext context;
	int64		number;			/* of the WAL's; or one of those above */
	AwspipeCaptureFormat format;
	TimeLineID	timeline;
	XLogRecPtr	start_lsn;
	XLogRecPtr	end_lsn;		/* of the last commit in it */
	int64		changes;
	TimestampTz first_commit_at;
	TimestampTz last_commit_at;
	int64		since_ms;		/* of the first change; monotonic */
	List	   *files;			/* in the order of their first rows */
} AwspipeCaptureBatch;

/* An object that was planned, by whatever options the capture had then */
typedef struct AwspipeCapturePlanned
{
	const char *key;			/* UTF-8 */
	Oid			server;			/* InvalidOid: it is gone */
	const char *server_name;
	const char *bucket;
} AwspipeCapturePlanned;

typedef struct AwspipeCapture
{
	/* Identity */
	int64		capture_id;
	Oid			owner;
	char	   *name;
	char	   *slot_name;
	char	   *publication;

	/* Options, as of one look at the tables; in a context of their own */
	MemoryContext options;
	Oid			server_oid;
	char	   *server;
	char	   *bucket;
	char	   *prefix;
	char	   *manifests;		/* what their keys begin with; UTF-8 */
	AwspipeCaptureFormat format;
	bool		gzip;
	int64		max_batch_interval_ms;
	int64		min_file_size;
	int64		max_file_size;
	char	   *date_partition; /* of to_char, or NULL */
	bool		initial_load;
	int64		maximum_lag;
	bool		drop_at_lag;
	int64		current_interval_ms;	/* 0: no current objects */
	int			epoch;

	/* State, as of the same look */
	bool		slot_ready;
	XLogRecPtr	position;
	int64		batch_no;
	bool		troubled;		/* an error is written down */
	List	   *tables;			/* of AwspipeCaptureTable */

	/* For as long as the process lives */
	AwspipeCaptureTarget *target;
	struct AwspipeDecoder *decoder; /* NULL until it is open */
	List	   *leaving;		/* OIDs of tables that are to be forgotten */
	XLogRecPtr	leaving_lsn;	/* once WAL has been read up to there */
	TransactionId newest_xid;	/* that was decoded */
	List	   *passed;			/* transactions whose changes of tables that
								 * are not loaded were left out */
	List	   *waits;			/* see capture_load.c; NIL: no table waits */
	int64		current_ms;		/* of its current objects; 0: none yet */
} AwspipeCapture;

/*
 * capture_batch.c: rows into files.  Appending needs no transaction; the
 * content is in temporary files.
 */
extern AwspipeCaptureBatch *awspipe_capture_batch_start(AwspipeCapture *capture,
														int64 number,
														TimeLineID timeline,
														XLogRecPtr start_lsn);
extern void awspipe_capture_batch_free(AwspipeCapture *capture,
									   AwspipeCaptureBatch *batch);
extern void awspipe_capture_append(AwspipeCapture *capture,
								   AwspipeCaptureBatch *batch,
								   AwspipeCaptureTable *table,
								   AwspipeCaptureRelation *relation,
								   const AwspipeCaptureRow *row);

/* No more rows: what is in temporary files is what will be uploaded. */
extern void awspipe_capture_batch_finish(AwspipeCapture *capture,
										 AwspipeCaptureBatch *batch);

/* Bytes in the files, as far as they are known before they are finished */
extern int64 awspipe_capture_batch_bytes(const AwspipeCaptureBatch *batch);

/*
 * capture_state.c: what our tables say.  Each is a transaction of its own, or
 * several; false when the extension is not to be used just now.
 */
extern bool awspipe_capture_read(AwspipeCapture *capture);
extern bool awspipe_capture_set_slot(AwspipeCapture *capture, const char *state,
									 XLogRecPtr position);
extern bool awspipe_capture_plan(AwspipeCapture *capture,
								 const AwspipeCaptureBatch *batch);
extern bool awspipe_capture_settle(AwspipeCapture *capture,
								   const AwspipeCaptureBatch *batch);
extern bool awspipe_capture_advance(AwspipeCapture *capture, XLogRecPtr position);
extern bool awspipe_capture_planned(AwspipeCapture *capture,
									AwspipeCaptureBatch **batch, List **objects);
extern bool awspipe_capture_plan_load(AwspipeCapture *capture,
									  AwspipeCaptureTable *table,
									  const AwspipeCaptureBatch *batch,
									  const char *snapshot);
extern bool awspipe_capture_settle_load(AwspipeCapture *capture,
										AwspipeCaptureTable *table,
										const AwspipeCaptureBatch *batch);
extern bool awspipe_capture_planned_load(AwspipeCapture *capture,
										 AwspipeCaptureTable *table,
										 List **objects);
extern bool awspipe_capture_forget_table(AwspipeCapture *capture,
										 const AwspipeCaptureTable *table);
extern void awspipe_capture_note_problem(AwspipeCapture *capture,
										 const AwspipeProblem *problem);
extern bool awspipe_capture_pause(AwspipeCapture *capture);

/* "lsn xmin:xmax:xip,..." */
extern AwspipeLoadSnapshot *awspipe_load_snapshot_parse(const char *text);

/* Had the snapshot seen that transaction, which has committed there? */
extern bool awspipe_load_snapshot_sees(const AwspipeLoadSnapshot *snapshot,
									   TransactionId xid,
									   XLogRecPtr commit_lsn);

/*
 * capture_load.c: the rows that a table has; not within a transaction.  False
 * when it is to be tried again.
 */
extern bool awspipe_capture_load(AwspipeCapture *capture,
								 AwspipeCaptureTable *table);

/* It need not be loaded any more, whatever it waits for. */
extern void awspipe_capture_end_wait(AwspipeCapture *capture,
									 const AwspipeCaptureTable *table);

/* Within a transaction and its snapshot: false when the table is gone */
extern bool awspipe_capture_read_table(AwspipeCapture *capture,
									   AwspipeCaptureBatch *batch,
									   AwspipeCaptureTable *table);

/* capture_current.c: the tables as they are; not within a transaction */
extern bool awspipe_capture_current_due(const AwspipeCapture *capture);
extern void awspipe_capture_write_current(AwspipeCapture *capture);

/* capture.c: puts what was planned, for as long as it takes */
extern void awspipe_capture_upload(AwspipeCapture *capture,
								   const AwspipeCaptureBatch *batch);
extern void awspipe_capture_put_text(AwspipeCapture *capture, const char *key,
									 const char *content_type, StringInfo text);
extern void awspipe_capture_delete_all(AwspipeCapture *capture, List *keys);

/* Of AwspipeCapturePlanned; those in another place if that can be reached */
extern void awspipe_capture_delete_planned(AwspipeCapture *capture,
										   List *objects);

/*
 * capture_decode.c: the WAL.  A decoder appends what commits to the batch
 * that it is given.
 */
/* The slot is this process's until it is released. */
extern void awspipe_decoder_create_slot(AwspipeCapture *capture,
										XLogRecPtr *position);

/* False when the slot is gone, or has lost its WAL. */
extern bool awspipe_decoder_open(AwspipeCapture *capture, XLogRecPtr start_lsn);

/*
 * Reads on until a batch's worth is there (due() says so, asked at the end of
 * each transaction) or nothing more is.  stop_at, unless invalid: reads no
 * further than the transaction that ends there.  True if it stopped for
 * either reason, false when there is no more WAL yet.
 */
extern bool awspipe_decoder_read(AwspipeCapture *capture,
								 AwspipeCaptureBatch *batch,
								 XLogRecPtr stop_at);

/* Up to where WAL has been read */
extern XLogRecPtr awspipe_decoder_position(AwspipeCapture *capture);

/* Lets the server remove WAL before that, which is in S3 or not ours. */
extern void awspipe_decoder_confirm(AwspipeCapture *capture, XLogRecPtr lsn);

/* Is a batch to end here? */
extern bool awspipe_capture_due(const AwspipeCapture *capture,
								const AwspipeCaptureBatch *batch);

#endif							/* AWSPIPE_CAPTURE_H */
