/*-------------------------------------------------------------------------
 *
 * event_pattern_tree.c
 *	  Compiles event patterns: what can be said of the complete tree.
 *
 * Only when all of the pattern has been read is the number of alternatives
 * known.  Then each branch is told which they are, children of one name become
 * one, and each node gathers who asks for it.
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern_tree.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pattern/event_pattern_internal.h"

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

void
awspipe_event_pattern_finish(AwspipeEventPattern *pattern,
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
