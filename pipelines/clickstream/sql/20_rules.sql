/*
 * One event by itself
 */

CREATE FUNCTION @extschema@.parse(payload jsonb, arrival timestamptz, clock_tolerance interval)
    RETURNS TABLE (reason text, event_type text, event_time timestamptz)
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE
               WHEN jsonb_typeof($1 -> 'event_type') IS DISTINCT FROM 'string'
                   THEN 'event_type is missing or not a string'
               WHEN $1 ->> 'event_type' NOT IN ('search', 'click', 'purchase')
                   THEN 'event_type is unknown'
               WHEN $1 ->> 'at' IS NOT NULL AND e.at IS NULL
                   THEN 'at is not a time in ISO 8601 with an offset'
               WHEN e.at > $2 + $3
                   THEN 'at is later than the arrival'
           END,
           $1 ->> 'event_type',
           coalesce(e.at, $2)
    FROM (SELECT CASE WHEN jsonb_typeof($1 -> 'at') = 'string' THEN awspipe.iso_timestamp($1 ->> 'at') END
          /* once, and not wherever it is mentioned */
          OFFSET 0) AS e (at)
$$;
COMMENT ON FUNCTION @extschema@.parse(jsonb, timestamptz, interval) IS 'what an event says and when it was, or why it is not to be counted; without a time of its own, it was when it arrived';

CREATE FUNCTION @extschema@.window_of(event_time timestamptz, window_length interval) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE
    RETURN pg_catalog.date_bin(window_length, event_time, '2000-01-01 00:00+00');
COMMENT ON FUNCTION @extschema@.window_of(timestamptz, interval) IS 'start of the window that a moment is in';

CREATE FUNCTION @extschema@.seconds(span interval) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN pg_catalog.trim_scale(EXTRACT(epoch FROM span)) || ' s';
COMMENT ON FUNCTION @extschema@.seconds(interval) IS 'a span of time for people';

/*
 * The forest.  It is made when the first window closes, and again by train().
 */

CREATE FUNCTION @extschema@.make_forest() RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    forest_name text := coalesce(setting.forest, '@extschema@');
BEGIN
    /* this one's, or one that another such extension has left behind */
    IF EXISTS (SELECT FROM awspipe.forests AS f WHERE f.name = forest_name) THEN
        PERFORM awspipe.drop_forest(forest_name);
    END IF;
    PERFORM awspipe.create_forest(
        forest_name,
        dimensions => 2,
        number_of_trees => setting.number_of_trees,
        sub_sample_size => setting.sub_sample_size,
        time_decay => setting.time_decay,
        seed => setting.seed);
    UPDATE @extschema@.setting AS s SET forest = forest_name;
    RETURN forest_name;
END
$$;
COMMENT ON FUNCTION @extschema@.make_forest() IS 'makes a forest that has seen nothing yet, and returns its name';

CREATE FUNCTION @extschema@.train(points double precision[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    forest text;
BEGIN
    PERFORM awspipe.lock('@extschema@.click_window');
    forest := @extschema@.make_forest();
    RETURN (SELECT count(*)
            FROM awspipe.random_cut_forest(forest, coalesce(points, (
                SELECT array_agg(ARRAY[w.ctr, w.sliding_ctr] ORDER BY w.window_start)
                FROM @extschema@.click_window AS w
                WHERE w.ctr IS NOT NULL), '{}')));
END
$$;
COMMENT ON FUNCTION @extschema@.train(double precision[]) IS 'makes the forest anew, as the settings say, from these pairs of ctr and sliding_ctr, or those of all windows; returns how many';
