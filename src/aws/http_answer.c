/*-------------------------------------------------------------------------
 *
 * http_answer.c
 *	  The bounded store for what comes back over HTTP, and looking into it.
 *
 * pgaws_answer_receive() and pgaws_answer_receive_header() are callbacks of
 * libcurl, run above its stack frames: they use malloc and bounds of their
 * own, never throw, and leave the reason for a failure in the transfer.
 *
 * IDENTIFICATION
 *	  src/aws/http_answer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/transfer.h"
#include "datatype/timestamp.h"
#include "utils/datetime.h"

/* AWS answers carry about ten headers of less than 200 bytes */
#define HEADERS_MAX			100
#define HEADER_BYTES_MAX	(32 * 1024)

#define BUFFER_BYTES_MIN	1024

/*
 * Appends, keeping a NUL behind the last byte.  False when the buffer would
 * exceed max bytes or memory is out.
 */
static bool
buffer_append(PgawsBuffer *buffer, const char *data, size_t len, size_t max)
{
	if (len > max - buffer->len)
		return false;
	if (buffer->len + len + 1 > buffer->size)
	{
		size_t		size = Max(buffer->size * 2, buffer->len + len + 1);
		char	   *larger;

		size = Min(Max(size, BUFFER_BYTES_MIN), max + 1);
		larger = realloc(buffer->data, size);
		if (larger == NULL)
			return false;
		buffer->data = larger;
		buffer->size = size;
	}
	memcpy(buffer->data + buffer->len, data, len);
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
	return true;
}

/* So that what is too long need not come first. */
static bool
announces_more(PgawsTransfer *transfer, size_t max)
{
	const char *length = pgaws_transfer_header(transfer, "content-length");

	return length != NULL && strtoull(length, NULL, 10) > max;
}

/* Anything but the length handed in makes libcurl give up. */
size_t
pgaws_answer_receive(char *data, size_t size, size_t n, void *arg)
{
	PgawsTransfer *transfer = arg;
	PgawsBuffer *answer = &transfer->answer;
	size_t		len = size * n;
	size_t		max = transfer->options.max_response_bytes;
	bool		exceeds = len > max - answer->len ||
		(answer->len == 0 && announces_more(transfer, max));

	if (!exceeds && buffer_append(answer, data, len, max))
		return len;
	if (exceeds)
		pgaws_error_set(&transfer->error, PGAWS_MALFORMED, NULL,
						"answer exceeds the limit of %zu bytes", max);
	else
		pgaws_error_set(&transfer->error, PGAWS_NETWORK, NULL,
						"out of memory for the answer");
	return 0;
}

/*
 * Receives one header line.  A status line begins a new answer: what came
 * before belonged to an interim one (100 Continue).
 */
size_t
pgaws_answer_receive_header(char *data, size_t size, size_t n, void *arg)
{
	PgawsTransfer *transfer = arg;
	PgawsBuffer *headers = &transfer->answer_headers;
	size_t		len = size * n;
	const char *end = data + len;
	const char *colon;
	const char *value;

	if (len >= 5 && memcmp(data, "HTTP/", 5) == 0)
	{
		headers->len = 0;
		transfer->nheaders = 0;
		return len;
	}
	while (end > data && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' '))
		end--;
	colon = memchr(data, ':', end - data);
	/* neither has a NUL a place in a header */
	if (colon == NULL || memchr(data, '\0', len) != NULL)
		return len;
	value = colon + 1;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;

	if (++transfer->nheaders <= HEADERS_MAX &&
		buffer_append(headers, data, colon - data, HEADER_BYTES_MAX) &&
		buffer_append(headers, "", 1, HEADER_BYTES_MAX) &&
		buffer_append(headers, value, end - value, HEADER_BYTES_MAX) &&
		buffer_append(headers, "", 1, HEADER_BYTES_MAX))
		return len;
	pgaws_error_set(&transfer->error, PGAWS_MALFORMED, NULL,
					"answer has too many headers");
	return 0;
}

void *
pgaws_transfer_owner(PgawsTransfer *transfer)
{
	return transfer->owner;
}

bool
pgaws_transfer_failed(PgawsTransfer *transfer, PgawsError *error)
{
	*error = transfer->error;
	return error->class != PGAWS_OK;
}

int
pgaws_transfer_status(PgawsTransfer *transfer)
{
	return transfer->status;
}

char *
pgaws_transfer_body(PgawsTransfer *transfer, size_t *len)
{
	PgawsBuffer *answer = &transfer->answer;

	if (answer->data == NULL && !buffer_append(answer, "", 0, 0))
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	*len = answer->len;
	return answer->data;
}

char *
pgaws_transfer_take_body(PgawsTransfer *transfer, size_t *len)
{
	char	   *body = pgaws_transfer_body(transfer, len);

	memset(&transfer->answer, 0, sizeof(transfer->answer));
	return body;
}

/* The first of several headers of one name. */
const char *
pgaws_transfer_header(PgawsTransfer *transfer, const char *name)
{
	const char *p = transfer->answer_headers.data;
	const char *end = p + transfer->answer_headers.len;

	while (p < end)
	{
		const char *value = p + strlen(p) + 1;

		if (pg_strcasecmp(p, name) == 0)
			return value;
		p = value + strlen(value) + 1;
	}
	return NULL;
}

void
pgaws_transfer_each_header(PgawsTransfer *transfer,
						   void (*visit) (const char *name, const char *value,
										  void *arg),
						   void *arg)
{
	const char *p = transfer->answer_headers.data;
	const char *end = p + transfer->answer_headers.len;

	while (p < end)
	{
		const char *value = p + strlen(p) + 1;

		visit(p, value, arg);
		p = value + strlen(value) + 1;
	}
}

/* RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT" is the one form. */
int64
pgaws_http_date(const char *date)
{
	static const char *const names = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char		name[4];
	const char *found;
	int			day,
				year,
				hour,
				minute,
				second;
	int64		days;

	if (sscanf(date, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT",
			   &day, name, &year, &hour, &minute, &second) != 6)
		return -1;
	found = strlen(name) == 3 ? strstr(names, name) : NULL;
	if (found == NULL || (found - names) % 3 != 0)
		return -1;

	days = date2j(year, (int) (found - names) / 3 + 1, day) - UNIX_EPOCH_JDATE;
	return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

int64
pgaws_transfer_date(PgawsTransfer *transfer)
{
	const char *date = pgaws_transfer_header(transfer, "date");

	return date != NULL ? pgaws_http_date(date) : -1;
}
