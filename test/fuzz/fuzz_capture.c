/*-------------------------------------------------------------------------
 *
 * fuzz_capture.c
 *	  Messages of pgoutput under libFuzzer.
 *
 * What throws in the server is left out, by taking the reader's own part.
 *
 * Promises: values lie within the message, and strings end there; a refusal
 * says why; no beginning of a message is a message.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_capture.c
 *
 *-------------------------------------------------------------------------
 */
#include "../../src/capture/capture_message.c"

#include "shim.h"

/* Beginnings of longer ones would be all that is looked at */
#define CUT_MAX		256

static bool
read_all(AwspipeCaptureMessage *message, const char *data, size_t len)
{
	Cursor		cursor = {data, data + len, NULL, 0};

	take_message(&cursor, message);
	shim_require(cursor.next == cursor.end);
	shim_require(cursor.left <= len);
	return cursor.fault == NULL;
}

static void
check_tuple(const AwspipeCaptureTuple *tuple, const char *data, size_t len)
{
	for (int i = 0; i < tuple->nvalues; i++)
	{
		const AwspipeCaptureValue *value = &tuple->values[i];

		if (value->kind == 't')
			shim_require(value->len >= 0 && value->data >= data &&
						 value->data + value->len <= data + len);
		else
			shim_require((value->kind == 'n' || value->kind == 'u') &&
						 value->data == NULL && value->len == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8 *bytes, size_t size)
{
	AwspipeCaptureMessage message;
	/* of just this size, for the sanitizer to see where it ends */
	char	   *data = malloc(size + 1);

	shim_start();
	if (size > 0)
		memcpy(data, bytes, size);
	data = realloc(data, size > 0 ? size : 1);
	if (read_all(&message, data, size))
	{
		shim_require(strchr("BCRIUDTOYM", message.kind) != NULL);
		check_tuple(&message.old, data, size);
		check_tuple(&message.new, data, size);
		shim_require((message.kind == 'D') <= (message.old_kind != 0));
		shim_require((message.kind == 'I') <= (message.old_kind == 0));
		for (int i = 0; i < message.nrelids; i++)
			shim_require(OidIsValid(message.relids[i]));
		for (int i = 0; i < message.relation.ncolumns; i++)
			shim_require(strlen(message.relation.columns[i].name) < size);

		for (size_t len = 0; len < size && len < CUT_MAX; len++)
		{
			char	   *cut = malloc(len > 0 ? len : 1);

			memcpy(cut, data, len);
			shim_require(!read_all(&message, cut, len));
			free(cut);
		}
	}
	shim_stop();
	free(data);
	return 0;
}
