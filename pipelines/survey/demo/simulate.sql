/*
 * Trying out
 */

/*
 * Each purchase is made for one outcome.  Customers are new ones, so that
 * nothing that happened before changes it; where the settings leave no room
 * for an outcome (everybody is in the sample, say), it is the next one that
 * the rules come to.
 */
CREATE FUNCTION @extschema@.random_purchases(
        purchases integer, refused double precision, malformed double precision, mailbox text,
        OUT customer_id text, OUT name text, OUT email text, OUT opted_in boolean, OUT suppressed boolean,
        OUT outcome text, OUT content jsonb)
    RETURNS SETOF record
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
    WITH setting AS MATERIALIZED (
        SELECT s.*, left(gen_random_uuid()::text, 8) AS run FROM awspipe.settings(NULL::@extschema@.survey_setting) AS s
    ), refusal (kind, reason) AS (
        VALUES (0, 'the customer is unknown'), (1, 'the customer has no valid address'),
               (2, 'the customer has not opted in'), (3, 'the address is suppressed'),
               (4, 'the purchase is below the minimum'), (5, 'the customer was invited lately'),
               (6, 'the customer is not in the sample')
    ), fault (kind, reason, path, value) AS (
        VALUES (0, 'event_type is missing or not a string', '{event_type}', NULL),
               (1, 'event_type is unknown', '{event_type}', '"refund"'),
               (2, 'purchase is missing or not an object', '{purchase}', '[]'),
               (3, 'purchase_id is missing or not a string', '{purchase,purchase_id}', NULL),
               (4, 'customer_id is missing or not a string', '{purchase,customer_id}', '7'),
               (5, 'store does not consist of 1 to 100 printable characters', '{purchase,store}', '"two\nlines"'),
               (6, 'amount is missing or not a number', '{purchase,amount}', '"59.90"'),
               (7, 'amount is negative', '{purchase,amount}', '-1'),
               (8, 'currency is not a code of ISO 4217', '{purchase,currency}', '"euro"'),
               (9, 'timestamp is not a time in ISO 8601 with an offset', '{purchase,timestamp}', '"2026-02-30T12:00:00Z"'),
               (10, 'timestamp is in the future', '{purchase,timestamp}', '"2099-12-31T23:59:59Z"')
    ), drawn AS MATERIALIZED (
        /* n tells what a purchase is to be, place when it is sent */
        SELECT n, random() AS place, random() AS base,
               CASE WHEN n <= round($1 * $3) THEN n % (SELECT count(*) FROM fault) END AS fault,
               CASE WHEN n > round($1 * $3) AND n <= round($1 * $3) + round($1 * $2)
                    THEN n % (SELECT count(*) FROM refusal) END AS refusal,
               (ARRAY['Ann Example', 'Bob O''Neil', 'Çelik & Söhne', '<b>Dora</b>', '李雷'])[1 + floor(random() * 5)] AS name,
               (ARRAY['Main Street', 'Harbour "Old Town"', 'Marks & Sons'])[1 + floor(random() * 3)] AS store,
               (ARRAY['EUR', 'USD', 'GBP'])[1 + floor(random() * 3)] AS currency
        FROM generate_series(1, $1) AS n
    ), chosen AS MATERIALIZED (
        SELECT d.*, coalesce(c.customer_id, concat(s.run, '-', d.n)) AS customer_id,
               coalesce(m.amount, s.minimum_purchase) AS minimum
        FROM drawn AS d
            CROSS JOIN setting AS s
            LEFT JOIN @extschema@.minimum_purchase AS m USING (currency)
            /* a name that is in the sample, or is not */
            LEFT JOIN LATERAL (
                SELECT concat(s.run, '-', d.n, '-', k) AS customer_id
                FROM generate_series(1, 1000) AS k
                WHERE (@extschema@.place_in_sample(concat(s.run, '-', d.n, '-', k), s.sampling_salt) < s.sampling_share)
                    = (d.refusal IS DISTINCT FROM 6)
                LIMIT 1) AS c ON true
    ), original AS MATERIALIZED (
        SELECT c.*, row_number() OVER (ORDER BY c.n) AS nth
        FROM chosen AS c
        WHERE c.fault IS NULL AND c.refusal IS NULL
    ), placed AS MATERIALIZED (
        /* who was invited lately buys once more, behind the purchase that led to it */
        SELECT c.n, c.fault, c.refusal, c.store, c.currency, c.base, c.minimum,
               coalesce(o.customer_id, c.customer_id) AS customer_id,
               coalesce(o.name, c.name) AS name,
               CASE WHEN o.place IS NULL THEN c.place ELSE o.place + (1 - o.place) * c.place END AS place,
               o.n IS NOT NULL AS again
        FROM chosen AS c
            LEFT JOIN original AS o
                ON c.refusal = 5 AND o.nth = 1 + floor(c.base * (SELECT count(*) FROM original))
    ), priced AS (
        SELECT p.*,
               round((CASE WHEN p.refusal = 4 THEN greatest(p.minimum - 0.01, 0)
                           ELSE p.minimum + p.base * 200 END)::numeric, 2) AS amount,
               @extschema@.place_in_sample(p.customer_id, s.sampling_salt) < s.sampling_share AS sampled
        FROM placed AS p, setting AS s
    ), sound AS (
        SELECT p.*,
               jsonb_build_object(
                   'event_type', 'purchase',
                   'purchase', jsonb_build_object(
                       'purchase_id', 'P-' || gen_random_uuid(),
                       'customer_id', p.customer_id,
                       'store', p.store,
                       'amount', p.amount,
                       'currency', p.currency,
                       'timestamp', to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) AS content
        FROM priced AS p
    )
    SELECT s.customer_id,
           CASE WHEN s.fault IS NULL AND s.refusal IS DISTINCT FROM 0 AND NOT s.again THEN s.name END,
           CASE
               WHEN s.refusal = 1 THEN (ARRAY['nobody', 'no body@example.com', NULL])[1 + s.n % 3]
               ELSE concat($4, '+', s.customer_id, '@simulator.amazonses.com')
           END,
           s.refusal IS DISTINCT FROM 2,
           s.refusal IS NOT DISTINCT FROM 3,
           CASE
               WHEN s.fault IS NOT NULL THEN f.reason
               WHEN s.refusal < 4 THEN r.reason
               WHEN s.amount < s.minimum THEN r.reason
               WHEN s.again AND s.sampled THEN r.reason
               WHEN NOT s.sampled THEN 'the customer is not in the sample'
           END,
           CASE
               WHEN s.fault IS NULL THEN s.content
               WHEN f.value IS NULL THEN s.content #- f.path::text[]
               ELSE jsonb_set(s.content, f.path::text[], f.value::jsonb)
           END
    FROM sound AS s
        LEFT JOIN fault AS f ON f.kind = s.fault
        LEFT JOIN refusal AS r ON r.kind = s.refusal
    ORDER BY s.place
$$;
COMMENT ON FUNCTION @extschema@.random_purchases(integer, double precision, double precision, text) IS 'purchases as shops might publish them, in order, and what is to become of each: NULL, or the reason for which nobody is asked';

CREATE FUNCTION @extschema@.simulate(
        purchases integer DEFAULT 1000,
        refused double precision DEFAULT 0.35,
        malformed double precision DEFAULT 0.05,
        seed double precision DEFAULT NULL,
        mailbox text DEFAULT 'success')
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    sent jsonb;
BEGIN
    IF NOT (refused >= 0 AND malformed >= 0 AND refused + malformed < 1) THEN
        RAISE EXCEPTION 'shares must not be negative, and come to less than 1'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF seed IS NOT NULL THEN
        PERFORM setseed(seed);
    END IF;

    WITH purchase AS MATERIALIZED (
        SELECT p.* FROM @extschema@.random_purchases(purchases, refused, malformed, mailbox) AS p
    ), published AS (
        SELECT p.outcome, awspipe.kinesis_put_record(
                   setting.server, setting.name, p.content, partition_key => p.customer_id) AS outbox_id
        FROM purchase AS p
    ), known AS (
        INSERT INTO @extschema@.customer (customer_id, name, email, opted_in)
        SELECT p.customer_id, p.name, p.email, p.opted_in
        FROM purchase AS p
        WHERE p.name IS NOT NULL
    ), suppressed AS (
        INSERT INTO @extschema@.suppression (address, reason)
        SELECT lower(p.email), 'simulated'
        FROM purchase AS p
        WHERE p.suppressed
    )
    SELECT jsonb_build_object(
               'sent', count(*),
               'invited', count(*) FILTER (WHERE p.outcome IS NULL),
               'rejected', count(p.outcome),
               'reasons', (SELECT coalesce(jsonb_object_agg(r.outcome, r.number), '{}')
                           FROM (SELECT outcome, count(*) AS number FROM purchase
                                 WHERE outcome IS NOT NULL GROUP BY outcome) AS r))
    INTO sent
    FROM published AS p;
    RETURN sent;
END
$$;
COMMENT ON FUNCTION @extschema@.simulate(integer, double precision, double precision, double precision, text) IS 'publishes purchases of new customers as shops would; returns how many are to lead to invitations, and why the others are not. A seed makes the mix the same each time, but not the ids. Mails go to this mailbox of SES''s simulator';
