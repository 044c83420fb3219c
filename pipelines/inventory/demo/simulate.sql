/*
 * Trying out: a shop that is not there
 */

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

    /* what may be put or delivered twice bears an id of its own */
    SELECT count(CASE setting.via
               WHEN 'kinesis' THEN awspipe.kinesis_put_record(
                   setting.server, setting.stream, e.data, partition_key => e.product_id)
               ELSE awspipe.eventbridge_put_event(
                   setting.server, setting.stream, 'inventory', e.data ->> 'event_type', e.data, id_member => 'event_id')
           END)
    INTO published
    FROM @extschema@.random_events(events, products) AS e;
    RETURN published;
END
$$;
COMMENT ON FUNCTION @extschema@.simulate(integer, integer, double precision) IS 'publishes events to the stream or the bus as a shop would, some of them wrong; a seed makes them the same each time';

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
                   /* publishers differ in how they say it */
                   WHEN product % 3 > 0 THEN 'quantity_changed'
                   WHEN action < 0.5 THEN 'quantity_incremented'
                   ELSE 'quantity_decremented'
               END AS event_type
        FROM drawn
    ), sound AS (
        SELECT n, product, action,
               jsonb_build_object(
                   'event_type', event_type,
                   'product', jsonb_build_object(
                       'product_id', 'P' || lpad(product::text, 5, '0'),
                       'product_name', 'Product ' || product,
                       'quantity', CASE
                           WHEN event_type = 'product_added' THEN quantity * 5
                           WHEN event_type = 'quantity_changed' AND product % 3 = 1 AND action >= 0.5 THEN -quantity
                           ELSE quantity
                       END,
                       /* no two of a product have the same */
                       'timestamp', to_char((clock_timestamp() + n * interval '1 microsecond') AT TIME ZONE 'UTC',
                                            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                       || CASE
                              WHEN event_type = 'quantity_changed' AND product % 3 = 2 THEN jsonb_build_object(
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
