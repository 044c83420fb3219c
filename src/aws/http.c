/*-------------------------------------------------------------------------
 *
 * http.c
 *	  One HTTP exchange: what is sent, where it may go, what came back.
 *
 * A transfer is a curl easy handle with its request and a bounded store for
 * the answer, in a memory context of its own.  A reset callback of that
 * context takes the transfer off its loop and gives libcurl's part back, so
 * that it may be deleted at any time and by any error.
 *
 * libcurl's callbacks run above its own stack frames: they use malloc and bounds
 * of their own, never throw and never palloc.  They return failure and leave the
 * reason in the transfer.
 *
 * Nothing is trusted but the endpoint that the caller names.  Only https is
 * spoken, or plain http to this machine where the options allow it.  No redirect
 * is followed, and neither netrc nor cookies nor the environment's proxies are
 * looked at.  An endpoint is a server option, and a name may resolve to
 * anything, so the address is checked after name resolution: the addresses
 * behind which machines keep their own credentials must not be reachable that
 * way, and what is sent in clear must not leave the machine.
 *
 * Messages name host and port, which the server's options say too, and neither
 * path nor query: those end up in logs and views, and may hold what is secret.
 *
 * IDENTIFICATION
 *	  src/aws/http.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "aws/transfer.h"
#include "datatype/timestamp.h"
#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/memutils.h"

/* 7.85 brought CURLOPT_PROTOCOLS_STR; both releases are of 2022 */
#if LIBCURL_VERSION_NUM < 0x075500
#error "pgawspipe needs libcurl 7.85 or later"
#endif

/* Limits where the options give none */
#define CONNECT_TIMEOUT_MS		10000
#define REQUEST_TIMEOUT_MS		60000
#define RESPONSE_BYTES_MAX		(32 * 1024 * 1024)

/* Slower than this counts as standing still */
#define STALL_BYTES_PER_SECOND	1000L
/* Idle connections are dropped before AWS's load balancers (60 s) do so */
#define IDLE_CONNECTION_S		50L
/* Connections end after this time so that changes in DNS are followed */
#define CONNECTION_LIFETIME_S	600L
#define RECEIVE_BUFFER_BYTES	(128 * 1024L)

/* AWS answers carry about ten headers of less than 200 bytes */
#define HEADERS_MAX			100
#define HEADER_BYTES_MAX	(32 * 1024)

#define BUFFER_BYTES_MIN	1024

/*
 * IPv6 addresses behind which an IPv4 address may be reached: where the four
 * bytes are after these first ones.  Where the prefix leaves its operator the
 * choice (RFC 6052, 2.2) each place has an entry.
 */
typedef struct Embedding
{
	unsigned char prefix[12];
	int			prefix_len;
	int			at[4];
	bool		inverted;
} Embedding;

/* fd00:ec2::/32 of EC2: metadata, time, EKS pod identity */
static const unsigned char ec2_prefix[4] = {0xfd, 0x00, 0x0e, 0xc2};

static const Embedding embeddings[] = {
	/* ::ffff:0:0/96, mapped: the kernel itself takes it for IPv4 */
	{{[10] = 0xff, [11] = 0xff}, 12, {12, 13, 14, 15}, false},
	/* ::/96, IPv4-compatible */
	{{0}, 12, {12, 13, 14, 15}, false},
	/* ::ffff:0:0:0/96, IPv4-translated */
	{{[8] = 0xff, [9] = 0xff}, 12, {12, 13, 14, 15}, false},
	/* 64:ff9b::/96, NAT64 */
	{{0x00, 0x64, 0xff, 0x9b}, 12, {12, 13, 14, 15}, false},
	/* 64:ff9b:1::/48, NAT64 of a site */
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {6, 7, 9, 10}, false},
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {7, 9, 10, 11}, false},
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {9, 10, 11, 12}, false},
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {12, 13, 14, 15}, false},
	/* 2002::/16, 6to4 */
	{{0x20, 0x02}, 2, {2, 3, 4, 5}, false},
	/* 2001::/32, Teredo: server, and client in disguise */
	{{0x20, 0x01, 0x00, 0x00}, 4, {4, 5, 6, 7}, false},
	{{0x20, 0x01, 0x00, 0x00}, 4, {12, 13, 14, 15}, true}
};

