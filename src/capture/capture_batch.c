/*-------------------------------------------------------------------------
 *
 * capture_batch.c
 *	  Rows of a capture into files.
 *
 * A batch has, of each table, one file at a time that rows are added to; the
 * next one begins where the options say so (size, date), or where the table's
 * columns change.  All of that follows from the rows alone: the same stretch
 * of the WAL always yields the same files, byte for byte.  That is what makes
 * it safe to upload them once more.
 *
 * IDENTIFICATION
 *	  src/capture/capture_batch.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "capture/capture.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

/* No partition: rows of any date go together */
#define NO_DATE		PG_INT64_MIN

AwspipeCaptureBatch *
awspipe_capture_batch_start(AwspipeCapture *capture, int64 number,
							TimeLineID timeline, XLogRecPtr start_lsn)
{
	MemoryContext context = AllocSetContextCreate(TopMemoryContext,
												  "awspipe capture batch",
												  ALLOCSET_DEFAULT_SIZES);
	AwspipeCaptureBatch *batch = MemoryContextAllocZero(context,
														sizeof(AwspipeCaptureBatch));
	ListCell   *lc;

	batch->context = context;
	batch->number = number;
	batch->format = capture->format;
	/* A table as it is has columns of the table only */
	if (number == AWSPIPE_BATCH_CURRENT)
		batch->format.include_op_for_full_load = false;
	batch->timeline = timeline;
	batch->start_lsn = batch->end_lsn = start_lsn;
	foreach(lc, capture->tables)
	{
		AwspipeCaptureTable *table = lfirst(lc);

		table->nfiles = 0;
		table->file = NULL;
	}
	return batch;
}

void
awspipe_capture_batch_free(AwspipeCapture *capture, AwspipeCaptureBatch *batch)
{
	ListCell   *lc;

	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);

		awspipe_capture_spool_close(file->spool);
		file->table->file = NULL;
	}
	MemoryContextDelete(batch->context);
}

static bool
by_hour(const AwspipeCapture *capture)
{
	return strcmp(capture->date_partition, "YYYY/MM/DD/HH") == 0;
}

/* Which of the partitions a change belongs to; what is read has none */
static int64
date_of(const AwspipeCapture *capture, const AwspipeCaptureBatch *batch,
		const AwspipeCaptureRow *row)
{
	int64		unit;

	if (capture->date_partition == NULL || batch->number <= 0)
		return NO_DATE;
	unit = by_hour(capture) ? USECS_PER_HOUR : USECS_PER_DAY;
	/* Towards the past, also before 2000 */
	return row->commit_time / unit - (row->commit_time % unit < 0 ? 1 : 0);
}

static char *
date_path(const AwspipeCapture *capture, int64 date)
{
	int64		hours;
	struct pg_tm tm;
	fsec_t		fsec;

	if (date == NO_DATE)
		return "";
	hours = by_hour(capture) ? date : date * HOURS_PER_DAY;
	if (timestamp2tm(hours * USECS_PER_HOUR, NULL, &tm, &fsec, NULL, NULL) != 0)
		elog(ERROR, "commit has a time that is out of range");
	if (by_hour(capture))
		return psprintf("%04d/%02d/%02d/%02d/", tm.tm_year, tm.tm_mon,
						tm.tm_mday, tm.tm_hour);
	return psprintf("%04d/%02d/%02d/", tm.tm_year, tm.tm_mon, tm.tm_mday);
}

