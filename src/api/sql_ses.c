/*-------------------------------------------------------------------------
 *
 * sql_ses.c
 *	  SQL functions that send mail by SES through the outbox.
 *
 * A mail's destination is the sender's bare address; see
 * destination_ses.c.  The message is the whole input of the operation.  Mail
 * with a template is a SendBulkEmail with one entry, which holds what is the
 * recipient's, behind what is the same for all (aws/ses.h).
 *
 * IDENTIFICATION
 *	  src/api/sql_ses.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "api/arguments.h"
#include "api/sql_ses.h"
#include "aws/base64.h"
#include "aws/json.h"
#include "aws/ses.h"
#include "dispatcher/outbox.h"

PG_FUNCTION_INFO_V1(awspipe_ses_send_email);
PG_FUNCTION_INFO_V1(awspipe_ses_send_templated_email);
PG_FUNCTION_INFO_V1(awspipe_ses_send_raw_email);

PGDLLEXPORT Datum awspipe_ses_send_email(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_ses_send_templated_email(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum awspipe_ses_send_raw_email(PG_FUNCTION_ARGS);

/* Numbers of arguments: of all three, and of the first two */
enum
{
	SERVER, FROM_ADDRESS, TO_ADDRESSES,
	CC_ADDRESSES = 6, BCC_ADDRESSES, REPLY_TO_ADDRESSES, CONFIGURATION_SET,
	TAGS, HEADERS, LIST_UNSUBSCRIBE, ORDERING_KEY
};

/* Likewise: what follows the ordering key */
#define ON_AMBIGUOUS(ordering_key)	((ordering_key) + 1)
#define REFERENCE(ordering_key)		((ordering_key) + 2)

static Jsonb *
jsonb_argument(FunctionCallInfo fcinfo, int i)
{
	return PG_ARGISNULL(i) ? NULL : PG_GETARG_JSONB_P(i);
}

static ArrayType *
array_argument(FunctionCallInfo fcinfo, int i)
{
	return PG_ARGISNULL(i) ? NULL : PG_GETARG_ARRAYTYPE_P(i);
}

static void
begin_mail(FunctionCallInfo fcinfo, AwspipeOutboxMessage *message, StringInfo body)
{
	AwspipeMailAddress from;

	from = awspipe_parse_mail_address("sender of a mail",
									  awspipe_text_argument(fcinfo, FROM_ADDRESS));
	message->server = awspipe_text_argument(fcinfo, SERVER);
	message->service = "ses";
	message->resource = from.bare;
	initStringInfo(body);
	appendStringInfoChar(body, '{');
	awspipe_append_member(body, "FromEmailAddress", from.full);
}

static int64
end_mail(FunctionCallInfo fcinfo, AwspipeOutboxMessage *message, StringInfo body,
		 int ordering_key)
{
	char	   *key = awspipe_text_argument(fcinfo, ordering_key);

	message->ordering_key = key != NULL ? key : "";
	message->on_ambiguous = awspipe_ambiguous_argument(fcinfo,
													   ON_AMBIGUOUS(ordering_key));
	message->reference = awspipe_text_argument(fcinfo, REFERENCE(ordering_key));
	message->body = body->data;
	message->body_len = body->len;
	return awspipe_outbox_enqueue(message);
}

static void
append_destination(StringInfo body, ArrayType *to, ArrayType *cc, ArrayType *bcc)
{
	int			n;

	if (body->data[body->len - 1] != '{')
		appendStringInfoChar(body, ',');
	appendStringInfoString(body, "\"Destination\":{");
	n = awspipe_append_mail_addresses(body, "ToAddresses",
									  "recipient of a mail", to);
	n += awspipe_append_mail_addresses(body, "CcAddresses",
									   "recipient of a mail", cc);
	n += awspipe_append_mail_addresses(body, "BccAddresses",
									   "recipient of a mail", bcc);
	appendStringInfoChar(body, '}');

	if (n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mail has no recipients"),
				 errhint("Give it to_addresses, cc_addresses or bcc_addresses.")));
	if (n > PGAWS_SES_RECIPIENTS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("mail has too many recipients"),
				 errdetail("It has %d; SES takes %d.", n,
						   PGAWS_SES_RECIPIENTS_MAX)));
}

