/*-------------------------------------------------------------------------
 *
 * connection.c
 *	  From a foreign server and a role to an AWS client.
 *
 * What a role may reach is PostgreSQL's own business: USAGE on the server,
 * and a user mapping for the role, else for PUBLIC.  A consumer asks for
 * itself; the dispatcher asks, as the extension's owner, for the roles whose
 * messages it sends: no function here looks at the current user.
 *
 * That a mapping may use the database server's own identity needs no second
 * look: only a superuser can have set the options that say so (see
 * server_options.c), and they are read from the catalog, not from the role.
 * A mapping without any credentials does not fall back to that identity.
 *
 * Reading a connection takes a dozen looks into the catalogs, so the one read
 * last is kept for callers that need it for every row.  It is good until the
 * catalogs that it was read from change: servers with their options and rights,
 * user mappings, roles and their memberships.  Such a change is heard of when
 * the server hears of any: at the start of a statement, and at each lock that it
 * takes.  A role that is the same, and a server of the same name, therefore have
 * the rights of a moment ago and the credentials that go with them.  The kept
 * connection has a memory context of its own, and its provider wipes the
 * credentials when that context goes.
 *
 * IDENTIFICATION
 *	  src/base/connection.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/reloptions.h"
#include "base/connection.h"
#include "base/endpoint.h"
#include "base/extension.h"
#include "base/owner_spi.h"
#include "base/settings.h"
#include "catalog/dependency.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_user_mapping.h"
#include "commands/defrem.h"
#include "commands/extension.h"
#include "common/hashfn.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#define ENDPOINT_PREFIX "endpoint_url"

/* AWS SDK reference, "Retry behavior": the standard mode makes 3 attempts */
#define MAX_ATTEMPTS	3

/* Longer than SQS's longest poll (20 s), which is silent all the while */
#define STALL_TIMEOUT_S 30

/* NULL context when there is nothing. */
static struct
{
	/* Identity */
	char	   *server;
	Oid			role;
	bool		allow_http;

	/* Content */
	bool		valid;
	MemoryContext context;
	const AwspipeConnection *connection;
}			kept;

static ForeignServer *check_server(ForeignServer *server, Oid role);
static List *read_mapping(const ForeignServer *server, Oid role);
static void read_server_options(const ForeignServer *server,
								PgawsClientConfig *config);
static void add_endpoint(PgawsClientConfig *config, DefElem *def);
static void read_settings(PgawsClientConfig *config);
static PgawsCredentialsProvider *create_provider(const ForeignServer *server,
												 List *options, Oid role);
static uint32 hash_options(uint32 hash, List *options);
static uint32 hash_settings(uint32 hash, const PgawsClientConfig *config);
static void wipe_options(List *options);

Oid
awspipe_server_check(const char *name, Oid role)
{
	ForeignServer *server = GetForeignServerByName(name, true);

	if (server == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("server \"%s\" does not exist", name),
				 errhint("Create it with CREATE SERVER ... FOREIGN DATA WRAPPER pgawspipe.")));
	return check_server(server, role)->serverid;
}

AwspipeConnection *
awspipe_connection_read(Oid server, const char *name, Oid role)
{
	AwspipeConnection *connection = palloc0(sizeof(AwspipeConnection));
	ForeignServer *foreign_server = GetForeignServerExtended(server, FSV_MISSING_OK);
	List	   *mapping;
	uint32		hash;

	if (foreign_server == NULL || strcmp(foreign_server->servername, name) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("server \"%s\" was dropped", name),
				 errdetail("Another server of that name does not take its place.")));
	if (!OidIsValid(role))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("the role that used server \"%s\" was dropped", name)));
	mapping = read_mapping(check_server(foreign_server, role), role);

	read_server_options(foreign_server, &connection->config);
	read_settings(&connection->config);
	connection->provider = create_provider(foreign_server, mapping, role);

	hash = murmurhash32(foreign_server->serverid);
	hash = hash_options(hash, foreign_server->options);
	hash = hash_options(hash, mapping);
	connection->fingerprint = hash_settings(hash, &connection->config);

	wipe_options(mapping);
	return connection;
}

