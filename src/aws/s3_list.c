/*-------------------------------------------------------------------------
 *
 * s3_list.c
 *	  S3: lists of objects.
 *
 * Keys may hold characters that XML does not know.  So S3 is asked to encode
 * them as in a URL, where a space is a plus sign.  It says in its answer
 * that it did; what keeps silent about that has not.
 *
 * IDENTIFICATION
 *	  src/aws/s3_list.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/json.h"
#include "aws/s3.h"
#include "aws/s3_list.h"
#include "aws/s3_write.h"
#include "aws/url.h"

/* What is carried through the answer. */
typedef struct ListReader
{
	bool		encoded;		/* keys are */
	void		(*visit) (const PgawsS3Entry *entry, void *arg);
	void	   *arg;
} ListReader;

char *
pgaws_s3_list_query(const PgawsS3List *list)
{
	StringInfoData query;
	char		max_keys[12];

	initStringInfo(&query);
	snprintf(max_keys, sizeof(max_keys), "%d", list->max_keys);
	pgaws_s3_append_query(&query, "list-type", "2");
	pgaws_s3_append_query(&query, "encoding-type", "url");
	pgaws_s3_append_query(&query, "max-keys", max_keys);
	if (list->prefix != NULL)
		pgaws_s3_append_query(&query, "prefix", list->prefix);
	if (list->delimiter != NULL)
		pgaws_s3_append_query(&query, "delimiter", list->delimiter);
	if (list->token != NULL)
		pgaws_s3_append_query(&query, "continuation-token", list->token);
	else if (list->start_after != NULL)
		pgaws_s3_append_query(&query, "start-after", list->start_after);
	return query.data;
}

char *
pgaws_s3_etag_plain(const char *etag)
{
	size_t		len = strlen(etag);

	if (len >= 2 && etag[0] == '"' && etag[len - 1] == '"')
		return pnstrdup(etag + 1, len - 2);
	return pstrdup(etag);
}

char *
pgaws_s3_etag_quoted(const char *etag)
{
	return etag[0] == '"' ? pstrdup(etag) : psprintf("\"%s\"", etag);
}

static void
set_key(const ListReader *reader, PgawsS3Entry *entry, const char *text)
{
	char	   *key = pstrdup(text);

	entry->key = key;
	entry->key_len = reader->encoded ? pgaws_url_decode(key, strlen(key), true) : strlen(key);
}

static bool
read_object(const ListReader *reader, PgawsJson *object)
{
	PgawsS3Entry entry = {0};
	const char *key = pgaws_json_get_text(object, "Key");
	const char *etag = pgaws_json_get_text(object, "ETag");

	if (key == NULL)
		return false;
	set_key(reader, &entry, key);
	entry.size = pgaws_json_int64(pgaws_json_get(object, "Size"), -1);
	if (entry.size < 0)
		return false;
	entry.etag = etag != NULL ? pgaws_s3_etag_plain(etag) : NULL;
	entry.last_modified = pgaws_json_get_text(object, "LastModified");
	entry.storage_class = pgaws_json_get_text(object, "StorageClass");
	reader->visit(&entry, reader->arg);
	return true;
}

static bool
read_prefix(const ListReader *reader, PgawsJson *object)
{
	PgawsS3Entry entry = {.is_prefix = true};
	const char *prefix = pgaws_json_get_text(object, "Prefix");

	if (prefix == NULL)
		return false;
	set_key(reader, &entry, prefix);
	reader->visit(&entry, reader->arg);
	return true;
}

/* Of several there is an array, and one is by itself. */
static bool
read_each(const ListReader *reader, PgawsJson *elements,
		  bool (*read) (const ListReader *reader, PgawsJson *object))
{
	if (elements == NULL)
		return true;
	if (!pgaws_json_is_array(elements))
		return read(reader, elements);
	for (int i = 0; i < pgaws_json_length(elements); i++)
	{
		if (!read(reader, pgaws_json_at(elements, i)))
			return false;
	}
	return true;
}

bool
pgaws_s3_parse_list(const char *body, size_t len,
					void (*visit) (const PgawsS3Entry *entry, void *arg),
					void *arg, char **token, PgawsError *error)
{
	PgawsJson  *answer = pgaws_s3_parse_xml(body, len, error);
	ListReader	reader = {.visit = visit, .arg = arg};
	const char *encoding;
	const char *truncated;
	const char *next;

	*token = NULL;
	if (answer == NULL)
		return false;
	encoding = pgaws_json_get_text(answer, "EncodingType");
	reader.encoded = encoding != NULL && strcmp(encoding, "url") == 0;
	truncated = pgaws_json_get_text(answer, "IsTruncated");
	next = pgaws_json_get_text(answer, "NextContinuationToken");
	if (truncated != NULL && strcmp(truncated, "true") == 0 && next != NULL)
		*token = pstrdup(next);

	if (truncated == NULL ||
		(strcmp(truncated, "true") == 0 && next == NULL) ||
		!read_each(&reader, pgaws_json_get(answer, "Contents"), read_object) ||
		!read_each(&reader, pgaws_json_get(answer, "CommonPrefixes"),
				   read_prefix))
	{
		pgaws_error_set(error, PGAWS_MALFORMED, "",
						"answer is not a list of objects");
		return false;
	}
	return true;
}
