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
    SELECT m.metric_name, jsonb_build_object('Consumer', c.name), m.unit,
        m.value::double precision, m.counter
    FROM awspipe.consumer AS c
    LEFT JOIN awspipe._ownership AS w USING (owner_id)
    LEFT JOIN awspipe.consumer_state AS s USING (consumer_id),
        LATERAL awspipe._consumer_counters(c.consumer_id) AS k,
        LATERAL (VALUES
            ('Records', 'Count', k.records, true),
            ('Bytes', 'Bytes', k.bytes, true),
            ('Batches', 'Count', k.batches, true),
            ('Filtered', 'Count', k.filtered, true),
            ('DeadLetters', 'Count', k.dead_letters, true),
            ('Errors', 'Count', k.errors, true),
            ('Requests', 'Count', k.requests, true),
            ('Throttled', 'Count', k.throttled, true),
            ('Lag', 'Milliseconds', k.millis_behind, false),
            ('WorkerStarts', 'Count', s.epoch, true)
        ) AS m (metric_name, unit, value, counter)
    WHERE m.value IS NOT NULL
        AND (pg_has_role($1, w.role_oid, 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE'))
    UNION ALL
    SELECT m.metric_name,
        jsonb_build_object('Server', f.server_name, 'Service', d.service, 'Resource', d.resource),
        m.unit, m.value, m.counter
    FROM awspipe.destination AS d
    JOIN awspipe.server AS f USING (server_id)
    LEFT JOIN awspipe._ownership AS w USING (owner_id)
    LEFT JOIN awspipe.destination_stat AS s USING (destination_id),
        LATERAL (
            SELECT count(*) AS depth,
                COALESCE(extract(epoch FROM clock_timestamp() - min(o.created_at)), 0) AS age
            FROM awspipe.outbox AS o
            WHERE o.destination_id = d.destination_id
        ) AS q,
        LATERAL (VALUES
            ('Delivered', 'Count', s.delivered::double precision, true),
            ('Superseded', 'Count', s.superseded, true),
            ('DeadLetters', 'Count', s.dead_letters, true),
            ('Retried', 'Count', s.retried, true),
            ('Throttled', 'Count', s.throttled, true),
            ('Ambiguous', 'Count', s.ambiguous, true),
            ('Requests', 'Count', s.requests, true),
            ('OutboxDepth', 'Count', q.depth, false),
            ('OutboxAge', 'Seconds', greatest(q.age, 0), false)
        ) AS m (metric_name, unit, value, counter)
    WHERE m.value IS NOT NULL
        AND (pg_has_role($1, w.role_oid, 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE'))
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
