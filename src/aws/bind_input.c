/*-------------------------------------------------------------------------
 *
 * bind_input.c
 *	  AWS's own JSON to requests, by the models of the services.
 *
 * An input is checked whole before anything of it is written, see bind_check.c.
 * It is written in the model's order, by one of four writers: paths, parameters
 * and headers (REST), JSON, XML, and the query protocol's forms.
 *
 * IDENTIFICATION
 *	  src/aws/bind_input.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/aws_time.h"
#include "aws/base64.h"
#include "aws/bind_internal.h"
#include "aws/s3.h"
#include "aws/url.h"
#include "aws/xml.h"
#include "utils/formatting.h"

#define S3_NAMESPACE	"http://s3.amazonaws.com/doc/2006-03-01/"
#define XSI_NAMESPACE	"http://www.w3.org/2001/XMLSchema-instance"

/* The one region whose name S3 does not take for a constraint */
#define FIRST_REGION	"us-east-1"

typedef struct MapWriter
{
	PgawsBinder *binder;
	const PgawsMember *key;
	const PgawsMember *value;
	StringInfo	buf;
	const char *name;			/* prefix of parameters and headers */
	int			n;
} MapWriter;

static void write_json(PgawsBinder *binder, StringInfo buf,
					   const PgawsMember *member, PgawsJson *value);
static void write_xml(PgawsBinder *binder, StringInfo buf, const char *name,
					  const PgawsMember *member, PgawsJson *value);
static void write_query(PgawsBinder *binder, StringInfo buf, const char *name,
						const PgawsMember *member, PgawsJson *value);

/*
 * Texts of scalars
 */

static void
append_time(StringInfo buf, const PgawsMember *member, PgawsJson *value)
{
	int64		usec;

	if (pgaws_time_parse(pgaws_json_text(value), &usec))
		pgaws_time_append(buf, usec, PGAWS_MEMBER_TIME(member));
}

/* Lists in headers have commas. */
static char *
scalar_text(PgawsBinder *binder, const PgawsMember *member, PgawsJson *value)
{
	StringInfoData buf;

	initStringInfo(&buf);
	if (pgaws_member_shape(binder->model, member)->type == PGAWS_SHAPE_LIST)
	{
		const PgawsMember *element = pgaws_shape_member_at(binder->model, pgaws_member_shape(binder->model, member), 0);

		for (int i = 0; i < pgaws_bind_list_length(value); i++)
			appendStringInfo(&buf, "%s%s", i > 0 ? "," : "",
							 scalar_text(binder, element, pgaws_bind_list_at(value, i)));
	}
	else if (pgaws_member_shape(binder->model, member)->type == PGAWS_SHAPE_TIMESTAMP)
		append_time(&buf, member, value);
	else if (pgaws_json_text(value) != NULL)
		appendStringInfoString(&buf, pgaws_json_text(value));
	return buf.data;
}

/*
 * JSON
 */

static void
write_json_entry(const char *name, PgawsJson *value, void *arg)
{
	MapWriter  *writer = arg;

	if (writer->n++ > 0)
		appendStringInfoChar(writer->buf, ',');
	pgaws_json_append_string(writer->buf, name);
	appendStringInfoChar(writer->buf, ':');
	write_json(writer->binder, writer->buf, writer->value, value);
}

/* Members that belong into the body; all but those of an operation's input. */
static void
write_json_structure(PgawsBinder *binder, StringInfo buf, const PgawsShape *shape,
					 PgawsJson *value, bool top)
{
	int			n = 0;

	appendStringInfoChar(buf, '{');
	for (int i = 0; i < shape->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(binder->model, shape, i);
		PgawsJson  *found = pgaws_bind_get(binder, shape, member, value);
		bool		token = top && found == NULL &&
			(member->flags & PGAWS_MEMBER_TOKEN);

		if ((found == NULL && !token) ||
			PGAWS_MEMBER_LOCATION(member) != PGAWS_IN_BODY)
			continue;
		if (n++ > 0)
			appendStringInfoChar(buf, ',');
		pgaws_json_append_string(buf, pgaws_member_wire(binder->model, member));
		appendStringInfoChar(buf, ':');
		if (token)
			pgaws_json_append_string(buf, binder->token);
		else
			write_json(binder, buf, member, found);
	}
	appendStringInfoChar(buf, '}');
}

