/*-------------------------------------------------------------------------
 *
 * s3_list.h
 *	  S3: lists of objects.
 *
 * IDENTIFICATION
 *	  src/aws/s3_list.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_S3_LIST_H
#define PGAWS_S3_LIST_H

#include "aws/aws.h"

/* ListObjectsV2: S3 gives no more in one answer */
#define PGAWS_S3_LIST_MAX	1000

/* What to list; NULL is no condition. */
typedef struct PgawsS3List
{
	const char *prefix;
	const char *delimiter;
	const char *start_after;
	const char *token;			/* where the page before has ended */
	int			max_keys;
} PgawsS3List;

/* An object; or, with nothing but a key, what several keys begin with. */
typedef struct PgawsS3Entry
{
	const char *key;			/* any bytes, with a NUL behind them */
	size_t		key_len;
	bool		is_prefix;
	int64		size;
	const char *etag;			/* without quotes; NULL: not told */
	const char *last_modified;	/* ISO 8601 */
	const char *storage_class;
} PgawsS3Entry;

/* Query of one page, palloc'd. */
extern char *pgaws_s3_list_query(const PgawsS3List *list);

/*
 * Calls visit() for each entry of a page.  *token is where the next page
 * begins, palloc'd, or NULL behind the last.  False with *error when the
 * answer cannot be understood; entries may have been visited.
 */
extern bool pgaws_s3_parse_list(const char *body, size_t len,
								void (*visit) (const PgawsS3Entry *entry,
											   void *arg),
								void *arg, char **token, PgawsError *error);

/* The entity tag inside of quotes, palloc'd; and one put into them. */
extern char *pgaws_s3_etag_plain(const char *etag);
extern char *pgaws_s3_etag_quoted(const char *etag);

#endif							/* PGAWS_S3_LIST_H */
