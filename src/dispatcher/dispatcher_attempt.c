/*-------------------------------------------------------------------------
 *
 * dispatcher_attempt.c
 *	  What is written down before a request goes out, or goes on.
 *
 * Many services take no token by which they would know that a message is sent
 * again (AwspipeSink.records_attempts says which).  So before a request goes to
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

#include "base/clock.h"
#include "base/owner_spi.h"
#include "dispatcher/dispatcher.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"
#include "worker/worker.h"

static AwspipeStatement attempt_statement = {
	.sql = "UPDATE awspipe.outbox AS o"
	" SET state = 'attempted', attempted_at = clock_timestamp()"
	" FROM ROWS FROM (unnest($1), unnest($2))"
	" AS s (destination_id, outbox_id)"
	" WHERE o.destination_id = s.destination_id"
	" AND o.outbox_id = s.outbox_id"
};

static AwspipeStatement note_statement = {
	.sql = "UPDATE awspipe.outbox SET body = $3"
	" WHERE destination_id = $1"
	" AND outbox_id = $2"
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
	mark_entries();
	write_notes();
	awspipe_commit_durably();

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
	ArrayBuildState *destinations = bind_array_start(INT8OID);
	ArrayBuildState *ids = bind_array_start(INT8OID);

	dlist_foreach(i, &awspipe_dispatcher.unrecorded)
	{
		AwspipeRequest *request = dlist_container(AwspipeRequest, node, i.cur);

		if (request->note != NULL)
			continue;
		dlist_foreach(j, &request->entries)
		{
			bind_array_add(destinations, bind_int8(request->destination->destination_id));
			bind_array_add(ids, bind_int8(dlist_container(AwspipeMessage, node, j.cur)->id));
		}
	}
	if (ids->nelems > 0)
		awspipe_execute_with(&attempt_statement, bind_array(destinations),
							 bind_array(ids));
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
		char	   *text;

		if (request->note == NULL)
			continue;
		text = pg_any_to_server(request->note, strlen(request->note), PG_UTF8);
		awspipe_execute_with(&note_statement,
							 bind_int8(request->destination->destination_id),
							 bind_int8(awspipe_first_entry(request)->id),
							 bind_text(text));
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
