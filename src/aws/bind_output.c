/*-------------------------------------------------------------------------
 *
 * bind_output.c
 *	  AWS's answers to its own JSON, by the models of the services.
 *
 * XML has texts only: what is a list, a number or a boolean is the model's to
 * say, and what the model does not know is left out.  In JSON it stays, since
 * it can be read without a model.  A text that is not of the type that it
 * should be stays a text.
 *
 * IDENTIFICATION
 *	  src/aws/bind_output.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/aws_time.h"
#include "aws/base64.h"
#include "aws/bind.h"
#include "aws/error.h"
#include "aws/url.h"
#include "aws/xml.h"
#include "mb/pg_wchar.h"

/* An answer in the making. */
typedef struct Reader
{
	const PgawsService *service;
	const PgawsModel *model;
	const PgawsOperation *operation;
	PgawsCall  *call;
	StringInfo	json;
} Reader;

/* Of pgaws_json_each() and pgaws_call_each_header(). */
typedef struct MemberReader
{
	Reader	   *reader;
	const PgawsShape *shape;
	const PgawsMember *value;	/* of a map */
	const char *prefix;			/* of headers */
	int			n;
} MemberReader;

static void read_json(Reader *reader, const PgawsMember *member, PgawsJson *value);
static void read_xml(Reader *reader, const PgawsMember *member, PgawsXml *element);

static void
begin_member(Reader *reader, const char *name, int *n)
{
	if ((*n)++ > 0)
		appendStringInfoChar(reader->json, ',');
	pgaws_json_append_string(reader->json, name);
	appendStringInfoChar(reader->json, ':');
}

static bool
is_json_number(const char *text)
{
	const char *digits = *text == '-' ? text + 1 : text;
	PgawsJson  *parsed;

	if (*digits < '0' || *digits > '9')
		return false;
	parsed = pgaws_json_parse(text, strlen(text));
	return pgaws_json_is_number(parsed);
}

/* IAM's policies are encoded besides, as in a URL. */
static bool
append_document(StringInfo json, const char *text)
{
	char	   *decoded = pstrdup(text);
	PgawsJson  *document;

	if (*decoded == '%')
		(void) pgaws_url_decode(decoded, strlen(decoded), false);
	document = pgaws_json_parse(decoded, strlen(decoded));
	if (!pgaws_json_is_object(document))
		return false;
	appendStringInfoString(json, pgaws_json_to_string(document));
	return true;
}

/* A text of an element or a header. */
static void
append_scalar(Reader *reader, const PgawsMember *member, const char *text)
{
	StringInfo	json = reader->json;
	int64		usec;

	switch (pgaws_member_shape(reader->model, member)->type)
	{
		case PGAWS_SHAPE_BOOLEAN:
			if (pg_strcasecmp(text, "true") == 0 || pg_strcasecmp(text, "false") == 0)
			{
				appendStringInfoString(json, pg_strcasecmp(text, "true") == 0 ?
									   "true" : "false");
				return;
			}
			break;
		case PGAWS_SHAPE_INTEGER:
		case PGAWS_SHAPE_LONG:
		case PGAWS_SHAPE_FLOAT:
		case PGAWS_SHAPE_DOUBLE:
			if (is_json_number(text))
			{
				appendStringInfoString(json, text);
				return;
			}
			break;
		case PGAWS_SHAPE_TIMESTAMP:
			if (pgaws_time_parse(text, &usec))
			{
				appendStringInfoChar(json, '"');
				pgaws_time_append_cli(json, usec);
				appendStringInfoChar(json, '"');
				return;
			}
			break;
		default:
			if ((member->flags & PGAWS_MEMBER_DOCUMENT) &&
				append_document(json, text))
				return;
			break;
	}
	pgaws_json_append_string(json, text);
}

/*
 * JSON
 */

