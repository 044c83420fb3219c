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

/*
 * Counters that start again, after a crash, count from zero again.  What each
 * is, help says; it goes to Prometheus, as the owner does.
 */
CREATE FUNCTION awspipe._metrics(
    role oid,
    OUT metric_name text, OUT dimensions jsonb, OUT unit text,
    OUT value double precision, OUT counter boolean, OUT owner text, OUT help text)
RETURNS SETOF record
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT m.metric_name, jsonb_build_object('Consumer', c.name), m.unit, m.value, m.counter,
        pg_get_userbyid(c.role_oid), m.help
    FROM awspipe._consumer_status AS c
    LEFT JOIN awspipe._consumer_dead_letters AS l ON l.consumer = c.name AND l.owner_id = c.owner_id,
        LATERAL (VALUES
            ('Records', 'Count', c.records::double precision, true, 'Records applied.'),
            ('Bytes', 'Bytes', c.bytes, true, 'Bytes of the records read.'),
            ('Batches', 'Count', c.batches, true, 'Batches applied.'),
            ('Filtered', 'Count', c.filtered, true, 'Records that the filter left out.'),
            ('DeadLetters', 'Count', c.dead_letters, true, 'Records given up, and gaps.'),
            ('Errors', 'Count', c.errors, true, 'Batches and requests that failed.'),
            ('Requests', 'Count', c.requests, true, 'Requests to AWS.'),
            ('Throttled', 'Count', c.throttled, true, 'Requests that AWS asked to repeat later.'),
            ('Lag', 'Milliseconds', round(extract(epoch FROM c.lag) * 1000), false,
                'How far behind the stream or queue the consumer is.'),
            ('Running', 'Count', (c.state = 'running')::integer, false, 'Whether AWS answers the consumer.'),
            ('Failed', 'Count', (c.state = 'failed')::integer, false, 'Whether the consumer has stopped for good.'),
            ('Paused', 'Count', (c.state IN ('disabled', 'paused'))::integer, false,
                'Whether nothing runs in the database.'),
            ('WorkerStarts', 'Count', c.epoch, true, 'Workers that took the consumer over.'),
            ('DeadLettersWaiting', 'Count', COALESCE(l.number, 0), false,
                'Records given up, and gaps, that wait for a person.'),
            ('GapsWaiting', 'Count', COALESCE(l.gaps, 0), false,
                'Gaps in the stream that wait for a person: records that were lost.')
        ) AS m (metric_name, unit, value, counter, help)
    WHERE m.value IS NOT NULL
        AND (pg_has_role($1, c.role_oid, 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE'))
    UNION ALL
    SELECT m.metric_name,
        jsonb_build_object('Server', d.server, 'Service', d.service, 'Resource', d.resource),
        m.unit, m.value, m.counter, pg_get_userbyid(d.owner), m.help
    FROM awspipe._destination_status AS d,
        LATERAL (VALUES
            ('Delivered', 'Count', d.delivered::double precision, true, 'Messages delivered.'),
            ('Superseded', 'Count', d.superseded, true, 'Messages that were not needed any more.'),
            ('DeadLetters', 'Count', d.dead_letters, true, 'Messages given up.'),
            ('Retried', 'Count', d.retried, true, 'Attempts that were repeated.'),
            ('Throttled', 'Count', d.throttled, true, 'Messages that AWS asked to send later.'),
            ('Ambiguous', 'Count', d.ambiguous, true, 'Messages of which nobody knew whether they were delivered.'),
            ('Requests', 'Count', d.requests, true, 'Requests to AWS.'),
            ('Paused', 'Count', (d.state IN ('disabled', 'paused'))::integer, false,
                'Whether the destination cannot be sent to.'),
            ('OutboxDepth', 'Count', d.depth, false, 'Messages that wait to be sent.'),
            ('OutboxAge', 'Seconds', COALESCE(extract(epoch FROM d.oldest_message_age), 0), false,
                'Age of the oldest message that waits to be sent.'),
            ('DeadLettersWaiting', 'Count', d.dead_letters_waiting, false, 'Messages given up that wait for a person.')
        ) AS m (metric_name, unit, value, counter, help)
    WHERE pg_has_role($1, COALESCE(d.owner::oid, 0), 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE')
    UNION ALL
    SELECT m.metric_name, jsonb_build_object('Capture', c.name), m.unit, m.value, false,
        pg_get_userbyid(c.role_oid), m.help
    FROM awspipe._capture_status AS c,
        LATERAL (VALUES
            ('Lag', 'Milliseconds', round(extract(epoch FROM c.lag) * 1000)::double precision,
                'How long ago the oldest change was committed that may not be in S3.'),
            ('LagBytes', 'Bytes', c.lag_bytes, 'WAL that was written since the position of the capture.'),
            ('RetainedBytes', 'Bytes', c.retained_bytes, 'WAL that the slot of the capture keeps.'),
            ('Streaming', 'Count', (c.state = 'streaming')::integer, 'Whether changes go to S3.'),
            ('Failed', 'Count', (c.state IN ('failed', 'lost'))::integer, 'Whether the capture has stopped for good.')
        ) AS m (metric_name, unit, value, help)
    WHERE m.value IS NOT NULL
        AND (pg_has_role($1, COALESCE(c.role_oid, 0::oid), 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE'))
    UNION ALL
    SELECT 'WorkerStarts', jsonb_build_object('Worker', 'dispatcher'), 'Count', s.starts, true, NULL,
        'Workers that were started.'
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
