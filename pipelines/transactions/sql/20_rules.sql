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

CREATE FUNCTION @extschema@.fault_of_time(value jsonb, latest timestamptz) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE
        WHEN jsonb_typeof(value) IS DISTINCT FROM 'string'
            THEN 'is missing or not a string'
        WHEN awspipe.iso_timestamp(value #>> '{}') IS NULL
            THEN 'is not a time in ISO 8601 with an offset'
        WHEN awspipe.iso_timestamp(value #>> '{}') > latest
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
