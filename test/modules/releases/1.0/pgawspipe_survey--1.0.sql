/* pgawspipe_survey: purchases from Kinesis become surveys by mail, whose answers come back through S3 */

\echo Use "CREATE EXTENSION pgawspipe_survey SCHEMA ..." to load this file. \quit

/*
 * Inboxes
 */

CREATE TABLE @extschema@.purchase_event (LIKE awspipe.event INCLUDING ALL);
COMMENT ON TABLE @extschema@.purchase_event IS 'inbox: purchases from the stream, and so what has been judged; keep it for as long as the stream keeps its records';
CREATE INDEX purchase_event_event_id_idx ON @extschema@.purchase_event (event_id);

CREATE TABLE @extschema@.answer_event (LIKE awspipe.event INCLUDING ALL);
COMMENT ON TABLE @extschema@.answer_event IS 'inbox: what S3 says of objects that were put into the bucket';

CREATE TABLE @extschema@.mail_event (LIKE awspipe.event INCLUDING ALL);
COMMENT ON TABLE @extschema@.mail_event IS 'inbox: what SES says of mails, bounces and complaints among it';

/*
 * What the owner provides
 */

CREATE TABLE @extschema@.customer (
    customer_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL
        CHECK (name OPERATOR(pg_catalog.~) '^[^[:cntrl:]]{1,200}$'),
    email text,
    opted_in boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.customer IS 'who may be asked';
COMMENT ON COLUMN @extschema@.customer.opted_in IS 'has agreed to get surveys';

CREATE TABLE @extschema@.minimum_purchase (
    currency text COLLATE "C" PRIMARY KEY,
    amount numeric NOT NULL CHECK (amount OPERATOR(pg_catalog.>=) 0)
);
COMMENT ON TABLE @extschema@.minimum_purchase IS 'smallest purchases that are asked about, by currency';

CREATE TABLE @extschema@.survey_setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    /* where the pipeline is deployed; written by deploy() */
    server text,
    name text,
    bucket text,
    from_address text,
    reply_to text,
    unsubscribe text,
    /* what may be changed with UPDATE */
    minimum_purchase numeric NOT NULL DEFAULT 20
        CHECK (minimum_purchase OPERATOR(pg_catalog.>=) 0),
    cool_down interval NOT NULL DEFAULT '90 days'
        CHECK (cool_down OPERATOR(pg_catalog.>) '0'),
    sampling_share double precision NOT NULL DEFAULT 0.5
        CHECK (sampling_share OPERATOR(pg_catalog.>=) 0 AND sampling_share OPERATOR(pg_catalog.<=) 1),
    sampling_salt text NOT NULL DEFAULT pg_catalog.gen_random_uuid()::text,
    clock_tolerance interval NOT NULL DEFAULT '5 minutes',
    link_lifetime interval NOT NULL DEFAULT '7 days'
        CHECK (link_lifetime OPERATOR(pg_catalog.>=) '1 minute'
           AND link_lifetime OPERATOR(pg_catalog.<=) '7 days'),
    on_ambiguous text NOT NULL DEFAULT 'hold' CHECK (on_ambiguous IN ('resend', 'hold')),
    listing_interval interval NOT NULL DEFAULT '15 minutes',
    /* used by deploy(), when it makes the bucket */
    answer_retention interval NOT NULL DEFAULT '30 days'
        CHECK (answer_retention OPERATOR(pg_catalog.>=) '8 days'),
    /* written by collect() */
    listed_at timestamptz
);
COMMENT ON TABLE @extschema@.survey_setting IS 'where the pipeline is deployed, and what may be chosen';
COMMENT ON COLUMN @extschema@.survey_setting.name IS 'of stream, consumer, configuration set and template; queues and topic begin with it';
COMMENT ON COLUMN @extschema@.survey_setting.unsubscribe IS 'address to which a customer writes who wants no more surveys';
COMMENT ON COLUMN @extschema@.survey_setting.minimum_purchase IS 'smallest purchase that is asked about, in currencies without a minimum of their own';
COMMENT ON COLUMN @extschema@.survey_setting.cool_down IS 'how long a customer who was invited is left alone';
COMMENT ON COLUMN @extschema@.survey_setting.sampling_share IS 'share of the customers who are asked, from 0 to 1';
COMMENT ON COLUMN @extschema@.survey_setting.sampling_salt IS 'decides which customers these are; another salt chooses others';
COMMENT ON COLUMN @extschema@.survey_setting.clock_tolerance IS 'how far a purchase''s time may be ahead of its arrival';
COMMENT ON COLUMN @extschema@.survey_setting.link_lifetime IS 'how long a link works; S3 signs for seven days at most';
COMMENT ON COLUMN @extschema@.survey_setting.on_ambiguous IS 'what is done with a mail when nobody knows whether SES took it: hold, or resend and risk a second one';
COMMENT ON COLUMN @extschema@.survey_setting.listing_interval IS 'how often collect() looks for answers that no notification told of';
COMMENT ON COLUMN @extschema@.survey_setting.answer_retention IS 'how long the bucket keeps answers, which are rows long before';
COMMENT ON COLUMN @extschema@.survey_setting.listed_at IS 'when it last did';

/*
 * What comes of it
 */

CREATE TABLE @extschema@.invitation (
    invitation_id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    token text COLLATE "C" NOT NULL UNIQUE
        DEFAULT pg_catalog.replace(pg_catalog.concat(pg_catalog.gen_random_uuid(), pg_catalog.gen_random_uuid()), '-', ''),
    event_id text NOT NULL,
    purchase_id text NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    email text NOT NULL,
    store text NOT NULL,
    amount numeric NOT NULL,
    currency text NOT NULL,
    purchase_time timestamptz NOT NULL,
    invited_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    expires_at timestamptz NOT NULL,
    /* the mail */
    message_id text,
    sent_at timestamptz,
    refused_at timestamptz,
    refusal text,
    delivered_at timestamptz,
    mail_opened_at timestamptz,
    clicked_at timestamptz,
    soft_bounced_at timestamptz,
    bounced_at timestamptz,
    complained_at timestamptz,
    /* the form */
    opened_at timestamptz,
    answered_at timestamptz,
    state text NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN answered_at IS NOT NULL THEN 'answered'
            WHEN complained_at IS NOT NULL THEN 'complained'
            WHEN bounced_at IS NOT NULL THEN 'bounced'
            WHEN opened_at IS NOT NULL THEN 'opened'
            WHEN refused_at IS NOT NULL THEN 'refused'
            WHEN sent_at IS NOT NULL THEN 'sent'
            ELSE 'pending'
        END) STORED
);
COMMENT ON TABLE @extschema@.invitation IS 'surveys that were sent out, or are to be';
COMMENT ON COLUMN @extschema@.invitation.invitation_id IS 'names the invitation to us and SES: reference of its outbox message, tag of its mail';
COMMENT ON COLUMN @extschema@.invitation.token IS 'names the invitation to the customer, who alone knows it';
COMMENT ON COLUMN @extschema@.invitation.event_id IS 'the purchase''s event';
COMMENT ON COLUMN @extschema@.invitation.email IS 'address the mail went to';
COMMENT ON COLUMN @extschema@.invitation.message_id IS 'SES''s name of the mail';
COMMENT ON COLUMN @extschema@.invitation.sent_at IS 'when SES took the mail';
COMMENT ON COLUMN @extschema@.invitation.refused_at IS 'when the mail was given up; redrive() of its dead letter may still send it';
COMMENT ON COLUMN @extschema@.invitation.refusal IS 'why';
COMMENT ON COLUMN @extschema@.invitation.delivered_at IS 'when the customer''s mail server took it';
COMMENT ON COLUMN @extschema@.invitation.soft_bounced_at IS 'when a delivery failed for the time being; nothing follows from it';
COMMENT ON COLUMN @extschema@.invitation.bounced_at IS 'when the delivery failed for good';
COMMENT ON COLUMN @extschema@.invitation.opened_at IS 'when the form was first opened';
COMMENT ON COLUMN @extschema@.invitation.answered_at IS 'when the answer reached S3';
COMMENT ON COLUMN @extschema@.invitation.state IS 'follows from the times';
/* the cool-down */
CREATE INDEX invitation_customer_id_invited_at_idx ON @extschema@.invitation (customer_id, invited_at);
CREATE INDEX invitation_message_id_idx ON @extschema@.invitation (message_id);
/* mails whose outcome is not known yet; behind them those that were given up */
CREATE INDEX invitation_unsent_idx ON @extschema@.invitation (refused_at NULLS FIRST, invited_at)
    WHERE sent_at IS NULL;

