/*-------------------------------------------------------------------------
 *
 * xml.c
 *	  XML answers through libxml2.
 *
 * No network, no external entities, no document type: with one there may be
 * entities, which AWS never uses and which can be made to grow without
 * bound.  libxml2's own limits (256 levels, 10 MB for a text) stay in force;
 * what reaches JSON may nest 32 levels.
 *
 * libxml2 allocates with malloc.  As with json.c, a document hangs on a
 * memory context, so that an error thrown while it is read leaks nothing.
 * It is a child of the caller's and deleted before we return.
 *
 * IDENTIFICATION
 *	  src/aws/xml.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>

#include "aws/json.h"
#include "aws/xml.h"
#include "utils/memutils.h"

/* No answer of AWS nests deeper than about a dozen levels. */
#define XML_DEPTH_MAX	32

/* Different names in an object; they are compared with one another. */
#define XML_NAMES_MAX	100

#define PARSE_OPTIONS \
	(XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | \
	 XML_PARSE_NOCDATA | XML_PARSE_COMPACT)

static bool append_value(StringInfo buf, xmlNodePtr element, int depth);

static void
release_document(void *arg)
{
	xmlFreeDoc((xmlDocPtr) arg);
}

/* The document, tied to the current memory context; NULL when it has none. */
static xmlNodePtr
parse_document(const char *text, size_t len)
{
	MemoryContextCallback *callback = palloc0(sizeof(MemoryContextCallback));
	xmlDocPtr	document;

	if (len > INT_MAX)
		return NULL;
	document = xmlReadMemory(text, (int) len, NULL, NULL, PARSE_OPTIONS);
	if (document == NULL)
		return NULL;
	callback->func = release_document;
	callback->arg = document;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);

	if (xmlGetIntSubset(document) != NULL)
		return NULL;
	return xmlDocGetRootElement(document);
}

size_t
pgaws_xml_root(const char *text, size_t len, const char **name)
{
	const char *end = text + len;
	const char *start;

	/* Blanks, the declaration, comments */
	for (;;)
	{
		while (text < end && strchr(" \t\r\n", *text) != NULL && *text != '\0')
			text++;
		if (end - text < 2 || text[0] != '<' ||
			(text[1] != '?' && text[1] != '!'))
			break;
		text = memchr(text, '>', end - text);
		if (text == NULL)
			return 0;
		text++;
	}
	if (end - text < 2 || *text != '<')
		return 0;

	start = ++text;
	for (; text < end && strchr(" \t\r\n/>", *text) == NULL; text++)
	{
		if (*text == ':')
			start = text + 1;
	}
	*name = start;
	return text - start;
}

static const char *
name_of(xmlNodePtr element)
{
	return (const char *) element->name;
}

static xmlNodePtr
first_child(xmlNodePtr element)
{
	return xmlFirstElementChild(element);
}

static bool
is_listed(const char *name, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(list[i], name) == 0)
			return true;
	}
	return false;
}

/* The pieces of an element's text; references to entities have none. */
static char *
text_of(xmlNodePtr element)
{
	StringInfoData buf;
	xmlNodePtr	node;

	initStringInfo(&buf);
	for (node = element->children; node != NULL; node = node->next)
	{
		if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
			node->content != NULL)
			appendStringInfoString(&buf, (const char *) node->content);
	}
	return buf.data;
}

static void
append_text(StringInfo buf, xmlNodePtr element)
{
	char	   *text = text_of(element);

	pgaws_json_append_string(buf, text);
	pfree(text);
}

/* From this sibling on, those of its name. */
static bool
append_array(StringInfo buf, xmlNodePtr element, int depth)
{
	const char *name = name_of(element);
	bool		first = true;

	appendStringInfoChar(buf, '[');
	for (; element != NULL; element = xmlNextElementSibling(element))
	{
		if (strcmp(name_of(element), name) != 0)
			continue;
		if (!first)
			appendStringInfoChar(buf, ',');
		first = false;
		if (!append_value(buf, element, depth))
			return false;
	}
	appendStringInfoChar(buf, ']');
	return true;
}

/* Has an earlier sibling the same name? */
static bool
is_repeated(xmlNodePtr element)
{
	xmlNodePtr	other = element;

	while ((other = xmlPreviousElementSibling(other)) != NULL)
	{
		if (strcmp(name_of(other), name_of(element)) == 0)
			return true;
	}
	return false;
}

