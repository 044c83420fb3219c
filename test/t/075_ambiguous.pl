# Services that take no token: an attempt is written down before it is made,
# and a message of which nobody knows whether it was delivered is sent again
# or held, as its policy says.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FakeServices;
use FaultProxy;
use JSON::PP;
use PipeCluster;
use PostgreSQL::Test::Utils qw(slurp_file);
use Test::More;

my $json = JSON::PP->new->utf8;

my $fake = FakeAws->new(FakeServices::script());
my $proxy = FaultProxy->new($fake->url);
my $waiter = AwsEmulators->new();
my $node = PipeCluster->create('ambiguous',
	endpoints => { map { $_ => $proxy->url } qw(cloudwatch eventbridge firehose lambda logs stepfunctions) });

sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

sub ambiguous
{
	my ($resource) = @_;

	return app("SELECT ambiguous FROM awspipe.stat_destination WHERE resource = '$resource'");
}

sub put
{
	my ($namespace, $name, $more) = @_;

	return app("SELECT awspipe.cloudwatch_put_metric_data('aws', '$namespace', '$name', 1" . ($more // '') . ')');
}

# How often was that metric sent?
sub sent
{
	my ($name) = @_;

	return scalar(grep { $_->{body} =~ /"\Q$name\E"/ } $proxy->journal);
}

# Resend is the default
$proxy->rules({ name => 'lost', match => 'PutMetricData', action => 'drop', count => 1 });
put('one', 'again');
ok(drained(), 'a metric is sent again when no answer came');
is(sent('again'), 2, 'so it goes out twice');
ok($node->poll_until(q{SELECT ambiguous = 1 FROM awspipe.stat_destination WHERE resource = 'one'}),
	'which is counted as ambiguous');

# Hold
$proxy->rules({ name => 'lost', match => 'PutMetricData', action => 'drop', count => 1 });
my $id = put('one', 'held', q{, on_ambiguous => 'hold'});
ok($node->poll_until(qq{SELECT state = 'ambiguous' FROM awspipe.outbox_pending WHERE outbox_id = $id}),
	'a message can be held instead');
put('one', 'other');
ok($node->poll_until('SELECT count(*) = 1 FROM awspipe.outbox'), 'others go on');
is(sent('held'), 1, 'while it is not sent');
like(
	$node->error_as('app', "SELECT awspipe.resolve($id, 'lost')"),
	qr/22023: outcome must be/, 'somebody has to say what happened');
$node->safe_psql('postgres', 'CREATE ROLE stranger LOGIN');
like(
	$node->error_as('stranger', "SELECT awspipe.resolve($id, 'delivered')"),
	qr/P0002: no ambiguous message has id $id/, 'not just anybody');
is(app("SELECT awspipe.resolve($id, 'delivered')"), '', 'delivered:');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.outbox'), 0, 'it is forgotten');
is(sent('held'), 1, 'and not sent again');

# The destination's policy
app(q{SELECT awspipe.alter_destination('aws', 'cloudwatch', 'two', 'hold')});
$proxy->rules({ name => 'broken', match => 'PutMetricData', action => 'status', status => 500, count => 1 });
$id = put('two', 'policy');
ok($node->poll_until(qq{SELECT state = 'ambiguous' AND error_code = 'InternalFailure'
		FROM awspipe.outbox_pending WHERE outbox_id = $id}),
	'a server that breaks down may have done it');
my $new = app("SELECT awspipe.resolve($id, 'resend')");
cmp_ok($new, '>', $id, 'sent again, it has a new id');
ok(drained(), 'and arrives');
is(sent('policy'), 2, 'after two requests');

# What is known not to have been delivered is not ambiguous
ok($node->poll_until(q{SELECT ambiguous = 1 FROM awspipe.stat_destination WHERE resource = 'two'}),
	'of which one is ambiguous');
$proxy->rules({ name => 'throttled', match => 'PutMetricData', action => 'status', status => 400,
		code => 'ThrottlingException', count => 2 });
put('two', 'throttled');
ok(drained(), 'a throttled request is repeated');
is(sent('throttled'), 3, 'until it is taken');
$proxy->rules();
$proxy->listen(0);
# by one without connections: nobody knows what was read from one that is reset
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid, 60000) FROM awspipe.workers WHERE kind = 'dispatcher'});
$id = put('two', 'refused');
ok($node->poll_until(q{SELECT state = 'paused' FROM awspipe.stat_destination WHERE resource = 'two'}),
	'a connection that is refused');
