
# What pgoutput says of changes is read to the last byte or refused; and the
# lines of CSV and JSON that are made of it say what the table said, whoever
# reads them.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;

my $node = QuickCluster->new('formats');
$node->init;
$node->append_conf('postgresql.conf', <<'CONF');
wal_level = logical
track_commit_timestamp = on
CONF
$node->start;

my $database = 'postgres';

sub query { return $node->safe_psql($database, $_[0]); }

sub set_up
{
	query(<<'EOS');
CREATE EXTENSION pgawspipe_test;
CREATE TABLE taken (n bigint, message bytea);
CREATE PUBLICATION captured;
SELECT pg_create_logical_replication_slot('changes_' || current_database(), 'pgoutput');

CREATE FUNCTION verdict(message bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgawspipe_test.capture_message(message);
    RETURN 'read';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
EOS
}

# Runs statements, and keeps the messages that they gave
sub capture
{
	my ($statements) = @_;

	query($statements);
	query(<<'EOS');
TRUNCATE taken;
INSERT INTO taken SELECT ordinality, data
FROM pg_logical_slot_get_binary_changes('changes_' || current_database(), NULL, NULL, 'proto_version', '1',
    'publication_names', 'captured', 'messages', 'true') WITH ORDINALITY
EOS
}

# A row for each line that the messages become
sub lines
{
	return "pgawspipe_test.capture_lines((SELECT array_agg(message ORDER BY n) FROM taken), $_[0]) "
	  . 'WITH ORDINALITY AS made (relation, header, line, i)';
}

# What a line of JSON says of its table and itself, but for places and times
sub said
{
	my ($arguments) = @_;

	return query(sprintf(<<'EOS', lines($arguments)));
SELECT relation || ' ' || (line::jsonb - ARRAY['commit_ts', 'commit_lsn', 'xid']) FROM %s ORDER BY i
EOS
}

# A file with its header, as it would be uploaded
sub written
{
	my ($arguments) = @_;

	return pack('H*', query(sprintf(<<'EOS', lines($arguments))));
SELECT encode(convert_to(min(header) || string_agg(line, '' ORDER BY i), 'UTF8'), 'hex') FROM %s
EOS
}

sub copied
{
	my ($table, $content) = @_;
	my $file = $node->basedir . "/$table.csv";

	open my $out, '>:raw', $file or die "$file: $!";
	print $out $content;
	close $out;
	query("COPY $table FROM '$file' (FORMAT csv, HEADER, ENCODING 'UTF8')");
}

set_up();

#
# Messages
#

query(<<'EOS');
CREATE TYPE mood AS ENUM ('fine', 'foul');
CREATE TABLE kinds (id integer PRIMARY KEY, feels mood, price numeric(10, 2), note text);
CREATE TABLE whole (a integer, b text);
ALTER TABLE whole REPLICA IDENTITY FULL;
ALTER TABLE kinds ALTER note SET STORAGE EXTERNAL;
ALTER PUBLICATION captured ADD TABLE kinds, whole;
SELECT pg_replication_origin_create('elsewhere');
EOS
capture(<<'EOS');
SELECT pg_replication_origin_session_setup('elsewhere');
BEGIN;
INSERT INTO kinds VALUES (1, 'fine', 1.50, repeat('long', 1000)), (2, NULL, NULL, '');
UPDATE kinds SET price = 2 WHERE id = 1;
UPDATE kinds SET id = 3 WHERE id = 2;
DELETE FROM kinds WHERE id = 3;
INSERT INTO whole VALUES (1, 'x');
UPDATE whole SET b = 'y';
DELETE FROM whole;
SELECT pg_logical_emit_message(true, 'prefix', 'content');
TRUNCATE kinds, whole RESTART IDENTITY CASCADE;
COMMIT;
EOS

is( query("SELECT string_agg(DISTINCT chr(get_byte(message, 0)), '' ORDER BY chr(get_byte(message, 0))) FROM taken"),
	'BCDIMORTUY', 'all kinds of messages were taken');

my %seen;
my @messages = grep { !/"kind":"[RY]"/ || !$seen{$_}++ } split /\n/, query(<<'EOS');
SELECT regexp_replace(replace(replace(replace(pgawspipe_test.capture_message(message)::text,
    repeat('long', 1000), 'long'), 'kinds'::regclass::oid::text, 'KINDS'), 'whole'::regclass::oid::text, 'WHOLE'),
    'mood'::regtype::oid::text, 'MOOD')
FROM taken WHERE get_byte(message, 0) NOT IN (ascii('B'), ascii('C')) ORDER BY n
EOS
my @relations = (
	'{"kind":"R","oid":KINDS,"identity":"d","schema":"public","name":"kinds","columns":['
	  . '{"type":23,"typmod":-1,"key":true,"name":"id"},{"type":MOOD,"typmod":-1,"key":false,"name":"feels"},'
	  . '{"type":1700,"typmod":655366,"key":false,"name":"price"},{"type":25,"typmod":-1,"key":false,"name":"note"}]}',
	'{"kind":"R","oid":WHOLE,"identity":"f","schema":"public","name":"whole","columns":['
	  . '{"type":23,"typmod":-1,"key":true,"name":"a"},{"type":25,"typmod":-1,"key":true,"name":"b"}]}');
# how often tables are announced is not ours to say
is_deeply(\@messages, [
	'{"kind":"O"}', '{"kind":"Y"}', $relations[0],
	'{"kind":"I","relid":KINDS,"new":["1","fine","1.50","long"]}',
	'{"kind":"I","relid":KINDS,"new":["2",null,null,""]}',
	'{"kind":"U","relid":KINDS,"new":["1","fine","2.00",[]]}',
	'{"kind":"U","relid":KINDS,"old_kind":"K","old":["2",null,null,null],"new":["3",null,null,""]}',
	'{"kind":"D","relid":KINDS,"old_kind":"K","old":["3",null,null,null]}',
	$relations[1],
	'{"kind":"I","relid":WHOLE,"new":["1","x"]}',
	'{"kind":"U","relid":WHOLE,"old_kind":"O","old":["1","x"],"new":["1","y"]}',
	'{"kind":"D","relid":WHOLE,"old_kind":"O","old":["1","y"]}',
	'{"kind":"M"}',
	'{"kind":"T","cascade":true,"restart":true,"relids":[KINDS,WHOLE]}' ], 'messages are read');
is( query(<<'EOS'), 't|t|t|t', 'so is what they say of their transaction');
SELECT first->>'commit_lsn' = last->>'commit_lsn' AND (last->>'end_lsn')::numeric > (last->>'commit_lsn')::numeric,
       first->>'commit_time' = last->>'commit_time', (last->>'xid')::bigint = 0,
       (first->>'xid')::xid = (SELECT xmin FROM pg_class WHERE oid = 'kinds'::regclass)
FROM (SELECT n FROM taken WHERE get_byte(message, 0) = ascii('O')) AS origin
CROSS JOIN LATERAL (SELECT pgawspipe_test.capture_message(message) AS first
    FROM taken WHERE taken.n = origin.n - 1) AS b
CROSS JOIN LATERAL (SELECT pgawspipe_test.capture_message(message) AS last
    FROM taken WHERE get_byte(message, 0) = ascii('C') AND taken.n > origin.n ORDER BY taken.n LIMIT 1) AS c
EOS

is( query(<<'EOS'), '', 'no beginning of a message is taken for one');
SELECT n, size, verdict(substr(message, 1, size)) FROM taken, generate_series(0, octet_length(message) - 1) AS size
WHERE size < 300 AND verdict(substr(message, 1, size)) <> '08P01'
EOS
is( query(<<'EOS'), '', 'nor one with something behind it');
SELECT n, verdict(message || tail) FROM taken, (VALUES ('\x00'::bytea), ('\x4e'), (repeat('n', 70000)::bytea)) AS v (tail)
WHERE verdict(message || tail) <> '08P01'
EOS
is( query(<<'EOS'), '', 'a byte that is another is no harm');
SELECT n, place, byte, verdict(set_byte(message, place, byte))
FROM taken, generate_series(0, octet_length(message) - 1) AS place, unnest('{0,1,110,116,127,128,255}'::integer[]) AS byte
WHERE place < 200 AND verdict(set_byte(message, place, byte)) NOT IN ('read', '08P01')
EOS

my $one = '00000001';
my %wrong = (
	'no kind' => '',
	'a kind of later protocols' => '53' . $one . '01',
	'a transaction without an ID' => '42' . '00' x 7 . '01' . '00' x 8 . '00' x 4,
	'a commit without a position' => '43' . '00' . '00' x 24,
	'a commit with flags' => '43' . '01' . '01' x 24,
	'a value in binary' => "49${one}4e" . '0001' . '62' . '00000001' . '31',
	'a value of 4 GB' => "49${one}4e" . '0001' . '74' . 'ffffffff' . '31',
	'65,535 values that are not there' => "49${one}4e" . 'ffff' . '6e',
	'an insert of a key' => "49${one}4b" . '0000',
	'an insert with an old row' => "49${one}4f" . '0000' . '4e' . '0000',
	'an update of an old row alone' => "55${one}4f" . '0000',
	'an update with two old rows' => "55${one}4f" . '0000' . '4b' . '0000' . '4e' . '0000',
	'a delete of a new row' => "44${one}4e" . '0000',
	'a row of no table' => '49' . '00000000' . '4e' . '0000',
	'a truncate of tables that are not there' => '54' . 'ffffffff' . '00' . $one,
	'a truncate with unknown flags' => '54' . $one . '04' . $one,
	'an unknown replica identity' => "52${one}" . '7300' . '7400' . '78' . '0000',
	'an unknown flag of a column' => "52${one}" . '7300' . '7400' . '64' . '0001' . '02' . '6300' . '00000017' . 'ffffffff',
	'a name without an end' => "52${one}" . '7373737373');
is(query("SELECT verdict('\\x$wrong{$_}')"), '08P01', "$_: refused") foreach sort keys %wrong;
is(query("SELECT pgawspipe_test.capture_message('\\x52${one}007400640000')->>'schema'"), 'pg_catalog',
	'a schema that is left out');
my ($ret, $stdout, $stderr) = $node->psql($database, "SELECT pgawspipe_test.capture_message('\\x4300')");
like($stderr, qr/could not read a message of pgoutput\nDETAIL:  Before byte 2 of 2 of a message of kind 0x43: it ends too early\./,
	'a refusal says what is wrong and where');

# a row of as many values as the table has not
query("DELETE FROM taken WHERE get_byte(message, 0) NOT IN (ascii('B'), ascii('R'))");
query("INSERT INTO taken SELECT 1000, '\\x49'::bytea || int4send('whole'::regclass::oid::integer) || '\\x4e0001' || '\\x6e'");
($ret, $stdout, $stderr) = $node->psql($database, '\set VERBOSITY verbose' . "\n" . 'SELECT line FROM ' . lines('true'));
like($stderr, qr/ERROR:  08P01: a row of table "public\.whole" has 1 values for 2 columns/, 'too few values are refused');

#
# Values, there and back
#

query(<<'EOS');
CREATE DOMAIN price AS numeric CHECK (value > -1000);
CREATE DOMAIN better_price AS price;
CREATE DOMAIN flag AS boolean;
CREATE DOMAIN document AS json;
CREATE TABLE every (
    id bigint PRIMARY KEY, small smallint, int integer, num numeric, single real, double float8, bool boolean,
    "text" text, "var""char" varchar(50), "fix,ed" char(5), "li
ne" text, "é" text, json json, jsonb jsonb, at timestamptz, day date, list integer[], words text[], bytes bytea,
    price better_price, flag flag, document document, feels mood, uuid uuid, oid oid, money money);
CREATE TABLE read_csv (LIKE every);
CREATE TABLE lonely (id text);
CREATE TABLE read_lonely (LIKE lonely);
CREATE TABLE nothing ();
ALTER TABLE lonely REPLICA IDENTITY FULL;
ALTER TABLE nothing REPLICA IDENTITY FULL;
CREATE VIEW expected AS
SELECT id, to_jsonb(r) AS said FROM (
    SELECT id, small, int, num, single, double, bool, "text", "var""char", "fix,ed", "li
ne", "é", json, jsonb, at::text, day::text, list::text, words::text, bytes::text,
    price, flag, document, feels, uuid, oid::text, money::text FROM every) AS r;
CREATE TABLE strings AS
SELECT row_number() OVER () AS n, string FROM unnest(ARRAY[NULL, '', ' ', ',', '"', '""', '"a"', 'a"b', 'a,b', ',,', E'\n', E'\r', E'\r\n',
    E'a\nb', E'\na', E'a\n', E'\t', '\', '\.', '\N', 'NULL', 'null', E'\\\n.', E'\\.\n', 'é', '€uro', '🐘', U&'\2028', E'\x01', E'\x7f', ' a ', '''', ';', '{}', repeat('"', 1000),
    repeat(E',\n', 5000)]) AS string;
SELECT setseed(0.5);
INSERT INTO strings SELECT 1000 + n, (SELECT string_agg(substr(E'a",\n\r\\ é.', 1 + floor(random() * 9)::integer, 1), '')
                        FROM generate_series(0, n % 12)) FROM generate_series(1, 300) AS n;
ALTER PUBLICATION captured ADD TABLE every, lonely, nothing;
EOS
capture(<<'EOS');
INSERT INTO every (id, "text", "var""char", "li
ne", "é", words, bytes, json, jsonb, document)
SELECT n, string, left(string, 50), string, string, ARRAY[string, 'x'], convert_to(string, 'UTF8'), to_json(string), to_jsonb(string),
       json_build_object(coalesce(string, 'none'), string)
FROM strings;
INSERT INTO every (id, small, int, num, single, double, price) VALUES
    (2001, -32768, 2147483647, 123456789012345678901234567890.123456789, 1e20, 1e-300, 0.50),
    (2002, 0, -0, 'NaN', 'NaN', 'NaN', NULL), (2003, 1, 1, -1e-20, 'Infinity', '-Infinity', 'NaN'),
    (2004, 1, 1, 1e30, '-Infinity', 'Infinity', -12), (9223372036854775807, 1, 1, 100, '-0', 0.1, 0);
INSERT INTO every (id, bool, flag) VALUES (3001, true, false), (3002, false, true);
INSERT INTO every (id, json, jsonb, document) VALUES
    (4001, E'{"a":\n 1,\r\n\t"b\\n" : ["x\\ny", 1e5, -0.5E-2, null]}', '{"a": [1, {}]}', E'\n\n[]'),
    (4002, 'null', 'null', ' "t" '), (4003, '1', '"\u0001"', 'true');
INSERT INTO every (id, "fix,ed", at, day, list, feels, uuid, oid, money) VALUES
    (5001, 'a', '2026-02-28 12:00:00.123456+05', '0044-03-15 BC', '{{1,2},{3,NULL}}', 'foul', '5f8d2ba3-57e7-4a43-9d71-1a62cf2a1e6b', 4294967295, '$1,234.50'),
    (5002, '"', 'infinity', '-infinity', '{}', NULL, NULL, 0, NULL);
EOS

is( query(sprintf(<<'EOS', lines('true, op_column => NULL, load => true'))), '', 'JSON says what the table says');
SELECT id, line FROM expected FULL JOIN %s ON id = (line::jsonb->>'id')::bigint
WHERE said IS DISTINCT FROM line::jsonb OR header <> '' OR line !~ '^[^\n\r]+\n$'
EOS
is( query(sprintf(<<'EOS', lines('true, load => true'))), 'string|boolean|number|number|null', 'with its own types where it has them');
SELECT max(jsonb_typeof(line::jsonb->'num')) FILTER (WHERE line::jsonb->>'id' = '2002'), max(jsonb_typeof(line::jsonb->'flag')) FILTER (WHERE line::jsonb->>'id' = '3001'),
       max(jsonb_typeof(line::jsonb->'num')) FILTER (WHERE line::jsonb->>'id' = '2001'), max(jsonb_typeof(line::jsonb->'price')) FILTER (WHERE line::jsonb->>'id' = '2001'),
       max(jsonb_typeof(line::jsonb->'document')) FILTER (WHERE line::jsonb->>'id' = '2001') FROM %s
EOS

my $csv = written('false, load => true');
copied('read_csv', $csv);
is( query(<<'EOS'), query('SELECT count(*) FROM every') . '|0', 'CSV is read back as the table');
SELECT count(*), (SELECT count(*) FROM (
    (SELECT every::text FROM every EXCEPT SELECT read_csv::text FROM read_csv) UNION ALL
    (SELECT read_csv::text FROM read_csv EXCEPT SELECT every::text FROM every)) AS different) FROM read_csv
EOS
is((split /\n/, $csv =~ s/"li\nne"/LINE/r)[0], 'id,small,int,num,single,double,bool,text,"var""char","fix,ed",LINE,' . "\xc3\xa9"
	  . ',json,jsonb,at,day,list,words,bytes,price,flag,document,feels,uuid,oid,money', 'names are quoted as values are');
like($csv, qr/^3001,,,,,,true,,,,,,,,,,,,,,false,,,,,\n/m, 'booleans are words');

capture(q{INSERT INTO lonely VALUES (''), (E'\\\\.'), ('x'), (NULL), (E'\\n')});
$csv = written('false, load => true');
is($csv, qq(id\n""\n"\\."\nx\n\n"\n"\n), 'what alone in its line would mean something else');
copied('read_lonely', $csv);
is(query('SELECT count(*) FROM read_lonely NATURAL JOIN lonely'), '4', 'is read back');
is(query('SELECT count(*) FROM read_lonely WHERE id IS NULL'), '1', 'and so is a null that is alone');

capture('INSERT INTO nothing DEFAULT VALUES');
is(written('false, load => true'), "\n\n", 'a table without columns has lines of CSV');
is(written('true, load => true'), "{}\n", 'and JSON');

#
# Changes
#

query(<<'EOS');
CREATE TABLE item (id integer, part text, name text, body text, ok boolean, PRIMARY KEY (id, part));
ALTER TABLE item ALTER body SET STORAGE EXTERNAL, ALTER part SET STORAGE EXTERNAL;
ALTER PUBLICATION captured ADD TABLE item;
EOS
my $changes = <<'EOS';
BEGIN;
INSERT INTO item VALUES (1, 'a', 'n', repeat('b', 5000), true);
UPDATE item SET name = 'm';
UPDATE item SET name = 'm', body = 'short';
UPDATE item SET id = 2, ok = NULL;
UPDATE item SET part = 'q"';
DELETE FROM item;
COMMIT;
TRUNCATE item, whole;
EOS
my $long = 'b' x 5000;
capture($changes);
is(said('true'), <<"EOS" =~ s/\n\z//r, 'changes in JSON');
item {"Op": "I", "id": 1, "ok": true, "seq": 1, "body": "$long", "name": "n", "part": "a", "_old_key": null, "_unchanged": null}
item {"Op": "U", "id": 1, "ok": true, "seq": 2, "body": null, "name": "m", "part": "a", "_old_key": null, "_unchanged": ["body"]}
item {"Op": "U", "id": 1, "ok": true, "seq": 3, "body": "short", "name": "m", "part": "a", "_old_key": null, "_unchanged": null}
item {"Op": "U", "id": 2, "ok": null, "seq": 4, "body": "short", "name": "m", "part": "a", "_old_key": {"id": 1, "part": "a"}, "_unchanged": null}
item {"Op": "U", "id": 2, "ok": null, "seq": 5, "body": "short", "name": "m", "part": "q\\"", "_old_key": {"id": 2, "part": "a"}, "_unchanged": null}
item {"Op": "D", "id": 2, "seq": 6, "part": "q\\"", "_old_key": null, "_unchanged": null}
item {"Op": "T", "seq": 1, "_old_key": null, "_unchanged": null}
whole {"Op": "T", "seq": 2, "_old_key": null, "_unchanged": null}
EOS
is( query(sprintf(<<'EOS', lines('true'))), '8|2|2|8|8', 'and when they were');
SELECT count(*), count(DISTINCT line::jsonb->>'commit_lsn'), count(DISTINCT line::jsonb->>'commit_ts'),
       count(*) FILTER (WHERE line::jsonb->>'commit_lsn' ~ '^[0-9A-F]{8}/[0-9A-F]{8}$'
                        AND (line::jsonb->>'commit_lsn')::pg_lsn < pg_current_wal_lsn()),
       count(*) FILTER (WHERE line::jsonb->>'commit_ts' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$'
                        AND (line::jsonb->>'commit_ts')::timestamptz = pg_xact_commit_timestamp((line::jsonb->>'xid')::xid))
FROM %s
EOS
is( query(sprintf(<<'EOS', lines('false'), lines('true'))), '', 'CSV names the same places and times');
SELECT c.line FROM (SELECT i, line FROM %s) AS c JOIN (SELECT i, line::jsonb AS j FROM %s) AS j USING (i)
WHERE c.line NOT LIKE format('%%s,%%s,%%s,%%s,%%s,%%%%', j->>'Op', j->>'commit_ts', j->>'commit_lsn', j->>'seq', j->>'xid')
EOS
is(query('SELECT DISTINCT header FROM ' . lines('false') . " WHERE relation = 'item'"),
	"Op,commit_ts,commit_lsn,seq,xid,id,part,name,body,ok,_unchanged,_old_key\n", 'the columns of a file of changes');

# without what differs from run to run
sub lines_of_csv
{
	return written($_[0] . ', timestamp_column => NULL') =~ s{,[0-9A-F]{8}/[0-9A-F]{8},(\d+),\d+,}{,LSN,$1,XID,}gr;
}

query("DELETE FROM taken WHERE message = (SELECT message FROM taken WHERE get_byte(message, 0) = ascii('T'))");
is(lines_of_csv('false'), <<"EOS", 'changes in CSV');
Op,commit_lsn,seq,xid,id,part,name,body,ok,_unchanged,_old_key
I,LSN,1,XID,1,a,n,$long,true,,
U,LSN,2,XID,1,a,m,,true,"[""body""]",
U,LSN,3,XID,1,a,m,short,true,,
U,LSN,4,XID,2,a,m,short,,,"{""id"":1,""part"":""a""}"
U,LSN,5,XID,2,"q""",m,short,,,"{""id"":2,""part"":""a""}"
D,LSN,6,XID,2,"q""",,,,,
EOS
is(written('false, inserts_only => true, timestamp_column => NULL') =~ s/\n[UD].*//sr,
	"Op,id,part,name,body,ok\nI,1,a,n,$long,true", 'for who only wants rows');
is((split /\n/, written('false, op_column => NULL, timestamp_column => NULL, inserts_only => true'))[1],
	"1,a,n,$long,true", 'and nothing but rows');
is((split /\n/, written('true, op_column => $$the "op"$$, timestamp_column => NULL, inserts_only => true'))[0],
	qq({"the \\"op\\"":"I","id":1,"part":"a","name":"n","body":"$long","ok":true}), 'a name is escaped');

capture('TRUNCATE item');
is(lines_of_csv('false'), <<'EOS', 'TRUNCATE in CSV');
Op,commit_lsn,seq,xid,id,part,name,body,ok,_unchanged,_old_key
T,LSN,1,XID,,,,,,,
EOS

# of the old row all is known
query('ALTER TABLE item REPLICA IDENTITY FULL');
capture($changes =~ s/TRUNCATE.*//r);
is(said('true'), <<"EOS" =~ s/\n\z//r, 'changes with REPLICA IDENTITY FULL');
item {"Op": "I", "id": 1, "ok": true, "seq": 1, "body": "$long", "name": "n", "part": "a", "_old_key": null, "_unchanged": null}
item {"Op": "U", "id": 1, "ok": true, "seq": 2, "body": "$long", "name": "m", "part": "a", "_old_key": {"id": 1, "ok": true, "body": "$long", "name": "n", "part": "a"}, "_unchanged": null}
item {"Op": "U", "id": 1, "ok": true, "seq": 3, "body": "short", "name": "m", "part": "a", "_old_key": {"id": 1, "ok": true, "body": "$long", "name": "m", "part": "a"}, "_unchanged": null}
item {"Op": "U", "id": 2, "ok": null, "seq": 4, "body": "short", "name": "m", "part": "a", "_old_key": {"id": 1, "ok": true, "body": "short", "name": "m", "part": "a"}, "_unchanged": null}
item {"Op": "U", "id": 2, "ok": null, "seq": 5, "body": "short", "name": "m", "part": "q\\"", "_old_key": {"id": 2, "ok": null, "body": "short", "name": "m", "part": "a"}, "_unchanged": null}
item {"Op": "D", "id": 2, "ok": null, "seq": 6, "body": "short", "name": "m", "part": "q\\"", "_old_key": null, "_unchanged": null}
EOS
is(said("true, key => 'id'"), <<"EOS" =~ s/\n\z//r, 'and a key that is less than the whole row');
item {"Op": "I", "id": 1, "ok": true, "seq": 1, "body": "$long", "name": "n", "part": "a", "_old_key": null, "_unchanged": null}
item {"Op": "U", "id": 1, "ok": true, "seq": 2, "body": "$long", "name": "m", "part": "a", "_old_key": null, "_unchanged": null}
item {"Op": "U", "id": 1, "ok": true, "seq": 3, "body": "short", "name": "m", "part": "a", "_old_key": null, "_unchanged": null}
item {"Op": "U", "id": 2, "ok": null, "seq": 4, "body": "short", "name": "m", "part": "a", "_old_key": {"id": 1}, "_unchanged": null}
item {"Op": "U", "id": 2, "ok": null, "seq": 5, "body": "short", "name": "m", "part": "q\\"", "_old_key": null, "_unchanged": null}
item {"Op": "D", "id": 2, "ok": null, "seq": 6, "body": "short", "name": "m", "part": "q\\"", "_old_key": null, "_unchanged": null}
EOS
capture(<<'EOS');
INSERT INTO item VALUES (1, 'a', 'n', 'b', true);
UPDATE item SET ok = true;
EOS
like(said('true'), qr/"Op": "U".*"_old_key": null/, 'nothing has changed: no old key');

# a key that is stored apart comes with the old row alone
query('ALTER TABLE item REPLICA IDENTITY DEFAULT; TRUNCATE item');
capture(<<'EOS');
INSERT INTO item VALUES (1, repeat('k', 2400), 'n', repeat('b', 5000), true);
UPDATE item SET name = 'm';
EOS
is( (split /\n/, said('true'))[-1] =~ s/k{2400}/K/gr,
	'item {"Op": "U", "id": 1, "ok": true, "seq": 1, "body": null, "name": "m", "part": "K", "_old_key": null, "_unchanged": ["body"]}',
	'a long key is known though it has not changed');

#
# The initial load
#

capture('TRUNCATE item; ' . "INSERT INTO item VALUES (1, 'a', NULL, 'b', false)");
query("DELETE FROM taken WHERE get_byte(message, 0) = ascii('T')");
is(written('false, load => true'), "id,part,name,body,ok\n1,a,,b,false\n", 'a file of the initial load in CSV');
is(written('true, load => true'), qq({"id":1,"part":"a","name":null,"body":"b","ok":false}\n), 'and JSON');
is(written('false, load => true, include_op_for_full_load => true'),
	"Op,commit_ts,commit_lsn,seq,xid,id,part,name,body,ok,_unchanged,_old_key\nL,,,,,1,a,,b,false,,\n",
	'with the columns of changes in CSV');
is(written('true, load => true, include_op_for_full_load => true'),
	'{"Op":"L","commit_ts":null,"commit_lsn":null,"seq":null,"xid":null,"id":1,"part":"a","name":null,"body":"b",'
	  . qq("ok":false,"_unchanged":null,"_old_key":null}\n), 'and JSON');
is(written('false, load => true, include_op_for_full_load => true, inserts_only => true, timestamp_column => NULL'),
	"Op,id,part,name,body,ok\nL,1,a,,b,false\n", 'for who only wants rows');
is(written('false, load => true, include_op_for_full_load => true, inserts_only => true, timestamp_column => NULL, op_column => NULL'),
	"id,part,name,body,ok\n1,a,,b,false\n", 'and nothing but rows');

#
# Another encoding
#

query("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
$database = 'latin';
set_up();
query(<<'EOS');
SET client_encoding = 'UTF8';
CREATE TABLE "zoë" (id integer PRIMARY KEY, "name é" text);
ALTER PUBLICATION captured ADD TABLE "zoë";
EOS
capture(qq(SET client_encoding = 'UTF8'; INSERT INTO "zo\xc3\xab" VALUES (1, '\xc3\xa4,\xc3\xb6'), (2, 'plain')));
is(written('false, load => true'), qq(id,name \xc3\xa9\n1,"\xc3\xa4,\xc3\xb6"\n2,plain\n),
	'CSV of a database that is not in UTF-8');
is(written('true, load => true'), qq({"id":1,"name \xc3\xa9":"\xc3\xa4,\xc3\xb6"}\n{"id":2,"name \xc3\xa9":"plain"}\n), 'and JSON');

$node->stop;
done_testing();
