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

/* Of all regions, us-east-1 alone must not be named. */
CREATE FUNCTION @extschema@.create_bucket(server text, bucket text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    input jsonb := jsonb_build_object('Bucket', bucket);
    region text;
BEGIN
    SELECT o.option_value INTO region
    FROM pg_foreign_server AS s, pg_options_to_table(s.srvoptions) AS o
    WHERE s.srvname = server AND o.option_name = 'region';
    IF region <> 'us-east-1' THEN
        input := input || jsonb_build_object(
            'CreateBucketConfiguration', jsonb_build_object('LocationConstraint', region));
    END IF;
    PERFORM @extschema@.call_unless('{BucketAlreadyOwnedByYou}', server, 's3', 'CreateBucket', input);
END
$$;
COMMENT ON FUNCTION @extschema@.create_bucket(text, text) IS 'creates the bucket unless we have it';

CREATE FUNCTION @extschema@.create_table(server text, table_name text, key_attributes text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('TableName', table_name);
    definitions jsonb;
    key_schema jsonb;
    deadline timestamptz := clock_timestamp() + interval '5 minutes';
BEGIN
    SELECT jsonb_agg(jsonb_build_object(
               'AttributeName', k.name,
               'AttributeType', CASE WHEN m.type IN ('integer', 'number') THEN 'N' ELSE 'S' END)),
           jsonb_agg(jsonb_build_object(
               'AttributeName', k.name,
               'KeyType', CASE k.place WHEN 1 THEN 'HASH' ELSE 'RANGE' END) ORDER BY k.place)
    INTO definitions, key_schema
    FROM unnest(key_attributes) WITH ORDINALITY AS k (name, place)
        JOIN @extschema@.mapping AS m ON m.attribute = k.name;
    PERFORM @extschema@.call_unless('{ResourceInUseException}', server, 'dynamodb', 'CreateTable',
        named || jsonb_build_object(
            'AttributeDefinitions', definitions,
            'KeySchema', key_schema,
            'BillingMode', 'PAY_PER_REQUEST'));

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
COMMENT ON FUNCTION @extschema@.create_table(text, text, text[]) IS 'creates the DynamoDB table unless there is one';

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
    present @extschema@.setting := @extschema@.settings();
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

    PERFORM @extschema@.create_bucket(server, bucket);
    PERFORM @extschema@.create_table(server, table_name, key_attributes);

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