CREATE TABLE @extschema@.response (
    invitation_id uuid PRIMARY KEY REFERENCES @extschema@.invitation ON DELETE CASCADE,
    rating integer NOT NULL CHECK (rating OPERATOR(pg_catalog.>=) 1 AND rating OPERATOR(pg_catalog.<=) 5),
    comment text,
    answered_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL,
    collected_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.response IS 'answers, one for each invitation; a row never changes';
COMMENT ON COLUMN @extschema@.response.answered_at IS 'by the clock of the customer''s browser';
COMMENT ON COLUMN @extschema@.response.stored_at IS 'when the answer reached S3';

CREATE TABLE @extschema@.rejection (
    kind text NOT NULL CHECK (kind IN ('purchase', 'answer')),
    id text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    customer_id text,
    purchase_id text,
    rejected_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (kind, id)
);
COMMENT ON TABLE @extschema@.rejection IS 'purchases that led to no invitation, and answers that are none, with the reason';
COMMENT ON COLUMN @extschema@.rejection.id IS 'the purchase''s event_id; the object''s key and ETag';

CREATE TABLE @extschema@.suppression (
    address text COLLATE "C" PRIMARY KEY
        CHECK (address OPERATOR(pg_catalog.=) pg_catalog.lower(address)),
    reason text NOT NULL,
    suppressed_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE @extschema@.suppression IS 'addresses that get no mail any more, in lower case';
COMMENT ON COLUMN @extschema@.suppression.reason IS 'bounce, complaint, or what the owner says';

CREATE TABLE @extschema@.answer_object (
    key text COLLATE "C" NOT NULL,
    etag text COLLATE "C" NOT NULL,
    token text COLLATE "C" GENERATED ALWAYS AS (
        pg_catalog."substring"(key, '^answers/([0-9a-f]{64})/(?:answer|opened)\.json$')) STORED,
    file text GENERATED ALWAYS AS (
        pg_catalog."substring"(key, '^answers/[0-9a-f]{64}/(answer|opened)\.json$')) STORED,
    size bigint NOT NULL,
    stored_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'ready', 'stored', 'rejected', 'gone')),
    noted_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    retry_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    content bytea,
    PRIMARY KEY (key, etag)
);
COMMENT ON TABLE @extschema@.answer_object IS 'objects in the bucket that may be answers, each version once';
COMMENT ON COLUMN @extschema@.answer_object.token IS 'of the invitation; NULL for an object that the form does not write';
COMMENT ON COLUMN @extschema@.answer_object.file IS 'answer, or opened: the form says that it was';
COMMENT ON COLUMN @extschema@.answer_object.stored_at IS 'when it reached S3, by its clock';
COMMENT ON COLUMN @extschema@.answer_object.state IS 'waiting to be fetched, ready to be judged, stored, rejected; gone: deleted or overwritten before it was fetched';
COMMENT ON COLUMN @extschema@.answer_object.retry_at IS 'when it is fetched at the earliest';
COMMENT ON COLUMN @extschema@.answer_object.content IS 'only between fetching and judging';
CREATE INDEX answer_object_waiting_idx ON @extschema@.answer_object (retry_at) WHERE state IN ('waiting');
CREATE INDEX answer_object_ready_idx ON @extschema@.answer_object (stored_at) WHERE state IN ('ready');

/*
 * A dump holds what the events have led to, but not the events: restored,
 * they would be judged for a second time.
 */
