CREATE FUNCTION sigv4(
    method text, path text, query text,
    header_names text[], header_values text[],
    body bytea, payload_hash text,
    region text, signing_name text,
    is_s3 boolean, sign_payload_header boolean,
    access_key_id text, secret_access_key text, session_token text,
    now bigint,
    expires integer DEFAULT NULL,
    with_owner boolean DEFAULT true,
    OUT canonical_request text, OUT string_to_sign text, OUT signature text,
    OUT signed_headers text, OUT added_headers text, OUT presigned_query text)
RETURNS record
AS 'MODULE_PATHNAME', 'pgawspipe_test_sigv4' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION sigv4 IS 'signs a request, or presigns it when expires is given, and shows every stage';

CREATE FUNCTION sigv4_text(region text, signing_name text,
                           secret_access_key text, now bigint, value text)
RETURNS text
AS 'MODULE_PATHNAME', 'pgawspipe_test_sigv4_text' LANGUAGE C STRICT VOLATILE;
COMMENT ON FUNCTION sigv4_text IS 'signs a text by itself';

CREATE FUNCTION uri_encode(value bytea, keep_slash boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME', 'pgawspipe_test_uri_encode' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION uri_encode IS 'percent-encodes as AWS wants it';

