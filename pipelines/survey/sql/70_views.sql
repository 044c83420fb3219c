/*
 * What to look at
 */

CREATE VIEW @extschema@.funnel AS
SELECT s.stage, s.number,
       pg_catalog.round(100.0 OPERATOR(pg_catalog.*) s.number
           OPERATOR(pg_catalog./) NULLIF(pg_catalog.lag(s.number) OVER (ORDER BY s.nth), 0), 1) AS percent
FROM (SELECT pg_catalog.count(*) AS eligible,
             pg_catalog.count(i.sent_at) FILTER (WHERE i.refused_at IS NULL) AS sent,
             pg_catalog.count(i.opened_at) AS opened,
             pg_catalog.count(i.answered_at) AS answered
      FROM @extschema@.invitation AS i) AS i,
    /* an event that was read again may be in both */
    (SELECT pg_catalog.count(*) AS purchases
     FROM (SELECT event_id FROM @extschema@.invitation
           UNION
           SELECT id FROM @extschema@.rejection WHERE kind OPERATOR(pg_catalog.=) 'purchase') AS e) AS p,
    LATERAL (VALUES
        (1, 'purchases', p.purchases),
        (2, 'eligible', i.eligible),
        (3, 'sent', i.sent),
        (4, 'opened', i.opened),
        (5, 'answered', i.answered)) AS s (nth, stage, number)
ORDER BY s.nth;
COMMENT ON VIEW @extschema@.funnel IS 'from purchases to answers: how many came how far';
COMMENT ON COLUMN @extschema@.funnel.stage IS 'purchases judged, invitations, mails that SES took, forms opened, answers';
COMMENT ON COLUMN @extschema@.funnel.percent IS 'share of the stage before';

CREATE VIEW @extschema@.refusal AS
SELECT r.kind, r.reason, pg_catalog.count(*) AS number, pg_catalog.max(r.rejected_at) AS last_at
FROM @extschema@.rejection AS r
GROUP BY r.kind, r.reason;
COMMENT ON VIEW @extschema@.refusal IS 'rejections by reason';

CREATE VIEW @extschema@.result AS
SELECT i.store,
       pg_catalog.count(*) AS answers,
       pg_catalog.round(pg_catalog.avg(r.rating), 2) AS rating,
       pg_catalog.count(r.comment) AS comments
FROM @extschema@.response AS r JOIN @extschema@.invitation AS i USING (invitation_id)
GROUP BY i.store;
COMMENT ON VIEW @extschema@.result IS 'what customers say of each store';
