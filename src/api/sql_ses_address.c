/*-------------------------------------------------------------------------
 *
 * sql_ses_address.c
 *	  Mail addresses, checked and put into the form that headers take.
 *
 * An element of a list is one address and cannot smuggle in a second one:
 * what is not a plain address is taken apart here and written anew.  A
 * display name becomes words or a quoted string where it is ASCII (RFC 5322,
 * 3.2), and encoded words (RFC 2047) where it is not, or looks like these.
 *
 * IDENTIFICATION
 *	  src/api/sql_ses_address.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/sql_ses.h"
#include "aws/base64.h"
#include "aws/json.h"
#include "aws/ses.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#define ALPHANUMERIC \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* RFC 5322: what a word may consist of */
#define WORD_CHARACTERS ALPHANUMERIC "!#$%&'*+-/=?^_`{|}~"

/* An encoded word has 75 characters: 12 around it, 60 of base64 */
#define ENCODED_WORD_BYTES 45

#define DOMAIN_LABEL_MAX 63

static char *parse_name(const char *text, const char *start, const char *end);
static void check_local_part(const char *text, const char *local, size_t len);
static char *parse_domain(const char *text, const char *domain);
static void append_name(StringInfo buf, const char *name);

static void
refuse(const char *text, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid mail address: \"%s\"", text),
			 errdetail("%s", detail),
			 errhint("An address is local@domain or Name <local@domain>; each is an element of its own.")));
}

/* C0, DEL, C1, and Unicode's line and paragraph separators */
static bool
is_control(const unsigned char *p)
{
	return p[0] < 0x20 || p[0] == 0x7f ||
		(p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f) ||
		(p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9));
}

void
awspipe_check_line(const char *what, const char *text)
{
	const char *utf8 = pg_server_to_any(text, strlen(text), PG_UTF8);

	for (const unsigned char *p = (const unsigned char *) utf8; *p != '\0'; p++)
	{
		if (is_control(p))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must not have line breaks or other control characters",
							what)));
	}
}

static char *
trim(const char *start, const char *end)
{
	while (start < end && *start == ' ')
		start++;
	while (start < end && end[-1] == ' ')
		end--;
	return pnstrdup(start, end - start);
}

AwspipeMailAddress
awspipe_parse_mail_address(const char *what, const char *text)
{
	AwspipeMailAddress result;
	StringInfoData full;
	char	   *bare;
	char	   *domain;
	char	   *name = NULL;

	awspipe_check_line(what, text);
	bare = trim(text, text + strlen(text));
	if (*bare != '\0' && bare[strlen(bare) - 1] == '>')
	{
		char	   *open = strrchr(bare, '<');

		if (open == NULL)
			refuse(text, "It has a bracket too many.");
		name = parse_name(text, bare, open);
		bare = pnstrdup(open + 1, strlen(open) - 2);
	}

	domain = strrchr(bare, '@');
	if (domain == NULL)
		refuse(text, "It has no domain.");
	check_local_part(text, bare, domain - bare);
	domain = parse_domain(text, domain + 1);
	result.bare = psprintf("%.*s@%s", (int) (strlen(bare) - strlen(domain) - 1),
						   bare, domain);

	initStringInfo(&full);
	if (name != NULL && *name != '\0')
	{
		append_name(&full, name);
		appendStringInfo(&full, " <%s>", result.bare);
	}
	else
		appendStringInfoString(&full, result.bare);
	awspipe_check_characters(what, full.data, 1, PGAWS_SES_ADDRESS_MAX);
	result.full = full.data;
	return result;
}

/* What stands between start and end, without quotes; "" for nothing. */
static char *
parse_name(const char *text, const char *start, const char *end)
{
	char	   *name = trim(start, end);
	const char *from = name + 1;
	char	   *to = name;

	if (*name != '"')
	{
		if (strpbrk(name, "\",;:<>@\\") != NULL)
			refuse(text, "A display name with one of \",;:<>@\\ must be quoted.");
		return name;
	}

	while (*from != '"')
	{
		if (*from == '\\')
			from++;
		if (*from == '\0')
			refuse(text, "The quotes of its display name do not end.");
		*to++ = *from++;
	}
	if (from[1] != '\0')
		refuse(text, "Its display name goes on behind the quotes.");
	*to = '\0';
	return name;
}

