/*-------------------------------------------------------------------------
 *
 * idle.c
 *	  Why nothing runs in this database.
 *
 * Who starts a consumer or sends a message where no worker will take care of
 * it is told at once: later there is nobody to tell him.
 *
 * IDENTIFICATION
 *	  src/worker/idle.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/names.h"
#include "base/settings.h"
#include "worker/idle.h"
#include "worker/shmem.h"

static void
tell(int elevel, const char *what, const char *why, const char *hint)
{
	ereport(elevel,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("%s: %s", what, why),
			 errhint("%s", hint)));
}

static bool
tell_if_not_preloaded(int elevel, const char *what)
{
	if (awspipe_preloaded())
		return false;
	tell(elevel, what, "the server has not loaded pgawspipe at its start",
		 "Add pgawspipe to shared_preload_libraries and restart the server.");
	return true;
}

void
awspipe_check_preload(const char *what)
{
	(void) tell_if_not_preloaded(ERROR, what);
}

void
awspipe_warn_if_off(const char *what)
{
	if (!tell_if_not_preloaded(WARNING, what) && !awspipe_enabled)
		tell(WARNING, what, "pgawspipe.enabled is off",
			 "Set it to on and reload the server's configuration.");
}

void
awspipe_warn_if_idle(const char *what)
{
	if (!awspipe_preloaded() || !awspipe_enabled)
		awspipe_warn_if_off(what);
	else if (!awspipe_installation_is_ours())
		tell(WARNING, what,
			 "the configuration was made in another cluster or database",
			 "To run it here, and nowhere else, call awspipe.adopt().");
}
