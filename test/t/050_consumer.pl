# A consumer's life: records arrive once and in order, in batches that a
# statement trigger sees; options, positions, stop and start, rewind.

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
	'consumer',
	emulators => $aws,
	services => ['kinesis'],
	conf => "log_statement = none\n");
my $stream = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

# Batches and the trigger's view of them
$aws->create_stream('orders', 2);
$stream->put('orders', map { { key => "k" . $_ % 7, json => { n => $_ } } } 1 .. 300);
app(<<'SQL');
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE seen (statement bigserial, rows int, role name);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO seen (rows, role) SELECT count(*), current_user FROM batch;
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT ON inbox REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION note();
SELECT awspipe.create_kinesis_consumer('orders', 'aws', 'orders', 'inbox', batch_size => 40);
SELECT awspipe.start_consumer('orders');
SQL
ok($node->poll_until('SELECT count(*) = 300 FROM app.inbox'), 'all records arrive');
is(app('SELECT max(rows) <= 40 AND sum(rows) = 300 AND bool_and(role = \'app\') FROM seen'),
	't', 'the trigger sees batches of at most batch_size, as the owner');
is( app('SELECT count(DISTINCT event_id) FROM inbox'),
	300, 'every record has its own event_id');
is( app(<<'SQL'),
SELECT bool_and(ok) FROM (
	SELECT (payload->>'n')::int > lag((payload->>'n')::int) OVER (PARTITION BY partition_key ORDER BY ctid) AS ok
	FROM inbox) AS s
SQL
	't',
	'records of a key keep their order');
is( app(q{SELECT bool_and(arrived_at > now() - interval '1 hour' AND source = 'orders'
	AND event_id = shard_id || ':' || sequence_number) FROM inbox}),
	't',
	'columns are filled');
is( app(<<'SQL'),
SELECT bool_and(s.sequence_number::numeric = m.last) FROM awspipe.shards s
JOIN (SELECT shard_id, max(sequence_number::numeric) AS last FROM inbox GROUP BY 1) m USING (shard_id)
SQL
	't',
	'the checkpoint is the last record of its shard');
is( app(q{SELECT records || ' ' || (batches >= 8) || ' ' || errors FROM awspipe.stat_consumer}),
	'300 true 0',
	'counters tell of it');
is(app('SELECT sum(records) FROM awspipe.batches'), 300, 'batches are remembered');

# Stop, and go on where it stopped
app(q{SELECT awspipe.stop_consumer('orders')});
ok( $node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.workers WHERE kind = 'consumer')}),
	'a stopped consumer has no worker');
$stream->put('orders', map { { key => 'late', json => { n => $_ } } } 301 .. 320);
is(app(q{SELECT state FROM awspipe.consumers}), 'stopped', 'and says so');
app(q{SELECT awspipe.start_consumer('orders')});
ok($node->poll_until('SELECT count(*) = 320 FROM app.inbox'),
	'it goes on where it stopped');

# A filter, put on and taken off while it runs
app(q{SELECT awspipe.alter_consumer('orders', filter_pattern => '{"kind": ["wanted"]}')});
$stream->put('orders', map { { key => 'f', json => { n => $_, kind => $_ % 2 ? 'wanted' : 'not' } } } 1 .. 20);
ok($node->poll_until('SELECT filtered = 10 FROM awspipe.stat_consumer'),
	'records that do not match are counted');
ok($node->poll_until('SELECT count(*) = 330 FROM app.inbox'), 'the others are stored');
app(q{SELECT awspipe.alter_consumer('orders', filter_pattern => 'null')});
$stream->put('orders', { key => 'f', json => { kind => 'not' } });
ok($node->poll_until('SELECT count(*) = 331 FROM app.inbox'), 'without a filter all are stored');

# Expired iterators
$aws->shift_clock('kinesis', 310);
$stream->put('orders', map { { key => "e$_", json => { n => $_ } } } 1 .. 10);
ok($node->poll_until('SELECT count(*) = 341 FROM app.inbox'),
	'expired iterators are replaced');
