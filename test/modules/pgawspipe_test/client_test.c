/*-------------------------------------------------------------------------
 *
 * client_test.c
 *	  Loop, client and calls as SQL functions.
 *
 * One client with a loop of its own is open in the session.  Waiting is a
 * plain poll() on the loop's descriptor: the layer needs nothing else.  The
 * credentials change their key id whenever they are invalidated.
 *
 * IDENTIFICATION
 *	  test/modules/pgawspipe_test/client_test.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "aws/batch.h"
#include "aws/client.h"
#include "aws/retry.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

PGDLLEXPORT Datum pgawspipe_test_classify(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_open(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_start(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_get(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_drive(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_finish(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_cancel(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_break(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_client_close(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_open_descriptors(PG_FUNCTION_ARGS);

PG_FUNCTION_INFO_V1(pgawspipe_test_classify);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_open);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_start);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_get);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_drive);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_finish);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_cancel);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_break);
PG_FUNCTION_INFO_V1(pgawspipe_test_client_close);
PG_FUNCTION_INFO_V1(pgawspipe_test_open_descriptors);

#define CALLS_MAX	1000

typedef struct ChangingProvider
{
	PgawsCredentialsProvider base;
	PgawsCredentials credentials;
	char		key_id[32];
	int			generation;
} ChangingProvider;

static MemoryContext loop_context = NULL;
static MemoryContext client_context = NULL;
static PgawsLoop *loop = NULL;
static PgawsClient *client = NULL;
static ChangingProvider provider;
static PgawsCall *started[CALLS_MAX];
static int	nstarted = 0;

static const PgawsCredentials *
provider_get(PgawsCredentialsProvider *self, PgawsError *error)
{
	snprintf(provider.key_id, sizeof(provider.key_id), "KEY%d",
			 provider.generation);
	provider.credentials.access_key_id = provider.key_id;
	provider.credentials.secret_access_key = "secret";
	return &provider.credentials;
}

static void
provider_invalidate(PgawsCredentialsProvider *self)
{
	provider.generation++;
}

/*
 * (endpoint, region, max_connections, max_attempts, request_timeout_ms,
 * stall_timeout_s, max_response_bytes, allow_http, ca_file)
 */
Datum
pgawspipe_test_client_open(PG_FUNCTION_ARGS)
{
	PgawsClientConfig config;
	PgawsEndpoint endpoint;
	MemoryContext old;

	if (client != NULL)
		elog(ERROR, "a client is open");

	memset(&endpoint, 0, sizeof(endpoint));
	memset(&config, 0, sizeof(config));
	if (!PG_ARGISNULL(0))
	{
		endpoint.url = text_to_cstring(PG_GETARG_TEXT_PP(0));
		config.endpoints = &endpoint;
		config.nendpoints = 1;
	}
	config.region = text_to_cstring(PG_GETARG_TEXT_PP(1));
	config.max_attempts = PG_GETARG_INT32(3);
	config.http.request_timeout_ms = PG_GETARG_INT32(4);
	config.http.stall_timeout_s = PG_GETARG_INT32(5);
	config.http.max_response_bytes = PG_GETARG_INT32(6);
	config.http.allow_http = PG_GETARG_BOOL(7);
	if (!PG_ARGISNULL(8))
		config.http.ca_file = text_to_cstring(PG_GETARG_TEXT_PP(8));

	provider.base.name = "test";
	provider.base.get = provider_get;
	provider.base.invalidate = provider_invalidate;
	provider.generation = 1;

	loop_context = AllocSetContextCreate(TopMemoryContext, "pgawspipe test loop",
										 ALLOCSET_DEFAULT_SIZES);
	client_context = AllocSetContextCreate(TopMemoryContext,
										   "pgawspipe test client",
										   ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(loop_context);
	loop = pgaws_loop_create(PG_GETARG_INT32(2));
	MemoryContextSwitchTo(client_context);
	client = pgaws_client_create(loop, &config, &provider.base);
	MemoryContextSwitchTo(old);
	nstarted = 0;
	PG_RETURN_VOID();
}

static void
remember(PgawsCall *call, int max_attempts)
{
	if (nstarted == CALLS_MAX)
		elog(ERROR, "too many calls");
	if (max_attempts > 0)
		pgaws_call_set_max_attempts(call, max_attempts);
	started[nstarted++] = call;
}

/* (service, operation, body, calls, max_attempts) */
Datum
pgawspipe_test_client_start(PG_FUNCTION_ARGS)
{
	char	   *service_name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *operation = text_to_cstring(PG_GETARG_TEXT_PP(1));
	char	   *body = text_to_cstring(PG_GETARG_TEXT_PP(2));
	const PgawsService *service = pgaws_service_find(service_name);
	int			i;

	if (service == NULL)
		elog(ERROR, "no such service");
	for (i = 0; i < PG_GETARG_INT32(3); i++)
		remember(pgaws_call_json(client, service, operation, body, strlen(body),
								 &started, i), PG_GETARG_INT32(4));
	PG_RETURN_VOID();
}

/* (service, path, query, header_value) */
Datum
pgawspipe_test_client_get(PG_FUNCTION_ARGS)
{
	char	   *service_name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	PgawsHeader header;

	header.name = "x-test";
	header.value = text_to_cstring(PG_GETARG_TEXT_PP(3));
	remember(pgaws_call_http(client, pgaws_service_find(service_name), "Get",
							 "GET", text_to_cstring(PG_GETARG_TEXT_PP(1)),
							 text_to_cstring(PG_GETARG_TEXT_PP(2)),
							 &header, 1, NULL, 0, &started, 0), 0);
	PG_RETURN_VOID();
}

/* Drives what is ready, without waiting; how many transfers are pending? */
Datum
pgawspipe_test_client_drive(PG_FUNCTION_ARGS)
{
	pgaws_client_drive(loop);
	PG_RETURN_INT32(pgaws_loop_pending(loop));
}

static const char *
class_name(PgawsErrorClass class)
{
	static const char *const names[] = {
		"ok", "network", "foreign", "transient", "throttled", "auth", "rejected", "malformed"
	};

	return names[class];
}

/* (http_status, code): of an answer, and of a batch's entry that is blamed */
Datum
pgawspipe_test_classify(PG_FUNCTION_ARGS)
{
	char	   *code = text_to_cstring(PG_GETARG_TEXT_PP(1));
	PgawsError	error;

	pgaws_batch_error_set(&error, true, code, NULL);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s %s",
											  class_name(pgaws_retry_classify(PG_GETARG_INT32(0), code)),
											  class_name(error.class))));
}

