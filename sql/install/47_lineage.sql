/*
 * Lineage: what became of a record, and where an item comes from.  What is
 * shown is what the caller may see: own consumers and messages, and inboxes
 * with the caller's rights.
 */

CREATE FUNCTION awspipe._may_hold(key_filter bytea, key text) RETURNS boolean
LANGUAGE C IMMUTABLE LEAKPROOF PARALLEL SAFE
AS 'MODULE_PATHNAME', 'awspipe_may_hold';
COMMENT ON FUNCTION awspipe._may_hold(bytea, text) IS 'may the key be one of a row of the log of deliveries? It may be without a filter';
REVOKE ALL ON FUNCTION awspipe._may_hold(bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe._may_hold(bytea, text) TO PUBLIC;

CREATE VIEW awspipe._delivered WITH (security_barrier = true) AS
SELECT d.role_oid, d.server_name::pg_catalog.text AS server, d.service, d.resource, l.*
FROM awspipe.delivered AS l
JOIN awspipe._destination AS d
    ON d.destination_id OPERATOR(pg_catalog.=) l.destination_id
WHERE pg_catalog.pg_has_role(COALESCE(d.role_oid, 0::pg_catalog.oid), 'USAGE');
COMMENT ON VIEW awspipe._delivered IS 'rows of the log of deliveries that one sees';
COMMENT ON COLUMN awspipe._delivered.role_oid IS 'role that wrote the messages';
COMMENT ON COLUMN awspipe._delivered.server IS 'foreign server';
COMMENT ON COLUMN awspipe._delivered.service IS 'AWS service';
COMMENT ON COLUMN awspipe._delivered.resource IS 'as in awspipe.deliveries';
COMMENT ON COLUMN awspipe._delivered.destination_id IS 'destination of the messages';
COMMENT ON COLUMN awspipe._delivered.settled_at IS 'when they were taken out of the outbox';
COMMENT ON COLUMN awspipe._delivered.min_batch_id IS 'the first of batch_ids; NULL if there is none';
COMMENT ON COLUMN awspipe._delivered.max_batch_id IS 'the last of them';
COMMENT ON COLUMN awspipe._delivered.operation IS 'AWS operation';
COMMENT ON COLUMN awspipe._delivered.outcome IS 'as in awspipe.deliveries';
COMMENT ON COLUMN awspipe._delivered.key_filter IS 'for awspipe._may_hold(); NULL where there are few keys';
COMMENT ON COLUMN awspipe._delivered.outbox_ids IS 'ids the messages had';
COMMENT ON COLUMN awspipe._delivered.enqueued_at IS 'when each was written';
COMMENT ON COLUMN awspipe._delivered.batch_ids IS 'batches that caused them; NULL: none did';
COMMENT ON COLUMN awspipe._delivered.keys IS 'their keys as in awspipe.deliveries; NULL: none has one';
COMMENT ON COLUMN awspipe._delivered.results IS 'their results as in awspipe.deliveries; NULL: none has one';
REVOKE ALL ON awspipe._delivered FROM PUBLIC;
GRANT SELECT ON awspipe._delivered TO PUBLIC;

CREATE VIEW awspipe.deliveries WITH (security_barrier = true) AS
SELECT m.outbox_id, l.role_oid::pg_catalog.regrole AS owner, l.server, l.service, l.resource,
    l.operation, m.key, m.batch_id, m.enqueued_at, l.settled_at, l.outcome, m.result
FROM awspipe._delivered AS l,
    ROWS FROM (
        pg_catalog.unnest(l.outbox_ids), pg_catalog.unnest(l.keys), pg_catalog.unnest(l.batch_ids),
        pg_catalog.unnest(l.enqueued_at), pg_catalog.unnest(l.results)
    ) AS m (outbox_id, key, batch_id, enqueued_at, result);
COMMENT ON VIEW awspipe.deliveries IS 'log of messages that were sent or given up, of the roles one is a member of';
COMMENT ON COLUMN awspipe.deliveries.outbox_id IS 'id the message had';
COMMENT ON COLUMN awspipe.deliveries.owner IS 'role that wrote it';
COMMENT ON COLUMN awspipe.deliveries.server IS 'foreign server';
COMMENT ON COLUMN awspipe.deliveries.service IS 'AWS service';
COMMENT ON COLUMN awspipe.deliveries.resource IS 'table, stream, queue, topic, event bus, namespace of metrics, log stream, function, state machine, bucket or sender''s address';
COMMENT ON COLUMN awspipe.deliveries.operation IS 'AWS operation';
COMMENT ON COLUMN awspipe.deliveries.key IS 'key of the DynamoDB item or S3 object, with | before a range key; of others the ordering key; its first 512 characters';
COMMENT ON COLUMN awspipe.deliveries.batch_id IS 'batch that caused it; NULL outside of consumers';
COMMENT ON COLUMN awspipe.deliveries.enqueued_at IS 'when it was written';
COMMENT ON COLUMN awspipe.deliveries.settled_at IS 'when it was taken out of the outbox';
COMMENT ON COLUMN awspipe.deliveries.outcome IS 'delivered; superseded: needless, or its condition did not hold; dead_letter: given up; discarded: removed by awspipe.discard_pending()';
COMMENT ON COLUMN awspipe.deliveries.result IS 'what AWS calls it, as a message id or an ETag; of a dead letter AWS''s error code';
REVOKE ALL ON awspipe.deliveries FROM PUBLIC;
GRANT SELECT ON awspipe.deliveries TO PUBLIC;

CREATE VIEW awspipe.messages WITH (security_barrier = true) AS
SELECT c.name AS consumer, r.message_id, r.sent_at, r.batch_id
FROM awspipe.received AS r
JOIN awspipe.consumer AS c USING (consumer_id)
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::pg_catalog.oid), 'USAGE');
COMMENT ON VIEW awspipe.messages IS 'messages of queues that were applied lately, and the batches that did it';
COMMENT ON COLUMN awspipe.messages.consumer IS 'name of the consumer';
COMMENT ON COLUMN awspipe.messages.message_id IS 'id of the message; the inbox has it as event_id';
COMMENT ON COLUMN awspipe.messages.sent_at IS 'when it was sent, by AWS''s clock';
COMMENT ON COLUMN awspipe.messages.batch_id IS 'batch that applied it, or set it aside';
REVOKE ALL ON awspipe.messages FROM PUBLIC;
GRANT SELECT ON awspipe.messages TO PUBLIC;

