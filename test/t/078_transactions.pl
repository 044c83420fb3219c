# The transactions pipeline from one end to the other, through a standard and
# a FIFO queue, while the consumer is killed, messages become visible again in
# the middle of their batch, and deletions fail: every message is judged
# once, and table, DynamoDB and topic say the same.
#
# The mix of messages is drawn from one seed, $PGAWSPIPE_SEED or a new one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAlarms;
use FaultProxy;
use JSON::PP;
use Moto;
use PipeCluster;
use QueueTools;
use Test::More;
use Time::HiRes qw(time);

my $messages = 10000;
my $visibility_timeout = 3;		# seconds
my $deletion_outage = 10;		# seconds
my $seed = $ENV{PGAWSPIPE_SEED} // int(time() * 1000) % 1_000_000;

note "seed $seed";

my $json = JSON::PP->new->canonical;
my $aws = AwsEmulators->new(qw(sqs sns dynamodb));
my $sqs = FaultProxy->new($aws->url('sqs'));

# CloudWatch: moto where there is one
my $moto = Moto::take();
my $alarms = $moto ? undef : FakeAlarms->new;
my $cloudwatch = FaultProxy->new($moto // $alarms->url);
my $node = PipeCluster->create(
	'transactions',
	emulators => $aws,
	services => [qw(sns dynamodb)],
	endpoints => { sqs => $sqs->url, cloudwatch => $cloudwatch->url },
	restart_after_crash => 1,
	conf => "log_statement = none\n");

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

sub reached
{
	my ($share) = @_;
	my $moment = $share * $messages;

	$node->poll_until("SELECT count(*) >= $moment FROM transactions.message")
	  or die "$moment messages are not reached";
	note value('SELECT count(*) FROM transactions.message') . ' messages are applied';
	return;
}

# Takes the whole server down, as it does with any other process of its.
sub kill_consumer
{
	$node->poll_until(q{SELECT count(*) = 1 FROM awspipe.workers WHERE kind = 'consumer'})
	  or die 'no consumer runs';

	my $pid = value(q{SELECT pid FROM awspipe.workers WHERE kind = 'consumer'});

	kill 'KILL', $pid;
	$aws->wait_until(sub { !kill 0, $pid }) or die 'the consumer lives';
	return;
}

# Keeps the consumer in its transaction until what it received is visible again.
sub hold_batch
{
	my ($queue) = @_;
	my $holder = $node->background_psql('postgres');

	$holder->query_safe(q{BEGIN; SELECT awspipe.lock('transactions.transaction')});
	ok( $node->poll_until(q{SELECT count(*) = 1 FROM pg_stat_activity
			WHERE backend_type = 'pgawspipe consumer' AND wait_event_type = 'Lock'}),
		'the consumer is held up in a batch');

	my $since = time();
	ok( $aws->wait_until(
			sub {
				return 0 if time() - $since < $visibility_timeout;
				# the emulator looks at its clock when it is asked for a message
				$aws->aws_call('sqs', 'ReceiveMessage', { QueueUrl => $queue->url, VisibilityTimeout => 0 });
				return ($queue->counts)[1] <= 1;
			}),
		'until all that it received is visible again');
	$holder->query_safe('COMMIT');
	$holder->quit;
	return;
}

# Lets messages come slowly enough for things to happen between them.
sub brake
{
	$sqs->rules({ match => 'ReceiveMessage', action => 'delay', ms => 80 }, @_);
	return;
}

# Longer than messages stay invisible by themselves
sub fail_deletions
{
	my $since = time();

	brake({ name => 'undeleted', match => 'DeleteMessageBatch', action => 'status', status => 503 });
	ok( $aws->wait_until(
			sub {
				return $sqs->fired('undeleted') > 1 && time() - $since >= $deletion_outage;
			}),
		'deletions fail for a while');
	$sqs->rules();
	return;
}

# The whole show with one queue
sub show
{
	my ($name, $fifo) = @_;
	my $queue_name = $name . ($fifo ? '.fifo' : '');

	app(<<"SQL");
TRUNCATE transactions.message, transactions.transaction, transactions.rejection, transactions.duplicate, transactions.alert;
/* at once: a poll that nobody waits for any more would still take messages */
BEGIN;
SELECT transactions.deploy('aws', '$name', fifo => @{[$fifo ? 'true' : 'false']});
SELECT awspipe.stop_consumer('$queue_name');
SELECT awspipe.alter_consumer('$queue_name', batch_size => 500, visibility_timeout => '$visibility_timeout seconds');
COMMIT;
SQL
	my $queue = QueueTools->new($aws, $queue_name);
	my $sent = $json->decode(app("SELECT transactions.simulate($messages, seed => $seed / 1e6)"));

	note $json->encode($sent);
	ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.outbox)}), "$messages messages are sent to $queue_name");
	is(join(' ', $queue->counts), "$messages 0", 'and wait there');
	lap('sent');

	brake();
	app("SELECT awspipe.start_consumer('$queue_name')");
	reached(0.1);
	kill_consumer();
	reached(0.3);
	kill_consumer();
	lap('killed');
	reached(0.5);
	hold_batch($queue);
	lap('held');
	reached(0.7);
	fail_deletions();
	lap('not deleted');
	reached(1);
	ok($queue->wait_until_empty, 'the queue is empty in the end');
	is(app('SELECT sum(duplicates) > 0 FROM awspipe.stat_consumer'), 't', 'what was delivered again was dropped by its id');
	lap('consumed');

	# Every message is in one place
	my %found = map { split /\|/ } split /\n/, app('TABLE transactions.summary');
	is_deeply(\%found, { map { $_ => "$sent->{$_}" } keys %found }, 'accepted, rejected and ignored as simulated');
	is($found{accepted} + $found{rejected} + $found{duplicate}, $messages, 'which is all that was sent');
	is(app('SELECT count(*) || chr(32) || count(DISTINCT event_id) FROM transactions.message'),
		"$messages $messages", 'each message was applied once');
	%found = map { split /\|/ } split /\n/, app('SELECT field, sum(messages) FROM transactions.fault GROUP BY field');
	is_deeply(\%found, { map { $_ => "$sent->{faults}{$_}" } keys %{ $sent->{faults} } }, 'with the fields at fault');
	is(value('SELECT count(*) FROM awspipe.dead_letters'), 0, 'nothing was given up');
	is(join(' ', QueueTools->new($aws, $name . '-dead-letters' . ($fifo ? '.fifo' : ''))->counts), '0 0', 'by SQS neither');

	# DynamoDB
	ok($node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.outbox)}), 'the outbox drains');
	lap('outbox drained');
	load_items($name);
	lap('items loaded');
	is( value(q{
			SELECT count(*) || ' ' || count(*) FILTER (WHERE
				(t.customer_id, t.email, t.amount, t.currency, t.payment_method, t.transaction_time, t.large_order, t.content -> 'items')
				IS DISTINCT FROM
				(i.item ->> 'customer_id', i.item ->> 'email', (i.item ->> 'amount')::numeric, i.item ->> 'currency',
				 i.item ->> 'payment_method', (i.item ->> 'transaction_time')::timestamptz,
				 (i.item ->> 'large_order')::boolean, i.item -> 'items'))
			FROM transactions.transaction AS t
			FULL JOIN item AS i ON i.item ->> 'transaction_id' = t.transaction_id
		}),
		"$sent->{accepted} 0", 'DynamoDB holds every accepted transaction as it is, and no other');

	# SNS, through the queue that has subscribed
	my @orders = map { $json->decode($_)->{transaction_id} } QueueTools->new($aws, "$name-large-orders")->receive_all;
	my %orders = map { $_ => 1 } @orders;
	is(join("\n", sort keys %orders),
		app('SELECT string_agg(transaction_id, chr(10) ORDER BY transaction_id) FROM transactions.transaction WHERE large_order'),
		'every large order was requested');
	is(scalar(keys %orders), $sent->{large}, 'and no other');
	lap('orders received');
	note sprintf('%d requests for %d large orders', scalar(@orders), scalar(keys %orders));

	my @alerts = map { $json->decode($_)->{window_start} } QueueTools->new($aws, "$name-alerts")->receive_all;
	my %alerts = map { $_ => 1 } @alerts;
	is(scalar(keys %alerts), app('SELECT count(*) FROM transactions.alert'), 'each window with many rejections raised one alert');
	lap('compared');
	return;
}

