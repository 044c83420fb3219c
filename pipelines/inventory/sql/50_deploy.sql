/*
 * Setting up
 */

/* The rule must be there before the queue, which lets it send, and so its target comes last. */
CREATE FUNCTION @extschema@.ensure_bus(server text, name text, event_pattern jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    dead_letters text := name || '-dead-letters';
    rule_arn text;
    dead_letters_arn text;
    queue_arn text;
BEGIN
    PERFORM awspipe.ensure_event_bus(server, name, 'inventory');
    rule_arn := awspipe.ensure_event_rule(server, name, 'inventory', event_pattern, bus => name);
    dead_letters_arn := awspipe.ensure_queue(server, dead_letters, 'inventory', retention => '14 days',
                                             sender => 'events.amazonaws.com', source_arn => rule_arn);
    queue_arn := awspipe.ensure_queue(server, name, 'inventory', dead_letters => dead_letters,
                                      visibility_timeout => '2 minutes', retention => '14 days',
                                      sender => 'events.amazonaws.com', source_arn => rule_arn);
    /* messages are the events as a stream has them */
    PERFORM awspipe.ensure_event_rule(server, name, 'inventory', event_pattern, bus => name, targets => jsonb_build_array(jsonb_build_object(
        'Id', 'inventory',
        'Arn', queue_arn,
        'InputPath', '$.detail',
        'DeadLetterConfig', jsonb_build_object('Arn', dead_letters_arn))));
END
$$;
COMMENT ON FUNCTION @extschema@.ensure_bus(text, text, jsonb) IS 'creates bus, rule, queue and dead-letter queue, all of this name, where they are missing';

CREATE FUNCTION @extschema@.deploy(
        server text,
        stream text DEFAULT 'inventory',
        table_name text DEFAULT 'inventory',
        consumer text DEFAULT 'inventory',
        shards integer DEFAULT 4,
        via text DEFAULT 'kinesis')
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    wanted constant jsonb := '{"event_type": ["product_added", "product_removed", "quantity_changed",
                                              "quantity_incremented", "quantity_decremented"]}';
    other record;
BEGIN
    IF via IS NULL OR via NOT IN ('kinesis', 'eventbridge') THEN
        RAISE EXCEPTION 'via must be kinesis or eventbridge'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT c.* INTO other
    FROM awspipe.consumer_options AS c
    WHERE c.inbox = '@extschema@.event'::regclass
        AND (c.name, c.server, c.source, c.resource)
            IS DISTINCT FROM (consumer, deploy.server, CASE via WHEN 'kinesis' THEN 'kinesis' ELSE 'sqs' END, stream)
    ORDER BY c.name
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the pipeline is deployed another way, and events would come in both ways'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('Consumer "%s" reads %s "%s" of server "%s" into %s.', other.name,
                                  CASE other.source WHEN 'sqs' THEN 'queue' ELSE 'stream' END, other.resource,
                                  other.server, other.inbox),
                  HINT = format('When it has read what is there, call awspipe.undeploy(%L, ''inventory'', confirm => ''inventory'', kinds => ''%s'') first.',
                                other.server, CASE other.source WHEN 'sqs' THEN '{event_rule,event_bus,queue}' ELSE '{stream}' END);
    END IF;

    IF via = 'kinesis' THEN
        PERFORM awspipe.ensure_stream(server, stream, 'inventory', shards);
    ELSE
        PERFORM @extschema@.ensure_bus(server, stream, jsonb_build_object('detail', wanted));
    END IF;
    /* DynamoDB clears tombstones away */
    PERFORM awspipe.ensure_table(server, table_name, 'inventory', 'product_id', ttl_attribute => 'expires_at');

    /* the ledger does not know what came by the other way */
    DELETE FROM @extschema@.ledger
    WHERE EXISTS (SELECT FROM @extschema@.setting AS s WHERE s.via <> deploy.via);
    INSERT INTO @extschema@.setting AS s (server, stream, table_name, consumer, via)
    VALUES (deploy.server, deploy.stream, deploy.table_name, deploy.consumer, deploy.via)
    ON CONFLICT (only_row) DO UPDATE
    SET server = excluded.server,
        stream = excluded.stream,
        table_name = excluded.table_name,
        consumer = excluded.consumer,
        via = excluded.via;

    IF via = 'kinesis' THEN
        PERFORM awspipe.ensure_kinesis_consumer(consumer, server, stream, '@extschema@.event'::regclass, 'inventory',
                                                filter_pattern => wanted, on_error => 'dead_letter');
    ELSE
        PERFORM awspipe.ensure_sqs_consumer(consumer, server, stream, '@extschema@.event'::regclass, 'inventory',
                                            filter_pattern => wanted, on_error => 'dead_letter');
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, integer, text) IS 'creates stream, or bus, rule and queue, table and consumer where they are missing, and starts the consumer';
