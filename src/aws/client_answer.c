/*-------------------------------------------------------------------------
 *
 * client_answer.c
 *	  Is an answer AWS's, complete, sound and a success?
 *
 * A proxy, a maintenance page or the wrong server may answer too, with any
 * status.  What AWS answers has a header with a request ID, on success and
 * on failure, with and without a body; no other header tells AWS from the
 * rest.  The body has to be what the operation answers besides: a JSON object
 * or nothing, the query protocol's <OperationResponse>, S3's element for it.
 * The content type need not: moto calls its JSON text/html.  The request ID
 * is that of emulators too, in either spelling: kinesis-local, kinesalite,
 * dynalite, fauxqs and moto send it.  See is_local_emulator() for the one that
 * does not.  Failures are for error.c to tell, by the same mark.
 *
 * IDENTIFICATION
 *	  src/aws/client_answer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/client_internal.h"
#include "aws/error.h"
#include "aws/json.h"
#include "aws/xml.h"
#include "utils/pg_crc.h"

/* What an answer's body looks like, seen from the operation. */
typedef enum BodyForm
{
	BODY_RIGHT,
	BODY_CUT,					/* begins as it should */
	BODY_WRONG
} BodyForm;

/*
 * Operations of S3 whose success is an element, and how its name begins: moto
 * puts Response behind some of them where AWS has Result.
 */
static const struct
{
	const char *operation;
	const char *root;
}			s3_roots[] = {
	{"CompleteMultipartUpload", "CompleteMultipartUpload"},
	{"CopyObject", "CopyObject"},
	{"CreateMultipartUpload", "InitiateMultipartUpload"},
	{"DeleteObjects", "Delete"},
	{"ListObjectsV2", "ListBucket"},
	{"UploadPartCopy", "CopyPart"}
};

/* Operations of SES that the engine relies on, and what they always return. */
static const struct
{
	const char *operation;
	const char *member;
}			ses_members[] = {
	{"GetAccount", "SendQuota"},
	{"SendBulkEmail", "BulkEmailEntryResults"},
	{"SendEmail", "MessageId"}
};

/* All answers that nobody parses afterwards are far shorter. */
#define SCANNED_BYTES_MAX	(64 * 1024)

static bool
speaks_json(const PgawsService *service)
{
	return service->protocol == PGAWS_PROTOCOL_JSON_1_0 ||
		service->protocol == PGAWS_PROTOCOL_JSON_1_1 ||
		service->protocol == PGAWS_PROTOCOL_REST_JSON;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
trim(const char **text, size_t *len)
{
	for (; *len > 0 && is_space(**text); (*len)--)
		(*text)++;
	while (*len > 0 && is_space((*text)[*len - 1]))
		(*len)--;
}

/*
 * Does the text end with the end of the JSON value it begins with?  Only
 * brackets are looked at; whether it is JSON is for its reader to see.
 */
static bool
is_json_closed(const char *text, size_t len)
{
	bool		in_string = false;
	int			depth = 0;
	size_t		i;

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
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			return i == len - 1;
	}
	return false;
}

/*
 * Without a length and without chunks an answer ends where the connection
 * does, and a cut one looks like a whole one.  AWS does not answer that way,
 * but proxies before it may; and they may give a length to what was cut
 * behind them.  JSON shows its own end.
 */
static BodyForm
json_form(PgawsTransfer *transfer, const char *body, size_t len)
{
	bool		measured =
		pgaws_transfer_header(transfer, "content-length") != NULL ||
		pgaws_transfer_header(transfer, "transfer-encoding") != NULL ||
		pgaws_transfer_status(transfer) == 204;

	trim(&body, &len);
	if (len == 0)
		return measured ? BODY_RIGHT : BODY_CUT;
	if (body[0] != '{')
		return BODY_WRONG;
	if (body[len - 1] != '}')
		return BODY_CUT;
	if (measured && len > SCANNED_BYTES_MAX)
		return BODY_RIGHT;
	return is_json_closed(body, len) ? BODY_RIGHT : BODY_CUT;
}

/* An element whose name begins, or with whole is, that one. */
static BodyForm
xml_form(const char *body, size_t len, const char *wanted, bool whole)
{
	const char *name;
	size_t		name_len = pgaws_xml_root(body, len, &name);

	if (len == 0)
		return BODY_CUT;
	if (name_len < strlen(wanted) ||
		strncmp(name, wanted, strlen(wanted)) != 0 ||
		(whole && name_len != strlen(wanted)))
		return BODY_WRONG;

	trim(&body, &len);
	if (body[len - 1] != '>')
		return BODY_CUT;
	if (body[len - 2] == '/')
		return memchr(name, '<', body + len - name) == NULL ?
			BODY_RIGHT : BODY_CUT;
	if (len < name_len + 3 ||
		strncmp(body + len - 1 - name_len, name, name_len) != 0)
		return BODY_CUT;
	return BODY_RIGHT;
}

