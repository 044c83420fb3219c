/*-------------------------------------------------------------------------
 *
 * query.c
 *	  The query protocol: input as a form, output as XML.
 *
 * JSON does not tell a structure from a map, the protocol does.  Members
 * that are maps in the models of SNS and STS are listed here; every other
 * object is a structure.
 *
 * IDENTIFICATION
 *	  src/aws/query.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "aws/query.h"

/* Members that are maps, and what an entry's two parts are called */
static const struct
{
	const char *member;
	const char *key;
	const char *value;
}			maps[] = {
	{"Attributes", "key", "value"},
	{"MessageAttributes", "Name", "Value"}
};

typedef struct AppendState
{
	StringInfo	form;
	const char *name;			/* of the object; NULL: the input itself */
	int			map;			/* index into maps, or -1 */
	int			n;				/* entries so far */
} AppendState;

/* Everything but RFC 3986's unreserved characters is escaped. */
static void
append_escaped(StringInfo form, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; *text != '\0'; text++)
	{
		unsigned char c = (unsigned char) *text;

		if ((c < 0x80 && isalnum(c)) || strchr("-._~", c) != NULL)
			appendStringInfoCharMacro(form, c);
		else
		{
			appendStringInfoCharMacro(form, '%');
			appendStringInfoCharMacro(form, digits[c >> 4]);
			appendStringInfoCharMacro(form, digits[c & 15]);
		}
	}
}

void
pgaws_query_append_text(StringInfo form, const char *name, const char *value)
{
	if (form->len > 0)
		appendStringInfoChar(form, '&');
	append_escaped(form, name);
	appendStringInfoChar(form, '=');
	append_escaped(form, value);
}

void
pgaws_query_begin(StringInfo form, const PgawsService *service,
				  const char *operation)
{
	pgaws_query_append_text(form, "Action", operation);
	pgaws_query_append_text(form, "Version", service->api_version);
}

/* Is that the name of a map, whatever is before the last dot? */
static int
find_map(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot != NULL)
		name = dot + 1;
	for (int i = 0; i < lengthof(maps); i++)
	{
		if (strcmp(maps[i].member, name) == 0)
			return i;
	}
	return -1;
}

static void
append_member(const char *key, PgawsJson *value, void *arg)
{
	AppendState *state = arg;
	char	   *name;

	if (value == NULL)
		return;
	if (state->name == NULL)
		pgaws_query_append(state->form, key, value);
	else if (state->map < 0)
	{
		name = psprintf("%s.%s", state->name, key);
		pgaws_query_append(state->form, name, value);
		pfree(name);
	}
	else
	{
		state->n++;
		name = psprintf("%s.entry.%d.%s", state->name, state->n,
						maps[state->map].key);
		pgaws_query_append_text(state->form, name, key);
		pfree(name);
		name = psprintf("%s.entry.%d.%s", state->name, state->n,
						maps[state->map].value);
		pgaws_query_append(state->form, name, value);
		pfree(name);
	}
}

void
pgaws_query_append(StringInfo form, const char *name, PgawsJson *value)
{
	if (pgaws_json_is_object(value))
	{
		AppendState state = {form, name, find_map(name), 0};

		pgaws_json_each(value, append_member, &state);
	}
	else if (pgaws_json_is_array(value))
	{
		/* How the protocol writes an empty list */
		if (pgaws_json_length(value) == 0)
			pgaws_query_append_text(form, name, "");
		for (int i = 0; i < pgaws_json_length(value); i++)
		{
			char	   *element = psprintf("%s.member.%d", name, i + 1);

			pgaws_query_append(form, element, pgaws_json_at(value, i));
			pfree(element);
		}
	}
	else if (value != NULL)
		pgaws_query_append_text(form, name, pgaws_json_text(value));
}

void
pgaws_query_append_input(StringInfo form, PgawsJson *input)
{
	AppendState state = {form, NULL, -1, 0};

	pgaws_json_each(input, append_member, &state);
}

PgawsCall *
pgaws_call_query(PgawsClient *client, const PgawsService *service,
				 const char *operation, const char *form, size_t form_len,
				 void *owner, int tag)
{
	static const PgawsHeader header = {
		"content-type", "application/x-www-form-urlencoded; charset=utf-8"
	};

	return pgaws_call_http(client, service, operation, "POST", "/", NULL,
						   &header, 1, form, form_len, owner, tag);
}
