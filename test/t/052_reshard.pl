# Shards that split, merge, end and vanish: every record once, and in the
# order of its partition key, whatever becomes of the shards.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use StreamTools;
use Test::More;

my $aws = AwsEmulators->new('kinesis');
my $proxy = FaultProxy->new($aws->url('kinesis'));
my $node = PipeCluster->create(
	'reshard',
	emulators => $aws,
	services => ['kinesis'],
	conf => "log_statement = none\n");
my $tools = StreamTools->new($aws, $node);

$node->create_server('proxied', endpoints => { kinesis => $proxy->url });

sub app { return $node->psql_as('app', @_) }

# An inbox that knows in which order its rows came
sub create_consumer
{
	my ($name, $stream, $server, $options) = @_;

	app(<<"SQL");
CREATE TABLE $name (LIKE awspipe.event INCLUDING ALL, id bigint GENERATED ALWAYS AS IDENTITY);
SELECT awspipe.create_kinesis_consumer('$name', '$server', '$stream', '$name', $options);
SELECT awspipe.start_consumer('$name');
SQL
	return;
}

sub stop_consumer
{
	my ($name) = @_;

	app("SELECT awspipe.stop_consumer('$name')");
	$node->poll_until("SELECT NOT EXISTS (SELECT FROM awspipe.workers WHERE consumer = '$name')")
	  or die "consumer $name does not stop";
	return;
}

sub restart_consumer
{
	my ($name) = @_;

	stop_consumer($name);
	app("SELECT awspipe.start_consumer('$name')");
	return;
}

# Puts a record for each of many keys, with the key's own counter; returns
# the event ids they will have.
my %counters;

sub put_round
{
	my ($stream, $rounds) = @_;
	my @records;

	for (1 .. $rounds)
	{
		push @records, map {
			{ key => "k$_", json => { n => ++$counters{$stream}{$_} } }
		} 1 .. 40;
	}
	return map { join(':', @$_) } $tools->put($stream, @records);
}

# Two splits and two merges with records before, between and behind them;
# returns the records' event ids.
sub reshard
{
	my ($stream) = @_;
	my @events = put_round($stream, 4);

	for my $step (qw(split_shard split_shard merge_shards merge_shards))
	{
		$tools->$step($stream, 0);
		push @events, put_round($stream, 4);
	}
	return @events;
}

# Are exactly these records in, each once and in order?
sub holds
{
	my ($inbox, $events, $name) = @_;
	my $count = @$events;

	ok($node->poll_until("SELECT count(*) >= $count FROM app.$inbox"), "$name: they arrive");
	is( app("SELECT string_agg(event_id, ' ' ORDER BY event_id COLLATE \"C\") FROM $inbox"),
		join(' ', sort @$events),
		"$name: every record exactly once");
	is( app(<<"SQL"), 't', "$name: each key in its order");
SELECT bool_and(ok) FROM (
	SELECT (payload->>'n')::int = lag((payload->>'n')::int) OVER key + 1
		OR lag(payload) OVER key IS NULL AS ok
	FROM $inbox WINDOW key AS (PARTITION BY partition_key ORDER BY id)) AS s
SQL
	is( app(<<"SQL"), 0, "$name: no child is read before its parents are committed");
SELECT count(*) FROM awspipe.shards AS s,
	unnest(s.parents) AS parent,
	LATERAL (SELECT min(id) AS first, min(received_at) AS since FROM $inbox WHERE shard_id = s.shard_id) AS c,
	LATERAL (SELECT max(id) AS last, max(received_at) AS until FROM $inbox WHERE shard_id = parent) AS p
WHERE s.consumer = '$inbox' AND (c.first < p.last OR c.since <= p.until)
SQL
	return;
}

# The events that are in once there are so many
sub arrived
{
	my ($inbox, $count) = @_;

	$node->poll_until("SELECT count(*) >= $count FROM app.$inbox")
	  or die "$count records do not arrive";
	return split /\n/, app("SELECT event_id FROM $inbox ORDER BY event_id COLLATE \"C\"");
}

# Does awspipe.shards say what the stream says?
sub agrees
{
	my ($consumer, $stream, $name) = @_;
	my $expected = join(' ', map { "$_->{ShardId}:" . (StreamTools::is_closed($_) ? 'closed' : 'open') }
		  sort { $a->{ShardId} cmp $b->{ShardId} } $tools->shards($stream));

	ok( $node->poll_until(<<"SQL"), $name);
SELECT string_agg(shard_id || ':' || state, ' ' ORDER BY shard_id COLLATE "C") = '$expected'
FROM awspipe.shards WHERE consumer = '$consumer'
SQL
	return;
}

