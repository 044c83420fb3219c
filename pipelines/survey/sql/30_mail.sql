/*
 * The link, the mail, and what became of it
 */

/* RFC 4648, section 5, without padding */
CREATE FUNCTION @extschema@.base64url(value text) RETURNS text
    LANGUAGE sql STABLE
    RETURN translate(encode(convert_to(value, 'UTF8'), 'base64'), E'+/=\n', '-_');
COMMENT ON FUNCTION @extschema@.base64url(text) IS 'text as base64url of its UTF-8';

/*
 * A purchase as its customer knows it.  Amounts are written as in English,
 * with the decimals that they have: how many a currency has, nobody tells us.
 */
CREATE FUNCTION @extschema@.describe(invitation @extschema@.invitation, time_zone text) RETURNS text
    LANGUAGE sql STABLE
    RETURN concat_ws(', ',
        to_char(invitation.purchase_time AT TIME ZONE time_zone, 'FMDD FMMonth YYYY'),
        concat_ws(' ',
            to_char(invitation.amount, 'FM999,999,999,990' || CASE
                WHEN scale(trim_scale(invitation.amount)) = 0 THEN ''
                ELSE '.00' || repeat('9', scale(trim_scale(invitation.amount)) - 2)
            END),
            invitation.currency),
        'number ' || invitation.purchase_id);
COMMENT ON FUNCTION @extschema@.describe(@extschema@.invitation, text) IS 'when, how much, and the number: a purchase in words';

/*
 * What stands behind the "#" is for the form alone: no browser sends it to a
 * server.  It holds what the form needs to post an answer, and nothing else
 * is writable with it.
 */
CREATE FUNCTION @extschema@.link(invitation_id uuid) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    invitation @extschema@.invitation;
    folder text;
    lifetime interval;
    post jsonb;
BEGIN
    SELECT * INTO invitation FROM @extschema@.invitation AS i WHERE i.invitation_id = link.invitation_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no invitation "%"', invitation_id
            USING ERRCODE = 'no_data_found';
    END IF;
    folder := 'answers/' || invitation.token || '/';
    lifetime := date_trunc('second', invitation.expires_at - now());
    post := awspipe.s3_presign_post(
        setting.server, setting.bucket, folder, lifetime,
        content_length_range => '[1,16384]',
        key_is_prefix => true,
        fields => '{"Content-Type": "application/json", "success_action_status": "201"}');
    RETURN awspipe.s3_presign_url(setting.server, setting.bucket, 'form.html', lifetime)
        || '#' || @extschema@.base64url(jsonb_build_object(
            'u', post -> 'url',
            'f', post -> 'fields',
            'k', folder,
            's', awspipe.s3_presign_url(setting.server, setting.bucket, folder || 'answer.json', lifetime),
            'n', (SELECT c.name FROM @extschema@.customer AS c WHERE c.customer_id = invitation.customer_id),
            't', invitation.store,
            'p', @extschema@.describe(invitation, setting.time_zone),
            'x', to_char(invitation.expires_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))::text);
END
$$;
COMMENT ON FUNCTION @extschema@.link(uuid) IS 'link to the form for one invitation, until that expires';

