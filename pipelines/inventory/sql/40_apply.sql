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
    /* what is redriven was brought by the other way, perhaps, and has its order */
    by_time boolean := EXISTS (SELECT FROM @extschema@.setting WHERE via = 'eventbridge');
BEGIN
    /* One batch at a time: rows that do not exist yet cannot be locked. */
    PERFORM awspipe.lock('@extschema@.product');

    /* What is there comes before all that comes without an order. */
    IF by_time THEN
        INSERT INTO @extschema@.ledger (product_id, event_time, event_id, product_name, quantity, removed, version)
        SELECT p.product_id, '-infinity', '', p.product_name, p.quantity, p.removed, p.version
        FROM @extschema@.product AS p
        WHERE p.product_id IN (SELECT b.payload #>> '{product,product_id}' FROM batch AS b)
            AND NOT EXISTS (SELECT FROM @extschema@.ledger AS l WHERE l.product_id = p.product_id);
    END IF;

    WITH numbered AS (
        /* how often the inbox has held this event, this row included */
        SELECT b.event_id, b.sequence_number, b.payload,
               (SELECT count(*) FROM @extschema@.event AS e
                WHERE coalesce(left(e.payload ->> 'event_id', 256), e.event_id) = i.identity)
               - count(*) OVER (PARTITION BY i.identity)
               + row_number() OVER (PARTITION BY i.identity) AS occurrence
        FROM batch AS b, coalesce(left(b.payload ->> 'event_id', 256), b.event_id) AS i (identity)
    ), parsed AS MATERIALIZED (
        /*
         * A sequence number, and behind it a place in an aggregated record;
         * the time where these tell nothing.
         */
        SELECT n.event_id, n.payload, p AS command, p.product_id,
               CASE
                   WHEN n.occurrence > 1 THEN repeated
                   WHEN by_time AND EXISTS (
                       SELECT FROM @extschema@.ledger AS l
                       WHERE (l.product_id, l.event_time, l.event_id) = (p.product_id, p.event_time, n.event_id)) THEN repeated
                   ELSE p.reason
               END AS reason,
               CASE WHEN NOT by_time THEN n.sequence_number::numeric END AS place,
               CASE WHEN NOT by_time THEN nullif(split_part(n.event_id, ':', 3), '')::integer END AS sub_place,
               CASE WHEN by_time THEN p.event_time END AS event_time
        FROM numbered AS n, @extschema@.parse(n.payload) AS p
    ), present AS MATERIALIZED (
        SELECT p.product_id,
               ROW(NULL, p.product_name, p.quantity, p.removed, p.version)::@extschema@.stock AS stock
        FROM @extschema@.product AS p
        WHERE p.product_id IN (SELECT product_id FROM parsed WHERE reason IS NULL)
        ORDER BY p.product_id
        FOR UPDATE
    ), since AS MATERIALIZED (
        SELECT e.product_id, min(e.event_time) AS event_time
        FROM parsed AS e
        WHERE by_time AND e.reason IS NULL
        GROUP BY e.product_id
    ), before AS MATERIALIZED (
        SELECT s.product_id, l.stock
        FROM since AS s, LATERAL (
            SELECT ROW(NULL, l.product_name, l.quantity, l.removed, l.version)::@extschema@.stock AS stock
            FROM @extschema@.ledger AS l
            WHERE l.product_id = s.product_id AND l.event_time < s.event_time
            ORDER BY l.event_time DESC, l.event_id DESC
            LIMIT 1) AS l
    ), due AS (
        SELECT e.event_id, e.payload, e.product_id, e.command, e.place, e.sub_place, e.event_time,
               false AS again, NULL AS former_reason
        FROM parsed AS e
        WHERE e.reason IS NULL
        UNION ALL
        /* what has come already, and belongs behind what comes now */
        SELECT l.event_id, l.payload, l.product_id, p, NULL, NULL, l.event_time, true, l.reason
        FROM since AS s JOIN @extschema@.ledger AS l ON l.product_id = s.product_id AND l.event_time >= s.event_time,
            @extschema@.parse(l.payload) AS p
    ), applied AS MATERIALIZED (
        SELECT e.event_id, e.payload, e.product_id, e.command, e.event_time, e.again, e.former_reason,
               row_number() OVER in_order AS nth,
               @extschema@.fold(CASE WHEN by_time THEN b.stock ELSE p.stock END, e.command) OVER in_order AS stock
        FROM due AS e LEFT JOIN present AS p USING (product_id) LEFT JOIN before AS b USING (product_id)
        WINDOW in_order AS (PARTITION BY e.product_id
                            ORDER BY e.place, e.sub_place, e.event_time, e.event_id
                            ROWS UNBOUNDED PRECEDING)
    ), noted AS (
        INSERT INTO @extschema@.ledger
            (product_id, event_time, event_id, payload, reason, product_name, quantity, removed, version)
        SELECT product_id, event_time, event_id, payload, (stock).reason,
               (stock).product_name, (stock).quantity, (stock).removed, (stock).version
        FROM applied WHERE by_time
        ON CONFLICT (product_id, event_time, event_id) DO UPDATE
        SET reason = excluded.reason,
            product_name = excluded.product_name,
            quantity = excluded.quantity,
            removed = excluded.removed,
            version = excluded.version
    ), pardoned AS (
        DELETE FROM @extschema@.rejection AS r USING applied AS a
        WHERE by_time AND a.again AND a.former_reason IS NOT NULL AND (a.stock).reason IS NULL AND r.event_id = a.event_id
    ), explained AS (
        UPDATE @extschema@.rejection AS r SET reason = (a.stock).reason FROM applied AS a
        WHERE by_time AND a.again AND a.former_reason <> (a.stock).reason AND r.event_id = a.event_id
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
        FROM applied
        WHERE (stock).reason IS NULL AND (NOT again OR product_id IN (
            SELECT a.product_id FROM applied AS a WHERE NOT a.again AND (a.stock).reason IS NULL))
        ORDER BY product_id, nth DESC
        ON CONFLICT (product_id) DO UPDATE
        SET product_name = excluded.product_name,
            quantity = excluded.quantity,
            removed = excluded.removed,
            version = greatest(excluded.version, p.version + 1),
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

CREATE FUNCTION @extschema@.prune_ledger(before timestamptz) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    pruned bigint;
BEGIN
    PERFORM awspipe.lock('@extschema@.product');
    DELETE FROM @extschema@.ledger AS l
    WHERE l.event_time < before AND EXISTS (
        SELECT FROM @extschema@.ledger AS n
        WHERE n.product_id = l.product_id AND n.event_time < before
            AND (n.event_time, n.event_id) > (l.event_time, l.event_id));
    GET DIAGNOSTICS pruned = ROW_COUNT;
    /* the stock after the last of them is what the others begin with */
    UPDATE @extschema@.ledger AS l SET event_time = '-infinity', event_id = '', payload = NULL, reason = NULL
    WHERE l.event_time < before AND l.event_time > '-infinity';
    RETURN pruned;
END
$$;
COMMENT ON FUNCTION @extschema@.prune_ledger(timestamptz) IS 'forgets the order of events of a bus before this time; one that comes later than that is applied behind them';
