# The inventory pipeline in operation: deployed, replayed, its table lost and
# made again, a trigger that must not reach for the network, and removed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use Test::More;

my $aws = AwsEmulators->new(qw(kinesis dynamodb));
my $node = PipeCluster->create(
	'main',
	emulators => $aws,
	services => [qw(kinesis dynamodb)]);

sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

# Products as the table has them, in the shape of products() below
sub items
{
	my $page = $aws->aws_call('dynamodb', 'Scan', { TableName => 'stock' });

	return join "\n", sort map {
		join '|', $_->{product_id}{S}, $_->{version}{N},
		  $_->{expires_at} ? 'removed' : $_->{quantity}{N}
	} @{ $page->{Items} };
}

sub products
{
	return join "\n", sort split /\n/, app(<<'SQL');
SELECT product_id, version, CASE WHEN removed THEN 'removed' ELSE quantity::text END
FROM inventory.product
SQL
}

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
app('CREATE SCHEMA inventory; CREATE EXTENSION pgawspipe_inventory SCHEMA inventory');
like($node->error_as('app', 'SELECT inventory.simulate()'),
	qr/55000: the pipeline is not deployed/, 'what is not deployed does not run');

# Deployed under names of one's own, and again
for (1 .. 2)
{
	app(q{SELECT inventory.deploy('aws', 'events', 'stock', 'shop', 2)});
}
is(app(q{SELECT name || ' ' || resource || ' ' || inbox FROM awspipe.consumer_options}),
	'shop events inventory.event', 'there is one consumer');
is( $aws->aws_call('kinesis', 'DescribeStreamSummary', { StreamName => 'events' })
	  ->{StreamDescriptionSummary}{OpenShardCount},
	2, 'the stream has its shards');

app('SELECT inventory.simulate(1000, 50, 0.25)');
ok( $node->poll_until(<<'SQL'), 'every event is applied or filtered');
SELECT records + filtered >= 1000 FROM awspipe.stat_consumer
SQL
ok(drained(), 'and what follows from it is sent');
is(items(), products(), 'the table holds the stock');
is(app('SELECT count(*) > 0 FROM inventory.product WHERE removed'), 't', 'tombstones among it');

# Replay
my $before = app('SELECT p FROM inventory.product AS p ORDER BY product_id');
my $arrived = app('SELECT count(*) FROM inventory.event');

app(q{SELECT awspipe.rewind_consumer('shop', 'TRIM_HORIZON')});
ok($node->poll_until("SELECT count(*) = 2 * $arrived FROM inventory.event"), 'a replay');
is(app('SELECT p FROM inventory.product AS p ORDER BY product_id'), $before, 'changes no stock');
is( app(<<'SQL'),
SELECT count(*) FROM inventory.event AS e WHERE NOT EXISTS (
	SELECT FROM inventory.rejection AS r WHERE r.event_id = e.event_id)
SQL
	0, 'and is on record');

# A table that was lost
$aws->aws_call('dynamodb', 'DeleteTable', { TableName => 'stock' });
$aws->wait_until(sub { !($aws->aws_try('dynamodb', 'DescribeTable', { TableName => 'stock' }))[0]->{success} })
  or die 'the table does not go away';
app(q{SELECT inventory.deploy('aws', 'events', 'stock', 'shop', 2)});
is(items(), '', 'a table that was lost is made again');
app('SELECT inventory.publish()');
ok(drained(), 'publish() sends everything');
is(items(), products(), 'and the table holds the stock');

# A trigger that calls AWS from the batch
app(<<'SQL');
CREATE FUNCTION inventory.reach_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM awspipe.call('aws', 'kinesis', 'ListStreams');
	RETURN NULL;
END $$;
CREATE TRIGGER reach_out AFTER INSERT ON inventory.event
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.reach_out();
SELECT inventory.simulate(1, 1);
SQL
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers}),
	'a trigger that calls AWS stops the consumer');
like(app('SELECT error_message FROM awspipe.consumers'),
	qr/^AWS cannot be called while a batch is applied$/, 'which says why');
app(<<'SQL');
DROP FUNCTION inventory.reach_out() CASCADE;
SELECT awspipe.start_consumer('shop');
SQL
ok($node->poll_until("SELECT count(*) = 2 * $arrived + 1 FROM inventory.event"),
	'without it, the consumer goes on');

# Removed
app(q{SELECT awspipe.drop_consumer('shop'); DROP EXTENSION pgawspipe_inventory; DROP SCHEMA inventory});
is(app('SELECT count(*) FROM awspipe.consumers'), 0, 'removed, it leaves nothing');

done_testing();
