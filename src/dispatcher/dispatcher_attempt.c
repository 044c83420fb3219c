/*-------------------------------------------------------------------------
 *
 * dispatcher_attempt.c
 *	  What is written down before a request goes out, or goes on.
 *
 * SNS standard topics, EventBridge, CloudWatch and SES take no token by which
 * they would know that a message is sent again.  So before a request goes to
 * them, its messages are marked as attempted, in one transaction for all
 * requests that are about to start; the mark goes with the message when it is
 * delivered, and is taken back when it certainly was not.  The transaction is
 * on disk before a request leaves, whatever synchronous_commit says.  What remains is an
 * unknown outcome: no answer, one that cannot be understood, a server that
 * broke down, or, found at the next start, a dispatcher that ended before the
 * answer.  It is counted as ambiguous.  The message's policy, or else its
 * destination's, then says what to do:
 *
 *	resend	it is sent again, and perhaps delivered twice;
 *	hold	it stays in the outbox with state "ambiguous", and is not read any
 *			more, until awspipe.resolve() says what has become of it.  Later
 *			messages of its ordering key do not wait for that.
 *
 * A request of several calls may have something to note between two of them,
 * which its repetition needs to know even after a crash.  The note becomes the
 * message's body, in its row and in memory, by the same transaction.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher_attempt.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "base/clock.h"
#include "base/owner_spi.h"
#include "catalog/pg_type.h"
#include "dispatcher/dispatcher.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "worker/worker.h"

static AwspipeStatement attempt_statement = {
	.sql = "UPDATE awspipe.outbox AS o"
	" SET state = 'attempted', attempted_at = pg_catalog.clock_timestamp()"
	" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2))"
	" AS s (destination_id, outbox_id)"
	" WHERE o.destination_id OPERATOR(pg_catalog.=) s.destination_id"
	" AND o.outbox_id OPERATOR(pg_catalog.=) s.outbox_id",
	.argtypes = {INT8ARRAYOID, INT8ARRAYOID, InvalidOid}
};

static AwspipeStatement note_statement = {
	.sql = "UPDATE awspipe.outbox SET body = $3"
	" WHERE destination_id OPERATOR(pg_catalog.=) $1"
	" AND outbox_id OPERATOR(pg_catalog.=) $2",
	.argtypes = {INT8OID, INT8OID, TEXTOID, InvalidOid}
};

static void mark_entries(void);
static void write_notes(void);
static void take_note(AwspipeRequest *request);

/*
 * Starts the requests that waited for that.  Throws when the transaction
 * fails; they then wait on.  Caller must not be in a transaction.
 */
bool
awspipe_attempts_record(void)
{
	/* What is known of earlier attempts must not be written after this */
	if (awspipe_dispatcher.failures != NIL && !awspipe_outbox_settle())
		return false;
	if (!awspipe_begin("writing down attempts"))
		return false;
	if (synchronous_commit == SYNCHRONOUS_COMMIT_OFF)
		(void) set_config_option("synchronous_commit", "local", PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	mark_entries();
	write_notes();
	awspipe_commit();

	while (!dlist_is_empty(&awspipe_dispatcher.unrecorded))
	{
		AwspipeRequest *request;
		dlist_iter	iter;

		request = dlist_container(AwspipeRequest, node,
								  dlist_pop_head_node(&awspipe_dispatcher.unrecorded));
		if (request->note != NULL)
			take_note(request);
		else
		{
			dlist_foreach(iter, &request->entries)
				dlist_container(AwspipeMessage, node, iter.cur)->attempted = true;
			request->started = awspipe_now_ms();
		}
		awspipe_request_start(request);
	}
	return true;
}

static void
mark_entries(void)
{
	dlist_iter	i;
	dlist_iter	j;
	Datum	   *destinations;
	Datum	   *ids;
	Datum		values[2];
	int			n = 0;

	dlist_foreach(i, &awspipe_dispatcher.unrecorded)
		n += dlist_container(AwspipeRequest, node, i.cur)->nentries;
	destinations = palloc(n * sizeof(Datum));
	ids = palloc(n * sizeof(Datum));

	n = 0;
	dlist_foreach(i, &awspipe_dispatcher.unrecorded)
	{
		AwspipeRequest *request = dlist_container(AwspipeRequest, node, i.cur);

		if (request->note != NULL)
			continue;
		dlist_foreach(j, &request->entries)
		{
			destinations[n] = Int64GetDatum(request->destination->destination_id);
			ids[n] = Int64GetDatum(dlist_container(AwspipeMessage, node, j.cur)->id);
			n++;
		}
	}
	if (n == 0)
		return;
	values[0] = PointerGetDatum(construct_array(destinations, n, INT8OID, sizeof(int64),
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	values[1] = PointerGetDatum(construct_array(ids, n, INT8OID, sizeof(int64),
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	awspipe_control_execute(&attempt_statement, values, NULL, false, 0);
}

/* See AwspipeSink. */
void
awspipe_request_note(AwspipeRequest *request, char *body)
{
	Assert(request->nentries == 1 && request->note == NULL);
	request->note = body;
	dlist_push_tail(&awspipe_dispatcher.unrecorded, &request->node);
}

static void
write_notes(void)
{
	dlist_iter	iter;

	dlist_foreach(iter, &awspipe_dispatcher.unrecorded)
	{
		AwspipeRequest *request = dlist_container(AwspipeRequest, node, iter.cur);
		Datum		values[3];
		char	   *text;

		if (request->note == NULL)
			continue;
		text = pg_any_to_server(request->note, strlen(request->note), PG_UTF8);
		values[0] = Int64GetDatum(request->destination->destination_id);
		values[1] = Int64GetDatum(awspipe_first_entry(request)->id);
		values[2] = CStringGetTextDatum(text);
		awspipe_control_execute(&note_statement, values, NULL, false, 0);
	}
}

/* After the commit: what the row says, the message says too. */
static void
take_note(AwspipeRequest *request)
{
	AwspipeMessage *message = awspipe_first_entry(request);
	int			len = strlen(request->note);
	char	   *body = MemoryContextStrdup(awspipe_dispatcher.context,
										   request->note);

	request->destination->nbytes += len - message->body_len;
	request->bytes += len - message->body_len;
	if (message->rewritten)
		pfree(message->body);
	message->body = body;
	message->body_len = len;
	message->rewritten = true;
	request->note = NULL;
}

/* The call finds its way back by the request. */
void
awspipe_request_start(AwspipeRequest *request)
{
	MemoryContext save = MemoryContextSwitchTo(request->context);

	(void) request->destination->sink->start(request);
	MemoryContextSwitchTo(save);
}

/*
 * Nobody knows whether the message was delivered.  Changes its outcome if it
 * is to be held.
 */
void
awspipe_message_unknown(AwspipeMessage *message)
{
	AwspipeDestination *destination = message->destination;

	destination->counters.ambiguous++;
	destination->stat_dirty = true;
	if (message->hold)
		message->outcome = AWSPIPE_HELD;
}

/*
 * A message has been read whose attempt was written down by a dispatcher
 * that is no more.  True when it is held, and therefore settled.
 */
bool
awspipe_message_interrupted(AwspipeMessage *message)
{
	PgawsError	error;

	awspipe_message_unknown(message);
	if (message->outcome != AWSPIPE_HELD)
		return false;
	pgaws_error_set(&error, PGAWS_NETWORK, "",
					"the dispatcher ended before the answer came");
	awspipe_message_keep_error(message, &error);
	awspipe_message_settle(message);
	return true;
}
