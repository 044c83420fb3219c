/*-------------------------------------------------------------------------
 *
 * event_pattern.c
 *	  Compiles event patterns: fields, $or and where an error is.
 *
 * An object of the pattern says that all its fields must match, so it
 * becomes one tree.  $or multiplies: each object in its array is one way to
 * go on, and an object of the pattern becomes a list of alternative trees.
 * They are spread out here, and not chosen between while matching, because
 * all conditions on one array of the event must hold in the same element,
 * also those that stand in different branches of the pattern; in one tree
 * they meet in one node.  Amazon limits the number of alternatives to the
 * same 1,000.
 *
 * IDENTIFICATION
 *	  src/engine/event_pattern.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "engine/event_pattern.h"
#include "engine/event_pattern_internal.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/json.h"

#define MAX_ALTERNATIVES	1000

/* A key of these alone needs no quotes in a path */
#define PLAIN_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

static List *compile_object(JsonbContainer *object, bool inside_or,
							const AwspipePatternPath *path);

AwspipeText
awspipe_text_copy(const char *data, int length)
{
	AwspipeText text;

	text.data = pnstrdup(data, length);
	text.length = length;
	return text;
}

/* Appends the path in the notation of jsonpath, quoting what needs it. */
static void
append_path(StringInfo buf, const AwspipePatternPath *path)
{
	char	   *key;

	if (path == NULL)
	{
		appendStringInfoChar(buf, '$');
		return;
	}
	append_path(buf, path->parent);
	if (path->key == NULL)
	{
		appendStringInfo(buf, "[%d]", path->index);
		return;
	}
	key = pnstrdup(path->key, path->length);
	appendStringInfoChar(buf, '.');
	if (*key != '\0' && strspn(key, PLAIN_CHARACTERS) == path->length)
		appendStringInfoString(buf, key);
	else
		escape_json(buf, key);
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

/* The child of that name, or NULL */
static AwspipeEventNode *
find_child(const AwspipeEventNode *node, const AwspipeText *key)
{
	ListCell   *lc;

	foreach(lc, node->children)
	{
		AwspipeEventNode *child = lfirst(lc);

		if (child->key.length == key->length &&
			memcmp(child->key.data, key->data, key->length) == 0)
			return child;
	}
	return NULL;
}

/*
 * A node that asks for what both ask for.  Neither is changed; what they do
 * not have in common is shared with the result.  Path is where b comes from.
 */
static AwspipeEventNode *
merge_nodes(const AwspipeEventNode *a, const AwspipeEventNode *b,
			const AwspipePatternPath *path)
{
	AwspipeEventNode *merged = palloc(sizeof(AwspipeEventNode));
	ListCell   *lc;

	check_stack_depth();

	if (a->is_leaf && b->is_leaf)
		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"a field stands both inside and beside $or, or in two of them"),
							  errhint("Give the field in each object of one $or."));

	*merged = *a;
	if (b->is_leaf)
	{
		merged->is_leaf = true;
		merged->may_be_absent = b->may_be_absent;
		merged->tests = b->tests;
	}
	merged->children = list_copy(a->children);
	foreach(lc, b->children)
	{
		AwspipeEventNode *child = lfirst(lc);
		AwspipeEventNode *same = find_child(a, &child->key);

		if (same == NULL)
			merged->children = lappend(merged->children, child);
		else
		{
			AwspipePatternPath step = {path, child->key.data,
			child->key.length, 0};

			merged->children = list_delete_ptr(merged->children, same);
			merged->children = lappend(merged->children,
									   merge_nodes(same, child, &step));
		}
	}
	return merged;
}

/* Each of the one list with each of the other */
static List *
multiply_alternatives(List *left, List *right, const AwspipePatternPath *path)
{
	List	   *product = NIL;
	ListCell   *l;
	ListCell   *r;

	if ((int64) list_length(left) * list_length(right) > MAX_ALTERNATIVES)
		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"$or makes more than %d combinations",
														MAX_ALTERNATIVES));
	foreach(l, left)
	{
		foreach(r, right)
		{
			CHECK_FOR_INTERRUPTS();
			product = lappend(product,
							  merge_nodes(lfirst(l), lfirst(r), path));
		}
	}
	return product;
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

