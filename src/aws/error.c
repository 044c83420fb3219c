/*-------------------------------------------------------------------------
 *
 * error.c
 *	  What went wrong, out of what AWS answered.
 *
 * Every protocol names the error in its own way: the JSON protocols by
 * "__type" in the body or by a header, the older ones by <Code> in XML.
 * Answers without a body are named for their status.  An answer without an
 * error's name is not AWS's (the HTML page of a proxy), and is never quoted;
 * only that a server is overloaded or broken is believed to anybody.  What
 * has no request ID must have AWS's own shape, for others say "code" too.
 * A message is quoted only as far as it is safe: what refuses a signature may
 * echo the canonical request, and with it the session token.  Why an identity
 * may not do something echoes nothing of the kind, and is what its owner needs.
 *
 * IDENTIFICATION
 *	  src/aws/error.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "aws/error.h"
#include "aws/json.h"
#include "aws/retry.h"
#include "aws/xml.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

/* No error document of AWS is longer than a few kilobytes. */
#define ENVELOPE_BYTES_MAX	(64 * 1024)
#define MEDIA_TYPE_MAX		60

void
pgaws_error_clear(PgawsError *error)
{
	memset(error, 0, sizeof(*error));
}

/* Safe in a libcurl callback: neither allocates nor throws. */
void
pgaws_error_set(PgawsError *error, PgawsErrorClass class,
				const char *code, const char *fmt,...)
{
	va_list		args;

	pgaws_error_clear(error);
	error->class = class;
	strlcpy(error->code, code ? code : "", sizeof(error->code));
	va_start(args, fmt);
	vsnprintf(error->message, sizeof(error->message), fmt, args);
	va_end(args);
}

int
pgaws_error_sqlstate(const PgawsError *error)
{
	switch (error->class)
	{
		case PGAWS_OK:
			return ERRCODE_SUCCESSFUL_COMPLETION;
		case PGAWS_NETWORK:
			return ERRCODE_CONNECTION_FAILURE;
		case PGAWS_FOREIGN:
			return ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION;
		case PGAWS_TRANSIENT:
			return ERRCODE_SYSTEM_ERROR;
		case PGAWS_THROTTLED:
			return ERRCODE_INSUFFICIENT_RESOURCES;
		case PGAWS_AUTH:
			return ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION;
		case PGAWS_REJECTED:
			return ERRCODE_EXTERNAL_ROUTINE_INVOCATION_EXCEPTION;
		case PGAWS_MALFORMED:
			return ERRCODE_PROTOCOL_VIOLATION;
	}
	return ERRCODE_INTERNAL_ERROR;
}

bool
pgaws_error_is_retryable(const PgawsError *error)
{
	return error->class == PGAWS_NETWORK ||
		error->class == PGAWS_FOREIGN ||
		error->class == PGAWS_TRANSIENT ||
		error->class == PGAWS_THROTTLED;
}

/*
 * The bare code of "com.amazonaws.kinesis#Code", "Code:http://…" and
 * "Code;Sender".  Anything that does not look like a code yields "".
 */
static void
set_code(PgawsError *error, const char *text)
{
	const char *start = text;
	const char *end;
	const char *p;

	end = text + strcspn(text, ":;, ");
	for (p = text; p < end; p++)
	{
		if (*p == '#')
			start = p + 1;
	}
	for (p = start; p < end; p++)
	{
		if (!isalnum((unsigned char) *p) && *p != '.' && *p != '_' && *p != '-')
			return;
	}
	if (end - start < sizeof(error->code))
		strlcpy(error->code, start, end - start + 1);
}

/*
 * Length of the printable character that text begins with, in the database's
 * encoding; 0 when there is none, or nobody can tell.
 */
static int
printable_length(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *) text;
	int			length;
	pg_wchar	c;

	if (*s < 0x80)
		return *s >= 0x20 && *s < 0x7f ? 1 : 0;
	if (GetDatabaseEncoding() != PG_UTF8)
		return 0;
	length = pg_utf_mblen(s);
	if (length > len || !pg_utf8_islegal(s, length))
		return 0;
	c = utf8_to_unicode(s);
	/* neither control characters nor what changes the direction of others */
	if (c < 0xa0 || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		(c >= 0x2060 && c <= 0x206f) || c == 0xfeff)
		return 0;
	return length;
}

/*
 * Copies text with everything but printable characters escaped.  Neither a
 * character nor an escape is ever cut in half.
 */
