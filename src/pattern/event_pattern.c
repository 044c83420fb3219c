/*-------------------------------------------------------------------------
 *
 * event_pattern.c
 *	  Compiles event patterns: fields, $or, operators and where an error is.
 *
 * $or multiplies: each object in its array is one way to go on, and a way
 * through all $or arrays of the pattern is an alternative.  They are told apart
 * up to the end of matching, because all conditions on one array of the event
 * must hold in the same element, also those that stand in different branches of
 * the pattern.  But they are not spread out: all branches are compiled into one
 * tree, in which fields of one name under one parent meet.  When all of the
 * pattern has been read, the number of alternatives is known.  Then each branch
 * is told in which of them it is, children of one name become one, and each
 * node gathers which alternatives ask for it.  Amazon limits the number of
 * alternatives to the same 1,000.
 *
 * An element of a field's array is a value to be equal to, or an object with
 * one operator.  event_pattern_test.c has the tests that come of them.
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

typedef void (*CompileOperator) (AwspipeEventLeaf *leaf,
								 const JsonbValue *operand,
								 const AwspipePatternPath *path);

/*
 * Names that may not be a field's inside $or.  Those without a function are
 * no operators, but Amazon keeps them for the future.
 */
typedef struct OperatorName
{
	const char *name;
	CompileOperator compile;
} OperatorName;

static void compile_object(JsonbContainer *object, AwspipeEventBranch *branch,
						   bool inside_or, AwspipeEventNode *node,
						   const AwspipePatternPath *path);
static bool is_operator_reserved(const char *name, int length);
static AwspipePatternPath path_key(const AwspipePatternPath *parent,
								   const JsonbValue *key);
static void compile_exactly(AwspipeEventLeaf *leaf, const JsonbValue *operand,
							const AwspipePatternPath *path);
static void compile_equals_ignore_case(AwspipeEventLeaf *leaf,
									   const JsonbValue *operand,
									   const AwspipePatternPath *path);
static void compile_wildcard(AwspipeEventLeaf *leaf, const JsonbValue *operand,
							 const AwspipePatternPath *path);
static void compile_prefix(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						   const AwspipePatternPath *path);
static void compile_suffix(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						   const AwspipePatternPath *path);
static void compile_exists(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						   const AwspipePatternPath *path);
static void compile_numeric(AwspipeEventLeaf *leaf, const JsonbValue *operand,
							const AwspipePatternPath *path);
static void compile_cidr(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						 const AwspipePatternPath *path);
static void compile_anything_but(AwspipeEventLeaf *leaf,
								 const JsonbValue *operand,
								 const AwspipePatternPath *path);
static void add_to_leaf(AwspipeEventLeaf *leaf, const JsonbValue *value,
						const AwspipePatternPath *path);
static void finish_pattern(AwspipeEventPattern *pattern,
						   AwspipeEventBranch *all);

static const OperatorName operator_names[] = {
	{"anything-but", compile_anything_but},
	{"cidr", compile_cidr},
	{"equals-ignore-case", compile_equals_ignore_case},
	{"exactly", compile_exactly},
	{"exists", compile_exists},
	{"numeric", compile_numeric},
	{"prefix", compile_prefix},
	{"suffix", compile_suffix},
	{"wildcard", compile_wildcard},
	{"=", NULL},
	{"<", NULL},
	{"<=", NULL},
	{">", NULL},
	{">=", NULL},
	{"regex", NULL},
	{"not-wildcard", NULL},
	{"not-equals-ignore-case", NULL},
	{"date-after", NULL},
	{"date-on-or-after", NULL},
	{"date-before", NULL},
	{"date-on-or-before", NULL},
	{"in-date-range", NULL},
	{"ip-address-in-range", NULL},
	{"ip-address-not-in-range", NULL}
};

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
				is_operator_reserved(field.val.string.val,
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
		add_to_leaf(leaf, &element, &step);
	}
	if (index == 0)
		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"the array of values is empty"),
							  errhint("To match an empty string, use [\"\"]; to match a field that is absent, use [{\"exists\": false}]."));
	leaf->sets = awspipe_event_sets(leaf->tests, path);
	leaf->tests = NIL;
	node->leaves = lappend(node->leaves, leaf);
}

