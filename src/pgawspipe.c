/*-------------------------------------------------------------------------
 *
 * pgawspipe.c
 *	  Entry of the library.
 *
 * Loaded through shared_preload_libraries, the library reserves shared
 * memory, registers the launcher and watches for commands that need a
 * database to themselves.  Loaded in a single session, it offers its
 * functions and no more: whatever needs a worker says so by
 * awspipe_require_preload().
 *
 * pg_upgrade runs servers of its own on the data directory; nothing of ours
 * may start there.  Parameters are defined all the same: their defaults are
 * what functions that are called go by.
 *
 * IDENTIFICATION
 *	  src/pgawspipe.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/guc.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "worker/database_hold.h"
#include "worker/launcher.h"
#include "worker/shmem.h"

#ifdef PG_MODULE_MAGIC_EXT
PG_MODULE_MAGIC_EXT(.name = "pgawspipe", .version = PGAWSPIPE_VERSION);
#else
PG_MODULE_MAGIC;
#endif

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	awspipe_guc_init();

	if (IsBinaryUpgrade || !process_shared_preload_libraries_in_progress)
		return;

	awspipe_shmem_init();
	awspipe_hold_init();
	awspipe_launcher_register();
}
