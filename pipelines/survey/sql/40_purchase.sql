/*
 * A batch of purchases: who is asked, and why others are not
 */

CREATE FUNCTION @extschema@.apply_purchases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    /* a week of a link is never longer than 168 hours */
    SET timezone = 'UTC'
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    invitation_ids uuid[];
BEGIN
    PERFORM awspipe.lock('@extschema@.invitation');

    WITH numbered AS (
        /* how often the inbox has held this event, this row included */
        SELECT b.event_id, b.sequence_number, b.payload,
               coalesce(b.arrived_at, b.received_at) AS arrived_at,
               (SELECT count(*) FROM @extschema@.purchase_event AS e WHERE e.event_id = b.event_id)
               - count(*) OVER (PARTITION BY b.event_id)
               + row_number() OVER (PARTITION BY b.event_id) AS occurrence
        FROM batch AS b
    ), parsed AS MATERIALIZED (
        /* a sequence number, and behind it a place in an aggregated record */
        SELECT n.event_id, n.occurrence, (p).*,
               n.sequence_number::numeric AS place,
               nullif(split_part(n.event_id, ':', 3), '')::integer AS sub_place
        FROM numbered AS n, @extschema@.parse_purchase(n.payload, n.arrived_at + setting.clock_tolerance) AS p
    ), judged AS MATERIALIZED (
        SELECT p.*, c.email,
               CASE
                   WHEN p.occurrence > 1
                       THEN 'the event was applied before'
                   WHEN p.fault IS NOT NULL
                       THEN p.fault
                   WHEN c.customer_id IS NULL
                       THEN 'the customer is unknown'
                   WHEN NOT @extschema@.is_address(c.email)
                       THEN 'the customer has no valid address'
                   WHEN NOT c.opted_in
                       THEN 'the customer has not opted in'
                   WHEN EXISTS (SELECT FROM @extschema@.suppression AS s WHERE s.address = lower(c.email))
                       THEN 'the address is suppressed'
                   WHEN p.amount < coalesce((SELECT m.amount FROM @extschema@.minimum_purchase AS m
                                             WHERE m.currency = p.currency), setting.minimum_purchase)
                       THEN 'the purchase is below the minimum'
                   WHEN EXISTS (SELECT FROM @extschema@.invitation AS i
                                WHERE i.customer_id = p.customer_id
                                    AND i.invited_at > now() - setting.cool_down)
                       THEN 'the customer was invited lately'
                   WHEN @extschema@.place_in_sample(p.customer_id, setting.sampling_salt) >= setting.sampling_share
                       THEN 'the customer is not in the sample'
               END AS reason
        FROM parsed AS p LEFT JOIN @extschema@.customer AS c USING (customer_id)
    ), decided AS MATERIALIZED (
        /* of several purchases that would do, the first in the stream is asked about */
        SELECT j.*,
               CASE
                   WHEN j.reason IS NULL AND row_number() OVER (
                            PARTITION BY j.customer_id, j.reason IS NULL
                            ORDER BY j.place, j.sub_place, j.event_id) > 1
                       THEN 'the customer was invited lately'
                   ELSE j.reason
               END AS verdict
        FROM judged AS j
    ), invited AS (
        INSERT INTO @extschema@.invitation AS i
            (event_id, purchase_id, customer_id, email, store, amount, currency, purchase_time, expires_at)
        SELECT d.event_id, d.purchase_id, d.customer_id, d.email, d.store, d.amount, d.currency,
               d.purchase_time, now() + setting.link_lifetime
        FROM decided AS d
        WHERE d.verdict IS NULL
        RETURNING i.invitation_id
    ), rejected AS (
        INSERT INTO @extschema@.rejection (kind, id, reason, customer_id, purchase_id)
        SELECT 'purchase', d.event_id, d.verdict, d.customer_id, d.purchase_id
        FROM decided AS d
        WHERE d.verdict IS NOT NULL
        ON CONFLICT (kind, id) DO NOTHING
    )
    SELECT array_agg(invitation_id) INTO invitation_ids FROM invited;

    IF invitation_ids IS NOT NULL THEN
        PERFORM @extschema@.send_invitations(invitation_ids);
    END IF;
    PERFORM @extschema@.settle(1000);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_purchases() IS 'turns a batch of purchases into invitations with their mails, and rejections';

CREATE TRIGGER apply_purchases
    AFTER INSERT ON @extschema@.purchase_event
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_purchases();
COMMENT ON TRIGGER apply_purchases ON @extschema@.purchase_event IS 'one set-based pass per batch';
