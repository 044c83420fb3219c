/*
 * Where AWS is and who we are there: servers and user mappings.  No handler:
 * nothing is read through foreign tables.  USAGE on the wrapper, and with it
 * CREATE SERVER, is the superuser's to grant, as for every wrapper; USAGE on
 * a server is what lets a role use it.
 */
CREATE FUNCTION awspipe.fdw_validator(text[], oid) RETURNS void
    AS 'MODULE_PATHNAME', 'awspipe_fdw_validator'
    LANGUAGE C STRICT PARALLEL SAFE;
COMMENT ON FUNCTION awspipe.fdw_validator(text[], oid) IS 'checks the options of servers and user mappings';
REVOKE ALL ON FUNCTION awspipe.fdw_validator(text[], oid) FROM PUBLIC;

CREATE FOREIGN DATA WRAPPER pgawspipe VALIDATOR awspipe.fdw_validator;
COMMENT ON FOREIGN DATA WRAPPER pgawspipe IS 'AWS: regions, endpoints and credentials';
