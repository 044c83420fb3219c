/*-------------------------------------------------------------------------
 *
 * hash_key.c
 *	  Places in the key space of a Kinesis stream: numbers of 128 bits.
 *
 * Kinesis writes them as decimal numbers, which are read and written here by
 * words of 32 bits: not every compiler has a type for the whole.
 *
 * IDENTIFICATION
 *	  src/aws/hash_key.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/kinesis.h"

/* Digits of 2^128 - 1 */
#define HASH_KEY_DIGITS		39

static int
compare(const PgawsHashKey *a, const PgawsHashKey *b)
{
	for (int i = 0; i < lengthof(a->words); i++)
	{
		if (a->words[i] != b->words[i])
			return a->words[i] < b->words[i] ? -1 : 1;
	}
	return 0;
}

/*
 * Reads a decimal number; false when it is not one, or has more than 128
 * bits.
 */
bool
pgaws_hash_key_parse(const char *text, size_t len, PgawsHashKey *key)
{
	memset(key, 0, sizeof(PgawsHashKey));
	for (size_t i = 0; i < len; i++)
	{
		uint64		carry = (unsigned char) text[i] - '0';

		if (text[i] < '0' || text[i] > '9')
			return false;
		for (int w = lengthof(key->words) - 1; w >= 0; w--)
		{
			carry += (uint64) key->words[w] * 10;
			key->words[w] = (uint32) carry;
			carry >>= 32;
		}
		if (carry != 0)
			return false;
	}
	return len > 0;
}

/*
 * As a decimal number, palloc'd.
 */
char *
pgaws_hash_key_text(const PgawsHashKey *key)
{
	PgawsHashKey rest = *key;
	char		text[HASH_KEY_DIGITS + 1];
	char	   *digit = text + HASH_KEY_DIGITS;
	static const PgawsHashKey zero = {{0}};

	*digit = '\0';
	do
	{
		uint64		remainder = 0;

		for (int w = 0; w < lengthof(rest.words); w++)
		{
			remainder = remainder << 32 | rest.words[w];
			rest.words[w] = (uint32) (remainder / 10);
			remainder %= 10;
		}
		*--digit = (char) ('0' + remainder);
	} while (compare(&rest, &zero) != 0);
	return pstrdup(digit);
}

bool
pgaws_hash_key_within(const PgawsHashKey *key, const PgawsHashKeyRange *range)
{
	return compare(&range->first, key) <= 0 && compare(key, &range->last) <= 0;
}
