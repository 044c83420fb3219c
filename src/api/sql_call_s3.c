/*-------------------------------------------------------------------------
 *
 * sql_call_s3.c
 *	  awspipe.call() for S3, whose operations are spread over methods, paths,
 *	  parameters and headers.
 *
 * The answer is S3's XML as JSON.  Where there is none, the few headers that
 * tell something stand for it.  A bucket's policy is JSON by itself and comes
 * as a text, the way it was put.
 *
 * IDENTIFICATION
 *	  src/api/sql_call_s3.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/s3_arguments.h"
#include "api/sql_call_s3.h"
#include "aws/s3_operation.h"
#include "aws/xml.h"
#include "mb/pg_wchar.h"
#include "session/immediate.h"

/* Headers that say what a body would */
static const struct
{
	const char *header;
	const char *member;
}			answers[] = {
	{"x-amz-bucket-region", "BucketRegion"},
	{"x-amz-delete-marker", "DeleteMarker"},
	{"x-amz-version-id", "VersionId"}
};

static const PgawsS3Operation *
find_operation(const char *name)
{
	const PgawsS3Operation *operation = pgaws_s3_operation_find(name);
	StringInfoData list;

	if (operation != NULL)
		return operation;
	initStringInfo(&list);
	for (int i = 0; (operation = pgaws_s3_operation_at(i)) != NULL; i++)
		appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "",
						 operation->name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("operation %s of S3 cannot be called this way", name),
			 errhint("Operations that can be called: %s. For objects there are functions.",
					 list.data)));
	return NULL;
}

/* By the rules of S3, if it is there at all. */
static void
check_name(PgawsJson *input, const char *member,
		   void (*check) (const char *name))
{
	const char *text = pgaws_json_get_text(input, member);

	if (text != NULL)
		check(pg_any_to_server(text, strlen(text), PG_UTF8));
}

static void
append_headers(StringInfo json, PgawsCall *call)
{
	appendStringInfoChar(json, '{');
	for (int i = 0; i < lengthof(answers); i++)
		awspipe_append_member(json, answers[i].member,
							  pgaws_call_header(call, answers[i].header));
	appendStringInfoChar(json, '}');
}

static void
read_answer(StringInfo json, PgawsCall *call, const PgawsS3Operation *operation)
{
	size_t		len;
	const char *body = pgaws_call_body(call, &len);
	PgawsError	error;

	if (len == 0)
		append_headers(json, call);
	else if (pgaws_s3_operation_is_policy(operation))
	{
		appendStringInfoString(json, "{\"Policy\":");
		pgaws_json_append_string_len(json, body, len);
		appendStringInfoChar(json, '}');
	}
	else if (!pgaws_xml_document_to_json(json, body, len, &error))
		ereport(ERROR,
				(errcode(pgaws_error_sqlstate(&error)),
				 errmsg("could not read what S3 answered to %s",
						operation->name),
				 errhint("The operation has been carried out.")));
}

char *
awspipe_call_s3(PgawsClient *client, const PgawsService *service,
				const char *operation, PgawsJson *input,
				char **codes, int ncodes, size_t *len)
{
	const PgawsS3Operation *found = find_operation(operation);
	PgawsS3Request request;
	PgawsError	error;
	PgawsCall  *call;
	StringInfoData json;

	check_name(input, "Bucket", awspipe_s3_check_bucket);
	check_name(input, "Key", awspipe_s3_check_key);
	if (!pgaws_s3_operation_request(found, input, pgaws_client_region(client),
									&request, &error))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid input of operation %s of S3", operation),
				 errdetail("%s", error.message),
				 errhint("Names of members are those of S3's API, and in bodies those of its XML.")));

	call = pgaws_call_http(client, service, operation, found->method,
						   request.path, request.query.data,
						   request.headers.list, request.headers.n,
						   request.body.data, request.body.len, NULL, 0);
	awspipe_immediate_wait(call);
	if (awspipe_immediate_expected(call, codes, ncodes))
		return NULL;
	if (pgaws_call_error(call) != NULL)
		awspipe_immediate_fail(call, service);

	initStringInfo(&json);
	PG_TRY();
	{
		read_answer(&json, call, found);
	}
	PG_CATCH();
	{
		pgaws_call_free(call);
		PG_RE_THROW();
	}
	PG_END_TRY();
	pgaws_call_free(call);
	*len = json.len;
	return json.data;
}
