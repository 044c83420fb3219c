/*-------------------------------------------------------------------------
 *
 * xml.h
 *	  XML answers through libxml2.
 *
 * Only xml.c includes libxml2.
 *
 * IDENTIFICATION
 *	  src/aws/xml.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_XML_H
#define PGAWS_XML_H

#include "aws/aws.h"
#include "lib/stringinfo.h"

/*
 * Appends all that is inside the root element, whatever its name, as a JSON
 * object, without a model:
 *
 *	- An element with text, or an empty one, is a string, whatever its type.
 *	  White space between elements is dropped, like attributes, namespaces,
 *	  comments.
 *	- Any other element is an object; a name that repeats becomes one member
 *	  with an array.
 *	- A root that holds a text and no element is the one member of the object,
 *	  under its own name.
 *
 * False with *error (PGAWS_MALFORMED) when it is not XML, has a document
 * type, or nests too deeply.
 */
extern bool pgaws_xml_document_to_json(StringInfo buf, const char *text,
									   size_t len, PgawsError *error);

/*
 * An element of a document, valid as long as the memory context that was
 * current when it was parsed.
 */
typedef struct PgawsXml PgawsXml;

/* The root element; NULL when it is not XML, or has a document type. */
extern PgawsXml *pgaws_xml_parse(const char *text, size_t len);
extern PgawsXml *pgaws_xml_child(PgawsXml *element);
extern PgawsXml *pgaws_xml_next(PgawsXml *element);
extern const char *pgaws_xml_name(PgawsXml *element);

/* Its own text, palloc'd; an attribute's, whatever its prefix, or NULL. */
extern char *pgaws_xml_text(PgawsXml *element);
extern char *pgaws_xml_attribute(PgawsXml *element, const char *name);

/*
 * Name of the root element, without a prefix, and its length; 0 when there is
 * none.  What is behind the name is not looked at.
 */
extern size_t pgaws_xml_root(const char *text, size_t len, const char **name);

/*
 * Calls visit() with the Code, Message and RequestId of an error answer,
 * wherever these elements are; nothing when it cannot be read.
 */
extern void pgaws_xml_visit_error(const char *text, size_t len,
								  void (*visit) (const char *name,
												 const char *value, void *arg),
								  void *arg);

/* Appends a text for XML 1.0, as content or as an attribute's value. */
extern void pgaws_xml_append_text(StringInfo xml, const char *text);

#endif							/* PGAWS_XML_H */
