/* pgawspipe_survey 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe_survey UPDATE TO '1.1'" to load this file. \quit

/* the engine has these now */
DROP FUNCTION
    @extschema@.parse_time(text),
    @extschema@.settings(),
    @extschema@.deployed_settings(),
    @extschema@.lock_invitations(),
    @extschema@.is_only_collector(),
    @extschema@.call_unless(text[], text, text, text, jsonb),
    @extschema@.create_stream(text, text, integer),
    @extschema@.create_queue(text, text, jsonb),
    @extschema@.create_inbound_queue(text, text, text, text),
    @extschema@.create_bucket(text, text, interval),
    @extschema@.create_topic(text, text),
    @extschema@.create_identity(text, text),
    @extschema@.create_configuration_set(text, text, text),
    @extschema@.create_template(text, text),
    @extschema@.start_consumers(text, text);

/* takes another argument */
DROP FUNCTION @extschema@.deploy(text, text, text, text, text, text, integer);

ALTER TABLE @extschema@.survey_setting
    ADD COLUMN unsubscribe_url text,
    ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC'
        CHECK (pg_catalog.timezone(time_zone, '2000-01-01 00:00:00+00'::timestamptz) IS NOT NULL);

@CREATE TABLE @extschema@.unsubscribe_event@

/* as in the engine's template of inboxes */
ALTER TABLE @extschema@.purchase_event ADD COLUMN batch_id bigint;
ALTER TABLE @extschema@.answer_event ADD COLUMN batch_id bigint;
ALTER TABLE @extschema@.mail_event ADD COLUMN batch_id bigint;
COMMENT ON COLUMN @extschema@.purchase_event.batch_id IS 'batch that brought it, see batches';
COMMENT ON COLUMN @extschema@.answer_event.batch_id IS 'batch that brought it, see batches';
COMMENT ON COLUMN @extschema@.mail_event.batch_id IS 'batch that brought it, see batches';