/* The alternatives of all objects in the array of $or */
static List *
compile_or(JsonbContainer *array, const AwspipePatternPath *path)
{
	JsonbIterator *it = JsonbIteratorInit(array);
	JsonbValue	element;
	JsonbIteratorToken token;
	List	   *alternatives = NIL;
	int			index = 0;

	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		AwspipePatternPath step;

		if (token != WJB_ELEM)
			continue;
		step = path_element(path, index++);
		alternatives = list_concat(alternatives,
								   compile_object(element.val.binary.data,
												  true, &step));
	}
	return alternatives;
}

/* A leaf that accepts what the array lists */
static AwspipeEventNode *
compile_leaf(const JsonbValue *key, const JsonbValue *value,
			 const AwspipePatternPath *path)
{
	AwspipeEventNode *leaf = palloc0(sizeof(AwspipeEventNode));
	JsonbIterator *it = JsonbIteratorInit(value->val.binary.data);
	JsonbValue	element;
	JsonbIteratorToken token;
	int			index = 0;

	leaf->key = awspipe_text_copy(key->val.string.val, key->val.string.len);
	leaf->is_leaf = true;
	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		AwspipePatternPath step;

		if (token != WJB_ELEM)
			continue;
		step = path_element(path, index++);
		awspipe_event_leaf_add(leaf, &element, &step);
	}
	if (index == 0)
		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"the array of values is empty"),
							  errhint("To match an empty string, use [\"\"]; to match a field that is absent, use [{\"exists\": false}]."));
	return leaf;
}

/*
 * The alternatives of an object below a field, each put under the field's
 * name in a tree of its own
 */
static List *
compile_field_object(const JsonbValue *key, const JsonbValue *value,
					 bool inside_or, const AwspipePatternPath *path)
{
	List	   *alternatives = compile_object(value->val.binary.data,
											  inside_or, path);
	AwspipeText name = awspipe_text_copy(key->val.string.val,
										 key->val.string.len);
	ListCell   *lc;

	foreach(lc, alternatives)
	{
		AwspipeEventNode *node = lfirst(lc);
		AwspipeEventNode *parent = palloc0(sizeof(AwspipeEventNode));

		node->key = name;
		parent->children = list_make1(node);
		lfirst(lc) = parent;
	}
	return alternatives;
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

/*
 * The alternatives of one object of the pattern: trees whose roots stand for
 * the object.  What has no choice in it is gathered in one tree first, so
 * that only $or is multiplied.
 */
static List *
compile_object(JsonbContainer *object, bool inside_or,
			   const AwspipePatternPath *path)
{
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	key;
	JsonbValue	value;
	AwspipeEventNode *base = palloc0(sizeof(AwspipeEventNode));
	List	   *alternatives = list_make1(base);
	List	   *choices = NIL;
	bool		empty = true;
	ListCell   *lc;

	check_stack_depth();

	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		AwspipePatternPath step;
		List	   *below;

		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&it, &value, true);
		empty = false;
		step = path_key(path, &key);

		if (is_or(&key, &value))
		{
			choices = lappend(choices,
							  compile_or(value.val.binary.data, &step));
			continue;
		}
		check_field(&key, &value, inside_or, &step);
		if (is_container(&value, JB_FARRAY))
		{
			base->children = lappend(base->children,
									 compile_leaf(&key, &value, &step));
			continue;
		}
		below = compile_field_object(&key, &value, inside_or, &step);
		if (list_length(below) > 1)
			choices = lappend(choices, below);
		else
			base->children =
				list_concat(base->children,
							((AwspipeEventNode *) linitial(below))->children);
	}
	if (empty)
		AWSPIPE_PATTERN_ERROR_AT(path, "the object is empty");

	foreach(lc, choices)
		alternatives = multiply_alternatives(alternatives, lfirst(lc), path);
	return alternatives;
}

AwspipeEventPattern *
awspipe_event_pattern_compile(Jsonb *pattern)
{
	AwspipeEventPattern *compiled;

	if (!JB_ROOT_IS_OBJECT(pattern))
		AWSPIPE_PATTERN_ERROR_AT(NULL, "the pattern is not an object");

	compiled = palloc(sizeof(AwspipeEventPattern));
	compiled->alternatives = compile_object(&pattern->root, false, NULL);
	return compiled;
}