static void
append_recipients(FunctionCallInfo fcinfo, StringInfo body)
{
	append_destination(body, PG_GETARG_ARRAYTYPE_P(TO_ADDRESSES),
					   array_argument(fcinfo, CC_ADDRESSES),
					   array_argument(fcinfo, BCC_ADDRESSES));
}

static void
append_name(StringInfo body, const char *member, const char *what,
			const char *name)
{
	if (name == NULL)
		return;
	awspipe_check_id(what, name, PGAWS_SES_NAME_MAX);
	awspipe_append_member(body, member, name);
}

static void
append_envelope(FunctionCallInfo fcinfo, StringInfo body)
{
	(void) awspipe_append_mail_addresses(body, "ReplyToAddresses",
										 "reply-to address of a mail",
										 array_argument(fcinfo, REPLY_TO_ADDRESSES));
	append_name(body, "ConfigurationSetName", "name of a configuration set",
				awspipe_text_argument(fcinfo, CONFIGURATION_SET));
}

static void
append_content(StringInfo body, const char *member, const char *text)
{
	if (body->data[body->len - 1] != '{')
		appendStringInfoChar(body, ',');
	appendStringInfo(body, "\"%s\":{", member);
	awspipe_append_member(body, "Data", text);
	awspipe_append_member(body, "Charset", "UTF-8");
	appendStringInfoChar(body, '}');
}

/* What the mail has is encoded in base64, or in something shorter. */
static void
check_size(int64 bytes)
{
	awspipe_check_bytes("mail, encoded in base64,", (bytes + 2) / 3 * 4,
						PGAWS_SES_MESSAGE_BYTES_MAX);
}

static void
append_simple(FunctionCallInfo fcinfo, StringInfo body, const char *subject,
			  const char *text, const char *html)
{
	appendStringInfoString(body, ",\"Content\":{\"Simple\":{");
	append_content(body, "Subject", subject);
	appendStringInfoString(body, ",\"Body\":{");
	if (text != NULL)
		append_content(body, "Text", text);
	if (html != NULL)
		append_content(body, "Html", html);
	appendStringInfoChar(body, '}');
	awspipe_append_mail_headers(body, "Headers", jsonb_argument(fcinfo, HEADERS),
								awspipe_text_argument(fcinfo, LIST_UNSUBSCRIBE));
	appendStringInfoString(body, "}}}");
}

/* NULL for an empty text, too. */
static char *
body_argument(FunctionCallInfo fcinfo, int i)
{
	char	   *text = awspipe_text_argument(fcinfo, i);

	return text != NULL && *text != '\0' ? text : NULL;
}

/*
 * server, from_address, to_addresses, subject, text_body, html_body,
 * cc_addresses, bcc_addresses, reply_to_addresses, configuration_set, tags,
 * headers, list_unsubscribe, ordering_key, on_ambiguous, reference
 */
Datum
awspipe_ses_send_email(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *subject;
	char	   *text;
	char	   *html;

	awspipe_require_arguments(fcinfo, 4, "ses_send_email");
	subject = awspipe_text_argument(fcinfo, 3);
	text = body_argument(fcinfo, 4);
	html = body_argument(fcinfo, 5);
	awspipe_check_characters("subject of a mail", subject, 1, INT_MAX);
	awspipe_check_line("subject of a mail", subject);
	if (text == NULL && html == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mail has no body"),
				 errhint("Give it a text_body, an html_body or both.")));
	check_size(awspipe_utf8_length(subject) +
			   (text != NULL ? awspipe_utf8_length(text) : 0) +
			   (html != NULL ? awspipe_utf8_length(html) : 0));

	begin_mail(fcinfo, &message, &body);
	append_recipients(fcinfo, &body);
	append_envelope(fcinfo, &body);
	awspipe_append_mail_tags(&body, "EmailTags", jsonb_argument(fcinfo, TAGS));
	append_simple(fcinfo, &body, subject, text, html);
	message.operation = "SendEmail";
	PG_RETURN_INT64(end_mail(fcinfo, &message, &body, ORDERING_KEY));
}

