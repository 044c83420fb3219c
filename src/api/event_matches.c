/*-------------------------------------------------------------------------
 *
 * event_matches.c
 *	  awspipe.event_matches(): event patterns in SQL.
 *
 * The compiled pattern is kept for the call site, so that a query over many
 * events compiles it once.
 *
 * IDENTIFICATION
 *	  src/api/event_matches.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "engine/event_pattern.h"
#include "fmgr.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

typedef struct PatternCache
{
	MemoryContext context;		/* of the two below */
	Jsonb	   *source;			/* what was compiled */
	AwspipeEventPattern *compiled;	/* NULL: nothing yet */
} PatternCache;

PG_FUNCTION_INFO_V1(awspipe_event_matches);
PGDLLEXPORT Datum awspipe_event_matches(PG_FUNCTION_ARGS);

/* The compiled form of the pattern, which lives until the next call. */
static AwspipeEventPattern *
get_compiled(FmgrInfo *flinfo, Jsonb *pattern)
{
	PatternCache *cache = flinfo->fn_extra;
	MemoryContext old;
	AwspipeEventPattern *compiled;

	if (cache == NULL)
	{
		cache = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(PatternCache));
		cache->context = AllocSetContextCreate(flinfo->fn_mcxt,
											   "pgawspipe event pattern",
											   ALLOCSET_SMALL_SIZES);
		flinfo->fn_extra = cache;
	}
	else if (cache->compiled != NULL &&
			 VARSIZE(cache->source) == VARSIZE(pattern) &&
			 memcmp(cache->source, pattern, VARSIZE(pattern)) == 0)
		return cache->compiled;

	/* A malformed pattern throws: leave an empty cache behind then */
	cache->compiled = NULL;
	MemoryContextReset(cache->context);
	old = MemoryContextSwitchTo(cache->context);
	compiled = awspipe_event_pattern_compile(pattern);
	cache->source = palloc(VARSIZE(pattern));
	memcpy(cache->source, pattern, VARSIZE(pattern));
	MemoryContextSwitchTo(old);
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
