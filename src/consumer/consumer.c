/*-------------------------------------------------------------------------
 *
 * consumer.c
 *	  The consumer worker: reads one stream or queue into one inbox.
 *
 * One process per enabled consumer, connected to the database as the
 * consumer's owner, so that triggers run with that role's rights and no
 * others.  Each turn of its loop
 *
 *	- starts the requests that are due and takes the answers that are there
 *	  (no transaction open),
 *	- applies a batch, if one is due, in one transaction (apply.c),
 *	- waits, in the one function that waits.
 *
 * Requests stay in flight while a batch is applied.
 *
 * The supervisor starts and stops the worker; a change of configuration or
 * position raises consumer_state.config_version, upon which the worker drops
 * all it has read and begins anew from the tables.  A worker that takes a
 * consumer over counts its epoch up, which shuts out any earlier one
 * (checkpoint.c).  A crash loses nothing but what was read ahead.
 *
 * IDENTIFICATION
 *	  src/consumer/consumer.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/retry.h"
#include "base/clock.h"
#include "base/connection.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "catalog/pg_type.h"
#include "consumer/consumer.h"
#include "storage/ipc.h"
#include "utils/memutils.h"
#include "worker/time_limit.h"
#include "worker/worker.h"

/* How often the tables are looked at when nobody wakes us */
#define REFRESH_INTERVAL_MS		10000

/*
 * Who changes a server or user mapping does not wake us: while something
 * fails, we look so often whether anybody has
 */
#define LISTEN_INTERVAL_MS		500

#define BACKOFF_BASE_MS			1000
#define BACKOFF_CAP_MS			60000

/* Sockets of one consumer; more requests than that wait their turn */
#define MAX_CONNECTIONS			64

pg_noreturn PGDLLEXPORT void awspipe_consumer_main(Datum main_arg);

/* Something may have changed that connections are made from: look at ours */
static bool connection_changed = false;

static void
note_change(Datum arg, int cacheid, uint32 hashvalue)
{
	connection_changed = true;
}

static AwspipeBatch *
create_batch(AwspipeConsumer *consumer)
{
	MemoryContext context = AllocSetContextCreate(consumer->context,
												  "awspipe batch",
												  ALLOCSET_DEFAULT_SIZES);
	AwspipeBatch *batch = MemoryContextAllocZero(context, sizeof(AwspipeBatch));

	batch->context = context;
	batch->outcomes = AllocSetContextCreate(context, "awspipe batch outcomes",
											ALLOCSET_DEFAULT_SIZES);
	return batch;
}

static void
release_batch(AwspipeBatch *batch)
{
	MemoryContextDelete(batch->context);
}

/*
 * Reads what the client is made from.  Whatever is wrong with it, server,
 * USAGE, user mapping or endpoint, others can set right while we wait, unless
 * the server was dropped.
 */
static AwspipeConnection *
read_connection(AwspipeConsumer *consumer, Oid server, const char *name)
{
	AwspipeConnection *connection;

	consumer->connecting = OidIsValid(server);
	connection = awspipe_connection_read(server, name, consumer->config.owner);
	consumer->connecting = false;
	return connection;
}

/*
 * Becomes the consumer's worker: configuration, connection, source.  False
 * when the consumer is gone or not to run.
 */
static bool
open_consumer(AwspipeConsumer *consumer)
{
	AwspipeConnection *connection;
	bool		found;

	if (!awspipe_begin("opening the consumer"))
		return false;
	MemoryContextSwitchTo(consumer->context);
	found = awspipe_consumer_read(&consumer->config, awspipe_my_slot->consumer_id);
	if (found && consumer->config.enabled)
		consumer->epoch = awspipe_consumer_take_over(consumer->config.consumer_id);
	awspipe_commit();
	if (!found || !consumer->config.enabled)
		return false;

	/* Apart, so that what goes wrong from here on can be written down */
	if (!awspipe_begin("opening the consumer"))
		return false;
	MemoryContextSwitchTo(consumer->context);
	if (consumer->config.filter_pattern != NULL)
		consumer->config.filter =
			awspipe_event_pattern_compile(consumer->config.filter_pattern);
	connection = read_connection(consumer, consumer->config.server_oid,
								 consumer->config.server);
	consumer->loop = pgaws_loop_create(MAX_CONNECTIONS);
	consumer->client = pgaws_client_create(consumer->loop, &connection->config,
										   connection->provider);
	consumer->fingerprint = connection->fingerprint;
	if (strcmp(consumer->config.source, "sqs") == 0)
		consumer->source = awspipe_sqs_source(consumer, connection);
	else
		consumer->source = awspipe_kinesis_source(consumer);
	awspipe_commit();
	return true;
}

