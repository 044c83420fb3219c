/*-------------------------------------------------------------------------
 *
 * event_pattern_internal.h
 *	  The compiled form of an event pattern.
 *
 * A pattern is a tree with the shape of the events it accepts: a node for
 * each field, leaves with tests on the values of that field, children for the
 * fields below it.  Each way through its $or arrays is an alternative, and has
 * a number; leaves and nodes know the alternatives that ask for them, as bits.
 * So a leaf is there once, however many alternatives it takes part in, and the
 * compiled form is about as large as the pattern.
 *
 * All of it is written while compiling and only read while matching
 * (event_pattern_match.c, and event_pattern_test.c, which has both an order of
 * tests and the search that relies on it).
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_internal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_EVENT_PATTERN_INTERNAL_H
#define AWSPIPE_EVENT_PATTERN_INTERNAL_H

#include "mb/pg_wchar.h"
#include "nodes/pg_list.h"
#include "pattern/event_pattern.h"
#include "utils/numeric.h"

/*
 * Alternatives are matched in slices that fit a word, one slice after the
 * other.
 */
typedef uint64 AwspipeEventSlice;

#define AWSPIPE_SLICE_BITS	64

typedef enum AwspipeEventTestKind
{
	AWSPIPE_TEST_NULL,
	AWSPIPE_TEST_TRUE,
	AWSPIPE_TEST_FALSE,
	AWSPIPE_TEST_STRING,		/* text */
	AWSPIPE_TEST_PREFIX,		/* text */
	AWSPIPE_TEST_SUFFIX,		/* text */
	AWSPIPE_TEST_STRING_FOLDED, /* folded */
	AWSPIPE_TEST_PREFIX_FOLDED, /* folded */
	AWSPIPE_TEST_SUFFIX_FOLDED, /* folded */
	AWSPIPE_TEST_WILDCARD,		/* wildcard */
	AWSPIPE_TEST_NUMBER,		/* range */
	AWSPIPE_TEST_CIDR,			/* network */
	AWSPIPE_TEST_ANYTHING_BUT,	/* excluded */
	AWSPIPE_TEST_EXISTS
} AwspipeEventTestKind;

typedef struct AwspipeText
{
	char	   *data;			/* not terminated */
	int			length;
} AwspipeText;

/* What stands between two wildcards, or before or behind all of them */
typedef struct AwspipeLiteral
{
	char	   *data;			/* not terminated */
	int			length;

	/*
	 * How many characters still match when the one behind the first n does
	 * not; for those between wildcards
	 */
	int		   *restart;
} AwspipeLiteral;

typedef struct AwspipeNetwork
{
	int			family;			/* AF_INET or AF_INET6 */
	int			bits;			/* length of the prefix */
	unsigned char address[16];	/* zero beyond the prefix */
} AwspipeNetwork;

/* What one value of a field may be; the kind says which member holds. */
typedef struct AwspipeEventTest
{
	AwspipeEventTestKind kind;
	union
	{
		AwspipeText text;
		struct
		{
			pg_wchar   *chars;	/* of awspipe_fold_next() */
			int			length;
		}			folded;
		struct
		{
			AwspipeLiteral *literals;
			int			count;	/* one more than there are wildcards */
		}			wildcard;
		struct
		{
			Numeric		lower;	/* NULL: unbounded */
			Numeric		upper;	/* NULL: unbounded */
			bool		lower_open; /* the bound itself does not match */
			bool		upper_open;
		}			range;
		AwspipeNetwork network;
		List	   *excluded;	/* of AwspipeEventTestSet */
	}			u;
} AwspipeEventTest;

/*
 * Tests of one kind, any of which will do.  Where the kind has an order, they
 * stand in it and no two of them accept the same value.
 */
typedef struct AwspipeEventTestSet
{
	AwspipeEventTestKind kind;
	AwspipeEventTest **tests;
	int			count;
} AwspipeEventTestSet;

