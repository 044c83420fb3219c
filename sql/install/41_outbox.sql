/*
 * The outbox: its views, and the functions that send to DynamoDB and
 * Kinesis.  These write a message in the caller's transaction and return its
 * id; the dispatcher sends it after the commit, at least once, in order of
 * id for each ordering key.  All need USAGE on the server, else 42501.
 */

/* Destinations, also those that are not made yet. */
CREATE VIEW awspipe._destination AS
SELECT d.destination_id, w.role_oid, f.server_name, d.service, d.resource, d.on_ambiguous,
    d.dropped_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM awspipe.new_destination AS n
        WHERE n.destination_id OPERATOR(pg_catalog.=) d.destination_id
    ) AS dropped
FROM awspipe.destination AS d
JOIN awspipe.server AS f ON f.server_id OPERATOR(pg_catalog.=) d.server_id
LEFT JOIN awspipe._ownership AS w ON w.owner_id OPERATOR(pg_catalog.=) d.owner_id
UNION ALL
(
    SELECT DISTINCT ON (n.destination_id)
        n.destination_id, r.oid, n.server_name, n.service, n.resource,
        COALESCE(
            n.on_ambiguous,
            (
                SELECT m.on_ambiguous FROM awspipe.new_destination AS m
                WHERE m.destination_id OPERATOR(pg_catalog.=) n.destination_id
                    AND m.on_ambiguous IS NOT NULL
                ORDER BY m.announcement_id DESC
                LIMIT 1
            ),
            'resend'
        ),
        false
    FROM awspipe.new_destination AS n
    LEFT JOIN pg_catalog.pg_roles AS r
        ON r.oid OPERATOR(pg_catalog.=) n.role_oid
        AND r.rolname OPERATOR(pg_catalog.=) n.role_name
    WHERE NOT EXISTS (
        SELECT FROM awspipe.destination AS d
        WHERE d.destination_id OPERATOR(pg_catalog.=) n.destination_id
    )
    ORDER BY n.destination_id, n.announcement_id DESC
);
COMMENT ON VIEW awspipe._destination IS 'destinations and whose they are, also those that the dispatcher is still to make';
COMMENT ON COLUMN awspipe._destination.destination_id IS 'id of the destination';
COMMENT ON COLUMN awspipe._destination.role_oid IS 'role it belongs to; NULL: nobody';
COMMENT ON COLUMN awspipe._destination.server_name IS 'foreign server that is sent by';
COMMENT ON COLUMN awspipe._destination.service IS 'AWS service';
COMMENT ON COLUMN awspipe._destination.resource IS 'table, stream, queue, topic, bus, namespace, log stream, function, state machine, bucket or sender';
COMMENT ON COLUMN awspipe._destination.on_ambiguous IS 'what is done when nobody knows whether a message was delivered';
COMMENT ON COLUMN awspipe._destination.dropped IS 'it is known only for what became of its messages';

CREATE VIEW awspipe.outbox_pending WITH (security_barrier = true) AS
SELECT o.outbox_id, d.role_oid::pg_catalog.regrole AS owner, d.server_name::pg_catalog.text AS server, d.service, d.resource, o.operation,
    o.ordering_key, o.version, o.batch_id, o.created_at, o.attempts,
    CASE WHEN s.paused THEN s.error_code ELSE o.error_code END AS error_code,
    CASE WHEN s.paused THEN s.error_message ELSE o.error_message END AS error_message,
    o.state, o.attempted_at,
    COALESCE(o.on_ambiguous, d.on_ambiguous) AS on_ambiguous, o.reference
FROM awspipe.outbox AS o
JOIN awspipe._destination AS d
    ON d.destination_id OPERATOR(pg_catalog.=) o.destination_id
LEFT JOIN awspipe.destination_stat AS s
    ON s.destination_id OPERATOR(pg_catalog.=) o.destination_id
WHERE pg_catalog.pg_has_role(COALESCE(d.role_oid, 0::pg_catalog.oid), 'USAGE');
COMMENT ON VIEW awspipe.outbox_pending IS 'messages that wait to be sent, of the roles one is a member of';
REVOKE ALL ON awspipe.outbox_pending FROM PUBLIC;
GRANT SELECT ON awspipe.outbox_pending TO PUBLIC;

CREATE VIEW awspipe.outbox_results WITH (security_barrier = true) AS
SELECT r.outbox_id, d.role_oid::pg_catalog.regrole AS owner, d.server_name::pg_catalog.text AS server, d.service, d.resource,
    r.reference, r.outcome, r.result, r.settled_at
