/*-------------------------------------------------------------------------
 *
 * loop.c
 *	  Many HTTP transfers behind one file descriptor.
 *
 * libcurl says through two callbacks which sockets it waits for and until
 * when.  The sockets go into an event set, the time into its timer together
 * with the loop's own times (delayed transfers).
 *
 * A transfer that cannot have a connection yet waits outside of libcurl, so
 * that its time limits begin when its turn comes.
 *
 * libcurl forbids the further use of a multi handle after a failure of
 * curl_multi_socket_action().  All transfers in it fail then, and a new
 * handle takes its place; the descriptor stays.
 *
 * Memory: loop and transfers live in contexts of their own, in any relation
 * to each other.  A loop that goes hands its transfers back, idle; a
 * transfer that goes leaves its loop.  Neither callback throws.
 *
 * Threads: libcurl resolves names in threads.  They start with all signals
 * blocked, or the server's handlers would run in them.
 *
 * IDENTIFICATION
 *	  src/aws/loop.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <curl/curl.h>
#include <signal.h>

#include "aws/event_set.h"
#include "aws/transfer.h"

/* Events handled in one turn; the rest is ready again in the next */
#define EVENTS_MAX		64

struct PgawsLoop
{
	/* Settings */
	int			max_connections;

	/* Handles */
	CURLM	   *multi;			/* NULL after a failure, until driven */
	PgawsEventSet events;

	/* State */
	pairingheap delayed;		/* earliest first */
	dlist_head	waiting;		/* first come, first served */
	dlist_head	active;
	dlist_head	finished;
	int			npending;		/* delayed, waiting or active */
	int			nactive;
	int64		curl_due_us;	/* when libcurl wants to be called */
	bool		woken;

	/* Of the layer above */
	dlist_head	attachment;

	/* Memory */
	MemoryContextCallback callback;
};

/* What no thread of libcurl's may handle; faults of its own it must. */
static void
block_signals(sigset_t *saved)
{
	sigset_t	all;

	sigfillset(&all);
	sigdelset(&all, SIGABRT);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGTRAP);
	pthread_sigmask(SIG_BLOCK, &all, saved);
}

static void
restore_signals(const sigset_t *saved)
{
	pthread_sigmask(SIG_SETMASK, saved, NULL);
}

/* pairingheap's first is its largest */
static int
compare_due(const pairingheap_node *a, const pairingheap_node *b, void *arg)
{
	int64		due_a = pairingheap_const_container(PgawsTransfer, delayed_node, a)->due_us;
	int64		due_b = pairingheap_const_container(PgawsTransfer, delayed_node, b)->due_us;

	return due_a < due_b ? 1 : (due_a > due_b ? -1 : 0);
}

static PgawsTransfer *
first_delayed(PgawsLoop *loop)
{
	if (pairingheap_is_empty(&loop->delayed))
		return NULL;
	return pairingheap_container(PgawsTransfer, delayed_node,
								 pairingheap_first(&loop->delayed));
}

/* Sets the timer to whatever is due first. */
static void
arm_timer(PgawsLoop *loop)
{
	PgawsTransfer *first = first_delayed(loop);
	int64		due_us = loop->curl_due_us;

	if (first != NULL)
		due_us = Min(due_us, first->due_us);
	if (loop->woken)
		due_us = 0;
	pgaws_event_set_timer(&loop->events, due_us);
}

/* Callback of libcurl: the time of its next call. */
static int
timer_changed(CURLM *multi, long timeout_ms, void *arg)
{
	PgawsLoop  *loop = arg;

	loop->curl_due_us = timeout_ms < 0 ? PGAWS_NEVER :
		pgaws_monotonic_us() + (int64) timeout_ms * 1000;
	arm_timer(loop);
	return 0;
}

/* Callback of libcurl: a socket to wait for, or not any more. */
static int
socket_changed(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket)
{
	PgawsLoop  *loop = arg;

	if (what != CURL_POLL_REMOVE)
		return pgaws_event_set_watch(&loop->events, fd,
									 (what & CURL_POLL_IN) != 0,
									 (what & CURL_POLL_OUT) != 0) ? 0 : -1;
	pgaws_event_set_unwatch(&loop->events, fd);
	return 0;
}

/* False when libcurl is out of memory. */
static bool
open_multi(PgawsLoop *loop)
{
	CURLM	   *multi = curl_multi_init();

	loop->curl_due_us = PGAWS_NEVER;
	if (multi == NULL)
		return false;
	if (curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_changed) != CURLM_OK ||
		curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, loop) != CURLM_OK ||
		curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_changed) != CURLM_OK ||
		curl_multi_setopt(multi, CURLMOPT_TIMERDATA, loop) != CURLM_OK ||
		curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
						  (long) loop->max_connections) != CURLM_OK ||
		curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS,
						  (long) loop->max_connections) != CURLM_OK)
	{
		curl_multi_cleanup(multi);
		return false;
	}
	loop->multi = multi;
	return true;
}

