/*-------------------------------------------------------------------------
 *
 * immediate.c
 *	  AWS requests that a session makes itself, and waits for.
 *
 * The functions that are for now and not for the outbox run in the caller's
 * transaction: what it holds, it holds for as long as AWS takes.  The wait
 * ends with the answer, with a cancelled or terminated session, or when
 * pgawspipe.request_timeout has gone by for the last attempt.  A consumer must
 * not wait inside a transaction at all, so a trigger that it fires is refused;
 * a job's command is its owner's, as a session would be.
 *
 * The loop and one client stay with the session, so that a row of requests
 * goes over one connection.  They live in a memory context of their own that
 * is deleted, with everything in it, when server, user or options change and
 * whenever anything is thrown: a request that was broken off leaves nothing.
 *
 * IDENTIFICATION
 *	  src/session/immediate.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/error.h"
#include "base/connection.h"
#include "base/problem.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "pgstat.h"
#include "session/immediate.h"
#include "utils/memutils.h"
#include "worker/worker.h"

/* One request at a time; the rest are kept alive for other endpoints. */
#define MAX_CONNECTIONS 8

/* What this session keeps; NULL context when there is nothing. */
static struct
{
	/* Identity */
	char	   *server;
	Oid			role;
	uint32		fingerprint;

	/* Memory */
	MemoryContext context;
	PgawsLoop  *loop;
	PgawsClient *client;
}			session;

static void drop_session(void);
static void keep_session(const char *server, Oid role, MemoryContext context,
						 const AwspipeConnection *connection);
static void wait_for(PgawsCall *call);
pg_noreturn static void report_failure(const PgawsError *error,
									   const PgawsService *service,
									   const char *operation);

PgawsClient *
awspipe_immediate_client(const char *server)
{
	Oid			role = GetUserId();
	AwspipeConnection *connection;
	MemoryContext context;
	MemoryContext caller;

	if (awspipe_my_slot != NULL && awspipe_my_slot->kind != AWSPIPE_JOB)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_FUNCTION_DEFINITION),
				 errmsg("AWS cannot be called while a batch is applied"),
				 errdetail("A worker must not hold its transaction open across the network."),
				 errhint("Functions such as awspipe.sqs_send_message() and awspipe.dynamodb_put_item() write to the outbox, which is sent after the batch has been committed.")));

	/* Read the catalogs each time: rights and options may have changed */
	context = AllocSetContextCreate(CurrentMemoryContext,
									"pgawspipe immediate",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	connection = awspipe_connection_read(awspipe_server_check(server, role),
										 server, role);

	if (session.context != NULL &&
		session.role == role &&
		session.fingerprint == connection->fingerprint &&
		strcmp(session.server, server) == 0 &&
		pgaws_loop_pending(session.loop) == 0)
	{
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(context);
		return session.client;
	}

	drop_session();
	keep_session(server, role, context, connection);
	MemoryContextSwitchTo(caller);
	return session.client;
}

/* Makes context, with a loop and a client in it, the session's. */
static void
keep_session(const char *server, Oid role, MemoryContext context,
			 const AwspipeConnection *connection)
{
	PgawsLoop  *loop;
	PgawsClient *client;

	pgaws_http_init();
	loop = pgaws_loop_create(MAX_CONNECTIONS);
	client = pgaws_client_create(loop, &connection->config,
								 connection->provider);

	session.server = pstrdup(server);
	session.role = role;
	session.fingerprint = connection->fingerprint;
	session.loop = loop;
	session.client = client;

	/* Until here an error takes the context away with its parent */
	MemoryContextSetParent(context, TopMemoryContext);
	session.context = context;
}

static void
drop_session(void)
{
	MemoryContext context = session.context;

	memset(&session, 0, sizeof(session));
	if (context != NULL)
		MemoryContextDelete(context);
}

char *
awspipe_immediate_finish(PgawsCall *call, const PgawsService *service,
						 size_t *len)
{
	char	   *body;
	char	   *result;

	awspipe_immediate_wait(call);
	if (pgaws_call_error(call) != NULL)
		awspipe_immediate_fail(call, service);

	body = pgaws_call_body(call, len);
	result = palloc(*len + 1);
	if (*len > 0)
		memcpy(result, body, *len);
	result[*len] = '\0';
	pgaws_call_free(call);
	return result;
}

void
awspipe_immediate_wait(PgawsCall *call)
{
	PG_TRY();
	{
		wait_for(call);
	}
	PG_CATCH();
	{
		drop_session();
		PG_RE_THROW();
	}
	PG_END_TRY();
}

void
awspipe_immediate_fail(PgawsCall *call, const PgawsService *service)
{
	PgawsError	error = *pgaws_call_error(call);
	char	   *operation = pstrdup(pgaws_call_operation(call));

	/* The call goes with it */
	drop_session();
	report_failure(&error, service, operation);
}

uint32
awspipe_immediate_fingerprint(void)
{
	return session.fingerprint;
}

static void
wait_for(PgawsCall *call)
{
	static uint32 wait_event = 0;

	if (wait_event == 0)
		wait_event = WAIT_EVENT_NEW("PgawspipeCall");

	for (;;)
	{
		PgawsCall  *finished;
		int			events;

		pgaws_client_drive(session.loop);
		finished = pgaws_call_next(session.loop);
		if (finished == call)
			return;
		if (finished != NULL)
			elog(ERROR, "unexpected call of %s", pgaws_call_operation(finished));

		/* No timeout: the loop's descriptor includes its timers */
		events = WaitLatchOrSocket(MyLatch,
								   WL_LATCH_SET | WL_SOCKET_READABLE | WL_EXIT_ON_PM_DEATH,
								   pgaws_loop_fd(session.loop), -1,
								   wait_event);
		if (events & WL_LATCH_SET)
			ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

/*
 * Throws what a failed call means.  errdetail is all that AWS said; its code
 * is a field of the error by itself, so that nobody has to parse the detail.
 * Of those that PostgreSQL has, the constraint's name is the one that tells
 * which rule a statement has broken.
 */
static void
report_failure(const PgawsError *error, const PgawsService *service,
			   const char *operation)
{
	const char *hint = awspipe_error_hint(error);

	if (error->maybe_sent && pgaws_error_is_retryable(error))
		hint = "The request may have taken effect all the same.";
	ereport(ERROR,
			(errcode(pgaws_error_sqlstate(error)),
			 errmsg("could not carry out %s of AWS service \"%s\"",
					operation, service->name),
			 errdetail("%s", pgaws_error_detail(error)),
			 hint != NULL ? errhint("%s", hint) : 0,
			 error->code[0] != '\0'
			 ? err_generic_string(PG_DIAG_CONSTRAINT_NAME, error->code)
			 : 0));
}
