/*-------------------------------------------------------------------------
 *
 * client.c
 *	  Clients and calls: their lives, and what callers see of them.
 *
 * A call goes: started → attempts (client_attempt.c) → finished, on a list of
 * its loop → collected by pgaws_call_next().  It lives in a memory context
 * below its client's, whatever context the caller is in, and can be freed at
 * any of these points; its transfer goes with it.
 *
 * IDENTIFICATION
 *	  src/aws/client.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/client_internal.h"
#include "utils/memutils.h"

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
		pgaws_call_finish(call);
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

	pgaws_call_attempt(call, 0);
	return call;
}

PgawsCall *
pgaws_call_failed(PgawsClient *client, const PgawsService *service,
				  const char *operation, const PgawsError *error,
				  void *owner, int tag)
{
	PgawsCall  *call = make_call(client, service, operation, owner, tag);

	call->error = *error;
	pgaws_call_finish(call);
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

void
pgaws_call_finish(PgawsCall *call)
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
		pgaws_call_advance(pgaws_transfer_owner(transfer));
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
