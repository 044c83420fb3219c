/*-------------------------------------------------------------------------
 *
 * credentials.c
 *	  Credential providers as SQL functions.
 *
 * One provider at a time is open in the session, so that a test can change
 * files under it.
 *
 * IDENTIFICATION
 *	  test/modules/pgawspipe_test/credentials.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/credentials.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

PGDLLEXPORT Datum pgawspipe_test_setenv(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_credentials_open(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_credentials_get(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_credentials_invalidate(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum pgawspipe_test_credentials_close(PG_FUNCTION_ARGS);

PG_FUNCTION_INFO_V1(pgawspipe_test_setenv);
PG_FUNCTION_INFO_V1(pgawspipe_test_credentials_open);
PG_FUNCTION_INFO_V1(pgawspipe_test_credentials_get);
PG_FUNCTION_INFO_V1(pgawspipe_test_credentials_invalidate);
PG_FUNCTION_INFO_V1(pgawspipe_test_credentials_close);

static MemoryContext provider_context = NULL;
static PgawsCredentialsProvider *provider = NULL;

/* Where the secret was when it was last given out. */
static const char *last_secret = NULL;
static size_t last_secret_len = 0;
static bool last_secret_wiped = false;

/* What a server with CLOBBER_FREED_MEMORY writes over freed memory. */
#define FREED_PATTERN	0x7F

static char *
text_or_null(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(arg));
}

/* (name, value); NULL takes the variable away */
Datum
pgawspipe_test_setenv(PG_FUNCTION_ARGS)
{
	char	   *name = text_or_null(fcinfo, 0);
	char	   *value = text_or_null(fcinfo, 1);
	int			rc = value ? setenv(name, value, 1) : unsetenv(name);

	if (rc != 0)
		elog(ERROR, "could not change the environment: %m");
	PG_RETURN_VOID();
}

/*
 * Callbacks of a context run in the reverse order of their registration and
 * before its memory goes: this one sees what the provider's own left.  The
 * provider has freed the secret, so that the allocator may have put a pointer
 * at its start and, with assertions, a pattern over the rest.
 */
static void
look_at_secret(void *arg)
{
	last_secret_wiped = last_secret_len > sizeof(void *);
	for (size_t i = sizeof(void *); i < last_secret_len; i++)
		last_secret_wiped = last_secret_wiped &&
			(last_secret[i] == '\0' || last_secret[i] == FREED_PATTERN);
}

/* (kind, profile or access_key_id, secret_access_key, session_token) */
Datum
pgawspipe_test_credentials_open(PG_FUNCTION_ARGS)
{
	char	   *kind = text_or_null(fcinfo, 0);
	char	   *first = text_or_null(fcinfo, 1);
	MemoryContextCallback *callback;
	MemoryContext oldcontext;

	if (provider_context != NULL)
		MemoryContextDelete(provider_context);
	provider = NULL;
	last_secret = NULL;
	last_secret_len = 0;
	provider_context = AllocSetContextCreate(TopMemoryContext,
											 "credentials test",
											 ALLOCSET_SMALL_SIZES);
	oldcontext = MemoryContextSwitchTo(provider_context);

	callback = palloc0(sizeof(MemoryContextCallback));
	callback->func = look_at_secret;
	MemoryContextRegisterResetCallback(provider_context, callback);

	if (strcmp(kind, "static") == 0)
		provider = pgaws_credentials_static(first, text_or_null(fcinfo, 2),
											text_or_null(fcinfo, 3));
	else if (strcmp(kind, "environment") == 0)
		provider = pgaws_credentials_environment();
	else if (strcmp(kind, "profile") == 0)
		provider = pgaws_credentials_profile(first);
	else if (strcmp(kind, "chain") == 0)
		provider = pgaws_credentials_chain();
	else
		elog(ERROR, "unknown kind of provider \"%s\"", kind);

	MemoryContextSwitchTo(oldcontext);
	PG_RETURN_VOID();
}

/* "access_key_id/secret_access_key/session_token", or "error: message" */
Datum
pgawspipe_test_credentials_get(PG_FUNCTION_ARGS)
{
	PgawsError	error = {0};
	const PgawsCredentials *credentials;

	if (provider == NULL)
		elog(ERROR, "no provider is open");

	credentials = provider->get(provider, &error);
	if (credentials == NULL)
		PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s: %s",
												  error.class == PGAWS_AUTH ? "error" : "wrong class",
												  error.message)));

	last_secret = credentials->secret_access_key;
	last_secret_len = strlen(last_secret);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s/%s/%s",
											  credentials->access_key_id,
											  credentials->secret_access_key,
											  credentials->session_token ?
											  credentials->session_token : "")));
}

Datum
pgawspipe_test_credentials_invalidate(PG_FUNCTION_ARGS)
{
	if (provider == NULL)
		elog(ERROR, "no provider is open");
	provider->invalidate(provider);
	PG_RETURN_VOID();
}

/* Was the last secret wiped before its memory was given back? */
Datum
pgawspipe_test_credentials_close(PG_FUNCTION_ARGS)
{
	if (provider_context == NULL)
		elog(ERROR, "no provider is open");
	MemoryContextDelete(provider_context);
	provider_context = NULL;
	provider = NULL;
	PG_RETURN_BOOL(last_secret_wiped);
}
