/*-------------------------------------------------------------------------
 *
 * event_pattern_match.c
 *	  Matches events against compiled event patterns.
 *
 * The event is walked once for each alternative, along the alternative's
 * tree, directly on the jsonb: work is bounded by the size of the event times
 * that of the pattern, whatever producers send.
 *
 * Arrays: a field's own tests are met when any value in the array meets one
 * of them.  Fields below an array must all be met in one and the same
 * element; nested arrays count as if their elements stood in the outer one.
 * Where nothing but the absence of fields is asked for, no element is chosen,
 * and the fields must be absent from all of them.  So the answer about a part
 * of the event is one of three.
 *
 * Only scalars count as values.  A field that holds an object, or an array
 * without a scalar in it, is absent for the tests on its own values, as
 * Amazon has it ("exists" works on leaf nodes).
 *
 * IDENTIFICATION
 *	  src/engine/event_pattern_match.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "engine/event_pattern.h"
#include "engine/event_pattern_internal.h"
#include "miscadmin.h"
#include "utils/builtins.h"

typedef enum Answer
{
	ANSWER_NO,
	ANSWER_ABSENT,				/* met, by nothing but absences */
	ANSWER_YES					/* met, with a value of the event */
} Answer;

static bool match_test(const AwspipeEventTest *test, const JsonbValue *value);
static Answer match_absence(const AwspipeEventNode *node);
static Answer match_fields(const AwspipeEventNode *node,
						   const JsonbValue *value);

static bool
is_object(const JsonbValue *value)
{
	return value->type == jbvBinary &&
		JsonContainerIsObject(value->val.binary.data);
}

static bool
is_array(const JsonbValue *value)
{
	return value->type == jbvBinary &&
		JsonContainerIsArray(value->val.binary.data);
}

static int
compare_numbers(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a),
											 NumericGetDatum(b)));
}

static bool
match_number(const AwspipeEventTest *test, Numeric number)
{
	Numeric		lower = test->u.range.lower;
	Numeric		upper = test->u.range.upper;

	if (lower != NULL)
	{
		int			order = compare_numbers(number, lower);

		if (upper == lower)
			return order == 0;
		if (order < 0 || (order == 0 && test->u.range.lower_open))
			return false;
	}
	if (upper != NULL)
	{
		int			order = compare_numbers(number, upper);

		if (order > 0 || (order == 0 && test->u.range.upper_open))
			return false;
	}
	return true;
}

/* Where the last count characters begin, or NULL when there are fewer */
static const char *
last_characters(const char *data, const char *end, int count)
{
	bool		utf8 = GetDatabaseEncoding() == PG_UTF8;
	const char *p = end;

	while (count > 0)
	{
		if (p == data)
			return NULL;
		p--;
		if (!utf8 || ((unsigned char) *p & 0xC0) != 0x80)
			count--;
	}
	return p;
}

/* Equality, prefix and suffix without regard to case */
static bool
match_folded(const AwspipeEventTest *test, const char *data, int length)
{
	const char *end = data + length;

	if (test->kind == AWSPIPE_TEST_SUFFIX_FOLDED)
		data = last_characters(data, end, test->u.folded.length);
	if (data == NULL)
		return false;
	for (int i = 0; i < test->u.folded.length; i++)
	{
		if (data == end ||
			awspipe_fold_next(&data, end) != test->u.folded.chars[i])
			return false;
	}
	return data == end || test->kind == AWSPIPE_TEST_PREFIX_FOLDED;
}

/*
 * The first literal must begin the string and the last must end it; those
 * between may each be taken where they come first.
 */
static bool
match_wildcard(const AwspipeEventTest *test, const char *data, int length)
{
	const AwspipeText *first = &test->u.literals.texts[0];
	const AwspipeText *last = first + test->u.literals.count - 1;
	const char *end = data + length;

	if (length < first->length ||
		memcmp(data, first->data, first->length) != 0)
		return false;
	data += first->length;
	if (last == first)
		return data == end;
	if (end - data < last->length ||
		memcmp(end - last->length, last->data, last->length) != 0)
		return false;
	end -= last->length;

	for (const AwspipeText *literal = first + 1; literal < last; literal++)
	{
		for (;; data++)
		{
			if (end - data < literal->length)
				return false;
			data = memchr(data, literal->data[0],
						  end - data - literal->length + 1);
			if (data == NULL)
				return false;
			if (memcmp(data, literal->data, literal->length) == 0)
				break;
		}
		data += literal->length;
		CHECK_FOR_INTERRUPTS();
	}
	return true;
}

static bool
match_string(const AwspipeEventTest *test, const char *data, int length)
{
	const AwspipeText *text = &test->u.text;
	AwspipeNetwork address;

	switch (test->kind)
	{
		case AWSPIPE_TEST_STRING:
			return length == text->length &&
				memcmp(data, text->data, length) == 0;
		case AWSPIPE_TEST_PREFIX:
			return length >= text->length &&
				memcmp(data, text->data, text->length) == 0;
		case AWSPIPE_TEST_SUFFIX:
			return length >= text->length &&
				memcmp(data + length - text->length, text->data,
					   text->length) == 0;
		case AWSPIPE_TEST_STRING_FOLDED:
		case AWSPIPE_TEST_PREFIX_FOLDED:
		case AWSPIPE_TEST_SUFFIX_FOLDED:
			return match_folded(test, data, length);
		case AWSPIPE_TEST_WILDCARD:
			return match_wildcard(test, data, length);
		case AWSPIPE_TEST_CIDR:
			return awspipe_ip_parse(data, length, &address) &&
				awspipe_cidr_contains(&test->u.network, &address);
		default:
			return false;
	}
}

