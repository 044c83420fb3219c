--
-- Messages for SQS, SNS, EventBridge, CloudWatch and its Logs, Firehose, Lambda
-- and Step Functions: what is enqueued, and what is refused before it is
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;
\set VERBOSITY terse
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on

-- Everything is rolled back: nothing is to be sent
BEGIN;
CREATE SERVER regress_aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
CREATE USER MAPPING FOR PUBLIC SERVER regress_aws OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret');
CREATE FUNCTION failure(statement text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE 'SELECT ' || statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n    ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, ''));
END
$$;

-- The message with that id; what is drawn at random is left out
CREATE FUNCTION message(id bigint) RETURNS text
    LANGUAGE sql VOLATILE
    AS $$
SELECT concat_ws(' | ', d.service, d.resource, o.operation, coalesce(quote_nullable(o.ordering_key)),
    regexp_replace(o.body, '[0-9a-f]{8}-[0-9a-f-]{27}', 'UUID'), o.on_ambiguous)
FROM awspipe.outbox AS o JOIN awspipe._destination AS d USING (destination_id)
WHERE o.outbox_id = id
$$;

-- SQS
SELECT message(awspipe.sqs_send_message('regress_aws', 'q', E'a "b"\n', delay => '1 min'));
SELECT message(awspipe.sqs_send_message('regress_aws', 'q', 'a',
    '{"s": "t", "n": 1.50, "b": {"DataType": "Binary.png", "BinaryValue": "AA=="}}'));
SELECT message(awspipe.sqs_send_message('regress_aws', 'q', 'fair', message_group_id => 'tenant'));
SELECT message(awspipe.sqs_send_message('regress_aws', 'q.fifo', 'a', message_group_id => 'g'));
SELECT message(awspipe.sqs_send_message('regress_aws', 'q.fifo', 'a', ordering_key => 'k'));
SELECT message(awspipe.sqs_send_message('regress_aws', 'q.fifo', 'a', message_group_id => 'g',
    message_deduplication_id => 'd', ordering_key => ''));
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', NULL)$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', '')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', repeat('q', 81), 'a')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', E'a\x01')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', U&'\FFFE')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', U&'\FFFF')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', U&'\FFFD\+01F600' || E'\t\r\n')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', repeat('x', 1048576))$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', repeat('x', 1048577))$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', repeat(U&'\20AC', 349526))$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', repeat('x', 1048570), '{"a": "b"}')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', 'a', delay => '15 min 1 s')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', 'a', delay => '-1 s')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q.fifo', 'a', delay => '1 s', ordering_key => 'k')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q.fifo', 'a')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q.fifo', 'a', message_group_id => 'two words')$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q.fifo', 'a', message_group_id => repeat('g', 129))$$);
SELECT failure($$awspipe.sqs_send_message('regress_aws', 'q', 'a', message_deduplication_id => 'd')$$);
SELECT failure($$awspipe.sqs_send_message('nowhere', 'q', 'a')$$);

-- Attributes
SELECT failure(format($$awspipe.sqs_send_message('regress_aws', 'q', 'a', %L)$$, a)) FROM (VALUES
    ('[]'), ('{"": "b"}'), ('{"a b": "c"}'), ('{"AWS.a": "c"}'), ('{".a": "c"}'), ('{"a..b": "c"}'),
    ('{"a": ""}'), ('{"a": true}'), ('{"a": ["b"]}'), ('{"a": {"StringValue": "b"}}'),
    ('{"a": {"DataType": "String", "StringValue": "b", "BinaryValue": "AA=="}}'),
    ('{"a": {"DataType": "Text", "StringValue": "b"}}'),
    ('{"a": {"DataType": "Binary", "BinaryValue": "%"}}')) AS v (a);
SELECT failure(format($$awspipe.sqs_send_message('regress_aws', 'q', 'a', %L)$$, jsonb_object_agg('a' || i, 'b')))
FROM generate_series(1, 11) AS i;

-- SNS
SELECT message(awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', 'm', 'subject', '{"a": "b"}',
    on_ambiguous => 'hold'));
SELECT message(awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', '{"default": "d", "sqs": "s"}',
    message_structure => 'json'));
