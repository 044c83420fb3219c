/*-------------------------------------------------------------------------
 *
 * bind_check.c
 *	  Does an input fit the model of its operation?
 *
 * What does not is told with the path of the member.
 *
 * Names that this extension took before it had models are understood for one
 * release more.  Those are S3's, of elements of XML: a list under the name of
 * its elements ("CORSRule" for "CORSRules", one element without an array), and
 * inside of the list's own name ("TagSet": {"Tag": [...]}).  And where
 * everything becomes a text, any scalar was taken for one.
 *
 * IDENTIFICATION
 *	  src/aws/bind_check.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/aws_time.h"
#include "aws/base64.h"
#include "aws/bind_internal.h"
#include "aws/error.h"

/* Of pgaws_json_each(). */
typedef struct MemberCheck
{
	PgawsBinder *binder;
	const PgawsShape *shape;
	bool		failed;
} MemberCheck;

static bool check_value(PgawsBinder *binder, const PgawsMember *member,
						PgawsJson *value);

static const char *
quote_name(const char *name)
{
	char	   *quoted = palloc(NAMEDATALEN * 4);

	pgaws_error_quote(quoted, NAMEDATALEN * 4, name, strlen(name));
	return quoted;
}

static bool
fail(PgawsBinder *binder, const char *what)
{
	binder->bound->problem =
		psprintf("member \"%s\" of the input of %s %s", binder->path.data,
				 pgaws_model_string(binder->model, binder->bound->operation->name),
				 what);
	return false;
}

static void
note_outdated(PgawsBinder *binder, const char *now)
{
	StringInfo	outdated = &binder->bound->outdated;

	if (outdated->len > 0)
		appendStringInfoChar(outdated, '\n');
	appendStringInfo(outdated, "Member \"%s\" is %s.", binder->path.data, now);
}

/* Appends to the path, and returns what it was. */
static int
enter(PgawsBinder *binder, const char *name)
{
	int			len = binder->path.len;

	appendStringInfo(&binder->path, "%s%s", len > 0 ? "." : "", name);
	return len;
}

static void
leave(PgawsBinder *binder, int len)
{
	binder->path.len = len;
	binder->path.data[len] = '\0';
}

static bool
fail_unknown(PgawsBinder *binder, const PgawsShape *shape)
{
	StringInfoData hint;

	if (shape == NULL || shape->nmembers == 0)
		binder->bound->hint = "There are no members.";
	else
	{
		initStringInfo(&hint);
		for (int i = 0; i < shape->nmembers; i++)
			appendStringInfo(&hint, "%s%s", i == 0 ? "Members are: " : ", ",
							 pgaws_member_name(binder->model, pgaws_shape_member_at(binder->model, shape, i)));
		appendStringInfoChar(&hint, '.');
		binder->bound->hint = hint.data;
	}
	return fail(binder, "is not known");
}

static void
check_member(const char *name, PgawsJson *value, void *arg)
{
	MemberCheck *check = arg;
	PgawsBinder *binder = check->binder;
	const PgawsMember *member;
	int			len;

	if (check->failed)
		return;
	len = enter(binder, quote_name(name));
	member = check->shape == NULL ? NULL :
		pgaws_shape_member(binder->model, check->shape, name);
	if (member == NULL && check->shape != NULL &&
		binder->bound->service->protocol == PGAWS_PROTOCOL_REST_XML)
	{
		member = pgaws_shape_wire_member(binder->model, check->shape, name);
		if (member != NULL && PGAWS_MEMBER_LOCATION(member) != PGAWS_IN_BODY)
			member = NULL;
		if (member != NULL)
			note_outdated(binder, psprintf("called \"%s\"",
										   pgaws_member_name(binder->model, member)));
	}
	if (member == NULL)
		check->failed = !fail_unknown(binder, check->shape);
	else if (value != NULL)
		check->failed = !check_value(binder, member, value);
	if (!check->failed)
		leave(binder, len);
}

static bool
check_structure(PgawsBinder *binder, const PgawsShape *shape, PgawsJson *value)
{
	MemberCheck check = {binder, shape, false};
	bool		top = binder->path.len == 0;

	pgaws_json_each(value, check_member, &check);
	if (check.failed)
		return false;
	for (int i = 0; shape != NULL && i < shape->nmembers; i++)
	{
		const PgawsMember *member = pgaws_shape_member_at(binder->model, shape, i);

		if (!(member->flags & PGAWS_MEMBER_REQUIRED) ||
			(top && (member->flags & PGAWS_MEMBER_TOKEN)) ||
			pgaws_bind_get(binder, shape, member, value) != NULL)
			continue;
		enter(binder, pgaws_member_name(binder->model, member));
		return fail(binder, "is missing");
	}
	return true;
}

static bool
check_list(PgawsBinder *binder, const PgawsMember *member, PgawsJson *value)
{
	const PgawsMember *element = pgaws_shape_member_at(binder->model, pgaws_member_shape(binder->model, member), 0);
	PgawsJson  *list = pgaws_bind_list(binder, member, value);
	int			len = binder->path.len;

	if (list != value && list != NULL)
		note_outdated(binder, "an array by itself");
	else if (!pgaws_json_is_array(value))
	{
		if (list == NULL ||
			binder->bound->service->protocol != PGAWS_PROTOCOL_REST_XML)
			return fail(binder, "must be an array");
		note_outdated(binder, "an array");
	}
	for (int i = 0; i < pgaws_bind_list_length(list); i++)
	{
		PgawsJson  *at = pgaws_bind_list_at(list, i);

		appendStringInfo(&binder->path, "[%d]", i);
		if (at == NULL)
			return fail(binder, "must not be null");
		if (!check_value(binder, element, at))
			return false;
		leave(binder, len);
	}
	return true;
}

