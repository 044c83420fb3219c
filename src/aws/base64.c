/*-------------------------------------------------------------------------
 *
 * base64.c
 *	  Base64 by table, for the record hot path.
 *
 * Every character of a group has a table of its own, whose entries hold the
 * character's bits where they belong in the three bytes of the result, first
 * byte lowest.  A group is four loads, three ORs and one store; a character
 * outside the alphabet sets a bit that no sound group sets.  The tables are
 * constants that the compiler computes, so that all processes share them.
 *
 * Where the processor can look up 16 characters at once (SSSE3, any x86 of
 * the last fifteen years), it does the bulk more than twice as fast.
 *
 * IDENTIFICATION
 *	  src/aws/base64.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/base64.h"
#include "utils/memutils.h"

/* Tests define PGAWS_PORTABLE to try the way of other processors */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(PGAWS_PORTABLE)
#include <tmmintrin.h>
#define USE_SSSE3_WITH_RUNTIME_CHECK
#endif

#define BAD_GROUP	0x80000000U

/* Six bits of a character, or 64 */
#define SEXTET(c) \
	((c) >= 'A' && (c) <= 'Z' ? (c) - 'A' : \
	 (c) >= 'a' && (c) <= 'z' ? (c) - 'a' + 26 : \
	 (c) >= '0' && (c) <= '9' ? (c) - '0' + 52 : \
	 (c) == '+' ? 62 : (c) == '/' ? 63 : 64)

/* Where the bits go, by the character's place in its group */
#define PLACE0(v)	((v) << 2)
#define PLACE1(v)	((v) >> 4 | ((v) & 0x0f) << 12)
#define PLACE2(v)	((v) >> 2 << 8 | ((v) & 0x03) << 22)
#define PLACE3(v)	((v) << 16)

#define ENTRY(place, c)	\
	(SEXTET(c) == 64 ? BAD_GROUP : (uint32) place(SEXTET(c)))
#define ROW4(place, c) \
	ENTRY(place, (c)), ENTRY(place, (c) + 1), \
	ENTRY(place, (c) + 2), ENTRY(place, (c) + 3)
#define ROW16(place, c) \
	ROW4(place, (c)), ROW4(place, (c) + 4), \
	ROW4(place, (c) + 8), ROW4(place, (c) + 12)
#define ROW64(place, c) \
	ROW16(place, (c)), ROW16(place, (c) + 16), \
	ROW16(place, (c) + 32), ROW16(place, (c) + 48)
#define TABLE(place) \
	{ROW64(place, 0), ROW64(place, 64), ROW64(place, 128), ROW64(place, 192)}

static const uint32 group_bits[4][256] = {
	TABLE(PLACE0), TABLE(PLACE1), TABLE(PLACE2), TABLE(PLACE3)
};

static const char alphabet[] =
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static inline uint32
load_group(const unsigned char *src)
{
	return group_bits[0][src[0]] | group_bits[1][src[1]] |
		group_bits[2][src[2]] | group_bits[3][src[3]];
}

/*
 * Writes the three bytes of a group, and on little-endian machines one more
 * that the next group or nobody overwrites: it lies within the four
 * characters just read, or within PGAWS_BASE64_DECODED_MAX.
 */
static inline void
store_group(char *dst, uint32 group)
{
#ifdef WORDS_BIGENDIAN
	dst[0] = (char) group;
	dst[1] = (char) (group >> 8);
	dst[2] = (char) (group >> 16);
#else
	memcpy(dst, &group, sizeof(group));
#endif
}

#ifdef USE_SSSE3_WITH_RUNTIME_CHECK

/*
 * Decodes blocks of 16 characters as long as all are in the alphabet and as
 * many follow: each store writes four bytes too many.  Returns the
 * characters consumed.
 *
 * A character's upper half says which kind it is, if any: sign, digit, A-O,
 * P-Z, a-o or p-z.  Every lower half knows the kinds that it occurs in.
 */
