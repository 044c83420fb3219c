/*
 * collect(): fetching what the notifications told of.  Every step is a
 * transaction of its own, and leaves things as if it were the last one.  All
 * hold one lock, for the transaction and not for the session: it is gone
 * when the step is, however that ends.
 */

CREATE FUNCTION @extschema@.listing_is_due() RETURNS boolean
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
SELECT coalesce(s.listed_at + s.listing_interval <= now(), true) FROM awspipe.settings(NULL::@extschema@.survey_setting) AS s
$$;
COMMENT ON FUNCTION @extschema@.listing_is_due() IS 'whether it is time to look for answers of which no notification has told';

/* Keys begin with random tokens, so all of them have to be looked at. */
CREATE FUNCTION @extschema@.list_answers(start_after text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    most constant integer := 1000;
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    page jsonb;
BEGIN
    IF NOT awspipe.try_lock('@extschema@.answer_object') THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'key', o.key, 'etag', o.etag, 'size', o.size, 'stored_at', o.last_modified)
               ORDER BY o.key COLLATE "C"), '[]')
    INTO page
    FROM awspipe.s3_list_objects(setting.server, setting.bucket, 'answers/',
                                 start_after => start_after, max_keys => most) AS o;
    PERFORM @extschema@.note_objects(page);
    IF jsonb_array_length(page) = most THEN
        RETURN page #>> '{-1,key}';
    END IF;
    UPDATE @extschema@.survey_setting SET listed_at = now();
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.list_answers(text) IS 'notes up to a thousand objects behind a key, and returns the last one''s; NULL at the end';

/*
 * An object that S3 cannot give now is put off, so that it does not stand in
 * the way of others.
 */
CREATE FUNCTION @extschema@.fetch_answers() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    object @extschema@.answer_object;
    fetched bytea;
    complaint text;
    detail text;
BEGIN
    IF NOT awspipe.try_lock('@extschema@.answer_object') THEN
        RETURN false;
    END IF;
    FOR object IN
        SELECT * FROM @extschema@.answer_object
        WHERE state = 'waiting' AND retry_at <= now()
        ORDER BY retry_at, key, etag
        LIMIT 10
    LOOP
        BEGIN
            fetched := awspipe.s3_get_object(
                setting.server, setting.bucket, object.key,
                first_byte => 0, last_byte => 16384,
                if_match => object.etag);
            UPDATE @extschema@.answer_object AS o
            SET state = 'ready', content = fetched
            WHERE o.key = object.key AND o.etag = object.etag;
        EXCEPTION
            WHEN external_routine_invocation_exception THEN
                GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
                IF substring(detail FROM '^AWS returned (.+?) \(HTTP') NOT IN ('NoSuchKey', 'PreconditionFailed') THEN
                    RAISE;
                END IF;
                UPDATE @extschema@.answer_object AS o
                SET state = 'gone'
                WHERE o.key = object.key AND o.etag = object.etag;
            WHEN connection_exception OR insufficient_resources OR system_error
                OR invalid_authorization_specification THEN
                GET STACKED DIAGNOSTICS complaint = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
                UPDATE @extschema@.answer_object AS o
                SET retry_at = now() + interval '1 minute'
                WHERE o.key = object.key AND o.etag = object.etag;
                RAISE WARNING 'answers are collected later: %', complaint
                    USING DETAIL = detail;
                RETURN false;
        END;
    END LOOP;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION @extschema@.fetch_answers() IS 'fetches a few objects; false when there are no more, or S3 cannot be reached';

/*
 * No search_path of its own, which would forbid COMMIT; nothing in here
 * depends on one.
 */
CREATE PROCEDURE @extschema@.collect(listing boolean DEFAULT NULL)
    LANGUAGE plpgsql
    AS $$
DECLARE
    last_key text;
    more boolean;
BEGIN
    PERFORM @extschema@.settle();
    COMMIT;
    PERFORM @extschema@.resolve_held();
    COMMIT;
    IF COALESCE(listing, @extschema@.listing_is_due()) THEN
        last_key := '';
        WHILE last_key IS NOT NULL LOOP
            last_key := @extschema@.list_answers(last_key);
            COMMIT;
        END LOOP;
    END IF;
    more := true;
    WHILE more LOOP
        more := @extschema@.fetch_answers();
        COMMIT;
        more := @extschema@.judge_answers() OR more;
        COMMIT;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE @extschema@.collect(boolean) IS 'fetches and judges answers, and notes what became of mails; looks through the bucket when that is due, or as listing says';
