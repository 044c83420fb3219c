/*-------------------------------------------------------------------------
 *
 * dynamodb.h
 *	  DynamoDB: request bodies and answers.
 *
 * IDENTIFICATION
 *	  src/aws/dynamodb.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PGAWS_DYNAMODB_H
#define PGAWS_DYNAMODB_H

#include "aws/aws.h"
#include "aws/json.h"
#include "lib/stringinfo.h"

/* BatchWriteItem: 25 puts and deletes, 16 MB (DynamoDB API reference). */
#define PGAWS_DYNAMODB_BATCH_MAX		25
#define PGAWS_DYNAMODB_BATCH_BYTES_MAX	(16 * 1024 * 1024)

/* Names of a table's key attributes; palloc'd in one piece. */
typedef struct PgawsDynamodbKeySchema
{
	char	   *hash;
	char	   *range;			/* NULL: there is none */
} PgawsDynamodbKeySchema;

/* Takes DescribeTable's answer; NULL with *error (PGAWS_MALFORMED). */
extern PgawsDynamodbKeySchema *pgaws_dynamodb_parse_table(const char *body,
														  size_t len,
														  PgawsError *error);

/* The same for the input of PutItem, UpdateItem or DeleteItem. */
extern char *pgaws_dynamodb_input_key_text(const char *input, size_t len,
										   const PgawsDynamodbKeySchema *schema);

/* From that text: the values alone, with | between them; palloc'd. */
extern char *pgaws_dynamodb_plain_key(const char *key_text);

/* {"TableName": …}, and an input with that member put in front. */
extern void pgaws_dynamodb_describe_table(StringInfo buf, const char *table);
extern void pgaws_dynamodb_input(StringInfo buf, const char *table,
								 const char *input, size_t len);

/*
 * BatchWriteItem: begin, then an entry for every input of PutItem (with an
 * Item and nothing else) or DeleteItem (a Key), then end.
 */
extern void pgaws_dynamodb_batch_begin(StringInfo buf, const char *table);
extern void pgaws_dynamodb_batch_entry(StringInfo buf, bool first, bool put,
									   const char *input, size_t len);
extern void pgaws_dynamodb_batch_end(StringInfo buf);

/*
 * Calls unprocessed(key_text, arg) for every entry that BatchWriteItem gave
 * back; key_text is NULL where it cannot be told which one that is.
 */
extern bool pgaws_dynamodb_parse_batch(const char *body, size_t len,
									   const char *table,
									   const PgawsDynamodbKeySchema *schema,
									   void (*unprocessed) (const char *key_text, void *arg),
									   void *arg, PgawsError *error);

#endif							/* PGAWS_DYNAMODB_H */
