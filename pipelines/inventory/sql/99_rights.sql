/*
 * The owner decides who else may do what.
 */
REVOKE ALL ON FUNCTION
    @extschema@.parse_time(text),
    @extschema@.parse(jsonb),
    @extschema@.apply_command(@extschema@.stock, @extschema@.stock, @extschema@.command),
    @extschema@.fold(@extschema@.stock, @extschema@.command),
    @extschema@.publish(text[]),
    @extschema@.apply_batch(),
    @extschema@.call_unless(text, text, text, text, jsonb),
    @extschema@.wait_until_active(text, text, text, jsonb, text[]),
    @extschema@.create_stream(text, text, integer),
    @extschema@.create_table(text, text),
    @extschema@.deploy(text, text, text, text, integer),
    @extschema@.simulate(integer, integer, double precision),
    @extschema@.random_events(integer, integer)
    FROM PUBLIC;