ok($node->poll_until(qq{SELECT state = 'pending' AND attempts = 0 FROM awspipe.outbox WHERE outbox_id = $id}),
	'leaves a message pending');
$proxy->listen(1);
ok(drained(), 'to be sent later');
is(sent('refused'), 1, 'once');
is(ambiguous('two'), 1, 'nothing of this is ambiguous');

# A refused request is taken apart
$proxy->rules({ name => 'bad', match => 'PutMetricData', body => '"bad"', action => 'status', status => 400,
		code => 'InvalidParameterValueException' });
app(q{SELECT count(awspipe.cloudwatch_put_metric_data('aws', 'two',
	CASE WHEN i = 7 THEN 'bad' ELSE 'good' END, i)) FROM generate_series(1, 20) AS i});
ok(drained(), 'a request that is refused as a whole is repeated one by one');
is(app(q{SELECT convert_from(payload, 'UTF8')::jsonb ->> 'MetricName' FROM awspipe.dead_letters}),
	'bad', 'and only what is at fault is given up');
is(ambiguous('two'), 1, 'and again nothing is ambiguous');

$proxy->listen(0);
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid, 60000) FROM awspipe.workers WHERE kind = 'dispatcher'});
app(q{SELECT awspipe.redrive(ARRAY(SELECT dead_letter_id FROM awspipe.dead_letters))});
is(app(q{SELECT on_ambiguous FROM awspipe.outbox_pending}), 'hold', 'a policy outlives the dead letters');
$proxy->rules();
$proxy->listen(1);
ok(drained(), 'and the message is delivered');

# A dispatcher that ends before the answer
for my $policy ('hold', 'resend')
{
	$proxy->rules({ name => 'slow', match => 'PutMetricData', body => "crash $policy", action => 'delay', ms => 20000,
			count => 1 });
	$id = put('three', "crash $policy", ", on_ambiguous => '$policy'");
	ok($node->poll_until(qq{SELECT state = 'attempted' AND attempted_at IS NOT NULL
			FROM awspipe.outbox_pending WHERE outbox_id = $id}),
		"$policy: an attempt is written down");
	ok($waiter->wait_until(sub { sent("crash $policy") }), 'before it is made');
	$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE backend_type = 'pgawspipe dispatcher'});
	if ($policy eq 'hold')
	{
		ok($node->poll_until(qq{SELECT state = 'ambiguous' AND error_message LIKE 'the dispatcher ended%'
				FROM awspipe.outbox_pending WHERE outbox_id = $id}),
			'the next dispatcher holds it');
		app("SELECT awspipe.resolve($id, 'delivered')");
	}
	else
	{
		ok(drained(), 'the next dispatcher sends it again');
		is(sent('crash resend'), 2, 'whatever became of the first');
	}
}
ok($node->poll_until(q{SELECT ambiguous = 2 FROM awspipe.stat_destination WHERE resource = 'three'}),
	'both are counted');

# A pause is there for messages that wait
$proxy->clear_journal;
$proxy->rules({ name => 'broken', match => 'PutMetricData', body => '"held', action => 'status', status => 500, count => 3 });
for my $n (1 .. 3)
{
	$id = put('four', "held $n", q{, on_ambiguous => 'hold'});
	ok($node->poll_until(qq{SELECT state = 'ambiguous' FROM awspipe.outbox_pending WHERE outbox_id = $id}), "message $n is held");
}
like(slurp_file($node->logfile), qr/sending to cloudwatch "four" on server "aws" is paused/, 'which pauses the destination');
ok($node->poll_until(q{SELECT state = 'active' AND ambiguous = 3 FROM awspipe.stat_destination WHERE resource = 'four'}),
	'until nothing waits for it');
$proxy->rules();
$proxy->listen(0);
put('four', 'taken away');
ok($node->poll_until(q{SELECT state = 'paused' FROM awspipe.stat_destination WHERE resource = 'four'}), 'it is paused again');
$node->safe_psql('postgres', q{DELETE FROM awspipe.outbox WHERE state <> 'ambiguous'});
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid, 60000) FROM awspipe.workers WHERE kind = 'dispatcher'});
ok($node->poll_until(q{SELECT state = 'active' FROM awspipe.stat_destination WHERE resource = 'four'}),
	'and the next dispatcher finds nothing that waits');
$proxy->listen(1);
app(q{SELECT count(awspipe.resolve(outbox_id, 'delivered')) FROM awspipe.outbox_pending});