# While the consumer runs, slowly enough to be behind; and while it does not
$aws->create_stream('orders', 2);
create_consumer('orders', 'orders', 'aws', 'batch_size => 15');
my @first = reshard('orders');
holds('orders', \@first, 'resharded while the consumer runs');
agrees('orders', 'orders', 'parents are closed, children open');

stop_consumer('orders');
my $between = $node->safe_psql('postgres', 'SELECT clock_timestamp()');
my @second = reshard('orders');
app(q{SELECT awspipe.start_consumer('orders')});
holds('orders', [ @first, @second ], 'resharded while it is stopped');
agrees('orders', 'orders', 'parents and their children are closed, the last open');
cmp_ok(app(q{SELECT count(*) FROM awspipe.shards WHERE consumer = 'orders'}),
	'>=', 14, 'that was a family of shards');

# Other consumers of the same history
create_consumer('all_of_it', 'orders', 'aws', q{starting_position => 'TRIM_HORIZON'});
holds('all_of_it', [ @first, @second ], 'TRIM_HORIZON');
create_consumer('later', 'orders', 'aws',
	"starting_position => 'AT_TIMESTAMP', starting_timestamp => '$between'");
holds('later', \@second, 'AT_TIMESTAMP, with shards that came after it');
agrees('later', 'orders', 'AT_TIMESTAMP: shards that ended before it are closed');

create_consumer('latest', 'orders', 'aws', q{starting_position => 'LATEST'});
ok( $node->poll_until(<<'SQL'), 'a consumer at LATEST has reached all open shards');
SELECT bool_and(state = 'closed' OR caught_up_at IS NOT NULL)
FROM awspipe.shards WHERE consumer = 'latest'
SQL
my @third = reshard('orders');
holds('latest', \@third, 'LATEST, resharded later');
holds('orders', [ @first, @second, @third ], 'the first consumer goes on');
app(q{SELECT awspipe.drop_consumer(name) FROM awspipe.consumers});

# LATEST means the moment of the start, even if nothing can be read then
$aws->create_stream('moment', 1);
put_round('moment', 1);
$proxy->rules({
	name => 'expired',
	match => 'GetRecords',
	action => 'status',
	status => 400,
	code => 'ExpiredIteratorException'
});
create_consumer('moment', 'moment', 'proxied', q{starting_position => 'LATEST'});
ok($aws->wait_until(sub { $proxy->fired('expired') }), 'an iterator at LATEST expires');
my @moment = put_round('moment', 1);
$proxy->rules();
is_deeply([ arrived('moment', 40) ], [ sort @moment ],
	'what came in the meantime is read, and nothing older');
app(q{SELECT awspipe.drop_consumer('moment')});

# The end of a shard, by an answer that is wrong
$aws->create_stream('doubt', 1);
create_consumer('doubt', 'doubt', 'proxied', 'batch_size => 15');
my @doubt = put_round('doubt', 2);
holds('doubt', \@doubt, 'before a wrong answer');
$proxy->rules({
	name => 'end',
	match => 'GetRecords',
	count => 1,
	action => 'status',
	status => 200,
	body_text => '{"Records": [], "NextShardIterator": null, "MillisBehindLatest": 0}'
});
ok($aws->wait_until(sub { $proxy->fired('end') }), 'GetRecords calls a shard ended');
push @doubt, put_round('doubt', 2);
holds('doubt', \@doubt, 'a shard that the list shows open is read on');
is(app(q{SELECT string_agg(state, ' ') FROM awspipe.shards WHERE consumer = 'doubt'}),
	'open', 'it has not been closed');

# A list without the parent: a slip first, the passing of time later
$tools->split_shard('doubt', 0);
push @doubt, put_round('doubt', 2);
holds('doubt', \@doubt, 'a split behind it');
$proxy->rules({
	name => 'list',
	match => 'ListShards',
	action => 'status',
	status => 200,
	body_text => $aws->{json}->encode(
		{ Shards => [ $tools->open_shards('doubt') ], NextToken => undef })
});
restart_consumer('doubt');
push @doubt, put_round('doubt', 2);
holds('doubt', \@doubt, 'a list that has lost a parent');
ok($proxy->fired('list'), 'it was such a list');
is( app(q{SELECT string_agg(state, ' ' ORDER BY shard_id) FROM awspipe.shards WHERE consumer = 'doubt'}),
	'closed open open',
	'the closed shard is remembered while the stream may list it');
