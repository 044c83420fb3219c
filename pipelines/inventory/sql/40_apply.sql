/*
 * A batch of events
 */

CREATE FUNCTION @extschema@.apply_batch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    /* a parameter, without which there are no custom plans */
    repeated text := 'the event was applied before';
    changed_ids text[];
BEGIN
    /* One batch at a time: rows that do not exist yet cannot be locked. */
    PERFORM awspipe.lock('@extschema@.product');

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
               CASE WHEN n.occurrence = 1 THEN p.reason ELSE repeated END AS reason,
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
