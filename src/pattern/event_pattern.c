/*-------------------------------------------------------------------------
 *
 * event_pattern.c
 *	  Compiles event patterns: fields, $or and where an error is.
 *
 * $or multiplies: each object in its array is one way to go on, and a way
 * through all $or arrays of the pattern is an alternative.  They are told apart
 * up to the end of matching, because all conditions on one array of the event
 * must hold in the same element, also those that stand in different branches of
 * the pattern.  But they are not spread out: all branches are compiled into one
 * tree, in which fields of one name under one parent meet, and when it is
 * complete and the alternatives can be numbered, each branch is told in which of
 * them it is.  Amazon limits their number to the same 1,000.
 *
 * A pattern is limited in size: compiling takes memory and time in proportion,
 * and matching may have to look at all of it for each value of an event.
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pattern/event_pattern.h"
#include "pattern/event_pattern_internal.h"
#include "utils/json.h"

/* As jsonb.  Amazon's largest are those of SNS, with as many bytes of text. */
#define MAX_PATTERN_BYTES	(256 * 1024)

#define MAX_ALTERNATIVES	1000

/* A key of these alone needs no quotes in a path */
#define PLAIN_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

static void compile_object(JsonbContainer *object, AwspipeEventBranch *branch,
						   bool inside_or, AwspipeEventNode *node,
						   const AwspipePatternPath *path);

AwspipeText
awspipe_text_copy(const char *data, int length)
{
	AwspipeText text;

	text.data = pnstrdup(data, length);
	text.length = length;
	return text;
}

/* Appends a step of a path in the notation of jsonpath, quoting what needs it. */
static void
append_step(StringInfo buf, const AwspipePatternPath *step)
{
	char	   *key;

	if (step->key == NULL)
	{
		appendStringInfo(buf, "[%d]", step->index);
		return;
	}
	key = pnstrdup(step->key, step->length);
	appendStringInfoChar(buf, '.');
	if (*key != '\0' && strspn(key, PLAIN_CHARACTERS) == step->length)
		appendStringInfoString(buf, key);
	else
		escape_json(buf, key);
}

/* Appends the path.  It may be longer than the stack has room for. */
static void
append_path(StringInfo buf, const AwspipePatternPath *path)
{
	const AwspipePatternPath **steps;
	int			count = 0;

	for (const AwspipePatternPath *step = path; step != NULL; step = step->parent)
		count++;
	steps = palloc(sizeof(AwspipePatternPath *) * (count + 1));
	for (int i = count; i > 0; i--)
	{
		steps[i] = path;
		path = path->parent;
	}
	appendStringInfoChar(buf, '$');
	for (int i = 1; i <= count; i++)
		append_step(buf, steps[i]);
}

int
awspipe_pattern_errdetail(const AwspipePatternPath *path,
						  const char *format,...)
{
	StringInfoData where;
	StringInfoData what;

	initStringInfo(&where);
	append_path(&where, path);

	initStringInfo(&what);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, format);
		needed = appendStringInfoVA(&what, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&what, needed);
	}
	return errdetail_internal("At %s, %s.", where.data, what.data);
}

/* A path's next step, a field of an object */
static AwspipePatternPath
path_key(const AwspipePatternPath *parent, const JsonbValue *key)
{
	AwspipePatternPath path = {parent, key->val.string.val,
	key->val.string.len, 0};

	return path;
}

/* A path's next step, an element of an array */
static AwspipePatternPath
path_element(const AwspipePatternPath *parent, int index)
{
	AwspipePatternPath path = {parent, NULL, 0, index};

	return path;
}

static bool
is_container(const JsonbValue *value, uint32 flag)
{
	return value->type == jbvBinary &&
		(value->val.binary.data->header & flag) != 0;
}

/* A branch whose $or arrays, if there are any, are still to be added */
static AwspipeEventBranch *
make_branch(const AwspipePatternPath *path)
{
	AwspipeEventBranch *branch = palloc0(sizeof(AwspipeEventBranch));

	branch->path = path;
	branch->count = 1;
	return branch;
}

/*
 * A child of that name.  There may be another already: they become one when
 * the tree is complete.
 */
static AwspipeEventNode *
add_child(AwspipeEventNode *node, const JsonbValue *key)
{
	AwspipeEventNode *child = palloc0(sizeof(AwspipeEventNode));

	child->key = awspipe_text_copy(key->val.string.val, key->val.string.len);
	node->children = lappend(node->children, child);
	return child;
}

/*
 * Is this field Amazon's "or", and not a field of that name?  It is when its
 * value is an array of two or more objects, none of them with an operator's
 * name as a field.
 */
static bool
is_or(const JsonbValue *key, const JsonbValue *value)
{
	JsonbIterator *it;
	JsonbValue	element;
	JsonbIteratorToken token;
	int			objects = 0;
	bool		result = true;

	if (key->val.string.len != strlen(AWSPIPE_PATTERN_OR) ||
		memcmp(key->val.string.val, AWSPIPE_PATTERN_OR, key->val.string.len) != 0 ||
		!is_container(value, JB_FARRAY))
		return false;

	it = JsonbIteratorInit(value->val.binary.data);
	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		JsonbIterator *fields;
		JsonbValue	field;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		if (!is_container(&element, JB_FOBJECT))
		{
			result = false;
			continue;
		}
		objects++;
		fields = JsonbIteratorInit(element.val.binary.data);
		while ((token = JsonbIteratorNext(&fields, &field, true)) != WJB_DONE)
			if (token == WJB_KEY &&
				awspipe_event_operator_reserved(field.val.string.val,
												field.val.string.len))
				result = false;
	}
	return result && objects >= 2;
}

