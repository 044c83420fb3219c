/*
 * Which role and which server a row stands for: the one that has both its OID
 * and its name.
 *
 * Roles.  A row that belongs to a role makes it hold a privilege on
 * awspipe._owner_of_consumers_or_messages(), because DROP ROLE asks for
 * privileges and does not know our rows.  A role that holds it cannot have
 * been dropped since, so in the database where that was granted (a restored
 * copy grants by name) it is the same role under whatever name it has now: it
 * need not wait until somebody has noted the new one.
 *
 * Names are noted by the statement that changes them, where it can be told
 * (event triggers, src/worker/database_hold.c), and by the supervisor of each database.
 */

/* A function, since the rights on a table must fit into one page. */
CREATE FUNCTION awspipe._owner_of_consumers_or_messages() RETURNS void
LANGUAGE sql IMMUTABLE
AS '';
COMMENT ON FUNCTION awspipe._owner_of_consumers_or_messages() IS 'does nothing: a privilege on it keeps roles from being dropped while they own consumers, destinations, forests, jobs, captures, dead letters or schedules; DROP OWNED BY gives all of that up';
REVOKE ALL ON FUNCTION awspipe._owner_of_consumers_or_messages() FROM PUBLIC;

/* Roles that initdb has made, and the function's owner, are never dropped. */
CREATE FUNCTION awspipe._holds_grant(role oid) RETURNS boolean
LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT $1 < 16384 OR EXISTS (
        SELECT FROM pg_shdepend AS s
        WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = $1
            AND s.dbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
            AND s.classid = 'pg_proc'::regclass
            AND s.objid = 'awspipe._owner_of_consumers_or_messages()'::regprocedure
            AND s.deptype IN ('a', 'o')
    );
$$;
COMMENT ON FUNCTION awspipe._holds_grant(oid) IS 'does the role hold the privilege that keeps it from being dropped?';

CREATE FUNCTION awspipe._here(system_identifier bigint, database_oid oid) RETURNS boolean
LANGUAGE c STABLE STRICT
AS 'MODULE_PATHNAME', 'awspipe__here';
COMMENT ON FUNCTION awspipe._here(bigint, oid) IS 'is it this cluster and database?';

/*
 * While a dump is being loaded, the installation's row of this database is
 * there already and that of the dump may not be.
 */
CREATE VIEW awspipe._configuration AS
SELECT COALESCE(pg_catalog.bool_and(awspipe._here(a.system_identifier, a.database_oid)), false) AS ours
FROM (
    SELECT system_identifier, database_oid FROM awspipe.installation
    UNION ALL
    SELECT system_identifier, database_oid FROM awspipe.owner WHERE role_oid IS NOT NULL
    UNION ALL
    SELECT system_identifier, database_oid FROM awspipe.server WHERE server_oid IS NOT NULL
) AS a;
COMMENT ON VIEW awspipe._configuration IS 'where the configuration was made';
COMMENT ON COLUMN awspipe._configuration.ours IS 'in this cluster and database; a copy must not consume its original''s streams';

CREATE VIEW awspipe._ownership AS
SELECT o.owner_id, o.role_oid
FROM awspipe.owner AS o
JOIN pg_catalog.pg_roles AS r
    ON r.oid OPERATOR(pg_catalog.=) o.role_oid
    AND (r.rolname OPERATOR(pg_catalog.=) o.role_name
         OR (awspipe._here(o.system_identifier, o.database_oid) AND awspipe._holds_grant(r.oid)));
COMMENT ON VIEW awspipe._ownership IS 'owners that are there: what has none of these belongs to nobody';
COMMENT ON COLUMN awspipe._ownership.owner_id IS 'row of awspipe.owner';
COMMENT ON COLUMN awspipe._ownership.role_oid IS 'the role it stands for';

/*
 * Brings OIDs and names up to date.  Of rows made or adopted here, OIDs are
 * known, names follow, and who is not there is gone.  In a copy, a role is
 * known by its OID if that is in the same cluster, and a server if its name
 * goes with it; otherwise names decide, unless somebody else is known to be
 * the one that has the name now.  Rows of a copy are left alone until somebody
 * adopts it, except those of a role or server that is used before: it has no
 * second row made.  Rows that another transaction has changed are its to bring
 * up to date.
 *
 * The dispatcher, whose plans are to be those for few rows, calls it for each
 * new owner: what nested loops do then grows with the cube of their number.
 */
