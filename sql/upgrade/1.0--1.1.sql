/* pgawspipe 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe UPDATE TO '1.1'" to load this file. \quit

/* has another argument */
DROP FUNCTION awspipe.call(text, text, text, jsonb);

/* are one: awspipe._resolve_names() */
DROP FUNCTION awspipe._resolve_owners(boolean, oid);
DROP FUNCTION awspipe._resolve_servers(boolean, oid);

ALTER TABLE awspipe.consumer_state ADD COLUMN error_hint text;
ALTER TABLE awspipe.consumer_state ADD COLUMN inbox_name text;
ALTER TABLE awspipe.dead_letter ADD COLUMN error_hint text;

/* tells copies from what has moved */
DROP FUNCTION awspipe.adopt();

ALTER TABLE awspipe.installation ADD COLUMN id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid();

@CREATE TABLE awspipe.resource@
