/*-------------------------------------------------------------------------
 *
 * dispatcher.c
 *	  The dispatcher: the worker that sends the outbox.
 *
 * One process per database, connected as the bootstrap superuser; it runs no
 * code of users.  Each turn of its loop
 *
 *	- reads what is pending, in a transaction (dispatcher_read.c), and makes
 *	  destinations that are new (destination_row.c),
 *	- forms requests and starts them, many at once, with no transaction open
 *	  (dispatcher_request.c); for some services it writes that down before, in
 *	  a transaction (dispatcher_attempt.c),
 *	- waits, in the one function that waits, and judges the answers that have
 *	  come (dispatcher_request.c),
 *	- writes down what became of messages, in a transaction that gathers what
 *	  is there (dispatcher_settle.c).
 *
 * A message is sent at least once: between the answer and the commit a crash
 * makes it go out again.  Messages of one ordering key go one after another;
 * the next does not wait for that commit, since a crash repeats them in the
 * same order.
 *
 * Every destination has its own window, limit and pause, so that one that
 * does not answer holds its own messages only; and one request may always be
 * under way to each, however busy the others are.
 *
 * A lock that lasts as long as the session keeps a second dispatcher from
 * starting while an earlier one is about to go.
 *
 * IDENTIFICATION
 *	  src/dispatcher/dispatcher.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "base/lock_class.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "dispatcher/destination_claim.h"
#include "dispatcher/destination_row.h"
#include "dispatcher/dispatcher.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "worker/report.h"
#include "worker/worker.h"

/* How often the outbox is looked at when nobody wakes us */
#define POLL_INTERVAL_MS	5000

/* Results are gathered for so long or up to so many */
#define SETTLE_DELAY_MS		20
#define SETTLE_RESULTS_MAX	500

/* After a transaction of ours has failed */
#define RETRY_DELAY_MS		1000

/* Sockets beyond max_in_flight: one for each destination, within reason */
#define SPARE_CONNECTIONS	32

/* Nobody tells the end of a transaction that holds a destination */
#define CLAIM_POLL_MS		100

AwspipeDispatcher awspipe_dispatcher;

/* Jobs that are done again and again; each fails and recovers by itself */
static AwspipeJob locking = {.what = "lock the outbox"};
static AwspipeJob making = {.what = "make destinations"};
static AwspipeJob reading = {.what = "read the outbox"};
static AwspipeJob connecting = {.what = "read connections"};
static AwspipeJob recording = {.what = "write down attempts"};
static AwspipeJob settling = {.what = "settle outbox messages"};

/* How soon destinations that could not be made are tried again */
#define MAKE_DELAY_MS		500

static int64 poll_at = 0;
static int64 make_at = 0;
static int64 retry_at = 0;

/*
 * The shape of our statements never changes, but the tables do: empty when a
 * plan is made, a million rows when it is used.
 */
static const char *const planner_settings[] = {
	"enable_bitmapscan", "enable_hashjoin", "enable_mergejoin",
	"enable_seqscan"
};

static void set_up(void);
static bool lock_outbox(void);
static bool attempt(bool (*work) (void), AwspipeJob *job);
static void make_destinations(int64 now);
static bool wants_to_read(int64 now);
static bool wants_to_settle(int64 now);
static void send_requests(int64 now);
static bool may_send(AwspipeDestination *destination, int64 now);
static void send_request(AwspipeDestination *destination, int64 now);
static bool prepare(AwspipeDestination *destination, int64 now);
static void become_prepared(AwspipeDestination *destination, int64 now);
static void take_answers(void);
static void take_answer(PgawsCall *call, int64 now);
static void count_in_flight(AwspipeDestination *destination, int change);
static bool continue_request(AwspipeRequest *request, PgawsCall *call,
							 PgawsError *error);
static void clean_up(AwspipeRequest *request);
static void take_prepared(AwspipeDestination *destination, PgawsCall *call,
						  int64 now);
static int64 next_deadline(int64 now);
static bool refresh_identities(void);

