/* pgawspipe_transactions: e-commerce transactions from SQS, validated, go to PostgreSQL, DynamoDB and SNS */

\echo Use "CREATE EXTENSION pgawspipe_transactions SCHEMA ..." to load this file. \quit

/*
 * Tables
 */

CREATE TABLE @extschema@.message (LIKE awspipe.event INCLUDING ALL);
COMMENT ON TABLE @extschema@.message IS 'inbox: what came from the queue; each row is also accepted, rejected or a duplicate';

CREATE TABLE @extschema@.transaction (
    transaction_id text COLLATE "C" PRIMARY KEY,
    event_id text NOT NULL,
    customer_id text NOT NULL,
    email text NOT NULL,
    amount numeric NOT NULL CHECK (amount OPERATOR(pg_catalog.>) 0),
    currency text NOT NULL,
    payment_method text NOT NULL,
    transaction_time timestamptz NOT NULL,
    large_order boolean NOT NULL,
    content jsonb NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.transaction IS 'valid transactions; a row never changes';
COMMENT ON COLUMN @extschema@.transaction.event_id IS 'the message that brought it';
COMMENT ON COLUMN @extschema@.transaction.transaction_time IS 'time the transaction gave itself';
COMMENT ON COLUMN @extschema@.transaction.large_order IS 'its amount reached the threshold, and the order topic was told';
COMMENT ON COLUMN @extschema@.transaction.content IS 'all of the message; what repeats are compared with';

CREATE TABLE @extschema@.rejection (
    event_id text NOT NULL,
    field text NOT NULL,
    reason text NOT NULL,
    transaction_id text,
    rejected_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (event_id, field)
);
COMMENT ON TABLE @extschema@.rejection IS 'why messages were rejected: a row for every field at fault';
COMMENT ON COLUMN @extschema@.rejection.reason IS 'completes a sentence that begins with the field';
CREATE INDEX rejection_rejected_at_idx ON @extschema@.rejection (rejected_at);

CREATE TABLE @extschema@.duplicate (
    event_id text PRIMARY KEY,
    transaction_id text NOT NULL,
    ignored_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.duplicate IS 'messages that repeated an accepted transaction word for word; ignored';

CREATE TABLE @extschema@.alert (
    window_start timestamptz PRIMARY KEY,
    rejected bigint NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.alert IS 'windows with so many rejections that the alert topic was told';
COMMENT ON COLUMN @extschema@.alert.rejected IS 'messages rejected in the window until then';

CREATE TABLE @extschema@.setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    /* where the pipeline is deployed; written by deploy() */
    server text,
    name text,
    queue text,
    table_name text,
    order_topic text,
    alert_topic text,
    alarms boolean,
    /* what may be changed with UPDATE */
    large_order_threshold numeric NOT NULL DEFAULT 10000,
    payment_methods text[] NOT NULL
        DEFAULT '{bank_transfer,card,cash_on_delivery,direct_debit,gift_card,invoice,wallet}',
    clock_tolerance interval NOT NULL DEFAULT '5 minutes',
    alert_limit integer NOT NULL DEFAULT 100 CHECK (alert_limit OPERATOR(pg_catalog.>) 0),
    alert_window interval NOT NULL DEFAULT '5 minutes'
        CHECK (alert_window OPERATOR(pg_catalog.>=) '1 second'
           AND alert_window OPERATOR(pg_catalog.<=) '7 days'),
    /* used by deploy(): call it again after a change */
    rejection_alarm_percent numeric NOT NULL DEFAULT 10,
    message_age_alarm interval NOT NULL DEFAULT '5 minutes',
    write_capacity_alarm integer NOT NULL DEFAULT 800
);
COMMENT ON TABLE @extschema@.setting IS 'where the pipeline is deployed, and what may be chosen';
COMMENT ON COLUMN @extschema@.setting.alarms IS 'alarms were made and metrics are sent';
COMMENT ON COLUMN @extschema@.setting.large_order_threshold IS 'amounts from which an order is large, in currencies without a threshold of their own';
COMMENT ON COLUMN @extschema@.setting.clock_tolerance IS 'how far a transaction''s time may be ahead of its arrival';
COMMENT ON COLUMN @extschema@.setting.alert_limit IS 'rejected messages in one alert_window that make an alert';
COMMENT ON COLUMN @extschema@.setting.rejection_alarm_percent IS 'alarm when more of the messages of five minutes are rejected';
COMMENT ON COLUMN @extschema@.setting.message_age_alarm IS 'alarm when the oldest message in the queue, or of those received lately, is older';
COMMENT ON COLUMN @extschema@.setting.write_capacity_alarm IS 'alarm when the table takes more write units per second';

CREATE TABLE @extschema@.large_order_threshold (
    currency text PRIMARY KEY,
    amount numeric NOT NULL CHECK (amount OPERATOR(pg_catalog.>) 0)
);
COMMENT ON TABLE @extschema@.large_order_threshold IS 'amounts from which an order is large, by currency';

CREATE TABLE @extschema@.currency (
    code text COLLATE "C" PRIMARY KEY,
    minor_units integer NOT NULL CHECK (minor_units OPERATOR(pg_catalog.>=) 0),
    standard boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE @extschema@.currency IS 'currencies of ISO 4217, and those added here';
COMMENT ON COLUMN @extschema@.currency.minor_units IS 'decimals an amount may have';
COMMENT ON COLUMN @extschema@.currency.standard IS 'came with the extension';

/* ISO 4217, list one; without metals, units of account and codes for tests. */
INSERT INTO @extschema@.currency (code, minor_units, standard)
SELECT pg_catalog.unnest(pg_catalog.string_to_array(c.codes, ' ')), c.minor_units, true
FROM (VALUES
    (0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
    (2, 'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD '
        'CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS '
        'GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL '
        'MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK '
        'PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS '
        'TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'),
    (3, 'BHD IQD JOD KWD LYD OMR TND'),
    (4, 'CLF UYW')) AS c (minor_units, codes);

/*
 * A dump holds what the messages have led to, but not the messages: restored,
 * they would be judged for a second time.
 */
SELECT pg_catalog.pg_extension_config_dump('@extschema@.transaction', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.rejection', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.duplicate', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.alert', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.setting', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.large_order_threshold', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.currency', 'WHERE NOT standard');

CREATE VIEW @extschema@.line_item AS
SELECT t.transaction_id,
       i.place AS line,
       i.item OPERATOR(pg_catalog.->>) 'product_id' AS product_id,
       (i.item OPERATOR(pg_catalog.->>) 'quantity')::integer AS quantity,
       (i.item OPERATOR(pg_catalog.->>) 'price')::numeric AS price
FROM @extschema@.transaction AS t,
    pg_catalog.jsonb_array_elements(t.content OPERATOR(pg_catalog.->) 'items')
        WITH ORDINALITY AS i (item, place);
COMMENT ON VIEW @extschema@.line_item IS 'what was bought in valid transactions';

CREATE VIEW @extschema@.summary AS
SELECT 'accepted' AS category, pg_catalog.count(*) AS messages FROM @extschema@.transaction
UNION ALL
SELECT 'rejected', pg_catalog.count(DISTINCT event_id) FROM @extschema@.rejection
UNION ALL
SELECT 'duplicate', pg_catalog.count(*) FROM @extschema@.duplicate;
COMMENT ON VIEW @extschema@.summary IS 'messages by what became of them';

CREATE VIEW @extschema@.fault AS
SELECT pg_catalog.regexp_replace(r.field, '\[\d+\]', '[]') AS field,
       r.reason,
       pg_catalog.count(DISTINCT r.event_id) AS messages
FROM @extschema@.rejection AS r
GROUP BY 1, 2;
COMMENT ON VIEW @extschema@.fault IS 'rejected messages by field and reason; a message with two faults counts for both';

/*
 * One message by itself: what is wrong with each of its fields, or NULL
 */

CREATE FUNCTION @extschema@.fault_of_name(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'string'
            THEN 'is missing or not a string'
        WHEN value #>> '{}' !~ '^[A-Za-z0-9._:-]{1,64}$'
            THEN 'does not consist of 1 to 64 letters, digits, ".", "_", ":" and "-"'
    END;
COMMENT ON FUNCTION @extschema@.fault_of_name(jsonb) IS 'checks the id of a transaction, customer or product';

/* The local part as HTML's input fields take it; a domain that has a dot. */
CREATE FUNCTION @extschema@.fault_of_email(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'string'
            THEN 'is missing or not a string'
        WHEN length(value #>> '{}') > 254
             OR value #>> '{}' !~ ('^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]{1,64}'
                 || '@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$')
            THEN 'is not an e-mail address'
    END;
COMMENT ON FUNCTION @extschema@.fault_of_email(jsonb) IS 'checks the shape of an e-mail address';

CREATE FUNCTION @extschema@.fault_of_money(value jsonb, minor_units integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'number'
            THEN 'is missing or not a number'
        WHEN (value #>> '{}')::numeric < 0
            THEN 'is negative'
        WHEN (value #>> '{}')::numeric >= 1000000000000
            THEN 'is too large'
        WHEN min_scale((value #>> '{}')::numeric) > minor_units
            THEN 'has more decimals than its currency'
    END;
COMMENT ON FUNCTION @extschema@.fault_of_money(jsonb, integer) IS 'checks an amount or a price';

CREATE FUNCTION @extschema@.fault_of_quantity(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'number'
            THEN 'is missing or not a number'
        WHEN (value #>> '{}')::numeric NOT BETWEEN 1 AND 100000
            THEN 'is not from 1 to 100000'
        WHEN (value #>> '{}')::numeric % 1 <> 0
            THEN 'is not a whole number'
    END;
COMMENT ON FUNCTION @extschema@.fault_of_quantity(jsonb) IS 'checks how many of a product are bought';

CREATE FUNCTION @extschema@.fault_of_items(value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'array'
            THEN 'is missing or not an array'
        WHEN jsonb_array_length(value) NOT BETWEEN 1 AND 100
            THEN 'does not have from 1 to 100 elements'
    END;
COMMENT ON FUNCTION @extschema@.fault_of_items(jsonb) IS 'checks that there are line items to look at';

/* Every part is in range before the cast, which would raise an error. */
CREATE FUNCTION @extschema@.parse_time(value text) RETURNS timestamptz
    LANGUAGE sql STABLE
    RETURN CASE
        WHEN value ~ ('^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d'
                 || '(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$')
        THEN CASE
            WHEN substr(value, 9, 2)::integer
                 <= extract(day FROM make_date(substr(value, 1, 4)::integer, substr(value, 6, 2)::integer, 1)
                            + interval '1 month - 1 day')
            THEN value::timestamptz
        END
    END;
COMMENT ON FUNCTION @extschema@.parse_time(text) IS 'time in ISO 8601 with an offset, or NULL';

CREATE FUNCTION @extschema@.fault_of_time(value jsonb, latest timestamptz) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'string'
            THEN 'is missing or not a string'
        WHEN @extschema@.parse_time(value #>> '{}') IS NULL
            THEN 'is not a time in ISO 8601 with an offset'
        WHEN @extschema@.parse_time(value #>> '{}') > latest
            THEN 'is in the future'
    END;
COMMENT ON FUNCTION @extschema@.fault_of_time(jsonb, timestamptz) IS 'checks when a transaction says that it was made';

CREATE FUNCTION @extschema@.fault_of_choice(value jsonb, choices text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'string'
            THEN 'is missing or not a string'
        WHEN value #>> '{}' <> ALL (choices)
            THEN 'is not known'
    END;
COMMENT ON FUNCTION @extschema@.fault_of_choice(jsonb, text[]) IS 'checks one of a few words';

CREATE FUNCTION @extschema@.faults(payload jsonb, arrived_at timestamptz, setting @extschema@.setting)
    RETURNS TABLE (field text, reason text)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH given AS (
        SELECT (SELECT c.minor_units FROM @extschema@.currency AS c
                WHERE c.code = payload ->> 'currency') AS minor_units,
               @extschema@.fault_of_items(payload -> 'items') AS items_fault
    ), line AS MATERIALIZED (
        SELECT format('items[%s].', i.place - 1) AS path,
               i.item,
               @extschema@.fault_of_name(i.item -> 'product_id') AS product_fault,
               @extschema@.fault_of_quantity(i.item -> 'quantity') AS quantity_fault,
               @extschema@.fault_of_money(i.item -> 'price', g.minor_units) AS price_fault
        FROM given AS g,
            jsonb_array_elements(CASE WHEN g.items_fault IS NULL THEN payload -> 'items' ELSE '[]' END)
                WITH ORDINALITY AS i (item, place)
    ), total AS (
        /* no row, or NULL, where it cannot be told */
        SELECT sum(CASE WHEN l.quantity_fault IS NULL AND l.price_fault IS NULL
                        THEN (l.item ->> 'quantity')::numeric * (l.item ->> 'price')::numeric
                   END) AS amount
        FROM line AS l
        HAVING bool_and(l.quantity_fault IS NULL AND l.price_fault IS NULL)
    )
    SELECT f.field, f.reason
    FROM given AS g LEFT JOIN total AS t ON true,
        /* JSON only as a list of pairs; VALUES would be planned anew for every message */
        jsonb_each_text(jsonb_build_object(
            'transaction_id', @extschema@.fault_of_name(payload -> 'transaction_id'),
            'customer_id', @extschema@.fault_of_name(payload -> 'customer_id'),
            'email', @extschema@.fault_of_email(payload -> 'email'),
            'currency', CASE
                WHEN jsonb_typeof(payload -> 'currency') IS DISTINCT FROM 'string'
                    THEN 'is missing or not a string'
                WHEN g.minor_units IS NULL
                    THEN 'is not a currency of ISO 4217'
            END,
            'amount', CASE
                WHEN @extschema@.fault_of_money(payload -> 'amount', g.minor_units) IS NOT NULL
                    THEN @extschema@.fault_of_money(payload -> 'amount', g.minor_units)
                WHEN (payload ->> 'amount')::numeric = 0
                    THEN 'is zero'
                WHEN (payload ->> 'amount')::numeric <> t.amount
                    THEN 'is not the sum of the items'
            END,
            'payment_method', @extschema@.fault_of_choice(payload -> 'payment_method',
                                                          (setting).payment_methods),
            'timestamp', @extschema@.fault_of_time(payload -> 'timestamp',
                                                   arrived_at + (setting).clock_tolerance),
            'items', g.items_fault)) AS f (field, reason)
    WHERE f.reason IS NOT NULL AND jsonb_typeof(payload) = 'object'
    UNION ALL
    SELECT l.path || f.field, f.reason
    FROM line AS l,
        jsonb_each_text(jsonb_build_object(
            'product_id', l.product_fault,
            'quantity', l.quantity_fault,
            'price', l.price_fault)) AS f (field, reason)
    WHERE f.reason IS NOT NULL
    UNION ALL
    SELECT 'message', 'is not a JSON object'
    WHERE jsonb_typeof(payload) IS DISTINCT FROM 'object';
END;
COMMENT ON FUNCTION @extschema@.faults(jsonb, timestamptz, @extschema@.setting) IS 'the rules: everything that is wrong with one message by itself; no row when it is sound';

/*
 * To DynamoDB, SNS and CloudWatch
 */

CREATE FUNCTION @extschema@.settings() RETURNS @extschema@.setting
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting;
BEGIN
    SELECT * INTO setting FROM @extschema@.setting;
    IF NOT FOUND THEN
        /* not made with the extension: a dump's row must find room */
        INSERT INTO @extschema@.setting DEFAULT VALUES ON CONFLICT (only_row) DO NOTHING;
        SELECT * INTO setting FROM @extschema@.setting;
    END IF;
    RETURN setting;
END
$$;
COMMENT ON FUNCTION @extschema@.settings() IS 'the settings, made with their defaults when there are none yet';

/*
 * A transaction never changes, so its item has one version: putting it once
 * more finds it there and does nothing.
 */
CREATE FUNCTION @extschema@.publish(transaction_ids text[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
    published bigint;
BEGIN
    IF setting.server IS NULL THEN
        RETURN 0;               /* not deployed: nowhere to publish to */
    END IF;

    SELECT count(awspipe.dynamodb_put_item(
               setting.server, setting.table_name,
               item => jsonb_build_object(
                   'transaction_id', t.transaction_id,
                   'customer_id', t.customer_id,
                   'email', t.email,
                   'amount', t.amount,
                   'currency', t.currency,
                   'payment_method', t.payment_method,
                   'transaction_time', t.transaction_time,
                   'large_order', t.large_order,
                   'items', t.content -> 'items'),
               version => 1))
    INTO published
    FROM @extschema@.transaction AS t
    WHERE transaction_ids IS NULL OR t.transaction_id = ANY (transaction_ids);
    RETURN published;
END
$$;
COMMENT ON FUNCTION @extschema@.publish(text[]) IS 'sends these transactions, or all, to DynamoDB';

CREATE FUNCTION @extschema@.request_large_orders(transaction_ids text[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
    requested bigint;
BEGIN
    SELECT count(awspipe.sns_publish(
               setting.server, setting.order_topic,
               message => jsonb_pretty(jsonb_build_object(
                   'transaction_id', t.transaction_id,
                   'customer_id', t.customer_id,
                   'amount', t.amount,
                   'currency', t.currency,
                   'transaction_time', t.transaction_time)),
               subject => format('Large order: %s %s', t.amount, t.currency),
               message_attributes => jsonb_build_object('currency', t.currency, 'amount', t.amount)))
    INTO requested
    FROM @extschema@.transaction AS t
    WHERE t.transaction_id = ANY (transaction_ids) AND t.large_order AND setting.server IS NOT NULL;
    RETURN requested;
END
$$;
COMMENT ON FUNCTION @extschema@.request_large_orders(text[]) IS 'tells the order topic which of these transactions are large';

/*
 * The first batch that brings a window's rejections to the limit raises the
 * alert; its row keeps all others from it.
 */
CREATE FUNCTION @extschema@.raise_alert() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
    start timestamptz := date_bin(setting.alert_window, now(), '2000-01-01 00:00+00');
    faults jsonb;
    rejected bigint;
BEGIN
    IF setting.server IS NULL OR EXISTS (SELECT FROM @extschema@.alert WHERE window_start = start) THEN
        RETURN false;
    END IF;

    INSERT INTO @extschema@.alert AS a (window_start, rejected)
    SELECT start, count(DISTINCT r.event_id)
    FROM @extschema@.rejection AS r
    WHERE r.rejected_at >= start
    HAVING count(DISTINCT r.event_id) >= setting.alert_limit
    ON CONFLICT (window_start) DO NOTHING
    RETURNING a.rejected INTO rejected;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    SELECT jsonb_object_agg(f.field, f.messages)
    INTO faults
    FROM (SELECT regexp_replace(r.field, '\[\d+\]', '[]') AS field, count(DISTINCT r.event_id) AS messages
          FROM @extschema@.rejection AS r
          WHERE r.rejected_at >= start
          GROUP BY 1) AS f;
    PERFORM awspipe.sns_publish(
        setting.server, setting.alert_topic,
        message => jsonb_pretty(jsonb_build_object(
            'pipeline', setting.name,
            'window_start', start,
            'window', setting.alert_window,
            'rejected', rejected,
            'fields', faults)),
        subject => format('%s: %s transactions rejected', setting.name, rejected));
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.raise_alert() IS 'tells the alert topic, once in each window, that many messages were rejected';

CREATE FUNCTION @extschema@.send_metrics(accepted bigint, rejected bigint, duplicates bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
BEGIN
    PERFORM awspipe.cloudwatch_put_metric_data(
        setting.server, 'pgawspipe/transactions', m.name, m.value,
        dimensions => jsonb_build_object('Pipeline', setting.name),
        unit => 'Count',
        at => clock_timestamp())
    FROM (VALUES ('Accepted', accepted), ('Rejected', rejected), ('Duplicates', duplicates)) AS m (name, value)
    WHERE setting.alarms;
END
$$;
COMMENT ON FUNCTION @extschema@.send_metrics(bigint, bigint, bigint) IS 'tells CloudWatch what became of a batch';

/*
 * A batch of messages
 */

CREATE FUNCTION @extschema@.apply_batch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    /* a plan made for a small batch would not do for a large one */
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
    PERFORM pg_advisory_xact_lock('@extschema@.transaction'::regclass::oid::bigint);
    setting := @extschema@.settings();

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
               @extschema@.parse_time(j.payload ->> 'timestamp'),
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

/*
 * Setting up
 */

CREATE FUNCTION @extschema@.call_unless(
        tolerated text[], server text, service text, operation text, input jsonb)
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
    IF substring(detail FROM '^AWS returned (\S+) \(') = ANY (tolerated) THEN
        RETURN NULL;
    END IF;
    RAISE;
END
$$;
COMMENT ON FUNCTION @extschema@.call_unless(text[], text, text, text, jsonb) IS 'calls AWS; NULL when the answer is an error that is expected';

CREATE FUNCTION @extschema@.create_table(server text, table_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('TableName', table_name);
    deadline timestamptz := clock_timestamp() + interval '5 minutes';
BEGIN
    PERFORM @extschema@.call_unless('{ResourceInUseException}', server, 'dynamodb', 'CreateTable', named || '{
        "AttributeDefinitions": [{"AttributeName": "transaction_id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"}');

    LOOP
        /* just created, it may not be found yet */
        EXIT WHEN @extschema@.call_unless('{ResourceNotFoundException}', server, 'dynamodb', 'DescribeTable', named)
            #>> '{Table,TableStatus}' = 'ACTIVE';
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'table "%" did not become active within 5 minutes', table_name
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      HINT = 'Call deploy() again to go on waiting.';
        END IF;
        PERFORM pg_sleep(0.25);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.create_table(text, text) IS 'creates the DynamoDB table unless there is one';

/*
 * The attributes are set apart from the creation, which fails when there is
 * a queue of that name with others.
 */
CREATE FUNCTION @extschema@.create_queue(server text, queue text, attributes jsonb) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('QueueName', queue);
    located jsonb;
BEGIN
    located := @extschema@.call_unless('{QueueDoesNotExist,AWS.SimpleQueueService.NonExistentQueue}',
                                       server, 'sqs', 'GetQueueUrl', named);
    IF located IS NULL THEN
        /* in a FIFO queue, groups share no limit */
        located := awspipe.call(server, 'sqs', 'CreateQueue', named || CASE
            WHEN queue LIKE '%.fifo' THEN '{"Attributes": {
                "FifoQueue": "true",
                "DeduplicationScope": "messageGroup",
                "FifoThroughputLimit": "perMessageGroupId"}}'::jsonb
            ELSE '{}' END);
    END IF;
    located := jsonb_build_object('QueueUrl', located -> 'QueueUrl');
    PERFORM awspipe.call(server, 'sqs', 'SetQueueAttributes',
                         located || jsonb_build_object('Attributes', attributes));
    RETURN awspipe.call(server, 'sqs', 'GetQueueAttributes',
                        located || '{"AttributeNames": ["QueueArn"]}') #>> '{Attributes,QueueArn}';
END
$$;
COMMENT ON FUNCTION @extschema@.create_queue(text, text, jsonb) IS 'creates the queue unless there is one, sets its attributes, and returns its ARN';

/* Messages come as they were published, without an envelope. */
CREATE FUNCTION @extschema@.create_topic(server text, name text, email text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    topic text := awspipe.call(server, 'sns', 'CreateTopic', jsonb_build_object('Name', name)) ->> 'TopicArn';
    queue text;
BEGIN
    queue := @extschema@.create_queue(server, name, '{"MessageRetentionPeriod": "1209600"}');
    PERFORM @extschema@.create_queue(server, name, jsonb_build_object(
        'Policy', jsonb_build_object(
            'Version', '2012-10-17',
            'Statement', jsonb_build_array(jsonb_build_object(
                'Effect', 'Allow',
                'Principal', '{"Service": "sns.amazonaws.com"}'::jsonb,
                'Action', 'sqs:SendMessage',
                'Resource', queue,
                'Condition', jsonb_build_object('ArnEquals', jsonb_build_object('aws:SourceArn', topic)))))::text));
    PERFORM awspipe.call(server, 'sns', 'Subscribe', jsonb_build_object(
        'TopicArn', topic, 'Protocol', 'sqs', 'Endpoint', queue, 'ReturnSubscriptionArn', true,
        'Attributes', '{"RawMessageDelivery": "true"}'::jsonb));
    IF email IS NOT NULL THEN
        PERFORM awspipe.call(server, 'sns', 'Subscribe', jsonb_build_object(
            'TopicArn', topic, 'Protocol', 'email', 'Endpoint', email));
    END IF;
    RETURN topic;
END
$$;
COMMENT ON FUNCTION @extschema@.create_topic(text, text, text) IS 'creates the topic and its subscribers, a queue of the same name and an e-mail address, where they are missing, and returns its ARN';

CREATE FUNCTION @extschema@.create_alarms(setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM awspipe.call(setting.server, 'cloudwatch', 'PutMetricAlarm', jsonb_build_object(
                'AlarmName', setting.name || '-' || a.name,
                'AlarmDescription', a.description,
                'AlarmActions', jsonb_build_array(setting.alert_topic),
                'ComparisonOperator', 'GreaterThanThreshold',
                'EvaluationPeriods', 1,
                'TreatMissingData', 'notBreaching') || a.watched)
    FROM (VALUES
        ('rejections', 'Many of the transactions are rejected, in percent', jsonb_build_object(
            'Threshold', setting.rejection_alarm_percent,
            'Metrics', (
                SELECT jsonb_agg(jsonb_build_object(
                           'Id', lower(m.name),
                           'ReturnData', false,
                           'MetricStat', jsonb_build_object(
                               'Period', 300,
                               'Stat', 'Sum',
                               'Metric', jsonb_build_object(
                                   'Namespace', 'pgawspipe/transactions',
                                   'MetricName', m.name,
                                   'Dimensions', jsonb_build_array(
                                       jsonb_build_object('Name', 'Pipeline', 'Value', setting.name))))))
                FROM (VALUES ('Accepted'), ('Rejected'), ('Duplicates')) AS m (name)
            ) || '[{"Id": "percent", "Label": "rejected messages in percent", "ReturnData": true,
                    "Expression": "100 * rejected / (accepted + rejected + duplicates)"}]')),
        ('oldest-message', 'Transactions wait in the queue, in seconds', jsonb_build_object(
            'Namespace', 'AWS/SQS',
            'MetricName', 'ApproximateAgeOfOldestMessage',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'QueueName', 'Value', setting.queue)),
            'Statistic', 'Maximum',
            'Period', 60,
            'Threshold', extract(epoch FROM setting.message_age_alarm))),
        ('lag', 'The consumer is behind, in milliseconds', jsonb_build_object(
            'Namespace', 'pgawspipe',
            'MetricName', 'Lag',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'Consumer', 'Value', setting.queue)),
            'Statistic', 'Maximum',
            'Period', 60,
            'Threshold', 1000 * extract(epoch FROM setting.message_age_alarm))),
        ('dead-letters', 'SQS has given up messages', jsonb_build_object(
            'Namespace', 'AWS/SQS',
            'MetricName', 'ApproximateNumberOfMessagesVisible',
            'Dimensions', jsonb_build_array(jsonb_build_object(
                'Name', 'QueueName', 'Value', @extschema@.dead_letter_queue(setting.queue))),
            'Statistic', 'Maximum',
            'Period', 60,
            'Threshold', 0)),
        ('write-capacity', 'The table takes many write units in a minute', jsonb_build_object(
            'Namespace', 'AWS/DynamoDB',
            'MetricName', 'ConsumedWriteCapacityUnits',
            'Dimensions', jsonb_build_array(jsonb_build_object('Name', 'TableName', 'Value', setting.table_name)),
            'Statistic', 'Sum',
            'Period', 60,
            'Threshold', 60 * setting.write_capacity_alarm))) AS a (name, description, watched);
END
$$;
COMMENT ON FUNCTION @extschema@.create_alarms(@extschema@.setting) IS 'creates or changes the alarms, which tell the alert topic';

CREATE FUNCTION @extschema@.dead_letter_queue(queue text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN regexp_replace(queue, '(\.fifo)?$', '-dead-letters\1');
COMMENT ON FUNCTION @extschema@.dead_letter_queue(text) IS 'name of the dead-letter queue of a queue';

CREATE FUNCTION @extschema@.deploy(
        server text,
        name text DEFAULT 'transactions',
        fifo boolean DEFAULT false,
        email text DEFAULT NULL,
        alarms boolean DEFAULT true)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
    /* a crash of the consumer is no reason to give up what it had received */
    redrive jsonb := '{"maxReceiveCount": 20}';
BEGIN
    setting.server := deploy.server;
    setting.name := deploy.name;
    setting.table_name := deploy.name;
    setting.alarms := deploy.alarms;
    setting.queue := deploy.name || CASE WHEN fifo THEN '.fifo' ELSE '' END;

    PERFORM @extschema@.create_table(server, setting.table_name);
    redrive := redrive || jsonb_build_object('deadLetterTargetArn', @extschema@.create_queue(
        server, @extschema@.dead_letter_queue(setting.queue), '{"MessageRetentionPeriod": "1209600"}'));
    PERFORM @extschema@.create_queue(server, setting.queue, jsonb_build_object(
        'VisibilityTimeout', '120',
        'MessageRetentionPeriod', '1209600',
        'RedrivePolicy', redrive::text));
    setting.order_topic := @extschema@.create_topic(server, deploy.name || '-large-orders', email);
    setting.alert_topic := @extschema@.create_topic(server, deploy.name || '-alerts', email);
    IF alarms THEN
        PERFORM @extschema@.create_alarms(setting);
        PERFORM awspipe.schedule_metrics(server, 'pgawspipe');
    ELSE
        PERFORM awspipe.unschedule_metrics(server, 'pgawspipe');
        RAISE WARNING 'no alarms are created and no metrics are sent'
            USING HINT = 'Call deploy() with alarms => true where CloudWatch can be reached.';
    END IF;

    UPDATE @extschema@.setting AS s
    SET server = setting.server,
        name = setting.name,
        queue = setting.queue,
        table_name = setting.table_name,
        order_topic = setting.order_topic,
        alert_topic = setting.alert_topic,
        alarms = setting.alarms;

    IF NOT EXISTS (SELECT FROM awspipe.consumers AS c WHERE c.name = setting.queue) THEN
        PERFORM awspipe.create_sqs_consumer(
            name => setting.queue,
            server => setting.server,
            queue => setting.queue,
            inbox => '@extschema@.message'::regclass,
            on_error => 'dead_letter');
    END IF;
    PERFORM awspipe.start_consumer(setting.queue);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, boolean, text, boolean) IS 'creates queues, topics, table, alarms and consumer where they are missing, and starts the consumer';

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
        FROM @extschema@.settings() AS s
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
    setting @extschema@.setting := @extschema@.settings();
    sent jsonb;
BEGIN
    IF setting.server IS NULL THEN
        RAISE EXCEPTION 'the pipeline is not deployed'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call @extschema@.deploy() first.';
    END IF;
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

/*
 * The owner decides who else may do what.
 */
REVOKE ALL ON FUNCTION
    @extschema@.fault_of_name(jsonb),
    @extschema@.fault_of_email(jsonb),
    @extschema@.fault_of_money(jsonb, integer),
    @extschema@.fault_of_quantity(jsonb),
    @extschema@.fault_of_items(jsonb),
    @extschema@.parse_time(text),
    @extschema@.fault_of_time(jsonb, timestamptz),
    @extschema@.fault_of_choice(jsonb, text[]),
    @extschema@.faults(jsonb, timestamptz, @extschema@.setting),
    @extschema@.settings(),
    @extschema@.publish(text[]),
    @extschema@.request_large_orders(text[]),
    @extschema@.raise_alert(),
    @extschema@.send_metrics(bigint, bigint, bigint),
    @extschema@.apply_batch(),
    @extschema@.call_unless(text[], text, text, text, jsonb),
    @extschema@.create_table(text, text),
    @extschema@.create_queue(text, text, jsonb),
    @extschema@.create_topic(text, text, text),
    @extschema@.create_alarms(@extschema@.setting),
    @extschema@.dead_letter_queue(text),
    @extschema@.deploy(text, text, boolean, text, boolean),
    @extschema@.random_messages(integer, double precision, double precision, double precision),
    @extschema@.simulate(integer, double precision, double precision, double precision, double precision)
    FROM PUBLIC;

SELECT awspipe._register_pipeline();
