/* What bench/consumer/run needs in its database; :endpoint is replay.js. */

CREATE EXTENSION pgawspipe;
CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe OPTIONS (
    region 'us-east-1',
    endpoint_url_kinesis :'endpoint');
CREATE ROLE app LOGIN;
GRANT USAGE ON FOREIGN SERVER aws TO app;
GRANT CREATE ON DATABASE bench TO app;
CREATE USER MAPPING FOR app SERVER aws
    OPTIONS (access_key_id 'AKIDBENCH', secret_access_key 'of no use');
CREATE SCHEMA AUTHORIZATION app;
CREATE SCHEMA bench;
GRANT USAGE ON SCHEMA bench TO app;

/* What was measured; round 0 is for warming up */
CREATE TABLE bench.result (
    stream text, round integer, peer text, records bigint,
    seconds float8, apply_seconds float8, cpu_seconds float8);
CREATE TABLE bench.call (call text, rows bigint, seconds float8);
GRANT SELECT, INSERT ON bench.call TO app;

/* Seconds of processor time that a process has taken so far */
CREATE FUNCTION bench.cpu(pid integer) RETURNS float8
LANGUAGE sql VOLATILE SECURITY DEFINER
AS $$
    SELECT (f[12]::float8 + f[13]::float8) / 100
    FROM string_to_array(regexp_replace(pg_read_file(format('/proc/%s/stat', pid)),
                                        '^.*\) ', ''), ' ') AS f
$$;

CREATE FUNCTION bench.note_consumer(stream text, round integer) RETURNS void
LANGUAGE sql SECURITY DEFINER
AS $$
    INSERT INTO bench.result
    SELECT stream, round, 'consumer', s.records,
           (SELECT extract(epoch FROM max(pg_xact_commit_timestamp(b.xmin)) - min(b.applied_at))
            FROM awspipe.batch AS b JOIN awspipe.consumer AS c USING (consumer_id)),
           extract(epoch FROM s.apply_time),
           bench.cpu((SELECT pid FROM awspipe.workers WHERE kind = 'consumer'))
    FROM awspipe.stat_consumer AS s
$$;

CREATE FUNCTION bench.note_peer(
    stream text, round integer, peer text, records bigint, started timestamptz)
RETURNS void
LANGUAGE sql SECURITY DEFINER
AS $$
    INSERT INTO bench.result
    SELECT stream, round, peer, records, s, s, bench.cpu(pg_backend_pid())
    FROM extract(epoch FROM clock_timestamp() - started) AS s
$$;

/* A pipeline: what a trigger would do, and no more */
SET SESSION AUTHORIZATION app;
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE stock (
    product_id text COLLATE "C" PRIMARY KEY,
    events bigint NOT NULL,
    quantity bigint NOT NULL
) WITH (fillfactor = 50);
CREATE FUNCTION apply_batch() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO stock AS s
    SELECT payload #>> '{product,product_id}', count(*),
           sum((payload #>> '{product,quantity}')::integer)
    FROM batch
    GROUP BY 1
    ON CONFLICT (product_id) DO UPDATE
    SET events = s.events + excluded.events, quantity = s.quantity + excluded.quantity;
    RETURN NULL;
END
$$;
CREATE TRIGGER apply_batch AFTER INSERT ON inbox
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION apply_batch();

/* The inventory, with a batch before the one that is measured */
CREATE SCHEMA inventory;
CREATE EXTENSION pgawspipe_inventory SCHEMA inventory;
CREATE TABLE shop_event (LIKE awspipe.event);
INSERT INTO shop_event (event_id, source, sequence_number, received_at, payload)
SELECT 'shardId-000000000000:' || n, 'shop', n, now(), data
FROM inventory.random_events(20000, 500) WITH ORDINALITY AS e (product_id, data, n);
INSERT INTO inventory.event SELECT * FROM shop_event WHERE sequence_number::integer <= 10000;
DELETE FROM shop_event WHERE sequence_number::integer <= 10000;
INSERT INTO inventory.setting (server, stream, table_name, consumer)
VALUES ('aws', 'none', 'items', 'none');
CREATE TABLE item AS
SELECT n, jsonb_build_object(
           'product_id', 'P' || n, 'product_name', 'Product ' || n,
           'quantity', n % 100, 'event_time', now()) AS item
FROM generate_series(1, 10000) AS n;
RESET SESSION AUTHORIZATION;

/* The records of the consumer's run, batch by batch */
CREATE TABLE bench.staging (
    LIKE awspipe.event, batch integer, place tid, PRIMARY KEY (batch, place));
GRANT SELECT ON bench.staging TO app;

CREATE FUNCTION bench.keep_batches() RETURNS void
LANGUAGE sql
AS $$
    TRUNCATE bench.staging;
    INSERT INTO bench.staging
    SELECT i.*, dense_rank() OVER (ORDER BY received_at), ctid
    FROM app.inbox AS i
    ORDER BY ctid;
$$;

/* The rows that these items make in the outbox, which never sends them */
CREATE TABLE bench.outbox (LIKE awspipe.outbox INCLUDING ALL);
GRANT INSERT, SELECT ON bench.outbox TO app;
BEGIN;
SET LOCAL ROLE app;
SELECT count(awspipe.dynamodb_put_item('aws', 'items', item, n))
FROM (SELECT * FROM app.item ORDER BY n) AS i \g /dev/null
RESET ROLE;
CREATE TABLE bench.message AS
SELECT destination_id, operation, ordering_key, version, body
FROM awspipe.outbox ORDER BY outbox_id;
DELETE FROM awspipe.outbox;
COMMIT;
GRANT SELECT ON bench.message TO app;

SET ROLE app;
CREATE FUNCTION app.put_row(
    destination_id bigint, operation text, ordering_key text, version numeric, body text)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    id bigint;
BEGIN
    INSERT INTO bench.outbox AS o (destination_id, operation, ordering_key, version, body)
    VALUES (put_row.destination_id, put_row.operation, put_row.ordering_key,
            put_row.version, put_row.body)
    RETURNING o.outbox_id INTO id;
    RETURN id;
END
$$;
RESET ROLE;
VACUUM ANALYZE app.item, app.shop_event, bench.message, inventory.event, inventory.product;