void
awspipe_dispatcher_main(Datum main_arg)
{
	awspipe_worker_start(main_arg, AWSPIPE_DISPATCHER);
	set_up();

	while (!attempt(lock_outbox, &locking))
		awspipe_worker_wait(NULL, RETRY_DELAY_MS, AWSPIPE_WAIT_MAIN);

	for (;;)
	{
		int64		now = awspipe_now_ms();

		awspipe_tick();
		if (now >= retry_at)
		{
			bool		done = true;

			if (wants_to_read(now))
				done = attempt(awspipe_outbox_read, &reading);
			if (done && awspipe_dispatcher.announced && now >= make_at)
				make_destinations(now);
			if (done)
				done = attempt(refresh_identities, &connecting);
			if (done && wants_to_settle(now))
				done = attempt(awspipe_outbox_settle, &settling);
			if (!done)
				retry_at = awspipe_now_ms() + RETRY_DELAY_MS;
		}
		if (awspipe_claims_look(now))
			poll_at = now;

		send_requests(awspipe_now_ms());
		now = awspipe_now_ms();
		if (!dlist_is_empty(&awspipe_dispatcher.unrecorded) &&
			now >= retry_at &&
			!attempt(awspipe_attempts_record, &recording))
			retry_at = awspipe_now_ms() + RETRY_DELAY_MS;
		now = awspipe_now_ms();
		awspipe_worker_wait(awspipe_dispatcher.loop,
							Max(next_deadline(now) - now, 0),
							awspipe_dispatcher.in_flight > 0 ?
							AWSPIPE_WAIT_HTTP : AWSPIPE_WAIT_MAIN);
		take_answers();
	}
}

static void
set_up(void)
{
	for (int i = 0; i < lengthof(planner_settings); i++)
		SetConfigOption(planner_settings[i], "off", PGC_SUSET, PGC_S_OVERRIDE);

	awspipe_dispatcher.context = AllocSetContextCreate(TopMemoryContext,
													   "awspipe dispatcher",
													   ALLOCSET_DEFAULT_SIZES);
	awspipe_dispatcher.failure_context = AllocSetContextCreate(awspipe_dispatcher.context,
															   "awspipe failures",
															   ALLOCSET_SMALL_SIZES);
	MemoryContextSwitchTo(awspipe_dispatcher.context);
	awspipe_queue_init();
	awspipe_dispatcher.loop = pgaws_loop_create(awspipe_max_in_flight +
												SPARE_CONNECTIONS);
	awspipe_tick();
}

/*
 * Makes this session the database's dispatcher; false while another one is.
 */
static bool
lock_outbox(void)
{
	static AwspipeStatement count_start = {
		.sql = "UPDATE awspipe.dispatcher_state"
		" SET starts = starts + 1,"
		" started_at = clock_timestamp()"
	};

	/* Pauses are in a dispatcher's memory, and end with it */
	static AwspipeStatement end_pauses = {
		.sql = "UPDATE awspipe.destination_stat SET paused = false WHERE paused"
	};
	LOCKTAG		tag;
	LockAcquireResult result;

	if (!awspipe_begin("starting"))
		return false;
	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, 0, AWSPIPE_LOCK_DISPATCHER);
	result = LockAcquire(&tag, ExclusiveLock, true, true);
	if (result != LOCKACQUIRE_NOT_AVAIL)
	{
		awspipe_execute(&count_start);
		awspipe_execute(&end_pauses);
	}
	awspipe_commit();
	return result != LOCKACQUIRE_NOT_AVAIL;
}

/*
 * Does a piece of work that has transactions, and survives its failure.
 */
static bool
attempt(bool (*work) (void), AwspipeJob *job)
{
	volatile bool done = false;

	PG_TRY();
	{
		done = work();
		if (done)
			awspipe_job_done(job);
	}
	PG_CATCH();
	{
		awspipe_job_failed(job, awspipe_abort(awspipe_tick_context));
	}
	PG_END_TRY();
	return done;
}

static bool
refresh_identities(void)
{
	return awspipe_identities_refresh(awspipe_now_ms());
}

/*
 * Makes destinations that messages are waiting for, and has the outbox read
 * again.  Others do not wait when that fails.
 */
static void
make_destinations(int64 now)
{
	bool		all = attempt(awspipe_destinations_make, &making);

	poll_at = all ? now : Min(poll_at, now + MAKE_DELAY_MS);
	make_at = all ? now : now + MAKE_DELAY_MS;
}

