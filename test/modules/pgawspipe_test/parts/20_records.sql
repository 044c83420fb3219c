CREATE FUNCTION kinesis_records(body bytea, first text DEFAULT '', last text DEFAULT '')
RETURNS json
AS 'MODULE_PATHNAME', 'pgawspipe_test_kinesis_records' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION kinesis_records IS 'reads an answer of GetRecords of a shard that owns first to last, without a resource owner';

CREATE FUNCTION kinesis_shards(body text) RETURNS json
AS 'MODULE_PATHNAME', 'pgawspipe_test_kinesis_shards' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION kinesis_shards IS 'reads an answer of ListShards';

CREATE FUNCTION kinesis_iterator(body text) RETURNS json
AS 'MODULE_PATHNAME', 'pgawspipe_test_kinesis_iterator' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION kinesis_iterator IS 'reads an answer of GetShardIterator';

CREATE FUNCTION kinesis_summary(body text) RETURNS json
AS 'MODULE_PATHNAME', 'pgawspipe_test_kinesis_summary' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION kinesis_summary IS 'reads an answer of DescribeStreamSummary';

CREATE FUNCTION kinesis_request(operation text, stream text,
                                argument text DEFAULT NULL, type text DEFAULT NULL,
                                sequence_number text DEFAULT NULL,
                                at timestamptz DEFAULT NULL)
RETURNS json
AS 'MODULE_PATHNAME', 'pgawspipe_test_kinesis_request' LANGUAGE C IMMUTABLE;
COMMENT ON FUNCTION kinesis_request IS 'writes the body of a request; argument is the token, shard or iterator';

CREATE FUNCTION kinesis_sequence_cmp(a text, b text) RETURNS integer
AS 'MODULE_PATHNAME', 'pgawspipe_test_kinesis_sequence_cmp' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION kinesis_sequence_cmp IS 'orders two sequence numbers';

CREATE FUNCTION base64_decode(value text) RETURNS bytea
AS 'MODULE_PATHNAME', 'pgawspipe_test_base64_decode' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION base64_decode IS 'decodes; null when value is not base64';

CREATE FUNCTION base64_encode(value bytea) RETURNS text
AS 'MODULE_PATHNAME', 'pgawspipe_test_base64_encode' LANGUAGE C STRICT IMMUTABLE;
COMMENT ON FUNCTION base64_encode IS 'encodes without line breaks';

