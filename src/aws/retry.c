/*-------------------------------------------------------------------------
 *
 * retry.c
 *	  AWS's standard retry mode: which failures, how long to wait, how many.
 *
 * The token bucket keeps a client from multiplying the load on a service
 * that is down: with every retry paying and only successes paying back, a
 * client in front of a dead service soon makes first attempts only.
 *
 * IDENTIFICATION
 *	  src/aws/retry.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/model.h"
#include "aws/retry.h"
#include "pg_compat.h"

/* AWS SDKs and Tools Reference Guide, "Retry behavior", standard mode */
#define BUCKET_CAPACITY			500
#define COST_OF_RETRY			5
#define COST_OF_RETRY_TIMEOUT	10
#define GAIN_OF_FIRST_SUCCESS	1
#define DELAY_CAP_MS			20000

/*
 * A service that throttles needs a second's rest (Kinesis limits are per
 * second); other failures are mostly over with the next connection.
 */
#define DELAY_BASE_MS			100
#define DELAY_BASE_THROTTLED_MS	1000

/* What the services' models do not say, see pgaws_model_error_class() */
static const char *const throttling_codes[] = {
	"BandwidthLimitExceeded",
	"ExecutionLimitExceeded",
	"KMS.ThrottlingException",
	"LimitExceededException",
	"ProvisionedThroughputExceeded",
	"ProvisionedThroughputExceededException",
	"RequestLimitExceeded",
	"RequestThrottledException",
	"SlowDown",
	"Throttling",
	"ThrottlingError",
	"TooManyRequestsException",
	"TransactionInProgressException"
};

/*
 * What passes by itself, whatever the status.  Among them: another program's
 * transaction or write on the same item or key, and a request that did not
 * arrive as it was sent.  An item collection that is full has room again when
 * something is deleted, and DynamoDB calls it OK to retry.
 */
static const char *const transient_codes[] = {
	"BadDigest",
	"ConcurrentAccess",
	"ConcurrentModificationException",
	"ConditionalRequestConflict",
	"IDPCommunicationError",
	"InternalFailure",
	"InternalServerException",
	"ItemCollectionSizeLimitExceededException",
	"OperationAborted",
	"OperationAbortedException",
	"PriorRequestNotComplete",
	"RequestTimeout",
	"RequestTimeoutException",
	"ServiceUnavailable",
	"TransactionConflict",
	"TransactionConflictException",
	"XAmzContentSHA256Mismatch"
};

/* Sent with status 400 by most services, so the status does not tell */
static const char *const auth_codes[] = {
	"AccessDenied",
	"AccessDeniedException",
	"AuthFailure",
	"AuthorizationError",
	"ExpiredToken",
	"ExpiredTokenException",
	"IncompleteSignature",
	"IncompleteSignatureException",
	"InvalidAccessKeyId",
	"InvalidClientTokenId",
	"InvalidSecurity",
	"InvalidSignatureException",
	"InvalidToken",
	"MissingAuthenticationToken",
	"MissingAuthenticationTokenException",
	"NotAuthorized",
	"OptInRequired",
	"RequestExpired",
	"RequestInTheFuture",
	"RequestTimeTooSkewed",
	"SignatureDoesNotMatch",
	"TokenRefreshRequired",
	"UnrecognizedClientException"
};

/*
 * Any other refusal for a KMS key: KMSDisabledException, KmsInvalidState,
 * KMS.NotFoundException...  Like refused credentials it is for somebody to
 * mend, or for KMS to finish, and no fault of the request.
 */
#define KMS_PREFIX	"kms"

static bool
is_listed(const char *code, const char *const *list, int n)
{
	int			i;

	for (i = 0; i < n; i++)
	{
		if (strcmp(code, list[i]) == 0)
			return true;
	}
	return false;
}

void
pgaws_retry_bucket_init(PgawsRetryBucket *bucket)
{
	bucket->tokens = BUCKET_CAPACITY;
}

int64
pgaws_retry_delay_ms(const PgawsError *error, int attempt)
{
	int64		base = error->class == PGAWS_THROTTLED ?
		DELAY_BASE_THROTTLED_MS : DELAY_BASE_MS;

	return pgaws_backoff_ms(base, DELAY_CAP_MS, attempt - 2);
}

bool
pgaws_retry_acquire(PgawsRetryBucket *bucket, const PgawsError *error,
					int *cost)
{
	int			price = COST_OF_RETRY;

	if (error->class != PGAWS_THROTTLED)
		price = COST_OF_RETRY_TIMEOUT;
	if (bucket->tokens < price)
		return false;
	bucket->tokens -= price;
	*cost = price;
	return true;
}

/* A cost of 0 means that the first attempt succeeded. */
void
pgaws_retry_release(PgawsRetryBucket *bucket, int cost)
{
	bucket->tokens += cost > 0 ? cost : GAIN_OF_FIRST_SUCCESS;
	bucket->tokens = Min(bucket->tokens, BUCKET_CAPACITY);
}

/*
 * The code decides where the lists know it, for services throttle and refuse
 * credentials with status 400; the status decides the rest.
 */
PgawsErrorClass
pgaws_retry_classify(int http_status, const char *code)
{
	PgawsErrorClass class = pgaws_model_error_class(code);

	if (class != PGAWS_OK)
		return class;
	if (is_listed(code, throttling_codes, lengthof(throttling_codes)))
		return PGAWS_THROTTLED;
	if (is_listed(code, transient_codes, lengthof(transient_codes)))
		return PGAWS_TRANSIENT;
	if (is_listed(code, auth_codes, lengthof(auth_codes)) ||
		pg_strncasecmp(code, KMS_PREFIX, strlen(KMS_PREFIX)) == 0)
		return PGAWS_AUTH;

	if (http_status >= 200 && http_status <= 299)
		return PGAWS_OK;
	if (http_status == 429)
		return PGAWS_THROTTLED;
	if (http_status == 401 || http_status == 403)
		return PGAWS_AUTH;
	if (http_status == 408)
		return PGAWS_TRANSIENT;
	/* 501 says that no repetition will help */
	if (http_status >= 500 && http_status != 501)
		return PGAWS_TRANSIENT;
	return PGAWS_REJECTED;
}

int64
pgaws_backoff_ms(int64 base_ms, int64 cap_ms, int n)
{
	int64		limit = base_ms;

	while (n-- > 0 && limit < cap_ms)
		limit *= 2;
	limit = Min(limit, cap_ms);
	return (int64) (random_fraction() * (double) (limit + 1));
}