/* Errors inside of a success are read where the answer is. */
static BodyForm
s3_form(const char *operation, const char *body, size_t len)
{
	for (int i = 0; i < lengthof(s3_roots); i++)
	{
		if (strcmp(s3_roots[i].operation, operation) != 0)
			continue;
		if (xml_form(body, len, "Error", true) == BODY_RIGHT)
			return BODY_RIGHT;
		return xml_form(body, len, s3_roots[i].root, false);
	}
	return BODY_RIGHT;
}

/* Of an answer with a status of success. */
static BodyForm
form_of(PgawsCall *call, const char *body, size_t len)
{
	if (speaks_json(call->service))
		return json_form(call->transfer, body, len);
	if (call->service->protocol == PGAWS_PROTOCOL_QUERY)
		return xml_form(body, len,
						psprintf("%sResponse", call->operation), true);
	return s3_form(call->operation, body, len);
}

static bool
is_plain_json(PgawsTransfer *transfer)
{
	static const char json[] = "application/json";
	const char *type = pgaws_transfer_header(transfer, "content-type");

	return type != NULL && pg_strncasecmp(type, json, strlen(json)) == 0;
}

/*
 * aws-ses-v2-local sends no request ID.  It is taken for SES where AWS cannot
 * be: plain http is spoken with programs of this machine only.  And what
 * sends mail has to return what SES returns, in JSON.
 */
static bool
is_local_emulator(PgawsCall *call, const char *body, size_t len)
{
	const char *member = NULL;

	if (call->service->protocol != PGAWS_PROTOCOL_REST_JSON ||
		strncmp(call->endpoint, "http://", strlen("http://")) != 0)
		return false;
	for (int i = 0; i < lengthof(ses_members); i++)
	{
		if (strcmp(ses_members[i].operation, call->operation) == 0)
			member = ses_members[i].member;
	}
	if (len == 0)
		return member == NULL;
	if (!is_plain_json(call->transfer))
		return false;
	return member == NULL ||
		pgaws_json_get(pgaws_json_parse(body, len), member) != NULL;
}

/* DynamoDB sends a CRC-32 (that of zlib) of the body. */
static bool
is_checksum_wrong(PgawsTransfer *transfer, const char *body, size_t len)
{
	const char *sent = pgaws_transfer_header(transfer, "x-amz-crc32");
	pg_crc32	crc;

	if (sent == NULL)
		return false;
	INIT_TRADITIONAL_CRC32(crc);
	COMP_TRADITIONAL_CRC32(crc, body, len);
	FIN_TRADITIONAL_CRC32(crc);
	return strtoul(sent, NULL, 10) != crc;
}

static const char *
find_request_id(PgawsTransfer *transfer)
{
	const char *id = pgaws_transfer_header(transfer, "x-amzn-requestid");

	return id != NULL ? id : pgaws_transfer_header(transfer, "x-amz-request-id");
}

static bool
damaged(PgawsError *error)
{
	pgaws_error_set(error, PGAWS_NETWORK, NULL,
					"answer was cut short or damaged");
	error->maybe_sent = true;
	return false;
}

bool
pgaws_answer_check(PgawsCall *call, bool *blames_clock)
{
	PgawsTransfer *transfer = call->transfer;
	PgawsErrorAnswer answer;
	BodyForm	form;

	*blames_clock = false;
	if (pgaws_transfer_failed(transfer, &call->error))
		return false;

	memset(&answer, 0, sizeof(answer));
	answer.http_status = pgaws_transfer_status(transfer);
	answer.error_type = pgaws_transfer_header(transfer, "x-amzn-errortype");
	answer.request_id = find_request_id(transfer);
	answer.content_type = pgaws_transfer_header(transfer, "content-type");
	answer.body = pgaws_transfer_body(transfer, &answer.body_len);

	if (is_checksum_wrong(transfer, answer.body, answer.body_len))
		return damaged(&call->error);
	if (answer.http_status < 200 || answer.http_status > 299)
	{
		if (answer.request_id != NULL && speaks_json(call->service) &&
			json_form(transfer, answer.body, answer.body_len) == BODY_CUT)
			return damaged(&call->error);
		if (strcmp(call->method, "HEAD") == 0)
			answer.body = NULL;
		*blames_clock = pgaws_error_from_answer(&call->error, &answer);
		return false;
	}

	form = form_of(call, answer.body, answer.body_len);
	if (form == BODY_WRONG ||
		(answer.request_id == NULL &&
		 !is_local_emulator(call, answer.body, answer.body_len)))
	{
		pgaws_error_foreign(&call->error, &answer);
		return false;
	}
	return form == BODY_RIGHT || damaged(&call->error);
}
