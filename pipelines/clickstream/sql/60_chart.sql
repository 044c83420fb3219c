/*
 * A picture of rates and scores, in SVG
 */

/* 1, 2 or 5 times a power of ten, so that there are about five steps to the top */
CREATE FUNCTION @extschema@.step(top double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT min(s.step)
    FROM (SELECT m * 10.0 ^ floor(log($1 / 5)) AS step FROM (VALUES (1), (2), (5), (10)) AS v (m)) AS s
    WHERE s.step >= $1 / 5 * 0.999
$$;
COMMENT ON FUNCTION @extschema@.step(double precision) IS 'distance of lines in a chart that goes up to there';

/* Points that are not to be joined with what is before them begin a line. */
CREATE FUNCTION @extschema@.line(x numeric[], y double precision[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT string_agg(format('%s%s %s', CASE WHEN p.before IS NULL THEN 'M' ELSE 'L' END,
                             p.x, round(p.y::numeric, 1)), '' ORDER BY p.nth)
    FROM (SELECT u.*, lag(u.y) OVER (ORDER BY u.nth) AS before
          FROM unnest($1, $2) WITH ORDINALITY AS u (x, y, nth)) AS p
    WHERE p.y IS NOT NULL
$$;
COMMENT ON FUNCTION @extschema@.line(numeric[], double precision[]) IS 'the path of a line through these points, with gaps where there is none';

CREATE FUNCTION @extschema@.chart(since timestamptz DEFAULT NULL, until timestamptz DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    title constant text := awspipe._html(coalesce(setting.name, 'clickstream'));
    /* the panels, one above the other */
    plot_left constant integer := 60;
    plot_width constant integer := 880;
    rate_bottom constant integer := 230;
    score_bottom constant integer := 420;
    rate_height constant integer := 160;
    score_height constant integer := 140;
    last timestamptz := coalesce(until, @extschema@.closed_until() + setting.window_length, now());
    first timestamptz := coalesce(since, greatest(
        last - 360 * setting.window_length, (SELECT min(w.window_start) FROM @extschema@.click_window AS w WHERE w.searches > 0)));
    seconds double precision := greatest(extract(epoch FROM last - first), extract(epoch FROM setting.window_length));
    rate_top double precision;
    score_top double precision;
    limit_y numeric;
    tick interval;
    grid text;
    ticks text;
    lines text;
    marks text;
BEGIN
    SELECT 1.05 * greatest(max(w.ctr), 0.1), 1.05 * greatest(max(w.score), 1.2 * setting.threshold)
    INTO rate_top, score_top
    FROM @extschema@.click_window AS w
    WHERE w.closed AND w.window_start >= first AND w.window_start < last;

    limit_y := round((score_bottom - score_height * setting.threshold / score_top)::numeric, 1);

    SELECT string_agg(format('<path class="grid" d="M%s %sH%s"/><text class="label" x="%s" y="%s" text-anchor="end">%s</text>',
                             plot_left, h.y, plot_left + plot_width, plot_left - 8, h.y + 4, h.value), '')
    INTO grid
    FROM (SELECT round((rate_bottom - rate_height * v / rate_top)::numeric, 1) AS y, v::numeric AS value
          FROM (SELECT i * @extschema@.step(rate_top) FROM generate_series(0, 20) AS i) AS s (v)
          WHERE v <= rate_top
          UNION ALL
          SELECT round((score_bottom - score_height * v / score_top)::numeric, 1), v::numeric
          FROM (SELECT i * @extschema@.step(score_top) FROM generate_series(0, 20) AS i) AS s (v)
          WHERE v <= score_top) AS h;

    SELECT coalesce(min(s.tick), make_interval(secs => ceil(seconds / 8 / 86400) * 86400))
    INTO tick
    FROM unnest('{1 s,2 s,5 s,10 s,30 s,1 min,2 min,5 min,10 min,30 min,1 h,3 h,6 h,12 h,24 h}'::interval[]) AS s (tick)
    WHERE extract(epoch FROM s.tick) >= seconds / 8;
    SELECT string_agg(format('<path class="grid" d="M%s %sV%sM%s %sV%s"/><text class="label" x="%s" y="%s" text-anchor="middle">%s</text>',
                             t.x, rate_bottom - rate_height, rate_bottom, t.x, score_bottom - score_height, score_bottom,
                             t.x, score_bottom + 18, to_char(t.at, CASE WHEN tick < '1 min' THEN 'HH24:MI:SS'
                                                                   WHEN tick < '24 h' THEN 'HH24:MI' ELSE 'MM-DD' END)), '')
    INTO ticks
    FROM (SELECT s.at, round((plot_left + plot_width * extract(epoch FROM s.at - first) / seconds)::numeric, 1) AS x
          FROM generate_series(date_bin(tick, first, '2000-01-01 00:00+00'), last, tick) AS s (at)
          WHERE s.at >= first) AS t;

    WITH place AS MATERIALIZED (
        SELECT w.*, a.kind, a.direction,
               round((plot_left + plot_width * extract(epoch FROM w.window_start + setting.window_length / 2 - first) / seconds)::numeric, 1)
                   AS x,
               rate_bottom - rate_height * w.ctr / rate_top AS ctr_y,
               CASE WHEN w.sliding_ctr <= rate_top THEN rate_bottom - rate_height * w.sliding_ctr / rate_top END AS sliding_y,
               score_bottom - score_height * w.score / score_top AS score_y
        FROM @extschema@.click_window AS w LEFT JOIN @extschema@.anomaly AS a USING (window_start)
        WHERE w.closed AND w.window_start >= first AND w.window_start < last
    )
    SELECT concat(
               '<path class="sliding" d="', @extschema@.line(array_agg(p.x ORDER BY p.window_start), array_agg(p.sliding_y ORDER BY p.window_start)),
               '"/><path class="rate" d="', @extschema@.line(array_agg(p.x ORDER BY p.window_start), array_agg(p.ctr_y ORDER BY p.window_start)),
               '"/><path class="score" d="', @extschema@.line(array_agg(p.x ORDER BY p.window_start), array_agg(p.score_y ORDER BY p.window_start)),
               '"/>'),
           string_agg(format(
               '<g class="anomaly"><title>%s</title><path d="M%s %sV%sM%s %sV%s"/>%s</g>',
               awspipe._html(CASE p.kind
                   WHEN 'silence' THEN format('%s: silence', p.window_start)
                   ELSE format('%s: rate %s, %s, score %s', p.window_start, round(p.ctr::numeric, 3), p.direction,
                               round(p.score::numeric, 2)) END),
               p.x, rate_bottom - rate_height, rate_bottom, p.x, score_bottom - score_height, score_bottom,
               CASE p.kind
                   WHEN 'silence' THEN format('<text x="%s" y="%s" text-anchor="end">silence</text>', p.x - 4,
                                              rate_bottom - rate_height + 12)
                   ELSE format('<circle cx="%s" cy="%s" r="5"/><circle cx="%s" cy="%s" r="5"/>',
                               p.x, round(p.ctr_y::numeric, 1), p.x, round(p.score_y::numeric, 1)) END),
               '' ORDER BY p.window_start) FILTER (WHERE p.kind IS NOT NULL)
    INTO lines, marks
    FROM place AS p;

    RETURN concat(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 460" role="img" aria-label="',
        format('Click-through rate and anomaly score of %s', title), '"><style>',
        'svg{background:#fff;color:#17202b;font:12px system-ui,sans-serif;--rate:#0b5cad;--soft:#9cc3ea;--bad:#c01628;--score:#0f6a37}',
        '@media(prefers-color-scheme:dark){svg{background:#0f141a;color:#e7ebf1;--rate:#82bbf8;--soft:#33567c;--bad:#ff8f8f;--score:#83dba8}}',
        'text{fill:currentColor}.label{opacity:.75}.title{font-size:16px;font-weight:600}.name{font-weight:600}',
        'path{fill:none}.grid{stroke:currentColor;opacity:.15}.rate{stroke:var(--rate);stroke-width:1.5}',
        '.sliding{stroke:var(--soft);stroke-width:3}.score{stroke:var(--score);stroke-width:1.5}',
        '.threshold{stroke:var(--bad);stroke-dasharray:5 4}.limit{fill:var(--bad)}',
        '.anomaly path{stroke:var(--bad);opacity:.35}.anomaly circle{fill:none;stroke:var(--bad);stroke-width:2}.anomaly text{fill:var(--bad)}',
        '</style>',
        format('<text class="title" x="%s" y="26">%s</text>', plot_left, title),
        format('<text class="label" x="%s" y="26" text-anchor="end">%s to %s, in windows of %s</text>', plot_left + plot_width,
               to_char(first, 'YYYY-MM-DD HH24:MI:SS'), to_char(last, 'HH24:MI:SS "UTC"'), @extschema@.seconds(setting.window_length)),
        format('<text class="name" x="%s" y="%s">Click-through rate (clicks by searches); broad: of %s</text>',
               plot_left, rate_bottom - rate_height - 10, @extschema@.seconds(setting.sliding_length)),
        format('<text class="name" x="%s" y="%s">Anomaly score</text>', plot_left, score_bottom - score_height - 10),
        format('<text class="label" x="%s" y="%s" text-anchor="middle">time (UTC)</text>', plot_left + plot_width / 2, score_bottom + 34),
        grid, ticks,
        format('<path class="threshold" d="M%s %sH%s"/><text class="limit" x="%s" y="%s">threshold %s</text>',
               plot_left, limit_y, plot_left + plot_width, plot_left + 4, limit_y - 5, setting.threshold),
        lines, marks, '</svg>');
END
$$;
COMMENT ON FUNCTION @extschema@.chart(timestamptz, timestamptz) IS 'rates, scores and anomalies of a span of time as an SVG picture; by default, the last 360 windows';
