/*-------------------------------------------------------------------------
 *
 * sql_ses_template.c
 *	  Values for the templates of mail.
 *
 * SES puts values into a template as they are, also into HTML: a customer
 * whose name is a tag would write into the mails of others.  So values are
 * escaped here, but for those that are said to be plain, for the subject and
 * for parts that are text.
 *
 * IDENTIFICATION
 *	  src/api/sql_ses_template.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/sql_ses.h"

static void
escape_html(JsonbValue *value)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < value->val.string.len; i++)
	{
		char		c = value->val.string.val[i];

		switch (c)
		{
			case '&':
				appendStringInfoString(&buf, "&amp;");
				break;
			case '<':
				appendStringInfoString(&buf, "&lt;");
				break;
			case '>':
				appendStringInfoString(&buf, "&gt;");
				break;
			case '"':
				appendStringInfoString(&buf, "&quot;");
				break;
			case '\'':
				appendStringInfoString(&buf, "&#39;");
				break;
			default:
				appendStringInfoCharMacro(&buf, c);
		}
	}
	value->val.string.val = buf.data;
	value->val.string.len = buf.len;
}

/* Copies the object's members into the one under construction. */
static void
push_members(JsonbParseState **state, Jsonb *object, bool escape)
{
	JsonbIterator *it = JsonbIteratorInit(&object->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	int			depth = 0;

	while ((token = JsonbIteratorNext(&it, &value, false)) != WJB_DONE)
	{
		bool		scalar = token == WJB_KEY || token == WJB_VALUE ||
			token == WJB_ELEM;

		if (token == WJB_END_OBJECT || token == WJB_END_ARRAY)
			depth--;
		if (escape && token != WJB_KEY && scalar && value.type == jbvString)
			escape_html(&value);
		if (scalar || depth > 0)
			(void) pushJsonbValue(state, token, scalar ? &value : NULL);
		if (token == WJB_BEGIN_OBJECT || token == WJB_BEGIN_ARRAY)
			depth++;
	}
}

static void
check_object(const char *name, Jsonb *object)
{
	if (object != NULL && !JB_ROOT_IS_OBJECT(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", name)));
}

/* A value is either escaped or not. */
static void
check_distinct(Jsonb *escaped, Jsonb *plain)
{
	JsonbIterator *it = JsonbIteratorInit(&plain->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	JsonbValue	other;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY &&
			getKeyJsonValueFromContainer(&escaped->root, value.val.string.val,
										 value.val.string.len, &other) != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("template_data and plain_data both have a member \"%.*s\"",
							value.val.string.len, value.val.string.val)));
	}
}

char *
awspipe_make_template_data(Jsonb *escaped, Jsonb *plain)
{
	JsonbParseState *state = NULL;
	Jsonb	   *data;

	check_object("template_data", escaped);
	check_object("plain_data", plain);
	if (escaped != NULL && plain != NULL)
		check_distinct(escaped, plain);

	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	if (escaped != NULL)
		push_members(&state, escaped, true);
	if (plain != NULL)
		push_members(&state, plain, false);
	data = JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
	return JsonbToCString(NULL, &data->root, VARSIZE(data));
}
