# The inventory by way of EventBridge: bus, rule and queue are made, events that
# a rule lets through come to the stock that a stream would have made of them,
# in whatever order and however often they come, and all goes again.
#
# moto comes neither with apt nor with npm: without it this is skipped.  It
# delivers whole events, whatever a target's InputPath says: here the test
# stands between, as EventBridge would, and has messages come late and twice.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use InventoryFold;
use JSON::PP;
use List::Util qw(shuffle);
use Moto;
use PipeCluster;
use Test::More;

my $moto = Moto::take();

if (!$moto)
{
	my $reason = '049_inventory_bus: SKIPPED, there is no moto_server: the inventory\'s events are not sent '
	  . 'over EventBridge to an emulator (see tools/with-moto)';

	print STDERR "# $reason\n";
	plan skip_all => $reason;
}

my $seed = $ENV{PGAWSPIPE_SEED} // int(time()) % 1_000_000;

note "seed $seed";
srand($seed);

my $json = JSON::PP->new->canonical->utf8;
my $node = PipeCluster->create('bus',
	endpoints => { map { $_ => $moto } qw(cloudwatch dynamodb eventbridge kinesis s3 ses sns sqs) });

sub app { return $node->psql_as('app', @_) }

sub call
{
	my ($service, $operation, $input) = @_;
	my $text = $json->encode($input // {});

	return $json->decode(app("SELECT awspipe.call('aws', '$service', '$operation', \$json\$$text\$json\$)"));
}

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

# Without versions: they grow with each change, and a late event changes more
sub products
{
	return app('SELECT product_id, product_name, quantity, removed FROM inventory.product ORDER BY product_id');
}

sub items
{
	my $page = call('dynamodb', 'Scan', { TableName => 'inventory' });

	return join "\n", sort map {
		join '|', $_->{product_id}{S}, $_->{version}{N}, $_->{expires_at} ? 'removed' : $_->{quantity}{N}
	} @{ $page->{Items} };
}

sub products_as_items
{
	return join "\n", sort split /\n/,
	  app(q{SELECT product_id, version, CASE WHEN removed THEN 'removed' ELSE quantity::text END FROM inventory.product});
}

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
app('CREATE SCHEMA inventory; CREATE EXTENSION pgawspipe_inventory SCHEMA inventory');
like($node->error_as('app', q{SELECT inventory.deploy('aws', via => 'pigeon')}), qr/22023: via must be kinesis or eventbridge/, 'there are two ways');

#
# Deployed, and again; nothing is read for now
#

my $url;

sub deployed
{
	$url = call('sqs', 'GetQueueUrl', { QueueName => 'inventory' })->{QueueUrl};
	return {
		bus => call('eventbridge', 'DescribeEventBus', { Name => 'inventory' }),
		rule => call('eventbridge', 'DescribeRule', { Name => 'inventory', EventBusName => 'inventory' }),
		targets => call('eventbridge', 'ListTargetsByRule', { Rule => 'inventory', EventBusName => 'inventory' })->{Targets},
		queue => call('sqs', 'GetQueueAttributes', { QueueUrl => $url, AttributeNames => ['All'] })->{Attributes},
		queues => call('sqs', 'ListQueues')->{QueueUrls},
		buses => call('eventbridge', 'ListEventBuses')->{EventBuses},
		consumer => app('SELECT * FROM awspipe.consumer_options'),
		resources => app(q{SELECT kind, name, arn, installation FROM awspipe.resources})
	};
}

app(q{BEGIN; SELECT inventory.deploy('aws', via => 'eventbridge'), awspipe.stop_consumer('inventory'); COMMIT});
my $first = deployed();
app(q{BEGIN; SELECT inventory.deploy('aws', via => 'eventbridge'), awspipe.stop_consumer('inventory'); COMMIT});
is_deeply(deployed(), $first, 'deployed again, nothing changes');
is(app(q{SELECT kind, name FROM awspipe.resources ORDER BY kind COLLATE "C", name COLLATE "C"}),
	"consumer|inventory\nevent_bus|inventory\nevent_rule|inventory/inventory\nqueue|inventory\nqueue|inventory-dead-letters\ntable|inventory",
	'this is what it takes');

my ($target) = @{ $first->{targets} };
is_deeply([ $target->{Arn}, $target->{InputPath} ], [ $first->{queue}{QueueArn}, '$.detail' ], 'the rule sends the events to the queue');
my ($statement) = @{ $json->decode($first->{queue}{Policy})->{Statement} };
is_deeply([ $statement->{Principal}{Service}, $statement->{Condition}{ArnEquals}{'aws:SourceArn'} ],
	[ 'events.amazonaws.com', $first->{rule}{Arn} ], 'which lets this rule do so');
like($first->{queue}{RedrivePolicy}, qr/inventory-dead-letters/, 'what cannot be applied does not stay there');

#
# What the rule lets through
#

# moto takes a quarter of a second for each
my $events = 50;

app("SELECT inventory.simulate($events, 8, 0.25)");
my $published = $node->safe_psql('postgres', q{SELECT string_agg(body::jsonb ->> 'Detail', chr(10) ORDER BY outbox_id) FROM awspipe.outbox});
app(q{SELECT awspipe.eventbridge_put_event('aws', 'inventory', 'elsewhere', 'Order', '{"event_type": "order_placed"}'),
	awspipe.eventbridge_put_event('aws', 'inventory', 'elsewhere', 'product_added', '{"type": "product_added"}')});
ok(drained(), 'events are put on the bus');

my @delivered;

while (1)
{
	my $messages = call('sqs', 'ReceiveMessage', { QueueUrl => $url, MaxNumberOfMessages => 10 })->{Messages} // [];

	last if !@$messages;
	push @delivered, map { $json->decode($_->{Body}) } @$messages;
	call('sqs', 'DeleteMessage', { QueueUrl => $url, ReceiptHandle => $_->{ReceiptHandle} }) foreach @$messages;
}

my @published = map { $json->decode($_) } split /\n/, $published;
my @wanted = grep { $_->{event_type} ne 'price_changed' } @published;

is(scalar @published, $events, "$events events are published");
is_deeply([ sort map { $_->{detail}{event_id} } @delivered ], [ sort map { $_->{event_id} } @wanted ],
	'the rule lets the inventory\'s events through, and no others');
is(scalar(grep { $_->{'detail-type'} ne $_->{detail}{event_type} } @delivered), 0, 'their type is that of the event');

#
# Delivered late, and some twice
#

my @messages = shuffle(map { $json->encode($_->{detail}) } @delivered, grep { rand() < 0.1 } @delivered);

# others may write to the queue, too
push @messages, '{"event_type": "price_changed"}', 'no event at all';
while (my @batch = splice @messages, 0, 10)
{
	my $n = 0;

	call('sqs', 'SendMessageBatch', { QueueUrl => $url, Entries => [ map { { Id => 'm' . $n++, MessageBody => $_ } } @batch ] });
}
app(q{SELECT awspipe.start_consumer('inventory')});
ok($node->poll_until(<<'SQL'), 'what is in the queue is read');
SELECT filtered = 1 AND (SELECT count(*) = 1 FROM awspipe.dead_letters) FROM awspipe.stat_consumer
SQL
ok($node->poll_until('SELECT count(DISTINCT payload ->> \'event_id\') = ' . @wanted . ' FROM inventory.event'), 'all of it');

my $fold = InventoryFold->new;
my %refused;

foreach my $event (@wanted)
{
	my $refused = $fold->fate('rejected');

	$fold->apply($event->{event_id}, $json->encode($event));
	$refused{ $event->{event_id} } = 1 if $fold->fate('rejected') > $refused;
}
my $expected = $fold->products;
my $stock = join "\n", map {
	join '|', $_, @{ $expected->{$_} }{qw(product_name quantity)}, $expected->{$_}{removed} ? 't' : 'f'
} sort keys %$expected;

# a message that comes a second time may still be on its way, and changes nothing
is(products(), $stock, 'the stock is what the events come to in the order of their times');
is(app(q{SELECT string_agg(payload ->> 'event_id', chr(10) ORDER BY payload ->> 'event_id' COLLATE "C")
		FROM inventory.rejection WHERE reason <> 'the event was applied before'}),
	join("\n", sort keys %refused), 'so are the rejections');
ok(drained(), 'what follows is sent');
is(items(), products_as_items(), 'and is in the table');

#
# Rights, and another way while this one is there
#

my $policy = app(q{SELECT awspipe.iam_policy('inventory', deploying => true)});
foreach my $action (qw(events:PutEvents events:PutRule events:PutTargets events:DeleteEventBus sqs:ReceiveMessage sqs:DeleteMessage sqs:CreateQueue))
{
	like($policy, qr/"$action"/, "it takes $action");
}
unlike(app(q{SELECT awspipe.iam_policy('inventory')}), qr/kinesis:|events:Put(Rule|Targets)|sqs:CreateQueue/, 'and less once it is deployed');

my $refused = $node->error_as('app', q{SELECT inventory.deploy('aws')});
like($refused, qr/55000: the pipeline is deployed another way, and events would come in both ways/, 'one way at a time');
like($refused, qr/Consumer "inventory" reads queue "inventory" of server "aws" into inventory\.event\./, 'the error says which it is');
my ($hint) = $refused =~ /call (awspipe\.undeploy\(.*\)) first/;
like($node->error_as('app', q{SELECT inventory.deploy('aws', consumer => 'second', via => 'eventbridge')}), qr/55000: the pipeline is deployed another way/,
	'also under another name');
is_deeply(call('kinesis', 'ListStreams')->{StreamNames}, [], 'nothing is made then');

#
# The same events by stream, after what the error says
#

is(app("SELECT kind, name, action FROM $hint"),
	join("\n", 'consumer|inventory|removed', 'event_rule|inventory/inventory|removed', 'event_bus|inventory|removed',
		'queue|inventory|removed', 'queue|inventory-dead-letters|removed'),
	'bus, rule, queues and consumer go');
is_deeply([ map { $_->{Name} } @{ call('eventbridge', 'ListEventBuses')->{EventBuses} } ], ['default'], 'there is no bus any more');
is_deeply(call('sqs', 'ListQueues')->{QueueUrls} // [], [], 'nor a queue');
is(app(q{SELECT kind, name FROM awspipe.resources}), 'table|inventory', 'the table is kept');

app(q{SELECT inventory.deploy('aws', shards => 1)});
is(app('SELECT count(*) FROM inventory.ledger'), 0, 'a stream has an order of its own');
is(products(), $stock, 'the stock stays');
app('TRUNCATE inventory.event, inventory.product, inventory.rejection');
app(join ";\n", map {
	my $text = $json->encode($_);
	my $key = $_->{product}{product_id} // 'none';

	"SELECT awspipe.kinesis_put_record('aws', 'inventory', \$json\$$text\$json\$::jsonb, partition_key => '$key')";
} @published);
ok($node->poll_until("SELECT records + filtered >= $events FROM awspipe.stat_consumer"), 'the same events by stream');
is(products(), $stock, 'come to the same stock');

like($node->error_as('app', q{SELECT inventory.deploy('aws', via => 'eventbridge')}),
	qr/reads stream "inventory" of server "aws".*kinds => '\{stream\}'/s, 'back, it is the stream that has to go');
ok(drained(), 'nothing waits');

# Behind what came by the stream
app(q{SELECT * FROM awspipe.undeploy('aws', 'inventory', confirm => 'inventory', kinds => '{stream}');
	SELECT inventory.deploy('aws', via => 'eventbridge')});
my $product = app('SELECT product_id, quantity FROM inventory.product WHERE NOT removed ORDER BY quantity DESC LIMIT 1');
my ($product_id, $quantity) = split /\|/, $product;
app(qq{SELECT awspipe.sqs_send_message('aws', 'inventory', jsonb_build_object('event_type', 'quantity_decremented',
	'product', jsonb_build_object('product_id', '$product_id', 'quantity', 1, 'timestamp', '2023-09-11T12:00:00Z')))});
ok($node->poll_until("SELECT quantity = $quantity - 1 FROM inventory.product WHERE product_id = '$product_id'"),
	'what came by the stream is what the bus begins with');
ok(drained(), 'and sends on');

#
# Removed
#

like(app(q{SELECT * FROM awspipe.undeploy('aws', 'inventory')}), qr/would be removed/, 'undeploy() says what it would do');
unlike(app(q{SELECT action FROM awspipe.undeploy('aws', 'inventory', confirm => 'inventory')}), qr{kept|gone}, 'and does it');
is_deeply([ map { $_->{Name} } @{ call('eventbridge', 'ListEventBuses')->{EventBuses} } ], ['default'], 'removed, it leaves no bus');
is_deeply(call('eventbridge', 'ListRules')->{Rules}, [], 'no rule');
is_deeply(call('sqs', 'ListQueues')->{QueueUrls} // [], [], 'no queue');
is_deeply(call('dynamodb', 'ListTables')->{TableNames}, [], 'no table');
is(app('SELECT count(*) FROM awspipe.resources') . app('SELECT count(*) FROM awspipe.consumers'), '00', 'and nothing here');

done_testing();
