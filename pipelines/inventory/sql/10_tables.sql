/* pgawspipe_inventory: product events from Kinesis or EventBridge become stock in PostgreSQL and DynamoDB */

\echo Use "CREATE EXTENSION pgawspipe_inventory SCHEMA ..." to load this file. \quit

/*
 * Tables
 */

CREATE TABLE @extschema@.event (LIKE awspipe.event INCLUDING ALL);
COMMENT ON TABLE @extschema@.event IS 'inbox: what came from the stream or the queue, and so what has been applied; keep it for as long as the stream keeps its records';
/* what the producer calls it, or else where it came from; parse() refuses what is longer */
CREATE INDEX event_identity_idx ON @extschema@.event
    (coalesce(pg_catalog.left(payload OPERATOR(pg_catalog.->>) 'event_id', 256), event_id));

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
COMMENT ON COLUMN @extschema@.product.version IS 'grows with each change of the product; what DynamoDB compares';
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

/*
 * What comes from a bus has no order but that of the times that events give
 * themselves, and may come in any.  So what has come is kept in this order,
 * with the stock after each: an event that belongs before others is put there,
 * and the others are applied again.
 */
CREATE TABLE @extschema@.ledger (
    product_id text COLLATE "C",
    event_time timestamptz,
    event_id text COLLATE "C",
    payload jsonb,
    reason text,
    product_name text,
    quantity integer,
    removed boolean,
    version bigint,
    PRIMARY KEY (product_id, event_time, event_id)
);
COMMENT ON TABLE @extschema@.ledger IS 'events that came without an order, in that of their times, and the stock after each';
COMMENT ON COLUMN @extschema@.ledger.event_time IS 'time the event gave itself; -infinity for the stock before all of them';
COMMENT ON COLUMN @extschema@.ledger.reason IS 'the rule that the event breaks there';

CREATE TABLE @extschema@.setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    server text NOT NULL,
    stream text NOT NULL,
    table_name text NOT NULL,
    consumer text NOT NULL,
    via text NOT NULL DEFAULT 'kinesis' CHECK (via OPERATOR(pg_catalog.=) ANY ('{kinesis,eventbridge}'))
);
COMMENT ON TABLE @extschema@.setting IS 'where the pipeline is deployed; written by deploy()';
COMMENT ON COLUMN @extschema@.setting.stream IS 'name of the stream, or of the bus, its rule and its queue';

/*
 * A dump holds what the events have led to, but not the events: restored,
 * they would be applied for a second time.
 */
SELECT pg_catalog.pg_extension_config_dump('@extschema@.product', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.rejection', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.ledger', '');
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
