/*-------------------------------------------------------------------------
 *
 * consumer_state.c
 *	  What a consumer's worker reads and writes about itself.
 *
 * The configuration is read in one short transaction.  Taking over counts
 * the epoch up in consumer_state and stamps it on every checkpoint: from
 * that commit on, a worker that still holds the previous epoch finds no
 * checkpoint to move and leaves (see checkpoint.c).
 *
 * Each change of state is one line in the server's log.  Such a line never
 * holds a message that could quote a row: those go to consumer_state, which
 * only the owner sees.  While something goes on failing, consumer_state has
 * its last failure, and the log nothing new.
 *
 * IDENTIFICATION
 *	  src/consumer/consumer_state.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/clock.h"
#include "base/owner_spi.h"
#include "consumer/consumer.h"
#include "storage/ipc.h"
#include "utils/memutils.h"
#include "worker/report.h"
#include "worker/worker.h"

/*
 * The code of the problem that each part of the work has, as last written
 * down; empty when it has none.  The codes belong to the process, not to one
 * look at the tables.
 */
#define UNWRITTEN "?"
static char failing_codes[AWSPIPE_REDRIVING + 1][64];

/* A failure like the last one is written down no sooner than this after it */
#define WRITE_INTERVAL_MS	1000
static int64 written_at;

/*
 * A problem that comes and goes, as when a network loses some requests, is
 * logged no more often than this: a number of times at once, then once in
 * that time.  consumer_state has the problem all the same.
 */
#define LOG_BURST			30
#define LOG_INTERVAL_MS	10000
static int	log_lines_left = LOG_BURST;
static int64 logged_at;
static bool logged = false;		/* the problem that lasts */

static int64
interval_ms(const char *seconds)
{
	return (int64) (strtod(seconds, NULL) * 1000.0);
}

static int
sqlstate_of(const char *code)
{
	return code != NULL && strlen(code) == 5 ?
		MAKE_SQLSTATE(code[0], code[1], code[2], code[3], code[4]) :
		ERRCODE_DATA_EXCEPTION;
}

/*
 * Reads one row of the query in awspipe_consumer_read().  Everything is
 * allocated in the current memory context.
 */
static void
read_row(AwspipeConsumerConfig *config)
{
	bool		isnull;
	Datum		value;
	char	   *text;

	config->consumer_id = awspipe_result_int64(0, 1, 0);
	config->name = awspipe_result_text(0, 2);
	config->owner = (Oid) awspipe_result_int64(0, 3, InvalidOid);
	config->source = awspipe_result_text(0, 4);
	config->server = awspipe_result_text(0, 5);
	config->server_oid = (Oid) awspipe_result_int64(0, 28, InvalidOid);
	config->owner_id = (int32) awspipe_result_int64(0, 29, 0);
	config->resource = awspipe_result_text(0, 6);
	config->inbox = DatumGetObjectId(awspipe_result_datum(0, 7, &isnull));
	config->enabled = awspipe_result_bool(0, 8, false);
	config->starting_position = awspipe_result_text(0, 9);
	value = awspipe_result_datum(0, 10, &isnull);
	config->starting_timestamp = isnull ? 0 : DatumGetTimestampTz(value);
	value = awspipe_result_datum(0, 11, &isnull);
	config->starting_sequence_numbers = isnull ? NULL : DatumGetJsonbPCopy(value);
	config->batch_size = (int) awspipe_result_int64(0, 12, 0);
	config->window_ms = interval_ms(awspipe_result_text(0, 13));
	config->maximum_retry_attempts = (int) awspipe_result_int64(0, 14, 0);
	text = awspipe_result_text(0, 15);
	config->maximum_record_age_ms = text ? interval_ms(text) : -1;
	config->bisect = awspipe_result_bool(0, 16, true);
	config->dead_letter = awspipe_result_bool(0, 17, false);
	value = awspipe_result_datum(0, 18, &isnull);
	config->filter_pattern = isnull ? NULL : DatumGetJsonbPCopy(value);
	config->config_version = awspipe_result_int64(0, 19, 0);
	value = awspipe_result_datum(0, 20, &isnull);
	config->stream_created_at = isnull ? 0 : DatumGetTimestampTz(value);
	config->release = awspipe_result_bool(0, 21, false);
	config->ack_replicated = awspipe_result_bool(0, 22, false);
	text = awspipe_result_text(0, 23);
	config->visibility_timeout_s = text ? (int) (interval_ms(text) / 1000) : 0;
	config->polls = (int) awspipe_result_int64(0, 24, 1);
	config->unwrap_sns = awspipe_result_bool(0, 25, false);
	config->strict_shards = awspipe_result_bool(0, 26, false);
	config->maximum_batch_duration_ms = interval_ms(awspipe_result_text(0, 27));
	text = awspipe_result_text(0, 30);
	config->retention_ms = text ? interval_ms(text) : 0;
	text = awspipe_result_text(0, 37);
	config->tick_ms = text ? interval_ms(text) : 0;
	config->skip_position = awspipe_result_text(0, 31);
	if (config->skip_position != NULL)
	{
		memset(&config->skip_error, 0, sizeof(config->skip_error));
		config->skip_error.sqlerrcode = sqlstate_of(awspipe_result_text(0, 32));
		config->skip_error.message = awspipe_result_text(0, 33);
		config->skip_error.detail = awspipe_result_text(0, 34);
		config->skip_error.hint = awspipe_result_text(0, 35);
		config->skip_error.context = awspipe_result_text(0, 36);
	}
}

