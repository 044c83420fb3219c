/*
 * What SES says of mails, by way of SNS
 */

CREATE FUNCTION @extschema@.apply_mail_events() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
BEGIN
    PERFORM awspipe.lock('@extschema@.invitation');
    PERFORM @extschema@.settle(1000);

    /* mail that SES received; a mail program writes the subject that the header gave it */
    PERFORM @extschema@.unsubscribe(array_agg(@extschema@.id_in(b.payload #>> '{mail,commonHeaders,subject}')))
    FROM batch AS b
    WHERE b.payload ->> 'notificationType' = 'Received';

    WITH told AS MATERIALIZED (
        /* event destinations say eventType, notifications of an identity notificationType */
        SELECT CASE
                   WHEN k.kind = 'Bounce' AND b.payload #>> '{bounce,bounceType}' IS DISTINCT FROM 'Permanent'
                       THEN 'Soft Bounce'
                   ELSE k.kind
               END AS kind,
               b.payload,
               b.payload #>> '{mail,messageId}' AS message_id,
               b.payload #>> '{mail,tags,invitation,0}' AS tag,
               coalesce(awspipe.iso_timestamp(b.payload #>> '{mail,timestamp}'), b.received_at) AS sent_at,
               coalesce(awspipe.iso_timestamp(b.payload #>> ARRAY[lower(k.kind), 'timestamp']),
                        b.arrived_at, b.received_at) AS at
        FROM batch AS b,
            LATERAL (SELECT coalesce(b.payload ->> 'eventType', b.payload ->> 'notificationType') AS kind) AS k
    ), recipient AS (
        SELECT CASE t.kind WHEN 'Bounce' THEN 'bounce' ELSE 'complaint' END AS reason, t.at,
               lower(coalesce(substring(r.address #>> '{}' FROM '<([^<>]*)>'), r.address #>> '{}')) AS address
        FROM told AS t,
            jsonb_path_query(t.payload, CASE t.kind
                WHEN 'Bounce' THEN 'lax $.bounce.bouncedRecipients[*].emailAddress'
                ELSE 'lax $.complaint.complainedRecipients[*].emailAddress'
            END::jsonpath) AS r (address)
        WHERE t.kind IN ('Bounce', 'Complaint')
    ), suppressed AS (
        INSERT INTO @extschema@.suppression (address, reason, suppressed_at)
        SELECT DISTINCT ON (r.address) r.address, r.reason, r.at
        FROM recipient AS r
        WHERE @extschema@.is_address(r.address)
        ORDER BY r.address, r.at
        ON CONFLICT (address) DO NOTHING
    ), news AS (
        SELECT i.invitation_id,
               min(t.message_id) AS message_id,
               min(t.sent_at) AS sent_at,
               min(t.at) FILTER (WHERE t.kind IN ('Reject', 'Rendering Failure')) AS refused_at,
               min(lower(t.kind)) FILTER (WHERE t.kind IN ('Reject', 'Rendering Failure')) AS refusal,
               min(t.at) FILTER (WHERE t.kind = 'Delivery') AS delivered_at,
               min(t.at) FILTER (WHERE t.kind = 'Open') AS mail_opened_at,
               min(t.at) FILTER (WHERE t.kind = 'Click') AS clicked_at,
               min(t.at) FILTER (WHERE t.kind = 'Soft Bounce') AS soft_bounced_at,
               min(t.at) FILTER (WHERE t.kind = 'Bounce') AS bounced_at,
               min(t.at) FILTER (WHERE t.kind = 'Complaint') AS complained_at
        FROM told AS t
            JOIN @extschema@.invitation AS i ON i.invitation_id = coalesce(
                @extschema@.id_in(t.tag),
                (SELECT m.invitation_id FROM @extschema@.invitation AS m WHERE m.message_id = t.message_id LIMIT 1))
        GROUP BY i.invitation_id
    )
    /* whatever SES says of a mail, it has taken it; of what is told several times, the first counts */
    UPDATE @extschema@.invitation AS i
    SET message_id = coalesce(i.message_id, n.message_id),
        sent_at = coalesce(i.sent_at, n.sent_at),
        refused_at = least(i.refused_at, n.refused_at),
        refusal = coalesce(i.refusal, n.refusal),
        delivered_at = least(i.delivered_at, n.delivered_at),
        mail_opened_at = least(i.mail_opened_at, n.mail_opened_at),
        clicked_at = least(i.clicked_at, n.clicked_at),
        soft_bounced_at = least(i.soft_bounced_at, n.soft_bounced_at),
        bounced_at = least(i.bounced_at, n.bounced_at),
        complained_at = least(i.complained_at, n.complained_at)
    FROM news AS n
    WHERE i.invitation_id = n.invitation_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_mail_events() IS 'turns a batch of SES events into suppressions and times of invitations';

CREATE TRIGGER apply_mail_events
    AFTER INSERT ON @extschema@.mail_event
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_mail_events();
COMMENT ON TRIGGER apply_mail_events ON @extschema@.mail_event IS 'one set-based pass per batch';

/* Whatever else is posted there is left alone: everybody can. */
CREATE FUNCTION @extschema@.apply_unsubscribe_events() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM awspipe.lock('@extschema@.invitation');
    PERFORM @extschema@.unsubscribe(array_agg(@extschema@.id_in(b.payload))) FROM batch AS b;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_unsubscribe_events() IS 'sends no more mails to who has unsubscribed by one click';

CREATE TRIGGER apply_unsubscribe_events
    AFTER INSERT ON @extschema@.unsubscribe_event
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_unsubscribe_events();
COMMENT ON TRIGGER apply_unsubscribe_events ON @extschema@.unsubscribe_event IS 'one set-based pass per batch';