static void
write_json(PgawsBinder *binder, StringInfo buf, const PgawsMember *member,
		   PgawsJson *value)
{
	const PgawsShape *shape = pgaws_member_shape(binder->model, member);
	MapWriter	writer = {binder, NULL, NULL, buf, NULL, 0};

	if (shape->flags & PGAWS_SHAPE_PLAIN)
	{
		char	   *text = pgaws_json_to_string(value);

		appendStringInfoString(buf, text);
		pfree(text);
		return;
	}
	switch (shape->type)
	{
		case PGAWS_SHAPE_STRUCTURE:
			write_json_structure(binder, buf, shape, value, false);
			break;
		case PGAWS_SHAPE_LIST:
			appendStringInfoChar(buf, '[');
			for (int i = 0; i < pgaws_json_length(value); i++)
			{
				if (i > 0)
					appendStringInfoChar(buf, ',');
				write_json(binder, buf, pgaws_shape_member_at(binder->model, shape, 0),
						   pgaws_json_at(value, i));
			}
			appendStringInfoChar(buf, ']');
			break;
		case PGAWS_SHAPE_MAP:
			writer.value = pgaws_shape_member_at(binder->model, shape, 1);
			appendStringInfoChar(buf, '{');
			pgaws_json_each(value, write_json_entry, &writer);
			appendStringInfoChar(buf, '}');
			break;
		default:
			/* The others are plain */
			if (PGAWS_MEMBER_TIME(member) == PGAWS_TIME_UNIX)
				append_time(buf, member, value);
			else
				pgaws_json_append_string(buf, scalar_text(binder, member, value));
	}
}

/*
 * XML
 */

static void
append_attribute(PgawsBinder *binder, StringInfo buf, const PgawsMember *member,
				 PgawsJson *value)
{
	if (strncmp(pgaws_member_wire(binder->model, member), "xsi:", strlen("xsi:")) == 0)
		appendStringInfoString(buf, " xmlns:xsi=\"" XSI_NAMESPACE "\"");
	appendStringInfo(buf, " %s=\"", pgaws_member_wire(binder->model, member));
	pgaws_xml_append_text(buf, scalar_text(binder, member, value));
	appendStringInfoChar(buf, '"');
}

static void
write_xml_member(PgawsBinder *binder, StringInfo buf, const PgawsMember *member,
				 PgawsJson *value)
{
	const PgawsShape *shape = pgaws_member_shape(binder->model, member);
	PgawsJson  *list;

	if (shape->type != PGAWS_SHAPE_LIST ||
		!(member->flags & PGAWS_MEMBER_FLATTENED))
	{
		write_xml(binder, buf, pgaws_member_wire(binder->model, member), member, value);
		return;
	}
	list = pgaws_bind_list(binder, member, value);
	for (int i = 0; i < pgaws_bind_list_length(list); i++)
		write_xml(binder, buf, pgaws_member_wire(binder->model, member),
				  pgaws_shape_member_at(binder->model, shape, 0), pgaws_bind_list_at(list, i));
}

static void
write_xml_entry(const char *name, PgawsJson *value, void *arg)
{
	MapWriter  *writer = arg;
	const char *key = pgaws_member_wire(writer->binder->model, writer->key);

	appendStringInfo(writer->buf, "<entry><%s>", key);
	pgaws_xml_append_text(writer->buf, name);
	appendStringInfo(writer->buf, "</%s>", key);
	write_xml(writer->binder, writer->buf, pgaws_member_wire(writer->binder->model, writer->value),
			  writer->value, value);
	appendStringInfoString(writer->buf, "</entry>");
}

