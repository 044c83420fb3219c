/*
 * Setting up
 */

/* Not made with the extension: a dump's rows must find room. */
CREATE FUNCTION @extschema@.fill_mapping() RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO @extschema@.mapping
        (attribute, path, type, required, default_value, minimum, maximum, pattern, choices)
    SELECT m.attribute, m.path::text[], m.type, m.required, m.default_value::jsonb,
           m.minimum, m.maximum, m.pattern, m.choices::text[]
    FROM (VALUES
        ('order_id', '{order_id}', 'string', true, NULL, NULL, NULL, '^[A-Za-z0-9-]{1,64}$', NULL),
        ('customer_id', '{customer,id}', 'string', true, NULL, NULL, NULL, NULL, NULL),
        ('customer_name', '{customer,name}', 'string', false, NULL, NULL, NULL, NULL, NULL),
        ('email', '{customer,email}', 'string', false, NULL, NULL, NULL, '^[^@\s]+@[^@\s]+\.[^@\s]+$', NULL),
        ('country', '{customer,country}', 'string', true, NULL, NULL, NULL, '^[A-Z]{2}$', NULL),
        ('product_id', '{product,id}', 'string', true, NULL, NULL, NULL, NULL, NULL),
        ('product_name', '{product,name}', 'string', false, NULL, NULL, NULL, NULL, NULL),
        ('category', '{product,category}', 'string', false, '"other"', NULL, NULL, NULL, NULL),
        ('quantity', '{quantity}', 'integer', true, NULL, 1, 100000, NULL, NULL),
        ('price', '{price}', 'number', true, NULL, 0, NULL, NULL, NULL),
        ('amount', '{amount}', 'number', true, NULL, 0, NULL, NULL, NULL),
        ('currency', '{currency}', 'string', false, '"EUR"', NULL, NULL, '^[A-Z]{3}$', NULL),
        ('channel', '{channel}', 'string', true, NULL, NULL, NULL, NULL, '{web,app,phone}'),
        ('ordered_at', '{ordered_at}', 'timestamp', true, NULL, NULL, NULL, NULL, NULL),
        ('gift', '{gift}', 'boolean', false, 'false', NULL, NULL, NULL, NULL)
    ) AS m (attribute, path, type, required, default_value, minimum, maximum, pattern, choices)
    WHERE NOT EXISTS (SELECT FROM @extschema@.mapping)
$$;
COMMENT ON FUNCTION @extschema@.fill_mapping() IS 'the mapping for orders, unless there is a mapping already';

CREATE FUNCTION @extschema@.key_type(key_attribute text) RETURNS text
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT CASE WHEN m.type IN ('integer', 'number') THEN 'N' ELSE 'S' END
    FROM @extschema@.mapping AS m
    WHERE m.attribute = key_attribute
$$;
COMMENT ON FUNCTION @extschema@.key_type(text) IS 'DynamoDB''s type of an attribute that is a part of the key';

/* What is under way must end where it began. */
CREATE FUNCTION @extschema@.check_nothing_open(present @extschema@.setting, wanted @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF (present.server, present.bucket, present.prefix, present.table_name, present.key_attributes)
           IS DISTINCT FROM
       (wanted.server, wanted.bucket, wanted.prefix, wanted.table_name, wanted.key_attributes)
       AND EXISTS (SELECT FROM @extschema@.run WHERE step <> 'closed') THEN
        RAISE EXCEPTION 'the pipeline cannot be moved while an hour is open'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'CALL @extschema@.run_due() first.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_nothing_open(@extschema@.setting, @extschema@.setting) IS 'refuses another bucket or table while an hour is open';

CREATE FUNCTION @extschema@.deploy(
        server text,
        bucket text,
        table_name text DEFAULT 'orders',
        prefix text DEFAULT 'orders/',
        key_attributes text[] DEFAULT '{order_id}',
        start_hour timestamptz DEFAULT NULL)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    present @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    setting @extschema@.setting := present;
BEGIN
    setting.server := deploy.server;
    setting.bucket := deploy.bucket;
    setting.prefix := deploy.prefix;
    setting.table_name := deploy.table_name;
    setting.key_attributes := deploy.key_attributes;
    PERFORM @extschema@.fill_mapping();
    PERFORM @extschema@.check_mapping(setting);
    PERFORM @extschema@.check_nothing_open(present, setting);

    PERFORM awspipe.ensure_bucket(server, bucket, 'batch');
    PERFORM awspipe.ensure_table(
        server, table_name, 'batch', key_attributes[1], key_attributes[2],
        hash_key_type => @extschema@.key_type(key_attributes[1]),
        range_key_type => @extschema@.key_type(key_attributes[2]));

    UPDATE @extschema@.setting AS s
    SET server = setting.server,
        bucket = setting.bucket,
        prefix = setting.prefix,
        table_name = setting.table_name,
        key_attributes = setting.key_attributes,
        start_hour = coalesce(date_trunc('hour', deploy.start_hour, 'UTC'),
                              CASE WHEN present.server IS NULL THEN date_trunc('hour', now(), 'UTC')
                                   ELSE s.start_hour END);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, text[], timestamptz) IS 'creates bucket and DynamoDB table where they are missing; the first hour is the present one, unless told otherwise';
