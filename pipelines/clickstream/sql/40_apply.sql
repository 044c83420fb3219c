/*
 * Windows that are over
 */

CREATE FUNCTION @extschema@.raise_anomalies(setting @extschema@.setting, anomalies @extschema@.anomaly[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    anomaly @extschema@.anomaly;
BEGIN
    FOR anomaly IN SELECT * FROM unnest(anomalies) ORDER BY window_start LOOP
        SELECT a.episode_start
        INTO anomaly.episode_start
        FROM @extschema@.anomaly AS a
        WHERE a.kind = anomaly.kind AND a.window_start < anomaly.window_start
          AND a.window_start >= anomaly.window_start - setting.episode
        ORDER BY a.window_start DESC LIMIT 1;
        anomaly.episode_start := coalesce(anomaly.episode_start, anomaly.window_start);
        anomaly.raised_at := now();
        INSERT INTO @extschema@.anomaly VALUES (anomaly.*);
        IF setting.server IS NOT NULL AND anomaly.episode_start = anomaly.window_start THEN
            PERFORM @extschema@.tell(setting, anomaly);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.raise_anomalies(@extschema@.setting, @extschema@.anomaly[]) IS 'notes anomalies, and tells those that begin an episode';

/*
 * What is here depends on events and their arrival, and not on when it is
 * called: any number of calls comes to the same as the last alone.
 */
CREATE FUNCTION @extschema@.close_windows(until timestamptz) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    setting @extschema@.setting;
    last_start timestamptz;
    closed_until timestamptz;
    starts timestamptz[];
    points double precision[];
    scored timestamptz[];
    anomalies @extschema@.anomaly[];
BEGIN
    PERFORM awspipe.lock('@extschema@.click_window');
    setting := awspipe.settings(NULL::@extschema@.setting);
    last_start := until - setting.lateness - setting.window_length;
    closed_until := @extschema@.closed_until();

    /*
     * Windows without events are rows, too, while the sliding window has some:
     * the silence is one of them.  The silence after that needs none.
     */
    INSERT INTO @extschema@.click_window (window_start)
    SELECT DISTINCT e.start
    FROM @extschema@.click_window AS w,
        generate_series(w.window_start + setting.window_length,
                        least(w.window_start + setting.sliding_length, last_start), setting.window_length) AS e (start)
    WHERE w.searches + w.clicks + w.purchases > 0
      AND w.window_start < last_start
      AND (NOT w.closed OR w.window_start > closed_until - setting.sliding_length)
      AND NOT EXISTS (SELECT FROM @extschema@.click_window AS p WHERE p.window_start = e.start);

    SELECT array_agg(w.window_start ORDER BY w.window_start)
    INTO starts
    FROM @extschema@.click_window AS w
    WHERE NOT w.closed AND w.window_start <= last_start;
    IF starts IS NULL THEN
        RETURN 0;
    END IF;

    WITH seen AS (
        SELECT w.window_start,
               CASE WHEN w.searches >= setting.minimum_searches THEN w.clicks::double precision / w.searches END AS ctr,
               sum(w.clicks) OVER sliding AS clicks,
               sum(w.searches) OVER sliding AS searches
        FROM @extschema@.click_window AS w
        WHERE w.window_start > starts[1] - setting.sliding_length AND w.window_start <= last_start
        WINDOW sliding AS (ORDER BY w.window_start
                           RANGE BETWEEN setting.sliding_length - setting.window_length PRECEDING AND CURRENT ROW)
    ), changed AS (
        UPDATE @extschema@.click_window AS w
        SET closed = true,
            ctr = s.ctr,
            sliding_ctr = CASE WHEN s.searches >= setting.minimum_searches
                               THEN s.clicks::double precision / s.searches::double precision END
        FROM seen AS s
        WHERE s.window_start = w.window_start AND w.window_start = ANY (starts)
        RETURNING w.window_start, w.ctr, w.sliding_ctr
    )
    SELECT array_agg(c.window_start ORDER BY c.window_start), array_agg(ARRAY[c.ctr, c.sliding_ctr] ORDER BY c.window_start)
    INTO scored, points
    FROM changed AS c
    WHERE c.ctr IS NOT NULL;

    IF setting.forest IS NULL AND points IS NOT NULL THEN
        setting.forest := @extschema@.make_forest();
    END IF;
    WITH score AS MATERIALIZED (
        SELECT scored[f.place] AS window_start, f.score, f.attribution
        FROM awspipe.random_cut_forest_with_explanation(setting.forest, points, '{ctr,sliding_ctr}') AS f
        WHERE points IS NOT NULL
    ), changed AS (
        UPDATE @extschema@.click_window AS w
        SET score = s.score
        FROM score AS s
        WHERE w.window_start = s.window_start AND s.score IS NOT NULL
        RETURNING w.window_start, w.ctr, w.score, s.attribution
    ), unusual AS (
        SELECT c.window_start, 'rate' AS kind, c.ctr, c.score, m.direction, c.attribution
        FROM changed AS c
            CROSS JOIN LATERAL (
                SELECT e.value ->> 'direction' AS direction
                FROM jsonb_each(c.attribution) AS e
                ORDER BY (e.value ->> 'score')::double precision DESC, e.key LIMIT 1) AS m
        WHERE c.score > setting.threshold
        UNION ALL
        /* the last window with a search has just left the sliding one */
        SELECT w.window_start, 'silence', NULL, NULL, NULL, NULL
        FROM @extschema@.click_window AS w
            JOIN @extschema@.click_window AS l ON l.window_start = w.window_start - setting.sliding_length
        WHERE w.window_start = ANY (starts) AND l.searches > 0
          AND NOT EXISTS (SELECT FROM @extschema@.click_window AS b
                          WHERE b.window_start > l.window_start AND b.window_start <= w.window_start AND b.searches > 0)
    )
    SELECT array_agg(ROW(u.window_start, u.kind, u.ctr, u.score, u.direction, u.attribution, NULL, NULL)::@extschema@.anomaly)
    INTO anomalies
    FROM unusual AS u;

    PERFORM @extschema@.raise_anomalies(setting, anomalies);
    IF setting.server IS NOT NULL THEN
        PERFORM @extschema@.send_scores(setting, starts);
    END IF;
    RETURN cardinality(starts);
END
$$;
COMMENT ON FUNCTION @extschema@.close_windows(timestamptz) IS 'closes windows for which all that arrives before then has arrived: rates, scores and anomalies; returns how many';

CREATE FUNCTION @extschema@.closed_until() RETURNS timestamptz
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT max(w.window_start) FROM @extschema@.click_window AS w WHERE w.closed
$$;
COMMENT ON FUNCTION @extschema@.closed_until() IS 'start of the last window that is closed';

/*
 * A batch of events
 */

CREATE FUNCTION @extschema@.apply_batch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    setting @extschema@.setting;
    closed_until timestamptz;
    lines text;
    first_id text;
    first_arrival timestamptz;
BEGIN
    /* One batch at a time: rows that do not exist yet cannot be locked. */
    PERFORM awspipe.lock('@extschema@.click_window');
    setting := awspipe.settings(NULL::@extschema@.setting);
    closed_until := @extschema@.closed_until();

    WITH numbered AS (
        /* how often the inbox has held this event, this row included */
        SELECT b.event_id, b.payload, coalesce(b.arrived_at, b.received_at) AS arrival,
               (SELECT count(*) FROM @extschema@.click AS c WHERE c.event_id = b.event_id)
               - count(*) OVER (PARTITION BY b.event_id)
               + row_number() OVER (PARTITION BY b.event_id) AS occurrence
        FROM batch AS b
    ), parsed AS MATERIALIZED (
        SELECT n.event_id, n.payload, n.arrival, p.reason, p.event_type,
               @extschema@.window_of(p.event_time, setting.window_length) AS window_start
        FROM numbered AS n, @extschema@.parse(n.payload, n.arrival, setting.clock_tolerance) AS p
        WHERE n.occurrence = 1
    ), judged AS (
        SELECT p.event_type, p.window_start,
               p.arrival >= p.window_start + setting.window_length + setting.lateness
               OR p.window_start <= coalesce(closed_until, '-infinity') AS late
        FROM parsed AS p
        WHERE p.reason IS NULL
    ), rejected AS (
        INSERT INTO @extschema@.rejection (event_id, reason, payload)
        SELECT p.event_id, p.reason, p.payload
        FROM parsed AS p
        WHERE p.reason IS NOT NULL
        ON CONFLICT (event_id) DO NOTHING
    ), counted AS (
        INSERT INTO @extschema@.click_window AS w (window_start, searches, clicks, purchases, late, closed)
        SELECT j.window_start,
               count(*) FILTER (WHERE NOT j.late AND j.event_type = 'search'),
               count(*) FILTER (WHERE NOT j.late AND j.event_type = 'click'),
               count(*) FILTER (WHERE NOT j.late AND j.event_type = 'purchase'),
               count(*) FILTER (WHERE j.late),
               j.window_start <= coalesce(closed_until, '-infinity')
        FROM judged AS j
        GROUP BY j.window_start
        ON CONFLICT (window_start) DO UPDATE
        SET searches = w.searches + excluded.searches,
            clicks = w.clicks + excluded.clicks,
            purchases = w.purchases + excluded.purchases,
            late = w.late + excluded.late
    )
    SELECT string_agg(jsonb_build_object('event_id', p.event_id, 'arrived_at', p.arrival, 'event', p.payload)::text || E'\n',
                      '' ORDER BY p.arrival, p.event_id COLLATE "C"),
           (array_agg(p.event_id ORDER BY p.arrival, p.event_id COLLATE "C"))[1],
           min(p.arrival)
    INTO lines, first_id, first_arrival
    FROM parsed AS p
    WHERE setting.server IS NOT NULL;

    IF lines IS NOT NULL THEN
        PERFORM @extschema@.put_object(setting, @extschema@.folder('raw', first_arrival), first_id, lines);
    END IF;
    /* outside of a consumer's batch nobody knows what is still to come */
    IF awspipe.watermark() IS NOT NULL THEN
        PERFORM @extschema@.close_windows(awspipe.watermark());
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_batch() IS 'counts the events of a batch in their windows, and closes those that are over';

CREATE TRIGGER apply_batch
    AFTER INSERT ON @extschema@.click
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_batch();
COMMENT ON TRIGGER apply_batch ON @extschema@.click IS 'one set-based pass per batch; empty ones are ticks';
