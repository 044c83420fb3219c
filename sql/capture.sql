--
-- Captures: what is refused before there is one, and what their rows,
-- publications and views say of those that there are.  None of them runs.
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgawspipe;
\set VERBOSITY terse
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on
SELECT current_database() AS database \gset

CREATE ROLE regress_owner LOGIN REPLICATION;
CREATE ROLE regress_other LOGIN REPLICATION;
CREATE ROLE regress_plain LOGIN;
CREATE ROLE regress_monitor IN ROLE pg_monitor;
CREATE SERVER regress_capture FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
CREATE SERVER regress_not_theirs FOREIGN DATA WRAPPER pgawspipe OPTIONS (region 'us-east-1');
CREATE USER MAPPING FOR PUBLIC SERVER regress_capture OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret');
GRANT USAGE ON FOREIGN SERVER regress_capture TO PUBLIC;
CREATE SCHEMA regress_s AUTHORIZATION regress_owner;
GRANT USAGE ON SCHEMA regress_s TO PUBLIC;
SET search_path = regress_s, public;

CREATE FUNCTION failure(statement text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE 'SELECT ' || statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN replace(concat_ws(E'\n    ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, '')),
        current_database(), 'DATABASE');
END
$$;

SET ROLE regress_owner;
CREATE TABLE people (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, person int);
CREATE TABLE no_key (id int);
CREATE TABLE full_row (id int);
ALTER TABLE full_row REPLICA IDENTITY FULL;
CREATE TABLE by_index (id int NOT NULL);
CREATE UNIQUE INDEX by_index_id ON by_index (id);
ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_id;
CREATE TABLE nothing (id int PRIMARY KEY);
ALTER TABLE nothing REPLICA IDENTITY NOTHING;
CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20);
CREATE TABLE strange ("Op" text, id int PRIMARY KEY);
CREATE TABLE stranger (seq int PRIMARY KEY);
CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY);
CREATE TEMPORARY TABLE temporary (id int PRIMARY KEY);
CREATE VIEW a_view AS SELECT 1 AS id;
CREATE SEQUENCE a_sequence;
CREATE FOREIGN TABLE a_foreign (id int) SERVER regress_capture;
RESET ROLE;
CREATE TABLE not_theirs (id int PRIMARY KEY);

-- Who may
SET ROLE regress_owner;
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people}')$$);
RESET ROLE;
GRANT CREATE ON DATABASE :"database" TO regress_owner, regress_plain;
SET ROLE regress_plain;
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people}')$$);
RESET ROLE;
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people}')$$) ~ '^42501 superuser ".*" cannot own a capture';
SET ROLE regress_owner;
SELECT failure($$awspipe.create_s3_capture('c', 'regress_not_theirs', 'bucket', '{people}')$$);
SELECT failure($$awspipe.create_s3_capture('c', 'nowhere', 'bucket', '{people}')$$);
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people,not_theirs}')$$);

-- Which tables
SELECT t, failure(format($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', ARRAY[%L::regclass])$$, t))
FROM unnest('{a_view,a_sequence,a_foreign,unlogged,temporary,pg_class,no_key,nothing,strange,stranger}'::text[]) AS t;
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{parted,parted_1}')$$);
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people,people}')$$);
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{}')$$);
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{NULL}')$$);
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', ARRAY[1::oid::regclass])$$);
ALTER TABLE parted_2 REPLICA IDENTITY NOTHING;
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{parted}')$$);
ALTER TABLE parted_2 REPLICA IDENTITY DEFAULT;

-- Which options
SELECT o, failure(format($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people}', %s)$$, o))
FROM unnest(ARRAY[
    $$prefix => 'no_slash'$$, $$prefix => '/slash/'$$, $$prefix => repeat('x', 512) || '/'$$,
    $$format => 'parquet'$$, $$compression => 'zstd'$$, $$date_partition => 'YYYY'$$, $$on_lag => 'wait'$$,
    $$max_batch_interval => '0'$$, $$max_batch_interval => '2 days'$$, $$current_interval => '-1 s'$$,
    $$min_file_size => 0$$, $$max_file_size => 1023$$, $$max_file_size => 1073741825$$,
    $$min_file_size => 2048, max_file_size => 1024$$, $$maximum_lag => 1000$$,
    $$op_column => 'seq'$$, $$op_column => 'x', timestamp_column => 'x'$$, $$op_column => repeat('x', 64)$$,
    $$timestamp_column => 'name'$$, $$inserts_only => NULL$$]) AS o;
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'No_Bucket', '{people}')$$);
SELECT failure($$awspipe.create_s3_capture('', 'regress_capture', 'bucket', '{people}')$$);
SELECT count(*) FROM awspipe.captures;

-- One that is well, and its publication
SELECT awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people,full_row,by_index,parted}', prefix => 'lake/');
SELECT failure($$awspipe.create_s3_capture('c', 'regress_capture', 'bucket', '{people}')$$);
SELECT name, owner, server, bucket, prefix, format, compression, state, position, lag_bytes, slot_name, error_code FROM awspipe.captures;
\pset null NULL
SELECT name, max_batch_interval, min_file_size, max_file_size, date_partition, op_column, timestamp_column,
    inserts_only, initial_load, include_op_for_full_load, maximum_lag, on_lag, current_interval, epoch FROM awspipe.capture_options;
