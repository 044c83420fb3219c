/* Where the workers run: see docs/architecture.md. */

CREATE FUNCTION awspipe._installed() RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'awspipe__installed';
COMMENT ON FUNCTION awspipe._installed() IS 'tells the launcher that there are workers to start in this database';
REVOKE ALL ON FUNCTION awspipe._installed() FROM PUBLIC;

CREATE FUNCTION awspipe.adopt() RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    LOCK TABLE awspipe.owner, awspipe.server IN SHARE ROW EXCLUSIVE MODE;
    SELECT awspipe._adopt_owners();
    SELECT awspipe._warn_of_gone();
    DELETE FROM awspipe.installation;
    INSERT INTO awspipe.installation (system_identifier, database_oid)
    SELECT c.system_identifier, d.oid
    FROM pg_catalog.pg_control_system() AS c, pg_catalog.pg_database AS d
    WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database();
    SELECT awspipe._give_back_pipelines();
    SELECT awspipe._installed();
$$;
COMMENT ON FUNCTION awspipe.adopt() IS 'lets a restored or cloned configuration run in this database, which must then be the only one that does';
REVOKE ALL ON FUNCTION awspipe.adopt() FROM PUBLIC;

CREATE FUNCTION awspipe._workers(
    OUT pid integer, OUT kind text, OUT consumer_id bigint, OUT started_at timestamptz,
    OUT failing text, OUT failing_since timestamptz, OUT error_code text, OUT error_message text
) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'awspipe_workers'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe._workers() IS 'workers of this database; read awspipe.workers instead';

/* The workers start when CREATE EXTENSION commits. */
SELECT awspipe._installed();
