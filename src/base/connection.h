/*-------------------------------------------------------------------------
 *
 * connection.h
 *	  From a foreign server and a role to an AWS client.
 *
 * IDENTIFICATION
 *	  src/base/connection.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_CONNECTION_H
#define AWSPIPE_CONNECTION_H

#include "postgres.h"

#include "aws/client.h"
#include "nodes/pg_list.h"
#include "utils/inval.h"

/*
 * One option of a server or user mapping.  The validator, its hints and
 * docs/reference.md follow this table.
 */
typedef struct AwspipeServerOption
{
	const char *name;
	Oid			catalog;		/* ForeignServerRelationId or
								 * UserMappingRelationId */
	bool		superuser_only;
	void		(*check) (const char *name, const char *value);
} AwspipeServerOption;

/* Checks one option list for that catalog; throws with hint. */
extern void awspipe_server_options_validate(List *options, Oid catalog);

/*
 * Oid of the foreign server of that name, if it belongs to our wrapper and
 * role has USAGE on it; throws (42704, 42501, 42809) otherwise.
 */
extern Oid	awspipe_server_check(const char *server, Oid role);

/* Warns when role has no user mapping there, with what that leads to. */
extern void awspipe_mapping_check(Oid server, Oid role, const char *detail);

/* What a client is made of, read from the catalogs. */
typedef struct AwspipeConnection
{
	PgawsClientConfig config;
	PgawsCredentialsProvider *provider;
	uint32		fingerprint;	/* changes when any option does */
} AwspipeConnection;

/*
 * Reads server and user mapping of role (else of PUBLIC) into the current
 * memory context, USAGE checked.  Needs a transaction.  The server is the one
 * of that OID, if it has that name; InvalidOid for server or role is one that
 * is not there any more.  Throws with errcode
 * and hint when there is no mapping, or when it asks for the server's own
 * identity without a superuser's say.
 */
extern AwspipeConnection *awspipe_connection_read(Oid server, const char *name,
												  Oid role);

/*
 * The same, read again only when something has changed: for what is done for
 * every row.  Good until the next call of this function.
 */
extern const AwspipeConnection *awspipe_connection_cached(const char *server,
														  Oid role);

/*
 * Has the callback called when something in the catalogs may have changed
 * that connections are made from.  Once per callback and process.
 */
extern void awspipe_connection_listen(SyscacheCallbackFunction callback);

#endif							/* AWSPIPE_CONNECTION_H */