static bool
wants_to_read(int64 now)
{
	AwspipeDestination *destination;
	bool		wanted = awspipe_worker_woken() || now >= poll_at;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
		wanted = wanted || (destination->more &&
							awspipe_destination_has_room(destination));

	if (wanted)
		poll_at = now + POLL_INTERVAL_MS;
	return wanted;
}

static bool
wants_to_settle(int64 now)
{
	if (awspipe_dispatcher.nresults == 0)
		return awspipe_stats_due(now);
	return awspipe_dispatcher.in_flight == 0 ||
		awspipe_dispatcher.nresults >= SETTLE_RESULTS_MAX ||
		now >= awspipe_dispatcher.results_since + SETTLE_DELAY_MS;
}

/*
 * Starts what can be started: one request for each destination in turn, and
 * over again.
 */
static void
send_requests(int64 now)
{
	AwspipeDestination *destination;
	bool		sent;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		awspipe_destination_end_delays(destination, now);
		awspipe_destination_end_pause(destination, now);
	}

	do
	{
		sent = false;
		for (destination = awspipe_dispatcher.destinations; destination != NULL;
			 destination = destination->next)
		{
			if (may_send(destination, now))
			{
				send_request(destination, now);
				sent = true;
			}
		}
	} while (sent);
}

static bool
may_send(AwspipeDestination *destination, int64 now)
{
	AwspipeIdentity *identity = destination->identity;

	if (destination->nmessages == 0 || destination->claimed ||
		now < destination->paused_until ||
		destination->in_flight >= destination->limit ||
		(awspipe_dispatcher.in_flight >= awspipe_max_in_flight &&
		 destination->in_flight > 0))
		return false;

	if (destination->sink == NULL)
	{
		PgawsError	error;

		pgaws_error_set(&error, PGAWS_REJECTED, "",
						"service is not known to this version of pgawspipe");
		awspipe_destination_pause(destination, &error, now + POLL_INTERVAL_MS);
		return false;
	}
	if (identity->client == NULL || identity->stale)
	{
		if (identity->client == NULL && identity->error.class != PGAWS_OK)
			awspipe_destination_pause(destination, &identity->error, 0);
		return false;
	}
	if (now >= destination->prepare_again)
		destination->prepared = false;
	if (!destination->prepared)
		return !destination->preparing;
	if (dlist_is_empty(&destination->ready))
		return false;
	if (destination->sink->next_start != NULL)
		destination->paced_until = destination->sink->next_start(destination, now);
	return now >= destination->paced_until;
}

static void
send_request(AwspipeDestination *destination, int64 now)
{
	if (destination->prepared)
	{
		const AwspipeSink *sink = destination->sink;
		AwspipeRequest *request = awspipe_request_gather(destination, now);

		if (sink->records_attempts != NULL && sink->records_attempts(destination))
			dlist_push_tail(&awspipe_dispatcher.unrecorded, &request->node);
		else
			awspipe_request_start(request);
	}
	else if (!prepare(destination, now))
		return;
	count_in_flight(destination, 1);
}

/* False when there was no need to ask. */
static bool
prepare(AwspipeDestination *destination, int64 now)
{
	if (destination->sink->prepare(destination) == NULL)
	{
		become_prepared(destination, now);
		return false;
	}
	destination->preparing = true;
	destination->prepare_started = now;
	return true;
}

static void
become_prepared(AwspipeDestination *destination, int64 now)
{
	destination->prepared = true;
	if (destination->sink->prepare_interval_ms > 0)
		destination->prepare_again = now + destination->sink->prepare_interval_ms;
	awspipe_destination_route(destination);
}

static void
count_in_flight(AwspipeDestination *destination, int change)
{
	destination->in_flight += change;
	destination->identity->in_flight += change;
	awspipe_dispatcher.in_flight += change;
}

static void
take_answers(void)
{
	PgawsCall  *call;

	pgaws_client_drive(awspipe_dispatcher.loop);
	while ((call = pgaws_call_next(awspipe_dispatcher.loop)) != NULL)
	{
		take_answer(call, awspipe_now_ms());
		pgaws_call_free(call);
	}
}

