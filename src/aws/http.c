/*-------------------------------------------------------------------------
 *
 * http.c
 *	  One HTTP exchange: what is sent, what came back.
 *
 * A transfer is a curl easy handle with its request and a bounded store for
 * the answer, in a memory context of its own.  A reset callback of that
 * context takes the transfer off its loop and gives libcurl's part back, so
 * that it may be deleted at any time and by any error.
 *
 * libcurl's callbacks run above its own stack frames: they never throw and
 * never palloc.  They return failure and leave the reason in the transfer.
 * Those that receive the answer are in http_answer.c.
 *
 * Nothing is trusted but the endpoint that the caller names.  Only https is
 * spoken, or plain http to this machine where the options allow it; the
 * address is checked after name resolution.  No redirect is followed, and
 * neither netrc nor cookies nor the environment's proxies are looked at.
 *
 * Messages name no host, path or query: they end up in logs and views.
 *
 * IDENTIFICATION
 *	  src/aws/http.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <curl/curl.h>
#include <unistd.h>

#include "aws/http_address.h"
#include "aws/transfer.h"
#include "miscadmin.h"
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
/* So that changes in DNS are followed */
#define CONNECTION_LIFETIME_S	600L
#define RECEIVE_BUFFER_BYTES	(128 * 1024L)

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
		(transfer->plain_http && !pgaws_address_is_loopback(&address->addr)))
	{
		pgaws_error_set(&transfer->error, PGAWS_REJECTED, NULL,
						"endpoint resolves to an address that is not allowed");
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
						"connection closed without an answer");
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

/* No byte of a header may end it or begin another. */
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
	bool		https = false;

	transfer->plain_http = false;
	if (parsed != NULL &&
		curl_url_set(parsed, CURLUPART_URL, url,
					 CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK)
	{
		https = strcmp(scheme, "https") == 0;
		transfer->plain_http = strcmp(scheme, "http") == 0 &&
			transfer->options.allow_http && pgaws_host_is_loopback(host);
	}
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(parsed);

	if (!https && !transfer->plain_http)
		pgaws_error_set(&transfer->error, PGAWS_REJECTED, NULL,
						"endpoint is neither https nor an allowed loopback address");
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
	SETOPT(CURLOPT_WRITEFUNCTION, pgaws_answer_receive);
	SETOPT(CURLOPT_WRITEDATA, transfer);
	SETOPT(CURLOPT_HEADERFUNCTION, pgaws_answer_receive_header);
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

void
pgaws_transfer_free(PgawsTransfer *transfer)
{
	MemoryContextDelete(transfer->context);
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
		pgaws_error_set(error, PGAWS_NETWORK, NULL, "no connection within %g s",
						Min(options->connect_timeout_ms,
							options->request_timeout_ms) / 1000.0);
	else if (elapsed_us / 1000 < options->request_timeout_ms)
		pgaws_error_set(error, PGAWS_NETWORK, NULL,
						"%s stalled for %d s", begun ? "answer" : "exchange",
						options->stall_timeout_s);
	else
		pgaws_error_set(error, PGAWS_NETWORK, NULL, "no %s within %g s",
						begun ? "complete answer" : "answer",
						options->request_timeout_ms / 1000.0);
}

static void
set_connect_error(PgawsTransfer *transfer, PgawsError *error)
{
	const char *reason = "could not connect";
	long		os_errno = 0;

	(void) curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &os_errno);
	if (os_errno == ECONNREFUSED)
		reason = "connection refused";
	else if (os_errno == EHOSTUNREACH || os_errno == ENETUNREACH)
		reason = "host cannot be reached";
	pgaws_error_set(error, PGAWS_NETWORK, NULL, "%s", reason);
}

/*
 * libcurl's own error buffer is not used: it names hosts and addresses.  Its
 * text for a code does not.
 */
static void
set_failure(PgawsTransfer *transfer, CURLcode code, PgawsError *error)
{
	PgawsErrorClass class = PGAWS_NETWORK;
	const char *reason = curl_easy_strerror(code);

	switch (code)
	{
		case CURLE_OPERATION_TIMEDOUT:
			set_timeout_error(transfer, error);
			return;
		case CURLE_COULDNT_CONNECT:
			set_connect_error(transfer, error);
			return;
		case CURLE_COULDNT_RESOLVE_HOST:
			reason = "host name could not be resolved";
			break;
		case CURLE_GOT_NOTHING:
			reason = "connection closed without an answer";
			break;
		case CURLE_SEND_ERROR:
		case CURLE_RECV_ERROR:
			reason = "connection was reset";
			break;
		case CURLE_PARTIAL_FILE:
			reason = "answer was cut short";
			break;
		case CURLE_SSL_CONNECT_ERROR:
			reason = "TLS handshake failed";
			break;
		case CURLE_PEER_FAILED_VERIFICATION:
			reason = "server certificate could not be verified";
			break;
		case CURLE_SSL_CACERT_BADFILE:
			class = PGAWS_REJECTED;
			reason = "file of trusted certificates could not be read";
			break;
		case CURLE_UNSUPPORTED_PROTOCOL:	/* HTTP/0.9 */
		case CURLE_WEIRD_SERVER_REPLY:
			class = PGAWS_MALFORMED;
			reason = "answer is not sound HTTP";
			break;
		default:
			break;
	}
	pgaws_error_set(error, class, NULL, "%s", reason);
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
	pgaws_error_set(&transfer->error, PGAWS_NETWORK, NULL, "%s", reason);
	transfer->error.maybe_sent = transfer->sent;
}