/* The server, if it is one of ours and role may use it. */
static ForeignServer *
check_server(ForeignServer *server, Oid role)
{
	const char *name = server->servername;

	/* By membership, because a wrapper can be renamed */
	if (getExtensionOfObject(ForeignDataWrapperRelationId, server->fdwid) !=
		get_extension_oid(AWSPIPE_EXTENSION, false))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("server \"%s\" is not an AWS server", name),
				 errdetail("It belongs to the foreign-data wrapper \"%s\".",
						   GetForeignDataWrapper(server->fdwid)->fdwname),
				 errhint("Name a server that was created with FOREIGN DATA WRAPPER pgawspipe.")));

	if (FOREIGN_SERVER_ACLCHECK(server->serverid, role, ACL_USAGE) != ACLCHECK_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for foreign server %s", name),
				 errhint("Its owner can GRANT USAGE ON FOREIGN SERVER %s TO %s.",
						 quote_identifier(name),
						 quote_identifier(GetUserNameFromId(role, false)))));
	return server;
}

/* The mapping of role, else of PUBLIC. */
static HeapTuple
find_mapping(Oid server, Oid role)
{
	HeapTuple	tuple = SearchSysCache2(USERMAPPINGUSERSERVER,
										ObjectIdGetDatum(role),
										ObjectIdGetDatum(server));

	if (!HeapTupleIsValid(tuple))
		tuple = SearchSysCache2(USERMAPPINGUSERSERVER,
								ObjectIdGetDatum(InvalidOid),
								ObjectIdGetDatum(server));
	return tuple;
}

/* Says at that level that there is none. */
static void
report_mapping(int elevel, const char *server, Oid role, const char *detail)
{
	ereport(elevel,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("user mapping not found for user \"%s\" and server \"%s\"",
					GetUserNameFromId(role, false), server),
			 detail != NULL ? errdetail("%s", detail) : 0,
			 errhint("Create one with CREATE USER MAPPING FOR %s SERVER %s OPTIONS (access_key_id '...', secret_access_key '...').",
					 quote_identifier(GetUserNameFromId(role, false)),
					 quote_identifier(server))));
}

void
awspipe_mapping_check(Oid server, Oid role, const char *detail)
{
	HeapTuple	tuple = find_mapping(server, role);

	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	else
		report_mapping(WARNING, GetForeignServer(server)->servername, role, detail);
}

/* Options of the mapping of role, else of PUBLIC; throws without one. */
static List *
read_mapping(const ForeignServer *server, Oid role)
{
	HeapTuple	tuple = find_mapping(server->serverid, role);
	Datum		datum;
	bool		isnull;
	List	   *options = NIL;

	if (!HeapTupleIsValid(tuple))
		report_mapping(ERROR, server->servername, role, NULL);

	datum = SysCacheGetAttr(USERMAPPINGUSERSERVER, tuple,
							Anum_pg_user_mapping_umoptions, &isnull);
	if (!isnull)
		options = untransformRelOptions(datum);
	ReleaseSysCache(tuple);
	return options;
}

static void
read_server_options(const ForeignServer *server, PgawsClientConfig *config)
{
	ListCell   *lc;

	foreach(lc, server->options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);

		if (strcmp(def->defname, "region") == 0)
			config->region = defGetString(def);
		else
			add_endpoint(config, def);
	}

	if (config->region == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_OPTION_NAME_NOT_FOUND),
				 errmsg("server \"%s\" has no region", server->servername),
				 errhint("Set one with ALTER SERVER %s OPTIONS (ADD region '...').",
						 quote_identifier(server->servername))));
}

/* Takes over endpoint_url or endpoint_url_<service>. */
static void
add_endpoint(PgawsClientConfig *config, DefElem *def)
{
	const size_t prefix_len = strlen(ENDPOINT_PREFIX);
	PgawsEndpoint *endpoint;
	char	   *url = defGetString(def);

	if (strncmp(def->defname, ENDPOINT_PREFIX, prefix_len) != 0)
		return;
	awspipe_endpoint_check_use(def->defname, url);

	config->endpoints = config->nendpoints == 0
		? palloc(sizeof(PgawsEndpoint))
		: repalloc(unconstify(PgawsEndpoint *, config->endpoints),
				   sizeof(PgawsEndpoint) * (config->nendpoints + 1));
	endpoint = unconstify(PgawsEndpoint *, &config->endpoints[config->nendpoints++]);
	endpoint->service = def->defname[prefix_len] == '_'
		? def->defname + prefix_len + 1 : NULL;
	endpoint->url = url;
}

static void
read_settings(PgawsClientConfig *config)
{
	config->max_attempts = MAX_ATTEMPTS;
	config->http.connect_timeout_ms = awspipe_connect_timeout;
	config->http.request_timeout_ms = awspipe_request_timeout;
	config->http.stall_timeout_s = STALL_TIMEOUT_S;
	config->http.max_response_bytes = (size_t) awspipe_max_response_size * 1024;
	config->http.allow_http = awspipe_allow_insecure_endpoints;
	if (awspipe_ca_file != NULL && *awspipe_ca_file != '\0')
		config->http.ca_file = pstrdup(awspipe_ca_file);
}

