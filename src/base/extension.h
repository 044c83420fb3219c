/*-------------------------------------------------------------------------
 *
 * extension.h
 *	  Is the extension here, and is it the library's?
 *
 * IDENTIFICATION
 *	  src/base/extension.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_EXTENSION_H
#define AWSPIPE_EXTENSION_H

#include "postgres.h"

#define AWSPIPE_SCHEMA		"awspipe"
#define AWSPIPE_EXTENSION	"pgawspipe"

typedef enum AwspipeGuard
{
	AWSPIPE_GUARD_OK,
	AWSPIPE_GUARD_GONE,			/* not installed, or not the one expected */
	AWSPIPE_GUARD_BUSY,			/* somebody is dropping it */
	AWSPIPE_GUARD_VERSION		/* its version is not the library's */
} AwspipeGuard;

/*
 * Locks the extension against DROP until the end of the transaction, without
 * waiting, and looks at it.  *extension is the Oid expected; InvalidOid at
 * first, and then set.  Needs a transaction; reads the catalogs only, so any
 * role will do.
 */
extern AwspipeGuard awspipe_extension_guard(Oid *extension);

/*
 * Owner and version of an extension; false when it does not exist.  version
 * may be NULL, else it is palloc'd.
 */
extern bool awspipe_extension_read(Oid extension, Oid *owner, char **version);

#endif							/* AWSPIPE_EXTENSION_H */
