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
