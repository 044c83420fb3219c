/*
 * Setting up
 */

CREATE FUNCTION @extschema@.deploy(
        server text,
        stream text DEFAULT 'inventory',
        table_name text DEFAULT 'inventory',
        consumer text DEFAULT 'inventory',
        shards integer DEFAULT 4)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM awspipe.ensure_stream(server, stream, 'inventory', shards);
    /* DynamoDB clears tombstones away */
    PERFORM awspipe.ensure_table(server, table_name, 'inventory', 'product_id', ttl_attribute => 'expires_at');

    INSERT INTO @extschema@.setting AS s (server, stream, table_name, consumer)
    VALUES (deploy.server, deploy.stream, deploy.table_name, deploy.consumer)
    ON CONFLICT (only_row) DO UPDATE
    SET server = excluded.server,
        stream = excluded.stream,
        table_name = excluded.table_name,
        consumer = excluded.consumer;

    PERFORM awspipe.ensure_kinesis_consumer(
        consumer, server, stream, '@extschema@.event'::regclass, 'inventory',
        filter_pattern => '{"event_type": ["product_added", "product_removed", "quantity_changed",
                                           "quantity_incremented", "quantity_decremented"]}',
        on_error => 'dead_letter');
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, integer) IS 'creates stream, table and consumer where they are missing, and starts the consumer';
