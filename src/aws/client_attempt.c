/*-------------------------------------------------------------------------
 *
 * client_attempt.c
 *	  The attempts of a call: sign, send, judge, and perhaps again.
 *
 * Two failures are repeated once whatever the limits say, for they mean that
 * the service has not acted: refused credentials, after the provider was
 * told to look again, and a refused time of signing, after the service's own
 * clock was taken from its answer.  That difference is kept in the client.
 * All else is AWS's standard mode, see retry.c.
 *
 * IDENTIFICATION
 *	  src/aws/client_attempt.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>

#include "aws/client_internal.h"
#include "utils/memutils.h"

/* AWS tolerates 5 minutes (S3: 15); SDKs suspect the clock from 4 on */
#define CLOCK_SKEW_SUSPECT_S	240

static const char *const credentials_codes[] = {
	"ExpiredToken",
	"ExpiredTokenException",
	"InvalidClientTokenId",
	"InvalidToken",
	"RequestExpired",
	"TokenRefreshRequired",
	"UnrecognizedClientException"
};

static void
sign(PgawsCall *call, const PgawsCredentials *credentials,
	 PgawsSigningResult *result)
{
	bool		s3 = strcmp(call->service->signing_name, "s3") == 0;
	PgawsSigningInput input;

	memset(&input, 0, sizeof(input));
	input.region = call->client->config.region;
	input.signing_name = call->service->signing_name;
	input.encode_path_twice = !s3;
	input.normalize_path = !s3;
	input.sign_payload_header = s3;
	input.method = call->method;
	input.path = call->path;
	input.query = call->query;
	input.headers = call->headers;
	input.nheaders = call->nheaders;
	input.body = call->body;
	input.body_len = call->body_len;
	input.now = (int64) time(NULL) + call->client->clock_offset;
	pgaws_sigv4_sign(&input, credentials, result);
}

static PgawsTransfer *
make_transfer(PgawsCall *call, const PgawsSigningResult *signature)
{
	int			nheaders = call->nheaders + signature->nheaders_to_add;
	PgawsHeader *headers = palloc(nheaders * sizeof(PgawsHeader));
	const char *url;

	memcpy(headers, call->headers, call->nheaders * sizeof(PgawsHeader));
	memcpy(headers + call->nheaders, signature->headers_to_add,
		   signature->nheaders_to_add * sizeof(PgawsHeader));
	url = psprintf("%s%s%s%s", call->endpoint, call->path,
				   call->query[0] != '\0' ? "?" : "", call->query);
	return pgaws_transfer_create(&call->client->config.http, call->method, url,
								 headers, nheaders, call->body, call->body_len,
								 true, call);
}

void
pgaws_call_attempt(PgawsCall *call, int64 delay_ms)
{
	PgawsCredentialsProvider *provider = call->client->provider;
	const PgawsCredentials *credentials;
	PgawsSigningResult signature;
	MemoryContext old;

	call->transfer = NULL;
	MemoryContextReset(call->attempt_context);
	old = MemoryContextSwitchTo(call->attempt_context);

	credentials = provider->get(provider, &call->error);
	if (credentials == NULL)
		pgaws_call_finish(call);
	else
	{
		pgaws_error_clear(&call->error);
		sign(call, credentials, &signature);
		call->transfer = make_transfer(call, &signature);
		pgaws_loop_start(call->client->loop, call->transfer, delay_ms);
	}
	MemoryContextSwitchTo(old);
}

/*
 * Takes the service's clock for ours when the signature was refused for its
 * time, or for no reason given while the two differ much.
 */
static bool
adjust_clock(PgawsCall *call, bool blames_clock)
{
	PgawsClient *client = call->client;
	int64		now = (int64) time(NULL);
	int64		date = pgaws_transfer_date(call->transfer);
	bool		refused;

	if (call->clock_adjusted || date < 0)
		return false;
	refused = strcmp(call->error.code, "SignatureDoesNotMatch") == 0 ||
		strcmp(call->error.code, "InvalidSignatureException") == 0 ||
		strcmp(call->error.code, "AuthFailure") == 0;
	if (!blames_clock &&
		!(refused &&
		  llabs(date - now - client->clock_offset) > CLOCK_SKEW_SUSPECT_S))
		return false;

	client->clock_offset = date - now;
	call->clock_adjusted = true;
	return true;
}

static bool
renew_credentials(PgawsCall *call)
{
	PgawsCredentialsProvider *provider = call->client->provider;
	int			i;

	if (call->credentials_renewed)
		return false;
	for (i = 0; i < lengthof(credentials_codes); i++)
	{
		if (strcmp(call->error.code, credentials_codes[i]) == 0)
		{
			provider->invalidate(provider);
			call->credentials_renewed = true;
			return true;
		}
	}
	return false;
}

void
pgaws_call_advance(PgawsCall *call)
{
	PgawsClient *client = call->client;
	MemoryContext old = MemoryContextSwitchTo(call->attempt_context);
	bool		blames_clock;
	bool		success = pgaws_answer_check(call, &blames_clock);

	MemoryContextSwitchTo(old);
	if (success)
	{
		pgaws_retry_release(&client->bucket, call->cost);
		pgaws_call_finish(call);
	}
	else if (adjust_clock(call, blames_clock) || renew_credentials(call))
		pgaws_call_attempt(call, 0);
	else if (pgaws_error_is_retryable(&call->error) &&
			 call->attempt < call->max_attempts &&
			 pgaws_retry_acquire(&client->bucket, &call->error, &call->cost))
	{
		call->attempt++;
		pgaws_call_attempt(call, pgaws_retry_delay_ms(&call->error,
													  call->attempt));
	}
	else
		pgaws_call_finish(call);
}