/*
 * Reads a consumer's configuration into the current memory context.  False
 * when it is gone.  A transaction must be open.
 */
bool
awspipe_consumer_read(AwspipeConsumerConfig *config, int64 consumer_id)
{
	static AwspipeStatement read = {
		.sql = "SELECT c.consumer_id, c.name, w.role_oid, c.source, v.server_name, c.resource,"
		" c.inbox::oid, c.enabled, c.starting_position, c.starting_timestamp,"
		" c.starting_sequence_numbers, c.batch_size::bigint,"
		" extract(epoch FROM c.maximum_batching_window)::text, c.maximum_retry_attempts::bigint,"
		" extract(epoch FROM c.maximum_record_age)::text, c.bisect_batch_on_error,"
		" c.on_error = 'dead_letter', c.filter_pattern, s.config_version, s.stream_created_at,"
		" c.on_error = 'release', c.ack_after = 'replicated',"
		" extract(epoch FROM c.visibility_timeout)::text, c.polls::bigint, c.unwrap_sns,"
		" c.wrong_shard = 'dead_letter', extract(epoch FROM c.maximum_batch_duration)::text,"
		" v.server_oid, c.owner_id, extract(epoch FROM c.retention)::text,"
		" s.skip->>'position', s.skip->>'code', s.skip->>'message', s.skip->>'detail',"
		" s.skip->>'hint', s.skip->>'context', extract(epoch FROM c.tick)::text"
		" FROM awspipe.consumer c JOIN awspipe.consumer_state s USING (consumer_id)"
		" JOIN awspipe.server v USING (server_id)"
		" LEFT JOIN awspipe._ownership w USING (owner_id)"
		" WHERE c.consumer_id = $1",
		.read_only = true
	};

	if (awspipe_execute_with(&read, bind_int8(consumer_id)) == 0)
		return false;
	read_row(config);
	return true;
}

/*
 * True if no other worker has taken over, nor will before the transaction
 * ends.
 */
bool
awspipe_consumer_fence(const AwspipeConsumer *consumer)
{
	static AwspipeStatement fence = {
		.sql = "SELECT FROM awspipe.consumer_state"
		" WHERE consumer_id = $1 AND epoch = $2 FOR SHARE"
	};

	return awspipe_execute_with(&fence, bind_int8(consumer->config.consumer_id),
								bind_int8(consumer->epoch)) == 1;
}

