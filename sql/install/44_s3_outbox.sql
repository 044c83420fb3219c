/*
 * Putting, copying, moving and deleting objects of S3, by the same rules as in
 * 41_outbox.sql.  What S3 would refuse is refused by the statement: 54000 for
 * what is too large or too much, 22023 for what is malformed.
 *
 * Messages of a bucket are ordered by key, unless another order is given.  A
 * put or a deletion makes needless what directly precedes it for the same
 * key, unless one of the two has a condition.  There is no order between
 * buckets: what is deleted in one after it was copied to another is moved.
 */

/*
 * Up to 512 MiB; beyond 16 MiB in parts.  if_none_match: only if there is no
 * object of that key; otherwise the message counts as superseded.
 */
CREATE FUNCTION awspipe.s3_put_object(
    server text,
    bucket text,
    key text,
    body bytea,
    content_type text DEFAULT NULL,
    content_encoding text DEFAULT NULL,
    cache_control text DEFAULT NULL,
    content_disposition text DEFAULT NULL,
    metadata jsonb DEFAULT NULL,
    server_side_encryption text DEFAULT NULL,
    sse_kms_key_id text DEFAULT NULL,
    storage_class text DEFAULT NULL,
    if_none_match boolean DEFAULT false,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_s3_put_object';
COMMENT ON FUNCTION awspipe.s3_put_object(text, text, text, bytea, text, text, text, text, jsonb, text, text, text, boolean, text, text) IS 'puts an object of these bytes into an S3 bucket after commit';
REVOKE ALL ON FUNCTION awspipe.s3_put_object(text, text, text, bytea, text, text, text, text, jsonb, text, text, text, boolean, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_put_object(text, text, text, bytea, text, text, text, text, jsonb, text, text, text, boolean, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.s3_put_object(
    server text,
    bucket text,
    key text,
    body text,
    content_type text DEFAULT NULL,
    content_encoding text DEFAULT NULL,
    cache_control text DEFAULT NULL,
    content_disposition text DEFAULT NULL,
    metadata jsonb DEFAULT NULL,
    server_side_encryption text DEFAULT NULL,
    sse_kms_key_id text DEFAULT NULL,
    storage_class text DEFAULT NULL,
    if_none_match boolean DEFAULT false,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_s3_put_object_text';
COMMENT ON FUNCTION awspipe.s3_put_object(text, text, text, text, text, text, text, text, jsonb, text, text, text, boolean, text, text) IS 'puts an object with this text, in UTF-8, into an S3 bucket after commit';
REVOKE ALL ON FUNCTION awspipe.s3_put_object(text, text, text, text, text, text, text, text, jsonb, text, text, text, boolean, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_put_object(text, text, text, text, text, text, text, text, jsonb, text, text, text, boolean, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.s3_put_object(
    server text,
    bucket text,
    key text,
    body jsonb,
    content_type text DEFAULT NULL,
    content_encoding text DEFAULT NULL,
    cache_control text DEFAULT NULL,
    content_disposition text DEFAULT NULL,
    metadata jsonb DEFAULT NULL,
    server_side_encryption text DEFAULT NULL,
    sse_kms_key_id text DEFAULT NULL,
    storage_class text DEFAULT NULL,
    if_none_match boolean DEFAULT false,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_s3_put_object_jsonb';
COMMENT ON FUNCTION awspipe.s3_put_object(text, text, text, jsonb, text, text, text, text, jsonb, text, text, text, boolean, text, text) IS 'puts an object with this JSON as text into an S3 bucket after commit';
REVOKE ALL ON FUNCTION awspipe.s3_put_object(text, text, text, jsonb, text, text, text, text, jsonb, text, text, text, boolean, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_put_object(text, text, text, jsonb, text, text, text, text, jsonb, text, text, text, boolean, text, text) TO PUBLIC;

/*
 * Up to 5 GB, by S3's rule.  Without content_… and metadata the copy has
 * those of the source; with any of them it has only what is given.
 */
CREATE FUNCTION awspipe.s3_copy_object(
    server text,
    bucket text,
    key text,
    source_bucket text,
    source_key text,
    source_version_id text DEFAULT NULL,
    content_type text DEFAULT NULL,
    content_encoding text DEFAULT NULL,
    cache_control text DEFAULT NULL,
    content_disposition text DEFAULT NULL,
    metadata jsonb DEFAULT NULL,
    server_side_encryption text DEFAULT NULL,
    sse_kms_key_id text DEFAULT NULL,
    storage_class text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_s3_copy_object';
COMMENT ON FUNCTION awspipe.s3_copy_object(text, text, text, text, text, text, text, text, text, text, jsonb, text, text, text, text, text) IS 'copies an object within S3 after commit';
REVOKE ALL ON FUNCTION awspipe.s3_copy_object(text, text, text, text, text, text, text, text, text, text, jsonb, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_copy_object(text, text, text, text, text, text, text, text, text, text, jsonb, text, text, text, text, text) TO PUBLIC;

/*
 * Copies the object, then deletes it at its source: one message, so that what
 * has not been copied is not deleted.  Without target_key it keeps its key.
 */
CREATE FUNCTION awspipe.s3_move_object(
    server text,
    bucket text,
    key text,
    target_bucket text,
    target_key text DEFAULT NULL,
    source_version_id text DEFAULT NULL,
    if_match text DEFAULT NULL,
    server_side_encryption text DEFAULT NULL,
    sse_kms_key_id text DEFAULT NULL,
    storage_class text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_s3_move_object';
COMMENT ON FUNCTION awspipe.s3_move_object(text, text, text, text, text, text, text, text, text, text, text, text) IS 'moves an object within S3 after commit: what has not been copied is not deleted';
REVOKE ALL ON FUNCTION awspipe.s3_move_object(text, text, text, text, text, text, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_move_object(text, text, text, text, text, text, text, text, text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.s3_delete_object(
    server text,
    bucket text,
    key text,
    version_id text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_s3_delete_object';
COMMENT ON FUNCTION awspipe.s3_delete_object(text, text, text, text, text, text) IS 'deletes an object of an S3 bucket, or a version of it, after commit, if there is one';
REVOKE ALL ON FUNCTION awspipe.s3_delete_object(text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.s3_delete_object(text, text, text, text, text, text) TO PUBLIC;
