/*
 * Trying out
 */

CREATE FUNCTION @extschema@.random_messages(
        messages integer, invalid double precision, duplicates double precision, large double precision,
        OUT customer_id text, OUT category text, OUT field text, OUT amount numeric, OUT content jsonb)
    RETURNS SETOF record
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
    WITH kind (kind, field) AS (
        VALUES (0, 'transaction_id'), (1, 'transaction_id'), (2, 'customer_id'), (3, 'email'),
               (4, 'currency'), (5, 'currency'), (6, 'amount'), (7, 'amount'), (8, 'amount'),
               (9, 'amount'), (10, 'amount'), (11, 'payment_method'), (12, 'timestamp'),
               (13, 'timestamp'), (14, 'timestamp'), (15, 'items'), (16, 'items'),
               (17, 'items[].quantity'), (18, 'items[].quantity'), (19, 'items[].price'),
               (20, 'items[].product_id')
    ), share AS (
        SELECT round($1 * $2)::integer AS rejected,
               round($1 * $3)::integer AS duplicate,
               round($1 * $4)::integer AS large,
               (SELECT count(*)::integer FROM kind) AS kinds,
               s.payment_methods,
               s.large_order_threshold
        FROM awspipe.settings(NULL::@extschema@.setting) AS s
    ), drawn AS MATERIALIZED (
        /* n tells what a message is to be, place when it is sent */
        SELECT n, random() AS place,
               CASE WHEN n <= rejected THEN 'rejected'
                    WHEN n <= rejected + duplicate THEN 'duplicate'
                    ELSE 'accepted'
               END AS category,
               CASE WHEN n <= rejected THEN n % kinds END AS kind,
               n > rejected + duplicate AND n <= rejected + duplicate + large AS large,
               floor(random() ^ 2 * 5000)::integer AS customer,
               1 + floor(random() * 3)::integer AS lines,
               floor(random() * 6)::integer AS currency,
               payment_methods[1 + floor(random() * cardinality(payment_methods))] AS payment_method,
               large_order_threshold,
               random() AS base
        FROM generate_series(1, $1) AS n, share
    ), priced AS MATERIALIZED (
        SELECT d.*, c.code, i.items, i.amount
        FROM drawn AS d
            JOIN (VALUES (0, 'EUR', 2), (1, 'EUR', 2), (2, 'USD', 2), (3, 'GBP', 2), (4, 'JPY', 0), (5, 'KWD', 3))
                AS c (currency, code, minor_units) USING (currency)
            LEFT JOIN @extschema@.large_order_threshold AS t ON t.currency = c.code,
            LATERAL (
                SELECT jsonb_agg(jsonb_build_object(
                           'product_id', 'P' || lpad(l.product::text, 5, '0'),
                           'quantity', l.quantity,
                           'price', l.price) ORDER BY l.line) AS items,
                       sum(l.quantity * l.price) AS amount
                FROM (SELECT line,
                             1 + floor(random() * 1000)::integer AS product,
                             CASE WHEN d.large THEN 1 ELSE 1 + floor(random() * 4)::integer END AS quantity,
                             round((1 + random() * 200)::numeric, c.minor_units)
                             + CASE WHEN d.large THEN ceil(coalesce(t.amount, d.large_order_threshold)) ELSE 0 END
                             AS price
                      FROM generate_series(1, d.lines) AS line) AS l
            ) AS i
    ), sound AS MATERIALIZED (
        SELECT p.n, p.place, p.category, p.kind, p.base, p.customer, p.amount,
               jsonb_build_object(
                   'transaction_id', 'T-' || gen_random_uuid(),
                   'customer_id', 'C' || lpad(p.customer::text, 5, '0'),
                   'email', 'customer' || p.customer || '@example.com',
                   'amount', p.amount,
                   'currency', p.code,
                   'payment_method', p.payment_method,
                   'timestamp', to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                   'items', p.items) AS content
        FROM priced AS p
    ), original AS MATERIALIZED (
        SELECT s.*, row_number() OVER (ORDER BY s.n) AS nth
        FROM sound AS s
        WHERE s.category = 'accepted'
    ), repeat AS MATERIALIZED (
        SELECT s.place, s.category, s.kind,
               1 + floor(s.base * (SELECT count(*) FROM original))::bigint AS nth
        FROM sound AS s
        WHERE s.category = 'duplicate' OR s.kind = 0
    ), placed AS (
        SELECT s.place, s.customer, s.category, s.kind, s.amount, s.content
        FROM sound AS s
        WHERE s.category = 'accepted' OR s.kind > 0
        UNION ALL
        /* behind what they repeat */
        SELECT o.place + (1 - o.place) * r.place, o.customer, r.category, r.kind, o.amount,
               CASE WHEN r.kind = 0 THEN jsonb_set(o.content, '{email}', '"another@example.com"') ELSE o.content END
        FROM repeat AS r JOIN original AS o USING (nth)
    )
    SELECT 'C' || lpad(p.customer::text, 5, '0'), p.category, k.field, p.amount,
           CASE p.kind
               WHEN 1 THEN p.content - 'transaction_id'
               WHEN 2 THEN jsonb_set(p.content, '{customer_id}', '7')
               WHEN 3 THEN jsonb_set(p.content, '{email}', '"nobody"')
               WHEN 4 THEN jsonb_set(p.content, '{currency}', '"XYZ"')
               WHEN 5 THEN p.content - 'currency'
               WHEN 6 THEN jsonb_set(p.content, '{amount}', '0')
               WHEN 7 THEN jsonb_set(p.content, '{amount}', to_jsonb(- p.amount))
               WHEN 8 THEN jsonb_set(p.content, '{amount}', to_jsonb(p.amount + 0.0001))
               WHEN 9 THEN jsonb_set(p.content, '{amount}', to_jsonb(p.amount + 1))
               WHEN 10 THEN jsonb_set(p.content, '{amount}', to_jsonb(p.amount::text))
               WHEN 11 THEN jsonb_set(p.content, '{payment_method}', '"barter"')
               WHEN 12 THEN jsonb_set(p.content, '{timestamp}', '"yesterday"')
               WHEN 13 THEN jsonb_set(p.content, '{timestamp}', to_jsonb(now() + interval '8 days'))
               WHEN 14 THEN jsonb_set(p.content, '{timestamp}', '"2026-02-30T12:00:00Z"')
               WHEN 15 THEN jsonb_set(p.content, '{items}', '[]')
               WHEN 16 THEN p.content - 'items'
               WHEN 17 THEN jsonb_set(p.content, '{items,0,quantity}', '1.5')
               WHEN 18 THEN jsonb_set(p.content, '{items,0,quantity}', '0')
               WHEN 19 THEN jsonb_set(p.content, '{items,0,price}', '-1')
               WHEN 20 THEN p.content #- '{items,0,product_id}'
               ELSE p.content
           END
    FROM placed AS p LEFT JOIN kind AS k USING (kind)
    ORDER BY p.place
