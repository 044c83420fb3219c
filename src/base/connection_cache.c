/*-------------------------------------------------------------------------
 *
 * connection_cache.c
 *	  The connection read last, for those who need one for every row.
 *
 * Reading a connection takes a dozen looks into the catalogs.  What was read
 * is good until the catalogs it was read from change: servers with their
 * options and rights, user mappings, roles and their memberships.  Such a
 * change is heard of when the server hears of any: at the start of a
 * statement, and at each lock that it takes.  A role that is the same, and a
 * server of the same name, therefore have the rights of a moment ago and the
 * credentials that go with them.
 *
 * One connection is kept, in a context of its own; its provider wipes the
 * credentials when that goes.
 *
 * IDENTIFICATION
 *	  src/base/connection_cache.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/connection.h"
#include "base/settings.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

/* NULL context when there is nothing. */
static struct
{
	/* Identity */
	char	   *server;
	Oid			role;
	bool		allow_http;

	/* Content */
	bool		valid;
	MemoryContext context;
	const AwspipeConnection *connection;
}			kept;

static void
note_change(Datum arg, int cache, uint32 hash)
{
	kept.valid = false;
}

void
awspipe_connection_listen(SyscacheCallbackFunction callback)
{
	static const int caches[] = {
		FOREIGNSERVEROID, USERMAPPINGOID, AUTHOID, AUTHMEMROLEMEM
	};

	for (int i = 0; i < lengthof(caches); i++)
		CacheRegisterSyscacheCallback(caches[i], callback, (Datum) 0);
}

static void
drop_kept(void)
{
	MemoryContext context = kept.context;

	memset(&kept, 0, sizeof(kept));
	if (context != NULL)
		MemoryContextDelete(context);
}

const AwspipeConnection *
awspipe_connection_cached(const char *server, Oid role)
{
	static bool listening = false;
	MemoryContext context;
	MemoryContext caller;

	if (kept.context != NULL && kept.valid && kept.role == role &&
		kept.allow_http == awspipe_allow_insecure_endpoints &&
		strcmp(kept.server, server) == 0)
		return kept.connection;

	if (!listening)
		awspipe_connection_listen(note_change);
	listening = true;
	drop_kept();
	context = AllocSetContextCreate(CurrentMemoryContext,
									"pgawspipe connection",
									ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(context);

	/* From here on: what changes while it is read counts */
	kept.valid = true;
	kept.connection = awspipe_connection_read(awspipe_server_check(server, role),
											  server, role);
	kept.server = pstrdup(server);
	MemoryContextSwitchTo(caller);

	kept.role = role;
	kept.allow_http = awspipe_allow_insecure_endpoints;
	MemoryContextSetParent(context, TopMemoryContext);
	kept.context = context;
	return kept.connection;
}