/*
 * Looks whether the consumer is still to run as it does, and whether dead
 * letters wait to be redriven.  False when the worker has to begin anew.
 * Throws when its owner may no longer use the server, or cannot any more.
 */
static bool
refresh(AwspipeConsumer *consumer, bool *redrive)
{
	static AwspipeStatement look = {
		.sql = "SELECT s.config_version, c.enabled, w.role_oid,"
		" EXISTS (SELECT FROM awspipe.dead_letter d WHERE d.consumer = c.name"
		"         AND d.owner_id = c.owner_id AND d.kind = 'record' AND d.redrive),"
		" v.server_oid, v.server_name"
		" FROM awspipe.consumer c JOIN awspipe.consumer_state s USING (consumer_id)"
		" JOIN awspipe.server v USING (server_id)"
		" LEFT JOIN awspipe._ownership w USING (owner_id)"
		" WHERE c.consumer_id = $1",
		.read_only = true
	};
	bool		same;

	if (!awspipe_begin("looking at the configuration"))
		return true;
	same = awspipe_execute_with(&look, bind_int8(consumer->config.consumer_id)) == 1 &&
		awspipe_result_int64(0, 1, -1) == consumer->config.config_version &&
		awspipe_result_bool(0, 2, false) &&
		awspipe_result_int64(0, 3, 0) == consumer->config.owner;
	*redrive = same && awspipe_result_bool(0, 4, false);
	same = same && consumer->fingerprint ==
		read_connection(consumer, (Oid) awspipe_result_int64(0, 5, InvalidOid),
						awspipe_result_text(0, 6))->fingerprint;
	awspipe_commit();
	return same;
}

/*
 * A batch of dead letters that are to be redriven, or NULL when there are
 * none.
 */
static AwspipeBatch *
redriven_batch(AwspipeConsumer *consumer)
{
	AwspipeBatch *batch;
	bool		found;

	if (!awspipe_begin("reading dead letters"))
		return NULL;
	batch = create_batch(consumer);
	found = awspipe_dead_letter_gather(consumer, batch);
	awspipe_commit();
	if (!found)
	{
		release_batch(batch);
		return NULL;
	}
	batch->tries = consumer->redriving;
	return batch;
}

/*
 * The next batch, or NULL when none is due: dead letters to be redriven, and
 * what the source has ready, if that is enough or old enough.  When there are
 * both they take turns, so that neither holds the other up.  When there is
 * neither, and a tick is due, it is an empty one.
 */
static AwspipeBatch *
next_batch(AwspipeConsumer *consumer, bool *redrive, int64 tick_due)
{
	AwspipeBatch *batch;
	int64		since;
	int			ready = consumer->source->ready(consumer->source, &since);
	bool		due = ready > 0 &&
		(ready >= consumer->config.batch_size ||
		 awspipe_now_ms() >= since + consumer->config.window_ms);

	if (*redrive && !(due && consumer->redrove))
	{
		batch = redriven_batch(consumer);
		*redrive = consumer->redrove = (batch != NULL);
		if (batch != NULL)
			return batch;
	}
	consumer->redrove = false;
	if (!due && awspipe_now_ms() < tick_due)
		return NULL;
	batch = create_batch(consumer);
	if (due)
		consumer->source->gather(consumer->source, batch, consumer->config.batch_size);
	if (consumer->source->watermark != NULL)
		batch->watermark = consumer->source->watermark(consumer->source);
	for (int i = 0; i < batch->nrecords; i++)
		awspipe_note_earlier(&batch->oldest, batch->records[i].arrived_at);
	return batch;
}

