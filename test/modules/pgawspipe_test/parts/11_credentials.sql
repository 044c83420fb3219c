CREATE FUNCTION setenv(name text, value text) RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_setenv' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION setenv IS 'changes the environment of this session''s process';

CREATE FUNCTION credentials_open(kind text, profile_or_key_id text DEFAULT NULL,
                                 secret_access_key text DEFAULT NULL,
                                 session_token text DEFAULT NULL)
RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_credentials_open' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION credentials_open IS 'opens the provider that the functions below work on';

CREATE FUNCTION credentials_get() RETURNS text
AS 'MODULE_PATHNAME', 'pgawspipe_test_credentials_get' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION credentials_get IS 'asks the open provider for credentials';

CREATE FUNCTION credentials_invalidate() RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_credentials_invalidate' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION credentials_invalidate IS 'tells the open provider that its credentials were refused';

CREATE FUNCTION credentials_close() RETURNS boolean
AS 'MODULE_PATHNAME', 'pgawspipe_test_credentials_close' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION credentials_close IS 'frees the open provider; was the secret wiped?';

