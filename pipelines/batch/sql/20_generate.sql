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
