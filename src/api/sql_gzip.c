/*-------------------------------------------------------------------------
 *
 * sql_gzip.c
 *	  awspipe.gzip(): bytes in the gzip format, for objects to be stored.
 *
 * IDENTIFICATION
 *	  src/api/sql_gzip.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "aws/gzip.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "pg_compat.h"

/* Between looks at interrupts: some hundredths of a second */
#define PIECE_BYTES	(1024 * 1024)

PG_FUNCTION_INFO_V1(awspipe_gzip);
PGDLLEXPORT Datum awspipe_gzip(PG_FUNCTION_ARGS);

Datum
awspipe_gzip(PG_FUNCTION_ARGS)
{
	bytea	   *content = PG_GETARG_BYTEA_PP(0);
	const char *at = VARDATA_ANY(content);
	size_t		left = VARSIZE_ANY_EXHDR(content);
	StringInfoData data;
	PgawsGzip  *gzip;

	initStringInfo(&data);
	data.len = VARHDRSZ;
	gzip = pgaws_gzip_create(&data);
	while (left > 0)
	{
		size_t		len = Min(left, PIECE_BYTES);

		CHECK_FOR_INTERRUPTS();
		pgaws_gzip_append(gzip, at, len);
		at += len;
		left -= len;
	}
	pgaws_gzip_finish(gzip);

	SET_VARSIZE(data.data, data.len);
	PG_RETURN_BYTEA_P(data.data);
}