/* Throws if the field cannot be what it says to be. */
static void
check_field(const JsonbValue *key, const JsonbValue *value, bool inside_or,
			const AwspipePatternPath *path)
{
	bool		reserved = is_operator_reserved(key->val.string.val,
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
	finish_pattern(compiled, all);
	return compiled;
}

static bool
equals_name(const char *data, int length, const char *name)
{
	return length == strlen(name) && memcmp(data, name, length) == 0;
}

static const OperatorName *
find_operator(const char *name, int length)
{
	for (int i = 0; i < lengthof(operator_names); i++)
	{
		if (equals_name(name, length, operator_names[i].name))
			return &operator_names[i];
	}
	return NULL;
}

/* Those that can be used, for a hint. */
static char *
list_operators(void)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < lengthof(operator_names); i++)
	{
		if (operator_names[i].compile != NULL)
			appendStringInfo(&list, "%s\"%s\"", i > 0 ? ", " : "",
							 operator_names[i].name);
	}
	return list.data;
}

/* Is this the name of an operator, now or reserved by Amazon? */
static bool
is_operator_reserved(const char *name, int length)
{
	return find_operator(name, length) != NULL;
}

static bool
is_array(const JsonbValue *value)
{
	return value->type == jbvBinary &&
		JsonContainerIsArray(value->val.binary.data);
}

static bool
is_object(const JsonbValue *value)
{
	return value->type == jbvBinary &&
		JsonContainerIsObject(value->val.binary.data);
}

/*
 * The only field of an object that has to have just one.  Throws otherwise;
 * what names the field in messages.
 */
static void
get_single_field(const JsonbValue *object, JsonbValue *key, JsonbValue *value,
				 const char *what, const AwspipePatternPath *path)
{
	JsonbIterator *it;
	int			count = JsonContainerSize(object->val.binary.data);

	if (count == 0)
		AWSPIPE_PATTERN_ERROR_AT(path, "the object has no %s", what);
	if (count > 1)
		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"the object has more than one %s", what),
							  errhint("Give each an object of its own; the array matches when one of them does."));

	it = JsonbIteratorInit(object->val.binary.data);
	(void) JsonbIteratorNext(&it, key, true);	/* WJB_BEGIN_OBJECT */
	(void) JsonbIteratorNext(&it, key, true);
	(void) JsonbIteratorNext(&it, value, true);
}

static void
compile_exactly(AwspipeEventLeaf *leaf, const JsonbValue *operand,
				const AwspipePatternPath *path)
{
	leaf->tests = lappend(leaf->tests,
						  awspipe_event_test_string(AWSPIPE_TEST_STRING, operand,
													"exactly", path));
}

static void
compile_equals_ignore_case(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						   const AwspipePatternPath *path)
{
	leaf->tests = lappend(leaf->tests,
						  awspipe_event_test_string(AWSPIPE_TEST_STRING_FOLDED,
													operand, "equals-ignore-case",
													path));
}

static void
compile_wildcard(AwspipeEventLeaf *leaf, const JsonbValue *operand,
				 const AwspipePatternPath *path)
{
	leaf->tests = lappend(leaf->tests,
						  awspipe_event_test_string(AWSPIPE_TEST_WILDCARD, operand,
													"wildcard", path));
}

/* prefix and suffix: a string, or an object with equals-ignore-case */
static void
compile_affix(AwspipeEventLeaf *leaf, const JsonbValue *operand,
			  const char *what, AwspipeEventTestKind kind,
			  AwspipeEventTestKind folded_kind,
			  const AwspipePatternPath *path)
{
	AwspipeEventTest *test;

	if (is_object(operand))
	{
		JsonbValue	key;
		JsonbValue	value;
		AwspipePatternPath step;

		get_single_field(operand, &key, &value, "operator", path);
		step = path_key(path, &key);
		if (!equals_name(key.val.string.val, key.val.string.len,
						 "equals-ignore-case"))
			AWSPIPE_PATTERN_ERROR_AT(&step, "\"%s\" can only be combined with \"equals-ignore-case\"",
									 what);
		test = awspipe_event_test_string(folded_kind, &value, "equals-ignore-case",
										 &step);
	}
	else
		test = awspipe_event_test_string(kind, operand, what, path);
	leaf->tests = lappend(leaf->tests, test);
}

static void
compile_prefix(AwspipeEventLeaf *leaf, const JsonbValue *operand,
			   const AwspipePatternPath *path)
{
	compile_affix(leaf, operand, "prefix", AWSPIPE_TEST_PREFIX,
				  AWSPIPE_TEST_PREFIX_FOLDED, path);
}

