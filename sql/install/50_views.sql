/*
 * What users see: rows of roles whose rights the reader has.  A superuser has
 * those of nobody too, which stands as the OID 0.  Counters of
 * all are pg_monitor's to see; messages, payloads and errors are not, since
 * they may quote rows.
 */
CREATE FUNCTION awspipe._consumer_slots(
    OUT consumer_id bigint, OUT pid integer, OUT ended_at timestamptz,
    OUT records bigint, OUT bytes bigint, OUT batches bigint, OUT filtered bigint,
    OUT dead_letters bigint, OUT errors bigint, OUT requests bigint, OUT throttled bigint,
    OUT millis_behind bigint, OUT apply_usec bigint, OUT duplicates bigint, OUT wrong_shard bigint,
    OUT answered_at timestamptz, OUT read_up_to timestamptz,
    OUT waiting_since timestamptz, OUT applied_at timestamptz, OUT depth bigint,
    OUT stats_reset timestamptz, OUT records_per_second double precision,
    OUT latency_p50 interval, OUT latency_p95 interval, OUT latency_p99 interval,
    OUT latencies bigint[]
) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'awspipe_consumer_slots'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe._consumer_slots() IS 'consumers that have run since the server started; read awspipe.stat_consumer instead';

/*
 * What each consumer is doing, said in this place only.  Its worker writes
 * down what it meets with; whether there is a worker, and can be one, is seen
 * here.  What failed for good needs a person, whatever else is the case.
 *
 * How far it is behind is what AWS has said and, where an answer is overdue,
 * the time since then, too: streams are asked several times a second, and a
 * long poll of a queue takes 20 s.  A record that was read is behind until it
 * is applied.  What shared memory has lost, positions still tell.
 */
CREATE VIEW awspipe._consumer_status AS
SELECT
    c.consumer_id,
    c.name,
    c.owner_id,
    w.role_oid,
    c.server_id,
    c.source,
    c.resource,
    t.state,
    CASE
        WHEN t.state IN (s.state, 'stopped', 'stopping') THEN s.since
        ELSE COALESCE(k.ended_at, greatest(s.since, pg_catalog.pg_postmaster_start_time()))
    END AS since,
    s.error_code,
    s.error_message,
    s.epoch,
    CASE
        WHEN k.answered_at IS NULL OR (c.source = 'kinesis' AND p.consumer_id IS NULL)
            THEN now.at - p.applied_up_to
        ELSE greatest(
            pg_catalog.make_interval(secs => k.millis_behind / 1000.0),
            now.at - k.waiting_since,
            CASE
                WHEN t.state <> 'running'
                    OR k.answered_at < now.at - CASE c.source WHEN 'sqs' THEN '25 s'::interval ELSE '5 s' END
                    THEN now.at - k.read_up_to
            END,
            '0'
        )
    END AS lag,
    k.records,
    k.bytes,
    k.batches,
    k.filtered,
    k.dead_letters,
    k.errors,
    k.requests,
    k.throttled,
    k.apply_usec,
    k.duplicates,
    k.wrong_shard,
    k.answered_at,
    k.applied_at,
    least(k.read_up_to, k.waiting_since) AS applied_up_to,
    k.depth,
    CASE WHEN k.depth > 0 AND c.source = 'sqs' THEN greatest(now.at - k.waiting_since, now.at - k.read_up_to, '0') END
        AS oldest_message_age,
    k.stats_reset,
    k.records_per_second,
    k.latency_p50,
    k.latency_p95,
    k.latency_p99,
    k.latencies
