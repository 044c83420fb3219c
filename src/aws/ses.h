/*-------------------------------------------------------------------------
 *
 * ses.h
 *	  SES API v2: SendEmail, SendBulkEmail and GetAccount.
 *
 * IDENTIFICATION
 *	  src/aws/ses.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_SES_H
#define PGAWS_SES_H

#include "aws/aws.h"
#include "lib/stringinfo.h"

/*
 * SES developer guide, "Service quotas": 50 recipients of a message, 50
 * messages of a bulk, 40 MB of a message after its encoding in base64.  API
 * reference v2: 262,144 characters of template data; MessageHeader, 15 of
 * them, 126 and 995 characters, 996 together; MessageTag, 256 characters.
 * Names of templates and configuration sets have 64 characters, an address
 * with its display name 320 (as SES says when it refuses one).
 */
#define PGAWS_SES_RECIPIENTS_MAX	50
#define PGAWS_SES_BULK_MAX			50
#define PGAWS_SES_MESSAGE_BYTES_MAX	(40 * 1024 * 1024)
#define PGAWS_SES_TEMPLATE_DATA_MAX	262144
#define PGAWS_SES_HEADERS_MAX		15
#define PGAWS_SES_HEADER_NAME_MAX	126
#define PGAWS_SES_HEADER_VALUE_MAX	995
#define PGAWS_SES_HEADER_MAX		996
#define PGAWS_SES_TAGS_MAX			50
#define PGAWS_SES_TAG_MAX			256
#define PGAWS_SES_NAME_MAX			64
#define PGAWS_SES_ADDRESS_MAX		320
#define PGAWS_SES_LOCAL_PART_MAX	64
#define PGAWS_SES_DOMAIN_MAX		255

/* Not SES's: what we put into one request */
#define PGAWS_SES_BULK_BYTES_MAX	(8 * 1024 * 1024)

#define PGAWS_SES_ACCOUNT_PATH		"/v2/email/account"
#define PGAWS_SES_SEND_PATH			"/v2/email/outbound-emails"
#define PGAWS_SES_BULK_PATH			"/v2/email/outbound-bulk-emails"

/* What GetAccount says of sending. */
typedef struct PgawsSesAccount
{
	bool		enabled;		/* neither paused nor shut down */
	char		enforcement[32];	/* HEALTHY, PROBATION, SHUTDOWN, or "" */
	double		max_24_hours;	/* recipients; negative: without limit */
	double		sent_24_hours;
	double		max_rate;		/* recipients per second */
} PgawsSesAccount;

/* One of the results of SendBulkEmail. */
typedef struct PgawsSesResult
{
	PgawsError	error;			/* class PGAWS_OK: taken */
	const char *message_id;		/* NULL when there is none */
} PgawsSesResult;

/* False with *error when the answer cannot be understood; so the others. */
extern bool pgaws_ses_parse_account(const char *body, size_t len,
									PgawsSesAccount *account,
									PgawsError *error);

/* SendEmail's message id, or NULL; lives in the current memory context. */
extern const char *pgaws_ses_parse_send(const char *body, size_t len,
										PgawsError *error);
extern bool pgaws_ses_parse_bulk(const char *body, size_t len, int n,
								 PgawsSesResult *results, PgawsError *error);

/*
 * The input of a message that may share a SendBulkEmail is one with a single
 * entry, which comes last: members, then this, then the entry, then the end.
 * No text of a member can hold it, for there its quotes are escaped.
 */
#define PGAWS_SES_BULK_ENTRIES		",\"BulkEmailEntries\":["
#define PGAWS_SES_BULK_END			"]}"

/* Do both have the same sender, template and so on? */
extern bool pgaws_ses_same_envelope(const char *input, const char *other);

/* Appends a message to a request body, which begins empty; then the end. */
extern void pgaws_ses_bulk_append(StringInfo buf, const char *input, size_t len);

/* Number of recipients of a message's input, of either operation. */
extern int	pgaws_ses_count_recipients(const char *input);

#endif							/* PGAWS_SES_H */
