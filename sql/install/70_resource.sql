/*
 * What pipelines have at AWS.  Which of it this installation has made, and
 * may remove again, AWS is asked: a tag says so, which a rollback does not
 * undo and a clone does not have.  The table tells what a pipeline uses; only
 * of what AWS keeps no tags does it also tell who has made it.
 */
CREATE TABLE awspipe.resource (
    owner_id integer NOT NULL REFERENCES awspipe.owner,
    server_id integer NOT NULL REFERENCES awspipe.server,
    pipeline text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    arn text,
    /* NULL: it was there before */
    installation uuid,
    /* when the service says that it was made, where there are no tags */
    born text,
    ensured_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (owner_id, server_id, pipeline, kind, name)
);
COMMENT ON TABLE awspipe.resource IS 'what pipelines use at AWS, and their consumers';
SELECT pg_catalog.pg_extension_config_dump('awspipe.resource', '');

CREATE VIEW awspipe.resources WITH (security_barrier) AS
SELECT
    r.pipeline,
    r.kind,
    r.name,
    r.arn,
    w.role_oid::regrole AS owner,
    f.server_name::text AS server,
    r.installation,
    r.born,
    r.ensured_at
FROM awspipe.resource AS r
JOIN awspipe.server AS f USING (server_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.resources IS 'what pipelines use at AWS, and their consumers';
COMMENT ON COLUMN awspipe.resources.pipeline IS 'name that was given to ensure_…';
COMMENT ON COLUMN awspipe.resources.kind IS '`stream`, `table`, `queue`, `topic`, `subscription`, `bucket`, `alarm`, `event_bus`, `event_rule`, `email_identity`, `configuration_set`, `email_template` or `consumer`';
COMMENT ON COLUMN awspipe.resources.name IS 'of a rule with its bus, as `bus/rule`; of a subscription its endpoint';
COMMENT ON COLUMN awspipe.resources.arn IS 'as AWS says it; SES says no account, and has `*` there';
COMMENT ON COLUMN awspipe.resources.owner IS 'role that called ensure_…';
COMMENT ON COLUMN awspipe.resources.server IS 'foreign server';
COMMENT ON COLUMN awspipe.resources.installation IS 'which has made it; NULL: it was there before, or somebody else has made it';
COMMENT ON COLUMN awspipe.resources.born IS 'when AWS says that it was made, of what has no tags';
COMMENT ON COLUMN awspipe.resources.ensured_at IS 'when ensure_… was called last';
GRANT SELECT ON awspipe.resources TO PUBLIC;

CREATE FUNCTION awspipe._note_resource(
    server text, pipeline text, kind text, name text, arn text, installation uuid, born text)
RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'awspipe__note_resource';
COMMENT ON FUNCTION awspipe._note_resource(text, text, text, text, text, uuid, text) IS 'notes that the caller''s pipeline uses it';

CREATE FUNCTION awspipe._forget_resource(server text, pipeline text, kind text, name text) RETURNS void
LANGUAGE c VOLATILE STRICT
AS 'MODULE_PATHNAME', 'awspipe__forget_resource';
COMMENT ON FUNCTION awspipe._forget_resource(text, text, text, text) IS 'strikes out what the caller''s pipeline does not use any more';

/*
 * The first is what new resources are tagged with.  A dump that was restored
 * where it was made leaves a second.
 */
CREATE FUNCTION awspipe._installations() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM awspipe.installation AS i
               WHERE NOT awspipe._here(i.system_identifier, i.database_oid)) THEN
        RAISE EXCEPTION 'this database is a copy that nobody has adopted'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'What its pipelines have at AWS is another database''s.',
                  HINT = 'Have a superuser call awspipe.adopt().';
    END IF;
    RETURN (SELECT array_agg(i.id ORDER BY i.id) FROM awspipe.installation AS i);
END
$$;
COMMENT ON FUNCTION awspipe._installations() IS 'what resources of this installation are tagged with';

