-- Every object has a comment: none is listed here.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;

SELECT pg_describe_object(d.classid, d.objid, 0)
FROM pg_depend AS d
WHERE d.refclassid = 'pg_extension'::regclass
    AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'pgawspipe')
    AND d.deptype = 'e'
    AND obj_description(d.objid, d.classid::regclass::name) IS NULL
    -- sequences come with their columns
    AND NOT EXISTS (SELECT FROM pg_class AS c
                    WHERE d.classid = 'pg_class'::regclass AND c.oid = d.objid AND c.relkind = 'S')
    -- row and array types with their tables, in newer releases
    AND NOT EXISTS (SELECT FROM pg_type AS t
                    WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid
                        AND (t.typrelid <> 0 OR t.typelem <> 0))
ORDER BY 1;

SELECT c.relname, a.attname
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = 'awspipe'::regnamespace
    -- of views that are read
    AND (c.relkind = 'v' AND c.relname !~ '^_' OR c.relname = 'event')
    AND a.attnum > 0 AND NOT a.attisdropped
    AND col_description(c.oid, a.attnum) IS NULL
ORDER BY 1, 2;