static void
compile_suffix(AwspipeEventLeaf *leaf, const JsonbValue *operand,
			   const AwspipePatternPath *path)
{
	compile_affix(leaf, operand, "suffix", AWSPIPE_TEST_SUFFIX,
				  AWSPIPE_TEST_SUFFIX_FOLDED, path);
}

static void
compile_exists(AwspipeEventLeaf *leaf, const JsonbValue *operand,
			   const AwspipePatternPath *path)
{
	if (operand->type != jbvBool)
		AWSPIPE_PATTERN_ERROR_AT(path, "the value of \"exists\" is neither true nor false");
	if (operand->val.boolean)
		leaf->tests = lappend(leaf->tests, awspipe_event_test(AWSPIPE_TEST_EXISTS));
	else
		leaf->may_be_absent = true;
}

static void
compile_numeric(AwspipeEventLeaf *leaf, const JsonbValue *operand,
				const AwspipePatternPath *path)
{
	leaf->tests = lappend(leaf->tests,
						  awspipe_event_test_numeric(operand, path));
}

static void
compile_cidr(AwspipeEventLeaf *leaf, const JsonbValue *operand,
			 const AwspipePatternPath *path)
{
	AwspipeEventTest *test = awspipe_event_test(AWSPIPE_TEST_CIDR);
	const char *problem;

	if (operand->type != jbvString)
		AWSPIPE_PATTERN_ERROR_AT(path, "the value of \"cidr\" is not a string");
	problem = awspipe_cidr_parse(operand->val.string.val,
								 operand->val.string.len, &test->u.network);
	if (problem != NULL)
		AWSPIPE_PATTERN_ERROR_AT(path, "\"%.*s\" %s", operand->val.string.len,
								 operand->val.string.val, problem);
	leaf->tests = lappend(leaf->tests, test);
}

/* One value that "anything-but" excludes, of the kind its operator says */
static AwspipeEventTest *
make_excluded_test(AwspipeEventTestKind kind, const JsonbValue *value,
				   const char *what, const AwspipePatternPath *path)
{
	if ((kind == AWSPIPE_TEST_PREFIX || kind == AWSPIPE_TEST_SUFFIX) &&
		value->type == jbvString && value->val.string.len == 0)
		AWSPIPE_PATTERN_ERROR_AT(path, "the %s is empty, so every string is excluded",
								 what);
	return awspipe_event_test_string(kind, value, what, path);
}

/* anything-but with an operator: the kind of test that operator stands for */
static AwspipeEventTestKind
excluded_kind(const char *name, int length, const AwspipePatternPath *path)
{
	if (equals_name(name, length, "equals-ignore-case"))
		return AWSPIPE_TEST_STRING_FOLDED;
	if (equals_name(name, length, "prefix"))
		return AWSPIPE_TEST_PREFIX;
	if (equals_name(name, length, "suffix"))
		return AWSPIPE_TEST_SUFFIX;
	if (equals_name(name, length, "wildcard"))
		return AWSPIPE_TEST_WILDCARD;
	AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
													"\"anything-but\" cannot be combined with this operator"),
						  errhint("It can be combined with \"equals-ignore-case\", \"prefix\", \"suffix\" and \"wildcard\"."));
	return AWSPIPE_TEST_STRING; /* keep the compiler quiet */
}

/*
 * The tests whose values "anything-but" excludes.  Kind is
 * AWSPIPE_TEST_STRING without an operator; then numbers are allowed too, but
 * not mixed with strings.
 */
static List *
make_excluded_tests(AwspipeEventTestKind kind, const JsonbValue *operand,
					const char *what, const AwspipePatternPath *path)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	element;
	List	   *tests = NIL;
	int			numbers = 0;

	if (kind == AWSPIPE_TEST_STRING && operand->type == jbvNumeric)
		return list_make1(awspipe_event_test_number(operand));
	if (!is_array(operand))
	{
		if (kind == AWSPIPE_TEST_STRING && operand->type != jbvString)
			AWSPIPE_PATTERN_ERROR_AT(path, "the value of \"anything-but\" is neither a string, a number, an array nor an object");
		return list_make1(make_excluded_test(kind, operand, what, path));
	}

	it = JsonbIteratorInit(operand->val.binary.data);
	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		if (kind != AWSPIPE_TEST_STRING)
			tests = lappend(tests,
							make_excluded_test(kind, &element, what, path));
		else if (element.type == jbvNumeric)
		{
			numbers++;
			tests = lappend(tests, awspipe_event_test_number(&element));
		}
		else if (element.type == jbvString)
			tests = lappend(tests, awspipe_event_test_string(kind, &element, what, path));
		else
			AWSPIPE_PATTERN_ERROR_AT(path, "the array of \"anything-but\" has an element that is neither a string nor a number");
	}
	if (tests == NIL)
		AWSPIPE_PATTERN_ERROR_AT(path, "the array of \"%s\" is empty", what);
	if (numbers > 0 && numbers < list_length(tests))
		AWSPIPE_PATTERN_ERROR_AT(path, "the array of \"anything-but\" mixes strings and numbers");
	return tests;
}

