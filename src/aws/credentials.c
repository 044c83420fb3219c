/*-------------------------------------------------------------------------
 *
 * credentials.c
 *	  The provider chain, and the store that all providers keep keys in.
 *
 * The chain follows the order of AWS's SDKs as far as we support it:
 * environment, web identity, profile, container.  An identity that somebody
 * configured is used or is an error; it is never passed over in favour of
 * one further down, which would act with other rights than were meant.
 *
 * Keys are in this process's private memory only.  A crash leaves nothing.
 *
 * IDENTIFICATION
 *	  src/aws/credentials.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/credentials_internal.h"
#include "utils/memutils.h"

typedef struct ChainProvider
{
	PgawsCredentialsProvider base;
	PgawsCredentialsProvider *environment;
	PgawsCredentialsProvider *profile;
} ChainProvider;

static void
free_secret(char **value)
{
	if (*value == NULL)
		return;
	explicit_bzero(*value, strlen(*value));
	pfree(*value);
	*value = NULL;
}

void
pgaws_credentials_store_wipe(PgawsCredentialsStore *store)
{
	free_secret(&store->current.access_key_id);
	free_secret(&store->current.secret_access_key);
	free_secret(&store->current.session_token);
	store->filled = false;
}

static void
wipe_on_reset(void *arg)
{
	pgaws_credentials_store_wipe(arg);
}

void
pgaws_credentials_store_init(PgawsCredentialsStore *store)
{
	memset(store, 0, sizeof(PgawsCredentialsStore));
	store->context = CurrentMemoryContext;
	store->on_reset.func = wipe_on_reset;
	store->on_reset.arg = store;
	MemoryContextRegisterResetCallback(store->context, &store->on_reset);
}

/*
 * The access key ID and the session token become header values: whatever
 * is not a visible ASCII character could break out of them.
 */
static bool
check_sendable(const char *what, const char *value, PgawsError *error)
{
	for (const char *p = value; *p != '\0'; p++)
	{
		if (*p <= ' ' || *p > '~')
		{
			pgaws_error_set(error, PGAWS_AUTH, "",
							"%s has characters that no key of AWS has", what);
			return false;
		}
	}
	return true;
}

bool
pgaws_credentials_store_fill(PgawsCredentialsStore *store,
							 const char *access_key_id,
							 const char *secret_access_key,
							 const char *session_token,
							 PgawsError *error)
{
	PgawsCredentials *current = &store->current;

	pgaws_credentials_store_wipe(store);

	if (access_key_id == NULL || access_key_id[0] == '\0')
	{
		pgaws_error_set(error, PGAWS_AUTH, "", "access key ID is missing");
		return false;
	}
	if (secret_access_key == NULL || secret_access_key[0] == '\0')
	{
		pgaws_error_set(error, PGAWS_AUTH, "", "secret access key is missing");
		return false;
	}
	if (session_token != NULL && session_token[0] == '\0')
		session_token = NULL;
	if (!check_sendable("access key ID", access_key_id, error) ||
		(session_token != NULL &&
		 !check_sendable("session token", session_token, error)))
		return false;

	current->access_key_id = MemoryContextStrdup(store->context, access_key_id);
	current->secret_access_key = MemoryContextStrdup(store->context,
													 secret_access_key);
	if (session_token != NULL)
		current->session_token = MemoryContextStrdup(store->context,
													 session_token);
	store->filled = true;

	return true;
}

const char *
pgaws_getenv(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* The variable that announces container credentials, or NULL. */
static const char *
container_variable(void)
{
	static const char *const names[] = {
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI"
	};

	for (int i = 0; i < lengthof(names); i++)
	{
		if (pgaws_getenv(names[i]) != NULL)
			return names[i];
	}
	return NULL;
}

static const PgawsCredentials *
chain_get(PgawsCredentialsProvider *self, PgawsError *error)
{
	ChainProvider *chain = (ChainProvider *) self;
	const PgawsCredentials *credentials;
	const char *container;

	if (pgaws_environment_is_configured())
		return chain->environment->get(chain->environment, error);

	if (pgaws_getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != NULL)
	{
		pgaws_error_set(error, PGAWS_AUTH, "",
						"web identity (AWS_WEB_IDENTITY_TOKEN_FILE) is configured, but not supported");
		return NULL;
	}

	credentials = chain->profile->get(chain->profile, error);
	if (credentials != NULL)
		return credentials;

	container = container_variable();
	if (container != NULL)
	{
		PgawsError	reason = *error;

		pgaws_error_set(error, PGAWS_AUTH, "",
						"container credentials (%s) are configured, but not supported; %s",
						container, reason.message);
	}
	return NULL;
}

static void
chain_invalidate(PgawsCredentialsProvider *self)
{
	ChainProvider *chain = (ChainProvider *) self;

	chain->environment->invalidate(chain->environment);
	chain->profile->invalidate(chain->profile);
}

PgawsCredentialsProvider *
pgaws_credentials_chain(void)
{
	ChainProvider *chain = palloc0(sizeof(ChainProvider));

	chain->base.name = "chain";
	chain->base.get = chain_get;
	chain->base.invalidate = chain_invalidate;
	chain->environment = pgaws_credentials_environment();
	chain->profile = pgaws_credentials_profile(NULL);

	return &chain->base;
}
