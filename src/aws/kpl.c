/*-------------------------------------------------------------------------
 *
 * kpl.c
 *	  Opening records that the Kinesis Producer Library has aggregated.
 *
 * An aggregated record is the four bytes F3 89 9A C2, a protocol buffer and
 * the MD5 digest of that buffer:
 *
 *	  message AggregatedRecord {
 *		  repeated string partition_key_table = 1;
 *		  repeated string explicit_hash_key_table = 2;
 *		  repeated Record records = 3;
 *	  }
 *	  message Record {
 *		  required uint64 partition_key_index = 1;
 *		  optional uint64 explicit_hash_key_index = 2;
 *		  required bytes data = 3;
 *		  repeated Tag tags = 4;
 *	  }
 *
 * Anybody may put such bytes on a stream.  The buffer is therefore checked
 * as a whole before the first user record is handed out, and whatever is not
 * sound in every part stays a plain record: nothing is lost, and nothing is
 * handed out twice.  An aggregate without user records is a plain record
 * too, because the reader's position must have a record to move past.
 *
 * The digest is computed here and not by pg_md5_binary(): it guards against
 * accidents, not attacks, and yet the server's function fails where the
 * operating system forbids MD5 (FIPS), and it needs a resource owner, which
 * a worker that waits for AWS does not have.
 *
 * IDENTIFICATION
 *	  src/aws/kpl.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/kinesis.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define MAGIC			"\xf3\x89\x9a\xc2"
#define MAGIC_LEN		4
#define DIGEST_LEN		16

/* Field numbers of the messages above */
#define AGGREGATE_PARTITION_KEY		1
#define AGGREGATE_HASH_KEY			2
#define AGGREGATE_RECORD			3
#define RECORD_PARTITION_KEY_INDEX	1
#define RECORD_HASH_KEY_INDEX		2
#define RECORD_DATA					3
#define RECORD_TAG					4

/* Wire types */
#define WIRE_VARINT		0
#define WIRE_FIXED64	1
#define WIRE_BYTES		2
#define WIRE_FIXED32	5

typedef struct Span
{
	const unsigned char *at;
	const unsigned char *end;
} Span;

typedef struct Field
{
	uint64		number;
	int			wire_type;
	uint64		value;			/* WIRE_VARINT only */
	Span		bytes;			/* WIRE_BYTES only */
} Field;

typedef struct UserRecord
{
	uint64		partition_key_index;
	Span		data;
} UserRecord;

/* What an aggregate holds */
typedef struct Census
{
	uint64		nkeys;
	size_t		key_bytes;
	uint64		nrecords;
	uint64		max_key_index;
} Census;

static inline size_t
span_len(Span span)
{
	return span.end - span.at;
}

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

static void
md5(Span span, unsigned char *digest)
{
	uint32		state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
	uint64		nbits = (uint64) span_len(span) * 8;
	unsigned char last[128] = {0};
	size_t		rest;
	size_t		padded;

	for (; span_len(span) >= 64; span.at += 64)
		md5_block(state, span.at);

	/* The rest, a one bit, zeros, and the length in bits */
	rest = span_len(span);
	padded = rest < 56 ? 64 : 128;
	memcpy(last, span.at, rest);
	last[rest] = 0x80;
	for (int i = 0; i < 8; i++)
		last[padded - 8 + i] = (unsigned char) (nbits >> (8 * i));
	md5_block(state, last);
	if (padded > 64)
		md5_block(state, last + 64);

	for (int i = 0; i < DIGEST_LEN; i++)
		digest[i] = (unsigned char) (state[i / 4] >> (8 * (i % 4)));
}

static bool
read_varint(Span *span, uint64 *value)
{
	uint64		result = 0;

	for (int shift = 0; shift < 64 && span->at < span->end; shift += 7)
	{
		unsigned char byte = *span->at++;

		/* The tenth byte has room for one bit */
		if (shift == 63 && byte > 1)
			return false;
		result |= (uint64) (byte & 0x7f) << shift;
		if ((byte & 0x80) == 0)
		{
			*value = result;
			return true;
		}
	}
	return false;
}

static bool
read_bytes(Span *span, uint64 len, Span *bytes)
{
	if (len > span_len(*span))
		return false;
	bytes->at = span->at;
	span->at += len;
	bytes->end = span->at;
	return true;
}

/*
 * Reads the field at the start of a span that is not empty.
 */
