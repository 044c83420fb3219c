/*-------------------------------------------------------------------------
 *
 * outbox.c
 *	  Writing messages to the outbox, in the caller's transaction.
 *
 * The transaction's id is assigned BEFORE the message's: so a transaction
 * with an xid that was not yet given out when somebody looked at the
 * sequence can only write ids beyond what he saw there.  The dispatcher's
 * reading rests on that (dispatcher_read.c); whatever else writes to
 * awspipe.outbox must keep to it.
 *
 * The destination that was used last is remembered.  The rows of destinations
 * stay (destination_row.c), but that one is still to be made is forgotten when the
 * subtransaction that said so rolls back: that is bound to it.  Rights are
 * looked at again for each of the client's statements, so that a REVOKE counts
 * from the next one on, and what was found is forgotten when a role changes.
 *
 * IDENTIFICATION
 *	  src/dispatcher/outbox.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "base/connection.h"
#include "base/owner_spi.h"
#include "dispatcher/destination_row.h"
#include "dispatcher/outbox.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/inval.h"
#include "utils/syscache.h"
#include "worker/idle.h"
#include "worker/shmem.h"
#include "worker/worker.h"

/* The destination that was used last, and how long that is good for */
typedef struct DestinationCache
{
	/* Validity */
	FullTransactionId xid;
	SubTransactionId subxid;
	TimestampTz statement;
	bool		made;			/* no matter how the transaction ends */
	Oid			role;
	Oid			server_oid;

	/* Key */
	char		server[NAMEDATALEN];
	const char *service;		/* a constant of the caller */
	char		resource[256];

	int64		destination_id; /* 0: empty */
} DestinationCache;

static DestinationCache cache;

static AwspipeStatement insert_statement = {
	.sql = "INSERT INTO awspipe.outbox"
	" (destination_id, batch_id, operation, ordering_key, version, body,"
	" on_ambiguous, reference)"
	" VALUES ($1, $2, $3, $4, $5::numeric, $6, $7, $8)"
	" RETURNING outbox_id"
};

static void forget_destination(Datum arg, int cacheid, uint32 hash);
static int64 find_destination(const AwspipeOutboxMessage *message);
static int64 insert_message(const AwspipeOutboxMessage *message,
							int64 destination_id);

int64
awspipe_outbox_enqueue(const AwspipeOutboxMessage *message)
{
	int64		destination_id;
	int64		outbox_id;

	PreventCommandIfReadOnly(message->operation);
	PreventCommandDuringRecovery(message->operation);

	/* Before the sequence is asked for an id; see above */
	(void) GetCurrentTransactionId();

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	destination_id = find_destination(message);
	outbox_id = insert_message(message, destination_id);
	SPI_finish();

	awspipe_wake_dispatcher_at_commit();
	return outbox_id;
}

static void
forget_destination(Datum arg, int cacheid, uint32 hash)
{
	cache.destination_id = 0;
}

/* Nobody has made that destination yet: perhaps nobody will for now. */
static void
warn_of_idleness(int64 destination_id)
{
	static int64 warned = 0;

	if (warned != destination_id)
		awspipe_warn_if_idle("messages are not sent");
	warned = destination_id;
}

static int64
find_destination(const AwspipeOutboxMessage *message)
{
	static bool listening = false;
	FullTransactionId xid = GetTopFullTransactionId();
	SubTransactionId subxid = GetCurrentSubTransactionId();
	TimestampTz statement = GetCurrentStatementStartTimestamp();
	Oid			role = GetUserId();
	bool		known = cache.destination_id != 0 &&
		cache.role == role &&
		strcmp(cache.service, message->service) == 0 &&
		strcmp(cache.server, message->server) == 0 &&
		strcmp(cache.resource, message->resource) == 0;
	bool		made = true;
	Oid			server;
	int64		destination_id;

	if (known && cache.statement == statement &&
		FullTransactionIdEquals(cache.xid, xid) && cache.subxid == subxid)
		return cache.destination_id;

	if (!listening)
		CacheRegisterSyscacheCallback(AUTHOID, forget_destination, (Datum) 0);
	listening = true;

	server = awspipe_server_check(message->server, role);

	/* A batch would say so again and again; the views do, too */
	if (awspipe_my_slot == NULL)
		awspipe_mapping_check(server, role,
							  "The message waits in the outbox until there is one.");
	if (known && cache.destination_id != 0 && cache.made &&
		cache.server_oid == server)
		destination_id = cache.destination_id;
	else
	{
		AwspipeDestinationKey key = {role, server, message->service, message->resource};

		cache.destination_id = 0;
		destination_id = awspipe_destination_id(&key, NULL, &made);
		if (!made)
			warn_of_idleness(destination_id);
	}

	if (strlen(message->server) < sizeof(cache.server) &&
		strlen(message->resource) < sizeof(cache.resource))
	{
		cache.xid = xid;
		cache.subxid = subxid;
		cache.statement = statement;
		cache.made = made;
		cache.role = role;
		cache.server_oid = server;
		strlcpy(cache.server, message->server, sizeof(cache.server));
		cache.service = message->service;
		strlcpy(cache.resource, message->resource, sizeof(cache.resource));
		cache.destination_id = destination_id;
	}
	return destination_id;
}

static int64
insert_message(const AwspipeOutboxMessage *message, int64 destination_id)
{
	awspipe_execute_with(&insert_statement, bind_int8(destination_id),
						 bind_if(awspipe_current_batch != 0,
								 bind_int8(awspipe_current_batch)),
						 bind_text(message->operation),
						 bind_text(message->ordering_key),
						 bind_text(message->version),
						 bind_text_len(message->body, message->body_len),
						 bind_text(message->on_ambiguous),
						 bind_text(message->reference));
	return awspipe_result_int64(0, 1, 0);
}
