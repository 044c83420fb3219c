/*-------------------------------------------------------------------------
 *
 * credentials_static.c
 *	  Credentials that were given outright, in a user mapping for example.
 *
 * IDENTIFICATION
 *	  src/aws/credentials_static.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/credentials_internal.h"

typedef struct StaticProvider
{
	PgawsCredentialsProvider base;
	PgawsCredentialsStore store;
	PgawsError	error;			/* why the store is empty, if it is */
} StaticProvider;

static const PgawsCredentials *
static_get(PgawsCredentialsProvider *self, PgawsError *error)
{
	StaticProvider *provider = (StaticProvider *) self;

	if (provider->store.filled)
		return &provider->store.current;
	*error = provider->error;
	return NULL;
}

/* There is no other place to look. */
static void
static_invalidate(PgawsCredentialsProvider *self)
{
}

PgawsCredentialsProvider *
pgaws_credentials_static(const char *access_key_id,
						 const char *secret_access_key,
						 const char *session_token)
{
	StaticProvider *provider = palloc0(sizeof(StaticProvider));

	provider->base.name = "static";
	provider->base.get = static_get;
	provider->base.invalidate = static_invalidate;
	pgaws_credentials_store_init(&provider->store);
	(void) pgaws_credentials_store_fill(&provider->store, access_key_id,
										secret_access_key, session_token,
										&provider->error);

	return &provider->base;
}
