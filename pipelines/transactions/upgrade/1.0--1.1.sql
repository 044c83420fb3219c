/* pgawspipe_transactions 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe_transactions UPDATE TO '1.1'" to load this file. \quit

/* the engine has these now; what depends on them is made again */
DROP FUNCTION
    @extschema@.faults(jsonb, timestamptz, @extschema@.setting),
    @extschema@.fault_of_time(jsonb, timestamptz),
    @extschema@.parse_time(text),
    @extschema@.settings(),
    @extschema@.call_unless(text[], text, text, text, jsonb),
    @extschema@.create_table(text, text),
    @extschema@.create_queue(text, text, jsonb),
    @extschema@.create_topic(text, text, text),
    @extschema@.create_alarms(@extschema@.setting);

/* as in the engine's template of inboxes */
ALTER TABLE @extschema@.message ADD COLUMN batch_id bigint;
COMMENT ON COLUMN @extschema@.message.batch_id IS 'batch that brought it, see batches';

ALTER TABLE @extschema@.setting ADD COLUMN latency_alarm interval NOT NULL DEFAULT '100 ms';
