/* pgawspipe_inventory 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe_inventory UPDATE TO '1.1'" to load this file. \quit

/* the engine has these now */
DROP FUNCTION
    @extschema@.parse_time(text),
    @extschema@.call_unless(text, text, text, text, jsonb),
    @extschema@.wait_until_active(text, text, text, jsonb, text[]),
    @extschema@.create_stream(text, text, integer),
    @extschema@.create_table(text, text);

/* takes another argument */
DROP FUNCTION @extschema@.deploy(text, text, text, text, integer);

/* events may bear an id of their own */
DROP INDEX @extschema@.event_event_id_idx;
@CREATE INDEX event_identity_idx@

/* the other way in */
@CREATE TABLE @extschema@.ledger@
ALTER TABLE @extschema@.setting
    ADD COLUMN via text NOT NULL DEFAULT 'kinesis' CHECK (via OPERATOR(pg_catalog.=) ANY ('{kinesis,eventbridge}'));

/* as in the engine's template of inboxes */
ALTER TABLE @extschema@.event ADD COLUMN batch_id bigint;
COMMENT ON COLUMN @extschema@.event.batch_id IS 'batch that brought it, see batches';
