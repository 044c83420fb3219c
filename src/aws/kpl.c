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
 * Kinesis puts an aggregate where its own hash key belongs, and the user
 * records in it may belong elsewhere: each has a place of its own, its
 * explicit hash key or else the MD5 digest of its partition key.  KPL makes
 * aggregates of what belongs to one shard, and sends again those that landed
 * on a shard which does not own them, after a reshard.  These are pointed
 * out here; what becomes of them is for others to decide.  An explicit hash
 * key that is no such number, or is not there, says nothing.
 *
 * IDENTIFICATION
 *	  src/aws/kpl.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/kinesis.h"
#include "aws/md5.h"
#include "mb/pg_wchar.h"
#include "pg_compat.h"
#include "utils/memutils.h"

#define MAGIC			"\xf3\x89\x9a\xc2"
#define MAGIC_LEN		4

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
	bool		has_hash_key;
	uint64		hash_key_index;
	Span		data;
} UserRecord;

/* What an aggregate holds */
typedef struct Census
{
	uint64		nkeys;
	size_t		key_bytes;
	uint64		nhash_keys;
	uint64		nrecords;
	uint64		max_key_index;
} Census;

/* A key of either table, and what is to be said of it */
typedef struct Place
{
	PgawsHashKey hash_key;
	bool		outside;		/* of the range that was asked for */
} Place;

static inline size_t
span_len(Span span)
{
	return span.end - span.at;
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
				record->has_hash_key = true;
				record->hash_key_index = field.wire_type == WIRE_VARINT ?
					field.value : PG_UINT64_MAX;
				break;
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
		else if (field.number == AGGREGATE_HASH_KEY)
			census->nhash_keys++;
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

static PgawsHashKey
hash_of_key(Span key)
{
	unsigned char digest[PGAWS_MD5_LEN];
	PgawsHashKey hash_key;

	pgaws_md5(key.at, span_len(key), digest);
	for (int i = 0; i < lengthof(hash_key.words); i++)
		hash_key.words[i] = (uint32) digest[4 * i] << 24 |
			(uint32) digest[4 * i + 1] << 16 |
			(uint32) digest[4 * i + 2] << 8 |
			(uint32) digest[4 * i + 3];
	return hash_key;
}

/*
 * Looks where the keys of both tables belong: first the partition keys, then
 * the explicit hash keys.
 */
static Place *
find_places(Span message, const Census *census, const PgawsHashKeyRange *range)
{
	Place	   *places;
	Place	   *of_key;
	Place	   *of_hash_key;
	Field		field;

	places = MemoryContextAllocHuge(CurrentMemoryContext,
									(census->nkeys + census->nhash_keys) *
									sizeof(Place));
	of_key = places;
	of_hash_key = places + census->nkeys;
	while (message.at < message.end && read_field(&message, &field))
	{
		if (field.number == AGGREGATE_PARTITION_KEY)
		{
			of_key->hash_key = hash_of_key(field.bytes);
			of_key->outside = !pgaws_hash_key_within(&of_key->hash_key, range);
			of_key++;
		}
		else if (field.number == AGGREGATE_HASH_KEY)
		{
			of_hash_key->outside =
				pgaws_hash_key_parse((const char *) field.bytes.at,
									 span_len(field.bytes),
									 &of_hash_key->hash_key) &&
				!pgaws_hash_key_within(&of_hash_key->hash_key, range);
			of_hash_key++;
		}
	}
	return places;
}

/*
 * The hash key of a user record that lies outside, or NULL.
 */
static const PgawsHashKey *
outside_key(const Place *places, const Census *census,
			const UserRecord *record)
{
	const Place *place = &places[record->partition_key_index];

	if (record->has_hash_key)
	{
		if (record->hash_key_index >= census->nhash_keys)
			return NULL;
		place = &places[census->nkeys + record->hash_key_index];
	}
	return place->outside ? &place->hash_key : NULL;
}

/*
 * The partition keys handed to add() are NUL-terminated, valid UTF-8, and
 * allocated in the current memory context; the data points into `data`.
 * Allocates nothing when it returns false.
 */
bool
pgaws_kpl_open(const char *data, size_t len, const PgawsHashKeyRange *range,
			   PgawsKplAdd add, void *arg)
{
	unsigned char digest[PGAWS_MD5_LEN];
	Span		message;
	Span	   *keys;
	Place	   *places = NULL;
	Census		census;
	Field		field;
	UserRecord	record;

	if (len < MAGIC_LEN + PGAWS_MD5_LEN || len > MaxAllocSize ||
		memcmp(data, MAGIC, MAGIC_LEN) != 0)
		return false;
	message.at = (const unsigned char *) data + MAGIC_LEN;
	message.end = (const unsigned char *) data + len - PGAWS_MD5_LEN;
	pgaws_md5(message.at, span_len(message), digest);
	if (memcmp(message.end, digest, PGAWS_MD5_LEN) != 0)
		return false;

	if (!take_census(message, &census))
		return false;
	keys = copy_keys(message, &census);
	if (range != NULL)
		places = find_places(message, &census, range);

	while (message.at < message.end && read_field(&message, &field))
	{
		Span	   *key;

		if (field.number != AGGREGATE_RECORD ||
			!read_user_record(field.bytes, &record))
			continue;
		key = &keys[record.partition_key_index];
		add((const char *) key->at, span_len(*key),
			(const char *) record.data.at, span_len(record.data),
			places ? outside_key(places, &census, &record) : NULL, arg);
	}
	return true;
}
