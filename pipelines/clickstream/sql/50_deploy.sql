/*
 * Setting up
 */

/* The score's has no actions: the topic is told in more words already. */
CREATE FUNCTION @extschema@.ensure_alarms(setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM awspipe.ensure_alarm(setting.server, setting.name || '-' || a.name, 'clickstream', jsonb_build_object(
                'AlarmDescription', a.description,
                'AlarmActions', a.actions,
                'Namespace', a.namespace,
                'MetricName', a.metric,
                'Dimensions', jsonb_build_array(jsonb_build_object('Name', a.dimension, 'Value', setting.name)),
                'Statistic', 'Maximum',
                'Period', 60,
                'EvaluationPeriods', 1,
                'Threshold', a.threshold,
                'ComparisonOperator', 'GreaterThanThreshold',
                'TreatMissingData', 'notBreaching'))
    FROM (VALUES
        ('score', 'The click-through rate is unusual', '[]'::jsonb,
         'pgawspipe/clickstream', 'AnomalyScore', 'Pipeline', setting.threshold),
        ('lag', 'The consumer is behind, in milliseconds', jsonb_build_array(setting.topic),
         'pgawspipe', 'Lag', 'Consumer', 60000)) AS a (name, description, actions, namespace, metric, dimension, threshold);
END
$$;
COMMENT ON FUNCTION @extschema@.ensure_alarms(@extschema@.setting) IS 'creates or changes the alarms';

CREATE FUNCTION @extschema@.deploy(
        server text,
        bucket text,
        name text DEFAULT 'clickstream',
        shards integer DEFAULT 2,
        email text DEFAULT NULL,
        alarms boolean DEFAULT true)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    topic_name text := name || '-anomalies';
    topic_arn text;
    /* messages come as they were published, without an envelope */
    subscriptions jsonb;
BEGIN
    PERFORM awspipe.settings(NULL::@extschema@.setting);
    PERFORM awspipe.ensure_stream(server, name, 'clickstream', shards);
    PERFORM awspipe.ensure_bucket(server, bucket, 'clickstream');
    topic_arn := awspipe.ensure_topic(server, topic_name, 'clickstream');
    subscriptions := jsonb_build_array(jsonb_build_object(
        'Protocol', 'sqs',
        'Endpoint', awspipe.ensure_queue(server, topic_name, 'clickstream', retention => '14 days',
                                         sender => 'sns.amazonaws.com', source_arn => topic_arn),
        'Attributes', '{"RawMessageDelivery": "true"}'::jsonb));
    IF email IS NOT NULL THEN
        subscriptions := subscriptions || jsonb_build_object('Protocol', 'email', 'Endpoint', email);
    END IF;
    PERFORM awspipe.ensure_topic(server, topic_name, 'clickstream', subscriptions);

    UPDATE @extschema@.setting AS s
    SET server = deploy.server,
        name = deploy.name,
        stream = deploy.name,
        bucket = deploy.bucket,
        topic = topic_arn,
        alarms = deploy.alarms;

    IF alarms THEN
        PERFORM @extschema@.ensure_alarms(awspipe.settings(NULL::@extschema@.setting));
        PERFORM awspipe.schedule_metrics(server, 'pgawspipe');
    ELSE
        PERFORM awspipe.unschedule_metrics(server, 'pgawspipe');
        RAISE WARNING 'no alarms are created and no metrics are sent'
            USING HINT = 'Call deploy() with alarms => true where CloudWatch can be reached.';
    END IF;

    PERFORM awspipe.ensure_kinesis_consumer(
        name, server, name, '@extschema@.click'::regclass, 'clickstream',
        filter_pattern => '{"event_type": ["search", "click", "purchase"]}',
        on_error => 'dead_letter',
        /* windows of a silent stream are to be closed, too */
        tick => '1 second');
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, integer, text, boolean) IS 'creates stream, bucket, topic, queue, alarms and consumer where they are missing, and starts the consumer';
