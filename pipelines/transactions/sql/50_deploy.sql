/*
 * Setting up
 */

CREATE FUNCTION @extschema@.dead_letter_queue(queue text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN regexp_replace(queue, '(\.fifo)?$', '-dead-letters\1');
COMMENT ON FUNCTION @extschema@.dead_letter_queue(text) IS 'name of the dead-letter queue of a queue';

CREATE FUNCTION @extschema@.ensure_alarms(setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM awspipe.ensure_alarm(setting.server, setting.name || '-' || a.name, 'transactions', jsonb_build_object(
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
            'Threshold', 60 * setting.write_capacity_alarm)),
        ('throttled', 'The table has refused writes, since it had no capacity for them', jsonb_build_object(
            'Namespace', 'AWS/DynamoDB',
            'MetricName', 'WriteThrottleEvents',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'TableName', 'Value', setting.table_name)),
            'Statistic', 'Sum',
            'Period', 60,
            'Threshold', 0)),
        ('latency', 'Writes to the table take long, in milliseconds', jsonb_build_object(
            'Namespace', 'AWS/DynamoDB',
            'MetricName', 'SuccessfulRequestLatency',
            'Dimensions', jsonb_build_array(
                jsonb_build_object('Name', 'TableName', 'Value', setting.table_name),
                jsonb_build_object('Name', 'Operation', 'Value', 'PutItem')),
            'Statistic', 'Average',
            'Period', 60,
            'EvaluationPeriods', 3,
            'Threshold', 1000 * extract(epoch FROM setting.latency_alarm))),
        ('errors', 'Batches, or requests to the queue, fail', jsonb_build_object(
            'Namespace', 'pgawspipe',
            'MetricName', 'Errors',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'Consumer', 'Value', setting.queue)),
            'Statistic', 'Sum',
            'Period', 300,
            'Threshold', 0))) AS a (name, description, watched);
END
$$;
COMMENT ON FUNCTION @extschema@.ensure_alarms(@extschema@.setting) IS 'creates or changes the alarms, which tell the alert topic';

/*
 * For a drill: CloudWatch acts as if the alarm had found what it watches for,
 * and takes that back when it looks the next time.
 */
CREATE FUNCTION @extschema@.trip_alarm(name text, state text DEFAULT 'ALARM') RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting, deployed => true);
    alarm text := setting.name || '-' || name;
BEGIN
    IF awspipe.call(setting.server, 'cloudwatch', 'SetAlarmState',
                    jsonb_build_object('AlarmName', alarm, 'StateValue', upper(state), 'StateReason', 'a drill'),
                    '{ResourceNotFound,ResourceNotFoundException}') IS NULL THEN
        RAISE EXCEPTION 'alarm "%" does not exist', alarm
            USING ERRCODE = 'undefined_object',
                  HINT = 'The alarms are rejections, oldest-message, lag, dead-letters, write-capacity, throttled, latency and errors; deploy(…, alarms => true) makes them.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.trip_alarm(text, text) IS 'has an alarm fire for a drill, or with OK end';

/* A topic, and its subscribers: a queue of the same name, and an e-mail address */
CREATE FUNCTION @extschema@.ensure_topic(server text, topic text, email text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    arn text := awspipe.ensure_topic(server, topic, 'transactions');
    /* messages come as they were published, without an envelope */
    subscriptions jsonb := jsonb_build_array(jsonb_build_object(
        'Protocol', 'sqs',
        'Endpoint', awspipe.ensure_queue(server, topic, 'transactions', retention => '14 days',
                                         sender => 'sns.amazonaws.com', source_arn => arn),
        'Attributes', '{"RawMessageDelivery": "true"}'::jsonb));
BEGIN
    IF email IS NOT NULL THEN
        subscriptions := subscriptions || jsonb_build_object('Protocol', 'email', 'Endpoint', email);
    END IF;
    RETURN awspipe.ensure_topic(server, topic, 'transactions', subscriptions);
END
$$;
COMMENT ON FUNCTION @extschema@.ensure_topic(text, text, text) IS 'creates the topic and its subscribers where they are missing, and returns its ARN';

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
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
BEGIN
    setting.server := deploy.server;
    setting.name := deploy.name;
    setting.table_name := deploy.name;
    setting.alarms := deploy.alarms;
    setting.queue := deploy.name || CASE WHEN fifo THEN '.fifo' ELSE '' END;

    PERFORM awspipe.ensure_table(server, setting.table_name, 'transactions', 'transaction_id');
    PERFORM awspipe.ensure_queue(
        server, setting.queue, 'transactions', dead_letters => @extschema@.dead_letter_queue(setting.queue),
        visibility_timeout => '2 minutes', retention => '14 days');
    setting.order_topic := @extschema@.ensure_topic(server, deploy.name || '-large-orders', email);
    setting.alert_topic := @extschema@.ensure_topic(server, deploy.name || '-alerts', email);
    IF alarms THEN
        PERFORM @extschema@.ensure_alarms(setting);
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

    PERFORM awspipe.ensure_sqs_consumer(setting.queue, server, setting.queue, '@extschema@.message'::regclass,
                                        'transactions', on_error => 'dead_letter');
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, boolean, text, boolean) IS 'creates queues, topics, table, alarms and consumer where they are missing, and starts the consumer';
