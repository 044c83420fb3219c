/*-------------------------------------------------------------------------
 *
 * credentials.h
 *	  Where the keys come from: providers, each behind two methods.
 *
 * A provider lives in the memory context it was created in.  Secrets are
 * wiped with explicit_bzero when they are replaced or freed, and never
 * leave the process.
 *
 * IDENTIFICATION
 *	  src/aws/credentials.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_CREDENTIALS_H
#define PGAWS_CREDENTIALS_H

#include "aws/aws.h"
#include "datatype/timestamp.h"

typedef struct PgawsCredentials
{
	char	   *access_key_id;
	char	   *secret_access_key;
	char	   *session_token;	/* NULL when there is none */
	TimestampTz expires_at;		/* 0 when they do not expire */
} PgawsCredentials;

typedef struct PgawsCredentialsProvider PgawsCredentialsProvider;

/*
 * get: the present credentials, valid until the next call on the same
 * provider; NULL with *error filled (class PGAWS_AUTH) when there are none.
 * invalidate: the service refused what get returned; read anew next time.
 */
struct PgawsCredentialsProvider
{
	const char *name;			/* for error messages: "profile" */
	const PgawsCredentials *(*get) (PgawsCredentialsProvider *self,
									PgawsError *error);
	void		(*invalidate) (PgawsCredentialsProvider *self);
};

/* Keys given outright; session_token may be NULL. */
extern PgawsCredentialsProvider *pgaws_credentials_static(const char *access_key_id,
														  const char *secret_access_key,
														  const char *session_token);

/* AWS_ACCESS_KEY_ID and its companions, of the postmaster's environment. */
extern PgawsCredentialsProvider *pgaws_credentials_environment(void);

/*
 * A profile of the shared credentials and config files
 * (AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE, else ~/.aws/).  NULL means
 * AWS_PROFILE, else "default".  The files are read again when they change.
 */
extern PgawsCredentialsProvider *pgaws_credentials_profile(const char *profile);

/* The first of environment and profile that has something to offer. */
extern PgawsCredentialsProvider *pgaws_credentials_chain(void);

#endif							/* PGAWS_CREDENTIALS_H */