static bool
read_field(Span *span, Field *field)
{
	uint64		tag;
	uint64		len;

	if (!read_varint(span, &tag))
		return false;
	field->number = tag >> 3;
	field->wire_type = (int) (tag & 0x07);
	if (field->number == 0)
		return false;

	switch (field->wire_type)
	{
		case WIRE_VARINT:
			return read_varint(span, &field->value);
		case WIRE_FIXED64:
			return read_bytes(span, 8, &field->bytes);
		case WIRE_BYTES:
			return read_varint(span, &len) &&
				read_bytes(span, len, &field->bytes);
		case WIRE_FIXED32:
			return read_bytes(span, 4, &field->bytes);
		default:
			return false;
	}
}

static bool
read_user_record(Span span, UserRecord *record)
{
	bool		has_key = false;
	Field		field;

	memset(record, 0, sizeof(UserRecord));
	while (span.at < span.end)
	{
		if (!read_field(&span, &field))
			return false;
		switch (field.number)
		{
			case RECORD_PARTITION_KEY_INDEX:
				if (field.wire_type != WIRE_VARINT)
					return false;
				record->partition_key_index = field.value;
				has_key = true;
				break;
			case RECORD_DATA:
				if (field.wire_type != WIRE_BYTES)
					return false;
				record->data = field.bytes;
				break;
			case RECORD_HASH_KEY_INDEX:
			case RECORD_TAG:
			default:
				/* Of no use here, and newer producers may send others */
				break;
		}
	}
	return has_key && record->data.at != NULL;
}

/*
 * Counts what the message holds; false when any part of it is not sound.
 */
static bool
take_census(Span message, Census *census)
{
	Field		field;
	UserRecord	record;
	size_t		len;

	memset(census, 0, sizeof(Census));
	while (message.at < message.end)
	{
		if (!read_field(&message, &field))
			return false;
		if (field.number > AGGREGATE_RECORD)
			continue;
		if (field.wire_type != WIRE_BYTES)
			return false;

		if (field.number == AGGREGATE_PARTITION_KEY)
		{
			/* Looks for NULs, too */
			len = span_len(field.bytes);
			if (pg_encoding_verifymbstr(PG_UTF8, (const char *) field.bytes.at,
										(int) len) != (int) len)
				return false;
			census->nkeys++;
			census->key_bytes += len + 1;
		}
		else if (field.number == AGGREGATE_RECORD)
		{
			if (!read_user_record(field.bytes, &record))
				return false;
			census->nrecords++;
			census->max_key_index = Max(census->max_key_index,
										record.partition_key_index);
		}
	}
	return census->nrecords > 0 && census->max_key_index < census->nkeys;
}

/*
 * Copies the partition keys, each of which any number of user records may
 * share, into one piece of memory: NUL-terminated and in their order.
 */
static Span *
copy_keys(Span message, const Census *census)
{
	Span	   *keys;
	Span	   *key;
	char	   *text;
	Field		field;

	keys = MemoryContextAllocHuge(CurrentMemoryContext,
								  census->nkeys * sizeof(Span) +
								  census->key_bytes);
	key = keys;
	text = (char *) (keys + census->nkeys);
	while (message.at < message.end && read_field(&message, &field))
	{
		size_t		len;

		if (field.number != AGGREGATE_PARTITION_KEY)
			continue;
		len = span_len(field.bytes);
		memcpy(text, field.bytes.at, len);
		text[len] = '\0';
		key->at = (unsigned char *) text;
		key->end = key->at + len;
		key++;
		text += len + 1;
	}
	return keys;
}

/*
 * The partition keys handed to add() are NUL-terminated, valid UTF-8, and
 * allocated in the current memory context; the data points into `data`.
 * Allocates nothing when it returns false.
 */
bool
pgaws_kpl_open(const char *data, size_t len, PgawsKplAdd add, void *arg)
{
	unsigned char digest[DIGEST_LEN];
	Span		message;
	Span	   *keys;
	Census		census;
	Field		field;
	UserRecord	record;

	if (len < MAGIC_LEN + DIGEST_LEN || len > MaxAllocSize ||
		memcmp(data, MAGIC, MAGIC_LEN) != 0)
		return false;
	message.at = (const unsigned char *) data + MAGIC_LEN;
	message.end = (const unsigned char *) data + len - DIGEST_LEN;
	md5(message, digest);
	if (memcmp(message.end, digest, DIGEST_LEN) != 0)
		return false;

	if (!take_census(message, &census))
		return false;
	keys = copy_keys(message, &census);

	while (message.at < message.end && read_field(&message, &field))
	{
		Span	   *key;

		if (field.number != AGGREGATE_RECORD ||
			!read_user_record(field.bytes, &record))
			continue;
		key = &keys[record.partition_key_index];
		add((const char *) key->at, span_len(*key),
			(const char *) record.data.at, span_len(record.data), arg);
	}
	return true;
}