static void
compile_anything_but(AwspipeEventLeaf *leaf, const JsonbValue *operand,
					 const AwspipePatternPath *path)
{
	AwspipeEventTest *test = awspipe_event_test(AWSPIPE_TEST_ANYTHING_BUT);
	List	   *excluded;

	if (is_object(operand))
	{
		JsonbValue	key;
		JsonbValue	value;
		AwspipePatternPath step;
		char	   *name;

		get_single_field(operand, &key, &value, "operator", path);
		step = path_key(path, &key);
		name = pnstrdup(key.val.string.val, key.val.string.len);
		excluded = make_excluded_tests(excluded_kind(name, key.val.string.len, &step),
									   &value, name, &step);
	}
	else
		excluded = make_excluded_tests(AWSPIPE_TEST_STRING, operand,
									   "anything-but", path);
	test->u.excluded = awspipe_event_sets(excluded, path);
	leaf->tests = lappend(leaf->tests, test);
}

/* An object in the array of a field: an operator and its operand */
static void
compile_operator(AwspipeEventLeaf *leaf, const JsonbValue *object,
				 const AwspipePatternPath *path)
{
	JsonbValue	key;
	JsonbValue	operand;
	AwspipePatternPath step;
	const OperatorName *found;

	get_single_field(object, &key, &operand, "operator", path);
	found = find_operator(key.val.string.val, key.val.string.len);
	if (found == NULL || found->compile == NULL)
	{
		const AwspipePatternPath *field = path->parent;

		AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
														"there is no operator \"%.*s\"",
														key.val.string.len,
														key.val.string.val),
							  equals_name(field->key, field->length, AWSPIPE_PATTERN_OR)
							  ? errhint("For an \"or\" of fields, $or needs an array of two or more objects, none of which has the name of an operator as a field.")
							  : errhint("Operators are %s.", list_operators()));
	}
	step = path_key(path, &key);
	found->compile(leaf, &operand, &step);
}

/*
 * Adds what one element of a field's array accepts to the leaf.  The value
 * may point into the pattern: what is kept is copied.
 */
static void
add_to_leaf(AwspipeEventLeaf *leaf, const JsonbValue *value,
			const AwspipePatternPath *path)
{
	AwspipeEventTest *test = NULL;

	switch (value->type)
	{
		case jbvNull:
			test = awspipe_event_test(AWSPIPE_TEST_NULL);
			break;
		case jbvBool:
			test = awspipe_event_test(value->val.boolean ? AWSPIPE_TEST_TRUE
									  : AWSPIPE_TEST_FALSE);
			break;
		case jbvString:
			test = awspipe_event_test_string(AWSPIPE_TEST_STRING, value, "", path);
			break;
		case jbvNumeric:
			test = awspipe_event_test_number(value);
			break;
		default:
			if (is_array(value))
				AWSPIPE_PATTERN_ERROR_AT(path, "an array stands inside the array of values");
			compile_operator(leaf, value, path);
			return;
	}
	leaf->tests = lappend(leaf->tests, test);
}

/*
 * Tells the branch, and those within it, the alternatives they are in.  Way
 * has for each alternative of the pattern the number of the way that it goes
 * through the branch, or -1 when it does not take it.  A way's digits are the
 * choices at the branch's $or arrays; the branches of such an array have ranges
 * of the digit's values.
 */
