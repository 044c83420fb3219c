/*
 * What was measured, minute by minute, written by the supervisor for whatever
 * has moved in that minute or is late: no row means that nothing happened.
 * Nothing refers to these rows and they refer to nothing that could be slow to
 * drop for their sake.
 */
CREATE TABLE awspipe._sample (
    at timestamptz NOT NULL,
    consumer_id bigint,
    destination_id bigint,
    per_second real NOT NULL,
    lag real
);
COMMENT ON TABLE awspipe._sample IS 'statistics of consumers and destinations, minute by minute, for a while';
COMMENT ON COLUMN awspipe._sample.lag IS 'in seconds';
CREATE INDEX _sample_at_idx ON awspipe._sample (at);

CREATE VIEW awspipe.stat_history WITH (security_barrier) AS
SELECT
    s.at,
    COALESCE(w.role_oid, d.role_oid)::regrole AS owner,
    c.name AS consumer,
    d.server_name::text AS server,
    d.service,
    d.resource,
    s.per_second,
    pg_catalog.make_interval(secs => s.lag) AS lag
FROM awspipe._sample AS s
LEFT JOIN awspipe.consumer AS c USING (consumer_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
LEFT JOIN awspipe._destination AS d USING (destination_id)
WHERE (c.consumer_id IS NOT NULL OR NOT d.dropped)
    AND (pg_catalog.pg_has_role(COALESCE(w.role_oid, d.role_oid, 0::oid), 'USAGE')
        OR pg_catalog.pg_has_role('pg_monitor', 'USAGE'));
COMMENT ON VIEW awspipe.stat_history IS 'statistics minute by minute, where something moved or was late, for pgawspipe.history_retention';
COMMENT ON COLUMN awspipe.stat_history.at IS 'when it was measured';
COMMENT ON COLUMN awspipe.stat_history.owner IS 'role it belongs to; NULL: nobody';
COMMENT ON COLUMN awspipe.stat_history.consumer IS 'name of the consumer; NULL: of a destination';
COMMENT ON COLUMN awspipe.stat_history.server IS 'foreign server of the destination; NULL: of a consumer';
COMMENT ON COLUMN awspipe.stat_history.service IS 'AWS service of the destination';
COMMENT ON COLUMN awspipe.stat_history.resource IS 'what of that service the destination is';
COMMENT ON COLUMN awspipe.stat_history.per_second IS 'records applied, or messages delivered, per second over about a minute';
COMMENT ON COLUMN awspipe.stat_history.lag IS 'how far the consumer was behind, or how old the oldest message that waited; NULL: not known, or none waited';

GRANT SELECT ON awspipe.stat_history TO PUBLIC;
