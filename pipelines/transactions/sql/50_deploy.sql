/*
 * Setting up
 */

CREATE FUNCTION @extschema@.call_unless(
        tolerated text[], server text, service text, operation text, input jsonb)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    detail text;
BEGIN
    RETURN awspipe.call(server, service, operation, input);
EXCEPTION WHEN external_routine_invocation_exception THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF substring(detail FROM '^AWS returned (\S+) \(') = ANY (tolerated) THEN
        RETURN NULL;
    END IF;
    RAISE;
END
$$;
COMMENT ON FUNCTION @extschema@.call_unless(text[], text, text, text, jsonb) IS 'calls AWS; NULL when the answer is an error that is expected';

CREATE FUNCTION @extschema@.create_table(server text, table_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('TableName', table_name);
    deadline timestamptz := clock_timestamp() + interval '5 minutes';
BEGIN
    PERFORM @extschema@.call_unless('{ResourceInUseException}', server, 'dynamodb', 'CreateTable', named || '{
        "AttributeDefinitions": [{"AttributeName": "transaction_id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"}');

    LOOP
        /* just created, it may not be found yet */
        EXIT WHEN @extschema@.call_unless('{ResourceNotFoundException}', server, 'dynamodb', 'DescribeTable', named)
            #>> '{Table,TableStatus}' = 'ACTIVE';
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'table "%" did not become active within 5 minutes', table_name
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      HINT = 'Call deploy() again to go on waiting.';
        END IF;
        PERFORM pg_sleep(0.25);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.create_table(text, text) IS 'creates the DynamoDB table unless there is one';

/*
 * The attributes are set apart from the creation, which fails when there is
 * a queue of that name with others.
 */
CREATE FUNCTION @extschema@.create_queue(server text, queue text, attributes jsonb) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('QueueName', queue);
    located jsonb;
BEGIN
    located := @extschema@.call_unless('{QueueDoesNotExist,AWS.SimpleQueueService.NonExistentQueue}',
                                       server, 'sqs', 'GetQueueUrl', named);
    IF located IS NULL THEN
        /* in a FIFO queue, groups share no limit */
        located := awspipe.call(server, 'sqs', 'CreateQueue', named || CASE
            WHEN queue LIKE '%.fifo' THEN '{"Attributes": {
                "FifoQueue": "true",
                "DeduplicationScope": "messageGroup",
                "FifoThroughputLimit": "perMessageGroupId"}}'::jsonb
            ELSE '{}' END);
    END IF;
    located := jsonb_build_object('QueueUrl', located -> 'QueueUrl');
    PERFORM awspipe.call(server, 'sqs', 'SetQueueAttributes',
                         located || jsonb_build_object('Attributes', attributes));
    RETURN awspipe.call(server, 'sqs', 'GetQueueAttributes',
                        located || '{"AttributeNames": ["QueueArn"]}') #>> '{Attributes,QueueArn}';
END
$$;
COMMENT ON FUNCTION @extschema@.create_queue(text, text, jsonb) IS 'creates the queue unless there is one, sets its attributes, and returns its ARN';

/* Messages come as they were published, without an envelope. */
CREATE FUNCTION @extschema@.create_topic(server text, name text, email text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    topic text := awspipe.call(server, 'sns', 'CreateTopic', jsonb_build_object('Name', name)) ->> 'TopicArn';
    queue text;
BEGIN
    queue := @extschema@.create_queue(server, name, '{"MessageRetentionPeriod": "1209600"}');
    PERFORM @extschema@.create_queue(server, name, jsonb_build_object(
        'Policy', jsonb_build_object(
            'Version', '2012-10-17',
            'Statement', jsonb_build_array(jsonb_build_object(
                'Effect', 'Allow',
                'Principal', '{"Service": "sns.amazonaws.com"}'::jsonb,
                'Action', 'sqs:SendMessage',
                'Resource', queue,
                'Condition', jsonb_build_object('ArnEquals', jsonb_build_object('aws:SourceArn', topic)))))::text));
    PERFORM awspipe.call(server, 'sns', 'Subscribe', jsonb_build_object(
        'TopicArn', topic, 'Protocol', 'sqs', 'Endpoint', queue, 'ReturnSubscriptionArn', true,
        'Attributes', '{"RawMessageDelivery": "true"}'::jsonb));
    IF email IS NOT NULL THEN
        PERFORM awspipe.call(server, 'sns', 'Subscribe', jsonb_build_object(
            'TopicArn', topic, 'Protocol', 'email', 'Endpoint', email));
    END IF;
    RETURN topic;
END
$$;
COMMENT ON FUNCTION @extschema@.create_topic(text, text, text) IS 'creates the topic and its subscribers, a queue of the same name and an e-mail address, where they are missing, and returns its ARN';

CREATE FUNCTION @extschema@.create_alarms(setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM awspipe.call(setting.server, 'cloudwatch', 'PutMetricAlarm', jsonb_build_object(
                'AlarmName', setting.name || '-' || a.name,
                'AlarmDescription', a.description,
                'AlarmActions', jsonb_build_array(setting.alert_topic),
                'ComparisonOperator', 'GreaterThanThreshold',
                'EvaluationPeriods', 1,
                'TreatMissingData', 'notBreaching') || a.watched)
    FROM (VALUES
        ('rejections', 'Many of the transactions are rejected, in percent', jsonb_build_object(
            'Threshold', setting.rejection_alarm_percent,
            'Metrics', (
                SELECT jsonb_agg(jsonb_build_object(
                           'Id', lower(m.name),
                           'ReturnData', false,
                           'MetricStat', jsonb_build_object(
                               'Period', 300,
                               'Stat', 'Sum',
                               'Metric', jsonb_build_object(
                                   'Namespace', 'pgawspipe/transactions',
                                   'MetricName', m.name,
                                   'Dimensions', jsonb_build_array(
                                       jsonb_build_object('Name', 'Pipeline', 'Value', setting.name))))))
                FROM (VALUES ('Accepted'), ('Rejected'), ('Duplicates')) AS m (name)
            ) || '[{"Id": "percent", "Label": "rejected messages in percent", "ReturnData": true,
                    "Expression": "100 * rejected / (accepted + rejected + duplicates)"}]')),
        ('oldest-message', 'Transactions wait in the queue, in seconds', jsonb_build_object(
            'Namespace', 'AWS/SQS',
            'MetricName', 'ApproximateAgeOfOldestMessage',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'QueueName', 'Value', setting.queue)),
            'Statistic', 'Maximum',
            'Period', 60,
            'Threshold', extract(epoch FROM setting.message_age_alarm))),
        ('lag', 'The consumer is behind, in milliseconds', jsonb_build_object(
            'Namespace', 'pgawspipe',
            'MetricName', 'Lag',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'Consumer', 'Value', setting.queue)),
            'Statistic', 'Maximum',
            'Period', 60,
            'Threshold', 1000 * extract(epoch FROM setting.message_age_alarm))),
        ('dead-letters', 'SQS has given up messages', jsonb_build_object(
            'Namespace', 'AWS/SQS',
            'MetricName', 'ApproximateNumberOfMessagesVisible',
            'Dimensions', jsonb_build_array(jsonb_build_object(
                'Name', 'QueueName', 'Value', @extschema@.dead_letter_queue(setting.queue))),
            'Statistic', 'Maximum',
            'Period', 60,
            'Threshold', 0)),
        ('write-capacity', 'The table takes many write units in a minute', jsonb_build_object(
            'Namespace', 'AWS/DynamoDB',
            'MetricName', 'ConsumedWriteCapacityUnits',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'TableName', 'Value', setting.table_name)),
            'Statistic', 'Sum',
            'Period', 60,
            'Threshold', 60 * setting.write_capacity_alarm))) AS a (name, description, watched);
