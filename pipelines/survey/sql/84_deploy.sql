/*
 * Setting up
 */

/* What else the bucket notifies of stays; ours is known by its id. */
CREATE FUNCTION @extschema@.notify_of_answers(server text, bucket text, name text, queue text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('Bucket', bucket);
    present jsonb := awspipe.call(server, 's3', 'GetBucketNotificationConfiguration', named);
    ours jsonb := jsonb_build_object(
        'Id', name,
        'QueueArn', queue,
        'Events', '["s3:ObjectCreated:*"]'::jsonb,
        'Filter', '{"Key": {"FilterRules": [{"Name": "prefix", "Value": "answers/"}]}}'::jsonb);
BEGIN
    PERFORM awspipe.call(server, 's3', 'PutBucketNotificationConfiguration', named || jsonb_build_object(
        'NotificationConfiguration', (
            SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}')
            FROM jsonb_each(present) AS m
            WHERE m.key <> 'QueueConfigurations'
        ) || jsonb_build_object('QueueConfigurations', (
            SELECT coalesce(jsonb_agg(q.value), '[]') || ours
            FROM jsonb_array_elements(present -> 'QueueConfigurations') AS q (value)
            WHERE q.value ->> 'Id' <> name))));

    /* an emulator may take everything, and do nothing */
    RETURN EXISTS (
        SELECT FROM jsonb_array_elements(awspipe.call(server, 's3', 'GetBucketNotificationConfiguration', named)
                                         -> 'QueueConfigurations') AS q (value)
        WHERE q.value ->> 'Id' = name);
END
$$;
COMMENT ON FUNCTION @extschema@.notify_of_answers(text, text, text, text) IS 'has the bucket tell the queue of answers; false where buckets cannot';

/* A crash of the consumer is no reason to give up what it had received. */
CREATE FUNCTION @extschema@.ensure_inbound_queue(server text, queue text, sender text, source_arn text) RETURNS text
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT awspipe.ensure_queue(
        server, queue, 'survey', dead_letters => queue || '-dead-letters', max_receives => 20,
        visibility_timeout => '2 minutes', retention => '14 days', sender => sender, source_arn => source_arn)
$$;
COMMENT ON FUNCTION @extschema@.ensure_inbound_queue(text, text, text, text) IS 'creates a queue to which others send, of services one for one of our resources, and its dead-letter queue, where they are missing, and returns its ARN';

CREATE FUNCTION @extschema@.schedule_collect(name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron')
        AND has_schema_privilege('cron', 'USAGE') THEN
        PERFORM cron.schedule(name || '-collect', '* * * * *', 'CALL @extschema@.collect()');
    ELSE
        RAISE NOTICE 'pg_cron is not available here, answers wait until somebody calls @extschema@.collect()';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.schedule_collect(text) IS 'has pg_cron call collect() every minute';

CREATE FUNCTION @extschema@.deploy(
        server text,
        bucket text,
        from_address text,
        name text DEFAULT 'survey',
        reply_to text DEFAULT NULL,
        unsubscribe text DEFAULT NULL,
        shards integer DEFAULT 2,
        unsubscribe_url text DEFAULT NULL)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    /* of "Name <address>" */
    address text := coalesce(substring(from_address FROM '<([^<>]*)>\s*$'), from_address);
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting);
    bucket_arn text;
    topic text;
    queue text;
BEGIN
    IF NOT @extschema@.is_address(address) THEN
        RAISE EXCEPTION '"%" is not an e-mail address', from_address
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF unsubscribe_url !~ '^https://[!#-;=?-~]+$' THEN
        RAISE EXCEPTION 'unsubscribe_url "%" is not an https URL', unsubscribe_url
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The id of an invitation is appended to it: https://example.com/unsubscribe/';
    END IF;

    PERFORM awspipe.ensure_stream(server, name, 'survey', shards);

    topic := awspipe.ensure_topic(server, name || '-mail', 'survey', sender => 'ses.amazonaws.com');
    queue := @extschema@.ensure_inbound_queue(server, name || '-mail', 'sns.amazonaws.com', topic);
    PERFORM awspipe.ensure_topic(server, name || '-mail', 'survey', jsonb_build_array(jsonb_build_object(
        'Protocol', 'sqs', 'Endpoint', queue)));
    PERFORM awspipe.ensure_email_identity(server, address, 'survey');
    /*
     * Neither opens nor clicks are asked for: for these, SES puts an image
     * into the mail, and leads its links, with what is behind the "#", by way
     * of a server of its own.
     */
    PERFORM awspipe.ensure_configuration_set(
        server, name, 'survey', topic, '{SEND,REJECT,BOUNCE,COMPLAINT,DELIVERY,RENDERING_FAILURE}');
    PERFORM awspipe.ensure_email_template(server, name, 'survey', jsonb_build_object(
        'Subject', 'How was your purchase at {{plain_store}}?',
        'Text', @extschema@.mail_text(),
        'Html', @extschema@.mail_html()));

    /* nobody but the links' holders and we see what is in it, and for answers it is no archive */
    bucket_arn := awspipe.ensure_bucket(server, bucket, 'survey', lifecycle => jsonb_build_array(jsonb_build_object(
        'ID', 'answers',
        'Filter', '{"Prefix": "answers/"}'::jsonb,
        'Status', 'Enabled',
        'Expiration', jsonb_build_object('Days', extract(day FROM justify_hours(setting.answer_retention))))));
    PERFORM awspipe.s3_put_object(server, bucket, 'form.html', @extschema@.form(),
                                  content_type => 'text/html; charset=utf-8', cache_control => 'no-cache');
    queue := @extschema@.ensure_inbound_queue(server, name || '-answers', 's3.amazonaws.com', bucket_arn);
    IF NOT @extschema@.notify_of_answers(server, bucket, name, queue) THEN
        RAISE NOTICE 'notifications are not available, collect() looks through the bucket each time';
        setting.listing_interval := '0';
    END IF;

    UPDATE @extschema@.survey_setting AS s
    SET server = deploy.server,
        name = deploy.name,
        bucket = deploy.bucket,
        from_address = deploy.from_address,
        reply_to = coalesce(deploy.reply_to, address),
        unsubscribe = coalesce(deploy.unsubscribe, deploy.reply_to, address),
        unsubscribe_url = deploy.unsubscribe_url,
        listing_interval = setting.listing_interval;
    PERFORM awspipe.ensure_kinesis_consumer(name, server, name, '@extschema@.purchase_event'::regclass, 'survey',
                                            on_error => 'dead_letter');
    PERFORM awspipe.ensure_sqs_consumer(name || '-answers', server, name || '-answers',
                                        '@extschema@.answer_event'::regclass, 'survey', on_error => 'dead_letter');
    PERFORM awspipe.ensure_sqs_consumer(name || '-mail', server, name || '-mail', '@extschema@.mail_event'::regclass,
                                        'survey', on_error => 'dead_letter', unwrap_sns => true);
    IF unsubscribe_url IS NOT NULL THEN
        PERFORM @extschema@.ensure_inbound_queue(server, name || '-unsubscribe', NULL, NULL);
        PERFORM awspipe.ensure_sqs_consumer(name || '-unsubscribe', server, name || '-unsubscribe',
                                            '@extschema@.unsubscribe_event'::regclass, 'survey', on_error => 'dead_letter');
    END IF;
    PERFORM @extschema@.schedule_collect(name);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, text, text, integer, text) IS 'creates stream, bucket, queues, topic, consumers, and what SES needs, where they are missing, and starts the consumers';
