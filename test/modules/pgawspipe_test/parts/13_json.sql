CREATE FUNCTION json_text(document text, key text) RETURNS text
AS 'MODULE_PATHNAME', 'pgawspipe_test_json_text' LANGUAGE C STRICT;
COMMENT ON FUNCTION json_text IS 'text of a member of a JSON object';

CREATE FUNCTION json_is_valid(document text) RETURNS boolean
AS 'MODULE_PATHNAME', 'pgawspipe_test_json_is_valid' LANGUAGE C STRICT;
COMMENT ON FUNCTION json_is_valid IS 'is this JSON?';

CREATE FUNCTION json_quote(value text) RETURNS text
AS 'MODULE_PATHNAME', 'pgawspipe_test_json_quote' LANGUAGE C STRICT;
COMMENT ON FUNCTION json_quote IS 'a string in JSON';

CREATE FUNCTION backoff_ms(base bigint, cap bigint, n integer) RETURNS bigint
AS 'MODULE_PATHNAME', 'pgawspipe_test_backoff_ms' LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION backoff_ms IS 'a delay with full jitter';
