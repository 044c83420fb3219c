/*-------------------------------------------------------------------------
 *
 * model.c
 *	  Services as AWS describes them: finding what is asked for.
 *
 * IDENTIFICATION
 *	  src/aws/model.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/models/models.h"

static const char *const methods[] = {
	"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"
};

const PgawsOperation *
pgaws_model_operation(const PgawsModel *model, const char *name)
{
	int			low = 0;
	int			high = model->noperations - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		const PgawsOperation *operation = &model->operations[middle];
		int			order = strcmp(name, pgaws_model_string(model, operation->name));

		if (order == 0)
			return operation;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *
pgaws_operation_method(const PgawsOperation *operation)
{
	return methods[operation->method];
}

const PgawsMember *
pgaws_shape_member(const PgawsModel *model, const PgawsShape *shape,
				   const char *name)
{
	for (int i = 0; i < shape->nmembers; i++)
	{
		const PgawsMember *member = &model->members[shape->members + i];

		if (strcmp(pgaws_model_string(model, member->name), name) == 0)
			return member;
	}
	return NULL;
}

const PgawsMember *
pgaws_shape_wire_member(const PgawsModel *model, const PgawsShape *shape,
						const char *name)
{
	for (int i = 0; i < shape->nmembers; i++)
	{
		const PgawsMember *member = &model->members[shape->members + i];

		if (strcmp(pgaws_model_string(model, member->wire), name) == 0)
			return member;
	}
	return NULL;
}

const PgawsMember *
pgaws_shape_payload(const PgawsModel *model, const PgawsShape *shape)
{
	for (int i = 0; i < shape->nmembers; i++)
	{
		const PgawsMember *member = &model->members[shape->members + i];

		if (PGAWS_MEMBER_LOCATION(member) == PGAWS_IS_BODY)
			return member;
	}
	return NULL;
}

bool
pgaws_operation_answers_bytes(const PgawsModel *model,
							  const PgawsOperation *operation)
{
	const PgawsShape *output = pgaws_model_shape(model, operation->output);
	const PgawsMember *payload =
		output != NULL ? pgaws_shape_payload(model, output) : NULL;

	if (payload == NULL)
		return false;
	return model->shapes[payload->shape].type == PGAWS_SHAPE_BLOB ||
		model->shapes[payload->shape].type == PGAWS_SHAPE_STRING;
}

PgawsErrorClass
pgaws_model_error_class(const char *code)
{
	int			low = 0;
	int			high = pgaws_model_nerrors - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		int			order = strcmp(code, pgaws_model_errors[middle].code);

		if (order == 0)
			return pgaws_model_errors[middle].class;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return PGAWS_OK;
}
