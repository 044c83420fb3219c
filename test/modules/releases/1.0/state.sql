/*
 * What workers and users of 1.0 have left: two consumers of app that have
 * read to somewhere, and messages that nobody has sent.  Written as the
 * library of 1.0 wrote it, which is not there any more; psql knows the shard,
 * the last sequence number that was applied, and the message of the queue
 * that was, with the time of its sending.
 */
BEGIN;

CREATE TABLE app.stream (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE app.queue (LIKE awspipe.event INCLUDING ALL);
ALTER TABLE app.stream OWNER TO app;
ALTER TABLE app.queue OWNER TO app;

GRANT EXECUTE ON FUNCTION awspipe._owner_of_consumers_or_messages() TO app;
INSERT INTO awspipe.owner (role_oid, role_name, system_identifier, database_oid)
SELECT r.oid, r.rolname, i.system_identifier, i.database_oid
FROM pg_roles AS r, awspipe.installation AS i
WHERE r.rolname = 'app';
INSERT INTO awspipe.server (server_oid, server_name, system_identifier, database_oid)
SELECT s.oid, s.srvname, i.system_identifier, i.database_oid
FROM pg_foreign_server AS s, awspipe.installation AS i
WHERE s.srvname = 'aws';

INSERT INTO awspipe.consumer (name, owner_id, source, server_id, resource, inbox, enabled,
    batch_size, maximum_batching_window, maximum_retry_attempts, bisect_batch_on_error, on_error)
SELECT c.name, o.owner_id, c.source, s.server_id, c.name, ('app.' || c.name)::regclass, true,
    10000, '0 seconds', 10, true, 'stop'
FROM awspipe.owner AS o, awspipe.server AS s, (VALUES ('stream', 'kinesis'), ('queue', 'sqs')) AS c (name, source);
INSERT INTO awspipe.consumer_state (consumer_id, state, epoch)
SELECT consumer_id, 'running', 3 FROM awspipe.consumer;

INSERT INTO awspipe.checkpoint (consumer_id, shard_id, starting_position, sequence_number, epoch)
SELECT consumer_id, :'shard', 'TRIM_HORIZON', :'sequence_number', 3
FROM awspipe.consumer WHERE name = 'stream';
INSERT INTO awspipe.batch (consumer_id, records, shard_ids, first_sequence_numbers, last_sequence_numbers)
SELECT consumer_id, 1, '{}', '{}', '{}'
FROM awspipe.consumer WHERE name = 'queue';
SELECT to_char(d, 'YYYYMMDD') AS day, to_char(d, 'YYYY-MM-DD 00:00:00+00') AS day_from,
    to_char(d + interval '1 day', 'YYYY-MM-DD 00:00:00+00') AS day_to
FROM (SELECT to_timestamp(:'sent_ms'::numeric / 1000) AT TIME ZONE 'UTC') AS s (d) \gset
CREATE TABLE awspipe.received_:day (LIKE awspipe.received INCLUDING ALL);
ALTER TABLE awspipe.received ATTACH PARTITION awspipe.received_:day FOR VALUES FROM (:'day_from') TO (:'day_to');
REVOKE ALL ON TABLE awspipe.received_:day FROM PUBLIC;
COMMENT ON TABLE awspipe.received_:day IS 'messages of queues sent on one day';
ALTER EXTENSION pgawspipe ADD TABLE awspipe.received_:day;
INSERT INTO awspipe.received (consumer_id, sent_at, message_id, batch_id)
SELECT consumer_id, to_timestamp(:'sent_ms'::numeric / 1000), :'message_id', (SELECT max(batch_id) FROM awspipe.batch)
FROM awspipe.consumer WHERE name = 'queue';

/* A destination that the dispatcher knows, and one that it is still to make */
CREATE FUNCTION pg_temp.destination_id(service text, resource text) RETURNS bigint
LANGUAGE sql
RETURN (
    SELECT ('x' || substr(encode(sha256(convert_to(
            format('%s %s 0 %s %s', r.oid, s.oid, service, resource), 'UTF8')), 'hex'), 1, 16))::bit(64)::bigint
        & 9223372036854775807
    FROM pg_roles AS r, pg_foreign_server AS s
    WHERE r.rolname = 'app' AND s.srvname = 'aws'
);
INSERT INTO awspipe.destination (destination_id, owner_id, server_id, service, resource)
SELECT pg_temp.destination_id('dynamodb', 'items'), o.owner_id, s.server_id, 'dynamodb', 'items'
FROM awspipe.owner AS o, awspipe.server AS s;
INSERT INTO awspipe.destination_stat (destination_id, paused, delivered, superseded, dead_letters,
    retried, throttled, ambiguous, requests, bytes, request_ms)
SELECT destination_id, false, 7, 0, 0, 0, 0, 0, 1, 100, 10
FROM awspipe.destination;
INSERT INTO awspipe.new_destination (destination_id, role_oid, role_name, server_oid, server_name, service, resource)
SELECT pg_temp.destination_id('sqs', 'out'), r.oid, r.rolname, s.oid, s.srvname, 'sqs', 'out'
FROM pg_roles AS r, pg_foreign_server AS s
WHERE r.rolname = 'app' AND s.srvname = 'aws';
INSERT INTO awspipe.outbox (destination_id, operation, version, body)
SELECT pg_temp.destination_id('dynamodb', 'items'), 'PutItem', 1,
    format('{"Item":{"id":{"S":"i%s"},"version":{"N":"1"}},'
        '"ConditionExpression":"attribute_not_exists(#v) OR #v < :v",'
        '"ExpressionAttributeNames":{"#v":"version"},"ExpressionAttributeValues":{":v":{"N":"1"}}}', n)
FROM generate_series(1, 30) AS n;
INSERT INTO awspipe.outbox (destination_id, operation, body)
SELECT pg_temp.destination_id('sqs', 'out'), 'SendMessage', format('{"MessageBody":"m%s"}', n)
FROM generate_series(1, 30) AS n;

INSERT INTO awspipe.dead_letter (kind, owner_id, attempts, error_code, consumer, shard_id, sequence_number, event_id, payload)
SELECT 'record', owner_id, 1, '22P02', 'stream', :'shard', '1', 'dead', '\x7b7d'
FROM awspipe.owner;

COMMIT;