FROM awspipe.consumer AS c
LEFT JOIN awspipe._ownership AS w USING (owner_id)
LEFT JOIN awspipe.consumer_state AS s USING (consumer_id)
LEFT JOIN awspipe._consumer_slots() AS k USING (consumer_id)
LEFT JOIN (
    SELECT consumer_id, min(greatest(caught_up_at, arrived_at)) FILTER (WHERE NOT closed) AS applied_up_to
    FROM awspipe.checkpoint
    GROUP BY consumer_id
) AS p USING (consumer_id)
CROSS JOIN awspipe._condition AS d
CROSS JOIN (SELECT pg_catalog.clock_timestamp() AS at) AS now
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN NOT c.enabled THEN CASE WHEN k.pid IS NOT NULL THEN 'stopping' ELSE 'stopped' END
            WHEN s.state = 'failed' THEN 'failed'
            WHEN d.condition IN ('off', 'not preloaded') THEN 'disabled'
            WHEN d.condition = 'copy' THEN 'paused'
            /* as the primary says */
            WHEN d.condition = 'standby' THEN COALESCE(s.state, 'stopped')
            WHEN k.pid IS NULL AND s.state = 'running' THEN 'starting'
            ELSE COALESCE(nullif(s.state, 'stopped'), 'starting')
        END AS state
    /* found once for each consumer, not wherever it is asked for */
    OFFSET 0
) AS t;
COMMENT ON VIEW awspipe._consumer_status IS 'what consumers are doing; read awspipe.consumers or awspipe.stat_consumer instead';

CREATE VIEW awspipe.consumers WITH (security_barrier) AS
SELECT
    c.name,
    c.source,
    c.resource,
    c.state,
    pg_catalog.date_trunc('second', c.since)::timestamptz(0) AS since,
    c.lag::interval(0) AS lag,
    c.error_code,
    c.error_message
