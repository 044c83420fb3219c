/*
 * Sending to SQS, SNS, EventBridge, CloudWatch, CloudWatch Logs, Firehose,
 * Lambda and Step Functions, by the same rules as in 41_outbox.sql.  What AWS would refuse is refused by the statement: 54000
 * for what is too large or too much, 22023 for what is malformed.
 *
 * Of these only queues, FIFO topics and standard workflows of Step Functions
 * take a token by which they would know a repetition.  When nobody knows whether a message was
 * delivered, on_ambiguous decides: 'resend', or 'hold' until
 * awspipe.resolve() is called.
 */

/*
 * The queue by its name, URL or ARN.
 * 1 MiB with its attributes, of characters that XML 1.0 allows; delay up to
 * 15 minutes.  A queue whose name ends in ".fifo" needs a group; the group is
 * the ordering key, unless another is given, and the deduplication id is
 * drawn at random.
 */
CREATE FUNCTION awspipe.sqs_send_message(
    server text,
    queue text,
    body text,
    message_attributes jsonb DEFAULT NULL,
    delay interval DEFAULT NULL,
    message_group_id text DEFAULT NULL,
    message_deduplication_id text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_sqs_send_message';
COMMENT ON FUNCTION awspipe.sqs_send_message(text, text, text, jsonb, interval, text, text, text, text) IS 'sends a message to an SQS queue after commit; to a FIFO queue in order of its group';
REVOKE ALL ON FUNCTION awspipe.sqs_send_message(text, text, text, jsonb, interval, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.sqs_send_message(text, text, text, jsonb, interval, text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.sqs_send_message(
    server text,
    queue text,
    body jsonb,
    message_attributes jsonb DEFAULT NULL,
    delay interval DEFAULT NULL,
    message_group_id text DEFAULT NULL,
    message_deduplication_id text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_sqs_send_message_jsonb';
COMMENT ON FUNCTION awspipe.sqs_send_message(text, text, jsonb, jsonb, interval, text, text, text, text) IS 'sends a message of JSON to an SQS queue after commit';
REVOKE ALL ON FUNCTION awspipe.sqs_send_message(text, text, jsonb, jsonb, interval, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.sqs_send_message(text, text, jsonb, jsonb, interval, text, text, text, text) TO PUBLIC;

/*
 * The topic by its ARN, or by its name if it is of the caller's own account.
 * 256 KiB with its attributes and subject.  message_structure 'json': the
 * message is an object of texts by protocol, "default" among them.
 */
CREATE FUNCTION awspipe.sns_publish(
    server text,
    topic_arn text,
    message text,
    subject text DEFAULT NULL,
    message_attributes jsonb DEFAULT NULL,
    message_structure text DEFAULT NULL,
    message_group_id text DEFAULT NULL,
    message_deduplication_id text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_sns_publish';
COMMENT ON FUNCTION awspipe.sns_publish(text, text, text, text, jsonb, text, text, text, text, text, text) IS 'publishes a message to an SNS topic after commit; to a FIFO topic in order of its group';
REVOKE ALL ON FUNCTION awspipe.sns_publish(text, text, text, text, jsonb, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.sns_publish(text, text, text, text, jsonb, text, text, text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.sns_publish(
    server text,
    topic_arn text,
    message jsonb,
    subject text DEFAULT NULL,
    message_attributes jsonb DEFAULT NULL,
    message_structure text DEFAULT NULL,
    message_group_id text DEFAULT NULL,
    message_deduplication_id text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_sns_publish_jsonb';
COMMENT ON FUNCTION awspipe.sns_publish(text, text, jsonb, text, jsonb, text, text, text, text, text, text) IS 'publishes a message of JSON to an SNS topic after commit';
REVOKE ALL ON FUNCTION awspipe.sns_publish(text, text, jsonb, text, jsonb, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.sns_publish(text, text, jsonb, text, jsonb, text, text, text, text, text, text) TO PUBLIC;

/*
 * Less than 256 KB by EventBridge's count.  EventBridge gives an event
 * another id each time it is put: receivers that must know a repetition need
 * one in the detail.  With id_member, one is drawn and put there.
 */
CREATE FUNCTION awspipe.eventbridge_put_event(
    server text,
    event_bus text,
    source text,
    detail_type text,
    detail jsonb,
    resources text[] DEFAULT NULL,
    "time" timestamptz DEFAULT NULL,
    id_member text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_eventbridge_put_event';
COMMENT ON FUNCTION awspipe.eventbridge_put_event(text, text, text, text, jsonb, text[], timestamptz, text, text, text, text) IS 'puts an event on an EventBridge bus after commit, if there is such a bus';
REVOKE ALL ON FUNCTION awspipe.eventbridge_put_event(text, text, text, text, jsonb, text[], timestamptz, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.eventbridge_put_event(text, text, text, text, jsonb, text[], timestamptz, text, text, text, text) TO PUBLIC;

/*
 * Either a value or a statistic set: {"SampleCount", "Sum", "Minimum",
 * "Maximum"}.  Up to 30 dimensions; from two weeks ago to two hours ahead.
 */
CREATE FUNCTION awspipe.cloudwatch_put_metric_data(
    server text,
    namespace text,
    metric_name text,
    value double precision DEFAULT NULL,
    statistic_values jsonb DEFAULT NULL,
    dimensions jsonb DEFAULT NULL,
    unit text DEFAULT NULL,
    at timestamptz DEFAULT NULL,
    storage_resolution integer DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_cloudwatch_put_metric_data';
COMMENT ON FUNCTION awspipe.cloudwatch_put_metric_data(text, text, text, double precision, jsonb, jsonb, text, timestamptz, integer, text, text) IS 'puts a metric''s value into CloudWatch after commit';
REVOKE ALL ON FUNCTION awspipe.cloudwatch_put_metric_data(text, text, text, double precision, jsonb, jsonb, text, timestamptz, integer, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.cloudwatch_put_metric_data(text, text, text, double precision, jsonb, jsonb, text, timestamptz, integer, text, text) TO PUBLIC;

/*
 * The group and the stream have to be there.  1 MiB, 26 bytes of it
 * CloudWatch's own; from two weeks ago to two hours ahead.  Events of a stream are in order of
 * their times, not in that of messages.
 */
CREATE FUNCTION awspipe.logs_put_event(
    server text,
    log_group text,
    log_stream text,
    message text,
    at timestamptz DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_logs_put_event';
COMMENT ON FUNCTION awspipe.logs_put_event(text, text, text, text, timestamptz, text, text) IS 'puts an event into a log stream of CloudWatch Logs after commit';
REVOKE ALL ON FUNCTION awspipe.logs_put_event(text, text, text, text, timestamptz, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.logs_put_event(text, text, text, text, timestamptz, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.logs_put_event(
    server text,
    log_group text,
    log_stream text,
    message jsonb,
    at timestamptz DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_logs_put_event_jsonb';
COMMENT ON FUNCTION awspipe.logs_put_event(text, text, text, jsonb, timestamptz, text, text) IS 'puts an event of JSON into a log stream of CloudWatch Logs after commit';
REVOKE ALL ON FUNCTION awspipe.logs_put_event(text, text, text, jsonb, timestamptz, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.logs_put_event(text, text, text, jsonb, timestamptz, text, text) TO PUBLIC;

/*
 * 1,000 KiB.  Firehose writes records one behind the other: what is to be told
 * apart ends with a line break of its own.
 */
CREATE FUNCTION awspipe.firehose_put_record(
    server text,
    delivery_stream text,
    data bytea,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_firehose_put_record';
COMMENT ON FUNCTION awspipe.firehose_put_record(text, text, bytea, text, text) IS 'puts a record into a Firehose stream after commit';
REVOKE ALL ON FUNCTION awspipe.firehose_put_record(text, text, bytea, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.firehose_put_record(text, text, bytea, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.firehose_put_record(
    server text,
    delivery_stream text,
    data text,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_firehose_put_record_text';
COMMENT ON FUNCTION awspipe.firehose_put_record(text, text, text, text, text) IS 'puts a record of UTF-8 text into a Firehose stream after commit';
REVOKE ALL ON FUNCTION awspipe.firehose_put_record(text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.firehose_put_record(text, text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.firehose_put_record(
    server text,
    delivery_stream text,
    data jsonb,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_firehose_put_record_jsonb';
COMMENT ON FUNCTION awspipe.firehose_put_record(text, text, jsonb, text, text) IS 'puts a record of JSON into a Firehose stream after commit';
REVOKE ALL ON FUNCTION awspipe.firehose_put_record(text, text, jsonb, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.firehose_put_record(text, text, jsonb, text, text) TO PUBLIC;

/*
 * Asynchronously: delivered means that Lambda has queued it.  The function by
 * its name or ARN, with a version or an alias behind a colon; 1 MiB.
 */
CREATE FUNCTION awspipe.lambda_invoke(
    server text,
    function_name text,
    payload jsonb,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_lambda_invoke';
COMMENT ON FUNCTION awspipe.lambda_invoke(text, text, jsonb, text, text, text) IS 'has Lambda run a function after commit, and does not wait for it';
REVOKE ALL ON FUNCTION awspipe.lambda_invoke(text, text, jsonb, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.lambda_invoke(text, text, jsonb, text, text, text) TO PUBLIC;

/*
 * The state machine by its ARN, or by its name if it is of the caller's own
 * account; 256 KiB.  The name of the execution is drawn at random unless given,
 * and kept with the message: a standard workflow starts no other one of it.
 */
CREATE FUNCTION awspipe.start_execution(
    server text,
    state_machine_arn text,
    input jsonb DEFAULT '{}',
    name text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    on_ambiguous text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_start_execution';
COMMENT ON FUNCTION awspipe.start_execution(text, text, jsonb, text, text, text, text) IS 'starts an execution of a Step Functions state machine after commit';
REVOKE ALL ON FUNCTION awspipe.start_execution(text, text, jsonb, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.start_execution(text, text, jsonb, text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.alter_destination(
    server text,
    service text,
    resource text,
    on_ambiguous text)
RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_alter_destination';
COMMENT ON FUNCTION awspipe.alter_destination(text, text, text, text) IS 'sets what is done when nobody knows whether a message of the caller''s was delivered there: resend or hold';
REVOKE ALL ON FUNCTION awspipe.alter_destination(text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.alter_destination(text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.resolve(outbox_id bigint, outcome text)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_resolve';
COMMENT ON FUNCTION awspipe.resolve(bigint, text) IS 'says what becomes of an ambiguous message: delivered (it is forgotten) or resend (its new id is returned)';
REVOKE ALL ON FUNCTION awspipe.resolve(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.resolve(bigint, text) TO PUBLIC;

/*
 * What waits and is no longer wanted.  Each of these keeps the dispatcher from
 * the destination until the transaction ends, and first waits for the requests
 * under way to it.
 */
CREATE FUNCTION awspipe.discard_pending(outbox_ids bigint[])
RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'awspipe_discard_pending';
COMMENT ON FUNCTION awspipe.discard_pending(bigint[]) IS 'removes messages that wait to be sent; returns how many';
REVOKE ALL ON FUNCTION awspipe.discard_pending(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.discard_pending(bigint[]) TO PUBLIC;

CREATE FUNCTION awspipe.discard_pending(
    server text,
    service text,
    resource text)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_discard_pending_destination';
COMMENT ON FUNCTION awspipe.discard_pending(text, text, text) IS 'removes all messages that wait to be sent there; returns how many';
REVOKE ALL ON FUNCTION awspipe.discard_pending(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.discard_pending(text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.retry_destination(
    server text,
    service text,
    resource text)
RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_retry_destination';
COMMENT ON FUNCTION awspipe.retry_destination(text, text, text) IS 'tries a paused destination at the transaction''s end, instead of after its delay';
REVOKE ALL ON FUNCTION awspipe.retry_destination(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.retry_destination(text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.drop_destination(
    server text,
    service text,
    resource text)
RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_drop_destination';
COMMENT ON FUNCTION awspipe.drop_destination(text, text, text) IS 'forgets a destination for which nothing waits, and its counters';
REVOKE ALL ON FUNCTION awspipe.drop_destination(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.drop_destination(text, text, text) TO PUBLIC;
