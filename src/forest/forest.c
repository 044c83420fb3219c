/*-------------------------------------------------------------------------
 *
 * forest.c
 *	  A random cut forest: its trees, and the points that go through them.
 *
 * Each point is put behind the last ones, shingle_size of them, and this
 * shingle is what the trees know.  It is scored by every tree, and learnt by
 * those whose sample takes it; the score is the mean.  Chance is a function
 * of the seed, the tree and the number of the shingle.
 *
 * IDENTIFICATION
 *	  src/forest/forest.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "forest/forest_tree.h"
#include "utils/memutils.h"

struct AwspipeForest
{
	/* Settings */
	AwspipeForestOptions options;
	int			dimensions;		/* of a shingle */
	uint64	   *seeds;			/* of the trees */

	/* State */
	int64		seen;
	double	   *shingle;		/* values of the last points, newest at the
								 * end */
	ForestTree *trees;

	/* Tables, see forest_score.c */
	double	   *inverses;
	double	   *logarithms;

	/* Memory */
	MemoryContext context;
	Size		size;
	uint16	   *path;
	double	   *scratch;
	AwspipeForestShare *shares;
};

static void
make_tables(AwspipeForest *forest)
{
	int			sample = forest->options.sub_sample_size;

	forest->inverses = palloc(sizeof(double) * (sample + 2));
	forest->logarithms = palloc(sizeof(double) * (sample + 1));
	forest->inverses[0] = 0;
	for (int i = 1; i < sample + 2; i++)
		forest->inverses[i] = 1.0 / i;
	for (int i = 0; i <= sample; i++)
		forest->logarithms[i] = awspipe_forest_log(i + 1) / awspipe_forest_log(2);
}

AwspipeForest *
awspipe_forest_create(const AwspipeForestOptions *options)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "pgawspipe forest",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	AwspipeForest *forest = palloc0(sizeof(AwspipeForest));
	int			dimensions = options->dimensions * options->shingle_size;
	Size		size = awspipe_forest_tree_size(dimensions, options->sub_sample_size);
	uint64		seed = awspipe_forest_mix((uint64) options->seed);

	forest->context = context;
	forest->options = *options;
	forest->dimensions = dimensions;
	forest->size = size * options->number_of_trees;
	forest->shingle = palloc0(sizeof(double) * dimensions);
	forest->path = palloc(sizeof(uint16) * options->sub_sample_size);
	forest->scratch = palloc(sizeof(double) * 4 * dimensions);
	forest->shares = palloc(sizeof(AwspipeForestShare) * dimensions);
	make_tables(forest);

	forest->trees = palloc(sizeof(ForestTree) * options->number_of_trees);
	forest->seeds = palloc(sizeof(uint64) * options->number_of_trees);
	for (int i = 0; i < options->number_of_trees; i++)
	{
		forest->seeds[i] = awspipe_forest_mix(seed + i);
		awspipe_forest_tree_init(&forest->trees[i],
								 MemoryContextAllocHuge(context, size),
								 dimensions, options->sub_sample_size,
								 forest->path);
	}
	MemoryContextSwitchTo(old);
	return forest;
}

void
awspipe_forest_free(AwspipeForest *forest)
{
	MemoryContextDelete(forest->context);
}

void
awspipe_forest_adopt(AwspipeForest *forest, MemoryContext parent)
{
	MemoryContextSetParent(forest->context, parent);
}

Size
awspipe_forest_memory(const AwspipeForest *forest)
{
	return forest->size;
}

static double
score_shingle(AwspipeForest *forest)
{
	double		sum = 0;

	for (int i = 0; i < forest->options.number_of_trees; i++)
		sum += awspipe_forest_score(&forest->trees[i], forest->shingle,
									forest->inverses, forest->logarithms);
	return sum / forest->options.number_of_trees;
}

