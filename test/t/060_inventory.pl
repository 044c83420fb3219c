# The inventory pipeline from one end to the other, while shards split and
# merge, workers are killed and the server is: stock in PostgreSQL, items in
# DynamoDB and the stream itself tell the same story.
#
# What happens when is drawn from one seed, $PGAWSPIPE_SEED or a new one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use InventoryFold;
use List::Util qw(sum0);
use PipeCluster;
use StreamTools;
use Test::More;
use Time::HiRes qw(time);

my $events = 20000;
my $products = 500;
my $seed = $ENV{PGAWSPIPE_SEED} // int(time() * 1000) % 1_000_000;

note "seed $seed";
srand($seed);

my $aws = AwsEmulators->new(qw(kinesis-volume dynamodb));
my $node = PipeCluster->create(
	'inventory',
	emulators => $aws,
	services => [qw(kinesis dynamodb)],
	restart_after_crash => 1,
	conf => "log_statement = none\n");
my $tools = StreamTools->new($aws, $node);

sub app { return $node->psql_as('app', @_) }

sub value { return $node->safe_psql('postgres', @_) }

# Time taken since the last call
my $mark = time();

sub lap
{
	my ($what) = @_;

	note sprintf('%s: %.1f s', $what, time() - $mark);
	$mark = time();
	return;
}

#
# Calamities
#

# Takes the whole server down, as it does with any other process of its.
sub kill_worker
{
	my ($kind) = @_;

	$node->poll_until("SELECT count(*) = 1 FROM awspipe.workers WHERE kind = '$kind'")
	  or die "no $kind runs";

	my $pid = value("SELECT pid FROM awspipe.workers WHERE kind = '$kind'");

	die "no pid of the $kind" if $pid !~ /^[1-9]/;
	kill 'KILL', $pid;
	$aws->wait_until(sub { !kill 0, $pid }) or die "the $kind lives";
	return;
}

my $garbage = 0;

# Behind the outbox's back: records that are not JSON, and one that is, twice
sub put_garbage
{
	my $good = '{"event_type": "product_added", "product": {"product_id": "P-garbage", '
	  . '"product_name": "Twice", "quantity": 1, "timestamp": "2023-09-11T12:00:00.000000Z"}}';

	$tools->put('inventory', { key => 'P-garbage', data => "{\"half\": \xff" },
		map { { key => 'P-garbage', data => $good } } 1 .. 2);
	$garbage += 3;
	return;
}

my %calamities = (
	'split a shard' =>
	  [ 3, sub { $tools->split_shard('inventory', int(rand(2))) } ],
	'merge two shards' =>
	  [ 2, sub { $tools->merge_shards('inventory', int(rand(2))) } ],
	'kill the consumer' => [ 3, sub { kill_worker('consumer') } ],
	'kill the dispatcher' => [ 3, sub { kill_worker('dispatcher') } ],
	'put garbage' => [ 3, \&put_garbage ],
	'stop the server at once' =>
	  [ 1, sub { $node->stop('immediate'); $node->start; } ]);

#
# Deploy and publish
#

# this emulator takes no tags of ours
$aws->create_stream('inventory', 4);
value('GRANT CREATE ON DATABASE postgres TO app');
app(<<'SQL');
CREATE SCHEMA inventory;
CREATE EXTENSION pgawspipe_inventory SCHEMA inventory;
SELECT inventory.deploy('aws', shards => 4);
SELECT inventory.deploy('aws', shards => 4);
SQL
ok($node->poll_until(q{SELECT string_agg(name || ' ' || state, ', ') = 'inventory running' FROM awspipe.consumers}),
	'deployed twice, there is one consumer');
is(scalar($tools->shards('inventory')), 4, 'and one stream');

# What is to be sent is noted in the transaction that says so
value(<<"SQL");
BEGIN;
SET SESSION AUTHORIZATION app;
SELECT inventory.simulate($events, $products, $seed / 1e6);
RESET SESSION AUTHORIZATION;
CREATE TABLE published AS
	SELECT outbox_id, body::jsonb->>'PartitionKey' AS key,
		convert_from(decode(body::jsonb->>'Data', 'base64'), 'UTF8') AS data
	FROM awspipe.outbox;
COMMIT;
SQL
is(value('SELECT count(*) FROM published'), $events, "$events events are published");
lap('deployed and published');

#
# Let it happen, at moments told by how many events have been applied
#

my @agenda = sort { $a->[0] <=> $b->[0] }
  map {
	my $what = $_;
	map { [ int($events * (0.02 + rand(0.83))), $what ] } 1 .. $calamities{$what}[0]
  } sort keys %calamities;

for my $item (@agenda)
{
	my ($moment, $what) = @$item;

	$node->poll_until("SELECT count(*) >= $moment FROM inventory.event")
	  or die "$moment events are not reached";
	$calamities{$what}[1]->();
	lap(sprintf('%s at %d events', $what, $moment));
}