# The items of a DynamoDB table, into table item
sub load_items
{
	my ($table) = @_;
	my $scan = { TableName => $table };

	value('DROP TABLE IF EXISTS item; CREATE TABLE item (item jsonb)');
	do
	{
		my $page = $aws->aws_call('dynamodb', 'Scan', $scan);

		value('INSERT INTO item SELECT awspipe.dynamodb_to_json(i) FROM jsonb_array_elements($items$'
			  . $json->encode($page->{Items}) . '$items$) AS i');
		$scan->{ExclusiveStartKey} = $page->{LastEvaluatedKey};
	} while ($scan->{ExclusiveStartKey});
	return;
}

#
# Deploy
#

value('GRANT CREATE ON DATABASE postgres TO app');
app(<<'SQL');
CREATE SCHEMA transactions;
CREATE EXTENSION pgawspipe_transactions SCHEMA transactions;
/* tells the order in which messages were applied */
ALTER TABLE transactions.message ADD COLUMN nth bigint GENERATED ALWAYS AS IDENTITY;
SQL

$cloudwatch->rules({ action => 'status', status => 400, code => 'AccessDenied' });
like($node->error_as('app', q{SELECT transactions.deploy('aws')}), qr/AccessDenied/, 'without CloudWatch deploy() fails');
is(app('SELECT count(*) FROM awspipe.consumers'), 0, 'before it makes a consumer');
my (undef, undef, $warning) = $node->psql('postgres', q{SELECT transactions.deploy('aws', alarms => false)},
	extra_params => [ '-U', 'app' ]);
like($warning, qr/WARNING:  no alarms are created/, 'without alarms it only says so');
is(app('SELECT alarms FROM transactions.setting'), 'f', 'and remembers it');

