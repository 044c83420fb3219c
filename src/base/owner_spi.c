/*-------------------------------------------------------------------------
 *
 * owner_spi.c
 *	  SQL on our own tables, as the extension's owner, whoever asks.
 *
 * Users have no rights on the control tables; the functions that check
 * theirs come here afterwards.  Names in the statements are qualified, but
 * operators and casts are looked up through search_path, so that is pinned
 * while a statement runs: nothing that a user has made can be called with
 * the owner's rights.
 *
 * Plans live as long as the process.  They are made again by the plan cache
 * when the tables change, and the pinned search_path keeps it from doing so
 * because of the caller's.
 *
 * IDENTIFICATION
 *	  src/base/owner_spi.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/extension.h"
#include "base/owner_spi.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "pg_compat.h"
#include "storage/proc.h"
#include "utils/guc.h"

Oid
awspipe_extension_owner(void)
{
	Oid			extension = get_extension_oid(AWSPIPE_EXTENSION, true);
	Oid			owner;

	if (!OidIsValid(extension) ||
		!awspipe_extension_read(extension, &owner, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("extension \"%s\" does not exist", AWSPIPE_EXTENSION),
				 errhint("Run CREATE EXTENSION %s in this database.",
						 AWSPIPE_EXTENSION)));
	return owner;
}

/*
 * The owner, looked up once per transaction: ten thousand messages of one
 * statement should not read the catalog ten thousand times.
 */
static Oid
transaction_owner(void)
{
	static Oid	owner = InvalidOid;
	static LocalTransactionId lxid = InvalidLocalTransactionId;

	if (lxid != MY_LXID)
	{
		owner = awspipe_extension_owner();
		lxid = MY_LXID;
	}
	return owner;
}

static void
prepare_statement(AwspipeStatement *statement, int nargs, const AwspipeArg *args)
{
	Oid			types[AWSPIPE_STATEMENT_MAX_ARGS];
	SPIPlanPtr	plan;

	for (int i = 0; i < nargs; i++)
		types[i] = args[i].type;

	plan = SPI_prepare(statement->sql, nargs, types);
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", statement->sql,
			 SPI_result_code_string(SPI_result));
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "could not keep the plan of \"%s\"", statement->sql);
	statement->plan = plan;
}

/* Are these arguments like those that the statement was prepared for? */
static bool PG_USED_FOR_ASSERTS_ONLY
args_fit(AwspipeStatement *statement, int nargs, const AwspipeArg *args)
{
	if (SPI_getargcount(statement->plan) != nargs)
		return false;
	for (int i = 0; i < nargs; i++)
	{
		if (SPI_getargtypeid(statement->plan, i) != args[i].type)
			return false;
	}
	return true;
}

uint64
awspipe_execute_args(AwspipeStatement *statement, int nargs, const AwspipeArg *args)
{
	MemoryContext save_context = CurrentMemoryContext;
	Datum		values[AWSPIPE_STATEMENT_MAX_ARGS];
	char		nulls[AWSPIPE_STATEMENT_MAX_ARGS];
	Oid			save_user;
	int			save_sec_context;
	int			save_nestlevel;
	int			rc;

	Assert(nargs <= AWSPIPE_STATEMENT_MAX_ARGS);
	for (int i = 0; i < nargs; i++)
	{
		values[i] = args[i].value;
		nulls[i] = args[i].isnull ? 'n' : ' ';
	}

	GetUserIdAndSecContext(&save_user, &save_sec_context);
	SetUserIdAndSecContext(transaction_owner(),
						   save_sec_context | SECURITY_LOCAL_USERID_CHANGE);
	save_nestlevel = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp",
							 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
							 true, 0, false);

	if (statement->plan == NULL)
		prepare_statement(statement, nargs, args);
	Assert(args_fit(statement, nargs, args));
	rc = SPI_execute_plan(statement->plan, values, nulls,
						  statement->read_only, 0);
	if (rc < 0)
		elog(ERROR, "could not execute \"%s\": %s", statement->sql,
			 SPI_result_code_string(rc));

	AtEOXact_GUC(true, save_nestlevel);
	SetUserIdAndSecContext(save_user, save_sec_context);

	/* SPI leaves us in a context of its own, which SPI_finish() deletes */
	MemoryContextSwitchTo(save_context);
	return SPI_processed;
}

char *
awspipe_result_text(uint64 row, int column)
{
	/* The type's output function, so any type will do */
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						column);
}

text *
awspipe_finish_text(void)
{
	char	   *value = awspipe_result_text(0, 1);
	Size		size = VARHDRSZ + strlen(value);
	text	   *result = SPI_palloc(size);

	SET_VARSIZE(result, size);
	memcpy(VARDATA(result), value, size - VARHDRSZ);
	SPI_finish();
	return result;
}

Datum
awspipe_result_datum(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						 column, isnull);
}

int64
awspipe_result_int64(uint64 row, int column, int64 otherwise)
{
	bool		isnull;
	Datum		value = awspipe_result_datum(row, column, &isnull);

	if (isnull)
		return otherwise;

	switch (SPI_gettypeid(SPI_tuptable->tupdesc, column))
	{
		case INT8OID:
			return DatumGetInt64(value);
		case INT4OID:
			return DatumGetInt32(value);
		case INT2OID:
			return DatumGetInt16(value);
		case OIDOID:
		case REGROLEOID:
		case REGCLASSOID:
			return DatumGetObjectId(value);
		default:
			elog(ERROR, "column %d is not an integer", column);
			return otherwise;
	}
}

bool
awspipe_result_bool(uint64 row, int column, bool otherwise)
{
	bool		isnull;
	Datum		value = awspipe_result_datum(row, column, &isnull);

	return isnull ? otherwise : DatumGetBool(value);
}
