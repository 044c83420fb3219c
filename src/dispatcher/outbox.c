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
 * The destination that was used last is remembered.  Destinations are not
 * removed, but that one is still to be made is forgotten when the
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
#include "catalog/pg_type.h"
#include "dispatcher/destination_row.h"
#include "dispatcher/outbox.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
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
	" VALUES ($1, $2, $3, $4, $5::pg_catalog.numeric, $6, $7, $8)"
	" RETURNING outbox_id",
	.argtypes = {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
	TEXTOID, InvalidOid}
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
	if (known && cache.destination_id != 0 && cache.made &&
		cache.server_oid == server)
		destination_id = cache.destination_id;
	else
	{
		AwspipeDestinationKey key = {role, server, message->service, message->resource};

		cache.destination_id = 0;
		destination_id = awspipe_destination_id(&key, NULL, &made);
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
	Datum		values[8];
	char		nulls[] = "        ";

	values[0] = Int64GetDatum(destination_id);
	values[1] = Int64GetDatum(awspipe_current_batch);
	if (awspipe_current_batch == 0)
		nulls[1] = 'n';
	values[2] = CStringGetTextDatum(message->operation);
	if (message->ordering_key != NULL)
		values[3] = CStringGetTextDatum(message->ordering_key);
	else
		nulls[3] = 'n';
	if (message->version != NULL)
		values[4] = CStringGetTextDatum(message->version);
	else
		nulls[4] = 'n';
	values[5] = PointerGetDatum(cstring_to_text_with_len(message->body,
														 message->body_len));
	if (message->on_ambiguous != NULL)
		values[6] = CStringGetTextDatum(message->on_ambiguous);
	else
		nulls[6] = 'n';
	if (message->reference != NULL)
		values[7] = CStringGetTextDatum(message->reference);
	else
		nulls[7] = 'n';

	awspipe_control_execute(&insert_statement, values, nulls, false, 0);
	return awspipe_result_int64(0, 1, 0);
}
