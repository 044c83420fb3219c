/*
 * One page for a person: what is wrong, and under it what comes from AWS, where
 * it goes, and what leaves.  The page needs nothing but itself, and is one line
 * of ASCII, so that no client can spoil it.  Each text on it goes through
 * _html() where it is put in; what is the same for each is in sql/report.css.
 */

CREATE FUNCTION awspipe._html(value text) RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_html';
COMMENT ON FUNCTION awspipe._html(text) IS 'a text as HTML, all but printable ASCII by number';

CREATE FUNCTION awspipe._report_style() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT regexp_replace($css$
@report.css@
$css$, '\s+', ' ', 'g');
$$;
COMMENT ON FUNCTION awspipe._report_style() IS 'what the page of awspipe.report() looks like';

CREATE FUNCTION awspipe._span_in_words(span interval) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(
        CASE
            WHEN s < 1 THEN round(s * 1000) || ' ms'
            WHEN s < 60 THEN floor(s) || ' s'
            WHEN s < 3600 THEN floor(s / 60) || ' min ' || floor(s % 60) || ' s'
            WHEN s < 86400 THEN floor(s / 3600) || ' h ' || floor(s % 3600 / 60) || ' min'
            ELSE floor(s / 86400) || ' d ' || floor(s % 86400 / 3600) || ' h'
        END,
        '&#8211;')
    FROM (SELECT greatest(extract(epoch FROM $1)::numeric, 0) AS s WHERE $1 IS NOT NULL) AS a
    RIGHT JOIN (SELECT) AS one ON true;
$$;
COMMENT ON FUNCTION awspipe._span_in_words(interval) IS 'a span of time as a person reads it';

