/*-------------------------------------------------------------------------
 *
 * event_pattern_test.c
 *	  Compiles event patterns: tests on one value.
 *
 * Operands are checked and copied, so that matching can neither fail nor
 * depend on the pattern's jsonb.
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_test.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pattern/event_pattern_internal.h"
#include "utils/builtins.h"

AwspipeEventTest *
awspipe_event_test(AwspipeEventTestKind kind)
{
	AwspipeEventTest *test = palloc0(sizeof(AwspipeEventTest));

	test->kind = kind;
	return test;
}

/* A test against the characters of the string, lower-cased */
static AwspipeEventTest *
make_folded_test(AwspipeEventTestKind kind, const JsonbValue *string)
{
	AwspipeEventTest *test = awspipe_event_test(kind);
	const char *data = string->val.string.val;
	const char *end = data + string->val.string.len;

	test->u.folded.chars = palloc(sizeof(pg_wchar) * (end - data + 1));
	while (data < end)
		test->u.folded.chars[test->u.folded.length++] =
			awspipe_fold_next(&data, end);
	return test;
}

static AwspipeEventTest *
make_text_test(AwspipeEventTestKind kind, const JsonbValue *string)
{
	AwspipeEventTest *test = awspipe_event_test(kind);

	test->u.text = awspipe_text_copy(string->val.string.val,
									 string->val.string.len);
	return test;
}

/*
 * Fills the table by which a search for the literal never looks at a
 * character of the string twice (Knuth, Morris and Pratt): the length of the
 * longest end of the first n characters that is also their beginning.
 */
static void
fill_restart(const AwspipeLiteral *literal)
{
	int			matched = 0;

	for (int n = 1; n < literal->length; n++)
	{
		literal->restart[n] = matched;
		while (matched > 0 && literal->data[n] != literal->data[matched])
			matched = literal->restart[matched];
		if (literal->data[n] == literal->data[matched])
			matched++;
	}
}

/*
 * A test against a wildcard expression: unescapes it and cuts it at its
 * wildcards.  The literals share one copy of the text.
 */
static AwspipeEventTest *
make_wildcard_test(const JsonbValue *string, const AwspipePatternPath *path)
{
	AwspipeEventTest *test = awspipe_event_test(AWSPIPE_TEST_WILDCARD);
	const char *data = string->val.string.val;
	int			length = string->val.string.len;
	char	   *text = palloc(length + 1);
	int		   *restart = palloc(sizeof(int) * (length + 1));
	int			count = 1;
	AwspipeLiteral *literal;

	for (int i = 0; i < length; i++)
		count += (data[i] == '*');
	test->u.wildcard.literals = palloc0(sizeof(AwspipeLiteral) * count);

	literal = test->u.wildcard.literals;
	literal->data = text;
	for (int i = 0; i < length; i++)
	{
		if (data[i] == '*')
		{
			if (i + 1 < length && data[i + 1] == '*')
				AWSPIPE_PATTERN_ERROR_AT(path, "the wildcard has two * in a row");
			literal++;
			literal->data = text;
			continue;
		}
		if (data[i] == '\\')
		{
			i++;
			if (i == length || (data[i] != '*' && data[i] != '\\'))
				AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
																"the wildcard has a backslash that escapes neither * nor a backslash"),
									  errhint("In JSON, write \"\\\\*\" to match a star and \"\\\\\\\\\" to match a backslash."));
		}
		*text++ = data[i];
		literal->length++;
	}
	test->u.wildcard.count = literal - test->u.wildcard.literals + 1;

	for (int i = 1; i < test->u.wildcard.count - 1; i++)
	{
		literal = &test->u.wildcard.literals[i];
		literal->restart = restart;
		restart += literal->length;
		fill_restart(literal);
		CHECK_FOR_INTERRUPTS();
	}
	return test;
}

/*
 * A test against a string, as the kind says.  Throws when the value is none;
 * what names the operator.
 */
