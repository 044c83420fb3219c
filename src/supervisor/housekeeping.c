/*-------------------------------------------------------------------------
 *
 * housekeeping.c
 *	  Removing what is past its retention, batches and outcomes of messages,
 *	  and roles to which nothing belongs.
 *
 * Done by the supervisor in steps, each a transaction of its own, so that a
 * backlog neither holds locks for long nor keeps the supervisor from its
 * workers.  Batches and messages are numbered in about the order in which they
 * were made; a step therefore looks at the lowest numbers only.
 *
 * IDENTIFICATION
 *	  src/supervisor/housekeeping.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/names.h"
#include "base/owner_spi.h"
#include "base/pipeline.h"
#include "base/settings.h"
#include "supervisor/supervisor.h"

/* Rows that one step looks at */
#define STEP_ROWS 5000

bool
awspipe_housekeeping_step(void)
{
	static AwspipeStatement batches = {
		.sql = "DELETE FROM awspipe.batch"
		" WHERE batch_id = ANY (ARRAY(SELECT b.batch_id FROM awspipe.batch AS b"
		"                             ORDER BY b.batch_id LIMIT $2))"
		" AND applied_at < now() - make_interval(mins => $1)"
	};
	static AwspipeStatement results = {
		.sql = "DELETE FROM awspipe.outbox_result"
		" WHERE outbox_id = ANY (ARRAY(SELECT r.outbox_id FROM awspipe.outbox_result AS r"
		"                              ORDER BY r.outbox_id LIMIT $2))"
		" AND settled_at < now() - make_interval(mins => $1)"
	};
	bool		more;

	awspipe_pipelines_note_owners();

	more = awspipe_execute_with(&batches, bind_int4(awspipe_batch_retention),
								bind_int4(STEP_ROWS)) == STEP_ROWS;
	if (awspipe_execute_with(&results, bind_int4(awspipe_batch_retention),
							 bind_int4(STEP_ROWS)) == STEP_ROWS)
		more = true;
	if (!more)
		awspipe_owners_release();
	return more;
}
