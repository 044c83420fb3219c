/*
 * A batch of messages
 */

CREATE FUNCTION @extschema@.apply_batch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    setting @extschema@.setting;
    accepted_ids text[];
    duplicates bigint;
    rejections bigint;
BEGIN
    /* One batch at a time: rows that do not exist yet cannot be locked. */
    PERFORM awspipe.lock('@extschema@.transaction');
    setting := awspipe.settings(NULL::@extschema@.setting);

    WITH examined AS MATERIALIZED (
        SELECT b.event_id, b.payload, b.payload ->> 'transaction_id' AS transaction_id,
               b.sequence_number::numeric AS place, b.arrived_at, f.field, f.reason
        FROM batch AS b
            LEFT JOIN LATERAL @extschema@.faults(
                b.payload, coalesce(b.arrived_at, b.received_at), setting) AS f ON true
    ), compared AS MATERIALIZED (
        /* sound messages, and the first transaction of that id: one we have, or the first to arrive */
        SELECT e.event_id, e.payload, e.transaction_id,
               (SELECT t.content FROM @extschema@.transaction AS t
                WHERE t.transaction_id = e.transaction_id) AS present,
               first_value(e.payload) OVER arrival AS first,
               row_number() OVER arrival AS nth
        FROM examined AS e
        WHERE e.reason IS NULL
        WINDOW arrival AS (PARTITION BY e.transaction_id ORDER BY e.place, e.arrived_at, e.event_id)
    ), judged AS MATERIALIZED (
        SELECT c.event_id, c.payload, c.transaction_id,
               CASE
                   WHEN c.present IS NULL AND c.nth = 1 THEN 'accepted'
                   WHEN c.payload = coalesce(c.present, c.first) THEN 'duplicate'
                   ELSE 'rejected'
               END AS category
        FROM compared AS c
    ), accepted AS (
        INSERT INTO @extschema@.transaction AS t
            (transaction_id, event_id, customer_id, email, amount, currency,
             payment_method, transaction_time, large_order, content)
        SELECT j.transaction_id,
               j.event_id,
               j.payload ->> 'customer_id',
               j.payload ->> 'email',
               (j.payload ->> 'amount')::numeric,
               j.payload ->> 'currency',
               j.payload ->> 'payment_method',
               awspipe.iso_timestamp(j.payload ->> 'timestamp'),
               (j.payload ->> 'amount')::numeric >= coalesce(
                   (SELECT l.amount FROM @extschema@.large_order_threshold AS l
                    WHERE l.currency = j.payload ->> 'currency'),
                   setting.large_order_threshold),
               j.payload
        FROM judged AS j
        WHERE j.category = 'accepted'
        RETURNING t.transaction_id
    ), repeated AS (
        INSERT INTO @extschema@.duplicate (event_id, transaction_id)
        SELECT j.event_id, j.transaction_id
        FROM judged AS j
        WHERE j.category = 'duplicate'
        ON CONFLICT (event_id) DO NOTHING
        RETURNING event_id
    ), rejected AS (
        INSERT INTO @extschema@.rejection (event_id, field, reason, transaction_id)
        SELECT e.event_id, e.field, e.reason, left(e.transaction_id, 64)
        FROM examined AS e
        WHERE e.reason IS NOT NULL
        UNION ALL
        SELECT j.event_id, 'transaction_id', 'was used before with other content', j.transaction_id
        FROM judged AS j
        WHERE j.category = 'rejected'
        ON CONFLICT (event_id, field) DO NOTHING
        RETURNING event_id
    )
    SELECT (SELECT array_agg(transaction_id) FROM accepted),
           (SELECT count(*) FROM repeated),
           (SELECT count(DISTINCT event_id) FROM rejected)
    INTO accepted_ids, duplicates, rejections;

    IF setting.server IS NULL THEN
        RETURN NULL;            /* not deployed: nobody to tell */
    END IF;
    IF accepted_ids IS NOT NULL THEN
        PERFORM @extschema@.publish(accepted_ids);
        PERFORM @extschema@.request_large_orders(accepted_ids);
    END IF;
    IF rejections > 0 THEN
        PERFORM @extschema@.raise_alert();
    END IF;
    PERFORM @extschema@.send_metrics(coalesce(cardinality(accepted_ids), 0), rejections, duplicates);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_batch() IS 'turns a batch of messages into transactions, rejections and outbox messages';

CREATE TRIGGER apply_batch
    AFTER INSERT ON @extschema@.message
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_batch();
COMMENT ON TRIGGER apply_batch ON @extschema@.message IS 'one set-based pass per batch';
