/*-------------------------------------------------------------------------
 *
 * event_pattern_test.c
 *	  Tests of event patterns on one value, and sets of them.
 *
 * Operands are checked and copied when a pattern is compiled, so that matching
 * can neither fail nor depend on the pattern's jsonb.
 *
 * A field may list thousands of values.  Most kinds of tests have an order in
 * which the values that one test accepts stand together: strings and prefixes
 * that of their characters, suffixes the same from the end, numbers and
 * addresses their own.  Where one test accepts all that another does, the
 * other is dropped, and ranges that overlap become one, so that no two tests
 * of a set accept the same value: then the only one that can is found by
 * halves.  Wildcards, and what "anything-but" excludes, are tried one by one.
 *
 * The type inet is not used for addresses: it takes more than literals (a mask
 * of its own, addresses with octets left out), and throws at the rest.
 *
 * The server's own functions for lower case ask the database's locale, on which
 * the result of an immutable function may not depend.  The table of this file
 * holds every one-to-one lower-case mapping of Unicode 14 outside ASCII
 * (UnicodeData.txt, field Simple_Lowercase_Mapping).
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_test.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "miscadmin.h"
#include "pattern/event_pattern_internal.h"
#include "utils/builtins.h"

/* Tests of a field that are tried one by one, inside "anything-but" too */
#define MAX_SINGLE_TESTS	1000

typedef struct FoldRange
{
	pg_wchar	first;
	pg_wchar	last;
	int			step;			/* 2 when only every other one has a mapping */
	int			delta;			/* from the character to its lower case */
} FoldRange;

