/*
 * The owner decides who else may do what.
 */
REVOKE ALL ON FUNCTION
    @extschema@.fault_of_name(jsonb),
    @extschema@.fault_of_email(jsonb),
    @extschema@.fault_of_money(jsonb, integer),
    @extschema@.fault_of_quantity(jsonb),
    @extschema@.fault_of_items(jsonb),
    @extschema@.parse_time(text),
    @extschema@.fault_of_time(jsonb, timestamptz),
    @extschema@.fault_of_choice(jsonb, text[]),
    @extschema@.faults(jsonb, timestamptz, @extschema@.setting),
    @extschema@.settings(),
    @extschema@.publish(text[]),
    @extschema@.request_large_orders(text[]),
    @extschema@.raise_alert(),
    @extschema@.send_metrics(bigint, bigint, bigint),
    @extschema@.apply_batch(),
    @extschema@.call_unless(text[], text, text, text, jsonb),
    @extschema@.create_table(text, text),
    @extschema@.create_queue(text, text, jsonb),
    @extschema@.create_topic(text, text, text),
    @extschema@.create_alarms(@extschema@.setting),
    @extschema@.dead_letter_queue(text),
    @extschema@.deploy(text, text, boolean, text, boolean),
    @extschema@.random_messages(integer, double precision, double precision, double precision),
    @extschema@.simulate(integer, double precision, double precision, double precision, double precision)
    FROM PUBLIC;
