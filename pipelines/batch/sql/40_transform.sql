/*
 * Transforming: the mapping applied to one line
 */

/* Numbers may come as strings, as they do in what was CSV once. */
CREATE FUNCTION @extschema@.parse_number(value jsonb) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN jsonb_typeof(value) = 'number'
             OR jsonb_typeof(value) = 'string' AND value #>> '{}' ~ '^-?\d{1,38}(\.\d{1,38})?$'
        THEN (value #>> '{}')::numeric
    END;
COMMENT ON FUNCTION @extschema@.parse_number(jsonb) IS 'number, or string that is one, as a number; NULL for others';

/*
 * The value comes in all forms that a rule may ask for, each computed once:
 * this is inlined, and runs for every attribute of every line.
 */
CREATE FUNCTION @extschema@.fault(
        rule @extschema@.mapping, kind text, value text, number numeric, moment timestamptz)
    RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE
        WHEN kind IS NULL THEN
            CASE WHEN (rule).required THEN 'is missing' END
        WHEN (rule).type = 'json' THEN
            NULL
        WHEN kind IN ('object', 'array') THEN
            'is an ' || kind
        WHEN (rule).type = 'string' THEN
            CASE WHEN value = '' AND (rule).required THEN 'is empty'
                 WHEN value !~ (rule).pattern THEN 'does not match ' || (rule).pattern
                 WHEN value <> ALL ((rule).choices) THEN 'is not one of ' || array_to_string((rule).choices, ', ')
            END
        WHEN (rule).type IN ('integer', 'number') THEN
            CASE WHEN number IS NULL THEN 'is not a number'
                 WHEN (rule).type = 'integer' AND number % 1 <> 0 THEN 'is not a whole number'
                 WHEN number < (rule).minimum THEN 'is less than ' || (rule).minimum
                 WHEN number > (rule).maximum THEN 'is more than ' || (rule).maximum
            END
        WHEN (rule).type = 'timestamp' THEN
            CASE WHEN moment IS NULL THEN 'is not a time in ISO 8601 with an offset' END
        WHEN value NOT IN ('true', 'false') THEN
            'is neither true nor false'
    END;
COMMENT ON FUNCTION @extschema@.fault(@extschema@.mapping, text, text, numeric, timestamptz) IS 'what the mapping finds wrong with the value of an attribute';

CREATE FUNCTION @extschema@.transform(source jsonb) RETURNS TABLE (item jsonb, reason text)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_object_agg(
               f.attribute,
               CASE f.type
                   WHEN 'string' THEN to_jsonb(f.text)
                   WHEN 'integer' THEN to_jsonb(f.number)
                   WHEN 'number' THEN to_jsonb(f.number)
                   WHEN 'boolean' THEN to_jsonb(f.text = 'true')
                   WHEN 'timestamp' THEN to_jsonb(to_char(f.moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                   ELSE f.value
               END) FILTER (WHERE f.value IS NOT NULL AND f.fault IS NULL),
           CASE WHEN jsonb_typeof(source) <> 'object' THEN 'line is not a JSON object'
                ELSE string_agg(f.attribute || ' ' || f.fault, '; ' ORDER BY f.attribute)
                         FILTER (WHERE f.fault IS NOT NULL)
           END
    FROM (SELECT m.attribute, m.type, v.value, p.text, p.number, p.moment,
                 @extschema@.fault(m, p.kind, p.text, p.number, p.moment) AS fault
          FROM @extschema@.mapping AS m,
              LATERAL (SELECT coalesce(nullif(source #> m.path, 'null'), m.default_value) AS value OFFSET 0) AS v,
              LATERAL (SELECT jsonb_typeof(v.value) AS kind,
                              v.value #>> '{}' AS text,
                              CASE WHEN m.type IN ('integer', 'number')
                                   THEN @extschema@.parse_number(v.value) END AS number,
                              CASE WHEN m.type = 'timestamp'
                                   THEN awspipe.iso_timestamp(v.value #>> '{}') END AS moment
                       OFFSET 0) AS p
          OFFSET 0) AS f;
END;
COMMENT ON FUNCTION @extschema@.transform(jsonb) IS 'the mapping: the item that a line becomes, or all that is wrong with it';
