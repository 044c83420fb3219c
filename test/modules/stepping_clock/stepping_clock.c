/*-------------------------------------------------------------------------
 *
 * stepping_clock.c
 *	  A wall clock that can be set, for whoever loads this with LD_PRELOAD.
 *
 * $STEPPING_CLOCK_FILE holds the seconds by which it is ahead, as an int64 of
 * the machine's; all processes that map it see a step at once.  Clocks that
 * only go forward are left alone, as by an administrator who sets the time.
 *
 * These functions may be called in signal handlers, so nothing is opened or
 * allocated in them.
 *
 * IDENTIFICATION
 *	  test/modules/stepping_clock/stepping_clock.c
 *
 *-------------------------------------------------------------------------
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int	clock_gettime(clockid_t id, struct timespec *now);
EXPORT int	gettimeofday(struct timeval *now, void *zone);
EXPORT time_t time(time_t *now);

static const volatile int64_t *ahead;

__attribute__((constructor))
static void
map_file(void)
{
	const char *name = getenv("STEPPING_CLOCK_FILE");
	void	   *mapped;
	int			fd;

	if (name == NULL || (fd = open(name, O_RDONLY | O_CLOEXEC)) < 0)
		return;
	mapped = mmap(NULL, sizeof(*ahead), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (mapped != MAP_FAILED)
		ahead = mapped;
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
	int			result = (int) syscall(SYS_clock_gettime, id, now);

	if (result == 0 && ahead != NULL &&
		(id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		now->tv_sec += *ahead;
	return result;
}

int
gettimeofday(struct timeval *now, void *zone)
{
	struct timespec precise;

	(void) zone;
	(void) clock_gettime(CLOCK_REALTIME, &precise);
	now->tv_sec = precise.tv_sec;
	now->tv_usec = precise.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *now)
{
	struct timespec precise;

	(void) clock_gettime(CLOCK_REALTIME, &precise);
	if (now != NULL)
		*now = precise.tv_sec;
	return precise.tv_sec;
}
