# Records that cannot be processed: exactly they are set aside, or the
# consumer stops in front of them; nothing is lost either way.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis');
my $node = PipeCluster->create(
	'bad_records',
	emulators => $aws,
	services => ['kinesis'],
	conf => "log_statement = none\n");
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

my $deep = ('{"a":' x 5000) . '1' . ('}' x 5000);

# What AWS lets through and a jsonb inbox with this trigger does not take,
# with the SQLSTATE that has to stand on it
my %poison = (
	bad_json => [ '{"n": 1', '22P02' ],
	nul_escape => [ '{"n": "\\u0000"}', '22P05' ],
	nul_byte => [ "{\"n\": \"\x00\"}", '22021' ],
	not_utf8 => [ "{\"n\": \"\xff\xfe\"}", '22021' ],
	too_deep => [ $deep, '54000' ],
	empty => [ '', '22P02' ],
	raises => [ '{"n": "raise"}', 'P0001' ],
	own_code => [ '{"n": "own code"}', 'AB123' ],
	constraint => [ '{"n": -1}', '23514' ],
	deferred => [ '{"n": "deferred"}', '23503' ],
	divides => [ '{"n": "divide"}', '22012' ]);

my $setup = <<'SQL';
CREATE TABLE %1$s (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE %1$s_statement (sequence bigserial, rows int);
CREATE TABLE %1$s_sum (n bigint CHECK (n >= 0));
CREATE TABLE %1$s_parent (id text PRIMARY KEY);
CREATE TABLE %1$s_child (id text REFERENCES %1$s_parent DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION %1$s_apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM batch WHERE payload->>'n' = 'raise') THEN
		RAISE EXCEPTION 'the secret is %%', 42 USING DETAIL = 'sentinel in detail', HINT = 'sentinel in hint';
	END IF;
	IF EXISTS (SELECT FROM batch WHERE payload->>'n' = 'own code') THEN
		RAISE EXCEPTION 'own' USING ERRCODE = 'AB123';
	END IF;
	PERFORM 1 / CASE WHEN payload->>'n' = 'divide' THEN 0 ELSE 1 END FROM batch;
	INSERT INTO %1$s_child SELECT 'none' FROM batch WHERE payload->>'n' = 'deferred';
	INSERT INTO %1$s_sum SELECT (payload->>'n')::bigint FROM batch
		WHERE jsonb_typeof(payload->'n') = 'number';
	RETURN NULL;
END $$;
CREATE TRIGGER apply AFTER INSERT ON %1$s REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION %1$s_apply();
SQL

# dead_letter: exactly the bad ones are set aside, with their bytes
app(sprintf($setup, 'aside'));
$aws->create_stream('aside', 1);
my @records = map { { key => 'k', json => { n => $_ } } } 1 .. 1000;
my $at = 50;
for my $kind (sort keys %poison)
{
	splice(@records, $at, 0, { key => $kind, data => $poison{$kind}[0] });
	$at += 70;
}
$stream->put('aside', @records);
app(<<'SQL');
SELECT awspipe.create_kinesis_consumer('aside', 'aws', 'aside', 'aside', on_error => 'dead_letter');
SELECT awspipe.start_consumer('aside');
SQL
ok($node->poll_until('SELECT count(*) = 1000 FROM app.aside'), 'all good records are in');
is( app(q{SELECT count(*) || ' ' || sum(n) FROM aside_sum}),
	'1000 500500',
	'and were applied exactly once');
is(app('SELECT count(*) FROM awspipe.dead_letters'),
	scalar keys %poison, 'as many dead letters as bad records');
for my $kind (sort keys %poison)
{
	my ($bytes, $sqlstate) = @{ $poison{$kind} };
	my $hex = unpack('H*', $bytes);

	is( app(qq{SELECT error_code || ' ' || (payload = '\\x$hex') || ' ' || (sequence_number IS NOT NULL) || ' ' || attempts
		FROM awspipe.dead_letters WHERE partition_key = '$kind'}),
		"$sqlstate true true 1",
		"$kind: SQLSTATE and bytes");
}
is( app(q{SELECT constraint_name FROM awspipe.dead_letters WHERE partition_key = 'constraint'}),
	'aside_sum_n_check',
	'the constraint is named');
is( app(q{SELECT max(c.sequence_number) = max(a.sequence_number) FROM awspipe.shards c, aside a}),
	't', 'the checkpoint has passed them');

# The price of one bad record in the middle of many
app(<<'SQL');
CREATE SEQUENCE statements;
CREATE FUNCTION count_statements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM nextval('statements'); RETURN NULL; END $$;
CREATE TRIGGER a_count AFTER INSERT ON aside FOR EACH STATEMENT EXECUTE FUNCTION count_statements();
SELECT awspipe.stop_consumer('aside');
SQL
@records = map { { key => 'k', json => { n => 0 } } } 1 .. 4000;
splice(@records, 2345, 0, { key => 'one', data => $poison{raises}[0] });
$stream->put('aside', @records);
app(q{SELECT awspipe.start_consumer('aside')});
ok($node->poll_until('SELECT count(*) = 5000 FROM app.aside'), 'one bad record in 4,001');
my $statements = app('SELECT last_value FROM statements');
cmp_ok($statements, '<=', 60, "costs tens of statements ($statements), not thousands");

# Redrive: through the same path, once what was wrong is mended
app(<<'SQL');
CREATE OR REPLACE FUNCTION aside_apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM 1 / CASE WHEN payload->>'n' = 'divide' THEN 0 ELSE 1 END FROM batch;
	RETURN NULL;
END $$;
SQL
is(app(q{SELECT awspipe.redrive('aside', 'P0001')}), 2, 'dead letters are redriven by their code');
ok( $node->poll_until(q{SELECT count(*) = 2 FROM app.aside WHERE payload->>'n' = 'raise'}),
	'and go in');
is(app(q{SELECT count(*) FROM awspipe.dead_letters WHERE error_code = 'P0001'}), 0, 'and are gone');
is(app(q{SELECT awspipe.redrive(array_agg(dead_letter_id)) FROM awspipe.dead_letters}),
	10, 'the others are redriven by id');
ok($node->poll_until(q{SELECT count(*) = 7 AND bool_and(attempts = 2) AND NOT bool_or(redrive) FROM awspipe.dead_letter}),
	'those that fail again stay, with one attempt more');
is(app(q{SELECT awspipe.discard(array_agg(dead_letter_id)) FROM awspipe.dead_letters}),
	7, 'dead letters are discarded');

# stop: everything before is committed, the view names the record
for my $kind (qw(bad_json raises deferred constraint))
{
	my ($bytes, $sqlstate) = @{ $poison{$kind} };
	my $name = "stop_$kind";

	app(sprintf($setup, $name));
	$aws->create_stream($name, 1);
	@records = map { { key => 'k', json => { n => $_ } } } 1 .. 100;
	splice(@records, 60, 0, { key => 'k', data => $bytes });
	my @positions = $stream->put($name, @records);
	app(<<"SQL");
SELECT awspipe.create_kinesis_consumer('$name', 'aws', '$name', '$name');
SELECT awspipe.start_consumer('$name');
SQL
	ok( $node->poll_until("SELECT state = 'failed' FROM awspipe.consumers WHERE name = '$name'"),
		"$kind: the consumer stops");
	is( app("SELECT error_code || ' ' || error_position FROM awspipe.consumer_errors WHERE consumer = '$name'"),
		"$sqlstate $positions[60][0]:$positions[60][1]",
		"$kind: the view names the record");
	is(app("SELECT count(*) FROM $name"), 60, "$kind: everything before it is in");
	is(app("SELECT sequence_number FROM awspipe.shards WHERE consumer = '$name'"),
		$positions[59][1], "$kind: the checkpoint stands in front of it");
}
is(app(q{SELECT error_detail || ', ' || error_hint FROM awspipe.consumer_errors WHERE consumer = 'stop_raises'}),
	'sentinel in detail, sentinel in hint', "the view has the error's detail and hint");
# What the error says may quote a row: the log has the rest of it
ok($node->wait_for_log(qr/WARNING:  consumer "stop_raises" of database "postgres" has stopped after P0001\n.*HINT:  See awspipe\.consumer_errors; awspipe\.start_consumer\(\) goes on\.\n/),
	'the log warns of it');
app(q{SELECT awspipe.alter_consumer('stop_raises', on_error => 'dead_letter'); SELECT awspipe.start_consumer('stop_raises')});
ok($node->poll_until('SELECT count(*) = 100 FROM app.stop_raises'), 'a stopped consumer goes on with another policy');
is(app(q{SELECT error_hint FROM awspipe.dead_letters WHERE consumer = 'stop_raises'}), 'sentinel in hint',
	'and sets the record aside');

# A record inside an aggregated one
app(sprintf($setup, 'aggregated'));
$aws->create_stream('aggregated', 1);
$stream->put('aggregated', { key => 'k', data => $stream->kpl_aggregate(
	[ a => '{"n": 1}' ], [ a => '{"n": 2}' ], [ a => '{"n": "raise"}' ], [ a => '{"n": 4}' ]) });
app(<<'SQL');
SELECT awspipe.create_kinesis_consumer('aggregated', 'aws', 'aggregated', 'aggregated');
SELECT awspipe.start_consumer('aggregated');
SQL
ok($node->poll_until(q{SELECT error_position LIKE '%:2' FROM awspipe.consumer_errors WHERE consumer = 'aggregated'}),
	'a user record inside an aggregated one is named');
is(app('SELECT sum(n) FROM aggregated_sum'), 3, 'those before it are in');
app(q{SELECT awspipe.alter_consumer('aggregated', on_error => 'dead_letter'); SELECT awspipe.start_consumer('aggregated')});
ok($node->poll_until('SELECT sum(n) = 7 FROM app.aggregated_sum'), 'and are not applied again');

# Errors that are not the data's fault
app(sprintf($setup, 'conflict'));
$aws->create_stream('conflict', 1);
app(<<'SQL');
CREATE SEQUENCE conflicts;
CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF nextval('conflicts') <= 3 THEN
		RAISE EXCEPTION 'lost' USING ERRCODE = '40001';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER a_lose AFTER INSERT ON conflict FOR EACH STATEMENT EXECUTE FUNCTION lose();
SELECT awspipe.create_kinesis_consumer('conflict', 'aws', 'conflict', 'conflict', on_error => 'dead_letter');
SELECT awspipe.start_consumer('conflict');
SQL
$stream->put('conflict', map { { key => 'k', json => { n => $_ } } } 1 .. 10);
ok($node->poll_until('SELECT count(*) = 10 FROM app.conflict'), 'a serialization failure is tried again');
is(app(q{SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'conflict'}), 0, 'and blames no record');
app(q{ALTER TABLE conflict ADD COLUMN needed int NOT NULL DEFAULT 0; ALTER TABLE conflict ALTER COLUMN needed DROP DEFAULT});
$stream->put('conflict', { key => 'k', json => { n => 1 } });
ok($node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letter WHERE consumer = 'conflict' AND error_code = '23502'}),
	'a column that must not be null is the data\'s fault');
app(q{ALTER TABLE conflict DROP COLUMN payload});
$stream->put('conflict', { key => 'k', json => { n => 1 } });
ok($node->poll_until(q{SELECT state = 'failed' AND error_code LIKE '42%' FROM awspipe.consumers WHERE name = 'conflict'}),
	'a change of the table that does not fit stops the consumer');

# What a user's trigger says stays in the tables
my $log = PostgreSQL::Test::Utils::slurp_file($node->logfile);
unlike($log, qr/the secret is 42/, 'no message of a trigger in the log');
unlike($log, qr/sentinel in detail/, 'nor its detail');

done_testing();
