/*-------------------------------------------------------------------------
 *
 * owner_spi.h
 *	  SQL on our own tables, as the extension's owner, whoever asks.
 *
 * IDENTIFICATION
 *	  src/base/owner_spi.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_OWNER_SPI_H
#define AWSPIPE_OWNER_SPI_H

#include "postgres.h"

#include "executor/spi.h"

#define AWSPIPE_STATEMENT_MAX_ARGS 24

/*
 * A statement on control tables, prepared at its first use and kept for the
 * life of the process.  Declare it static, fill sql and argtypes (ending
 * with InvalidOid).
 */
typedef struct AwspipeStatement
{
	const char *sql;
	Oid			argtypes[AWSPIPE_STATEMENT_MAX_ARGS + 1];
	SPIPlanPtr	plan;
} AwspipeStatement;

/*
 * Runs the statement as the extension's owner, with search_path =
 * pg_catalog, pg_temp, and returns the number of rows; SPI_tuptable holds
 * them as usual.  nulls follows SPI's convention ('n' is NULL), or is NULL.
 * Must be called between SPI_connect() and SPI_finish(), with an active
 * snapshot (awspipe_begin() gives both in workers).  The current memory
 * context stays the caller's, unlike with SPI's own functions.  Throws on
 * error; the identity is restored by the (sub)transaction's abort.
 */
extern uint64 awspipe_control_execute(AwspipeStatement *statement,
									  Datum *values, const char *nulls,
									  bool read_only, long limit);

/* Owner of the extension; throws when it is not installed here. */
extern Oid	awspipe_extension_owner(void);

/*
 * Small helpers for reading SPI_tuptable; text results are palloc'd in the
 * current memory context.
 */
extern char *awspipe_result_text(uint64 row, int column);	/* NULL for SQL NULL */
extern Datum awspipe_result_datum(uint64 row, int column, bool *isnull);
extern int64 awspipe_result_int64(uint64 row, int column, int64 otherwise);
extern bool awspipe_result_bool(uint64 row, int column, bool otherwise);

#endif							/* AWSPIPE_OWNER_SPI_H */
