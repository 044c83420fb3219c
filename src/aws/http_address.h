/*-------------------------------------------------------------------------
 *
 * http_address.h
 *	  Which network addresses requests may go to.
 *
 * IDENTIFICATION
 *	  src/aws/http_address.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_HTTP_ADDRESS_H
#define PGAWS_HTTP_ADDRESS_H

#include "postgres.h"

#include <sys/socket.h>

/* Does the host of a URL name this machine literally? */
extern bool pgaws_host_is_loopback(const char *host);

/* The same for an address that a name was resolved to. */
extern bool pgaws_address_is_loopback(const struct sockaddr *address);

/* Link-local addresses: where clouds keep their metadata services. */
extern bool pgaws_address_is_link_local(const struct sockaddr *address);

#endif							/* PGAWS_HTTP_ADDRESS_H */
