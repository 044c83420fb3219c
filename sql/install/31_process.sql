/* Where the workers run: see docs/architecture.md. */

CREATE FUNCTION awspipe._installed() RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'awspipe__installed';
COMMENT ON FUNCTION awspipe._installed() IS 'tells the launcher that there are workers to start in this database';
REVOKE ALL ON FUNCTION awspipe._installed() FROM PUBLIC;

/*
 * A copy has an id of its own from then on: what its original has made at AWS
 * is not the copy's to remove.  What has only moved keeps its own.
 */
CREATE FUNCTION awspipe.adopt(moved boolean DEFAULT false) RETURNS void
LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    LOCK TABLE awspipe.owner, awspipe.server IN SHARE ROW EXCLUSIVE MODE;
    SELECT awspipe._adopt_owners();
    SELECT awspipe._warn_of_gone();
    WITH former AS (
        DELETE FROM awspipe.installation RETURNING *
    )
    INSERT INTO awspipe.installation (system_identifier, database_oid, id)
    SELECT c.system_identifier, d.oid, COALESCE(f.id, gen_random_uuid())
    FROM pg_control_system() AS c
    CROSS JOIN pg_database AS d
    /* restoring makes a row of this database before it loads that of the dump */
    LEFT JOIN LATERAL (
        SELECT f.id FROM former AS f
        WHERE $1 OR (SELECT bool_and(awspipe._here(a.system_identifier, a.database_oid)) FROM former AS a)
        ORDER BY awspipe._here(f.system_identifier, f.database_oid), f.id
        LIMIT 1) AS f ON true
    WHERE d.datname = current_database();
    SELECT awspipe._give_back_pipelines();
    SELECT awspipe._installed();
$$;
COMMENT ON FUNCTION awspipe.adopt(boolean) IS 'lets a restored or cloned configuration run in this database, which must then be the only one that does; one that has moved, and is no copy, keeps what it has made at AWS';
REVOKE ALL ON FUNCTION awspipe.adopt(boolean) FROM PUBLIC;

CREATE FUNCTION awspipe._workers(
    OUT pid integer, OUT kind text, OUT consumer_id bigint, OUT started_at timestamptz,
    OUT failing text, OUT failing_since timestamptz, OUT error_code text, OUT error_message text
) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'awspipe_workers'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe._workers() IS 'workers of this database; read awspipe.workers instead';

CREATE FUNCTION awspipe._engine(
    OUT condition text, OUT supervisor_missing timestamptz, OUT dispatcher_missing timestamptz
)
    AS 'MODULE_PATHNAME', 'awspipe_engine'
    LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION awspipe._engine() IS 'whether workers can run here, as far as the server is concerned; read awspipe.health instead';

CREATE FUNCTION awspipe._why_idle(condition text, OUT why text, OUT hint text)
    AS 'MODULE_PATHNAME', 'awspipe_why_idle'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION awspipe._why_idle(text) IS 'why nothing runs in that condition, and what to do about it';

/* Workers that have just ended, or are still to begin, are not missing yet. */
CREATE VIEW awspipe._condition AS
SELECT
    CASE
        WHEN e.condition = 'on' AND NOT c.ours THEN 'copy'
        ELSE e.condition
    END AS condition,
    CASE WHEN c.ours AND e.supervisor_missing < now.at - '3 s'::interval THEN e.supervisor_missing END
        AS supervisor_missing,
    CASE WHEN c.ours AND e.dispatcher_missing < now.at - '3 s'::interval THEN e.dispatcher_missing END
        AS dispatcher_missing
FROM awspipe._engine() AS e, awspipe._configuration AS c,
    (SELECT pg_catalog.clock_timestamp() AS at) AS now;
COMMENT ON VIEW awspipe._condition IS 'whether anything runs in this database';
COMMENT ON COLUMN awspipe._condition.condition IS 'on; off: pgawspipe.enabled is; not preloaded; copy: not adopted; standby';
COMMENT ON COLUMN awspipe._condition.supervisor_missing IS 'since when there is none, though there should be';
COMMENT ON COLUMN awspipe._condition.dispatcher_missing IS 'likewise';

/* The workers start when CREATE EXTENSION commits. */
SELECT awspipe._installed();