$node->safe_psql('postgres',
	q{UPDATE awspipe.checkpoint SET updated_at = now() - interval '25 hours' WHERE closed});
restart_consumer('doubt');
ok( $node->poll_until(q{SELECT string_agg(state, ' ') = 'open open' FROM awspipe.shards WHERE consumer = 'doubt'}),
	'and forgotten once it cannot any more');
push @doubt, put_round('doubt', 2);
holds('doubt', \@doubt, 'its children need no parent');
app(q{SELECT awspipe.drop_consumer('doubt')});

# Gaps: what the stream has thrown away cannot be had, but is told
$aws->create_stream('gaps', 1);
create_consumer('gaps', 'gaps', 'aws', 'batch_size => 100');
my @gaps = put_round('gaps', 1);
holds('gaps', \@gaps, 'before a gap');
my $position = app(q{SELECT sequence_number FROM awspipe.shards WHERE consumer = 'gaps'});
stop_consumer('gaps');
$node->safe_psql('postgres', q{UPDATE awspipe.checkpoint
	SET arrived_at = now() - interval '25 hours', caught_up_at = now() - interval '25 hours'});
app(q{SELECT awspipe.start_consumer('gaps')});
push @gaps, put_round('gaps', 1);
holds('gaps', \@gaps, 'a position older than the retention');
is( app(q{SELECT kind || ' ' || sequence_number FROM awspipe.dead_letters WHERE consumer = 'gaps'}),
	"gap $position", 'is reported as a gap');
restart_consumer('gaps');
push @gaps, put_round('gaps', 1);
holds('gaps', \@gaps, 'after a gap');
is(app(q{SELECT count(*) FROM awspipe.dead_letters}), 1, 'it is reported once');

stop_consumer('gaps');
$node->safe_psql('postgres', <<'SQL');
INSERT INTO awspipe.checkpoint (consumer_id, epoch, shard_id, starting_position, sequence_number)
SELECT consumer_id, epoch, 'shardId-000000000099', 'TRIM_HORIZON', '7'
FROM awspipe.consumer_state JOIN awspipe.consumer USING (consumer_id) WHERE name = 'gaps'
SQL
app(q{SELECT awspipe.start_consumer('gaps')});
ok( $node->poll_until(<<'SQL'), 'a shard that vanished unread is a gap too');
SELECT count(*) = 1 FROM awspipe.dead_letters
WHERE kind = 'gap' AND shard_id = 'shardId-000000000099' AND sequence_number = '7'
SQL
ok( $node->poll_until(<<'SQL'), 'and does not stand in the way');
SELECT state = 'closed' FROM awspipe.shards WHERE shard_id = 'shardId-000000000099'
SQL
app(q{SELECT awspipe.drop_consumer('gaps')});

# Another stream of the same name
$aws->create_stream('again', 2);
create_consumer('again', 'again', 'aws', 'batch_size => 100');
holds('again', [ put_round('again', 1) ], 'a stream');
$aws->aws_call('kinesis', 'DeleteStream', { StreamName => 'again' });
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers}),
	'the consumer of a deleted stream stops');
$aws->shift_clock('kinesis', 60);
$aws->create_stream('again', 1);
delete $counters{again};
my @again = put_round('again', 1);
app(q{SELECT awspipe.start_consumer('again')});
ok($node->poll_until(q{SELECT state = 'failed' AND error_code = '55000' FROM awspipe.consumers}),
	'a stream of the same name is not taken for the same');
like(app(q{SELECT error_message || '. ' || error_detail FROM awspipe.consumer_errors}),
	qr/^stream "again" is not the one this consumer has read\. It was created at .*, not at .*\.$/,
	'and the consumer says so');
is(app(q{SELECT error_hint FROM awspipe.consumer_errors}), 'awspipe.rewind_consumer() begins with the new stream.',
	'and what to do');
ok($node->wait_for_log(qr/WARNING:  consumer "again" of database "postgres" has stopped after 55000: stream "again" is not the one this consumer has read\n.*DETAIL:  It was created at .*\n.*HINT:  awspipe\.rewind_consumer\(\) begins with the new stream\. See awspipe\.consumer_errors/),
	'as does the log');
app(<<'SQL');
TRUNCATE again;
SELECT awspipe.rewind_consumer('again', 'TRIM_HORIZON');
SELECT awspipe.start_consumer('again');
SQL
holds('again', \@again, 'rewound, it reads the new stream');
agrees('again', 'again', 'and knows its shards only');

done_testing();