SELECT capture, owner, schema_name, table_name, state, load_rows FROM awspipe.capture_tables ORDER BY table_name;
SELECT pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot, pubowner::regrole FROM pg_publication;
SELECT tablename FROM pg_publication_tables ORDER BY tablename;

-- It is the owner's
SET ROLE regress_other;
SELECT count(*) FROM awspipe.captures;
SELECT f, failure(f) FROM unnest(ARRAY[
    $$awspipe.alter_capture('c', bucket => 'other')$$, $$awspipe.start_capture('c')$$, $$awspipe.stop_capture('c')$$,
    $$awspipe.drop_capture('c')$$, $$awspipe.resync_capture('c')$$, $$awspipe.add_capture_table('c', 'orders')$$,
    $$awspipe.drop_capture_table('c', 'people')$$, $$awspipe.start_capture('d')$$]) AS f;
SET ROLE regress_monitor;
SELECT name, state FROM awspipe.captures;
SELECT count(*) FROM awspipe.capture_tables;
SET ROLE regress_owner;

-- Changes
SELECT failure($$awspipe.add_capture_table('c', 'people')$$);
SELECT failure($$awspipe.add_capture_table('c', 'no_key')$$);
SELECT failure($$awspipe.add_capture_table('c', 'parted_1')$$);
SELECT failure($$awspipe.add_capture_table('c', 'not_theirs')$$);
SELECT awspipe.add_capture_table('c', 'orders');
SELECT failure($$awspipe.drop_capture_table('c', 'no_key')$$);
SELECT awspipe.drop_capture_table('c', 'full_row');
SELECT failure($$awspipe.drop_capture_table('c', 'full_row')$$);
SELECT table_name, state FROM awspipe.capture_tables ORDER BY table_name;
SELECT tablename FROM pg_publication_tables ORDER BY tablename;
SELECT failure($$awspipe.alter_capture('c', min_file_size => 1073741824, max_file_size => 1024)$$);
SELECT failure($$awspipe.alter_capture('c', op_column => 'person')$$);
SELECT failure($$awspipe.alter_capture('c', server => 'regress_not_theirs')$$);
SELECT failure($$awspipe.alter_capture('c', owner => 'regress_other')$$) ~ '^42501 ';
SELECT awspipe.alter_capture('c', bucket => 'other', format => 'json', op_column => '', date_partition => 'YYYY/MM/DD', inserts_only => true);
SELECT bucket, prefix, format, op_column, timestamp_column, date_partition, inserts_only FROM awspipe.capture_options;
SELECT pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot FROM pg_publication;
SELECT awspipe.add_capture_table('c', 'no_key');
SELECT failure($$awspipe.alter_capture('c', inserts_only => false)$$);
SELECT awspipe.drop_capture_table('c', 'no_key');
SELECT awspipe.alter_capture('c', inserts_only => false, date_partition => '');
SELECT awspipe.resync_capture('c');
SELECT epoch, date_partition FROM awspipe.capture_options;
SELECT table_name, state FROM awspipe.capture_tables ORDER BY table_name;

-- One that has lost its slot, and one that has failed
RESET ROLE;
UPDATE awspipe.capture SET slot_state = 'lost';
SELECT state FROM awspipe.captures;
SELECT severity, object_type, object, problem FROM awspipe.health WHERE object_type = 'capture';
SET ROLE regress_owner;
SELECT failure($$awspipe.start_capture('c')$$);
SELECT awspipe.resync_capture('c');
RESET ROLE;
UPDATE awspipe.capture SET error_code = 'AccessDenied', error_message = 'no';
SET ROLE regress_monitor;
SELECT state, error_code, error_message FROM awspipe.captures;
SELECT severity, object_type, object, problem, error_code FROM awspipe.health WHERE object_type = 'capture';
SET ROLE regress_owner;
SELECT awspipe.stop_capture('c');
SELECT state FROM awspipe.captures;

-- A role that owns one is not dropped
RESET ROLE;
DROP ROLE regress_owner;
GRANT CREATE ON DATABASE :"database" TO regress_other;
REASSIGN OWNED BY regress_owner TO regress_other;
SELECT owner FROM awspipe.captures;
SELECT pubowner::regrole FROM pg_publication;

-- The end of it
SET ROLE regress_other;
SELECT awspipe.drop_capture('c');
SELECT count(*) FROM awspipe.captures;
SELECT count(*) FROM pg_publication;
RESET ROLE;
DROP OWNED BY regress_owner, regress_other, regress_plain CASCADE;
RESET search_path;
DROP SCHEMA IF EXISTS regress_s CASCADE;
DROP TABLE IF EXISTS public.not_theirs;
DROP SERVER regress_capture CASCADE;
DROP SERVER regress_not_theirs;
DROP ROLE regress_owner, regress_other, regress_plain, regress_monitor;
