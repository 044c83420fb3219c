/*-------------------------------------------------------------------------
 *
 * event_pattern_match.c
 *	  Matches events against compiled event patterns.
 *
 * The event is walked along the pattern's tree, directly on the jsonb, once
 * for each slice of the alternatives: work is bounded by the size of the event
 * times that of the pattern, whatever producers send.
 *
 * Arrays: a field's own tests are met when any value in the array meets one
 * of them.  Fields below an array must all be met in one and the same
 * element; nested arrays count as if their elements stood in the outer one.
 * Where nothing but the absence of fields is asked for, no element is chosen,
 * and the fields must be absent from all of them.  So the answer about a part
 * of the event is one of three, for each alternative.
 *
 * Only scalars count as values.  A field that holds an object, or an array
 * without a scalar in it, is absent for the tests on its own values, as
 * Amazon has it ("exists" works on leaf nodes).
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_match.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pattern/event_pattern.h"
#include "pattern/event_pattern_internal.h"

/*
 * The answers about a part of the event, for those alternatives of the slice
 * that were asked about: not met, met by nothing but absences, or met with a
 * value of the event.
 */
typedef struct Answers
{
	AwspipeEventSlice met;
	AwspipeEventSlice with_value;	/* of those that are met */
} Answers;

static Answers match_fields(const AwspipeEventNode *node,
							const JsonbValue *value, int slice,
							AwspipeEventSlice asked);

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

/*
 * Is a scalar of the value accepted by the leaf's tests?  Sets *found when
 * there is a scalar at all.
 */
static bool
match_scalars(const AwspipeEventLeaf *leaf, const JsonbValue *value,
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
		return awspipe_event_sets_accept(leaf->sets, value);
	}

	check_stack_depth();
	it = JsonbIteratorInit(value->val.binary.data);
	while (!matched &&
		   (token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token == WJB_ELEM)
			matched = match_scalars(leaf, &element, found);
	}
	if (it != NULL)
		pfree(it);
	return matched;
}

/* What a field's own tests and the fields below say of its value */
static Answers
match_node(const AwspipeEventNode *node, const JsonbValue *value, int slice,
		   AwspipeEventSlice asked)
{
	Answers		answers = {asked, 0};
	Answers		below;
	ListCell   *lc;

	foreach(lc, node->leaves)
	{
		const AwspipeEventLeaf *leaf = lfirst(lc);
		AwspipeEventSlice asking = asked & leaf->branch->alternatives[slice];
		bool		found = false;

		CHECK_FOR_INTERRUPTS();
		if (asking == 0)
			continue;
		if (match_scalars(leaf, value, &found))
			answers.with_value |= asking;
		else if (found || !leaf->may_be_absent)
			answers.met &= ~asking;
	}
	if (node->children == NIL || answers.met == 0)
		return answers;

	below = match_fields(node, value, slice, answers.met);
	answers.met = below.met;
	answers.with_value = (answers.with_value & below.met) | below.with_value;
	return answers;
}

/* What the fields below a node say of an array */
static Answers
match_array(const AwspipeEventNode *node, const JsonbValue *array, int slice,
			AwspipeEventSlice asked)
{
	JsonbIterator *it = JsonbIteratorInit(array->val.binary.data);
	JsonbIteratorToken token;
	JsonbValue	element;
	Answers		answers = {asked & ~node->needing_below[slice], 0};

	/* one element is enough, but for an absence it takes all */
	while (asked != 0 &&
		   (token = JsonbIteratorNext(&it, &element, true)) != WJB_DONE)
	{
		Answers		single;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_ELEM)
			continue;
		single = match_fields(node, &element, slice, asked);
		answers.met &= single.met;
		answers.with_value |= single.with_value;
		asked &= ~single.with_value;
	}
	if (it != NULL)
		pfree(it);
	answers.met |= answers.with_value;
	return answers;
}

/*
 * What the fields below a node say of the value that should hold them.  An
 * alternative that asks for none of them is met.
 */
static Answers
match_fields(const AwspipeEventNode *node, const JsonbValue *value, int slice,
			 AwspipeEventSlice asked)
{
	Answers		answers = {asked, 0};
	ListCell   *lc;

	check_stack_depth();

	if (is_array(value))
		return match_array(node, value, slice, asked);
	if (!is_object(value))
	{
		answers.met &= ~node->needing_below[slice];
		return answers;
	}

	foreach(lc, node->children)
	{
		const AwspipeEventNode *child = lfirst(lc);
		AwspipeEventSlice asking = answers.met & child->asking[slice];
		JsonbValue	field;
		Answers		single;

		CHECK_FOR_INTERRUPTS();
		if (asking == 0)
			continue;
		if (getKeyJsonValueFromContainer(value->val.binary.data,
										 child->key.data, child->key.length,
										 &field) == NULL)
			answers.met &= ~(asking & child->needing[slice]);
		else
		{
			single = match_node(child, &field, slice, asking);
			answers.met &= ~asking | single.met;
			answers.with_value |= single.with_value;
		}
		if (answers.met == 0)
			break;
	}
	answers.with_value &= answers.met;
	return answers;
}

bool
awspipe_event_pattern_match(const AwspipeEventPattern *pattern, Jsonb *event)
{
	JsonbValue	root;

	if (!JB_ROOT_IS_OBJECT(event))
		return false;

	root.type = jbvBinary;
	root.val.binary.data = &event->root;
	root.val.binary.len = VARSIZE(event) - VARHDRSZ;
	for (int slice = 0; slice < pattern->slices; slice++)
	{
		if (match_fields(pattern->root, &root, slice,
						 pattern->alternatives[slice]).met != 0)
			return true;
	}
	return false;
}
