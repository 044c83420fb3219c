/* pgawspipe_clickstream: anomalies in the click-through rate of a stream of events, told by SNS */

\echo Use "CREATE EXTENSION pgawspipe_clickstream SCHEMA ..." to load this file. \quit

/*
 * Tables
 */

CREATE TABLE @extschema@.click (LIKE awspipe.event INCLUDING ALL);
COMMENT ON TABLE @extschema@.click IS 'inbox: what came from the stream, and so what has been counted; keep it for as long as the stream keeps its records';
CREATE INDEX click_event_id_idx ON @extschema@.click (event_id);

CREATE TABLE @extschema@.click_window (
    window_start timestamptz PRIMARY KEY,
    searches bigint NOT NULL DEFAULT 0,
    clicks bigint NOT NULL DEFAULT 0,
    purchases bigint NOT NULL DEFAULT 0,
    late bigint NOT NULL DEFAULT 0,
    closed boolean NOT NULL DEFAULT false,
    ctr double precision,
    sliding_ctr double precision,
    score double precision
) WITH (fillfactor = 80);
COMMENT ON TABLE @extschema@.click_window IS 'what happened in each window of time, and how unusual that was';
COMMENT ON COLUMN @extschema@.click_window.late IS 'events that arrived when the window was over; they count nowhere else';
COMMENT ON COLUMN @extschema@.click_window.closed IS 'all that can arrive in time has arrived: the counts are final';
COMMENT ON COLUMN @extschema@.click_window.ctr IS 'click-through rate: clicks by searches; NULL with fewer searches than setting.minimum_searches';
COMMENT ON COLUMN @extschema@.click_window.sliding_ctr IS 'the same over all windows of setting.sliding_length that end with this one';
COMMENT ON COLUMN @extschema@.click_window.score IS 'how unlike those before them both rates are; NULL without a rate, and before the forest has seen enough';
CREATE INDEX click_window_open_idx ON @extschema@.click_window (window_start) WHERE NOT closed;

