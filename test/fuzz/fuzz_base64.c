/*-------------------------------------------------------------------------
 *
 * fuzz_base64.c
 *	  Base64 under libFuzzer.
 *
 * Promises: what decodes is what encoding its result yields, letter for
 * letter; decoding in place makes no difference; all bytes survive being
 * encoded and decoded.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_base64.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/base64.h"
#include "shim.h"

static void
try_decode(const char *src, size_t len)
{
	char	   *apart = malloc(PGAWS_BASE64_DECODED_MAX(len));
	char	   *in_place = malloc(len > 0 ? len : 1);
	StringInfoData again;
	ssize_t		got;

	if (len > 0)
		memcpy(in_place, src, len);
	got = pgaws_base64_decode(src, len, apart);
	shim_require(pgaws_base64_decode(in_place, len, in_place) == got);
	if (got >= 0)
	{
		shim_require(memcmp(apart, in_place, got) == 0);
		initStringInfo(&again);
		pgaws_base64_append(&again, apart, got);
		shim_require(again.len == len && memcmp(again.data, src, len) == 0);
	}
	free(apart);
	free(in_place);
}

static void
try_encode(const char *src, size_t len)
{
	StringInfoData encoded;
	ssize_t		got;

	initStringInfo(&encoded);
	pgaws_base64_append(&encoded, src, len);
	got = pgaws_base64_decode(encoded.data, encoded.len, encoded.data);
	shim_require(got == len && memcmp(encoded.data, src, len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	shim_start();
	try_decode((const char *) data, size);
	try_encode((const char *) data, size);
	shim_stop();
	return 0;
}
