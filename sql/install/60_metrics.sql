/*
 * Our own statistics as CloudWatch metrics: what the views count goes out as
 * the difference to the last time, what they measure as it is.  They are
 * ordinary messages of the role that asks: to its destination, with its
 * credentials, about the consumers and destinations it may see.
 */

CREATE TABLE awspipe.metric_setting (
    owner_id integer NOT NULL REFERENCES awspipe.owner,
    server_id integer NOT NULL REFERENCES awspipe.server,
    namespace text NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (owner_id, server_id, namespace)
);
COMMENT ON TABLE awspipe.metric_setting IS 'where the supervisor publishes metrics each minute, and for whom';
SELECT pg_catalog.pg_extension_config_dump('awspipe.metric_setting', '');

CREATE TABLE awspipe.metric_value (
    owner_id integer NOT NULL REFERENCES awspipe.owner,
    server_id integer NOT NULL REFERENCES awspipe.server,
    namespace text NOT NULL,
    metric_name text NOT NULL,
    dimensions jsonb NOT NULL,
    value double precision NOT NULL,
    PRIMARY KEY (owner_id, server_id, namespace, metric_name, dimensions)
);
COMMENT ON TABLE awspipe.metric_value IS 'counters as they were last published';

/* Counters that start again, after a crash, count from zero again. */
CREATE FUNCTION awspipe._metrics(
    role oid,
    OUT metric_name text, OUT dimensions jsonb, OUT unit text,
    OUT value double precision, OUT counter boolean)
RETURNS SETOF record
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT m.metric_name, jsonb_build_object('Consumer', c.name), m.unit, m.value, m.counter
    FROM awspipe._consumer_status AS c,
        LATERAL (VALUES
            ('Records', 'Count', c.records::double precision, true),
            ('Bytes', 'Bytes', c.bytes, true),
            ('Batches', 'Count', c.batches, true),
            ('Filtered', 'Count', c.filtered, true),
            ('DeadLetters', 'Count', c.dead_letters, true),
            ('Errors', 'Count', c.errors, true),
            ('Requests', 'Count', c.requests, true),
            ('Throttled', 'Count', c.throttled, true),
            ('Lag', 'Milliseconds', round(extract(epoch FROM c.lag) * 1000), false),
            ('Running', 'Count', (c.state = 'running')::integer, false),
            ('Failed', 'Count', (c.state = 'failed')::integer, false),
            ('Paused', 'Count', (c.state IN ('disabled', 'paused'))::integer, false),
            ('WorkerStarts', 'Count', c.epoch, true)
        ) AS m (metric_name, unit, value, counter)
    WHERE m.value IS NOT NULL
        AND (pg_has_role($1, c.role_oid, 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE'))
    UNION ALL
    SELECT m.metric_name,
        jsonb_build_object('Server', d.server, 'Service', d.service, 'Resource', d.resource),
        m.unit, m.value, m.counter
    FROM awspipe._destination_status AS d,
        LATERAL (VALUES
            ('Delivered', 'Count', d.delivered::double precision, true),
            ('Superseded', 'Count', d.superseded, true),
            ('DeadLetters', 'Count', d.dead_letters, true),
            ('Retried', 'Count', d.retried, true),
            ('Throttled', 'Count', d.throttled, true),
            ('Ambiguous', 'Count', d.ambiguous, true),
            ('Requests', 'Count', d.requests, true),
            ('Paused', 'Count', (d.state IN ('disabled', 'paused'))::integer, false),
            ('OutboxDepth', 'Count', d.depth, false),
            ('OutboxAge', 'Seconds', COALESCE(extract(epoch FROM d.oldest_message_age), 0), false)
        ) AS m (metric_name, unit, value, counter)
    WHERE pg_has_role($1, COALESCE(d.owner::oid, 0), 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE')
    UNION ALL
    SELECT 'WorkerStarts', jsonb_build_object('Worker', 'dispatcher'), 'Count', s.starts, true
    FROM awspipe.dispatcher_state AS s
    WHERE pg_has_role($1, 'pg_monitor', 'USAGE')
        OR EXISTS (
            SELECT FROM awspipe.destination AS d
            JOIN awspipe._ownership AS w USING (owner_id)
            WHERE pg_has_role($1, w.role_oid, 'USAGE')
        );
$$;
COMMENT ON FUNCTION awspipe._metrics(oid) IS 'statistics that a role may see, as metrics; read the views instead';
REVOKE ALL ON FUNCTION awspipe._metrics(oid) FROM PUBLIC;

CREATE FUNCTION awspipe._take_metrics(
    server text, namespace text,
    OUT metric_name text, OUT value double precision, OUT dimensions jsonb, OUT unit text)
RETURNS SETOF record
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'awspipe_take_metrics';
COMMENT ON FUNCTION awspipe._take_metrics(text, text) IS 'what is to be published now; counters then start from here';
REVOKE ALL ON FUNCTION awspipe._take_metrics(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe._take_metrics(text, text) TO PUBLIC;

CREATE FUNCTION awspipe.publish_metrics(server text, namespace text)
RETURNS bigint
LANGUAGE sql VOLATILE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(awspipe.cloudwatch_put_metric_data(
        $1, $2, m.metric_name, m.value, dimensions => m.dimensions, unit => m.unit))
    FROM awspipe._take_metrics($1, $2) AS m;
$$;
COMMENT ON FUNCTION awspipe.publish_metrics(text, text) IS 'puts the statistics of what the caller may see into a CloudWatch namespace; returns the number of metrics';
REVOKE ALL ON FUNCTION awspipe.publish_metrics(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.publish_metrics(text, text) TO PUBLIC;

CREATE FUNCTION awspipe.schedule_metrics(server text, namespace text)
RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'awspipe_schedule_metrics';
COMMENT ON FUNCTION awspipe.schedule_metrics(text, text) IS 'has publish_metrics called each minute, as the caller';
REVOKE ALL ON FUNCTION awspipe.schedule_metrics(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.schedule_metrics(text, text) TO PUBLIC;

CREATE FUNCTION awspipe.unschedule_metrics(server text, namespace text)
RETURNS boolean
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'awspipe_unschedule_metrics';
COMMENT ON FUNCTION awspipe.unschedule_metrics(text, text) IS 'ends what schedule_metrics began; false if there was nothing to end';
REVOKE ALL ON FUNCTION awspipe.unschedule_metrics(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.unschedule_metrics(text, text) TO PUBLIC;