CREATE TABLE @extschema@.anomaly (
    window_start timestamptz PRIMARY KEY,
    kind text NOT NULL CHECK (kind OPERATOR(pg_catalog.=) ANY ('{rate,silence}')),
    ctr double precision,
    score double precision,
    direction text,
    attribution jsonb,
    episode_start timestamptz NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.anomaly IS 'windows that were unusual';
COMMENT ON COLUMN @extschema@.anomaly.kind IS 'rate: the score exceeds setting.threshold; silence: nobody has searched for setting.sliding_length';
COMMENT ON COLUMN @extschema@.anomaly.direction IS 'LOW or HIGH: the rate, compared to those before it';
COMMENT ON COLUMN @extschema@.anomaly.attribution IS 'what the rate of the window and that of the sliding window have in the score';
COMMENT ON COLUMN @extschema@.anomaly.episode_start IS 'the first window of these that follow one another; that one is told';

CREATE TABLE @extschema@.rejection (
    event_id text PRIMARY KEY,
    reason text NOT NULL,
    payload jsonb,
    rejected_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.rejection IS 'events that broke a rule, and which; they were not counted';

CREATE TABLE @extschema@.setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    /* where the pipeline is deployed; written by deploy() */
    server text,
    name text,
    stream text,
    bucket text,
    topic text,
    alarms boolean,
    /* what may be changed with UPDATE */
    window_length interval NOT NULL DEFAULT '10 seconds'
        CHECK (window_length OPERATOR(pg_catalog.>=) '1 second' AND window_length OPERATOR(pg_catalog.<=) '1 hour'),
    sliding_length interval NOT NULL DEFAULT '60 seconds'
        CHECK (sliding_length OPERATOR(pg_catalog.<=) '1 day'),
    lateness interval NOT NULL DEFAULT '5 seconds'
        CHECK (lateness OPERATOR(pg_catalog.>=) '0' AND lateness OPERATOR(pg_catalog.<=) '1 day'),
    clock_tolerance interval NOT NULL DEFAULT '5 minutes'
        CHECK (clock_tolerance OPERATOR(pg_catalog.>=) '0' AND clock_tolerance OPERATOR(pg_catalog.<=) '1 day'),
    minimum_searches integer NOT NULL DEFAULT 20 CHECK (minimum_searches OPERATOR(pg_catalog.>) 0),
    threshold double precision NOT NULL DEFAULT 4.5 CHECK (threshold OPERATOR(pg_catalog.>) 0),
    episode interval NOT NULL DEFAULT '5 minutes' CHECK (episode OPERATOR(pg_catalog.>=) '0'),
    /* used by train(): call it after a change */
    number_of_trees integer NOT NULL DEFAULT 100,
    sub_sample_size integer NOT NULL DEFAULT 256,
    time_decay bigint NOT NULL DEFAULT 100000,
    seed bigint NOT NULL DEFAULT 1,
    /* written by train() */
    forest text,
    CHECK (sliding_length OPERATOR(pg_catalog.>) '0'
       AND EXTRACT(epoch FROM sliding_length) OPERATOR(pg_catalog.%)
           NULLIF(EXTRACT(epoch FROM window_length), 0) OPERATOR(pg_catalog.=) 0)
);
COMMENT ON TABLE @extschema@.setting IS 'where the pipeline is deployed, and what may be chosen';
COMMENT ON COLUMN @extschema@.setting.alarms IS 'alarms were made and metrics are sent';
COMMENT ON COLUMN @extschema@.setting.window_length IS 'of the windows, which follow one another; not to be changed when there are some';
COMMENT ON COLUMN @extschema@.setting.sliding_length IS 'of the sliding window: a multiple of that';
COMMENT ON COLUMN @extschema@.setting.lateness IS 'for how long after its end a window waits for events';
COMMENT ON COLUMN @extschema@.setting.clock_tolerance IS 'how far an event''s time may be ahead of its arrival';
COMMENT ON COLUMN @extschema@.setting.minimum_searches IS 'searches that a window must have for a rate: a few say nothing';
COMMENT ON COLUMN @extschema@.setting.threshold IS 'score above which a window is unusual';
COMMENT ON COLUMN @extschema@.setting.episode IS 'an anomaly so soon after another of its kind goes on with it, and is not told again';
COMMENT ON COLUMN @extschema@.setting.seed IS 'what the forest''s chance is drawn from: with the same seed and the same windows, scores are the same';
COMMENT ON COLUMN @extschema@.setting.forest IS 'name of the forest, once there is one';

/*
 * A dump holds what the events have led to, but not the events: restored,
 * they would be counted for a second time.
 */
SELECT pg_catalog.pg_extension_config_dump('@extschema@.click_window', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.anomaly', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.rejection', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.setting', '');

CREATE FUNCTION @extschema@.check_setting() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM @extschema@.click_window) THEN
        RAISE EXCEPTION 'window_length cannot be changed: there are windows'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Stop the consumer, and delete the rows of click_window and anomaly, before the change.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION @extschema@.check_setting() IS 'keeps windows from overlapping';

CREATE TRIGGER check_setting
    BEFORE UPDATE ON @extschema@.setting
    FOR EACH ROW WHEN (OLD.window_length OPERATOR(pg_catalog.<>) NEW.window_length)
    EXECUTE FUNCTION @extschema@.check_setting();
COMMENT ON TRIGGER check_setting ON @extschema@.setting IS 'keeps windows from overlapping';

CREATE VIEW @extschema@.timeline AS
SELECT w.window_start, w.searches, w.clicks, w.purchases, w.late, w.ctr, w.sliding_ctr, w.score,
       CASE WHEN w.closed THEN a.kind ELSE 'open' END AS state,
       a.direction
FROM @extschema@.click_window AS w LEFT JOIN @extschema@.anomaly AS a USING (window_start);
COMMENT ON VIEW @extschema@.timeline IS 'windows and anomalies side by side';
COMMENT ON COLUMN @extschema@.timeline.state IS 'open; of closed windows rate or silence where they are anomalies';
