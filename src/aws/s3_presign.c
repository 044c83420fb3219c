/*-------------------------------------------------------------------------
 *
 * s3_presign.c
 *	  Signatures by which others may use S3 for a while.
 *
 * A URL carries its signature in the query: S3 User Guide, "Authenticating
 * Requests: Using Query Parameters".  The body is left unsigned, for it is
 * not known yet.
 *
 * A form carries a policy, the list of what its fields may hold, and that
 * policy's signature: S3 API Reference, "Browser-Based Uploads Using POST".
 * Names, their order and their spelling are those of AWS's SDK for
 * JavaScript, so that a policy is the same to the byte.
 *
 * Nothing here goes over the network.
 *
 * IDENTIFICATION
 *	  src/aws/s3_presign.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/base64.h"
#include "aws/json.h"
#include "aws/s3.h"
#include "aws/s3_presign.h"
#include "pgtime.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

/* What S3 puts in place of it is the name of the uploaded file */
#define FILE_NAME "${filename}"

/* The form's own fields, in order; the policy's and its signature follow. */
#define FORM_FIELDS_MAX 6

static const char *const added_names[] = {
	"Policy",
	"X-Amz-Algorithm",
	"X-Amz-Content-Sha256",
	"X-Amz-Credential",
	"X-Amz-Date",
	"X-Amz-Expires",
	"X-Amz-Security-Token",
	"X-Amz-Signature",
	"X-Amz-SignedHeaders",
	"bucket",
	"file",
	"key"
};

bool
pgaws_s3_presign_adds(const char *name)
{
	for (int i = 0; i < lengthof(added_names); i++)
	{
		if (pg_strcasecmp(added_names[i], name) == 0)
			return true;
	}
	return false;
}

char *
pgaws_s3_presign_url(const PgawsS3Presigning *presigning, const char *method,
					 const char *query)
{
	PgawsHeader host = {"host", presigning->host};
	PgawsSigningInput input = {
		.region = presigning->region,
		.signing_name = "s3",
		.sign_payload_header = true,
		.method = method,
		.path = pgaws_s3_path(presigning->bucket, presigning->key),
		.query = query,
		.headers = &host,
		.nheaders = 1,
		.payload_hash = "UNSIGNED-PAYLOAD",
		.now = presigning->now
	};
	PgawsSigningResult result;

	pgaws_sigv4_presign(&input, presigning->credentials, presigning->expires,
						&result);
	return psprintf("%s%s?%s", presigning->url, input.path,
					result.presigned_query);
}

/* strftime() of a time in UTC. */
static char *
format_time(int64 seconds, const char *format)
{
	pg_time_t	time = (pg_time_t) seconds;
	char		text[32];

	pg_strftime(text, sizeof(text), format, pg_gmtime(&time));
	return pstrdup(text);
}

/* What the signing adds to a form, but for policy and signature. */
static int
list_fields(const PgawsS3Presigning *presigning, PgawsHeader *fields)
{
	char	   *date = format_time(presigning->now, "%Y%m%dT%H%M%SZ");
	const PgawsCredentials *credentials = presigning->credentials;
	int			n = 0;

	fields[n++] = (PgawsHeader) {"bucket", presigning->bucket};
	fields[n++] = (PgawsHeader) {"X-Amz-Algorithm", ALGORITHM};
	fields[n++] = (PgawsHeader) {
										 "X-Amz-Credential",
										 psprintf("%s/%.8s/%s/s3/aws4_request", credentials->access_key_id,
												  date, presigning->region)
		};
	fields[n++] = (PgawsHeader) {"X-Amz-Date", date};
	if (credentials->session_token != NULL)
		fields[n++] = (PgawsHeader) {"X-Amz-Security-Token",
											 credentials->session_token};
	Assert(n < FORM_FIELDS_MAX);
	return n;
}

static void
append_member(StringInfo json, const char *name, const char *value)
{
	if (json->data[json->len - 1] != '{')
		appendStringInfoChar(json, ',');
	pgaws_json_append_string(json, name);
	appendStringInfoChar(json, ':');
	pgaws_json_append_string(json, value);
}

static void
append_members(StringInfo json, const PgawsHeader *fields, int n)
{
	for (int i = 0; i < n; i++)
		append_member(json, fields[i].name, fields[i].value);
}

static void
append_conditions(StringInfo json, const PgawsHeader *fields, int n)
{
	for (int i = 0; i < n; i++)
	{
		appendStringInfoChar(json, '{');
		append_member(json, fields[i].name, fields[i].value);
		appendStringInfoString(json, "},");
	}
}

/* The policy in base64: that is what is signed and sent. */
static char *
make_policy(const PgawsS3Presigning *presigning,
			const PgawsS3PostPolicy *policy, const PgawsHeader *fields, int n)
{
	StringInfoData json;
	StringInfoData encoded;

	initStringInfo(&json);
	appendStringInfo(&json, "{\"expiration\":\"%s\",\"conditions\":[",
					 format_time(presigning->now + presigning->expires,
								 "%Y-%m-%dT%H:%M:%SZ"));
	if (policy->has_length)
		appendStringInfo(&json,
						 "[\"content-length-range\"," INT64_FORMAT "," INT64_FORMAT "],",
						 policy->length_min, policy->length_max);
	append_conditions(&json, policy->fields, policy->nfields);
	append_conditions(&json, fields, n);
	appendStringInfoString(&json, policy->key_is_prefix ?
						   "[\"starts-with\",\"$key\"," : "{\"key\":");
	pgaws_json_append_string(&json, presigning->key);
	appendStringInfoString(&json, policy->key_is_prefix ? "]]}" : "}]}");

	initStringInfo(&encoded);
	pgaws_base64_append(&encoded, json.data, json.len);
	return encoded.data;
}

char *
pgaws_s3_presign_post(const PgawsS3Presigning *presigning,
					  const PgawsS3PostPolicy *policy)
{
	PgawsHeader fields[FORM_FIELDS_MAX];
	int			n = list_fields(presigning, fields);
	char	   *encoded = make_policy(presigning, policy, fields, n);
	char		signature[65];
	StringInfoData json;

	pgaws_sigv4_sign_text(presigning->region, "s3", presigning->now,
						  presigning->credentials, encoded, strlen(encoded),
						  signature);

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	append_member(&json, "url",
				  psprintf("%s%s", presigning->url,
						   pgaws_s3_path(presigning->bucket, NULL)));
	appendStringInfoString(&json, ",\"fields\":{");
	append_members(&json, policy->fields, policy->nfields);
	append_members(&json, fields, n);
	append_member(&json, "key",
				  policy->key_is_prefix ?
				  psprintf("%s" FILE_NAME, presigning->key) : presigning->key);
	append_member(&json, "Policy", encoded);
	append_member(&json, "X-Amz-Signature", signature);
	appendStringInfoString(&json, "}}");
	return json.data;
}