$$;
COMMENT ON FUNCTION @extschema@.random_messages(integer, double precision, double precision, double precision) IS 'messages as shops might send them, in order, and what is to become of each';

CREATE FUNCTION @extschema@.simulate(
        messages integer DEFAULT 1000,
        invalid double precision DEFAULT 0.03,
        duplicates double precision DEFAULT 0.01,
        large double precision DEFAULT 0.02,
        seed double precision DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting, deployed => true);
    sent jsonb;
BEGIN
    IF NOT (invalid >= 0 AND duplicates >= 0 AND large >= 0 AND invalid + duplicates + large < 1) THEN
        RAISE EXCEPTION 'shares must not be negative, and come to less than 1'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF seed IS NOT NULL THEN
        PERFORM setseed(seed);
    END IF;

    WITH message AS MATERIALIZED (
        SELECT m.*, awspipe.sqs_send_message(
                   setting.server, setting.queue, m.content::text,
                   message_group_id => CASE WHEN setting.queue LIKE '%.fifo' THEN m.customer_id END) AS outbox_id
        FROM @extschema@.random_messages(messages, invalid, duplicates, large) AS m
    )
    SELECT jsonb_build_object(
               'sent', count(*),
               'accepted', count(*) FILTER (WHERE m.category = 'accepted'),
               'rejected', count(*) FILTER (WHERE m.category = 'rejected'),
               'duplicate', count(*) FILTER (WHERE m.category = 'duplicate'),
               'large', count(*) FILTER (
                   WHERE m.category = 'accepted' AND m.amount >= coalesce(t.amount, setting.large_order_threshold)),
               'faults', (SELECT coalesce(jsonb_object_agg(f.field, f.messages), '{}')
                          FROM (SELECT field, count(*) AS messages FROM message
                                WHERE category = 'rejected' GROUP BY field) AS f))
    INTO sent
    FROM message AS m
        LEFT JOIN @extschema@.large_order_threshold AS t ON t.currency = m.content ->> 'currency';
    RETURN sent;
END
$$;
COMMENT ON FUNCTION @extschema@.simulate(integer, double precision, double precision, double precision, double precision) IS 'sends messages to the queue as shops would; returns how many of them are to be accepted, rejected, ignored. A seed makes the mix the same each time, but not the ids';
