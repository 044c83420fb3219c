/*-------------------------------------------------------------------------
 *
 * client.c
 *	  Calls of AWS operations: endpoint, attempts, and what an answer is.
 *
 * A call is started, makes attempts, and is put on a list of its loop when it
 * has finished, from which pgaws_call_next() takes it.  It lives in a memory
 * context below its client's, whatever context the caller is in, and can be
 * freed at any of these points; its transfer goes with it.
 *
 * Endpoints.  A service is reached at the endpoint configured for it, else at
 * the one configured for all services, else at AWS's own in the region.
 * Whether plain http may be spoken to an endpoint is decided in http.c.
 *
 * Attempts.  Two failures are repeated once whatever the limits say, because
 * the service has not acted: refused credentials, after the provider was told
 * to look again, and a refused time of signing, after the service's own clock
 * was taken from its answer.  The client keeps the difference between the two
 * clocks.  All else is AWS's standard mode, see retry.c.
 *
 * Answers.  A proxy, a maintenance page or the wrong server may answer too,
 * with any status.  What AWS answers has a header with a request ID, on success
 * and on failure, with and without a body; no other header tells AWS from the
 * rest.  The body has to be what the operation answers besides: a JSON object
 * or nothing, the query protocol's <OperationResponse>, S3's element for it.
 * The content type is not looked at, because moto calls its JSON text/html.
 * Emulators send the request ID too, in either spelling: kinesis-local,
 * kinesalite, dynalite, fauxqs and moto.  See is_local_emulator() for the one
 * that does not.  error.c recognizes failures of AWS by the same header.
 *
 * IDENTIFICATION
 *	  src/aws/client.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>

#include "aws/client.h"
#include "aws/error.h"
#include "aws/json.h"
#include "aws/model.h"
#include "aws/region.h"
#include "aws/retry.h"
#include "aws/xml.h"
#include "lib/ilist.h"
#include "utils/memutils.h"
#include "utils/pg_crc.h"

struct PgawsClient
{
	MemoryContext context;
	PgawsLoop  *loop;
	PgawsCredentialsProvider *provider;
	PgawsClientConfig config;	/* the client's own copy */
	PgawsRetryBucket bucket;
	int64		clock_offset;	/* seconds to add to our clock, as learned */
};

struct PgawsCall
{
	/* Identity */
	MemoryContext context;
	MemoryContextCallback callback;
	PgawsClient *client;
	const PgawsService *service;
	const char *operation;
	void	   *owner;
	int			tag;

	/* Request */
	const char *method;
	const char *endpoint;		/* scheme://host[:port] */
	const char *path;
	const char *query;			/* "" when there is none */
	PgawsHeader *headers;		/* the first is host */
	int			nheaders;
	const char *body;
	size_t		body_len;

	/* State */
	int			attempt;
	int			max_attempts;
	int			cost;			/* of the last retry */
	bool		credentials_renewed;
	bool		clock_adjusted;
	MemoryContext attempt_context;
	PgawsTransfer *transfer;	/* of the last attempt; lives there */

	/* Outcome */
	PgawsError	error;
	dlist_node	node;			/* on the loop when finished; else zero */
};

/* AWS tolerates 5 minutes (S3: 15); SDKs suspect the clock from 4 on */
#define CLOCK_SKEW_SUSPECT_S	240

/* What an answer's body looks like, seen from the operation. */
typedef enum BodyForm
{
	BODY_RIGHT,
	BODY_CUT,					/* begins as it should */
	BODY_WRONG
} BodyForm;

/* All answers that nobody parses afterwards are far shorter. */
#define SCANNED_BYTES_MAX	(64 * 1024)

static const char *const credentials_codes[] = {
	"ExpiredToken",
	"ExpiredTokenException",
	"InvalidClientTokenId",
	"InvalidToken",
	"RequestExpired",
	"TokenRefreshRequired",
	"UnrecognizedClientException"
};

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

