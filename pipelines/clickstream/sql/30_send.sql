/*
 * What leaves: objects to S3, metrics to CloudWatch, mails to SNS
 */

CREATE FUNCTION @extschema@.folder(kind text, at timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN kind || pg_catalog.to_char(at AT TIME ZONE 'UTC', '"/dt="YYYY-MM-DD"/hour="HH24"/"');
COMMENT ON FUNCTION @extschema@.folder(text, timestamptz) IS 'where the objects of an hour are found in the bucket';

CREATE FUNCTION @extschema@.put_object(setting @extschema@.setting, folder text, name text, lines text) RETURNS bigint
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    AS $$
    /* without a content encoding: it is a compressed file, and stays one on its way */
    SELECT awspipe.s3_put_object($1.server, $1.bucket, $2 || replace($3, ':', '-') || '.json.gz',
                                 awspipe.gzip(convert_to($4, 'UTF8')),
                                 content_type => 'application/gzip', reference => '@extschema@ ' || $3)
$$;
COMMENT ON FUNCTION @extschema@.put_object(@extschema@.setting, text, text, text) IS 'sends lines to S3, as an object';

/*
 * An object's name tells which windows it has: each is in one only.  So is each
 * event: whatever another attempt at a batch begins with, it replaces.
 */
CREATE FUNCTION @extschema@.send_scores(setting @extschema@.setting, starts timestamptz[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
BEGIN
    PERFORM @extschema@.put_object(
        setting, @extschema@.folder('scores', h.first), to_char(h.first, 'YYYYMMDD"T"HH24MISS'), h.lines)
    FROM (SELECT min(w.window_start) AS first,
                 string_agg(jsonb_build_object(
                     'window_start', w.window_start, 'window_seconds', extract(epoch FROM setting.window_length),
                     'searches', w.searches, 'clicks', w.clicks, 'purchases', w.purchases, 'late', w.late,
                     'ctr', w.ctr, 'sliding_ctr', w.sliding_ctr, 'score', w.score, 'anomaly', a.kind,
                     'direction', a.direction)::text || E'\n', '' ORDER BY w.window_start) AS lines
          FROM @extschema@.click_window AS w LEFT JOIN @extschema@.anomaly AS a USING (window_start)
          WHERE w.window_start = ANY (starts)
          GROUP BY date_trunc('hour', w.window_start)) AS h;

    /* CloudWatch takes nothing that is older than two weeks */
    PERFORM awspipe.cloudwatch_put_metric_data(
        setting.server, 'pgawspipe/clickstream', m.name, m.value,
        dimensions => jsonb_build_object('Pipeline', setting.name),
        at => w.window_start + setting.window_length)
    FROM @extschema@.click_window AS w
        CROSS JOIN LATERAL (VALUES ('ClickThroughRate', w.ctr), ('AnomalyScore', w.score)) AS m (name, value)
    WHERE setting.alarms AND m.value IS NOT NULL
      AND w.window_start = ANY (starts) AND w.window_start > now() - interval '13 days';
END
$$;
COMMENT ON FUNCTION @extschema@.send_scores(@extschema@.setting, timestamptz[]) IS 'sends these windows to S3, one object an hour, and their figures to CloudWatch';

CREATE FUNCTION @extschema@.tell(setting @extschema@.setting, anomaly @extschema@.anomaly) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    seen @extschema@.click_window;
    usual double precision;
    start text := to_char(anomaly.window_start, 'YYYY-MM-DD HH24:MI:SS');
    until text := to_char(anomaly.window_start + setting.window_length, 'HH24:MI:SS "UTC"');
BEGIN
    SELECT * INTO STRICT seen FROM @extschema@.click_window AS w WHERE w.window_start = anomaly.window_start;
    SELECT sum(w.clicks) / nullif(sum(w.searches), 0)
    INTO usual
    FROM @extschema@.click_window AS w
    WHERE w.ctr IS NOT NULL AND w.window_start < anomaly.window_start
      AND w.window_start >= anomaly.window_start - 360 * setting.window_length;

    RETURN awspipe.sns_publish(
        setting.server, setting.topic,
        subject => left(CASE anomaly.kind
            WHEN 'silence' THEN format('%s: nobody searches any more', setting.name)
            ELSE format('%s: click-through rate of %s is unusually %s', setting.name, round(anomaly.ctr::numeric, 3),
                        CASE anomaly.direction WHEN 'LOW' THEN 'low' ELSE 'high' END)
        END, 100),
        message => concat(
            CASE anomaly.kind
                WHEN 'silence' THEN format(E'There has been no search for %s.\n\n',
                                           @extschema@.seconds(setting.sliding_length))
                ELSE format(E'The click-through rate of %s is %s; usual is %s.\n\n', setting.name,
                            round(anomaly.ctr::numeric, 4), coalesce(round(usual::numeric, 4)::text, 'not known'))
            END,
            format(E'Window: %s to %s\n', start, until),
            format(E'Searches: %s, clicks: %s, purchases: %s, late: %s\n',
                   seen.searches, seen.clicks, seen.purchases, seen.late),
            CASE WHEN anomaly.kind = 'rate' THEN format(E'Score: %s, threshold: %s\n%s', round(anomaly.score::numeric, 2), setting.threshold,
                (SELECT string_agg(format(E'  of which the rate %s has %s, as it is %s\n',
                                          CASE e.key WHEN 'ctr' THEN 'of the window'
                                               ELSE 'of ' || @extschema@.seconds(setting.sliding_length) END,
                                          round((e.value ->> 'score')::numeric, 2), lower(e.value ->> 'direction')),
                                   '' ORDER BY e.key)
                 FROM jsonb_each(anomaly.attribution) AS e)) END,
            E'\nWhere to look\n',
            format(E'SELECT * FROM @extschema@.timeline WHERE window_start BETWEEN %L AND %L ORDER BY 1;\n',
                   anomaly.window_start - 6 * setting.window_length, anomaly.window_start + 6 * setting.window_length),
            format(E's3://%s/%s\n', setting.bucket, @extschema@.folder('raw', anomaly.window_start)),
            format(E'\nWhat follows within %s goes on with this, and is not told again.\n', @extschema@.seconds(setting.episode))),
        message_attributes => jsonb_build_object('kind', anomaly.kind, 'window_start', start),
        reference => '@extschema@ ' || start);
END
$$;
COMMENT ON FUNCTION @extschema@.tell(@extschema@.setting, @extschema@.anomaly) IS 'tells the topic of an anomaly, as a mail that a person reads';
