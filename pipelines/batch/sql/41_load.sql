/*
 * Loading.  A chunk of lines is read, judged, sent to the outbox and passed
 * by the bookmark in one transaction; the next one is read when there is room
 * in the outbox.
 */

/* Without the key, no line could become an item. */
CREATE FUNCTION @extschema@.check_mapping(setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(quote_ident(k), ', ')
    INTO missing
    FROM unnest(setting.key_attributes) AS k
    WHERE NOT EXISTS (SELECT FROM @extschema@.mapping AS m WHERE m.attribute = k AND m.required);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'the mapping does not make the key of the table'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('Key attributes without a required row in @extschema@.mapping: %s.', missing);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_mapping(@extschema@.setting) IS 'refuses a mapping without the key attributes of the DynamoDB table';

/*
 * What is unchanged keeps its row.  Objects of another hour that is still
 * open are that hour's to load.  Names with a slash at the end are folders,
 * as consoles make them.
 */
CREATE FUNCTION @extschema@.list_objects(run @extschema@.run, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    missing text;
BEGIN
    PERFORM @extschema@.check_mapping(setting);

    INSERT INTO @extschema@.object AS o (key, hour, state, etag, size, content_size)
    SELECT l.key, run.hour, 'waiting', l.etag, l.size,
           CASE WHEN l.key NOT LIKE '%.gz' THEN l.size END
    FROM awspipe.s3_list_objects(setting.server, setting.bucket, setting.prefix) AS l
    WHERE l.key NOT LIKE '%/'
    ON CONFLICT (key) DO UPDATE
    SET hour = excluded.hour,
        state = excluded.state,
        etag = excluded.etag,
        size = excluded.size,
        content_size = CASE WHEN o.etag = excluded.etag THEN o.content_size ELSE excluded.content_size END,
        next_byte = 0, line_number = 0, rows_loaded = 0, rows_rejected = 0, rows_repeated = 0, loaded_at = NULL
    WHERE o.state = 'written' AND o.hour = run.hour
       OR o.state = 'loaded' AND o.etag <> excluded.etag
       OR o.state = 'gone';

    SELECT o.key INTO missing
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour AND o.state = 'written'
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'object "%" has been deleted before it was loaded', missing
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Restore it, or give its rows up with DELETE FROM @extschema@.object.';
    END IF;
    UPDATE @extschema@.run AS r SET listed_at = clock_timestamp() WHERE r.hour = run.hour;
END
$$;
COMMENT ON FUNCTION @extschema@.list_objects(@extschema@.run, @extschema@.setting) IS 'finds the objects that are to be loaded: new ones, and changed ones';

/*
 * The statement at the heart of it.  Items are put in the order of their
 * lines: of two for one key the later stays.
 */
CREATE FUNCTION @extschema@.store_lines(
        object @extschema@.object, setting @extschema@.setting, lines @extschema@.line[],
        OUT outbox_ids bigint[], OUT line_numbers bigint[], OUT rejected bigint, OUT repeated bigint)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
BEGIN
    WITH examined AS MATERIALIZED (
        SELECT l.line_number, l.line, l.raw,
               CASE WHEN l.error IS NOT NULL THEN l.error
                    WHEN l.line !~ '\S' THEN 'line is empty'
                    ELSE awspipe.json_error(l.line)
               END AS error
        FROM unnest(lines) AS l
    ), parsed AS MATERIALIZED (
        SELECT e.*, CASE WHEN e.error IS NULL THEN e.line::jsonb END AS source
        FROM examined AS e
    ), judged AS MATERIALIZED (
        SELECT p.line_number, p.line, p.raw, t.item, coalesce(p.error, t.reason) AS reason
        FROM parsed AS p, @extschema@.transform(p.source) AS t
    ), put AS MATERIALIZED (
        SELECT j.line_number,
               jsonb_build_array(j.item -> setting.key_attributes[1], j.item -> setting.key_attributes[2])::text AS key,
               awspipe.dynamodb_put_item(setting.server, setting.table_name, j.item) AS outbox_id
        FROM judged AS j
        WHERE j.reason IS NULL
        ORDER BY j.line_number
    ), first_put AS (
        INSERT INTO @extschema@.item_key (hour, key, object_id)
        SELECT object.hour, p.key, object.object_id FROM put AS p
        ON CONFLICT ON CONSTRAINT item_key_pkey DO NOTHING
        RETURNING key
    ), refused AS (
        INSERT INTO @extschema@.rejection AS r (key, etag, line_number, hour, reason, line, raw)
        SELECT object.key, object.etag, j.line_number, object.hour, j.reason, j.line, j.raw
        FROM judged AS j
        WHERE j.reason IS NOT NULL
        ON CONFLICT ON CONSTRAINT rejection_pkey DO UPDATE
        SET hour = excluded.hour,
            reason = excluded.reason,
            line = excluded.line,
            raw = excluded.raw,
            rejected_at = excluded.rejected_at
        RETURNING r.line_number
    )
    SELECT array_agg(p.outbox_id ORDER BY p.outbox_id),
           array_agg(p.line_number ORDER BY p.outbox_id),
           (SELECT count(*) FROM refused),
           count(*) - (SELECT count(*) FROM first_put)
    INTO outbox_ids, line_numbers, rejected, repeated
    FROM put AS p;
END
$$;
COMMENT ON FUNCTION @extschema@.store_lines(@extschema@.object, @extschema@.setting, @extschema@.line[]) IS 'judges lines: their items go to the outbox, bad lines to the rejections';

CREATE FUNCTION @extschema@.reject_line(object @extschema@.object, line @extschema@.line, reason text) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO @extschema@.rejection AS r (key, etag, line_number, hour, reason, line)
    VALUES ($1.key, $1.etag, $2.line_number, $1.hour, $3, $2.line)
    ON CONFLICT (key, etag, line_number) DO UPDATE
    SET hour = excluded.hour, reason = excluded.reason, line = excluded.line, rejected_at = excluded.rejected_at
$$;
COMMENT ON FUNCTION @extschema@.reject_line(@extschema@.object, @extschema@.line, text) IS 'sets one line aside';

/*
 * Some of what DynamoDB does not take is found only by the function that puts
 * it: an item of 400 KB, a number of 39 digits.  Then the chunk's lines are
 * stored one by one, so that only the bad ones are rejected.
 */
CREATE FUNCTION @extschema@.store_lines_one_by_one(
        object @extschema@.object, setting @extschema@.setting, lines @extschema@.line[],
        OUT outbox_ids bigint[], OUT line_numbers bigint[], OUT rejected bigint, OUT repeated bigint)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    line @extschema@.line;
    stored record;
BEGIN
    rejected := 0;
    repeated := 0;
    FOREACH line IN ARRAY lines LOOP
        BEGIN
            stored := @extschema@.store_lines(object, setting, ARRAY[line]);
            outbox_ids := outbox_ids || stored.outbox_ids;
            line_numbers := line_numbers || stored.line_numbers;
            rejected := rejected + stored.rejected;
            repeated := repeated + stored.repeated;
        EXCEPTION WHEN numeric_value_out_of_range OR invalid_parameter_value OR program_limit_exceeded THEN
            PERFORM @extschema@.reject_line(object, line, SQLERRM);
            rejected := rejected + 1;
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.store_lines_one_by_one(@extschema@.object, @extschema@.setting, @extschema@.line[]) IS 'as store_lines(), for a chunk with a line that raises an error';

CREATE FUNCTION @extschema@.store_chunk(
        object @extschema@.object, setting @extschema@.setting, lines @extschema@.line[])
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    stored record;
BEGIN
    BEGIN
        stored := @extschema@.store_lines(object, setting, lines);
    EXCEPTION WHEN numeric_value_out_of_range OR invalid_parameter_value OR program_limit_exceeded THEN
        stored := @extschema@.store_lines_one_by_one(object, setting, lines);
    END;

    IF stored.outbox_ids IS NOT NULL THEN
        INSERT INTO @extschema@.chunk (hour, key, etag, first_outbox_id, last_outbox_id, outbox_ids, line_numbers)
        VALUES (object.hour, object.key, object.etag, stored.outbox_ids[1],
                stored.outbox_ids[cardinality(stored.outbox_ids)], stored.outbox_ids, stored.line_numbers);
    END IF;
    UPDATE @extschema@.object AS o
    SET state = 'loading',
        next_byte = lines[cardinality(lines)].next_byte,
        line_number = lines[cardinality(lines)].line_number,
        rows_loaded = o.rows_loaded + coalesce(cardinality(stored.outbox_ids), 0),
        rows_rejected = o.rows_rejected + stored.rejected,
        rows_repeated = o.rows_repeated + stored.repeated
    WHERE o.key = object.key;
END
$$;
COMMENT ON FUNCTION @extschema@.store_chunk(@extschema@.object, @extschema@.setting, @extschema@.line[]) IS 'stores the next lines of an object, and moves its bookmark behind them';

/*
 * For an object that could not be read: it may have been replaced or deleted.
 * False when neither is the case.
 */
CREATE FUNCTION @extschema@.object_has_changed(object @extschema@.object, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    present jsonb := awspipe.s3_head_object(setting.server, setting.bucket, object.key);
    new_etag text := present ->> 'etag';
    new_size bigint := present ->> 'size';
BEGIN
    IF new_etag = object.etag THEN
        RETURN false;
    END IF;
    DELETE FROM @extschema@.rejection AS r WHERE r.key = object.key AND r.etag = object.etag;
    DELETE FROM @extschema@.item_key AS k WHERE k.hour = object.hour AND k.object_id = object.object_id;
    UPDATE @extschema@.object AS o
    SET state = CASE WHEN present IS NULL THEN 'gone' ELSE 'waiting' END,
        etag = coalesce(new_etag, o.etag),
        size = new_size,
        content_size = CASE WHEN o.key NOT LIKE '%.gz' THEN new_size END,
        next_byte = 0, line_number = 0, rows_loaded = 0, rows_rejected = 0, rows_repeated = 0
    WHERE o.key = object.key;
    RAISE NOTICE 'object "%" was % while it was loaded', object.key,
        CASE WHEN present IS NULL THEN 'deleted' ELSE 'replaced' END;
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.object_has_changed(@extschema@.object, @extschema@.setting) IS 'has an object that was replaced loaded from its beginning, and forgets one that was deleted';

CREATE FUNCTION @extschema@.load_chunk(object @extschema@.object, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    lines @extschema@.line[];
BEGIN
    BEGIN
        SELECT array_agg(ROW(l.*)::@extschema@.line ORDER BY l.line_number)
        INTO lines
        FROM awspipe.s3_read_lines(
            setting.server, setting.bucket, object.key,
            if_match => object.etag,
            after_byte => object.next_byte,
            after_line => object.line_number,
            max_lines => setting.lines_per_chunk,
            max_line_bytes => setting.max_line_bytes) AS l;
    EXCEPTION WHEN object_not_in_prerequisite_state OR external_routine_invocation_exception THEN
        IF @extschema@.object_has_changed(object, setting) THEN
            RETURN;
        END IF;
        RAISE;
    END;

    IF lines IS NOT NULL THEN
        PERFORM @extschema@.store_chunk(object, setting, lines);
    ELSE
        UPDATE @extschema@.object AS o
        SET state = 'loaded', content_size = object.next_byte, loaded_at = clock_timestamp()
        WHERE o.key = object.key;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.load_chunk(@extschema@.object, @extschema@.setting) IS 'reads the next lines of an object and stores them';

/* False when there is nothing to do but wait. */
CREATE FUNCTION @extschema@.load(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    object @extschema@.object;
BEGIN
    IF run.listed_at IS NULL THEN
        PERFORM @extschema@.list_objects(run, setting);
        RETURN true;
    END IF;
    IF @extschema@.settle_chunks(run, setting) >= setting.items_in_outbox THEN
        RETURN false;
    END IF;

    SELECT * INTO object
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour AND o.state IN ('waiting', 'loading')
    ORDER BY o.state, o.part, o.key
    LIMIT 1;
    IF FOUND THEN
        PERFORM @extschema@.load_chunk(object, setting);
    ELSE
        PERFORM @extschema@.begin_step(run.hour, 'verify');
    END IF;
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.load(@extschema@.run, @extschema@.setting) IS 'a piece of step load: lists the objects, or loads the next lines of one';
