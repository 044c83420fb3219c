/*-------------------------------------------------------------------------
 *
 * credentials_internal.h
 *	  What the credential providers share among themselves.
 *
 * IDENTIFICATION
 *	  src/aws/credentials_internal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_CREDENTIALS_INTERNAL_H
#define PGAWS_CREDENTIALS_INTERNAL_H

#include "aws/credentials.h"

/*
 * Where a provider keeps the credentials it gave out last.  They are wiped
 * when others take their place and when the context goes.
 */
typedef struct PgawsCredentialsStore
{
	PgawsCredentials current;
	bool		filled;
	MemoryContext context;
	MemoryContextCallback on_reset;
} PgawsCredentialsStore;

/* Binds the store, itself in the current context, to that context. */
extern void pgaws_credentials_store_init(PgawsCredentialsStore *store);

/*
 * Copies the strings in, after a check that they are fit to be sent.  An
 * empty session token counts as none.  On failure, the store is empty.
 */
extern bool pgaws_credentials_store_fill(PgawsCredentialsStore *store,
										 const char *access_key_id,
										 const char *secret_access_key,
										 const char *session_token,
										 PgawsError *error);
extern void pgaws_credentials_store_wipe(PgawsCredentialsStore *store);

/* An environment variable, or NULL when it is not set or empty. */
extern const char *pgaws_getenv(const char *name);

/* Is there any key in the environment, be it incomplete? */
extern bool pgaws_environment_is_configured(void);

#endif							/* PGAWS_CREDENTIALS_INTERNAL_H */
