/*-------------------------------------------------------------------------
 *
 * forest_random.c
 *	  Numbers by chance that are the same on every machine.
 *
 * A forest's state may be computed on one machine and on another after a
 * failover, a restore or a replay, and is to be the same: the generator is
 * splitmix64, on integers, and the logarithm is our own, because those of C
 * libraries differ in the last bit.  It needs the four operations of IEEE 754
 * only; the Makefile forbids the compiler to fuse them.
 *
 * IDENTIFICATION
 *	  src/forest/forest_random.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "forest/forest_tree.h"

#define GAMMA	UINT64CONST(0x9E3779B97F4A7C15)

/* ln 2 in two parts; the first has few enough bits that products are exact */
#define LN2_HIGH	6.93147180369123816490e-01
#define LN2_LOW		1.90821492927058770002e-10
#define SQRT_2		1.41421356237309504880

uint64
awspipe_forest_mix(uint64 bits)
{
	bits += GAMMA;
	bits = (bits ^ (bits >> 30)) * UINT64CONST(0xBF58476D1CE4E5B9);
	bits = (bits ^ (bits >> 27)) * UINT64CONST(0x94D049BB133111EB);
	return bits ^ (bits >> 31);
}

/* Uniform in [0, 1) */
double
awspipe_forest_fraction(ForestRandom *random)
{
	uint64		bits = awspipe_forest_mix(random->state);

	random->state += GAMMA;
	return (double) (bits >> 11) / (double) (UINT64CONST(1) << 53);
}

/*
 * The natural logarithm of a normal number greater than 0: that of its power
 * of 2, and of a rest m near 1, whose logarithm is twice the series of odd
 * powers of s = (m - 1) / (m + 1).  Since |s| < 0.1716, ten terms are enough.
 */
double
awspipe_forest_log(double x)
{
	uint64		bits;
	int			exponent;
	double		m;
	double		s;
	double		square;
	double		sum = 0;

	memcpy(&bits, &x, sizeof(bits));
	exponent = (int) (bits >> 52) - 1023;
	bits = (bits & ((UINT64CONST(1) << 52) - 1)) | (UINT64CONST(1023) << 52);
	memcpy(&m, &bits, sizeof(m));
	if (m > SQRT_2)
	{
		m *= 0.5;
		exponent++;
	}

	s = (m - 1) / (m + 1);
	square = s * s;
	for (int divisor = 21; divisor >= 3; divisor -= 2)
		sum = square * (sum + 1.0 / divisor);
	return exponent * LN2_HIGH + (2 * s + (2 * s * sum + exponent * LN2_LOW));
}
