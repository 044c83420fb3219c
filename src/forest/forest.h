/*-------------------------------------------------------------------------
 *
 * forest.h
 *	  Random cut forests: how unlike what came before it a point is.
 *
 * Knows neither tables nor sessions.  What it computes depends on the options
 * and the points alone, to the last bit, on every machine: see
 * forest_random.c.
 *
 * IDENTIFICATION
 *	  src/forest/forest.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_FOREST_H
#define AWSPIPE_FOREST_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* A tree's nodes are numbered by 16 bits; the rest is a matter of memory */
#define AWSPIPE_FOREST_DIMENSIONS_MAX	1000
#define AWSPIPE_FOREST_TREES_MAX		1000
#define AWSPIPE_FOREST_SAMPLE_MIN		2
#define AWSPIPE_FOREST_SAMPLE_MAX		4096
#define AWSPIPE_FOREST_SHINGLE_MAX		1000
/* trees * sample * dimensions * shingle: 256 MB of numbers */
#define AWSPIPE_FOREST_NUMBERS_MAX		(INT64CONST(1) << 25)
/* Sums of the distances of all dimensions stay finite */
#define AWSPIPE_FOREST_VALUE_MAX		1e300

typedef struct AwspipeForestOptions
{
	int			dimensions;		/* of a point as it comes */
	int			number_of_trees;
	int			sub_sample_size;	/* points in a tree */
	int64		time_decay;		/* points until one counts for 1/e */
	int			shingle_size;	/* points side by side that make one */
	int			output_after;	/* points before the first that is scored */
	int64		seed;
} AwspipeForestOptions;

/* What a dimension adds to a score, for being lower or higher than others */
typedef struct AwspipeForestShare
{
	double		low;
	double		high;
} AwspipeForestShare;

typedef struct AwspipeForest AwspipeForest;

/*
 * A forest that has seen nothing yet, in a memory context of its own below
 * the current one, until it is adopted by another one.  The options must be
 * within the limits above.
 */
extern AwspipeForest *awspipe_forest_create(const AwspipeForestOptions *options);
extern void awspipe_forest_free(AwspipeForest *forest);
extern void awspipe_forest_adopt(AwspipeForest *forest, MemoryContext parent);
extern Size awspipe_forest_memory(const AwspipeForest *forest);

/*
 * Scores the next point against all before it, then learns it.  Its values
 * must be numbers of AWSPIPE_FOREST_VALUE_MAX at most.  False for the first
 * points, which have no score.  shares, unless NULL, has room for one entry
 * a dimension: they sum to the score.
 */
extern bool awspipe_forest_take(AwspipeForest *forest, const double *values,
								double *score, AwspipeForestShare *shares);

/* Points taken so far, and those of them that the next shingle has in it */
extern int64 awspipe_forest_seen(const AwspipeForest *forest);
extern const double *awspipe_forest_recent(const AwspipeForest *forest,
										   int *nvalues);

/*
 * The number of values that awspipe_forest_recent() has after so many points;
 * taking up such a state again, before the trees are read.
 */
extern int	awspipe_forest_recent_length(const AwspipeForestOptions *options,
										 int64 seen);
extern void awspipe_forest_resume(AwspipeForest *forest, int64 seen,
								  const double *recent);

/*
 * State of the trees.  Those that changed since they were read or written are
 * listed by next_changed(), from that number on; -1 is the end of it.  What
 * is written is the same for the same points, however they came.
 *
 * Reading takes any bytes.  Returns NULL, or what is wrong with them, a
 * sentence without its full stop; the forest is of no use then.
 */
extern int	awspipe_forest_next_changed(const AwspipeForest *forest, int tree);
extern void awspipe_forest_write_tree(AwspipeForest *forest, int tree,
									  StringInfo buf);
extern const char *awspipe_forest_read_tree(AwspipeForest *forest, int tree,
											const char *data, Size len);

/* NULL, or which of its invariants the tree does not keep. */
extern const char *awspipe_forest_check_tree(AwspipeForest *forest, int tree);

#endif							/* AWSPIPE_FOREST_H */