static void
read_json_member(const char *name, PgawsJson *value, void *arg)
{
	MemberReader *state = arg;
	Reader	   *reader = state->reader;
	const PgawsMember *member =
		pgaws_shape_wire_member(reader->model, state->shape, name);

	if (value == NULL)
		return;
	if (member == NULL || PGAWS_MEMBER_LOCATION(member) != PGAWS_IN_BODY)
	{
		begin_member(reader, name, &state->n);
		appendStringInfoString(reader->json, pgaws_json_to_string(value));
		return;
	}
	begin_member(reader, pgaws_model_string(reader->model, member->name), &state->n);
	read_json(reader, member, value);
}

static void
read_json_entry(const char *name, PgawsJson *value, void *arg)
{
	MemberReader *state = arg;

	begin_member(state->reader, name, &state->n);
	read_json(state->reader, state->value, value);
}

static void
read_json(Reader *reader, const PgawsMember *member, PgawsJson *value)
{
	const PgawsShape *shape = pgaws_member_shape(reader->model, member);
	StringInfo	json = reader->json;
	MemberReader state = {reader, shape, NULL, NULL, 0};

	if (shape->type == PGAWS_SHAPE_TIMESTAMP && pgaws_json_text(value) != NULL)
		append_scalar(reader, member, pgaws_json_text(value));
	else if (!(shape->flags & PGAWS_SHAPE_PLAIN) && pgaws_json_is_array(value) &&
			 shape->type == PGAWS_SHAPE_LIST)
	{
		appendStringInfoChar(json, '[');
		for (int i = 0; i < pgaws_json_length(value); i++)
		{
			if (i > 0)
				appendStringInfoChar(json, ',');
			read_json(reader, pgaws_shape_member_at(reader->model, shape, 0), pgaws_json_at(value, i));
		}
		appendStringInfoChar(json, ']');
	}
	else if (!(shape->flags & PGAWS_SHAPE_PLAIN) && pgaws_json_is_object(value) &&
			 (shape->type == PGAWS_SHAPE_STRUCTURE || shape->type == PGAWS_SHAPE_MAP))
	{
		appendStringInfoChar(json, '{');
		if (shape->type == PGAWS_SHAPE_MAP)
			state.value = pgaws_shape_member_at(reader->model, shape, 1);
		pgaws_json_each(value, shape->type == PGAWS_SHAPE_MAP ?
						read_json_entry : read_json_member, &state);
		appendStringInfoChar(json, '}');
	}
	else if (value == NULL)
		appendStringInfoString(json, "null");
	else
		appendStringInfoString(json, pgaws_json_to_string(value));
}

/*
 * XML
 */

static bool
is_named(PgawsXml *element, const char *name)
{
	return strcmp(pgaws_xml_name(element), name) == 0;
}

static PgawsXml *
find_element(PgawsXml *element, const char *name)
{
	while (element != NULL && !is_named(element, name))
		element = pgaws_xml_next(element);
	return element;
}

/* What an element of the list or map is called among the parent's others. */
static const char *
element_name(Reader *reader, const PgawsMember *member)
{
	const PgawsShape *shape = pgaws_member_shape(reader->model, member);

	if (shape->type == PGAWS_SHAPE_LIST &&
		(member->flags & PGAWS_MEMBER_FLATTENED) &&
		(pgaws_shape_member_at(reader->model, shape, 0)->flags & PGAWS_MEMBER_NAMED))
		return pgaws_member_wire(reader->model, pgaws_shape_member_at(reader->model, shape, 0));
	return pgaws_member_wire(reader->model, member);
}

/* From this element on, those of its name, or with siblings all of them. */
static void
read_xml_list(Reader *reader, const PgawsMember *element, PgawsXml *first,
			  bool siblings)
{
	bool		any = false;

	appendStringInfoChar(reader->json, '[');
	for (PgawsXml *at = first; at != NULL; at = pgaws_xml_next(at))
	{
		if (!siblings && !is_named(at, pgaws_xml_name(first)))
			continue;
		if (any)
			appendStringInfoChar(reader->json, ',');
		any = true;
		read_xml(reader, element, at);
	}
	appendStringInfoChar(reader->json, ']');
}

