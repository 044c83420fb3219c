/*
 * Writing.  An object goes through the outbox, in the transaction that says
 * which rows it has; its rows stay staged until S3 has it.
 */

CREATE FUNCTION @extschema@.object_key(prefix text, hour timestamptz, part integer, compression text)
    RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN prefix || to_char(hour AT TIME ZONE 'UTC', '"dt="YYYY-MM-DD"/hour="HH24"/part-"')
        || lpad(part::text, greatest(4, length(part::text)), '0')
        || CASE WHEN compression = 'gzip' THEN '.json.gz' ELSE '.json' END;
COMMENT ON FUNCTION @extschema@.object_key(text, timestamptz, integer, text) IS 'where a part of an hour is found in the bucket';

CREATE FUNCTION @extschema@.put_object(setting @extschema@.setting, key text, lines text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF key LIKE '%.gz' THEN
        /* without a content encoding: it is a compressed file, and stays one on its way */
        RETURN awspipe.s3_put_object(
            setting.server, setting.bucket, key, awspipe.gzip(convert_to(lines, 'UTF8')),
            content_type => 'application/gzip', reference => '@extschema@ ' || key);
    END IF;
    RETURN awspipe.s3_put_object(
        setting.server, setting.bucket, key, lines,
        content_type => 'application/x-ndjson', reference => '@extschema@ ' || key);
END
$$;
COMMENT ON FUNCTION @extschema@.put_object(@extschema@.setting, text, text) IS 'sends an object to S3';

CREATE FUNCTION @extschema@.put_part(
        run @extschema@.run, setting @extschema@.setting, key text, part integer, first_row bigint, last_row bigint)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    lines text;
BEGIN
    SELECT string_agg(s.content, E'\n' ORDER BY s.n) || E'\n'
    INTO STRICT lines
    FROM @extschema@.staged_row AS s
    WHERE s.hour = run.hour AND s.n BETWEEN put_part.first_row AND put_part.last_row;

    /* somebody else's of that key, loaded already, is replaced */
    INSERT INTO @extschema@.object AS o (key, hour, state, part, first_row, last_row, content_size, outbox_id)
    VALUES (put_part.key, run.hour, 'sent', put_part.part, put_part.first_row, put_part.last_row,
            octet_length(convert_to(lines, 'UTF8')), @extschema@.put_object(setting, put_part.key, lines))
    ON CONFLICT ON CONSTRAINT object_pkey DO UPDATE
    SET hour = excluded.hour,
        state = excluded.state,
        part = excluded.part,
        first_row = excluded.first_row,
        last_row = excluded.last_row,
        content_size = excluded.content_size,
        outbox_id = excluded.outbox_id,
        next_byte = 0, line_number = 0, rows_loaded = 0, rows_rejected = 0, rows_repeated = 0, loaded_at = NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.put_part(@extschema@.run, @extschema@.setting, text, integer, bigint, bigint) IS 'sends staged rows of an hour to S3, as one object';

/* False when all rows are in a part already. */
CREATE FUNCTION @extschema@.put_next_part(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part integer;
    first_row bigint;
    last_row bigint;
BEGIN
    SELECT coalesce(max(o.part), 0) + 1, coalesce(max(o.last_row), 0) + 1
    INTO part, first_row
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour;

    SELECT max(s.n)
    INTO last_row
    FROM (SELECT t.n, sum(octet_length(t.content) + 1) OVER (ORDER BY t.n) AS bytes
          FROM (SELECT * FROM @extschema@.staged_row AS r
                WHERE r.hour = run.hour AND r.n >= first_row
                ORDER BY r.n
                LIMIT setting.rows_per_object) AS t) AS s
    WHERE s.bytes <= setting.bytes_per_object OR s.n = first_row;
    IF last_row IS NULL THEN
        RETURN false;
    END IF;
    PERFORM @extschema@.put_part(
        run, setting, @extschema@.object_key(setting.prefix, run.hour, part, setting.compression),
        part, first_row, last_row);
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.put_next_part(@extschema@.run, @extschema@.setting) IS 'sends the next rows of an hour to S3, as many as an object may have';

CREATE FUNCTION @extschema@.object_has_arrived(object @extschema@.object, new_etag text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE @extschema@.object AS o
    SET state = 'written', etag = new_etag
    WHERE o.key = object.key;
    UPDATE @extschema@.run AS r
    SET rows_written = r.rows_written + object.last_row - object.first_row + 1,
        bytes_written = r.bytes_written + object.content_size
    WHERE r.hour = object.hour;
    DELETE FROM @extschema@.staged_row AS s
    WHERE s.hour = object.hour AND s.n BETWEEN object.first_row AND object.last_row;
END
$$;
COMMENT ON FUNCTION @extschema@.object_has_arrived(@extschema@.object, text) IS 'notes that S3 has an object; its rows are needed no more';

CREATE FUNCTION @extschema@.message_is_pending(
        setting @extschema@.setting, service text, resource text, first_id bigint, last_id bigint)
    RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM awspipe.outbox_pending AS p
        WHERE p.server = setting.server
          AND p.service = message_is_pending.service
          AND p.resource = message_is_pending.resource
          AND p.outbox_id BETWEEN first_id AND last_id);
END
$$;
COMMENT ON FUNCTION @extschema@.message_is_pending(@extschema@.setting, text, text, bigint, bigint) IS 'tells whether one of these messages still waits in the outbox';

/*
 * Asks the outbox first and the results after it: a message that moves from
 * one to the other in between is found.  It is in neither when its result was
 * removed, with others of its age, before anybody asked.
 */
CREATE FUNCTION @extschema@.look_after_object(object @extschema@.object, setting @extschema@.setting)
    RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    answer record;
    present jsonb;
BEGIN
    IF @extschema@.message_is_pending(setting, 's3', setting.bucket, object.outbox_id, object.outbox_id) THEN
        RETURN false;
    END IF;

    SELECT * INTO answer FROM awspipe.outbox_results AS r WHERE r.outbox_id = object.outbox_id;
    IF answer.outcome = 'dead_letter' THEN
        RAISE EXCEPTION 'S3 has refused object "%"', object.key
            USING ERRCODE = 'external_routine_exception',
                  DETAIL = format('Its message is a dead letter with error code "%s".', answer.result),
                  HINT = 'The next run sends it again.';
    ELSIF answer.outcome IS NULL THEN
        present := awspipe.s3_head_object(setting.server, setting.bucket, object.key);
        IF present IS NULL THEN
            UPDATE @extschema@.object AS o SET state = 'refused' WHERE o.key = object.key;
            RETURN true;
        END IF;
    END IF;
    PERFORM @extschema@.object_has_arrived(object, coalesce(answer.result, present ->> 'etag'));
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.look_after_object(@extschema@.object, @extschema@.setting) IS 'finds out whether S3 has an object by now; false when it is still on its way';

/* False when there is nothing to do but wait. */
CREATE FUNCTION @extschema@.write(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    object @extschema@.object;
    worked boolean := false;
    on_the_way integer := 0;
BEGIN
    FOR object IN
        SELECT * FROM @extschema@.object AS o
        WHERE o.hour = run.hour AND o.state IN ('sent', 'refused')
        ORDER BY o.part
    LOOP
        IF object.state = 'refused' THEN
            PERFORM @extschema@.put_part(run, setting, object.key, object.part, object.first_row, object.last_row);
            RETURN true;
        END IF;
        IF @extschema@.look_after_object(object, setting) THEN
            worked := true;
        ELSE
            on_the_way := on_the_way + 1;
        END IF;
    END LOOP;

    IF on_the_way < setting.objects_in_outbox AND @extschema@.put_next_part(run, setting) THEN
        RETURN true;
    END IF;
    IF on_the_way = 0 AND NOT worked THEN
        PERFORM @extschema@.begin_step(run.hour, 'load');
        RETURN true;
    END IF;
    RETURN worked;
END
$$;
COMMENT ON FUNCTION @extschema@.write(@extschema@.run, @extschema@.setting) IS 'a piece of step write: sends an object, notes what has arrived';
