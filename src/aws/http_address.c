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
 * IPv6 addresses behind which an IPv4 address may be reached: where the four
 * bytes are after these first ones.  Where the prefix leaves its operator the
 * choice (RFC 6052, 2.2) each place has an entry.
 */
typedef struct Embedding
{
	unsigned char prefix[12];
	int			prefix_len;
	int			at[4];
	bool		inverted;
} Embedding;

static const Embedding embeddings[] = {
	/* ::ffff:0:0/96, mapped: the kernel itself takes it for IPv4 */
	{{[10] = 0xff, [11] = 0xff}, 12, {12, 13, 14, 15}, false},
	/* ::/96, IPv4-compatible */
	{{0}, 12, {12, 13, 14, 15}, false},
	/* ::ffff:0:0:0/96, IPv4-translated */
	{{[8] = 0xff, [9] = 0xff}, 12, {12, 13, 14, 15}, false},
	/* 64:ff9b::/96, NAT64 */
	{{0x00, 0x64, 0xff, 0x9b}, 12, {12, 13, 14, 15}, false},
	/* 64:ff9b:1::/48, NAT64 of a site */
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {6, 7, 9, 10}, false},
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {7, 9, 10, 11}, false},
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {9, 10, 11, 12}, false},
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 6, {12, 13, 14, 15}, false},
	/* 2002::/16, 6to4 */
	{{0x20, 0x02}, 2, {2, 3, 4, 5}, false},
	/* 2001::/32, Teredo: server, and client in disguise */
	{{0x20, 0x01, 0x00, 0x00}, 4, {4, 5, 6, 7}, false},
	{{0x20, 0x01, 0x00, 0x00}, 4, {12, 13, 14, 15}, true}
};

/* ISATAP's, after any prefix; the universal/local bit may be either */
static const unsigned char isatap_identifier[4] = {0x00, 0x00, 0x5e, 0xfe};

static uint32
ipv4_at(const unsigned char *v6, const int *at)
{
	return (uint32) v6[at[0]] << 24 | (uint32) v6[at[1]] << 16 |
		(uint32) v6[at[2]] << 8 | v6[at[3]];
}

static bool
is_link_local_ipv4(uint32 ipv4)
{
	return (ipv4 >> 16) == 0xa9fe;	/* 169.254.0.0/16 */
}

/* Does v6 lead to such an IPv4 address, if somebody unwraps it on the way? */
static bool
embeds_link_local_ipv4(const unsigned char *v6)
{
	static const int last[4] = {12, 13, 14, 15};

	for (int i = 0; i < (int) lengthof(embeddings); i++)
	{
		const Embedding *embedding = &embeddings[i];
		uint32		ipv4 = ipv4_at(v6, embedding->at);

		if (memcmp(v6, embedding->prefix, embedding->prefix_len) == 0 &&
			is_link_local_ipv4(embedding->inverted ? ~ipv4 : ipv4))
			return true;
	}
	return (v6[8] & ~0x02) == isatap_identifier[0] &&
		memcmp(&v6[9], &isatap_identifier[1], 3) == 0 &&
		is_link_local_ipv4(ipv4_at(v6, last));
}

/*
 * An embedded IPv4 address of this machine does not count, unless the kernel
 * itself unwraps it: what a translator or a tunnel does with it has left the
 * machine.
 */
bool
pgaws_address_is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return (ntohl(((const struct sockaddr_in *) address)->sin_addr.s_addr) >> 24) == 127;
	if (address->sa_family == AF_INET6)
	{
		const struct in6_addr *v6;

		v6 = &((const struct sockaddr_in6 *) address)->sin6_addr;
		return IN6_IS_ADDR_LOOPBACK(v6) ||
			(IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
	}
	return false;
}

bool
pgaws_address_is_link_local(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_link_local_ipv4(ntohl(((const struct sockaddr_in *) address)->sin_addr.s_addr));
	if (address->sa_family == AF_INET6)
	{
		const struct in6_addr *v6;

		v6 = &((const struct sockaddr_in6 *) address)->sin6_addr;
		return IN6_IS_ADDR_LINKLOCAL(v6) ||
			memcmp(v6->s6_addr, ec2_prefix, sizeof(ec2_prefix)) == 0 ||
			embeds_link_local_ipv4(v6->s6_addr);
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