/* Ordered, without overlaps */
static const FoldRange fold_ranges[] = {
	{0x00C0, 0x00D6, 1, 32}, {0x00D8, 0x00DE, 1, 32}, {0x0100, 0x012E, 2, 1},
	{0x0132, 0x0136, 2, 1}, {0x0139, 0x0147, 2, 1}, {0x014A, 0x0176, 2, 1},
	{0x0178, 0x0178, 1, -121}, {0x0179, 0x017D, 2, 1},
	{0x0181, 0x0181, 1, 210}, {0x0182, 0x0184, 2, 1},
	{0x0186, 0x0186, 1, 206}, {0x0187, 0x0187, 1, 1},
	{0x0189, 0x018A, 1, 205}, {0x018B, 0x018B, 1, 1}, {0x018E, 0x018E, 1, 79},
	{0x018F, 0x018F, 1, 202}, {0x0190, 0x0190, 1, 203},
	{0x0191, 0x0191, 1, 1}, {0x0193, 0x0193, 1, 205},
	{0x0194, 0x0194, 1, 207}, {0x0196, 0x0196, 1, 211},
	{0x0197, 0x0197, 1, 209}, {0x0198, 0x0198, 1, 1},
	{0x019C, 0x019C, 1, 211}, {0x019D, 0x019D, 1, 213},
	{0x019F, 0x019F, 1, 214}, {0x01A0, 0x01A4, 2, 1},
	{0x01A6, 0x01A6, 1, 218}, {0x01A7, 0x01A7, 1, 1},
	{0x01A9, 0x01A9, 1, 218}, {0x01AC, 0x01AC, 1, 1},
	{0x01AE, 0x01AE, 1, 218}, {0x01AF, 0x01AF, 1, 1},
	{0x01B1, 0x01B2, 1, 217}, {0x01B3, 0x01B5, 2, 1},
	{0x01B7, 0x01B7, 1, 219}, {0x01B8, 0x01B8, 1, 1}, {0x01BC, 0x01BC, 1, 1},
	{0x01C4, 0x01C4, 1, 2}, {0x01C5, 0x01C5, 1, 1}, {0x01C7, 0x01C7, 1, 2},
	{0x01C8, 0x01C8, 1, 1}, {0x01CA, 0x01CA, 1, 2}, {0x01CB, 0x01DB, 2, 1},
	{0x01DE, 0x01EE, 2, 1}, {0x01F1, 0x01F1, 1, 2}, {0x01F2, 0x01F4, 2, 1},
	{0x01F6, 0x01F6, 1, -97}, {0x01F7, 0x01F7, 1, -56},
	{0x01F8, 0x021E, 2, 1}, {0x0220, 0x0220, 1, -130}, {0x0222, 0x0232, 2, 1},
	{0x023A, 0x023A, 1, 10795}, {0x023B, 0x023B, 1, 1},
	{0x023D, 0x023D, 1, -163}, {0x023E, 0x023E, 1, 10792},
	{0x0241, 0x0241, 1, 1}, {0x0243, 0x0243, 1, -195},
	{0x0244, 0x0244, 1, 69}, {0x0245, 0x0245, 1, 71}, {0x0246, 0x024E, 2, 1},
	{0x0370, 0x0372, 2, 1}, {0x0376, 0x0376, 1, 1}, {0x037F, 0x037F, 1, 116},
	{0x0386, 0x0386, 1, 38}, {0x0388, 0x038A, 1, 37}, {0x038C, 0x038C, 1, 64},
	{0x038E, 0x038F, 1, 63}, {0x0391, 0x03A1, 1, 32}, {0x03A3, 0x03AB, 1, 32},
	{0x03CF, 0x03CF, 1, 8}, {0x03D8, 0x03EE, 2, 1}, {0x03F4, 0x03F4, 1, -60},
	{0x03F7, 0x03F7, 1, 1}, {0x03F9, 0x03F9, 1, -7}, {0x03FA, 0x03FA, 1, 1},
	{0x03FD, 0x03FF, 1, -130}, {0x0400, 0x040F, 1, 80},
	{0x0410, 0x042F, 1, 32}, {0x0460, 0x0480, 2, 1}, {0x048A, 0x04BE, 2, 1},
	{0x04C0, 0x04C0, 1, 15}, {0x04C1, 0x04CD, 2, 1}, {0x04D0, 0x052E, 2, 1},
	{0x0531, 0x0556, 1, 48}, {0x10A0, 0x10C5, 1, 7264},
	{0x10C7, 0x10C7, 1, 7264}, {0x10CD, 0x10CD, 1, 7264},
	{0x13A0, 0x13EF, 1, 38864}, {0x13F0, 0x13F5, 1, 8},
	{0x1C90, 0x1CBA, 1, -3008}, {0x1CBD, 0x1CBF, 1, -3008},
	{0x1E00, 0x1E94, 2, 1}, {0x1E9E, 0x1E9E, 1, -7615},
	{0x1EA0, 0x1EFE, 2, 1}, {0x1F08, 0x1F0F, 1, -8}, {0x1F18, 0x1F1D, 1, -8},
	{0x1F28, 0x1F2F, 1, -8}, {0x1F38, 0x1F3F, 1, -8}, {0x1F48, 0x1F4D, 1, -8},
	{0x1F59, 0x1F5F, 2, -8}, {0x1F68, 0x1F6F, 1, -8}, {0x1F88, 0x1F8F, 1, -8},
	{0x1F98, 0x1F9F, 1, -8}, {0x1FA8, 0x1FAF, 1, -8}, {0x1FB8, 0x1FB9, 1, -8},
	{0x1FBA, 0x1FBB, 1, -74}, {0x1FBC, 0x1FBC, 1, -9},
	{0x1FC8, 0x1FCB, 1, -86}, {0x1FCC, 0x1FCC, 1, -9},
	{0x1FD8, 0x1FD9, 1, -8}, {0x1FDA, 0x1FDB, 1, -100},
	{0x1FE8, 0x1FE9, 1, -8}, {0x1FEA, 0x1FEB, 1, -112},
	{0x1FEC, 0x1FEC, 1, -7}, {0x1FF8, 0x1FF9, 1, -128},
	{0x1FFA, 0x1FFB, 1, -126}, {0x1FFC, 0x1FFC, 1, -9},
	{0x2126, 0x2126, 1, -7517}, {0x212A, 0x212A, 1, -8383},
	{0x212B, 0x212B, 1, -8262}, {0x2132, 0x2132, 1, 28},
	{0x2160, 0x216F, 1, 16}, {0x2183, 0x2183, 1, 1}, {0x24B6, 0x24CF, 1, 26},
	{0x2C00, 0x2C2F, 1, 48}, {0x2C60, 0x2C60, 1, 1},
	{0x2C62, 0x2C62, 1, -10743}, {0x2C63, 0x2C63, 1, -3814},
	{0x2C64, 0x2C64, 1, -10727}, {0x2C67, 0x2C6B, 2, 1},
	{0x2C6D, 0x2C6D, 1, -10780}, {0x2C6E, 0x2C6E, 1, -10749},
	{0x2C6F, 0x2C6F, 1, -10783}, {0x2C70, 0x2C70, 1, -10782},
	{0x2C72, 0x2C72, 1, 1}, {0x2C75, 0x2C75, 1, 1},
	{0x2C7E, 0x2C7F, 1, -10815}, {0x2C80, 0x2CE2, 2, 1},
	{0x2CEB, 0x2CED, 2, 1}, {0x2CF2, 0x2CF2, 1, 1}, {0xA640, 0xA66C, 2, 1},
	{0xA680, 0xA69A, 2, 1}, {0xA722, 0xA72E, 2, 1}, {0xA732, 0xA76E, 2, 1},
	{0xA779, 0xA77B, 2, 1}, {0xA77D, 0xA77D, 1, -35332},
	{0xA77E, 0xA786, 2, 1}, {0xA78B, 0xA78B, 1, 1},
	{0xA78D, 0xA78D, 1, -42280}, {0xA790, 0xA792, 2, 1},
	{0xA796, 0xA7A8, 2, 1}, {0xA7AA, 0xA7AA, 1, -42308},
	{0xA7AB, 0xA7AB, 1, -42319}, {0xA7AC, 0xA7AC, 1, -42315},
	{0xA7AD, 0xA7AD, 1, -42305}, {0xA7AE, 0xA7AE, 1, -42308},
	{0xA7B0, 0xA7B0, 1, -42258}, {0xA7B1, 0xA7B1, 1, -42282},
	{0xA7B2, 0xA7B2, 1, -42261}, {0xA7B3, 0xA7B3, 1, 928},
	{0xA7B4, 0xA7C2, 2, 1}, {0xA7C4, 0xA7C4, 1, -48},
	{0xA7C5, 0xA7C5, 1, -42307}, {0xA7C6, 0xA7C6, 1, -35384},
	{0xA7C7, 0xA7C9, 2, 1}, {0xA7D0, 0xA7D0, 1, 1}, {0xA7D6, 0xA7D8, 2, 1},
	{0xA7F5, 0xA7F5, 1, 1}, {0xFF21, 0xFF3A, 1, 32},
	{0x10400, 0x10427, 1, 40}, {0x104B0, 0x104D3, 1, 40},
	{0x10570, 0x1057A, 1, 39}, {0x1057C, 0x1058A, 1, 39},
	{0x1058C, 0x10592, 1, 39}, {0x10594, 0x10595, 1, 39},
	{0x10C80, 0x10CB2, 1, 64}, {0x118A0, 0x118BF, 1, 32},
	{0x16E40, 0x16E5F, 1, 32}, {0x1E900, 0x1E921, 1, 34}
};

