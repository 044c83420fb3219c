/*-------------------------------------------------------------------------
 *
 * event_pattern_set.c
 *	  Sets of tests on one value, and the values they accept.
 *
 * A field may list thousands of values.  Most kinds of tests have an order in
 * which the values that one test accepts stand together: strings and prefixes
 * that of their characters, suffixes the same from the end, numbers and
 * addresses their own.  Where one test accepts all that another does, the
 * other is dropped, and ranges that overlap become one, so that no two tests
 * of a set accept the same value: then the only one that can is found by
 * halves.  Wildcards, and what "anything-but" excludes, are tried one by one.
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_set.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pattern/event_pattern_internal.h"
#include "utils/builtins.h"

static bool
is_folded(AwspipeEventTestKind kind)
{
	return kind == AWSPIPE_TEST_STRING_FOLDED ||
		kind == AWSPIPE_TEST_PREFIX_FOLDED ||
		kind == AWSPIPE_TEST_SUFFIX_FOLDED;
}

static bool
is_suffix(AwspipeEventTestKind kind)
{
	return kind == AWSPIPE_TEST_SUFFIX || kind == AWSPIPE_TEST_SUFFIX_FOLDED;
}

/* Is a string to be the test's from its one end to the other? */
static bool
is_whole(AwspipeEventTestKind kind)
{
	return kind == AWSPIPE_TEST_STRING || kind == AWSPIPE_TEST_STRING_FOLDED;
}

static int
text_length(const AwspipeEventTest *test)
{
	return is_folded(test->kind) ? test->u.folded.length : test->u.text.length;
}

/* The test's character, or byte, at that place of its order */
static pg_wchar
text_unit(const AwspipeEventTest *test, int place)
{
	if (is_suffix(test->kind))
		place = text_length(test) - 1 - place;
	return is_folded(test->kind) ? test->u.folded.chars[place]
		: (unsigned char) test->u.text.data[place];
}

/* Takes the same off a string. */
static pg_wchar
take_unit(AwspipeEventTestKind kind, const char **data, const char **end)
{
	const char *behind = *end;
	const char *last;

	if (!is_suffix(kind))
		return is_folded(kind) ? awspipe_fold_next(data, behind)
			: (unsigned char) *(*data)++;

	do
		(*end)--;
	while (is_folded(kind) && GetDatabaseEncoding() == PG_UTF8 &&
		   *end > *data && ((unsigned char) **end & 0xC0) == 0x80);
	last = *end;
	return is_folded(kind) ? awspipe_fold_next(&last, behind)
		: (unsigned char) *last;
}

/*
 * Where a string stands: before what the test accepts (below zero), in it
 * (zero) or behind it.
 */
static int
order_string(const AwspipeEventTest *test, const char *data, int length)
{
	const char *end = data + length;
	int			count = text_length(test);

	/* The same as below, but most tests are of these kinds */
	if (test->kind == AWSPIPE_TEST_STRING || test->kind == AWSPIPE_TEST_PREFIX)
	{
		int			order = memcmp(data, test->u.text.data, Min(length, count));

		if (order != 0 || length < count)
			return order != 0 ? order : -1;
		return length > count && is_whole(test->kind) ? 1 : 0;
	}

	for (int i = 0; i < count; i++)
	{
		pg_wchar	mine = text_unit(test, i);
		pg_wchar	its;

		if (data == end)
			return -1;
		its = take_unit(test->kind, &data, &end);
		if (its != mine)
			return its < mine ? -1 : 1;
	}
	return data < end && is_whole(test->kind) ? 1 : 0;
}

static int
compare_numbers(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a),
											 NumericGetDatum(b)));
}

/* The same for a number */
static int
order_number(const AwspipeEventTest *test, Numeric number)
{
	Numeric		lower = test->u.range.lower;
	Numeric		upper = test->u.range.upper;

	if (lower != NULL)
	{
		int			order = compare_numbers(number, lower);

		if (order < 0 || (order == 0 && test->u.range.lower_open))
			return -1;
	}
	if (upper != NULL)
	{
		int			order = compare_numbers(number, upper);

		if (order > 0 || (order == 0 && test->u.range.upper_open))
			return 1;
	}
	return 0;
}

