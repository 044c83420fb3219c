CREATE FUNCTION capture_message(message bytea) RETURNS json
AS 'MODULE_PATHNAME', 'pgawspipe_test_capture_message' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION capture_message IS 'reads a message of pgoutput';

CREATE FUNCTION capture_lines(messages bytea[], as_json boolean,
                              op_column text DEFAULT 'Op', timestamp_column text DEFAULT 'commit_ts',
                              inserts_only boolean DEFAULT false,
                              include_op_for_full_load boolean DEFAULT false,
                              load boolean DEFAULT false, key text DEFAULT NULL)
RETURNS TABLE (relation text, header text, line text)
AS 'MODULE_PATHNAME', 'pgawspipe_test_capture_lines' LANGUAGE C;
COMMENT ON FUNCTION capture_lines IS 'writes changes as lines, with the header of their file; those of a load are inserts; key is the one column of the key, if not what the message says';
