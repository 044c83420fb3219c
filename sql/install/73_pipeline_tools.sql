/*
 * What pipelines have in common besides
 */

CREATE FUNCTION awspipe.secure_extension(extension text) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    member record;
BEGIN
    FOR member IN
        SELECT p.oid::regprocedure AS routine
        FROM pg_extension AS e
            JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
                AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
            JOIN pg_proc AS p ON p.oid = d.objid
        WHERE e.extname = extension
    LOOP
        EXECUTE format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', member.routine);
    END LOOP;
END
$$;
COMMENT ON FUNCTION awspipe.secure_extension(text) IS 'takes from PUBLIC the right to call an extension''s functions and procedures; for the end of its script';

/* Every part is in range before the cast, which would raise an error. */
CREATE FUNCTION awspipe.iso_timestamp(value text) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE
        WHEN value OPERATOR(pg_catalog.~)
            '^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$'
        THEN CASE
            WHEN pg_catalog.substr(value, 9, 2)::integer OPERATOR(pg_catalog.<=) EXTRACT(day FROM
                 pg_catalog.make_date(pg_catalog.substr(value, 1, 4)::integer, pg_catalog.substr(value, 6, 2)::integer, 1)
                 OPERATOR(pg_catalog.+) interval '1 month - 1 day')
            THEN value::timestamptz
        END
    END;
COMMENT ON FUNCTION awspipe.iso_timestamp(text) IS 'time in ISO 8601 with an offset, from 1900 to 2099; NULL for all else';