/* All of an element. */
static void
write_xml(PgawsBinder *binder, StringInfo buf, const char *name,
		  const PgawsMember *member, PgawsJson *value)
{
	const PgawsShape *shape = pgaws_member_shape(binder->model, member);
	MapWriter	writer = {binder, NULL, NULL, buf, NULL, 0};
	PgawsJson  *list;

	appendStringInfo(buf, "<%s", name);
	if (member->flags & PGAWS_MEMBER_NAMESPACE)
		appendStringInfoString(buf, " xmlns=\"" S3_NAMESPACE "\"");
	for (int i = 0; shape->type == PGAWS_SHAPE_STRUCTURE && i < shape->nmembers; i++)
	{
		const PgawsMember *inner = pgaws_shape_member_at(binder->model, shape, i);
		PgawsJson  *found = pgaws_bind_get(binder, shape, inner, value);

		if (found != NULL && (inner->flags & PGAWS_MEMBER_ATTRIBUTE))
			append_attribute(binder, buf, inner, found);
	}
	appendStringInfoChar(buf, '>');

	switch (shape->type)
	{
		case PGAWS_SHAPE_STRUCTURE:
			for (int i = 0; i < shape->nmembers; i++)
			{
				const PgawsMember *inner = pgaws_shape_member_at(binder->model, shape, i);
				PgawsJson  *found = pgaws_bind_get(binder, shape, inner, value);

				if (found != NULL && !(inner->flags & PGAWS_MEMBER_ATTRIBUTE))
					write_xml_member(binder, buf, inner, found);
			}
			break;
		case PGAWS_SHAPE_LIST:
			list = pgaws_bind_list(binder, member, value);
			for (int i = 0; i < pgaws_bind_list_length(list); i++)
				write_xml(binder, buf, pgaws_member_wire(binder->model, pgaws_shape_member_at(binder->model, shape, 0)),
						  pgaws_shape_member_at(binder->model, shape, 0), pgaws_bind_list_at(list, i));
			break;
		case PGAWS_SHAPE_MAP:
			writer.key = pgaws_shape_member_at(binder->model, shape, 0);
			writer.value = pgaws_shape_member_at(binder->model, shape, 1);
			pgaws_json_each(value, write_xml_entry, &writer);
			break;
		default:
			pgaws_xml_append_text(buf, scalar_text(binder, member, value));
	}
	appendStringInfo(buf, "</%s>", name);
}

/*
 * The query protocol
 */

static void
append_parameter(StringInfo buf, const char *name, const char *value)
{
	pgaws_s3_append_query(buf, name, value);
}

static void
write_query_structure(PgawsBinder *binder, StringInfo buf, const char *prefix,
					  const PgawsShape *shape, PgawsJson *value)
{
	for (int i = 0; i < shape->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(binder->model, shape, i);
		PgawsJson  *found = pgaws_bind_get(binder, shape, member, value);
		char	   *name = psprintf("%s%s%s", prefix, *prefix ? "." : "",
									pgaws_member_wire(binder->model, member));

		if (found != NULL)
			write_query(binder, buf, name, member, found);
		else if (*prefix == '\0' && (member->flags & PGAWS_MEMBER_TOKEN))
			append_parameter(buf, name, binder->token);
		pfree(name);
	}
}

/* A flattened list's elements stand where the list would, by their name. */
static char *
element_prefix(PgawsBinder *binder, const char *name, const PgawsMember *member,
			   const PgawsMember *element)
{
	const char *dot = strrchr(name, '.');

	if (!(member->flags & PGAWS_MEMBER_FLATTENED))
		return psprintf("%s.%s", name, pgaws_member_wire(binder->model, element));
	if (!(element->flags & PGAWS_MEMBER_NAMED))
		return pstrdup(name);
	return psprintf("%.*s%s", dot != NULL ? (int) (dot - name) + 1 : 0, name,
					pgaws_member_wire(binder->model, element));
}

static void
write_query_entry(const char *name, PgawsJson *value, void *arg)
{
	MapWriter  *writer = arg;
	char	   *entry = psprintf("%s.%d", writer->name, ++writer->n);

	append_parameter(writer->buf,
					 psprintf("%s.%s", entry, pgaws_member_wire(writer->binder->model, writer->key)),
					 name);
	write_query(writer->binder, writer->buf,
				psprintf("%s.%s", entry, pgaws_member_wire(writer->binder->model, writer->value)),
				writer->value, value);
}

