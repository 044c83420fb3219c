/*-------------------------------------------------------------------------
 *
 * event_pattern_operator.c
 *	  Compiles event patterns: what the array of a field lists.
 *
 * An element of that array is a value to be equal to, or an object with one
 * operator.
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_operator.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pattern/event_pattern_internal.h"

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

static void compile_anything_but(AwspipeEventLeaf *leaf,
								 const JsonbValue *operand,
								 const AwspipePatternPath *path);
static void compile_cidr(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						 const AwspipePatternPath *path);
static void compile_equals_ignore_case(AwspipeEventLeaf *leaf,
									   const JsonbValue *operand,
									   const AwspipePatternPath *path);
static void compile_exactly(AwspipeEventLeaf *leaf, const JsonbValue *operand,
							const AwspipePatternPath *path);
static void compile_exists(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						   const AwspipePatternPath *path);
static void compile_numeric(AwspipeEventLeaf *leaf, const JsonbValue *operand,
							const AwspipePatternPath *path);
static void compile_prefix(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						   const AwspipePatternPath *path);
static void compile_suffix(AwspipeEventLeaf *leaf, const JsonbValue *operand,
						   const AwspipePatternPath *path);
static void compile_wildcard(AwspipeEventLeaf *leaf, const JsonbValue *operand,
							 const AwspipePatternPath *path);

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

bool
awspipe_event_operator_reserved(const char *name, int length)
{
	return find_operator(name, length) != NULL;
}

static AwspipePatternPath
path_key(const AwspipePatternPath *parent, const JsonbValue *key)
{
	AwspipePatternPath path = {parent, key->val.string.val,
	key->val.string.len, 0};

	return path;
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
	test->u.excluded = awspipe_event_sets(excluded);
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
							  : 0);
	}
	step = path_key(path, &key);
	found->compile(leaf, &operand, &step);
}

void
awspipe_event_leaf_add(AwspipeEventLeaf *leaf, const JsonbValue *value,
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
