/*-------------------------------------------------------------------------
 *
 * worker.c
 *	  What every background worker of pgawspipe does alike: start, wait,
 *	  open and close a transaction, be seen, stop.
 *
 * A worker attaches to its slot in shared memory before it connects to the
 * database and gives it back after it has left it.  Between transactions it
 * waits in one place, which is where it learns of signals, of a reload and
 * of orders to stop; SIGTERM is left to die(), so that it ends a transaction
 * of any length.
 *
 * A worker that has been told to stop, or that finds the extension gone,
 * exits with 0; any failure that nobody handles exits with 1.  Whoever
 * started it (child.c) sees the difference in the slot.
 *
 * IDENTIFICATION
 *	  src/worker/worker.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "base/extension.h"
#include "base/settings.h"
#include "catalog/namespace.h"
#include "commands/dbcommands.h"
#include "commands/prepare.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "libpq/pqsignal.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/lock.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "worker/worker.h"

/* Locks are waited for this long: whoever drops something waits for us. */
#define LOCK_WAIT	"10s"

MemoryContext awspipe_tick_context = NULL;
char	   *awspipe_database_name = NULL;
AwspipeWorkerSlot *awspipe_my_slot = NULL;
int64		awspipe_current_batch = 0;
TimestampTz awspipe_current_watermark = 0;

/* For what needs an owner outside transactions, such as hashes */
static ResourceOwner worker_owner = NULL;

/* The extension this worker began with */
static Oid	extension_oid = InvalidOid;
static bool extension_gone = false;
static bool extension_wanted = false;

static uint32 wait_events[AWSPIPE_WAIT_BACKOFF + 1];

/*
 * Settings that a worker needs to be its own, whatever ALTER ROLE and ALTER
 * DATABASE say.  search_path, TimeZone and what the planner goes by stay the
 * role's, for its triggers.
 */
static const struct
{
	const char *name;
	const char *value;
}			worker_settings[] =

{
	{"bytea_output", "hex"},
	{"DateStyle", "ISO"},
	{"default_transaction_deferrable", "off"},
	{"default_transaction_isolation", "read committed"},
	{"default_transaction_read_only", "off"},
	{"extra_float_digits", "1"},
	{"idle_in_transaction_session_timeout", "0"},
	{"idle_session_timeout", "0"},
	{"IntervalStyle", "postgres"},
	{"lock_timeout", LOCK_WAIT},
	{"role", "none"},
	{"row_security", "on"},
	{"session_replication_role", "origin"},
	{"statement_timeout", "0"},
	{"transaction_timeout", "0"}	/* from 17 */
};

/* Does it connect as its owner, and run what that has written? */
static bool
is_owners(AwspipeWorkerKind kind)
{
	return kind == AWSPIPE_CONSUMER || kind == AWSPIPE_JOB || kind == AWSPIPE_CAPTURE;
}

static void
set_worker_settings(AwspipeWorkerKind kind)
{
	for (int i = 0; i < lengthof(worker_settings); i++)
	{
		if (GetConfigOption(worker_settings[i].name, true, false) == NULL)
			continue;
		/* How long a job waits is its owner's affair */
		if (kind == AWSPIPE_JOB &&
			strcmp(worker_settings[i].name, "lock_timeout") == 0)
			continue;
		SetConfigOption(worker_settings[i].name, worker_settings[i].value,
						PGC_SUSET, PGC_S_OVERRIDE);
	}
	SetConfigOption("client_encoding", GetDatabaseEncodingName(),
					PGC_SUSET, PGC_S_OVERRIDE);

	/* Our statements are short, and the compiler takes 15 MB */
	if (!is_owners(kind))
		SetConfigOption("jit", "off", PGC_SUSET, PGC_S_OVERRIDE);
}

/* Error context: says whose line of the log it is. */
static void
name_worker(void *arg)
{
	errcontext("%s", MyBgworkerEntry->bgw_name);
}