# EventBridge: no bus, no events
$proxy->rules({ match => 'DescribeEventBus', action => 'status', status => 400, code => 'ResourceNotFoundException' });
$proxy->clear_journal;
app(q{SELECT count(awspipe.eventbridge_put_event('aws', 'bus', 'shop', 'Order', jsonb_build_object('n', i),
	resources => ARRAY['arn:a'], "time" => '2026-01-01 00:00:00Z', id_member => 'event_id'))
	FROM generate_series(1, 25) AS i});
ok($node->poll_until(q{SELECT state = 'paused' AND error_code = 'ResourceNotFoundException'
		FROM awspipe.stat_destination WHERE service = 'eventbridge'}),
	'a bus that does not exist pauses its events');
$proxy->rules();
ok(drained(), 'until there is one');
my @entries = map { @{ $json->decode($_->{body})->{Entries} } }
  grep { $_->{operation} =~ /PutEvents/ } $proxy->journal;
is(scalar(@entries), 25, 'then each is put once');
my ($first) = grep { $json->decode($_->{Detail})->{n} == 1 } @entries;
my $detail = $json->decode(delete $first->{Detail});
is_deeply($first,
	{ EventBusName => 'bus', Source => 'shop', DetailType => 'Order', Resources => ['arn:a'],
		Time => 1767225600 },
	'with all its parts');
like($detail->{event_id}, qr/^[0-9a-f-]{36}$/, 'and an id of ours');

# The others are no different
my %others = (
	eventbridge => [ 'PutEvents', q{eventbridge_put_event('aws', 'bus', 'shop', 'Order', '{}'} ],
	firehose => [ 'PutRecordBatch', q{firehose_put_record('aws', 'stream', 'record'::text} ],
	lambda => [ 'invocations', q{lambda_invoke('aws', 'function', '{}'} ],
	logs => [ 'PutLogEvents', q{logs_put_event('aws', 'group', 'stream', 'event'} ],
	stepfunctions => [ 'StartExecution', q{start_execution('aws', 'arn:aws:states:us-east-1:123456789012:stateMachine:m'} ]);

foreach my $service (sort keys %others)
{
	my ($operation, $send) = @{ $others{$service} };
	my $count = sub { scalar(grep { $_->{operation} =~ /$operation/ } $proxy->journal) };
	my $is_ambiguous = sub { $node->safe_psql('postgres', "SELECT ambiguous FROM awspipe.stat_destination WHERE service = '$service'") };

	$proxy->clear_journal;
	$proxy->rules({ match => $operation, action => 'status', status => 429, code => 'TooManyRequestsException', count => 1 });
	app("SELECT awspipe.$send)");
	ok(drained(), "$service: a throttled request is repeated");
	is($is_ambiguous->(), 0, "$service: and nothing ambiguous");
	$proxy->clear_journal;
	$proxy->rules({ match => $operation, action => 'drop', count => 1 });
	app("SELECT awspipe.$send)");
	ok(drained(), "$service: without an answer a message is sent again");
	is($count->(), 2, "$service: so it goes out twice");
	$proxy->clear_journal;
	$proxy->rules({ match => $operation, action => 'drop', count => 1 });
	$id = app("SELECT awspipe.$send, on_ambiguous => 'hold')");
	ok($node->poll_until(qq{SELECT state = 'ambiguous' FROM awspipe.outbox_pending WHERE outbox_id = $id}), "$service: or held");
	is($count->(), 1, "$service: and not sent again");
	ok($node->poll_until("SELECT ambiguous = 2 FROM awspipe.stat_destination WHERE service = '$service'"), "$service: both are counted");
	app("SELECT awspipe.resolve($id, 'delivered')");
}

# Firehose says of one code of a record's that it was perhaps written
$proxy->rules(map { { match => 'PutRecordBatch', action => 'fail_entries', entries => [0], code => $_, count => 1 } }
	  qw(ServiceUnavailableException InternalFailure));
$id = app(q{SELECT awspipe.firehose_put_record('aws', 'doubtful', 'record'::text, on_ambiguous => 'hold')});
ok($node->poll_until(qq{SELECT state = 'ambiguous' AND error_code = 'InternalFailure' AND attempts = 2
		FROM awspipe.outbox_pending WHERE outbox_id = $id}),
	'a record that was perhaps written is held, one for which there was no room is not');
app("SELECT awspipe.resolve($id, 'delivered')");

done_testing();