static void
read_xml_map(Reader *reader, const PgawsShape *shape, PgawsXml *first)
{
	const PgawsMember *key_member = pgaws_shape_member_at(reader->model, shape, 0);
	const PgawsMember *value_member = pgaws_shape_member_at(reader->model, shape, 1);
	int			n = 0;

	appendStringInfoChar(reader->json, '{');
	for (PgawsXml *entry = first; entry != NULL; entry = pgaws_xml_next(entry))
	{
		PgawsXml   *key = find_element(pgaws_xml_child(entry), pgaws_member_wire(reader->model, key_member));
		PgawsXml   *value = find_element(pgaws_xml_child(entry), pgaws_member_wire(reader->model, value_member));

		if (!is_named(entry, pgaws_xml_name(first)) || key == NULL || value == NULL)
			continue;
		begin_member(reader, pgaws_xml_text(key), &n);
		read_xml(reader, value_member, value);
	}
	appendStringInfoChar(reader->json, '}');
}

/* Members of a structure, without its braces. */
static void
read_xml_members(Reader *reader, const PgawsShape *shape, PgawsXml *parent, int *n)
{
	for (int i = 0; i < shape->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(reader->model, shape, i);
		const PgawsShape *inner = pgaws_member_shape(reader->model, member);
		const char *name = pgaws_model_string(reader->model, member->name);
		bool		flattened = (member->flags & PGAWS_MEMBER_FLATTENED) != 0;
		PgawsXml   *element;
		char	   *text;

		if (PGAWS_MEMBER_LOCATION(member) != PGAWS_IN_BODY)
			continue;
		if (member->flags & PGAWS_MEMBER_ATTRIBUTE)
		{
			text = pgaws_xml_attribute(parent, pgaws_member_wire(reader->model, member));
			if (text == NULL)
				continue;
			begin_member(reader, name, n);
			append_scalar(reader, member, text);
			continue;
		}
		element = find_element(pgaws_xml_child(parent), element_name(reader, member));
		if (element == NULL)
			continue;
		begin_member(reader, name, n);
		if (flattened && inner->type == PGAWS_SHAPE_LIST)
			read_xml_list(reader, pgaws_shape_member_at(reader->model, inner, 0), element, false);
		else if (flattened && inner->type == PGAWS_SHAPE_MAP)
			read_xml_map(reader, inner, element);
		else
			read_xml(reader, member, element);
	}
}

static void
read_xml(Reader *reader, const PgawsMember *member, PgawsXml *element)
{
	const PgawsShape *shape = pgaws_member_shape(reader->model, member);
	int			n = 0;

	switch (shape->type)
	{
		case PGAWS_SHAPE_STRUCTURE:
			appendStringInfoChar(reader->json, '{');
			read_xml_members(reader, shape, element, &n);
			appendStringInfoChar(reader->json, '}');
			break;
		case PGAWS_SHAPE_LIST:
			read_xml_list(reader, pgaws_shape_member_at(reader->model, shape, 0),
						  pgaws_xml_child(element), true);
			break;
		case PGAWS_SHAPE_MAP:
			read_xml_map(reader, shape, pgaws_xml_child(element));
			break;
		default:
			append_scalar(reader, member, pgaws_xml_text(element));
	}
}

static bool
fail(PgawsError *error)
{
	pgaws_error_set(error, PGAWS_MALFORMED, "",
					"answer is not written as AWS writes it");
	return false;
}

/* A success that turned into a failure after its status had been sent. */
static bool
fail_late(PgawsCall *call, const char *body, size_t len, PgawsError *error)
{
	PgawsErrorAnswer answer = {
		.http_status = 500,
		.request_id = "",
		.body = body,
		.body_len = len
	};

	pgaws_error_from_answer(error, &answer);
	error->maybe_sent = true;
	return false;
}

static bool
read_query(Reader *reader, const PgawsShape *output, const char *body,
		   size_t len, PgawsError *error)
{
	PgawsXml   *root = pgaws_xml_parse(body, len);
	const char *wrapper = pgaws_model_string(reader->model, reader->operation->root);
	PgawsXml   *result;
	int			n = 0;

	if (root == NULL)
		return fail(error);
	result = *wrapper != '\0' ? find_element(pgaws_xml_child(root), wrapper) : root;
	if (output != NULL && result != NULL)
		read_xml_members(reader, output, result, &n);
	return true;
}

