/*-------------------------------------------------------------------------
 *
 * source.c
 *	  What a failed request to a stream or queue means for its consumer.
 *
 * Whatever somebody can set right without touching the consumer, it waits
 * for, and says so: the network, the service, credentials, permissions, keys,
 * an endpoint, a proxy that answers in AWS's place.  It stops only where AWS
 * itself says that what the consumer asks for is not to be had.
 *
 * IDENTIFICATION
 *	  src/consumer/source.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/retry.h"
#include "base/clock.h"
#include "consumer/consumer.h"

#define BACKOFF_BASE_MS			500
#define BACKOFF_CAP_MS			60000

/*
 * Some throttling is a part of the service's normal running; so many answers
 * of the kind in a row are not, each being the last of a call's own attempts.
 */
#define THROTTLED_FAILURES_MAX	6

/* Rejections that end without a change of the consumer */
static const char *const passing_codes[] = {
	"ExpiredIteratorException", /* there is always a new one */
	"ExpiredNextTokenException",	/* likewise, a new list */
	"InvalidEndpointException", /* the server's endpoint is wrong */
	"ResourceInUseException",	/* the stream is just being changed */
	"UnknownOperationException" /* the endpoint is another service's */
};

static bool
is_final(const PgawsError *error)
{
	if (error->class != PGAWS_REJECTED)
		return false;
	for (int i = 0; i < lengthof(passing_codes); i++)
	{
		if (strcmp(error->code, passing_codes[i]) == 0)
			return false;
	}
	return true;
}

/*
 * Asks the worker to exit for a problem that trying again does not solve.
 * The problem's strings live until the end of this turn, at least.
 */
void
awspipe_source_stop(AwspipeConsumer *consumer, const AwspipeProblem *problem)
{
	consumer->exit = AWSPIPE_EXIT_FAILED;
	consumer->exit_problem = *problem;
}

/*
 * Reports a failed request, the failures-th in a row.  Asks the worker to
 * exit when trying again is no use.
 */
void
awspipe_source_failed(AwspipeConsumer *consumer, const char *doing,
					  const PgawsError *error, int failures)
{
	AwspipeProblem problem;

	if (error->class == PGAWS_THROTTLED)
	{
		pg_atomic_fetch_add_u64(&consumer->counters->throttled, 1);
		if (failures < THROTTLED_FAILURES_MAX)
			return;
	}
	awspipe_problem_from_aws(&problem, doing, error);
	if (is_final(error))
		awspipe_source_stop(consumer, &problem);
	else
		awspipe_consumer_retrying(consumer, AWSPIPE_READING, &problem);
}

/*
 * Reports that the stream or queue is not there, and asks the worker to exit.
 */
void
awspipe_source_missing(AwspipeConsumer *consumer, const char *kind,
					   const PgawsError *error)
{
	AwspipeProblem problem;

	awspipe_problem_from_aws(&problem, "read", error);
	problem.message = psprintf("%s \"%s\" does not exist", kind,
							   consumer->config.resource);
	awspipe_source_stop(consumer, &problem);
}

/*
 * When to try again what has failed so often before (monotonic ms): never at
 * once, never later than after a minute.
 */
int64
awspipe_source_backoff(int failures)
{
	return awspipe_now_ms() + BACKOFF_BASE_MS / 2 +
		pgaws_backoff_ms(BACKOFF_BASE_MS, BACKOFF_CAP_MS - BACKOFF_BASE_MS / 2,
						 failures);
}
