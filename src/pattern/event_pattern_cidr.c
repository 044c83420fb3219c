/*-------------------------------------------------------------------------
 *
 * event_pattern_cidr.c
 *	  Addresses and networks in event patterns.
 *
 * The type inet is not used: it takes more than literals (a mask of its own,
 * addresses with octets left out), and throws at the rest.
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_cidr.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "pattern/event_pattern_internal.h"

bool
awspipe_ip_parse(const char *data, int length, AwspipeNetwork *network)
{
	char		text[INET6_ADDRSTRLEN];

	if (length >= sizeof(text))
		return false;
	memcpy(text, data, length);
	text[length] = '\0';

	if (inet_pton(AF_INET, text, network->address) == 1)
	{
		memset(network->address + 4, 0, sizeof(network->address) - 4);
		network->family = AF_INET;
		network->bits = 32;
		return true;
	}
	if (inet_pton(AF_INET6, text, network->address) == 1)
	{
		network->family = AF_INET6;
		network->bits = 128;
		return true;
	}
	return false;
}

const char *
awspipe_cidr_parse(const char *data, int length, AwspipeNetwork *network)
{
	const char *slash = memchr(data, '/', length);
	const char *end = data + length;
	int			bits = 0;

	if (slash == NULL)
		return "is not of the form address/bits";
	if (!awspipe_ip_parse(data, slash - data, network))
		return "does not begin with an IPv4 or IPv6 address";
	if (slash + 1 == end || end - slash > 4)
		return "does not end with the number of bits";
	for (const char *p = slash + 1; p < end; p++)
	{
		if (*p < '0' || *p > '9')
			return "does not end with the number of bits";
		bits = bits * 10 + (*p - '0');
	}
	if (bits > network->bits)
		return "has more bits than the address";
	for (int i = 0; i < lengthof(network->address); i++)
	{
		int			rest = Min(Max(bits - 8 * i, 0), 8);

		network->address[i] &= 0xFF << (8 - rest);
	}
	network->bits = bits;
	return NULL;
}

int
awspipe_cidr_order(const AwspipeNetwork *network, const AwspipeNetwork *address)
{
	int			bytes = network->bits / 8;
	int			rest = network->bits % 8;
	int			order;

	if (address->family != network->family)
		return address->family < network->family ? -1 : 1;
	order = memcmp(address->address, network->address, bytes);
	if (order != 0 || rest == 0)
		return order;
	return (address->address[bytes] >> (8 - rest)) -
		(network->address[bytes] >> (8 - rest));
}
