/*-------------------------------------------------------------------------
 *
 * http_address.c
 *	  Which network addresses requests may go to.
 *
 * An endpoint is a server option, and a name may resolve to anything.  The
 * addresses behind which machines keep their own credentials must not be
 * reachable that way, and what is sent in clear must not leave the machine.
 *
 * IDENTIFICATION
 *	  src/aws/http_address.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "aws/http_address.h"

/* fd00:ec2::/32 of EC2: metadata, time, EKS pod identity */
static const unsigned char ec2_prefix[4] = {0xfd, 0x00, 0x0e, 0xc2};

/*
 * The IPv4 address in host byte order, also out of an IPv6 address that maps
 * one; false when there is none.
 */
static bool
get_ipv4(const struct sockaddr *address, uint32 *ipv4)
{
	if (address->sa_family == AF_INET)
	{
		*ipv4 = ntohl(((const struct sockaddr_in *) address)->sin_addr.s_addr);
		return true;
	}
	if (address->sa_family == AF_INET6)
	{
		const struct in6_addr *v6;
		uint32		part;

		v6 = &((const struct sockaddr_in6 *) address)->sin6_addr;
		if (!IN6_IS_ADDR_V4MAPPED(v6))
			return false;
		memcpy(&part, &v6->s6_addr[12], sizeof(part));
		*ipv4 = ntohl(part);
		return true;
	}
	return false;
}

bool
pgaws_address_is_loopback(const struct sockaddr *address)
{
	uint32		ipv4;

	if (get_ipv4(address, &ipv4))
		return (ipv4 >> 24) == 127;
	if (address->sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *) address)->sin6_addr);
	return false;
}

bool
pgaws_address_is_link_local(const struct sockaddr *address)
{
	uint32		ipv4;

	if (get_ipv4(address, &ipv4))
		return (ipv4 >> 16) == 0xa9fe;	/* 169.254.0.0/16 */
	if (address->sa_family == AF_INET6)
	{
		const struct in6_addr *v6;

		v6 = &((const struct sockaddr_in6 *) address)->sin6_addr;
		return IN6_IS_ADDR_LINKLOCAL(v6) ||
			memcmp(v6->s6_addr, ec2_prefix, sizeof(ec2_prefix)) == 0;
	}
	return false;
}

bool
pgaws_host_is_loopback(const char *host)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	char		bare[INET6_ADDRSTRLEN];
	size_t		len = strlen(host);

	if (pg_strcasecmp(host, "localhost") == 0)
		return true;

	memset(&v4, 0, sizeof(v4));
	v4.sin_family = AF_INET;
	if (inet_pton(AF_INET, host, &v4.sin_addr) == 1)
		return pgaws_address_is_loopback((struct sockaddr *) &v4);

	/* in a URL an IPv6 address stands in brackets */
	if (len < 3 || host[0] != '[' || host[len - 1] != ']' ||
		len - 2 >= sizeof(bare))
		return false;
	strlcpy(bare, host + 1, len - 1);
	memset(&v6, 0, sizeof(v6));
	v6.sin6_family = AF_INET6;
	return inet_pton(AF_INET6, bare, &v6.sin6_addr) == 1 &&
		pgaws_address_is_loopback((struct sockaddr *) &v6);
}