void
pgaws_error_quote(char *dst, size_t size, const char *text, size_t len)
{
	size_t		used = 0;
	size_t		i = 0;

	while (i < len)
	{
		int			plain = printable_length(text + i, len - i);

		if (used + (plain > 0 ? plain : 4) >= size)
			break;
		if (plain > 0)
		{
			memcpy(dst + used, text + i, plain);
			used += plain;
			i += plain;
		}
		else
			used += snprintf(dst + used, size - used, "\\x%02x",
							 (unsigned char) text[i++]);
	}
	dst[used] = '\0';
}

/*
 * May the text repeat what the request was signed with?  It is looked at before
 * it is cut, or what is left of a secret would not be known for one.
 */
static bool
echoes_request(const PgawsErrorAnswer *answer, const char *text, size_t len)
{
	static const char *const marks[] = {
		"aws4-", "credential=", "signature=", "signedheaders",
		"x-amz-security-token", "canonical string", "string-to-sign",
		"string to sign"
	};
	char	   *lower;
	bool		echoes = false;

	for (int i = 0; i < lengthof(answer->secrets); i++)
	{
		if (answer->secrets[i] != NULL && answer->secrets[i][0] != '\0' &&
			strstr(text, answer->secrets[i]) != NULL)
			return true;
	}
	lower = pnstrdup(text, len);
	for (char *p = lower; *p != '\0'; p++)
		*p = pg_ascii_tolower((unsigned char) *p);
	for (int i = 0; i < lengthof(marks) && !echoes; i++)
		echoes = strstr(lower, marks[i]) != NULL;
	pfree(lower);
	return echoes;
}

static void
set_message(PgawsError *error, const PgawsErrorAnswer *answer, const char *text)
{
	size_t		len = strlen(text);

	if (!echoes_request(answer, text, len))
		pgaws_error_quote(error->message, PGAWS_MESSAGE_BYTES_MAX + 1, text, len);
}

/* Does the service find fault with the time of the signature? */
static bool
blames_clock(const PgawsError *error)
{
	if (strcmp(error->code, "RequestTimeTooSkewed") == 0 ||
		strcmp(error->code, "RequestExpired") == 0 ||
		strcmp(error->code, "RequestInTheFuture") == 0)
		return true;
	if (strcmp(error->code, "InvalidSignatureException") == 0 ||
		strcmp(error->code, "SignatureDoesNotMatch") == 0)
		return strstr(error->message, "Signature expired") != NULL ||
			strstr(error->message, "not yet current") != NULL;
	return false;
}

/*
 * DynamoDB refuses a transaction for one of its items, and tells of each why.
 * It passes when every reason does.
 */
static bool
does_cancellation_pass(PgawsJson *root)
{
	PgawsJson  *reasons = pgaws_json_get(root, "CancellationReasons");
	int			passing = 0;

	for (int i = 0; i < pgaws_json_length(reasons); i++)
	{
		const char *code = pgaws_json_get_text(pgaws_json_at(reasons, i), "Code");

		if (code == NULL || strcmp(code, "None") == 0)
			continue;
		if (pgaws_retry_classify(400, code) == PGAWS_REJECTED)
			return false;
		passing++;
	}
	return passing > 0;
}