static void
check_entry(const char *name, PgawsJson *value, void *arg)
{
	MemberCheck *check = arg;
	int			len;

	if (check->failed)
		return;
	len = enter(check->binder, quote_name(name));
	if (value == NULL)
		check->failed = !fail(check->binder, "must not be null");
	else
		check->failed = !check_value(check->binder,
									 pgaws_shape_member_at(check->binder->model, check->shape, 1),
									 value);
	if (!check->failed)
		leave(check->binder, len);
}

static bool
is_integer(const char *text)
{
	const char *digits = *text == '-' ? text + 1 : text;

	return *digits != '\0' && digits[strspn(digits, "0123456789")] == '\0';
}

static bool
is_number(const char *text)
{
	char	   *end;

	strtod(text, &end);
	return end != text && *end == '\0';
}

static bool
is_base64(const char *text)
{
	size_t		len = strlen(text);
	char	   *decoded = palloc(PGAWS_BASE64_DECODED_MAX(len));
	bool		valid = pgaws_base64_decode(text, len, decoded) >= 0;

	pfree(decoded);
	return valid;
}

/*
 * What has become a text goes into XML.  XML 1.0 has no characters below a
 * space but three.
 */
static bool
check_text(PgawsBinder *binder, const char *text)
{
	if (binder->bound->service->protocol != PGAWS_PROTOCOL_REST_XML)
		return true;
	for (const unsigned char *p = (const unsigned char *) text; *p != '\0'; p++)
	{
		if (*p < 0x20 && strchr("\t\n\r", *p) == NULL)
			return fail(binder, "has a control character, which XML cannot carry");
	}
	return true;
}

static bool
check_scalar(PgawsBinder *binder, const PgawsMember *member, PgawsJson *value)
{
	const char *text = pgaws_json_text(value);
	bool		string = pgaws_json_is_string(value);
	int64		usec;
	bool		right = false;
	bool		once = false;	/* was right once */
	const char *what = "a string";

	switch (pgaws_member_shape(binder->model, member)->type)
	{
		case PGAWS_SHAPE_STRING:
			right = string;
			once = text != NULL;
			break;
		case PGAWS_SHAPE_BLOB:
			what = "a string of base64";
			right = string && is_base64(text);
			break;
		case PGAWS_SHAPE_BOOLEAN:
			what = "a boolean";
			right = pgaws_json_is_bool(value);
			once = text != NULL && (strcmp(text, "true") == 0 ||
									strcmp(text, "false") == 0);
			break;
		case PGAWS_SHAPE_INTEGER:
		case PGAWS_SHAPE_LONG:
			what = "an integer";
			once = text != NULL && is_integer(text);
			right = once && pgaws_json_is_number(value);
			break;
		case PGAWS_SHAPE_FLOAT:
		case PGAWS_SHAPE_DOUBLE:
			what = "a number";
			right = pgaws_json_is_number(value);
			once = text != NULL && is_number(text);
			break;
		default:
			what = "a time, in ISO 8601 or in seconds since the epoch";
			right = text != NULL && !pgaws_json_is_bool(value) &&
				pgaws_time_parse(text, &usec);
	}
	if (!right && once && binder->texts)
	{
		note_outdated(binder, what);
		right = true;
	}
	if (!right)
		return fail(binder, psprintf("must be %s", what));

	/*
	 * What names the thing would name another one: without its id an upload
	 * would be the object.
	 */
	if (*text == '\0' && (member->flags & PGAWS_MEMBER_REQUIRED) &&
		(PGAWS_MEMBER_LOCATION(member) == PGAWS_IN_PATH ||
		 PGAWS_MEMBER_LOCATION(member) == PGAWS_IN_QUERY))
		return fail(binder, "must not be empty");
	return PGAWS_MEMBER_LOCATION(member) != PGAWS_IN_BODY ||
		check_text(binder, text);
}

static bool
check_value(PgawsBinder *binder, const PgawsMember *member, PgawsJson *value)
{
	const PgawsShape *shape = pgaws_member_shape(binder->model, member);
	MemberCheck check = {binder, shape, false};

	switch (shape->type)
	{
		case PGAWS_SHAPE_DOCUMENT:
			return true;
		case PGAWS_SHAPE_LIST:
			return check_list(binder, member, value);
		case PGAWS_SHAPE_STRUCTURE:
		case PGAWS_SHAPE_MAP:
			if (!pgaws_json_is_object(value))
				return fail(binder, "must be an object");
			if (shape->type == PGAWS_SHAPE_STRUCTURE)
				return check_structure(binder, shape, value);
			pgaws_json_each(value, check_entry, &check);
			return !check.failed;
		default:
			/* A document by itself, such as a policy, may be written as one */
			if (PGAWS_MEMBER_LOCATION(member) == PGAWS_IS_BODY &&
				shape->type == PGAWS_SHAPE_STRING &&
				(pgaws_json_is_object(value) || pgaws_json_is_array(value)))
				return true;
			return check_scalar(binder, member, value);
	}
}

bool
pgaws_bind_check(PgawsBinder *binder, const PgawsShape *input, PgawsJson *value)
{
	return check_structure(binder, input, value);
}

bool
pgaws_bind_fail(PgawsBinder *binder, const PgawsMember *member, const char *what)
{
	enter(binder, pgaws_member_name(binder->model, member));
	return fail(binder, what);
}
