/*-------------------------------------------------------------------------
 *
 * fuzz_kpl.c
 *	  Aggregated records under libFuzzer.
 *
 * The fuzzer writes the protocol buffer; magic and digest are put around it
 * here, or it would never get past them.  That takes the digest function, so
 * kpl.c is part of this file.
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

typedef struct Opened
{
	const char *data;
	size_t		len;
	int			nrecords;
} Opened;

static void
count_record(const char *partition_key, size_t partition_key_len,
			 const char *data, size_t data_len, void *arg)
{
	Opened	   *opened = arg;

	shim_require(strlen(partition_key) == partition_key_len);
	shim_require(data >= opened->data &&
				 data + data_len <= opened->data + opened->len);
	opened->nrecords++;
}

static void
try_open(const char *data, size_t len, bool may_be_plain)
{
	Opened		opened = {data, len, 0};
	bool		aggregated;

	aggregated = pgaws_kpl_open(data, len, count_record, &opened);
	shim_require(aggregated == (opened.nrecords > 0));
	shim_require(may_be_plain || !aggregated);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	size_t		len = MAGIC_LEN + size + DIGEST_LEN;
	char	   *aggregate = malloc(len);
	Span		message = {data, data + size};

	shim_start();
	memcpy(aggregate, MAGIC, MAGIC_LEN);
	if (size > 0)
		memcpy(aggregate + MAGIC_LEN, data, size);
	md5(message, (unsigned char *) aggregate + len - DIGEST_LEN);
	try_open(aggregate, len, true);

	/* A damaged digest */
	aggregate[len - 1] ^= 1;
	try_open(aggregate, len, false);
	shim_stop();
	free(aggregate);
	return 0;
}