/*
 * Is the value accepted by a test of the set, which is in order?  Address is
 * the value where the tests are networks.
 */
static bool
search_set(const AwspipeEventTestSet *set, const JsonbValue *value,
		   const AwspipeNetwork *address)
{
	int			low = 0;
	int			high = set->count - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		const AwspipeEventTest *test = set->tests[middle];
		int			order;

		if (set->kind == AWSPIPE_TEST_NUMBER)
			order = order_number(test, value->val.numeric);
		else if (set->kind == AWSPIPE_TEST_CIDR)
			order = awspipe_cidr_order(&test->u.network, address);
		else
			order = order_string(test, value->val.string.val,
								 value->val.string.len);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return false;
}

/* Behind the literal where it comes first, or NULL */
static const char *
find_literal(const AwspipeLiteral *literal, const char *data, const char *end)
{
	int			matched = 0;

	while (matched < literal->length)
	{
		CHECK_FOR_INTERRUPTS();
		if (data == end)
			return NULL;
		if (*data == literal->data[matched])
		{
			data++;
			matched++;
		}
		else if (matched > 0)
			matched = literal->restart[matched];
		else
		{
			data = memchr(data, literal->data[0], end - data);
			if (data == NULL)
				return NULL;
		}
	}
	return data;
}

/*
 * The first literal must begin the string and the last must end it; those
 * between may each be taken where they come first.
 */
static bool
match_wildcard(const AwspipeEventTest *test, const char *data, int length)
{
	const AwspipeLiteral *first = &test->u.wildcard.literals[0];
	const AwspipeLiteral *last = first + test->u.wildcard.count - 1;
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

	for (const AwspipeLiteral *literal = first + 1; literal < last; literal++)
	{
		data = find_literal(literal, data, end);
		if (data == NULL)
			return false;
	}
	return true;
}

/* Does any test of the set accept the scalar? */
static bool
set_accepts(const AwspipeEventTestSet *set, const JsonbValue *value)
{
	AwspipeNetwork address;

	switch (set->kind)
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
			return value->type == jbvNumeric && search_set(set, value, NULL);
		case AWSPIPE_TEST_CIDR:
			return value->type == jbvString &&
				awspipe_ip_parse(value->val.string.val, value->val.string.len,
								 &address) &&
				search_set(set, value, &address);
		case AWSPIPE_TEST_ANYTHING_BUT:
			for (int i = 0; i < set->count; i++)
			{
				CHECK_FOR_INTERRUPTS();
				if (!awspipe_event_sets_accept(set->tests[i]->u.excluded, value))
					return true;
			}
			return false;
		case AWSPIPE_TEST_WILDCARD:
			for (int i = 0; value->type == jbvString && i < set->count; i++)
			{
				CHECK_FOR_INTERRUPTS();
				if (match_wildcard(set->tests[i], value->val.string.val,
								   value->val.string.len))
					return true;
			}
			return false;
		default:
			return value->type == jbvString && search_set(set, value, NULL);
	}
}

bool
awspipe_event_sets_accept(const List *sets, const JsonbValue *value)
{
	ListCell   *lc;

	foreach(lc, sets)
	{
		if (set_accepts(lfirst(lc), value))
			return true;
	}
	return false;
}

/* The order of two tests on strings, and whether the first begins the second */
static int
compare_texts(const AwspipeEventTest *a, const AwspipeEventTest *b,
			  bool *begins)
{
	int			common = Min(text_length(a), text_length(b));

	*begins = false;
	for (int i = 0; i < common; i++)
	{
		pg_wchar	unit_a = text_unit(a, i);
		pg_wchar	unit_b = text_unit(b, i);

		if (unit_a != unit_b)
			return unit_a < unit_b ? -1 : 1;
	}
	*begins = common == text_length(a);
	return text_length(a) - text_length(b);
}

/* The order of two ranges: that of their lower ends */
static int
compare_ranges(const AwspipeEventTest *a, const AwspipeEventTest *b)
{
	Numeric		lower_a = a->u.range.lower;
	Numeric		lower_b = b->u.range.lower;
	int			order;

	if (lower_a == NULL || lower_b == NULL)
		return (lower_a != NULL) - (lower_b != NULL);
	order = compare_numbers(lower_a, lower_b);
	return order != 0 ? order : a->u.range.lower_open - b->u.range.lower_open;
}

