/* pgawspipe 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe UPDATE TO '1.1'" to load this file. \quit

/* has another argument */
DROP FUNCTION awspipe.call(text, text, text, jsonb);

/* have a retention, and what follows it */
DROP FUNCTION awspipe.create_kinesis_consumer(text, text, text, regclass, text, timestamptz, jsonb, integer, interval, integer, interval, interval, boolean, text, jsonb, text);
DROP FUNCTION awspipe.create_sqs_consumer(text, text, text, regclass, integer, interval, integer, interval, interval, boolean, text, jsonb, text, interval, integer, boolean);
DROP FUNCTION awspipe.alter_consumer(text, integer, interval, integer, interval, interval, boolean, text, jsonb, text, interval, integer, boolean, text);
ALTER TABLE awspipe.consumer ADD COLUMN retention interval;
ALTER TABLE awspipe.consumer ADD COLUMN tick interval;

/* take a reference */
DROP FUNCTION awspipe.dynamodb_put_item(text, text, jsonb, numeric, text, text);
DROP FUNCTION awspipe.dynamodb_delete_item(text, text, jsonb, numeric, text, interval, text, text);
DROP FUNCTION awspipe.dynamodb_update_item(text, text, jsonb, text, jsonb, jsonb, text, text);
DROP FUNCTION awspipe.kinesis_put_record(text, text, bytea, text, text, text);
DROP FUNCTION awspipe.kinesis_put_record(text, text, text, text, text, text);
DROP FUNCTION awspipe.kinesis_put_record(text, text, jsonb, text, text, text);
DROP FUNCTION awspipe.sqs_send_message(text, text, text, jsonb, interval, text, text, text);
DROP FUNCTION awspipe.sns_publish(text, text, text, text, jsonb, text, text, text, text, text);
DROP FUNCTION awspipe.eventbridge_put_event(text, text, text, text, jsonb, text[], timestamptz, text, text, text);
DROP FUNCTION awspipe.cloudwatch_put_metric_data(text, text, text, double precision, jsonb, jsonb, text, timestamptz, integer, text);

/* are one: awspipe._resolve_names() */
DROP FUNCTION awspipe._resolve_owners(boolean, oid);
DROP FUNCTION awspipe._resolve_servers(boolean, oid);

/* has other columns */
DROP VIEW awspipe.consumers;

/*
 * Is awspipe._consumer_slots().  What others have made of the view that needs
 * it stays: it has the columns it had, and then more.
 */
CREATE OR REPLACE VIEW awspipe.stat_consumer WITH (security_barrier) AS
SELECT n.consumer, n.owner, n.records, n.bytes, n.batches, n.filtered, n.dead_letters, n.errors,
    n.requests, n.throttled, n.lag, n.apply_time, n.duplicates, n.wrong_shard
FROM pg_catalog.jsonb_to_record('{}') AS n (
    consumer text, owner regrole, records bigint, bytes bigint, batches bigint, filtered bigint,
    dead_letters bigint, errors bigint, requests bigint, throttled bigint, lag interval,
    apply_time interval, duplicates bigint, wrong_shard bigint);
DROP FUNCTION awspipe._consumer_counters(bigint);

/* the history of consumers' states begins here */
@CREATE TABLE awspipe._consumer_history@
@CREATE INDEX _consumer_history_idx@

/* and that of figures */
@CREATE TABLE awspipe._sample@
@CREATE INDEX _sample_at_idx@

/* says whose and what each is, too */
DROP FUNCTION awspipe._metrics(oid);

ALTER TABLE awspipe.destination_stat
    ADD COLUMN since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    ADD COLUMN latencies bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN rate double precision NOT NULL DEFAULT 0,
    ADD COLUMN rate_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    ADD COLUMN stats_reset timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp();
/* was empty where the network had failed */
UPDATE awspipe.destination_stat SET error_code = NULL WHERE error_code = '';
DROP INDEX awspipe.dead_letter_consumer_idx;
@CREATE INDEX dead_letter_consumer_idx@
@CREATE INDEX dead_letter_message_idx@
@CREATE INDEX dead_letter_gap_idx@

ALTER TABLE awspipe.consumer_state ADD COLUMN error_hint text;
ALTER TABLE awspipe.consumer_state ADD COLUMN inbox_name text;
ALTER TABLE awspipe.consumer_state ADD COLUMN skip jsonb;
ALTER TABLE awspipe.consumer_state ADD COLUMN replay_started_at timestamptz;
ALTER TABLE awspipe.consumer_state ADD COLUMN replay_start timestamptz;
ALTER TABLE awspipe.dead_letter ADD COLUMN error_hint text;

ALTER TABLE awspipe.destination ADD COLUMN dropped_at timestamptz;
@CREATE INDEX destination_dropped_idx@
ALTER TABLE awspipe.outbox_result DROP CONSTRAINT outbox_result_outcome_check;
ALTER TABLE awspipe.outbox_result ADD CONSTRAINT outbox_result_outcome_check
    CHECK (outcome IN ('delivered', 'superseded', 'dead_letter', 'discarded'));

/* tells copies from what has moved */
DROP FUNCTION awspipe.adopt();

ALTER TABLE awspipe.installation ADD COLUMN id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid();

ALTER TABLE awspipe.event ADD COLUMN batch_id bigint;

@CREATE TABLE awspipe.delivered@
@ALTER TABLE awspipe.delivered@
@CREATE INDEX delivered_settled_at_idx@
@CREATE TABLE awspipe.delivered_default@
@CREATE INDEX received_batch_id_idx@

@CREATE TABLE awspipe.resource@

@CREATE TABLE awspipe.job@
@CREATE TABLE awspipe.job_after@
@CREATE INDEX job_after_idx@
@CREATE TABLE awspipe.workflow@
@CREATE TABLE awspipe.workflow_job@
@CREATE INDEX workflow_job_idx@
@CREATE TABLE awspipe.workflow_run@
@CREATE INDEX workflow_run_idx@
@CREATE TABLE awspipe.job_run@
@CREATE INDEX job_run_open_idx@
@CREATE UNIQUE INDEX job_run_running_idx@
@CREATE INDEX job_run_workflow_idx@
@CREATE INDEX job_run_job_idx@
@CREATE TABLE awspipe.job_met@

@CREATE TABLE awspipe.forest@
@CREATE TABLE awspipe.forest_tree@
@ALTER TABLE awspipe.forest_tree ALTER COLUMN state@

@CREATE TABLE awspipe.capture@
@CREATE TABLE awspipe.capture_table@
@CREATE TABLE awspipe.capture_batch@
@CREATE TABLE awspipe.capture_file@
@CREATE TABLE awspipe.capture_current@
