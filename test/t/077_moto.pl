# CloudWatch, EventBridge and STS, as moto plays them: alarms can be made and
# read back, what is published is what the views show, and events that were
# put are on the bus.
#
# moto comes neither with apt nor with npm: without it this is skipped.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use HTTP::Tiny;
use JSON::PP;
use Moto;
use PipeCluster;
use Test::More;

my $moto = Moto::take();

if (!$moto)
{
	my $reason = '077_moto: SKIPPED, there is no moto_server: CloudWatch alarms and metrics, '
	  . 'EventBridge and STS are not tested against an emulator (see tools/with-moto)';

	print STDERR "# $reason\n";
	plan skip_all => $reason;
}


my $json = JSON::PP->new->utf8;
my $aws = AwsEmulators->new('dynamodb');
my $node = PipeCluster->create('moto',
	emulators => $aws, services => ['dynamodb'],
	endpoints => { map { $_ => $moto } qw(cloudwatch eventbridge sts sns) });

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

# Query protocol, by another implementation
like(call('sts', 'GetCallerIdentity')->{Account}, qr/^\d{12}$/, 'STS tells who asks');
my $topic = call('sns', 'CreateTopic', { Name => 'alarms' })->{TopicArn};
is_deeply([ map { $_->{TopicArn} } @{ call('sns', 'ListTopics')->{Topics} } ], [$topic],
	'SNS lists topics');
like($node->error_as('app', q{SELECT awspipe.call('aws', 'sns', 'GetTopicAttributes', '{"TopicArn": "arn:aws:sns:us-east-1:123456789012:none"}')}),
	qr/AWS returned NotFound \(HTTP 404/, 'and reports errors');

# Alarms
my %alarm = (
	AlarmName => 'write-capacity',
	Namespace => 'AWS/DynamoDB',
	MetricName => 'ConsumedWriteCapacityUnits',
	Dimensions => [ { Name => 'TableName', Value => 'transactions' } ],
	Statistic => 'Sum', Period => 60, EvaluationPeriods => 2, Threshold => 240.5,
	ComparisonOperator => 'GreaterThanThreshold',
	AlarmActions => [$topic]);
call('cloudwatch', 'PutMetricAlarm', \%alarm);
my $alarms = call('cloudwatch', 'DescribeAlarms', { AlarmNames => ['write-capacity'] })->{MetricAlarms};
is(scalar(@$alarms), 1, 'an alarm is made');
is_deeply({ map { $_ => $alarms->[0]{$_} } keys %alarm }, \%alarm, 'and read back as it was');

# Metrics
$aws->create_table('items', 'pk');
app(q{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'p' || i)))
	FROM generate_series(1, 42) AS i});
ok($node->poll_until(q{SELECT delivered = 42 FROM awspipe.stat_destination WHERE resource = 'items'}),
	'messages are sent');
cmp_ok(app(q{SELECT awspipe.publish_metrics('aws', 'Pipes')}), '>', 0, 'metrics are published');
app(q{SELECT awspipe.cloudwatch_put_metric_data('aws', 'Pipes', 'Orders', unit => 'Count',
	statistic_values => '{"SampleCount": 4, "Sum": 10, "Minimum": 1, "Maximum": 4}')});
app(q{SELECT count(awspipe.cloudwatch_put_metric_data('aws', 'Pipes', 'Many', i, dimensions => '{"a": "b"}'))
	FROM generate_series(1, 1500) AS i});
ok(drained(), 'and sent');

sub statistics
{
	my ($metric, $dimensions) = @_;
	my $points = call('cloudwatch', 'GetMetricStatistics',
		{ Namespace => 'Pipes', MetricName => $metric, Dimensions => $dimensions,
			StartTime => time() - 3600, EndTime => time() + 3600, Period => 7200,
			Statistics => [qw(Sum SampleCount Minimum Maximum)] })->{Datapoints};

	return $points->[0];
}

my @dimensions = ({ Name => 'Resource', Value => 'items' }, { Name => 'Server', Value => 'aws' },
	{ Name => 'Service', Value => 'dynamodb' });
for my $pair ([ Delivered => 'delivered' ], [ Requests => 'requests' ], [ DeadLetters => 'dead_letters' ])
{
	is(statistics($pair->[0], \@dimensions)->{Sum},
		app("SELECT $pair->[1] FROM awspipe.stat_destination WHERE resource = 'items'"),
		"$pair->[0] is what the view shows");
}
is(statistics('Many', [ { Name => 'a', Value => 'b' } ])->{Sum}, 1500 * 1501 / 2,
	'each of many metrics counts once');

# Events
app(q{SELECT awspipe.eventbridge_put_event('aws', 'orders', 'shop', 'Order', '{"n": 0}')});
ok($node->poll_until(q{SELECT state = 'paused' AND error_code = 'ResourceNotFoundException'
		FROM awspipe.stat_destination WHERE service = 'eventbridge'}),
	'without a bus events wait');
# the event that waits is not to come in between
$node->append_conf('postgresql.conf', "pgawspipe.enabled = off\n");
$node->reload;
ok($node->poll_until(q{SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'pgawspipe dispatcher'}), 'nothing is sent');
my $bus = call('eventbridge', 'CreateEventBus', { Name => 'orders' })->{EventBusArn};
call('eventbridge', 'CreateArchive', { ArchiveName => 'all', EventSourceArn => $bus });
$node->append_conf('postgresql.conf', "pgawspipe.enabled = on\n");
$node->reload;
app(q{SELECT count(awspipe.eventbridge_put_event('aws', 'orders', 'shop', 'Order', jsonb_build_object('n', i)))
	FROM generate_series(1, 24) AS i});
ok(drained(), 'then they are put');
is(call('eventbridge', 'DescribeArchive', { ArchiveName => 'all' })->{EventCount}, 25,
	'and are all on the bus');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0,
	'nothing is given up');

done_testing();