void
awspipe_worker_setup(void)
{
	static ErrorContextCallback callback;

	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();

	callback.callback = name_worker;
	callback.arg = NULL;
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	/* A reload before the handler was there has been missed */
	ProcessConfigFile(PGC_SIGHUP);

	wait_events[AWSPIPE_WAIT_MAIN] = WAIT_EVENT_NEW("PgawspipeMain");
	wait_events[AWSPIPE_WAIT_HTTP] = WAIT_EVENT_NEW("PgawspipeHttp");
	wait_events[AWSPIPE_WAIT_BACKOFF] = WAIT_EVENT_NEW("PgawspipeBackoff");

	awspipe_tick_context = AllocSetContextCreate(TopMemoryContext,
												 "awspipe tick",
												 ALLOCSET_DEFAULT_SIZES);
}

void
awspipe_worker_start(Datum main_arg, AwspipeWorkerKind kind)
{
	uint64		generation;
	Oid			owner = InvalidOid;
	uint32		flags = 0;

	awspipe_worker_setup();

	memcpy(&generation, MyBgworkerEntry->bgw_extra, sizeof(generation));
	awspipe_my_slot = awspipe_slot_attach(DatumGetInt32(main_arg), generation);
	if (awspipe_my_slot == NULL || !awspipe_enabled)
		proc_exit(0);

	/* InvalidOid is the bootstrap superuser */
	if (is_owners(kind))
	{
		owner = awspipe_my_slot->owner;
		flags = WORKER_CONNECTION_FLAGS;
	}
	BackgroundWorkerInitializeConnectionByOid(awspipe_my_slot->database,
											  owner, flags);
	set_worker_settings(kind);

	worker_owner = ResourceOwnerCreate(NULL, "awspipe worker");
	CurrentResourceOwner = worker_owner;
	if (kind == AWSPIPE_CONSUMER || kind == AWSPIPE_DISPATCHER ||
		kind == AWSPIPE_CAPTURE)
		pgaws_http_init();

	SetConfigOption("application_name", MyBgworkerEntry->bgw_name,
					PGC_USERSET, PGC_S_OVERRIDE);
	pgstat_report_activity(STATE_IDLE, NULL);
	awspipe_tick();
}

void
awspipe_obey_orders(void)
{
	if (awspipe_my_slot == NULL)
		return;					/* the launcher stays */
	if (pg_atomic_read_u32(&awspipe_my_slot->stop) != 0 ||
		!awspipe_enabled || extension_gone)
		proc_exit(0);
}

static void
handle_interrupts(void)
{
	/*
	 * A request to cancel a statement that comes between statements has come
	 * too late; it must not end the worker.
	 */
	HOLD_CANCEL_INTERRUPTS();
	CHECK_FOR_INTERRUPTS();
	QueryCancelPending = false;
	RESUME_CANCEL_INTERRUPTS();

	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
	}
	AcceptInvalidationMessages();
}

void
awspipe_worker_wait(PgawsLoop *loop, int64 timeout_ms, AwspipeWait why)
{
	int			events = WL_LATCH_SET | WL_EXIT_ON_PM_DEATH;
	int			fired;

	Assert(!IsTransactionState());

	handle_interrupts();
	awspipe_obey_orders();

	/* Statistics that were held back would stay so while nothing happens */
	if (why == AWSPIPE_WAIT_MAIN && awspipe_my_slot != NULL)
		pgstat_report_stat(true);

	if (loop != NULL)
		events |= WL_SOCKET_READABLE;
	if (timeout_ms >= 0)
		events |= WL_TIMEOUT;
	fired = WaitLatchOrSocket(MyLatch, events,
							  loop ? pgaws_loop_fd(loop) : PGINVALID_SOCKET,
							  Min(timeout_ms, INT_MAX), wait_events[why]);
	if (fired & WL_LATCH_SET)
		ResetLatch(MyLatch);

	handle_interrupts();
	awspipe_obey_orders();

	if (fired & WL_SOCKET_READABLE)
		pgaws_client_drive(loop);
}