END
$$;
COMMENT ON FUNCTION @extschema@.create_alarms(@extschema@.setting) IS 'creates or changes the alarms, which tell the alert topic';

CREATE FUNCTION @extschema@.dead_letter_queue(queue text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN regexp_replace(queue, '(\.fifo)?$', '-dead-letters\1');
COMMENT ON FUNCTION @extschema@.dead_letter_queue(text) IS 'name of the dead-letter queue of a queue';

CREATE FUNCTION @extschema@.deploy(
        server text,
        name text DEFAULT 'transactions',
        fifo boolean DEFAULT false,
        email text DEFAULT NULL,
        alarms boolean DEFAULT true)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
    /* a crash of the consumer is no reason to give up what it had received */
    redrive jsonb := '{"maxReceiveCount": 20}';
BEGIN
    setting.server := deploy.server;
    setting.name := deploy.name;
    setting.table_name := deploy.name;
    setting.alarms := deploy.alarms;
    setting.queue := deploy.name || CASE WHEN fifo THEN '.fifo' ELSE '' END;

    PERFORM @extschema@.create_table(server, setting.table_name);
    redrive := redrive || jsonb_build_object('deadLetterTargetArn', @extschema@.create_queue(
        server, @extschema@.dead_letter_queue(setting.queue), '{"MessageRetentionPeriod": "1209600"}'));
    PERFORM @extschema@.create_queue(server, setting.queue, jsonb_build_object(
        'VisibilityTimeout', '120',
        'MessageRetentionPeriod', '1209600',
        'RedrivePolicy', redrive::text));
    setting.order_topic := @extschema@.create_topic(server, deploy.name || '-large-orders', email);
    setting.alert_topic := @extschema@.create_topic(server, deploy.name || '-alerts', email);
    IF alarms THEN
        PERFORM @extschema@.create_alarms(setting);
        PERFORM awspipe.schedule_metrics(server, 'pgawspipe');
    ELSE
        PERFORM awspipe.unschedule_metrics(server, 'pgawspipe');
        RAISE WARNING 'no alarms are created and no metrics are sent'
            USING HINT = 'Call deploy() with alarms => true where CloudWatch can be reached.';
    END IF;

    UPDATE @extschema@.setting AS s
    SET server = setting.server,
        name = setting.name,
        queue = setting.queue,
        table_name = setting.table_name,
        order_topic = setting.order_topic,
        alert_topic = setting.alert_topic,
        alarms = setting.alarms;

    IF NOT EXISTS (SELECT FROM awspipe.consumers AS c WHERE c.name = setting.queue) THEN
        PERFORM awspipe.create_sqs_consumer(
            name => setting.queue,
            server => setting.server,
            queue => setting.queue,
            inbox => '@extschema@.message'::regclass,
            on_error => 'dead_letter');
    END IF;
    PERFORM awspipe.start_consumer(setting.queue);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, boolean, text, boolean) IS 'creates queues, topics, table, alarms and consumer where they are missing, and starts the consumer';