__attribute__((target("ssse3")))
static size_t
decode_blocks(const char *src, size_t srclen, char *dst)
{
#define SIGN	1
#define DIGIT	2
#define A_TO_O	4
#define P_TO_Z	8
	const __m128i kinds = _mm_setr_epi8(0, 0, SIGN, DIGIT,
										A_TO_O, P_TO_Z, A_TO_O, P_TO_Z,
										0, 0, 0, 0, 0, 0, 0, 0);
	const __m128i members = _mm_setr_epi8(DIGIT | P_TO_Z,	/* 0 P p */
										  DIGIT | A_TO_O | P_TO_Z,	/* 1 A Q a q */
										  DIGIT | A_TO_O | P_TO_Z,
										  DIGIT | A_TO_O | P_TO_Z,
										  DIGIT | A_TO_O | P_TO_Z,
										  DIGIT | A_TO_O | P_TO_Z,
										  DIGIT | A_TO_O | P_TO_Z,
										  DIGIT | A_TO_O | P_TO_Z,
										  DIGIT | A_TO_O | P_TO_Z,
										  DIGIT | A_TO_O | P_TO_Z,
										  A_TO_O | P_TO_Z,	/* J Z j z */
										  SIGN | A_TO_O,	/* + K k */
										  A_TO_O, A_TO_O, A_TO_O,
										  SIGN | A_TO_O);	/* / O o */

	/* From a character to its six bits, by kind; / needs 3 less than + */
	const __m128i offsets = _mm_setr_epi8(0, 0, 62 - '+', 52 - '0',
										  -'A', -'A', 26 - 'a', 26 - 'a',
										  0, 0, 0, 0, 0, 0, 0, 0);
	const __m128i slash = _mm_set1_epi8('/');

	/* The three bytes of each group, first byte first */
	const __m128i bytes = _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12,
										-1, -1, -1, -1);
	const char *at = src;

	for (; srclen - (at - src) >= 32; at += 16, dst += 12)
	{
		__m128i		block = _mm_loadu_si128((const __m128i *) at);
		__m128i		upper = _mm_and_si128(_mm_srli_epi32(block, 4),
										  _mm_set1_epi8(0x0f));
		__m128i		known = _mm_and_si128(_mm_shuffle_epi8(kinds, upper),
										  _mm_shuffle_epi8(members, block));
		__m128i		bits;

		if (_mm_movemask_epi8(_mm_cmpeq_epi8(known, _mm_setzero_si128())) != 0)
			break;
		bits = _mm_add_epi8(block, _mm_shuffle_epi8(offsets, upper));
		bits = _mm_add_epi8(bits, _mm_and_si128(_mm_cmpeq_epi8(block, slash),
												_mm_set1_epi8(-3)));

		/* Join 6 and 6 bits, then 12 and 12 */
		bits = _mm_maddubs_epi16(bits, _mm_set1_epi16(0x0140));
		bits = _mm_madd_epi16(bits, _mm_set1_epi32(0x00011000));
		_mm_storeu_si128((__m128i *) dst, _mm_shuffle_epi8(bits, bytes));
	}
	return at - src;
#undef SIGN
#undef DIGIT
#undef A_TO_O
#undef P_TO_Z
}

#endif							/* USE_SSSE3_WITH_RUNTIME_CHECK */

size_t
pgaws_base64_decode_groups(const char *src, size_t srclen, char *dst)
{
	const unsigned char *at = (const unsigned char *) src;
	const unsigned char *end = at + srclen;
	uint32		group;

#ifdef USE_SSSE3_WITH_RUNTIME_CHECK
	if (__builtin_cpu_supports("ssse3"))
	{
		size_t		done = decode_blocks(src, srclen, dst);

		at += done;
		dst += done / 4 * 3;
	}
#endif

	/* All loads come before the stores, which may overlap them */
	while (end - at >= 16)
	{
		uint32		second,
					third,
					fourth;

		group = load_group(at);
		second = load_group(at + 4);
		third = load_group(at + 8);
		fourth = load_group(at + 12);
		if ((group | second | third | fourth) & BAD_GROUP)
			break;
		store_group(dst, group);
		store_group(dst + 3, second);
		store_group(dst + 6, third);
		store_group(dst + 9, fourth);
		at += 16;
		dst += 12;
	}

	while (end - at >= 4)
	{
		group = load_group(at);
		if (group & BAD_GROUP)
			break;
		store_group(dst, group);
		at += 4;
		dst += 3;
	}

	return at - (const unsigned char *) src;
}

ssize_t
pgaws_base64_decode(const char *src, size_t srclen, char *dst)
{
	size_t		done;
	ssize_t		len;
	unsigned char last[4];
	uint32		group;
	int			nbytes;

	if (srclen % 4 != 0)
		return -1;

	done = pgaws_base64_decode_groups(src, srclen, dst);
	len = done / 4 * 3;
	if (done == srclen)
		return len;

	/* What stopped it must be the padding of the last group */
	if (srclen - done != 4 || src[srclen - 1] != '=')
		return -1;
	memcpy(last, src + done, 4);
	nbytes = last[2] == '=' ? 1 : 2;
	last[3] = 'A';
	if (nbytes == 1)
		last[2] = 'A';
	group = load_group(last);
	if ((group & BAD_GROUP) || group >> (8 * nbytes) != 0)
		return -1;

	dst[len] = (char) group;
	if (nbytes == 2)
		dst[len + 1] = (char) (group >> 8);
	return len + nbytes;
}

/*
 * Appends the encoding of src, padded and without line breaks.
 */
void
pgaws_base64_append(StringInfo buf, const char *src, size_t len)
{
	const unsigned char *at = (const unsigned char *) src;
	char	   *dst;

	Assert(len <= MaxAllocSize);
	enlargeStringInfo(buf, (int) ((len + 2) / 3 * 4));
	dst = buf->data + buf->len;

	for (; len >= 3; len -= 3, at += 3)
	{
		*dst++ = alphabet[at[0] >> 2];
		*dst++ = alphabet[(at[0] & 0x03) << 4 | at[1] >> 4];
		*dst++ = alphabet[(at[1] & 0x0f) << 2 | at[2] >> 6];
		*dst++ = alphabet[at[2] & 0x3f];
	}
	if (len > 0)
	{
		int			second = len > 1 ? at[1] : 0;

		*dst++ = alphabet[at[0] >> 2];
		*dst++ = alphabet[(at[0] & 0x03) << 4 | second >> 4];
		*dst++ = len > 1 ? alphabet[(second & 0x0f) << 2] : '=';
		*dst++ = '=';
	}

	buf->len = dst - buf->data;
	*dst = '\0';
}
