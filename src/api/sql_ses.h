/*-------------------------------------------------------------------------
 *
 * sql_ses.h
 *	  What goes into the functions that send mail: addresses, headers, tags,
 *	  template data.
 *
 * Each is checked before it is appended, since a line break in any of them
 * could add headers or recipients to the mail.
 *
 * IDENTIFICATION
 *	  src/api/sql_ses.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_SQL_SES_H
#define AWSPIPE_SQL_SES_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/jsonb.h"

typedef struct AwspipeMailAddress
{
	char	   *full;			/* with its display name, as a header has it */
	char	   *bare;			/* local@domain, domain in lower case */
} AwspipeMailAddress;

/* 22023 for a line break or another control character. */
extern void awspipe_check_line(const char *what, const char *text);

/*
 * Exactly one address, "local@domain" or "Name <local@domain>", or 22023.
 * The name may have any characters and be quoted.
 */
extern AwspipeMailAddress awspipe_parse_mail_address(const char *what,
													 const char *text);

/*
 * Appends ,"member":["address", ...] (without the comma for the first), and
 * returns the number of addresses.  NULL appends nothing.
 */
extern int	awspipe_append_mail_addresses(StringInfo body, const char *member,
										  const char *what, ArrayType *addresses);

/* Likewise, as arrays of {"Name", "Value"}; any argument may be NULL. */
extern void awspipe_append_mail_tags(StringInfo body, const char *member,
									 Jsonb *tags);
extern void awspipe_append_mail_headers(StringInfo body, const char *member,
										Jsonb *headers,
										const char *list_unsubscribe);

/*
 * The text of both objects' members, with HTML's special characters escaped
 * in the strings of the first.  Either may be NULL.
 */
extern char *awspipe_make_template_data(Jsonb *escaped, Jsonb *plain);

#endif							/* AWSPIPE_SQL_SES_H */
