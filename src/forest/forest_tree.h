/*-------------------------------------------------------------------------
 *
 * forest_tree.h
 *	  One tree of a random cut forest, for the files that make up forest.h.
 *
 * IDENTIFICATION
 *	  src/forest/forest_tree.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_FOREST_TREE_H
#define AWSPIPE_FOREST_TREE_H

#include "forest/forest.h"

/*
 * An inner node.  Points whose value in this dimension is at most that of the
 * cut are on the left.
 */
typedef struct ForestBranch
{
	double		cut;
	uint16		left;
	uint16		right;
	uint16		mass;			/* sampled points below */
	uint16		dimension;
	double		box[FLEXIBLE_ARRAY_MEMBER]; /* of all points below: low and
											 * high of each dimension */
} ForestBranch;

/*
 * Nodes are numbers: branches from 0, leaves from `capacity` on.  Points that
 * are equal share a leaf, which counts them.  Everything is in one piece of
 * memory that never grows; unused branches and leaves form lists.
 */
typedef struct ForestTree
{
	/* Settings */
	int			dimensions;		/* of a shingle */
	int			capacity;		/* sampled points at most */
	Size		stride;			/* bytes of a branch */

	/* State */
	int			npoints;
	int			nleaves;
	uint16		root;			/* undefined without points */
	bool		changed;		/* since it was read or written */
	uint16		free_branch;	/* lists of unused ones */
	uint16		free_leaf;

	/* Arrays */
	char	   *branches;
	double	   *points;			/* of leaves, by dimension */
	uint16	   *masses;			/* of leaves; next in the list of unused */
	double	   *weights;		/* heap of the sample, the greatest first */
	uint16	   *sampled;		/* leaf of each, in the heap's order */
	uint16	   *path;			/* scratch: of all trees */
} ForestTree;

/* splitmix64 */
typedef struct ForestRandom
{
	uint64		state;
} ForestRandom;

static inline ForestBranch *
forest_branch(const ForestTree *tree, int node)
{
	return (ForestBranch *) (tree->branches + node * tree->stride);
}

static inline bool
forest_is_leaf(const ForestTree *tree, int node)
{
	return node >= tree->capacity;
}

static inline double *
forest_point(const ForestTree *tree, int leaf)
{
	return tree->points + (Size) (leaf - tree->capacity) * tree->dimensions;
}

static inline int
forest_mass(const ForestTree *tree, int node)
{
	return forest_is_leaf(tree, node) ? tree->masses[node - tree->capacity] :
		forest_branch(tree, node)->mass;
}

static inline void
forest_bounds(const ForestTree *tree, int node, int dimension,
			  double *low, double *high)
{
	if (forest_is_leaf(tree, node))
		*low = *high = forest_point(tree, node)[dimension];
	else
	{
		const double *box = forest_branch(tree, node)->box;

		*low = box[2 * dimension];
		*high = box[2 * dimension + 1];
	}
}

/* There is no -0 among the values, and nothing that is no number */
static inline bool
forest_same_point(const ForestTree *tree, int leaf, const double *point)
{
	return memcmp(forest_point(tree, leaf), point,
				  sizeof(double) * tree->dimensions) == 0;
}

/* forest_random.c */
extern double awspipe_forest_log(double x);
extern uint64 awspipe_forest_mix(uint64 bits);
extern double awspipe_forest_fraction(ForestRandom *random);

/* forest_tree.c: nodes, and the points in them */
extern Size awspipe_forest_tree_size(int dimensions, int capacity);
extern void awspipe_forest_tree_init(ForestTree *tree, char *memory,
									 int dimensions, int capacity,
									 uint16 * path);
extern void awspipe_forest_tree_empty(ForestTree *tree);
extern uint16 awspipe_forest_new_leaf(ForestTree *tree);
extern uint16 awspipe_forest_new_branch(ForestTree *tree);
extern bool awspipe_forest_rebuild_box(ForestTree *tree, int node);
extern uint16 awspipe_forest_insert(ForestTree *tree, const double *point,
									ForestRandom *random);
extern void awspipe_forest_erase(ForestTree *tree, int leaf);

/* forest_sampler.c: which points stay */
extern void awspipe_forest_sample(ForestTree *tree, uint64 seed, int64 number,
								  double age, const double *point);

/* forest_score.c; inverses[n] is 1/n, logarithms[n] is log2(n + 1) */
extern double awspipe_forest_score(const ForestTree *tree, const double *point,
								   const double *inverses,
								   const double *logarithms);
extern double awspipe_forest_attribute(const ForestTree *tree,
									   const double *point,
									   const double *inverses,
									   const double *logarithms,
									   AwspipeForestShare *shares,
									   double *scratch);

/* forest_state.c */
extern void awspipe_forest_tree_write(ForestTree *tree, StringInfo buf);
extern const char *awspipe_forest_tree_read(ForestTree *tree,
											const char *data, Size len);

/* forest_check.c */
extern const char *awspipe_forest_tree_check(const ForestTree *tree);

#endif							/* AWSPIPE_FOREST_TREE_H */
