/*-------------------------------------------------------------------------
 *
 * event_pattern.h
 *	  EventBridge's filter language over jsonb.
 *
 * A pattern is compiled once and matched against many events.  The compiled
 * form is read-only and holds no reference to the jsonb it was made from.
 * docs/event_patterns.md describes the language and where it differs from
 * Amazon's.
 *
 * IDENTIFICATION
 *	  src/pattern/event_pattern.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_EVENT_PATTERN_H
#define AWSPIPE_EVENT_PATTERN_H

#include "postgres.h"

#include "utils/jsonb.h"

typedef struct AwspipeEventPattern AwspipeEventPattern;

/*
 * Compiles the pattern into the current memory context; free it by resetting
 * that context.  Throws ERRCODE_INVALID_PARAMETER_VALUE, with a detail that
 * names the place, when the pattern is malformed, and
 * ERRCODE_PROGRAM_LIMIT_EXCEEDED when it is too large.  Can be interrupted.
 */
extern AwspipeEventPattern *awspipe_event_pattern_compile(Jsonb *pattern);

/*
 * Does the event match?  An event that is not an object matches nothing.
 * Leaves no memory behind, looks at no catalog, and needs no transaction;
 * throws only when interrupted or when the event is nested too deeply.
 */
extern bool awspipe_event_pattern_match(const AwspipeEventPattern *pattern,
										Jsonb *event);

#endif							/* AWSPIPE_EVENT_PATTERN_H */
