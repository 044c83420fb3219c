/*-------------------------------------------------------------------------
 *
 * fuzz_forest.c
 *	  The state of random cut trees under libFuzzer.
 *
 * The first two bytes say how many dimensions and points the forest's trees
 * have, the rest is the state; its checksum is put in its place here, or
 * nothing else would ever be looked at.
 *
 * Promises: what is taken for a tree keeps all invariants of one, and is
 * written as it was read; it keeps them when points come and go, and gives
 * scores that are numbers.  What is not taken is no harm.
 *
 * IDENTIFICATION
 *	  test/fuzz/fuzz_forest.c
 *
 *-------------------------------------------------------------------------
 */
#include "../../src/forest/forest_state.c"

#include "shim.h"

#define DIMENSIONS_MAX	4
#define CAPACITY_MAX	300
#define POINTS			20

/* Lets points through the tree that are like its own, or not. */
static void
go_on(ForestTree *tree)
{
	double		inverses[CAPACITY_MAX + 2];
	double		logarithms[CAPACITY_MAX + 1];
	double		point[DIMENSIONS_MAX];
	double		scratch[4 * DIMENSIONS_MAX];
	AwspipeForestShare shares[DIMENSIONS_MAX];

	for (int i = 0; i <= CAPACITY_MAX; i++)
	{
		inverses[i] = i == 0 ? 0 : 1.0 / i;
		logarithms[i] = awspipe_forest_log(i + 1) / awspipe_forest_log(2);
	}
	inverses[CAPACITY_MAX + 1] = 1.0 / (CAPACITY_MAX + 1);

	for (int n = 0; n < POINTS; n++)
	{
		double		score;
		double		sum = 0;

		for (int i = 0; i < tree->dimensions; i++)
			point[i] = n % 3 == 0 && tree->npoints > 0 ?
				forest_point(tree, tree->sampled[n % tree->npoints])[i] :
				(n - 10) * (i + 0.5);

		memset(shares, 0, sizeof(shares));
		score = awspipe_forest_attribute(tree, point, inverses, logarithms,
										 shares, scratch);
		for (int i = 0; i < tree->dimensions; i++)
			sum += shares[i].low + shares[i].high;
		shim_require(isfinite(score) && score >= 0);
		shim_require(fabs(sum - score) <= 1e-9 * (1 + score));

		awspipe_forest_sample(tree, n, n, 1000.0 * n, point);
		shim_require(awspipe_forest_tree_check(tree) == NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	ForestTree	tree;
	int			dimensions;
	int			capacity;
	char	   *state;
	uint32		crc;

	if (size < 2 + CHECKSUM_SIZE)
		return 0;
	dimensions = 1 + data[0] % DIMENSIONS_MAX;
	capacity = AWSPIPE_FOREST_SAMPLE_MIN + data[1];
	data += 2;
	size -= 2;

	shim_start();
	state = palloc(size);
	memcpy(state, data, size);
	crc = pg_hton32(checksum(state, size - CHECKSUM_SIZE));
	memcpy(state + size - CHECKSUM_SIZE, &crc, sizeof(crc));

	awspipe_forest_tree_init(&tree, palloc(awspipe_forest_tree_size(dimensions, capacity)),
							 dimensions, capacity,
							 palloc(sizeof(uint16) * capacity));
	if (awspipe_forest_tree_read(&tree, state, size) == NULL)
	{
		StringInfoData buf;

		shim_require(awspipe_forest_tree_check(&tree) == NULL);
		initStringInfo(&buf);
		awspipe_forest_tree_write(&tree, &buf);
		shim_require(buf.len == size && memcmp(buf.data, state, size) == 0);
		go_on(&tree);
	}
	shim_stop();
	return 0;
}