CREATE VIEW awspipe._inboxes WITH (security_barrier = true) AS
SELECT c.name AS consumer, c.resource, c.inbox
FROM awspipe.consumer AS c
LEFT JOIN awspipe._ownership AS w USING (owner_id)
WHERE pg_catalog.pg_has_role(COALESCE(w.role_oid, 0::pg_catalog.oid), 'USAGE');
COMMENT ON VIEW awspipe._inboxes IS 'inboxes of the consumers that one sees';
COMMENT ON COLUMN awspipe._inboxes.consumer IS 'name of the consumer';
COMMENT ON COLUMN awspipe._inboxes.resource IS 'stream or queue';
COMMENT ON COLUMN awspipe._inboxes.inbox IS 'table it fills';
REVOKE ALL ON awspipe._inboxes FROM PUBLIC;
GRANT SELECT ON awspipe._inboxes TO PUBLIC;

/*
 * An inbox's rows of one event, or of these batches.  A row without batch_id
 * is of the batch with its time: a batch's transaction gives all its rows the
 * same.  Without received_at a record's position has to do, which does not
 * tell batches apart that have applied the same records.  What is no table, or
 * has other types, is not asked: nobody's operators are to run.
 */
CREATE FUNCTION awspipe._inbox_rows(inbox regclass, event text, batches bigint[])
RETURNS TABLE (batch_id bigint, event_id text, arrived_at timestamptz, received_at timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    known text[] := ARRAY(
        SELECT a.attname
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.oid = inbox AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
            AND a.attidentity = '' AND a.attgenerated = ''
            AND has_column_privilege(c.oid, a.attnum, 'SELECT')
            AND (a.attname, a.atttypid) IN (
                ('batch_id', 'bigint'::regtype), ('received_at', 'timestamptz'::regtype),
                ('arrived_at', 'timestamptz'::regtype), ('event_id', 'text'::regtype),
                ('source', 'text'::regtype), ('shard_id', 'text'::regtype), ('sequence_number', 'text'::regtype)));
    own text := CASE WHEN 'batch_id' = ANY (known) THEN 'i.batch_id' ELSE 'NULL::bigint' END;
    others text := format('%s, %s, %s',
        CASE WHEN 'event_id' = ANY (known) THEN 'i.event_id' ELSE 'NULL::text' END,
        CASE WHEN 'arrived_at' = ANY (known) THEN 'i.arrived_at' ELSE 'NULL::timestamptz' END,
        CASE WHEN 'received_at' = ANY (known) THEN 'i.received_at' ELSE 'NULL::timestamptz' END);
    batch text := 'SELECT b.*, c.resource FROM awspipe.batches AS b JOIN awspipe._inboxes AS c USING (consumer) WHERE c.inbox = $3';
    same_time text := 'b.applied_at = i.received_at'
        || CASE WHEN 'source' = ANY (known) THEN ' AND b.resource = i.source' ELSE '' END;
BEGIN
    IF event IS NOT NULL THEN
        IF 'event_id' = ANY (known) THEN
            RETURN QUERY EXECUTE format('SELECT coalesce(%s, b.batch_id), %s FROM %s AS i LEFT JOIN (%s) AS b ON %s WHERE i.event_id = $1',
                own, others, inbox, batch, CASE WHEN 'received_at' = ANY (known) THEN same_time ELSE 'false' END)
            USING event, batches, inbox;
        END IF;
        RETURN;
    END IF;

    IF 'batch_id' = ANY (known) THEN
        RETURN QUERY EXECUTE format('SELECT i.batch_id, %s FROM %s AS i WHERE i.batch_id = ANY ($2)', others, inbox)
        USING event, batches, inbox;
    END IF;
    IF 'received_at' = ANY (known) THEN
        RETURN QUERY EXECUTE format('SELECT b.batch_id, %s FROM %s AS i JOIN (%s AND b.batch_id = ANY ($2)) AS b ON %s WHERE %s IS NULL',
            others, inbox, batch, same_time, own)
        USING event, batches, inbox;
    ELSIF NOT 'batch_id' = ANY (known) THEN
        IF '{shard_id,sequence_number}' <@ known THEN
            RETURN QUERY EXECUTE format($sql$
                SELECT b.batch_id, %s
                FROM (%s AND b.batch_id = ANY ($2)) AS b,
                    unnest(b.shard_ids, b.first_sequence_numbers, b.last_sequence_numbers) AS s (shard_id, first, last),
                    %s AS i
                WHERE i.shard_id = s.shard_id
                    AND (length(i.sequence_number), i.sequence_number COLLATE "C") >= (length(s.first), s.first COLLATE "C")
                    AND (length(i.sequence_number), i.sequence_number COLLATE "C") <= (length(s.last), s.last COLLATE "C")
                $sql$, others, batch, inbox)
            USING event, batches, inbox;
        END IF;
        IF 'event_id' = ANY (known) THEN
            RETURN QUERY EXECUTE format($sql$
                SELECT m.batch_id, %s
                FROM awspipe.messages AS m
                    JOIN awspipe._inboxes AS c USING (consumer)
                    JOIN %s AS i ON i.event_id = m.message_id
                WHERE c.inbox = $3 AND m.batch_id = ANY ($2)
                $sql$, others, inbox)
            USING event, batches, inbox;
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION awspipe._inbox_rows(regclass, text, bigint[]) IS 'rows of an inbox, by event or batches, with the caller''s rights';
REVOKE ALL ON FUNCTION awspipe._inbox_rows(regclass, text, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe._inbox_rows(regclass, text, bigint[]) TO PUBLIC;

/*
 * Messages of these batches, or of one key.  What waits, and dead letters
 * from before there was a log, are known by their ordering key alone.  The
 * log's arrays are looked at only where the columns beside them allow it.
 */
CREATE FUNCTION awspipe._lineage_messages(batches bigint[], server text, service text, resource text, key text)
RETURNS TABLE (
    outbox_id bigint, batch_id bigint, at timestamptz, server_name text, service_name text, resource_name text,
    operation text, item_key text, outcome text, result text, settled_at timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    logged_key text := left(key, 512);
    oldest bigint := (SELECT min(b) FROM unnest(batches) AS b);
    newest bigint := (SELECT max(b) FROM unnest(batches) AS b);
BEGIN
    IF key IS NULL THEN
        RETURN QUERY
        SELECT m.outbox_id, m.batch_id, m.enqueued_at, d.server, d.service, d.resource,
            d.operation, m.key, d.outcome, m.result, d.settled_at
        FROM awspipe._delivered AS d,
            ROWS FROM (unnest(d.outbox_ids), unnest(d.batch_ids), unnest(d.enqueued_at), unnest(d.keys), unnest(d.results))
                AS m (outbox_id, batch_id, enqueued_at, key, result)
        WHERE d.min_batch_id <= newest AND d.max_batch_id >= oldest AND d.batch_ids && batches
            AND m.batch_id = ANY (batches);
        RETURN QUERY
        SELECT o.outbox_id, o.batch_id, o.created_at, o.server, o.service, o.resource,
            o.operation, o.ordering_key, o.state, o.error_code, NULL::timestamptz
        FROM awspipe.outbox_pending AS o WHERE o.batch_id = ANY (batches);
        RETURN QUERY
        SELECT d.outbox_id, d.batch_id, d.failed_at, d.server, d.service, d.resource,
            d.operation, d.ordering_key, 'dead_letter', d.error_code, d.failed_at
        FROM awspipe.dead_letters AS d
        WHERE d.kind = 'message' AND d.batch_id = ANY (batches)
            AND NOT EXISTS (
                SELECT FROM awspipe._delivered AS l
                WHERE l.outcome = 'dead_letter' AND l.min_batch_id <= newest AND l.max_batch_id >= oldest
                    AND d.outbox_id = ANY (l.outbox_ids));
    ELSE
        RETURN QUERY
        SELECT m.outbox_id, m.batch_id, m.enqueued_at, d.server, d.service, d.resource,
            d.operation, m.key, d.outcome, m.result, d.settled_at
        FROM awspipe._delivered AS d,
            ROWS FROM (unnest(d.outbox_ids), unnest(d.batch_ids), unnest(d.enqueued_at), unnest(d.keys), unnest(d.results))
                AS m (outbox_id, batch_id, enqueued_at, key, result)
        WHERE d.service = _lineage_messages.service AND d.resource = _lineage_messages.resource
            AND d.server = COALESCE(_lineage_messages.server, d.server)
            AND CASE WHEN awspipe._may_hold(d.key_filter, logged_key) THEN logged_key = ANY (d.keys) END
            AND m.key = logged_key;
        RETURN QUERY
        SELECT o.outbox_id, o.batch_id, o.created_at, o.server, o.service, o.resource,
            o.operation, o.ordering_key, o.state, o.error_code, NULL::timestamptz
        FROM awspipe.outbox_pending AS o
        WHERE o.service = _lineage_messages.service AND o.resource = _lineage_messages.resource
            AND o.server = COALESCE(_lineage_messages.server, o.server) AND o.ordering_key = _lineage_messages.key;
        RETURN QUERY
        SELECT d.outbox_id, d.batch_id, d.failed_at, d.server, d.service, d.resource,
            d.operation, d.ordering_key, 'dead_letter', d.error_code, d.failed_at
        FROM awspipe.dead_letters AS d
        WHERE d.kind = 'message' AND d.service = _lineage_messages.service AND d.resource = _lineage_messages.resource
            AND d.server = COALESCE(_lineage_messages.server, d.server) AND d.ordering_key = _lineage_messages.key
            AND NOT EXISTS (
                SELECT FROM awspipe._delivered AS l
                WHERE l.outcome = 'dead_letter' AND d.outbox_id = ANY (l.outbox_ids)
                    AND l.service = d.service AND l.resource = d.resource AND l.server = d.server);
    END IF;
END
$$;
COMMENT ON FUNCTION awspipe._lineage_messages(bigint[], text, text, text, text) IS 'messages that one sees: of batches, or of a key';
REVOKE ALL ON FUNCTION awspipe._lineage_messages(bigint[], text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe._lineage_messages(bigint[], text, text, text, text) TO PUBLIC;

/*
 * A record's row knows its batch.  Where there is no such row, the record's
 * place does, for as long as batches are kept.
 */
CREATE FUNCTION awspipe.lineage(
    event_id text DEFAULT NULL,
    batch_id bigint DEFAULT NULL,
    server text DEFAULT NULL,
    service text DEFAULT NULL,
    resource text DEFAULT NULL,
    key text DEFAULT NULL)
RETURNS TABLE (step integer, kind text, id text, at timestamptz, result jsonb)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    back boolean := key IS NOT NULL;
    /* shard, sequence number and place in an aggregated record */
    place text[] := regexp_match(event_id, '^([^:]+):([0-9]+)(?::([0-9]+))?$');
    inboxes regclass[];
    batches bigint[];
    /* those that may have caused messages */
    causes bigint[];
BEGIN
    IF num_nonnulls(event_id, batch_id, key) <> 1
        OR (back AND num_nulls(service, resource) > 0)
        OR (NOT back AND num_nonnulls(server, service, resource) > 0)
    THEN
        RAISE EXCEPTION 'lineage begins with event_id, or batch_id, or service, resource and key'
            USING ERRCODE = CASE WHEN num_nonnulls(event_id, batch_id, key) = 0
                THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END;
    END IF;

    IF back THEN
        batches := ARRAY(
            SELECT DISTINCT m.batch_id
            FROM awspipe._lineage_messages(NULL, lineage.server, lineage.service, lineage.resource, lineage.key) AS m
            WHERE m.batch_id IS NOT NULL);
    ELSIF event_id IS NULL THEN
        batches := ARRAY[lineage.batch_id];
        causes := batches;
    ELSE
        SELECT array_agg(DISTINCT r.batch_id), array_agg(DISTINCT c.inbox) INTO batches, inboxes
        FROM (SELECT DISTINCT c.inbox FROM awspipe._inboxes AS c) AS c,
            awspipe._inbox_rows(c.inbox, lineage.event_id, NULL) AS r
        WHERE r.batch_id IS NOT NULL;

        /* what was set aside has caused nothing */
        SELECT batches || array_agg(p.batch_id),
            batches || array_agg(p.batch_id) FILTER (WHERE NOT EXISTS (
                SELECT FROM awspipe.dead_letters AS d
                WHERE d.kind = 'record' AND d.consumer = p.consumer
                    AND lineage.event_id = COALESCE(d.event_id, concat_ws(':', d.shard_id, d.sequence_number, d.sub_sequence_number))))
        INTO batches, causes
        FROM (
            SELECT m.consumer, m.batch_id
            FROM awspipe.messages AS m
            WHERE m.message_id = lineage.event_id
            UNION
            SELECT b.consumer, b.batch_id
            FROM awspipe.batches AS b,
                unnest(b.shard_ids, b.first_sequence_numbers, b.last_sequence_numbers) AS s (shard_id, first, last)
            WHERE s.shard_id = place[1]
                AND (length(place[2]), place[2] COLLATE "C") >= (length(s.first), s.first COLLATE "C")
                AND (length(place[2]), place[2] COLLATE "C") <= (length(s.last), s.last COLLATE "C")
        ) AS p
            JOIN awspipe._inboxes AS c ON c.consumer = p.consumer
        WHERE c.inbox <> ALL (COALESCE(inboxes, '{}'));
    END IF;

    RETURN QUERY
    WITH batch AS MATERIALIZED (
        SELECT b.* FROM awspipe.batches AS b WHERE b.batch_id = ANY (batches)
    ), inbox AS (
        SELECT DISTINCT c.inbox
        FROM awspipe._inboxes AS c
        WHERE c.consumer IN (SELECT b.consumer FROM batch AS b)
            /* batches are forgotten before their rows are */
            OR lineage.event_id IS NOT NULL
            OR EXISTS (SELECT FROM unnest(batches) AS u (id) WHERE u.id NOT IN (SELECT b.batch_id FROM batch AS b))
    ), inbox_row AS MATERIALIZED (
        SELECT i.inbox, r.* FROM inbox AS i, awspipe._inbox_rows(i.inbox, lineage.event_id, batches) AS r
    ), message AS MATERIALIZED (
        SELECT m.*
        FROM awspipe._lineage_messages(causes, lineage.server, lineage.service, lineage.resource, lineage.key) AS m
    ), dead_letter AS (
        SELECT d.*, COALESCE(d.event_id, concat_ws(':', d.shard_id, d.sequence_number, d.sub_sequence_number)) AS record_id
        FROM awspipe.dead_letters AS d
        WHERE d.kind = 'record'
    ), record AS (
        /* one */
        SELECT lineage.event_id AS id, COALESCE(d.arrived_at, r.arrived_at) AS at, c.consumer, d.batch_id, d.dead_letter_id, d.error_code,
            NULL::text AS shard_id, NULL::text AS first, NULL::text AS last
        FROM (
            SELECT b.consumer FROM batch AS b
            UNION
            SELECT d.consumer FROM dead_letter AS d WHERE d.record_id = lineage.event_id
        ) AS c
            LEFT JOIN dead_letter AS d ON d.consumer = c.consumer AND d.record_id = lineage.event_id
            LEFT JOIN LATERAL (SELECT max(r.arrived_at) AS arrived_at FROM inbox_row AS r) AS r ON true
        WHERE lineage.event_id IS NOT NULL
        UNION ALL
        /* those of batches: of streams as ranges */
        SELECT s.shard_id || ':' || s.first, NULL, b.consumer, b.batch_id, NULL, NULL, s.shard_id, s.first, s.last
        FROM batch AS b,
            unnest(b.shard_ids, b.first_sequence_numbers, b.last_sequence_numbers) AS s (shard_id, first, last)
        WHERE lineage.event_id IS NULL
        UNION ALL
        (
            SELECT m.message_id, m.sent_at, m.consumer, m.batch_id, NULL::bigint, NULL, NULL, NULL, NULL
            FROM awspipe.messages AS m
            WHERE lineage.event_id IS NULL AND m.batch_id = ANY (batches)
            UNION
            /* and what was redriven */
            SELECT r.event_id, r.arrived_at, b.consumer, r.batch_id, NULL::bigint, NULL, NULL, NULL, NULL
            FROM inbox_row AS r JOIN batch AS b ON b.batch_id = r.batch_id
            WHERE lineage.event_id IS NULL AND r.event_id IS NOT NULL AND b.shard_ids = '{}'
        )
        UNION ALL
        SELECT d.record_id, d.arrived_at, d.consumer, d.batch_id, d.dead_letter_id, d.error_code, NULL, NULL, NULL
        FROM dead_letter AS d
        WHERE lineage.event_id IS NULL AND d.batch_id = ANY (batches)
    ), object AS (
        SELECT m.server_name, m.service_name, m.resource_name,
            CASE WHEN m.service_name IN ('dynamodb', 's3') THEN m.item_key ELSE m.result END AS id,
            m.settled_at, m.result
        FROM message AS m
        WHERE m.outcome = 'delivered'
    ), line AS (
        SELECT 1 AS step, 'record' AS kind, r.id, r.at,
            jsonb_build_object('consumer', r.consumer, 'batch_id', r.batch_id, 'shard_id', r.shard_id,
                'first_sequence_number', r.first, 'last_sequence_number', r.last,
                'dead_letter_id', r.dead_letter_id, 'error_code', r.error_code) AS result
        FROM record AS r
        UNION ALL
        SELECT 2, 'batch', b.batch_id::text, b.applied_at,
            jsonb_build_object('consumer', b.consumer, 'records', b.records)
        FROM batch AS b
        UNION ALL
        SELECT 3, 'row', r.event_id, r.received_at,
            jsonb_build_object('inbox', r.inbox::text, 'batch_id', r.batch_id)
        FROM inbox_row AS r
        UNION ALL
        SELECT 4, 'message', m.outbox_id::text, m.at,
            jsonb_build_object('batch_id', m.batch_id, 'server', m.server_name, 'service', m.service_name,
                'resource', m.resource_name, 'operation', m.operation, 'key', m.item_key,
                'outcome', m.outcome, 'result', m.result, 'settled_at', m.settled_at)
        FROM message AS m
        UNION ALL
        SELECT 5, 'object', o.id, max(o.settled_at),
            jsonb_build_object('server', o.server_name, 'service', o.service_name, 'resource', o.resource_name,
                'result', (array_agg(o.result ORDER BY o.settled_at DESC))[1], 'messages', count(*))
        FROM object AS o
        WHERE o.id IS NOT NULL
        GROUP BY o.server_name, o.service_name, o.resource_name, o.id
    )
    SELECT CASE WHEN back THEN 6 - l.step ELSE l.step END, l.kind, l.id, l.at, jsonb_strip_nulls(l.result)
    FROM line AS l
    ORDER BY 1, l.at, l.id;
END
$$;
COMMENT ON FUNCTION awspipe.lineage(text, bigint, text, text, text, text) IS 'from a record or batch to its rows, messages, items and objects, or back from one of these';
REVOKE ALL ON FUNCTION awspipe.lineage(text, bigint, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION awspipe.lineage(text, bigint, text, text, text, text) TO PUBLIC;
