/*-------------------------------------------------------------------------
 *
 * event_set.c
 *	  Descriptors and one timer behind one descriptor.
 *
 * An epoll set with a timerfd in it.  It is level-triggered: what is not
 * taken this time is ready again the next.  All that depends on the system
 * in the protocol layer is here.  Nothing throws.
 *
 * IDENTIFICATION
 *	  src/aws/event_set.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/epoll.h>
#include <sys/timerfd.h>
#else
#error "pgawspipe needs epoll and timerfd"
#endif

#include "aws/event_set.h"
#include "storage/fd.h"

/* Descriptors of the set itself */
#define OWN_DESCRIPTORS	2
/* Taken from the kernel at once */
#define EVENTS_MAX	64

int64
pgaws_monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void
pgaws_event_set_init(PgawsEventSet *set)
{
	set->fd = -1;
	set->timer_fd = -1;
	set->reserved = 0;
}

bool
pgaws_event_set_open(PgawsEventSet *set, int capacity)
{
	for (; set->reserved < capacity + OWN_DESCRIPTORS; set->reserved++)
	{
		if (!AcquireExternalFD())
			return false;
	}
	set->fd = epoll_create1(EPOLL_CLOEXEC);
	if (set->fd < 0)
		return false;
	set->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	return set->timer_fd >= 0 &&
		pgaws_event_set_watch(set, set->timer_fd, true, false);
}

void
pgaws_event_set_close(PgawsEventSet *set)
{
	if (set->timer_fd >= 0)
		close(set->timer_fd);
	if (set->fd >= 0)
		close(set->fd);
	for (; set->reserved > 0; set->reserved--)
		ReleaseExternalFD();
	pgaws_event_set_init(set);
}

bool
pgaws_event_set_watch(PgawsEventSet *set, int fd, bool read, bool write)
{
	struct epoll_event event;

	memset(&event, 0, sizeof(event));
	event.data.fd = fd;
	event.events = (read ? EPOLLIN : 0) | (write ? EPOLLOUT : 0);
	if (epoll_ctl(set->fd, EPOLL_CTL_ADD, fd, &event) == 0)
		return true;
	return errno == EEXIST &&
		epoll_ctl(set->fd, EPOLL_CTL_MOD, fd, &event) == 0;
}

/* A descriptor that was closed before has left by itself. */
void
pgaws_event_set_unwatch(PgawsEventSet *set, int fd)
{
	struct epoll_event event;

	memset(&event, 0, sizeof(event));
	(void) epoll_ctl(set->fd, EPOLL_CTL_DEL, fd, &event);
}

void
pgaws_event_set_timer(PgawsEventSet *set, int64 due_us)
{
	struct itimerspec when;

	memset(&when, 0, sizeof(when));
	if (due_us != PGAWS_NEVER)
	{
		/* zero would disarm it */
		due_us = Max(due_us, 1);
		when.it_value.tv_sec = due_us / 1000000;
		when.it_value.tv_nsec = due_us % 1000000 * 1000;
	}
	(void) timerfd_settime(set->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

int
pgaws_event_set_take(PgawsEventSet *set, PgawsEvent *events, int max)
{
	struct epoll_event ready[EVENTS_MAX];
	uint64		expirations;
	int			taken = 0;
	int			n;
	int			i;

	n = epoll_wait(set->fd, ready, Min(max, EVENTS_MAX), 0);
	for (i = 0; i < n; i++)
	{
		uint32		what = ready[i].events;

		if (ready[i].data.fd == set->timer_fd)
		{
			/* it cannot fail but for having been set anew */
			(void) !read(set->timer_fd, &expirations, sizeof(expirations));
			continue;
		}
		events[taken].fd = ready[i].data.fd;
		events[taken].readable = (what & (EPOLLIN | EPOLLHUP)) != 0;
		events[taken].writable = (what & EPOLLOUT) != 0;
		events[taken].failed = (what & EPOLLERR) != 0;
		taken++;
	}
	return taken;
}