/*
 * Exits if the source has asked for it.
 */
static void
exit_if_asked(AwspipeConsumer *consumer)
{
	switch (consumer->exit)
	{
		case AWSPIPE_EXIT_NONE:
			break;
		case AWSPIPE_EXIT_REFUSED:
			proc_exit(0);
		case AWSPIPE_EXIT_REPLACED:
			awspipe_consumer_exit_replaced(consumer);
		case AWSPIPE_EXIT_FAILED:
			awspipe_consumer_fail(consumer, &consumer->exit_problem);
	}
}

/*
 * Starts requests and takes answers.
 */
static void
exchange(AwspipeConsumer *consumer)
{
	PgawsCall  *call;

	consumer->source->poll(consumer->source);
	exit_if_asked(consumer);
	while ((call = pgaws_call_next(consumer->loop)) != NULL)
	{
		consumer->source->answer(consumer->source, call);
		exit_if_asked(consumer);
	}
	consumer->source->maintain(consumer->source);
	exit_if_asked(consumer);
}

static void
note_time(pg_atomic_uint64 *counter, TimestampTz time)
{
	pg_atomic_write_u64(counter, (uint64) time);
}

static TimestampTz
noted_time(pg_atomic_uint64 *counter)
{
	return (TimestampTz) pg_atomic_read_u64(counter);
}

/*
 * Notes how far the consumer has come, for who looks at the views: what was
 * read and is not applied counts as not read.
 */
static void
note_position(AwspipeConsumer *consumer, const AwspipeBatch *batch)
{
	AwspipeConsumerCounters *c = consumer->counters;
	AwspipePosition position = {
		.answered_at = noted_time(&c->answered_at),
		.read_up_to = noted_time(&c->read_up_to),
		.millis_behind = (int64) pg_atomic_read_u64(&c->millis_behind),
		.waiting_since = noted_time(&c->waiting_since)
	};

	consumer->source->position(consumer->source, &position);
	if (batch != NULL && !batch->redriven)
		awspipe_note_earlier(&position.waiting_since, batch->oldest);
	note_time(&c->answered_at, position.answered_at);
	note_time(&c->read_up_to, position.read_up_to);
	note_time(&c->waiting_since, position.waiting_since);
	pg_atomic_write_u64(&c->millis_behind, (uint64) position.millis_behind);
}

/* When there is to be an empty batch, if there is no other before. */
static int64
next_tick(const AwspipeConsumer *consumer)
{
	if (consumer->config.tick_ms == 0)
		return PG_INT64_MAX;
	return awspipe_now_ms() + consumer->config.tick_ms;
}

/*
 * Works until the configuration changes.
 */
static void
run_consumer(AwspipeConsumer *consumer)
{
	static const AwspipeTries none = {0};
	AwspipeBatch *batch = NULL;
	bool		redrive = false;
	int64		refresh_due = 0;
	int64		apply_due = 0;
	int64		purge_due = 0;
	int64		tick_due = next_tick(consumer);

	for (;;)
	{
		int64		due;
		int64		since;
		int64		now;

		awspipe_tick();
		if (awspipe_worker_woken() || connection_changed ||
			awspipe_now_ms() >= refresh_due)
		{
			connection_changed = false;
			if (!refresh(consumer, &redrive))
				return;
			refresh_due = awspipe_now_ms() + REFRESH_INTERVAL_MS;
			if (!redrive)
			{
				consumer->redriving = none;
				awspipe_consumer_recovered(consumer, AWSPIPE_REDRIVING);
			}
		}

		exchange(consumer);
		if (batch == NULL)
			batch = next_batch(consumer, &redrive, tick_due);
		/* It may be the last that this worker does */
		note_position(consumer, batch);
		if (batch != NULL && awspipe_now_ms() >= apply_due)
		{
			int64		delay = awspipe_apply(consumer, batch);

			apply_due = delay < 0 ? 0 : awspipe_now_ms() + delay;
			/* Dead letters may change meanwhile: they are read again */
			if (batch->redriven)
				consumer->redriving = delay < 0 ? none : batch->tries;
			if (delay < 0 && !batch->redriven)
				tick_due = next_tick(consumer);
			if (delay < 0 || batch->redriven)
			{
				release_batch(batch);
				batch = NULL;
			}
			note_position(consumer, batch);
		}

		if (consumer->config.retention_ms > 0 && awspipe_now_ms() >= purge_due)
			purge_due = awspipe_now_ms() + awspipe_retention_step(consumer);

		due = Min(refresh_due, consumer->source->next_due(consumer->source));
		if (consumer->config.retention_ms > 0)
			due = Min(due, purge_due);
		if (batch != NULL)
			due = Min(due, apply_due);
		else if (redrive)
			due = Min(due, apply_due);
		else
		{
			due = Min(due, Max(apply_due, tick_due));
			if (consumer->source->ready(consumer->source, &since) > 0)
				due = Min(due, Max(apply_due, since + consumer->config.window_ms));
		}
		now = awspipe_now_ms();
		if (awspipe_consumer_is_failing(AWSPIPE_READING))
			due = Min(due, now + LISTEN_INTERVAL_MS);
		awspipe_worker_wait(consumer->loop, Max(due - now, 0),
							apply_due > now ? AWSPIPE_WAIT_BACKOFF : AWSPIPE_WAIT_HTTP);
	}
}

