/*
 * Setting up and trying out
 */

CREATE FUNCTION @extschema@.call_unless(
        tolerated text, server text, service text, operation text, input jsonb)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    detail text;
BEGIN
    RETURN awspipe.call(server, service, operation, input);
EXCEPTION WHEN external_routine_invocation_exception THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF NOT starts_with(detail, 'AWS returned ' || tolerated || ' (') THEN
        RAISE;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.call_unless(text, text, text, text, jsonb) IS 'calls AWS; NULL when the answer is the error that is expected';

CREATE FUNCTION @extschema@.wait_until_active(
        server text, service text, operation text, input jsonb, status_path text[])
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    deadline timestamptz := clock_timestamp() + interval '5 minutes';
BEGIN
    LOOP
        /* just created, it may not be found yet */
        EXIT WHEN @extschema@.call_unless('ResourceNotFoundException', server, service, operation, input)
            #>> status_path = 'ACTIVE';
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'AWS resource did not become active within 5 minutes'
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      DETAIL = format('%s of service "%s" was asked for %s.', operation, service, input),
                      HINT = 'Call deploy() again to go on waiting.';
        END IF;
        PERFORM pg_sleep(0.25);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.wait_until_active(text, text, text, jsonb, text[]) IS 'waits until AWS says that a new resource can be used';