/*
 * Makes this worker the only one whose checkpoints count; returns its epoch.
 * The consumer is not said to run before AWS has answered, and an error that
 * somebody has written down stands until reading succeeds.  A transaction
 * must be open.
 */
int64
awspipe_consumer_take_over(int64 consumer_id)
{
#define STATE "CASE WHEN error_code IS NULL THEN 'starting' ELSE 'retrying' END"
	static AwspipeStatement claim = {
		.sql = "UPDATE awspipe.consumer_state SET epoch = epoch + 1, state = " STATE ","
		" since = CASE WHEN state = " STATE " THEN since ELSE now() END,"
		" inbox_name = coalesce((SELECT k.oid::regclass::text FROM awspipe.consumer AS c"
		"  JOIN pg_class AS k ON k.oid = c.inbox WHERE c.consumer_id = $1), inbox_name)"
		" WHERE consumer_id = $1 RETURNING epoch, error_code"
	};
	static AwspipeStatement stamp = {
		.sql = "UPDATE awspipe.checkpoint SET epoch = $2 WHERE consumer_id = $1"
	};
	int64		epoch;
	char	   *error_code;

	if (awspipe_execute_with(&claim, bind_int8(consumer_id)) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("consumer %lld does not exist", (long long) consumer_id)));
	epoch = awspipe_result_int64(0, 1, 0);
	error_code = awspipe_result_text(0, 2);
	if (error_code == NULL)
		memset(failing_codes, 0, sizeof(failing_codes));
	else if (!awspipe_consumer_is_failing(AWSPIPE_APPLYING) &&
			 !awspipe_consumer_is_failing(AWSPIPE_REDRIVING))
	{
		strlcpy(failing_codes[AWSPIPE_READING], error_code,
				sizeof(failing_codes[AWSPIPE_READING]));
		/* By the worker before this one */
		logged = true;
	}
	awspipe_execute_with(&stamp, bind_int8(consumer_id), bind_int8(epoch));
	return epoch;
}

/*
 * Writes the state in a transaction of its own, unless it is out of date:
 * another worker has taken over, or what failed is configured otherwise by
 * now.  problem is NULL for a healthy state.
 */
static void
write_state(AwspipeConsumer *consumer, const char *state,
			const AwspipeProblem *problem)
{
	static AwspipeStatement write = {
		.sql = "UPDATE awspipe.consumer_state SET state = $2,"
		" since = CASE WHEN state = $2 THEN since ELSE now() END,"
		" error_code = $3, error_message = $4, error_detail = $5, error_hint = $6,"
		" error_context = $7, error_position = $8,"
		" error_at = CASE WHEN $3 IS NULL THEN error_at ELSE now() END"
		" WHERE consumer_id = $1 AND epoch = $9 AND config_version = $10"
	};
	static const AwspipeProblem none = {0};

	if (problem == NULL)
		problem = &none;
	if (!awspipe_begin("writing the consumer's state"))
		return;
	awspipe_execute_with(&write, bind_int8(consumer->config.consumer_id),
						 bind_text(state),
						 bind_text(awspipe_problem_code(problem)),
						 bind_text(problem->message),
						 bind_text(problem->detail),
						 bind_text(problem->hint),
						 bind_text(problem->context),
						 bind_text(problem->position),
						 bind_int8(consumer->epoch),
						 bind_int8(consumer->config.config_version));
	awspipe_commit();
	written_at = awspipe_now_ms();
}

bool
awspipe_consumer_is_failing(AwspipeWork work)
{
	return failing_codes[work][0] != '\0';
}

/* What a consumer is that nothing is wrong with */
static const char *
healthy_state(const AwspipeConsumer *consumer)
{
	return consumer->answered ? "running" : "starting";
}

/*
 * Says that AWS has answered all that it was asked, so the consumer reads.
 */