/*
 * Waits before the next try, or until somebody wakes us or has changed what
 * the connection is made from.
 */
static void
back_off(int failures)
{
	int64		now = awspipe_now_ms();
	int64		until = now + pgaws_backoff_ms(BACKOFF_BASE_MS, BACKOFF_CAP_MS, failures);

	/* Changes may come in numbers, and not be about us */
	int64		listen = now + LISTEN_INTERVAL_MS;

	while (now < until && !awspipe_worker_woken() &&
		   !(connection_changed && now >= listen))
	{
		awspipe_worker_wait(NULL, Min(until - now, LISTEN_INTERVAL_MS), AWSPIPE_WAIT_BACKOFF);
		now = awspipe_now_ms();
	}
}

/*
 * An error outside a batch: of the connection, the configuration, or the
 * database.  Returns when it is to be tried again.
 */
static void
after_error(AwspipeConsumer *consumer, ErrorData *error, int failures)
{
	AwspipeProblem problem;
	AwspipeErrorKind kind = awspipe_error_kind(error->sqlerrcode);

	awspipe_problem_from_error(&problem, error);
	if (consumer->epoch == 0)
		ThrowErrorData(error);
	if (!consumer->connecting &&
		(kind == AWSPIPE_ERROR_CONFIGURATION || kind == AWSPIPE_ERROR_DATA))
		awspipe_consumer_fail(consumer, &problem);
	awspipe_consumer_retrying(consumer, AWSPIPE_READING, &problem);
	back_off(failures);
}

void
awspipe_consumer_main(Datum main_arg)
{
	MemoryContext context;
	volatile int failures = 0;

	awspipe_worker_start(main_arg, AWSPIPE_CONSUMER);
	awspipe_time_limit_init();
	awspipe_connection_listen(note_change);
	context = AllocSetContextCreate(TopMemoryContext, "awspipe consumer",
									ALLOCSET_DEFAULT_SIZES);
	for (;;)
	{
		AwspipeConsumer *consumer = MemoryContextAllocZero(context, sizeof(AwspipeConsumer));
		ErrorData  *volatile error = NULL;
		int64		started = awspipe_now_ms();

		consumer->context = context;
		consumer->counters = &awspipe_my_slot->counters;
		connection_changed = false;
		PG_TRY();
		{
			if (!open_consumer(consumer))
				proc_exit(0);
			run_consumer(consumer);
		}
		PG_CATCH();
		{
			error = awspipe_abort(context);
		}
		PG_END_TRY();

		awspipe_tick();
		/* What went well for long enough begins to count anew */
		if (error == NULL || awspipe_now_ms() - started > BACKOFF_CAP_MS)
			failures = 0;
		if (error != NULL)
			after_error(consumer, error, failures++);
		if (consumer->inbox != NULL)
			awspipe_inbox_close(consumer->inbox);
		MemoryContextReset(context);
	}
}
