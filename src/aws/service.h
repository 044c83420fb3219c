/*-------------------------------------------------------------------------
 *
 * service.h
 *	  The AWS services that pgawspipe speaks to.
 *
 * IDENTIFICATION
 *	  src/aws/service.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_SERVICE_H
#define PGAWS_SERVICE_H

#include "postgres.h"

typedef enum PgawsProtocol
{
	PGAWS_PROTOCOL_JSON_1_0,
	PGAWS_PROTOCOL_JSON_1_1,
	PGAWS_PROTOCOL_QUERY,
	PGAWS_PROTOCOL_REST_JSON,
	PGAWS_PROTOCOL_REST_XML
} PgawsProtocol;

typedef struct PgawsModel PgawsModel;

/* Written by tools/make-models. */
typedef struct PgawsService PgawsService;

struct PgawsService
{
	const char *name;			/* in SQL and in endpoint_url_<name> */
	const char *cli_name;		/* in the AWS CLI */
	const char *host_prefix;	/* of <prefix>.<region>.amazonaws.com */
	const char *signing_name;
	const char *target_prefix;	/* of X-Amz-Target; JSON protocols only */
	PgawsProtocol protocol;
	const char *api_version;
	bool global;				/* one endpoint for all regions */
	const PgawsService *prefixed;	/* where some operations go; or NULL */
	const PgawsModel *model;
};

/* The service of that SQL name, or of that name in the AWS CLI; or NULL. */
extern const PgawsService *pgaws_service_find(const char *name);
extern const PgawsService *pgaws_service_find_cli(const char *name);

/* The i-th service, or NULL behind the last: for validators and hints. */
extern const PgawsService *pgaws_service_at(int i);

#endif							/* PGAWS_SERVICE_H */
