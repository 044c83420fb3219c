/*
 * Verifying: nothing is on its way any more, and everything is accounted for
 */

/* Items that became dead letters were not loaded after all. */
CREATE FUNCTION @extschema@.settle_chunk(chunk @extschema@.chunk, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    refused bigint;
BEGIN
    INSERT INTO @extschema@.rejection AS r (key, etag, line_number, hour, reason)
    SELECT chunk.key, chunk.etag, chunk.line_numbers[array_position(chunk.outbox_ids, d.outbox_id)], chunk.hour,
           format('DynamoDB refused the item: %s: %s', d.error_code, d.error_message)
    FROM awspipe.dead_letters AS d
    WHERE d.kind = 'message'
      AND d.service = 'dynamodb'
      AND d.outbox_id BETWEEN chunk.first_outbox_id AND chunk.last_outbox_id
      AND d.outbox_id = ANY (chunk.outbox_ids)
    ON CONFLICT ON CONSTRAINT rejection_pkey DO NOTHING;
    GET DIAGNOSTICS refused = ROW_COUNT;

    IF refused > 0 THEN
        UPDATE @extschema@.object AS o
        SET rows_loaded = o.rows_loaded - refused,
            rows_rejected = o.rows_rejected + refused
        WHERE o.key = chunk.key AND o.etag = chunk.etag;
    END IF;
    DELETE FROM @extschema@.chunk AS c
    WHERE c.hour = chunk.hour AND c.first_outbox_id = chunk.first_outbox_id;
END
$$;
COMMENT ON FUNCTION @extschema@.settle_chunk(@extschema@.chunk, @extschema@.setting) IS 'counts the items of a chunk that DynamoDB has refused as rejected';

/* Returns how many items may still be on their way. */
CREATE FUNCTION @extschema@.settle_chunks(run @extschema@.run, setting @extschema@.setting) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    chunk @extschema@.chunk;
    items bigint := 0;
BEGIN
    FOR chunk IN
        SELECT * FROM @extschema@.chunk AS c WHERE c.hour = run.hour ORDER BY c.first_outbox_id
    LOOP
        IF @extschema@.message_is_pending(setting, 'dynamodb', setting.table_name,
                                          chunk.first_outbox_id, chunk.last_outbox_id) THEN
            items := items + cardinality(chunk.outbox_ids);
        ELSE
            PERFORM @extschema@.settle_chunk(chunk, setting);
        END IF;
    END LOOP;
    RETURN items;
END
$$;
COMMENT ON FUNCTION @extschema@.settle_chunks(@extschema@.run, @extschema@.setting) IS 'settles the chunks of which nothing waits in the outbox';

CREATE FUNCTION @extschema@.check_counts(run @extschema@.run) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    wrong @extschema@.object;
BEGIN
    SELECT * INTO wrong
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour AND o.state <> 'gone'
      AND (o.state <> 'loaded' OR o.line_number <> o.rows_loaded + o.rows_rejected)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'object "%" is not accounted for', wrong.key
            USING ERRCODE = 'data_corrupted',
                  DETAIL = format('It is %s: %s lines were read, %s loaded and %s rejected.',
                                  wrong.state, wrong.line_number, wrong.rows_loaded, wrong.rows_rejected);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_counts(@extschema@.run) IS 'refuses to close an hour unless every line is loaded or rejected';

/* False when there is nothing to do but wait. */
CREATE FUNCTION @extschema@.verify(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF @extschema@.settle_chunks(run, setting) > 0 THEN
        RETURN false;
    END IF;
    PERFORM @extschema@.check_counts(run);

    UPDATE @extschema@.run AS r
    SET rows_read = s.read,
        rows_loaded = s.loaded,
        rows_rejected = s.rejected,
        rows_repeated = s.repeated,
        objects = s.objects,
        bytes_read = s.bytes
    FROM (SELECT coalesce(sum(o.line_number), 0) AS read,
                 coalesce(sum(o.rows_loaded), 0) AS loaded,
                 coalesce(sum(o.rows_rejected), 0) AS rejected,
                 coalesce(sum(o.rows_repeated), 0) AS repeated,
                 coalesce(sum(o.next_byte), 0) AS bytes,
                 count(*) AS objects
          FROM @extschema@.object AS o
          WHERE o.hour = run.hour AND o.state = 'loaded') AS s
    WHERE r.hour = run.hour;
    DELETE FROM @extschema@.item_key AS k WHERE k.hour = run.hour;
    PERFORM @extschema@.begin_step(run.hour, 'closed');
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.verify(@extschema@.run, @extschema@.setting) IS 'a piece of step verify: waits for the last item, and closes the hour';
