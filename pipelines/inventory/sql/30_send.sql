/*
 * To DynamoDB
 */

CREATE FUNCTION @extschema@.publish(product_ids text[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting;
    published bigint;
BEGIN
    SELECT * INTO setting FROM @extschema@.setting;
    IF NOT FOUND THEN
        RETURN 0;               /* not deployed: nowhere to publish to */
    END IF;

    SELECT count(CASE
               WHEN p.removed THEN
                   awspipe.dynamodb_delete_item(
                       setting.server, setting.table_name,
                       key => jsonb_build_object('product_id', p.product_id),
                       version => p.version,
                       ttl_attribute => 'expires_at')
               ELSE
                   awspipe.dynamodb_put_item(
                       setting.server, setting.table_name,
                       item => jsonb_build_object(
                           'product_id', p.product_id,
                           'product_name', p.product_name,
                           'quantity', p.quantity,
                           'event_time', p.event_time),
                       version => p.version)
           END)
    INTO published
    FROM @extschema@.product AS p
    WHERE p.product_id = ANY (coalesce(product_ids,
              (SELECT array_agg(product_id) FROM @extschema@.product)));
    RETURN published;
END
$$;
COMMENT ON FUNCTION @extschema@.publish(text[]) IS 'sends the present state of these products, or of all, to DynamoDB';
