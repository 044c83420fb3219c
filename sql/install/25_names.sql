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
COMMENT ON FUNCTION awspipe._owner_of_consumers_or_messages() IS 'does nothing: a privilege on it keeps roles from being dropped while they own consumers, destinations, dead letters or schedules; DROP OWNED BY gives all of that up';
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
 * known by its OID if that is in the same cluster; otherwise names decide,
 * unless somebody else is known to be the one that has the name now.  Rows of
 * a copy are left alone until somebody adopts it, except those of a role that
 * uses it before: it has no second row made.  Rows that another transaction
 * has changed are its to bring up to date.
 */
CREATE FUNCTION awspipe._resolve_owners(adopting boolean, role oid) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH here AS MATERIALIZED (
        SELECT c.system_identifier, d.oid AS database_oid
        FROM pg_control_system() AS c, pg_database AS d
        WHERE d.datname = current_database()
    ), live AS MATERIALIZED (
        SELECT o.*, o.system_identifier = h.system_identifier AS near,
            awspipe._here(o.system_identifier, o.database_oid) AS here
        FROM awspipe.owner AS o, here AS h
        WHERE o.role_oid IS NOT NULL
    ), known AS MATERIALIZED (
        SELECT DISTINCT ON (r.oid) o.owner_id, r.oid, r.rolname
        FROM live AS o
        JOIN pg_roles AS r ON r.oid = o.role_oid
        WHERE o.near AND (r.rolname = o.role_name OR awspipe._holds_grant(r.oid))
        ORDER BY r.oid, o.here DESC, o.owner_id
    ), named AS (
        SELECT DISTINCT ON (r.oid) o.owner_id, r.oid, r.rolname
        FROM live AS o
        JOIN pg_roles AS r ON r.rolname = o.role_name
        WHERE NOT o.here AND NOT EXISTS (
            SELECT FROM known AS k WHERE k.owner_id = o.owner_id OR k.oid = r.oid
        )
        ORDER BY r.oid, o.owner_id DESC
    ), changed AS (
        SELECT o.owner_id, n.oid, n.rolname
        FROM awspipe.owner AS o
        JOIN live AS l USING (owner_id)
        LEFT JOIN (TABLE known UNION ALL TABLE named) AS n USING (owner_id)
        WHERE (l.here OR $1 OR n.oid = $2)
            AND (NOT l.here OR (n.oid, n.rolname) IS DISTINCT FROM (l.role_oid, l.role_name))
        FOR NO KEY UPDATE OF o SKIP LOCKED
    )
    UPDATE awspipe.owner AS o
    SET role_oid = c.oid, role_name = COALESCE(c.rolname, o.role_name),
        system_identifier = h.system_identifier, database_oid = h.database_oid
    FROM changed AS c, here AS h
    WHERE c.owner_id = o.owner_id;
$$;
COMMENT ON FUNCTION awspipe._resolve_owners(boolean, oid) IS 'notes what has become of roles';
REVOKE ALL ON FUNCTION awspipe._resolve_owners(boolean, oid) FROM PUBLIC;

/* The same for servers, whose OIDs are of one database. */
CREATE FUNCTION awspipe._resolve_servers(adopting boolean, server oid) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH here AS MATERIALIZED (
        SELECT c.system_identifier, d.oid AS database_oid
        FROM pg_control_system() AS c, pg_database AS d
        WHERE d.datname = current_database()
    ), live AS MATERIALIZED (
        SELECT s.*, awspipe._here(s.system_identifier, s.database_oid) AS here
        FROM awspipe.server AS s
        WHERE s.server_oid IS NOT NULL
    ), known AS MATERIALIZED (
        SELECT DISTINCT ON (f.oid) s.server_id, f.oid, f.srvname
        FROM live AS s
        JOIN pg_foreign_server AS f ON f.oid = s.server_oid
        WHERE s.here OR f.srvname = s.server_name
        ORDER BY f.oid, s.here DESC, s.server_id
    ), named AS (
        SELECT DISTINCT ON (f.oid) s.server_id, f.oid, f.srvname
        FROM live AS s
        JOIN pg_foreign_server AS f ON f.srvname = s.server_name
        WHERE NOT s.here AND NOT EXISTS (
            SELECT FROM known AS k WHERE k.server_id = s.server_id OR k.oid = f.oid
        )
        ORDER BY f.oid, s.server_id DESC
    ), changed AS (
        SELECT s.server_id, n.oid, n.srvname
        FROM awspipe.server AS s
        JOIN live AS l USING (server_id)
        LEFT JOIN (TABLE known UNION ALL TABLE named) AS n USING (server_id)
        WHERE (l.here OR $1 OR n.oid = $2)
            AND (NOT l.here OR (n.oid, n.srvname) IS DISTINCT FROM (l.server_oid, l.server_name))
        FOR NO KEY UPDATE OF s SKIP LOCKED
    )
    UPDATE awspipe.server AS s
    SET server_oid = c.oid, server_name = COALESCE(c.srvname, s.server_name),
        system_identifier = h.system_identifier, database_oid = h.database_oid
    FROM changed AS c, here AS h
    WHERE c.server_id = s.server_id;
$$;
COMMENT ON FUNCTION awspipe._resolve_servers(boolean, oid) IS 'notes what has become of servers';
REVOKE ALL ON FUNCTION awspipe._resolve_servers(boolean, oid) FROM PUBLIC;

CREATE FUNCTION awspipe._adopt_owners() RETURNS void
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'awspipe__adopt_owners';
COMMENT ON FUNCTION awspipe._adopt_owners() IS 'finds the roles of a restored or cloned configuration, and keeps them from being dropped';
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
