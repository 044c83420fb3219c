/* pgawspipe_batch: every hour, generated data to S3, and from there to DynamoDB */

\echo Use "CREATE EXTENSION pgawspipe_batch SCHEMA ..." to load this file. \quit

/*
 * Tables
 */

CREATE TABLE @extschema@.setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    /* where the pipeline is deployed; written by deploy() */
    server text,
    bucket text,
    prefix text,
    table_name text,
    key_attributes text[],
    /* what may be changed with UPDATE: it counts from the next hour on */
    start_hour timestamptz NOT NULL DEFAULT pg_catalog.date_trunc('hour', pg_catalog.now(), 'UTC')
        CHECK (start_hour OPERATOR(pg_catalog.=) pg_catalog.date_trunc('hour', start_hour, 'UTC')),
    seed bigint NOT NULL DEFAULT 1,
    rows_per_hour bigint NOT NULL DEFAULT 10000 CHECK (rows_per_hour OPERATOR(pg_catalog.>=) 0),
    invalid_share double precision NOT NULL DEFAULT 0.01
        CHECK (invalid_share OPERATOR(pg_catalog.>=) 0 AND invalid_share OPERATOR(pg_catalog.<=) 1),
    query text,
    compression text NOT NULL DEFAULT 'gzip' CHECK (compression IN ('none', 'gzip')),
    /* sizes of a piece of work, each a transaction of its own: from the next piece on */
    rows_per_object integer NOT NULL DEFAULT 20000 CHECK (rows_per_object OPERATOR(pg_catalog.>) 0),
    bytes_per_object integer NOT NULL DEFAULT 8388608
        CHECK (bytes_per_object OPERATOR(pg_catalog.>) 0 AND bytes_per_object OPERATOR(pg_catalog.<=) 67108864),
    objects_in_outbox integer NOT NULL DEFAULT 4 CHECK (objects_in_outbox OPERATOR(pg_catalog.>) 0),
    lines_per_chunk integer NOT NULL DEFAULT 5000 CHECK (lines_per_chunk OPERATOR(pg_catalog.>) 0),
    items_in_outbox integer NOT NULL DEFAULT 20000 CHECK (items_in_outbox OPERATOR(pg_catalog.>) 0),
    max_line_bytes integer NOT NULL DEFAULT 1048576 CHECK (max_line_bytes OPERATOR(pg_catalog.>) 0),
    retry_for interval NOT NULL DEFAULT '10 minutes'
);
COMMENT ON TABLE @extschema@.setting IS 'where the pipeline is deployed, and what may be chosen';
COMMENT ON COLUMN @extschema@.setting.key_attributes IS 'of the DynamoDB table: partition key, sort key';
COMMENT ON COLUMN @extschema@.setting.start_hour IS 'the first hour that run_due() closes';
COMMENT ON COLUMN @extschema@.setting.seed IS 'with the hour, decides what is generated';
COMMENT ON COLUMN @extschema@.setting.invalid_share IS 'orders in which something is wrong, so that there is something to reject';
COMMENT ON COLUMN @extschema@.setting.query IS 'generates the rows of an hour, from $1 to before $2; NULL means orders';
COMMENT ON COLUMN @extschema@.setting.bytes_per_object IS 'content of an object before compression; a single row may exceed it';
COMMENT ON COLUMN @extschema@.setting.objects_in_outbox IS 'objects that may wait to be sent to S3';
COMMENT ON COLUMN @extschema@.setting.items_in_outbox IS 'items that may wait to be sent to DynamoDB before the next chunk is read';
COMMENT ON COLUMN @extschema@.setting.retry_for IS 'how long a run tries again when AWS cannot be reached, before it leaves that to the next one';

CREATE TABLE @extschema@.mapping (
    attribute text COLLATE "C" PRIMARY KEY CHECK (attribute OPERATOR(pg_catalog.<>) ''),
    path text[] NOT NULL CHECK (pg_catalog.cardinality(path) OPERATOR(pg_catalog.>) 0),
    type text NOT NULL CHECK (type IN ('string', 'integer', 'number', 'boolean', 'timestamp', 'json')),
    required boolean NOT NULL DEFAULT false,
    default_value jsonb,
    minimum numeric,
    maximum numeric,
    /* matching anything tells whether it is a regular expression */
    pattern text CHECK (pg_catalog.textregexeq('', pattern) IS NOT NULL OR pattern IS NULL),
    choices text[]
);
COMMENT ON TABLE @extschema@.mapping IS 'what a line becomes: a row for each attribute of the item';
COMMENT ON COLUMN @extschema@.mapping.path IS 'where the line has it: members and array places, as for #>';
COMMENT ON COLUMN @extschema@.mapping.required IS 'a line without it, or with an empty string, is rejected';
COMMENT ON COLUMN @extschema@.mapping.default_value IS 'for a line that does not have it';
COMMENT ON COLUMN @extschema@.mapping.minimum IS 'for types integer and number, as maximum';
COMMENT ON COLUMN @extschema@.mapping.pattern IS 'regular expression; for type string, as choices';

