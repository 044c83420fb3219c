/*
 * The form, a page that needs nothing but itself and what is in its link
 */

CREATE FUNCTION @extschema@.form() RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $function$
SELECT pg_catalog.ltrim($form$
@form.html@
$form$, E'\n')
$function$;
COMMENT ON FUNCTION @extschema@.form() IS 'the page that deploy() puts into the bucket';