/* ISATAP's, after any prefix; the universal/local bit may be either */
static const unsigned char isatap_identifier[4] = {0x00, 0x00, 0x5e, 0xfe};

static size_t receive_body(char *data, size_t size, size_t n, void *arg);
static size_t receive_header(char *data, size_t size, size_t n, void *arg);
static bool address_is_loopback(const struct sockaddr *address);

void
pgaws_http_init(void)
{
	static bool initialized = false;

	/* libcurl and its TLS library may start threads */
	Assert(IsUnderPostmaster || !IsPostmasterEnvironment);

	if (initialized)
		return;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("could not initialize libcurl")));
	initialized = true;
}

/* Opens a socket to an address that a request may go to. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	PgawsTransfer *transfer = arg;

	if (pgaws_address_is_link_local(&address->addr) ||
		(transfer->plain_http && !address_is_loopback(&address->addr)))
	{
		pgaws_error_set(&transfer->error, PGAWS_REJECTED, NULL,
						"endpoint %s resolves to an address that is not allowed",
						transfer->peer);
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
				  address->protocol);
}

/*
 * The connection stands, the request is about to be sent.  When libcurl
 * comes here again, a reused connection died under the request, which the
 * service may nevertheless have acted on: that is for the caller to repeat.
 */
static int
before_request(void *arg, char *remote_ip, char *local_ip,
			   int remote_port, int local_port)
{
	PgawsTransfer *transfer = arg;

	if (transfer->sent)
	{
		pgaws_error_set(&transfer->error, PGAWS_NETWORK, NULL,
						"connection to %s closed without an answer",
						transfer->peer);
		return CURL_PREREQFUNC_ABORT;
	}
	transfer->sent = true;
	/* what open_socket() said of another address is void */
	pgaws_error_clear(&transfer->error);
	return CURL_PREREQFUNC_OK;
}

static void
release_transfer(void *arg)
{
	PgawsTransfer *transfer = arg;

	pgaws_loop_detach(transfer);
	if (transfer->easy != NULL)
		curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->header_list);
	free(transfer->answer.data);
	free(transfer->answer_headers.data);
}

/* True if the header has no byte that could end it or begin another. */
static bool
is_header_sound(const PgawsHeader *header)
{
	const unsigned char *p;

	if (header->name[0] == '\0')
		return false;
	for (p = (const unsigned char *) header->name; *p; p++)
	{
		if (*p <= 0x20 || *p >= 0x7f || *p == ':' || *p == ';')
			return false;
	}
	for (p = (const unsigned char *) header->value; *p; p++)
	{
		if (*p < 0x20 || *p == 0x7f)
			return false;
	}
	return true;
}

static bool
add_header_line(PgawsTransfer *transfer, const char *line)
{
	struct curl_slist *list = curl_slist_append(transfer->header_list, line);

	if (list != NULL)
		transfer->header_list = list;
	else
		pgaws_error_set(&transfer->error, PGAWS_NETWORK, NULL, "out of memory");
	return list != NULL;
}

/* "Name:" alone suppresses a header, "Name;" sends one without a value. */
static bool
add_headers(PgawsTransfer *transfer, const PgawsHeader *headers, int nheaders)
{
	bool		has_type = false;
	int			i;

	for (i = 0; i < nheaders; i++)
	{
		char	   *line;

		if (!is_header_sound(&headers[i]))
		{
			pgaws_error_set(&transfer->error, PGAWS_REJECTED, NULL,
							"request header %d contains control characters", i + 1);
			return false;
		}
		if (pg_strcasecmp(headers[i].name, "content-type") == 0)
			has_type = true;
		if (headers[i].value[0] != '\0')
			line = psprintf("%s: %s", headers[i].name, headers[i].value);
		else
			line = psprintf("%s;", headers[i].name);
		if (!add_header_line(transfer, line))
			return false;
		pfree(line);
	}
	return add_header_line(transfer, "Expect:") &&
		(has_type || add_header_line(transfer, "Content-Type:"));
}

