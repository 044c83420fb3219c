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

/* By what awspipe._condition calls it */
static const AwspipeIdleReason reasons[] = {
	{"not preloaded", "the server has not loaded pgawspipe at its start",
	"Add pgawspipe to shared_preload_libraries and restart the server."},
	{"off", "pgawspipe.enabled is off",
	"Set it to on and reload the server's configuration."},
	{"copy", "the configuration was made in another cluster or database",
	"To run it here, and nowhere else, call awspipe.adopt()."}
};

const AwspipeIdleReason *
awspipe_idle_reason(const char *condition)
{
	for (int i = 0; i < lengthof(reasons); i++)
	{
		if (strcmp(reasons[i].condition, condition) == 0)
			return &reasons[i];
	}
	return NULL;
}

static void
tell(int elevel, const char *what, const char *condition)
{
	const AwspipeIdleReason *reason = awspipe_idle_reason(condition);

	ereport(elevel,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("%s: %s", what, reason->why),
			 errhint("%s", reason->hint)));
}

void
awspipe_check_preload(const char *what)
{
	if (!awspipe_preloaded())
		tell(ERROR, what, "not preloaded");
}

void
awspipe_warn_if_off(const char *what)
{
	if (!awspipe_preloaded())
		tell(WARNING, what, "not preloaded");
	else if (!awspipe_enabled)
		tell(WARNING, what, "off");
}

void
awspipe_warn_if_idle(const char *what)
{
	if (!awspipe_preloaded() || !awspipe_enabled)
		awspipe_warn_if_off(what);
	else if (!awspipe_installation_is_ours())
		tell(WARNING, what, "copy");
}
