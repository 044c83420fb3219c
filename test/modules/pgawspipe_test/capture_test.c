/*-------------------------------------------------------------------------
 *
 * capture_test.c
 *	  Messages of pgoutput, and the lines they become, as SQL functions.
 *
 * IDENTIFICATION
 *	  test/modules/pgawspipe_test/capture_test.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json.h"
#include "capture/capture_format.h"
#include "capture/capture_message.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

PGDLLEXPORT Datum pgawspipe_test_capture_message(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_capture_lines(PG_FUNCTION_ARGS);

PG_FUNCTION_INFO_V1(pgawspipe_test_capture_message);
PG_FUNCTION_INFO_V1(pgawspipe_test_capture_lines);

#define RELATIONS_MAX	10

/* What came so far, and where lines go */
typedef struct Changes
{
	AwspipeCaptureFormat format;
	bool		load;
	char	   *key;			/* NULL: as the messages say */
	ReturnSetInfo *rsinfo;

	/* Of the transaction */
	AwspipeCaptureMessage begin;
	int64		seq;

	AwspipeCaptureRelation relations[RELATIONS_MAX];
	int			nrelations;
} Changes;

static void
append_relation(StringInfo buf, const AwspipeCaptureRelation *relation)
{
	appendStringInfo(buf, ",\"oid\":%u,\"identity\":\"%c\",\"schema\":",
					 relation->oid, relation->identity);
	pgaws_json_append_string(buf, relation->schema);
	appendStringInfoString(buf, ",\"name\":");
	pgaws_json_append_string(buf, relation->name);
	appendStringInfoString(buf, ",\"columns\":[");
	for (int i = 0; i < relation->ncolumns; i++)
	{
		const AwspipeCaptureColumn *column = &relation->columns[i];

		appendStringInfo(buf, "%s{\"type\":%u,\"typmod\":%d,\"key\":%s,\"name\":",
						 i > 0 ? "," : "", column->type, column->typmod,
						 column->key ? "true" : "false");
		pgaws_json_append_string(buf, column->name);
		appendStringInfoChar(buf, '}');
	}
	appendStringInfoChar(buf, ']');
}

static void
append_tuple(StringInfo buf, const char *name, const AwspipeCaptureTuple *tuple)
{
	appendStringInfo(buf, ",\"%s\":[", name);
	for (int i = 0; i < tuple->nvalues; i++)
	{
		const AwspipeCaptureValue *value = &tuple->values[i];

		if (i > 0)
			appendStringInfoChar(buf, ',');
		if (value->kind == 't')
			pgaws_json_append_string_len(buf, value->data, value->len);
		else
			appendStringInfoString(buf, value->kind == 'n' ? "null" : "[]");
	}
	appendStringInfoChar(buf, ']');
}

/* (message): an unchanged value is an empty array */
Datum
pgawspipe_test_capture_message(PG_FUNCTION_ARGS)
{
	bytea	   *data = PG_GETARG_BYTEA_PP(0);
	AwspipeCaptureMessage message;
	StringInfoData buf;

	awspipe_capture_message_read(&message, VARDATA_ANY(data),
								 VARSIZE_ANY_EXHDR(data));
	initStringInfo(&buf);
	appendStringInfo(&buf, "{\"kind\":\"%c\"", message.kind);
	switch (message.kind)
	{
		case 'B':
		case 'C':
			appendStringInfo(&buf, ",\"commit_lsn\":" UINT64_FORMAT
							 ",\"end_lsn\":" UINT64_FORMAT
							 ",\"commit_time\":" INT64_FORMAT ",\"xid\":%u",
							 message.commit_lsn, message.end_lsn,
							 message.commit_time, message.xid);
			break;
		case 'R':
			append_relation(&buf, &message.relation);
			break;
		case 'T':
			appendStringInfo(&buf, ",\"cascade\":%s,\"restart\":%s,\"relids\":[",
							 message.cascade ? "true" : "false",
							 message.restart_identity ? "true" : "false");
			for (int i = 0; i < message.nrelids; i++)
				appendStringInfo(&buf, "%s%u", i > 0 ? "," : "",
								 message.relids[i]);
			appendStringInfoChar(&buf, ']');
			break;
		case 'I':
		case 'U':
		case 'D':
			appendStringInfo(&buf, ",\"relid\":%u", message.relid);
			if (message.old_kind != 0)
			{
				appendStringInfo(&buf, ",\"old_kind\":\"%c\"", message.old_kind);
				append_tuple(&buf, "old", &message.old);
			}
			if (message.kind != 'D')
				append_tuple(&buf, "new", &message.new);
			break;
		default:
			break;
	}
	appendStringInfoChar(&buf, '}');
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}

