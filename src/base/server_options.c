/*-------------------------------------------------------------------------
 *
 * server_options.c
 *	  The options of servers and user mappings, and what they may hold.
 *
 * One table says which options there are, where, who may set them and what
 * checks their value.  The rules between options follow below it.
 *
 * The identity of the database server itself (environment, files) is worth
 * more than most roles should have, so only a superuser may set the options
 * that use it, as only a superuser may set postgres_fdw's password_required
 * to false.  A validator sees the new list of options and not the old one:
 * a mapping that has such an option can therefore be altered by a superuser
 * only, unless the option is dropped from it.  Nothing is lost by that,
 * because keys and the server's identity exclude each other.
 *
 * Values of a user mapping are secrets, and no message repeats them.
 *
 * IDENTIFICATION
 *	  src/base/server_options.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/region.h"
#include "aws/service.h"
#include "base/connection.h"
#include "base/endpoint.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_user_mapping.h"
#include "commands/defrem.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

/* endpoint_url is followed by an underscore and the name of a service */
#define ENDPOINT_OPTION "endpoint_url"

/* RFC 1035: a label of a host name has at most 63 characters */
#define MAX_LABEL_LEN	63

static void check_region(const char *name, const char *value);
static void check_key(const char *name, const char *value);
static void check_source(const char *name, const char *value);
static void check_profile(const char *name, const char *value);

static const AwspipeServerOption server_options[] = {
	{"region", ForeignServerRelationId, false, check_region},
	{ENDPOINT_OPTION, ForeignServerRelationId, false, awspipe_endpoint_check},
	{"access_key_id", UserMappingRelationId, false, check_key},
	{"secret_access_key", UserMappingRelationId, false, check_key},
	{"session_token", UserMappingRelationId, false, check_key},
	{"credential_source", UserMappingRelationId, true, check_source},
	{"profile", UserMappingRelationId, true, check_profile},
};

static const AwspipeServerOption *find_option(const char *name, Oid catalog);
static char *list_options(Oid catalog);
static void check_mapping(List *options);
static void warn_of_region(List *options);

/*
 * Throws that there is no such option.  Those by which other programs are told
 * to take a role have a place in AWS's profiles and none here.
 */
static void
report_unknown(const char *name, Oid catalog)
{
	static const char *const of_roles[] = {
		"credential_process", "duration_seconds", "external_id", "mfa_serial",
		"role_arn", "role_session_name", "source_profile", "sso_account_id",
		"sso_region", "sso_role_name", "sso_session", "sso_start_url",
		"web_identity_token_file"
	};

	for (int i = 0; catalog == UserMappingRelationId && i < lengthof(of_roles); i++)
	{
		if (strcmp(of_roles[i], name) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_FDW_INVALID_OPTION_NAME),
					 errmsg("option \"%s\" is not supported", name),
					 errdetail("No role is assumed here, and no program is run for credentials."),
					 errhint("Have \"aws sts assume-role\" or its like do it: set the access_key_id, secret_access_key and session_token that it returns, or write them to a profile, which credential_source 'profile' reads again whenever it changes.")));
	}
	ereport(ERROR,
			(errcode(ERRCODE_FDW_INVALID_OPTION_NAME),
			 errmsg("invalid option \"%s\"", name),
			 errhint("Valid options in this context: %s.",
					 list_options(catalog))));
}

void
awspipe_server_options_validate(List *options, Oid catalog)
{
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);
		const AwspipeServerOption *option = find_option(def->defname, catalog);

		if (option == NULL)
			report_unknown(def->defname, catalog);
		if (option->superuser_only && !superuser())
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("permission denied to set option \"%s\"", def->defname),
					 errdetail("Only a superuser may let a user mapping use the identity of the database server, or alter a mapping that does."),
					 errhint("Use \"access_key_id\" and \"secret_access_key\", or ask a superuser to set the option.")));
		option->check(def->defname, defGetString(def));
	}

	if (catalog == UserMappingRelationId)
		check_mapping(options);
	else
		warn_of_region(options);
}

/*
 * A region that nobody knows is taken, for there will be new ones, and has no
 * meaning for an emulator.
 */
static void
warn_of_region(List *options)
{
	const char *region = NULL;
	char		hint[256];
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);

		if (strcmp(def->defname, "region") != 0)
			return;
		region = defGetString(def);
	}
	if (region == NULL || pgaws_region_is_known(region))
		return;
	pgaws_region_hint(region, hint, sizeof(hint));
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 errmsg("region \"%s\" is not known to this release", region),
			 errhint("%s", hint)));
}