AwspipeEventTest *
awspipe_event_test_string(AwspipeEventTestKind kind, const JsonbValue *value,
				 const char *what, const AwspipePatternPath *path)
{
	if (value->type != jbvString)
		AWSPIPE_PATTERN_ERROR_AT(path, "the value of \"%s\" is not a string", what);

	switch (kind)
	{
		case AWSPIPE_TEST_STRING_FOLDED:
		case AWSPIPE_TEST_PREFIX_FOLDED:
		case AWSPIPE_TEST_SUFFIX_FOLDED:
			return make_folded_test(kind, value);
		case AWSPIPE_TEST_WILDCARD:
			return make_wildcard_test(value, path);
		default:
			return make_text_test(kind, value);
	}
}

AwspipeEventTest *
awspipe_event_test_number(const JsonbValue *value)
{
	AwspipeEventTest *test = awspipe_event_test(AWSPIPE_TEST_NUMBER);

	test->u.range.lower = DatumGetNumericCopy(NumericGetDatum(value->val.numeric));
	test->u.range.upper = test->u.range.lower;
	return test;
}

/*
 * One comparison of "numeric", a bound of the range or, for "=", both of
 * them.  Throws unless it is an operator and a number.
 */
static void
compile_comparison(AwspipeEventTest *test, const JsonbValue *comparison,
				   const JsonbValue *number, const AwspipePatternPath *path)
{
	char	   *name;
	Numeric		bound;

	if (comparison->type != jbvString)
		AWSPIPE_PATTERN_ERROR_AT(path, "\"numeric\" has something else where one of =, <, <=, > and >= should be");
	name = pnstrdup(comparison->val.string.val, comparison->val.string.len);
	if (number == NULL || number->type != jbvNumeric)
		AWSPIPE_PATTERN_ERROR_AT(path, "\"%s\" is not followed by a number", name);
	bound = DatumGetNumericCopy(NumericGetDatum(number->val.numeric));

	if (strcmp(name, "=") == 0 || name[0] == '>')
	{
		test->u.range.lower = bound;
		test->u.range.lower_open = strcmp(name, ">") == 0;
	}
	if (strcmp(name, "=") == 0 || name[0] == '<')
	{
		test->u.range.upper = bound;
		test->u.range.upper_open = strcmp(name, "<") == 0;
	}
	if (strcmp(name, "=") != 0 && strcmp(name, "<") != 0 &&
		strcmp(name, "<=") != 0 && strcmp(name, ">") != 0 &&
		strcmp(name, ">=") != 0)
		AWSPIPE_PATTERN_ERROR_AT(path, "\"%s\" is none of =, <, <=, > and >=", name);
}

AwspipeEventTest *
awspipe_event_test_numeric(const JsonbValue *operand,
						   const AwspipePatternPath *path)
{
	AwspipeEventTest *test = awspipe_event_test(AWSPIPE_TEST_NUMBER);
	JsonbValue	elements[4];
	JsonbValue	element;
	JsonbIterator *it;
	JsonbIteratorToken token;
	int			count = 0;

	if (operand->type != jbvBinary ||
		!JsonContainerIsArray(operand->val.binary.data))
		AWSPIPE_PATTERN_ERROR_AT(path, "the value of \"numeric\" is not an array");
	it = JsonbIteratorInit(operand->val.binary.data);
	while ((token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		if (token != WJB_ELEM)
			continue;
		if (count < lengthof(elements))
			elements[count] = element;
		count++;
	}
	if (count == 0)
		AWSPIPE_PATTERN_ERROR_AT(path, "the array of \"numeric\" is empty");

	compile_comparison(test, &elements[0], count > 1 ? &elements[1] : NULL,
					   path);
	if (count > 2)
	{
		Numeric		lower = test->u.range.lower;

		if (lower == NULL || test->u.range.upper != NULL || count > 4)
			AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path,
															"\"numeric\" has more than one comparison and is not a range"),
								  errhint("A range is a lower bound (> or >=) followed by an upper bound (< or <=)."));
		compile_comparison(test, &elements[2], count > 3 ? &elements[3] : NULL,
						   path);
		if (test->u.range.lower != lower)
			AWSPIPE_PATTERN_ERROR_AT(path, "the second comparison of \"numeric\" is not an upper bound");
		if (DatumGetInt32(DirectFunctionCall2(numeric_cmp,
											  NumericGetDatum(lower),
											  NumericGetDatum(test->u.range.upper))) >= 0)
			AWSPIPE_PATTERN_ERROR_AT(path, "the lower bound of \"numeric\" is not less than the upper bound");
	}
	return test;
}
