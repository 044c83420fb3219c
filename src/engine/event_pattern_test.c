/*-------------------------------------------------------------------------
 *
 * event_pattern_test.c
 *	  Compiles event patterns: tests on one value.
 *
 * Operands are checked and copied, so that matching can neither fail nor
 * depend on the pattern's jsonb.
 *
 * IDENTIFICATION
 *	  src/engine/event_pattern_test.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "engine/event_pattern_internal.h"
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

/*
 * A test against a wildcard expression: unescapes it and cuts it at its
 * wildcards.
 */
static AwspipeEventTest *
make_wildcard_test(const JsonbValue *string, const AwspipePatternPath *path)
{
	AwspipeEventTest *test = awspipe_event_test(AWSPIPE_TEST_WILDCARD);
	const char *data = string->val.string.val;
	int			length = string->val.string.len;
	int			count = 1;
	AwspipeText *literal;

	for (int i = 0; i < length; i++)
		count += (data[i] == '*');
	test->u.literals.texts = palloc(sizeof(AwspipeText) * count);

	literal = test->u.literals.texts;
	*literal = awspipe_text_copy(data, length);
	literal->length = 0;
	for (int i = 0; i < length; i++)
	{
		if (data[i] == '*')
		{
			if (i + 1 < length && data[i + 1] == '*')
				AWSPIPE_PATTERN_ERROR_AT(path, "the wildcard has two * in a row");
			literal++;
			*literal = awspipe_text_copy(data + i + 1, length - i - 1);
			literal->length = 0;
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
		literal->data[literal->length++] = data[i];
	}
	test->u.literals.count = literal - test->u.literals.texts + 1;
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
	AwspipeEventTest *test;

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
			test = awspipe_event_test(kind);
			test->u.text = awspipe_text_copy(value->val.string.val,
											 value->val.string.len);
			return test;
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
