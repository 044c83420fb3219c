/* Rights come from the server: USAGE on it, and a user mapping. */
CREATE FUNCTION awspipe.call(server text, service text, operation text, input jsonb DEFAULT '{}',
        expected_errors text[] DEFAULT '{}')
    RETURNS jsonb
    AS 'MODULE_PATHNAME', 'awspipe_call'
    LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION awspipe.call(text, text, text, jsonb, text[])
    IS 'calls an operation of an AWS service, at once, and returns its answer, or NULL for an error that is expected';
REVOKE ALL ON FUNCTION awspipe.call(text, text, text, jsonb, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.call(text, text, text, jsonb, text[]) TO PUBLIC;