CREATE FUNCTION @extschema@.create_stream(server text, stream text, shards integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('StreamName', stream);
BEGIN
    PERFORM @extschema@.call_unless('ResourceInUseException', server, 'kinesis', 'CreateStream',
                                    named || jsonb_build_object('ShardCount', shards));
    PERFORM @extschema@.wait_until_active(server, 'kinesis', 'DescribeStreamSummary', named,
                                          '{StreamDescriptionSummary,StreamStatus}');
END
$$;
COMMENT ON FUNCTION @extschema@.create_stream(text, text, integer) IS 'creates the stream unless there is one';

CREATE FUNCTION @extschema@.create_table(server text, table_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('TableName', table_name);
    ttl text;
BEGIN
    PERFORM @extschema@.call_unless('ResourceInUseException', server, 'dynamodb', 'CreateTable', named || '{
        "AttributeDefinitions": [{"AttributeName": "product_id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "product_id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"}');
    PERFORM @extschema@.wait_until_active(server, 'dynamodb', 'DescribeTable', named,
                                          '{Table,TableStatus}');

    /* Lets DynamoDB clear tombstones away; emulators may not know it */
    ttl := @extschema@.call_unless('UnknownOperationException', server, 'dynamodb', 'DescribeTimeToLive', named)
        #>> '{TimeToLiveDescription,TimeToLiveStatus}';
    IF ttl = 'DISABLED' THEN
        PERFORM @extschema@.call_unless('UnknownOperationException', server, 'dynamodb', 'UpdateTimeToLive', named || '{
            "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": true}}');
    ELSIF ttl IS NULL THEN
        RAISE NOTICE 'time to live is not available, tombstones will stay in table "%"', table_name;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.create_table(text, text) IS 'creates the DynamoDB table unless there is one';

CREATE FUNCTION @extschema@.deploy(
        server text,
        stream text DEFAULT 'inventory',
        table_name text DEFAULT 'inventory',
        consumer text DEFAULT 'inventory',
        shards integer DEFAULT 4)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM @extschema@.create_stream(server, stream, shards);
    PERFORM @extschema@.create_table(server, table_name);

    INSERT INTO @extschema@.setting AS s (server, stream, table_name, consumer)
    VALUES (deploy.server, deploy.stream, deploy.table_name, deploy.consumer)
    ON CONFLICT (only_row) DO UPDATE
    SET server = excluded.server,
        stream = excluded.stream,
        table_name = excluded.table_name,
        consumer = excluded.consumer;

    IF NOT EXISTS (SELECT FROM awspipe.consumers AS c WHERE c.name = deploy.consumer) THEN
        PERFORM awspipe.create_kinesis_consumer(
            name => deploy.consumer,
            server => deploy.server,
            stream => deploy.stream,
            inbox => '@extschema@.event'::regclass,
            starting_position => 'TRIM_HORIZON',
            filter_pattern => '{"event_type": ["product_added", "product_removed", "quantity_changed"]}',
            on_error => 'dead_letter');
    END IF;
    PERFORM awspipe.start_consumer(deploy.consumer);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, integer) IS 'creates stream, table and consumer where they are missing, and starts the consumer';

CREATE FUNCTION @extschema@.simulate(
        events integer DEFAULT 1000,
        products integer DEFAULT 100,
        seed double precision DEFAULT NULL)
    RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting;
    published bigint;
BEGIN
    SELECT * INTO setting FROM @extschema@.setting;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the pipeline is not deployed'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call @extschema@.deploy() first.';
    END IF;
    IF seed IS NOT NULL THEN
        PERFORM setseed(seed);
    END IF;

    SELECT count(awspipe.kinesis_put_record(
               setting.server, setting.stream, e.data, partition_key => e.product_id))
    INTO published
    FROM @extschema@.random_events(events, products) AS e;
    RETURN published;
END
$$;
COMMENT ON FUNCTION @extschema@.simulate(integer, integer, double precision) IS 'publishes events to the stream as a shop would, some of them wrong; a seed makes them the same each time';

CREATE FUNCTION @extschema@.random_events(
        events integer, products integer,
        OUT product_id text, OUT data jsonb)
    RETURNS SETOF record
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    AS $$
    WITH drawn AS MATERIALIZED (
        /* a few products are asked for much more often than the others */
        SELECT n,
               1 + floor($2 * random() ^ 2)::integer AS product,
               random() AS action,
               1 + floor(random() * 10)::integer AS quantity
        FROM generate_series(1, $1) AS n
    ), meant AS (
        SELECT n, product, quantity, action,
               CASE
                   WHEN row_number() OVER (PARTITION BY product ORDER BY n) = 1
                        OR action < 0.15 THEN 'product_added'
                   WHEN action < 0.16 THEN 'product_removed'
                   ELSE 'quantity_changed'
               END AS event_type
        FROM drawn
    ), sound AS (
        SELECT n, product, action,
               jsonb_build_object(
                   'event_type', event_type,
                   'product', jsonb_build_object(
                       'product_id', 'P' || lpad(product::text, 5, '0'),
                       'product_name', 'Product ' || product,
                       'quantity', CASE event_type WHEN 'product_added' THEN quantity * 5 ELSE quantity END,
                       'timestamp', to_char(clock_timestamp() AT TIME ZONE 'UTC',
                                            'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                       || CASE event_type
                              WHEN 'quantity_changed' THEN jsonb_build_object(
                                  'change', CASE WHEN action < 0.5 THEN 'increment' ELSE 'decrement' END)
                              ELSE '{}'
                          END) AS data
        FROM meant
    )
    SELECT 'P' || lpad(product::text, 5, '0'),
           CASE
               WHEN action < 0.95 OR data ->> 'event_type' = 'product_added' THEN data
               /* about one event in twenty is wrong, each in its way */
               WHEN action < 0.96 THEN jsonb_set(data, '{product,quantity}', '1000000')
               WHEN action < 0.965 THEN jsonb_set(data, '{product,quantity}', '-1')
               WHEN action < 0.97 THEN jsonb_set(data, '{product,quantity}', '1.5')
               WHEN action < 0.975 THEN jsonb_set(data, '{product,quantity}', '"many"')
               WHEN action < 0.98 THEN data #- '{product,quantity}'
               WHEN action < 0.985 THEN jsonb_set(data, '{product,timestamp}', '"yesterday"')
               WHEN action < 0.99 THEN data #- '{product,product_id}'
               WHEN action < 0.995 THEN jsonb_set(data, '{product,change}', '"sideways"')
               ELSE jsonb_set(data, '{event_type}', '"price_changed"')
           END
    FROM sound
    ORDER BY n
$$;
COMMENT ON FUNCTION @extschema@.random_events(integer, integer) IS 'events as a shop might publish them, in order';