/* The objects in the array of $or, as branches within the branch */
static void
compile_or(JsonbContainer *array, AwspipeEventBranch *branch,
		   AwspipeEventNode *node, const AwspipePatternPath *path)
{
	JsonbIterator *it = JsonbIteratorInit(array);
	JsonbValue	element;
	JsonbIteratorToken token;
	List	   *choice = NIL;
	int64		count = 0;
	int			index = 0;

	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		AwspipePatternPath step;
		AwspipeEventBranch *inner;

		if (token != WJB_ELEM)
			continue;
		step = path_element(path, index++);
		inner = make_branch(&step);
		compile_object(element.val.binary.data, inner, true, node, &step);
		choice = lappend(choice, inner);
		count += inner->count;
	}
	branch->choices = lappend(branch->choices, choice);
	branch->count *= count;
	if (branch->count > MAX_ALTERNATIVES)
		AWSPIPE_PATTERN_ERROR_AT(branch->path, "$or makes more than %d combinations",
								 MAX_ALTERNATIVES);
}

/* Adds a leaf that accepts what the array lists. */
static void
compile_leaf(const JsonbValue *value, AwspipeEventBranch *branch,
			 AwspipeEventNode *node, const AwspipePatternPath *path)
{
	AwspipeEventLeaf *leaf = palloc0(sizeof(AwspipeEventLeaf));
	JsonbIterator *it = JsonbIteratorInit(value->val.binary.data);
	JsonbValue	element;
	JsonbIteratorToken token;
	int			index = 0;

	leaf->branch = branch;
	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		AwspipePatternPath step;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		step = path_element(path, index++);
		awspipe_event_leaf_add(leaf, &element, &step);
	}
	if (index == 0)
		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"the array of values is empty"),
							  errhint("To match an empty string, use [\"\"]; to match a field that is absent, use [{\"exists\": false}]."));
	leaf->sets = awspipe_event_sets(leaf->tests);
	leaf->tests = NIL;
	node->leaves = lappend(node->leaves, leaf);
}

/* Throws if the field cannot be what it says to be. */
static void
check_field(const JsonbValue *key, const JsonbValue *value, bool inside_or,
			const AwspipePatternPath *path)
{
	bool		reserved = awspipe_event_operator_reserved(key->val.string.val,
														   key->val.string.len);

	if (inside_or && reserved)
		AWSPIPE_PATTERN_ERROR_AT(path, "a field inside $or has the name of an operator");
	if (value->type != jbvBinary)
		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"the value is neither an array nor an object"),
							  reserved
							  ? errhint("Operators stand in the array of a field: \"field\": [{\"operator\": value}].")
							  : errhint("Put the values to match into an array: \"field\": [value]."));
}

/* Adds what the object of the pattern asks for below the node. */
static void
compile_object(JsonbContainer *object, AwspipeEventBranch *branch,
			   bool inside_or, AwspipeEventNode *node,
			   const AwspipePatternPath *path)
{
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	key;
	JsonbValue	value;
	bool		empty = true;

	check_stack_depth();

	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		AwspipePatternPath step;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&it, &value, true);
		empty = false;
		step = path_key(path, &key);

		if (is_or(&key, &value))
		{
			compile_or(value.val.binary.data, branch, node, &step);
			continue;
		}
		check_field(&key, &value, inside_or, &step);
		if (is_container(&value, JB_FARRAY))
			compile_leaf(&value, branch, add_child(node, &key), &step);
		else
			compile_object(value.val.binary.data, branch, inside_or,
						   add_child(node, &key), &step);
	}
	if (empty)
		AWSPIPE_PATTERN_ERROR_AT(path, "the object is empty");
}

AwspipeEventPattern *
awspipe_event_pattern_compile(Jsonb *pattern)
{
	AwspipeEventPattern *compiled;
	AwspipeEventBranch *all = make_branch(NULL);

	if (VARSIZE(pattern) > MAX_PATTERN_BYTES)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("event pattern is too large"),
				errdetail("As jsonb it takes %zu bytes; the limit is %d bytes.",
						  (size_t) VARSIZE(pattern), MAX_PATTERN_BYTES),
				errhint("Make it several patterns, or compare with a table what the pattern lists."));
	if (!JB_ROOT_IS_OBJECT(pattern))
		AWSPIPE_PATTERN_ERROR_AT(NULL, "the pattern is not an object");

	compiled = palloc(sizeof(AwspipeEventPattern));
	compiled->root = palloc0(sizeof(AwspipeEventNode));
	compile_object(&pattern->root, all, false, compiled->root, NULL);
	awspipe_event_pattern_finish(compiled, all);
	return compiled;
}
