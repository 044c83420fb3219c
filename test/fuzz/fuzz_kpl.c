/*-------------------------------------------------------------------------
 *
 * fuzz_kpl.c
 *	  Aggregated records under libFuzzer.
 *
 * The fuzzer writes the protocol buffer; magic and digest are put around it
 * here, or it would never get past them.  They are kpl.c's own, which is why
 * it is part of this file.  The hash keys are judged by a range that not all
 * are in.
 *
 * Promises: user records lie within the aggregate, keys are terminated, and
 * an aggregate is either opened as a whole, with a record at least, or not
 * at all.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_kpl.c
 *
 *-------------------------------------------------------------------------
 */
#include "../../src/aws/kpl.c"

#include "shim.h"

static const PgawsHashKeyRange range = {
	{{0x40000000}}, {{0xbfffffff, 0xffffffff, 0xffffffff, 0xffffffff}}
};

typedef struct Opened
{
	const char *data;
	size_t		len;
	int			nrecords;
} Opened;

static void
count_record(const char *partition_key, size_t partition_key_len,
			 const char *data, size_t data_len,
			 const PgawsHashKey *outside, void *arg)
{
	Opened	   *opened = arg;

	shim_require(strlen(partition_key) == partition_key_len);
	shim_require(data >= opened->data &&
				 data + data_len <= opened->data + opened->len);
	shim_require(outside == NULL || !pgaws_hash_key_within(outside, &range));
	opened->nrecords++;
}

static void
try_open(const char *data, size_t len, bool may_be_plain)
{
	Opened		opened = {data, len, 0};
	bool		aggregated;

	aggregated = pgaws_kpl_open(data, len, &range, count_record, &opened);
	shim_require(aggregated == (opened.nrecords > 0));
	shim_require(may_be_plain || !aggregated);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	size_t		len = MAGIC_LEN + size + PGAWS_MD5_LEN;
	char	   *aggregate = malloc(len);

	shim_start();
	memcpy(aggregate, MAGIC, MAGIC_LEN);
	if (size > 0)
		memcpy(aggregate + MAGIC_LEN, data, size);
	pgaws_md5(data, size, (unsigned char *) aggregate + len - PGAWS_MD5_LEN);
	try_open(aggregate, len, true);

	/* A damaged digest */
	aggregate[len - 1] ^= 1;
	try_open(aggregate, len, false);
	shim_stop();
	free(aggregate);
	return 0;
}