static void finish_call(PgawsCall *call);
static void start_attempt(PgawsCall *call, int64 delay_ms);
static void advance_call(PgawsCall *call);
static bool check_answer(PgawsCall *call, bool *blames_clock);

static char *
copy_string(const char *text)
{
	return text != NULL ? pstrdup(text) : NULL;
}

PgawsClient *
pgaws_client_create(PgawsLoop *loop, const PgawsClientConfig *config,
					PgawsCredentialsProvider *provider)
{
	MemoryContext context;
	MemoryContext old;
	PgawsClient *client;
	PgawsEndpoint *endpoints;
	int			i;

	context = AllocSetContextCreate(CurrentMemoryContext, "pgawspipe client",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	client = palloc0(sizeof(PgawsClient));
	client->context = context;
	client->loop = loop;
	client->provider = provider;
	client->config = *config;
	client->config.region = copy_string(config->region);
	client->config.http.ca_file = copy_string(config->http.ca_file);
	endpoints = palloc0(Max(config->nendpoints, 1) * sizeof(PgawsEndpoint));
	for (i = 0; i < config->nendpoints; i++)
	{
		endpoints[i].service = copy_string(config->endpoints[i].service);
		endpoints[i].url = copy_string(config->endpoints[i].url);
	}
	client->config.endpoints = endpoints;
	pgaws_retry_bucket_init(&client->bucket);
	MemoryContextSwitchTo(old);
	return client;
}

void
pgaws_client_free(PgawsClient *client)
{
	MemoryContextDelete(client->context);
}

const char *
pgaws_client_region(PgawsClient *client)
{
	return client->config.region;
}

/* Takes a finished call off its loop's list, unless the loop went first. */
static void
release_call(void *arg)
{
	PgawsCall  *call = arg;

	if (call->node.next != NULL)
		dlist_delete(&call->node);
}

static PgawsCall *
make_call(PgawsClient *client, const PgawsService *service,
		  const char *operation, void *owner, int tag)
{
	MemoryContext context;
	PgawsCall  *call;

	context = AllocSetContextCreate(client->context, "pgawspipe call",
									ALLOCSET_SMALL_SIZES);
	call = MemoryContextAllocZero(context, sizeof(PgawsCall));
	call->context = context;
	call->callback.func = release_call;
	call->callback.arg = call;
	MemoryContextRegisterResetCallback(context, &call->callback);
	call->attempt_context = AllocSetContextCreate(context,
												  "pgawspipe attempt",
												  ALLOCSET_SMALL_SIZES);
	call->client = client;
	call->service = service;
	call->operation = MemoryContextStrdup(context, operation);
	call->owner = owner;
	call->tag = tag;
	call->attempt = 1;
	call->max_attempts = client->config.max_attempts;
	return call;
}

PgawsCall *
pgaws_call_http(PgawsClient *client, const PgawsService *service,
				const char *operation, const char *method,
				const char *path, const char *query,
				const PgawsHeader *headers, int nheaders,
				const char *body, size_t body_len,
				void *owner, int tag)
{
	PgawsCall  *call = make_call(client, service, operation, owner, tag);
	MemoryContext old = MemoryContextSwitchTo(call->context);
	char	   *endpoint;
	char	   *host;
	int			i;

	if (!pgaws_endpoint_find(&client->config, service, &endpoint, &host,
							 &call->error))
	{
		MemoryContextSwitchTo(old);
		finish_call(call);
		return call;
	}

	call->method = pstrdup(method);
	call->endpoint = endpoint;
	call->path = pstrdup(path);
	call->query = pstrdup(query != NULL ? query : "");
	call->headers = palloc((nheaders + 1) * sizeof(PgawsHeader));
	call->headers[0].name = "host";
	call->headers[0].value = host;
	for (i = 0; i < nheaders; i++)
	{
		call->headers[i + 1].name = pstrdup(headers[i].name);
		call->headers[i + 1].value = pstrdup(headers[i].value);
	}
	call->nheaders = nheaders + 1;
	call->body = "";
	if (body_len > 0)
	{
		call->body = MemoryContextAllocHuge(call->context, body_len);
		memcpy(unconstify(char *, call->body), body, body_len);
		call->body_len = body_len;
	}
	MemoryContextSwitchTo(old);

	start_attempt(call, 0);
	return call;
}

PgawsCall *
pgaws_call_failed(PgawsClient *client, const PgawsService *service,
				  const char *operation, const PgawsError *error,
				  void *owner, int tag)
{
	PgawsCall  *call = make_call(client, service, operation, owner, tag);

	call->error = *error;
	finish_call(call);
	return call;
}

PgawsCall *
pgaws_call_json(PgawsClient *client, const PgawsService *service,
				const char *operation, const char *body, size_t body_len,
				void *owner, int tag)
{
	PgawsHeader headers[2];
	PgawsCall  *call;
	PgawsError	error;
	char	   *target;

	if (service->target_prefix == NULL)
	{
		pgaws_error_set(&error, PGAWS_REJECTED, NULL,
						"service \"%s\" does not speak a JSON protocol",
						service->name);
		return pgaws_call_failed(client, service, operation, &error, owner, tag);
	}

	target = psprintf("%s.%s", service->target_prefix, operation);
	headers[0].name = "content-type";
	headers[0].value = service->protocol == PGAWS_PROTOCOL_JSON_1_0 ?
		"application/x-amz-json-1.0" : "application/x-amz-json-1.1";
	headers[1].name = "x-amz-target";
	headers[1].value = target;
	call = pgaws_call_http(client, service, operation, "POST", "/", NULL,
						   headers, lengthof(headers), body, body_len,
						   owner, tag);
	pfree(target);
	return call;
}

/* Hands the call over to pgaws_call_next(). */
static void
finish_call(PgawsCall *call)
{
	PgawsLoop  *loop = call->client->loop;

	dlist_push_tail(pgaws_loop_attachment(loop), &call->node);
	pgaws_loop_wake(loop);
}

void
pgaws_client_drive(PgawsLoop *loop)
{
	PgawsTransfer *transfer;

	pgaws_loop_drive(loop);
	while ((transfer = pgaws_loop_next(loop)) != NULL)
		advance_call(pgaws_transfer_owner(transfer));
}

PgawsCall *
pgaws_call_next(PgawsLoop *loop)
{
	dlist_head *finished = pgaws_loop_attachment(loop);
	dlist_node *node;

	if (dlist_is_empty(finished))
		return NULL;
	node = dlist_pop_head_node(finished);
	memset(node, 0, sizeof(dlist_node));
	return dlist_container(PgawsCall, node, node);
}

void
pgaws_call_free(PgawsCall *call)
{
	MemoryContextDelete(call->context);
}

void
pgaws_call_cancel(PgawsCall *call)
{
	pgaws_call_free(call);
}

void
pgaws_call_set_max_attempts(PgawsCall *call, int max_attempts)
{
	call->max_attempts = max_attempts;
}

void *
pgaws_call_owner(PgawsCall *call)
{
	return call->owner;
}

int
pgaws_call_tag(PgawsCall *call)
{
	return call->tag;
}

const char *
pgaws_call_operation(PgawsCall *call)
{
	return call->operation;
}

const PgawsError *
pgaws_call_error(PgawsCall *call)
{
	return call->error.class == PGAWS_OK ? NULL : &call->error;
}

int
pgaws_call_status(PgawsCall *call)
{
	return call->transfer != NULL ? pgaws_transfer_status(call->transfer) : 0;
}

int64
pgaws_call_date(PgawsCall *call)
{
	return call->transfer != NULL ? pgaws_transfer_date(call->transfer) : -1;
}

/* A call that failed before it was sent has an empty body. */
char *
pgaws_call_body(PgawsCall *call, size_t *len)
{
	if (call->transfer != NULL)
		return pgaws_transfer_body(call->transfer, len);
	*len = 0;
	return MemoryContextStrdup(call->context, "");
}

char *
pgaws_call_take_body(PgawsCall *call, size_t *len)
{
	char	   *empty;

	if (call->transfer != NULL)
		return pgaws_transfer_take_body(call->transfer, len);
	*len = 0;
	empty = calloc(1, 1);
	if (empty == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	return empty;
}

const char *
pgaws_call_header(PgawsCall *call, const char *name)
{
	return call->transfer != NULL ?
		pgaws_transfer_header(call->transfer, name) : NULL;
}

void
pgaws_call_each_header(PgawsCall *call,
					   void (*visit) (const char *name, const char *value,
									  void *arg),
					   void *arg)
{
	if (call->transfer != NULL)
		pgaws_transfer_each_header(call->transfer, visit, arg);
}

/* The region becomes part of a host name */
static bool
is_region_sound(const char *region)
{
	return region != NULL && region[0] != '\0' &&
		region[strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static const char *
find_configured(const PgawsClientConfig *config, const PgawsService *service)
{
	const char *general = NULL;
	int			i;

	for (i = 0; i < config->nendpoints; i++)
	{
		const PgawsEndpoint *endpoint = &config->endpoints[i];

		if (endpoint->service == NULL)
			general = endpoint->url;
		else if (strcmp(endpoint->service, service->name) == 0)
			return endpoint->url;
	}
	return general;
}

/*
 * The region that a request to a service is signed for.  A service without
 * regions is at home in one of each partition.
 */
static const char *
signing_region(const PgawsClientConfig *config, const PgawsService *service)
{
	if (!service->global)
		return config->region;
	if (strncmp(config->region, "cn-", 3) == 0)
		return "cn-north-1";
	if (strncmp(config->region, "us-gov-", 7) == 0)
		return "us-gov-west-1";
	return "us-east-1";
}

/*
 * Splits "scheme://host[:port][/]".  The host header goes without the
 * scheme's own port, for that is how the service computes the signature.
 */
static bool
split_url(const char *configured, char **url, char **host)
{
	const char *authority = strstr(configured, "://");
	const char *suffix;
	size_t		len;

	if (authority == NULL)
		return false;
	authority += strlen("://");
	len = strcspn(authority, "/?#@ ");
	if (len == 0 || (authority[len] != '\0' && strcmp(authority + len, "/") != 0))
		return false;

	*url = pnstrdup(configured, authority - configured + len);
	*host = pnstrdup(authority, len);
	suffix = strncmp(configured, "https:", 6) == 0 ? ":443" : ":80";
	if (len > strlen(suffix) &&
		strcmp(*host + len - strlen(suffix), suffix) == 0)
		(*host)[len - strlen(suffix)] = '\0';
	return true;
}

bool
pgaws_endpoint_find(const PgawsClientConfig *config,
					const PgawsService *service,
					char **url, char **host, PgawsError *error)
{
	const char *configured = find_configured(config, service);

	if (!is_region_sound(config->region))
	{
		char		region[64];

		pgaws_error_quote(region, sizeof(region), config->region,
						  strlen(config->region));
		pgaws_error_set(error, PGAWS_REJECTED, NULL, "region \"%s\" is not valid",
						region);
		return false;
	}
	if (configured != NULL)
	{
		if (split_url(configured, url, host))
			return true;
		pgaws_error_set(error, PGAWS_REJECTED, NULL,
						"endpoint is not of the form scheme://host[:port]");
		return false;
	}

	/* the partition of China has a domain of its own; GovCloud has not */
	if (service->global &&strncmp(config->region, "cn-", 3) != 0)
		*host = psprintf("%s%s.amazonaws.com", service->host_prefix,
						 strncmp(config->region, "us-gov-", 7) == 0 ? ".us-gov" : "");
	else
		*host = psprintf("%s.%s.amazonaws.com%s", service->host_prefix,
						 signing_region(config, service),
						 strncmp(config->region, "cn-", 3) == 0 ? ".cn" : "");
	*url = psprintf("https://%s", *host);
	return true;
}

static void
sign(PgawsCall *call, const PgawsCredentials *credentials,
	 PgawsSigningResult *result)
{
	bool		s3 = strcmp(call->service->signing_name, "s3") == 0;
	PgawsSigningInput input;

	memset(&input, 0, sizeof(input));
	input.region = signing_region(&call->client->config, call->service);
	input.signing_name = call->service->signing_name;
	input.encode_path_twice = !s3;
	input.normalize_path = !s3;
	input.sign_payload_header = s3;
	input.method = call->method;
	input.path = call->path;
	input.query = call->query;
	input.headers = call->headers;
	input.nheaders = call->nheaders;
	input.body = call->body;
	input.body_len = call->body_len;
	input.now = (int64) time(NULL) + call->client->clock_offset;
	pgaws_sigv4_sign(&input, credentials, result);
}

static PgawsTransfer *
make_transfer(PgawsCall *call, const PgawsSigningResult *signature)
{
	int			nheaders = call->nheaders + signature->nheaders_to_add;
	PgawsHeader *headers = palloc(nheaders * sizeof(PgawsHeader));
	const char *url;

	memcpy(headers, call->headers, call->nheaders * sizeof(PgawsHeader));
	memcpy(headers + call->nheaders, signature->headers_to_add,
		   signature->nheaders_to_add * sizeof(PgawsHeader));
	url = psprintf("%s%s%s%s", call->endpoint, call->path,
				   call->query[0] != '\0' ? "?" : "", call->query);
	return pgaws_transfer_create(&call->client->config.http, call->method, url,
								 headers, nheaders, call->body, call->body_len,
								 true, call);
}

/* Signs and sends; a failure to do so finishes the call. */
static void
start_attempt(PgawsCall *call, int64 delay_ms)
{
	PgawsCredentialsProvider *provider = call->client->provider;
	const PgawsCredentials *credentials;
	PgawsSigningResult signature;
	MemoryContext old;

	call->transfer = NULL;
	MemoryContextReset(call->attempt_context);
	old = MemoryContextSwitchTo(call->attempt_context);

	credentials = provider->get(provider, &call->error);
	if (credentials == NULL)
		finish_call(call);
	else
	{
		pgaws_error_clear(&call->error);
		sign(call, credentials, &signature);
		call->transfer = make_transfer(call, &signature);
		pgaws_loop_start(call->client->loop, call->transfer, delay_ms);
	}
	MemoryContextSwitchTo(old);
}

/*
 * Takes the service's clock for ours when the signature was refused for its
 * time, or for no reason given while the two differ much.
 */
static bool
adjust_clock(PgawsCall *call, bool blames_clock)
{
	PgawsClient *client = call->client;
	int64		now = (int64) time(NULL);
	int64		date = pgaws_transfer_date(call->transfer);
	bool		refused;

	if (call->clock_adjusted || date < 0)
		return false;
	refused = strcmp(call->error.code, "SignatureDoesNotMatch") == 0 ||
		strcmp(call->error.code, "InvalidSignatureException") == 0 ||
		strcmp(call->error.code, "AuthFailure") == 0;
	if (!blames_clock &&
		!(refused &&
		  llabs(date - now - client->clock_offset) > CLOCK_SKEW_SUSPECT_S))
		return false;

	client->clock_offset = date - now;
	call->clock_adjusted = true;
	return true;
}

static bool
renew_credentials(PgawsCall *call)
{
	PgawsCredentialsProvider *provider = call->client->provider;
	int			i;

	if (call->credentials_renewed)
		return false;
	for (i = 0; i < lengthof(credentials_codes); i++)
	{
		if (strcmp(call->error.code, credentials_codes[i]) == 0)
		{
			provider->invalidate(provider);
			call->credentials_renewed = true;
			return true;
		}
	}
	return false;
}

/* Judges the finished transfer: done, or another attempt. */
static void
advance_call(PgawsCall *call)
{
	PgawsClient *client = call->client;
	MemoryContext old = MemoryContextSwitchTo(call->attempt_context);
	bool		blames_clock;
	bool		success = check_answer(call, &blames_clock);

	MemoryContextSwitchTo(old);
	if (success)
	{
		pgaws_retry_release(&client->bucket, call->cost);
		finish_call(call);
	}
	else if (adjust_clock(call, blames_clock) || renew_credentials(call))
		start_attempt(call, 0);
	else if (pgaws_error_is_retryable(&call->error) &&
			 call->attempt < call->max_attempts &&
			 pgaws_retry_acquire(&client->bucket, &call->error, &call->cost))
	{
		call->attempt++;
		start_attempt(call, pgaws_retry_delay_ms(&call->error,
												 call->attempt));
	}
	else
	{
		if (call->error.class == PGAWS_NETWORK && call->transfer != NULL &&
			pgaws_transfer_is_unresolved(call->transfer) &&
			find_configured(&client->config, call->service) == NULL)
			pgaws_region_hint(client->config.region, call->error.hint,
							  sizeof(call->error.hint));
		finish_call(call);
	}
}

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

/* An object of S3, or what a function of Lambda returns, has any form. */
static bool
answers_bytes(PgawsCall *call)
{
	const PgawsModel *model = call->service->model;
	const PgawsOperation *operation;

	if (call->service->protocol != PGAWS_PROTOCOL_REST_JSON &&
		call->service->protocol != PGAWS_PROTOCOL_REST_XML)
		return false;
	operation = pgaws_model_operation(model, call->operation);
	return operation != NULL && pgaws_operation_answers_bytes(model, operation);
}

/* The form of the body of an answer with a status of success. */
static BodyForm
form_of(PgawsCall *call, const char *body, size_t len)
{
	if (answers_bytes(call))
		return BODY_RIGHT;
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

	if (strcmp(call->service->name, "ses") != 0 ||
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
damaged(PgawsCall *call)
{
	pgaws_error_set(&call->error, PGAWS_NETWORK, NULL,
					"answer from %s was cut short or damaged",
					pgaws_transfer_peer(call->transfer));
	call->error.maybe_sent = true;
	return false;
}

/*
 * Is what the transfer has brought AWS's answer, complete, sound and a
 * success?  If not, fills call->error; *blames_clock tells that the service
 * finds fault with the signature's time.  May leave garbage in the current
 * memory context.
 */
static bool
check_answer(PgawsCall *call, bool *blames_clock)
{
	PgawsTransfer *transfer = call->transfer;
	PgawsCredentialsProvider *provider = call->client->provider;
	const PgawsCredentials *credentials;
	PgawsErrorAnswer answer;
	PgawsError	ignored;
	BodyForm	form;

	*blames_clock = false;
	if (pgaws_transfer_failed(transfer, &call->error))
		return false;

	memset(&answer, 0, sizeof(answer));
	answer.http_status = pgaws_transfer_status(transfer);
	answer.error_type = pgaws_transfer_header(transfer, "x-amzn-errortype");
	answer.request_id = find_request_id(transfer);
	answer.content_type = pgaws_transfer_header(transfer, "content-type");
	answer.peer = pgaws_transfer_peer(transfer);
	answer.body = pgaws_transfer_body(transfer, &answer.body_len);

	if (is_checksum_wrong(transfer, answer.body, answer.body_len))
		return damaged(call);
	if (answer.http_status < 200 || answer.http_status > 299)
	{
		if (answer.request_id != NULL && speaks_json(call->service) &&
			json_form(transfer, answer.body, answer.body_len) == BODY_CUT)
			return damaged(call);
		if (strcmp(call->method, "HEAD") == 0)
			answer.body = NULL;
		credentials = provider->get(provider, &ignored);
		if (credentials != NULL)
		{
			answer.secrets[0] = credentials->secret_access_key;
			answer.secrets[1] = credentials->session_token;
		}
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
	return form == BODY_RIGHT || damaged(call);
}
