/* pgawspipe_inventory: product events from Kinesis become stock in PostgreSQL and DynamoDB */

\echo Use "CREATE EXTENSION pgawspipe_inventory SCHEMA ..." to load this file. \quit

/*
 * Tables
 */

CREATE TABLE @extschema@.event (LIKE awspipe.event INCLUDING ALL);
COMMENT ON TABLE @extschema@.event IS 'inbox: what came from the stream, and so what has been applied; keep it for as long as the stream keeps its records';
CREATE INDEX event_event_id_idx ON @extschema@.event (event_id);

CREATE TABLE @extschema@.product (
    product_id text COLLATE "C" PRIMARY KEY,
    product_name text NOT NULL,
    quantity integer NOT NULL CHECK (quantity OPERATOR(pg_catalog.>=) 0),
    removed boolean NOT NULL,
    version bigint NOT NULL,
    last_event_id text NOT NULL,
    event_time timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now()
) WITH (fillfactor = 80);
COMMENT ON TABLE @extschema@.product IS 'stock of every product there is or was';
COMMENT ON COLUMN @extschema@.product.removed IS 'a tombstone: the product is gone, its version is not';
COMMENT ON COLUMN @extschema@.product.version IS 'number of events that changed the product; what DynamoDB compares';
COMMENT ON COLUMN @extschema@.product.last_event_id IS 'the event that changed the product last';
COMMENT ON COLUMN @extschema@.product.event_time IS 'time that event gave itself';

CREATE TABLE @extschema@.rejection (
    event_id text PRIMARY KEY,
    product_id text,
    reason text NOT NULL,
    payload jsonb,
    rejected_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.rejection IS 'events that broke a rule, and which; they changed nothing';

CREATE TABLE @extschema@.setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    server text NOT NULL,
    stream text NOT NULL,
    table_name text NOT NULL,
    consumer text NOT NULL
);
COMMENT ON TABLE @extschema@.setting IS 'where the pipeline is deployed; written by deploy()';

/*
 * A dump holds what the events have led to, but not the events: restored,
 * they would be applied for a second time.
 */
SELECT pg_catalog.pg_extension_config_dump('@extschema@.product', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.rejection', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.setting', '');

CREATE VIEW @extschema@.state AS
SELECT p.product_id,
       p.product_name,
       p.quantity,
       CASE
           WHEN p.removed THEN 'removed'
           WHEN p.quantity OPERATOR(pg_catalog.=) 0 THEN 'out of stock'
           ELSE 'in stock'
       END AS availability,
       p.version,
       p.event_time,
       p.updated_at
FROM @extschema@.product AS p;
COMMENT ON VIEW @extschema@.state IS 'products as a person reads them';

/*
 * One event by itself: what it asks for, or why it cannot be understood
 */

CREATE TYPE @extschema@.command AS (
    reason text,
    event_type text,
    product_id text COLLATE "C",
    product_name text,
    quantity integer,
    event_time timestamptz
);
COMMENT ON TYPE @extschema@.command IS 'an event, checked; with a reason, it is not to be carried out';
COMMENT ON COLUMN @extschema@.command.quantity IS 'to be added to the stock; negative for a decrement';

CREATE FUNCTION @extschema@.parse_time(value text) RETURNS timestamptz
    LANGUAGE plpgsql STABLE STRICT
    AS $$
BEGIN
    IF value !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$' THEN
        RETURN NULL;
    END IF;
    RETURN value::timestamptz;
EXCEPTION
    WHEN invalid_datetime_format OR datetime_field_overflow
        OR invalid_time_zone_displacement_value THEN
        RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.parse_time(text) IS 'time in ISO 8601 with an offset, or NULL';

CREATE FUNCTION @extschema@.parse(payload jsonb) RETURNS @extschema@.command
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    product jsonb := payload -> 'product';
    /* in the product, as its other fields; accepted beside it as well */
    change text := coalesce(product ->> 'change', payload ->> 'change');
    command @extschema@.command;
