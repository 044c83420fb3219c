/*-------------------------------------------------------------------------
 *
 * endpoint.h
 *	  Which endpoint addresses a server may name.
 *
 * IDENTIFICATION
 *	  src/base/endpoint.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_ENDPOINT_H
#define AWSPIPE_ENDPOINT_H

#include "postgres.h"

/*
 * Throws unless url is an address that the current user may set as the value
 * of the option `name`.
 */
extern void awspipe_endpoint_check(const char *name, const char *url);

/*
 * Throws when url is plain http and that is not, or no longer, allowed.  For
 * the moment of use: the parameter may have changed since the check.
 */
extern void awspipe_endpoint_check_use(const char *name, const char *url);

#endif							/* AWSPIPE_ENDPOINT_H */
