/*
 * One event by itself: what it asks for, or why it cannot be understood
 */

CREATE TYPE @extschema@.command AS (
    reason text,
    event_type text,
    product_id text COLLATE "C",
    product_name text,
    quantity integer,
    event_time timestamptz
);
COMMENT ON TYPE @extschema@.command IS 'an event, checked; with a reason, it is not to be carried out';
COMMENT ON COLUMN @extschema@.command.quantity IS 'to be added to the stock; negative for a decrement';

CREATE FUNCTION @extschema@.parse(payload jsonb) RETURNS @extschema@.command
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    product jsonb := payload -> 'product';
    /* in the product, as its other fields; accepted beside it as well */
    change text := coalesce(product ->> 'change', payload ->> 'change');
    command @extschema@.command;
    /* of what quantity says; NULL: that has a sign of its own */
    sign integer;
BEGIN
    command.event_type := payload ->> 'event_type';
    command.product_id := product ->> 'product_id';
    command.product_name := product ->> 'product_name';
    command.event_time := awspipe.iso_timestamp(product ->> 'timestamp');
    sign := CASE command.event_type
        WHEN 'quantity_decremented' THEN -1
        WHEN 'quantity_changed' THEN CASE WHEN change IS NULL THEN NULL WHEN change = 'decrement' THEN -1 ELSE 1 END
        ELSE 1
    END;

    command.reason := CASE
        WHEN jsonb_typeof(payload -> 'event_type') IS DISTINCT FROM 'string'
            THEN 'event_type is missing or not a string'
        WHEN command.event_type NOT IN ('product_added', 'product_removed', 'quantity_changed',
                                        'quantity_incremented', 'quantity_decremented')
            THEN 'event_type is unknown'
        WHEN jsonb_typeof(payload -> 'event_id') NOT IN ('string', 'null')
            THEN 'event_id is not a string'
        WHEN length(payload ->> 'event_id') NOT BETWEEN 1 AND 256
            THEN 'event_id is empty or longer than 256 characters'
        WHEN jsonb_typeof(product) IS DISTINCT FROM 'object'
            THEN 'product is missing or not an object'
        WHEN jsonb_typeof(product -> 'product_id') IS DISTINCT FROM 'string'
            THEN 'product_id is missing or not a string'
        WHEN length(command.product_id) NOT BETWEEN 1 AND 256
            THEN 'product_id is empty or longer than 256 characters'
        WHEN jsonb_typeof(product -> 'timestamp') IS DISTINCT FROM 'string'
            THEN 'timestamp is missing or not a string'
        WHEN command.event_time IS NULL
            THEN 'timestamp is not a time in ISO 8601 with an offset'
        WHEN command.event_type = 'product_removed'
            THEN NULL
        WHEN jsonb_typeof(product -> 'quantity') IS DISTINCT FROM 'number'
            THEN 'quantity is missing or not a number'
        WHEN sign IS NOT NULL AND (product ->> 'quantity')::numeric < 0
            THEN 'quantity is negative'
        WHEN abs((product ->> 'quantity')::numeric) > 2147483647
            THEN 'quantity is too large'
        WHEN (product ->> 'quantity')::numeric % 1 <> 0
            THEN 'quantity is not a whole number'
        WHEN command.event_type = 'quantity_changed' AND change NOT IN ('increment', 'decrement')
            THEN 'change is neither increment nor decrement'
        WHEN command.event_type <> 'product_added'
            THEN NULL
        WHEN jsonb_typeof(product -> 'product_name') IS DISTINCT FROM 'string'
            THEN 'product_name is missing or not a string'
        WHEN length(command.product_name) NOT BETWEEN 1 AND 256
            THEN 'product_name is empty or longer than 256 characters'
    END;

    IF command.reason IS NULL AND command.event_type <> 'product_removed' THEN
        command.quantity := (product ->> 'quantity')::numeric * coalesce(sign, 1);
    END IF;
    RETURN command;
END
$$;
COMMENT ON FUNCTION @extschema@.parse(jsonb) IS 'checks one event by itself';

/*
 * The events of one product, in order: an aggregate that carries the stock
 * from one event to the next
 */

CREATE TYPE @extschema@.stock AS (
    reason text,
    product_name text,
    quantity integer,
    removed boolean,
    version bigint
);
COMMENT ON TYPE @extschema@.stock IS 'a product after an event; with a reason, the event changed nothing';

CREATE FUNCTION @extschema@.apply_command(
        stock @extschema@.stock, before @extschema@.stock, command @extschema@.command)
    RETURNS @extschema@.stock
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    total bigint;
BEGIN
    /* the first event of the batch finds what the table holds */
    IF stock.version IS NULL THEN
        stock := before;
    END IF;

    total := CASE
        WHEN command.event_type = 'product_removed' THEN 0
        WHEN stock.version IS NULL OR stock.removed THEN command.quantity
        ELSE stock.quantity::bigint + command.quantity
    END;
    stock.reason := CASE
        WHEN command.event_type <> 'product_added' AND stock.version IS NULL
            THEN 'the product is unknown'
        WHEN command.event_type <> 'product_added' AND stock.removed
            THEN 'the product has been removed'
        WHEN total < 0
            THEN 'the decrement is larger than the stock'
        WHEN total > 2147483647
            THEN 'the stock would be too large'
    END;
    IF stock.reason IS NOT NULL THEN
        RETURN stock;
    END IF;

    IF command.event_type = 'product_added' THEN
        stock.product_name := command.product_name;
    END IF;
    stock.quantity := total;
    stock.removed := command.event_type = 'product_removed';
    stock.version := coalesce(stock.version, 0) + 1;
    RETURN stock;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_command(@extschema@.stock, @extschema@.stock, @extschema@.command) IS 'the rules: a product before and after one event';

CREATE AGGREGATE @extschema@.fold(before @extschema@.stock, command @extschema@.command) (
    SFUNC = @extschema@.apply_command,
    STYPE = @extschema@.stock
);
COMMENT ON AGGREGATE @extschema@.fold(@extschema@.stock, @extschema@.command) IS 'applies the events of one product in their order';
