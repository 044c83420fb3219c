/*
 * What is not well, and nothing else.  Names and codes only, so that
 * pg_monitor may see all of it: messages can quote rows.  Each row says what
 * another view says, too.
 */
CREATE VIEW awspipe._problem AS
WITH consumer AS MATERIALIZED (
    SELECT c.consumer_id, c.name, COALESCE(c.role_oid, 0::oid) AS role_oid, c.state, c.since, c.error_code, c.lag
    FROM awspipe._consumer_status AS c
), owner AS MATERIALIZED (
    SELECT o.owner_id, COALESCE(w.role_oid, 0::oid) AS role_oid
    FROM awspipe.owner AS o
    LEFT JOIN awspipe._ownership AS w USING (owner_id)
)
SELECT p.*
FROM (
    /* In the database: one row for all that does not run for that reason */
    SELECT
        CASE
            WHEN EXISTS (SELECT FROM awspipe.consumer AS c WHERE c.enabled)
                OR EXISTS (SELECT FROM awspipe._destination) THEN 'critical'
            ELSE 'warning'
        END,
        'database', pg_catalog.current_database(), NULL::oid,
        'nothing runs: ' || w.why, NULL,
        CASE d.condition
            WHEN 'not preloaded' THEN pg_catalog.pg_postmaster_start_time()
            WHEN 'off' THEN pg_catalog.pg_conf_load_time()
        END,
        w.hint
    FROM awspipe._condition AS d, LATERAL awspipe._why_idle(d.condition) AS w
    WHERE w.why IS NOT NULL
    UNION ALL
    SELECT 'critical', 'worker', m.kind, NULL, m.problem, NULL, m.since,
        'It is started again after a while; the server log says why it ended.'
    FROM awspipe._condition AS d,
        LATERAL (VALUES
            ('supervisor', 'is not there: consumers that end are not started again', d.supervisor_missing),
            ('dispatcher', 'is not there: messages are not sent', d.dispatcher_missing)
        ) AS m (kind, problem, since)
    WHERE m.since IS NOT NULL
    UNION ALL
    SELECT 'warning', 'worker', COALESCE(c.name, p.kind), c.role_oid,
        'cannot ' || p.failing, p.error_code, p.failing_since,
        'It is tried again and again; see awspipe.workers and the server log.'
    FROM awspipe._workers() AS p
    LEFT JOIN consumer AS c USING (consumer_id)
    WHERE p.failing IS NOT NULL
    UNION ALL
    SELECT m.severity, 'consumer', c.name, c.role_oid, m.problem, m.error_code, m.since, m.hint
    FROM consumer AS c,
        LATERAL (VALUES
            (c.state = 'failed', 'critical', 'has stopped', c.error_code, c.since,
                'See awspipe.consumer_errors; awspipe.start_consumer() goes on.'),
            (c.state = 'retrying', 'warning', 'is retrying what has failed', c.error_code, c.since,
                'See awspipe.consumer_errors; it goes on when that has passed.'),
            (c.state = 'starting' AND c.since < now() - '30 s'::interval, 'warning',
                'has had no answer from AWS yet', c.error_code, c.since,
                'See awspipe.workers whether it has a worker, and the server''s endpoints.'),
            (c.state = 'stopping' AND c.since < now() - '30 s'::interval, 'warning',
                'is to stop and has not', NULL, c.since,
                'Its batch is canceled when maximum_batch_duration is over.'),
            (c.state = 'running' AND c.lag > '1 hour', 'warning', 'is far behind', NULL, now() - c.lag,
                'See awspipe.stat_consumer; what is older than the stream''s or queue''s retention is lost.')
        ) AS m (applies, severity, problem, error_code, since, hint)
    WHERE m.applies
    UNION ALL
    SELECT 'warning', 'job', j.name, COALESCE(w.role_oid, 0), m.problem, m.error_code, m.since, m.hint
    FROM awspipe.job AS j
    JOIN owner AS w USING (owner_id)
    LEFT JOIN LATERAL (
        SELECT r.state, r.error_code, r.finished_at FROM awspipe.job_run AS r
        WHERE r.job_id = j.job_id AND r.state NOT IN ('queued', 'running', 'canceled')
        ORDER BY r.run_id DESC LIMIT 1
    ) AS e ON true
    LEFT JOIN LATERAL (
        SELECT r.state, r.error_code, r.interruptions, r.queued_at, r.next_attempt_at FROM awspipe.job_run AS r
        WHERE r.job_id = j.job_id AND r.state IN ('queued', 'running')
        ORDER BY r.state DESC, r.run_id LIMIT 1
    ) AS o ON true,
        LATERAL (VALUES
            (e.state = 'failed', 'has failed', e.error_code, e.finished_at,
                'See awspipe.job_runs; awspipe.run_job() runs it again.'),
            (e.state = 'timed_out', 'took longer than its timeout', e.error_code, e.finished_at,
                'See awspipe.job_runs; awspipe.alter_job() gives it more time.'),
            (o.state = 'queued' AND greatest(o.queued_at, o.next_attempt_at) < now() - '15 minutes'::interval,
                'has a run that waits for long', o.error_code, greatest(o.queued_at, o.next_attempt_at),
                'See awspipe.job_runs; pgawspipe.max_job_workers and pgawspipe.max_workers say how many run at once.'),
            (o.interruptions >= 3, 'is interrupted again and again', o.error_code, o.queued_at,
                'Its worker, or the server, ends before its command does: see the server log. awspipe.cancel_run() gives it up.'),
            (j.schedule_error IS NOT NULL, 'is not started by its schedule', j.schedule_error, NULL,
                'awspipe.alter_job() with that schedule says why.')
        ) AS m (applies, problem, error_code, since, hint)
    WHERE m.applies
    UNION ALL
    SELECT m.severity, 'capture', c.name, COALESCE(c.role_oid, 0), m.problem, m.error_code, m.since, m.hint
    FROM awspipe._capture_status AS c
    LEFT JOIN LATERAL (
        SELECT min(t.added_at) AS since FROM awspipe.capture_table AS t
        WHERE t.capture_id = c.capture_id AND t.state IN ('added', 'loading')
    ) AS l ON true,
        LATERAL (VALUES
            (c.state = 'failed', 'critical', 'has stopped', c.error_code, c.error_at,
                'See awspipe.captures; awspipe.start_capture() goes on.'),
            (c.state = 'lost', 'critical', 'has lost its replication slot', c.error_code, c.error_at,
                'Changes since are not in S3; awspipe.resync_capture() begins anew.'),
            (c.state = 'retrying', 'warning', 'is retrying what has failed', c.error_code, c.error_at,
                'See awspipe.captures; its slot keeps the WAL until it goes on.'),
            (c.paused = 'lag' AND c.state = 'paused', 'critical', 'is paused: its lag has reached maximum_lag', NULL,
                c.position_at,
                'See awspipe.captures; once that is mended, awspipe.start_capture() goes on, and loses nothing.'),
            (c.paused IS NULL AND c.slot_state = 'ready' AND c.lag_bytes > c.maximum_lag / 2, 'warning',
                'lags by more than half of maximum_lag', NULL, c.position_at,
                'See awspipe.captures whether it goes on; its slot keeps the WAL until then.'),
            (c.enabled AND c.state <> 'lost' AND l.since < now() - '1 hour'::interval, 'warning',
                'has been copying a table for long', NULL, l.since,
                'See awspipe.capture_tables; the WAL is kept until it has been copied.')
        ) AS m (applies, severity, problem, error_code, since, hint)
    WHERE m.applies
    UNION ALL
    SELECT m.severity, 'destination', concat_ws(' ', d.server, d.service, d.resource), COALESCE(d.owner::oid, 0),
        m.problem, m.error_code, m.since, m.hint
    FROM awspipe._destination_status AS d,
        LATERAL (VALUES
            (d.state = 'paused', 'critical', 'cannot be sent to', d.error_code, d.since,
                'See awspipe.stat_destination; a probe is sent until it has passed.'),
            (d.state = 'active' AND d.oldest_message_age > '15 minutes', 'warning',
                'has messages that wait for long', NULL, now() - d.oldest_message_age,
                'See awspipe.outbox_pending and awspipe.stat_destination.'),
            (d.held > 0, 'warning',
                CASE d.held
                    WHEN 1 THEN '1 message is held: nobody knows whether it was delivered'
                    ELSE d.held || ' messages are held: nobody knows whether they were delivered'
                END,
                NULL, NULL, 'See awspipe.outbox_pending; awspipe.resolve() says what to do with each.')
        ) AS m (applies, severity, problem, error_code, since, hint)
    WHERE m.applies
    UNION ALL
    SELECT 'warning', l.object_type, l.object, l.role_oid,
        CASE l.number WHEN 1 THEN '1 dead letter waits' ELSE l.number || ' dead letters wait' END,
        f.error_code, f.failed_at,
        'See awspipe.dead_letters; awspipe.redrive() puts them back, awspipe.discard() deletes them.'
    FROM (
        SELECT 'consumer' AS object_type, c.consumer AS object, w.role_oid, c.number, c.first
        FROM awspipe._consumer_dead_letters AS c
        JOIN owner AS w USING (owner_id)
        UNION ALL
        SELECT 'destination', concat_ws(' ', d.server, d.service, d.resource), d.role_oid, d.number, d.first
        FROM awspipe._destination_dead_letters AS d
    ) AS l
    JOIN awspipe.dead_letter AS f ON f.dead_letter_id = l.first
) AS p (severity, object_type, object, role_oid, problem, error_code, since, hint);
COMMENT ON VIEW awspipe._problem IS 'what is not well, of all roles; read awspipe.health instead';
COMMENT ON COLUMN awspipe._problem.role_oid IS 'role that it concerns; NULL: all, 0: nobody';