CREATE FUNCTION awspipe._tags(pipeline text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pipeline IS NULL THEN
        RAISE EXCEPTION 'pipeline must not be null'
            USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF pipeline !~ '^[A-Za-z0-9._-]{1,128}$' THEN
        RAISE EXCEPTION 'invalid pipeline name "%"', pipeline
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'A name has 1 to 128 letters, digits, ".", "_" and "-".';
    END IF;
    RETURN jsonb_build_object('pgawspipe:installation', (awspipe._installations())[1], 'pgawspipe:pipeline', pipeline);
END
$$;
COMMENT ON FUNCTION awspipe._tags(text) IS 'what a pipeline''s new resources are tagged with';

CREATE FUNCTION awspipe._tag_list(tags jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_agg(jsonb_build_object('Key', t.key, 'Value', t.value)) FROM jsonb_each_text($1) AS t;
$$;
COMMENT ON FUNCTION awspipe._tag_list(jsonb) IS 'tags as most services take them';

/*
 * Emulators know less than AWS, and say so as AWS would, or as somebody else;
 * AWS knows all that is asked here.
 */
CREATE FUNCTION awspipe._call_if_known(
    server text, service text, operation text, input jsonb DEFAULT '{}', expected_errors text[] DEFAULT '{}')
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    detail text;
BEGIN
    RETURN awspipe.call(server, service, operation, input, expected_errors
        || '{UnknownOperationException,UnknownOperation,InvalidAction,NotImplemented,NotImplementedException}'::text[]);
EXCEPTION WHEN sqlclient_unable_to_establish_sqlconnection THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF detail !~ 'something that is not AWS answered \(HTTP (404|405|501)\M' THEN
        RAISE;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION awspipe._call_if_known(text, text, text, jsonb, text[]) IS 'calls AWS; NULL also when what is in AWS''s place does not know the operation';

/*
 * What there is of a kind.  A resource has a name, and what its service calls
 * it by: an ARN or a URL, or the name itself.
 */
CREATE FUNCTION awspipe._list_resources(server text, kind text, OUT name text, OUT id text, OUT arn text, OUT born text)
RETURNS SETOF record
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    input jsonb := '{}';
    answer jsonb;
    bus text;
BEGIN
    IF kind = 'event_rule' THEN
        FOR bus IN SELECT b.name FROM awspipe._list_resources(server, 'event_bus') AS b LOOP
            input := jsonb_build_object('EventBusName', bus);
            LOOP
                answer := awspipe.call(server, 'eventbridge', 'ListRules', input);
                RETURN QUERY
                    SELECT concat(bus, '/', r ->> 'Name'), concat(bus, '/', r ->> 'Name'), r ->> 'Arn', NULL::text
                    FROM jsonb_path_query(answer, 'lax $.Rules[*]') AS r;
                EXIT WHEN answer ->> 'NextToken' IS NULL;
                input := input || jsonb_build_object('NextToken', answer -> 'NextToken');
            END LOOP;
        END LOOP;
        RETURN;
    END IF;
    LOOP
        answer := CASE kind
            WHEN 'stream' THEN awspipe.call(server, 'kinesis', 'ListStreams', input)
            WHEN 'table' THEN awspipe.call(server, 'dynamodb', 'ListTables', input)
            WHEN 'queue' THEN awspipe.call(server, 'sqs', 'ListQueues', input || '{"MaxResults": 1000}')
            WHEN 'topic' THEN awspipe.call(server, 'sns', 'ListTopics', input)
            WHEN 'bucket' THEN awspipe.call(server, 's3', 'ListBuckets', input)
            WHEN 'alarm' THEN awspipe.call(server, 'cloudwatch', 'DescribeAlarms', input)
            WHEN 'event_bus' THEN awspipe.call(server, 'eventbridge', 'ListEventBuses', input)
            WHEN 'email_identity' THEN awspipe._call_if_known(server, 'ses', 'ListEmailIdentities', input)
            WHEN 'configuration_set' THEN awspipe._call_if_known(server, 'ses', 'ListConfigurationSets', input)
            WHEN 'email_template' THEN awspipe._call_if_known(server, 'ses', 'ListEmailTemplates', input)
        END;
        RETURN QUERY
            SELECT l.name, l.id, l.arn, l.born
            FROM (
                SELECT s #>> '{}', s #>> '{}', NULL, NULL
                FROM jsonb_path_query(answer, 'lax $.StreamNames[*]') AS s WHERE kind = 'stream'
                UNION ALL
                SELECT t #>> '{}', t #>> '{}', NULL, NULL
                FROM jsonb_path_query(answer, 'lax $.TableNames[*]') AS t WHERE kind = 'table'
                UNION ALL
                SELECT substring(q #>> '{}' FROM '[^/]+$'), q #>> '{}', NULL, NULL
                FROM jsonb_path_query(answer, 'lax $.QueueUrls[*]') AS q WHERE kind = 'queue'
                UNION ALL
                SELECT substring(t ->> 'TopicArn' FROM '[^:]+$'), t ->> 'TopicArn', t ->> 'TopicArn', NULL
                FROM jsonb_path_query(answer, 'lax $.Topics[*]') AS t WHERE kind = 'topic'
                UNION ALL
                SELECT b ->> 'Name', b ->> 'Name', NULL, b ->> 'CreationDate'
                FROM jsonb_path_query(answer, 'lax $.Buckets[*]') AS b WHERE kind = 'bucket'
                UNION ALL
                SELECT a ->> 'AlarmName', a ->> 'AlarmName', a ->> 'AlarmArn', NULL
                FROM jsonb_path_query(answer, 'lax $.MetricAlarms[*]') AS a WHERE kind = 'alarm'
                UNION ALL
                SELECT b ->> 'Name', b ->> 'Name', b ->> 'Arn', NULL
                FROM jsonb_path_query(answer, 'lax $.EventBuses[*]') AS b WHERE kind = 'event_bus'
                UNION ALL
                SELECT i ->> 'IdentityName', i ->> 'IdentityName', NULL, NULL
                FROM jsonb_path_query(answer, 'lax $.EmailIdentities[*]') AS i WHERE kind = 'email_identity'
                UNION ALL
                SELECT c #>> '{}', c #>> '{}', NULL, NULL
                FROM jsonb_path_query(answer, 'lax $.ConfigurationSets[*]') AS c WHERE kind = 'configuration_set'
                UNION ALL
                SELECT t ->> 'TemplateName', t ->> 'TemplateName', NULL, t ->> 'CreatedTimestamp'
                FROM jsonb_path_query(answer, 'lax $.TemplatesMetadata[*]') AS t WHERE kind = 'email_template'
            ) AS l (name, id, arn, born);
        input := CASE
            WHEN (answer ->> 'HasMoreStreams')::boolean
                THEN jsonb_build_object('ExclusiveStartStreamName', answer #> '{StreamNames,-1}')
            WHEN answer ? 'LastEvaluatedTableName'
                THEN jsonb_build_object('ExclusiveStartTableName', answer -> 'LastEvaluatedTableName')
            WHEN answer ->> 'ContinuationToken' <> ''
                THEN jsonb_build_object('ContinuationToken', answer -> 'ContinuationToken')
            WHEN answer ->> 'NextToken' <> ''
                THEN jsonb_build_object('NextToken', answer -> 'NextToken')
        END;
        EXIT WHEN input IS NULL;
    END LOOP;
END
$$;
COMMENT ON FUNCTION awspipe._list_resources(text, text) IS 'all resources of a kind that the caller''s key can see';

CREATE FUNCTION awspipe._partition(server text) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE split_part(o.option_value, '-', 1) || '-' || split_part(o.option_value, '-', 2)
               WHEN 'us-gov' THEN 'aws-us-gov'
               ELSE CASE WHEN o.option_value LIKE 'cn-%' THEN 'aws-cn' ELSE 'aws' END
           END
    FROM pg_foreign_server AS s
        LEFT JOIN LATERAL (SELECT x.option_value FROM pg_options_to_table(s.srvoptions) AS x
                           WHERE x.option_name = 'region') AS o ON true
    WHERE s.srvname = $1;
$$;
COMMENT ON FUNCTION awspipe._partition(text) IS 'which of AWS''s clouds a server is in, as ARNs say it';

CREATE FUNCTION awspipe._resource_arn(server text, kind text, id text) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE
        WHEN id ~ '^arn:' THEN id
        WHEN kind = 'stream' THEN awspipe.call(server, 'kinesis', 'DescribeStreamSummary',
            jsonb_build_object('StreamName', id)) #>> '{StreamDescriptionSummary,StreamARN}'
        WHEN kind = 'table' THEN awspipe.call(server, 'dynamodb', 'DescribeTable',
            jsonb_build_object('TableName', id)) #>> '{Table,TableArn}'
        WHEN kind = 'queue' THEN awspipe.call(server, 'sqs', 'GetQueueAttributes',
            jsonb_build_object('QueueUrl', id, 'AttributeNames', '["QueueArn"]'::jsonb)) #>> '{Attributes,QueueArn}'
        WHEN kind = 'bucket' THEN format('arn:%s:s3:::%s', awspipe._partition(server), id)
        WHEN kind IN ('email_identity', 'configuration_set', 'email_template') THEN
            format('arn:%s:ses:*:*:%s/%s', awspipe._partition(server), CASE kind WHEN 'email_identity' THEN 'identity'
                WHEN 'configuration_set' THEN 'configuration-set' ELSE 'template' END, id)
    END;
END
$$;
COMMENT ON FUNCTION awspipe._resource_arn(text, text, text) IS 'ARN of a resource, from what its service calls it by';

/* Those of SES say their tags with the rest. */
CREATE FUNCTION awspipe._read_tags(server text, kind text, id text, arn text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    input jsonb;
    answer jsonb;
    page jsonb;
    list jsonb;
BEGIN
    IF kind = 'table' THEN
        input := jsonb_build_object('ResourceArn', coalesce(arn, awspipe._resource_arn(server, kind, id)));
        list := '[]';
        LOOP
            page := awspipe._call_if_known(server, 'dynamodb', 'ListTagsOfResource', input);
            list := list || (page -> 'Tags');
            EXIT WHEN page ->> 'NextToken' IS NULL;
            input := input || jsonb_build_object('NextToken', page -> 'NextToken');
        END LOOP;
    ELSE
        answer := CASE kind
            WHEN 'stream' THEN awspipe._call_if_known(server, 'kinesis', 'ListTagsForStream', jsonb_build_object('StreamName', id))
            WHEN 'queue' THEN awspipe._call_if_known(server, 'sqs', 'ListQueueTags', jsonb_build_object('QueueUrl', id))
            WHEN 'topic' THEN awspipe._call_if_known(server, 'sns', 'ListTagsForResource', jsonb_build_object('ResourceArn', id))
            WHEN 'bucket' THEN coalesce(
                awspipe._call_if_known(server, 's3', 'GetBucketTagging', jsonb_build_object('Bucket', id), '{NoSuchTagSet}'),
                '{"TagSet": []}')
            WHEN 'alarm' THEN awspipe._call_if_known(server, 'cloudwatch', 'ListTagsForResource', jsonb_build_object('ResourceARN', arn))
            WHEN 'event_bus' THEN awspipe._call_if_known(server, 'eventbridge', 'ListTagsForResource', jsonb_build_object('ResourceARN', arn))
            WHEN 'event_rule' THEN awspipe._call_if_known(server, 'eventbridge', 'ListTagsForResource', jsonb_build_object('ResourceARN', arn))
            WHEN 'email_identity' THEN awspipe._call_if_known(server, 'ses', 'GetEmailIdentity', jsonb_build_object('EmailIdentity', id))
            WHEN 'configuration_set' THEN awspipe._call_if_known(server, 'ses', 'GetConfigurationSet', jsonb_build_object('ConfigurationSetName', id))
            WHEN 'email_template' THEN awspipe._call_if_known(server, 'ses', 'GetEmailTemplate', jsonb_build_object('TemplateName', id))
        END;
        IF kind = 'queue' THEN
            /* says nothing when there are none */
            RETURN CASE WHEN answer IS NOT NULL THEN coalesce(answer -> 'Tags', '{}') END;
        END IF;
        list := coalesce(answer -> 'TagSet', answer -> 'Tags');
    END IF;
    RETURN CASE WHEN list IS NOT NULL THEN (
        SELECT coalesce(jsonb_object_agg(t ->> 'Key', t ->> 'Value'), '{}')
        FROM jsonb_path_query(list, 'lax $[*]') AS t) END;
END
$$;
COMMENT ON FUNCTION awspipe._read_tags(text, text, text, text) IS 'a resource''s tags as an object; NULL when nobody can tell';

/*
 * For those that take none when they are made, or not everywhere.  Whether it
 * has worked, reading them tells: an emulator's answer may not be AWS's.
 */
CREATE FUNCTION awspipe._write_tags(server text, kind text, id text, arn text, tags jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM CASE kind
        WHEN 'stream' THEN awspipe._call_if_known(server, 'kinesis', 'AddTagsToStream',
            jsonb_build_object('StreamName', id, 'Tags', tags))
        WHEN 'table' THEN awspipe._call_if_known(server, 'dynamodb', 'TagResource',
            jsonb_build_object('ResourceArn', arn, 'Tags', awspipe._tag_list(tags)))
        WHEN 'bucket' THEN awspipe._call_if_known(server, 's3', 'PutBucketTagging',
            jsonb_build_object('Bucket', id, 'Tagging', jsonb_build_object('TagSet', awspipe._tag_list(tags))))
    END;
EXCEPTION WHEN sqlclient_unable_to_establish_sqlconnection THEN
    NULL;
END
$$;
COMMENT ON FUNCTION awspipe._write_tags(text, text, text, text, jsonb) IS 'tags a resource that was just made';

/*
 * AWS's word counts, where it has one.  Otherwise what has been committed here
 * does, as long as AWS says that it is the same one still.
 */
CREATE FUNCTION awspipe._is_ours(server text, pipeline text, kind text, name text, born text, tags jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    installations uuid[] := awspipe._installations();
BEGIN
    IF tags IS NOT NULL THEN
        RETURN coalesce(tags ->> 'pgawspipe:pipeline' = pipeline
                        AND tags ->> 'pgawspipe:installation' = ANY (installations::text[]), false);
    END IF;
    RETURN EXISTS (
        SELECT FROM awspipe.resources AS r
        WHERE r.owner = current_user::regrole AND r.server = _is_ours.server AND r.pipeline = _is_ours.pipeline
            AND r.kind = _is_ours.kind AND r.name = _is_ours.name
            AND r.installation = ANY (installations) AND r.born IS NOT DISTINCT FROM _is_ours.born);
END
$$;
COMMENT ON FUNCTION awspipe._is_ours(text, text, text, text, text, jsonb) IS 'has this installation made it, for this pipeline?';

/* made: by us, just now, and certainly so; false is not to say that it was not */
CREATE FUNCTION awspipe._claim(server text, pipeline text, kind text, name text, id text, arn text, made boolean)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted jsonb := awspipe._tags(pipeline);
    tags jsonb := awspipe._read_tags(server, kind, id, arn);
    born text;
    ours boolean;
BEGIN
    IF made AND NOT coalesce(tags, '{}') @> wanted THEN
        PERFORM awspipe._write_tags(server, kind, id, arn, wanted);
        tags := nullif(awspipe._read_tags(server, kind, id, arn), '{}');
    END IF;
    IF tags IS NULL THEN
        SELECT l.born INTO born FROM awspipe._list_resources(server, kind) AS l WHERE l.id = _claim.id;
    END IF;
    ours := CASE WHEN made AND tags IS NULL THEN true
                 ELSE awspipe._is_ours(server, pipeline, kind, name, born, tags) END;
    PERFORM awspipe._note_resource(server, pipeline, kind, name, arn,
                                   CASE WHEN ours THEN (wanted ->> 'pgawspipe:installation')::uuid END, born);
    RETURN ours;
END
$$;
COMMENT ON FUNCTION awspipe._claim(text, text, text, text, text, text, boolean) IS 'notes that a pipeline uses a resource, and tells whether this installation has made it for that';

/*
 * One rule for what is there already: what is ours is changed, what is
 * somebody else's must be as it is wanted.
 */
CREATE FUNCTION awspipe._require_ours(ours boolean, kind text, name text, differences text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT ours THEN
        RAISE EXCEPTION '% "%" is there already, and is not as it should be', replace(kind, '_', ' '), name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = differences,
                  HINT = 'Change it yourself, or choose another name: this installation has not made it for this pipeline.';
    END IF;
END
$$;
COMMENT ON FUNCTION awspipe._require_ours(boolean, text, text, text) IS 'refuses to change what somebody else has made';

CREATE FUNCTION awspipe._pause(until timestamptz, kind text, name text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF clock_timestamp() > until THEN
        RAISE EXCEPTION '% "%" has not become usable within 10 minutes', replace(kind, '_', ' '), name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call the function again to go on waiting.';
    END IF;
    PERFORM pg_sleep(0.2);
END
$$;
COMMENT ON FUNCTION awspipe._pause(timestamptz, text, text) IS 'waits between two looks at what AWS is making';
