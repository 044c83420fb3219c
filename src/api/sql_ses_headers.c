/*-------------------------------------------------------------------------
 *
 * sql_ses_headers.c
 *	  Headers and tags of mail.
 *
 * SES takes headers of the sender's own beside those that it makes itself
 * out of addresses, subject and bodies, and refuses the latter (SES developer
 * guide, "Amazon SES header fields").  Some more are refused here: those that
 * would tell another sender or change how SES treats the mail.
 *
 * IDENTIFICATION
 *	  src/api/sql_ses_headers.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/arguments.h"
#include "api/sql_ses.h"
#include "aws/json.h"
#include "aws/ses.h"

#define TAG_CHARACTERS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.@"

static const char *const reserved_headers[] = {
	"Bcc",
	"Cc",
	"Content-Disposition",
	"Content-Transfer-Encoding",
	"Content-Type",
	"DKIM-Signature",
	"Date",
	"From",
	"MIME-Version",
	"Message-ID",
	"Received",
	"Reply-To",
	"Return-Path",
	"Sender",
	"Subject",
	"To"
};

/* The array under construction */
typedef struct PairList
{
	StringInfo	body;
	const char *member;
	const char *names[PGAWS_SES_TAGS_MAX];
	int			n;
} PairList;

static void
append_pair(PairList *list, const char *name, const char *value)
{
	StringInfo	body = list->body;

	if (list->n > 0)
		appendStringInfoChar(body, ',');
	else
		appendStringInfo(body, "%s\"%s\":[",
						 body->data[body->len - 1] != '{' ? "," : "",
						 list->member);
	appendStringInfoChar(body, '{');
	awspipe_append_member(body, "Name", name);
	awspipe_append_member(body, "Value", value);
	appendStringInfoChar(body, '}');
	list->names[list->n++] = name;
}

static void
end_pairs(PairList *list)
{
	if (list->n > 0)
		appendStringInfoChar(list->body, ']');
}

/*
 * Appends the members of an object of strings, at most max with those that
 * are already there.
 */
static void
append_pairs(PairList *list, const char *what, Jsonb *object, int max,
			 void (*check) (PairList *list, const char *name, const char *value))
{
	JsonbIterator *it = JsonbIteratorInit(&object->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *name = NULL;

	if (!JB_ROOT_IS_OBJECT(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", what)));
	if (list->n + JB_ROOT_COUNT(object) > max)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("mail has too many %s", what),
				 errdetail("It has %d; SES takes %d.",
						   list->n + (int) JB_ROOT_COUNT(object), max)));

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		char	   *text;

		if (token != WJB_KEY && token != WJB_VALUE)
			continue;
		if (value.type != jbvString)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must be strings", what),
					 errdetail("That of \"%s\" is not.", name)));
		text = pnstrdup(value.val.string.val, value.val.string.len);
		if (token == WJB_KEY)
			name = text;
		else
		{
			check(list, name, text);
			append_pair(list, name, text);
		}
	}
}

static void
check_tag_text(const char *what, const char *text)
{
	awspipe_check_characters(what, text, 1, PGAWS_SES_TAG_MAX);
	if (strspn(text, TAG_CHARACTERS) != strlen(text))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has characters that SES does not take", what),
				 errdetail("SES takes ASCII letters, digits and the characters _-.@")));
}

static void
check_tag(PairList *list, const char *name, const char *value)
{
	check_tag_text("name of a mail's tag", name);
	check_tag_text("value of a mail's tag", value);
}

void
awspipe_append_mail_tags(StringInfo body, const char *member, Jsonb *tags)
{
	PairList	list = {.body = body, .member = member};

	if (tags == NULL)
		return;
	append_pairs(&list, "tags", tags, PGAWS_SES_TAGS_MAX, check_tag);
	end_pairs(&list);
}

static bool
is_reserved(const char *name)
{
	for (int i = 0; i < lengthof(reserved_headers); i++)
	{
		if (pg_strcasecmp(name, reserved_headers[i]) == 0)
			return true;
	}
	return pg_strncasecmp(name, "X-SES-", strlen("X-SES-")) == 0 ||
		pg_strncasecmp(name, "Resent-", strlen("Resent-")) == 0;
}

static void
check_header_name(PairList *list, const char *name)
{
	awspipe_check_id("name of a mail's header", name, PGAWS_SES_HEADER_NAME_MAX);
	if (strchr(name, ':') != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("name of a mail's header must not have a colon")));
	if (is_reserved(name))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("header \"%s\" of a mail cannot be set", name),
				 errdetail("SES makes it out of what else it is given.")));
	for (int i = 0; i < list->n; i++)
	{
		if (pg_strcasecmp(name, list->names[i]) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("header \"%s\" of a mail is given twice", name)));
	}
}

/* Names and values are of printable ASCII. */
static void
check_header(PairList *list, const char *name, const char *value)
{
	check_header_name(list, name);
	awspipe_check_line("value of a mail's header", value);
	awspipe_check_characters("value of a mail's header", value, 1,
							 PGAWS_SES_HEADER_VALUE_MAX);
	awspipe_check_bytes("header of a mail", strlen(name) + strlen(value),
						PGAWS_SES_HEADER_MAX);
	for (const char *p = value; *p != '\0'; p++)
	{
		if (IS_HIGHBIT_SET(*p))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("value of a mail's header must be ASCII"),
					 errhint("Write other characters as encoded words of RFC 2047.")));
	}
}

/* RFC 8058: by an https URI, one click does it. */
static void
append_unsubscribe(PairList *list, const char *uri)
{
	bool		https = pg_strncasecmp(uri, "https://", strlen("https://")) == 0;
	char	   *value;

	awspipe_check_line("list_unsubscribe", uri);
	if (!https && pg_strncasecmp(uri, "mailto:", strlen("mailto:")) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("list_unsubscribe must be an https or mailto URI")));
	if (strpbrk(uri, " <>\"") != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("list_unsubscribe has characters that a URI does not have"),
				 errhint("Encode blanks, quotes and angle brackets by %% and two hexadecimal digits.")));
	value = psprintf("<%s>", uri);
	check_header(list, "List-Unsubscribe", value);
	append_pair(list, "List-Unsubscribe", value);
	if (https)
		append_pair(list, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

void
awspipe_append_mail_headers(StringInfo body, const char *member,
							Jsonb *headers, const char *list_unsubscribe)
{
	PairList	list = {.body = body, .member = member};

	if (list_unsubscribe != NULL)
		append_unsubscribe(&list, list_unsubscribe);
	if (headers != NULL)
		append_pairs(&list, "headers", headers, PGAWS_SES_HEADERS_MAX,
					 check_header);
	end_pairs(&list);
}