static bool parse_ip(const char *data, int length, AwspipeNetwork *network);
static int	order_cidr(const AwspipeNetwork *network,
					   const AwspipeNetwork *address);
static pg_wchar fold_next(const char **data, const char *end);

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
			fold_next(&data, end);
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
		return is_folded(kind) ? fold_next(data, behind)
			: (unsigned char) *(*data)++;

	do
		(*end)--;
	while (is_folded(kind) && GetDatabaseEncoding() == PG_UTF8 &&
		   *end > *data && ((unsigned char) **end & 0xC0) == 0x80);
	last = *end;
	return is_folded(kind) ? fold_next(&last, behind)
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

	/* The loop below would do, but most tests are of these two kinds */
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
			order = order_cidr(&test->u.network, address);
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
				parse_ip(value->val.string.val, value->val.string.len,
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
			return order_cidr(&test->u.network, &next->u.network) == 0;
		default:
			order = compare_texts(test, next, &begins);
			return is_whole(test->kind) ? order == 0 : begins;
	}
}

/* How many tests of these a value may have to go through one by one */
static int
count_single_tests(const List *sets)
{
	ListCell   *lc;
	int			count = 0;

	foreach(lc, sets)
	{
		AwspipeEventTestSet *set = lfirst(lc);

		if (set->kind == AWSPIPE_TEST_WILDCARD ||
			set->kind == AWSPIPE_TEST_ANYTHING_BUT)
			count += set->count;
		for (int i = 0; set->kind == AWSPIPE_TEST_ANYTHING_BUT && i < set->count; i++)
			count += count_single_tests(set->tests[i]->u.excluded);
	}
	return count;
}