/* The place of a relation among those that were announced, or behind them. */
static int
find_relation(Changes *changes, Oid oid)
{
	int			i;

	for (i = 0; i < changes->nrelations; i++)
		if (changes->relations[i].oid == oid)
			break;
	return i;
}

static void
put_relation(Changes *changes, AwspipeCaptureRelation *relation)
{
	int			i = find_relation(changes, relation->oid);

	if (i == RELATIONS_MAX)
		elog(ERROR, "too many relations");
	for (int j = 0; j < relation->ncolumns; j++)
	{
		AwspipeCaptureColumn *column = &relation->columns[j];

		column->type = getBaseType(column->type);
		if (changes->key != NULL)
			column->key = strcmp(column->name, changes->key) == 0;
	}
	changes->relations[i] = *relation;
	changes->nrelations = Max(changes->nrelations, i + 1);
}

static Datum
text_of_utf8(const StringInfo buf)
{
	return CStringGetTextDatum(pg_any_to_server(buf->data, buf->len, PG_UTF8));
}

static void
put_row(Changes *changes, Oid relid, AwspipeCaptureRow *row)
{
	int			i = find_relation(changes, relid);
	StringInfoData header;
	StringInfoData line;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	if (i == changes->nrelations)
		elog(ERROR, "unknown relation");
	row->load = changes->load;
	if (!row->load)
	{
		row->commit_time = changes->begin.commit_time;
		row->commit_lsn = changes->begin.commit_lsn;
		row->xid = changes->begin.xid;
		row->seq = ++changes->seq;
	}

	/* both are appended to what is there */
	initStringInfo(&header);
	initStringInfo(&line);
	awspipe_capture_header(&header, &changes->format, &changes->relations[i],
						   row->load);
	awspipe_capture_header(&line, &changes->format, &changes->relations[i],
						   row->load);
	awspipe_capture_row(&line, &changes->format, &changes->relations[i], row);
	if (memcmp(line.data, header.data, header.len) != 0)
		elog(ERROR, "the header has been changed");
	memmove(line.data, line.data + header.len, line.len - header.len + 1);
	line.len -= header.len;

	values[0] = CStringGetTextDatum(changes->relations[i].name);
	values[1] = text_of_utf8(&header);
	values[2] = text_of_utf8(&line);
	tuplestore_putvalues(changes->rsinfo->setResult, changes->rsinfo->setDesc,
						 values, nulls);
}

static void
put_message(Changes *changes, bytea *data)
{
	AwspipeCaptureMessage message;
	AwspipeCaptureRow row;
	char		op[2] = {0, 0};

	awspipe_capture_message_read(&message, VARDATA_ANY(data),
								 VARSIZE_ANY_EXHDR(data));
	memset(&row, 0, sizeof(row));
	op[0] = message.kind;
	row.op = op;
	switch (message.kind)
	{
		case 'B':
			changes->begin = message;
			changes->seq = 0;
			break;
		case 'R':
			put_relation(changes, &message.relation);
			break;
		case 'T':
			for (int i = 0; i < message.nrelids; i++)
				put_row(changes, message.relids[i], &row);
			break;
		case 'I':
		case 'U':
		case 'D':
			if (message.kind != 'D')
				row.values = &message.new;
			row.old_kind = message.old_kind;
			if (message.old_kind != 0)
				row.old = &message.old;
			put_row(changes, message.relid, &row);
			break;
		default:
			break;
	}
}

/*
 * (messages, json, op_column, timestamp_column, inserts_only,
 * include_op_for_full_load, load, key)
 */
Datum
pgawspipe_test_capture_lines(PG_FUNCTION_ARGS)
{
	Changes		changes;
	Datum	   *messages;
	int			nmessages;

	INIT_MATERIALIZED_SRF(fcinfo);
	memset(&changes, 0, sizeof(changes));
	changes.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	changes.format.json = PG_GETARG_BOOL(1);
	if (!PG_ARGISNULL(2))
		changes.format.op_column = text_to_cstring(PG_GETARG_TEXT_PP(2));
	if (!PG_ARGISNULL(3))
		changes.format.timestamp_column = text_to_cstring(PG_GETARG_TEXT_PP(3));
	changes.format.inserts_only = PG_GETARG_BOOL(4);
	changes.format.include_op_for_full_load = PG_GETARG_BOOL(5);
	changes.load = PG_GETARG_BOOL(6);
	if (!PG_ARGISNULL(7))
		changes.key = text_to_cstring(PG_GETARG_TEXT_PP(7));

	if (!PG_ARGISNULL(0))
	{
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), BYTEAOID, -1, false,
						  TYPALIGN_INT, &messages, NULL, &nmessages);
		for (int i = 0; i < nmessages; i++)
			put_message(&changes, DatumGetByteaPP(messages[i]));
	}
	return (Datum) 0;
}