BEGIN
    command.event_type := payload ->> 'event_type';
    command.product_id := product ->> 'product_id';
    command.product_name := product ->> 'product_name';
    command.event_time := @extschema@.parse_time(product ->> 'timestamp');

    command.reason := CASE
        WHEN jsonb_typeof(payload -> 'event_type') IS DISTINCT FROM 'string'
            THEN 'event_type is missing or not a string'
        WHEN command.event_type NOT IN ('product_added', 'product_removed', 'quantity_changed')
            THEN 'event_type is unknown'
        WHEN jsonb_typeof(product) IS DISTINCT FROM 'object'
            THEN 'product is missing or not an object'
        WHEN jsonb_typeof(product -> 'product_id') IS DISTINCT FROM 'string'
            THEN 'product_id is missing or not a string'
        WHEN length(command.product_id) NOT BETWEEN 1 AND 256
            THEN 'product_id is empty or longer than 256 characters'
        WHEN jsonb_typeof(product -> 'timestamp') IS DISTINCT FROM 'string'
            THEN 'timestamp is missing or not a string'
        WHEN command.event_time IS NULL
            THEN 'timestamp is not a time in ISO 8601 with an offset'
        WHEN command.event_type = 'product_removed'
            THEN NULL
        WHEN jsonb_typeof(product -> 'quantity') IS DISTINCT FROM 'number'
            THEN 'quantity is missing or not a number'
        WHEN (product ->> 'quantity')::numeric < 0
            THEN 'quantity is negative'
        WHEN (product ->> 'quantity')::numeric > 2147483647
            THEN 'quantity is too large'
        WHEN (product ->> 'quantity')::numeric % 1 <> 0
            THEN 'quantity is not a whole number'
        WHEN command.event_type = 'quantity_changed'
            THEN CASE WHEN change IN ('increment', 'decrement') THEN NULL
                      ELSE 'change is neither increment nor decrement' END
        WHEN jsonb_typeof(product -> 'product_name') IS DISTINCT FROM 'string'
            THEN 'product_name is missing or not a string'
        WHEN length(command.product_name) NOT BETWEEN 1 AND 256
            THEN 'product_name is empty or longer than 256 characters'
    END;

    IF command.reason IS NULL AND command.event_type <> 'product_removed' THEN
        command.quantity := (product ->> 'quantity')::numeric
            * CASE WHEN change = 'decrement' AND command.event_type = 'quantity_changed'
                   THEN -1 ELSE 1 END;
    END IF;
    RETURN command;
END
$$;
COMMENT ON FUNCTION @extschema@.parse(jsonb) IS 'checks one event by itself';

/*
 * The events of one product, in order: an aggregate that carries the stock
 * from one event to the next
 */

CREATE TYPE @extschema@.stock AS (
    reason text,
    product_name text,
    quantity integer,
    removed boolean,
    version bigint
);
COMMENT ON TYPE @extschema@.stock IS 'a product after an event; with a reason, the event changed nothing';

CREATE FUNCTION @extschema@.apply_command(
        stock @extschema@.stock, before @extschema@.stock, command @extschema@.command)
    RETURNS @extschema@.stock
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    total bigint;
BEGIN
    /* the first event of the batch finds what the table holds */
    IF stock.version IS NULL THEN
        stock := before;
    END IF;

    total := CASE
        WHEN command.event_type = 'product_removed' THEN 0
        WHEN stock.version IS NULL OR stock.removed THEN command.quantity
        ELSE stock.quantity::bigint + command.quantity
    END;
    stock.reason := CASE
        WHEN command.event_type <> 'product_added' AND stock.version IS NULL
            THEN 'the product is unknown'
        WHEN command.event_type <> 'product_added' AND stock.removed
            THEN 'the product has been removed'
        WHEN total < 0
            THEN 'the decrement is larger than the stock'
        WHEN total > 2147483647
            THEN 'the stock would be too large'
    END;
    IF stock.reason IS NOT NULL THEN
        RETURN stock;
    END IF;

    IF command.event_type = 'product_added' THEN
        stock.product_name := command.product_name;
    END IF;
    stock.quantity := total;
    stock.removed := command.event_type = 'product_removed';
    stock.version := coalesce(stock.version, 0) + 1;
    RETURN stock;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_command(@extschema@.stock, @extschema@.stock, @extschema@.command) IS 'the rules: a product before and after one event';

CREATE AGGREGATE @extschema@.fold(before @extschema@.stock, command @extschema@.command) (
    SFUNC = @extschema@.apply_command,
    STYPE = @extschema@.stock
);
COMMENT ON AGGREGATE @extschema@.fold(@extschema@.stock, @extschema@.command) IS 'applies the events of one product in their order';

/*
 * To DynamoDB
 */