CREATE FUNCTION awspipe._figure(value double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(
        CASE
            WHEN $1 >= 1e9 THEN round($1::numeric / 1e9, 1) || ' G'
            WHEN $1 >= 1e6 THEN round($1::numeric / 1e6, 1) || ' M'
            WHEN $1 >= 1e4 THEN round($1::numeric / 1e3, 1) || ' k'
            WHEN $1 >= 10 OR $1 = floor($1) THEN round($1)::text
            WHEN $1 < 0.05 THEN '0'
            ELSE round($1::numeric, 1)::text
        END,
        '&#8211;');
$$;
COMMENT ON FUNCTION awspipe._figure(double precision) IS 'a figure in no more digits than a person reads';

/* Names of figures and what they are: those that are NULL are left out. */
CREATE FUNCTION awspipe._figures(VARIADIC pairs text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format('<div><dt>%s</dt><dd>%s</dd></div>', $1[i], $1[i + 1]), '' ORDER BY i)
    FROM generate_series(1, cardinality($1), 2) AS i
    WHERE $1[i + 1] IS NOT NULL;
$$;
COMMENT ON FUNCTION awspipe._figures(text[]) IS 'pairs of names and figures, in HTML';

/* Six hours in 72 steps; what is not in slots is zero. */
CREATE FUNCTION awspipe._sparkline(slots integer[], figures double precision[], class text, label text, most text)
RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_sparkline';
COMMENT ON FUNCTION awspipe._sparkline(integer[], double precision[], text, text, text) IS 'figures as a line, in SVG';

CREATE FUNCTION awspipe._arrow() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '<svg class="arrow" viewBox="0 0 24 12" aria-hidden="true"><path d="M1 6H22M17 1l5 5-5 5"/></svg>';
$$;
COMMENT ON FUNCTION awspipe._arrow() IS 'an arrow, in SVG';

/* What is drawn of the history: of each five minutes the most */
CREATE VIEW awspipe._history_line AS
SELECT h.consumer_id, h.destination_id,
    array_agg(h.slot) AS slots,
    array_agg(h.per_second) AS per_second, max(h.per_second) AS most_per_second,
    array_agg(h.lag) AS lag, max(h.lag) AS most_lag
FROM (
    SELECT s.consumer_id, s.destination_id, t.slot,
        max(s.per_second)::double precision AS per_second, max(s.lag)::double precision AS lag
    FROM awspipe._sample AS s,
        LATERAL (
            SELECT 71 - floor(pg_catalog.date_part('epoch', pg_catalog.statement_timestamp() - s.at) / 300)::integer AS slot
        ) AS t
    WHERE s.at > pg_catalog.statement_timestamp() - '6 hours'::interval
    GROUP BY s.consumer_id, s.destination_id, t.slot
) AS h
GROUP BY h.consumer_id, h.destination_id;
COMMENT ON VIEW awspipe._history_line IS 'the last six hours of awspipe.stat_history in 72 steps; read that instead';

/* The views of statistics, and what a page shows besides; no texts to pg_monitor */
CREATE VIEW awspipe._consumer_picture WITH (security_barrier) AS
SELECT s.*, c.source, c.resource, c.inbox::oid AS inbox,
    CASE WHEN pg_catalog.pg_has_role(COALESCE(s.owner::oid, 0::oid), 'USAGE') THEN e.error_message END AS error_message,
    h.slots, h.per_second AS line_per_second, h.most_per_second, h.lag AS line_lag, h.most_lag
FROM awspipe.stat_consumer AS s
JOIN awspipe.consumer AS c ON c.name = s.consumer
LEFT JOIN awspipe.consumer_state AS e USING (consumer_id)
LEFT JOIN awspipe._history_line AS h ON h.consumer_id = c.consumer_id AND h.destination_id IS NULL;
COMMENT ON VIEW awspipe._consumer_picture IS 'consumers as awspipe.report() shows them; read awspipe.stat_consumer instead';

CREATE VIEW awspipe._destination_picture WITH (security_barrier) AS
SELECT d.*, h.slots, h.per_second AS line_per_second, h.most_per_second, h.lag AS line_lag, h.most_lag
FROM awspipe.stat_destination AS d
LEFT JOIN awspipe._history_line AS h ON h.destination_id = d.destination_id AND h.consumer_id IS NULL;
COMMENT ON VIEW awspipe._destination_picture IS 'destinations as awspipe.report() shows them; read awspipe.stat_destination instead';

GRANT SELECT ON awspipe._consumer_picture, awspipe._destination_picture TO PUBLIC;

CREATE FUNCTION awspipe.report() RETURNS text
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH moment AS MATERIALIZED (
        SELECT clock_timestamp() AS at
    ), health AS MATERIALIZED (
        SELECT row_number() OVER () AS n, h.*, CASE h.severity WHEN 'critical' THEN 'bad' ELSE 'warn' END AS tone
        FROM awspipe.health AS h
    ), consumer AS MATERIALIZED (
        SELECT c.*, COALESCE(c.owner::oid, 0) AS role, t.tone, array_position('{bad,warn,good,idle}', t.tone) AS place
        FROM awspipe._consumer_picture AS c,
            LATERAL (SELECT
                CASE
                    WHEN c.state IN ('failed', 'disabled', 'paused') THEN 'bad'
                    WHEN c.state = 'stopped' THEN 'idle'
                    WHEN c.state = 'running' AND c.dead_letters_waiting = 0 THEN 'good'
                    ELSE 'warn'
                END AS tone
            ) AS t
    ), destination AS MATERIALIZED (
        SELECT d.*, COALESCE(d.owner::oid, 0) AS role, t.tone, array_position('{bad,warn,good}', t.tone) AS place
        FROM awspipe._destination_picture AS d,
            LATERAL (SELECT
                CASE
                    WHEN d.state <> 'active' THEN 'bad'
                    WHEN d.dead_letters_waiting = 0 AND d.held = 0 THEN 'good'
                    ELSE 'warn'
                END AS tone
            ) AS t
    ), source AS (
        SELECT c.role, min(c.place) AS place,
            string_agg(
                format('<li class="row"><div class="card end"><p class="kind">%s</p><p class="name"><bdi>%s</bdi></p></div>'
                    '%s<div class="card %s"><div class="head"><h4 class="name"><bdi>%s</bdi></h4><span class="pill">%s</span>'
                    '<span class="muted">%s</span></div>%s<dl class="figures">%s</dl>%s</div>'
                    '%3$s<div class="card end"><p class="kind">table</p><p class="name"><bdi>%11$s</bdi></p></div></li>',
                    CASE c.source WHEN 'sqs' THEN 'SQS queue' ELSE 'Kinesis stream' END,
                    awspipe._html(c.resource),
                    awspipe._arrow(),
                    c.tone,
                    awspipe._html(c.consumer),
                    c.state,
                    CASE WHEN c.since IS NOT NULL THEN 'for ' || awspipe._span_in_words(moment.at - c.since) END,
                    CASE WHEN c.error_code IS NOT NULL AND c.state NOT IN ('running', 'stopped') THEN
                        format('<p class="error"><code>%s</code> <bdi>%s</bdi></p>', awspipe._html(c.error_code), awspipe._html(c.error_message))
                    END,
                    awspipe._figures(
                        'records/s', awspipe._figure(c.records_per_second),
                        'lag', awspipe._span_in_words(c.lag),
                        'waiting in the queue', CASE WHEN c.source = 'sqs' THEN awspipe._figure(c.depth) END,
                        'applied in (95 %)', CASE WHEN c.latency_p95 IS NOT NULL THEN awspipe._span_in_words(c.latency_p95) END,
                        'dead letters', CASE WHEN c.dead_letters_waiting > 0 THEN
                            format('<span class="late">%s</span>', awspipe._figure(c.dead_letters_waiting)) ELSE '0' END),
                    '<div class="sparks">'
                        || awspipe._sparkline(c.slots, c.line_per_second, 'rate', 'records/s', awspipe._figure(c.most_per_second))
                        || awspipe._sparkline(c.slots, c.line_lag, 'lag', 'lag',
                            awspipe._span_in_words(make_interval(secs => COALESCE(c.most_lag, 0))))
                        || '</div>',
                    awspipe._html(COALESCE(c.inbox::regclass::text, '-'))),
                '' ORDER BY c.place, c.consumer) AS html
        FROM moment, consumer AS c
        GROUP BY c.role
    ), target AS (
        SELECT d.role, min(d.place) AS place,
            string_agg(
                format('<li class="card %s"><p class="kind"><bdi>%s</bdi> by server <bdi>%s</bdi></p>'
                    '<div class="head"><h4 class="name"><bdi>%s</bdi></h4><span class="pill">%s</span>'
                    '<span class="muted">%s</span></div>%s<dl class="figures">%s</dl>%s</li>',
                    d.tone,
                    awspipe._html(COALESCE(k.kind, d.service)),
                    awspipe._html(d.server),
                    awspipe._html(d.resource),
                    d.state,
                    CASE WHEN d.since IS NOT NULL THEN 'for ' || awspipe._span_in_words(moment.at - d.since) END,
                    CASE WHEN d.error_code IS NOT NULL AND d.state <> 'active' THEN
                        format('<p class="error"><code>%s</code> <bdi>%s</bdi></p>', awspipe._html(d.error_code), awspipe._html(d.error_message))
                    END,
                    awspipe._figures(
                        'messages/s', awspipe._figure(COALESCE(d.deliveries_per_second, 0)),
                        'waiting', awspipe._figure(d.depth),
                        'oldest', CASE WHEN d.oldest_message_age IS NOT NULL THEN awspipe._span_in_words(d.oldest_message_age) END,
                        'held', CASE WHEN d.held > 0 THEN format('<span class="late">%s</span>', awspipe._figure(d.held)) END,
                        'delivered in (95 %)', CASE WHEN d.latency_p95 IS NOT NULL THEN awspipe._span_in_words(d.latency_p95) END,
                        'dead letters', CASE WHEN d.dead_letters_waiting > 0 THEN
                            format('<span class="late">%s</span>', awspipe._figure(d.dead_letters_waiting)) ELSE '0' END),
                    '<div class="sparks">'
                        || awspipe._sparkline(d.slots, d.line_per_second, 'rate', 'messages/s', awspipe._figure(d.most_per_second))
                        || awspipe._sparkline(d.slots, d.line_lag, 'lag', 'oldest message',
                            awspipe._span_in_words(make_interval(secs => COALESCE(d.most_lag, 0))))
                        || '</div>'),
                '' ORDER BY d.place, d.depth DESC, d.service, d.resource, d.server) AS html
        FROM moment, destination AS d
        LEFT JOIN (VALUES
            ('dynamodb', 'DynamoDB table'), ('kinesis', 'Kinesis stream'), ('sqs', 'SQS queue'), ('sns', 'SNS topic'),
            ('eventbridge', 'EventBridge bus'), ('cloudwatch', 'CloudWatch namespace'), ('s3', 'S3 bucket'), ('ses', 'SES sender'),
            ('logs', 'log stream'), ('firehose', 'Firehose stream'), ('lambda', 'Lambda function'),
            ('stepfunctions', 'state machine')
        ) AS k (service, kind) USING (service)
        GROUP BY d.role
    ), pipelines AS (
        SELECT string_agg(
            format('<h3>Role <bdi>%s</bdi></h3><div class="flow">%s<div class="hub">%s</div>%s</div>',
                awspipe._html(COALESCE(r.rolname, '(none: it was dropped)')),
                COALESCE('<ul class="rows" aria-label="What comes from AWS">' || s.html || '</ul>',
                    '<p class="muted">Nothing is read from AWS.</p>'),
                awspipe._arrow(),
                COALESCE('<ul class="rows" aria-label="What goes to AWS">' || t.html || '</ul>',
                    '<p class="muted">Nothing has been sent to AWS.</p>')),
            '' ORDER BY least(s.place, t.place), r.rolname) AS html
        FROM source AS s
        FULL JOIN target AS t USING (role)
        LEFT JOIN pg_roles AS r ON r.oid = role
    ), problems AS (
        SELECT count(*) FILTER (WHERE h.tone = 'bad') AS critical,
            count(*) FILTER (WHERE h.tone = 'warn') AS warnings,
            string_agg(
                format('<li class="card problem %s"><span class="pill">%s</span>'
                    '<p class="what">%s <strong><bdi>%s</bdi></strong> %s%s</p><p class="muted">%s%s</p></li>',
                    h.tone, h.severity, h.object_type, awspipe._html(h.object), awspipe._html(h.problem),
                    CASE WHEN h.error_code IS NOT NULL THEN format(' <code>%s</code>', awspipe._html(h.error_code)) END,
                    CASE WHEN h.since IS NOT NULL THEN
                        format('Since %s (%s). ', to_char(h.since, 'YYYY-MM-DD HH24:MI:SS'), awspipe._span_in_words(moment.at - h.since))
                    END,
                    awspipe._html(h.hint)),
                '' ORDER BY h.n) AS html
        FROM moment, health AS h
    ), sums AS (
        SELECT awspipe._figures(
            'consumers running', c.running || ' of ' || c.number,
            'records/s', awspipe._figure(c.per_second),
            'messages/s', awspipe._figure(d.per_second),
            'messages waiting', awspipe._figure(d.depth),
            'oldest of them', awspipe._span_in_words(d.oldest),
            'dead letters', awspipe._figure(c.dead_letters + d.dead_letters)) AS html
        FROM (
            SELECT count(*) AS number, count(*) FILTER (WHERE state = 'running') AS running,
                COALESCE(sum(records_per_second), 0) AS per_second,
                COALESCE(sum(dead_letters_waiting), 0) AS dead_letters
            FROM consumer
        ) AS c, (
            SELECT COALESCE(sum(deliveries_per_second), 0) AS per_second, COALESCE(sum(depth), 0) AS depth,
                max(oldest_message_age) AS oldest, COALESCE(sum(dead_letters_waiting), 0) AS dead_letters
            FROM destination
        ) AS d
    ), verdict AS (
        SELECT p.*, v.*
        FROM problems AS p,
            LATERAL (SELECT
                CASE
                    WHEN p.critical = 1 THEN '1 thing stands still'
                    WHEN p.critical > 1 THEN p.critical || ' things stand still'
                    WHEN p.warnings = 1 THEN '1 warning'
                    WHEN p.warnings > 1 THEN p.warnings || ' warnings'
                    ELSE 'All is well'
                END AS words,
                CASE WHEN p.critical > 0 THEN 'bad' WHEN p.warnings > 0 THEN 'warn' ELSE 'good' END AS tone
            ) AS v
    )
    SELECT format('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        '<meta name="robots" content="noindex"><title>%s: pgawspipe in %s</title><style>%s</style></head><body>'
        '<header class="verdict %4$s"><h1>%1$s</h1><p>Database <strong><bdi>%2$s</bdi></strong>, pgawspipe %5$s, %6$s, as role <bdi>%7$s</bdi>%8$s</p></header>'
        '<main><dl class="sums">%9$s</dl>%10$s<h2>Pipelines</h2>%11$s</main>'
        '<footer>%12$s</footer></body></html>',
        v.words,
        awspipe._html(current_database()),
        awspipe._report_style(),
        v.tone,
        (SELECT awspipe._html(e.extversion) FROM pg_extension AS e WHERE e.extname = 'pgawspipe'),
        awspipe._html(to_char(moment.at, 'YYYY-MM-DD HH24:MI:SS TZ')),
        awspipe._html(current_user),
        CASE
            WHEN (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user) THEN '.'
            WHEN pg_has_role('pg_monitor', 'USAGE') THEN ', which sees all, and texts of its own only.'
            ELSE ', which sees its own.'
        END,
        s.html,
        CASE WHEN v.html IS NOT NULL THEN format('<h2>What is wrong</h2><ol class="problems">%s</ol>', v.html) END,
        COALESCE(p.html, '<p class="card muted">This role has no consumers, and has sent no messages.</p>'),
        'Lines show the last six hours in steps of five minutes; no line, no history. Rates are of about the last minute.')
    FROM moment, verdict AS v, sums AS s, pipelines AS p;
$$;
COMMENT ON FUNCTION awspipe.report() IS 'what the caller may see, as one HTML page that needs nothing else';
REVOKE ALL ON FUNCTION awspipe.report() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.report() TO PUBLIC;
