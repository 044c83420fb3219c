/*-------------------------------------------------------------------------
 *
 * forest_sampler.c
 *	  Which points a tree has: a sample that favours the recent ones.
 *
 * The n-th point gets the weight ln(-ln u) - n / time_decay, where u is
 * uniform in (0, 1), and a tree keeps the points of the smallest weights: a
 * sample without replacement in which a point counts 1/e of one that came
 * time_decay points later (Efraimidis and Spirakis, with the exponential of
 * time taken out by a logarithm, so that weights stay numbers for ever).
 *
 * u follows from the tree's seed and n, as from a generator that is n steps
 * on: a tree that does not take a point does not change.
 *
 * IDENTIFICATION
 *	  src/forest/forest_sampler.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "forest/forest_tree.h"
#include "port/pg_bitutils.h"

#define STEP	UINT64CONST(0x9E3779B97F4A7C15)
#define CUTS	UINT64CONST(0xD1B54A32D192ED03) /* sets that stream apart */
#define LN2		0.69314718055994530942

static void
swap_sampled(ForestTree *tree, int a, int b)
{
	double		weight = tree->weights[a];
	uint16		leaf = tree->sampled[a];

	tree->weights[a] = tree->weights[b];
	tree->sampled[a] = tree->sampled[b];
	tree->weights[b] = weight;
	tree->sampled[b] = leaf;
}

static void
push_sampled(ForestTree *tree, double weight, uint16 leaf)
{
	int			place = tree->npoints++;

	tree->weights[place] = weight;
	tree->sampled[place] = leaf;
	while (place > 0 && tree->weights[(place - 1) / 2] < tree->weights[place])
	{
		swap_sampled(tree, place, (place - 1) / 2);
		place = (place - 1) / 2;
	}
}

/* Takes out the one of the greatest weight. */
static uint16
pop_sampled(ForestTree *tree)
{
	uint16		leaf = tree->sampled[0];
	int			place = 0;

	swap_sampled(tree, 0, --tree->npoints);
	for (;;)
	{
		int			greatest = place;

		for (int child = 2 * place + 1; child <= 2 * place + 2; child++)
		{
			if (child < tree->npoints &&
				tree->weights[child] > tree->weights[greatest])
				greatest = child;
		}
		if (greatest == place)
			return leaf;
		swap_sampled(tree, place, greatest);
		place = greatest;
	}
}

/*
 * Lets the tree take the point of that number, or not; age is the number
 * divided by time_decay.
 */
void
awspipe_forest_sample(ForestTree *tree, uint64 seed, int64 number, double age,
					  const double *point)
{
	uint64		bits = awspipe_forest_mix(seed + (uint64) number * STEP);
	uint64		odd = (bits >> 11) | 1; /* u, in units of 2^-53 */
	ForestRandom cuts = {bits ^ CUTS};
	double		weight;

	if (tree->npoints == tree->capacity)
	{
		/*
		 * Most points are not taken by most trees.  For them the logarithms
		 * can be spared: -ln u is at least 1 - u, and that at least its power
		 * of 2.
		 */
		int			power = pg_leftmost_one_pos64((UINT64CONST(1) << 53) - odd) - 53;

		if (power * LN2 - age >= tree->weights[0])
			return;
	}
	weight = awspipe_forest_log(-awspipe_forest_log((double) odd /
													(double) (UINT64CONST(1) << 53))) - age;
	if (tree->npoints == tree->capacity)
	{
		if (weight >= tree->weights[0])
			return;
		awspipe_forest_erase(tree, pop_sampled(tree));
	}
	push_sampled(tree, weight, awspipe_forest_insert(tree, point, &cuts));
	tree->changed = true;
}
