/*-------------------------------------------------------------------------
 *
 * forest_tree.c
 *	  A random cut tree: points come in and go out.
 *
 * S. Guha, N. Mishra, G. Roy, O. Schrijvers: Robust Random Cut Forest Based
 * Anomaly Detection on Streams, ICML 2016.  A random cut of a set of points
 * takes a dimension with a chance in proportion to the extent of the set's
 * bounding box there, and a value uniformly from that extent; a tree cuts its
 * points, and then both sides of them again, until a side has one distinct
 * point.  Inserting and erasing a point leaves a tree that is distributed as
 * if it had been cut from those points at once:
 *
 * insert	From the root on, a cut is drawn for the node's points and the new
 *			one.  If it parts the new one from all others, it becomes a branch
 *			there.  Otherwise the cut that the node has stays, and the point
 *			goes on to its side of that.  A point inside of the box cannot be
 *			parted from the rest, so nothing is drawn for it.
 *
 * erase	The leaf goes, and its sibling takes their parent's place.
 *
 * IDENTIFICATION
 *	  src/forest/forest_tree.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "forest/forest_tree.h"

#define NONE	PG_UINT16_MAX

static Size
branch_size(int dimensions)
{
	return offsetof(ForestBranch, box) + sizeof(double) * 2 * dimensions;
}

/* What awspipe_forest_tree_init() wants, a multiple of 8. */
Size
awspipe_forest_tree_size(int dimensions, int capacity)
{
	return MAXALIGN(capacity * (branch_size(dimensions) +
								sizeof(double) * dimensions + sizeof(double) +
								sizeof(uint16) * 2));
}

void
awspipe_forest_tree_init(ForestTree *tree, char *memory, int dimensions,
						 int capacity, uint16 * path)
{
	tree->dimensions = dimensions;
	tree->capacity = capacity;
	tree->stride = branch_size(dimensions);
	tree->path = path;
	memset(memory, 0, awspipe_forest_tree_size(dimensions, capacity));

	/* Doubles first: then all are aligned */
	tree->branches = memory;
	memory += tree->stride * capacity;
	tree->points = (double *) memory;
	memory += sizeof(double) * dimensions * capacity;
	tree->weights = (double *) memory;
	memory += sizeof(double) * capacity;
	tree->masses = (uint16 *) memory;
	memory += sizeof(uint16) * capacity;
	tree->sampled = (uint16 *) memory;
	awspipe_forest_tree_empty(tree);
}

void
awspipe_forest_tree_empty(ForestTree *tree)
{
	tree->npoints = 0;
	tree->nleaves = 0;
	tree->root = NONE;
	tree->changed = false;
	for (int i = 0; i < tree->capacity; i++)
	{
		forest_branch(tree, i)->left = i + 1;
		tree->masses[i] = i + 1;
	}
	tree->free_branch = 0;
	tree->free_leaf = 0;
}

uint16
awspipe_forest_new_leaf(ForestTree *tree)
{
	uint16		leaf = tree->free_leaf;

	Assert(tree->nleaves < tree->capacity);
	tree->free_leaf = tree->masses[leaf];
	tree->nleaves++;
	return tree->capacity + leaf;
}

uint16
awspipe_forest_new_branch(ForestTree *tree)
{
	uint16		branch = tree->free_branch;

	tree->free_branch = forest_branch(tree, branch)->left;
	return branch;
}

/* Makes a branch's box anew from those of its children; has it changed? */
bool
awspipe_forest_rebuild_box(ForestTree *tree, int node)
{
	ForestBranch *branch = forest_branch(tree, node);
	bool		changed = false;

	for (int i = 0; i < tree->dimensions; i++)
	{
		double		low;
		double		high;
		double		other_low;
		double		other_high;

		forest_bounds(tree, branch->left, i, &low, &high);
		forest_bounds(tree, branch->right, i, &other_low, &other_high);
		low = Min(low, other_low);
		high = Max(high, other_high);
		changed = changed || low != branch->box[2 * i] || high != branch->box[2 * i + 1];
		branch->box[2 * i] = low;
		branch->box[2 * i + 1] = high;
	}
	return changed;
}

static void
extend(double *low, double *high, double value)
{
	if (value < *low)
		*low = value;
	else if (value > *high)
		*high = value;
}

/* The extents of a node's box, with the point in it, of all dimensions. */
static double
extended_range(const ForestTree *tree, int node, const double *point,
			   bool *inside)
{
	double		range = 0;

	*inside = true;
	for (int i = 0; i < tree->dimensions; i++)
	{
		double		low;
		double		high;

		forest_bounds(tree, node, i, &low, &high);
		*inside = *inside && point[i] >= low && point[i] <= high;
		extend(&low, &high, point[i]);
		range += high - low;
	}
	return range;
}

/*
 * Draws a cut of the node's points and another one; does it part this one
 * from all of them?  Both sides of a cut have points, so it lies below the
 * upper end of the extent.
 */