/*
 * REST
 */

static void
read_header(const char *name, const char *value, void *arg)
{
	MemberReader *state = arg;
	size_t		len = strlen(state->prefix);

	if (pg_strncasecmp(name, state->prefix, len) != 0)
		return;
	begin_member(state->reader, pgaws_header_text(name + len), &state->n);
	append_scalar(state->reader, state->value, pgaws_header_text(value));
}

static void
append_header_list(Reader *reader, const PgawsMember *element, const char *text)
{
	appendStringInfoChar(reader->json, '[');
	for (const char *p = text; *p != '\0';)
	{
		size_t		len = strcspn(p, ",");

		while (len > 0 && *p == ' ')
			p++, len--;
		if (p != text && reader->json->data[reader->json->len - 1] != '[')
			appendStringInfoChar(reader->json, ',');
		append_scalar(reader, element, pnstrdup(p, len));
		p += len + (p[len] == ',');
	}
	appendStringInfoChar(reader->json, ']');
}

/* What is not in the body. */
static void
read_outside(Reader *reader, const PgawsShape *output, int *n)
{
	for (int i = 0; i < output->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(reader->model, output, i);
		const PgawsShape *shape = pgaws_member_shape(reader->model, member);
		const char *name = pgaws_model_string(reader->model, member->name);
		MemberReader state = {reader, NULL, NULL, pgaws_member_wire(reader->model, member), 0};
		const char *text;

		switch (PGAWS_MEMBER_LOCATION(member))
		{
			case PGAWS_IN_HEADER:
				text = pgaws_call_header(reader->call, pgaws_member_wire(reader->model, member));
				if (text == NULL)
					break;
				text = pgaws_header_text(text);
				begin_member(reader, name, n);
				if (shape->type == PGAWS_SHAPE_LIST)
					append_header_list(reader, pgaws_shape_member_at(reader->model, shape, 0), text);
				else
					append_scalar(reader, member, text);
				break;
			case PGAWS_IN_HEADERS:
				state.value = pgaws_shape_member_at(reader->model, shape, 1);
				begin_member(reader, name, n);
				appendStringInfoChar(reader->json, '{');
				pgaws_call_each_header(reader->call, read_header, &state);
				appendStringInfoChar(reader->json, '}');
				break;
			case PGAWS_IN_STATUS:
				begin_member(reader, name, n);
				appendStringInfo(reader->json, "%d", pgaws_call_status(reader->call));
				break;
			default:
				break;
		}
	}
}

/* The body, where it is one member. */
static bool
read_payload(Reader *reader, const PgawsMember *payload, const char *body,
			 size_t len, int *n, PgawsError *error)
{
	const PgawsShape *shape = pgaws_member_shape(reader->model, payload);
	const char *name = pgaws_model_string(reader->model, payload->name);
	PgawsXml   *root;
	PgawsJson  *value;

	switch (shape->type)
	{
		case PGAWS_SHAPE_BLOB:
			begin_member(reader, name, n);
			appendStringInfoChar(reader->json, '"');
			pgaws_base64_append(reader->json, body, len);
			appendStringInfoChar(reader->json, '"');
			return true;
		case PGAWS_SHAPE_STRING:
			if (pg_encoding_verifymbstr(PG_UTF8, body, (int) len) != (int) len)
				return fail(error);
			begin_member(reader, name, n);
			pgaws_json_append_string_len(reader->json, body, len);
			return true;
		default:
			if (len == 0)
				return true;
			if (reader->service->protocol == PGAWS_PROTOCOL_REST_XML)
			{
				root = pgaws_xml_parse(body, len);
				if (root == NULL)
					return fail(error);
				begin_member(reader, name, n);
				read_xml(reader, payload, root);
				return true;
			}
			value = pgaws_json_parse(body, len);
			if (value == NULL)
				return fail(error);
			begin_member(reader, name, n);
			read_json(reader, payload, value);
			return true;
	}
}

