/* Rights: USAGE on the server and ownership of the inbox, checked inside. */
CREATE FUNCTION awspipe.create_kinesis_consumer(
    name text,
    server text,
    stream text,
    inbox regclass,
    starting_position text DEFAULT 'TRIM_HORIZON',
    starting_timestamp timestamptz DEFAULT NULL,
    starting_sequence_numbers jsonb DEFAULT NULL,
    batch_size integer DEFAULT 10000,
    maximum_batching_window interval DEFAULT '0 seconds',
    maximum_retry_attempts integer DEFAULT 10,
    maximum_record_age interval DEFAULT NULL,
    maximum_batch_duration interval DEFAULT '15 minutes',
    bisect_batch_on_error boolean DEFAULT true,
    on_error text DEFAULT 'stop',
    filter_pattern jsonb DEFAULT NULL,
    wrong_shard text DEFAULT 'keep',
    retention interval DEFAULT NULL,
    tick interval DEFAULT NULL
) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_create_kinesis_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.create_kinesis_consumer(text, text, text, regclass, text, timestamptz, jsonb, integer, interval, integer, interval, interval, boolean, text, jsonb, text, interval, interval)
    IS 'makes a consumer of a Kinesis stream; awspipe.start_consumer() starts it';

CREATE FUNCTION awspipe.create_sqs_consumer(
    name text,
    server text,
    queue text,
    inbox regclass,
    batch_size integer DEFAULT 10000,
    maximum_batching_window interval DEFAULT '0 seconds',
    maximum_retry_attempts integer DEFAULT 10,
    maximum_record_age interval DEFAULT NULL,
    maximum_batch_duration interval DEFAULT '15 minutes',
    bisect_batch_on_error boolean DEFAULT true,
    on_error text DEFAULT 'stop',
    filter_pattern jsonb DEFAULT NULL,
    ack_after text DEFAULT 'local',
    visibility_timeout interval DEFAULT NULL,
    polls integer DEFAULT 10,
    unwrap_sns boolean DEFAULT false,
    retention interval DEFAULT NULL,
    tick interval DEFAULT NULL
) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_create_sqs_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.create_sqs_consumer(text, text, text, regclass, integer, interval, integer, interval, interval, boolean, text, jsonb, text, interval, integer, boolean, interval, interval)
    IS 'makes a consumer of an SQS queue, named by its name, URL or ARN; awspipe.start_consumer() starts it';

CREATE FUNCTION awspipe.alter_consumer(
    name text,
    batch_size integer DEFAULT NULL,
    maximum_batching_window interval DEFAULT NULL,
    maximum_retry_attempts integer DEFAULT NULL,
    maximum_record_age interval DEFAULT NULL,
    maximum_batch_duration interval DEFAULT NULL,
    bisect_batch_on_error boolean DEFAULT NULL,
    on_error text DEFAULT NULL,
    filter_pattern jsonb DEFAULT NULL,
    ack_after text DEFAULT NULL,
    visibility_timeout interval DEFAULT NULL,
    polls integer DEFAULT NULL,
    unwrap_sns boolean DEFAULT NULL,
    wrong_shard text DEFAULT NULL,
    retention interval DEFAULT NULL,
    tick interval DEFAULT NULL,
    inbox regclass DEFAULT NULL,
    server text DEFAULT NULL,
    owner regrole DEFAULT NULL
) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_alter_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.alter_consumer(text, integer, interval, integer, interval, interval, boolean, text, jsonb, text, interval, integer, boolean, text, interval, interval, regclass, text, regrole)
    IS 'changes a consumer''s options; NULL leaves one as it is, a filter_pattern of JSON null removes it, a visibility_timeout of zero means the queue''s, a retention or tick of zero none';

/* Executable by PUBLIC: it says nothing to who is no consumer. */
CREATE FUNCTION awspipe.watermark() RETURNS timestamptz
    AS 'MODULE_PATHNAME', 'awspipe_watermark'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION awspipe.watermark()
    IS 'in a consumer''s batch: what arrived at the stream before then is in this batch or in earlier ones; NULL: not known';

CREATE FUNCTION awspipe.start_consumer(name text) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_start_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.start_consumer(text) IS 'starts a consumer, or lets a failed one go on';

CREATE FUNCTION awspipe.stop_consumer(name text) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_stop_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.stop_consumer(text) IS 'stops a consumer; its position stays';

CREATE FUNCTION awspipe.drop_consumer(name text) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_drop_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.drop_consumer(text) IS 'removes a consumer and its position; its inbox and dead letters stay';

CREATE FUNCTION awspipe.rewind_consumer(
    name text,
    starting_position text,
    starting_timestamp timestamptz DEFAULT NULL,
    starting_sequence_numbers jsonb DEFAULT NULL
) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_rewind_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.rewind_consumer(text, text, timestamptz, jsonb)
    IS 'replays a stream from the given position: records that were applied before are applied again';

CREATE FUNCTION awspipe.redrive(dead_letter_ids bigint[]) RETURNS bigint
    AS 'MODULE_PATHNAME', 'awspipe_redrive'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe.redrive(bigint[])
    IS 'puts dead letters back: records to their consumer, messages to the outbox; returns how many';

CREATE FUNCTION awspipe.redrive(consumer text, error_code text DEFAULT NULL) RETURNS bigint
    AS 'MODULE_PATHNAME', 'awspipe_redrive_consumer'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.redrive(text, text)
    IS 'puts a consumer''s dead letters back, all or those with one error code; returns how many';

CREATE FUNCTION awspipe.discard(dead_letter_ids bigint[]) RETURNS bigint
    AS 'MODULE_PATHNAME', 'awspipe_discard'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe.discard(bigint[]) IS 'deletes dead letters; returns how many';

/*
 * What a failed consumer stands at becomes a dead letter when it is started
 * again, whatever is in it.  Returns the record's id.
 */
CREATE FUNCTION awspipe.skip_record(consumer text) RETURNS text
    AS 'MODULE_PATHNAME', 'awspipe_skip_record'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.skip_record(text) IS 'has a failed consumer set aside the record it has failed at, when it is started; returns the record''s id';

/* In a subtransaction that is rolled back; sequences keep what was drawn. */
CREATE FUNCTION awspipe.rehearse(consumer text, payloads jsonb[])
RETURNS TABLE (
    record integer,
    outcome text,
    error_code text,
    error_message text,
    server text,
    service text,
    resource text,
    ordering_key text,
    content jsonb)
    AS 'MODULE_PATHNAME', 'awspipe_rehearse'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.rehearse(text, jsonb[]) IS 'what a batch of these records would do: rows of the inbox, refusals, and messages; nothing of it is kept';
