/*-------------------------------------------------------------------------
 *
 * forest_check.c
 *	  What is true of every tree at any time.
 *
 * IDENTIFICATION
 *	  src/forest/forest_check.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "forest/forest_tree.h"

/* Box, mass and cut of a branch, by those of its children */
static const char *
check_branch(const ForestTree *tree, int node)
{
	const ForestBranch *branch = forest_branch(tree, node);
	double		low;
	double		high;

	if (branch->left >= 2 * tree->capacity || branch->right >= 2 * tree->capacity)
		return "A node is not there";
	if (branch->mass != forest_mass(tree, branch->left) + forest_mass(tree, branch->right))
		return "The mass of a branch is not that of its children";
	for (int i = 0; i < tree->dimensions; i++)
	{
		double		right_low;
		double		right_high;

		forest_bounds(tree, branch->left, i, &low, &high);
		forest_bounds(tree, branch->right, i, &right_low, &right_high);
		if (branch->box[2 * i] != Min(low, right_low) ||
			branch->box[2 * i + 1] != Max(high, right_high))
			return "The box of a branch is not that of its children";
	}

	/* Also what is no number */
	forest_bounds(tree, branch->left, branch->dimension, &low, &high);
	if (!(high <= branch->cut))
		return "A point is on the wrong side of a cut";
	forest_bounds(tree, branch->right, branch->dimension, &low, &high);
	if (!(branch->cut < low))
		return "A point is on the wrong side of a cut";
	return NULL;
}

/* All nodes below the root, each once; counts leaves and branches */
static const char *
check_nodes(const ForestTree *tree, int *nleaves, int *nbranches)
{
	uint16	   *waiting = palloc(sizeof(uint16) * 2 * tree->capacity);
	bool	   *met = palloc0(sizeof(bool) * 2 * tree->capacity);
	int			nwaiting = 0;
	const char *problem = NULL;

	*nleaves = *nbranches = 0;
	waiting[nwaiting++] = tree->root;
	while (nwaiting > 0 && problem == NULL)
	{
		uint16		node = waiting[--nwaiting];

		if (met[node])
		{
			problem = "A node has two parents";
			break;
		}
		met[node] = true;
		if (forest_is_leaf(tree, node))
			(*nleaves)++;
		else
		{
			(*nbranches)++;
			waiting[nwaiting++] = forest_branch(tree, node)->left;
			waiting[nwaiting++] = forest_branch(tree, node)->right;
			problem = check_branch(tree, node);
		}
	}
	pfree(waiting);
	pfree(met);
	return problem;
}

/* The heap's order, and that leaves have just the points of the sample */
static const char *
check_sample(const ForestTree *tree)
{
	int		   *masses = palloc0(sizeof(int) * tree->capacity);
	const char *problem = NULL;
	int			nleaves = 0;

	for (int i = 0; i < tree->npoints; i++)
	{
		int			leaf = tree->sampled[i] - tree->capacity;

		if (i > 0 && tree->weights[(i - 1) / 2] < tree->weights[i])
			problem = "The heap of weights is out of order";
		if (leaf < 0 || leaf >= tree->capacity)
			problem = "A sampled point is in no leaf";
		else if (masses[leaf]++ == 0)
			nleaves++;
	}
	for (int i = 0; i < tree->capacity && problem == NULL; i++)
	{
		if (masses[i] > 0 && masses[i] != tree->masses[i])
			problem = "The mass of a leaf is not that of its points";
	}
	if (problem == NULL && nleaves != tree->nleaves)
		problem = "A leaf has no point";
	pfree(masses);
	return problem;
}

static int
count_free(const ForestTree *tree, bool leaves)
{
	int			node = leaves ? tree->free_leaf : tree->free_branch;
	int			count = 0;

	for (; node < tree->capacity && count <= tree->capacity; count++)
		node = leaves ? tree->masses[node] : forest_branch(tree, node)->left;
	return count;
}

const char *
awspipe_forest_tree_check(const ForestTree *tree)
{
	int			nleaves = 0;
	int			nbranches = 0;
	const char *problem = NULL;

	if (tree->nleaves > 0)
	{
		problem = check_nodes(tree, &nleaves, &nbranches);
		if (problem == NULL && forest_mass(tree, tree->root) != tree->npoints)
			problem = "The mass of the root is not that of the sample";
	}
	if (problem == NULL && nleaves != tree->nleaves)
		problem = "The number of leaves is wrong";
	if (problem == NULL && count_free(tree, true) != tree->capacity - nleaves)
		problem = "Leaves are lost";
	if (problem == NULL && count_free(tree, false) != tree->capacity - nbranches)
		problem = "Branches are lost";
	return problem != NULL ? problem : check_sample(tree);
}
