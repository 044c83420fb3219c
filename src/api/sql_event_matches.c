/*-------------------------------------------------------------------------
 *
 * sql_event_matches.c
 *	  awspipe.event_matches(): event patterns in SQL.
 *
 * The compiled pattern is kept for the call site, so that a query over many
 * events compiles it once.
 *
 * IDENTIFICATION
 *	  src/api/sql_event_matches.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "pattern/event_pattern.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

typedef struct PatternCache
{
	MemoryContext context;		/* of the two below */
	Jsonb	   *source;			/* what was compiled */
	AwspipeEventPattern *compiled;
} PatternCache;

PG_FUNCTION_INFO_V1(awspipe_event_matches);
PGDLLEXPORT Datum awspipe_event_matches(PG_FUNCTION_ARGS);

/*
 * The compiled form of the pattern, which lives until the next call.  What a
 * malformed pattern leaves behind goes with the caller's memory.
 */
static AwspipeEventPattern *
get_compiled(FmgrInfo *flinfo, Jsonb *pattern)
{
	PatternCache *cache = flinfo->fn_extra;
	MemoryContext context;
	MemoryContext old;
	AwspipeEventPattern *compiled;
	Jsonb	   *source;

	if (cache != NULL && cache->context != NULL &&
		VARSIZE(cache->source) == VARSIZE(pattern) &&
		memcmp(cache->source, pattern, VARSIZE(pattern)) == 0)
		return cache->compiled;

	context = AllocSetContextCreate(CurrentMemoryContext,
									"pgawspipe event pattern",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	compiled = awspipe_event_pattern_compile(pattern);
	source = palloc(VARSIZE(pattern));
	memcpy(source, pattern, VARSIZE(pattern));
	MemoryContextSwitchTo(old);

	if (cache == NULL)
		cache = flinfo->fn_extra =
			MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(PatternCache));
	if (cache->context != NULL)
		MemoryContextDelete(cache->context);
	MemoryContextSetParent(context, flinfo->fn_mcxt);
	cache->context = context;
	cache->source = source;
	cache->compiled = compiled;
	return compiled;
}

Datum
awspipe_event_matches(PG_FUNCTION_ARGS)
{
	Jsonb	   *event = PG_GETARG_JSONB_P(0);
	Jsonb	   *pattern = PG_GETARG_JSONB_P(1);
	bool		matches;

	matches = awspipe_event_pattern_match(get_compiled(fcinfo->flinfo,
													   pattern),
										  event);
	PG_FREE_IF_COPY(event, 0);
	PG_FREE_IF_COPY(pattern, 1);
	PG_RETURN_BOOL(matches);
}
