/*
 * ensure_…: what a pipeline needs is made unless it is there, and can be used
 * when the function returns.
 */

CREATE FUNCTION awspipe.ensure_stream(server text, stream text, pipeline text, shards integer DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('StreamName', stream);
    tags jsonb := awspipe._tags(pipeline);
    until timestamptz := clock_timestamp() + interval '10 minutes';
    made boolean := false;
    present jsonb;
BEGIN
    LOOP
        present := awspipe.call(server, 'kinesis', 'DescribeStreamSummary', named, '{ResourceNotFoundException}')
            -> 'StreamDescriptionSummary';
        EXIT WHEN present ->> 'StreamStatus' IN ('ACTIVE', 'UPDATING');
        IF present IS NULL AND NOT made THEN
            made := awspipe.call(server, 'kinesis', 'CreateStream', named || jsonb_build_object('Tags', tags)
                || CASE WHEN shards IS NULL THEN '{"StreamModeDetails": {"StreamMode": "ON_DEMAND"}}'
                        ELSE jsonb_build_object('ShardCount', shards) END,
                '{ResourceInUseException}') IS NOT NULL;
        END IF;
        PERFORM awspipe._pause(until, 'stream', stream);
    END LOOP;
    PERFORM awspipe._claim(server, pipeline, 'stream', stream, stream, present ->> 'StreamARN', made);
    IF (present -> 'OpenShardCount')::integer <> shards THEN
        RAISE NOTICE 'number of open shards of stream "%" is %, not %', stream, present -> 'OpenShardCount', shards
            USING HINT = 'The number of shards counts when a stream is made. Afterwards, UpdateShardCount changes it.';
    END IF;
    RETURN present ->> 'StreamARN';
END
$$;
COMMENT ON FUNCTION awspipe.ensure_stream(text, text, text, integer) IS 'makes the Kinesis stream unless there is one, waits until it can be used, and returns its ARN';

CREATE FUNCTION awspipe.ensure_table(
    server text, table_name text, pipeline text,
    hash_key text, range_key text DEFAULT NULL,
    hash_key_type text DEFAULT 'S', range_key_type text DEFAULT 'S',
    ttl_attribute text DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('TableName', table_name);
    tags jsonb := awspipe._tags(pipeline);
    until timestamptz := clock_timestamp() + interval '10 minutes';
    made boolean := false;
    ours boolean;
    present jsonb;
    ttl jsonb;
    key_schema jsonb;
    definitions jsonb;
BEGIN
    SELECT jsonb_agg(jsonb_build_object('AttributeName', k.name, 'KeyType', k.role) ORDER BY k.role),
           jsonb_agg(jsonb_build_object('AttributeName', k.name, 'AttributeType', k.type))
    INTO key_schema, definitions
    FROM (VALUES (hash_key, 'HASH', hash_key_type), (range_key, 'RANGE', range_key_type)) AS k (name, role, type)
    WHERE k.name IS NOT NULL;

    LOOP
        present := awspipe.call(server, 'dynamodb', 'DescribeTable', named, '{ResourceNotFoundException}') -> 'Table';
        EXIT WHEN present ->> 'TableStatus' IN ('ACTIVE', 'UPDATING');
        IF present IS NULL AND NOT made THEN
            made := awspipe.call(server, 'dynamodb', 'CreateTable', named || jsonb_build_object(
                'AttributeDefinitions', definitions,
                'KeySchema', key_schema,
                'BillingMode', 'PAY_PER_REQUEST',
                'Tags', awspipe._tag_list(tags)), '{ResourceInUseException}') IS NOT NULL;
        END IF;
        PERFORM awspipe._pause(until, 'table', table_name);
    END LOOP;
    IF present -> 'KeySchema' <> key_schema OR NOT present -> 'AttributeDefinitions' @> definitions THEN
        RAISE EXCEPTION 'table "%" is there already, with another key', table_name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('Its key is %s, of %s; wanted is %s, of %s.', present -> 'KeySchema',
                                  present -> 'AttributeDefinitions', key_schema, definitions),
                  HINT = 'Choose another name.';
    END IF;
    ours := awspipe._claim(server, pipeline, 'table', table_name, table_name, present ->> 'TableArn', made);

    IF ttl_attribute IS NOT NULL THEN
        ttl := awspipe._call_if_known(server, 'dynamodb', 'DescribeTimeToLive', named) -> 'TimeToLiveDescription';
        IF ttl ->> 'TimeToLiveStatus' IN ('ENABLED', 'ENABLING') THEN
            IF ttl ->> 'AttributeName' <> ttl_attribute THEN
                RAISE EXCEPTION 'items of table "%" expire by another attribute', table_name
                    USING ERRCODE = 'object_not_in_prerequisite_state',
                          DETAIL = format('It is %s, not %s.', ttl -> 'AttributeName', to_json(ttl_attribute)),
                          HINT = 'Choose another table.';
            END IF;
        ELSE
            PERFORM awspipe._require_ours(ours, 'table', table_name, 'Its items do not expire.');
            IF awspipe._call_if_known(server, 'dynamodb', 'UpdateTimeToLive', named || jsonb_build_object(
                   'TimeToLiveSpecification', jsonb_build_object('AttributeName', ttl_attribute, 'Enabled', true))) IS NULL THEN
                RAISE NOTICE 'time to live is not available, tombstones will stay in table "%"', table_name;
            END IF;
        END IF;
    END IF;
    RETURN present ->> 'TableArn';
END
$$;
COMMENT ON FUNCTION awspipe.ensure_table(text, text, text, text, text, text, text, text) IS 'makes the DynamoDB table unless there is one, waits until it can be used, and returns its ARN';

/* Documents are compared as such: their text is not what was sent. */
CREATE FUNCTION awspipe._differing_attributes(present jsonb, wanted jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_object_agg(w.key, w.value)
    FROM jsonb_each_text($2) AS w
    WHERE NOT CASE
        WHEN $1 ->> w.key ~ '^\s*\{' AND w.key = 'Policy' THEN
            ($1 ->> w.key)::jsonb -> 'Statement' @> (w.value::jsonb -> 'Statement')
        WHEN $1 ->> w.key ~ '^\s*\{' AND w.key = 'RedrivePolicy' THEN
            ($1 ->> w.key)::jsonb ->> 'deadLetterTargetArn' = w.value::jsonb ->> 'deadLetterTargetArn'
            AND ($1 ->> w.key)::jsonb ->> 'maxReceiveCount' = w.value::jsonb ->> 'maxReceiveCount'
        ELSE coalesce($1 ->> w.key = w.value, false)
    END;
$$;
COMMENT ON FUNCTION awspipe._differing_attributes(jsonb, jsonb) IS 'attributes of a queue or topic that are not as they should be; NULL when all are';

CREATE FUNCTION awspipe._describe_differences(present jsonb, different jsonb) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format('%s is %s, not %s.', d.key, coalesce($1 ->> d.key, 'missing'), d.value), ' ' ORDER BY d.key)
    FROM jsonb_each_text($2) AS d;
$$;
COMMENT ON FUNCTION awspipe._describe_differences(jsonb, jsonb) IS 'the same in words';

CREATE FUNCTION awspipe._policy(actions jsonb, resource text, sender text, condition jsonb) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('Version', '2012-10-17', 'Statement', jsonb_build_array(jsonb_build_object(
        'Effect', 'Allow',
        'Principal', jsonb_build_object('Service', $3),
        'Action', $1,
        'Resource', $2,
        'Condition', $4)))::text;
$$;
COMMENT ON FUNCTION awspipe._policy(jsonb, text, text, jsonb) IS 'lets a service use a resource';

CREATE FUNCTION awspipe.ensure_queue(
    server text, queue text, pipeline text,
    dead_letters text DEFAULT NULL, max_receives integer DEFAULT 20,
    visibility_timeout interval DEFAULT NULL, retention interval DEFAULT NULL,
    sender text DEFAULT NULL, source_arn text DEFAULT NULL,
    attributes jsonb DEFAULT '{}')
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fifo boolean := queue ~ '\.fifo$';
    named jsonb := jsonb_build_object('QueueName', queue);
    tags jsonb := awspipe._tags(pipeline);
    until timestamptz := clock_timestamp() + interval '10 minutes';
    made boolean := false;
    ours boolean;
    wanted jsonb := attributes;
    located jsonb;
    present jsonb;
    different jsonb;
    arn text;
BEGIN
    /* that of the service itself is not always wanted, so it is said only if it is */
    wanted := wanted || jsonb_strip_nulls(jsonb_build_object(
        'VisibilityTimeout', extract(epoch FROM visibility_timeout)::integer::text,
        'MessageRetentionPeriod', extract(epoch FROM retention)::integer::text));
    IF dead_letters IS NOT NULL THEN
        wanted := wanted || jsonb_build_object('RedrivePolicy', jsonb_build_object(
            'deadLetterTargetArn', awspipe.ensure_queue(server, dead_letters, pipeline, retention => '14 days'),
            'maxReceiveCount', max_receives)::text);
    END IF;
    LOOP
        located := awspipe.call(server, 'sqs', 'GetQueueUrl', named,
                                '{QueueDoesNotExist,AWS.SimpleQueueService.NonExistentQueue}');
        IF located IS NULL THEN
            /* in a FIFO queue, groups share no limit */
            located := awspipe.call(server, 'sqs', 'CreateQueue', named || jsonb_build_object(
                'tags', tags,
                'Attributes', wanted || CASE WHEN fifo THEN '{
                    "FifoQueue": "true",
                    "DeduplicationScope": "messageGroup",
                    "FifoThroughputLimit": "perMessageGroupId"}'::jsonb ELSE '{}' END),
                '{QueueDeletedRecently,AWS.SimpleQueueService.QueueDeletedRecently}');
            made := located IS NOT NULL;
        END IF;
        EXIT WHEN located IS NOT NULL;
        PERFORM awspipe._pause(until, 'queue', queue);
    END LOOP;
    located := jsonb_build_object('QueueUrl', located -> 'QueueUrl');
    present := awspipe.call(server, 'sqs', 'GetQueueAttributes', located || '{"AttributeNames": ["All"]}') -> 'Attributes';
    arn := present ->> 'QueueArn';
    ours := awspipe._claim(server, pipeline, 'queue', queue, located ->> 'QueueUrl', arn, made);

    IF sender IS NOT NULL THEN
        wanted := wanted || jsonb_build_object('Policy', awspipe._policy('"sqs:SendMessage"', arn, sender, jsonb_build_object(
            'ArnEquals', jsonb_build_object('aws:SourceArn', source_arn),
            'StringEquals', jsonb_build_object('aws:SourceAccount', split_part(arn, ':', 5)))));
    END IF;
    different := awspipe._differing_attributes(present, wanted);
    IF different IS NOT NULL THEN
        PERFORM awspipe._require_ours(ours, 'queue', queue, awspipe._describe_differences(present, different));
        PERFORM awspipe.call(server, 'sqs', 'SetQueueAttributes', located || jsonb_build_object('Attributes', different));
    END IF;
    RETURN arn;
END
$$;
COMMENT ON FUNCTION awspipe.ensure_queue(text, text, text, text, integer, interval, interval, text, text, jsonb) IS 'makes the SQS queue, and its dead-letter queue, unless there is one, sets its attributes, and returns its ARN';

CREATE FUNCTION awspipe.ensure_topic(
    server text, topic text, pipeline text,
    subscriptions jsonb DEFAULT '[]', sender text DEFAULT NULL, attributes jsonb DEFAULT '{}')
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('Name', topic)
        || CASE WHEN topic ~ '\.fifo$' THEN '{"Attributes": {"FifoTopic": "true"}}'::jsonb ELSE '{}' END;
    wanted jsonb := attributes;
    arn text;
    ours boolean;
    present jsonb;
    different jsonb;
    subscription jsonb;
    subscribed text[] := '{}';
    subscription_arn text;
BEGIN
    /* with tags, it is refused where there is one that has others */
    arn := coalesce(
        awspipe.call(server, 'sns', 'CreateTopic',
                     named || jsonb_build_object('Tags', awspipe._tag_list(awspipe._tags(pipeline))),
                     '{InvalidParameter,InvalidParameterException}'),
        awspipe.call(server, 'sns', 'CreateTopic', named)) ->> 'TopicArn';
    ours := awspipe._claim(server, pipeline, 'topic', topic, arn, arn, false);

    IF sender IS NOT NULL THEN
        wanted := wanted || jsonb_build_object('Policy', awspipe._policy('"sns:Publish"', arn, sender, jsonb_build_object(
            'StringEquals', jsonb_build_object('aws:SourceAccount', split_part(arn, ':', 5)))));
    END IF;
    present := awspipe.call(server, 'sns', 'GetTopicAttributes', jsonb_build_object('TopicArn', arn)) -> 'Attributes';
    different := awspipe._differing_attributes(present, wanted);
    IF different IS NOT NULL THEN
        PERFORM awspipe._require_ours(ours, 'topic', topic, awspipe._describe_differences(present, different));
        PERFORM awspipe.call(server, 'sns', 'SetTopicAttributes', jsonb_build_object(
            'TopicArn', arn, 'AttributeName', d.key, 'AttributeValue', d.value))
        FROM jsonb_each_text(different) AS d;
    END IF;

    present := NULL;
    LOOP
        EXIT WHEN jsonb_array_length(subscriptions) = 0;
        present := awspipe.call(server, 'sns', 'ListSubscriptionsByTopic', jsonb_build_object('TopicArn', arn)
            || CASE WHEN present IS NULL THEN '{}' ELSE jsonb_build_object('NextToken', present -> 'NextToken') END);
        subscribed := subscribed || ARRAY(
            SELECT concat(s ->> 'Protocol', ' ', s ->> 'Endpoint')
            FROM jsonb_path_query(present, 'lax $.Subscriptions[*]') AS s);
        EXIT WHEN coalesce(present ->> 'NextToken', '') = '';
    END LOOP;
    FOR subscription IN SELECT s FROM jsonb_array_elements(subscriptions) AS s LOOP
        /*
         * Once more, to hear whether it has other attributes; but a person
         * would be asked once more, too.
         */
        CONTINUE WHEN concat(subscription ->> 'Protocol', ' ', subscription ->> 'Endpoint') = ANY (subscribed)
            AND (subscription ->> 'Protocol' ~ '^(email|email-json|sms)$' OR NOT subscription ? 'Attributes');
        subscription_arn := awspipe.call(server, 'sns', 'Subscribe', jsonb_build_object(
            'TopicArn', arn, 'ReturnSubscriptionArn', true) || subscription) ->> 'SubscriptionArn';
        IF NOT ours THEN
            PERFORM awspipe._note_resource(server, pipeline, 'subscription', subscription ->> 'Endpoint', subscription_arn,
                                           (awspipe._installations())[1], NULL);
        END IF;
    END LOOP;
    RETURN arn;
END
$$;
COMMENT ON FUNCTION awspipe.ensure_topic(text, text, text, jsonb, text, jsonb) IS 'makes the SNS topic and its subscriptions unless they are there, and returns the topic''s ARN';

CREATE FUNCTION awspipe.ensure_bucket(
    server text, bucket text, pipeline text, lifecycle jsonb DEFAULT NULL, private boolean DEFAULT true)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('Bucket', bucket);
    blocked constant jsonb := '{"BlockPublicAcls": true, "IgnorePublicAcls": true,
                                "BlockPublicPolicy": true, "RestrictPublicBuckets": true}';
    arn text := awspipe._resource_arn(server, 'bucket', bucket);
    made boolean := false;
    ours boolean;
    present jsonb;
BEGIN
    IF awspipe.call(server, 's3', 'HeadBucket', named, '{NotFound,NoSuchBucket}') IS NULL THEN
        made := awspipe.call(server, 's3', 'CreateBucket', named, '{BucketAlreadyOwnedByYou}') IS NOT NULL;
    END IF;
    ours := awspipe._claim(server, pipeline, 'bucket', bucket, bucket, arn, made);

    /* what answers something else, as an emulator, can neither tell nor be asked for more */
    IF private THEN
        present := coalesce(
            awspipe._call_if_known(server, 's3', 'GetPublicAccessBlock', named, '{NoSuchPublicAccessBlockConfiguration}'),
            '{"PublicAccessBlockConfiguration": {"BlockPublicAcls": false}}') -> 'PublicAccessBlockConfiguration';
        IF present <> '{}' AND NOT present @> blocked THEN
            PERFORM awspipe._require_ours(ours, 'bucket', bucket, 'Its access block lets the public in.');
            PERFORM awspipe.call(server, 's3', 'PutPublicAccessBlock',
                                 named || jsonb_build_object('PublicAccessBlockConfiguration', blocked));
        END IF;
    END IF;
    IF lifecycle IS NOT NULL THEN
        present := coalesce(
            awspipe._call_if_known(server, 's3', 'GetBucketLifecycleConfiguration', named, '{NoSuchLifecycleConfiguration}'),
            '{"Rules": []}') -> 'Rules';
        IF NOT present @> lifecycle THEN
            PERFORM awspipe._require_ours(ours, 'bucket', bucket, format('Its lifecycle rules are %s.', present));
            PERFORM awspipe.call(server, 's3', 'PutBucketLifecycleConfiguration',
                named || jsonb_build_object('LifecycleConfiguration', jsonb_build_object('Rules', lifecycle)));
        END IF;
    END IF;
    RETURN arn;
END
$$;
COMMENT ON FUNCTION awspipe.ensure_bucket(text, text, text, jsonb, boolean) IS 'makes the S3 bucket unless there is one, keeps the public out, sets its lifecycle rules, and returns its ARN';

CREATE FUNCTION awspipe.ensure_alarm(server text, alarm text, pipeline text, definition jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('AlarmName', alarm);
    asked jsonb := jsonb_build_object('AlarmNames', jsonb_build_array(alarm));
    present jsonb := awspipe.call(server, 'cloudwatch', 'DescribeAlarms', asked) #> '{MetricAlarms,0}';
    ours boolean;
BEGIN
    IF present IS NULL THEN
        PERFORM awspipe.call(server, 'cloudwatch', 'PutMetricAlarm', definition || named
            || jsonb_build_object('Tags', awspipe._tag_list(awspipe._tags(pipeline))));
        present := awspipe.call(server, 'cloudwatch', 'DescribeAlarms', asked) #> '{MetricAlarms,0}';
    END IF;
    ours := awspipe._claim(server, pipeline, 'alarm', alarm, alarm, present ->> 'AlarmArn', false);
    IF NOT present @> definition THEN
        PERFORM awspipe._require_ours(ours, 'alarm', alarm, format('Wanted is %s.', definition));
        PERFORM awspipe.call(server, 'cloudwatch', 'PutMetricAlarm', definition || named);
    END IF;
    RETURN present ->> 'AlarmArn';
END
$$;
COMMENT ON FUNCTION awspipe.ensure_alarm(text, text, text, jsonb) IS 'makes the CloudWatch alarm, or gives it this definition, and returns its ARN';

CREATE FUNCTION awspipe.ensure_event_bus(server text, bus text, pipeline text) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('Name', bus);
    made boolean := false;
    present jsonb := awspipe.call(server, 'eventbridge', 'DescribeEventBus', named, '{ResourceNotFoundException}');
BEGIN
    IF present IS NULL THEN
        made := awspipe.call(server, 'eventbridge', 'CreateEventBus',
            named || jsonb_build_object('Tags', awspipe._tag_list(awspipe._tags(pipeline))),
            '{ResourceAlreadyExistsException}') IS NOT NULL;
        present := awspipe.call(server, 'eventbridge', 'DescribeEventBus', named);
    END IF;
    PERFORM awspipe._claim(server, pipeline, 'event_bus', bus, bus, present ->> 'Arn', made);
    RETURN present ->> 'Arn';
END
$$;
COMMENT ON FUNCTION awspipe.ensure_event_bus(text, text, text) IS 'makes the EventBridge bus unless there is one, and returns its ARN';

CREATE FUNCTION awspipe.ensure_event_rule(
    server text, rule text, pipeline text,
    event_pattern jsonb DEFAULT NULL, schedule text DEFAULT NULL,
    targets jsonb DEFAULT '[]', bus text DEFAULT 'default')
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('Name', rule, 'EventBusName', bus);
    wanted jsonb := named || jsonb_strip_nulls(jsonb_build_object(
        'EventPattern', event_pattern::text, 'ScheduleExpression', schedule));
    name text := concat(bus, '/', rule);
    present jsonb := awspipe.call(server, 'eventbridge', 'DescribeRule', named, '{ResourceNotFoundException}');
    present_targets jsonb;
    answer jsonb;
    ours boolean;
BEGIN
    IF present IS NULL THEN
        PERFORM awspipe.call(server, 'eventbridge', 'PutRule',
            wanted || jsonb_build_object('Tags', awspipe._tag_list(awspipe._tags(pipeline))));
        present := awspipe.call(server, 'eventbridge', 'DescribeRule', named);
    END IF;
    ours := awspipe._claim(server, pipeline, 'event_rule', name, name, present ->> 'Arn', false);
    IF (present ->> 'EventPattern')::jsonb IS DISTINCT FROM event_pattern
       OR present ->> 'ScheduleExpression' IS DISTINCT FROM schedule THEN
        PERFORM awspipe._require_ours(ours, 'event_rule', name, format('It has event pattern %s and schedule %s.',
            coalesce(present ->> 'EventPattern', 'none'), coalesce(present ->> 'ScheduleExpression', 'none')));
        PERFORM awspipe.call(server, 'eventbridge', 'PutRule', wanted);
    END IF;
    present_targets := awspipe.call(server, 'eventbridge', 'ListTargetsByRule',
                                    jsonb_build_object('Rule', rule, 'EventBusName', bus)) -> 'Targets';
    IF present_targets @> targets IS NOT TRUE THEN
        PERFORM awspipe._require_ours(ours, 'event_rule', name, format('Its targets are %s.', present_targets));
        answer := awspipe.call(server, 'eventbridge', 'PutTargets',
            jsonb_build_object('Rule', rule, 'EventBusName', bus, 'Targets', targets));
        IF (answer -> 'FailedEntryCount')::integer > 0 THEN
            RAISE EXCEPTION 'targets of event rule "%" were refused', name
                USING ERRCODE = 'external_routine_invocation_exception',
                      DETAIL = format('AWS returned %s.', answer -> 'FailedEntries'),
                      HINT = 'Look at what the targets name, and at their number.';
        END IF;
    END IF;
    RETURN present ->> 'Arn';
END
$$;
COMMENT ON FUNCTION awspipe.ensure_event_rule(text, text, text, jsonb, text, jsonb, text) IS 'makes the EventBridge rule, or gives it this pattern and these targets, and returns its ARN';

/* A domain that is verified makes its addresses so. */
CREATE FUNCTION awspipe.ensure_email_identity(server text, identity text, pipeline text) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made boolean := false;
    candidate text;
    present jsonb;
BEGIN
    FOREACH candidate IN ARRAY ARRAY[identity, split_part(identity, '@', 2)] LOOP
        CONTINUE WHEN candidate = '';
        present := awspipe._call_if_known(server, 'ses', 'GetEmailIdentity', jsonb_build_object('EmailIdentity', candidate),
                                          '{NotFoundException}');
        EXIT WHEN present IS NOT NULL;
    END LOOP;
    IF present IS NULL THEN
        candidate := identity;
        present := awspipe._call_if_known(server, 'ses', 'CreateEmailIdentity', jsonb_build_object(
            'EmailIdentity', identity, 'Tags', awspipe._tag_list(awspipe._tags(pipeline))), '{AlreadyExistsException}');
        IF present IS NULL THEN
            RAISE NOTICE 'identities are not available, "%" is not verified', identity;
            RETURN awspipe._resource_arn(server, 'email_identity', identity);
        END IF;
        made := true;
    END IF;
    IF NOT (present -> 'VerifiedForSendingStatus')::boolean THEN
        RAISE NOTICE '"%" can send when its owner has followed the link in a mail from Amazon', candidate;
    END IF;
    PERFORM awspipe._claim(server, pipeline, 'email_identity', candidate, candidate,
                           awspipe._resource_arn(server, 'email_identity', candidate), made);
    RETURN awspipe._resource_arn(server, 'email_identity', candidate);
END
$$;
COMMENT ON FUNCTION awspipe.ensure_email_identity(text, text, text) IS 'has SES verify an address or domain, unless it has, and returns its ARN';

CREATE FUNCTION awspipe.ensure_configuration_set(
    server text, configuration_set text, pipeline text, topic_arn text DEFAULT NULL, event_types text[] DEFAULT '{}')
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('ConfigurationSetName', configuration_set);
    arn text := awspipe._resource_arn(server, 'configuration_set', configuration_set);
    wanted jsonb := jsonb_build_object(
        'Name', configuration_set, 'Enabled', true, 'MatchingEventTypes', event_types,
        'SnsDestination', jsonb_build_object('TopicArn', topic_arn));
    present jsonb := awspipe._call_if_known(server, 'ses', 'GetConfigurationSet', named, '{NotFoundException}');
    made boolean := false;
    ours boolean;
BEGIN
    IF present IS NULL THEN
        present := awspipe._call_if_known(server, 'ses', 'CreateConfigurationSet',
            named || jsonb_build_object('Tags', awspipe._tag_list(awspipe._tags(pipeline))));
        made := present IS NOT NULL;
    END IF;
    IF present IS NOT NULL THEN
        ours := awspipe._claim(server, pipeline, 'configuration_set', configuration_set, configuration_set, arn, made);
        present := awspipe._call_if_known(server, 'ses', 'GetConfigurationSetEventDestinations', named);
    END IF;
    IF present IS NULL THEN
        RAISE NOTICE 'event destinations are not available, bounces and complaints will not be noted';
    ELSIF topic_arn IS NOT NULL AND NOT coalesce(present -> 'EventDestinations', '[]') @> jsonb_build_array(wanted) THEN
        PERFORM awspipe._require_ours(ours, 'configuration_set', configuration_set,
                                      format('Its event destinations are %s.', present -> 'EventDestinations'));
        PERFORM awspipe.call(
            server, 'ses',
            CASE WHEN present -> 'EventDestinations' @> jsonb_build_array(jsonb_build_object('Name', configuration_set))
                 THEN 'UpdateConfigurationSetEventDestination'
                 ELSE 'CreateConfigurationSetEventDestination' END,
            named || jsonb_build_object('EventDestinationName', configuration_set, 'EventDestination', wanted - 'Name'));
    END IF;
    RETURN arn;
END
$$;
COMMENT ON FUNCTION awspipe.ensure_configuration_set(text, text, text, text, text[]) IS 'makes the SES configuration set unless there is one, has it tell a topic what becomes of mails, and returns its ARN';

/* One that is there stays as it is: its words are somebody's to choose. */
CREATE FUNCTION awspipe.ensure_email_template(server text, template text, pipeline text, content jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := jsonb_build_object('TemplateName', template);
    arn text := awspipe._resource_arn(server, 'email_template', template);
    made boolean := false;
BEGIN
    IF awspipe._call_if_known(server, 'ses', 'GetEmailTemplate', named, '{NotFoundException}') IS NULL THEN
        made := awspipe.call(server, 'ses', 'CreateEmailTemplate', named || jsonb_build_object(
            'TemplateContent', content, 'Tags', awspipe._tag_list(awspipe._tags(pipeline))),
            '{AlreadyExistsException}') IS NOT NULL;
    END IF;
    PERFORM awspipe._claim(server, pipeline, 'email_template', template, template, arn, made);
    RETURN arn;
END
$$;
COMMENT ON FUNCTION awspipe.ensure_email_template(text, text, text, jsonb) IS 'makes the SES template unless there is one, and returns its ARN';

/* Options that are not said stay as they are, or as create_…_consumer() has them. */
CREATE FUNCTION awspipe._ensure_consumer(
    name text, source text, server text, resource text, inbox regclass, pipeline text, made boolean,
    start boolean, options jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    present record;
    noted uuid;
BEGIN
    SELECT c.* INTO present FROM awspipe.consumer_options AS c WHERE c.name = _ensure_consumer.name;
    IF (present.source, present.server, present.inbox, present.resource)
       IS DISTINCT FROM (source, server, inbox, substring(resource FROM '[^/:]+$')) THEN
        RAISE EXCEPTION 'consumer "%" is there already, and reads something else', name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('It reads %s "%s" of server "%s" into %s.', present.source, present.resource,
                                  present.server, present.inbox),
                  HINT = 'Drop it, or choose another name.';
    END IF;
    IF NOT to_jsonb(present) @> options THEN
        PERFORM awspipe.alter_consumer(
            name,
            batch_size => (options -> 'batch_size')::integer,
            maximum_batching_window => (options ->> 'maximum_batching_window')::interval,
            maximum_retry_attempts => (options -> 'maximum_retry_attempts')::integer,
            maximum_record_age => (options ->> 'maximum_record_age')::interval,
            maximum_batch_duration => (options ->> 'maximum_batch_duration')::interval,
            bisect_batch_on_error => (options -> 'bisect_batch_on_error')::boolean,
            on_error => options ->> 'on_error',
            filter_pattern => options -> 'filter_pattern',
            ack_after => options ->> 'ack_after',
            visibility_timeout => (options ->> 'visibility_timeout')::interval,
            polls => (options -> 'polls')::integer,
            unwrap_sns => (options -> 'unwrap_sns')::boolean,
            wrong_shard => options ->> 'wrong_shard',
            retention => (options ->> 'retention')::interval,
            tick => (options ->> 'tick')::interval);
    END IF;
    SELECT r.installation INTO noted FROM awspipe.resources AS r
    WHERE r.owner = current_user::regrole AND r.server = _ensure_consumer.server
        AND r.pipeline = _ensure_consumer.pipeline AND r.kind = 'consumer' AND r.name = _ensure_consumer.name;
    PERFORM awspipe._note_resource(server, pipeline, 'consumer', name, NULL,
                                   CASE WHEN made THEN (awspipe._installations())[1] ELSE noted END, NULL);
    IF start THEN
        PERFORM awspipe.start_consumer(name);
    END IF;
END
$$;
COMMENT ON FUNCTION awspipe._ensure_consumer(text, text, text, text, regclass, text, boolean, boolean, jsonb) IS 'gives a consumer the options that it should have, and starts it';

CREATE FUNCTION awspipe.ensure_kinesis_consumer(
    name text,
    server text,
    stream text,
    inbox regclass,
    pipeline text,
    starting_position text DEFAULT 'TRIM_HORIZON',
    starting_timestamp timestamptz DEFAULT NULL,
    batch_size integer DEFAULT NULL,
    maximum_batching_window interval DEFAULT NULL,
    maximum_retry_attempts integer DEFAULT NULL,
    maximum_record_age interval DEFAULT NULL,
    maximum_batch_duration interval DEFAULT NULL,
    bisect_batch_on_error boolean DEFAULT NULL,
    on_error text DEFAULT NULL,
    filter_pattern jsonb DEFAULT NULL,
    wrong_shard text DEFAULT NULL,
    retention interval DEFAULT NULL,
    tick interval DEFAULT NULL,
    start boolean DEFAULT true
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made boolean := NOT EXISTS (SELECT FROM awspipe.consumers AS c WHERE c.name = ensure_kinesis_consumer.name);
BEGIN
    PERFORM awspipe._tags(pipeline);
    IF made THEN
        PERFORM awspipe.create_kinesis_consumer(name, server, stream, inbox, starting_position, starting_timestamp);
    END IF;
    PERFORM awspipe._ensure_consumer(name, 'kinesis', server, stream, inbox, pipeline, made, start, jsonb_strip_nulls(jsonb_build_object(
        'batch_size', batch_size,
        'maximum_batching_window', maximum_batching_window,
        'maximum_retry_attempts', maximum_retry_attempts,
        'maximum_record_age', maximum_record_age,
        'maximum_batch_duration', maximum_batch_duration,
        'bisect_batch_on_error', bisect_batch_on_error,
        'on_error', on_error,
        'filter_pattern', filter_pattern,
        'wrong_shard', wrong_shard,
        'retention', retention,
        'tick', tick)));
END
$$;
COMMENT ON FUNCTION awspipe.ensure_kinesis_consumer(text, text, text, regclass, text, text, timestamptz, integer, interval, integer, interval, interval, boolean, text, jsonb, text, interval, interval, boolean) IS 'makes a consumer of a Kinesis stream unless there is one, gives it these options, and starts it';

CREATE FUNCTION awspipe.ensure_sqs_consumer(
    name text,
    server text,
    queue text,
    inbox regclass,
    pipeline text,
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
    retention interval DEFAULT NULL,
    tick interval DEFAULT NULL,
    start boolean DEFAULT true
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made boolean := NOT EXISTS (SELECT FROM awspipe.consumers AS c WHERE c.name = ensure_sqs_consumer.name);
BEGIN
    PERFORM awspipe._tags(pipeline);
    IF made THEN
        PERFORM awspipe.create_sqs_consumer(name, server, queue, inbox);
    END IF;
    PERFORM awspipe._ensure_consumer(name, 'sqs', server, queue, inbox, pipeline, made, start, jsonb_strip_nulls(jsonb_build_object(
        'batch_size', batch_size,
        'maximum_batching_window', maximum_batching_window,
        'maximum_retry_attempts', maximum_retry_attempts,
        'maximum_record_age', maximum_record_age,
        'maximum_batch_duration', maximum_batch_duration,
        'bisect_batch_on_error', bisect_batch_on_error,
        'on_error', on_error,
        'filter_pattern', filter_pattern,
        'ack_after', ack_after,
        'visibility_timeout', visibility_timeout,
        'polls', polls,
        'unwrap_sns', unwrap_sns,
        'retention', retention,
        'tick', tick)));
END
$$;
COMMENT ON FUNCTION awspipe.ensure_sqs_consumer(text, text, text, regclass, text, integer, interval, integer, interval, interval, boolean, text, jsonb, text, interval, integer, boolean, interval, interval, boolean) IS 'makes a consumer of an SQS queue unless there is one, gives it these options, and starts it';