CREATE FUNCTION awspipe._resolve_names(adopting boolean, role oid, server oid) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_hashjoin = on
AS $$
    WITH here AS MATERIALIZED (
        SELECT c.system_identifier, d.oid AS database_oid
        FROM pg_control_system() AS c, pg_database AS d
        WHERE d.datname = current_database()
    ), present AS MATERIALIZED (
        SELECT 'pg_authid'::regclass AS catalog, oid, rolname AS name FROM pg_roles
        UNION ALL
        SELECT 'pg_foreign_server', oid, srvname FROM pg_foreign_server
    ), live AS MATERIALIZED (
        -- comparable: its OID may be the one of what is here
        SELECT 'pg_authid'::regclass AS catalog, o.owner_id AS id, o.role_oid AS oid, o.role_name AS name,
            awspipe._here(o.system_identifier, o.database_oid) AS here,
            o.system_identifier = h.system_identifier AS comparable
        FROM awspipe.owner AS o, here AS h
        WHERE o.role_oid IS NOT NULL
        UNION ALL
        SELECT 'pg_foreign_server', s.server_id, s.server_oid, s.server_name,
            awspipe._here(s.system_identifier, s.database_oid), true
        FROM awspipe.server AS s
        WHERE s.server_oid IS NOT NULL
    ), known AS MATERIALIZED (
        SELECT DISTINCT ON (p.catalog, p.oid) l.id, p.*
        FROM live AS l
        JOIN present AS p USING (catalog, oid)
        WHERE l.comparable
            AND (p.name = l.name OR
                 CASE l.catalog WHEN 'pg_authid'::regclass THEN awspipe._holds_grant(p.oid) ELSE l.here END)
        ORDER BY p.catalog, p.oid, l.here DESC, l.id
    ), named AS (
        SELECT DISTINCT ON (p.catalog, p.oid) l.id, p.*
        FROM live AS l
        JOIN present AS p USING (catalog, name)
        WHERE NOT l.here AND NOT EXISTS (
            SELECT FROM known AS k
            WHERE k.catalog = l.catalog AND (k.id = l.id OR k.oid = p.oid)
        )
        ORDER BY p.catalog, p.oid, l.id DESC
    ), changed AS MATERIALIZED (
        SELECT l.catalog, l.id, n.oid, COALESCE(n.name, l.name) AS name
        FROM live AS l
        LEFT JOIN (TABLE known UNION ALL TABLE named) AS n USING (catalog, id)
        WHERE (l.here OR $1 OR n.oid = CASE l.catalog WHEN 'pg_authid'::regclass THEN $2 ELSE $3 END)
            AND (NOT l.here OR (n.oid, n.name) IS DISTINCT FROM (l.oid, l.name))
    ), owners AS (
        UPDATE awspipe.owner AS o
        SET role_oid = c.oid, role_name = c.name,
            system_identifier = h.system_identifier, database_oid = h.database_oid
        FROM (
            SELECT c.id, c.oid, c.name FROM changed AS c
            JOIN awspipe.owner AS o ON o.owner_id = c.id
            WHERE c.catalog = 'pg_authid'::regclass
            FOR NO KEY UPDATE OF o SKIP LOCKED
        ) AS c, here AS h
        WHERE c.id = o.owner_id
    )
    UPDATE awspipe.server AS s
    SET server_oid = c.oid, server_name = c.name,
        system_identifier = h.system_identifier, database_oid = h.database_oid
    FROM (
        SELECT c.id, c.oid, c.name FROM changed AS c
        JOIN awspipe.server AS s ON s.server_id = c.id
        WHERE c.catalog = 'pg_foreign_server'::regclass
        FOR NO KEY UPDATE OF s SKIP LOCKED
    ) AS c, here AS h
    WHERE c.id = s.server_id;
$$;
COMMENT ON FUNCTION awspipe._resolve_names(boolean, oid, oid) IS 'notes what has become of roles and servers';
REVOKE ALL ON FUNCTION awspipe._resolve_names(boolean, oid, oid) FROM PUBLIC;

CREATE FUNCTION awspipe._adopt_owners() RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'awspipe__adopt_owners';
COMMENT ON FUNCTION awspipe._adopt_owners() IS 'finds the roles and servers of a restored or cloned configuration, and keeps the roles from being dropped';
REVOKE ALL ON FUNCTION awspipe._adopt_owners() FROM PUBLIC;

CREATE FUNCTION awspipe._warn_of_gone() RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'awspipe__warn_of_gone';
COMMENT ON FUNCTION awspipe._warn_of_gone() IS 'names the roles and servers that this transaction has found to be missing';
REVOKE ALL ON FUNCTION awspipe._warn_of_gone() FROM PUBLIC;

CREATE FUNCTION awspipe._servers_changed() RETURNS event_trigger
LANGUAGE c
AS 'MODULE_PATHNAME', 'awspipe__servers_changed';
COMMENT ON FUNCTION awspipe._servers_changed() IS 'notes that servers were renamed or dropped';
REVOKE ALL ON FUNCTION awspipe._servers_changed() FROM PUBLIC;

/* Also where a session is one of replication */
CREATE EVENT TRIGGER pgawspipe_server_altered ON ddl_command_end
    WHEN TAG IN ('ALTER SERVER')
    EXECUTE FUNCTION awspipe._servers_changed();
ALTER EVENT TRIGGER pgawspipe_server_altered ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER pgawspipe_server_altered IS 'follows the names of servers';

CREATE EVENT TRIGGER pgawspipe_server_dropped ON sql_drop
    WHEN TAG IN ('DROP SERVER', 'DROP FOREIGN DATA WRAPPER', 'DROP OWNED', 'DROP EXTENSION')
    EXECUTE FUNCTION awspipe._servers_changed();
ALTER EVENT TRIGGER pgawspipe_server_dropped ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER pgawspipe_server_dropped IS 'lets go of servers that are dropped';
