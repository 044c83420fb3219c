/*-------------------------------------------------------------------------
 *
 * endpoint.c
 *	  Which endpoint addresses a server may name.
 *
 * An endpoint decides where signed requests and session tokens go, and what
 * the database's host can be made to talk to.  So:
 *
 *	- it is scheme://host[:port] and nothing else;
 *	- https, or plain http to this machine when a superuser has switched that
 *	  on for tests (pgawspipe.allow_insecure_endpoints);
 *	- never a link-local or metadata address, in whatever notation;
 *	- set by a superuser, or named in pgawspipe.endpoint_allowlist.
 *
 * Names are not resolved here: an answer of DNS today says nothing about
 * tomorrow's.  What a name resolves to is checked when a connection is made
 * (src/aws/http.c).
 *
 * IDENTIFICATION
 *	  src/base/endpoint.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "aws/http.h"
#include "base/endpoint.h"
#include "base/settings.h"
#include "miscadmin.h"
#include "utils/formatting.h"

#define HTTP_PREFIX		"http://"
#define HTTPS_PREFIX	"https://"

/* RFC 1035: a name has at most 253 characters */
#define MAX_HOST_LEN	253

typedef struct Endpoint
{
	bool		insecure;		/* plain http */
	char	   *host;			/* lower case; IPv6 in brackets */
} Endpoint;

static Endpoint *parse_endpoint(const char *name, const char *url);
static bool parse_port(const char *port);
static char *parse_host(const char **rest);
static bool is_link_local(const char *host);
static bool is_allowed(const char *host);
static void check_insecure(const char *name, const Endpoint *endpoint);

void
awspipe_endpoint_check(const char *name, const char *url)
{
	Endpoint   *endpoint = parse_endpoint(name, url);

	if (is_link_local(endpoint->host))
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"%s\"", name),
				 errdetail("\"%s\" is a link-local or metadata address.",
						   endpoint->host),
				 errhint("Such addresses give out the machine's own credentials and are never endpoints of a service.")));

	check_insecure(name, endpoint);

	if (!superuser() && !is_allowed(endpoint->host))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to set option \"%s\"", name),
				 errdetail("Only a superuser may set an endpoint whose host is not in the parameter \"pgawspipe.endpoint_allowlist\", or alter a server that has one."),
				 errhint("Ask a superuser to set the option, or to add \"%s\" to the parameter.",
						 endpoint->host)));
}

void
awspipe_endpoint_check_use(const char *name, const char *url)
{
	check_insecure(name, parse_endpoint(name, url));
}

static void
check_insecure(const char *name, const Endpoint *endpoint)
{
	if (!endpoint->insecure)
		return;

	if (!pgaws_host_is_loopback(endpoint->host))
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"%s\"", name),
				 errdetail("Plain http is possible to this machine only, and \"%s\" is not a loopback address.",
						   endpoint->host),
				 errhint("Use https.")));
	if (!awspipe_allow_insecure_endpoints)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("plain http is not allowed for option \"%s\"", name),
				 errdetail("The parameter \"pgawspipe.allow_insecure_endpoints\" is off."),
				 errhint("Use https, or switch the parameter on to test against an emulator on this machine.")));
}

/*
 * Takes url apart.  Throws when it is more or less than scheme://host[:port].
 * The value is not echoed: a mistaken one may hold a password.
 */
static Endpoint *
parse_endpoint(const char *name, const char *url)
{
	Endpoint   *endpoint = palloc0(sizeof(Endpoint));
	const char *rest = NULL;

	if (strncmp(url, HTTPS_PREFIX, strlen(HTTPS_PREFIX)) == 0)
		rest = url + strlen(HTTPS_PREFIX);
	else if (strncmp(url, HTTP_PREFIX, strlen(HTTP_PREFIX)) == 0)
	{
		rest = url + strlen(HTTP_PREFIX);
		endpoint->insecure = true;
	}

	if (rest != NULL)
		endpoint->host = parse_host(&rest);
	if (endpoint->host == NULL || (*rest != '\0' && !parse_port(rest)))
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("invalid value for option \"%s\"", name),
				 errdetail("An endpoint consists of scheme, host and port, without path, query or user name."),
				 errhint("Write it as \"https://host\" or \"https://host:port\".")));
	return endpoint;
}

/* Reads a name or address and moves on; NULL when there is none. */
static char *
parse_host(const char **rest)
{
	const char *host = *rest;
	size_t		len;

	if (*host == '[')
	{
		struct in6_addr address;

		len = strspn(host + 1, "0123456789abcdefABCDEF:.");
		if (host[1 + len] != ']' ||
			inet_pton(AF_INET6, pnstrdup(host + 1, len), &address) != 1)
			return NULL;
		len += 2;
	}
	else
	{
		len = strspn(host, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-");
		if (len == 0 || len > MAX_HOST_LEN)
			return NULL;
	}

	*rest += len;
	return asc_tolower(host, len);
}

/* Is this a colon and a port number? */
static bool
parse_port(const char *port)
{
	size_t		digits;
	int			number;

	if (*port != ':')
		return false;
	digits = strspn(port + 1, "0123456789");
	if (digits == 0 || digits > 5 || port[1 + digits] != '\0')
		return false;
	number = atoi(port + 1);
	return number >= 1 && number <= 65535;
}

/*
 * Is host such an address?  inet_aton() takes the notations that libcurl and
 * resolvers take ("0xa9fea9fe"), which is what keeps them from passing by as
 * names.
 */
static bool
is_link_local(const char *host)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	size_t		len = strlen(host);

	if (*host == '[')
		return inet_pton(AF_INET6, pnstrdup(host + 1, len - 2), &v6.sin6_addr) == 1 &&
			pgaws_address_is_link_local((struct sockaddr *) &v6);

	/* libcurl takes off a trailing dot, inet_aton() does not */
	if (host[len - 1] == '.')
		host = pnstrdup(host, len - 1);
	return inet_aton(host, &v4.sin_addr) != 0 &&
		pgaws_address_is_link_local((struct sockaddr *) &v4);
}

/*
 * Is host in pgawspipe.endpoint_allowlist?  An entry that begins with "*."
 * stands for every name below that domain.
 */
static bool
is_allowed(const char *host)
{
	char	   *list = pstrdup(awspipe_endpoint_allowlist ? awspipe_endpoint_allowlist : "");
	char	   *state = NULL;
	char	   *entry;

	for (entry = strtok_r(list, ", \t\n", &state);
		 entry != NULL;
		 entry = strtok_r(NULL, ", \t\n", &state))
	{
		size_t		host_len = strlen(host);
		size_t		suffix_len;

		if (pg_strcasecmp(entry, host) == 0)
			return true;
		if (strncmp(entry, "*.", 2) != 0)
			continue;
		suffix_len = strlen(entry + 1);
		if (host_len > suffix_len &&
			pg_strcasecmp(entry + 1, host + host_len - suffix_len) == 0)
			return true;
	}
	return false;
}
