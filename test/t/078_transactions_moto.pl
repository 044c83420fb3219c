# The transactions pipeline with nothing but moto for AWS: what CloudWatch has
# counted is what was judged, an alarm fires in a drill and goes back.
#
# moto keeps an alarm's state as it was set: it neither looks at the metrics by
# itself, which at AWS is what ends a drill, nor does it do what the alarm says.
# That the alarm names the topic, and that the topic's queue gets what is
# published there, is therefore shown apart.
#
# moto comes neither with apt nor with npm: without it this is skipped.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use JSON::PP;
use Moto;
use PipeCluster;
use Test::More;
use Time::HiRes qw(time);

my $messages = 300;
my $seed = $ENV{PGAWSPIPE_SEED} || int(time() * 1000) % 1_000_000;

note "seed $seed";

my $moto = Moto::take();

if (!$moto)
{
	my $reason = '078_transactions_moto: SKIPPED, there is no moto_server: what CloudWatch counts of transactions, '
	  . 'and the drill of an alarm, are not tested against an emulator (see tools/with-moto)';

	print STDERR "# $reason\n";
	plan skip_all => $reason;
}

my $json = JSON::PP->new->canonical;
my $node = PipeCluster->create('drill', endpoints => { map { $_ => $moto } qw(cloudwatch dynamodb sns sqs) });

sub app { return $node->psql_as('app', @_) }

sub call
{
	my ($service, $operation, $input) = @_;
	my $text = $json->encode($input // {});

	return $json->decode(app("SELECT awspipe.call('aws', '$service', '$operation', \$json\$$text\$json\$)"));
}

# The alarms by what their names end in
sub alarms
{
	return { map { $_->{AlarmName} =~ s/^transactions-//r => $_ }
		  @{ call('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix => 'transactions-' })->{MetricAlarms} } };
}

sub states
{
	my $alarms = alarms();

	return { map { $_ => $alarms->{$_}{StateValue} } keys %$alarms };
}

# What has been published of a metric, summed up
sub counted
{
	my ($metric) = @_;
	my $sum = 0;
	my $points = call('cloudwatch', 'GetMetricStatistics', {
			Namespace => 'pgawspipe/transactions', MetricName => $metric,
			Dimensions => [ { Name => 'Pipeline', Value => 'transactions' } ],
			StartTime => time() - 86400, EndTime => time() + 3600, Period => 3600, Statistics => ['Sum'] })->{Datapoints};

	$sum += $_->{Sum} foreach @$points;
	return $sum;
}

$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE postgres TO app');
app(<<'SQL');
CREATE SCHEMA transactions;
CREATE EXTENSION pgawspipe_transactions SCHEMA transactions;
SELECT transactions.deploy('aws');
UPDATE transactions.setting SET alert_limit = 10;
SQL

# Transactions, many of them invalid
my $sent = $json->decode(app("SELECT transactions.simulate($messages, seed => $seed / 1e6, invalid => 0.3)"));

note $json->encode($sent);
ok($node->poll_until("SELECT sum(messages) >= $messages FROM transactions.summary"), "$messages messages are judged")
  or diag($node->safe_psql('postgres', 'TABLE transactions.summary'));
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'and what follows is sent');

my %found = map { split /\|/ } split /\n/, app('TABLE transactions.summary');

is_deeply(\%found, { map { $_ => "$sent->{$_}" } keys %found }, 'accepted, rejected and duplicates are as simulated');
is(counted('Accepted'), $found{accepted}, 'CloudWatch has counted the accepted');
is(counted('Rejected'), $found{rejected}, 'the rejected');
is(counted('Duplicates'), $found{duplicate}, 'and the duplicates');
is(call('dynamodb', 'Scan', { TableName => 'transactions', Select => 'COUNT' })->{Count}, $found{accepted}, 'DynamoDB has those that were accepted');

# The drill
my $before = states();

is_deeply([ grep { $_ ne 'OK' } values %$before ], [], 'no alarm fires');
app(q{SELECT transactions.trip_alarm('write-capacity')});
is_deeply(states(), { %$before, 'write-capacity' => 'ALARM' }, 'the one that is told to does, and no other');

my $alarm = alarms()->{'write-capacity'};

is($alarm->{StateReason}, 'a drill', 'and says why');
app(q{SELECT transactions.trip_alarm('write-capacity', state => 'OK')});
is_deeply(states(), $before, 'it goes back');

# Whoever reads the alert topic, reads of the rejections there
my $topic = app('SELECT alert_topic FROM transactions.setting');
my $queue = call('sqs', 'GetQueueUrl', { QueueName => 'transactions-alerts' })->{QueueUrl};
my $alert = call('sqs', 'ReceiveMessage', { QueueUrl => $queue, MaxNumberOfMessages => 10 })->{Messages};

is_deeply($alarm->{AlarmActions}, [$topic], 'CloudWatch tells the alert topic');
ok($alarm->{ActionsEnabled}, 'unless it is kept from it');
is(scalar(@$alert), app('SELECT count(*) FROM transactions.alert'), 'whose queue has what was published there')
  or diag($json->encode($alert));
cmp_ok(scalar(@$alert), '>', 0, 'which is something');

app(q{SELECT awspipe.undeploy('aws', 'transactions', confirm => 'transactions', kinds => '{alarm,topic,queue,table}')});
is_deeply(states(), {}, 'alarms go with what they watch');

done_testing();
