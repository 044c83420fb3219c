# CloudWatch and its Logs, EventBridge, Firehose, Lambda, Step Functions and STS,
# as moto plays them: alarms can be made and read back, what is published is what
# the views show, events that were put are on the bus, and so on.
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
	  . 'EventBridge, Logs, Firehose, Lambda, Step Functions and STS are not tested against an emulator (see tools/with-moto)';

	print STDERR "# $reason\n";
	plan skip_all => $reason;
}


my $json = JSON::PP->new->utf8;
my $aws = AwsEmulators->new('dynamodb');
my $node = PipeCluster->create('moto',
	emulators => $aws, services => ['dynamodb'],
	endpoints => { map { $_ => $moto } qw(cloudwatch eventbridge firehose iam lambda logs s3 sns stepfunctions sts) });

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

# Logs
app(q{SELECT awspipe.logs_put_event('aws', '/shop', 'web', 'first', now() - interval '1 hour')});
ok($node->poll_until(q{SELECT state = 'paused' AND error_code = 'ResourceNotFoundException'
		FROM awspipe.stat_destination WHERE service = 'logs'}),
	'without a log group events wait');
call('logs', 'CreateLogGroup', { logGroupName => '/shop' });
call('logs', 'CreateLogStream', { logGroupName => '/shop', logStreamName => 'web' });
app(q{SELECT count(awspipe.logs_put_event('aws', '/shop', 'web', 'event ' || i, now() - i * interval '1 second'))
	FROM generate_series(1, 50) AS i});
ok(drained(), 'then they are put');
my $logged = call('logs', 'GetLogEvents', { logGroupName => '/shop', logStreamName => 'web', startFromHead => JSON::PP::true })->{events};
is(join(' ', map { $_->{message} } @$logged), join(' ', 'first', map { "event $_" } reverse 1 .. 50), 'and are there in order of their times');

# Firehose
call('s3', 'CreateBucket', { Bucket => 'firehose' });
call('firehose', 'CreateDeliveryStream', { DeliveryStreamName => 'orders',
		ExtendedS3DestinationConfiguration => { RoleARN => 'arn:aws:iam::123456789012:role/firehose', BucketARN => 'arn:aws:s3:::firehose' } });
app(q{SELECT count(awspipe.firehose_put_record('aws', 'orders', 'record ' || i || E'\n')) FROM generate_series(1, 600) AS i});
ok(drained(), 'records are put');
my %delivered;
foreach my $key (split /\n/, app(q{SELECT key FROM awspipe.s3_list_objects('aws', 'firehose')}))
{
	$delivered{$_}++ foreach split /\n/, app("SELECT convert_from(awspipe.s3_get_object('aws', 'firehose', '$key'), 'UTF8')");
}
is_deeply(\%delivered, { map { ("record $_" => 1) } 1 .. 600 }, 'and written to the bucket, each once');

# Lambda: what it answers without running anything
call('iam', 'CreateRole', { RoleName => 'role', AssumeRolePolicyDocument => '{}' });
HTTP::Tiny->new->request('POST', "$moto/moto-api/config", { content => '{"lambda": {"use_docker": false}}' })->{success}
  or die 'could not configure moto';
call('lambda', 'CreateFunction', { FunctionName => 'f', Runtime => 'python3.12', Handler => 'f.f',
		Role => 'arn:aws:iam::123456789012:role/role', Code => { ZipFile => 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' } });
app(q{SELECT awspipe.lambda_invoke('aws', 'f', '{"n": 1}', reference => 'f')});
ok(drained(), 'a function is invoked');
is(app(q{SELECT outcome FROM awspipe.outbox_results WHERE reference = 'f'}), 'delivered', 'which Lambda has accepted');

# Step Functions
my $machine = call('stepfunctions', 'CreateStateMachine', { name => 'machine', roleArn => 'arn:aws:iam::123456789012:role/role',
		definition => '{"StartAt": "end", "States": {"end": {"Type": "Succeed"}}}' })->{stateMachineArn};
app(q{SELECT awspipe.start_execution('aws', 'machine', '{"n": 1}', name => 'order-7')});
ok(drained(), 'an execution is started');
app("SELECT awspipe.start_execution('aws', '$machine', '{\"n\": 2}', name => 'order-7', reference => 'other')");
ok(drained(), 'another one of that name');
is(app(q{SELECT outcome FROM awspipe.outbox_results WHERE reference = 'other'}), 'superseded', 'is not');
my @executions = @{ call('stepfunctions', 'ListExecutions', { stateMachineArn => $machine })->{executions} };
is(scalar(@executions), 1, 'so there is one');
is(call('stepfunctions', 'DescribeExecution', { executionArn => $executions[0]{executionArn} })->{input}, '{"n": 1}', 'with its input');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0,
	'nothing is given up');

done_testing();
