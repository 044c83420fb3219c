/*
 * The same statistics for Prometheus, in its text exposition format 0.0.4:
 * names, units and labels follow from what _metrics() says of each.  What is
 * called alike, since a server of that name was dropped and made anew, is one
 * series: counters are added, and of what is measured the worst is told.
 */

CREATE FUNCTION awspipe._histogram_lines(name text, labels text, counts bigint[]) RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_histogram_lines';
COMMENT ON FUNCTION awspipe._histogram_lines(text, text, bigint[]) IS 'a histogram as Prometheus takes it';
REVOKE ALL ON FUNCTION awspipe._histogram_lines(text, text, bigint[]) FROM PUBLIC;

CREATE FUNCTION awspipe._exposition(role oid) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH measured AS MATERIALIZED (
        SELECT m.* FROM awspipe._metrics($1) AS m
    ), metric AS MATERIALIZED (
        TABLE measured
        UNION ALL
        SELECT 'Problems', jsonb_build_object('Severity', s.severity), 'Count', count(p.severity), false, NULL,
            'Rows of awspipe.health.'
        FROM unnest('{critical,warning}'::text[]) AS s (severity)
        LEFT JOIN awspipe._problem AS p
            ON p.severity = s.severity
            AND (p.role_oid IS NULL OR pg_has_role($1, p.role_oid, 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE'))
        WHERE EXISTS (SELECT FROM measured)
        GROUP BY s.severity
    ), histogram AS MATERIALIZED (
        SELECT 'Time from the arrival of records to their application.' AS help,
            jsonb_build_object('Consumer', c.name) AS dimensions, pg_get_userbyid(c.role_oid) AS owner, c.latencies
        FROM awspipe._consumer_status AS c
        WHERE pg_has_role($1, COALESCE(c.role_oid, 0::oid), 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE')
        UNION ALL
        SELECT 'Time from the writing of messages to their delivery.',
            jsonb_build_object('Server', d.server, 'Service', d.service, 'Resource', d.resource),
            pg_get_userbyid(d.owner), d.latencies
        FROM awspipe._destination_status AS d
        WHERE pg_has_role($1, COALESCE(d.owner::oid, 0), 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE')
    ), labeled AS MATERIALIZED (
        SELECT s.dimensions, s.owner,
            CASE
                WHEN s.dimensions ? 'Server' THEN 'destination'
                WHEN s.dimensions ? 'Severity' THEN 'health'
                ELSE lower((SELECT jsonb_object_keys(s.dimensions)))
            END AS object,
            (
                SELECT string_agg(
                    format('%s="%s"', lower(l.key),
                        replace(replace(replace(l.value, E'\\', E'\\\\'), '"', E'\\"'), E'\n', E'\\n')),
                    ',' ORDER BY l.n)
                FROM (
                    SELECT o.key, o.value, o.ordinality AS n
                    FROM jsonb_each_text(s.dimensions) WITH ORDINALITY AS o
                    UNION ALL
                    SELECT 'owner', s.owner, 9 WHERE s.owner IS NOT NULL
                ) AS l
            ) AS labels
        FROM (SELECT DISTINCT m.dimensions, m.owner FROM metric AS m) AS s
    ), named AS MATERIALIZED (
        SELECT m.metric_name, m.unit, m.counter, m.help,
            lower(regexp_replace(m.metric_name, '([a-z])([A-Z])', '\1_\2', 'g'))
                || CASE
                    WHEN m.unit IN ('Milliseconds', 'Seconds') THEN '_seconds'
                    WHEN m.counter THEN '_total'
                    ELSE ''
                END AS name
        FROM (SELECT DISTINCT metric_name, unit, counter, help FROM metric) AS m
    ), sample AS (
        SELECT l.object, n.name, m.help, m.counter, l.labels,
            CASE m.unit WHEN 'Milliseconds' THEN m.value / 1000 ELSE m.value END AS value
        FROM metric AS m
        JOIN named AS n USING (metric_name, unit, counter, help)
        JOIN labeled AS l ON l.dimensions = m.dimensions AND COALESCE(l.owner, '') = COALESCE(m.owner, '')
    ), line AS (
        SELECT m.object, m.name, m.counter, min(m.help) AS help, m.labels,
            format(E'pgawspipe_%s_%s{%s} %s\n', m.object, m.name, m.labels,
                CASE WHEN m.counter THEN sum(m.value) ELSE max(m.value) END) AS line
        FROM sample AS m
        GROUP BY m.object, m.name, m.counter, m.labels
    ), latency AS (
        SELECT min(h.help) AS help, h.dimensions, h.owner,
            CASE count(*)
                WHEN 1 THEN min(h.latencies)
                ELSE (
                    SELECT COALESCE(array_agg(s.number ORDER BY s.bucket), '{}')
                    FROM (
                        SELECT c.bucket, sum(c.number)::bigint AS number
                        FROM histogram AS o, unnest(o.latencies) WITH ORDINALITY AS c (number, bucket)
                        WHERE o.dimensions = h.dimensions AND o.owner IS NOT DISTINCT FROM h.owner
                        GROUP BY c.bucket
                    ) AS s
                )
            END AS latencies
        FROM histogram AS h
        WHERE h.latencies IS NOT NULL
        GROUP BY h.dimensions, h.owner
    ), family AS (
        SELECT l.object, l.name, min(l.help) AS help, CASE WHEN l.counter THEN 'counter' ELSE 'gauge' END AS type,
            string_agg(l.line, '' ORDER BY l.labels COLLATE "C") AS lines
        FROM line AS l
        GROUP BY l.object, l.name, l.counter
        UNION ALL
        SELECT l.object, 'latency_seconds', min(h.help), 'histogram',
            string_agg(
                awspipe._histogram_lines(format('pgawspipe_%s_latency_seconds', l.object), l.labels, h.latencies),
                '' ORDER BY l.labels COLLATE "C")
        FROM latency AS h
        JOIN labeled AS l ON l.dimensions = h.dimensions AND COALESCE(l.owner, '') = COALESCE(h.owner, '')
        GROUP BY l.object
    )
    SELECT COALESCE(
        string_agg(
            format(E'# HELP %1$s %2$s\n# TYPE %1$s %3$s\n%4$s', n.name, f.help, f.type, f.lines),
            '' ORDER BY n.name COLLATE "C"),
        '')
    FROM family AS f, LATERAL (SELECT format('pgawspipe_%s_%s', f.object, f.name) AS name) AS n;
$$;
COMMENT ON FUNCTION awspipe._exposition(oid) IS 'statistics that a role may see, for Prometheus; call awspipe.prometheus_metrics() instead';
REVOKE ALL ON FUNCTION awspipe._exposition(oid) FROM PUBLIC;

CREATE FUNCTION awspipe.prometheus_metrics() RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_prometheus_metrics';
COMMENT ON FUNCTION awspipe.prometheus_metrics() IS 'statistics of what the caller may see, in the text format of Prometheus';
REVOKE ALL ON FUNCTION awspipe.prometheus_metrics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.prometheus_metrics() TO PUBLIC;