/* Sets the class too, if the code alone does not tell. */
static void
read_json(PgawsError *error, const PgawsErrorAnswer *answer)
{
	static const char *const code_keys[] = {"__type", "code", "Code"};
	static const char *const message_keys[] = {"message", "Message"};
	MemoryContext context;
	MemoryContext old;
	PgawsJson  *root;
	const char *text;
	int			nkeys = answer->request_id != NULL ? lengthof(code_keys) : 1;
	int			i;

	context = AllocSetContextCreate(CurrentMemoryContext,
									"pgawspipe error answer",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	root = pgaws_json_parse(answer->body, answer->body_len);
	for (i = 0; i < nkeys && error->code[0] == '\0'; i++)
	{
		text = pgaws_json_get_text(root, code_keys[i]);
		if (text != NULL)
			set_code(error, text);
	}
	for (i = 0; i < lengthof(message_keys) && error->message[0] == '\0'; i++)
	{
		text = pgaws_json_get_text(root, message_keys[i]);
		if (text != NULL)
			set_message(error, answer, text);
	}
	if (strcmp(error->code, "TransactionCanceledException") == 0 &&
		does_cancellation_pass(root))
		error->class = PGAWS_TRANSIENT;
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/* What the elements of an XML answer are read into. */
typedef struct XmlReader
{
	PgawsError *error;
	const PgawsErrorAnswer *answer;
} XmlReader;

static void
take_xml(const char *name, const char *value, void *arg)
{
	XmlReader  *reader = arg;
	PgawsError *error = reader->error;

	if (strcmp(name, "Code") == 0 && error->code[0] == '\0')
		set_code(error, value);
	else if (strcmp(name, "Message") == 0 && error->message[0] == '\0')
		set_message(error, reader->answer, value);
	else if (strcmp(name, "RequestId") == 0 && error->request_id[0] == '\0')
		pgaws_error_quote(error->request_id, sizeof(error->request_id),
						  value, strlen(value));
}

static const char *
name_of_status(int status)
{
	switch (status)
	{
		case 301:
			return "PermanentRedirect";
		case 307:
			return "TemporaryRedirect";
		case 400:
			return "BadRequest";
		case 403:
			return "Forbidden";
		case 404:
			return "NotFound";
		case 412:
			return "PreconditionFailed";
		default:
			return "";
	}
}

/* Whoever says so, there is somebody who cannot serve now. */
static bool
is_breakdown(int status)
{
	PgawsErrorClass class = pgaws_retry_classify(status, "");

	return class == PGAWS_TRANSIENT || class == PGAWS_THROTTLED;
}

static bool
is_error_document(const char *body, size_t len)
{
	static const char *const names[] = {"Error", "ErrorResponse"};
	const char *root;
	size_t		root_len = pgaws_xml_root(body, len, &root);

	for (int i = 0; i < lengthof(names); i++)
	{
		if (root_len == strlen(names[i]) &&
			strncmp(root, names[i], root_len) == 0)
			return true;
	}
	return false;
}

/*
 * A proxy's page says nothing of what happened behind it.  One of success or
 * of a breakdown may stand for an answer that was lost there; others were
 * made instead of asking.
 */
void
pgaws_error_foreign(PgawsError *error, const PgawsErrorAnswer *answer)
{
	const char *type = answer->content_type;
	char		quoted[MEDIA_TYPE_MAX + 1] = "none";
	int			status = answer->http_status;

	if (type != NULL)
		pgaws_error_quote(quoted, sizeof(quoted), type, strcspn(type, "; \t"));
	pgaws_error_set(error, PGAWS_FOREIGN, NULL,
					"something that is not AWS answered (HTTP %d, content type %s)%s%s",
					status, quoted, answer->peer != NULL ? " at " : "",
					answer->peer != NULL ? answer->peer : "");
	error->maybe_sent = status <= 299 || status >= 500;
}

bool
pgaws_error_from_answer(PgawsError *error, const PgawsErrorAnswer *answer)
{
	bool		marked = answer->request_id != NULL;
	bool		bare = false;
	bool		clock;

	pgaws_error_clear(error);
	error->http_status = answer->http_status;
	if (answer->error_type != NULL)
		set_code(error, answer->error_type);
	if (answer->request_id != NULL)
		pgaws_error_quote(error->request_id, sizeof(error->request_id),
						  answer->request_id, strlen(answer->request_id));

	if (answer->body == NULL || answer->body_len == 0)
		bare = marked;
	else if (answer->body_len <= ENVELOPE_BYTES_MAX)
	{
		if (answer->body[0] != '<')
			read_json(error, answer);
		else if (is_error_document(answer->body, answer->body_len))
		{
			XmlReader	reader = {error, answer};

			pgaws_xml_visit_error(answer->body, answer->body_len, take_xml,
								  &reader);
		}
	}
	if (bare && error->code[0] == '\0')
		strlcpy(error->code, name_of_status(answer->http_status),
				sizeof(error->code));
	if (error->code[0] == '\0' && !bare && !is_breakdown(answer->http_status))
	{
		pgaws_error_foreign(error, answer);
		return false;
	}

	if (error->class == PGAWS_OK)
		error->class = pgaws_retry_classify(answer->http_status, error->code);
	/* a code that nobody lists may come with a status of success */
	if (error->class == PGAWS_OK)
		error->class = PGAWS_REJECTED;
	/* a server that breaks down may have done the work before */
	error->maybe_sent = error->class == PGAWS_TRANSIENT;

	clock = blames_clock(error);
	if (strstr(error->code, "Signature") != NULL ||
		strstr(error->code, "AuthorizationHeader") != NULL)
		error->message[0] = '\0';
	return clock;
}

char *
pgaws_error_detail(const PgawsError *error)
{
	if (error->http_status == 0)
		return psprintf(error->class == PGAWS_AUTH || error->class == PGAWS_REJECTED ?
						"The request could not be made: %s." :
						"The request failed: %s.", error->message);
	return psprintf("AWS returned %s (HTTP %d%s%s)%s%s",
					error->code[0] ? error->code : "an error without a code",
					error->http_status,
					error->request_id[0] ? ", request ID " : "",
					error->request_id,
					error->message[0] ? ": " : ".",
					error->message);
}