static void
finish(PgawsLoop *loop, PgawsTransfer *transfer)
{
	loop->npending--;
	transfer->state = PGAWS_TRANSFER_FINISHED;
	dlist_push_tail(&loop->finished, &transfer->node);
}

/* Takes an active transfer out of the multi handle. */
static void
deactivate(PgawsLoop *loop, PgawsTransfer *transfer)
{
	(void) curl_multi_remove_handle(loop->multi, transfer->easy);
	dlist_delete(&transfer->node);
	loop->nactive--;
}

/* The multi handle is of no use any more, and all that was in it has failed. */
static void
discard_multi(PgawsLoop *loop)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &loop->active)
	{
		PgawsTransfer *transfer = dlist_container(PgawsTransfer, node, iter.cur);

		deactivate(loop, transfer);
		pgaws_transfer_abandon(transfer, "event handling failed");
		finish(loop, transfer);
	}
	curl_multi_cleanup(loop->multi);
	loop->multi = NULL;
	loop->curl_due_us = PGAWS_NEVER;
}

/* Starts what waits while there are connections to be had. */
static void
start_waiting(PgawsLoop *loop)
{
	while (!dlist_is_empty(&loop->waiting) &&
		   loop->nactive < loop->max_connections)
	{
		PgawsTransfer *transfer;

		transfer = dlist_container(PgawsTransfer, node,
								   dlist_pop_head_node(&loop->waiting));
		if ((loop->multi != NULL || open_multi(loop)) &&
			curl_multi_add_handle(loop->multi, transfer->easy) == CURLM_OK)
		{
			transfer->state = PGAWS_TRANSFER_ACTIVE;
			dlist_push_tail(&loop->active, &transfer->node);
			loop->nactive++;
			continue;
		}
		pgaws_transfer_abandon(transfer, "could not start request");
		finish(loop, transfer);
	}
}

static void
enqueue(PgawsLoop *loop, PgawsTransfer *transfer)
{
	transfer->state = PGAWS_TRANSFER_WAITING;
	dlist_push_tail(&loop->waiting, &transfer->node);
}

static void
release_delayed(PgawsLoop *loop)
{
	PgawsTransfer *transfer;
	int64		now = pgaws_monotonic_us();

	while ((transfer = first_delayed(loop)) != NULL && transfer->due_us <= now)
	{
		pairingheap_remove_first(&loop->delayed);
		enqueue(loop, transfer);
	}
}

/* Collects what libcurl has finished. */
static void
collect_done(PgawsLoop *loop)
{
	CURLMsg    *message;
	int			left;

	while (loop->multi != NULL &&
		   (message = curl_multi_info_read(loop->multi, &left)) != NULL)
	{
		PgawsTransfer *transfer = NULL;
		CURLcode	code;

		if (message->msg != CURLMSG_DONE)
			continue;
		/* the message does not outlive the handle's removal */
		code = message->data.result;
		(void) curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
								 (char **) &transfer);
		deactivate(loop, transfer);
		pgaws_transfer_complete(transfer, code);
		finish(loop, transfer);
	}
}

/* Tells libcurl of one event. */
static void
act(PgawsLoop *loop, curl_socket_t fd, int events)
{
	int			running;

	if (curl_multi_socket_action(loop->multi, fd, events, &running) == CURLM_OK)
		return;
	/* what ended before the failure has ended well */
	collect_done(loop);
	discard_multi(loop);
}

/*
 * Hands the kernel's events to libcurl.  An event may be stale, its socket
 * having been closed by the handling of an earlier one: libcurl ignores
 * sockets that it does not know.
 */
static void
handle_events(PgawsLoop *loop)
{
	PgawsEvent	events[EVENTS_MAX];
	int			n;
	int			i;

	n = pgaws_event_set_take(&loop->events, events, EVENTS_MAX);
	for (i = 0; i < n && loop->multi != NULL; i++)
		act(loop, events[i].fd,
			(events[i].readable ? CURL_CSELECT_IN : 0) |
			(events[i].writable ? CURL_CSELECT_OUT : 0) |
			(events[i].failed ? CURL_CSELECT_ERR : 0));
}

/*
 * Starting a transfer makes libcurl ask for a call at once; it is given here
 * and not in the next round, for the request is to go out now.
 */
void
pgaws_loop_drive(PgawsLoop *loop)
{
	sigset_t	saved;

	block_signals(&saved);
	loop->woken = false;
	handle_events(loop);
	release_delayed(loop);
	start_waiting(loop);
	if (loop->multi != NULL && loop->curl_due_us <= pgaws_monotonic_us())
	{
		loop->curl_due_us = PGAWS_NEVER;
		act(loop, CURL_SOCKET_TIMEOUT, 0);
	}
	collect_done(loop);
	start_waiting(loop);
	arm_timer(loop);
	restore_signals(&saved);
}

