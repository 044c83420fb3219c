--
-- Events of S3, in all shapes in which they come
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;
SET timezone = 'UTC';
\pset null NULL
\pset format unaligned

-- As S3 tells a queue: Amazon S3 User Guide, "Event message structure"
CREATE TEMP TABLE message (name text PRIMARY KEY, payload jsonb);
INSERT INTO message VALUES ('records', '{"Records": [
    {"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-west-2", "eventTime": "1970-01-01T00:00:00.123Z",
     "eventName": "ObjectCreated:Put", "userIdentity": {"principalId": "AIDAJDPLRKLG7UEXAMPLE"},
     "requestParameters": {"sourceIPAddress": "127.0.0.1"}, "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810"},
     "s3": {"s3SchemaVersion": "1.0", "configurationId": "testConfigRule",
            "bucket": {"name": "amzn-s3-demo-bucket", "ownerIdentity": {"principalId": "A3NL1KOZZKExample"}, "arn": "arn:aws:s3:::amzn-s3-demo-bucket"},
            "object": {"key": "red+flowers/a%2Bb%26c+%C3%A4.jpg", "size": 1024, "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                       "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko", "sequencer": "0055AED6DCD90281E5"}}},
    {"eventSource": "aws:s3", "eventTime": "2026-01-31T12:00:00.000Z", "eventName": "ObjectRemoved:Delete",
     "s3": {"bucket": {"name": "b"}, "object": {"key": "100%25", "sequencer": "0055AED6DCD90281E6"}}}]}');
SELECT s.* FROM message, awspipe.s3_event(payload) AS s WHERE name = 'records';

-- By a topic, and by a topic of a topic
INSERT INTO message
SELECT 'sns', jsonb_build_object('Type', 'Notification', 'TopicArn', 'arn:aws:sns:us-east-1:1:t', 'Message', payload::text) FROM message WHERE name = 'records';
INSERT INTO message
SELECT 'sns twice', jsonb_build_object('Type', 'Notification', 'Message', payload::text) FROM message WHERE name = 'sns';
SELECT name, count(*), min(key), max(key) FROM message, awspipe.s3_event(payload) GROUP BY name ORDER BY name;

-- As EventBridge tells: keys are as they are
SELECT s.* FROM awspipe.s3_event('{"version": "0", "id": "17793124-05d4-b198-2fde-7ededc63b103", "detail-type": "Object Created",
    "source": "aws.s3", "account": "111122223333", "time": "2021-11-12T00:00:00Z", "region": "ca-central-1",
    "resources": ["arn:aws:s3:::amzn-s3-demo-bucket1"],
    "detail": {"version": "0", "bucket": {"name": "amzn-s3-demo-bucket1"},
               "object": {"key": "red+flowers/100%25 ä", "size": 5, "etag": "b1946ac92492d2347c6235b4d2611184",
                          "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e", "sequencer": "617f08299329d189"},
               "request-id": "N4N7GDK58NMKJ12R", "requester": "123456789012", "source-ip-address": "1.2.3.4", "reason": "PutObject"}}') AS s;
SELECT s.event_name, t.*
FROM (VALUES (1, 'Object Created', '{"reason": "PutObject"}'::jsonb), (2, 'Object Created', '{"reason": "POST Object"}'),
    (3, 'Object Created', '{"reason": "CopyObject"}'), (4, 'Object Created', '{"reason": "CompleteMultipartUpload"}'), (5, 'Object Created', '{}'),
    (6, 'Object Deleted', '{"reason": "DeleteObject", "deletion-type": "Permanently Deleted"}'),
    (7, 'Object Deleted', '{"reason": "DeleteObject", "deletion-type": "Delete Marker Created"}'),
    (8, 'Object Deleted', '{"reason": "Lifecycle Expiration", "deletion-type": "Permanently Deleted"}'),
    (9, 'Object Deleted', '{"reason": "Lifecycle Expiration", "deletion-type": "Delete Marker Created"}'),
    (10, 'Object Restore Initiated', '{}'), (11, 'Object Restore Completed', '{}'), (12, 'Object Restore Expired', '{}'),
    (13, 'Object Storage Class Changed', '{}'), (14, 'Object Access Tier Changed', '{}'), (15, 'Object ACL Updated', '{}'),
    (16, 'Object Tags Added', '{}'), (17, 'Object Tags Deleted', '{}'), (18, 'Object of Tomorrow', '{}')) AS t (n, type, detail),
    awspipe.s3_event(jsonb_build_object('source', 'aws.s3', 'detail-type', type,
        'detail', detail || '{"bucket": {"name": "b"}, "object": {"key": "k"}}')) AS s
ORDER BY n;

-- No event of an object
SELECT * FROM (VALUES (1, '{"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2014-10-13T15:57:02.089Z", "Bucket": "bucketname",
        "RequestId": "5582815E1AEA5ADF", "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR"}'::jsonb),
    (2, '{}'), (3, '[]'), (4, 'null'), (5, '7'), (6, 'true'), (7, '"text"'), (8, '{"Records": {}}'), (9, '{"Records": [1, null, {}, []]}'),
    (10, '{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {}, "object": {"key": "k"}}}]}'),
    (11, '{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": 7}}}]}'),
    (12, '{"Records": [{"eventSource": "aws:kinesis", "eventName": "aws:kinesis:record", "kinesis": {"data": "AA=="}}]}'),
    (13, '{"Message": "no JSON"}'), (14, '{"Message": "{\"Message\": \"\"}"}'), (15, '{"Message": {"Records": []}}'),
    (16, '{"source": "shop", "detail-type": "Object Created", "detail": {"bucket": {"name": "b"}, "object": {"key": "k"}}}'),
    (17, '{"source": "aws.s3", "detail-type": "Object Created"}'), (18, '{"source": "aws.s3", "detail-type": "Object Created", "detail": "x"}'),
    (19, ('"' || repeat('\\\"', 1000) || '"')::jsonb), (20, (repeat('[', 1000) || repeat(']', 1000))::jsonb), (21, NULL))
    AS v (n, payload), awspipe.s3_event(payload)
ORDER BY n;

-- Keys that cannot be a text, and what else is not as it should be
SELECT n, s.* FROM (VALUES (1, 'a%00b'), (2, 'a%FFb'), (3, 'a%C3'), (4, '%zz%4'), (5, ''), (6, '%2F%2f+%20')) AS v (n, key),
    awspipe.s3_event(jsonb_build_object('Records', jsonb_build_array(jsonb_build_object('eventName', 's3:ObjectCreated:Put', 'eventTime', 'soon',
        's3', jsonb_build_object('bucket', '{"name": "b"}'::jsonb, 'object', jsonb_build_object('key', key, 'size', '5')))))) AS s
ORDER BY n;
-- Inside of a text there may be what cannot be in jsonb
SELECT s.* FROM awspipe.s3_event(jsonb_build_object('Message',
    '{"source": "aws.s3", "detail-type": "Object Created", "detail": {"bucket": {"name": "b"}, "object": {"key": "a\u0000b", "size": 1e99}}}')) AS s;
-- Not endlessly
WITH RECURSIVE wrapped AS (
    SELECT 0 AS n, payload FROM message WHERE name = 'records'
    UNION ALL
    SELECT n + 1, jsonb_build_object('Message', payload::text) FROM wrapped WHERE n < 6
)
SELECT n, count(s.key) FROM wrapped LEFT JOIN awspipe.s3_event(payload) AS s ON true GROUP BY n ORDER BY n;
DROP TABLE message;