FROM awspipe.outbox_result AS r
JOIN awspipe._destination AS d
    ON d.destination_id OPERATOR(pg_catalog.=) r.destination_id
WHERE pg_catalog.pg_has_role(COALESCE(d.role_oid, 0::pg_catalog.oid), 'USAGE');
COMMENT ON VIEW awspipe.outbox_results IS 'what became of messages sent with a reference, of the roles one is a member of; kept as long as batches';
REVOKE ALL ON awspipe.outbox_results FROM PUBLIC;
GRANT SELECT ON awspipe.outbox_results TO PUBLIC;

CREATE FUNCTION awspipe._quantile(counts bigint[], part double precision) RETURNS interval
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_quantile_of';
COMMENT ON FUNCTION awspipe._quantile(bigint[], double precision) IS 'how long that part of all took at most, by a histogram; NULL if there was nothing';

CREATE FUNCTION awspipe._rate_at(rate double precision, at timestamptz, since timestamptz) RETURNS double precision
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_rate_now';
COMMENT ON FUNCTION awspipe._rate_at(double precision, timestamptz, timestamptz) IS 'what a rate is by now that was so then, and has been measured since';

CREATE VIEW awspipe._destination_dead_letters AS
SELECT COALESCE(w.role_oid, 0::pg_catalog.oid) AS role_oid, f.server_name::pg_catalog.text AS server, l.service, l.resource,
    pg_catalog.sum(l.number)::pg_catalog.int8 AS number, pg_catalog.min(l.first) AS first