FROM awspipe._consumer_status AS c
WHERE pg_catalog.pg_has_role(COALESCE(c.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.consumers IS 'consumers, and what they are doing';

CREATE VIEW awspipe.consumer_options WITH (security_barrier) AS
SELECT
    c.name,
    w.role_oid::regrole AS owner,
    f.server_name::text AS server,
    c.source,
    c.resource,
    c.inbox,
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
    CASE WHEN c.source = 'sqs' THEN c.ack_after END AS ack_after,
    c.visibility_timeout,
    CASE WHEN c.source = 'sqs' THEN c.polls END AS polls,
    CASE WHEN c.source = 'sqs' THEN c.unwrap_sns END AS unwrap_sns,
    CASE WHEN c.source = 'kinesis' THEN c.wrong_shard END AS wrong_shard,
    c.retention,
    c.tick,
    c.created_at
FROM awspipe.consumer AS c
JOIN awspipe.server AS f USING (server_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.consumer_options IS 'what consumers read, where they put it, and how';

CREATE VIEW awspipe.consumer_errors WITH (security_barrier) AS
SELECT
    c.name AS consumer,
    w.role_oid::regrole AS owner,
    s.error_at,
    s.error_code,
    s.error_message,
    s.error_detail,
    s.error_hint,
    s.error_context,
    s.error_position
FROM awspipe.consumer AS c
JOIN awspipe.consumer_state AS s USING (consumer_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE s.error_code IS NOT NULL
    AND pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.consumer_errors IS 'what consumers have met with, and what to do about it';

CREATE VIEW awspipe.consumer_history WITH (security_barrier) AS
SELECT
    c.name AS consumer,
    w.role_oid::regrole AS owner,
    h.at,
    h.state,
    h.error_code,
    h.error_message
FROM awspipe._consumer_history AS h
JOIN awspipe.consumer AS c USING (consumer_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::oid), 'USAGE');
COMMENT ON VIEW awspipe.consumer_history IS 'changes of consumers'' states, for pgawspipe.history_retention';

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

CREATE VIEW awspipe._consumer_dead_letters AS
SELECT
    consumer,
    owner_id,
    count(*) AS number,
    count(*) FILTER (WHERE kind = 'gap') AS gaps,
    min(dead_letter_id) AS first
FROM awspipe.dead_letter
WHERE consumer IS NOT NULL
GROUP BY consumer, owner_id;
COMMENT ON VIEW awspipe._consumer_dead_letters IS 'how many dead letters consumers have; read awspipe.dead_letters instead';

CREATE VIEW awspipe.stat_consumer WITH (security_barrier) AS
SELECT
    c.name AS consumer,
    c.role_oid::regrole AS owner,
    c.records,
    c.bytes,
    c.batches,
    c.filtered,
    c.dead_letters,
    c.errors,
    c.requests,
    c.throttled,
    c.lag,
    pg_catalog.make_interval(secs => c.apply_usec / 1000000.0) AS apply_time,
    c.duplicates,
    c.wrong_shard,
    c.state,
    c.since,
    c.error_code,
    c.answered_at,
    c.applied_at,
    c.depth,
    c.oldest_message_age,
    COALESCE(l.number, 0) AS dead_letters_waiting,
    c.records_per_second,
    c.latency_p50,
    c.latency_p95,
    c.latency_p99,
    c.stats_reset
FROM awspipe._consumer_status AS c
LEFT JOIN awspipe._consumer_dead_letters AS l ON l.consumer = c.name AND l.owner_id = c.owner_id
WHERE pg_catalog.pg_has_role(COALESCE(c.role_oid, 0::oid), 'USAGE')
   OR pg_catalog.pg_has_role('pg_monitor', 'USAGE');
COMMENT ON VIEW awspipe.stat_consumer IS 'states of consumers, how far they are behind, and their counters since the server started';

/* It is over when all that had arrived when it began has been applied. */
CREATE VIEW awspipe.stat_progress_replay WITH (security_barrier) AS
SELECT
    c.name AS consumer,
    c.role_oid::regrole AS owner,
    s.replay_started_at AS started_at,
    s.replay_start AS start_position,
    p.position,
    s.replay_started_at AS end_position,
    (
        SELECT COALESCE(sum(b.records), 0) FROM awspipe.batch AS b
        WHERE b.consumer_id = c.consumer_id AND b.applied_at >= s.replay_started_at
    ) AS records,
    c.records_per_second,
    CASE
        WHEN p.position > s.replay_start THEN
            (s.replay_started_at - p.position)
            * (extract(epoch FROM pg_catalog.clock_timestamp() - s.replay_started_at)::double precision
               / extract(epoch FROM p.position - s.replay_start)::double precision)
    END AS remaining
FROM awspipe._consumer_status AS c
JOIN awspipe.consumer_state AS s USING (consumer_id),
    LATERAL (
        SELECT min(q.arrived_at) FILTER (WHERE NOT q.closed) AS position,
            COALESCE(bool_and(q.closed OR greatest(q.arrived_at, q.caught_up_at) >= s.replay_started_at), false)
                AS done
        FROM awspipe.checkpoint AS q
        WHERE q.consumer_id = c.consumer_id
    ) AS p
WHERE s.replay_started_at IS NOT NULL
    AND NOT p.done
    AND (c.applied_up_to < s.replay_started_at) IS NOT FALSE
    AND (pg_catalog.pg_has_role(COALESCE(c.role_oid, 0::oid), 'USAGE')
        OR pg_catalog.pg_has_role('pg_monitor', 'USAGE'));
COMMENT ON VIEW awspipe.stat_progress_replay IS 'consumers that read a stream again, and how far they are';

CREATE FUNCTION awspipe.stat_reset(consumer text DEFAULT NULL) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_stat_reset'
    LANGUAGE C VOLATILE;
COMMENT ON FUNCTION awspipe.stat_reset(text) IS 'begins the counters of a consumer, or of all consumers and destinations of the caller''s, at zero';

GRANT SELECT ON
    awspipe.consumers, awspipe.consumer_options, awspipe.consumer_errors, awspipe.consumer_history,
    awspipe.shards, awspipe.dead_letters, awspipe.batches,
    awspipe.workers, awspipe.stat_consumer, awspipe.stat_progress_replay
    TO PUBLIC;
