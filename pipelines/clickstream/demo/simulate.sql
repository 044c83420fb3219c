/*
 * Trying out: visitors who are not there
 */

/* Of each search there are ctr clicks, and a tenth of these ends in a purchase. */
CREATE FUNCTION @extschema@.random_moments(
        starts timestamptz,
        duration interval,
        searches_per_second double precision,
        ctr double precision)
    RETURNS TABLE (at timestamptz, event_type text)
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT $1 + $2 * random(),
           CASE WHEN d.action < 1 THEN 'search' WHEN d.action < 1 + $4 THEN 'click' ELSE 'purchase' END
    FROM (SELECT random() * (1 + 1.1 * $4) AS action
          FROM generate_series(1, round(extract(epoch FROM $2) * $3 * (1 + 1.1 * $4))::integer)) AS d
$$;
COMMENT ON FUNCTION @extschema@.random_moments(timestamptz, interval, double precision, double precision) IS 'what visitors might do, and when';

CREATE FUNCTION @extschema@.simulate(
        duration interval DEFAULT '5 minutes',
        searches_per_second double precision DEFAULT 4,
        ctr double precision DEFAULT 0.25,
        anomaly_at interval DEFAULT NULL,
        anomaly_duration interval DEFAULT NULL,
        anomaly_ctr double precision DEFAULT 1.5,
        late double precision DEFAULT 0.01,
        seed double precision DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting, deployed => true);
    /* whole windows; what is published now is on time for the first of them */
    starts timestamptz := @extschema@.window_of(clock_timestamp(), setting.window_length) + setting.window_length;
    anomaly_from timestamptz := starts + anomaly_at;
    anomaly_until timestamptz := anomaly_from + coalesce(anomaly_duration, 2 * setting.window_length);
    until timestamptz := starts + duration;
    published jsonb;
BEGIN
    IF duration > setting.clock_tolerance THEN
        RAISE EXCEPTION 'events cannot be further ahead than setting.clock_tolerance'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('%s are asked for, %s are tolerated.', duration, setting.clock_tolerance);
    END IF;
    IF seed IS NOT NULL THEN
        PERFORM setseed(seed);
    END IF;

    WITH event AS MATERIALIZED (
        SELECT CASE WHEN random() < simulate.late
                    THEN e.at - duration - setting.lateness - 2 * setting.window_length ELSE e.at END AS at,
               e.event_type,
               'U' || 10000 + floor(random() * 5000)::integer AS user_id,
               'P' || 10000 + floor(500 * random() ^ 2)::integer AS item
        FROM (VALUES (starts, least(anomaly_from, until), ctr),
                     (anomaly_from, least(anomaly_until, until), anomaly_ctr),
                     (anomaly_until, until, ctr)) AS p (starts, until, ctr),
            @extschema@.random_moments(p.starts, p.until - p.starts, searches_per_second, p.ctr) AS e
        WHERE p.until > p.starts
    ), published AS MATERIALIZED (
        SELECT e.at < starts AS late,
               awspipe.kinesis_put_record(
                   setting.server, setting.stream,
                   jsonb_build_object(
                       'event_type', e.event_type,
                       'at', to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                       'user_id', e.user_id,
                       'page', CASE e.event_type WHEN 'search' THEN '/search' WHEN 'click' THEN '/item' ELSE '/checkout' END,
                       'item', e.item),
                   partition_key => e.user_id) AS outbox_id
        FROM event AS e
        ORDER BY e.at
    )
    SELECT jsonb_build_object(
               'events', count(*),
               'late', count(*) FILTER (WHERE p.late),
               'from', starts,
               'until', until,
               'anomaly_from', anomaly_from,
               'anomaly_until', anomaly_until)
    INTO published
    FROM published AS p;
    RETURN published;
END
$$;
COMMENT ON FUNCTION @extschema@.simulate(interval, double precision, double precision, interval, interval, double precision, double precision, double precision) IS 'publishes events of the next minutes to the stream, with an attack in them if anomaly_at says when; returns what there is to find. A seed makes their mix the same each time';

/*
 * What is drawn is counted at once, without going through the inbox.  Of all
 * that, only the forest remains, which has learned what is normal.
 */
CREATE FUNCTION @extschema@.backtest(
        hours integer DEFAULT 24,
        searches_per_second double precision DEFAULT 4,
        ctr double precision DEFAULT 0.25,
        swing double precision DEFAULT 0.33,
        seed double precision DEFAULT 0.5,
        OUT events bigint, OUT windows bigint, OUT scored bigint, OUT false_alarms bigint,
        OUT highest_score double precision, OUT p999_score double precision)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    starting timestamptz := '2026-01-01 00:00+00';
BEGIN
    PERFORM awspipe.lock('@extschema@.click_window');
    IF setting.server IS NOT NULL OR EXISTS (SELECT FROM @extschema@.click_window) THEN
        RAISE EXCEPTION 'what is simulated must not be mixed with what has happened'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call it before deploy(), or in another database.';
    END IF;
    PERFORM @extschema@.make_forest();
    PERFORM setseed(seed);
    FOR hour IN 1 .. hours LOOP
        INSERT INTO @extschema@.click_window (window_start, searches, clicks, purchases)
        SELECT @extschema@.window_of(m.at, setting.window_length) AS start,
               count(*) FILTER (WHERE m.event_type = 'search'),
               count(*) FILTER (WHERE m.event_type = 'click'),
               count(*) FILTER (WHERE m.event_type = 'purchase')
        FROM @extschema@.random_moments(
                 starting, '1 hour', searches_per_second * (1 + swing * sin(2 * pi() * hour / 24)), ctr) AS m
        GROUP BY start;
        starting := starting + interval '1 hour';
        PERFORM @extschema@.close_windows(starting + setting.lateness);
    END LOOP;
    SELECT sum(w.searches + w.clicks + w.purchases), count(*), count(w.score), max(w.score),
           percentile_cont(0.999) WITHIN GROUP (ORDER BY w.score), (SELECT count(*) FROM @extschema@.anomaly)
    INTO events, windows, scored, highest_score, p999_score, false_alarms
    FROM @extschema@.click_window AS w;
    DELETE FROM @extschema@.click_window;
    DELETE FROM @extschema@.anomaly;
END
$$;
COMMENT ON FUNCTION @extschema@.backtest(integer, double precision, double precision, double precision, double precision) IS 'has normal hours pass, before there are any, and says how often they would have raised an alarm; the forest has then seen them';
