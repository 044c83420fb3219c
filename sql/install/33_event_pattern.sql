/* Event patterns: EventBridge's filter language */

CREATE FUNCTION awspipe.event_matches(event jsonb, pattern jsonb)
RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_event_matches';
COMMENT ON FUNCTION awspipe.event_matches(jsonb, jsonb) IS
    'does the event match the EventBridge event pattern?';
REVOKE ALL ON FUNCTION awspipe.event_matches(jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.event_matches(jsonb, jsonb) TO PUBLIC;