is(app('SELECT count(DISTINCT event_id) FROM inbox'), 341, 'and nothing is read twice');

# Rewind replays
app(q{TRUNCATE inbox; SELECT awspipe.rewind_consumer('orders', 'TRIM_HORIZON')});
ok($node->poll_until('SELECT count(DISTINCT event_id) = 351 FROM app.inbox'),
	'rewind replays the stream');

# Starting positions
my @all = split /\n/, app(q{SELECT event_id FROM inbox WHERE shard_id = 'shardId-000000000000' ORDER BY sequence_number::numeric});
my ($shard, $middle) = split /:/, $all[ int(@all / 2) ];
for my $case ([ 'AT_SEQUENCE_NUMBER', 0 ], [ 'AFTER_SEQUENCE_NUMBER', 1 ])
{
	my ($position, $skip) = @$case;
	my $expected = @all - int(@all / 2) - $skip;

	app(<<"SQL");
CREATE TABLE inbox_$position (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('$position', 'aws', 'orders', 'inbox_$position',
	starting_position => '$position',
	starting_sequence_numbers => jsonb_build_object('$shard', '$middle'));
SELECT awspipe.start_consumer('$position');
SQL
	ok( $node->poll_until(
			qq{SELECT count(*) = $expected FROM app.inbox_$position WHERE shard_id = '$shard'}),
		"$position begins there");
	app("SELECT awspipe.drop_consumer('$position')");
}
app(<<'SQL');
CREATE TABLE inbox_latest (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('latest', 'aws', 'orders', 'inbox_latest', starting_position => 'LATEST');
SELECT awspipe.start_consumer('latest');
SQL
ok( $node->poll_until(q{SELECT requests >= 6 FROM awspipe.stat_consumer WHERE consumer = 'latest'}),
	'a consumer at LATEST reads');
$stream->put('orders', map { { key => "l$_", json => { n => $_ } } } 1 .. 10);
ok($node->poll_until('SELECT count(*) = 10 FROM app.inbox_latest'),
	'LATEST sees what comes later only');

# Payload types, and columns of the user's own
app(<<'SQL');
CREATE TABLE raw (id bigserial, payload bytea NOT NULL, note text DEFAULT 'mine');
SELECT awspipe.create_kinesis_consumer('raw', 'aws', 'raw', 'raw');
SQL
$aws->create_stream('raw', 1);
$stream->put('raw', { key => 'k', data => "\x00\xff\xfe" });
app(q{SELECT awspipe.start_consumer('raw')});
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.raw WHERE payload = '\x00fffe' AND note = 'mine'}),
	'bytea takes any bytes, other columns their defaults');

# Aggregated records
$stream->put('raw', { key => 'k', data => $stream->kpl_aggregate([ a => 'one' ], [ b => 'two' ], [ a => 'three' ]) });
ok($node->poll_until(q{SELECT array_agg(convert_from(payload, 'UTF8') ORDER BY id) = '{one,two,three}'
	FROM app.raw WHERE id > 1}), 'aggregated records are opened');

# Renamed inboxes are found again
app(q{ALTER TABLE raw RENAME TO raw_renamed});
$stream->put('raw', { key => 'k', data => 'after' });
ok($node->poll_until(q{SELECT count(*) = 5 FROM app.raw_renamed}), 'a renamed inbox is found again');

# Lambda's window: what comes within it is one batch
app(q{TRUNCATE seen; SELECT awspipe.alter_consumer('orders', batch_size => 10000, maximum_batching_window => '2 seconds')});
$stream->put('orders', { key => 'w', json => { n => $_ } }) for 1 .. 4;
ok($node->poll_until('SELECT sum(rows) = 4 FROM app.seen'), 'records wait for the window');
is(app('SELECT count(*) FROM seen'), 1, 'and are one batch');

# Stopping leaves no worker, dropping no trace
app(q{SELECT awspipe.drop_consumer(name) FROM awspipe.consumers});
ok( $node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.workers WHERE kind = 'consumer')}),
	'dropped consumers have no workers');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.checkpoint'), 0, 'and no checkpoints');
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/not a secret/, 'no secret in the log');

done_testing();
