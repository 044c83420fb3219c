/*-------------------------------------------------------------------------
 *
 * fuzz_xml.c
 *	  Answers of the query protocol under libFuzzer.
 *
 * Promise: what is made of an answer is a JSON object, or nothing.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_xml.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json.h"
#include "aws/xml.h"
#include "shim.h"

static void
take(const char *name, const char *value, void *arg)
{
	*(size_t *) arg += strlen(name) + strlen(value);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	StringInfoData json;
	PgawsError	error;
	size_t		total = 0;

	shim_start();
	initStringInfo(&json);
	if (pgaws_xml_document_to_json(&json, (const char *) data, size, &error))
		shim_require(pgaws_json_is_object(pgaws_json_parse(json.data, json.len)));
	pgaws_xml_visit_error((const char *) data, size, take, &total);
	shim_stop();
	return 0;
}
