/*
 * pg_cron.  It keeps its jobs in one database of a server, which need not be
 * this one, and runs a job as the role that made it.
 */

CREATE FUNCTION @extschema@.job_command() RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN 'CALL @extschema@.run_due()';
COMMENT ON FUNCTION @extschema@.job_command() IS 'what pg_cron, or any other scheduler, has to run';

/* The database's name is told to members of pg_read_all_settings only. */
CREATE FUNCTION @extschema@.find_cron(OUT loaded boolean, OUT home text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    home := current_setting('cron.database_name', true);
    loaded := home IS NOT NULL;
EXCEPTION WHEN insufficient_privilege THEN
    loaded := true;
END
$$;
COMMENT ON FUNCTION @extschema@.find_cron() IS 'whether pg_cron is loaded, and the database in which it keeps its jobs, if we may know it';

CREATE FUNCTION @extschema@.cron_hint(cron text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found record := @extschema@.find_cron();
    there text := format('SELECT cron.schedule_in_database(%L, %L, %L, %L, %L);',
                         current_database() || ': ' || @extschema@.job_command(), cron,
                         @extschema@.job_command(), current_database(), current_user);
BEGIN
    RETURN CASE
        WHEN NOT found.loaded
            THEN 'Add pg_cron to shared_preload_libraries, or have any other scheduler execute: '
                 || @extschema@.job_command() || ';'
        WHEN found.home = current_database()
            THEN 'Have a superuser execute: CREATE EXTENSION pg_cron;'
        WHEN found.home IS NOT NULL
            THEN format('Have a superuser execute in database "%s": %s', found.home, there)
        ELSE 'Have a superuser execute in the database that cron.database_name names; if it is this one:'
             || ' CREATE EXTENSION pg_cron; otherwise: ' || there
    END;
END
$$;
COMMENT ON FUNCTION @extschema@.cron_hint(text) IS 'what is to be done where pg_cron is not installed';

CREATE FUNCTION @extschema@.require_cron(cron text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        RAISE EXCEPTION 'pg_cron is not installed in this database'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = @extschema@.cron_hint(cron);
    END IF;
    IF NOT has_schema_privilege('cron', 'USAGE') THEN
        RAISE EXCEPTION 'permission denied for schema cron'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = format('Have a superuser execute: GRANT USAGE ON SCHEMA cron TO %I;', current_user);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.require_cron(text) IS 'refuses to go on without pg_cron, and says how to come by it';

/* A job of that name is changed, not made twice. */
CREATE FUNCTION @extschema@.schedule(cron text DEFAULT '0 * * * *') RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    job_id bigint;
BEGIN
    PERFORM awspipe.settings(NULL::@extschema@.setting, deployed => true);
    PERFORM @extschema@.require_cron(schedule.cron);
    /* a string of no type, because releases of pg_cron differ in it */
    EXECUTE format('SELECT cron.schedule(%L, $1, $2)', @extschema@.job_command())
        INTO job_id USING schedule.cron, @extschema@.job_command();
    RETURN job_id;
END
$$;
COMMENT ON FUNCTION @extschema@.schedule(text) IS 'has pg_cron call run_due() at these times, as the present user; returns the job''s id';

CREATE FUNCTION @extschema@.unschedule() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    removed boolean := false;
    job_id bigint;
BEGIN
    PERFORM @extschema@.require_cron('0 * * * *');
    FOR job_id IN
        SELECT j.jobid FROM cron.job AS j
        WHERE j.command = @extschema@.job_command()
          AND j.database = current_database()
          AND j.username = current_user
    LOOP
        removed := cron.unschedule(job_id);
    END LOOP;
    RETURN removed;
END
$$;
COMMENT ON FUNCTION @extschema@.unschedule() IS 'removes the present user''s job of schedule(); false if there was none';
