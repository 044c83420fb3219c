/*-------------------------------------------------------------------------
 *
 * bind_internal.h
 *	  What the checking and the writing of an input share.
 *
 * IDENTIFICATION
 *	  src/aws/bind_internal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_BIND_INTERNAL_H
#define PGAWS_BIND_INTERNAL_H

#include "aws/bind.h"

typedef struct PgawsBinder
{
	PgawsBound *bound;
	const PgawsModel *model;
	bool		texts;			/* in this protocol all scalars are texts */
	const char *token;
	StringInfoData path;		/* of the member that is checked */
} PgawsBinder;

/*
 * The member's value in an object, or NULL; also by the name that it has in
 * XML, unless that is another member's.
 */
static inline PgawsJson *
pgaws_bind_get(PgawsBinder *binder, const PgawsShape *shape, const PgawsMember *member,
			   PgawsJson *object)
{
	PgawsJson  *value = pgaws_json_get(object, pgaws_member_name(binder->model, member));

	if (value == NULL && member->name != member->wire &&
		PGAWS_MEMBER_LOCATION(member) == PGAWS_IN_BODY &&
		binder->bound->service->protocol == PGAWS_PROTOCOL_REST_XML &&
		pgaws_shape_member(binder->model, shape, pgaws_member_wire(binder->model, member)) == NULL)
		value = pgaws_json_get(object, pgaws_member_wire(binder->model, member));
	return value;
}

/*
 * The list that a value stands for: by an older spelling a list that is not
 * flattened is inside of an object, under the name of its elements.
 */
static inline PgawsJson *
pgaws_bind_list(PgawsBinder *binder, const PgawsMember *member, PgawsJson *value)
{
	const PgawsMember *element = pgaws_shape_member_at(binder->model, pgaws_member_shape(binder->model, member), 0);

	if (binder->bound->service->protocol == PGAWS_PROTOCOL_REST_XML &&
		!(member->flags & PGAWS_MEMBER_FLATTENED) &&
		pgaws_json_is_object(value))
		return pgaws_json_get(value, pgaws_member_wire(binder->model, element));
	return value;
}

/* One that is alone may be without an array, by an older spelling. */
static inline int
pgaws_bind_list_length(PgawsJson *list)
{
	return pgaws_json_is_array(list) ? pgaws_json_length(list) : list != NULL;
}

static inline PgawsJson *
pgaws_bind_list_at(PgawsJson *list, int i)
{
	return pgaws_json_is_array(list) ? pgaws_json_at(list, i) : list;
}

/* Does the input fit the model?  If not, bound->problem tells why not. */
extern bool pgaws_bind_check(PgawsBinder *binder, const PgawsShape *input,
							 PgawsJson *value);

/* Sets the problem of a member of the input; returns false. */
extern bool pgaws_bind_fail(PgawsBinder *binder, const PgawsMember *member,
							const char *what);

#endif							/* PGAWS_BIND_INTERNAL_H */