PgawsTransfer *
pgaws_loop_next(PgawsLoop *loop)
{
	PgawsTransfer *transfer;

	if (dlist_is_empty(&loop->finished))
		return NULL;
	transfer = dlist_container(PgawsTransfer, node,
							   dlist_pop_head_node(&loop->finished));
	transfer->state = PGAWS_TRANSFER_IDLE;
	transfer->loop = NULL;
	return transfer;
}

void
pgaws_loop_start(PgawsLoop *loop, PgawsTransfer *transfer, int64 delay_ms)
{
	Assert(transfer->state == PGAWS_TRANSFER_IDLE);

	transfer->loop = loop;
	loop->npending++;
	if (transfer->error.class != PGAWS_OK)
		finish(loop, transfer); /* it could not be prepared */
	else if (delay_ms > 0)
	{
		transfer->state = PGAWS_TRANSFER_DELAYED;
		transfer->due_us = pgaws_monotonic_us() + delay_ms * 1000;
		pairingheap_add(&loop->delayed, &transfer->delayed_node);
		arm_timer(loop);
		return;
	}
	else
		enqueue(loop, transfer);
	pgaws_loop_wake(loop);
}

void
pgaws_loop_detach(PgawsTransfer *transfer)
{
	PgawsLoop  *loop = transfer->loop;
	sigset_t	saved;

	if (transfer->state != PGAWS_TRANSFER_IDLE &&
		transfer->state != PGAWS_TRANSFER_FINISHED)
		loop->npending--;
	switch (transfer->state)
	{
		case PGAWS_TRANSFER_IDLE:
			return;
		case PGAWS_TRANSFER_DELAYED:
			pairingheap_remove(&loop->delayed, &transfer->delayed_node);
			break;
		case PGAWS_TRANSFER_WAITING:
			dlist_delete(&transfer->node);
			break;
		case PGAWS_TRANSFER_ACTIVE:
			block_signals(&saved);
			deactivate(loop, transfer);
			restore_signals(&saved);
			/* its connection is free for one that waits */
			if (!dlist_is_empty(&loop->waiting))
				pgaws_loop_wake(loop);
			break;
		case PGAWS_TRANSFER_FINISHED:
			dlist_delete(&transfer->node);
			break;
	}
	transfer->state = PGAWS_TRANSFER_IDLE;
	transfer->loop = NULL;
}

int
pgaws_loop_pending(PgawsLoop *loop)
{
	return loop->npending;
}

void
pgaws_loop_wake(PgawsLoop *loop)
{
	loop->woken = true;
	arm_timer(loop);
}

int
pgaws_loop_fd(PgawsLoop *loop)
{
	return loop->events.fd;
}

dlist_head *
pgaws_loop_attachment(PgawsLoop *loop)
{
	return &loop->attachment;
}

static void
detach_all(dlist_head *list)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, list)
		pgaws_loop_detach(dlist_container(PgawsTransfer, node, iter.cur));
}

static void
release_loop(void *arg)
{
	PgawsLoop  *loop = arg;
	dlist_mutable_iter iter;
	PgawsTransfer *transfer;

	while ((transfer = first_delayed(loop)) != NULL)
		pgaws_loop_detach(transfer);
	detach_all(&loop->waiting);
	detach_all(&loop->active);
	detach_all(&loop->finished);
	dlist_foreach_modify(iter, &loop->attachment)
		memset(iter.cur, 0, sizeof(dlist_node));

	if (loop->multi != NULL)
		curl_multi_cleanup(loop->multi);
	pgaws_event_set_close(&loop->events);
}

PgawsLoop *
pgaws_loop_create(int max_connections)
{
	PgawsLoop  *loop;

	pgaws_http_init();

	loop = palloc0(sizeof(PgawsLoop));
	loop->max_connections = max_connections;
	pgaws_event_set_init(&loop->events);
	loop->delayed.ph_compare = compare_due;
	dlist_init(&loop->waiting);
	dlist_init(&loop->active);
	dlist_init(&loop->finished);
	dlist_init(&loop->attachment);
	loop->callback.func = release_loop;
	loop->callback.arg = loop;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &loop->callback);

	/* errno is EMFILE when the server's share for extensions is used up */
	if (!pgaws_event_set_open(&loop->events, max_connections))
	{
		bool		exhausted = errno == EMFILE;

		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not open descriptors for %d connections: %m",
						max_connections),
				 exhausted ? errhint("You might need to increase max_files_per_process.") : 0));
	}
	if (!open_multi(loop))
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	return loop;
}
