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
#include "catalog/pg_type.h"
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
		" AND applied_at < pg_catalog.now() - pg_catalog.make_interval(mins => $1)",
		.argtypes = {INT4OID, INT4OID, InvalidOid}
	};
	static AwspipeStatement results = {
		.sql = "DELETE FROM awspipe.outbox_result"
		" WHERE outbox_id = ANY (ARRAY(SELECT r.outbox_id FROM awspipe.outbox_result AS r"
		"                              ORDER BY r.outbox_id LIMIT $2))"
		" AND settled_at < pg_catalog.now() - pg_catalog.make_interval(mins => $1)",
		.argtypes = {INT4OID, INT4OID, InvalidOid}
	};
	Datum		values[2];
	bool		more;

	awspipe_pipelines_note_owners();

	values[0] = Int32GetDatum(awspipe_batch_retention);
	values[1] = Int32GetDatum(STEP_ROWS);
	more = awspipe_control_execute(&batches, values, NULL, false, 0) == STEP_ROWS;
	if (awspipe_control_execute(&results, values, NULL, false, 0) == STEP_ROWS)
		more = true;
	if (!more)
		awspipe_owners_release();
	return more;
}