/* Keys are in the order of commits, as S3 lists them. */
static char *
make_key(const AwspipeCapture *capture, const AwspipeCaptureBatch *batch,
		 const AwspipeCaptureFile *file)
{
	StringInfoData key;

	initStringInfo(&key);
	appendStringInfo(&key, "%s%s%s/%s/", capture->prefix,
					 batch->number == AWSPIPE_BATCH_CURRENT ? "current/" : "",
					 file->table->schema, file->table->name);
	if (file->table->directory > 1 && batch->number != AWSPIPE_BATCH_CURRENT)
		appendStringInfo(&key, "epoch%d/", file->table->directory);
	if (batch->number == AWSPIPE_BATCH_CURRENT)
		appendStringInfo(&key, "part-%08X-%016llX-%05d", batch->timeline,
						 (unsigned long long) batch->start_lsn, file->number);
	else if (batch->number == AWSPIPE_BATCH_LOAD)
		appendStringInfo(&key, "LOAD%08d", file->number);
	else
		appendStringInfo(&key, "%sCDC-%08X-%016llX-%05d",
						 date_path(capture, file->date), batch->timeline,
						 (unsigned long long) batch->start_lsn, file->number);
	appendStringInfoString(&key, capture->format.json ? ".json" : ".csv");
	if (capture->gzip)
		appendStringInfoString(&key, ".gz");
	return key.data;
}

static AwspipeCaptureFile *
start_file(AwspipeCapture *capture, AwspipeCaptureBatch *batch,
		   AwspipeCaptureTable *table, AwspipeCaptureRelation *relation,
		   int64 date)
{
	MemoryContext old_context = MemoryContextSwitchTo(batch->context);
	AwspipeCaptureFile *file = palloc0(sizeof(AwspipeCaptureFile));
	StringInfoData header;

	file->table = table;
	file->number = ++table->nfiles;
	file->relation = relation;
	file->date = date;
	file->key = make_key(capture, batch, file);
	file->utf8_key = pg_server_to_any(file->key, strlen(file->key), PG_UTF8);
	file->spool = awspipe_capture_spool_create(capture->gzip);
	initStringInfo(&header);
	awspipe_capture_header(&header, &batch->format, relation,
						   batch->number <= 0);
	awspipe_capture_spool_append(file->spool, header.data, header.len);
	batch->files = lappend(batch->files, file);
	table->file = file;
	MemoryContextSwitchTo(old_context);
	return file;
}

void
awspipe_capture_append(AwspipeCapture *capture, AwspipeCaptureBatch *batch,
					   AwspipeCaptureTable *table,
					   AwspipeCaptureRelation *relation,
					   const AwspipeCaptureRow *row)
{
	static StringInfoData line;
	AwspipeCaptureFile *file = table->file;
	int64		date = date_of(capture, batch, row);

	if (file != NULL &&
		(file->relation != relation || file->date != date ||
		 awspipe_capture_spool_content(file->spool) >= capture->max_file_size))
	{
		/* Complete: what it takes to compress is given back */
		awspipe_capture_spool_finish(file->spool);
		file = table->file = NULL;
	}
	if (file == NULL)
		file = start_file(capture, batch, table, relation, date);

	if (line.data == NULL)
	{
		MemoryContext old_context = MemoryContextSwitchTo(TopMemoryContext);

		initStringInfo(&line);
		MemoryContextSwitchTo(old_context);
	}
	resetStringInfo(&line);
	awspipe_capture_row(&line, &batch->format, relation, row);
	awspipe_capture_spool_append(file->spool, line.data, line.len);
	file->rows++;
	if (batch->changes++ == 0)
		batch->since_ms = awspipe_now_ms();
}

void
awspipe_capture_batch_finish(AwspipeCapture *capture, AwspipeCaptureBatch *batch)
{
	ListCell   *lc;

	foreach(lc, batch->files)
	{
		AwspipeCaptureFile *file = lfirst(lc);

		if (file->table->file == file)
		{
			awspipe_capture_spool_finish(file->spool);
			file->table->file = NULL;
		}
	}
}

int64
awspipe_capture_batch_bytes(const AwspipeCaptureBatch *batch)
{
	int64		bytes = 0;
	ListCell   *lc;

	foreach(lc, batch->files)
	{
		bytes += awspipe_capture_spool_bytes(((AwspipeCaptureFile *) lfirst(lc))->spool);
	}
	return bytes;
}

bool
awspipe_capture_due(const AwspipeCapture *capture,
					const AwspipeCaptureBatch *batch)
{
	return batch->changes > 0 &&
		(awspipe_capture_batch_bytes(batch) >= capture->min_file_size ||
		 awspipe_now_ms() - batch->since_ms >= capture->max_batch_interval_ms);
}