static PgawsCredentialsProvider *
create_provider(const ForeignServer *server, List *options, Oid role)
{
	const char *access_key_id = NULL;
	const char *secret_access_key = NULL;
	const char *session_token = NULL;
	const char *source = NULL;
	const char *profile = NULL;
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);
		const char *value = defGetString(def);

		if (strcmp(def->defname, "access_key_id") == 0)
			access_key_id = value;
		else if (strcmp(def->defname, "secret_access_key") == 0)
			secret_access_key = value;
		else if (strcmp(def->defname, "session_token") == 0)
			session_token = value;
		else if (strcmp(def->defname, "credential_source") == 0)
			source = value;
		else if (strcmp(def->defname, "profile") == 0)
			profile = value;
	}

	if (access_key_id != NULL && secret_access_key != NULL)
		return pgaws_credentials_static(access_key_id, secret_access_key,
										session_token);
	if (source != NULL && strcmp(source, "environment") == 0)
		return pgaws_credentials_environment();
	if (source != NULL && strcmp(source, "profile") == 0)
		return pgaws_credentials_profile(profile);
	if (source != NULL && strcmp(source, "chain") == 0)
		return pgaws_credentials_chain();

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
			 errmsg("user mapping for user \"%s\" and server \"%s\" has no credentials",
					GetUserNameFromId(role, false), server->servername),
			 errdetail("The identity of the database server is used only if a superuser says so on the mapping."),
			 errhint("Set \"access_key_id\" and \"secret_access_key\", or have a superuser set \"credential_source\".")));
	return NULL;
}

static uint32
hash_string(uint32 hash, const char *value)
{
	return hash_combine(hash, hash_bytes((const unsigned char *) value,
										 strlen(value)));
}

static uint32
hash_options(uint32 hash, List *options)
{
	ListCell   *lc;

	foreach(lc, options)
	{
		DefElem    *def = lfirst_node(DefElem, lc);

		hash = hash_string(hash, def->defname);
		hash = hash_string(hash, defGetString(def));
	}
	return hash;
}

/* Parameters count as well, so that a reload reaches clients that are kept. */
static uint32
hash_settings(uint32 hash, const PgawsClientConfig *config)
{
	hash = hash_combine(hash, config->http.connect_timeout_ms);
	hash = hash_combine(hash, config->http.request_timeout_ms);
	hash = hash_combine(hash, (uint32) (config->http.max_response_bytes / 1024));
	hash = hash_combine(hash, config->http.allow_http);
	return hash_string(hash, config->http.ca_file ? config->http.ca_file : "");
}

/* The provider has copied what it needs. */
static void
wipe_options(List *options)
{
	ListCell   *lc;

	foreach(lc, options)
	{
		char	   *value = defGetString(lfirst_node(DefElem, lc));

		explicit_bzero(value, strlen(value));
	}
}

static void
note_change(Datum arg, int cache, uint32 hash)
{
	kept.valid = false;
}

void
awspipe_connection_listen(SyscacheCallbackFunction callback)
{
	static const int caches[] = {
		FOREIGNSERVEROID, USERMAPPINGOID, AUTHOID, AUTHMEMROLEMEM
	};

	for (int i = 0; i < lengthof(caches); i++)
		CacheRegisterSyscacheCallback(caches[i], callback, (Datum) 0);
}

static void
drop_kept(void)
{
	MemoryContext context = kept.context;

	memset(&kept, 0, sizeof(kept));
	if (context != NULL)
		MemoryContextDelete(context);
}

const AwspipeConnection *
awspipe_connection_cached(const char *server, Oid role)
{
	static bool listening = false;
	MemoryContext context;
	MemoryContext caller;

	if (kept.context != NULL && kept.valid && kept.role == role &&
		kept.allow_http == awspipe_allow_insecure_endpoints &&
		strcmp(kept.server, server) == 0)
		return kept.connection;

	if (!listening)
		awspipe_connection_listen(note_change);
	listening = true;
	drop_kept();
	context = AllocSetContextCreate(CurrentMemoryContext,
									"pgawspipe connection",
									ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(context);

	/* From here on: what changes while it is read counts */
	kept.valid = true;
	kept.connection = awspipe_connection_read(awspipe_server_check(server, role),
											  server, role);
	kept.server = pstrdup(server);
	MemoryContextSwitchTo(caller);

	kept.role = role;
	kept.allow_http = awspipe_allow_insecure_endpoints;
	MemoryContextSetParent(context, TopMemoryContext);
	kept.context = context;
	return kept.connection;
}
