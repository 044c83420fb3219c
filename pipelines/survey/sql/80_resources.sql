/*
 * Setting up: what deploy() makes at AWS, each unless there is one
 */

/* AWS always says a code; "HTTP 404", as anybody may, is how emulators refuse what they do not know. */
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
EXCEPTION WHEN external_routine_invocation_exception OR sqlclient_unable_to_establish_sqlconnection THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF coalesce(substring(detail FROM '^AWS returned (.+?) \(HTTP'),
                substring(detail FROM 'something that is not AWS answered \((HTTP \d+)')) = ANY (tolerated) THEN
        RETURN NULL;
    END IF;
    RAISE;
END
$$;
COMMENT ON FUNCTION @extschema@.call_unless(text[], text, text, text, jsonb) IS 'calls AWS; NULL when the answer is an error that is expected';

CREATE FUNCTION @extschema@.create_stream(server text, stream text, shards integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('StreamName', stream);
    deadline timestamptz := clock_timestamp() + interval '5 minutes';
BEGIN
    PERFORM @extschema@.call_unless('{ResourceInUseException}', server, 'kinesis', 'CreateStream',
                                    named || jsonb_build_object('ShardCount', shards));
    LOOP
        /* just created, it may not be found yet */
        EXIT WHEN @extschema@.call_unless('{ResourceNotFoundException}', server, 'kinesis', 'DescribeStreamSummary', named)
            #>> '{StreamDescriptionSummary,StreamStatus}' = 'ACTIVE';
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'stream "%" did not become active within 5 minutes', stream
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      HINT = 'Call deploy() again to go on waiting.';
        END IF;
        PERFORM pg_sleep(0.25);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.create_stream(text, text, integer) IS 'creates the stream unless there is one';

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
        located := awspipe.call(server, 'sqs', 'CreateQueue', named);
    END IF;
    located := jsonb_build_object('QueueUrl', located -> 'QueueUrl');
    PERFORM awspipe.call(server, 'sqs', 'SetQueueAttributes',
                         located || jsonb_build_object('Attributes', attributes));
    RETURN awspipe.call(server, 'sqs', 'GetQueueAttributes',
                        located || '{"AttributeNames": ["QueueArn"]}') #>> '{Attributes,QueueArn}';
END
$$;
COMMENT ON FUNCTION @extschema@.create_queue(text, text, jsonb) IS 'creates the queue unless there is one, sets its attributes, and returns its ARN';

/* A queue, its dead-letter queue, and a policy that lets one sender send. */
CREATE FUNCTION @extschema@.create_inbound_queue(server text, queue text, sender text, source text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    dead_letters text := @extschema@.create_queue(server, queue || '-dead-letters', '{"MessageRetentionPeriod": "1209600"}');
    arn text := @extschema@.create_queue(server, queue, '{"VisibilityTimeout": "120"}');
BEGIN
    RETURN @extschema@.create_queue(server, queue, jsonb_build_object(
        'MessageRetentionPeriod', '1209600',
        /* a crash of the consumer is no reason to give up what it had received */
        'RedrivePolicy', jsonb_build_object('maxReceiveCount', 20, 'deadLetterTargetArn', dead_letters)::text,
        'Policy', jsonb_build_object(
            'Version', '2012-10-17',
            'Statement', jsonb_build_array(jsonb_build_object(
                'Effect', 'Allow',
                'Principal', jsonb_build_object('Service', sender),
                'Action', 'sqs:SendMessage',
                'Resource', arn,
                'Condition', jsonb_build_object(
                    'ArnEquals', jsonb_build_object('aws:SourceArn', source),
                    'StringEquals', jsonb_build_object('aws:SourceAccount', split_part(arn, ':', 5))))))::text));
END
$$;
COMMENT ON FUNCTION @extschema@.create_inbound_queue(text, text, text, text) IS 'creates a queue to which a service sends for one of our resources, and its dead-letter queue, and returns its ARN';

/*
 * Nobody but the links' holders and we see what is in the bucket, and for
 * answers it is no archive.  Rules that it has already are left alone.
 */
CREATE FUNCTION @extschema@.create_bucket(server text, bucket text, retention interval) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('Bucket', bucket);
BEGIN
    PERFORM @extschema@.call_unless('{BucketAlreadyOwnedByYou}', server, 's3', 'CreateBucket', named);
    PERFORM awspipe.call(server, 's3', 'PutPublicAccessBlock', named || '{
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": true, "IgnorePublicAcls": true,
            "BlockPublicPolicy": true, "RestrictPublicBuckets": true}}');
    IF @extschema@.call_unless('{NoSuchLifecycleConfiguration}', server, 's3', 'GetBucketLifecycleConfiguration', named)
           -> 'Rules' IS NULL THEN
        PERFORM awspipe.call(server, 's3', 'PutBucketLifecycleConfiguration', named || jsonb_build_object(
            'LifecycleConfiguration', jsonb_build_object('Rules', jsonb_build_array(jsonb_build_object(
                'ID', 'answers',
                'Filter', '{"Prefix": "answers/"}'::jsonb,
                'Status', 'Enabled',
                'Expiration', jsonb_build_object('Days', extract(day FROM justify_hours(retention))))))));
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.create_bucket(text, text, interval) IS 'creates the bucket unless there is one, keeps the public out, and has it forget answers';

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