CREATE FUNCTION @extschema@.publish(product_ids text[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting;
    published bigint;
BEGIN
    SELECT * INTO setting FROM @extschema@.setting;
    IF NOT FOUND THEN
        RETURN 0;               /* not deployed: nowhere to publish to */
    END IF;

    SELECT count(CASE
               WHEN p.removed THEN
                   awspipe.dynamodb_delete_item(
                       setting.server, setting.table_name,
                       key => jsonb_build_object('product_id', p.product_id),
                       version => p.version,
                       ttl_attribute => 'expires_at')
               ELSE
                   awspipe.dynamodb_put_item(
                       setting.server, setting.table_name,
                       item => jsonb_build_object(
                           'product_id', p.product_id,
                           'product_name', p.product_name,
                           'quantity', p.quantity,
                           'event_time', p.event_time),
                       version => p.version)
           END)
    INTO published
    FROM @extschema@.product AS p
    WHERE p.product_id = ANY (coalesce(product_ids,
              (SELECT array_agg(product_id) FROM @extschema@.product)));
    RETURN published;
END
$$;
COMMENT ON FUNCTION @extschema@.publish(text[]) IS 'sends the present state of these products, or of all, to DynamoDB';

/*
 * A batch of events
 */

CREATE FUNCTION @extschema@.apply_batch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    /* plans made while the tables are small serve when they have grown */
    SET enable_seqscan = off
    SET jit = off
    AS $$
DECLARE
    changed_ids text[];
BEGIN
    /* One batch at a time: rows that do not exist yet cannot be locked. */
    PERFORM pg_advisory_xact_lock('@extschema@.product'::regclass::oid::bigint);

    WITH numbered AS (
        /* how often the inbox has held this event, this row included */
        SELECT b.event_id, b.sequence_number, b.payload,
               (SELECT count(*) FROM @extschema@.event AS e WHERE e.event_id = b.event_id)
               - count(*) OVER (PARTITION BY b.event_id)
               + row_number() OVER (PARTITION BY b.event_id) AS occurrence
        FROM batch AS b
    ), parsed AS MATERIALIZED (
        /* a sequence number, and behind it a place in an aggregated record */
        SELECT n.event_id, n.payload, p AS command, p.product_id,
               CASE WHEN n.occurrence = 1 THEN p.reason ELSE 'the event was applied before' END AS reason,
               n.sequence_number::numeric AS place,
               nullif(split_part(n.event_id, ':', 3), '')::integer AS sub_place
        FROM numbered AS n, @extschema@.parse(n.payload) AS p
    ), present AS MATERIALIZED (
        SELECT p.product_id,
               ROW(NULL, p.product_name, p.quantity, p.removed, p.version)::@extschema@.stock AS stock
        FROM @extschema@.product AS p
        WHERE p.product_id IN (SELECT product_id FROM parsed WHERE reason IS NULL)
        ORDER BY p.product_id
        FOR UPDATE
    ), applied AS MATERIALIZED (
        SELECT e.event_id, e.payload, e.product_id, e.command,
               row_number() OVER stream_order AS nth,
               @extschema@.fold(p.stock, e.command) OVER stream_order AS stock
        FROM parsed AS e LEFT JOIN present AS p USING (product_id)
        WHERE e.reason IS NULL
        WINDOW stream_order AS (PARTITION BY e.product_id
                                ORDER BY e.place, e.sub_place, e.event_id
                                ROWS UNBOUNDED PRECEDING)
    ), rejected AS (
        INSERT INTO @extschema@.rejection AS r (event_id, product_id, reason, payload)
        SELECT event_id, product_id, reason, payload
        FROM parsed WHERE reason IS NOT NULL
        UNION ALL
        SELECT event_id, product_id, (stock).reason, payload
        FROM applied WHERE (stock).reason IS NOT NULL
        ON CONFLICT (event_id) DO NOTHING
    ), changed AS (
        INSERT INTO @extschema@.product AS p
            (product_id, product_name, quantity, removed, version, last_event_id, event_time)
        SELECT DISTINCT ON (product_id)
               product_id, (stock).product_name, (stock).quantity, (stock).removed,
               (stock).version, event_id, (command).event_time
        FROM applied WHERE (stock).reason IS NULL
        ORDER BY product_id, nth DESC
        ON CONFLICT (product_id) DO UPDATE
        SET product_name = excluded.product_name,
            quantity = excluded.quantity,
            removed = excluded.removed,
            version = excluded.version,
            last_event_id = excluded.last_event_id,
            event_time = excluded.event_time,
            updated_at = excluded.updated_at
        RETURNING p.product_id
    )
    SELECT array_agg(product_id) INTO changed_ids FROM changed;

    IF changed_ids IS NOT NULL THEN
        PERFORM @extschema@.publish(changed_ids);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_batch() IS 'turns a batch of events into stock, rejections and outbox messages';

CREATE TRIGGER apply_batch
    AFTER INSERT ON @extschema@.event
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_batch();
COMMENT ON TRIGGER apply_batch ON @extschema@.event IS 'one set-based pass per batch';

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

/*
 * The owner decides who else may do what.
 */
REVOKE ALL ON FUNCTION
    @extschema@.parse_time(text),
    @extschema@.parse(jsonb),
    @extschema@.apply_command(@extschema@.stock, @extschema@.stock, @extschema@.command),
    @extschema@.fold(@extschema@.stock, @extschema@.command),
    @extschema@.publish(text[]),
    @extschema@.apply_batch(),
    @extschema@.call_unless(text, text, text, text, jsonb),
    @extschema@.wait_until_active(text, text, text, jsonb, text[]),
    @extschema@.create_stream(text, text, integer),
    @extschema@.create_table(text, text),
    @extschema@.deploy(text, text, text, text, integer),
    @extschema@.simulate(integer, integer, double precision),
    @extschema@.random_events(integer, integer)
    FROM PUBLIC;

SELECT awspipe._register_pipeline();
