-- A function that is given NULL for everything returns NULL, or no rows, or says
-- that it must not be: no other error, and no crash.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;

CREATE FUNCTION call_with_nulls(f regprocedure) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    arguments text;
    result boolean;
BEGIN
    SELECT string_agg('NULL::' || format_type(t, NULL), ', ' ORDER BY n) INTO arguments
    FROM pg_proc AS p, unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a (t, n)
    WHERE p.oid = f;
    EXECUTE format('SELECT %s(%s) IS NULL', f::oid::regproc, arguments) INTO result;
    RETURN CASE WHEN result IS NULL THEN 'no rows' WHEN result THEN 'NULL' ELSE 'not NULL' END;
EXCEPTION WHEN null_value_not_allowed THEN
    RETURN SQLERRM;
END $$;

SELECT p.proname, call_with_nulls(p.oid)
FROM pg_proc AS p
WHERE p.pronamespace = 'awspipe'::regnamespace
    AND p.pronargs > 0 AND p.proname !~ '^_'
    -- of what is polymorphic, NULL says the type
    AND p.prorettype <> 'anyelement'::regtype
ORDER BY p.oid::regprocedure::text COLLATE "C";

DROP FUNCTION call_with_nulls;