static int
compare_networks(const AwspipeNetwork *a, const AwspipeNetwork *b)
{
	int			order;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	order = memcmp(a->address, b->address, sizeof(a->address));
	return order != 0 ? order : a->bits - b->bits;
}

/* For qsort(): by kind, within it in the kind's order */
static int
compare_tests(const void *left, const void *right)
{
	const AwspipeEventTest *a = *(AwspipeEventTest *const *) left;
	const AwspipeEventTest *b = *(AwspipeEventTest *const *) right;
	bool		begins;

	CHECK_FOR_INTERRUPTS();
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	switch (a->kind)
	{
		case AWSPIPE_TEST_NULL:
		case AWSPIPE_TEST_TRUE:
		case AWSPIPE_TEST_FALSE:
		case AWSPIPE_TEST_EXISTS:
		case AWSPIPE_TEST_WILDCARD:
		case AWSPIPE_TEST_ANYTHING_BUT:
			return 0;
		case AWSPIPE_TEST_NUMBER:
			return compare_ranges(a, b);
		case AWSPIPE_TEST_CIDR:
			return compare_networks(&a->u.network, &b->u.network);
		default:
			return compare_texts(a, b, &begins);
	}
}

/*
 * Makes the range accept what another does that begins in it.  False when
 * that one begins behind it.
 */
static bool
absorb_range(AwspipeEventTest *range, const AwspipeEventTest *next)
{
	Numeric		upper = range->u.range.upper;
	int			order;

	if (upper == NULL)
		return true;
	if (next->u.range.lower != NULL)
	{
		order = compare_numbers(next->u.range.lower, upper);
		if (order > 0 || (order == 0 && (next->u.range.lower_open ||
										 range->u.range.upper_open)))
			return false;
	}
	order = next->u.range.upper == NULL ? 1
		: compare_numbers(next->u.range.upper, upper);
	if (order > 0 || (order == 0 && !next->u.range.upper_open))
	{
		range->u.range.upper = next->u.range.upper;
		range->u.range.upper_open = next->u.range.upper_open;
	}
	return true;
}

/*
 * Does the one test, changed if need be, accept all that the next in order
 * does?
 */
static bool
absorb_test(AwspipeEventTest *test, const AwspipeEventTest *next)
{
	bool		begins;
	int			order;

	switch (test->kind)
	{
		case AWSPIPE_TEST_NULL:
		case AWSPIPE_TEST_TRUE:
		case AWSPIPE_TEST_FALSE:
		case AWSPIPE_TEST_EXISTS:
			return true;
		case AWSPIPE_TEST_WILDCARD:
		case AWSPIPE_TEST_ANYTHING_BUT:
			return false;
		case AWSPIPE_TEST_NUMBER:
			return absorb_range(test, next);
		case AWSPIPE_TEST_CIDR:
			return awspipe_cidr_order(&test->u.network, &next->u.network) == 0;
		default:
			order = compare_texts(test, next, &begins);
			return is_whole(test->kind) ? order == 0 : begins;
	}
}

List *
awspipe_event_sets(List *tests)
{
	int			count = list_length(tests);
	AwspipeEventTest **array = palloc(sizeof(AwspipeEventTest *) * Max(count, 1));
	AwspipeEventTestSet *set = NULL;
	List	   *sets = NIL;

	for (int i = 0; i < count; i++)
		array[i] = list_nth(tests, i);
	list_free(tests);
	qsort(array, count, sizeof(AwspipeEventTest *), compare_tests);

	/* A set's tests move to the front of what was its part of the array */
	for (int i = 0; i < count; i++)
	{
		if (set == NULL || set->kind != array[i]->kind)
		{
			set = palloc(sizeof(AwspipeEventTestSet));
			set->kind = array[i]->kind;
			set->tests = &array[i];
			set->count = 0;
			sets = lappend(sets, set);
		}
		else if (absorb_test(set->tests[set->count - 1], array[i]))
			continue;
		set->tests[set->count++] = array[i];
	}
	return sets;
}