FROM (
    SELECT server_id, service, resource, owner_id, pg_catalog.count(*) AS number,
        pg_catalog.min(dead_letter_id) AS first
    FROM awspipe.dead_letter
    WHERE kind = 'message'
    GROUP BY server_id, service, resource, owner_id
) AS l
JOIN awspipe.server AS f USING (server_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
GROUP BY w.role_oid, f.server_name, l.service, l.resource;
COMMENT ON VIEW awspipe._destination_dead_letters IS 'how many messages to each destination were given up; read awspipe.dead_letters instead';

/*
 * What waits is counted in the primary key's index, and the oldest message is
 * its first.  Held messages are looked for only where there have been any.  One
 * look is for all destinations: a plan that expects to do it for each is worth
 * compiling to PostgreSQL, which takes seconds.
 */
CREATE VIEW awspipe._destination_status AS
SELECT d.destination_id, d.role_oid::pg_catalog.regrole AS owner, d.server_name::pg_catalog.text AS server, d.service, d.resource,
    CASE
        WHEN c.condition IN ('off', 'not preloaded', 'copy') THEN 'disabled'
        WHEN s.paused THEN 'paused'
        WHEN c.dispatcher_missing IS NOT NULL OR EXISTS (
            SELECT FROM awspipe._workers() AS w
            WHERE w.kind OPERATOR(pg_catalog.=) 'dispatcher' AND w.failing IS NOT NULL
        ) THEN 'failing'
        ELSE 'active'
    END AS state,
    s.since,
    s.error_code, s.error_message, s.error_at,
    COALESCE(q.depth, 0) AS depth,
    CASE WHEN f.created_at IS NOT NULL THEN greatest(now.at - f.created_at, '0') END AS oldest_message_age,
    COALESCE(h.held, 0) AS held,
    COALESCE(s.delivered, 0) AS delivered,
    COALESCE(s.superseded, 0) AS superseded,
    COALESCE(s.dead_letters, 0) AS dead_letters,
    COALESCE(s.retried, 0) AS retried,
    COALESCE(s.throttled, 0) AS throttled,
    COALESCE(s.ambiguous, 0) AS ambiguous,
    COALESCE(s.requests, 0) AS requests,
    COALESCE(s.bytes, 0) AS bytes,
    s.request_ms::pg_catalog.float8
        OPERATOR(pg_catalog./) NULLIF(s.requests, 0)::pg_catalog.float8
        AS mean_request_ms,
    s.updated_at,
    awspipe._rate_at(s.rate, s.rate_at, s.stats_reset) AS deliveries_per_second,
    awspipe._quantile(s.latencies, 0.5) AS latency_p50,
    awspipe._quantile(s.latencies, 0.95) AS latency_p95,
    awspipe._quantile(s.latencies, 0.99) AS latency_p99,
    s.stats_reset,
    s.latencies,
    COALESCE(l.number, 0) AS dead_letters_waiting
FROM awspipe._destination AS d
CROSS JOIN awspipe._condition AS c
CROSS JOIN (SELECT pg_catalog.clock_timestamp() AS at) AS now
LEFT JOIN awspipe.destination_stat AS s
    ON s.destination_id OPERATOR(pg_catalog.=) d.destination_id
LEFT JOIN (
    SELECT destination_id, count(*) AS depth, min(outbox_id) AS first
    FROM awspipe.outbox
    GROUP BY destination_id
) AS q
    ON q.destination_id OPERATOR(pg_catalog.=) d.destination_id
LEFT JOIN (
    SELECT destination_id, count(*) AS held
    FROM awspipe.outbox
    WHERE state = 'ambiguous' AND (SELECT bool_or(ambiguous > 0) FROM awspipe.destination_stat)
    GROUP BY destination_id
) AS h
    ON h.destination_id OPERATOR(pg_catalog.=) d.destination_id
LEFT JOIN awspipe.outbox AS f
    ON f.destination_id OPERATOR(pg_catalog.=) q.destination_id
    AND f.outbox_id OPERATOR(pg_catalog.=) q.first
LEFT JOIN awspipe._destination_dead_letters AS l
    ON l.role_oid OPERATOR(pg_catalog.=) COALESCE(d.role_oid, 0::pg_catalog.oid)
    AND l.server OPERATOR(pg_catalog.=) d.server_name::pg_catalog.text
    AND l.service OPERATOR(pg_catalog.=) d.service
    AND l.resource OPERATOR(pg_catalog.=) d.resource
WHERE NOT d.dropped;
COMMENT ON VIEW awspipe._destination_status IS 'what becomes of messages; read awspipe.stat_destination instead';

CREATE VIEW awspipe.stat_destination WITH (security_barrier = true) AS
SELECT d.destination_id, d.owner, d.server, d.service, d.resource, d.state, d.error_code,
    CASE WHEN pg_catalog.pg_has_role(COALESCE(d.owner::pg_catalog.oid, 0::pg_catalog.oid), 'USAGE') THEN d.error_message END
        AS error_message,
    d.error_at,
    d.delivered, d.superseded, d.dead_letters, d.retried, d.throttled, d.ambiguous,
    d.requests, d.bytes, d.mean_request_ms, d.updated_at,
    d.since, d.depth, d.oldest_message_age, d.held, d.deliveries_per_second,
    d.latency_p50, d.latency_p95, d.latency_p99, d.stats_reset, d.dead_letters_waiting
FROM awspipe._destination_status AS d
WHERE pg_catalog.pg_has_role(COALESCE(d.owner::pg_catalog.oid, 0::pg_catalog.oid), 'USAGE')
    OR pg_catalog.pg_has_role('pg_monitor', 'USAGE');
COMMENT ON VIEW awspipe.stat_destination IS 'state and counters of destinations, of the roles one is a member of; pg_monitor sees all but messages';
REVOKE ALL ON awspipe.stat_destination FROM PUBLIC;
GRANT SELECT ON awspipe.stat_destination TO PUBLIC;

/*
 * DynamoDB.  Limits: an item 400 KB with its names (54000), numbers 38
 * digits and exponents -130 to 125 (22003), 32 levels (54000).
 */
CREATE FUNCTION awspipe.dynamodb_put_item(
    server text,
    table_name text,
    item jsonb,
    version numeric DEFAULT NULL,
    version_attribute text DEFAULT 'version',
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_dynamodb_put_item';
COMMENT ON FUNCTION awspipe.dynamodb_put_item(text, text, jsonb, numeric, text, text, text) IS 'puts an item into a DynamoDB table after commit; with a version, unless the table has a newer one';
REVOKE ALL ON FUNCTION awspipe.dynamodb_put_item(text, text, jsonb, numeric, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.dynamodb_put_item(text, text, jsonb, numeric, text, text, text) TO PUBLIC;

/*
 * With a version the item becomes a tombstone: its key, the version, deleted
 * = true and, if ttl_attribute is given, the time from which DynamoDB may
 * remove it.  The table's time to live must be set to that attribute, and
 * tombstone_ttl must be longer than any put of the item can be late.
 */
CREATE FUNCTION awspipe.dynamodb_delete_item(
    server text,
    table_name text,
    key jsonb,
    version numeric DEFAULT NULL,
    version_attribute text DEFAULT 'version',
    tombstone_ttl interval DEFAULT '7 days',
    ttl_attribute text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_dynamodb_delete_item';
COMMENT ON FUNCTION awspipe.dynamodb_delete_item(text, text, jsonb, numeric, text, interval, text, text, text) IS 'deletes an item of a DynamoDB table after commit; with a version, leaves a tombstone in its place';
REVOKE ALL ON FUNCTION awspipe.dynamodb_delete_item(text, text, jsonb, numeric, text, interval, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.dynamodb_delete_item(text, text, jsonb, numeric, text, interval, text, text, text) TO PUBLIC;

/*
 * A condition that does not hold settles the message.  An update may be made
 * twice: ADD and list_append need a condition to be safe.
 */
CREATE FUNCTION awspipe.dynamodb_update_item(
    server text,
    table_name text,
    key jsonb,
    update_expression text,
    expression_attribute_names jsonb DEFAULT NULL,
    expression_attribute_values jsonb DEFAULT NULL,
    condition_expression text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_dynamodb_update_item';
COMMENT ON FUNCTION awspipe.dynamodb_update_item(text, text, jsonb, text, jsonb, jsonb, text, text, text) IS 'updates an item of a DynamoDB table after commit, if its condition holds';
REVOKE ALL ON FUNCTION awspipe.dynamodb_update_item(text, text, jsonb, text, jsonb, jsonb, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.dynamodb_update_item(text, text, jsonb, text, jsonb, jsonb, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.dynamodb_from_json(object jsonb)
RETURNS jsonb
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_dynamodb_from_json';
COMMENT ON FUNCTION awspipe.dynamodb_from_json(jsonb) IS 'object as DynamoDB''s typed attribute values';
REVOKE ALL ON FUNCTION awspipe.dynamodb_from_json(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.dynamodb_from_json(jsonb) TO PUBLIC;

CREATE FUNCTION awspipe.dynamodb_to_json(item jsonb)
RETURNS jsonb
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_dynamodb_to_json';
COMMENT ON FUNCTION awspipe.dynamodb_to_json(jsonb) IS 'DynamoDB''s typed attribute values as a plain object';
REVOKE ALL ON FUNCTION awspipe.dynamodb_to_json(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.dynamodb_to_json(jsonb) TO PUBLIC;

/*
 * Kinesis.  Limits: 10 MiB with the partition key, and 1 to 256 characters
 * of it (54000).  A stream takes 1 MiB unless its own limit was raised; what
 * is larger than that becomes a dead letter.  ordering_key => '' gives the
 * order up for the sake of throughput.
 */
CREATE FUNCTION awspipe.kinesis_put_record(
    server text,
    stream text,
    data bytea,
    partition_key text,
    explicit_hash_key text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_kinesis_put_record';
COMMENT ON FUNCTION awspipe.kinesis_put_record(text, text, bytea, text, text, text, text) IS 'puts a record into a Kinesis data stream after commit, in order of its partition key';
REVOKE ALL ON FUNCTION awspipe.kinesis_put_record(text, text, bytea, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.kinesis_put_record(text, text, bytea, text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.kinesis_put_record(
    server text,
    stream text,
    data text,
    partition_key text,
    explicit_hash_key text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_kinesis_put_record_text';
COMMENT ON FUNCTION awspipe.kinesis_put_record(text, text, text, text, text, text, text) IS 'puts a record of UTF-8 text into a Kinesis data stream after commit';
REVOKE ALL ON FUNCTION awspipe.kinesis_put_record(text, text, text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.kinesis_put_record(text, text, text, text, text, text, text) TO PUBLIC;

CREATE FUNCTION awspipe.kinesis_put_record(
    server text,
    stream text,
    data jsonb,
    partition_key text,
    explicit_hash_key text DEFAULT NULL,
    ordering_key text DEFAULT NULL,
    reference text DEFAULT NULL)
RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_kinesis_put_record_jsonb';
COMMENT ON FUNCTION awspipe.kinesis_put_record(text, text, jsonb, text, text, text, text) IS 'puts a record of JSON into a Kinesis data stream after commit';
REVOKE ALL ON FUNCTION awspipe.kinesis_put_record(text, text, jsonb, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.kinesis_put_record(text, text, jsonb, text, text, text, text) TO PUBLIC;
