/*-------------------------------------------------------------------------
 *
 * service.c
 *	  The AWS services that pgawspipe speaks to.
 *
 * IDENTIFICATION
 *	  src/aws/service.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const PgawsService *const services[] = {PGAWS_SERVICES};

const PgawsService *
pgaws_service_find(const char *name)
{
	int			i;

	for (i = 0; i < lengthof(services); i++)
	{
		if (strcmp(services[i]->name, name) == 0)
			return services[i];
	}
	return NULL;
}

const PgawsService *
pgaws_service_find_cli(const char *name)
{
	for (int i = 0; i < lengthof(services); i++)
	{
		if (strcmp(services[i]->cli_name, name) == 0)
			return services[i];
	}
	return NULL;
}

const PgawsService *
pgaws_service_at(int i)
{
	return i >= 0 && i < lengthof(services) ? services[i] : NULL;
}