static bool
append_object(StringInfo buf, xmlNodePtr element, int depth)
{
	xmlNodePtr	child;
	int			names = 0;

	appendStringInfoChar(buf, '{');
	for (child = first_child(element); child != NULL;
		 child = xmlNextElementSibling(child))
	{
		xmlNodePtr	next = xmlNextElementSibling(child);
		bool		done;

		/* All of one name were written with the first */
		if (is_repeated(child))
			continue;
		if (++names > XML_NAMES_MAX)
			return false;
		while (next != NULL && strcmp(name_of(next), name_of(child)) != 0)
			next = xmlNextElementSibling(next);

		if (names > 1)
			appendStringInfoChar(buf, ',');
		pgaws_json_append_string(buf, name_of(child));
		appendStringInfoChar(buf, ':');
		done = next != NULL ? append_array(buf, child, depth) :
			append_value(buf, child, depth);
		if (!done)
			return false;
	}
	appendStringInfoChar(buf, '}');
	return true;
}

static bool
append_value(StringInfo buf, xmlNodePtr element, int depth)
{
	if (depth >= XML_DEPTH_MAX)
		return false;
	if (first_child(element) == NULL)
	{
		append_text(buf, element);
		return true;
	}
	return append_object(buf, element, depth + 1);
}

/* Writes what the document says; white space says nothing. */
static bool
append_root(StringInfo buf, xmlNodePtr root)
{
	char	   *text = text_of(root);

	if (first_child(root) != NULL ||
		text[strspn(text, " \t\r\n")] == '\0')
		return append_object(buf, root, 0);
	appendStringInfoChar(buf, '{');
	pgaws_json_append_string(buf, name_of(root));
	appendStringInfoChar(buf, ':');
	pgaws_json_append_string(buf, text);
	appendStringInfoChar(buf, '}');
	return true;
}

bool
pgaws_xml_document_to_json(StringInfo buf, const char *text, size_t len,
						   PgawsError *error)
{
	MemoryContext context;
	MemoryContext old;
	xmlNodePtr	root;
	bool		done;

	context = AllocSetContextCreate(CurrentMemoryContext, "pgawspipe XML",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	root = parse_document(text, len);
	done = root != NULL && append_root(buf, root);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);

	if (!done)
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer is not XML as AWS writes it");
	return done;
}

PgawsXml *
pgaws_xml_parse(const char *text, size_t len)
{
	return (PgawsXml *) parse_document(text, len);
}

PgawsXml *
pgaws_xml_child(PgawsXml *element)
{
	return (PgawsXml *) xmlFirstElementChild((xmlNodePtr) element);
}

PgawsXml *
pgaws_xml_next(PgawsXml *element)
{
	return (PgawsXml *) xmlNextElementSibling((xmlNodePtr) element);
}

const char *
pgaws_xml_name(PgawsXml *element)
{
	return name_of((xmlNodePtr) element);
}

char *
pgaws_xml_text(PgawsXml *element)
{
	return text_of((xmlNodePtr) element);
}

char *
pgaws_xml_attribute(PgawsXml *element, const char *name)
{
	const char *colon = strchr(name, ':');
	xmlAttrPtr	attribute = ((xmlNodePtr) element)->properties;

	if (colon != NULL)
		name = colon + 1;
	while (attribute != NULL && strcmp((const char *) attribute->name, name) != 0)
		attribute = attribute->next;
	return attribute != NULL ? text_of((xmlNodePtr) attribute) : NULL;
}

static void
visit_error(xmlNodePtr element, int depth,
			void (*visit) (const char *name, const char *value, void *arg),
			void *arg)
{
	static const char *const names[] = {"Code", "Message", "RequestId"};

	if (depth >= XML_DEPTH_MAX)
		return;
	if (first_child(element) == NULL &&
		is_listed(name_of(element), names, lengthof(names)))
	{
		char	   *text = text_of(element);

		visit(name_of(element), text, arg);
		pfree(text);
	}
	for (element = first_child(element); element != NULL;
		 element = xmlNextElementSibling(element))
		visit_error(element, depth + 1, visit, arg);
}

void
pgaws_xml_visit_error(const char *text, size_t len,
					  void (*visit) (const char *name, const char *value,
									 void *arg),
					  void *arg)
{
	MemoryContext context;
	MemoryContext old;
	xmlNodePtr	root;

	context = AllocSetContextCreate(CurrentMemoryContext, "pgawspipe XML",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	root = parse_document(text, len);
	if (root != NULL)
		visit_error(root, 0, visit, arg);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

void
pgaws_xml_append_text(StringInfo xml, const char *text)
{
	for (; *text != '\0'; text++)
	{
		switch (*text)
		{
			case '<':
				appendStringInfoString(xml, "&lt;");
				break;
			case '>':
				appendStringInfoString(xml, "&gt;");
				break;
			case '&':
				appendStringInfoString(xml, "&amp;");
				break;
			case '"':
				appendStringInfoString(xml, "&quot;");
				break;
			case '\r':
				/* a reader would make a line feed of it */
				appendStringInfoString(xml, "&#13;");
				break;
			default:
				appendStringInfoChar(xml, *text);
		}
	}
}