ok($node->poll_until(<<'SQL'), 'all events reach the stream');
SELECT NOT EXISTS (SELECT FROM awspipe.outbox JOIN awspipe._destination USING (destination_id)
	WHERE service = 'kinesis')
SQL
lap('Kinesis has all');

#
# The stream is the truth
#

my @records = $tools->read_stream('inventory');
my $fold = InventoryFold->new;

$fold->apply("$_->{shard}:$_->{sequence}", $_->{data}) for @records;
for my $fate (qw(applied rejected filtered unreadable))
{
	note sprintf('%s: %d', $fate, scalar($fold->fate($fate)));
}
note sprintf('%d records in %d shards, of %d published and %d garbage: %d sent twice',
	scalar(@records), scalar($tools->shards('inventory')), $events, $garbage, @records - $events - $garbage);
lap('stream read and folded');

# Nothing that was committed is missing from the stream, or out of order
my %streamed;
my %missing;

push @{ $streamed{ $_->{key} } }, $_->{data} for @records;
for my $line (split /\n/, value('SELECT key, data FROM published ORDER BY outbox_id'))
{
	my ($key, $data) = split /\|/, $line, 2;
	my $queue = $streamed{$key} // [];

	shift @$queue while (@$queue && $queue->[0] ne $data);
	$missing{$key}++ if !@$queue;
	shift @$queue;
}
is_deeply(\%missing, {}, 'every event is in the stream, in the order of its product');

#
# PostgreSQL
#

my $arrived = $fold->fate('applied') + $fold->fate('rejected');

ok($node->poll_until("SELECT count(*) >= $arrived FROM inventory.event"), 'the consumer gets there');
lap('consumer done');
is(value('SELECT string_agg(event_id, chr(10) ORDER BY event_id COLLATE "C") FROM inventory.event'),
	join("\n", sort $fold->fate('applied'), $fold->fate('rejected')),
	'every record that was not filtered is in the inbox exactly once');
is(value('SELECT string_agg(event_id, chr(10) ORDER BY event_id COLLATE "C") FROM inventory.rejection'),
	join("\n", sort $fold->fate('rejected')),
	'what breaks a rule is a rejection exactly once');
is( value(q{SELECT string_agg(shard_id || ':' || sequence_number, chr(10)
		ORDER BY shard_id COLLATE "C", sequence_number) FROM awspipe.dead_letters}),
	join("\n", sort $fold->fate('unreadable')),
	'what is not JSON is a dead letter exactly once');
is( $arrived + $fold->fate('filtered') + $fold->fate('unreadable'),
	scalar(@records), 'and that is all there was');

my $expected = $fold->products;
my $table = join "\n", map {
	my $p = $expected->{$_};
	join '|', $_, @$p{qw(product_name quantity version removed last_event_id event_time)};
} sort keys %$expected;

is( value(<<'SQL'), $table, 'inventory.product is what the stream comes to');
SELECT product_id, product_name, quantity, version, removed::int, last_event_id,
	to_char(event_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
FROM inventory.product ORDER BY product_id
SQL

#
# DynamoDB
#

ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'the outbox drains');
lap('DynamoDB has all');

my (%items, %unlike);
my $scan = { TableName => 'inventory', Limit => 100 };
my $pages = 0;

do
{
	my $page = $aws->aws_call('dynamodb', 'Scan', $scan);

	$items{ $_->{product_id}{S} } = $_ for @{ $page->{Items} };
	$scan->{ExclusiveStartKey} = $page->{LastEvaluatedKey};
	$pages++;
} while ($scan->{ExclusiveStartKey});

cmp_ok($pages, '>', 1, 'the table has several pages');
for my $id (sort { $a cmp $b } keys %$expected)
{
	my $p = $expected->{$id};
	my $item = $items{$id} // {};
	my %had = map { $_ => values %{ $item->{$_} } } keys %$item;
	my %wanted = (product_id => $id, version => $p->{version});

	if ($p->{removed})
	{
		delete @had{qw(deleted expires_at)} if $had{expires_at};
	}
	else
	{
		@wanted{qw(product_name quantity)} = @$p{qw(product_name quantity)};
		$had{event_time} =~ s/\+00:00$/Z/ if $had{event_time};
		$wanted{event_time} = $p->{event_time} =~ s/\.?0*Z$/Z/r;
	}
	$unlike{$id} = [ \%had, \%wanted ]
	  if join('|', map { "$_=$had{$_}" } sort keys %had) ne
	  join('|', map { "$_=$wanted{$_}" } sort keys %wanted);
}
is_deeply(\%unlike, {}, 'the table holds every product as it is, tombstones too');
is(scalar(keys %items), scalar(keys %$expected), 'and no other');
note sprintf('%d products, %d of them removed, %d in stock altogether',
	scalar(keys %$expected), sum0(map { $_->{removed} } values %$expected),
	sum0(map { $_->{quantity} } values %$expected));
note value('SELECT service, delivered, superseded, retried, requests, round(mean_request_ms::numeric, 1) AS ms FROM awspipe.stat_destination');

done_testing();