CREATE TABLE @extschema@.run (
    hour timestamptz PRIMARY KEY
        CHECK (hour OPERATOR(pg_catalog.=) pg_catalog.date_trunc('hour', hour, 'UTC')),
    step text NOT NULL DEFAULT 'generate'
        CHECK (step IN ('generate', 'write', 'load', 'verify', 'closed')),
    attempts integer NOT NULL DEFAULT 1,
    seed bigint NOT NULL,
    rows_planned bigint,
    rows_generated bigint NOT NULL DEFAULT 0,
    rows_written bigint NOT NULL DEFAULT 0,
    rows_read bigint,
    rows_loaded bigint,
    rows_rejected bigint,
    rows_repeated bigint,
    objects bigint,
    bytes_written bigint NOT NULL DEFAULT 0,
    bytes_read bigint,
    /* each step begins when the one before it ends */
    started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    generated_at timestamptz,
    written_at timestamptz,
    listed_at timestamptz,
    loaded_at timestamptz,
    closed_at timestamptz,
    /* what the last attempt failed with */
    error_code text,
    error_message text,
    error_detail text,
    error_at timestamptz,
    /* from where view progress measures */
    pace_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    pace_rows bigint NOT NULL DEFAULT 0,
    pace_bytes bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
COMMENT ON TABLE @extschema@.run IS 'one row per hour: what has been done of it, and what came of it';
COMMENT ON COLUMN @extschema@.run.step IS 'what is being done, or is done next';
COMMENT ON COLUMN @extschema@.run.attempts IS 'how often work on this hour was taken up';
COMMENT ON COLUMN @extschema@.run.rows_planned IS 'rows to generate; NULL if a query decides';
COMMENT ON COLUMN @extschema@.run.rows_read IS 'lines of all objects that this run has loaded: loaded or rejected';
COMMENT ON COLUMN @extschema@.run.rows_repeated IS 'rows with the key of an earlier one of this run: they replace its item, and make none';
COMMENT ON COLUMN @extschema@.run.bytes_written IS 'content of the objects written, before compression';

CREATE TABLE @extschema@.staged_row (
    hour timestamptz NOT NULL,
    n bigint NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (hour, n)
);
COMMENT ON TABLE @extschema@.staged_row IS 'generated rows, until S3 has them';

/* One row per key: what AWS Glue calls a bookmark. */
CREATE TABLE @extschema@.object (
    key text COLLATE "C" PRIMARY KEY,
    object_id bigint GENERATED BY DEFAULT AS IDENTITY,
    hour timestamptz NOT NULL REFERENCES @extschema@.run,
    state text NOT NULL
        CHECK (state IN ('sent', 'refused', 'written', 'waiting', 'loading', 'loaded', 'gone')),
    /* written by us */
    part integer,
    first_row bigint,
    last_row bigint,
    outbox_id bigint,
    /* as S3 has it */
    etag text,
    size bigint,
    content_size bigint,
    /* the bookmark */
    next_byte bigint NOT NULL DEFAULT 0,
    line_number bigint NOT NULL DEFAULT 0,
    rows_loaded bigint NOT NULL DEFAULT 0,
    rows_rejected bigint NOT NULL DEFAULT 0,
    rows_repeated bigint NOT NULL DEFAULT 0,
    loaded_at timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE @extschema@.object IS 'objects below the prefix, and how far they have been loaded';
COMMENT ON COLUMN @extschema@.object.hour IS 'the run that has written it, else the run that has found it or its change';
COMMENT ON COLUMN @extschema@.object.part IS 'number of the part; NULL for an object that is not ours';
COMMENT ON COLUMN @extschema@.object.size IS 'bytes in S3';
COMMENT ON COLUMN @extschema@.object.content_size IS 'bytes of the lines in it; NULL as long as that is not known';
COMMENT ON COLUMN @extschema@.object.next_byte IS 'of its content, where reading goes on';
COMMENT ON COLUMN @extschema@.object.line_number IS 'lines read until there';
CREATE INDEX object_hour_idx ON @extschema@.object (hour, state);

CREATE TABLE @extschema@.rejection (
    key text COLLATE "C" NOT NULL,
    etag text NOT NULL,
    line_number bigint NOT NULL,
    hour timestamptz NOT NULL,
    reason text NOT NULL,
    line text,
    raw bytea,
    rejected_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (key, etag, line_number)
);
COMMENT ON TABLE @extschema@.rejection IS 'lines that were not loaded, and why';
COMMENT ON COLUMN @extschema@.rejection.line IS 'the line; NULL if it is no text, or was refused by DynamoDB';
COMMENT ON COLUMN @extschema@.rejection.raw IS 'the beginning of a line that is no text';
CREATE INDEX rejection_hour_idx ON @extschema@.rejection (hour);

/* Puts of one chunk of lines, until the last of them has been settled. */
CREATE TABLE @extschema@.chunk (
    hour timestamptz NOT NULL,
    key text COLLATE "C" NOT NULL,
    etag text NOT NULL,
    first_outbox_id bigint NOT NULL,
    last_outbox_id bigint NOT NULL,
    outbox_ids bigint[] NOT NULL,
    line_numbers bigint[] NOT NULL,
    PRIMARY KEY (hour, first_outbox_id)
);
COMMENT ON TABLE @extschema@.chunk IS 'items on their way to DynamoDB: their messages, and the lines they came from';

CREATE TABLE @extschema@.item_key (
    hour timestamptz NOT NULL,
    key text COLLATE "C" NOT NULL,
    object_id bigint NOT NULL,
    PRIMARY KEY (hour, key)
);
COMMENT ON TABLE @extschema@.item_key IS 'keys of items that an hour''s run has put, until it is closed: tells which come again';

/*
 * A dump holds what is closed.  The outbox is not dumped, and with it goes
 * what an open hour had there: restored, such an hour begins anew, and leads
 * to the same items.
 */
SELECT pg_catalog.pg_extension_config_dump('@extschema@.setting', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.mapping', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.run', 'WHERE step = ''closed''');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.object',
    'WHERE hour IN (SELECT hour FROM @extschema@.run WHERE step = ''closed'')');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.object_object_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('@extschema@.rejection',
    'WHERE hour IN (SELECT hour FROM @extschema@.run WHERE step = ''closed'')');

/* Lines of an object, as awspipe.s3_read_lines() returns them. */
CREATE TYPE @extschema@.line AS (
    line_number bigint,
    next_byte bigint,
    line text,
    raw bytea,
    error text
);
COMMENT ON TYPE @extschema@.line IS 'a line of an object; with an error, it is no text';

/* What came of one piece of work. */
CREATE TYPE @extschema@.turn AS (
    hour timestamptz,
    finished boolean,
    pause double precision,
    failing_since timestamptz,
    error_code text,
    error_message text,
    error_detail text,
    error_hint text
);
COMMENT ON TYPE @extschema@.turn IS 'what came of one piece of work, and what is to be done next';
COMMENT ON COLUMN @extschema@.turn.finished IS 'there is nothing more to do, or it failed';
COMMENT ON COLUMN @extschema@.turn.pause IS 'seconds to wait before the next piece';

CREATE FUNCTION @extschema@.settings() RETURNS @extschema@.setting
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting;
BEGIN
    SELECT * INTO setting FROM @extschema@.setting;
    IF NOT FOUND THEN
        /* not made with the extension: a dump's row must find room */
        INSERT INTO @extschema@.setting DEFAULT VALUES ON CONFLICT (only_row) DO NOTHING;
        SELECT * INTO setting FROM @extschema@.setting;
    END IF;
    RETURN setting;
END
$$;
COMMENT ON FUNCTION @extschema@.settings() IS 'the settings, made with their defaults when there are none yet';

/* Where view progress counts from: the beginning of a step, or of another attempt at it. */
CREATE FUNCTION @extschema@.set_pace(hour timestamptz) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE @extschema@.run AS r
    SET pace_at = clock_timestamp(),
        pace_rows = a.rows_done,
        pace_bytes = coalesce(a.bytes_done, 0)
    FROM @extschema@.amount_done AS a
    WHERE r.hour = set_pace.hour AND a.hour = set_pace.hour;
END
$$;
COMMENT ON FUNCTION @extschema@.set_pace(timestamptz) IS 'notes how much of a step is done before it goes on';

CREATE FUNCTION @extschema@.begin_step(hour timestamptz, step text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE @extschema@.run AS r
    SET step = begin_step.step,
        generated_at = CASE WHEN begin_step.step = 'write' THEN clock_timestamp() ELSE r.generated_at END,
        written_at = CASE WHEN begin_step.step = 'load' THEN clock_timestamp() ELSE r.written_at END,
        loaded_at = CASE WHEN begin_step.step = 'verify' THEN clock_timestamp() ELSE r.loaded_at END,
        closed_at = CASE WHEN begin_step.step = 'closed' THEN clock_timestamp() ELSE r.closed_at END
    WHERE r.hour = begin_step.hour;
    PERFORM @extschema@.set_pace(begin_step.hour);
END
$$;
COMMENT ON FUNCTION @extschema@.begin_step(timestamptz, text) IS 'goes on to the next step of an hour';

/*
 * Generating.  Everything about an order follows from the seed, its hour and
 * its number, so that an hour can be generated again, and in pieces, and is
 * the same.
 */

CREATE FUNCTION @extschema@.draw(stream bigint, n bigint, below integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((hashint8extended(n, stream) & 9223372036854775807) % below)::integer;
COMMENT ON FUNCTION @extschema@.draw(bigint, bigint, integer) IS 'the n-th number, from 0 to below the limit, of a stream of them that look random';

/* The shop's customers and products are the same in every hour. */
CREATE FUNCTION @extschema@.customers(customers integer) RETURNS TABLE (customer integer, content jsonb)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.customer,
           jsonb_build_object(
               'id', 'C' || lpad(c.customer::text, 6, '0'),
               'name', c.first || ' ' || c.last,
               'email', lower(c.first || '.' || c.last) || c.customer || '@example.com',
               'country', c.country)
    FROM (SELECT i AS customer,
                 ('{Ada,Ben,Chloe,David,Elif,Farid,Grace,Hugo,Ines,Jonas,Kenji,Lena,Mateo,Nora,Oscar,Priya}'
                  ::text[])[1 + @extschema@.draw(101, i, 16)] AS first,
                 ('{Novak,Silva,Keller,Moreau,Rossi,Tanaka,Jensen,Kowalski,Haddad,Okafor,Murphy,Lind}'
                  ::text[])[1 + @extschema@.draw(102, i, 12)] AS last,
                 ('{AT,BE,CH,DE,DK,ES,FR,GB,IE,IT,NL,PL}'
                  ::text[])[1 + @extschema@.draw(103, i, 12)] AS country
          FROM generate_series(0, customers - 1) AS i
          OFFSET 0) AS c;
END;
COMMENT ON FUNCTION @extschema@.customers(integer) IS 'customers of a shop, by number';

CREATE FUNCTION @extschema@.products(products integer) RETURNS TABLE (product integer, price numeric, content jsonb)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT i,
           trim_scale((495 + @extschema@.draw(203, i, 40000)) / 100.0),
           jsonb_build_object(
               'id', 'P' || lpad(i::text, 4, '0'),
               'name', ('{Walnut,Linen,Copper,Slate,Amber,Cotton,Birch,Marble,Velvet,Cobalt}'
                        ::text[])[1 + @extschema@.draw(201, i, 10)] || ' ' || c.name,
               'category', c.category)
    FROM generate_series(0, products - 1) AS i
        JOIN (VALUES (0, 'Desk', 'furniture'), (1, 'Chair', 'furniture'), (2, 'Lamp', 'lighting'),
                     (3, 'Bowl', 'kitchen'), (4, 'Kettle', 'kitchen'), (5, 'Blanket', 'textiles'),
                     (6, 'Curtain', 'textiles'), (7, 'Vase', 'decoration')) AS c (kind, name, category)
            ON c.kind = @extschema@.draw(202, i, 8);
END;
COMMENT ON FUNCTION @extschema@.products(integer) IS 'products of a shop, by number';

/*
 * A few customers and products come much more often than the others.  Wrong
 * orders are wrong in one way each.
 */
CREATE FUNCTION @extschema@.orders(
        seed bigint, hour timestamptz, first bigint, last bigint, invalid_share double precision DEFAULT 0)
    RETURNS TABLE (n bigint, content jsonb)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH origin AS MATERIALIZED (
        SELECT hashtextextended(to_char(hour AT TIME ZONE 'UTC', 'YYYYMMDDHH24'), seed) AS stream,
               to_char(hour AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24') AS stamp
    ), drawn AS MATERIALIZED (
        SELECT i AS n,
               o.stamp || '-' || lpad(i::text, 8, '0') AS order_id,
               floor(5000 * (@extschema@.draw(o.stream # 1, i, 1000000) / float8 '1e6') ^ 2)::integer AS customer,
               floor(500 * (@extschema@.draw(o.stream # 2, i, 1000000) / float8 '1e6') ^ 2)::integer AS product,
               1 + @extschema@.draw(o.stream # 3, i, 5) AS quantity,
               hour AT TIME ZONE 'UTC'
                   + @extschema@.draw(o.stream # 4, i, 3600000) * interval '1 millisecond' AS ordered_at,
               @extschema@.draw(o.stream # 5, i, 10) AS channel,
               @extschema@.draw(o.stream # 6, i, 20) = 0 AS gift,
               CASE WHEN @extschema@.draw(o.stream # 7, i, 1000000) < invalid_share * float8 '1e6'
                    THEN @extschema@.draw(o.stream # 8, i, 6)
               END AS fault
        FROM origin AS o, generate_series(first, last) AS i
    ), sound AS MATERIALIZED (
        SELECT d.n, d.fault,
               jsonb_build_object(
                   'order_id', d.order_id,
                   'customer', c.content,
                   'product', p.content,
                   'quantity', d.quantity,
                   'price', p.price,
                   'amount', d.quantity * p.price,
                   'channel', CASE WHEN d.channel < 6 THEN 'web' WHEN d.channel < 9 THEN 'app' ELSE 'phone' END,
                   'ordered_at', to_char(d.ordered_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
               || CASE WHEN d.gift THEN jsonb '{"gift": true}' ELSE '{}' END AS content
        FROM drawn AS d
            JOIN @extschema@.customers(5000) AS c USING (customer)
            JOIN @extschema@.products(500) AS p USING (product)
    )
    SELECT s.n,
           CASE s.fault
               WHEN 0 THEN jsonb_set(s.content, '{quantity}', '0')
               WHEN 1 THEN jsonb_set(s.content, '{price}', '"free"')
               WHEN 2 THEN jsonb_set(s.content, '{ordered_at}', '"yesterday"')
               WHEN 3 THEN jsonb_set(s.content, '{channel}', '"pigeon"')
               WHEN 4 THEN s.content #- '{customer,id}'
               WHEN 5 THEN jsonb_set(s.content, '{customer,email}', '"nobody"')
               ELSE s.content
           END
    FROM sound AS s
    ORDER BY s.n;
END;
COMMENT ON FUNCTION @extschema@.orders(bigint, timestamptz, bigint, bigint, double precision) IS 'orders of an hour by their numbers, the same each time; a share of them has something wrong';

CREATE FUNCTION @extschema@.stage_query(run @extschema@.run, query text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    staged bigint;
BEGIN
    /* on lines of its own, since it may end with a comment */
    EXECUTE format('INSERT INTO @extschema@.staged_row (hour, n, content)
                    SELECT $1, row_number() OVER (), to_jsonb(q)::text FROM (
                    %s
                    ) AS q', rtrim(query, E' \t\n;'))
    USING run.hour, run.hour + interval '1 hour';
    GET DIAGNOSTICS staged = ROW_COUNT;
    RETURN staged;
END
$$;
COMMENT ON FUNCTION @extschema@.stage_query(@extschema@.run, text) IS 'stages what the user''s query returns for an hour';

/* What a query returns may be other rows the next time: it is one piece. */
CREATE FUNCTION @extschema@.generate(run @extschema@.run, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    target bigint := least(run.rows_planned, run.rows_generated + setting.rows_per_object);
BEGIN
    IF run.rows_planned IS NULL THEN
        target := @extschema@.stage_query(run, setting.query);
    ELSE
        INSERT INTO @extschema@.staged_row (hour, n, content)
        SELECT run.hour, o.n, o.content::text
        FROM @extschema@.orders(run.seed, run.hour, run.rows_generated + 1, target, setting.invalid_share) AS o;
    END IF;

    UPDATE @extschema@.run AS r
    SET rows_generated = target
    WHERE r.hour = run.hour;
    IF target = coalesce(run.rows_planned, target) THEN
        PERFORM @extschema@.begin_step(run.hour, 'write');
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.generate(@extschema@.run, @extschema@.setting) IS 'a piece of step generate: stages the next rows of an hour';

/*
 * Writing.  An object goes through the outbox, in the transaction that says
 * which rows it has; its rows stay staged until S3 has it.
 */

CREATE FUNCTION @extschema@.object_key(prefix text, hour timestamptz, part integer, compression text)
    RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN prefix || to_char(hour AT TIME ZONE 'UTC', '"dt="YYYY-MM-DD"/hour="HH24"/part-"')
        || lpad(part::text, greatest(4, length(part::text)), '0')
        || CASE WHEN compression = 'gzip' THEN '.json.gz' ELSE '.json' END;
COMMENT ON FUNCTION @extschema@.object_key(text, timestamptz, integer, text) IS 'where a part of an hour is found in the bucket';

CREATE FUNCTION @extschema@.put_object(setting @extschema@.setting, key text, lines text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF key LIKE '%.gz' THEN
        /* without a content encoding: it is a compressed file, and stays one on its way */
        RETURN awspipe.s3_put_object(
            setting.server, setting.bucket, key, awspipe.gzip(convert_to(lines, 'UTF8')),
            content_type => 'application/gzip', reference => '@extschema@ ' || key);
    END IF;
    RETURN awspipe.s3_put_object(
        setting.server, setting.bucket, key, lines,
        content_type => 'application/x-ndjson', reference => '@extschema@ ' || key);
END
$$;
COMMENT ON FUNCTION @extschema@.put_object(@extschema@.setting, text, text) IS 'sends an object to S3';

CREATE FUNCTION @extschema@.put_part(
        run @extschema@.run, setting @extschema@.setting, key text, part integer, first_row bigint, last_row bigint)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    lines text;
BEGIN
    SELECT string_agg(s.content, E'\n' ORDER BY s.n) || E'\n'
    INTO STRICT lines
    FROM @extschema@.staged_row AS s
    WHERE s.hour = run.hour AND s.n BETWEEN put_part.first_row AND put_part.last_row;

    /* somebody else's of that key, loaded already, is replaced */
    INSERT INTO @extschema@.object AS o (key, hour, state, part, first_row, last_row, content_size, outbox_id)
    VALUES (put_part.key, run.hour, 'sent', put_part.part, put_part.first_row, put_part.last_row,
            octet_length(convert_to(lines, 'UTF8')), @extschema@.put_object(setting, put_part.key, lines))
    ON CONFLICT ON CONSTRAINT object_pkey DO UPDATE
    SET hour = excluded.hour,
        state = excluded.state,
        part = excluded.part,
        first_row = excluded.first_row,
        last_row = excluded.last_row,
        content_size = excluded.content_size,
        outbox_id = excluded.outbox_id,
        next_byte = 0, line_number = 0, rows_loaded = 0, rows_rejected = 0, rows_repeated = 0, loaded_at = NULL;
END
$$;
COMMENT ON FUNCTION @extschema@.put_part(@extschema@.run, @extschema@.setting, text, integer, bigint, bigint) IS 'sends staged rows of an hour to S3, as one object';

/* False when all rows are in a part already. */
CREATE FUNCTION @extschema@.put_next_part(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part integer;
    first_row bigint;
    last_row bigint;
BEGIN
    SELECT coalesce(max(o.part), 0) + 1, coalesce(max(o.last_row), 0) + 1
    INTO part, first_row
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour;

    SELECT max(s.n)
    INTO last_row
    FROM (SELECT t.n, sum(octet_length(t.content) + 1) OVER (ORDER BY t.n) AS bytes
          FROM (SELECT * FROM @extschema@.staged_row AS r
                WHERE r.hour = run.hour AND r.n >= first_row
                ORDER BY r.n
                LIMIT setting.rows_per_object) AS t) AS s
    WHERE s.bytes <= setting.bytes_per_object OR s.n = first_row;
    IF last_row IS NULL THEN
        RETURN false;
    END IF;
    PERFORM @extschema@.put_part(
        run, setting, @extschema@.object_key(setting.prefix, run.hour, part, setting.compression),
        part, first_row, last_row);
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.put_next_part(@extschema@.run, @extschema@.setting) IS 'sends the next rows of an hour to S3, as many as an object may have';

CREATE FUNCTION @extschema@.object_has_arrived(object @extschema@.object, new_etag text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE @extschema@.object AS o
    SET state = 'written', etag = new_etag
    WHERE o.key = object.key;
    UPDATE @extschema@.run AS r
    SET rows_written = r.rows_written + object.last_row - object.first_row + 1,
        bytes_written = r.bytes_written + object.content_size
    WHERE r.hour = object.hour;
    DELETE FROM @extschema@.staged_row AS s
    WHERE s.hour = object.hour AND s.n BETWEEN object.first_row AND object.last_row;
END
$$;
COMMENT ON FUNCTION @extschema@.object_has_arrived(@extschema@.object, text) IS 'notes that S3 has an object; its rows are needed no more';

CREATE FUNCTION @extschema@.message_is_pending(
        setting @extschema@.setting, service text, resource text, first_id bigint, last_id bigint)
    RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM awspipe.outbox_pending AS p
        WHERE p.server = setting.server
          AND p.service = message_is_pending.service
          AND p.resource = message_is_pending.resource
          AND p.outbox_id BETWEEN first_id AND last_id);
END
$$;
COMMENT ON FUNCTION @extschema@.message_is_pending(@extschema@.setting, text, text, bigint, bigint) IS 'tells whether one of these messages still waits in the outbox';

/*
 * Asks the outbox first and the results after it: a message that moves from
 * one to the other in between is found.  It is in neither when its result was
 * removed, with others of its age, before anybody asked.
 */
CREATE FUNCTION @extschema@.look_after_object(object @extschema@.object, setting @extschema@.setting)
    RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    answer record;
    present jsonb;
BEGIN
    IF @extschema@.message_is_pending(setting, 's3', setting.bucket, object.outbox_id, object.outbox_id) THEN
        RETURN false;
    END IF;

    SELECT * INTO answer FROM awspipe.outbox_results AS r WHERE r.outbox_id = object.outbox_id;
    IF answer.outcome = 'dead_letter' THEN
        RAISE EXCEPTION 'S3 has refused object "%"', object.key
            USING ERRCODE = 'external_routine_exception',
                  DETAIL = format('Its message is a dead letter with error code "%s".', answer.result),
                  HINT = 'The next run sends it again.';
    ELSIF answer.outcome IS NULL THEN
        present := awspipe.s3_head_object(setting.server, setting.bucket, object.key);
        IF present IS NULL THEN
            UPDATE @extschema@.object AS o SET state = 'refused' WHERE o.key = object.key;
            RETURN true;
        END IF;
    END IF;
    PERFORM @extschema@.object_has_arrived(object, coalesce(answer.result, present ->> 'etag'));
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.look_after_object(@extschema@.object, @extschema@.setting) IS 'finds out whether S3 has an object by now; false when it is still on its way';

/* False when there is nothing to do but wait. */
CREATE FUNCTION @extschema@.write(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    object @extschema@.object;
    worked boolean := false;
    on_the_way integer := 0;
BEGIN
    FOR object IN
        SELECT * FROM @extschema@.object AS o
        WHERE o.hour = run.hour AND o.state IN ('sent', 'refused')
        ORDER BY o.part
    LOOP
        IF object.state = 'refused' THEN
            PERFORM @extschema@.put_part(run, setting, object.key, object.part, object.first_row, object.last_row);
            RETURN true;
        END IF;
        IF @extschema@.look_after_object(object, setting) THEN
            worked := true;
        ELSE
            on_the_way := on_the_way + 1;
        END IF;
    END LOOP;

    IF on_the_way < setting.objects_in_outbox AND @extschema@.put_next_part(run, setting) THEN
        RETURN true;
    END IF;
    IF on_the_way = 0 AND NOT worked THEN
        PERFORM @extschema@.begin_step(run.hour, 'load');
        RETURN true;
    END IF;
    RETURN worked;
END
$$;
COMMENT ON FUNCTION @extschema@.write(@extschema@.run, @extschema@.setting) IS 'a piece of step write: sends an object, notes what has arrived';

/*
 * Transforming: the mapping applied to one line
 */

/* Every part is in range before the cast, which would raise an error. */
CREATE FUNCTION @extschema@.parse_time(value text) RETURNS timestamptz
    LANGUAGE sql STABLE
    RETURN CASE
        WHEN value ~ ('^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d'
                 || '(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$')
        THEN CASE
            WHEN substr(value, 9, 2)::integer
                 <= extract(day FROM make_date(substr(value, 1, 4)::integer, substr(value, 6, 2)::integer, 1)
                            + interval '1 month - 1 day')
            THEN value::timestamptz
        END
    END;
COMMENT ON FUNCTION @extschema@.parse_time(text) IS 'time in ISO 8601 with an offset, or NULL';

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
                                   THEN @extschema@.parse_time(v.value #>> '{}') END AS moment
                       OFFSET 0) AS p
          OFFSET 0) AS f;
END;
COMMENT ON FUNCTION @extschema@.transform(jsonb) IS 'the mapping: the item that a line becomes, or all that is wrong with it';

/*
 * Loading.  A chunk of lines is read, judged, sent to the outbox and passed
 * by the bookmark in one transaction; the next one is read when there is room
 * in the outbox.
 */

/* Without the key, no line could become an item. */
CREATE FUNCTION @extschema@.check_mapping(setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(quote_ident(k), ', ')
    INTO missing
    FROM unnest(setting.key_attributes) AS k
    WHERE NOT EXISTS (SELECT FROM @extschema@.mapping AS m WHERE m.attribute = k AND m.required);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'the mapping does not make the key of the table'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('Key attributes without a required row in @extschema@.mapping: %s.', missing);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_mapping(@extschema@.setting) IS 'refuses a mapping without the key attributes of the DynamoDB table';

/*
 * What is unchanged keeps its row.  Objects of another hour that is still
 * open are that hour's to load.  Names with a slash at the end are folders,
 * as consoles make them.
 */
CREATE FUNCTION @extschema@.list_objects(run @extschema@.run, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    missing text;
BEGIN
    PERFORM @extschema@.check_mapping(setting);

    INSERT INTO @extschema@.object AS o (key, hour, state, etag, size, content_size)
    SELECT l.key, run.hour, 'waiting', l.etag, l.size,
           CASE WHEN l.key NOT LIKE '%.gz' THEN l.size END
    FROM awspipe.s3_list_objects(setting.server, setting.bucket, setting.prefix) AS l
    WHERE l.key NOT LIKE '%/'
    ON CONFLICT (key) DO UPDATE
    SET hour = excluded.hour,
        state = excluded.state,
        etag = excluded.etag,
        size = excluded.size,
        content_size = CASE WHEN o.etag = excluded.etag THEN o.content_size ELSE excluded.content_size END,
        next_byte = 0, line_number = 0, rows_loaded = 0, rows_rejected = 0, rows_repeated = 0, loaded_at = NULL
    WHERE o.state = 'written' AND o.hour = run.hour
       OR o.state = 'loaded' AND o.etag <> excluded.etag
       OR o.state = 'gone';

    SELECT o.key INTO missing
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour AND o.state = 'written'
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'object "%" has been deleted before it was loaded', missing
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Restore it, or give its rows up with DELETE FROM @extschema@.object.';
    END IF;
    UPDATE @extschema@.run AS r SET listed_at = clock_timestamp() WHERE r.hour = run.hour;
END
$$;
COMMENT ON FUNCTION @extschema@.list_objects(@extschema@.run, @extschema@.setting) IS 'finds the objects that are to be loaded: new ones, and changed ones';

/*
 * The statement at the heart of it.  Items are put in the order of their
 * lines: of two for one key the later stays.
 */
CREATE FUNCTION @extschema@.store_lines(
        object @extschema@.object, setting @extschema@.setting, lines @extschema@.line[],
        OUT outbox_ids bigint[], OUT line_numbers bigint[], OUT rejected bigint, OUT repeated bigint)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET jit = off
    AS $$
BEGIN
    WITH examined AS MATERIALIZED (
        SELECT l.line_number, l.line, l.raw,
               CASE WHEN l.error IS NOT NULL THEN l.error
                    WHEN l.line !~ '\S' THEN 'line is empty'
                    ELSE awspipe.json_error(l.line)
               END AS error
        FROM unnest(lines) AS l
    ), parsed AS MATERIALIZED (
        SELECT e.*, CASE WHEN e.error IS NULL THEN e.line::jsonb END AS source
        FROM examined AS e
    ), judged AS MATERIALIZED (
        SELECT p.line_number, p.line, p.raw, t.item, coalesce(p.error, t.reason) AS reason
        FROM parsed AS p, @extschema@.transform(p.source) AS t
    ), put AS MATERIALIZED (
        SELECT j.line_number,
               jsonb_build_array(j.item -> setting.key_attributes[1], j.item -> setting.key_attributes[2])::text AS key,
               awspipe.dynamodb_put_item(setting.server, setting.table_name, j.item) AS outbox_id
        FROM judged AS j
        WHERE j.reason IS NULL
        ORDER BY j.line_number
    ), first_put AS (
        INSERT INTO @extschema@.item_key (hour, key, object_id)
        SELECT object.hour, p.key, object.object_id FROM put AS p
        ON CONFLICT ON CONSTRAINT item_key_pkey DO NOTHING
        RETURNING key
    ), refused AS (
        INSERT INTO @extschema@.rejection AS r (key, etag, line_number, hour, reason, line, raw)
        SELECT object.key, object.etag, j.line_number, object.hour, j.reason, j.line, j.raw
        FROM judged AS j
        WHERE j.reason IS NOT NULL
        ON CONFLICT ON CONSTRAINT rejection_pkey DO UPDATE
        SET hour = excluded.hour,
            reason = excluded.reason,
            line = excluded.line,
            raw = excluded.raw,
            rejected_at = excluded.rejected_at
        RETURNING r.line_number
    )
    SELECT array_agg(p.outbox_id ORDER BY p.outbox_id),
           array_agg(p.line_number ORDER BY p.outbox_id),
           (SELECT count(*) FROM refused),
           count(*) - (SELECT count(*) FROM first_put)
    INTO outbox_ids, line_numbers, rejected, repeated
    FROM put AS p;
END
$$;
COMMENT ON FUNCTION @extschema@.store_lines(@extschema@.object, @extschema@.setting, @extschema@.line[]) IS 'judges lines: their items go to the outbox, bad lines to the rejections';

CREATE FUNCTION @extschema@.reject_line(object @extschema@.object, line @extschema@.line, reason text) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO @extschema@.rejection AS r (key, etag, line_number, hour, reason, line)
    VALUES ($1.key, $1.etag, $2.line_number, $1.hour, $3, $2.line)
    ON CONFLICT (key, etag, line_number) DO UPDATE
    SET hour = excluded.hour, reason = excluded.reason, line = excluded.line, rejected_at = excluded.rejected_at
$$;
COMMENT ON FUNCTION @extschema@.reject_line(@extschema@.object, @extschema@.line, text) IS 'sets one line aside';

/*
 * Some of what DynamoDB does not take is found only by the function that puts
 * it: an item of 400 KB, a number of 39 digits.  Then the chunk's lines are
 * stored one by one, so that only the bad ones are rejected.
 */
CREATE FUNCTION @extschema@.store_lines_one_by_one(
        object @extschema@.object, setting @extschema@.setting, lines @extschema@.line[],
        OUT outbox_ids bigint[], OUT line_numbers bigint[], OUT rejected bigint, OUT repeated bigint)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    line @extschema@.line;
    stored record;
BEGIN
    rejected := 0;
    repeated := 0;
    FOREACH line IN ARRAY lines LOOP
        BEGIN
            stored := @extschema@.store_lines(object, setting, ARRAY[line]);
            outbox_ids := outbox_ids || stored.outbox_ids;
            line_numbers := line_numbers || stored.line_numbers;
            rejected := rejected + stored.rejected;
            repeated := repeated + stored.repeated;
        EXCEPTION WHEN numeric_value_out_of_range OR invalid_parameter_value OR program_limit_exceeded THEN
            PERFORM @extschema@.reject_line(object, line, SQLERRM);
            rejected := rejected + 1;
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.store_lines_one_by_one(@extschema@.object, @extschema@.setting, @extschema@.line[]) IS 'as store_lines(), for a chunk with a line that raises an error';

CREATE FUNCTION @extschema@.store_chunk(
        object @extschema@.object, setting @extschema@.setting, lines @extschema@.line[])
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    stored record;
BEGIN
    BEGIN
        stored := @extschema@.store_lines(object, setting, lines);
    EXCEPTION WHEN numeric_value_out_of_range OR invalid_parameter_value OR program_limit_exceeded THEN
        stored := @extschema@.store_lines_one_by_one(object, setting, lines);
    END;

    IF stored.outbox_ids IS NOT NULL THEN
        INSERT INTO @extschema@.chunk (hour, key, etag, first_outbox_id, last_outbox_id, outbox_ids, line_numbers)
        VALUES (object.hour, object.key, object.etag, stored.outbox_ids[1],
                stored.outbox_ids[cardinality(stored.outbox_ids)], stored.outbox_ids, stored.line_numbers);
    END IF;
    UPDATE @extschema@.object AS o
    SET state = 'loading',
        next_byte = lines[cardinality(lines)].next_byte,
        line_number = lines[cardinality(lines)].line_number,
        rows_loaded = o.rows_loaded + coalesce(cardinality(stored.outbox_ids), 0),
        rows_rejected = o.rows_rejected + stored.rejected,
        rows_repeated = o.rows_repeated + stored.repeated
    WHERE o.key = object.key;
END
$$;
COMMENT ON FUNCTION @extschema@.store_chunk(@extschema@.object, @extschema@.setting, @extschema@.line[]) IS 'stores the next lines of an object, and moves its bookmark behind them';

/*
 * For an object that could not be read: it may have been replaced or deleted.
 * False when neither is the case.
 */
CREATE FUNCTION @extschema@.object_has_changed(object @extschema@.object, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    present jsonb := awspipe.s3_head_object(setting.server, setting.bucket, object.key);
    new_etag text := present ->> 'etag';
    new_size bigint := present ->> 'size';
BEGIN
    IF new_etag = object.etag THEN
        RETURN false;
    END IF;
    DELETE FROM @extschema@.rejection AS r WHERE r.key = object.key AND r.etag = object.etag;
    DELETE FROM @extschema@.item_key AS k WHERE k.hour = object.hour AND k.object_id = object.object_id;
    UPDATE @extschema@.object AS o
    SET state = CASE WHEN present IS NULL THEN 'gone' ELSE 'waiting' END,
        etag = coalesce(new_etag, o.etag),
        size = new_size,
        content_size = CASE WHEN o.key NOT LIKE '%.gz' THEN new_size END,
        next_byte = 0, line_number = 0, rows_loaded = 0, rows_rejected = 0, rows_repeated = 0
    WHERE o.key = object.key;
    RAISE NOTICE 'object "%" was % while it was loaded', object.key,
        CASE WHEN present IS NULL THEN 'deleted' ELSE 'replaced' END;
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.object_has_changed(@extschema@.object, @extschema@.setting) IS 'has an object that was replaced loaded from its beginning, and forgets one that was deleted';

CREATE FUNCTION @extschema@.load_chunk(object @extschema@.object, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    lines @extschema@.line[];
BEGIN
    BEGIN
        SELECT array_agg(ROW(l.*)::@extschema@.line ORDER BY l.line_number)
        INTO lines
        FROM awspipe.s3_read_lines(
            setting.server, setting.bucket, object.key,
            if_match => object.etag,
            after_byte => object.next_byte,
            after_line => object.line_number,
            max_lines => setting.lines_per_chunk,
            max_line_bytes => setting.max_line_bytes) AS l;
    EXCEPTION WHEN object_not_in_prerequisite_state OR external_routine_invocation_exception THEN
        IF @extschema@.object_has_changed(object, setting) THEN
            RETURN;
        END IF;
        RAISE;
    END;

    IF lines IS NOT NULL THEN
        PERFORM @extschema@.store_chunk(object, setting, lines);
    ELSE
        UPDATE @extschema@.object AS o
        SET state = 'loaded', content_size = object.next_byte, loaded_at = clock_timestamp()
        WHERE o.key = object.key;
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.load_chunk(@extschema@.object, @extschema@.setting) IS 'reads the next lines of an object and stores them';

/* False when there is nothing to do but wait. */
CREATE FUNCTION @extschema@.load(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    object @extschema@.object;
BEGIN
    IF run.listed_at IS NULL THEN
        PERFORM @extschema@.list_objects(run, setting);
        RETURN true;
    END IF;
    IF @extschema@.settle_chunks(run, setting) >= setting.items_in_outbox THEN
        RETURN false;
    END IF;

    SELECT * INTO object
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour AND o.state IN ('waiting', 'loading')
    ORDER BY o.state, o.part, o.key
    LIMIT 1;
    IF FOUND THEN
        PERFORM @extschema@.load_chunk(object, setting);
    ELSE
        PERFORM @extschema@.begin_step(run.hour, 'verify');
    END IF;
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.load(@extschema@.run, @extschema@.setting) IS 'a piece of step load: lists the objects, or loads the next lines of one';

/*
 * Verifying: nothing is on its way any more, and everything is accounted for
 */

/* Items that became dead letters were not loaded after all. */
CREATE FUNCTION @extschema@.settle_chunk(chunk @extschema@.chunk, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    refused bigint;
BEGIN
    INSERT INTO @extschema@.rejection AS r (key, etag, line_number, hour, reason)
    SELECT chunk.key, chunk.etag, chunk.line_numbers[array_position(chunk.outbox_ids, d.outbox_id)], chunk.hour,
           format('DynamoDB refused the item: %s: %s', d.error_code, d.error_message)
    FROM awspipe.dead_letters AS d
    WHERE d.kind = 'message'
      AND d.service = 'dynamodb'
      AND d.outbox_id BETWEEN chunk.first_outbox_id AND chunk.last_outbox_id
      AND d.outbox_id = ANY (chunk.outbox_ids)
    ON CONFLICT ON CONSTRAINT rejection_pkey DO NOTHING;
    GET DIAGNOSTICS refused = ROW_COUNT;

    IF refused > 0 THEN
        UPDATE @extschema@.object AS o
        SET rows_loaded = o.rows_loaded - refused,
            rows_rejected = o.rows_rejected + refused
        WHERE o.key = chunk.key AND o.etag = chunk.etag;
    END IF;
    DELETE FROM @extschema@.chunk AS c
    WHERE c.hour = chunk.hour AND c.first_outbox_id = chunk.first_outbox_id;
END
$$;
COMMENT ON FUNCTION @extschema@.settle_chunk(@extschema@.chunk, @extschema@.setting) IS 'counts the items of a chunk that DynamoDB has refused as rejected';

/* Returns how many items may still be on their way. */
CREATE FUNCTION @extschema@.settle_chunks(run @extschema@.run, setting @extschema@.setting) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    chunk @extschema@.chunk;
    items bigint := 0;
BEGIN
    FOR chunk IN
        SELECT * FROM @extschema@.chunk AS c WHERE c.hour = run.hour ORDER BY c.first_outbox_id
    LOOP
        IF @extschema@.message_is_pending(setting, 'dynamodb', setting.table_name,
                                          chunk.first_outbox_id, chunk.last_outbox_id) THEN
            items := items + cardinality(chunk.outbox_ids);
        ELSE
            PERFORM @extschema@.settle_chunk(chunk, setting);
        END IF;
    END LOOP;
    RETURN items;
END
$$;
COMMENT ON FUNCTION @extschema@.settle_chunks(@extschema@.run, @extschema@.setting) IS 'settles the chunks of which nothing waits in the outbox';

CREATE FUNCTION @extschema@.check_counts(run @extschema@.run) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    wrong @extschema@.object;
BEGIN
    SELECT * INTO wrong
    FROM @extschema@.object AS o
    WHERE o.hour = run.hour AND o.state <> 'gone'
      AND (o.state <> 'loaded' OR o.line_number <> o.rows_loaded + o.rows_rejected)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'object "%" is not accounted for', wrong.key
            USING ERRCODE = 'data_corrupted',
                  DETAIL = format('It is %s: %s lines were read, %s loaded and %s rejected.',
                                  wrong.state, wrong.line_number, wrong.rows_loaded, wrong.rows_rejected);
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_counts(@extschema@.run) IS 'refuses to close an hour unless every line is loaded or rejected';

/* False when there is nothing to do but wait. */
CREATE FUNCTION @extschema@.verify(run @extschema@.run, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF @extschema@.settle_chunks(run, setting) > 0 THEN
        RETURN false;
    END IF;
    PERFORM @extschema@.check_counts(run);

    UPDATE @extschema@.run AS r
    SET rows_read = s.read,
        rows_loaded = s.loaded,
        rows_rejected = s.rejected,
        rows_repeated = s.repeated,
        objects = s.objects,
        bytes_read = s.bytes
    FROM (SELECT coalesce(sum(o.line_number), 0) AS read,
                 coalesce(sum(o.rows_loaded), 0) AS loaded,
                 coalesce(sum(o.rows_rejected), 0) AS rejected,
                 coalesce(sum(o.rows_repeated), 0) AS repeated,
                 coalesce(sum(o.next_byte), 0) AS bytes,
                 count(*) AS objects
          FROM @extschema@.object AS o
          WHERE o.hour = run.hour AND o.state = 'loaded') AS s
    WHERE r.hour = run.hour;
    DELETE FROM @extschema@.item_key AS k WHERE k.hour = run.hour;
    PERFORM @extschema@.begin_step(run.hour, 'closed');
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.verify(@extschema@.run, @extschema@.setting) IS 'a piece of step verify: waits for the last item, and closes the hour';

/*
 * Closing hours.  The work is cut into pieces, each a transaction that finds
 * in the tables what is next, does it, and notes it there.  Killed at any
 * point, a run leaves the last piece undone, and whoever calls next goes on
 * with that piece.
 */

/*
 * The first hour from from_hour to before to_hour that is over and not
 * closed; to_hour NULL: whatever is over by now.
 */
CREATE FUNCTION @extschema@.next_hour(from_hour timestamptz, to_hour timestamptz) RETURNS timestamptz
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT h
    FROM generate_series(
             date_trunc('hour', $1, 'UTC'),
             least($2, date_trunc('hour', clock_timestamp(), 'UTC')) - interval '1 hour',
             interval '1 hour') AS h
    WHERE NOT EXISTS (SELECT FROM @extschema@.run AS r WHERE r.hour = h AND r.step = 'closed')
    ORDER BY h
    LIMIT 1
$$;
COMMENT ON FUNCTION @extschema@.next_hour(timestamptz, timestamptz) IS 'the first hour of a range that is over and not closed';

/* What was refused is sent again, once each time the hour is taken up. */
CREATE FUNCTION @extschema@.take_up(hour timestamptz, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO @extschema@.run AS r (hour, seed, rows_planned)
    VALUES (take_up.hour, setting.seed, CASE WHEN setting.query IS NULL THEN setting.rows_per_hour END)
    ON CONFLICT ON CONSTRAINT run_pkey DO UPDATE
    SET attempts = r.attempts + 1;
    PERFORM @extschema@.set_pace(take_up.hour);

    UPDATE @extschema@.object AS o
    SET state = 'refused'
    WHERE o.hour = take_up.hour AND o.state = 'sent'
      AND EXISTS (SELECT FROM awspipe.outbox_results AS a
                  WHERE a.outbox_id = o.outbox_id AND a.outcome = 'dead_letter');
END
$$;
COMMENT ON FUNCTION @extschema@.take_up(timestamptz, @extschema@.setting) IS 'begins to work on an hour, or begins again';

/* Returns whether there may be more to do at once. */
CREATE FUNCTION @extschema@.advance(hour timestamptz, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    run @extschema@.run;
    worked boolean := true;
BEGIN
    SELECT * INTO STRICT run FROM @extschema@.run AS r WHERE r.hour = advance.hour FOR UPDATE;
    CASE run.step
        WHEN 'generate' THEN PERFORM @extschema@.generate(run, setting);
        WHEN 'write' THEN worked := @extschema@.write(run, setting);
        WHEN 'load' THEN worked := @extschema@.load(run, setting);
        WHEN 'verify' THEN worked := @extschema@.verify(run, setting);
    END CASE;
    IF worked AND run.error_code IS NOT NULL THEN
        UPDATE @extschema@.run AS r
        SET error_code = NULL, error_message = NULL, error_detail = NULL, error_at = NULL
        WHERE r.hour = advance.hour;
    END IF;
    RETURN worked;
END
$$;
COMMENT ON FUNCTION @extschema@.advance(timestamptz, @extschema@.setting) IS 'does the next piece of work on an hour';

/* Network, throttling, conflict: worth another try. */
CREATE FUNCTION @extschema@.may_pass(error_code text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN left(error_code, 2) IN ('08', '40', '53');
COMMENT ON FUNCTION @extschema@.may_pass(text) IS 'tells whether what failed with this SQLSTATE may be tried again';

CREATE FUNCTION @extschema@.note_failure(turn @extschema@.turn, setting @extschema@.setting) RETURNS @extschema@.turn
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE @extschema@.run AS r
    SET error_code = turn.error_code,
        error_message = turn.error_message,
        error_detail = nullif(turn.error_detail, ''),
        error_at = clock_timestamp()
    WHERE r.hour = turn.hour;

    turn.failing_since := coalesce(turn.failing_since, clock_timestamp());
    turn.finished := NOT @extschema@.may_pass(turn.error_code)
        OR clock_timestamp() - turn.failing_since > setting.retry_for;
    turn.pause := least(30, coalesce(nullif(turn.pause, 0) * 2, 1));
    RETURN turn;
END
$$;
COMMENT ON FUNCTION @extschema@.note_failure(@extschema@.turn, @extschema@.setting) IS 'decides whether a piece that failed is tried again';

/*
 * One turn of the loop below: waits as the turn before asked for, then takes
 * up an hour or does a piece of the one that is open.  An error undoes the
 * piece, and is returned, since the loop has to give back its lock before it
 * can raise it.
 */
CREATE FUNCTION @extschema@.take_turn(
        from_hour timestamptz, to_hour timestamptz, before @extschema@.turn)
    RETURNS @extschema@.turn
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
    turn @extschema@.turn := before;
BEGIN
    turn.finished := false;
    BEGIN
        PERFORM pg_sleep(turn.pause) WHERE turn.pause > 0;
        IF NOT EXISTS (SELECT FROM @extschema@.run AS r WHERE r.hour = before.hour AND r.step <> 'closed') THEN
            turn.hour := @extschema@.next_hour(from_hour, to_hour);
            turn.finished := turn.hour IS NULL;
            turn.pause := 0;
            PERFORM @extschema@.take_up(turn.hour, setting) WHERE NOT turn.finished;
        ELSIF @extschema@.advance(turn.hour, setting) THEN
            turn.pause := 0;
            turn.failing_since := NULL;
        ELSE
            turn.pause := least(1, greatest(0.05, turn.pause * 2));
        END IF;
        turn.error_code := NULL;
    EXCEPTION WHEN OTHERS OR query_canceled THEN
        GET STACKED DIAGNOSTICS
            turn.error_code = RETURNED_SQLSTATE,
            turn.error_message = MESSAGE_TEXT,
            turn.error_detail = PG_EXCEPTION_DETAIL,
            turn.error_hint = PG_EXCEPTION_HINT;
        turn := @extschema@.note_failure(turn, setting);
    END;
    RETURN turn;
END
$$;
COMMENT ON FUNCTION @extschema@.take_turn(timestamptz, timestamptz, @extschema@.turn) IS 'does one piece of work, after a pause if there was nothing to do';

CREATE FUNCTION @extschema@.report_failure(turn @extschema@.turn) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
BEGIN
    IF turn.error_code IS NOT NULL THEN
        RAISE EXCEPTION '%', turn.error_message
            USING ERRCODE = turn.error_code,
                  DETAIL = concat_ws(' ', format('Hour %s is not closed.', turn.hour), nullif(turn.error_detail, '')),
                  HINT = coalesce(nullif(turn.error_hint, ''), 'The next run goes on from there.');
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.report_failure(@extschema@.turn) IS 'raises the error that a run ended with, if any';

/*
 * The lock belongs to the session: it has to outlast transactions.  A call
 * that was cancelled at the wrong moment may have left it to this session.
 */
CREATE FUNCTION @extschema@.lock_key() RETURNS bigint
    LANGUAGE sql STABLE
    RETURN '@extschema@.run'::regclass::oid::bigint;
COMMENT ON FUNCTION @extschema@.lock_key() IS 'the advisory lock of whoever closes hours';

CREATE VIEW @extschema@.worker AS
SELECT l.pid
FROM pg_catalog.pg_locks AS l
WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory'
  AND l.objsubid OPERATOR(pg_catalog.=) 1
  AND l.granted
  AND l.classid OPERATOR(pg_catalog.=) 0::oid
  AND l.objid OPERATOR(pg_catalog.=) '@extschema@.run'::pg_catalog.regclass::oid
  AND l.database OPERATOR(pg_catalog.=) (
      SELECT d.oid FROM pg_catalog.pg_database AS d
      WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database());
COMMENT ON VIEW @extschema@.worker IS 'the session that closes hours at the moment, if there is one';

CREATE FUNCTION @extschema@.acquire_lock() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM @extschema@.worker AS w WHERE w.pid = pg_backend_pid())
       OR pg_try_advisory_lock(@extschema@.lock_key()) THEN
        RETURN true;
    END IF;
    RAISE NOTICE 'hours are being closed by another session'
        USING DETAIL = format('It has process ID %s.', (SELECT string_agg(w.pid::text, ', ') FROM @extschema@.worker AS w));
    RETURN false;
END
$$;
COMMENT ON FUNCTION @extschema@.acquire_lock() IS 'makes this session the one that closes hours, unless another is';

/*
 * A procedure that commits can have no SET clause, so this one does not rely
 * on the caller's search_path: everything is qualified, and there are no
 * operators.
 */
CREATE PROCEDURE @extschema@.close_hours(from_hour timestamptz, to_hour timestamptz)
    LANGUAGE plpgsql
    AS $$
DECLARE
    turn @extschema@.turn;
BEGIN
    /* refuses a transaction block before anything is done */
    COMMIT;
    IF NOT @extschema@.acquire_lock() THEN
        RETURN;
    END IF;
    LOOP
        turn := @extschema@.take_turn(from_hour, to_hour, turn);
        COMMIT;
        EXIT WHEN turn.finished;
    END LOOP;
    PERFORM pg_catalog.pg_advisory_unlock(@extschema@.lock_key());
    PERFORM @extschema@.report_failure(turn);
END
$$;
COMMENT ON PROCEDURE @extschema@.close_hours(timestamptz, timestamptz) IS 'closes the hours of a range that are over, one after another, as run_due() and back_fill() do';

CREATE FUNCTION @extschema@.check_deployed() RETURNS timestamptz
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := @extschema@.settings();
BEGIN
    IF setting.server IS NULL THEN
        RAISE EXCEPTION 'the pipeline is not deployed'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call @extschema@.deploy() first.';
    END IF;
    RETURN setting.start_hour;
END
$$;
COMMENT ON FUNCTION @extschema@.check_deployed() IS 'the first hour to close; refuses a pipeline that is not deployed';

CREATE PROCEDURE @extschema@.run_due()
    LANGUAGE plpgsql
    AS $$
BEGIN
    CALL @extschema@.close_hours(@extschema@.check_deployed(), NULL);
END
$$;
COMMENT ON PROCEDURE @extschema@.run_due() IS 'closes every hour that is over and not closed yet, in order, each exactly once; goes on with what another call has left';

CREATE FUNCTION @extschema@.check_range(from_hour timestamptz, to_hour timestamptz) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM @extschema@.check_deployed();
    IF from_hour IS NULL OR to_hour IS NULL THEN
        RAISE EXCEPTION 'a range of hours must not be null'
            USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF from_hour <> date_trunc('hour', from_hour, 'UTC') OR to_hour <> date_trunc('hour', to_hour, 'UTC')
       OR to_hour <= from_hour THEN
        RAISE EXCEPTION 'range must begin and end with full hours, and not be empty'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_hour > clock_timestamp() THEN
        RAISE EXCEPTION 'hours that are not over cannot be closed'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_range(timestamptz, timestamptz) IS 'refuses what back_fill() cannot close';

CREATE PROCEDURE @extschema@.back_fill(from_hour timestamptz, to_hour timestamptz)
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM @extschema@.check_range(from_hour, to_hour);
    CALL @extschema@.close_hours(from_hour, to_hour);
END
$$;
COMMENT ON PROCEDURE @extschema@.back_fill(timestamptz, timestamptz) IS 'closes the hours of a range, its end not included, that are not closed yet';

/*
 * Looking.  What is shown has been committed: another session sees it grow.
 */

CREATE VIEW @extschema@.amount_done AS
SELECT r.hour,
       CASE r.step
           WHEN 'generate' THEN r.rows_generated
           WHEN 'write' THEN r.rows_written
           WHEN 'load' THEN o.rows_read
           WHEN 'verify' THEN o.rows_read OPERATOR(pg_catalog.-) c.items
       END AS rows_done,
       CASE r.step
           WHEN 'generate' THEN r.rows_planned
           WHEN 'write' THEN r.rows_generated
           WHEN 'verify' THEN o.rows_read
       END AS rows_total,
       CASE r.step
           WHEN 'write' THEN r.bytes_written
           WHEN 'load' THEN o.bytes_read
       END AS bytes_done,
       CASE r.step
           WHEN 'load' THEN o.content_size
       END AS bytes_total,
       o.objects_done,
       CASE WHEN r.step IN ('load', 'verify') THEN o.objects END AS objects_total
FROM @extschema@.run AS r
    CROSS JOIN LATERAL (
        SELECT pg_catalog.count(*) AS objects,
               pg_catalog.count(*) FILTER (
                   WHERE CASE r.step WHEN 'write' THEN i.state NOT IN ('sent', 'refused')
                                     ELSE i.state IN ('loaded', 'gone') END) AS objects_done,
               COALESCE(pg_catalog.sum(i.line_number), 0)::bigint AS rows_read,
               COALESCE(pg_catalog.sum(i.next_byte), 0)::bigint AS bytes_read,
               /* not known as long as one of them is not */
               CASE WHEN pg_catalog.bool_and(i.content_size IS NOT NULL OR i.state OPERATOR(pg_catalog.=) 'gone')
                    THEN pg_catalog.sum(i.content_size)::bigint END AS content_size
        FROM @extschema@.object AS i
        WHERE i.hour OPERATOR(pg_catalog.=) r.hour) AS o
    CROSS JOIN LATERAL (
        SELECT COALESCE(pg_catalog.sum(pg_catalog.cardinality(i.outbox_ids)), 0)::bigint AS items
        FROM @extschema@.chunk AS i
        WHERE i.hour OPERATOR(pg_catalog.=) r.hour) AS c
WHERE r.step OPERATOR(pg_catalog.<>) 'closed';
COMMENT ON VIEW @extschema@.amount_done IS 'how much of their present step open hours have behind them; read progress instead';

CREATE VIEW @extschema@.progress AS
SELECT w.pid,
       r.hour,
       r.step,
       r.attempts,
       o.key AS object,
       d.objects_done,
       d.objects_total,
       d.bytes_done,
       d.bytes_total,
       d.rows_done,
       d.rows_total,
       pace.rows OPERATOR(pg_catalog./) pace.seconds AS rows_per_second,
       pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) pg_catalog.make_interval(secs =>
           CASE WHEN d.bytes_total IS NOT NULL
                THEN (d.bytes_total OPERATOR(pg_catalog.-) d.bytes_done)::double precision
                     OPERATOR(pg_catalog.*) pace.seconds
                     OPERATOR(pg_catalog./) NULLIF(pace.bytes, 0)
                ELSE (d.rows_total OPERATOR(pg_catalog.-) d.rows_done)::double precision
                     OPERATOR(pg_catalog.*) pace.seconds
                     OPERATOR(pg_catalog./) NULLIF(pace.rows, 0)
           END) AS estimated_end,
       COALESCE(r.error_message, p.error_message) AS error
FROM @extschema@.run AS r
    JOIN @extschema@.amount_done AS d USING (hour)
    /* an hour is worked on if no earlier one is open; back_fill() may go back */
    LEFT JOIN @extschema@.worker AS w ON r.hour OPERATOR(pg_catalog.=) (
        SELECT i.hour FROM @extschema@.run AS i WHERE i.step OPERATOR(pg_catalog.<>) 'closed'
        ORDER BY i.pace_at DESC LIMIT 1)
    LEFT JOIN LATERAL (
        SELECT (d.rows_done OPERATOR(pg_catalog.-) r.pace_rows)::double precision AS rows,
               (d.bytes_done OPERATOR(pg_catalog.-) r.pace_bytes)::double precision AS bytes,
               pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) r.pace_at) AS seconds
    ) AS pace ON w.pid IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT i.key
        FROM @extschema@.object AS i
        WHERE i.hour OPERATOR(pg_catalog.=) r.hour AND i.state IN ('sent', 'loading')
        ORDER BY i.part, i.key
        LIMIT 1
    ) AS o ON true
    LEFT JOIN LATERAL (
        SELECT s.error_message
        FROM awspipe.stat_destination AS s, @extschema@.setting AS g
        WHERE s.server OPERATOR(pg_catalog.=) g.server
          AND s.state OPERATOR(pg_catalog.=) 'paused'
          AND CASE r.step WHEN 'write' THEN s.service OPERATOR(pg_catalog.=) 's3'
                                        AND s.resource OPERATOR(pg_catalog.=) g.bucket
                          ELSE s.service OPERATOR(pg_catalog.=) 'dynamodb'
                           AND s.resource OPERATOR(pg_catalog.=) g.table_name END
        LIMIT 1
    ) AS p ON true;
COMMENT ON VIEW @extschema@.progress IS 'hours that are not closed yet: what is being done, how far it is, and what is in the way';
COMMENT ON COLUMN @extschema@.progress.pid IS 'the session that works on it; NULL if none does';
COMMENT ON COLUMN @extschema@.progress.bytes_done IS 'of the content of objects, before compression; NULL in steps that have no bytes';
COMMENT ON COLUMN @extschema@.progress.bytes_total IS 'NULL as long as the content of a compressed object of somebody else''s is not known';
COMMENT ON COLUMN @extschema@.progress.rows_per_second IS 'since the step began, or was taken up again';
COMMENT ON COLUMN @extschema@.progress.estimated_end IS 'of the step';
COMMENT ON COLUMN @extschema@.progress.error IS 'what the last attempt failed with, or why the outbox does not send';

/*
 * Setting up
 */

CREATE FUNCTION @extschema@.call_unless(
        tolerated text[], server text, service text, operation text, input jsonb)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    detail text;
BEGIN
    RETURN awspipe.call(server, service, operation, input);
EXCEPTION WHEN external_routine_invocation_exception THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF substring(detail FROM '^AWS returned (\S+) \(') = ANY (tolerated) THEN
        RETURN NULL;
    END IF;
    RAISE;
END
$$;
COMMENT ON FUNCTION @extschema@.call_unless(text[], text, text, text, jsonb) IS 'calls AWS; NULL when the answer is an error that is expected';

/* Of all regions, us-east-1 alone must not be named. */
CREATE FUNCTION @extschema@.create_bucket(server text, bucket text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    input jsonb := jsonb_build_object('Bucket', bucket);
    region text;
BEGIN
    SELECT o.option_value INTO region
    FROM pg_foreign_server AS s, pg_options_to_table(s.srvoptions) AS o
    WHERE s.srvname = server AND o.option_name = 'region';
    IF region <> 'us-east-1' THEN
        input := input || jsonb_build_object(
            'CreateBucketConfiguration', jsonb_build_object('LocationConstraint', region));
    END IF;
    PERFORM @extschema@.call_unless('{BucketAlreadyOwnedByYou}', server, 's3', 'CreateBucket', input);
END
$$;
COMMENT ON FUNCTION @extschema@.create_bucket(text, text) IS 'creates the bucket unless we have it';

CREATE FUNCTION @extschema@.create_table(server text, table_name text, key_attributes text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    named jsonb := jsonb_build_object('TableName', table_name);
    definitions jsonb;
    key_schema jsonb;
    deadline timestamptz := clock_timestamp() + interval '5 minutes';
BEGIN
    SELECT jsonb_agg(jsonb_build_object(
               'AttributeName', k.name,
               'AttributeType', CASE WHEN m.type IN ('integer', 'number') THEN 'N' ELSE 'S' END)),
           jsonb_agg(jsonb_build_object(
               'AttributeName', k.name,
               'KeyType', CASE k.place WHEN 1 THEN 'HASH' ELSE 'RANGE' END) ORDER BY k.place)
    INTO definitions, key_schema
    FROM unnest(key_attributes) WITH ORDINALITY AS k (name, place)
        JOIN @extschema@.mapping AS m ON m.attribute = k.name;
    PERFORM @extschema@.call_unless('{ResourceInUseException}', server, 'dynamodb', 'CreateTable',
        named || jsonb_build_object(
            'AttributeDefinitions', definitions,
            'KeySchema', key_schema,
            'BillingMode', 'PAY_PER_REQUEST'));

    LOOP
        /* just created, it may not be found yet */
        EXIT WHEN @extschema@.call_unless('{ResourceNotFoundException}', server, 'dynamodb', 'DescribeTable', named)
            #>> '{Table,TableStatus}' = 'ACTIVE';
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'table "%" did not become active within 5 minutes', table_name
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      HINT = 'Call deploy() again to go on waiting.';
        END IF;
        PERFORM pg_sleep(0.25);
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.create_table(text, text, text[]) IS 'creates the DynamoDB table unless there is one';

/* Not made with the extension: a dump's rows must find room. */
CREATE FUNCTION @extschema@.fill_mapping() RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO @extschema@.mapping
        (attribute, path, type, required, default_value, minimum, maximum, pattern, choices)
    SELECT m.attribute, m.path::text[], m.type, m.required, m.default_value::jsonb,
           m.minimum, m.maximum, m.pattern, m.choices::text[]
    FROM (VALUES
        ('order_id', '{order_id}', 'string', true, NULL, NULL, NULL, '^[A-Za-z0-9-]{1,64}$', NULL),
        ('customer_id', '{customer,id}', 'string', true, NULL, NULL, NULL, NULL, NULL),
        ('customer_name', '{customer,name}', 'string', false, NULL, NULL, NULL, NULL, NULL),
        ('email', '{customer,email}', 'string', false, NULL, NULL, NULL, '^[^@\s]+@[^@\s]+\.[^@\s]+$', NULL),
        ('country', '{customer,country}', 'string', true, NULL, NULL, NULL, '^[A-Z]{2}$', NULL),
        ('product_id', '{product,id}', 'string', true, NULL, NULL, NULL, NULL, NULL),
        ('product_name', '{product,name}', 'string', false, NULL, NULL, NULL, NULL, NULL),
        ('category', '{product,category}', 'string', false, '"other"', NULL, NULL, NULL, NULL),
        ('quantity', '{quantity}', 'integer', true, NULL, 1, 100000, NULL, NULL),
        ('price', '{price}', 'number', true, NULL, 0, NULL, NULL, NULL),
        ('amount', '{amount}', 'number', true, NULL, 0, NULL, NULL, NULL),
        ('currency', '{currency}', 'string', false, '"EUR"', NULL, NULL, '^[A-Z]{3}$', NULL),
        ('channel', '{channel}', 'string', true, NULL, NULL, NULL, NULL, '{web,app,phone}'),
        ('ordered_at', '{ordered_at}', 'timestamp', true, NULL, NULL, NULL, NULL, NULL),
        ('gift', '{gift}', 'boolean', false, 'false', NULL, NULL, NULL, NULL)
    ) AS m (attribute, path, type, required, default_value, minimum, maximum, pattern, choices)
    WHERE NOT EXISTS (SELECT FROM @extschema@.mapping)
$$;
COMMENT ON FUNCTION @extschema@.fill_mapping() IS 'the mapping for orders, unless there is a mapping already';

/* What is under way must end where it began. */
CREATE FUNCTION @extschema@.check_nothing_open(present @extschema@.setting, wanted @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF (present.server, present.bucket, present.prefix, present.table_name, present.key_attributes)
           IS DISTINCT FROM
       (wanted.server, wanted.bucket, wanted.prefix, wanted.table_name, wanted.key_attributes)
       AND EXISTS (SELECT FROM @extschema@.run WHERE step <> 'closed') THEN
        RAISE EXCEPTION 'the pipeline cannot be moved while an hour is open'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'CALL @extschema@.run_due() first.';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_nothing_open(@extschema@.setting, @extschema@.setting) IS 'refuses another bucket or table while an hour is open';

CREATE FUNCTION @extschema@.deploy(
        server text,
        bucket text,
        table_name text DEFAULT 'orders',
        prefix text DEFAULT 'orders/',
        key_attributes text[] DEFAULT '{order_id}',
        start_hour timestamptz DEFAULT NULL)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    present @extschema@.setting := @extschema@.settings();
    setting @extschema@.setting := present;
BEGIN
    setting.server := deploy.server;
    setting.bucket := deploy.bucket;
    setting.prefix := deploy.prefix;
    setting.table_name := deploy.table_name;
    setting.key_attributes := deploy.key_attributes;
    PERFORM @extschema@.fill_mapping();
    PERFORM @extschema@.check_mapping(setting);
    PERFORM @extschema@.check_nothing_open(present, setting);

    PERFORM @extschema@.create_bucket(server, bucket);
    PERFORM @extschema@.create_table(server, table_name, key_attributes);

    UPDATE @extschema@.setting AS s
    SET server = setting.server,
        bucket = setting.bucket,
        prefix = setting.prefix,
        table_name = setting.table_name,
        key_attributes = setting.key_attributes,
        start_hour = coalesce(date_trunc('hour', deploy.start_hour, 'UTC'),
                              CASE WHEN present.server IS NULL THEN date_trunc('hour', now(), 'UTC')
                                   ELSE s.start_hour END);
END
$$;
COMMENT ON FUNCTION @extschema@.deploy(text, text, text, text, text[], timestamptz) IS 'creates bucket and DynamoDB table where they are missing; the first hour is the present one, unless told otherwise';

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
    PERFORM @extschema@.check_deployed();
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

/*
 * The owner decides who else may do what.
 */
REVOKE ALL ON ROUTINE
    @extschema@.settings(),
    @extschema@.set_pace(timestamptz),
    @extschema@.begin_step(timestamptz, text),
    @extschema@.draw(bigint, bigint, integer),
    @extschema@.customers(integer),
    @extschema@.products(integer),
    @extschema@.orders(bigint, timestamptz, bigint, bigint, double precision),
    @extschema@.stage_query(@extschema@.run, text),
    @extschema@.generate(@extschema@.run, @extschema@.setting),
    @extschema@.object_key(text, timestamptz, integer, text),
    @extschema@.put_object(@extschema@.setting, text, text),
    @extschema@.put_part(@extschema@.run, @extschema@.setting, text, integer, bigint, bigint),
    @extschema@.put_next_part(@extschema@.run, @extschema@.setting),
    @extschema@.object_has_arrived(@extschema@.object, text),
    @extschema@.message_is_pending(@extschema@.setting, text, text, bigint, bigint),
    @extschema@.look_after_object(@extschema@.object, @extschema@.setting),
    @extschema@.write(@extschema@.run, @extschema@.setting),
    @extschema@.parse_time(text),
    @extschema@.parse_number(jsonb),
    @extschema@.fault(@extschema@.mapping, text, text, numeric, timestamptz),
    @extschema@.transform(jsonb),
    @extschema@.check_mapping(@extschema@.setting),
    @extschema@.list_objects(@extschema@.run, @extschema@.setting),
    @extschema@.store_lines(@extschema@.object, @extschema@.setting, @extschema@.line[]),
    @extschema@.reject_line(@extschema@.object, @extschema@.line, text),
    @extschema@.store_lines_one_by_one(@extschema@.object, @extschema@.setting, @extschema@.line[]),
    @extschema@.store_chunk(@extschema@.object, @extschema@.setting, @extschema@.line[]),
    @extschema@.object_has_changed(@extschema@.object, @extschema@.setting),
    @extschema@.load_chunk(@extschema@.object, @extschema@.setting),
    @extschema@.load(@extschema@.run, @extschema@.setting),
    @extschema@.settle_chunk(@extschema@.chunk, @extschema@.setting),
    @extschema@.settle_chunks(@extschema@.run, @extschema@.setting),
    @extschema@.check_counts(@extschema@.run),
    @extschema@.verify(@extschema@.run, @extschema@.setting),
    @extschema@.next_hour(timestamptz, timestamptz),
    @extschema@.take_up(timestamptz, @extschema@.setting),
    @extschema@.advance(timestamptz, @extschema@.setting),
    @extschema@.may_pass(text),
    @extschema@.note_failure(@extschema@.turn, @extschema@.setting),
    @extschema@.take_turn(timestamptz, timestamptz, @extschema@.turn),
    @extschema@.report_failure(@extschema@.turn),
    @extschema@.lock_key(),
    @extschema@.acquire_lock(),
    @extschema@.close_hours(timestamptz, timestamptz),
    @extschema@.check_deployed(),
    @extschema@.run_due(),
    @extschema@.check_range(timestamptz, timestamptz),
    @extschema@.back_fill(timestamptz, timestamptz),
    @extschema@.call_unless(text[], text, text, text, jsonb),
    @extschema@.create_bucket(text, text),
    @extschema@.create_table(text, text, text[]),
    @extschema@.fill_mapping(),
    @extschema@.check_nothing_open(@extschema@.setting, @extschema@.setting),
    @extschema@.deploy(text, text, text, text, text[], timestamptz),
    @extschema@.job_command(),
    @extschema@.find_cron(),
    @extschema@.cron_hint(text),
    @extschema@.require_cron(text),
    @extschema@.schedule(text),
    @extschema@.unschedule()
    FROM PUBLIC;

SELECT awspipe._register_pipeline();