List *
awspipe_event_sets(List *tests, const AwspipePatternPath *path)
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

	count = count_single_tests(sets);
	if (count > MAX_SINGLE_TESTS)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("event pattern has too many wildcards for one field"),
				awspipe_pattern_errdetail(path, "there are %d \"wildcard\" and \"anything-but\" tests; the limit is %d",
										  count, MAX_SINGLE_TESTS),
				errhint("Use \"prefix\", \"suffix\" or lists of values, or make it several patterns."));
	return sets;
}

/*
 * The address in text of that length as a network of full length; false if
 * it is not a literal IPv4 or IPv6 address.
 */
static bool
parse_ip(const char *data, int length, AwspipeNetwork *network)
{
	char		text[INET6_ADDRSTRLEN];

	if (length >= sizeof(text))
		return false;
	memcpy(text, data, length);
	text[length] = '\0';

	if (inet_pton(AF_INET, text, network->address) == 1)
	{
		memset(network->address + 4, 0, sizeof(network->address) - 4);
		network->family = AF_INET;
		network->bits = 32;
		return true;
	}
	if (inet_pton(AF_INET6, text, network->address) == 1)
	{
		network->family = AF_INET6;
		network->bits = 128;
		return true;
	}
	return false;
}

const char *
awspipe_cidr_parse(const char *data, int length, AwspipeNetwork *network)
{
	const char *slash = memchr(data, '/', length);
	const char *end = data + length;
	int			bits = 0;

	if (slash == NULL)
		return "is not of the form address/bits";
	if (!parse_ip(data, slash - data, network))
		return "does not begin with an IPv4 or IPv6 address";
	if (slash + 1 == end || end - slash > 4)
		return "does not end with the number of bits";
	for (const char *p = slash + 1; p < end; p++)
	{
		if (*p < '0' || *p > '9')
			return "does not end with the number of bits";
		bits = bits * 10 + (*p - '0');
	}
	if (bits > network->bits)
		return "has more bits than the address";
	for (int i = 0; i < lengthof(network->address); i++)
	{
		int			rest = Min(Max(bits - 8 * i, 0), 8);

		network->address[i] &= 0xFF << (8 - rest);
	}
	network->bits = bits;
	return NULL;
}

/*
 * Where the address stands: before the network (below zero), in it (zero) or
 * behind it.  A network with a longer prefix can stand for an address.
 */
static int
order_cidr(const AwspipeNetwork *network, const AwspipeNetwork *address)
{
	int			bytes = network->bits / 8;
	int			rest = network->bits % 8;
	int			order;

	if (address->family != network->family)
		return address->family < network->family ? -1 : 1;
	order = memcmp(address->address, network->address, bytes);
	if (order != 0 || rest == 0)
		return order;
	return (address->address[bytes] >> (8 - rest)) -
		(network->address[bytes] >> (8 - rest));
}

static pg_wchar
fold_character(pg_wchar c)
{
	int			low = 0;
	int			high = lengthof(fold_ranges) - 1;

	if (c < 0x80)
		return (c >= 'A' && c <= 'Z') ? c + ('a' - 'A') : c;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		const FoldRange *range = &fold_ranges[middle];

		if (c < range->first)
			high = middle - 1;
		else if (c > range->last)
			low = middle + 1;
		else
			return (c - range->first) % range->step == 0
				? c + range->delta : c;
	}
	return c;
}

/*
 * The lower-case form of the character at *data, which is moved behind it.
 * Knows Unicode's one-to-one mappings in UTF-8 databases and ASCII's in
 * others, whatever the locale, since matching has to be immutable.
 */
static pg_wchar
fold_next(const char **data, const char *end)
{
	const unsigned char *s = (const unsigned char *) *data;
	int			length = 1;

	/* In other encodings every byte beyond ASCII stands for itself */
	if (GetDatabaseEncoding() != PG_UTF8)
	{
		*data += 1;
		return *s < 0x80 ? fold_character(*s) : *s;
	}
	if (*s >= 0x80)
		length = pg_utf_mblen(s);
	if (length > end - *data)	/* cannot be in valid text */
	{
		*data = end;
		return *s;
	}
	*data += length;
	return fold_character(utf8_to_unicode(s));
}
