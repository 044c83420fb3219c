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
warn(const char *what, const char *why, const char *hint)
{
	ereport(WARNING,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("%s: %s", what, why),
			 errhint("%s", hint)));
}

void
awspipe_warn_if_off(const char *what)
{
	if (!awspipe_preloaded())
		warn(what, "the server has not loaded pgawspipe at its start",
			 "Add pgawspipe to shared_preload_libraries and restart the server.");
	else if (!awspipe_enabled)
		warn(what, "pgawspipe.enabled is off",
			 "Set it to on and reload the server's configuration.");
}

void
awspipe_warn_if_idle(const char *what)
{
	if (!awspipe_preloaded() || !awspipe_enabled)
		awspipe_warn_if_off(what);
	else if (!awspipe_installation_is_ours())
		warn(what, "the configuration was made in another cluster or database",
			 "To run it here, and nowhere else, call awspipe.adopt().");
}