static void
write_query(PgawsBinder *binder, StringInfo buf, const char *name,
			const PgawsMember *member, PgawsJson *value)
{
	const PgawsShape *shape = pgaws_member_shape(binder->model, member);
	MapWriter	writer = {binder, NULL, NULL, buf, NULL, 0};
	const PgawsMember *element;
	char	   *prefix;

	switch (shape->type)
	{
		case PGAWS_SHAPE_STRUCTURE:
			write_query_structure(binder, buf, name, shape, value);
			break;
		case PGAWS_SHAPE_LIST:
			/* How the protocol writes an empty list */
			if (pgaws_json_length(value) == 0)
				append_parameter(buf, name, "");
			element = pgaws_shape_member_at(binder->model, shape, 0);
			prefix = element_prefix(binder, name, member, element);
			for (int i = 0; i < pgaws_json_length(value); i++)
			{
				char	   *at = psprintf("%s.%d", prefix, i + 1);

				write_query(binder, buf, at, element, pgaws_json_at(value, i));
				pfree(at);
			}
			break;
		case PGAWS_SHAPE_MAP:
			writer.key = pgaws_shape_member_at(binder->model, shape, 0);
			writer.value = pgaws_shape_member_at(binder->model, shape, 1);
			writer.name = member->flags & PGAWS_MEMBER_FLATTENED ? name :
				psprintf("%s.entry", name);
			pgaws_json_each(value, write_query_entry, &writer);
			break;
		default:
			append_parameter(buf, name, scalar_text(binder, member, value));
	}
}

static void
bind_query(PgawsBinder *binder, const PgawsShape *input, PgawsJson *value)
{
	PgawsBound *bound = binder->bound;

	append_parameter(&bound->body, "Action",
					 pgaws_model_string(binder->model, bound->operation->name));
	append_parameter(&bound->body, "Version", bound->service->api_version);
	if (input != NULL)
		write_query_structure(binder, &bound->body, "", input, value);
	pgaws_s3_header(&bound->headers, "content-type",
					"application/x-www-form-urlencoded; charset=utf-8");
}

/*
 * REST
 */

static void
write_parameter_entry(const char *name, PgawsJson *value, void *arg)
{
	MapWriter  *writer = arg;
	const PgawsMember *element = writer->value;

	if (!pgaws_json_is_array(value))
	{
		append_parameter(writer->buf, name,
						 scalar_text(writer->binder, element, value));
		return;
	}
	element = pgaws_shape_member_at(writer->binder->model, pgaws_member_shape(writer->binder->model, element), 0);
	for (int i = 0; i < pgaws_json_length(value); i++)
		append_parameter(writer->buf, name,
						 scalar_text(writer->binder, element, pgaws_json_at(value, i)));
}

static void
write_header_entry(const char *name, PgawsJson *value, void *arg)
{
	MapWriter  *writer = arg;

	pgaws_s3_header(&writer->binder->bound->headers,
					psprintf("%s%s", writer->name, name),
					scalar_text(writer->binder, writer->value, value));
}

/*
 * S3 wants the name of an object to copy encoded, unlike all else that is in
 * headers; what names a version of it is not.
 */
static char *
encode_copy_source(const char *source)
{
	const char *version = strstr(source, "?versionId=");
	StringInfoData buf;

	initStringInfo(&buf);
	pgaws_url_encode(&buf, source,
					 version != NULL ? version - source : strlen(source), true);
	if (version != NULL)
		appendStringInfoString(&buf, version);
	return buf.data;
}

static void
bind_location(PgawsBinder *binder, const PgawsMember *member, PgawsJson *value)
{
	PgawsBound *bound = binder->bound;
	const PgawsShape *shape = pgaws_member_shape(binder->model, member);
	const char *name = pgaws_member_wire(binder->model, member);
	MapWriter	writer = {binder, NULL, NULL, &bound->query, name, 0};
	char	   *text;

	if (shape->type == PGAWS_SHAPE_MAP)
		writer.value = pgaws_shape_member_at(binder->model, shape, 1);
	switch (PGAWS_MEMBER_LOCATION(member))
	{
		case PGAWS_IN_QUERY:
			if (shape->type == PGAWS_SHAPE_MAP)
				pgaws_json_each(value, write_parameter_entry, &writer);
			else if (shape->type == PGAWS_SHAPE_LIST)
				for (int i = 0; i < pgaws_json_length(value); i++)
					append_parameter(&bound->query, name,
									 scalar_text(binder, pgaws_shape_member_at(binder->model, shape, 0),
												 pgaws_json_at(value, i)));
			else
				append_parameter(&bound->query, name,
								 scalar_text(binder, member, value));
			break;
		case PGAWS_IN_HEADERS:
			pgaws_json_each(value, write_header_entry, &writer);
			break;
		case PGAWS_IN_HEADER:
			text = scalar_text(binder, member, value);
			if (strcmp(name, "x-amz-copy-source") == 0)
				text = encode_copy_source(text);
			/* one without a value is none to libcurl */
			if (*text != '\0')
				pgaws_s3_header(&bound->headers, asc_tolower(name, strlen(name)), text);
			break;
		default:
			break;
	}
}

