/*-------------------------------------------------------------------------
 *
 * md5.c
 *	  The digest by which Kinesis spreads keys and KPL guards its aggregates.
 *
 * It is computed here and not by pg_md5_binary(): nothing secret hangs on
 * it, and yet the server's function fails where the operating system forbids
 * MD5 (FIPS), and it needs a resource owner, which a worker that waits for
 * AWS does not have.
 *
 * IDENTIFICATION
 *	  src/aws/md5.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/md5.h"
#include "pg_compat.h"
#include "port/pg_bitutils.h"

/*
 * MD5 of one block of 64 bytes (RFC 1321).
 */
static void
md5_block(uint32 state[4], const unsigned char *block)
{
	static const uint32 sines[64] = {
		0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee,
		0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
		0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
		0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
		0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
		0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
		0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
		0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
		0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
		0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
		0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05,
		0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
		0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039,
		0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
		0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
		0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391
	};
	static const int rotations[4][4] = {
		{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}
	};
	uint32		a = state[0];
	uint32		b = state[1];
	uint32		c = state[2];
	uint32		d = state[3];

	for (int i = 0; i < 64; i++)
	{
		const unsigned char *word;
		uint32		mixed;
		int			which;

		switch (i / 16)
		{
			case 0:
				mixed = d ^ (b & (c ^ d));
				which = i;
				break;
			case 1:
				mixed = c ^ (d & (b ^ c));
				which = (5 * i + 1) % 16;
				break;
			case 2:
				mixed = b ^ c ^ d;
				which = (3 * i + 5) % 16;
				break;
			default:
				mixed = c ^ (b | ~d);
				which = (7 * i) % 16;
				break;
		}
		word = block + which * 4;
		mixed += a + sines[i] + ((uint32) word[0] | (uint32) word[1] << 8 |
								 (uint32) word[2] << 16 |
								 (uint32) word[3] << 24);
		a = d;
		d = c;
		c = b;
		b += pg_rotate_left32(mixed, rotations[i / 16][i % 4]);
	}

	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

void
pgaws_md5(const unsigned char *data, size_t len, unsigned char *digest)
{
	uint32		state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
	uint64		nbits = (uint64) len * 8;
	unsigned char last[128] = {0};
	size_t		padded;

	for (; len >= 64; data += 64, len -= 64)
		md5_block(state, data);

	/* The rest, a one bit, zeros, and the length in bits */
	padded = len < 56 ? 64 : 128;
	memcpy(last, data, len);
	last[len] = 0x80;
	for (int i = 0; i < 8; i++)
		last[padded - 8 + i] = (unsigned char) (nbits >> (8 * i));
	md5_block(state, last);
	if (padded > 64)
		md5_block(state, last + 64);

	for (int i = 0; i < PGAWS_MD5_LEN; i++)
		digest[i] = (unsigned char) (state[i / 4] >> (8 * (i % 4)));
}
