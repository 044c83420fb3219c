CREATE FUNCTION client_open(endpoint text, region text DEFAULT 'us-east-1',
                            max_connections integer DEFAULT 10,
                            max_attempts integer DEFAULT 3,
                            request_timeout_ms integer DEFAULT 10000,
                            stall_timeout_s integer DEFAULT 0,
                            max_response_bytes integer DEFAULT 65536,
                            allow_http boolean DEFAULT true,
                            ca_file text DEFAULT NULL)
RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_open' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_open IS 'opens the client that the functions below work on';

CREATE FUNCTION client_start(service text, operation text,
                             body text DEFAULT '{}',
                             calls integer DEFAULT 1,
                             max_attempts integer DEFAULT 0)
RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_start' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_start IS 'starts calls of an operation';

CREATE FUNCTION client_get(service text, path text, query text DEFAULT '',
                           header_value text DEFAULT 'x')
RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_get' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_get IS 'starts a GET request';

CREATE FUNCTION client_drive() RETURNS integer
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_drive' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_drive IS 'does what can be done now; how many transfers are pending?';

CREATE FUNCTION client_finish(OUT tag integer, OUT class text,
                              OUT http_status integer, OUT code text,
                              OUT message text, OUT request_id text,
                              OUT maybe_sent boolean, OUT sqlstate text,
                              OUT body text)
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_finish' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_finish IS 'waits for all calls that were started';

CREATE FUNCTION client_cancel() RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_cancel' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_cancel IS 'cancels all calls that were started';

CREATE FUNCTION client_break(broken boolean) RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_break' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_break IS 'makes event handling fail, and work again';

CREATE FUNCTION client_close(first text DEFAULT 'client') RETURNS void
AS 'MODULE_PATHNAME', 'pgawspipe_test_client_close' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION client_close IS 'deletes client and loop, the one named first';

CREATE FUNCTION open_descriptors() RETURNS integer
AS 'MODULE_PATHNAME', 'pgawspipe_test_open_descriptors' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION open_descriptors IS 'file descriptors of this process';

CREATE FUNCTION classify(http_status integer, code text) RETURNS text
AS 'MODULE_PATHNAME', 'pgawspipe_test_classify' LANGUAGE C IMMUTABLE STRICT;
COMMENT ON FUNCTION classify IS 'class of an error, of an answer and of an entry that is blamed for it';
