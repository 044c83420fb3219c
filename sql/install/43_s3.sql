/*
 * Reading S3, and signing for those who read and write it themselves.
 *
 * The functions that ask S3 do so at once, in the caller's transaction, and
 * are refused while a batch is applied.  Those that sign ask nobody, and may
 * be used anywhere.
 */

/*
 * Bytes are counted from 0, and last_byte is part of the range.  What exceeds
 * pgawspipe.max_response_size is refused (54000).
 */
CREATE FUNCTION awspipe.s3_get_object(
    server text,
    bucket text,
    key text,
    first_byte bigint DEFAULT NULL,
    last_byte bigint DEFAULT NULL,
    if_match text DEFAULT NULL,
    version_id text DEFAULT NULL)
RETURNS bytea
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'awspipe_s3_get_object';
COMMENT ON FUNCTION awspipe.s3_get_object(text, text, text, bigint, bigint, text, text) IS 'reads an object of S3, or a range of its bytes, at once';
REVOKE ALL ON FUNCTION awspipe.s3_get_object(text, text, text, bigint, bigint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_get_object(text, text, text, bigint, bigint, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.s3_head_object(server text, bucket text, key text, version_id text DEFAULT NULL)
RETURNS jsonb
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'awspipe_s3_head_object';
COMMENT ON FUNCTION awspipe.s3_head_object(text, text, text, text) IS 'tells size, entity tag and metadata of an object of S3, at once; NULL when there is none';
REVOKE ALL ON FUNCTION awspipe.s3_head_object(text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_head_object(text, text, text, text) TO PUBLIC;

/*
 * With a delimiter, keys that are alike up to its first place behind the
 * prefix become one row, which has no size.
 */
CREATE FUNCTION awspipe.s3_list_objects(
    server text,
    bucket text,
    prefix text DEFAULT NULL,
    delimiter text DEFAULT NULL,
    start_after text DEFAULT NULL,
    max_keys integer DEFAULT NULL)
RETURNS TABLE (
    key text,
    size bigint,
    etag text,
    last_modified timestamptz,
    storage_class text)
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'awspipe_s3_list_objects';
COMMENT ON FUNCTION awspipe.s3_list_objects(text, text, text, text, text, integer) IS 'lists the objects of an S3 bucket, at once';
REVOKE ALL ON FUNCTION awspipe.s3_list_objects(text, text, text, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_list_objects(text, text, text, text, text, integer) TO PUBLIC;

/*
 * What is no event of an object makes no row, whatever it is, and nothing is an
 * error: an inbox may hold anything.  Needs nothing at AWS.
 */
CREATE FUNCTION awspipe.s3_event(payload jsonb)
RETURNS TABLE (
    event_name text,
    bucket text,
    key text,
    version_id text,
    size bigint,
    etag text,
    sequencer text,
    event_time timestamptz)
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1
AS 'MODULE_PATHNAME', 'awspipe_s3_event';
COMMENT ON FUNCTION awspipe.s3_event(jsonb) IS 'returns what an event of S3 is about, in S3''s own shape or EventBridge''s, also in an SNS notification; no rows for anything else';
REVOKE ALL ON FUNCTION awspipe.s3_event(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_event(jsonb) TO PUBLIC;

/*
 * Whoever has the URL may do what it says until it expires, with the rights
 * of the caller's user mapping.
 */
CREATE FUNCTION awspipe.s3_presign_url(
    server text,
    bucket text,
    key text,
    expires interval DEFAULT '1 hour',
    method text DEFAULT 'GET',
    query jsonb DEFAULT NULL)
RETURNS text
LANGUAGE C VOLATILE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_s3_presign_url';
COMMENT ON FUNCTION awspipe.s3_presign_url(text, text, text, interval, text, jsonb) IS 'signs a URL by which an object of S3 can be read, written or deleted for a while';
REVOKE ALL ON FUNCTION awspipe.s3_presign_url(text, text, text, interval, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_presign_url(text, text, text, interval, text, jsonb) TO PUBLIC;

CREATE FUNCTION awspipe.s3_presign_post(
    server text,
    bucket text,
    key text,
    expires interval DEFAULT '1 hour',
    content_length_range int8range DEFAULT NULL,
    key_is_prefix boolean DEFAULT false,
    fields jsonb DEFAULT NULL)
RETURNS jsonb
LANGUAGE C VOLATILE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_s3_presign_post';
COMMENT ON FUNCTION awspipe.s3_presign_post(text, text, text, interval, int8range, boolean, jsonb) IS 'signs a form by which a browser can put an object into S3 for a while';
REVOKE ALL ON FUNCTION awspipe.s3_presign_post(text, text, text, interval, int8range, boolean, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_presign_post(text, text, text, interval, int8range, boolean, jsonb) TO PUBLIC;