/*
 * Writes the path of the operation's template.  An empty segment, or one of
 * dots, would lead to another operation: without its key an object would be
 * the bucket.
 */
static bool
bind_path(PgawsBinder *binder, const PgawsShape *input, PgawsJson *value)
{
	PgawsBound *bound = binder->bound;
	const char *p = pgaws_model_string(binder->model, bound->operation->uri);
	StringInfoData path;

	initStringInfo(&path);
	while (*p != '\0' && *p != '?')
	{
		const char *end = strchr(p, '}');
		const PgawsMember *member;
		bool		greedy;
		char	   *name;
		char	   *text;

		if (*p != '{' || end == NULL)
		{
			appendStringInfoChar(&path, *p++);
			continue;
		}
		greedy = end[-1] == '+';
		name = pnstrdup(p + 1, end - p - 1 - greedy);
		member = pgaws_shape_wire_member(binder->model, input, name);
		text = scalar_text(binder, member,
						   pgaws_bind_get(binder, input, member, value));
		if (*text == '\0' ||
			(!greedy && (strcmp(text, ".") == 0 || strcmp(text, "..") == 0)))
		{
			return pgaws_bind_fail(binder, member, *text == '\0' ?
								   "must not be empty" :
								   "must not be \".\" or \"..\"");
		}
		pgaws_url_encode(&path, text, strlen(text), greedy);
		p = end + 1;
	}
	bound->path = path.data;

	/* Parameters that belong to the operation itself */
	while (*p != '\0')
	{
		size_t		len = strcspn(++p, "&");
		char	   *name = pnstrdup(p, len);
		char	   *equals = strchr(name, '=');

		if (equals != NULL)
			*equals++ = '\0';
		append_parameter(&bound->query, name, equals);
		p += len;
	}
	return true;
}

static bool
has_header(PgawsBound *bound, const char *prefix)
{
	for (int i = 0; i < bound->headers.n; i++)
	{
		if (strncmp(bound->headers.list[i].name, prefix, strlen(prefix)) == 0)
			return true;
	}
	return false;
}

/* The member that is all of the body; returns its media type. */
static const char *
bind_payload(PgawsBinder *binder, const PgawsMember *payload, PgawsJson *value)
{
	PgawsBound *bound = binder->bound;
	bool		xml = bound->service->protocol == PGAWS_PROTOCOL_REST_XML;
	const char *text;
	ssize_t		len;

	switch (pgaws_member_shape(binder->model, payload)->type)
	{
		case PGAWS_SHAPE_BLOB:
			if (value == NULL)
				return NULL;
			text = pgaws_json_text(value);
			enlargeStringInfo(&bound->body, PGAWS_BASE64_DECODED_MAX(strlen(text)));
			len = pgaws_base64_decode(text, strlen(text), bound->body.data);
			bound->body.len = Max(len, 0);
			return "application/octet-stream";
		case PGAWS_SHAPE_STRING:
			if (value == NULL)
				return NULL;
			text = pgaws_json_is_string(value) ? pgaws_json_text(value) :
				pgaws_json_to_string(value);
			appendStringInfoString(&bound->body, text);
			return xml ? "application/json" : "text/plain";
		default:
			if (xml && value == NULL)
				return NULL;
			if (xml)
				write_xml(binder, &bound->body, pgaws_member_wire(binder->model, payload), payload, value);
			else if (value == NULL)
				appendStringInfoString(&bound->body, "{}");
			else
				write_json(binder, &bound->body, payload, value);
			return xml ? "application/xml" : "application/json";
	}
}