bool
awspipe_worker_linger(int64 timeout_ms)
{
	Assert(!IsTransactionState());

	handle_interrupts();
	if (pg_atomic_read_u32(&awspipe_my_slot->stop) != 0)
		return false;
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
					 timeout_ms, wait_events[AWSPIPE_WAIT_MAIN]);
	ResetLatch(MyLatch);
	return true;
}

bool
awspipe_extension_is_gone(void)
{
	return extension_gone;
}

bool
awspipe_worker_woken(void)
{
	return pg_atomic_exchange_u32(&awspipe_my_slot->wake, 0) != 0;
}

/* Back to the state between transactions. */
static void
become_idle(void)
{
	CurrentResourceOwner = worker_owner;
	MemoryContextSwitchTo(awspipe_tick_context);
	pgstat_report_stat(false);
	pgstat_report_activity(STATE_IDLE, NULL);
}

/* Takes note of why the guard refused; says so in the log once. */
static void
refuse(AwspipeGuard guard)
{
	static bool warned = false;

	/* While somebody is dropping it, there is no telling yet */
	if (guard != AWSPIPE_GUARD_BUSY &&
		awspipe_my_slot->kind == AWSPIPE_SUPERVISOR)
		awspipe_slot_set_status(awspipe_my_slot,
								guard == AWSPIPE_GUARD_GONE ?
								AWSPIPE_DATABASE_ABSENT :
								AWSPIPE_DATABASE_PRESENT);
	if (guard == AWSPIPE_GUARD_GONE)
		extension_gone = true;
	if (guard == AWSPIPE_GUARD_VERSION && !warned)
	{
		warned = true;
		ereport(WARNING,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("extension \"pgawspipe\" is not of the version of its library, %s",
						PGAWSPIPE_VERSION),
				 errhint("Run ALTER EXTENSION pgawspipe UPDATE, or restart the server if the library is the older one.")));
	}
}

bool
awspipe_begin(const char *activity)
{
	AwspipeGuard guard;

	pgstat_report_activity(STATE_RUNNING, activity);
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	guard = awspipe_extension_guard(&extension_oid);
	extension_wanted = guard == AWSPIPE_GUARD_BUSY;
	if (guard != AWSPIPE_GUARD_OK)
	{
		CommitTransactionCommand();
		become_idle();
		refuse(guard);
		return false;
	}
	if (awspipe_database_name == NULL)
		awspipe_database_name = MemoryContextStrdup(TopMemoryContext,
													get_database_name(MyDatabaseId));
	SPI_connect();
	PushActiveSnapshot(GetTransactionSnapshot());
	return true;
}

bool
awspipe_extension_wanted(void)
{
	return extension_wanted;
}

void
awspipe_commit(void)
{
	SPI_finish();
	PopActiveSnapshot();
	CommitTransactionCommand();
	become_idle();
}

void
awspipe_commit_durably(void)
{
	if (synchronous_commit == SYNCHRONOUS_COMMIT_OFF)
		(void) set_config_option("synchronous_commit", "local", PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	awspipe_commit();
}

ErrorData *
awspipe_abort(MemoryContext into)
{
	ErrorData  *error;

	HOLD_INTERRUPTS();
	MemoryContextSwitchTo(into);
	error = CopyErrorData();
	AbortOutOfAnyTransaction();
	FlushErrorState();
	become_idle();
	RESUME_INTERRUPTS();
	return error;
}

void
awspipe_discard_session(void)
{
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	PortalHashTableDeleteAll();
	DropAllPreparedStatements();
	LockReleaseAll(USER_LOCKMETHOD, true);
	ResetTempTableNamespace();
	ResetSequenceCaches();
	PopActiveSnapshot();
	CommitTransactionCommand();
	become_idle();
}

void
awspipe_tick(void)
{
	MemoryContextReset(awspipe_tick_context);
	MemoryContextSwitchTo(awspipe_tick_context);
}