/* An object in the array of $or; the pattern itself is one too */
typedef struct AwspipeEventBranch
{
	AwspipeEventSlice *alternatives;	/* that take this branch */

	/* While compiling */
	const struct AwspipePatternPath *path;
	int64		count;			/* ways through the $or arrays in it */
	List	   *choices;		/* of List of AwspipeEventBranch, each an $or */
} AwspipeEventBranch;

/* What the own value of a field may be, in one branch of the pattern */
typedef struct AwspipeEventLeaf
{
	AwspipeEventBranch *branch; /* where it stands */
	bool		may_be_absent;	/* "exists": false is one of the tests */
	List	   *sets;			/* of AwspipeEventTestSet, any of which will
								 * do */
	List	   *tests;			/* of AwspipeEventTest, while compiling */
} AwspipeEventLeaf;

/* A field, for all branches */
typedef struct AwspipeEventNode
{
	AwspipeText key;			/* name of the field; unused in the root */
	List	   *leaves;			/* of AwspipeEventLeaf, one per alternative */
	List	   *children;		/* of AwspipeEventNode, all of which must do */

	/* Alternatives: a word for each slice */
	AwspipeEventSlice *asking;	/* ask for anything here or below */
	AwspipeEventSlice *needing; /* are not met when the field is absent */
	AwspipeEventSlice *needing_below;	/* not when the fields below are */
} AwspipeEventNode;

struct AwspipeEventPattern
{
	AwspipeEventNode *root;
	int			slices;
	AwspipeEventSlice *alternatives;	/* all there are */
};

/* Where the compiler is, for error messages; chained up the C stack. */
typedef struct AwspipePatternPath
{
	const struct AwspipePatternPath *parent;	/* NULL in the root */
	const char *key;			/* NULL for an array's element */
	int			length;
	int			index;
} AwspipePatternPath;

#define AWSPIPE_PATTERN_OR	"$or"

/*
 * Throws.  The arguments are the detail, made by the function below, and
 * perhaps a hint.
 */
#define AWSPIPE_PATTERN_ERROR(...) \
	ereport(ERROR, \
			errcode(ERRCODE_INVALID_PARAMETER_VALUE), \
			errmsg("invalid event pattern"), \
			__VA_ARGS__)

#define AWSPIPE_PATTERN_ERROR_AT(path, ...) \
	AWSPIPE_PATTERN_ERROR(awspipe_pattern_errdetail(path, __VA_ARGS__))

/* An errdetail() that says where and what: "At <path>, <format>." */
extern int	awspipe_pattern_errdetail(const AwspipePatternPath *path,
									  const char *format,...) pg_attribute_printf(2, 3);

/*
 * Tests on one value.  Operands may point into the pattern: they are copied.
 * Path is where they stand.
 */
extern AwspipeEventTest *awspipe_event_test(AwspipeEventTestKind kind);

/*
 * Against a string, in the way the kind says; throws when the value is none.
 * What names the operator in messages.
 */
extern AwspipeEventTest *awspipe_event_test_string(AwspipeEventTestKind kind,
												   const JsonbValue *value,
												   const char *what,
												   const AwspipePatternPath *path);

/* Equal to the number */
extern AwspipeEventTest *awspipe_event_test_number(const JsonbValue *value);

/* Against the operand of "numeric"; throws when it is malformed. */
extern AwspipeEventTest *awspipe_event_test_numeric(const JsonbValue *operand,
													const AwspipePatternPath *path);

/*
 * Gathers tests in sets, by kind.  The list is freed; the tests become the
 * sets'.  Throws when a value would be compared with too many one by one; path
 * is where the list stands.
 */
extern List *awspipe_event_sets(List *tests, const AwspipePatternPath *path);

/* Does any test of the sets accept the scalar? */
extern bool awspipe_event_sets_accept(const List *sets,
									  const JsonbValue *value);

extern AwspipeText awspipe_text_copy(const char *data, int length);

/*
 * Parses address/bits.  Returns NULL, or what is wrong with the text as the
 * end of a sentence.
 */
extern const char *awspipe_cidr_parse(const char *data, int length,
									  AwspipeNetwork *network);

#endif							/* AWSPIPE_EVENT_PATTERN_INTERNAL_H */