/* The members that are left are the body; returns its media type. */
static const char *
bind_members(PgawsBinder *binder, const PgawsShape *input, PgawsJson *value)
{
	PgawsBound *bound = binder->bound;
	const char *root = pgaws_model_string(binder->model, bound->operation->root);
	bool		any = false;

	for (int i = 0; i < input->nmembers; i++)
	{
		if (PGAWS_MEMBER_LOCATION(pgaws_shape_member_at(binder->model, input, i)) == PGAWS_IN_BODY)
			any = true;
	}
	if (!any)
		return NULL;
	if (bound->service->protocol != PGAWS_PROTOCOL_REST_XML)
	{
		write_json_structure(binder, &bound->body, input, value, true);
		return "application/json";
	}
	appendStringInfo(&bound->body, "<%s xmlns=\"" S3_NAMESPACE "\">", root);
	for (int i = 0; i < input->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(binder->model, input, i);
		PgawsJson  *found = pgaws_bind_get(binder, input, member, value);

		if (found != NULL && PGAWS_MEMBER_LOCATION(member) == PGAWS_IN_BODY)
			write_xml_member(binder, &bound->body, member, found);
	}
	appendStringInfo(&bound->body, "</%s>", root);
	return "application/xml";
}

static bool
bind_rest(PgawsBinder *binder, const PgawsShape *input, PgawsJson *value)
{
	PgawsBound *bound = binder->bound;
	const PgawsMember *payload;
	const char *type;

	if (!bind_path(binder, input, value))
		return false;
	if (input == NULL)
		return true;
	for (int i = 0; i < input->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(binder->model, input, i);
		PgawsJson  *found = pgaws_bind_get(binder, input, member, value);

		if (found != NULL)
			bind_location(binder, member, found);
		else if ((member->flags & PGAWS_MEMBER_TOKEN) &&
				 PGAWS_MEMBER_LOCATION(member) == PGAWS_IN_HEADER)
			pgaws_s3_header(&bound->headers, pgaws_member_wire(binder->model, member), binder->token);
		else if ((member->flags & PGAWS_MEMBER_TOKEN) &&
				 PGAWS_MEMBER_LOCATION(member) == PGAWS_IN_QUERY)
			append_parameter(&bound->query, pgaws_member_wire(binder->model, member), binder->token);
	}

	payload = pgaws_shape_payload(binder->model, input);
	type = payload != NULL ?
		bind_payload(binder, payload, pgaws_bind_get(binder, input, payload, value)) :
		bind_members(binder, input, value);
	if (type != NULL && !has_header(bound, "content-type"))
		pgaws_s3_header(&bound->headers, "content-type", type);
	return true;
}

/*
 * What S3 wants besides.  A bucket is made where the request goes, but S3
 * wants it said.  Most operations with a body demand a checksum, and none
 * minds; ours is CRC-32C.
 */
static bool
bind_s3(PgawsBinder *binder, const PgawsShape *input, const char *region)
{
	PgawsBound *bound = binder->bound;

	if (strcmp(pgaws_model_string(binder->model, bound->operation->name), "CreateBucket") == 0 &&
		bound->body.len == 0 && strcmp(region, FIRST_REGION) != 0)
	{
		appendStringInfo(&bound->body,
						 "<CreateBucketConfiguration xmlns=\"" S3_NAMESPACE "\">"
						 "<LocationConstraint>%s</LocationConstraint>"
						 "</CreateBucketConfiguration>", region);
		pgaws_s3_header(&bound->headers, "content-type", "application/xml");
	}
	for (int i = 0; i < bound->headers.n; i++)
	{
		PgawsHeader *header = &bound->headers.list[i];

		if (strcmp(header->name, "x-amz-sdk-checksum-algorithm") == 0 &&
			strcmp(header->value, "CRC32C") != 0 &&
			!has_header(bound, "x-amz-checksum-"))
		{
			return pgaws_bind_fail(binder, pgaws_shape_member(binder->model, input, "ChecksumAlgorithm"),
								   "must be CRC32C, unless the checksum is given");
		}
	}
	if (bound->body.len > 0 && !has_header(bound, "x-amz-checksum-") &&
		!has_header(bound, "content-md5"))
		pgaws_s3_crc32c_header(&bound->headers, bound->body.data, bound->body.len);
	return true;
}

