/*
 * Looking.  What is shown has been committed: another session sees it grow.
 */

CREATE VIEW @extschema@.amount_done AS
SELECT r.hour,
       CASE r.step
           WHEN 'generate' THEN r.rows_generated
           WHEN 'write' THEN r.rows_written
           WHEN 'load' THEN o.rows_read
           WHEN 'verify' THEN o.rows_read OPERATOR(pg_catalog.-) c.items
       END AS rows_done,
       CASE r.step
           WHEN 'generate' THEN r.rows_planned
           WHEN 'write' THEN r.rows_generated
           WHEN 'verify' THEN o.rows_read
       END AS rows_total,
       CASE r.step
           WHEN 'write' THEN r.bytes_written
           WHEN 'load' THEN o.bytes_read
       END AS bytes_done,
       CASE r.step
           WHEN 'load' THEN o.content_size
       END AS bytes_total,
       o.objects_done,
       CASE WHEN r.step IN ('load', 'verify') THEN o.objects END AS objects_total
FROM @extschema@.run AS r
    CROSS JOIN LATERAL (
        SELECT pg_catalog.count(*) AS objects,
               pg_catalog.count(*) FILTER (
                   WHERE CASE r.step WHEN 'write' THEN i.state NOT IN ('sent', 'refused')
                                     ELSE i.state IN ('loaded', 'gone') END) AS objects_done,
               COALESCE(pg_catalog.sum(i.line_number), 0)::bigint AS rows_read,
               COALESCE(pg_catalog.sum(i.next_byte), 0)::bigint AS bytes_read,
               /* not known as long as one of them is not */
               CASE WHEN pg_catalog.bool_and(i.content_size IS NOT NULL OR i.state OPERATOR(pg_catalog.=) 'gone')
                    THEN pg_catalog.sum(i.content_size)::bigint END AS content_size
        FROM @extschema@.object AS i
        WHERE i.hour OPERATOR(pg_catalog.=) r.hour) AS o
    CROSS JOIN LATERAL (
        SELECT COALESCE(pg_catalog.sum(pg_catalog.cardinality(i.outbox_ids)), 0)::bigint AS items
        FROM @extschema@.chunk AS i
        WHERE i.hour OPERATOR(pg_catalog.=) r.hour) AS c
WHERE r.step OPERATOR(pg_catalog.<>) 'closed';
COMMENT ON VIEW @extschema@.amount_done IS 'how much of their present step open hours have behind them; read progress instead';

CREATE VIEW @extschema@.progress AS
SELECT w.pid,
       r.hour,
       r.step,
       r.attempts,
       o.key AS object,
       d.objects_done,
       d.objects_total,
       d.bytes_done,
       d.bytes_total,
       d.rows_done,
       d.rows_total,
       pace.rows OPERATOR(pg_catalog./) pace.seconds AS rows_per_second,
       pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) pg_catalog.make_interval(secs =>
           CASE WHEN d.bytes_total IS NOT NULL
                THEN (d.bytes_total OPERATOR(pg_catalog.-) d.bytes_done)::double precision
                     OPERATOR(pg_catalog.*) pace.seconds
                     OPERATOR(pg_catalog./) NULLIF(pace.bytes, 0)
                ELSE (d.rows_total OPERATOR(pg_catalog.-) d.rows_done)::double precision
                     OPERATOR(pg_catalog.*) pace.seconds
                     OPERATOR(pg_catalog./) NULLIF(pace.rows, 0)
           END) AS estimated_end,
       COALESCE(r.error_message, p.error_message) AS error
FROM @extschema@.run AS r
    JOIN @extschema@.amount_done AS d USING (hour)
    /* an hour is worked on if no earlier one is open; back_fill() may go back */
    LEFT JOIN @extschema@.worker AS w ON r.hour OPERATOR(pg_catalog.=) (
        SELECT i.hour FROM @extschema@.run AS i WHERE i.step OPERATOR(pg_catalog.<>) 'closed'
        ORDER BY i.pace_at DESC LIMIT 1)
    LEFT JOIN LATERAL (
        SELECT (d.rows_done OPERATOR(pg_catalog.-) r.pace_rows)::double precision AS rows,
               (d.bytes_done OPERATOR(pg_catalog.-) r.pace_bytes)::double precision AS bytes,
               pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) r.pace_at) AS seconds
    ) AS pace ON w.pid IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT i.key
        FROM @extschema@.object AS i
        WHERE i.hour OPERATOR(pg_catalog.=) r.hour AND i.state IN ('sent', 'loading')
        ORDER BY i.part, i.key
        LIMIT 1
    ) AS o ON true
    LEFT JOIN LATERAL (
        SELECT s.error_message
        FROM awspipe.stat_destination AS s, @extschema@.setting AS g
        WHERE s.server OPERATOR(pg_catalog.=) g.server
          AND s.state OPERATOR(pg_catalog.=) 'paused'
          AND CASE r.step WHEN 'write' THEN s.service OPERATOR(pg_catalog.=) 's3'
                                        AND s.resource OPERATOR(pg_catalog.=) g.bucket
                          ELSE s.service OPERATOR(pg_catalog.=) 'dynamodb'
                           AND s.resource OPERATOR(pg_catalog.=) g.table_name END
        LIMIT 1
    ) AS p ON true;
COMMENT ON VIEW @extschema@.progress IS 'hours that are not closed yet: what is being done, how far it is, and what is in the way';
COMMENT ON COLUMN @extschema@.progress.pid IS 'the session that works on it; NULL if none does';
COMMENT ON COLUMN @extschema@.progress.bytes_done IS 'of the content of objects, before compression; NULL in steps that have no bytes';
COMMENT ON COLUMN @extschema@.progress.bytes_total IS 'NULL as long as the content of a compressed object of somebody else''s is not known';
COMMENT ON COLUMN @extschema@.progress.rows_per_second IS 'since the step began, or was taken up again';
COMMENT ON COLUMN @extschema@.progress.estimated_end IS 'of the step';
COMMENT ON COLUMN @extschema@.progress.error IS 'what the last attempt failed with, or why the outbox does not send';