/*
 * S3 tells a bucket's location by a root element that holds the text, which is
 * empty for the first region of all.
 */
static bool
is_bare_member(Reader *reader, const PgawsShape *output, PgawsXml *root)
{
	return output->nmembers == 1 && pgaws_xml_child(root) == NULL &&
		is_named(root, pgaws_member_wire(reader->model, pgaws_shape_member_at(reader->model, output, 0)));
}

static bool
read_rest(Reader *reader, const PgawsShape *output, const char *body,
		  size_t len, PgawsError *error)
{
	bool		xml = reader->service->protocol == PGAWS_PROTOCOL_REST_XML;
	const PgawsMember *payload = output != NULL ?
		pgaws_shape_payload(reader->model, output) : NULL;
	const char *name;
	size_t		name_len;
	MemberReader state = {reader, output, NULL, NULL, 0};
	PgawsJson  *value;
	PgawsXml   *root;

	/* S3 sends blanks while it works; a declaration must come first */
	while (xml && len > 0 && payload == NULL && strchr(" \r\n", *body) != NULL)
		body++, len--;
	if (xml && !pgaws_operation_answers_bytes(reader->model, reader->operation))
	{
		name_len = pgaws_xml_root(body, len, &name);
		if (name_len == strlen("Error") && strncmp(name, "Error", name_len) == 0)
			return fail_late(reader->call, body, len, error);
	}
	if (output == NULL)
		return true;

	read_outside(reader, output, &state.n);
	if (payload != NULL)
		return read_payload(reader, payload, body, len, &state.n, error);
	if (len == 0)
		return true;
	if (!xml)
	{
		value = pgaws_json_parse(body, len);
		if (!pgaws_json_is_object(value))
			return fail(error);
		pgaws_json_each(value, read_json_member, &state);
		return true;
	}
	root = pgaws_xml_parse(body, len);
	if (root == NULL)
		return fail(error);
	if (is_bare_member(reader, output, root))
	{
		char	   *text = pgaws_xml_text(root);

		begin_member(reader, pgaws_xml_name(root), &state.n);
		if (*text == '\0')
			appendStringInfoString(reader->json, "null");
		else
			pgaws_json_append_string(reader->json, text);
		return true;
	}
	read_xml_members(reader, output, root, &state.n);
	return true;
}

bool
pgaws_bind_output(StringInfo json, const PgawsService *service,
				  const PgawsOperation *operation, PgawsCall *call,
				  PgawsError *error)
{
	Reader		reader = {service, service->model, operation, call, json};
	const PgawsShape *output = pgaws_model_shape(service->model, operation->output);
	size_t		len;
	const char *body = pgaws_call_body(call, &len);
	MemberReader state = {&reader, output, NULL, NULL, 0};
	bool		read = true;
	PgawsJson  *value;

	switch (service->protocol)
	{
		case PGAWS_PROTOCOL_QUERY:
			appendStringInfoChar(json, '{');
			read = read_query(&reader, output, body, len, error);
			appendStringInfoChar(json, '}');
			break;
		case PGAWS_PROTOCOL_REST_JSON:
		case PGAWS_PROTOCOL_REST_XML:
			appendStringInfoChar(json, '{');
			read = read_rest(&reader, output, body, len, error);
			appendStringInfoChar(json, '}');
			break;
		default:
			/* Many operations answer with nothing at all */
			if (len == 0 || output == NULL)
				appendStringInfoString(json, "{}");
			else if (output->flags & PGAWS_SHAPE_PLAIN)
				appendBinaryStringInfo(json, body, (int) len);
			else if (pgaws_json_is_object(value = pgaws_json_parse(body, len)))
			{
				appendStringInfoChar(json, '{');
				pgaws_json_each(value, read_json_member, &state);
				appendStringInfoChar(json, '}');
			}
			else
				read = fail(error);
	}
	return read;
}
