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
 * The destination is looked up once per statement, role and destination.
 * What is remembered is bound to the subtransaction, since a destination
 * that it made is gone when it rolls back, and to the client's statement, so
 * that a REVOKE counts from the next one on.
 *
 * IDENTIFICATION
 *	  src/engine/outbox.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "engine/connection.h"
#include "engine/control.h"
#include "engine/outbox.h"
#include "engine/shmem.h"
#include "engine/worker.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

/* The destination that was used last, and how long that is good for */
typedef struct DestinationCache
{
	/* Validity */
	FullTransactionId xid;
	SubTransactionId subxid;
	TimestampTz statement;
	Oid			role;

	/* Key */
	char		server[NAMEDATALEN];
	const char *service;		/* a constant of the caller */
	char		resource[256];

	int32		destination_id; /* 0: empty */
} DestinationCache;

static DestinationCache cache;

static AwspipeStatement find_statement = {
	.sql = "SELECT destination_id::pg_catalog.int8 FROM awspipe.destination"
	" WHERE server OPERATOR(pg_catalog.=) $1"
	" AND owner OPERATOR(pg_catalog.=) $2"
	" AND service OPERATOR(pg_catalog.=) $3"
	" AND resource OPERATOR(pg_catalog.=) $4",
	.argtypes = {TEXTOID, OIDOID, TEXTOID, TEXTOID, InvalidOid}
};

static AwspipeStatement create_statement = {
	.sql = "INSERT INTO awspipe.destination (server, owner, service, resource)"
	" VALUES ($1, $2::pg_catalog.regrole, $3, $4)"
	" ON CONFLICT (server, owner, service, resource) DO NOTHING"
	" RETURNING destination_id::pg_catalog.int8",
	.argtypes = {TEXTOID, OIDOID, TEXTOID, TEXTOID, InvalidOid}
};

static AwspipeStatement insert_statement = {
	.sql = "INSERT INTO awspipe.outbox"
	" (destination_id, batch_id, operation, ordering_key, version, body,"
	" on_ambiguous, reference)"
	" VALUES ($1, $2, $3, $4, $5::pg_catalog.numeric, $6, $7, $8)"
	" RETURNING outbox_id",
	.argtypes = {INT4OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
	TEXTOID, InvalidOid}
};

static int32 find_destination(const AwspipeOutboxMessage *message);
static int32 look_up_destination(const AwspipeOutboxMessage *message);
static int64 insert_message(const AwspipeOutboxMessage *message,
							int32 destination_id);

int64
awspipe_outbox_enqueue(const AwspipeOutboxMessage *message)
{
	int32		destination_id;
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

static int32
find_destination(const AwspipeOutboxMessage *message)
{
	FullTransactionId xid = GetTopFullTransactionId();
	SubTransactionId subxid = GetCurrentSubTransactionId();
	TimestampTz statement = GetCurrentStatementStartTimestamp();
	Oid			role = GetUserId();
	int32		destination_id;

	if (cache.destination_id != 0 &&
		FullTransactionIdEquals(cache.xid, xid) &&
		cache.subxid == subxid &&
		cache.statement == statement &&
		cache.role == role &&
		strcmp(cache.service, message->service) == 0 &&
		strcmp(cache.server, message->server) == 0 &&
		strcmp(cache.resource, message->resource) == 0)
		return cache.destination_id;

	cache.destination_id = 0;
	(void) awspipe_server_check(message->server, role);
	destination_id = look_up_destination(message);

	if (strlen(message->server) < sizeof(cache.server) &&
		strlen(message->resource) < sizeof(cache.resource))
	{
		cache.xid = xid;
		cache.subxid = subxid;
		cache.statement = statement;
		cache.role = role;
		strlcpy(cache.server, message->server, sizeof(cache.server));
		cache.service = message->service;
		strlcpy(cache.resource, message->resource, sizeof(cache.resource));
		cache.destination_id = destination_id;
	}
	return destination_id;
}

/*
 * Finds or makes the row.  Where another transaction is just making the same
 * one, this waits for its end.
 */
static int32
look_up_destination(const AwspipeOutboxMessage *message)
{
	Datum		values[4];

	values[0] = CStringGetTextDatum(message->server);
	values[1] = ObjectIdGetDatum(GetUserId());
	values[2] = CStringGetTextDatum(message->service);
	values[3] = CStringGetTextDatum(message->resource);

	for (;;)
	{
		if (awspipe_control_execute(&find_statement, values, NULL, false, 1) > 0 ||
			awspipe_control_execute(&create_statement, values, NULL, false, 0) > 0)
			return (int32) awspipe_result_int64(0, 1, 0);
		CHECK_FOR_INTERRUPTS();
	}
}

static int64
insert_message(const AwspipeOutboxMessage *message, int32 destination_id)
{
	Datum		values[8];
	char		nulls[] = "        ";

	values[0] = Int32GetDatum(destination_id);
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
