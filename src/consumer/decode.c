/*-------------------------------------------------------------------------
 *
 * decode.c
 *	  From a record's bytes to the inbox's payload, record by record.
 *
 * AWS lets a record hold any bytes.  What the payload column cannot take
 * (bytes that are not UTF-8, NUL, bad or too deep JSON) is that one record's
 * fault: it is marked bad with the error, and the rest of the batch goes on.
 * So the error of a record is caught here, in a subtransaction: one for the
 * whole batch, and one more for each bad record.  A record that its shard
 * does not own takes the same way, if it is not wanted.
 *
 * The filter sees the same document that the inbox would get.
 *
 * IDENTIFICATION
 *	  src/consumer/decode.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "consumer/consumer.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/timestamp.h"

/* A code that nothing else has: dead letters are told apart by it */
#define ERRCODE_WRONG_SHARD MAKE_SQLSTATE('2', '2', 'W', '0', '1')

/* Parsing most records takes less: then it takes no malloc() */
#define SCRATCH_BYTES	(64 * 1024)

/*
 * Is there more than this many of c?
 */
static bool
has_more_than(int limit, const char *text, size_t len, char c)
{
	const char *end = text + len;

	while ((text = memchr(text, c, end - text)) != NULL)
	{
		if (limit-- == 0)
			return true;
		text++;
	}
	return false;
}

/*
 * PostgreSQL's own limit is its stack's, which the user can move; what was
 * accepted yesterday must not fail tomorrow.  Brackets inside strings do not
 * count.
 */
static void
check_depth(const char *text, size_t len)
{
	int			depth = 0;
	bool		in_string = false;
	size_t		i;

	/* Nearly all records have too few brackets to be looked at closely */
	if (!has_more_than(AWSPIPE_JSON_DEPTH_MAX / 2, text, len, '{') &&
		!has_more_than(AWSPIPE_JSON_DEPTH_MAX / 2, text, len, '['))
		return;

	for (i = 0; i < len; i++)
	{
		char		c = text[i];

		if (in_string)
		{
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		}
		else if (c == '"')
			in_string = true;
		else if (c == '{' || c == '[')
		{
			if (++depth > AWSPIPE_JSON_DEPTH_MAX)
				ereport(ERROR,
						(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						 errmsg("JSON is nested deeper than %d levels",
								AWSPIPE_JSON_DEPTH_MAX)));
		}
		else if (c == '}' || c == ']')
			depth--;
	}
}

/* Not wanted, whatever is in it: it comes again. */
static bool
is_misplaced(const AwspipeConsumer *consumer, const AwspipeRecord *record)
{
	return consumer->config.strict_shards && record->outside != NULL;
}

static void
check_place(const AwspipeConsumer *consumer, const AwspipeRecord *record)
{
	if (is_misplaced(consumer, record))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_SHARD),
				 errmsg("user record has a hash key that its shard does not own"),
				 errdetail("%s The Kinesis Producer Library puts such a record again; one that another producer has put can be redriven.",
						   record->outside)));
}

static void
check_age(AwspipeConsumer *consumer, const AwspipeRecord *record)
{
	if (consumer->config.maximum_record_age_ms < 0 || record->arrived_at == 0 ||
		record->dead_letter_id != 0)
		return;
	if ((GetCurrentTimestamp() - record->arrived_at) / 1000 >
		consumer->config.maximum_record_age_ms)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("record is older than maximum_record_age")));
}

/*
 * The record's outcome, and its payload as a datum of the column's type, which
 * goes into keep; the rest is left in the current context.  Throws when the
 * bytes do not fit.
 */
static void
decode_record(AwspipeConsumer *consumer, AwspipeRecord *record, Oid type,
			  MemoryContext keep)
{
	AwspipeEventPattern *filter = consumer->config.filter;
	Datum		payload = (Datum) 0;
	MemoryContext old;

	check_place(consumer, record);
	check_age(consumer, record);

	/* A bytea is made like a text */
	if (type == BYTEAOID)
		payload = PointerGetDatum(cstring_to_text_with_len(record->data, record->len));

	if (type != BYTEAOID || filter != NULL)
	{
		Datum		document = (Datum) 0;
		char	   *text;

		(void) pg_verifymbstr(record->data, record->len, false);
		text = pnstrdup(record->data, record->len);
		if (type != TEXTOID || filter != NULL)
			check_depth(text, record->len);
		if (type == JSONBOID || filter != NULL)
			document = DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
		if (filter != NULL &&
			!awspipe_event_pattern_match(filter, DatumGetJsonbP(document)))
		{
			record->outcome = AWSPIPE_RECORD_FILTERED;
			return;
		}
		if (type == JSONBOID)
			payload = document;
		else if (type == JSONOID)
			payload = DirectFunctionCall1(json_in, CStringGetDatum(text));
		else if (type == TEXTOID)
			payload = PointerGetDatum(cstring_to_text_with_len(text, record->len));
	}

	old = MemoryContextSwitchTo(keep);
	record->payload = datumCopy(payload, false, -1);
	MemoryContextSwitchTo(old);
	record->outcome = AWSPIPE_RECORD_READY;
}

/*
 * Decodes all records of the batch, into its outcomes.  A transaction must be
 * open.
 */
void
awspipe_decode(AwspipeConsumer *consumer, AwspipeBatch *batch, Oid payload_type)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	MemoryContext scratch = AllocSetContextCreate(caller, "awspipe record", 0,
												  SCRATCH_BYTES,
												  ALLOCSET_DEFAULT_MAXSIZE);
	volatile int i = 0;

	while (i < batch->nrecords)
	{
		BeginInternalSubTransaction(NULL);
		MemoryContextSwitchTo(scratch);
		PG_TRY();
		{
			for (; i < batch->nrecords; i++)
			{
				/* What parsing leaves would add up to several batches */
				MemoryContextReset(scratch);
				decode_record(consumer, &batch->records[i], payload_type,
							  batch->outcomes);
			}
			ReleaseCurrentSubTransaction();
		}
		PG_CATCH();
		{
			ErrorData  *error;

			MemoryContextSwitchTo(batch->outcomes);
			error = CopyErrorData();
			FlushErrorState();
			RollbackAndReleaseCurrentSubTransaction();
			if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION ||
				ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INSUFFICIENT_RESOURCES)
			{
				MemoryContextSwitchTo(caller);
				CurrentResourceOwner = owner;
				ReThrowError(error);
			}
			batch->records[i].outcome =
				is_misplaced(consumer, &batch->records[i]) ?
				AWSPIPE_RECORD_OUTSIDE : AWSPIPE_RECORD_BAD;
			batch->records[i].error = error;
			i++;
		}
		PG_END_TRY();
		MemoryContextSwitchTo(caller);
		CurrentResourceOwner = owner;
	}
	MemoryContextDelete(scratch);
}
