/*-------------------------------------------------------------------------
 *
 * credentials_profile.c
 *	  Credentials from a profile of the shared credentials and config files.
 *
 * A profile is the sum of its sections in both files; where both have a
 * property, the credentials file counts.  The files are looked at on each
 * use and read again when one of them changed, so rotated keys need no
 * restart.  While they cannot be read or make no sense there are no
 * credentials: keys that an administrator took away must not live on here.
 *
 * A profile may ask for more than keys: a process to be run, single sign-on,
 * a role to be assumed.  None of that is supported, and a profile that needs
 * it is an error.
 *
 * IDENTIFICATION
 *	  src/aws/credentials_profile.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/credentials_internal.h"
#include "aws/error.h"
#include "aws/profile_file.h"
#include "pg_compat.h"
#include "utils/memutils.h"

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
	PgawsCredentialsStore store;
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
		return pgaws_credentials_store_fill(&provider->store,
											properties->access_key_id,
											properties->secret_access_key,
											properties->session_token,
											error);
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

	pgaws_credentials_store_wipe(&provider->store);
	if (!load(provider, error))
		return NULL;
	return &provider->store.current;
}

static void
profile_invalidate(PgawsCredentialsProvider *self)
{
	ProfileProvider *provider = (ProfileProvider *) self;

	pgaws_credentials_store_wipe(&provider->store);
}

/*
 * Path of a file: what the variable says, or the usual place.  NULL when
 * that depends on a home directory and there is none.
 */
static char *
file_path(const char *variable, const char *usual)
{
	const char *path = pgaws_getenv(variable);
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
		profile = pgaws_getenv("AWS_PROFILE");
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
	pgaws_credentials_store_init(&provider->store);

	return &provider->base;
}
