/*
 * Purchases, told to the stream
 */

CREATE FUNCTION @extschema@.publish(purchase jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    event jsonb := jsonb_build_object('event_type', 'purchase', 'purchase', purchase);
    parsed @extschema@.purchase := @extschema@.parse_purchase(event, now() + setting.clock_tolerance);
BEGIN
    IF parsed.fault IS NOT NULL THEN
        RAISE EXCEPTION 'purchase cannot be published: %', parsed.fault
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN awspipe.kinesis_put_record(setting.server, setting.name, event, partition_key => parsed.customer_id);
END
$$;
COMMENT ON FUNCTION @extschema@.publish(jsonb) IS 'publishes a purchase; returns the message''s id';

/*
 * For who sells into a table.  A sale that nobody can be asked about is one all
 * the same: it is the pipeline that rejects it.
 */
CREATE FUNCTION @extschema@.publish_sales() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    /* the column of each field, if it has another name */
    columns jsonb := '{"purchase_id": "purchase_id", "customer_id": "customer_id", "store": "store",
                       "amount": "amount", "currency": "currency", "timestamp": "timestamp"}';
    missing text;
BEGIN
    IF TG_NARGS > 0 THEN
        columns := columns || TG_ARGV[0]::jsonb;
    END IF;
    SELECT string_agg(format('"%s"', c.value), ', ' ORDER BY c.value)
    INTO missing
    FROM jsonb_each_text(columns) AS c
    WHERE NOT EXISTS (
        SELECT FROM pg_attribute AS a
        WHERE a.attrelid = TG_RELID AND a.attname = c.value AND a.attnum > 0 AND NOT a.attisdropped);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'table "%" has no column %', TG_TABLE_NAME, missing
            USING ERRCODE = 'undefined_column',
                  HINT = format('Name the columns in trigger "%s", as @extschema@.publish_sales(''{"purchase_id": "id"}'').', TG_NAME);
    END IF;

    PERFORM awspipe.kinesis_put_record(
        setting.server, setting.name,
        jsonb_build_object('event_type', 'purchase', 'purchase', s.sale || jsonb_build_object(
            'purchase_id', s.sale ->> 'purchase_id', 'customer_id', s.sale ->> 'customer_id')),
        partition_key => coalesce(nullif(left(s.sale ->> 'customer_id', 256), ''), 'nobody'))
    FROM (
        SELECT (SELECT jsonb_object_agg(c.key, r.row -> c.value) FROM jsonb_each_text(columns) AS c) AS sale
        FROM (SELECT to_jsonb(s) AS row FROM sold AS s) AS r
    ) AS s;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.publish_sales() IS 'for a trigger on a table of sales: publishes each as a purchase';
