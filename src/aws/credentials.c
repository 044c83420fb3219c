/*-------------------------------------------------------------------------
 *
 * credentials.c
 *	  Where credentials come from: the providers, and the chain of them.
 *
 * All providers keep the credentials that they gave out last in a store, which
 * is in the private memory of this process only.  A crash leaves nothing.
 *
 * Static: the keys were given outright, in a user mapping for example.
 *
 * Environment: the environment that the postmaster was started with.  It does
 * not change by itself, so it is read once; half of a pair of keys is an error,
 * not an absence.
 *
 * Profile: a profile of the shared credentials and config files.  A profile is
 * the sum of its sections in both files; where both have a property, the
 * credentials file counts.  The files are looked at on each use and read again
 * when one of them has changed, so rotated keys need no restart.  While the
 * files cannot be read or make no sense there are no credentials: keys that an
 * administrator took away must not live on here.  A profile may ask for more
 * than keys: a process to be run, single sign-on, a role to be assumed.  None
 * of that is supported, and a profile that needs it is an error.
 *
 * Chain: the order of AWS's SDKs as far as these providers go, which is
 * environment, web identity, profile, container.  An identity that somebody
 * configured is used or is an error; it is never passed over in favour of one
 * further down, which would act with other rights than were meant.
 *
 * IDENTIFICATION
 *	  src/aws/credentials.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/credentials.h"
#include "aws/error.h"
#include "aws/profile_file.h"
#include "pg_compat.h"
#include "utils/memutils.h"

#define HINT_OF_ENVIRONMENT \
	"The environment is the one that the server was started in."
#define HINT_OF_FILES \
	"The files are those of the user that runs the server, ~/.aws/credentials and ~/.aws/config, or those that AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE of its environment name."
#define HINT_OF_ROLE \
	"Have \"aws sts assume-role\" or its like write the keys that it returns to a profile."

/*
 * Where a provider keeps the credentials it gave out last.  They are wiped
 * when others take their place and when the context goes.
 */
typedef struct CredentialsStore
{
	PgawsCredentials current;
	bool		filled;
	MemoryContext context;
	MemoryContextCallback on_reset;
} CredentialsStore;

typedef struct ChainProvider
{
	PgawsCredentialsProvider base;
	PgawsCredentialsProvider *environment;
	PgawsCredentialsProvider *profile;
} ChainProvider;

typedef struct StaticProvider
{
	PgawsCredentialsProvider base;
	CredentialsStore store;
	PgawsError	error;			/* why the store is empty, if it is */
} StaticProvider;

#define ACCESS_KEY_ID		"AWS_ACCESS_KEY_ID"
#define SECRET_ACCESS_KEY	"AWS_SECRET_ACCESS_KEY"
#define SESSION_TOKEN		"AWS_SESSION_TOKEN"

typedef struct EnvironmentProvider
{
	PgawsCredentialsProvider base;
	CredentialsStore store;
} EnvironmentProvider;

typedef enum FileKind
{
	CONFIG_FILE,
	CREDENTIALS_FILE,
	NUM_FILES
} FileKind;

typedef struct ProfileProvider
{
	PgawsCredentialsProvider base;

	/* Settings */
	const char *profile;
	char	   *paths[NUM_FILES];	/* NULL: no home to look in */

	/* State */
	CredentialsStore store;
	PgawsFileStamp stamps[NUM_FILES];	/* of the files behind the store */
} ProfileProvider;

/* What the sections say; the values lie in the files' texts. */
typedef struct ProfileProperties
{
	const char *access_key_id;
	const char *secret_access_key;
	const char *session_token;
	bool		has_role;		/* a role is to be assumed */
	const char *source;			/* property that names another source */
} ProfileProperties;

/*
 * Where keys come from when the profile has none of its own.  A role_arn is
 * another matter: it means other rights than the profile's own keys have.
 */
static const char *const source_properties[] = {
	"credential_process",
	"credential_source",
	"login_session",
	"source_profile",
	"sso_session",
	"sso_start_url",
	"sso_account_id",
	"sso_role_name",
	"web_identity_token_file"
};

static bool environment_is_configured(void);

static void
free_secret(char **value)
{
	if (*value == NULL)
		return;
	explicit_bzero(*value, strlen(*value));
	pfree(*value);
	*value = NULL;
}

static void
store_wipe(CredentialsStore *store)
{
	free_secret(&store->current.access_key_id);
	free_secret(&store->current.secret_access_key);
	free_secret(&store->current.session_token);
	store->filled = false;
}

static void
wipe_on_reset(void *arg)
{
	store_wipe(arg);
}