void
awspipe_consumer_answered(AwspipeConsumer *consumer)
{
	bool		first = !consumer->answered;

	consumer->answered = true;
	if (awspipe_consumer_is_failing(AWSPIPE_READING))
		awspipe_consumer_recovered(consumer, AWSPIPE_READING);
	else if (first && !awspipe_consumer_is_failing(AWSPIPE_APPLYING) &&
			 !awspipe_consumer_is_failing(AWSPIPE_REDRIVING))
		write_state(consumer, "running", NULL);
}

/*
 * Says that this part of the work has recovered, if it was failing before.
 */
void
awspipe_consumer_recovered(AwspipeConsumer *consumer, AwspipeWork work)
{
	bool		well = true;
	int			i;

	if (!awspipe_consumer_is_failing(work))
		return;
	failing_codes[work][0] = '\0';
	for (i = 0; i < lengthof(failing_codes); i++)
	{
		if (!awspipe_consumer_is_failing(i))
			continue;
		/* Its error may not be the one that was written last */
		strlcpy(failing_codes[i], UNWRITTEN, sizeof(failing_codes[i]));
		well = false;
	}
	if (!well)
		return;
	write_state(consumer, healthy_state(consumer), NULL);
	if (!logged)
		return;
	logged = false;
	ereport(LOG,
			(errmsg("consumer \"%s\" has recovered", consumer->config.name)));
}

/* May another problem be logged?  Counts it, if so. */
static bool
may_log(void)
{
	int64		now = awspipe_now_ms();
	int64		regained = (now - logged_at) / LOG_INTERVAL_MS;

	if (log_lines_left + regained <= 0)
		return false;
	log_lines_left = (int) Min(log_lines_left + regained, LOG_BURST) - 1;
	logged_at = now;
	return true;
}

/*
 * Says that something failed that is being tried again.
 */
void
awspipe_consumer_retrying(AwspipeConsumer *consumer, AwspipeWork work,
						  const AwspipeProblem *problem)
{
	const char *code = failing_codes[work];
	bool		same = strcmp(code, awspipe_problem_code(problem)) == 0;

	pg_atomic_fetch_add_u64(&consumer->counters->errors, 1);
	if (same && awspipe_now_ms() < written_at + WRITE_INTERVAL_MS)
		return;
	strlcpy(failing_codes[work], awspipe_problem_code(problem),
			sizeof(failing_codes[work]));
	write_state(consumer, "retrying", problem);
	if (logged || !may_log())
		return;
	logged = true;
	ereport(LOG,
			(errmsg("consumer \"%s\" of database \"%s\" is retrying after %s%s%s",
					consumer->config.name, awspipe_database_name, code,
					problem->quotes ? "" : ": ",
					problem->quotes ? "" : problem->message),
			 problem->quotes || problem->detail == NULL ? 0 :
			 errdetail("%s", problem->detail),
			 problem->quotes || problem->hint == NULL ? 0 :
			 errhint("%s", problem->hint),
			 errhidestmt(true), errhidecontext(true)));
}

/*
 * Says why a record was not applied, though the consumer goes on.
 */
void
awspipe_consumer_note(AwspipeConsumer *consumer, const AwspipeProblem *problem)
{
	bool		failing = false;
	int			i;

	for (i = 0; i < lengthof(failing_codes); i++)
		failing = failing || awspipe_consumer_is_failing(i);
	write_state(consumer, failing ? "retrying" : healthy_state(consumer), problem);
}

/*
 * Says that the consumer cannot go on without a person, and leaves.  The
 * supervisor does not start it again before awspipe.start_consumer().
 */
void
awspipe_consumer_fail(AwspipeConsumer *consumer, const AwspipeProblem *problem)
{
	pg_atomic_fetch_add_u64(&consumer->counters->errors, 1);
	write_state(consumer, "failed", problem);
	awspipe_report_stopped(consumer->config.name, problem);
	proc_exit(0);
}

/*
 * The fence is closed: leaves without committing anything.
 */
void
awspipe_consumer_exit_replaced(AwspipeConsumer *consumer)
{
	ereport(LOG,
			(errmsg("consumer \"%s\" leaves: another worker has taken over, or its position was changed",
					consumer->config.name)));
	proc_exit(0);
}
