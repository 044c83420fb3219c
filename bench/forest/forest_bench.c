/*-------------------------------------------------------------------------
 *
 * forest_bench.c
 *	  What a point costs in a random cut forest, beside a walk of its trees.
 *
 * A forest with the defaults, one dimension and 100 trees of 256 points, takes
 * points, and then a plain loop takes the same points down the same trees,
 * cut by cut, and adds up how deep it came: the least that a forest has to
 * do.  Both take turns, in one process.  Printed are the medians of each, for
 * the first points and for those after many others, and their ratios.
 *
 *	  forest_bench [points [rounds]]
 *
 * IDENTIFICATION
 *	  bench/forest/forest_bench.c
 *
 *-------------------------------------------------------------------------
 */
#include "../../src/forest/forest.c"

#include <math.h>
#include <time.h>

#include "shim.h"

/* Points before those that are timed */
static const int64 ages[] = {0, 256, 10000, 100000};

/* The shim has none, and no forest is adopted here */
void
MemoryContextSetParent(MemoryContext context, MemoryContext new_parent)
{
	abort();
}

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* A wave with noise, the same in each run */
static double
value_at(int64 n)
{
	return sin(n / 50.0) + (awspipe_forest_mix(n) >> 11) / 1e16;
}

static double
take(AwspipeForest *forest, int64 first, int npoints)
{
	double		sum = 0;

	for (int i = 0; i < npoints; i++)
	{
		double		value = value_at(first + i);
		double		score = 0;

		awspipe_forest_take(forest, &value, &score, NULL);
		sum += score;
	}
	return sum;
}

static double
walk(const AwspipeForest *forest, int64 first, int npoints)
{
	int64		depth = 0;

	for (int i = 0; i < npoints; i++)
	{
		double		value = value_at(first + i);

		for (int t = 0; t < forest->options.number_of_trees; t++)
		{
			const ForestTree *tree = &forest->trees[t];

			for (int node = tree->root; node < tree->capacity; depth++)
			{
				const ForestBranch *branch = forest_branch(tree, node);

				node = value <= branch->cut ? branch->left : branch->right;
			}
		}
	}
	return depth;
}

int
main(int argc, char **argv)
{
	int			npoints = argc > 1 ? atoi(argv[1]) : 10000;
	int			nrounds = argc > 2 ? atoi(argv[2]) : 9;
	double	   *taken = malloc(sizeof(double) * nrounds);
	double	   *walked = malloc(sizeof(double) * nrounds);
	volatile double sum = 0;

	printf("%10s %16s %16s %10s\n", "after", "us a point", "us a walk", "ratio");
	for (int a = 0; a < lengthof(ages); a++)
	{
		/* So few that they are all of that age */
		int			n = ages[a] < 10000 ? 256 : npoints;

		for (int round = 0; round < nrounds; round++)
		{
			AwspipeForestOptions options = {1, 100, 256, 100000, 1, 256, round};
			AwspipeForest *forest;
			double		start;

			shim_start();
			forest = awspipe_forest_create(&options);
			sum += take(forest, 0, (int) ages[a]);

			start = seconds_now();
			sum += take(forest, ages[a], n);
			taken[round] = seconds_now() - start;

			start = seconds_now();
			sum += walk(forest, ages[a], n);
			walked[round] = seconds_now() - start;
			shim_stop();
		}
		qsort(taken, nrounds, sizeof(double), compare_doubles);
		qsort(walked, nrounds, sizeof(double), compare_doubles);
		printf("%10lld %16.2f %16.2f %10.2f\n", (long long) ages[a],
			   taken[nrounds / 2] / n * 1e6, walked[nrounds / 2] / n * 1e6,
			   taken[nrounds / 2] / walked[nrounds / 2]);
	}
	return 0;
}
