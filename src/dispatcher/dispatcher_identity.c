/*-------------------------------------------------------------------------
 *
 * dispatcher_identity.c
 *	  The dispatcher's clients: one for each role on each server.
 *
 * Server, user mapping and USAGE are read from the catalogs before the first
 * message goes out, again every few seconds while there is something to send
 * and at once after credentials were refused.  When an option has changed,
 * the client is replaced as soon as its requests are through; nothing new
 * goes out by the old one.  A role that may no longer use the server, or has
 * no mapping, pauses its destinations with that reason.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher_identity.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/connection.h"
#include "base/owner_spi.h"
#include "dispatcher/dispatcher.h"
#include "utils/memutils.h"
#include "worker/worker.h"

/* How old the view of the catalogs may be */
#define CHECK_INTERVAL_MS	5000

/* A failure is retried by the dispatcher, which sees the whole queue. */
#define CLIENT_ATTEMPTS		1

static AwspipeConnection *read_identity(AwspipeIdentity *identity);
static bool read_connection(AwspipeIdentity *identity, int64 now);
static void adopt(AwspipeIdentity *identity, AwspipeConnection *connection,
				  MemoryContext context);
static void end_pauses(AwspipeIdentity *identity);
static void drop_client(AwspipeIdentity *identity);
static bool has_work(AwspipeIdentity *identity);

AwspipeIdentity *
awspipe_identity_get(int32 owner_id, int32 server_id, const char *server)
{
	AwspipeIdentity *identity;

	for (identity = awspipe_dispatcher.identities; identity != NULL;
		 identity = identity->next)
	{
		if (identity->owner_id == owner_id && identity->server_id == server_id)
			return identity;
	}

	identity = MemoryContextAllocZero(awspipe_dispatcher.context,
									  sizeof(AwspipeIdentity));
	identity->server = MemoryContextStrdup(awspipe_dispatcher.context, server);
	identity->owner_id = owner_id;
	identity->server_id = server_id;
	identity->next = awspipe_dispatcher.identities;
	awspipe_dispatcher.identities = identity;
	return identity;
}

/*
 * Caller must not be in a transaction.
 */
bool
awspipe_identities_refresh(int64 now)
{
	AwspipeIdentity *identity;

	for (identity = awspipe_dispatcher.identities; identity != NULL;
		 identity = identity->next)
	{
		if (identity->stale && identity->in_flight == 0)
		{
			drop_client(identity);
			identity->stale = false;
			identity->check_at = now;
		}
		if (!identity->stale && identity->check_at <= now && has_work(identity) &&
			!read_connection(identity, now))
			return false;
	}
	return true;
}

static bool
has_work(AwspipeIdentity *identity)
{
	AwspipeDestination *destination;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		if (destination->identity == identity && destination->nmessages > 0)
			return true;
	}
	return false;
}

/* A transaction must be open. */
static AwspipeConnection *
read_identity(AwspipeIdentity *identity)
{
	static AwspipeStatement statement = {
		.sql = "SELECT s.server_oid, s.server_name, w.role_oid FROM awspipe.server AS s"
		" LEFT JOIN awspipe._ownership AS w ON w.owner_id = $1 WHERE s.server_id = $2",
		.read_only = true
	};
	char	   *name;

	awspipe_execute_with(&statement, bind_int4(identity->owner_id),
						 bind_int4(identity->server_id));
	name = awspipe_result_text(0, 2);
	if (strcmp(name, identity->server) != 0)
	{
		pfree(identity->server);
		identity->server = MemoryContextStrdup(awspipe_dispatcher.context, name);
	}
	return awspipe_connection_read((Oid) awspipe_result_int64(0, 1, InvalidOid), name,
								   (Oid) awspipe_result_int64(0, 3, InvalidOid));
}

static bool
read_connection(AwspipeIdentity *identity, int64 now)
{
	MemoryContext context = AllocSetContextCreate(awspipe_dispatcher.context,
												  "awspipe identity",
												  ALLOCSET_SMALL_SIZES);
	AwspipeConnection *volatile connection = NULL;
	volatile bool begun = true;

	identity->check_at = now + CHECK_INTERVAL_MS;

	PG_TRY();
	{
		begun = awspipe_begin("reading a connection");
		if (begun)
		{
			MemoryContextSwitchTo(context);
			connection = read_identity(identity);
			awspipe_commit();
		}
	}
	PG_CATCH();
	{
		ErrorData  *error = awspipe_abort(awspipe_tick_context);

		/* Messages of the catalogs name objects, never secrets */
		pgaws_error_set(&identity->error, PGAWS_AUTH,
						unpack_sql_state(error->sqlerrcode), "%s", error->message);
		if (error->hint != NULL)
			strlcpy(identity->error.hint, error->hint, sizeof(identity->error.hint));
		connection = NULL;
	}
	PG_END_TRY();

	if (!begun)
	{
		MemoryContextDelete(context);
		return false;
	}
	adopt(identity, connection, context);
	return true;
}

/*
 * Puts what was read into use.  NULL means that it could not be read.
 */
static void
adopt(AwspipeIdentity *identity, AwspipeConnection *connection,
	  MemoryContext context)
{
	MemoryContext save;

	if (connection != NULL && identity->client != NULL &&
		connection->fingerprint == identity->fingerprint)
	{
		MemoryContextDelete(context);
		return;
	}
	if (identity->client != NULL && identity->in_flight > 0)
	{
		identity->stale = true;
		MemoryContextDelete(context);
		return;
	}

	drop_client(identity);
	if (connection == NULL)
	{
		MemoryContextDelete(context);
		return;
	}
	save = MemoryContextSwitchTo(context);
	connection->config.max_attempts = CLIENT_ATTEMPTS;
	identity->context = context;
	identity->provider = connection->provider;
	identity->fingerprint = connection->fingerprint;
	identity->client = pgaws_client_create(awspipe_dispatcher.loop,
										   &connection->config,
										   connection->provider);
	pgaws_error_clear(&identity->error);
	MemoryContextSwitchTo(save);
	end_pauses(identity);
}

/* What failed by the old client may work by the new one. */
static void
end_pauses(AwspipeIdentity *identity)
{
	AwspipeDestination *destination;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		if (destination->identity == identity)
			destination->paused_until = 0;
	}
}

static void
drop_client(AwspipeIdentity *identity)
{
	if (identity->client != NULL)
		pgaws_client_free(identity->client);
	if (identity->context != NULL)
		MemoryContextDelete(identity->context);
	identity->client = NULL;
	identity->provider = NULL;
	identity->context = NULL;
}
