/*-------------------------------------------------------------------------
 *
 * client_endpoint.c
 *	  Which host speaks for a service.
 *
 * The endpoint configured for the service, else the one configured for all,
 * else AWS's own in the region.  Whether plain http may be spoken to it is
 * http.c's to judge.
 *
 * IDENTIFICATION
 *	  src/aws/client_endpoint.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/client_internal.h"

/* The region becomes part of a host name */
static bool
is_region_sound(const char *region)
{
	return region != NULL && region[0] != '\0' &&
		region[strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static const char *
find_configured(const PgawsClientConfig *config, const PgawsService *service)
{
	const char *general = NULL;
	int			i;

	for (i = 0; i < config->nendpoints; i++)
	{
		const PgawsEndpoint *endpoint = &config->endpoints[i];

		if (endpoint->service == NULL)
			general = endpoint->url;
		else if (strcmp(endpoint->service, service->name) == 0)
			return endpoint->url;
	}
	return general;
}

/*
 * Splits "scheme://host[:port][/]".  The host header goes without the
 * scheme's own port, for that is how the service computes the signature.
 */
static bool
split_url(const char *configured, char **url, char **host)
{
	const char *authority = strstr(configured, "://");
	const char *suffix;
	size_t		len;

	if (authority == NULL)
		return false;
	authority += strlen("://");
	len = strcspn(authority, "/?#@ ");
	if (len == 0 || (authority[len] != '\0' && strcmp(authority + len, "/") != 0))
		return false;

	*url = pnstrdup(configured, authority - configured + len);
	*host = pnstrdup(authority, len);
	suffix = strncmp(configured, "https:", 6) == 0 ? ":443" : ":80";
	if (len > strlen(suffix) &&
		strcmp(*host + len - strlen(suffix), suffix) == 0)
		(*host)[len - strlen(suffix)] = '\0';
	return true;
}

bool
pgaws_endpoint_find(const PgawsClientConfig *config,
					const PgawsService *service,
					char **url, char **host, PgawsError *error)
{
	const char *configured = find_configured(config, service);

	if (!is_region_sound(config->region))
	{
		pgaws_error_set(error, PGAWS_REJECTED, NULL, "region is not valid");
		return false;
	}
	if (configured != NULL)
	{
		if (split_url(configured, url, host))
			return true;
		pgaws_error_set(error, PGAWS_REJECTED, NULL,
						"endpoint is not of the form scheme://host[:port]");
		return false;
	}

	/* the partition of China has a domain of its own; GovCloud has not */
	*host = psprintf("%s.%s.amazonaws.com%s",
					 service->host_prefix, config->region,
					 strncmp(config->region, "cn-", 3) == 0 ? ".cn" : "");
	*url = psprintf("https://%s", *host);
	return true;
}
