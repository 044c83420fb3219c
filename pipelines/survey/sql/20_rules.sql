/*
 * One purchase by itself: what it says, or why it cannot be understood
 */

CREATE TYPE @extschema@.purchase AS (
    fault text,
    purchase_id text,
    customer_id text COLLATE "C",
    store text,
    amount numeric,
    currency text COLLATE "C",
    purchase_time timestamptz
);
COMMENT ON TYPE @extschema@.purchase IS 'a purchase, checked; with a fault, the rest may be missing';

CREATE FUNCTION @extschema@.parse_purchase(payload jsonb, latest timestamptz) RETURNS @extschema@.purchase
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    content jsonb := payload -> 'purchase';
    purchase @extschema@.purchase;
BEGIN
    /* whatever they are, a rejection names them */
    purchase.purchase_id := left(content ->> 'purchase_id', 64);
    purchase.customer_id := left(content ->> 'customer_id', 64);
    purchase.purchase_time := awspipe.iso_timestamp(content ->> 'timestamp');

    purchase.fault := CASE
        WHEN jsonb_typeof(payload -> 'event_type') IS DISTINCT FROM 'string'
            THEN 'event_type is missing or not a string'
        WHEN payload ->> 'event_type' <> 'purchase'
            THEN 'event_type is unknown'
        WHEN jsonb_typeof(content) IS DISTINCT FROM 'object'
            THEN 'purchase is missing or not an object'
        WHEN jsonb_typeof(content -> 'purchase_id') IS DISTINCT FROM 'string'
            THEN 'purchase_id is missing or not a string'
        WHEN content ->> 'purchase_id' !~ '^[A-Za-z0-9._:-]{1,64}$'
            THEN 'purchase_id does not consist of 1 to 64 letters, digits, ".", "_", ":" and "-"'
        WHEN jsonb_typeof(content -> 'customer_id') IS DISTINCT FROM 'string'
            THEN 'customer_id is missing or not a string'
        WHEN content ->> 'customer_id' !~ '^[A-Za-z0-9._:-]{1,64}$'
            THEN 'customer_id does not consist of 1 to 64 letters, digits, ".", "_", ":" and "-"'
        WHEN jsonb_typeof(content -> 'store') IS DISTINCT FROM 'string'
            THEN 'store is missing or not a string'
        /* it goes into the subject of a mail */
        WHEN content ->> 'store' !~ '^[^[:cntrl:]]{1,100}$'
            THEN 'store does not consist of 1 to 100 printable characters'
        WHEN jsonb_typeof(content -> 'amount') IS DISTINCT FROM 'number'
            THEN 'amount is missing or not a number'
        WHEN (content ->> 'amount')::numeric < 0
            THEN 'amount is negative'
        WHEN (content ->> 'amount')::numeric >= 1000000000000
            THEN 'amount is too large'
        WHEN jsonb_typeof(content -> 'currency') IS DISTINCT FROM 'string'
            THEN 'currency is missing or not a string'
        WHEN content ->> 'currency' !~ '^[A-Z]{3}$'
            THEN 'currency is not a code of ISO 4217'
        WHEN jsonb_typeof(content -> 'timestamp') IS DISTINCT FROM 'string'
            THEN 'timestamp is missing or not a string'
        WHEN purchase.purchase_time IS NULL
            THEN 'timestamp is not a time in ISO 8601 with an offset'
        WHEN purchase.purchase_time > latest
            THEN 'timestamp is in the future'
    END;

    IF purchase.fault IS NULL THEN
        purchase.store := content ->> 'store';
        purchase.amount := content ->> 'amount';
        purchase.currency := content ->> 'currency';
    END IF;
    RETURN purchase;
END
$$;
COMMENT ON FUNCTION @extschema@.parse_purchase(jsonb, timestamptz) IS 'checks one event by itself';

/*
 * What decides who is asked
 */

/* The local part as HTML's input fields take it; a domain that has a dot. */
CREATE FUNCTION @extschema@.is_address(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN coalesce(length(value) <= 254
        AND value ~ ('^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]{1,64}'
            || '@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$'), false);
COMMENT ON FUNCTION @extschema@.is_address(text) IS 'whether this has the shape of an e-mail address';

/* 32 bits of a hash: the same customer has the same place at every purchase. */
CREATE FUNCTION @extschema@.place_in_sample(customer_id text, salt text) RETURNS double precision
    LANGUAGE sql STABLE
    RETURN ('x' || left(encode(sha256(convert_to(concat(salt, ' ', customer_id), 'UTF8')), 'hex'), 8))::bit(32)::bigint
        / 4294967296.0::double precision;
COMMENT ON FUNCTION @extschema@.place_in_sample(text, text) IS 'number from 0 to 1 that belongs to a customer; those below the sampling share are asked';

/* The first there is, and NULL without one. */
CREATE FUNCTION @extschema@.id_in(value text) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    RETURN substring(lower(value), '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')::uuid;
COMMENT ON FUNCTION @extschema@.id_in(text) IS 'an invitation''s id that a text contains';