SELECT pg_catalog.pg_extension_config_dump('@extschema@.customer', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.minimum_purchase', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.survey_setting', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.invitation', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.response', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.rejection', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.suppression', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.answer_object', '');

/*
 * One purchase by itself: what it says, or why it cannot be understood
 */

CREATE TYPE @extschema@.purchase AS (
    fault text,
    purchase_id text,
    customer_id text COLLATE "C",
    store text,
    amount numeric,
    currency text COLLATE "C",
    purchase_time timestamptz
);
COMMENT ON TYPE @extschema@.purchase IS 'a purchase, checked; with a fault, the rest may be missing';

/* Every part is in range before the cast, which would raise an error. */
CREATE FUNCTION @extschema@.parse_time(value text) RETURNS timestamptz
    LANGUAGE sql STABLE
    RETURN CASE
        WHEN value ~ ('^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d'
                 || '(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$')
        THEN CASE
            WHEN substr(value, 9, 2)::integer
                 <= extract(day FROM make_date(substr(value, 1, 4)::integer, substr(value, 6, 2)::integer, 1)
                            + interval '1 month - 1 day')
            THEN value::timestamptz
        END
    END;
COMMENT ON FUNCTION @extschema@.parse_time(text) IS 'time in ISO 8601 with an offset, or NULL';

CREATE FUNCTION @extschema@.parse_purchase(payload jsonb, latest timestamptz) RETURNS @extschema@.purchase
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    content jsonb := payload -> 'purchase';
    purchase @extschema@.purchase;
BEGIN
    /* whatever they are, a rejection names them */
    purchase.purchase_id := left(content ->> 'purchase_id', 64);
    purchase.customer_id := left(content ->> 'customer_id', 64);
    purchase.purchase_time := @extschema@.parse_time(content ->> 'timestamp');

    purchase.fault := CASE
        WHEN jsonb_typeof(payload -> 'event_type') IS DISTINCT FROM 'string'
            THEN 'event_type is missing or not a string'
        WHEN payload ->> 'event_type' <> 'purchase'
            THEN 'event_type is unknown'
        WHEN jsonb_typeof(content) IS DISTINCT FROM 'object'
            THEN 'purchase is missing or not an object'
        WHEN jsonb_typeof(content -> 'purchase_id') IS DISTINCT FROM 'string'
            THEN 'purchase_id is missing or not a string'
        WHEN content ->> 'purchase_id' !~ '^[A-Za-z0-9._:-]{1,64}$'
            THEN 'purchase_id does not consist of 1 to 64 letters, digits, ".", "_", ":" and "-"'
        WHEN jsonb_typeof(content -> 'customer_id') IS DISTINCT FROM 'string'
            THEN 'customer_id is missing or not a string'
        WHEN content ->> 'customer_id' !~ '^[A-Za-z0-9._:-]{1,64}$'
            THEN 'customer_id does not consist of 1 to 64 letters, digits, ".", "_", ":" and "-"'
        WHEN jsonb_typeof(content -> 'store') IS DISTINCT FROM 'string'
            THEN 'store is missing or not a string'
        /* it goes into the subject of a mail */
        WHEN content ->> 'store' !~ '^[^[:cntrl:]]{1,100}$'
            THEN 'store does not consist of 1 to 100 printable characters'
        WHEN jsonb_typeof(content -> 'amount') IS DISTINCT FROM 'number'
            THEN 'amount is missing or not a number'
        WHEN (content ->> 'amount')::numeric < 0
            THEN 'amount is negative'
        WHEN (content ->> 'amount')::numeric >= 1000000000000
            THEN 'amount is too large'
        WHEN jsonb_typeof(content -> 'currency') IS DISTINCT FROM 'string'
            THEN 'currency is missing or not a string'
        WHEN content ->> 'currency' !~ '^[A-Z]{3}$'
            THEN 'currency is not a code of ISO 4217'
        WHEN jsonb_typeof(content -> 'timestamp') IS DISTINCT FROM 'string'
            THEN 'timestamp is missing or not a string'
        WHEN purchase.purchase_time IS NULL
            THEN 'timestamp is not a time in ISO 8601 with an offset'
        WHEN purchase.purchase_time > latest
            THEN 'timestamp is in the future'
    END;

    IF purchase.fault IS NULL THEN
        purchase.store := content ->> 'store';
        purchase.amount := content ->> 'amount';
        purchase.currency := content ->> 'currency';
    END IF;
    RETURN purchase;
END
$$;
COMMENT ON FUNCTION @extschema@.parse_purchase(jsonb, timestamptz) IS 'checks one event by itself';

/*
 * What decides who is asked
 */

/* The local part as HTML's input fields take it; a domain that has a dot. */
CREATE FUNCTION @extschema@.is_address(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN coalesce(length(value) <= 254
        AND value ~ ('^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]{1,64}'
            || '@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$'), false);
COMMENT ON FUNCTION @extschema@.is_address(text) IS 'whether this has the shape of an e-mail address';

/* 32 bits of a hash: the same customer has the same place at every purchase. */
CREATE FUNCTION @extschema@.place_in_sample(customer_id text, salt text) RETURNS double precision
    LANGUAGE sql STABLE
    RETURN ('x' || left(encode(sha256(convert_to(concat(salt, ' ', customer_id), 'UTF8')), 'hex'), 8))::bit(32)::bigint
        / 4294967296.0::double precision;
COMMENT ON FUNCTION @extschema@.place_in_sample(text, text) IS 'number from 0 to 1 that belongs to a customer; those below the sampling share are asked';

CREATE FUNCTION @extschema@.settings() RETURNS @extschema@.survey_setting
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting;
BEGIN
    SELECT * INTO setting FROM @extschema@.survey_setting;
    IF NOT FOUND THEN
        /* not made with the extension: a dump's row must find room */
        INSERT INTO @extschema@.survey_setting DEFAULT VALUES ON CONFLICT (only_row) DO NOTHING;
        SELECT * INTO setting FROM @extschema@.survey_setting;
    END IF;
    RETURN setting;
END
$$;
COMMENT ON FUNCTION @extschema@.settings() IS 'the settings, made with their defaults when there are none yet';

CREATE FUNCTION @extschema@.deployed_settings() RETURNS @extschema@.survey_setting
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := @extschema@.settings();
BEGIN
    IF setting.server IS NULL THEN
        RAISE EXCEPTION 'the pipeline is not deployed'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call @extschema@.deploy() first.';
    END IF;
    RETURN setting;
END
$$;
COMMENT ON FUNCTION @extschema@.deployed_settings() IS 'the settings; an error unless deploy() has been called';

/*
 * Whatever changes invitations holds this lock: rows that do not exist yet
 * cannot be locked, and nobody waits for rows in another order.
 */
CREATE FUNCTION @extschema@.lock_invitations() RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
SELECT pg_advisory_xact_lock('@extschema@.invitation'::regclass::oid::bigint)
$$;
COMMENT ON FUNCTION @extschema@.lock_invitations() IS 'one change of invitations at a time, until the end of the transaction';

/*
 * The link, the mail, and what became of it
 */

/* RFC 4648, section 5, without padding */
CREATE FUNCTION @extschema@.base64url(value text) RETURNS text
    LANGUAGE sql STABLE
    RETURN translate(encode(convert_to(value, 'UTF8'), 'base64'), E'+/=\n', '-_');
COMMENT ON FUNCTION @extschema@.base64url(text) IS 'text as base64url of its UTF-8';

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
    setting @extschema@.survey_setting := @extschema@.deployed_settings();
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
    setting @extschema@.survey_setting := @extschema@.deployed_settings();
    sent bigint;
BEGIN
    SELECT count(awspipe.ses_send_templated_email(
               setting.server,
               from_address => setting.from_address,
               to_addresses => ARRAY[i.email],
               template => setting.name,
               /* for HTML: escaped; for the subject and plain text: not */
               template_data => jsonb_build_object(
                   'name', c.name, 'store', i.store, 'link', l.link),
               plain_data => jsonb_build_object(
                   'plain_name', c.name, 'plain_store', i.store, 'plain_link', l.link,
                   'until', to_char(i.expires_at, 'YYYY-MM-DD HH24:MI') || ' UTC'),
               reply_to_addresses => ARRAY[setting.reply_to],
               configuration_set => setting.name,
               tags => jsonb_build_object('invitation', i.invitation_id),
               list_unsubscribe => 'mailto:' || setting.unsubscribe || '?subject=' || i.invitation_id,
               on_ambiguous => setting.on_ambiguous,
               reference => i.invitation_id::text))
    INTO sent
    FROM @extschema@.invitation AS i
        JOIN @extschema@.customer AS c USING (customer_id),
        LATERAL @extschema@.link(i.invitation_id) AS l (link)
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
    /* a plan made for a few would not do for many */
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    settled bigint;
BEGIN
    PERFORM @extschema@.lock_invitations();
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
        ON i.invitation_id = CASE WHEN o.reference ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                  THEN o.reference::uuid END,
    LATERAL awspipe.resolve(o.outbox_id, 'delivered') AS r
WHERE o.service = 'ses' AND o.state = 'ambiguous' AND i.sent_at IS NOT NULL
$$;
COMMENT ON FUNCTION @extschema@.resolve_held() IS 'forgets held mails that have arrived';

/*
 * A batch of purchases: who is asked, and why others are not
 */

CREATE FUNCTION @extschema@.apply_purchases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    /* a week of a link is never longer than 168 hours */
    SET timezone = 'UTC'
    /* a plan made for a small batch would not do for a large one */
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    setting @extschema@.survey_setting := @extschema@.deployed_settings();
    invitation_ids uuid[];
BEGIN
    PERFORM @extschema@.lock_invitations();

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

/*
 * Answers: objects that the form has put into the bucket.  Notifications tell
 * of them, a listing finds those of which nobody told; collect() fetches and
 * judges them, once each.
 */

/* As S3 encodes keys in notifications; what is no such encoding stays as it is. */
CREATE FUNCTION @extschema@.url_decode(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RETURN (
        SELECT convert_from(string_agg(
                   CASE
                       WHEN part.match[1] ~ '^%' THEN decode(substr(part.match[1], 2), 'hex')
                       ELSE convert_to(replace(part.match[1], '+', ' '), 'UTF8')
                   END, ''), 'UTF8')
        FROM regexp_matches(value, '%[0-9A-Fa-f]{2}|[^%]+|%', 'g') AS part (match));
EXCEPTION WHEN data_exception THEN
    RETURN value;
END
$$;
COMMENT ON FUNCTION @extschema@.url_decode(text) IS 'undoes the encoding of a form''s field';

/*
 * The same version of an object is noted once, whoever tells of it.  What
 * need not be fetched is ready at once: all but answers of sensible size to
 * invitations that there are.
 */
CREATE FUNCTION @extschema@.note_objects(objects jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    noted bigint;
BEGIN
    INSERT INTO @extschema@.answer_object (key, etag, size, stored_at, state)
    SELECT DISTINCT ON (o.key, o.etag)
           o.key, o.etag, o.size, o.stored_at,
           CASE
               WHEN o.key ~ '/answer\.json$' AND o.size BETWEEN 1 AND 16384
                   AND EXISTS (SELECT FROM @extschema@.invitation AS i
                               WHERE i.token = split_part(o.key, '/', 2))
               THEN 'waiting'
               ELSE 'ready'
           END
    FROM jsonb_to_recordset(objects) AS o (key text, etag text, size bigint, stored_at timestamptz)
    WHERE starts_with(o.key, 'answers/')
    ORDER BY o.key, o.etag, o.stored_at
    ON CONFLICT (key, etag) DO NOTHING;
    GET DIAGNOSTICS noted = ROW_COUNT;
    RETURN noted;
END
$$;
COMMENT ON FUNCTION @extschema@.note_objects(jsonb) IS 'notes objects, an array of key, etag, size and stored_at, that are not known yet';

CREATE FUNCTION @extschema@.apply_answers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := @extschema@.deployed_settings();
BEGIN
    /* S3 sends a test event, and events of what was deleted; they hold no such record */
    PERFORM @extschema@.note_objects(jsonb_agg(jsonb_build_object(
        'key', @extschema@.url_decode(r.record #>> '{s3,object,key}'),
        'etag', r.record #>> '{s3,object,eTag}',
        'size', r.record #> '{s3,object,size}',
        'stored_at', coalesce(@extschema@.parse_time(r.record ->> 'eventTime'), b.arrived_at, b.received_at))))
    FROM batch AS b, jsonb_path_query(b.payload, 'lax $.Records[*]') AS r (record)
    WHERE r.record ->> 'eventName' LIKE 'ObjectCreated:%'
        AND r.record #>> '{s3,bucket,name}' = setting.bucket
        AND jsonb_typeof(r.record #> '{s3,object,key}') = 'string'
        AND jsonb_typeof(r.record #> '{s3,object,eTag}') = 'string'
        AND r.record #>> '{s3,object,size}' ~ '^\d{1,18}$';
    PERFORM @extschema@.settle(1000);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.apply_answers() IS 'notes the objects that a batch of notifications tells of';

CREATE TRIGGER apply_answers
    AFTER INSERT ON @extschema@.answer_event
    REFERENCING NEW TABLE AS batch
    FOR EACH STATEMENT EXECUTE FUNCTION @extschema@.apply_answers();
COMMENT ON TRIGGER apply_answers ON @extschema@.answer_event IS 'one set-based pass per batch';

/*
 * What an answer says
 */

CREATE TYPE @extschema@.answer AS (
    fault text,
    rating integer,
    comment text,
    answered_at timestamptz
);
COMMENT ON TYPE @extschema@.answer IS 'an answer, checked; with a fault, the rest is missing';

CREATE FUNCTION @extschema@.parse_answer(content bytea) RETURNS @extschema@.answer
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    said jsonb;
    answer @extschema@.answer;
BEGIN
    BEGIN
        said := convert_from(content, 'UTF8')::jsonb;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        answer.fault := 'the answer is not JSON';
        RETURN answer;
    END;
    answer.fault := CASE
        WHEN jsonb_typeof(said) IS DISTINCT FROM 'object'
            THEN 'the answer is not a JSON object'
        WHEN jsonb_typeof(said -> 'rating') IS DISTINCT FROM 'number'
            THEN 'rating is missing or not a number'
        WHEN (said ->> 'rating')::numeric <> ALL ('{1,2,3,4,5}')
            THEN 'rating is not from 1 to 5'
        WHEN coalesce(jsonb_typeof(said -> 'comment'), 'null') NOT IN ('string', 'null')
            THEN 'comment is not a string'
        WHEN length(said ->> 'comment') > 2000
            THEN 'comment is longer than 2000 characters'
        WHEN jsonb_typeof(said -> 'answered_at') IS DISTINCT FROM 'string'
             OR @extschema@.parse_time(said ->> 'answered_at') IS NULL
            THEN 'answered_at is not a time in ISO 8601 with an offset'
    END;
    IF answer.fault IS NULL THEN
        answer.rating := (said ->> 'rating')::numeric;
        answer.comment := nullif(said ->> 'comment', '');
        answer.answered_at := @extschema@.parse_time(said ->> 'answered_at');
    END IF;
    RETURN answer;
END
$$;
COMMENT ON FUNCTION @extschema@.parse_answer(bytea) IS 'checks the content of one answer by itself';

CREATE FUNCTION @extschema@.judge_answers() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
DECLARE
    most constant integer := 1000;
    judged integer;
BEGIN
    PERFORM @extschema@.lock_invitations();

    WITH ready AS MATERIALIZED (
        SELECT o.key, o.etag, o.token, o.file, o.size, o.stored_at, o.content
        FROM @extschema@.answer_object AS o
        WHERE o.state = 'ready'
        ORDER BY o.stored_at
        LIMIT most
    ), judged AS MATERIALIZED (
        SELECT r.key, r.etag, r.file, r.stored_at, i.invitation_id, i.customer_id, i.purchase_id, a.*,
               CASE
                   WHEN r.file IS NULL
                       THEN 'the object has a name that the form does not use'
                   WHEN i.invitation_id IS NULL
                       THEN 'there is no such invitation'
                   /* clocks differ */
                   WHEN r.stored_at > i.expires_at + interval '1 minute'
                       THEN 'the invitation had expired'
                   WHEN r.file = 'opened'
                       THEN NULL
                   WHEN r.size > 16384 OR length(r.content) > 16384
                       THEN 'the answer is larger than 16384 bytes'
                   WHEN a.fault IS NOT NULL
                       THEN a.fault
                   WHEN EXISTS (SELECT FROM @extschema@.response AS p WHERE p.invitation_id = i.invitation_id)
                       THEN 'the invitation was answered before'
               END AS reason
        FROM ready AS r
            LEFT JOIN @extschema@.invitation AS i USING (token),
            @extschema@.parse_answer(r.content) AS a
    ), decided AS MATERIALIZED (
        /* of several answers that would do, the first counts */
        SELECT j.*,
               CASE
                   WHEN j.file = 'answer' AND j.reason IS NULL AND row_number() OVER (
                            PARTITION BY j.invitation_id, j.file, j.reason IS NULL
                            ORDER BY j.stored_at, j.etag) > 1
                       THEN 'the invitation was answered before'
                   ELSE j.reason
               END AS verdict
        FROM judged AS j
    ), answered AS (
        INSERT INTO @extschema@.response (invitation_id, rating, comment, answered_at, stored_at)
        SELECT d.invitation_id, d.rating, d.comment, d.answered_at, d.stored_at
        FROM decided AS d
        WHERE d.file = 'answer' AND d.verdict IS NULL
    ), marked AS (
        /* whoever has opened the form has got the mail, whoever has answered has opened the form */
        UPDATE @extschema@.invitation AS i
        SET sent_at = coalesce(i.sent_at, m.opened_at),
            opened_at = least(i.opened_at, m.opened_at),
            answered_at = coalesce(i.answered_at, m.answered_at)
        FROM (SELECT d.invitation_id,
                     min(d.stored_at) AS opened_at,
                     min(d.stored_at) FILTER (WHERE d.file = 'answer') AS answered_at
              FROM decided AS d
              WHERE d.verdict IS NULL
              GROUP BY d.invitation_id) AS m
        WHERE i.invitation_id = m.invitation_id
    ), rejected AS (
        INSERT INTO @extschema@.rejection (kind, id, reason, customer_id, purchase_id)
        SELECT 'answer', concat_ws(' ', d.key, d.etag), d.verdict, d.customer_id, d.purchase_id
        FROM decided AS d
        WHERE d.verdict IS NOT NULL
        ON CONFLICT (kind, id) DO NOTHING
    )
    UPDATE @extschema@.answer_object AS o
    SET state = CASE WHEN d.verdict IS NULL THEN 'stored' ELSE 'rejected' END,
        content = NULL
    FROM decided AS d
    WHERE o.key = d.key AND o.etag = d.etag;
    GET DIAGNOSTICS judged = ROW_COUNT;
    RETURN judged = most;
END
$$;
COMMENT ON FUNCTION @extschema@.judge_answers() IS 'turns objects that are ready into responses, times of invitations, and rejections; true when there may be more';

/*
 * collect(): fetching what the notifications told of.  Every step is a
 * transaction of its own, and leaves things as if it were the last one.  All
 * hold one lock, for the transaction and not for the session: it is gone
 * when the step is, however that ends.
 */

CREATE FUNCTION @extschema@.is_only_collector() RETURNS boolean
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
SELECT pg_try_advisory_xact_lock('@extschema@.answer_object'::regclass::oid::bigint)
$$;
COMMENT ON FUNCTION @extschema@.is_only_collector() IS 'whether no other collect() is in a step; if so, there is none until the end of the transaction';

CREATE FUNCTION @extschema@.listing_is_due() RETURNS boolean
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
SELECT coalesce(s.listed_at + s.listing_interval <= now(), true) FROM @extschema@.settings() AS s
$$;
COMMENT ON FUNCTION @extschema@.listing_is_due() IS 'whether it is time to look for answers of which no notification has told';

/* Keys begin with random tokens, so all of them have to be looked at. */
CREATE FUNCTION @extschema@.list_answers(start_after text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    most constant integer := 1000;
    setting @extschema@.survey_setting := @extschema@.deployed_settings();
    page jsonb;
BEGIN
    IF NOT @extschema@.is_only_collector() THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'key', o.key, 'etag', o.etag, 'size', o.size, 'stored_at', o.last_modified)
               ORDER BY o.key COLLATE "C"), '[]')
    INTO page
    FROM awspipe.s3_list_objects(setting.server, setting.bucket, 'answers/',
                                 start_after => start_after, max_keys => most) AS o;
    PERFORM @extschema@.note_objects(page);
    IF jsonb_array_length(page) = most THEN
        RETURN page #>> '{-1,key}';
    END IF;
    UPDATE @extschema@.survey_setting SET listed_at = now();
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.list_answers(text) IS 'notes up to a thousand objects behind a key, and returns the last one''s; NULL at the end';

/*
 * An object that S3 cannot give now is put off, so that it does not stand in
 * the way of others.
 */
CREATE FUNCTION @extschema@.fetch_answers() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := @extschema@.deployed_settings();
    object @extschema@.answer_object;
    fetched bytea;
    complaint text;
    detail text;
BEGIN
    IF NOT @extschema@.is_only_collector() THEN
        RETURN false;
    END IF;
    FOR object IN
        SELECT * FROM @extschema@.answer_object
        WHERE state = 'waiting' AND retry_at <= now()
        ORDER BY retry_at, key, etag
        LIMIT 10
    LOOP
        BEGIN
            fetched := awspipe.s3_get_object(
                setting.server, setting.bucket, object.key,
                first_byte => 0, last_byte => 16384,
                if_match => object.etag);
            UPDATE @extschema@.answer_object AS o
            SET state = 'ready', content = fetched
            WHERE o.key = object.key AND o.etag = object.etag;
        EXCEPTION
            WHEN external_routine_invocation_exception THEN
                GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
                IF substring(detail FROM '^AWS returned (.+?) \(HTTP') NOT IN ('NoSuchKey', 'PreconditionFailed') THEN
                    RAISE;
                END IF;
                UPDATE @extschema@.answer_object AS o
                SET state = 'gone'
                WHERE o.key = object.key AND o.etag = object.etag;
            WHEN connection_exception OR insufficient_resources OR system_error
                OR invalid_authorization_specification THEN
                GET STACKED DIAGNOSTICS complaint = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
                UPDATE @extschema@.answer_object AS o
                SET retry_at = now() + interval '1 minute'
                WHERE o.key = object.key AND o.etag = object.etag;
                RAISE WARNING 'answers are collected later: %', complaint
                    USING DETAIL = detail;
                RETURN false;
        END;
    END LOOP;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION @extschema@.fetch_answers() IS 'fetches a few objects; false when there are no more, or S3 cannot be reached';

/*
 * No search_path of its own, which would forbid COMMIT; nothing in here
 * depends on one.
 */
CREATE PROCEDURE @extschema@.collect(listing boolean DEFAULT NULL)
    LANGUAGE plpgsql
    AS $$
DECLARE
    last_key text;
    more boolean;
BEGIN
    PERFORM @extschema@.settle();
    COMMIT;
    PERFORM @extschema@.resolve_held();
    COMMIT;
    IF COALESCE(listing, @extschema@.listing_is_due()) THEN
        last_key := '';
        WHILE last_key IS NOT NULL LOOP
            last_key := @extschema@.list_answers(last_key);
            COMMIT;
        END LOOP;
    END IF;
    more := true;
    WHILE more LOOP
        more := @extschema@.fetch_answers();
        COMMIT;
        more := @extschema@.judge_answers() OR more;
        COMMIT;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE @extschema@.collect(boolean) IS 'fetches and judges answers, and notes what became of mails; looks through the bucket when that is due, or as listing says';

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
    PERFORM @extschema@.lock_invitations();
    PERFORM @extschema@.settle(1000);

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
               coalesce(@extschema@.parse_time(b.payload #>> '{mail,timestamp}'), b.received_at) AS sent_at,
               coalesce(@extschema@.parse_time(b.payload #>> ARRAY[lower(k.kind), 'timestamp']),
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
                CASE WHEN t.tag ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN t.tag::uuid END,
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

/*
 * Setting up: what deploy() makes at AWS, each unless there is one
 */

/* AWS always says a code; "HTTP 404", as anybody may, is how emulators refuse what they do not know. */
CREATE FUNCTION @extschema@.call_unless(
        tolerated text[], server text, service text, operation text, input jsonb)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    detail text;
BEGIN
    RETURN awspipe.call(server, service, operation, input);
EXCEPTION WHEN external_routine_invocation_exception OR sqlclient_unable_to_establish_sqlconnection THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF coalesce(substring(detail FROM '^AWS returned (.+?) \(HTTP'),
                substring(detail FROM 'something that is not AWS answered \((HTTP \d+)')) = ANY (tolerated) THEN
        RETURN NULL;
    END IF;
    RAISE;
END
$$;
COMMENT ON FUNCTION @extschema@.call_unless(text[], text, text, text, jsonb) IS 'calls AWS; NULL when the answer is an error that is expected';

CREATE FUNCTION @extschema@.create_stream(server text, stream text, shards integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('StreamName', stream);
    deadline timestamptz := clock_timestamp() + interval '5 minutes';
BEGIN
    PERFORM @extschema@.call_unless('{ResourceInUseException}', server, 'kinesis', 'CreateStream',
                                    named || jsonb_build_object('ShardCount', shards));
    LOOP
        /* just created, it may not be found yet */
        EXIT WHEN @extschema@.call_unless('{ResourceNotFoundException}', server, 'kinesis', 'DescribeStreamSummary', named)
            #>> '{StreamDescriptionSummary,StreamStatus}' = 'ACTIVE';
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'stream "%" did not become active within 5 minutes', stream
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      HINT = 'Call deploy() again to go on waiting.';
        END IF;
        PERFORM pg_sleep(0.25);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.create_stream(text, text, integer) IS 'creates the stream unless there is one';

/*
 * The attributes are set apart from the creation, which fails when there is
 * a queue of that name with others.
 */
CREATE FUNCTION @extschema@.create_queue(server text, queue text, attributes jsonb) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('QueueName', queue);
    located jsonb;
BEGIN
    located := @extschema@.call_unless('{QueueDoesNotExist,AWS.SimpleQueueService.NonExistentQueue}',
                                       server, 'sqs', 'GetQueueUrl', named);
    IF located IS NULL THEN
        located := awspipe.call(server, 'sqs', 'CreateQueue', named);
    END IF;
    located := jsonb_build_object('QueueUrl', located -> 'QueueUrl');
    PERFORM awspipe.call(server, 'sqs', 'SetQueueAttributes',
                         located || jsonb_build_object('Attributes', attributes));
    RETURN awspipe.call(server, 'sqs', 'GetQueueAttributes',
                        located || '{"AttributeNames": ["QueueArn"]}') #>> '{Attributes,QueueArn}';
END
$$;
COMMENT ON FUNCTION @extschema@.create_queue(text, text, jsonb) IS 'creates the queue unless there is one, sets its attributes, and returns its ARN';

/* A queue, its dead-letter queue, and a policy that lets one sender send. */
CREATE FUNCTION @extschema@.create_inbound_queue(server text, queue text, sender text, source text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    dead_letters text := @extschema@.create_queue(server, queue || '-dead-letters', '{"MessageRetentionPeriod": "1209600"}');
    arn text := @extschema@.create_queue(server, queue, '{"VisibilityTimeout": "120"}');
BEGIN
    RETURN @extschema@.create_queue(server, queue, jsonb_build_object(
        'MessageRetentionPeriod', '1209600',
        /* a crash of the consumer is no reason to give up what it had received */
        'RedrivePolicy', jsonb_build_object('maxReceiveCount', 20, 'deadLetterTargetArn', dead_letters)::text,
        'Policy', jsonb_build_object(
            'Version', '2012-10-17',
            'Statement', jsonb_build_array(jsonb_build_object(
                'Effect', 'Allow',
                'Principal', jsonb_build_object('Service', sender),
                'Action', 'sqs:SendMessage',
                'Resource', arn,
                'Condition', jsonb_build_object(
                    'ArnEquals', jsonb_build_object('aws:SourceArn', source),
                    'StringEquals', jsonb_build_object('aws:SourceAccount', split_part(arn, ':', 5))))))::text));
END
$$;
COMMENT ON FUNCTION @extschema@.create_inbound_queue(text, text, text, text) IS 'creates a queue to which a service sends for one of our resources, and its dead-letter queue, and returns its ARN';

/*
 * Nobody but the links' holders and we see what is in the bucket, and for
 * answers it is no archive.  Rules that it has already are left alone.
 */
CREATE FUNCTION @extschema@.create_bucket(server text, bucket text, retention interval) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('Bucket', bucket);
BEGIN
    PERFORM @extschema@.call_unless('{BucketAlreadyOwnedByYou}', server, 's3', 'CreateBucket', named);
    PERFORM awspipe.call(server, 's3', 'PutPublicAccessBlock', named || '{
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": true, "IgnorePublicAcls": true,
            "BlockPublicPolicy": true, "RestrictPublicBuckets": true}}');
    IF @extschema@.call_unless('{NoSuchLifecycleConfiguration}', server, 's3', 'GetBucketLifecycleConfiguration', named)
           -> 'Rule' IS NULL THEN
        PERFORM awspipe.call(server, 's3', 'PutBucketLifecycleConfiguration', named || jsonb_build_object(
            'LifecycleConfiguration', jsonb_build_object('Rule', jsonb_build_object(
                'ID', 'answers',
                'Filter', '{"Prefix": "answers/"}'::jsonb,
                'Status', 'Enabled',
                'Expiration', jsonb_build_object('Days', extract(day FROM justify_hours(retention)))))));
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.create_bucket(text, text, interval) IS 'creates the bucket unless there is one, keeps the public out, and has it forget answers';

/* What else the bucket notifies of stays; ours is known by its id. */
CREATE FUNCTION @extschema@.notify_of_answers(server text, bucket text, name text, queue text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('Bucket', bucket);
    present jsonb := awspipe.call(server, 's3', 'GetBucketNotificationConfiguration', named);
    ours jsonb := jsonb_build_object(
        'Id', name,
        'Queue', queue,
        'Event', 's3:ObjectCreated:*',
        'Filter', '{"S3Key": {"FilterRule": {"Name": "prefix", "Value": "answers/"}}}'::jsonb);
BEGIN
    PERFORM awspipe.call(server, 's3', 'PutBucketNotificationConfiguration', named || jsonb_build_object(
        'NotificationConfiguration', (
            SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}')
            FROM jsonb_each(present) AS m
            WHERE m.key IN ('TopicConfiguration', 'CloudFunctionConfiguration', 'EventBridgeConfiguration')
        ) || jsonb_build_object('QueueConfiguration', (
            SELECT coalesce(jsonb_agg(q.value), '[]') || ours
            FROM jsonb_path_query(present, 'lax $.QueueConfiguration[*]') AS q (value)
            WHERE q.value ->> 'Id' <> name))));

    /* an emulator may take everything, and do nothing */
    RETURN EXISTS (
        SELECT FROM jsonb_path_query(awspipe.call(server, 's3', 'GetBucketNotificationConfiguration', named),
                                     'lax $.QueueConfiguration[*]') AS q (value)
        WHERE q.value ->> 'Id' = name);
END
$$;
COMMENT ON FUNCTION @extschema@.notify_of_answers(text, text, text, text) IS 'has the bucket tell the queue of answers; false where buckets cannot';

/*
 * Setting up: what SES needs to send, and to tell what became of it
 */

/* Other topics' policies would have a sender of their own; ours has SES. */
CREATE FUNCTION @extschema@.create_topic(server text, name text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    topic text := awspipe.call(server, 'sns', 'CreateTopic', jsonb_build_object('Name', name)) ->> 'TopicArn';
BEGIN
    PERFORM awspipe.call(server, 'sns', 'SetTopicAttributes', jsonb_build_object(
        'TopicArn', topic,
        'AttributeName', 'Policy',
        'AttributeValue', jsonb_build_object(
            'Version', '2012-10-17',
            'Statement', jsonb_build_array(jsonb_build_object(
                'Effect', 'Allow',
                'Principal', '{"Service": "ses.amazonaws.com"}'::jsonb,
                'Action', 'sns:Publish',
                'Resource', topic,
                'Condition', jsonb_build_object(
                    'StringEquals', jsonb_build_object('aws:SourceAccount', split_part(topic, ':', 5))))))::text));
    PERFORM awspipe.call(server, 'sns', 'Subscribe', jsonb_build_object(
        'TopicArn', topic, 'Protocol', 'sqs', 'ReturnSubscriptionArn', true,
        'Endpoint', @extschema@.create_inbound_queue(server, name, 'sns.amazonaws.com', topic)));
    RETURN topic;
END
$$;
COMMENT ON FUNCTION @extschema@.create_topic(text, text) IS 'creates the topic to which SES publishes, with a queue of the same name, where they are missing, and returns its ARN';

/* A domain that is verified makes its addresses so. */
CREATE FUNCTION @extschema@.create_identity(server text, address text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    verified boolean;
    created jsonb;
BEGIN
    SELECT bool_or((@extschema@.call_unless(
               '{NotFoundException,HTTP 404}', server, 'ses', 'GetEmailIdentity',
               jsonb_build_object('EmailIdentity', i.identity)) -> 'VerifiedForSendingStatus')::boolean)
    INTO verified
    FROM unnest(ARRAY[split_part(address, '@', 2), address]) AS i (identity);
    IF verified IS NULL THEN
        created := @extschema@.call_unless(
            '{AlreadyExistsException,HTTP 404}', server, 'ses', 'CreateEmailIdentity',
            jsonb_build_object('EmailIdentity', address));
    END IF;
    IF verified IS NULL AND created IS NULL THEN
        RAISE NOTICE 'identities are not available, "%" is not verified', address;
    ELSIF verified IS NOT TRUE THEN
        RAISE NOTICE '"%" can send when its owner has followed the link in a mail from Amazon', address;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.create_identity(text, text) IS 'has SES verify the address, unless it or its domain is';

/*
 * Neither opens nor clicks are asked for: for these, SES puts an image into
 * the mail, and leads its links, with what is behind the "#", by way of a
 * server of its own.
 */
CREATE FUNCTION @extschema@.create_configuration_set(server text, name text, topic text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('ConfigurationSetName', name);
    present jsonb;
BEGIN
    IF @extschema@.call_unless('{NotFoundException,HTTP 404}', server, 'ses', 'GetConfigurationSet', named) IS NULL THEN
        PERFORM @extschema@.call_unless('{HTTP 404}', server, 'ses', 'CreateConfigurationSet', named);
    END IF;
    present := @extschema@.call_unless('{HTTP 404}', server, 'ses', 'GetConfigurationSetEventDestinations', named)
        -> 'EventDestinations';
    IF present IS NULL THEN
        RAISE NOTICE 'event destinations are not available, bounces and complaints will not be noted';
        RETURN;
    END IF;
    PERFORM awspipe.call(
        server, 'ses',
        CASE WHEN present @> jsonb_build_array(jsonb_build_object('Name', name))
             THEN 'UpdateConfigurationSetEventDestination'
             ELSE 'CreateConfigurationSetEventDestination' END,
        named || jsonb_build_object(
            'EventDestinationName', name,
            'EventDestination', jsonb_build_object(
                'Enabled', true,
                'MatchingEventTypes', '["SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "RENDERING_FAILURE"]'::jsonb,
                'SnsDestination', jsonb_build_object('TopicArn', topic))));
END
$$;
COMMENT ON FUNCTION @extschema@.create_configuration_set(text, text, text) IS 'creates the configuration set unless there is one, and has it tell the topic what becomes of mails';

/* One that is there stays as it is: its words are the owner's to choose. */
CREATE FUNCTION @extschema@.create_template(server text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('TemplateName', name);
BEGIN
    IF @extschema@.call_unless('{NotFoundException,HTTP 404}', server, 'ses', 'GetEmailTemplate', named) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM awspipe.call(server, 'ses', 'CreateEmailTemplate', named || jsonb_build_object(
        'TemplateContent', jsonb_build_object(
            'Subject', 'How was your purchase at {{plain_store}}?',
            'Text', @extschema@.mail_text(),
            'Html', @extschema@.mail_html())));
END
$$;
COMMENT ON FUNCTION @extschema@.create_template(text, text) IS 'creates the template of the mails unless there is one';

CREATE FUNCTION @extschema@.mail_text() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $function$
SELECT pg_catalog.ltrim($mail$
Hello {{plain_name}},

thank you for your purchase at {{plain_store}}. Would you tell us how it was? A number
from 1 to 5, and a comment if you like; it takes less than a minute:

{{plain_link}}

The link is yours alone, and works until {{until}}. If you do not want to
be asked again, answer this mail.
$mail$, E'\n')
$function$;
COMMENT ON FUNCTION @extschema@.mail_text() IS 'the mail for those who read plain text';

CREATE FUNCTION @extschema@.mail_html() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $function$
SELECT pg_catalog.ltrim($mail$
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How was your purchase?</title>
</head>
<body style="margin: 0; padding: 24px; background: #eef1f5; color: #17202b; font: 16px/1.5 Arial, sans-serif">
<div style="max-width: 560px; margin: 0 auto; padding: 32px; background: #ffffff; border-radius: 12px">
<p>Hello {{name}},</p>
<p>thank you for your purchase at <strong>{{store}}</strong>. Would you tell us how it was? A number from
1 to 5, and a comment if you like; it takes less than a minute.</p>
<p style="margin: 32px 0"><a ses:no-track href="{{link}}" style="padding: 12px 24px; border-radius: 8px; background: #0b5cad; color: #ffffff; text-decoration: none">Give your opinion</a></p>
<p style="font-size: 14px; color: #4d5a68">The link is yours alone, and works until {{until}}. If you do not
want to be asked again, answer this mail.</p>
</div>
</body>
</html>
$mail$, E'\n')
$function$;
COMMENT ON FUNCTION @extschema@.mail_html() IS 'the mail for all others';

/*
 * Setting up: all of it
 */

CREATE FUNCTION @extschema@.schedule_collect(name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron')
        AND has_schema_privilege('cron', 'USAGE') THEN
        PERFORM cron.schedule(name || '-collect', '* * * * *', 'CALL @extschema@.collect()');
    ELSE
        RAISE NOTICE 'pg_cron is not available here, answers wait until somebody calls @extschema@.collect()';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.schedule_collect(text) IS 'has pg_cron call collect() every minute';

CREATE FUNCTION @extschema@.start_consumers(server text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    consumer text;
BEGIN
    FOREACH consumer IN ARRAY ARRAY[name, name || '-answers', name || '-mail'] LOOP
        IF EXISTS (SELECT FROM awspipe.consumers AS c WHERE c.name = consumer) THEN
            NULL;
        ELSIF consumer = name THEN
            PERFORM awspipe.create_kinesis_consumer(
                consumer, server, consumer, '@extschema@.purchase_event'::regclass,
                starting_position => 'TRIM_HORIZON',
                on_error => 'dead_letter');
        ELSE
            PERFORM awspipe.create_sqs_consumer(
                consumer, server, consumer,
                CASE consumer WHEN name || '-mail' THEN '@extschema@.mail_event'::regclass
                              ELSE '@extschema@.answer_event'::regclass END,
                on_error => 'dead_letter',
                unwrap_sns => consumer = name || '-mail');
        END IF;
        PERFORM awspipe.start_consumer(consumer);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.start_consumers(text, text) IS 'creates the consumers unless there are some, and starts them';

CREATE FUNCTION @extschema@.deploy(
        server text,
        bucket text,
        from_address text,
        name text DEFAULT 'survey',
        reply_to text DEFAULT NULL,
        unsubscribe text DEFAULT NULL,
        shards integer DEFAULT 2)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    /* of "Name <address>" */
    address text := coalesce(substring(from_address FROM '<([^<>]*)>\s*$'), from_address);
    setting @extschema@.survey_setting := @extschema@.settings();
    bucket_arn text;
    topic text;
    queue text;
BEGIN
    IF NOT @extschema@.is_address(address) THEN
        RAISE EXCEPTION '"%" is not an e-mail address', from_address
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    PERFORM @extschema@.create_stream(server, name, shards);

    topic := @extschema@.create_topic(server, name || '-mail');
    PERFORM @extschema@.create_identity(server, address);
    PERFORM @extschema@.create_configuration_set(server, name, topic);
    PERFORM @extschema@.create_template(server, name);

    PERFORM @extschema@.create_bucket(server, bucket, setting.answer_retention);
    PERFORM awspipe.s3_put_object(server, bucket, 'form.html', @extschema@.form(),
                                  content_type => 'text/html; charset=utf-8', cache_control => 'no-cache');
    bucket_arn := format('arn:%s:s3:::%s', split_part(topic, ':', 2), bucket);
    queue := @extschema@.create_inbound_queue(server, name || '-answers', 's3.amazonaws.com', bucket_arn);
    IF NOT @extschema@.notify_of_answers(server, bucket, name, queue) THEN
        RAISE NOTICE 'notifications are not available, collect() looks through the bucket each time';
        setting.listing_interval := '0';
    END IF;

    UPDATE @extschema@.survey_setting AS s
    SET server = deploy.server,
        name = deploy.name,
        bucket = deploy.bucket,
        from_address = deploy.from_address,
        reply_to = coalesce(deploy.reply_to, address),
        unsubscribe = coalesce(deploy.unsubscribe, deploy.reply_to, address),
        listing_interval = setting.listing_interval;
    PERFORM @extschema@.start_consumers(server, name);
    PERFORM @extschema@.schedule_collect(name);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, text, text, integer) IS 'creates stream, bucket, queues, topic, consumers, and what SES needs, where they are missing, and starts the consumers';

/*
 * Trying out
 */

/*
 * Each purchase is made for one outcome.  Customers are new ones, so that
 * nothing that happened before changes it; where the settings leave no room
 * for an outcome (everybody is in the sample, say), it is the next one that
 * the rules come to.
 */
CREATE FUNCTION @extschema@.random_purchases(
        purchases integer, refused double precision, malformed double precision, mailbox text,
        OUT customer_id text, OUT name text, OUT email text, OUT opted_in boolean, OUT suppressed boolean,
        OUT outcome text, OUT content jsonb)
    RETURNS SETOF record
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
    WITH setting AS MATERIALIZED (
        SELECT s.*, left(gen_random_uuid()::text, 8) AS run FROM @extschema@.settings() AS s
    ), refusal (kind, reason) AS (
        VALUES (0, 'the customer is unknown'), (1, 'the customer has no valid address'),
               (2, 'the customer has not opted in'), (3, 'the address is suppressed'),
               (4, 'the purchase is below the minimum'), (5, 'the customer was invited lately'),
               (6, 'the customer is not in the sample')
    ), fault (kind, reason, path, value) AS (
        VALUES (0, 'event_type is missing or not a string', '{event_type}', NULL),
               (1, 'event_type is unknown', '{event_type}', '"refund"'),
               (2, 'purchase is missing or not an object', '{purchase}', '[]'),
               (3, 'purchase_id is missing or not a string', '{purchase,purchase_id}', NULL),
               (4, 'customer_id is missing or not a string', '{purchase,customer_id}', '7'),
               (5, 'store does not consist of 1 to 100 printable characters', '{purchase,store}', '"two\nlines"'),
               (6, 'amount is missing or not a number', '{purchase,amount}', '"59.90"'),
               (7, 'amount is negative', '{purchase,amount}', '-1'),
               (8, 'currency is not a code of ISO 4217', '{purchase,currency}', '"euro"'),
               (9, 'timestamp is not a time in ISO 8601 with an offset', '{purchase,timestamp}', '"2026-02-30T12:00:00Z"'),
               (10, 'timestamp is in the future', '{purchase,timestamp}', '"2099-12-31T23:59:59Z"')
    ), drawn AS MATERIALIZED (
        /* n tells what a purchase is to be, place when it is sent */
        SELECT n, random() AS place, random() AS base,
               CASE WHEN n <= round($1 * $3) THEN n % (SELECT count(*) FROM fault) END AS fault,
               CASE WHEN n > round($1 * $3) AND n <= round($1 * $3) + round($1 * $2)
                    THEN n % (SELECT count(*) FROM refusal) END AS refusal,
               (ARRAY['Ann Example', 'Bob O''Neil', 'Çelik & Söhne', '<b>Dora</b>', '李雷'])[1 + floor(random() * 5)] AS name,
               (ARRAY['Main Street', 'Harbour "Old Town"', 'Marks & Sons'])[1 + floor(random() * 3)] AS store,
               (ARRAY['EUR', 'USD', 'GBP'])[1 + floor(random() * 3)] AS currency
        FROM generate_series(1, $1) AS n
    ), chosen AS MATERIALIZED (
        SELECT d.*, coalesce(c.customer_id, concat(s.run, '-', d.n)) AS customer_id,
               coalesce(m.amount, s.minimum_purchase) AS minimum
        FROM drawn AS d
            CROSS JOIN setting AS s
            LEFT JOIN @extschema@.minimum_purchase AS m USING (currency)
            /* a name that is in the sample, or is not */
            LEFT JOIN LATERAL (
                SELECT concat(s.run, '-', d.n, '-', k) AS customer_id
                FROM generate_series(1, 1000) AS k
                WHERE (@extschema@.place_in_sample(concat(s.run, '-', d.n, '-', k), s.sampling_salt) < s.sampling_share)
                    = (d.refusal IS DISTINCT FROM 6)
                LIMIT 1) AS c ON true
    ), original AS MATERIALIZED (
        SELECT c.*, row_number() OVER (ORDER BY c.n) AS nth
        FROM chosen AS c
        WHERE c.fault IS NULL AND c.refusal IS NULL
    ), placed AS MATERIALIZED (
        /* who was invited lately buys once more, behind the purchase that led to it */
        SELECT c.n, c.fault, c.refusal, c.store, c.currency, c.base, c.minimum,
               coalesce(o.customer_id, c.customer_id) AS customer_id,
               coalesce(o.name, c.name) AS name,
               CASE WHEN o.place IS NULL THEN c.place ELSE o.place + (1 - o.place) * c.place END AS place,
               o.n IS NOT NULL AS again
        FROM chosen AS c
            LEFT JOIN original AS o
                ON c.refusal = 5 AND o.nth = 1 + floor(c.base * (SELECT count(*) FROM original))
    ), priced AS (
        SELECT p.*,
               round((CASE WHEN p.refusal = 4 THEN greatest(p.minimum - 0.01, 0)
                           ELSE p.minimum + p.base * 200 END)::numeric, 2) AS amount,
               @extschema@.place_in_sample(p.customer_id, s.sampling_salt) < s.sampling_share AS sampled
        FROM placed AS p, setting AS s
    ), sound AS (
        SELECT p.*,
               jsonb_build_object(
                   'event_type', 'purchase',
                   'purchase', jsonb_build_object(
                       'purchase_id', 'P-' || gen_random_uuid(),
                       'customer_id', p.customer_id,
                       'store', p.store,
                       'amount', p.amount,
                       'currency', p.currency,
                       'timestamp', to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) AS content
        FROM priced AS p
    )
    SELECT s.customer_id,
           CASE WHEN s.fault IS NULL AND s.refusal IS DISTINCT FROM 0 AND NOT s.again THEN s.name END,
           CASE
               WHEN s.refusal = 1 THEN (ARRAY['nobody', 'no body@example.com', NULL])[1 + s.n % 3]
               ELSE concat($4, '+', s.customer_id, '@simulator.amazonses.com')
           END,
           s.refusal IS DISTINCT FROM 2,
           s.refusal IS NOT DISTINCT FROM 3,
           CASE
               WHEN s.fault IS NOT NULL THEN f.reason
               WHEN s.refusal < 4 THEN r.reason
               WHEN s.amount < s.minimum THEN r.reason
               WHEN s.again AND s.sampled THEN r.reason
               WHEN NOT s.sampled THEN 'the customer is not in the sample'
           END,
           CASE
               WHEN s.fault IS NULL THEN s.content
               WHEN f.value IS NULL THEN s.content #- f.path::text[]
               ELSE jsonb_set(s.content, f.path::text[], f.value::jsonb)
           END
    FROM sound AS s
        LEFT JOIN fault AS f ON f.kind = s.fault
        LEFT JOIN refusal AS r ON r.kind = s.refusal
    ORDER BY s.place
$$;
COMMENT ON FUNCTION @extschema@.random_purchases(integer, double precision, double precision, text) IS 'purchases as shops might publish them, in order, and what is to become of each: NULL, or the reason for which nobody is asked';

CREATE FUNCTION @extschema@.simulate(
        purchases integer DEFAULT 1000,
        refused double precision DEFAULT 0.35,
        malformed double precision DEFAULT 0.05,
        seed double precision DEFAULT NULL,
        mailbox text DEFAULT 'success')
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.survey_setting := @extschema@.deployed_settings();
    sent jsonb;
BEGIN
    IF NOT (refused >= 0 AND malformed >= 0 AND refused + malformed < 1) THEN
        RAISE EXCEPTION 'shares must not be negative, and come to less than 1'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF seed IS NOT NULL THEN
        PERFORM setseed(seed);
    END IF;

    WITH purchase AS MATERIALIZED (
        SELECT p.* FROM @extschema@.random_purchases(purchases, refused, malformed, mailbox) AS p
    ), published AS (
        SELECT p.outcome, awspipe.kinesis_put_record(
                   setting.server, setting.name, p.content, partition_key => p.customer_id) AS outbox_id
        FROM purchase AS p
    ), known AS (
        INSERT INTO @extschema@.customer (customer_id, name, email, opted_in)
        SELECT p.customer_id, p.name, p.email, p.opted_in
        FROM purchase AS p
        WHERE p.name IS NOT NULL
    ), suppressed AS (
        INSERT INTO @extschema@.suppression (address, reason)
        SELECT lower(p.email), 'simulated'
        FROM purchase AS p
        WHERE p.suppressed
    )
    SELECT jsonb_build_object(
               'sent', count(*),
               'invited', count(*) FILTER (WHERE p.outcome IS NULL),
               'rejected', count(p.outcome),
               'reasons', (SELECT coalesce(jsonb_object_agg(r.outcome, r.number), '{}')
                           FROM (SELECT outcome, count(*) AS number FROM purchase
                                 WHERE outcome IS NOT NULL GROUP BY outcome) AS r))
    INTO sent
    FROM published AS p;
    RETURN sent;
END
$$;
COMMENT ON FUNCTION @extschema@.simulate(integer, double precision, double precision, double precision, text) IS 'publishes purchases of new customers as shops would; returns how many are to lead to invitations, and why the others are not. A seed makes the mix the same each time, but not the ids. Mails go to this mailbox of SES''s simulator';

/*
 * The form, a page that needs nothing but itself and what is in its link
 */

CREATE FUNCTION @extschema@.form() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $function$
SELECT pg_catalog.ltrim($form$
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<!--
	form.html - ask a customer what a purchase was like

	A page of the survey's bucket, opened by the link in the mail.  It is the
	same for everybody: who is asked, and what this link allows, is in the
	link's fragment, base64url of a JSON object in UTF-8:

		u	URL of the bucket, where the answer is posted
		f	fields of the presigned POST
		k	begin of the keys that these allow, answers/TOKEN/
		s	presigned GET of answers/TOKEN/answer.json
		n	the customer's name
		t	the store's
		x	when the link expires, ISO 8601

	It puts opened.json below k when the form is shown, and answer.json when it
	is sent: {"rating": 1 to 5, "comment": text, "answered_at": time}.

	One answer per link: with the answer there, s succeeds, and the form is
	not shown or not sent.  Two that are sent at the same moment are for the
	reader of the bucket to tell apart.

	The fragment stays in the address bar.  Without it a reload, or a phone
	that has dropped the tab, would end at a page that knows nothing; and the
	browser sends it nowhere, not even in a Referer.

	S3's host may be shared by other people's buckets.  Therefore the same
	host is not enough and u and s must be of this page's own bucket, and
	what is kept in the browser is no secret: that this link was used.

	The policy knows script and style by their SHA-256.  A change of either
	changes its hash; test/t/084_survey_browser.pl tells the right one.

	IDENTIFICATION
		pipelines/survey/form.html
-->
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-JYWppImPl027+QbjLIL8Tmh3EvfsELJo+gk9AfEPOBo='; style-src 'sha256-RsO8sNnn2f2kyI+FFr8beXQOOOHkLG9CzX+aNo79J4c='; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>How was your purchase?</title>
<style>
:root
{
	color-scheme: light dark;
	--page: #eef1f5;
	--card: #ffffff;
	--text: #17202b;
	--muted: #4d5a68;
	--line: #7b8896;
	--accent: #0b5cad;
	--on-accent: #ffffff;
	--tint: #e6f0fb;
	--problem: #b3261e;
}

@media (prefers-color-scheme: dark)
{
	:root
	{
		--page: #10151b;
		--card: #1a2129;
		--text: #e9eef3;
		--muted: #aab6c2;
		--line: #7f8c99;
		--accent: #7cbcf8;
		--on-accent: #0b1a29;
		--tint: #1f3449;
		--problem: #ff9d95;
	}
}

*
{
	box-sizing: border-box;
}

[hidden]
{
	display: none !important;
}

body
{
	margin: 0;
	padding: 1rem;
	min-height: 100vh;
	display: flex;
	justify-content: center;
	align-items: flex-start;
	background: var(--page);
	color: var(--text);
	font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}

main
{
	width: 100%;
	max-width: 38rem;
	margin-top: min(8vh, 4rem);
	padding: clamp(1.25rem, 5vw, 2.5rem);
	background: linear-gradient(var(--accent) .3rem, transparent .3rem) var(--card);
	border-radius: .75rem;
	box-shadow: 0 .1rem .75rem rgb(0 0 0 / 12%);
	overflow-wrap: anywhere;
}

h1
{
	margin: 0 0 .5rem;
	font-size: clamp(1.4rem, 6vw, 1.9rem);
	line-height: 1.2;
	text-wrap: balance;
}

p
{
	margin: 0;
}

fieldset
{
	margin: 1.75rem 0;
	padding: 0;
	border: 0;
	min-width: 0;
}

legend,
.heading
{
	display: block;
	margin-bottom: .5rem;
	padding: 0;
	font-weight: 600;
}

.choices
{
	display: grid;
	grid-template-columns: repeat(5, 1fr);
	gap: .5rem;
}

.choice
{
	display: flex;
	flex-direction: column;
	align-items: center;
	gap: .2rem;
	min-height: 44px;
	padding: .75rem .25rem;
	border: 1px solid var(--line);
	border-radius: .5rem;
	text-align: center;
	cursor: pointer;
}

.choice input
{
	flex: none;
	width: 1.25rem;
	height: 1.25rem;
	margin: 0 0 .2rem;
	accent-color: var(--accent);
}

.choice b
{
	font-size: 1.3rem;
	line-height: 1.2;
}

.choice span
{
	font-size: .8rem;
	line-height: 1.25;
	color: var(--muted);
}

.choice:has(:checked)
{
	background: var(--tint);
	border-color: var(--accent);
	box-shadow: inset 0 0 0 1px var(--accent);
}

.choice:has(:checked) span
{
	color: var(--text);
}

textarea
{
	display: block;
	width: 100%;
	min-height: 7.5rem;
	padding: .75rem;
	border: 1px solid var(--line);
	border-radius: .5rem;
	background: var(--card);
	color: inherit;
	font: inherit;
	resize: vertical;
}

.note
{
	color: var(--muted);
	font-size: .875rem;
}

.problem
{
	color: var(--problem);
	font-weight: 600;
}

#problem
{
	margin-top: 1.25rem;
	padding: .6rem .9rem;
	border-left: .25rem solid var(--problem);
}

#counter
{
	margin-top: .35rem;
	text-align: right;
}

button
{
	display: block;
	width: 100%;
	min-height: 3rem;
	margin: 1.25rem 0 1rem;
	padding: .6rem 1.5rem;
	border: 0;
	border-radius: .5rem;
	background: var(--accent);
	color: var(--on-accent);
	font: inherit;
	font-weight: 600;
	cursor: pointer;
}

button:disabled
{
	cursor: progress;
}

/* on a phone, what was touched last would stay like this */
@media (hover: hover)
{
	.choice:hover
	{
		background: var(--tint);
	}

	button:enabled:hover
	{
		filter: brightness(1.1);
	}
}

textarea:focus-visible,
button:focus-visible,
.choice:has(:focus-visible)
{
	outline: 3px solid var(--accent);
	outline-offset: 2px;
}

h1:focus
{
	outline: none;
}

/* one below the other, where five have no room beside each other */
@media (max-width: 30rem)
{
	main
	{
		margin-top: 0;
	}

	.choices
	{
		grid-template-columns: 1fr;
	}

	.choice
	{
		flex-direction: row;
		gap: .75rem;
		padding: .5rem .9rem;
		text-align: left;
	}

	.choice input
	{
		margin: 0;
	}

	.choice span
	{
		font-size: 1rem;
	}
}
</style>
</head>
<body>
<main>
<h1 id="title" tabindex="-1">One moment …</h1>
<p id="text"></p>
<noscript><p>This page needs JavaScript, which is switched off in your browser.</p></noscript>

<form id="form" hidden novalidate>
<fieldset id="rating">
<legend>Your rating</legend>
<div class="choices">
<label class="choice"><input type="radio" name="rating" value="1" required><b>1</b> <span>Very poor</span></label>
<label class="choice"><input type="radio" name="rating" value="2" required><b>2</b> <span>Poor</span></label>
<label class="choice"><input type="radio" name="rating" value="3" required><b>3</b> <span>Fair</span></label>
<label class="choice"><input type="radio" name="rating" value="4" required><b>4</b> <span>Good</span></label>
<label class="choice"><input type="radio" name="rating" value="5" required><b>5</b> <span>Excellent</span></label>
</div>
</fieldset>

<label class="heading" for="comment">Comment (optional)</label>
<textarea id="comment" name="comment" aria-describedby="counter"></textarea>
<p id="counter" class="note"></p>

<p id="problem" class="problem" role="alert" hidden></p>
<button id="send" type="submit">Send</button>
<p id="until" class="note"></p>
</form>
<p id="status" role="status" class="note"></p>
</main>

<script>
'use strict';

const comment_limit = 2000;		/* characters */
const patience = 30000;			/* milliseconds for a request */

const views = {
	broken: [
		'This link is not complete',
		'Please open it from the mail once more. If it is broken over two ' +
			'lines there, copy all of it into the address bar.'
	],
	expired: [
		'This survey is closed',
		'The time to answer has passed. Thank you for coming by.'
	],
	answered: [
		'You have already answered',
		'We have your answer, thank you! A purchase can be rated once.'
	],
	thanks: [
		'Thank you!',
		'Your answer has arrived. You can close this page.'
	]
};

function element(id)
{
	return document.getElementById(id);
}

/* The URL without what is behind the path, with one slash at its end. */
function folder(text)
{
	const url = new URL(text);

	return (url.origin + url.pathname).replace(/\/*$/, '/');
}

/* Does the link have all that we need, and lead to nobody else's bucket? */
function is_sound(link)
{
	const bucket = folder(link.u);

	return location.href.startsWith(bucket) &&
		new URL(link.s).href.startsWith(bucket) &&
		/^answers\/[^/]+\/$/.test(link.k) &&
		Object.values(link.f).every((value) => typeof value === 'string') &&
		!Number.isNaN(Date.parse(link.x));
}

/* What the fragment says, or null. */
function read_link()
{
	try
	{
		const base64 = location.hash.slice(1)
			.replace(/-/g, '+').replace(/_/g, '/');
		const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
		const link = JSON.parse(
			new TextDecoder('utf-8', { fatal: true }).decode(bytes));

		return is_sound(link) ? link : null;
	}
	catch
	{
		return null;
	}
}

function is_expired(link)
{
	return Date.now() >= Date.parse(link.x);
}

/* The browser may have no storage for us, or be told to keep nothing. */
function remember(link)
{
	try
	{
		localStorage.setItem(`survey/${link.k}`, new Date().toISOString());
	}
	catch
	{
		/* then S3 has to tell */
	}
}

function is_remembered(link)
{
	try
	{
		return localStorage.getItem(`survey/${link.k}`) !== null;
	}
	catch
	{
		return false;
	}
}

async function request(url, options)
{
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), patience);

	try
	{
		return await fetch(url, {
			...options,
			cache: 'no-store',
			credentials: 'omit',
			redirect: 'error',
			signal: limit.signal
		});
	}
	finally
	{
		clearTimeout(timer);
	}
}

/* Of an object that is not there, S3 may also say that it is forbidden. */
async function is_answered(link)
{
	const response = await request(link.s);

	if (!response.ok && response.status !== 403 && response.status !== 404)
		throw new Error(`HTTP ${response.status}`);
	return response.ok;
}

/* S3 ignores what comes behind the file. */
function post(link, name, content)
{
	const data = new FormData();

	data.append('key', link.k + name);
	for (const [field, value] of Object.entries(link.f))
		if (field !== 'key')
			data.append(field, value);
	data.append('file', new Blob([JSON.stringify(content)]), name);
	return request(link.u, { method: 'POST', body: data });
}

/*
 * The comment as the database will take it: without the character zero and
 * halves of surrogate pairs.
 */
function comment_text()
{
	const bytes = new TextEncoder().encode(element('comment').value.trim());

	return new TextDecoder().decode(bytes).replaceAll('\0', '');
}

/* As PostgreSQL counts them. */
function comment_length()
{
	return [...comment_text()].length;
}

function count_characters()
{
	const length = comment_length();

	element('counter').textContent =
		`${length} of ${comment_limit} characters`;
	element('counter').classList.toggle('problem', length > comment_limit);
}

/* Replaces the form, and has screen readers say so. */
function show(view)
{
	const [title, text] = views[view];

	element('form').hidden = true;
	element('status').textContent = '';
	document.title = title;
	element('title').textContent = title;
	element('text').textContent = text;
	element('title').focus();
}

function show_form(link)
{
	const store = link.t || 'our store';
	const date = new Date(link.x).toLocaleDateString('en',
		{ day: 'numeric', month: 'long', year: 'numeric' });

	element('title').textContent = document.title;
	element('text').textContent = (link.n ? `Hello ${link.n}, ` : 'Hello, ') +
		`please tell ${store} how you liked it.`;
	element('until').textContent = `You can answer once, until ${date}. ` +
		`Your answer goes to ${store} and to nobody else.`;
	element('form').hidden = false;
	count_characters();
}

/* What is in the way; nothing removes the former. */
function complain(text, culprit)
{
	element('problem').textContent = text;
	element('problem').hidden = text === '';
	if (culprit)
		culprit.focus();
}

function set_busy(busy)
{
	element('send').disabled = busy;
	element('send').textContent = busy ? 'Sending …' : 'Send';
	element('status').textContent = busy ? 'Your answer is being sent.' : '';
}

/* Is the form filled in?  Says what is missing. */
function is_complete()
{
	const rated = document.querySelector('input[name=rating]:checked');

	if (!rated)
		complain('Please choose a rating.',
			document.querySelector('input[name=rating]'));
	else if (comment_length() > comment_limit)
		complain(`Please use ${comment_limit} characters at most.`,
			element('comment'));
	else
		return true;
	return false;
}

/* Another tab may have answered, and a repetition may find its answer. */
async function send(link)
{
	if (is_expired(link))
		return 'expired';
	if (await is_answered(link))
		return 'answered';

	const rated = document.querySelector('input[name=rating]:checked');
	const response = await post(link, 'answer.json', {
		rating: Number(rated.value),
		comment: comment_text(),
		answered_at: new Date().toISOString()
	});

	if (response.status === 403)
		return 'expired';
	if (!response.ok)
		throw new Error(`HTTP ${response.status}`);
	return 'thanks';
}

async function submit(link)
{
	if (element('send').disabled || !is_complete())
		return;
	complain('');
	set_busy(true);
	try
	{
		const view = await send(link);

		if (view !== 'expired')
			remember(link);
		show(view);
	}
	catch
	{
		set_busy(false);
		complain('Your answer could not be sent. Nothing is lost: ' +
			'please check your connection and send it again.',
			element('send'));
	}
}

async function start()
{
	const link = read_link();

	if (!link)
		show('broken');
	else if (is_remembered(link))
		show('answered');
	else if (is_expired(link))
		show('expired');
	/* who cannot be asked now is asked again before anything is sent */
	else if (await is_answered(link).catch(() => false))
		show('answered');
	else
	{
		show_form(link);
		element('comment').addEventListener('input', count_characters);
		element('form').addEventListener('submit', (event) =>
		{
			event.preventDefault();
			submit(link);
		});
		/* only for statistics */
		post(link, 'opened.json', { opened_at: new Date().toISOString() })
			.catch(() => {});
	}
}

/* another link, opened in the same tab, loads nothing by itself */
window.addEventListener('hashchange', () => location.reload());
start();
</script>
</body>
</html>
$form$, E'\n')
$function$;
COMMENT ON FUNCTION @extschema@.form() IS 'the page that deploy() puts into the bucket';

/*
 * The owner decides who else may do what.
 */
REVOKE ALL ON FUNCTION
    @extschema@.parse_time(text),
    @extschema@.parse_purchase(jsonb, timestamptz),
    @extschema@.is_address(text),
    @extschema@.place_in_sample(text, text),
    @extschema@.settings(),
    @extschema@.deployed_settings(),
    @extschema@.lock_invitations(),
    @extschema@.base64url(text),
    @extschema@.link(uuid),
    @extschema@.send_invitations(uuid[]),
    @extschema@.settle(integer),
    @extschema@.resolve_held(),
    @extschema@.apply_purchases(),
    @extschema@.url_decode(text),
    @extschema@.note_objects(jsonb),
    @extschema@.apply_answers(),
    @extschema@.parse_answer(bytea),
    @extschema@.judge_answers(),
    @extschema@.is_only_collector(),
    @extschema@.listing_is_due(),
    @extschema@.list_answers(text),
    @extschema@.fetch_answers(),
    @extschema@.apply_mail_events(),
    @extschema@.call_unless(text[], text, text, text, jsonb),
    @extschema@.create_stream(text, text, integer),
    @extschema@.create_queue(text, text, jsonb),
    @extschema@.create_inbound_queue(text, text, text, text),
    @extschema@.create_bucket(text, text, interval),
    @extschema@.create_topic(text, text),
    @extschema@.create_identity(text, text),
    @extschema@.create_configuration_set(text, text, text),
    @extschema@.create_template(text, text),
    @extschema@.mail_text(),
    @extschema@.mail_html(),
    @extschema@.notify_of_answers(text, text, text, text),
    @extschema@.schedule_collect(text),
    @extschema@.start_consumers(text, text),
    @extschema@.deploy(text, text, text, text, text, text, integer),
    @extschema@.random_purchases(integer, double precision, double precision, text),
    @extschema@.simulate(integer, double precision, double precision, double precision, text),
    @extschema@.form()
    FROM PUBLIC;
REVOKE ALL ON PROCEDURE @extschema@.collect(boolean) FROM PUBLIC;

SELECT awspipe._register_pipeline();