/* Rules between the options of a user mapping. */
static void
check_mapping(List *options)
{
	bool		has_id = false;
	bool		has_secret = false;
	bool		has_token = false;
	bool		has_profile = false;
	const char *source = NULL;
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);

		if (strcmp(def->defname, "access_key_id") == 0)
			has_id = true;
		else if (strcmp(def->defname, "secret_access_key") == 0)
			has_secret = true;
		else if (strcmp(def->defname, "session_token") == 0)
			has_token = true;
		else if (strcmp(def->defname, "profile") == 0)
			has_profile = true;
		else if (strcmp(def->defname, "credential_source") == 0)
			source = defGetString(def);
	}

	if (has_id != has_secret)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_OPTION_NAME_NOT_FOUND),
				 errmsg("option \"%s\" is missing",
						has_id ? "secret_access_key" : "access_key_id"),
				 errdetail("An access key consists of an id and a secret."),
				 errhint("Set both options in one command, or neither.")));
	if (has_token && !has_id)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_OPTION_NAME_NOT_FOUND),
				 errmsg("option \"access_key_id\" is missing"),
				 errdetail("A session token is good only with the key it was issued for."),
				 errhint("Set \"access_key_id\", \"secret_access_key\" and \"session_token\" in one command.")));
	if (has_id && source != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_OPTION_NAME),
				 errmsg("options \"access_key_id\" and \"credential_source\" exclude each other"),
				 errdetail("Credentials are given outright or come from a source, not both."),
				 errhint("Drop one of them in the same command.")));
	if (has_profile && (source == NULL || strcmp(source, "profile") != 0))
		ereport(ERROR,
				(errcode(ERRCODE_FDW_OPTION_NAME_NOT_FOUND),
				 errmsg("option \"profile\" needs \"credential_source\" to be \"profile\""),
				 errdetail("Other sources of credentials have no profiles."),
				 errhint("Set credential_source 'profile' as well.")));
}

/* The option of that name for that catalog, or NULL. */
static const AwspipeServerOption *
find_option(const char *name, Oid catalog)
{
	const size_t prefix_len = strlen(ENDPOINT_OPTION "_");

	/* endpoint_url_<service> is held to the rules of endpoint_url */
	if (strncmp(name, ENDPOINT_OPTION "_", prefix_len) == 0 &&
		pgaws_service_find(name + prefix_len) != NULL)
		name = ENDPOINT_OPTION;

	for (size_t i = 0; i < lengthof(server_options); i++)
	{
		if (server_options[i].catalog == catalog &&
			strcmp(server_options[i].name, name) == 0)
			return &server_options[i];
	}
	return NULL;
}

/* Names of all options for that catalog, for a hint. */
static char *
list_options(Oid catalog)
{
	StringInfoData list;
	const PgawsService *service;

	initStringInfo(&list);
	for (size_t i = 0; i < lengthof(server_options); i++)
	{
		if (server_options[i].catalog == catalog)
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "",
							 server_options[i].name);
	}
	if (catalog == ForeignServerRelationId)
	{
		for (int i = 0; (service = pgaws_service_at(i)) != NULL; i++)
			appendStringInfo(&list, ", " ENDPOINT_OPTION "_%s", service->name);
	}
	return list.len > 0 ? list.data : "none";
}

/* The region becomes part of a host name. */
static void
check_region(const char *name, const char *value)
{
	size_t		len = strlen(value);

	if (len == 0 || len > MAX_LABEL_LEN ||
		strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"%s\"", name),
				 errdetail("A region consists of lower-case letters, digits and hyphens."),
				 errhint("Write it as in \"us-east-1\".")));
}

/*
 * Keys and tokens: visible ASCII, as AWS issues them, and no white space
 * around that was copied with it.  The id must not hold what ends it in a
 * signature's header ("Credential=id/date/region, ...").
 */
static void
check_key(const char *name, const char *value)
{
	const char *forbidden = strcmp(name, "access_key_id") == 0 ? " /,=" : "";
	size_t		len = strlen(value);
	bool		valid = len > 0 && value[0] != ' ' && value[len - 1] != ' ';

	for (const char *p = value; *p; p++)
	{
		if (*p < ' ' || *p > '~' || strchr(forbidden, *p) != NULL)
			valid = false;
	}
	if (!valid)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"%s\"", name),
				 errdetail("The value is empty, or holds a character that AWS does not use there."),
				 errhint("Copy it anew, without white space around it.")));
}

static void
check_source(const char *name, const char *value)
{
	if (strcmp(value, "chain") != 0 &&
		strcmp(value, "environment") != 0 &&
		strcmp(value, "profile") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"%s\"", name),
				 errdetail("There is no such source of credentials."),
				 errhint("Available values: chain, environment, profile.")));
}

/* The profile becomes a section name of an ini file. */
static void
check_profile(const char *name, const char *value)
{
	if (*value == '\0' || strpbrk(value, "[]\r\n") != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"%s\"", name),
				 errdetail("A profile's name is not empty and holds no brackets or line ends."),
				 errhint("Take the name from the section of the credentials file.")));
}