static void
append_template(StringInfo body, const char *template)
{
	appendStringInfoString(body, ",\"DefaultContent\":{\"Template\":{");
	append_name(body, "TemplateName", "name of a mail's template", template);
	awspipe_append_member(body, "TemplateData", "{}");
	appendStringInfoString(body, "}}");
}

static void
append_entry(FunctionCallInfo fcinfo, StringInfo body, const char *data)
{
	appendStringInfoString(body, PGAWS_SES_BULK_ENTRIES "{");
	append_recipients(fcinfo, body);
	awspipe_append_mail_tags(body, "ReplacementTags", jsonb_argument(fcinfo, TAGS));
	awspipe_append_mail_headers(body, "ReplacementHeaders",
								jsonb_argument(fcinfo, HEADERS),
								awspipe_text_argument(fcinfo, LIST_UNSUBSCRIBE));
	appendStringInfoString(body, ",\"ReplacementEmailContent\":"
						   "{\"ReplacementTemplate\":{");
	awspipe_append_member(body, "ReplacementTemplateData", data);
	appendStringInfoString(body, "}}}" PGAWS_SES_BULK_END);
}

/*
 * server, from_address, to_addresses, template, template_data, plain_data,
 * and the rest as above
 */
Datum
awspipe_ses_send_templated_email(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	char	   *data;

	awspipe_require_arguments(fcinfo, 4, "ses_send_templated_email");
	data = awspipe_make_template_data(jsonb_argument(fcinfo, 4),
									  jsonb_argument(fcinfo, 5));
	awspipe_check_characters("template data of a mail", data, 1,
							 PGAWS_SES_TEMPLATE_DATA_MAX);

	begin_mail(fcinfo, &message, &body);
	append_envelope(fcinfo, &body);
	append_template(&body, awspipe_text_argument(fcinfo, 3));
	append_entry(fcinfo, &body, data);
	message.operation = "SendBulkEmail";
	PG_RETURN_INT64(end_mail(fcinfo, &message, &body, ORDERING_KEY));
}

/* There must be a header, and an empty line behind it. */
static void
check_raw(const char *data, size_t len)
{
	const char *end = memchr(data, '\n', len);

	while (end != NULL)
	{
		const char *line = end + 1;
		size_t		rest = data + len - line;

		if (rest > 0 && (line[0] == '\n' ||
						 (rest > 1 && line[0] == '\r' && line[1] == '\n')))
			return;
		end = memchr(line, '\n', rest);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("raw mail has no header and body"),
			 errdetail("An empty line ends the header.")));
}

/*
 * server, from_address, to_addresses, message, configuration_set, tags,
 * ordering_key, on_ambiguous, reference
 */
Datum
awspipe_ses_send_raw_email(PG_FUNCTION_ARGS)
{
	AwspipeOutboxMessage message = {0};
	StringInfoData body;
	bytea	   *raw;

	awspipe_require_arguments(fcinfo, 4, "ses_send_raw_email");
	raw = PG_GETARG_BYTEA_PP(3);
	check_size(VARSIZE_ANY_EXHDR(raw));
	check_raw(VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw));

	begin_mail(fcinfo, &message, &body);
	append_destination(&body, PG_GETARG_ARRAYTYPE_P(TO_ADDRESSES), NULL, NULL);
	append_name(&body, "ConfigurationSetName", "name of a configuration set",
				awspipe_text_argument(fcinfo, 4));
	awspipe_append_mail_tags(&body, "EmailTags", jsonb_argument(fcinfo, 5));
	appendStringInfoString(&body, ",\"Content\":{\"Raw\":{\"Data\":\"");
	pgaws_base64_append(&body, VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw));
	appendStringInfoString(&body, "\"}}}");
	message.operation = "SendEmail";
	PG_RETURN_INT64(end_mail(fcinfo, &message, &body, 6));
}