static void
number_alternatives(AwspipeEventBranch *branch, const int *way, int total,
					int slices)
{
	int			divisor = 1;
	ListCell   *lc;

	CHECK_FOR_INTERRUPTS();
	check_stack_depth();

	branch->alternatives = palloc0(sizeof(AwspipeEventSlice) * slices);
	for (int i = 0; i < total; i++)
	{
		if (way[i] >= 0)
			branch->alternatives[i / AWSPIPE_SLICE_BITS] |=
				UINT64CONST(1) << (i % AWSPIPE_SLICE_BITS);
	}
	if (branch->choices == NIL)
		return;

	foreach(lc, branch->choices)
	{
		int		   *inner_way = palloc(sizeof(int) * total);
		int			values = 0;
		int			first = 0;
		ListCell   *inner_lc;

		foreach(inner_lc, (List *) lfirst(lc))
			values += ((AwspipeEventBranch *) lfirst(inner_lc))->count;
		foreach(inner_lc, (List *) lfirst(lc))
		{
			AwspipeEventBranch *inner = lfirst(inner_lc);

			for (int i = 0; i < total; i++)
			{
				int			digit = way[i] / divisor % values - first;

				inner_way[i] = way[i] >= 0 && digit >= 0 && digit < inner->count
					? digit : -1;
			}
			number_alternatives(inner, inner_way, total, slices);
			first += inner->count;
		}
		pfree(inner_way);
		divisor *= values;
	}
}

/* For list_sort(): nodes of one name stand together */
static int
compare_nodes(const ListCell *a, const ListCell *b)
{
	const AwspipeText *key_a = &((AwspipeEventNode *) lfirst(a))->key;
	const AwspipeText *key_b = &((AwspipeEventNode *) lfirst(b))->key;

	CHECK_FOR_INTERRUPTS();
	if (key_a->length != key_b->length)
		return key_a->length < key_b->length ? -1 : 1;
	return memcmp(key_a->data, key_b->data, key_a->length);
}

/* Makes children of one name one. */
static void
merge_children(AwspipeEventNode *node)
{
	List	   *merged = NIL;
	ListCell   *lc;

	list_sort(node->children, compare_nodes);
	foreach(lc, node->children)
	{
		AwspipeEventNode *child = lfirst(lc);
		AwspipeEventNode *same = merged == NIL ? NULL : llast(merged);

		if (same == NULL || same->key.length != child->key.length ||
			memcmp(same->key.data, child->key.data, child->key.length) != 0)
		{
			merged = lappend(merged, child);
			continue;
		}
		same->leaves = list_concat(same->leaves, child->leaves);
		same->children = list_concat(same->children, child->children);
	}
	list_free(node->children);
	node->children = merged;
}

/*
 * Completes the node and those below it: one node for each name, which knows
 * the alternatives that ask for it.
 */
static void
finish_node(AwspipeEventNode *node, int slices, const AwspipePatternPath *path)
{
	ListCell   *lc;

	CHECK_FOR_INTERRUPTS();
	check_stack_depth();

	node->asking = palloc0(sizeof(AwspipeEventSlice) * slices * 3);
	node->needing = node->asking + slices;
	node->needing_below = node->needing + slices;

	foreach(lc, node->leaves)
	{
		const AwspipeEventLeaf *leaf = lfirst(lc);

		for (int i = 0; i < slices; i++)
		{
			AwspipeEventSlice alternatives = leaf->branch->alternatives[i];

			if ((node->asking[i] & alternatives) != 0)
				AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
																"a field stands both inside and beside $or, or in two of them"),
									  errhint("Give the field in each object of one $or."));
			node->asking[i] |= alternatives;
			if (!leaf->may_be_absent)
				node->needing[i] |= alternatives;
		}
	}

	merge_children(node);
	foreach(lc, node->children)
	{
		AwspipeEventNode *child = lfirst(lc);
		AwspipePatternPath step = {path, child->key.data, child->key.length, 0};

		finish_node(child, slices, &step);
		for (int i = 0; i < slices; i++)
		{
			node->asking[i] |= child->asking[i];
			node->needing[i] |= child->needing[i];
			node->needing_below[i] |= child->needing[i];
		}
	}
}

/*
 * Completes a pattern whose tree holds all leaves; all is the branch that the
 * pattern itself is.
 */
static void
finish_pattern(AwspipeEventPattern *pattern,
			   AwspipeEventBranch *all)
{
	int			total = all->count;
	int		   *way = palloc(sizeof(int) * total);

	for (int i = 0; i < total; i++)
		way[i] = i;
	pattern->slices = (total - 1) / AWSPIPE_SLICE_BITS + 1;
	number_alternatives(all, way, total, pattern->slices);
	pfree(way);
	pattern->alternatives = all->alternatives;
	finish_node(pattern->root, pattern->slices, NULL);
}