$cloudwatch->rules();
$cloudwatch->clear_journal;
app(q{SELECT transactions.deploy('aws', email => 'ops@example.com') FROM generate_series(1, 2)});
is(app(q{SELECT name || ' ' || state FROM awspipe.consumers}), 'transactions running', 'deployed again, there is one consumer');

my $subscriptions = () = $aws->aws_call('sns', 'ListSubscriptions') =~ /<Protocol>(sqs|email)<\/Protocol>/g;
is($subscriptions, 4, 'and each topic has its queue and its reader');

my @alarms = map { $json->decode($_->{body}) } grep { $_->{operation} =~ /PutMetricAlarm/ } $cloudwatch->journal;
my $topic = app('SELECT alert_topic FROM transactions.setting');
is( join(', ', sort map { $_->{AlarmName} } @alarms),
	join(', ', map { "transactions-$_" } qw(dead-letters errors lag latency oldest-message rejections throttled write-capacity)),
	'alarms are created, once');
is(scalar(grep { "@{$_->{AlarmActions}}" ne $topic } @alarms), 0, 'and tell the alert topic');
my ($writes) = grep { ($_->{MetricName} // '') eq 'ConsumedWriteCapacityUnits' } @alarms;
is_deeply($writes->{Dimensions}, [ { Name => 'TableName', Value => 'transactions' } ], 'one of them about writes to the table');
is( app(q{SELECT string_agg(a ->> 'AlarmName', ', ' ORDER BY a ->> 'AlarmName')
		FROM jsonb_array_elements(awspipe.call('aws', 'cloudwatch', 'DescribeAlarms',
			'{"AlarmNamePrefix": "transactions-"}') -> 'MetricAlarms') AS a}),
	join(', ', map { "transactions-$_" } qw(dead-letters errors lag latency oldest-message rejections throttled write-capacity)),
	'and can be read back');

# A drill
sub alarm_state
{
	my ($name) = @_;

	return app(qq{SELECT awspipe.call('aws', 'cloudwatch', 'DescribeAlarms', '{"AlarmNames": ["transactions-$name"]}')
		#>> '{MetricAlarms,0,StateValue}'});
}

app(q{SELECT transactions.trip_alarm('write-capacity')});
is(alarm_state('write-capacity'), 'ALARM', 'an alarm can be made to fire');
app(q{SELECT transactions.trip_alarm('write-capacity', 'ok')});
is(alarm_state('write-capacity'), 'OK', 'and to end');
like($node->error_as('app', q{SELECT transactions.trip_alarm('fire')}),
	qr/42704: alarm "transactions-fire" does not exist.*HINT:  The alarms are /s, 'if it is there');
my $policy = $json->decode($aws->aws_call('sqs', 'GetQueueAttributes', {
			QueueUrl => QueueTools->new($aws, 'transactions')->url,
			AttributeNames => ['RedrivePolicy'] })->{Attributes}{RedrivePolicy});
like($policy->{deadLetterTargetArn}, qr/:transactions-dead-letters$/, 'the queue has a dead-letter queue');
lap('deployed');

app(q{SELECT awspipe.drop_consumer('transactions')});
show('shop', 0);
app(q{SELECT awspipe.drop_consumer('shop')});
show('orders', 1);
is( app(q{SELECT count(*) FROM (
		SELECT sequence_number::numeric > lag(sequence_number::numeric) OVER (PARTITION BY message_group_id ORDER BY nth) AS ok
		FROM transactions.message) AS s WHERE NOT ok}),
	0, 'the order of each group was kept');
is(app('SELECT count(DISTINCT message_group_id) > 100 AND bool_and(message_group_id IS NOT NULL) FROM transactions.message'),
	't', 'of many groups');

# The metrics of all batches add up
my %counted;
for my $request (grep { $_->{operation} =~ /PutMetricData/ && $_->{status} == 200 } $cloudwatch->journal)
{
	my $input = $json->decode($request->{body});

	next if $input->{Namespace} ne 'pgawspipe/transactions';
	$counted{ $_->{MetricName} } += $_->{Value} for grep { $_->{Dimensions}[0]{Value} eq 'orders' } @{ $input->{MetricData} };
}
cmp_ok($counted{Accepted}, '>=', app('SELECT count(*) FROM transactions.transaction'), 'CloudWatch knows of what was accepted');
cmp_ok($counted{Rejected}, '>=', app('SELECT count(DISTINCT event_id) FROM transactions.rejection'), 'and what was rejected');

# What is no JSON
my $queue = QueueTools->new($aws, 'orders.fifo');
$queue->send({ group => 'g', body => '{"half": ' }, { group => 'g', json => { transaction_id => 'behind' } });
ok($node->poll_until(q{SELECT EXISTS (SELECT FROM transactions.rejection WHERE transaction_id = 'behind')}), 'the group goes on');
ok($node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letters WHERE error_code = '22P02'}), 'what is no JSON is a dead letter');
ok($queue->wait_until_empty, 'and leaves the queue');

done_testing();