static bool
draw_cut(const ForestTree *tree, int node, const double *point,
		 ForestRandom *random, uint16 * dimension, double *cut)
{
	bool		inside;
	double		range = extended_range(tree, node, point, &inside);
	double		rest;
	bool		parts = false;

	if (inside)
		return false;
	rest = awspipe_forest_fraction(random) * range;
	for (int i = 0; i < tree->dimensions; i++)
	{
		double		low;
		double		high;
		double		box_low;
		double		box_high;

		forest_bounds(tree, node, i, &box_low, &box_high);
		low = box_low;
		high = box_high;
		extend(&low, &high, point[i]);
		if (low == high)
			continue;

		/* Rounding may leave a rest behind the last one, which has it then */
		*dimension = i;
		*cut = low + rest;
		if (*cut >= high)
			*cut = nextafter(high, low);
		parts = point[i] <= *cut ? *cut < box_low : *cut >= box_high;
		if (rest < high - low)
			break;
		rest -= high - low;
	}
	return parts;
}

static uint16
make_leaf(ForestTree *tree, const double *point)
{
	uint16		leaf = awspipe_forest_new_leaf(tree);

	memcpy(forest_point(tree, leaf), point, sizeof(double) * tree->dimensions);
	tree->masses[leaf - tree->capacity] = 1;
	return leaf;
}

/* Puts a new leaf beside what a link points to. */
static uint16
part_leaf(ForestTree *tree, uint16 * link, const double *point,
		  uint16 dimension, double cut)
{
	uint16		leaf = make_leaf(tree, point);
	uint16		node = awspipe_forest_new_branch(tree);
	ForestBranch *branch = forest_branch(tree, node);
	bool		left = point[dimension] <= cut;

	branch->cut = cut;
	branch->dimension = dimension;
	branch->left = left ? leaf : *link;
	branch->right = left ? *link : leaf;
	branch->mass = forest_mass(tree, *link) + 1;
	(void) awspipe_forest_rebuild_box(tree, node);
	*link = node;
	return leaf;
}

/* Returns the leaf that the point is in. */
uint16
awspipe_forest_insert(ForestTree *tree, const double *point,
					  ForestRandom *random)
{
	uint16	   *link = &tree->root;
	uint16		dimension = 0;
	double		cut = 0;

	if (tree->nleaves == 0)
	{
		tree->root = make_leaf(tree, point);
		return tree->root;
	}
	while (!draw_cut(tree, *link, point, random, &dimension, &cut))
	{
		ForestBranch *branch;

		/* A cut parts two points that differ */
		if (forest_is_leaf(tree, *link))
		{
			Assert(forest_same_point(tree, *link, point));
			tree->masses[*link - tree->capacity]++;
			return *link;
		}

		branch = forest_branch(tree, *link);
		branch->mass++;
		for (int i = 0; i < tree->dimensions; i++)
			extend(&branch->box[2 * i], &branch->box[2 * i + 1], point[i]);
		link = point[branch->dimension] <= branch->cut ?
			&branch->left : &branch->right;
	}
	return part_leaf(tree, link, point, dimension, cut);
}

/* The branches from the root to a leaf go into tree->path. */
static int
find_path(ForestTree *tree, int leaf)
{
	const double *point = forest_point(tree, leaf);
	int			length = 0;

	for (uint16 node = tree->root; node != leaf;)
	{
		ForestBranch *branch = forest_branch(tree, node);

		Assert(!forest_is_leaf(tree, node));
		tree->path[length++] = node;
		node = point[branch->dimension] <= branch->cut ?
			branch->left : branch->right;
	}
	return length;
}

static void
remove_leaf(ForestTree *tree, int leaf, int length)
{
	int			parent;
	ForestBranch *branch;
	uint16		sibling;

	tree->masses[leaf - tree->capacity] = tree->free_leaf;
	tree->free_leaf = leaf - tree->capacity;
	tree->nleaves--;
	if (length == 0)
		return;

	parent = tree->path[length - 1];
	branch = forest_branch(tree, parent);
	sibling = branch->left == leaf ? branch->right : branch->left;
	if (length == 1)
		tree->root = sibling;
	else
	{
		ForestBranch *above = forest_branch(tree, tree->path[length - 2]);

		*(above->left == parent ? &above->left : &above->right) = sibling;
	}
	branch->left = tree->free_branch;
	tree->free_branch = parent;
}

/* Takes one of its points out of a leaf. */
void
awspipe_forest_erase(ForestTree *tree, int leaf)
{
	int			length = find_path(tree, leaf);
	bool		shrunk = false;

	if (--tree->masses[leaf - tree->capacity] == 0)
	{
		remove_leaf(tree, leaf, length--);
		shrunk = true;
	}
	while (--length >= 0)
	{
		forest_branch(tree, tree->path[length])->mass--;
		shrunk = shrunk && awspipe_forest_rebuild_box(tree, tree->path[length]);
	}
}
