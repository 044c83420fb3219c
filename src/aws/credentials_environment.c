/*-------------------------------------------------------------------------
 *
 * credentials_environment.c
 *	  Credentials from the environment that the postmaster was started with.
 *
 * The environment of a process does not change by itself, so it is read
 * once; half of a pair of keys is an error, not an absence.
 *
 * IDENTIFICATION
 *	  src/aws/credentials_environment.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/credentials_internal.h"

#define ACCESS_KEY_ID		"AWS_ACCESS_KEY_ID"
#define SECRET_ACCESS_KEY	"AWS_SECRET_ACCESS_KEY"
#define SESSION_TOKEN		"AWS_SESSION_TOKEN"

typedef struct EnvironmentProvider
{
	PgawsCredentialsProvider base;
	PgawsCredentialsStore store;
} EnvironmentProvider;

bool
pgaws_environment_is_configured(void)
{
	return pgaws_getenv(ACCESS_KEY_ID) != NULL ||
		pgaws_getenv(SECRET_ACCESS_KEY) != NULL;
}

static const PgawsCredentials *
environment_get(PgawsCredentialsProvider *self, PgawsError *error)
{
	EnvironmentProvider *provider = (EnvironmentProvider *) self;
	const char *access_key_id = pgaws_getenv(ACCESS_KEY_ID);
	const char *secret_access_key = pgaws_getenv(SECRET_ACCESS_KEY);

	if (provider->store.filled)
		return &provider->store.current;

	if (access_key_id == NULL && secret_access_key == NULL)
	{
		pgaws_error_set(error, PGAWS_AUTH, "",
						"there are no credentials in the environment");
		return NULL;
	}
	if (access_key_id == NULL || secret_access_key == NULL)
	{
		pgaws_error_set(error, PGAWS_AUTH, "",
						"%s is set in the environment, but %s is not",
						access_key_id ? ACCESS_KEY_ID : SECRET_ACCESS_KEY,
						access_key_id ? SECRET_ACCESS_KEY : ACCESS_KEY_ID);
		return NULL;
	}

	if (!pgaws_credentials_store_fill(&provider->store, access_key_id,
									  secret_access_key,
									  pgaws_getenv(SESSION_TOKEN), error))
		return NULL;
	return &provider->store.current;
}

static void
environment_invalidate(PgawsCredentialsProvider *self)
{
	EnvironmentProvider *provider = (EnvironmentProvider *) self;

	pgaws_credentials_store_wipe(&provider->store);
}

PgawsCredentialsProvider *
pgaws_credentials_environment(void)
{
	EnvironmentProvider *provider = palloc0(sizeof(EnvironmentProvider));

	provider->base.name = "environment";
	provider->base.get = environment_get;
	provider->base.invalidate = environment_invalidate;
	pgaws_credentials_store_init(&provider->store);

	return &provider->base;
}
