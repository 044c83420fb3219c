/*-------------------------------------------------------------------------
 *
 * rest_json.c
 *	  Calls of services with a REST protocol and JSON bodies.
 *
 * IDENTIFICATION
 *	  src/aws/rest_json.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/rest_json.h"

PgawsCall *
pgaws_call_rest_json(PgawsClient *client, const PgawsService *service,
					 const char *operation, const char *method,
					 const char *path, const char *query,
					 const char *body, size_t body_len, void *owner, int tag)
{
	static const PgawsHeader json = {"content-type", "application/json"};

	return pgaws_call_http(client, service, operation, method, path, query,
						   &json, body_len > 0 ? 1 : 0, body, body_len,
						   owner, tag);
}
