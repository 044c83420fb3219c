/*
 * Large objects of S3, line by line, and what loading them takes.
 *
 * s3_read_lines() runs in the caller's transaction, and returns where it has
 * stopped with each line: that is the bookmark to commit.
 */
CREATE FUNCTION awspipe.s3_read_lines(
    server text,
    bucket text,
    key text,
    if_match text DEFAULT NULL,
    compression text DEFAULT 'auto',
    after_byte bigint DEFAULT 0,
    after_line bigint DEFAULT 0,
    max_lines integer DEFAULT 10000,
    max_line_bytes integer DEFAULT 1048576)
RETURNS TABLE (line_number bigint, next_byte bigint, line text, raw bytea, error text)
LANGUAGE C VOLATILE ROWS 10000
AS 'MODULE_PATHNAME', 'awspipe_s3_read_lines';
COMMENT ON FUNCTION awspipe.s3_read_lines(text, text, text, text, text, bigint, bigint, integer, integer) IS 'returns the next lines of an S3 object behind a byte of it; none at the end';
REVOKE ALL ON FUNCTION awspipe.s3_read_lines(text, text, text, text, text, bigint, bigint, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_read_lines(text, text, text, text, text, bigint, bigint, integer, integer) TO PUBLIC;

CREATE FUNCTION awspipe.gzip(content bytea)
RETURNS bytea
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_gzip';
COMMENT ON FUNCTION awspipe.gzip(bytea) IS 'compresses bytes in the gzip format';
REVOKE ALL ON FUNCTION awspipe.gzip(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.gzip(bytea) TO PUBLIC;

CREATE FUNCTION awspipe.json_error(document text)
RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_json_error';
COMMENT ON FUNCTION awspipe.json_error(text) IS 'says why a text cannot be cast to jsonb; NULL when it can';
REVOKE ALL ON FUNCTION awspipe.json_error(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.json_error(text) TO PUBLIC;