static void
put_result(ReturnSetInfo *rsinfo, PgawsCall *call)
{
	const PgawsError *error = pgaws_call_error(call);
	Datum		values[9];
	bool		nulls[9];
	char	   *body;
	size_t		len;

	memset(nulls, 0, sizeof(nulls));
	if (pgaws_call_owner(call) != &started)
		elog(ERROR, "call has lost its owner");
	body = pgaws_call_take_body(call, &len);
	values[0] = Int32GetDatum(pgaws_call_tag(call));
	values[1] = CStringGetTextDatum(class_name(error ? error->class : PGAWS_OK));
	values[2] = Int32GetDatum(error ? error->http_status : 200);
	values[3] = CStringGetTextDatum(error ? error->code : "");
	values[4] = CStringGetTextDatum(error ? error->message : "");
	values[5] = CStringGetTextDatum(error ? error->request_id : "");
	values[6] = BoolGetDatum(error != NULL && error->maybe_sent);
	values[7] = CStringGetTextDatum(error ? unpack_sql_state(pgaws_error_sqlstate(error)) : "");
	values[8] = CStringGetTextDatum(body);
	nulls[8] = error != NULL;
	free(body);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Waits for all that was started; one row per call. */
Datum
pgawspipe_test_client_finish(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	INIT_MATERIALIZED_SRF(fcinfo);
	while (nstarted > 0)
	{
		struct pollfd ready = {pgaws_loop_fd(loop), POLLIN, 0};
		PgawsCall  *call;

		if (poll(&ready, 1, -1) < 0 && errno != EINTR)
			elog(ERROR, "poll failed: %m");
		CHECK_FOR_INTERRUPTS();
		pgaws_client_drive(loop);
		while ((call = pgaws_call_next(loop)) != NULL)
		{
			put_result(rsinfo, call);
			pgaws_call_free(call);
			nstarted--;
		}
	}
	return (Datum) 0;
}

Datum
pgawspipe_test_client_cancel(PG_FUNCTION_ARGS)
{
	while (nstarted > 0)
		pgaws_call_cancel(started[--nstarted]);
	PG_RETURN_VOID();
}

/*
 * (broken): puts something else in the place of the loop's event set, so that
 * libcurl's callbacks fail, and back.
 */
Datum
pgawspipe_test_client_break(PG_FUNCTION_ARGS)
{
	static int	saved = -1;
	int			fd = pgaws_loop_fd(loop);

	if (PG_GETARG_BOOL(0))
	{
		int			other = open("/dev/null", O_RDONLY);

		saved = dup(fd);
		dup2(other, fd);
		close(other);
	}
	else
	{
		dup2(saved, fd);
		close(saved);
	}
	PG_RETURN_VOID();
}

/* (first): what is deleted first, "loop" or "client" */
Datum
pgawspipe_test_client_close(PG_FUNCTION_ARGS)
{
	char	   *first = text_to_cstring(PG_GETARG_TEXT_PP(0));

	if (strcmp(first, "loop") == 0)
		MemoryContextDelete(loop_context);
	MemoryContextDelete(client_context);
	if (strcmp(first, "loop") != 0)
		MemoryContextDelete(loop_context);
	loop = NULL;
	client = NULL;
	nstarted = 0;
	PG_RETURN_VOID();
}

Datum
pgawspipe_test_open_descriptors(PG_FUNCTION_ARGS)
{
	DIR		   *dir = opendir("/proc/self/fd");
	int			n = 0;

	if (dir == NULL)
		elog(ERROR, "could not open /proc/self/fd: %m");
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	PG_RETURN_INT32(n);
}