static void
check_local_part(const char *text, const char *local, size_t len)
{
	for (size_t i = 0; i < len; i++)
	{
		if (IS_HIGHBIT_SET(local[i]))
			refuse(text, "SES takes ASCII characters only before the @.");
	}
	if (len == 0 || len > PGAWS_SES_LOCAL_PART_MAX)
		refuse(text, "There must be 1 to 64 characters before the @.");
	if (strspn(local, WORD_CHARACTERS ".") != len ||
		local[0] == '.' || local[len - 1] == '.')
		refuse(text, "What is before the @ must be letters, digits, inner single dots and !#$%&'*+-/=?^_`{|}~.");
	for (size_t i = 1; i < len; i++)
	{
		if (local[i] == '.' && local[i - 1] == '.')
			refuse(text, "There are two dots in a row before the @.");
	}
}

/* In lower case. */
static char *
parse_domain(const char *text, const char *domain)
{
	char	   *result = pstrdup(domain);
	size_t		label = 0;

	for (char *p = result;; p++)
	{
		if (IS_HIGHBIT_SET(*p))
			refuse(text, "A domain with non-ASCII characters must be written in Punycode, as xn--...");
		if (*p == '.' || *p == '\0')
		{
			if (label == 0 || label > DOMAIN_LABEL_MAX || p[-1] == '-')
				refuse(text, "Its domain is malformed.");
			label = 0;
			if (*p == '\0')
				break;
			continue;
		}
		if (strchr(ALPHANUMERIC "-", *p) == NULL || (label == 0 && *p == '-'))
			refuse(text, "Its domain is malformed.");
		*p = pg_ascii_tolower((unsigned char) *p);
		label++;
	}
	if (strlen(result) > PGAWS_SES_DOMAIN_MAX)
		refuse(text, "Its domain is too long.");
	return result;
}

static bool
is_ascii(const char *text)
{
	while (*text != '\0' && !IS_HIGHBIT_SET(*text))
		text++;
	return *text == '\0';
}

/* Base64 of whole characters; blanks between encoded words do not count. */
static void
append_encoded_words(StringInfo buf, const char *utf8)
{
	while (*utf8 != '\0')
	{
		int			len = 0;

		while (utf8[len] != '\0')
		{
			int			next = len + pg_encoding_mblen(PG_UTF8, utf8 + len);

			if (next > ENCODED_WORD_BYTES)
				break;
			len = next;
		}
		if (buf->len > 0)
			appendStringInfoChar(buf, ' ');
		appendStringInfoString(buf, "=?UTF-8?B?");
		pgaws_base64_append(buf, utf8, len);
		appendStringInfoString(buf, "?=");
		utf8 += len;
	}
}

static void
append_name(StringInfo buf, const char *name)
{
	if (!is_ascii(name) || strstr(name, "=?") != NULL)
		append_encoded_words(buf, pg_server_to_any(name, strlen(name), PG_UTF8));
	else if (strspn(name, WORD_CHARACTERS " ") == strlen(name))
		appendStringInfoString(buf, name);
	else
	{
		appendStringInfoChar(buf, '"');
		for (; *name != '\0'; name++)
		{
			if (*name == '"' || *name == '\\')
				appendStringInfoChar(buf, '\\');
			appendStringInfoChar(buf, *name);
		}
		appendStringInfoChar(buf, '"');
	}
}

int
awspipe_append_mail_addresses(StringInfo body, const char *member,
							  const char *what, ArrayType *addresses)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	if (addresses == NULL)
		return 0;
	deconstruct_array(addresses, TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &n);
	if (body->data[body->len - 1] != '{')
		appendStringInfoChar(body, ',');
	appendStringInfo(body, "\"%s\":[", member);
	for (int i = 0; i < n; i++)
	{
		AwspipeMailAddress address;

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be null", what)));
		address = awspipe_parse_mail_address(what,
											 TextDatumGetCString(elements[i]));
		if (i > 0)
			appendStringInfoChar(body, ',');
		pgaws_json_append_string(body, address.full);
	}
	appendStringInfoChar(body, ']');
	return n;
}
