/*-------------------------------------------------------------------------
 *
 * forest_score.c
 *	  How unlike a tree's points another point is.
 *
 * The score that AWS's forests have by default.  A point that was in the tree
 * would be parted from the others early if it is unlike them; what is scored
 * is the depth where that would happen, over all cuts that could be drawn for
 * it, as awspipe_forest_insert() draws them:
 *
 * 1/(depth + 1)	at a branch, times the chance that the cut there would
 *					part the point from the others, and that none above did;
 *					at a leaf of another point, times the chance that is left
 * 1/(depth + log2(mass + 1)) * (1 - mass / 2N)
 *					at a leaf of the same point, of so many of the tree's N
 *
 * all of it times log2(N + 1), so that trees of any size have scores around
 * one.
 *
 * What parts a point is a cut in some dimension, above or below the box: by
 * that a score is divided among the dimensions.  A point that is in the tree
 * is not parted; its score is divided as if its leaf were not there.
 *
 * IDENTIFICATION
 *	  src/forest/forest_score.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "forest/forest_tree.h"

/* How far a value is outside of [low, high] */
static inline double
gap(double low, double high, double value)
{
	return value < low ? low - value : value > high ? value - high : 0;
}

/* Of a leaf, before it is scaled by the size of the tree */
static double
leaf_score(const ForestTree *tree, int leaf, const double *point, int depth,
		   const double *inverses, const double *logarithms)
{
	int			mass = forest_mass(tree, leaf);

	if (!forest_same_point(tree, leaf, point))
		return inverses[depth + 1];
	return (1 - mass / (2.0 * tree->npoints)) / (depth + logarithms[mass]);
}

static inline double
score(const ForestTree *tree, const double *point, int dimensions,
	  const double *inverses, const double *logarithms)
{
	int			node = tree->root;
	double		left = 1;		/* chance that no cut above parts the point */
	double		sum = 0;
	int			depth = 0;

	for (; node < tree->capacity; depth++)
	{
		const ForestBranch *branch = forest_branch(tree, node);
		double		outside = 0;
		double		range = 0;

		for (int i = 0; i < dimensions; i++)
		{
			double		low = branch->box[2 * i];
			double		high = branch->box[2 * i + 1];

			outside += gap(low, high, point[i]);
			range += high - low;
		}
		if (outside > 0)
		{
			double		chance = outside / (range + outside);

			sum += left * chance * inverses[depth + 1];
			left *= 1 - chance;
		}
		node = point[branch->dimension] <= branch->cut ?
			branch->left : branch->right;
	}
	sum += left * leaf_score(tree, node, point, depth, inverses, logarithms);
	return sum * logarithms[tree->npoints];
}

double
awspipe_forest_score(const ForestTree *tree, const double *point,
					 const double *inverses, const double *logarithms)
{
	if (tree->npoints == 0)
		return 0;
	/* The compiler makes one of its own for the most frequent case */
	if (tree->dimensions == 1)
		return score(tree, point, 1, inverses, logarithms);
	return score(tree, point, tree->dimensions, inverses, logarithms);
}

/* Divides an amount by how far outside of a node's box the point is. */
static void
divide(const ForestTree *tree, int node, const double *point, double amount,
	   double range, AwspipeForestShare *shares)
{
	for (int i = 0; i < tree->dimensions; i++)
	{
		double		low;
		double		high;

		forest_bounds(tree, node, i, &low, &high);
		if (point[i] < low)
			shares[i].low += amount * ((low - point[i]) / range);
		else if (point[i] > high)
			shares[i].high += amount * ((point[i] - high) / range);
	}
}

/* Sums of the gaps, and of the extents, over all dimensions */
static void
measure(const ForestTree *tree, int node, const double *point,
		double *outside, double *range)
{
	*outside = *range = 0;
	for (int i = 0; i < tree->dimensions; i++)
	{
		double		low;
		double		high;

		forest_bounds(tree, node, i, &low, &high);
		*outside += gap(low, high, point[i]);
		*range += high - low;
	}
}

/*
 * Divides the score of a point that is in the tree: from its leaf to the root,
 * at each branch by the cuts of the box that the other side's points have had
 * so far, until the point is inside of that.
 */
static void
divide_known(const ForestTree *tree, const double *point, int leaf,
			 int length, double amount, double scale, const double *inverses,
			 AwspipeForestShare *shares, double *box)
{
	AwspipeForestShare *known = (AwspipeForestShare *) (box + 2 * tree->dimensions);
	double		sum = 0;
	int			below = leaf;

	/* What no cut parts is divided equally */
	for (int i = 0; i < tree->dimensions; i++)
		known[i].low = known[i].high = amount / (2 * tree->dimensions);

	for (int depth = length - 1; depth >= 0; depth--)
	{
		const ForestBranch *branch = forest_branch(tree, tree->path[depth]);
		int			sibling = branch->left == below ? branch->right : branch->left;
		double		outside = 0;
		double		range = 0;

		for (int i = 0; i < tree->dimensions; i++)
		{
			double		low;
			double		high;

			forest_bounds(tree, sibling, i, &low, &high);
			if (below != leaf)
			{
				low = Min(low, box[2 * i]);
				high = Max(high, box[2 * i + 1]);
			}
			box[2 * i] = low;
			box[2 * i + 1] = high;
			outside += gap(low, high, point[i]);
			range += high - low;
		}
		if (outside <= 0)
			break;

		range += outside;
		for (int i = 0; i < tree->dimensions; i++)
		{
			double		part = gap(box[2 * i], box[2 * i + 1], point[i]) / range *
				inverses[depth + 1];

			known[i].low *= 1 - outside / range;
			known[i].high *= 1 - outside / range;
			if (point[i] < box[2 * i])
				known[i].low += part;
			else
				known[i].high += part;
		}
		below = tree->path[depth];
	}

	for (int i = 0; i < tree->dimensions; i++)
		sum += known[i].low + known[i].high;
	for (int i = 0; i < tree->dimensions; i++)
	{
		shares[i].low += amount * scale * (known[i].low / sum);
		shares[i].high += amount * scale * (known[i].high / sum);
	}
}

/*
 * The score, with what each dimension of the shingle has in it added to
 * shares.  scratch has room for four numbers a dimension.
 */
double
awspipe_forest_attribute(const ForestTree *tree, const double *point,
						 const double *inverses, const double *logarithms,
						 AwspipeForestShare *shares, double *scratch)
{
	int			node = tree->root;
	double		scale;
	double		left = 1;
	int			depth = 0;
	double		amount;
	double		outside;
	double		range;

	if (tree->npoints == 0)
		return 0;
	scale = logarithms[tree->npoints];
	for (; !forest_is_leaf(tree, node); depth++)
	{
		const ForestBranch *branch = forest_branch(tree, node);

		measure(tree, node, point, &outside, &range);
		if (outside > 0)
		{
			range += outside;
			divide(tree, node, point, left * inverses[depth + 1] * scale,
				   range, shares);
			left *= 1 - outside / range;
		}
		tree->path[depth] = node;
		node = point[branch->dimension] <= branch->cut ?
			branch->left : branch->right;
	}

	amount = left * leaf_score(tree, node, point, depth, inverses, logarithms);
	if (forest_same_point(tree, node, point))
		divide_known(tree, point, node, depth, amount, scale, inverses, shares, scratch);
	else
	{
		measure(tree, node, point, &outside, &range);
		divide(tree, node, point, amount * scale, outside, shares);
	}
	return awspipe_forest_score(tree, point, inverses, logarithms);
}