CREATE FUNCTION awspipe.lock(relation regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_lock'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe.lock(regclass) IS 'lets one transaction at a time go on: a lock that stands for the table and keeps nobody else from it';

CREATE FUNCTION awspipe.try_lock(relation regclass, session boolean DEFAULT false) RETURNS boolean
    AS 'MODULE_PATHNAME', 'awspipe_try_lock'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe.try_lock(regclass, boolean) IS 'the same lock, for the transaction or the session; false if somebody else has it';

CREATE FUNCTION awspipe.unlock(relation regclass) RETURNS boolean
    AS 'MODULE_PATHNAME', 'awspipe_unlock'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe.unlock(regclass) IS 'gives up the session''s lock';

CREATE FUNCTION awspipe.lock_holder(relation regclass) RETURNS integer
LANGUAGE sql VOLATILE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l.pid
    FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.granted
        AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        /* their class, see src/base/lock_class.h */
        AND l.objsubid = 167 AND l.classid = 0 AND l.objid = $1;
$$;
COMMENT ON FUNCTION awspipe.lock_holder(regclass) IS 'process ID of who has the lock, or NULL';

/*
 * A table of settings has one row, with defaults for all that deploy() does
 * not write.  It is made when it is first asked for and not with the
 * extension: a dump's row must find room.
 */
CREATE FUNCTION awspipe.settings(kind anyelement, deployed boolean DEFAULT false) RETURNS anyelement
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings regclass;
    row ALIAS FOR $0;
    rows integer;
BEGIN
    SELECT t.typrelid::regclass INTO settings FROM pg_type AS t WHERE t.oid = pg_typeof(kind) AND t.typrelid <> 0;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'type % is not that of a table', pg_typeof(kind)
            USING ERRCODE = 'wrong_object_type';
    END IF;
    EXECUTE format('SELECT * FROM %s', settings) INTO row;
    GET DIAGNOSTICS rows = ROW_COUNT;
    IF rows = 0 THEN
        EXECUTE format('INSERT INTO %s DEFAULT VALUES ON CONFLICT DO NOTHING', settings);
        EXECUTE format('SELECT * FROM %s', settings) INTO row;
    END IF;
    IF deployed AND to_jsonb(row) ->> 'server' IS NULL THEN
        RAISE EXCEPTION 'the pipeline is not deployed'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = format('Call %I.deploy() first.', (
                      SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                      WHERE c.oid = settings));
    END IF;
    RETURN row;
END
$$;
COMMENT ON FUNCTION awspipe.settings(anyelement, boolean) IS 'the row of a pipeline''s table of settings, made with its defaults if there is none; with deployed, an error unless its server is set';

/* What is granted follows from what is there: see docs/operations.md. */
CREATE FUNCTION awspipe.iam_policy(pipeline text, deploying boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    statements jsonb;
BEGIN
    WITH used AS MATERIALIZED (
        SELECT r.server, r.kind, r.name, r.arn,
               EXISTS (SELECT FROM awspipe.consumer_options AS c
                       WHERE c.owner = r.owner AND c.server = r.server AND c.resource = r.name
                         AND c.source = CASE r.kind WHEN 'stream' THEN 'kinesis' WHEN 'queue' THEN 'sqs' END) AS read,
               r.kind NOT IN ('stream', 'queue') OR EXISTS (
                   SELECT FROM awspipe.stat_destination AS d
                   WHERE d.owner = r.owner AND d.server = r.server
                     AND d.service = CASE r.kind WHEN 'stream' THEN 'kinesis' ELSE 'sqs' END
                     AND substring(d.resource FROM '[^/:]+$') = r.name) AS written
        FROM awspipe.resources AS r
        WHERE r.owner = current_user::regrole AND r.pipeline = iam_policy.pipeline AND r.kind <> 'consumer'
    ), action (kind, purpose, below, actions) AS (
        VALUES
            ('stream', 'read', '', '{kinesis:DescribeStreamSummary,kinesis:ListShards,kinesis:GetShardIterator,kinesis:GetRecords}'),
            ('stream', 'write', '', '{kinesis:PutRecords}'),
            ('stream', 'deploy', '', '{kinesis:DescribeStreamSummary,kinesis:CreateStream,kinesis:DeleteStream,kinesis:AddTagsToStream,kinesis:ListTagsForStream}'),
            ('queue', 'read', '', '{sqs:GetQueueUrl,sqs:GetQueueAttributes,sqs:ReceiveMessage,sqs:DeleteMessage,sqs:ChangeMessageVisibility}'),
            ('queue', 'write', '', '{sqs:GetQueueUrl,sqs:SendMessage}'),
            ('queue', 'deploy', '', '{sqs:GetQueueUrl,sqs:GetQueueAttributes,sqs:SetQueueAttributes,sqs:CreateQueue,sqs:DeleteQueue,sqs:TagQueue,sqs:ListQueueTags}'),
            ('table', 'write', '', '{dynamodb:DescribeTable,dynamodb:BatchWriteItem,dynamodb:PutItem,dynamodb:UpdateItem,dynamodb:DeleteItem}'),
            ('table', 'deploy', '', '{dynamodb:DescribeTable,dynamodb:CreateTable,dynamodb:DeleteTable,dynamodb:DescribeTimeToLive,dynamodb:UpdateTimeToLive,dynamodb:TagResource,dynamodb:ListTagsOfResource}'),
            ('topic', 'write', '', '{sns:Publish}'),
            ('topic', 'deploy', '', '{sns:CreateTopic,sns:DeleteTopic,sns:GetTopicAttributes,sns:SetTopicAttributes,sns:Subscribe,sns:ListSubscriptionsByTopic,sns:TagResource,sns:ListTagsForResource}'),
            ('bucket', 'write', '/*', '{s3:GetObject,s3:PutObject,s3:DeleteObject,s3:AbortMultipartUpload}'),
            ('bucket', 'write', '', '{s3:ListBucket,s3:ListBucketMultipartUploads}'),
            ('bucket', 'deploy', '', '{s3:ListBucket,s3:CreateBucket,s3:DeleteBucket,s3:GetBucketTagging,s3:PutBucketTagging,s3:GetBucketPublicAccessBlock,s3:PutBucketPublicAccessBlock,s3:GetLifecycleConfiguration,s3:PutLifecycleConfiguration,s3:GetBucketNotification,s3:PutBucketNotification,s3:ListBucketVersions}'),
            ('bucket', 'deploy', '/*', '{s3:PutObject,s3:DeleteObject,s3:DeleteObjectVersion}'),
            ('event_bus', 'write', '', '{events:DescribeEventBus,events:PutEvents}'),
            ('event_bus', 'deploy', '', '{events:DescribeEventBus,events:CreateEventBus,events:DeleteEventBus,events:TagResource,events:ListTagsForResource}'),
            ('event_rule', 'deploy', '', '{events:DescribeRule,events:PutRule,events:DeleteRule,events:PutTargets,events:RemoveTargets,events:ListTargetsByRule,events:TagResource,events:ListTagsForResource}'),
            ('alarm', 'deploy', '', '{cloudwatch:PutMetricAlarm,cloudwatch:DeleteAlarms,cloudwatch:TagResource,cloudwatch:ListTagsForResource}'),
            ('email_identity', 'write', '', '{ses:SendEmail,ses:SendRawEmail,ses:SendBulkEmail}'),
            ('email_identity', 'deploy', '', '{ses:GetEmailIdentity,ses:CreateEmailIdentity,ses:DeleteEmailIdentity,ses:TagResource}'),
            ('configuration_set', 'write', '', '{ses:SendEmail,ses:SendRawEmail,ses:SendBulkEmail}'),
            ('configuration_set', 'deploy', '', '{ses:GetConfigurationSet,ses:CreateConfigurationSet,ses:DeleteConfigurationSet,ses:GetConfigurationSetEventDestinations,ses:CreateConfigurationSetEventDestination,ses:UpdateConfigurationSetEventDestination,ses:TagResource}'),
            ('email_template', 'write', '', '{ses:SendBulkEmail}'),
            ('email_template', 'deploy', '', '{ses:GetEmailTemplate,ses:CreateEmailTemplate,ses:DeleteEmailTemplate,ses:TagResource}')
    ), everywhere (kind, purpose, actions) AS (
        /* these take no resource */
        VALUES
            ('email_identity', 'write', '{ses:GetAccount}'),
            ('stream', 'deploy', '{kinesis:ListStreams}'),
            ('queue', 'deploy', '{sqs:ListQueues}'),
            ('table', 'deploy', '{dynamodb:ListTables}'),
            ('topic', 'deploy', '{sns:ListTopics}'),
            ('bucket', 'deploy', '{s3:ListAllMyBuckets}'),
            ('event_bus', 'deploy', '{events:ListEventBuses}'),
            ('event_rule', 'deploy', '{events:ListEventBuses,events:ListRules}'),
            ('alarm', 'deploy', '{cloudwatch:DescribeAlarms}'),
            ('email_identity', 'deploy', '{ses:ListEmailIdentities}'),
            ('configuration_set', 'deploy', '{ses:ListConfigurationSets}'),
            ('email_template', 'deploy', '{ses:ListEmailTemplates}')
    ), sending (service, purpose, arn, actions) AS (
        /* what is not a pipeline's, but is sent to, and known by its name */
        VALUES
            ('firehose', 'write', 'firehose:*:*:deliverystream/%s', '{firehose:PutRecordBatch}'),
            ('lambda', 'write', 'lambda:*:*:function:%s', '{lambda:InvokeFunction}'),
            ('logs', 'write', 'logs:*:*:log-group:%s', '{logs:PutLogEvents}'),
            ('stepfunctions', 'write', 'states:*:*:stateMachine:%s', '{states:StartExecution}')
    ), permitted AS (
        SELECT a.kind, a.purpose, a.below, a.actions::text[] AS actions, array_agg(DISTINCT u.arn || a.below ORDER BY u.arn || a.below) AS arns
        FROM used AS u JOIN action AS a USING (kind)
        WHERE CASE a.purpose WHEN 'read' THEN u.read WHEN 'write' THEN u.written ELSE deploying END
        GROUP BY a.kind, a.purpose, a.below, a.actions
        UNION ALL
        SELECT e.kind, e.purpose, '*', e.actions::text[], '{*}'
        FROM everywhere AS e
        WHERE (e.purpose = 'write' OR deploying) AND EXISTS (SELECT FROM used AS u WHERE u.kind = e.kind)
    )
    SELECT jsonb_agg(p.statement ORDER BY p.nth, p.kind, p.below)
    INTO statements
    FROM (
        SELECT CASE p.purpose WHEN 'read' THEN 1 WHEN 'write' THEN 2 ELSE 4 END AS nth, p.kind, p.below,
               jsonb_build_object('Effect', 'Allow', 'Action', to_jsonb(p.actions), 'Resource', to_jsonb(p.arns)) AS statement
        FROM permitted AS p
        UNION ALL
        SELECT 3, NULL, NULL, jsonb_build_object(
            'Effect', 'Allow', 'Action', '["cloudwatch:PutMetricData"]'::jsonb, 'Resource', '["*"]'::jsonb,
            'Condition', jsonb_build_object('StringEquals', jsonb_build_object(
                'cloudwatch:namespace', jsonb_agg(DISTINCT d.resource))))
        FROM awspipe.stat_destination AS d
        WHERE d.owner = current_user::regrole AND d.service = 'cloudwatch'
            AND d.server IN (SELECT u.server FROM used AS u WHERE u.kind = 'alarm')
        HAVING count(*) > 0
        UNION ALL
        SELECT 3, s.service, NULL, jsonb_build_object(
            'Effect', 'Allow', 'Action', to_jsonb(s.actions::text[]),
            'Resource', jsonb_agg(t.arn ORDER BY t.arn))
        FROM sending AS s, LATERAL (
            SELECT DISTINCT CASE
                WHEN d.resource LIKE 'arn:%' THEN d.resource
                ELSE format('arn:%s:' || s.arn, u.partition,
                    CASE s.service WHEN 'logs' THEN replace(d.resource, ':', ':log-stream:') ELSE d.resource END)
                END AS arn
            FROM awspipe.stat_destination AS d
            JOIN (SELECT DISTINCT server, split_part(arn, ':', 2) AS partition FROM used WHERE arn IS NOT NULL) AS u
                USING (server)
            WHERE d.owner = current_user::regrole AND d.service = s.service
        ) AS t
        GROUP BY s.service, s.actions
    ) AS p;
    IF statements IS NULL THEN
        RAISE EXCEPTION 'pipeline "%" uses nothing at AWS', pipeline
            USING ERRCODE = 'undefined_object',
                  HINT = 'awspipe.resources lists what pipelines use.';
    END IF;
    RETURN jsonb_build_object('Version', '2012-10-17', 'Statement', statements);
END
$$;
COMMENT ON FUNCTION awspipe.iam_policy(text, boolean) IS 'an IAM policy that allows what a pipeline does; with deploying, also what deploying and undeploying it takes';