static void
take_answer(PgawsCall *call, int64 now)
{
	const PgawsError *error = pgaws_call_error(call);
	AwspipeRequest *request = NULL;
	AwspipeDestination *destination;
	PgawsError	failure;

	if (pgaws_call_tag(call) == AWSPIPE_CALL_REQUEST)
	{
		request = pgaws_call_owner(call);
		destination = request->destination;
		if (error != NULL && destination->sink->expects != NULL &&
			destination->sink->expects(request, error))
			error = NULL;
		if (error == NULL && continue_request(request, call, &failure))
			return;
		if (error == NULL && failure.class != PGAWS_OK)
			error = &failure;
	}
	else
		destination = pgaws_call_owner(call);

	count_in_flight(destination, -1);
	if (pgaws_call_tag(call) == AWSPIPE_CALL_PREPARE)
		take_prepared(destination, call, now);
	else if (request != NULL && error == NULL)
		awspipe_request_succeeded(request, call, now);
	else if (request != NULL)
	{
		clean_up(request);
		awspipe_request_failed(request, error, now);
	}
}

/*
 * The next call of a request that takes several, or what it has to write down
 * before.  False when there is none, with *error set if the last has failed.
 */
static bool
continue_request(AwspipeRequest *request, PgawsCall *call, PgawsError *error)
{
	const AwspipeSink *sink = request->destination->sink;
	PgawsCall  *next = NULL;
	MemoryContext save;

	pgaws_error_clear(error);
	if (sink->proceed == NULL)
		return false;
	save = MemoryContextSwitchTo(request->context);
	if (!sink->proceed(request, call, &next, error))
		Assert(error->class != PGAWS_OK && next == NULL);
	MemoryContextSwitchTo(save);
	return next != NULL || request->note != NULL;
}

/* After a request that has failed between its first call and its last. */
static void
clean_up(AwspipeRequest *request)
{
	const AwspipeSink *sink = request->destination->sink;

	if (sink->abandon != NULL && sink->abandon(request) != NULL)
		count_in_flight(request->destination, 1);
}

static void
take_prepared(AwspipeDestination *destination, PgawsCall *call, int64 now)
{
	const AwspipeSink *sink = destination->sink;
	const PgawsError *error = pgaws_call_error(call);
	PgawsError	malformed;

	destination->preparing = false;
	pgaws_error_clear(&malformed);
	if (error != NULL)
	{
		if (sink->unprepared != NULL && sink->unprepared(destination, error))
			error = NULL;
	}
	else if (!sink->prepared(destination, call, &malformed))
		error = &malformed;

	if (error != NULL)
	{
		awspipe_destination_failed(destination, error,
								   destination->prepare_started, now);
		return;
	}
	awspipe_destination_healthy(destination, destination->prepare_started);
	become_prepared(destination, now);
}

/*
 * When there is something to do that no answer and no wake will tell us.
 */
static int64
next_deadline(int64 now)
{
	int64		deadline = poll_at;
	AwspipeDestination *destination;

	for (destination = awspipe_dispatcher.destinations; destination != NULL;
		 destination = destination->next)
	{
		if (destination->claimed)
		{
			deadline = Min(deadline, now + CLAIM_POLL_MS);
			continue;
		}

		/* Also when the last that was read has just been settled */
		if (destination->more && awspipe_destination_has_room(destination))
			deadline = now;
		if (destination->nmessages == 0 && !destination->paused)
			continue;
		if (destination->paused_until > now)
			deadline = Min(deadline, destination->paused_until);
		if (destination->nmessages == 0)
			continue;
		if (destination->paced_until > now)
			deadline = Min(deadline, destination->paced_until);
		deadline = Min(deadline, Max(destination->next_delayed,
									 destination->paused_until));
		if (!destination->identity->stale)
			deadline = Min(deadline, destination->identity->check_at);
	}

	if (awspipe_dispatcher.nresults >= SETTLE_RESULTS_MAX ||
		(awspipe_dispatcher.nresults > 0 && awspipe_dispatcher.in_flight == 0) ||
		!dlist_is_empty(&awspipe_dispatcher.unrecorded))
		deadline = now;
	else if (awspipe_dispatcher.nresults > 0)
		deadline = Min(deadline, awspipe_dispatcher.results_since + SETTLE_DELAY_MS);
	deadline = Min(deadline, awspipe_stats_deadline());

	return Max(deadline, retry_at);
}