/* The JSON protocols proper: the input itself is the body. */
static void
bind_json(PgawsBinder *binder, const PgawsShape *input, PgawsJson *value,
		  const char *text, size_t len)
{
	PgawsBound *bound = binder->bound;
	bool		tokens = false;

	for (int i = 0; input != NULL && i < input->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(binder->model, input, i);

		if ((member->flags & PGAWS_MEMBER_TOKEN) &&
			pgaws_bind_get(binder, input, member, value) == NULL)
			tokens = true;
	}
	if (input == NULL || ((input->flags & PGAWS_SHAPE_PLAIN) && !tokens))
		appendBinaryStringInfo(&bound->body, text, (int) len);
	else
		write_json_structure(binder, &bound->body, input, value, true);

	pgaws_s3_header(&bound->headers, "content-type",
					bound->service->protocol == PGAWS_PROTOCOL_JSON_1_0 ?
					"application/x-amz-json-1.0" : "application/x-amz-json-1.1");
	pgaws_s3_header(&bound->headers, "x-amz-target",
					psprintf("%s.%s", bound->service->target_prefix,
							 pgaws_model_string(binder->model, bound->operation->name)));
}

bool
pgaws_bind_input(PgawsBound *bound, const PgawsService *service,
				 const PgawsOperation *operation, const char *text, size_t len,
				 const char *region, const char *token)
{
	const PgawsModel *model = service->model;
	const PgawsShape *input = pgaws_model_shape(model, operation->input);
	PgawsJson  *value = pgaws_json_parse(text, len);
	PgawsBinder binder = {.bound = bound, .model = model, .token = token};

	memset(bound, 0, sizeof(*bound));
	bound->service = service;
	bound->operation = operation;
	bound->sqlstate = ERRCODE_INVALID_PARAMETER_VALUE;
	bound->path = "/";
	initStringInfo(&bound->query);
	initStringInfo(&bound->body);
	initStringInfo(&bound->outdated);
	initStringInfo(&binder.path);
	binder.texts = service->protocol == PGAWS_PROTOCOL_REST_XML ||
		service->protocol == PGAWS_PROTOCOL_QUERY;

	if (!pgaws_json_is_object(value))
	{
		bound->sqlstate = ERRCODE_PROGRAM_LIMIT_EXCEEDED;
		bound->problem = psprintf("input of %s is nested too deeply, or has a number out of range",
								  pgaws_model_string(model, operation->name));
		return false;
	}
	if (operation->flags & PGAWS_OPERATION_UNSUPPORTED)
	{
		bound->sqlstate = ERRCODE_FEATURE_NOT_SUPPORTED;
		bound->problem = psprintf("operation %s of AWS service \"%s\" cannot be called",
								  pgaws_model_string(model, operation->name), service->name);
		bound->hint = "What it answers is a stream of events, or it has a host of its own.";
		return false;
	}
	if (!pgaws_bind_check(&binder, input, value))
		return false;

	switch (service->protocol)
	{
		case PGAWS_PROTOCOL_QUERY:
			bind_query(&binder, input, value);
			break;
		case PGAWS_PROTOCOL_REST_JSON:
			if (!bind_rest(&binder, input, value))
				return false;
			break;
		case PGAWS_PROTOCOL_REST_XML:
			if (!bind_rest(&binder, input, value) || !bind_s3(&binder, input, region))
				return false;
			break;
		default:
			bind_json(&binder, input, value, text, len);
	}
	if (operation->flags & PGAWS_OPERATION_PREFIXED)
		bound->service = service->prefixed;
	return true;
}

PgawsCall *
pgaws_call_bound(PgawsClient *client, const PgawsBound *bound,
				 void *owner, int tag)
{
	const PgawsModel *model = bound->service->model;

	return pgaws_call_http(client, bound->service,
						   pgaws_model_string(model, bound->operation->name),
						   pgaws_operation_method(bound->operation),
						   bound->path, bound->query.data,
						   bound->headers.list, bound->headers.n,
						   bound->body.data, bound->body.len, owner, tag);
}

PgawsCall *
pgaws_call_input(PgawsClient *client, const PgawsService *service,
				 const char *operation, const char *text, size_t len,
				 void *owner, int tag)
{
	PgawsBound	bound;
	PgawsError	error;

	if (pgaws_bind_input(&bound, service,
						 pgaws_model_operation(service->model, operation),
						 text, len, pgaws_client_region(client), ""))
		return pgaws_call_bound(client, &bound, owner, tag);
	pgaws_error_set(&error, PGAWS_REJECTED, NULL, "%s", bound.problem);
	return pgaws_call_failed(client, service, operation, &error, owner, tag);
}