SELECT message(awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t.fifo', 'm', ordering_key => 'k'));
SELECT failure($$awspipe.sns_publish('regress_aws', 'no topic', 'm')$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', '')$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', repeat('x', 262144))$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', repeat('x', 262145))$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', 'm', repeat('s', 100))$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', 'm', E'a\nb')$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', '{"sqs": "s"}', message_structure => 'json')$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', 'm', message_structure => 'xml')$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t.fifo', 'm')$$);
SELECT failure($$awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:t', 'm', on_ambiguous => 'drop')$$);

-- EventBridge
SELECT message(awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order', '{"a": 1}',
    resources => '{arn:a,arn:b}', "time" => '2026-01-01 00:00:00Z', id_member => 'id'));
SELECT message(awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order', '{}',
    "time" => '2026-01-01 00:00:00Z', ordering_key => 'k', id_member => 'id'));
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'aws.shop', 'Order', '{}')$$);
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', repeat('O', 129), '{}')$$);
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', '', '{}')$$);
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order', '[]')$$);
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order', '{"id": 1}', id_member => 'id')$$);
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order', '{}', "time" => 'infinity')$$);
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order', '{}', resources => '{NULL}')$$);
-- 14 bytes for the time, 4 and 5 for the names, 8 around the text
SELECT failure(format($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order',
    jsonb_build_object('a', repeat('x', %s)))$$, 262143 - 14 - 4 - 5 - 9 + i)) FROM generate_series(0, 1) AS i;
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order',
    (repeat('{"a":', 999) || '1' || repeat('}', 999))::jsonb)$$);
SELECT failure($$awspipe.eventbridge_put_event('regress_aws', 'bus', 'shop', 'Order',
    (repeat('{"a":', 1000) || '1' || repeat('}', 1000))::jsonb)$$);

-- CloudWatch
SELECT regexp_replace(message(awspipe.cloudwatch_put_metric_data('regress_aws', 'shop', 'Orders', 0.1,
    dimensions => '{"Kind": "large"}', unit => 'Count', storage_resolution => 1)), '"Timestamp":\d+', 'TIME');
SELECT regexp_replace(message(awspipe.cloudwatch_put_metric_data('regress_aws', 'shop', 'Orders',
    statistic_values => '{"SampleCount": 2, "Sum": 3, "Minimum": 1, "Maximum": 2}')), '"Timestamp":\d+', 'TIME');
SELECT failure(format($$awspipe.cloudwatch_put_metric_data('regress_aws', 'shop', 'Orders', %s)$$, a)) FROM (VALUES
    ('NULL'), ('''NaN'''), ('''Infinity'''), ('-3e108'), ('2e108'),
    ('1, statistic_values => ''{}'''), ('statistic_values => ''{"SampleCount": 1}'''),
    ('statistic_values => ''{"SampleCount": 0, "Sum": 0, "Minimum": 0, "Maximum": 0}'''),
    ('1, unit => ''Metres'''), ('1, storage_resolution => 5'), ('1, dimensions => ''{"a": 1}'''),
    ('1, dimensions => ''{"a": ""}'''), ('1, dimensions => jsonb_build_object(''a'', repeat(''x'', 1025))'),
    ('1, at => now() - interval ''15 days'''), ('1, at => now() + interval ''3 hours'''), ('1, at => ''-infinity''')) AS v (a);
SELECT failure(format($$awspipe.cloudwatch_put_metric_data('regress_aws', 'shop', 'Orders', 1, dimensions => %L)$$,
    jsonb_object_agg('a' || i, 'b')))
FROM generate_series(1, 31) AS i;
SELECT failure($$awspipe.cloudwatch_put_metric_data('regress_aws', 'AWS/SQS', 'Orders', 1)$$);
SELECT failure($$awspipe.cloudwatch_put_metric_data('regress_aws', 'shop', repeat('m', 256), 1)$$);

-- CloudWatch Logs
SELECT regexp_replace(message(awspipe.logs_put_event('regress_aws', '/shop/orders', 'a stream', E'one\ntwo', on_ambiguous => 'hold')),
    '"timestamp":\d{13},', 'TIME,');