/* Does any of the tests accept the scalar? */
static bool
match_tests(List *tests, const JsonbValue *value)
{
	ListCell   *lc;

	foreach(lc, tests)
	{
		if (match_test(lfirst(lc), value))
			return true;
	}
	return false;
}

static bool
match_test(const AwspipeEventTest *test, const JsonbValue *value)
{
	switch (test->kind)
	{
		case AWSPIPE_TEST_EXISTS:
			return true;
		case AWSPIPE_TEST_NULL:
			return value->type == jbvNull;
		case AWSPIPE_TEST_TRUE:
			return value->type == jbvBool && value->val.boolean;
		case AWSPIPE_TEST_FALSE:
			return value->type == jbvBool && !value->val.boolean;
		case AWSPIPE_TEST_NUMBER:
			return value->type == jbvNumeric &&
				match_number(test, value->val.numeric);
		case AWSPIPE_TEST_ANYTHING_BUT:
			return !match_tests(test->u.excluded, value);
		default:
			return value->type == jbvString &&
				match_string(test, value->val.string.val,
							 value->val.string.len);
	}
}

/*
 * Is a scalar of the value accepted by the leaf's tests?  Sets *found when
 * there is a scalar at all.
 */
static bool
match_scalars(const AwspipeEventNode *node, const JsonbValue *value,
			  bool *found)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	element;
	bool		matched = false;

	if (is_object(value))
		return false;
	if (!is_array(value))
	{
		*found = true;
		return match_tests(node->tests, value);
	}

	check_stack_depth();
	it = JsonbIteratorInit(value->val.binary.data);
	while (!matched &&
		   (token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token == WJB_ELEM)
			matched = match_scalars(node, &element, found);
	}
	if (it != NULL)
		pfree(it);
	return matched;
}

/* The answer of the fields below a node when there are none */
static Answer
match_absence_below(const AwspipeEventNode *node)
{
	ListCell   *lc;

	foreach(lc, node->children)
	{
		if (match_absence(lfirst(lc)) == ANSWER_NO)
			return ANSWER_NO;
	}
	return ANSWER_ABSENT;
}

/* The answer when a field is not there */
static Answer
match_absence(const AwspipeEventNode *node)
{
	if (node->is_leaf && !node->may_be_absent)
		return ANSWER_NO;
	return match_absence_below(node);
}

/* What a field's own tests and the fields below say of its value */
static Answer
match_node(const AwspipeEventNode *node, const JsonbValue *value)
{
	Answer		own = ANSWER_ABSENT;
	Answer		below;

	if (node->is_leaf)
	{
		bool		found = false;

		if (match_scalars(node, value, &found))
			own = ANSWER_YES;
		else if (found || !node->may_be_absent)
			return ANSWER_NO;
	}
	if (node->children == NIL)
		return own;

	below = match_fields(node, value);
	return below == ANSWER_NO ? ANSWER_NO : Max(own, below);
}

/* What the fields below a node say of an array */
static Answer
match_array(const AwspipeEventNode *node, const JsonbValue *array)
{
	JsonbIterator *it = JsonbIteratorInit(array->val.binary.data);
	JsonbIteratorToken token;
	JsonbValue	element;
	Answer		answer = match_absence_below(node);

	while (answer != ANSWER_YES &&
		   (token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		Answer		single;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;

		/* one element is enough, but for an absence it takes all */
		single = match_fields(node, &element);
		if (single == ANSWER_YES || single < answer)
			answer = single;
	}
	if (it != NULL)
		pfree(it);
	return answer;
}

/* What the fields below a node say of the value that should hold them */
static Answer
match_fields(const AwspipeEventNode *node, const JsonbValue *value)
{
	Answer		answer = ANSWER_ABSENT;
	ListCell   *lc;

	check_stack_depth();

	if (is_array(value))
		return match_array(node, value);
	if (!is_object(value))
		return match_absence_below(node);

	foreach(lc, node->children)
	{
		const AwspipeEventNode *child = lfirst(lc);
		JsonbValue	field;
		Answer		single;

		if (getKeyJsonValueFromContainer(value->val.binary.data,
										 child->key.data, child->key.length,
										 &field) == NULL)
			single = match_absence(child);
		else
			single = match_node(child, &field);
		if (single == ANSWER_NO)
			return ANSWER_NO;
		answer = Max(answer, single);
	}
	return answer;
}

bool
awspipe_event_pattern_match(const AwspipeEventPattern *pattern, Jsonb *event)
{
	JsonbValue	root;
	ListCell   *lc;

	if (!JB_ROOT_IS_OBJECT(event))
		return false;

	root.type = jbvBinary;
	root.val.binary.data = &event->root;
	root.val.binary.len = VARSIZE(event) - VARHDRSZ;
	foreach(lc, pattern->alternatives)
	{
		if (match_fields(lfirst(lc), &root) != ANSWER_NO)
			return true;
	}
	return false;
}
