/*
 * Setting up: all of it
 */

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

CREATE FUNCTION @extschema@.start_consumers(server text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    consumer text;
BEGIN
    FOREACH consumer IN ARRAY ARRAY[name, name || '-answers', name || '-mail'] LOOP
        IF EXISTS (SELECT FROM awspipe.consumers AS c WHERE c.name = consumer) THEN
            NULL;
        ELSIF consumer = name THEN
            PERFORM awspipe.create_kinesis_consumer(
                consumer, server, consumer, '@extschema@.purchase_event'::regclass,
                starting_position => 'TRIM_HORIZON',
                on_error => 'dead_letter');
        ELSE
            PERFORM awspipe.create_sqs_consumer(
                consumer, server, consumer,
                CASE consumer WHEN name || '-mail' THEN '@extschema@.mail_event'::regclass
                              ELSE '@extschema@.answer_event'::regclass END,
                on_error => 'dead_letter',
                unwrap_sns => consumer = name || '-mail');
        END IF;
        PERFORM awspipe.start_consumer(consumer);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.start_consumers(text, text) IS 'creates the consumers unless there are some, and starts them';

CREATE FUNCTION @extschema@.deploy(
        server text,
        bucket text,
        from_address text,
        name text DEFAULT 'survey',
        reply_to text DEFAULT NULL,
        unsubscribe text DEFAULT NULL,
        shards integer DEFAULT 2)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    /* of "Name <address>" */
    address text := coalesce(substring(from_address FROM '<([^<>]*)>\s*$'), from_address);
    setting @extschema@.survey_setting := @extschema@.settings();
    bucket_arn text;
    topic text;
    queue text;
BEGIN
    IF NOT @extschema@.is_address(address) THEN
        RAISE EXCEPTION '"%" is not an e-mail address', from_address
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    PERFORM @extschema@.create_stream(server, name, shards);

    topic := @extschema@.create_topic(server, name || '-mail');
    PERFORM @extschema@.create_identity(server, address);
    PERFORM @extschema@.create_configuration_set(server, name, topic);
    PERFORM @extschema@.create_template(server, name);

    PERFORM @extschema@.create_bucket(server, bucket, setting.answer_retention);
    PERFORM awspipe.s3_put_object(server, bucket, 'form.html', @extschema@.form(),
                                  content_type => 'text/html; charset=utf-8', cache_control => 'no-cache');
    bucket_arn := format('arn:%s:s3:::%s', split_part(topic, ':', 2), bucket);
    queue := @extschema@.create_inbound_queue(server, name || '-answers', 's3.amazonaws.com', bucket_arn);
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
        listing_interval = setting.listing_interval;
    PERFORM @extschema@.start_consumers(server, name);
    PERFORM @extschema@.schedule_collect(name);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, text, text, integer) IS 'creates stream, bucket, queues, topic, consumers, and what SES needs, where they are missing, and starts the consumers';