SELECT message(awspipe.logs_put_event('regress_aws', 'g', 's', '{"n": 1}'::jsonb, at => date_trunc('day', now()))) =
    'logs | g:s | PutLogEvents | '''' | {"timestamp":' || extract(epoch FROM date_trunc('day', now()))::bigint * 1000 || ',"message":"{\"n\": 1}"}';
SELECT failure(format($$awspipe.logs_put_event('regress_aws', %s)$$, a)) FROM (VALUES
    ('''g'', ''s'', ''''::text'), ('''g'', ''s'', NULL::text'), ('''g'', NULL, ''m'''), ('''g:h'', ''s'', ''m'''), ('''g'', ''s:t'', ''m'''),
    ('''g'', ''s*'', ''m'''), (''''', ''s'', ''m'''), ('''g'', '''', ''m'''), ('repeat(''g'', 513), ''s'', ''m'''),
    ('''g'', ''s'', repeat(''x'', 1048550)'), ('''g'', ''s'', repeat(''x'', 1048551)'), ('''g'', ''s'', repeat(U&''\20AC'', 349517)'),
    ('''g'', ''s'', ''m'', now() - interval ''15 days'''), ('''g'', ''s'', ''m'', now() + interval ''3 hours'''),
    ('''g'', ''s'', ''m'', ''infinity'''), ('''g'', ''s'', ''m'', on_ambiguous => ''drop''')) AS v (a);

-- Firehose
SELECT message(awspipe.firehose_put_record('regress_aws', 'stream', '\xfbff'::bytea));
SELECT message(awspipe.firehose_put_record('regress_aws', 'stream', E'a\n', on_ambiguous => 'hold'));
SELECT message(awspipe.firehose_put_record('regress_aws', 'stream', '{"a": 1}'::jsonb));
SELECT failure(format($$awspipe.firehose_put_record('regress_aws', %s)$$, a)) FROM (VALUES
    ('''s'', NULL::text'), ('''arn:aws:firehose:us-east-1:1:deliverystream/s'', ''x'''), (''''', ''x'''), ('repeat(''s'', 65), ''x'''),
    ('''s'', repeat(''x'', 1024000)'), ('''s'', repeat(''x'', 1024001)')) AS v (a);

-- Lambda
SELECT message(awspipe.lambda_invoke('regress_aws', 'thumbnails:live', '{"key": "a"}', ordering_key => 'k'));
SELECT failure(format($$awspipe.lambda_invoke('regress_aws', %s)$$, a)) FROM (VALUES
    ('''f'', NULL'), (''''', ''{}'''), ('''f g'', ''{}'''), ('repeat(''f'', 257), ''{}'''),
    ('''arn:aws:lambda:us-east-1:1:function:f:$LATEST'', ''{}'''),
    ('''f'', to_jsonb(repeat(''x'', 1048574))'), ('''f'', to_jsonb(repeat(''x'', 1048575))')) AS v (a);

-- Step Functions
SELECT message(awspipe.start_execution('regress_aws', 'arn:aws:states:us-east-1:1:stateMachine:m:live', '{"a": 1}'));
SELECT message(awspipe.start_execution('regress_aws', 'm', name => 'order-7', on_ambiguous => 'hold'));
SELECT failure(format($$awspipe.start_execution('regress_aws', %s)$$, a)) FROM (VALUES
    ('''m'', NULL'), ('''m'', name => ''order 7'''), ('''m'', name => '''''), ('''m'', name => repeat(''n'', 81)'),
    ('''m'', name => E''a\x01'''), ('''m:live'''), ('''arn:aws:states:us-east-1:1:activity:a'''),
    ('''m'', to_jsonb(repeat(''x'', 262142))'), ('''m'', to_jsonb(repeat(''x'', 262143))')) AS v (a);

-- Ambiguous messages
SELECT awspipe.alter_destination('regress_aws', 'sns', 'arn:aws:sns:us-east-1:1:u', 'hold');
SELECT service, resource, on_ambiguous FROM awspipe._destination WHERE resource LIKE '%:u';
SELECT awspipe.sns_publish('regress_aws', 'arn:aws:sns:us-east-1:1:u', 'm') > 0;
SELECT on_ambiguous, state FROM awspipe.outbox_pending WHERE resource LIKE '%:u';
SELECT failure($$awspipe.alter_destination('regress_aws', 'glue', 'x', 'hold')$$);
SELECT failure($$awspipe.alter_destination('regress_aws', 'sns', 'x', 'drop')$$);
SELECT failure($$awspipe.resolve(0, 'delivered')$$);
ROLLBACK;
