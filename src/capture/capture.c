/*-------------------------------------------------------------------------
 *
 * capture.c
 *	  The worker of a capture.
 *
 * IDENTIFICATION
 *	  src/capture/capture.c
 *
 *-------------------------------------------------------------------------
 */
#include "pg_compat.h"

#include "worker/worker.h"

pg_noreturn PGDLLEXPORT void awspipe_capture_main(Datum main_arg);

void
awspipe_capture_main(Datum main_arg)
{
	awspipe_worker_start(main_arg, AWSPIPE_CAPTURE);
	for (;;)
	{
		awspipe_tick();
		(void) awspipe_worker_woken();
		awspipe_worker_wait(NULL, -1, AWSPIPE_WAIT_MAIN);
	}
}