CREATE VIEW awspipe.health WITH (security_barrier) AS
SELECT
    p.severity,
    p.object_type,
    p.object::text AS object,
    p.problem,
    p.error_code,
    pg_catalog.date_trunc('second', p.since)::timestamptz(0) AS since,
    p.hint
FROM awspipe._problem AS p
WHERE p.role_oid IS NULL
    OR pg_catalog.pg_has_role(p.role_oid, 'USAGE')
    OR pg_catalog.pg_has_role('pg_monitor', 'USAGE')
ORDER BY array_position('{critical,warning}', p.severity),
    array_position('{database,worker,consumer,job,capture,destination}', p.object_type), p.object, p.problem;
COMMENT ON VIEW awspipe.health IS 'what is not well: empty when all is';

COMMENT ON COLUMN awspipe.health.severity IS 'critical: something stands still; warning: it may, or something waits for a person';
COMMENT ON COLUMN awspipe.health.object_type IS 'database, worker, consumer, job, capture or destination';
COMMENT ON COLUMN awspipe.health.object IS 'its name; of a destination server, service and resource';
COMMENT ON COLUMN awspipe.health.problem IS 'what is wrong with it';
COMMENT ON COLUMN awspipe.health.error_code IS 'SQLSTATE, or AWS''s error code';
COMMENT ON COLUMN awspipe.health.since IS 'since when; NULL: not known';
COMMENT ON COLUMN awspipe.health.hint IS 'where to look, and what to do about it';

GRANT SELECT ON awspipe.health TO PUBLIC;
