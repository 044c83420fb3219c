/*-------------------------------------------------------------------------
 *
 * model.h
 *	  Services as AWS describes them: operations, and shapes of what goes in
 *	  and comes out.
 *
 * The tables are in aws/models, written by tools/make-models.  They hold no
 * pointers, so that they are read-only and shared by all processes: a name is
 * an offset into the service's strings, a shape an index into its shapes.
 *
 * IDENTIFICATION
 *	  src/aws/model.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_MODEL_H
#define PGAWS_MODEL_H

#include "aws/aws.h"
#include "aws/service.h"

/* make-models knows the order of this and of the other enums. */
typedef enum PgawsShapeType
{
	PGAWS_SHAPE_STRUCTURE,
	PGAWS_SHAPE_LIST,
	PGAWS_SHAPE_MAP,
	PGAWS_SHAPE_STRING,
	PGAWS_SHAPE_BLOB,
	PGAWS_SHAPE_BOOLEAN,
	PGAWS_SHAPE_INTEGER,
	PGAWS_SHAPE_LONG,
	PGAWS_SHAPE_FLOAT,
	PGAWS_SHAPE_DOUBLE,
	PGAWS_SHAPE_TIMESTAMP,
	PGAWS_SHAPE_DOCUMENT		/* any JSON */
} PgawsShapeType;

/* Where a member of an operation's input or output goes. */
typedef enum PgawsLocation
{
	PGAWS_IN_BODY,
	PGAWS_IN_PATH,
	PGAWS_IN_QUERY,
	PGAWS_IN_HEADER,
	PGAWS_IN_HEADERS,			/* a map; the name is what headers begin with */
	PGAWS_IN_STATUS,
	PGAWS_IS_BODY				/* it is all of the body */
} PgawsLocation;

typedef enum PgawsTimeFormat
{
	PGAWS_TIME_NONE,
	PGAWS_TIME_UNIX,
	PGAWS_TIME_ISO,
	PGAWS_TIME_HTTP
} PgawsTimeFormat;

/*
 * A member of a structure; the element of a list; the key and the value of a
 * map.
 */
typedef struct PgawsMember
{
	uint16		name;			/* offset in strings */
	uint16		wire;			/* the same of its name in the request */
	uint16		shape;
	uint16		flags;
} PgawsMember;

#define PGAWS_MEMBER_LOCATION(member)	((PgawsLocation) ((member)->flags & 0x07))
#define PGAWS_MEMBER_REQUIRED	0x08
#define PGAWS_MEMBER_FLATTENED	0x10	/* XML and query: without a level */
#define PGAWS_MEMBER_ATTRIBUTE	0x20	/* XML: not an element */
#define PGAWS_MEMBER_TOKEN		0x40	/* idempotency token */
#define PGAWS_MEMBER_NAMED		0x80	/* the wire name is not the default */
#define PGAWS_MEMBER_TIME(member)	((PgawsTimeFormat) ((member)->flags >> 8 & 0x03))
#define PGAWS_MEMBER_NAMESPACE	0x400	/* XML: has the service's namespace */
#define PGAWS_MEMBER_DOCUMENT	0x800	/* JSON in a text: an answer's is
										 * printed as JSON */

typedef struct PgawsShape
{
	uint8		type;
	uint8		flags;
	uint16		members;		/* the first */
	uint16		nmembers;
} PgawsShape;

/* In JSON, what AWS answers is what the caller gets, down to the leaves. */
#define PGAWS_SHAPE_PLAIN		0x01

#define PGAWS_NO_SHAPE			0xffff

typedef struct PgawsOperation
{
	uint16		name;
	uint16		uri;			/* "/{Bucket}/{Key+}?acl" */
	uint16		root;			/* query: element around the result; XML: that
								 * of the body; "" if there is none */
	uint16		input;			/* shape, or PGAWS_NO_SHAPE */
	uint16		output;
	uint8		method;			/* see pgaws_operation_method() */
	uint8		flags;
} PgawsOperation;

#define PGAWS_OPERATION_UNSUPPORTED	0x01	/* streams events */
#define PGAWS_OPERATION_PREFIXED	0x02	/* has the other host */

struct PgawsModel
{
	const char *strings;
	const PgawsMember *members;
	const PgawsShape *shapes;
	const PgawsOperation *operations;	/* by name */
	int			noperations;
};

/* A failure that passes: PGAWS_TRANSIENT or PGAWS_THROTTLED. */
typedef struct PgawsModelError
{
	const char *code;
	PgawsErrorClass class;
} PgawsModelError;

static inline const char *
pgaws_model_string(const PgawsModel *model, uint16 offset)
{
	return model->strings + offset;
}

static inline const PgawsShape *
pgaws_model_shape(const PgawsModel *model, uint16 shape)
{
	return shape == PGAWS_NO_SHAPE ? NULL : &model->shapes[shape];
}

/* Of a member: its name in JSON, its name on the wire, and its shape */
static inline const char *
pgaws_member_name(const PgawsModel *model, const PgawsMember *member)
{
	return pgaws_model_string(model, member->name);
}

static inline const char *
pgaws_member_wire(const PgawsModel *model, const PgawsMember *member)
{
	return pgaws_model_string(model, member->wire);
}

static inline const PgawsShape *
pgaws_member_shape(const PgawsModel *model, const PgawsMember *member)
{
	return &model->shapes[member->shape];
}

/* A list's element is its first member, a map's key and value the first two. */
static inline const PgawsMember *
pgaws_shape_member_at(const PgawsModel *model, const PgawsShape *shape, int i)
{
	return &model->members[shape->members + i];
}

/* The operation of that name, or NULL. */
extern const PgawsOperation *pgaws_model_operation(const PgawsModel *model,
												   const char *name);
extern const char *pgaws_operation_method(const PgawsOperation *operation);

/* Is what it answers not a document of its protocol, but any bytes? */
extern bool pgaws_operation_answers_bytes(const PgawsModel *model,
										  const PgawsOperation *operation);

/* The member of that name, by it or by its wire name; NULL if there is none. */
extern const PgawsMember *pgaws_shape_member(const PgawsModel *model,
											 const PgawsShape *shape,
											 const char *name);
extern const PgawsMember *pgaws_shape_wire_member(const PgawsModel *model,
												  const PgawsShape *shape,
												  const char *name);

/* The member that is the body, or NULL. */
extern const PgawsMember *pgaws_shape_payload(const PgawsModel *model,
											  const PgawsShape *shape);

/* What any of the services says of errors of that code; PGAWS_OK: nothing. */
extern PgawsErrorClass pgaws_model_error_class(const char *code);

#endif							/* PGAWS_MODEL_H */