CREATE FUNCTION @extschema@.send_invitations(invitation_ids uuid[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.survey_setting := awspipe.settings(NULL::@extschema@.survey_setting, deployed => true);
    sent bigint;
BEGIN
    SELECT count(awspipe.ses_send_templated_email(
               setting.server,
               from_address => setting.from_address,
               to_addresses => ARRAY[i.email],
               template => setting.name,
               /* for HTML: escaped; for the subject and plain text: not */
               template_data => jsonb_build_object(
                   'name', c.name, 'store', i.store, 'link', l.link, 'purchase', p.words,
                   'unsubscribe', u.mailto),
               plain_data => jsonb_build_object(
                   'plain_name', c.name, 'plain_store', i.store, 'plain_link', l.link, 'plain_purchase', p.words,
                   'until', to_char(i.expires_at AT TIME ZONE setting.time_zone, 'FMDD FMMonth YYYY, HH24:MI')
                       || format(' (%s)', setting.time_zone)),
               reply_to_addresses => ARRAY[setting.reply_to],
               configuration_set => setting.name,
               tags => jsonb_build_object('invitation', i.invitation_id),
               /* RFC 8058: by the URL, one click does it; by mail, where that is not known */
               headers => jsonb_strip_nulls(jsonb_build_object(
                   'List-Unsubscribe', format('<%s>', u.mailto)
                       || coalesce(', <' || setting.unsubscribe_url || i.invitation_id || '>', ''),
                   'List-Unsubscribe-Post', CASE WHEN setting.unsubscribe_url IS NOT NULL
                                                 THEN 'List-Unsubscribe=One-Click' END)),
               on_ambiguous => setting.on_ambiguous,
               reference => i.invitation_id::text))
    INTO sent
    FROM @extschema@.invitation AS i
        JOIN @extschema@.customer AS c USING (customer_id),
        LATERAL @extschema@.link(i.invitation_id) AS l (link),
        LATERAL @extschema@.describe(i, setting.time_zone) AS p (words),
        LATERAL (SELECT format('mailto:%s?subject=%s', setting.unsubscribe, i.invitation_id)) AS u (mailto)
    WHERE i.invitation_id = ANY (invitation_ids);
    RETURN sent;
END
$$;
COMMENT ON FUNCTION @extschema@.send_invitations(uuid[]) IS 'writes the mails of these invitations to the outbox; for those that were not sent before';

/*
 * The outbox says what became of mails, by our reference.  Mails that were
 * given up come last: one that was redriven may have been sent since.
 */
CREATE FUNCTION @extschema@.settle(most integer DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    settled bigint;
BEGIN
    PERFORM awspipe.lock('@extschema@.invitation');
    WITH unsent AS MATERIALIZED (
        SELECT i.invitation_id, i.refused_at
        FROM @extschema@.invitation AS i
        WHERE i.sent_at IS NULL
        ORDER BY i.refused_at NULLS FIRST, i.invited_at
        LIMIT most
    ), outcome AS (
        SELECT u.invitation_id, r.result, r.settled_at, r.outcome = 'delivered' AS sent
        FROM unsent AS u,
            LATERAL (
                SELECT r.outcome, r.result, r.settled_at
                FROM awspipe.outbox_results AS r
                WHERE r.service = 'ses' AND r.reference = u.invitation_id::text
                ORDER BY r.outbox_id DESC
                LIMIT 1) AS r
        WHERE r.settled_at IS DISTINCT FROM u.refused_at
    )
    UPDATE @extschema@.invitation AS i
    SET message_id = CASE WHEN o.sent THEN o.result END,
        sent_at = CASE WHEN o.sent THEN o.settled_at END,
        refused_at = CASE WHEN NOT o.sent THEN o.settled_at END,
        refusal = CASE WHEN NOT o.sent THEN o.result END
    FROM outcome AS o
    WHERE i.invitation_id = o.invitation_id;
    GET DIAGNOSTICS settled = ROW_COUNT;
    RETURN settled;
END
$$;
COMMENT ON FUNCTION @extschema@.settle(integer) IS 'notes on invitations what became of their mails: of all, or of so many that waited longest';

/*
 * A mail is held when nobody knows whether SES took it.  An event of SES's
 * that names the invitation, or a visit to the form, tells.
 */
CREATE FUNCTION @extschema@.resolve_held() RETURNS bigint
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
SELECT count(*)
FROM awspipe.outbox_pending AS o
    JOIN @extschema@.invitation AS i
        ON i.invitation_id = @extschema@.id_in(o.reference),
    LATERAL awspipe.resolve(o.outbox_id, 'delivered') AS r
WHERE o.service = 'ses' AND o.state = 'ambiguous' AND i.sent_at IS NOT NULL
$$;
COMMENT ON FUNCTION @extschema@.resolve_held() IS 'forgets held mails that have arrived';

/*
 * An invitation's id, which is random, is known to who got the mail.  It is
 * the customer who wants no more, and the address: neither a new address nor
 * a second customer with this one gets another mail.
 */
CREATE FUNCTION @extschema@.unsubscribe(invitation_ids uuid[]) RETURNS bigint
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
WITH unsubscribed AS MATERIALIZED (
    SELECT i.customer_id, lower(i.email) AS address
    FROM @extschema@.invitation AS i
    WHERE i.invitation_id = ANY (invitation_ids)
), customer AS (
    UPDATE @extschema@.customer AS c
    SET opted_in = false
    FROM unsubscribed AS u
    WHERE c.customer_id = u.customer_id AND c.opted_in
), suppressed AS (
    INSERT INTO @extschema@.suppression (address, reason)
    SELECT DISTINCT u.address, 'unsubscribed'
    FROM unsubscribed AS u
    ON CONFLICT (address) DO NOTHING
)
SELECT count(*) FROM unsubscribed
$$;
COMMENT ON FUNCTION @extschema@.unsubscribe(uuid[]) IS 'sends no more mails to the customers of these invitations, nor to their addresses; returns how many invitations there are';
