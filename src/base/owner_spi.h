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

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

/*
 * A statement on control tables, prepared at its first use and kept for the
 * life of the process.  Declare it static and fill in sql; read_only is for
 * what looks at the active snapshot and changes nothing.
 */
typedef struct AwspipeStatement
{
	const char *sql;
	bool		read_only;
	SPIPlanPtr	plan;
} AwspipeStatement;

/* Statements have no more parameters than that */
#define AWSPIPE_STATEMENT_MAX_ARGS 24

/* The value of one parameter, made by one of the functions below */
typedef struct AwspipeArg
{
	Oid			type;
	bool		isnull;
	Datum		value;
} AwspipeArg;

/*
 * Runs the statement as the extension's owner, with search_path =
 * pg_catalog, pg_temp, and returns the number of rows; SPI_tuptable holds
 * them as usual.  Its parameters, $1 first, have the types of the arguments,
 * which must be the same each time:
 *
 *		awspipe_execute_with(&find, bind_oid(role), bind_text(name))
 *
 * Must be called between SPI_connect() and SPI_finish(), with an active
 * snapshot (awspipe_begin() gives both in workers).  The current memory
 * context stays the caller's, unlike with SPI's own functions.  Throws on
 * error; the identity is restored by the (sub)transaction's abort.
 */
#define awspipe_execute(statement) \
	awspipe_execute_args(statement, 0, NULL)
#define awspipe_execute_with(statement, ...) \
	awspipe_execute_args(statement, \
						 lengthof(((AwspipeArg[]) {__VA_ARGS__})), \
						 (AwspipeArg[]) {__VA_ARGS__})
extern uint64 awspipe_execute_args(AwspipeStatement *statement, int nargs,
								   const AwspipeArg *args);

static inline AwspipeArg
bind_datum(Oid type, Datum value)
{
	AwspipeArg	arg = {type, false, value};

	return arg;
}

static inline AwspipeArg
bind_null(Oid type)
{
	AwspipeArg	arg = {type, true, (Datum) 0};

	return arg;
}

/* SQL NULL unless the condition holds, whatever the value is then */
static inline AwspipeArg
bind_if(bool condition, AwspipeArg arg)
{
	arg.isnull = arg.isnull || !condition;
	return arg;
}

static inline AwspipeArg
bind_bool(bool value)
{
	return bind_datum(BOOLOID, BoolGetDatum(value));
}

static inline AwspipeArg
bind_int4(int32 value)
{
	return bind_datum(INT4OID, Int32GetDatum(value));
}

static inline AwspipeArg
bind_int8(int64 value)
{
	return bind_datum(INT8OID, Int64GetDatum(value));
}

static inline AwspipeArg
bind_float8(double value)
{
	return bind_datum(FLOAT8OID, Float8GetDatum(value));
}

static inline AwspipeArg
bind_oid(Oid value)
{
	return bind_datum(OIDOID, ObjectIdGetDatum(value));
}

static inline AwspipeArg
bind_timestamptz(TimestampTz value)
{
	return bind_datum(TIMESTAMPTZOID, TimestampTzGetDatum(value));
}

/*
 * These allocate a value in the current memory context; a NULL pointer is SQL
 * NULL.
 */
static inline AwspipeArg
bind_text(const char *value)
{
	if (value == NULL)
		return bind_null(TEXTOID);
	return bind_datum(TEXTOID, CStringGetTextDatum(value));
}

static inline AwspipeArg
bind_text_len(const char *value, int len)
{
	if (value == NULL)
		return bind_null(TEXTOID);
	return bind_datum(TEXTOID,
					  PointerGetDatum(cstring_to_text_with_len(value, len)));
}

static inline AwspipeArg
bind_name(const char *value)
{
	if (value == NULL)
		return bind_null(NAMEOID);
	return bind_datum(NAMEOID,
					  DirectFunctionCall1(namein, CStringGetDatum(value)));
}

static inline AwspipeArg
bind_bytea(const char *value, int len)
{
	/* Both are a header and bytes */
	return bind_datum(BYTEAOID,
					  PointerGetDatum(cstring_to_text_with_len(value, len)));
}

static inline AwspipeArg
bind_jsonb(Jsonb *value)
{
	return bind_if(value != NULL, bind_datum(JSONBOID, JsonbPGetDatum(value)));
}

/* An argument of the SQL function that is being called, counted from 0 */
static inline AwspipeArg
bind_argument(FunctionCallInfo fcinfo, int n, Oid type)
{
	return bind_if(!PG_ARGISNULL(n), bind_datum(type, PG_GETARG_DATUM(n)));
}

/*
 * Arrays, such as the columns of an unnest():
 *
 *		ArrayBuildState *ids = bind_array_start(INT8OID);
 *
 *		bind_array_add(ids, bind_int8(id));
 *		awspipe_execute_with(&forget, bind_array(ids));
 */
static inline ArrayBuildState *
bind_array_start(Oid element_type)
{
	return initArrayResult(element_type, CurrentMemoryContext, false);
}

static inline void
bind_array_add(ArrayBuildState *array, AwspipeArg element)
{
	(void) accumArrayResult(array, element.value, element.isnull, element.type,
							CurrentMemoryContext);
}

static inline AwspipeArg
bind_array(ArrayBuildState *array)
{
	return bind_datum(get_array_type(array->element_type),
					  makeArrayResult(array, CurrentMemoryContext));
}

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

/*
 * SPI_finish() for functions that return the one value that was read, which is
 * not to be NULL, as text; what SPI has allocated is gone with it.
 */
extern text *awspipe_finish_text(void);

#endif							/* AWSPIPE_OWNER_SPI_H */
