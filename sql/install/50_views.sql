/*
 * What users see: rows of roles whose rights the reader has.  A superuser has
 * those of nobody too, which stands as the OID 0.  Counters of
 * all are pg_monitor's to see; messages, payloads and errors are not, since
 * they may quote rows.
 */
CREATE FUNCTION awspipe._consumer_counters(
    consumer_id bigint, OUT records bigint, OUT bytes bigint, OUT batches bigint,
    OUT filtered bigint, OUT dead_letters bigint, OUT errors bigint, OUT requests bigint,
    OUT throttled bigint, OUT millis_behind bigint, OUT apply_usec bigint,
    OUT duplicates bigint, OUT wrong_shard bigint
)
    AS 'MODULE_PATHNAME', 'awspipe_consumer_counters'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe._consumer_counters(bigint) IS 'a consumer''s counters; read awspipe.stat_consumer instead';

CREATE VIEW awspipe.consumers WITH (security_barrier) AS
SELECT
    c.name,
    w.role_oid::regrole AS owner,
    c.source,
    f.server_name::text AS server,
    c.resource,
    c.inbox,
    CASE
        WHEN NOT c.enabled THEN
            CASE
                WHEN EXISTS (
                    SELECT FROM awspipe._workers() AS w
                    WHERE w.consumer_id OPERATOR(pg_catalog.=) c.consumer_id
                ) THEN 'stopping'
                ELSE 'stopped'
            END
        ELSE coalesce(s.state, 'stopped')
    END AS state,
    s.since,
    s.error_code,
    s.error_message,
    s.error_detail,
    s.error_context,
    s.error_position,
    s.error_at,
    c.starting_position,
    c.starting_timestamp,
    c.starting_sequence_numbers,
    c.batch_size,
    c.maximum_batching_window,
    c.maximum_retry_attempts,
    c.maximum_record_age,
    c.maximum_batch_duration,
    c.bisect_batch_on_error,
    c.on_error,
    c.filter_pattern,
    CASE WHEN c.source OPERATOR(pg_catalog.=) 'sqs' THEN c.ack_after END AS ack_after,
    c.visibility_timeout,
    CASE WHEN c.source OPERATOR(pg_catalog.=) 'sqs' THEN c.polls END AS polls,
    CASE WHEN c.source OPERATOR(pg_catalog.=) 'sqs' THEN c.unwrap_sns END AS unwrap_sns,
    CASE WHEN c.source OPERATOR(pg_catalog.=) 'kinesis' THEN c.wrong_shard END AS wrong_shard,
    s.error_hint
FROM awspipe.consumer AS c
JOIN awspipe.server AS f USING (server_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
LEFT JOIN awspipe.consumer_state AS s USING (consumer_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.consumers IS 'consumers, their options, and what they are doing';

CREATE VIEW awspipe.shards WITH (security_barrier) AS
SELECT
    c.name AS consumer,
    p.shard_id,
    p.parents,
    CASE
        WHEN p.closed THEN 'closed'
        WHEN EXISTS (
            SELECT FROM awspipe.checkpoint AS q
            WHERE q.consumer_id OPERATOR(pg_catalog.=) p.consumer_id
              AND q.shard_id OPERATOR(pg_catalog.=) ANY (p.parents)
              AND NOT q.closed
        ) THEN 'waiting'
        ELSE 'open'
    END AS state,
    p.starting_position,
    p.sequence_number,
    p.sub_sequence_number,
    p.arrived_at,
    p.caught_up_at,
    p.updated_at
FROM awspipe.checkpoint AS p
JOIN awspipe.consumer AS c USING (consumer_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.shards IS 'committed positions, shard by shard';

CREATE VIEW awspipe.dead_letters WITH (security_barrier) AS
SELECT
    d.dead_letter_id,
    d.kind,
    w.role_oid::regrole AS owner,
    d.failed_at,
    d.attempts,
    d.redrive,
    d.error_code,
    d.error_message,
    d.error_detail,
    d.error_context,
    d.constraint_name,
    d.consumer,
    d.shard_id,
    d.sequence_number,
    d.sub_sequence_number,
    d.partition_key,
    d.arrived_at,
    d.attributes,
    d.event_id,
    d.message_group_id,
    d.outbox_id,
    d.batch_id,
    f.server_name::text AS server,
    d.service,
    d.resource,
    d.operation,
    d.ordering_key,
    d.version,
    d.reference,
    d.payload,
    d.error_hint
FROM awspipe.dead_letter AS d
LEFT JOIN awspipe.server AS f USING (server_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.dead_letters IS 'records and messages that were given up, and gaps in streams';

CREATE VIEW awspipe.batches WITH (security_barrier) AS
SELECT
    b.batch_id,
    c.name AS consumer,
    b.applied_at,
    b.records,
    b.shard_ids,
    b.first_sequence_numbers,
    b.last_sequence_numbers
FROM awspipe.batch AS b
JOIN awspipe.consumer AS c USING (consumer_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.batches IS 'batches applied lately: which records caused which outbox messages';

CREATE VIEW awspipe.workers WITH (security_barrier) AS
SELECT
    p.pid,
    p.kind,
    c.name AS consumer,
    p.started_at,
    p.failing,
    p.failing_since,
    p.error_code,
    p.error_message
FROM awspipe._workers() AS p
LEFT JOIN awspipe.consumer AS c USING (consumer_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE p.consumer_id IS NULL
   OR pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE')
   OR pg_catalog.pg_has_role('pg_monitor', 'USAGE');
COMMENT ON VIEW awspipe.workers IS 'background workers of this database';

CREATE VIEW awspipe.stat_consumer WITH (security_barrier) AS
SELECT
    c.name AS consumer,
    w.role_oid::regrole AS owner,
    k.records,
    k.bytes,
    k.batches,
    k.filtered,
    k.dead_letters,
    k.errors,
    k.requests,
    k.throttled,
    pg_catalog.make_interval(secs => k.millis_behind::double precision OPERATOR(pg_catalog./) 1000) AS lag,
    pg_catalog.make_interval(secs => k.apply_usec::double precision OPERATOR(pg_catalog./) 1000000) AS apply_time,
    k.duplicates,
    k.wrong_shard
FROM awspipe.consumer AS c
LEFT JOIN awspipe._ownership AS w USING (owner_id),
    LATERAL awspipe._consumer_counters(c.consumer_id) AS k
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE')
   OR pg_catalog.pg_has_role('pg_monitor', 'USAGE');
COMMENT ON VIEW awspipe.stat_consumer IS 'counters of consumers since the server started';

GRANT SELECT ON
    awspipe.consumers, awspipe.shards, awspipe.dead_letters, awspipe.batches,
    awspipe.workers, awspipe.stat_consumer
    TO PUBLIC;
