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
    write_capacity_alarm integer NOT NULL DEFAULT 800,
    latency_alarm interval NOT NULL DEFAULT '100 ms'
);
COMMENT ON TABLE @extschema@.setting IS 'where the pipeline is deployed, and what may be chosen';
COMMENT ON COLUMN @extschema@.setting.alarms IS 'alarms were made and metrics are sent';
COMMENT ON COLUMN @extschema@.setting.large_order_threshold IS 'amounts from which an order is large, in currencies without a threshold of their own';
COMMENT ON COLUMN @extschema@.setting.clock_tolerance IS 'how far a transaction''s time may be ahead of its arrival';
COMMENT ON COLUMN @extschema@.setting.alert_limit IS 'rejected messages in one alert_window that make an alert';
COMMENT ON COLUMN @extschema@.setting.rejection_alarm_percent IS 'alarm when more of the messages of five minutes are rejected';
COMMENT ON COLUMN @extschema@.setting.message_age_alarm IS 'alarm when the oldest message in the queue, or of those received lately, is older';
COMMENT ON COLUMN @extschema@.setting.write_capacity_alarm IS 'alarm when the table takes more write units per second';
COMMENT ON COLUMN @extschema@.setting.latency_alarm IS 'alarm when a write to the table takes longer, on average of a minute, three minutes in a row';

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
