/* pgawspipe_batch 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe_batch UPDATE TO '1.1'" to load this file. \quit

/* the engine has these now; what depends on them is made again */
DROP FUNCTION
    @extschema@.transform(jsonb),
    @extschema@.parse_time(text),
    @extschema@.settings(),
    @extschema@.lock_key(),
    @extschema@.check_deployed(),
    @extschema@.call_unless(text[], text, text, text, jsonb),
    @extschema@.create_bucket(text, text),
    @extschema@.create_table(text, text, text[]);
