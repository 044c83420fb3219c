/*
 * Answers: objects that the form has put into the bucket.  Notifications tell
 * of them, a listing finds those of which nobody told; collect() fetches and
 * judges them, once each.
 */

/* As S3 encodes keys in notifications; what is no such encoding stays as it is. */
CREATE FUNCTION @extschema@.url_decode(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RETURN (
        SELECT convert_from(string_agg(
                   CASE
                       WHEN part.match[1] ~ '^%' THEN decode(substr(part.match[1], 2), 'hex')
                       ELSE convert_to(replace(part.match[1], '+', ' '), 'UTF8')
                   END, ''), 'UTF8')
        FROM regexp_matches(value, '%[0-9A-Fa-f]{2}|[^%]+|%', 'g') AS part (match));
EXCEPTION WHEN data_exception THEN
    RETURN value;
END
$$;
COMMENT ON FUNCTION @extschema@.url_decode(text) IS 'undoes the encoding of a form''s field';

/*
 * The same version of an object is noted once, whoever tells of it.  What
 * need not be fetched is ready at once: all but answers of sensible size to
 * invitations that there are.
 */
CREATE FUNCTION @extschema@.note_objects(objects jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    noted bigint;
BEGIN
    INSERT INTO @extschema@.answer_object (key, etag, size, stored_at, state)
    SELECT DISTINCT ON (o.key, o.etag)
           o.key, o.etag, o.size, o.stored_at,
           CASE
               WHEN o.key ~ '/answer\.json$' AND o.size BETWEEN 1 AND 16384
                   AND EXISTS (SELECT FROM @extschema@.invitation AS i
                               WHERE i.token = split_part(o.key, '/', 2))
               THEN 'waiting'
               ELSE 'ready'
           END
    FROM jsonb_to_recordset(objects) AS o (key text, etag text, size bigint, stored_at timestamptz)
    WHERE starts_with(o.key, 'answers/')
    ORDER BY o.key, o.etag, o.stored_at
    ON CONFLICT (key, etag) DO NOTHING;
    GET DIAGNOSTICS noted = ROW_COUNT;
    RETURN noted;
END
$$;
COMMENT ON FUNCTION @extschema@.note_objects(jsonb) IS 'notes objects, an array of key, etag, size and stored_at, that are not known yet';

CREATE FUNCTION @extschema@.apply_answers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
BEGIN
    /* S3 sends a test event, and events of what was deleted; they hold no such record */
    PERFORM @extschema@.note_objects(jsonb_agg(jsonb_build_object(
        'key', @extschema@.url_decode(r.record #>> '{s3,object,key}'),
        'etag', r.record #>> '{s3,object,eTag}',
        'size', r.record #> '{s3,object,size}',
        'stored_at', coalesce(awspipe.iso_timestamp(r.record ->> 'eventTime'), b.arrived_at, b.received_at))))
    FROM batch AS b, jsonb_path_query(b.payload, 'lax $.Records[*]') AS r (record)
    WHERE r.record ->> 'eventName' LIKE 'ObjectCreated:%'
        AND r.record #>> '{s3,bucket,name}' = setting.bucket
        AND jsonb_typeof(r.record #> '{s3,object,key}') = 'string'
        AND jsonb_typeof(r.record #> '{s3,object,eTag}') = 'string'
        AND r.record #>> '{s3,object,size}' ~ '^\d{1,18}$';
    PERFORM @extschema@.settle(1000);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_answers() IS 'notes the objects that a batch of notifications tells of';

CREATE TRIGGER apply_answers
    AFTER INSERT ON @extschema@.answer_event
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_answers();
COMMENT ON TRIGGER apply_answers ON @extschema@.answer_event IS 'one set-based pass per batch';

/*
 * What an answer says
 */

CREATE TYPE @extschema@.answer AS (
    fault text,
    rating integer,
    comment text,
    answered_at timestamptz
);
COMMENT ON TYPE @extschema@.answer IS 'an answer, checked; with a fault, the rest is missing';

CREATE FUNCTION @extschema@.parse_answer(content bytea) RETURNS @extschema@.answer
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    said jsonb;
    answer @extschema@.answer;
BEGIN
    BEGIN
        said := convert_from(content, 'UTF8')::jsonb;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        answer.fault := 'the answer is not JSON';
        RETURN answer;
    END;
    answer.fault := CASE
        WHEN jsonb_typeof(said) IS DISTINCT FROM 'object'
            THEN 'the answer is not a JSON object'
        WHEN jsonb_typeof(said -> 'rating') IS DISTINCT FROM 'number'
            THEN 'rating is missing or not a number'
        WHEN (said ->> 'rating')::numeric <> ALL ('{1,2,3,4,5}')
            THEN 'rating is not from 1 to 5'
        WHEN coalesce(jsonb_typeof(said -> 'comment'), 'null') NOT IN ('string', 'null')
            THEN 'comment is not a string'
        WHEN length(said ->> 'comment') > 2000
            THEN 'comment is longer than 2000 characters'
        WHEN jsonb_typeof(said -> 'answered_at') IS DISTINCT FROM 'string'
             OR awspipe.iso_timestamp(said ->> 'answered_at') IS NULL
            THEN 'answered_at is not a time in ISO 8601 with an offset'
    END;
    IF answer.fault IS NULL THEN
        answer.rating := (said ->> 'rating')::numeric;
        answer.comment := nullif(said ->> 'comment', '');
        answer.answered_at := awspipe.iso_timestamp(said ->> 'answered_at');
    END IF;
    RETURN answer;
END
$$;
COMMENT ON FUNCTION @extschema@.parse_answer(bytea) IS 'checks the content of one answer by itself';

CREATE FUNCTION @extschema@.judge_answers() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    most constant integer := 1000;
    judged integer;
BEGIN
    PERFORM awspipe.lock('@extschema@.invitation');

    WITH ready AS MATERIALIZED (
        SELECT o.key, o.etag, o.token, o.file, o.size, o.stored_at, o.content
        FROM @extschema@.answer_object AS o
        WHERE o.state = 'ready'
        ORDER BY o.stored_at
        LIMIT most
    ), judged AS MATERIALIZED (
        SELECT r.key, r.etag, r.file, r.stored_at, i.invitation_id, i.customer_id, i.purchase_id, a.*,
               CASE
                   WHEN r.file IS NULL
                       THEN 'the object has a name that the form does not use'
                   WHEN i.invitation_id IS NULL
                       THEN 'there is no such invitation'
                   /* clocks differ */
                   WHEN r.stored_at > i.expires_at + interval '1 minute'
                       THEN 'the invitation had expired'
                   WHEN r.file = 'opened'
                       THEN NULL
                   WHEN r.size > 16384 OR length(r.content) > 16384
                       THEN 'the answer is larger than 16384 bytes'
                   WHEN a.fault IS NOT NULL
                       THEN a.fault
                   WHEN EXISTS (SELECT FROM @extschema@.response AS p WHERE p.invitation_id = i.invitation_id)
                       THEN 'the invitation was answered before'
               END AS reason
        FROM ready AS r
            LEFT JOIN @extschema@.invitation AS i USING (token),
            @extschema@.parse_answer(r.content) AS a
    ), decided AS MATERIALIZED (
        /* of several answers that would do, the first counts */
        SELECT j.*,
               CASE
                   WHEN j.file = 'answer' AND j.reason IS NULL AND row_number() OVER (
                            PARTITION BY j.invitation_id, j.file, j.reason IS NULL
                            ORDER BY j.stored_at, j.etag) > 1
                       THEN 'the invitation was answered before'
                   ELSE j.reason
               END AS verdict
        FROM judged AS j
    ), answered AS (
        INSERT INTO @extschema@.response (invitation_id, rating, comment, answered_at, stored_at)
        SELECT d.invitation_id, d.rating, d.comment, d.answered_at, d.stored_at
        FROM decided AS d
        WHERE d.file = 'answer' AND d.verdict IS NULL
    ), marked AS (
        /* whoever has opened the form has got the mail, whoever has answered has opened the form */
        UPDATE @extschema@.invitation AS i
        SET sent_at = coalesce(i.sent_at, m.opened_at),
            opened_at = least(i.opened_at, m.opened_at),
            answered_at = coalesce(i.answered_at, m.answered_at)
        FROM (SELECT d.invitation_id,
                     min(d.stored_at) AS opened_at,
                     min(d.stored_at) FILTER (WHERE d.file = 'answer') AS answered_at
              FROM decided AS d
              WHERE d.verdict IS NULL
              GROUP BY d.invitation_id) AS m
        WHERE i.invitation_id = m.invitation_id
    ), rejected AS (
        INSERT INTO @extschema@.rejection (kind, id, reason, customer_id, purchase_id)
        SELECT 'answer', concat_ws(' ', d.key, d.etag), d.verdict, d.customer_id, d.purchase_id
        FROM decided AS d
        WHERE d.verdict IS NOT NULL
        ON CONFLICT (kind, id) DO NOTHING
    )
    UPDATE @extschema@.answer_object AS o
    SET state = CASE WHEN d.verdict IS NULL THEN 'stored' ELSE 'rejected' END,
        content = NULL
    FROM decided AS d
    WHERE o.key = d.key AND o.etag = d.etag;
    GET DIAGNOSTICS judged = ROW_COUNT;
    RETURN judged = most;
END
$$;
COMMENT ON FUNCTION @extschema@.judge_answers() IS 'turns objects that are ready into responses, times of invitations, and rejections; true when there may be more';