/* Is the URL one that these options allow? */
static bool
check_url(PgawsTransfer *transfer, const char *url)
{
	CURLU	   *parsed = curl_url();
	char	   *scheme = NULL;
	char	   *host = NULL;
	char	   *port = NULL;
	bool		https = false;

	transfer->plain_http = false;
	transfer->peer = "of the request";
	if (parsed != NULL &&
		curl_url_set(parsed, CURLUPART_URL, url,
					 CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
	{
		transfer->peer = psprintf("%s port %s", host, port);
		https = strcmp(scheme, "https") == 0;
		transfer->plain_http = strcmp(scheme, "http") == 0 &&
			transfer->options.allow_http && pgaws_host_is_loopback(host);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(parsed);

	if (!https && !transfer->plain_http)
		pgaws_error_set(&transfer->error, PGAWS_REJECTED, NULL,
						"endpoint %s is neither https nor an allowed loopback address",
						transfer->peer);
	return https || transfer->plain_http;
}

/* For functions with a variable transfer that return false on failure */
#define SETOPT(option, value) \
	do { \
		CURLcode	code_ = curl_easy_setopt(transfer->easy, option, value); \
		if (code_ != CURLE_OK) \
		{ \
			pgaws_error_set(&transfer->error, PGAWS_REJECTED, NULL, \
							"could not prepare request: %s", \
							curl_easy_strerror(code_)); \
			return false; \
		} \
	} while (0)

/* How long to try, and whom to trust. */
static bool
set_connection_options(PgawsTransfer *transfer)
{
	PgawsHttpOptions *options = &transfer->options;

	SETOPT(CURLOPT_PROTOCOLS_STR, transfer->plain_http ? "http" : "https");

	/* Redirects are not followed: libcurl's default */
	SETOPT(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	/* do not wait for a resolver thread when a transfer is dropped */
	SETOPT(CURLOPT_QUICK_EXIT, 1L);
#endif
	SETOPT(CURLOPT_SSL_VERIFYPEER, 1L);
	SETOPT(CURLOPT_SSL_VERIFYHOST, 2L);
	SETOPT(CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
	if (options->ca_file != NULL)
		SETOPT(CURLOPT_CAINFO, options->ca_file);
	SETOPT(CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
	/* "" is no proxy at all; unset would mean that of the environment */
	SETOPT(CURLOPT_PROXY, "");
	/* a cut HTTP/2 connection would fail many transfers at once */
	SETOPT(CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
	SETOPT(CURLOPT_CONNECTTIMEOUT_MS, (long) options->connect_timeout_ms);
	SETOPT(CURLOPT_TIMEOUT_MS, (long) options->request_timeout_ms);
	if (options->stall_timeout_s > 0)
	{
		SETOPT(CURLOPT_LOW_SPEED_LIMIT, STALL_BYTES_PER_SECOND);
		SETOPT(CURLOPT_LOW_SPEED_TIME, (long) options->stall_timeout_s);
	}
	SETOPT(CURLOPT_TCP_KEEPALIVE, 1L);
	SETOPT(CURLOPT_MAXAGE_CONN, IDLE_CONNECTION_S);
	SETOPT(CURLOPT_MAXLIFETIME_CONN, CONNECTION_LIFETIME_S);
	SETOPT(CURLOPT_BUFFERSIZE, RECEIVE_BUFFER_BYTES);
	SETOPT(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SETOPT(CURLOPT_OPENSOCKETDATA, transfer);
	return true;
}

/*
 * The path is signed as it is and must not be normalized on the way.  No
 * Accept-Encoding is sent and nothing is decoded: a compressed answer could
 * be a small one that grows without bound.
 */
static bool
set_request_options(PgawsTransfer *transfer, const char *method, const char *url)
{
	SETOPT(CURLOPT_PRIVATE, transfer);
	SETOPT(CURLOPT_URL, url);
	SETOPT(CURLOPT_PATH_AS_IS, 1L);
	if (strcmp(method, "HEAD") == 0)
		SETOPT(CURLOPT_NOBODY, 1L);
	else if (transfer->body_len > 0 || strcmp(method, "POST") == 0 ||
			 strcmp(method, "PUT") == 0)
	{
		SETOPT(CURLOPT_POST, 1L);
		SETOPT(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) transfer->body_len);
		SETOPT(CURLOPT_POSTFIELDS, transfer->body);
	}
	SETOPT(CURLOPT_CUSTOMREQUEST, method);
	SETOPT(CURLOPT_USERAGENT, "pgawspipe/" PGAWSPIPE_VERSION);
	SETOPT(CURLOPT_HTTPHEADER, (struct curl_slist *) transfer->header_list);
	SETOPT(CURLOPT_WRITEFUNCTION, receive_body);
	SETOPT(CURLOPT_WRITEDATA, transfer);
	SETOPT(CURLOPT_HEADERFUNCTION, receive_header);
	SETOPT(CURLOPT_HEADERDATA, transfer);
	SETOPT(CURLOPT_PREREQFUNCTION, before_request);
	SETOPT(CURLOPT_PREREQDATA, transfer);
	return true;
}

static void
copy_options(PgawsHttpOptions *dst, const PgawsHttpOptions *src)
{
	*dst = *src;
	if (dst->connect_timeout_ms <= 0)
		dst->connect_timeout_ms = CONNECT_TIMEOUT_MS;
	if (dst->request_timeout_ms <= 0)
		dst->request_timeout_ms = REQUEST_TIMEOUT_MS;
	if (dst->max_response_bytes == 0)
		dst->max_response_bytes = RESPONSE_BYTES_MAX;
}

PgawsTransfer *
pgaws_transfer_create(const PgawsHttpOptions *options,
					  const char *method, const char *url,
					  const PgawsHeader *headers, int nheaders,
					  const char *body, size_t body_len,
					  bool body_borrowed, void *owner)
{
	MemoryContext context;
	MemoryContext old;
	PgawsTransfer *transfer;

	context = AllocSetContextCreate(CurrentMemoryContext,
									"pgawspipe transfer",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	transfer = palloc0(sizeof(PgawsTransfer));
	transfer->context = context;
	transfer->owner = owner;
	transfer->callback.func = release_transfer;
	transfer->callback.arg = transfer;
	MemoryContextRegisterResetCallback(context, &transfer->callback);

	copy_options(&transfer->options, options);
	transfer->body = body_len > 0 ? body : "";
	transfer->body_len = body_len;
	if (!body_borrowed && body_len > 0)
	{
		char	   *copy = MemoryContextAllocHuge(context, body_len);

		memcpy(copy, body, body_len);
		transfer->body = copy;
	}

	transfer->easy = curl_easy_init();
	if (transfer->easy == NULL)
		pgaws_error_set(&transfer->error, PGAWS_NETWORK, NULL, "out of memory");
	else if (check_url(transfer, url) &&
			 add_headers(transfer, headers, nheaders) &&
			 set_connection_options(transfer))
		(void) set_request_options(transfer, method, url);
	MemoryContextSwitchTo(old);
	return transfer;
}

/* A time limit that ran out: which one, and how far the exchange had come. */
static void
set_timeout_error(PgawsTransfer *transfer, PgawsError *error)
{
	PgawsHttpOptions *options = &transfer->options;
	curl_off_t	elapsed_us = 0;
	bool		begun = transfer->status != 0;

	(void) curl_easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &elapsed_us);
	if (!transfer->sent)
		pgaws_error_set(error, PGAWS_NETWORK, NULL,
						"no connection to %s within %g s", transfer->peer,
						Min(options->connect_timeout_ms,
							options->request_timeout_ms) / 1000.0);
	else if (elapsed_us / 1000 < options->request_timeout_ms)
		pgaws_error_set(error, PGAWS_NETWORK, NULL,
						"%s %s stalled for %d s",
						begun ? "answer from" : "exchange with",
						transfer->peer, options->stall_timeout_s);
	else
		pgaws_error_set(error, PGAWS_NETWORK, NULL, "no %s from %s within %g s",
						begun ? "complete answer" : "answer", transfer->peer,
						options->request_timeout_ms / 1000.0);
}

static void
set_connect_error(PgawsTransfer *transfer, PgawsError *error)
{
	const char *reason = "";
	long		os_errno = 0;

	(void) curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &os_errno);
	if (os_errno == ECONNREFUSED)
		reason = ": connection refused";
	else if (os_errno == EHOSTUNREACH || os_errno == ENETUNREACH)
		reason = ": host cannot be reached";
	pgaws_error_set(error, PGAWS_NETWORK, NULL, "could not connect to %s%s",
					transfer->peer, reason);
}

/*
 * libcurl's own error buffer is not used: it differs from release to release,
 * and may quote more than who was asked.
 */
static void
set_failure(PgawsTransfer *transfer, CURLcode code, PgawsError *error)
{
	PgawsErrorClass class = PGAWS_NETWORK;
	const char *doing = "answer from";
	const char *reason;

	switch (code)
	{
		case CURLE_OPERATION_TIMEDOUT:
			set_timeout_error(transfer, error);
			return;
		case CURLE_COULDNT_CONNECT:
			set_connect_error(transfer, error);
			return;
		case CURLE_COULDNT_RESOLVE_HOST:
			transfer->unresolved = true;
			pgaws_error_set(error, class, NULL,
							"host name \"%.*s\" could not be resolved",
							(int) strcspn(transfer->peer, " "), transfer->peer);
			return;
		case CURLE_GOT_NOTHING:
			doing = "connection to";
			reason = "closed without an answer";
			break;
		case CURLE_SEND_ERROR:
		case CURLE_RECV_ERROR:
			doing = "connection to";
			reason = "was reset";
			break;
		case CURLE_PARTIAL_FILE:
			reason = "was cut short";
			break;
		case CURLE_SSL_CONNECT_ERROR:
			doing = "TLS handshake with";
			reason = "failed";
			break;
		case CURLE_PEER_FAILED_VERIFICATION:
			pgaws_error_set(error, class, NULL,
							"certificate of %s could not be verified",
							transfer->peer);
			strlcpy(error->hint, "The parameter pgawspipe.ca_file can name a file of authorities to trust in place of the operating system's.",
					sizeof(error->hint));
			return;
		case CURLE_SSL_CACERT_BADFILE:
			pgaws_error_set(error, PGAWS_REJECTED, NULL,
							"file of trusted certificates could not be read");
			strlcpy(error->hint, "The parameter pgawspipe.ca_file names the file.",
					sizeof(error->hint));
			return;
		case CURLE_UNSUPPORTED_PROTOCOL:	/* HTTP/0.9 */
		case CURLE_WEIRD_SERVER_REPLY:
			class = PGAWS_MALFORMED;
			reason = "is not sound HTTP";
			break;
		default:
			pgaws_error_set(error, class, NULL, "exchange with %s failed: %s",
							transfer->peer, curl_easy_strerror(code));
			return;
	}
	pgaws_error_set(error, class, NULL, "%s %s %s", doing, transfer->peer, reason);
}

void
pgaws_transfer_complete(PgawsTransfer *transfer, int code)
{
	long		status = 0;

	(void) curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	transfer->status = (int) status;
	if (code == CURLE_OK)
	{
		pgaws_error_clear(&transfer->error);
		return;
	}
	/* a callback knows better */
	if (transfer->error.class == PGAWS_OK)
		set_failure(transfer, code, &transfer->error);
	transfer->error.maybe_sent = transfer->sent;
}

void
pgaws_transfer_abandon(PgawsTransfer *transfer, const char *reason)
{
	pgaws_error_set(&transfer->error, PGAWS_NETWORK, NULL,
					"exchange with %s failed: %s", transfer->peer, reason);
	transfer->error.maybe_sent = transfer->sent;
}

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
static size_t
receive_body(char *data, size_t size, size_t n, void *arg)
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
						"answer from %s exceeds the limit of %zu bytes",
						transfer->peer, max);
	else
		pgaws_error_set(&transfer->error, PGAWS_NETWORK, NULL,
						"out of memory for the answer from %s",
						transfer->peer);
	return 0;
}

/*
 * Receives one header line.  A status line begins a new answer: what came
 * before belonged to an interim one (100 Continue).
 */
static size_t
receive_header(char *data, size_t size, size_t n, void *arg)
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
					"answer from %s has too many headers", transfer->peer);
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

bool
pgaws_transfer_is_unresolved(PgawsTransfer *transfer)
{
	return transfer->unresolved;
}

const char *
pgaws_transfer_peer(PgawsTransfer *transfer)
{
	return transfer->peer;
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

static uint32
ipv4_at(const unsigned char *v6, const int *at)
{
	return (uint32) v6[at[0]] << 24 | (uint32) v6[at[1]] << 16 |
		(uint32) v6[at[2]] << 8 | v6[at[3]];
}

static bool
is_link_local_ipv4(uint32 ipv4)
{
	return (ipv4 >> 16) == 0xa9fe;	/* 169.254.0.0/16 */
}

/*
 * True if v6 leads to a link-local IPv4 address when somebody unwraps it on
 * the way.
 */
static bool
embeds_link_local_ipv4(const unsigned char *v6)
{
	static const int last[4] = {12, 13, 14, 15};

	for (int i = 0; i < (int) lengthof(embeddings); i++)
	{
		const Embedding *embedding = &embeddings[i];
		uint32		ipv4 = ipv4_at(v6, embedding->at);

		if (memcmp(v6, embedding->prefix, embedding->prefix_len) == 0 &&
			is_link_local_ipv4(embedding->inverted ? ~ipv4 : ipv4))
			return true;
	}
	return (v6[8] & ~0x02) == isatap_identifier[0] &&
		memcmp(&v6[9], &isatap_identifier[1], 3) == 0 &&
		is_link_local_ipv4(ipv4_at(v6, last));
}

static bool
is_loopback_ipv4(const struct in_addr *v4)
{
	return ntohl(v4->s_addr) >> 24 == 127;
}

/*
 * An embedded IPv4 address of this machine does not count, unless the kernel
 * itself unwraps it: what a translator or a tunnel does with it has left the
 * machine.
 */
static bool
is_loopback_ipv6(const struct in6_addr *v6)
{
	return IN6_IS_ADDR_LOOPBACK(v6) ||
		(IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
}

static bool
address_is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_loopback_ipv4(&((const struct sockaddr_in *) address)->sin_addr);
	if (address->sa_family == AF_INET6)
		return is_loopback_ipv6(&((const struct sockaddr_in6 *) address)->sin6_addr);
	return false;
}

bool
pgaws_address_is_link_local(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_link_local_ipv4(ntohl(((const struct sockaddr_in *) address)->sin_addr.s_addr));
	if (address->sa_family == AF_INET6)
	{
		const struct in6_addr *v6;

		v6 = &((const struct sockaddr_in6 *) address)->sin6_addr;
		return IN6_IS_ADDR_LINKLOCAL(v6) ||
			memcmp(v6->s6_addr, ec2_prefix, sizeof(ec2_prefix)) == 0 ||
			embeds_link_local_ipv4(v6->s6_addr);
	}
	return false;
}

bool
pgaws_host_is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;
	char		bare[INET6_ADDRSTRLEN];
	size_t		len = strlen(host);

	if (pg_strcasecmp(host, "localhost") == 0)
		return true;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return is_loopback_ipv4(&v4);

	/* in a URL an IPv6 address stands in brackets */
	if (len < 3 || host[0] != '[' || host[len - 1] != ']' ||
		len - 2 >= sizeof(bare))
		return false;
	strlcpy(bare, host + 1, len - 1);
	return inet_pton(AF_INET6, bare, &v6) == 1 && is_loopback_ipv6(&v6);
}
