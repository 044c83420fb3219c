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

CREATE TABLE @extschema@.unsubscribe_event (
    event_id text NOT NULL,
    received_at timestamptz NOT NULL,
    payload text NOT NULL
);
COMMENT ON TABLE @extschema@.unsubscribe_event IS 'inbox: what was posted to the URL by which mails are unsubscribed from, the id of an invitation each';

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
    listed_at timestamptz,
    /* written by deploy() */
    unsubscribe_url text,
    /* may be changed */
    time_zone text NOT NULL DEFAULT 'UTC'
        CHECK (pg_catalog.timezone(time_zone, '2000-01-01 00:00:00+00'::timestamptz) IS NOT NULL)
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
COMMENT ON COLUMN @extschema@.survey_setting.unsubscribe_url IS 'where a customer''s mail program posts for the same; the invitation''s id follows';
COMMENT ON COLUMN @extschema@.survey_setting.time_zone IS 'in which mails say dates and times';

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
COMMENT ON COLUMN @extschema@.suppression.reason IS 'bounce, complaint, unsubscribed, or what the owner says';

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
