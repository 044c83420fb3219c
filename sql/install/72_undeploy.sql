/*
 * undeploy(): what bears our tag goes.  AWS is asked for all that there is,
 * since the row of what was made in a transaction that was rolled back is
 * gone, and the resource is not.
 */

/* All versions go first: on a bucket that keeps them, deleting leaves a marker. */
CREATE FUNCTION awspipe._empty_bucket(server text, bucket text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    objects jsonb;
BEGIN
    LOOP
        objects := awspipe._call_if_known(server, 's3', 'ListObjectVersions', jsonb_build_object('Bucket', bucket));
        SELECT jsonb_agg(jsonb_build_object('Bucket', bucket, 'Key', v -> 'Key', 'VersionId', v -> 'VersionId')) INTO objects
        FROM jsonb_path_query(objects, 'lax $.*[*] ? (exists(@.VersionId))') AS v;
        EXIT WHEN objects IS NULL;
        PERFORM awspipe.call(server, 's3', 'DeleteObject', o) FROM jsonb_array_elements(objects) AS o;
    END LOOP;
    PERFORM awspipe.call(server, 's3', 'DeleteObject', jsonb_build_object('Bucket', bucket, 'Key', o.key))
    FROM awspipe.s3_list_objects(server, bucket) AS o;
END
$$;
COMMENT ON FUNCTION awspipe._empty_bucket(text, text) IS 'deletes all objects of a bucket, and all their versions';

CREATE FUNCTION awspipe._remove_resource(server text, kind text, id text, empty_buckets boolean) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bus text := split_part(id, '/', 1);
    rule jsonb := jsonb_build_object('EventBusName', bus, 'Rule', substr(id, length(bus) + 2));
    targets jsonb;
    complaint text;
    detail text;
BEGIN
    IF kind = 'bucket' AND empty_buckets THEN
        PERFORM awspipe._empty_bucket(server, id);
    ELSIF kind = 'event_rule' THEN
        targets := awspipe.call(server, 'eventbridge', 'ListTargetsByRule', rule);
        PERFORM awspipe.call(server, 'eventbridge', 'RemoveTargets',
                             rule || jsonb_build_object('Ids', jsonb_path_query_array(targets, 'lax $.Targets[*].Id')))
        WHERE jsonb_array_length(targets -> 'Targets') > 0;
    END IF;
    PERFORM CASE kind
        WHEN 'stream' THEN awspipe.call(server, 'kinesis', 'DeleteStream', jsonb_build_object('StreamName', id))
        WHEN 'table' THEN awspipe.call(server, 'dynamodb', 'DeleteTable', jsonb_build_object('TableName', id))
        WHEN 'queue' THEN awspipe.call(server, 'sqs', 'DeleteQueue', jsonb_build_object('QueueUrl', id))
        WHEN 'topic' THEN awspipe.call(server, 'sns', 'DeleteTopic', jsonb_build_object('TopicArn', id))
        WHEN 'bucket' THEN awspipe.call(server, 's3', 'DeleteBucket', jsonb_build_object('Bucket', id))
        WHEN 'alarm' THEN awspipe.call(server, 'cloudwatch', 'DeleteAlarms', jsonb_build_object('AlarmNames', jsonb_build_array(id)))
        WHEN 'event_rule' THEN awspipe.call(server, 'eventbridge', 'DeleteRule',
            jsonb_build_object('EventBusName', bus, 'Name', rule -> 'Rule'))
        WHEN 'event_bus' THEN awspipe.call(server, 'eventbridge', 'DeleteEventBus', jsonb_build_object('Name', id))
        WHEN 'email_identity' THEN awspipe.call(server, 'ses', 'DeleteEmailIdentity', jsonb_build_object('EmailIdentity', id))
        WHEN 'configuration_set' THEN awspipe.call(server, 'ses', 'DeleteConfigurationSet', jsonb_build_object('ConfigurationSetName', id))
        WHEN 'email_template' THEN awspipe.call(server, 'ses', 'DeleteEmailTemplate', jsonb_build_object('TemplateName', id))
    END;
    RETURN 'removed';
EXCEPTION WHEN external_routine_invocation_exception OR invalid_authorization_specification THEN
    GET STACKED DIAGNOSTICS complaint = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
    RETURN concat('kept: ', complaint, '. ', detail);
END
$$;
COMMENT ON FUNCTION awspipe._remove_resource(text, text, text, boolean) IS 'removes a resource; says so, or why not';

CREATE FUNCTION awspipe.undeploy(
    server text, pipeline text, confirm text DEFAULT NULL,
    kinds text[] DEFAULT '{alarm,event_rule,event_bus,topic,queue,stream,table,bucket,configuration_set,email_template,email_identity}',
    empty_buckets boolean DEFAULT false,
    OUT kind text, OUT name text, OUT arn text, OUT action text)
RETURNS SETOF record
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    /* refuses in a copy */
    installations uuid[] := awspipe._installations();
    noted record;
    found record;
    tags jsonb;
    seen text[] := '{}';
BEGIN
    PERFORM awspipe._tags(pipeline);
    IF confirm <> pipeline THEN
        RAISE EXCEPTION 'confirm must be the pipeline''s name'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Leave it out to see what would be removed.';
    END IF;

    FOR noted IN
        SELECT r.name, r.installation IS NOT NULL AS ours
        FROM awspipe.resources AS r JOIN awspipe.consumer_options AS c ON c.name = r.name AND c.owner = r.owner
        WHERE r.owner = current_user::regrole AND r.server = undeploy.server AND r.pipeline = undeploy.pipeline
            AND r.kind = 'consumer'
        ORDER BY r.name
    LOOP
        kind := 'consumer';
        name := noted.name;
        arn := NULL;
        action := CASE WHEN NOT noted.ours THEN 'kept: it was there before'
                       WHEN confirm IS NULL THEN 'would be removed' ELSE 'removed' END;
        IF action = 'removed' THEN
            PERFORM awspipe.drop_consumer(name), awspipe._forget_resource(server, pipeline, kind, name);
        END IF;
        RETURN NEXT;
    END LOOP;

    FOREACH kind IN ARRAY kinds LOOP
        FOR found IN
            SELECT l.*, r.name IS NOT NULL AS used
            FROM awspipe._list_resources(server, kind) AS l
                LEFT JOIN awspipe.resources AS r
                    ON r.owner = current_user::regrole AND r.server = undeploy.server
                    AND r.pipeline = undeploy.pipeline AND r.kind = undeploy.kind AND r.name = l.name
            ORDER BY l.name
        LOOP
            tags := awspipe._read_tags(server, kind, found.id, found.arn);
            CONTINUE WHEN NOT found.used AND tags ->> 'pgawspipe:pipeline' IS DISTINCT FROM pipeline;
            name := found.name;
            arn := coalesce(found.arn, awspipe._resource_arn(server, kind, found.id));
            action := CASE
                WHEN NOT awspipe._is_ours(server, pipeline, kind, name, found.born, tags) THEN
                    'kept: ' || coalesce(
                        'made by installation ' || (tags ->> 'pgawspipe:installation')
                        || ' for pipeline ' || (tags ->> 'pgawspipe:pipeline'),
                        'not made by this installation')
                WHEN confirm IS NULL THEN 'would be removed'
                ELSE awspipe._remove_resource(server, kind, found.id, empty_buckets)
            END;
            IF action = 'removed' THEN
                PERFORM awspipe._forget_resource(server, pipeline, kind, name);
            END IF;
            seen := seen || concat(kind, ' ', name);
            RETURN NEXT;
        END LOOP;
    END LOOP;

    /* subscriptions bear no tags, and AWS removes them with their topic or never */
    FOR noted IN
        SELECT r.* FROM awspipe.resources AS r
        WHERE r.owner = current_user::regrole AND r.server = undeploy.server AND r.pipeline = undeploy.pipeline
            AND r.kind = ANY (kinds || '{subscription,consumer}')
            AND (r.kind <> 'consumer' OR NOT EXISTS (SELECT FROM awspipe.consumer_options AS c WHERE c.name = r.name AND c.owner = r.owner))
            AND concat(r.kind, ' ', r.name) <> ALL (seen)
        ORDER BY r.kind, r.name
    LOOP
        kind := noted.kind;
        name := noted.name;
        arn := noted.arn;
        action := CASE kind WHEN 'subscription' THEN 'kept: it has no tags' ELSE 'gone' END;
        PERFORM awspipe._forget_resource(server, pipeline, kind, name) WHERE action = 'gone' AND confirm IS NOT NULL;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION awspipe.undeploy(text, text, text, text[], boolean) IS 'removes a pipeline''s consumers, and what this installation has made for it at AWS; without confirm, says what would be removed';
