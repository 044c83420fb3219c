/*-------------------------------------------------------------------------
 *
 * pgawspipe_test.c
 *	  A test-only library around the protocol layer.
 *
 * Each topic has a C file of its own next to this one and a part of the SQL
 * script in parts/.
 *
 * IDENTIFICATION
 *	  test/modules/pgawspipe_test/pgawspipe_test.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;
