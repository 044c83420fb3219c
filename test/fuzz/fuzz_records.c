/*-------------------------------------------------------------------------
 *
 * fuzz_records.c
 *	  Answers of GetRecords under libFuzzer.
 *
 * Promises: all that an accepted answer points to can be read; the same
 * answer cut short anywhere is refused; a refusal says why and keeps
 * nothing.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_records.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/kinesis.h"
#include "mb/pg_wchar.h"
#include "shim.h"

static bool
is_text(const char *value)
{
	int			len = (int) strlen(value);

	return pg_encoding_verifymbstr(PG_UTF8, value, len) == len;
}

static void
check_records(PgawsKinesisRecords *answer)
{
	/* Volatile, so that reading the data is not optimized away */
	volatile unsigned char sum = 0;

	for (int i = 0; i < answer->nrecords; i++)
	{
		PgawsKinesisRecord *record = &answer->records[i];

		shim_require(pgaws_kinesis_sequence_valid(record->sequence_number,
												  strlen(record->sequence_number)));
		shim_require(is_text(record->partition_key));
		for (uint32 j = 0; j < record->data_len; j++)
			sum += record->data[j];
		shim_require(record->sub_sequence >= 0 || record->last_sub);
		shim_require(record->sub_sequence >= 0 || record->outside == NULL);
		shim_require(record->arrived_at == 0 ||
					 IS_VALID_TIMESTAMP(record->arrived_at));
	}
	for (int i = 0; i < answer->nchild_shards; i++)
		shim_require(pgaws_kinesis_shard_id_valid(answer->child_shards[i]));
	if (answer->next_iterator != NULL)
		shim_require(is_text(answer->next_iterator));
	(void) sum;
	shim_require(answer->millis_behind >= -1);
}

/* Half of the key space */
static const PgawsHashKeyRange range = {
	{{0}}, {{0x7fffffff, 0xffffffff, 0xffffffff, 0xffffffff}}
};

static bool
try_parse(const uint8 *data, size_t size)
{
	PgawsKinesisRecords *answer;
	PgawsError	error;
	char	   *body = malloc(size + 1);

	if (size > 0)
		memcpy(body, data, size);
	body[size] = '\0';
	error.class = PGAWS_OK;
	answer = pgaws_kinesis_parse_records(body, size, &range, &error);
	if (answer == NULL)
	{
		shim_require(error.class == PGAWS_MALFORMED && error.message[0] != '\0');
		return false;
	}
	check_records(answer);
	pgaws_kinesis_records_free(answer);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	shim_start();
	if (try_parse(data, size))
	{
		size_t		cut = size;

		/* A place to cut that depends on the input only */
		while (cut > 0 && data[cut - 1] != '}')
			cut--;
		cut = (cut - 1) * (data[size / 2] + 1) / 256;
		shim_require(!try_parse(data, cut));
	}
	shim_stop();
	return 0;
}
