/*-------------------------------------------------------------------------
 *
 * client_answer.c
 *	  Is an answer complete, sound and a success?
 *
 * IDENTIFICATION
 *	  src/aws/client_answer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/client_internal.h"
#include "aws/error.h"
#include "utils/pg_crc.h"

static bool
speaks_json(const PgawsService *service)
{
	return service->protocol == PGAWS_PROTOCOL_JSON_1_0 ||
		service->protocol == PGAWS_PROTOCOL_JSON_1_1 ||
		service->protocol == PGAWS_PROTOCOL_REST_JSON;
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
		else if (c == '}' || c == ']')
			depth--;
	}
	return depth == 0 && !in_string;
}

/*
 * Without a length and without chunks an answer ends where the connection
 * does, and a cut one looks like a whole one.  AWS does not answer that way,
 * but proxies before it may; JSON shows its own end.
 */
static bool
is_cut(PgawsTransfer *transfer, const PgawsService *service,
	   const char *body, size_t len)
{
	return speaks_json(service) &&
		pgaws_transfer_header(transfer, "content-length") == NULL &&
		pgaws_transfer_header(transfer, "transfer-encoding") == NULL &&
		!is_json_closed(body, len);
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

bool
pgaws_answer_check(PgawsTransfer *transfer, const PgawsService *service,
				   const char *method, PgawsError *error,
				   bool *blames_clock)
{
	PgawsErrorAnswer answer;
	int			status = pgaws_transfer_status(transfer);

	*blames_clock = false;
	if (pgaws_transfer_failed(transfer, error))
		return false;

	memset(&answer, 0, sizeof(answer));
	answer.http_status = status;
	answer.error_type = pgaws_transfer_header(transfer, "x-amzn-errortype");
	answer.request_id = find_request_id(transfer);
	answer.body = pgaws_transfer_body(transfer, &answer.body_len);

	if (is_checksum_wrong(transfer, answer.body, answer.body_len) ||
		is_cut(transfer, service, answer.body, answer.body_len))
	{
		pgaws_error_set(error, PGAWS_NETWORK, NULL,
						"answer was cut short or damaged");
		error->maybe_sent = true;
		return false;
	}
	if (status >= 200 && status <= 299)
		return true;
	if (strcmp(method, "HEAD") == 0)
		answer.body = NULL;
	*blames_clock = pgaws_error_from_answer(error, &answer);
	return false;
}