/* Binds the store, itself in the current context, to that context. */
static void
store_init(CredentialsStore *store)
{
	memset(store, 0, sizeof(CredentialsStore));
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

/*
 * Copies the strings in, after a check that they are fit to be sent.  An
 * empty session token counts as none.  On failure, the store is empty.
 */
static bool
store_fill(CredentialsStore *store,
		   const char *access_key_id,
		   const char *secret_access_key,
		   const char *session_token,
		   PgawsError *error)
{
	PgawsCredentials *current = &store->current;

	store_wipe(store);

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

/* An environment variable, or NULL when it is not set or empty. */
static const char *
getenv_nonempty(const char *name)
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
		if (getenv_nonempty(names[i]) != NULL)
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

	if (environment_is_configured())
		return chain->environment->get(chain->environment, error);

	if (getenv_nonempty("AWS_WEB_IDENTITY_TOKEN_FILE") != NULL)
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
	store_init(&provider->store);
	(void) store_fill(&provider->store, access_key_id,
					  secret_access_key, session_token,
					  &provider->error);

	return &provider->base;
}

/* Is there any key in the environment, be it incomplete? */
static bool
environment_is_configured(void)
{
	return getenv_nonempty(ACCESS_KEY_ID) != NULL ||
		getenv_nonempty(SECRET_ACCESS_KEY) != NULL;
}

static const PgawsCredentials *
environment_get(PgawsCredentialsProvider *self, PgawsError *error)
{
	EnvironmentProvider *provider = (EnvironmentProvider *) self;
	const char *access_key_id = getenv_nonempty(ACCESS_KEY_ID);
	const char *secret_access_key = getenv_nonempty(SECRET_ACCESS_KEY);

	if (provider->store.filled)
		return &provider->store.current;

	if (access_key_id == NULL && secret_access_key == NULL)
	{
		pgaws_error_set(error, PGAWS_AUTH, "",
						"there are no credentials in the environment");
		strlcpy(error->hint, HINT_OF_ENVIRONMENT, sizeof(error->hint));
		return NULL;
	}
	if (access_key_id == NULL || secret_access_key == NULL)
	{
		pgaws_error_set(error, PGAWS_AUTH, "",
						"%s is set in the environment, but %s is not",
						access_key_id ? ACCESS_KEY_ID : SECRET_ACCESS_KEY,
						access_key_id ? SECRET_ACCESS_KEY : ACCESS_KEY_ID);
		strlcpy(error->hint, HINT_OF_ENVIRONMENT, sizeof(error->hint));
		return NULL;
	}

	if (!store_fill(&provider->store, access_key_id,
					secret_access_key,
					getenv_nonempty(SESSION_TOKEN), error))
		return NULL;
	return &provider->store.current;
}

static void
environment_invalidate(PgawsCredentialsProvider *self)
{
	EnvironmentProvider *provider = (EnvironmentProvider *) self;

	store_wipe(&provider->store);
}

PgawsCredentialsProvider *
pgaws_credentials_environment(void)
{
	EnvironmentProvider *provider = palloc0(sizeof(EnvironmentProvider));

	provider->base.name = "environment";
	provider->base.get = environment_get;
	provider->base.invalidate = environment_invalidate;
	store_init(&provider->store);

	return &provider->base;
}

static bool
key_is(const char *key, size_t len, const char *name)
{
	return len == strlen(name) && pg_strncasecmp(key, name, len) == 0;
}

static void
note_property(const char *key, size_t key_len, const char *value, void *arg)
{
	ProfileProperties *properties = arg;

	if (key_is(key, key_len, "aws_access_key_id"))
		properties->access_key_id = value;
	else if (key_is(key, key_len, "aws_secret_access_key"))
		properties->secret_access_key = value;
	else if (key_is(key, key_len, "aws_session_token"))
		properties->session_token = value;
	else if (key_is(key, key_len, "role_arn"))
		properties->has_role = true;

	for (int i = 0; i < lengthof(source_properties); i++)
	{
		if (key_is(key, key_len, source_properties[i]))
			properties->source = source_properties[i];
	}
}

/*
 * Notes what one file says about the profile.  In the config file, sections
 * are called [profile x]; [default] may also go without the prefix, and
 * counts only when [profile default] is missing.
 */
static bool
parse_file(PgawsProfileFile *file, FileKind kind, const char *path,
		   const char *profile, ProfileProperties *properties, bool *found,
		   PgawsError *error)
{
	if (!pgaws_profile_file_parse(file, path, profile, kind == CONFIG_FILE,
								  note_property, properties, found, error))
		return false;
	if (kind != CONFIG_FILE || *found || strcmp(profile, "default") != 0)
		return true;
	return pgaws_profile_file_parse(file, path, profile, false,
									note_property, properties, found, error);
}

/* Turns what the sections say into credentials, or into a clear refusal. */
static bool
fill_from_properties(ProfileProvider *provider,
					 const ProfileProperties *properties, bool found,
					 PgawsError *error)
{
	bool		has_id = properties->access_key_id != NULL &&
		properties->access_key_id[0] != '\0';
	bool		has_secret = properties->secret_access_key != NULL &&
		properties->secret_access_key[0] != '\0';
	const char *unsupported = NULL;
	char		profile[128];

	pgaws_error_quote(profile, sizeof(profile), provider->profile,
					  strlen(provider->profile));

	if (properties->has_role)
		unsupported = "role_arn";
	else if (!has_id && !has_secret)
		unsupported = properties->source;

	if (!found)
		pgaws_error_set(error, PGAWS_AUTH, "",
						"there is no profile \"%s\" in the credentials and config files",
						profile);
	else if (unsupported != NULL)
		pgaws_error_set(error, PGAWS_AUTH, "",
						"profile \"%s\" has %s, which is not supported",
						profile, unsupported);
	else if (!has_id && !has_secret)
		pgaws_error_set(error, PGAWS_AUTH, "",
						"there are no credentials in profile \"%s\"",
						profile);
	else if (!has_id || !has_secret)
		pgaws_error_set(error, PGAWS_AUTH, "",
						"profile \"%s\" has %s, but not %s",
						profile,
						has_id ? "aws_access_key_id" : "aws_secret_access_key",
						has_id ? "aws_secret_access_key" : "aws_access_key_id");
	else
		return store_fill(&provider->store,
						  properties->access_key_id,
						  properties->secret_access_key,
						  properties->session_token,
						  error);
	strlcpy(error->hint, unsupported != NULL ? HINT_OF_ROLE : HINT_OF_FILES,
			sizeof(error->hint));
	return false;
}

/* Reads both files into the store; the store is empty on failure. */
static bool
load(ProfileProvider *provider, PgawsError *error)
{
	PgawsProfileFile files[NUM_FILES] = {0};
	ProfileProperties properties = {0};
	bool		found = false;
	bool		ok = true;

	for (int kind = 0; ok && kind < NUM_FILES; kind++)
	{
		const char *path = provider->paths[kind];
		bool		found_here = false;

		if (path == NULL)
			continue;
		ok = pgaws_profile_file_read(path, &files[kind], error) &&
			parse_file(&files[kind], kind, path, provider->profile,
					   &properties, &found_here, error);
		provider->stamps[kind] = files[kind].stamp;
		found = found || found_here;
	}
	ok = ok && fill_from_properties(provider, &properties, found, error);

	for (int kind = 0; kind < NUM_FILES; kind++)
		pgaws_profile_file_wipe(&files[kind]);

	return ok;
}

static bool
files_changed(ProfileProvider *provider)
{
	for (int kind = 0; kind < NUM_FILES; kind++)
	{
		PgawsFileStamp stamp;

		if (provider->paths[kind] == NULL)
			continue;
		pgaws_file_stamp(provider->paths[kind], &stamp);
		if (!pgaws_file_stamp_equal(&stamp, &provider->stamps[kind]))
			return true;
	}
	return false;
}

static const PgawsCredentials *
profile_get(PgawsCredentialsProvider *self, PgawsError *error)
{
	ProfileProvider *provider = (ProfileProvider *) self;

	if (provider->store.filled && !files_changed(provider))
		return &provider->store.current;

	store_wipe(&provider->store);
	if (!load(provider, error))
		return NULL;
	return &provider->store.current;
}

static void
profile_invalidate(PgawsCredentialsProvider *self)
{
	ProfileProvider *provider = (ProfileProvider *) self;

	store_wipe(&provider->store);
}

/*
 * Path of a file: what the variable says, or the usual place.  NULL when
 * that depends on a home directory and there is none.
 */
static char *
file_path(const char *variable, const char *usual)
{
	const char *path = getenv_nonempty(variable);
	char		home[MAXPGPATH];

	if (path == NULL)
		path = usual;
	if (path[0] != '~' || path[1] != '/')
		return pstrdup(path);
	if (!get_home_path(home))
		return NULL;
	return psprintf("%s%s", home, path + 1);
}

PgawsCredentialsProvider *
pgaws_credentials_profile(const char *profile)
{
	ProfileProvider *provider = palloc0(sizeof(ProfileProvider));

	if (profile == NULL)
		profile = getenv_nonempty("AWS_PROFILE");
	if (profile == NULL)
		profile = "default";

	provider->base.name = "profile";
	provider->base.get = profile_get;
	provider->base.invalidate = profile_invalidate;
	provider->profile = pstrdup(profile);
	provider->paths[CONFIG_FILE] = file_path("AWS_CONFIG_FILE",
											 "~/.aws/config");
	provider->paths[CREDENTIALS_FILE] = file_path("AWS_SHARED_CREDENTIALS_FILE",
												  "~/.aws/credentials");
	store_init(&provider->store);

	return &provider->base;
}
