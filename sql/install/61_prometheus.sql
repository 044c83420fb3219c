/*
 * The same statistics for Prometheus, in its text exposition format 0.0.4:
 * names, units and labels follow from what _metrics() says of each.  What is
 * called alike, since a server of that name was dropped and made anew, is one
 * series: counters are added, and of what is measured the worst is told.
 */

CREATE FUNCTION awspipe._bounds(
    counts bigint[],
    OUT le double precision, OUT count bigint, OUT sum double precision)
RETURNS SETOF record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_bounds_of';
COMMENT ON FUNCTION awspipe._bounds(bigint[]) IS 'how many took at most so many seconds (NULL: any time), by a histogram, and how long these took together';
REVOKE ALL ON FUNCTION awspipe._bounds(bigint[]) FROM PUBLIC;

CREATE FUNCTION awspipe._exposition(role oid) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH metric AS MATERIALIZED (
        SELECT m.* FROM awspipe._metrics($1) AS m
    ), histogram AS MATERIALIZED (
        SELECT 'consumer' AS object, 'Time from the arrival of records to their application.' AS help,
            jsonb_build_object('Consumer', c.name) AS dimensions, pg_get_userbyid(c.role_oid) AS owner, c.latencies
        FROM awspipe._consumer_status AS c
        WHERE pg_has_role($1, COALESCE(c.role_oid, 0::oid), 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE')
        UNION ALL
        SELECT 'destination', 'Time from the writing of messages to their delivery.',
            jsonb_build_object('Server', d.server, 'Service', d.service, 'Resource', d.resource),
            pg_get_userbyid(d.owner), d.latencies
        FROM awspipe._destination_status AS d
        WHERE pg_has_role($1, COALESCE(d.owner::oid, 0), 'USAGE') OR pg_has_role($1, 'pg_monitor', 'USAGE')
    ), labeled AS MATERIALIZED (
        SELECT s.dimensions, s.owner,
            CASE WHEN s.dimensions ? 'Server' THEN 'destination' ELSE lower((SELECT jsonb_object_keys(s.dimensions))) END
                AS object,
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
    ), measured AS (
        SELECT l.object, n.name, m.help, CASE WHEN m.counter THEN 'counter' ELSE 'gauge' END AS type,
            '' AS suffix, l.labels, NULL::double precision AS le,
            CASE m.unit WHEN 'Milliseconds' THEN m.value / 1000 ELSE m.value END AS value
        FROM metric AS m
        JOIN named AS n USING (metric_name, unit, counter, help)
        JOIN labeled AS l ON l.dimensions = m.dimensions AND COALESCE(l.owner, '') = COALESCE(m.owner, '')
        UNION ALL
        SELECT l.object, 'latency_seconds', h.help, 'histogram', v.suffix, l.labels, v.le, v.value
        FROM histogram AS h
        JOIN labeled AS l ON l.dimensions = h.dimensions AND COALESCE(l.owner, '') = COALESCE(h.owner, ''),
            LATERAL awspipe._bounds(h.latencies) AS b,
            LATERAL (
                SELECT '_bucket', COALESCE(b.le, 'Infinity'), b.count::double precision
                UNION ALL
                SELECT '_sum', NULL, b.sum WHERE b.le IS NULL
                UNION ALL
                SELECT '_count', NULL, b.count WHERE b.le IS NULL
            ) AS v (suffix, le, value)
    ), line AS (
        SELECT m.object, m.name, m.help, m.type, m.labels, m.suffix, m.le,
            format(E'pgawspipe_%s_%s%s{%s%s} %s\n', m.object, m.name, m.suffix, m.labels,
                CASE
                    WHEN m.le = 'Infinity' THEN ',le="+Inf"'
                    WHEN m.le IS NOT NULL THEN format(',le="%s"', m.le)
                END,
                CASE WHEN m.type = 'gauge' THEN max(m.value) ELSE sum(m.value) END) AS line
        FROM measured AS m
        GROUP BY m.object, m.name, m.help, m.type, m.labels, m.suffix, m.le
    )
    SELECT COALESCE(string_agg(f.family, '' ORDER BY f.name COLLATE "C"), '')
    FROM (
        SELECT n.name,
            format(E'# HELP %s %s\n# TYPE %s %s\n', n.name, min(l.help), n.name, min(l.type))
                || string_agg(l.line, '' ORDER BY l.labels COLLATE "C", l.suffix, l.le) AS family
        FROM line AS l, LATERAL (SELECT format('pgawspipe_%s_%s', l.object, l.name) AS name) AS n
        GROUP BY n.name
    ) AS f;
$$;
COMMENT ON FUNCTION awspipe._exposition(oid) IS 'statistics that a role may see, for Prometheus; call awspipe.prometheus_metrics() instead';
REVOKE ALL ON FUNCTION awspipe._exposition(oid) FROM PUBLIC;

CREATE FUNCTION awspipe.prometheus_metrics() RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'awspipe_prometheus_metrics';
COMMENT ON FUNCTION awspipe.prometheus_metrics() IS 'statistics of what the caller may see, in the text format of Prometheus';
REVOKE ALL ON FUNCTION awspipe.prometheus_metrics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.prometheus_metrics() TO PUBLIC;