/* A dimension's share is that of all its values in the shingle. */
static double
attribute_shingle(AwspipeForest *forest, AwspipeForestShare *shares)
{
	int			ntrees = forest->options.number_of_trees;
	int			ndimensions = forest->options.dimensions;
	double		sum = 0;

	memset(forest->shares, 0, sizeof(AwspipeForestShare) * forest->dimensions);
	for (int i = 0; i < ntrees; i++)
		sum += awspipe_forest_attribute(&forest->trees[i], forest->shingle,
										forest->inverses, forest->logarithms,
										forest->shares, forest->scratch);
	memset(shares, 0, sizeof(AwspipeForestShare) * ndimensions);
	for (int i = 0; i < forest->dimensions; i++)
	{
		shares[i % ndimensions].low += forest->shares[i].low / ntrees;
		shares[i % ndimensions].high += forest->shares[i].high / ntrees;
	}
	return sum / ntrees;
}

static void
learn_shingle(AwspipeForest *forest)
{
	int64		number = forest->seen - forest->options.shingle_size;
	double		age = (double) number / (double) forest->options.time_decay;

	for (int i = 0; i < forest->options.number_of_trees; i++)
		awspipe_forest_sample(&forest->trees[i], forest->seeds[i], number, age,
							  forest->shingle);
}

bool
awspipe_forest_take(AwspipeForest *forest, const double *values,
					double *score, AwspipeForestShare *shares)
{
	int			ndimensions = forest->options.dimensions;
	int			rest = forest->dimensions - ndimensions;
	bool		scored;

	memmove(forest->shingle, forest->shingle + ndimensions, sizeof(double) * rest);
	for (int i = 0; i < ndimensions; i++)
		forest->shingle[rest + i] = values[i] + 0.0;	/* makes 0 of -0 */

	scored = forest->seen >= forest->options.output_after;
	if (scored)
		*score = shares == NULL ? score_shingle(forest) :
			attribute_shingle(forest, shares);
	forest->seen++;
	if (forest->seen >= forest->options.shingle_size)
		learn_shingle(forest);
	return scored;
}

int64
awspipe_forest_seen(const AwspipeForest *forest)
{
	return forest->seen;
}

int
awspipe_forest_recent_length(const AwspipeForestOptions *options, int64 seen)
{
	return (int) Min(seen, options->shingle_size - 1) * options->dimensions;
}

const double *
awspipe_forest_recent(const AwspipeForest *forest, int *nvalues)
{
	*nvalues = awspipe_forest_recent_length(&forest->options, forest->seen);
	return forest->shingle + forest->dimensions - *nvalues;
}

void
awspipe_forest_resume(AwspipeForest *forest, int64 seen, const double *recent)
{
	int			nvalues = awspipe_forest_recent_length(&forest->options, seen);

	forest->seen = seen;
	memcpy(forest->shingle + forest->dimensions - nvalues, recent,
		   sizeof(double) * nvalues);
}

int
awspipe_forest_next_changed(const AwspipeForest *forest, int tree)
{
	for (; tree < forest->options.number_of_trees; tree++)
	{
		if (forest->trees[tree].changed)
			return tree;
	}
	return -1;
}

void
awspipe_forest_write_tree(AwspipeForest *forest, int tree, StringInfo buf)
{
	awspipe_forest_tree_write(&forest->trees[tree], buf);
	forest->trees[tree].changed = false;
}

const char *
awspipe_forest_read_tree(AwspipeForest *forest, int tree,
						 const char *data, Size len)
{
	int64		learnt = forest->seen - forest->options.shingle_size + 1;
	const char *problem;

	awspipe_forest_tree_empty(&forest->trees[tree]);
	problem = awspipe_forest_tree_read(&forest->trees[tree], data, len);
	if (problem == NULL &&
		forest->trees[tree].npoints != Max(Min(learnt, forest->options.sub_sample_size), 0))
		problem = "It is of a forest that has seen another number of points";
	return problem;
}

const char *
awspipe_forest_check_tree(AwspipeForest *forest, int tree)
{
	return awspipe_forest_tree_check(&forest->trees[tree]);
}
