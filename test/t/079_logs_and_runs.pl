# CloudWatch Logs, Lambda and Step Functions have rules of their own: events of
# a request are in order of their times and within a day, and some may be
# dropped by an answer that is a success; an invocation is accepted or not; an
# execution has a name, by which a repetition is known.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use FakeAws;
use FakeServices;
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use Test::More;
use Time::HiRes qw(time);

my $json = JSON::PP->new->utf8->canonical;
my $hour = 3600 * 1000;

sub refuse
{
	my ($socket, $status, $code) = @_;

	FakeAws::answer($socket, $status, { 'Content-Type' => 'application/x-amz-json-1.0' },
		$json->encode({ __type => $code, message => "this is $code" }));
	return 1;
}

# Of a stream of that name: which events are dropped; all others are taken
my %dropped = (
	old => { tooOldLogEventEndIndex => 2 },
	expired => { tooOldLogEventEndIndex => 1, expiredLogEventEndIndex => 3 },
	new => { tooNewLogEventStartIndex => 3 },
	all => { tooOldLogEventEndIndex => 2, tooNewLogEventStartIndex => 3 });
my $invocations = '/2015-03-31/functions';
my $fake = FakeAws->new(
	FakeServices::script(
		RECORD => 1,
		PutLogEvents => sub {
			my ($socket, $request) = @_;
			my $input = $json->decode($request->{body});

			return refuse($socket, 400, 'ResourceNotFoundException') if $input->{logGroupName} eq 'nowhere';
			return refuse($socket, 400, 'InvalidParameterException')
			  if @{ $input->{logEvents} } > 1 && grep { $_->{message} eq 'bad' } @{ $input->{logEvents} };
			return refuse($socket, 400, 'InvalidParameterException') if $input->{logEvents}[0]{message} eq 'bad';
			my $rejected = $dropped{ $input->{logStreamName} };
			FakeAws::answer($socket, 200, {}, $json->encode({ $rejected ? (rejectedLogEventsInfo => $rejected) : () }));
			return 1;
		},
		# is being changed when it is called first
		"$invocations/busy/invocations" => sub {
			my ($socket, $request, $n) = @_;

			return refuse($socket, 409, 'ResourceConflictException') if $n == 1;
			FakeAws::answer($socket, 202, { 'x-amzn-requestid' => 'invocation' }, '');
			return 1;
		},
		# has run the function instead of queueing that, so nobody knows
		"$invocations/synchronous/invocations" => sub { FakeAws::answer($_[0], 200, {}, '"done"'); return 1 },
		"$invocations/gone/invocations" => sub { return refuse($_[0], 404, 'ResourceNotFoundException') },
		"$invocations/full/invocations" => sub { return refuse($_[0], 413, 'RequestTooLargeException') },
		"$invocations/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af%3Alive/invocations" => sub {
			FakeAws::answer($_[0], 202, {}, '');
			return 1;
		},
		StartExecution => sub {
			my ($socket, $request, $n) = @_;
			my ($machine) = $json->decode($request->{body})->{stateMachineArn} =~ /([^:]+)$/;

			return refuse($socket, 400, 'ExecutionAlreadyExists') if $machine eq 'known';
			return refuse($socket, 400, 'StateMachineDoesNotExist') if $machine eq 'gone';
			return refuse($socket, 400, 'ExecutionLimitExceeded') if $machine eq 'full' && $n % 2;
			FakeAws::answer($socket, 200, {}, $json->encode({ executionArn => "arn:execution:$machine", startDate => 1.5 }));
			return 1;
		},
		'/' => sub {
			FakeAws::answer($_[0], 200, { 'Content-Type' => 'text/xml' },
				'<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws-cn:sts::123456789012:user/app</Arn>'
				  . '<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>');
			return 1;
		}));
my $node = PipeCluster->create('runs', endpoints => { map { $_ => $fake->url } qw(lambda logs stepfunctions sts) });

sub app { return $node->psql_as('app', @_) }

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

# The inputs of those requests whose text has that
sub inputs
{
	my ($operation, $text) = @_;

	return map { $json->decode($_->{body}) } grep { $_->{body} =~ /$text/ } $fake->requests($operation);
}

sub dead
{
	my ($resource) = @_;

	return app("SELECT string_agg(convert_from(payload, 'UTF8')::jsonb ->> 'message' || ' ' || error_code, ', ' ORDER BY payload)
		FROM awspipe.dead_letters WHERE resource = '$resource'");
}

sub paused
{
	my ($service, $code) = @_;

	return $node->poll_until(qq{SELECT EXISTS (SELECT FROM awspipe.stat_destination
		WHERE service = '$service' AND state = 'paused' AND error_code = '$code')});
}

# Written all at once, so that they share requests; the dispatcher waits for that
sub put_events
{
	my ($resource, @events) = @_;
	my ($group, $stream) = split /:/, $resource;

	app("SELECT count(awspipe.logs_put_event('aws', '$group', '$stream', m, now() + i))
		FROM (VALUES " . join(', ', map { "('$_->[0]', '$_->[1]'::interval)" } @events) . ') AS e (m, i)');
	return drained();
}

# A request may take all that has been read of a destination: 2,000 messages.
# The dispatcher then reads on, and does not wait for its next look after 5 s
# (where nothing else wakes it: this comes first).
my $windows = 8;
my $begun = time;
app("SELECT count(awspipe.logs_put_event('aws', 'volume', 'much', i::text)) FROM generate_series(1, 2000 * $windows) AS i");
ok(drained(), 'many events are put');
cmp_ok(time - $begun, '<', 5 * ($windows - 1) / 2, 'one window after the other');

# In order of their times, and within a day
my @hours = map { -$_ * 5 } reverse 0 .. 20;
my @order = sort { $a * 7 % 21 <=> $b * 7 % 21 } 0 .. $#hours;
ok(put_events('shop/orders:web', map { [ "event $_", "$hours[$_] hours" ] } @order), 'events of four days are put');
my @requests = inputs('PutLogEvents', '"web"');
my (%seen, $disorder, $widest);
foreach my $request (@requests)
{
	my @times = map { $_->{timestamp} } @{ $request->{logEvents} };

	$seen{ $_->{message} }++ foreach @{ $request->{logEvents} };
	$disorder = 1 if "@times" ne join ' ', sort { $a <=> $b } @times;
	$widest = $times[-1] - $times[0] if $times[-1] - $times[0] > ($widest // 0);
}
is_deeply(\%seen, { map { ("event $_" => 1) } 0 .. $#hours }, 'each once');
ok(!$disorder, 'in order of their times');
cmp_ok($widest, '>', 0, 'more than one in a request');
cmp_ok($widest, '<', 24 * $hour, 'which spans less than a day');
is(join(' ', map { "$_->{logGroupName} $_->{logStreamName}" } @requests[ 0, 1 ]), 'shop/orders web shop/orders web', 'by group and stream');

# Dropped by an answer that is a success
my @five = map { [ "n$_", (10 - $_) * -1 . ' minutes' ] } reverse 1 .. 5;
ok(put_events("shop:$_", @five), "$_: events that are dropped are settled") foreach sort keys %dropped;
is(dead('shop:old'), 'n1 TooOldLogEvent, n2 TooOldLogEvent', 'too old, by their times and not by their order');
is(dead('shop:expired'), 'n1 TooOldLogEvent, n2 ExpiredLogEvent, n3 ExpiredLogEvent', 'expired');
is(dead('shop:new'), 'n4 TooNewLogEvent, n5 TooNewLogEvent', 'too new');
is(dead('shop:all'), 'n1 TooOldLogEvent, n2 TooOldLogEvent, n4 TooNewLogEvent, n5 TooNewLogEvent', 'of both ends');
ok( $node->poll_until(q{SELECT array_agg(delivered ORDER BY resource) = '{1,2,3,3}' FROM awspipe.stat_destination
		WHERE resource ~ '^shop:'}),
	'all others are delivered');
is(app(q{SELECT DISTINCT error_message FROM awspipe.dead_letters WHERE error_code = 'TooOldLogEvent'}),
	'log event is more than 14 days old', 'and it is said why');

# One that is refused does not take others along
ok(put_events('shop:mixed', map { [ $_, '0' ] } qw(a b bad c)), 'a request that is refused is taken apart');
is(dead('shop:mixed'), 'bad InvalidParameterException', 'and the one at fault is given up');
app(q{SELECT awspipe.logs_put_event('aws', 'nowhere', 'web', 'waits')});
ok(paused('logs', 'ResourceNotFoundException'), 'without the group events wait');
app(q{SELECT awspipe.discard_pending('aws', 'logs', 'nowhere:web')});

# Lambda
app(q{SELECT awspipe.lambda_invoke('aws', 'busy', '{"name": "Zoë"}', reference => 'busy')});
ok(drained(), 'a function that is being changed is invoked later');
is(app(q{SELECT outcome || ' ' || result FROM awspipe.outbox_results WHERE reference = 'busy'}),
	'delivered invocation', 'and the request is known by its ID');
my ($invocation) = $fake->requests("$invocations/busy/invocations");
is($invocation->{body}, '{"name": "Zo' . "\xc3\xab" . '"}', 'the payload is what it is given');
is($invocation->{headers}{'x-amz-invocation-type'}, 'Event', 'and nobody waits for the function');
my $arn = 'arn:aws:lambda:us-east-1:1:function:f:live';
app("SELECT awspipe.lambda_invoke('aws', '$arn', '{}')");
ok(drained(), 'a function is known by its ARN, with an alias');
app(q{SELECT awspipe.lambda_invoke('aws', 'full', '{}')});
ok(drained(), 'what Lambda refuses is settled');
is(app(q{SELECT error_code FROM awspipe.dead_letters WHERE service = 'lambda'}), 'RequestTooLargeException', 'as a dead letter');
app(q{SELECT awspipe.lambda_invoke('aws', 'gone', '{}')});
ok(paused('lambda', 'ResourceNotFoundException'), 'without the function invocations wait');
app(q{SELECT awspipe.discard_pending('aws', 'lambda', 'gone')});
my $id = app(q{SELECT awspipe.lambda_invoke('aws', 'synchronous', '{}', on_ambiguous => 'hold')});
ok($node->poll_until("SELECT state = 'ambiguous' FROM awspipe.outbox_pending WHERE outbox_id = $id"),
	'an answer that does not say that it was accepted leaves that open');
app("SELECT awspipe.resolve($id, 'delivered')");

# Step Functions
app(q{SELECT awspipe.start_execution('aws', 'machine', '{"n": 1}', reference => 'machine')});
ok(drained(), 'an execution is started');
is(app(q{SELECT outcome || ' ' || result FROM awspipe.outbox_results WHERE reference = 'machine'}),
	'delivered arn:execution:machine', 'and known by its ARN');
my ($execution) = inputs('StartExecution', 'machine');
is($execution->{stateMachineArn}, 'arn:aws-cn:states:us-east-1:123456789012:stateMachine:machine',
	'of the state machine of that name, in the account of the caller');
like($execution->{name}, qr/^[0-9a-f-]{36}$/, 'with a name that is drawn');
is($execution->{input}, '{"n": 1}', 'and the input');
my $machines = 'arn:aws:states:us-east-1:123456789012:stateMachine';
app("SELECT awspipe.start_execution('aws', '$machines:known', name => 'order-7', reference => 'known')");
ok(drained(), 'one that was started before is settled');
is(app(q{SELECT outcome FROM awspipe.outbox_results WHERE reference = 'known'}), 'superseded', 'as superseded');
app("SELECT awspipe.start_execution('aws', '$machines:full', name => 'order-8')");
ok(drained(), 'where there are too many it is started later');
my @names = map { $_->{name} } inputs('StartExecution', 'order-8');
cmp_ok(scalar(@names), '>', 1, 'by another attempt');
is_deeply({ map { ($_ => 1) } @names }, { 'order-8' => 1 }, 'of the same name');
app("SELECT awspipe.start_execution('aws', '$machines:gone')");
ok(paused('stepfunctions', 'StateMachineDoesNotExist'), 'without the state machine executions wait');
is($node->safe_psql('postgres', q{SELECT count(*) FROM awspipe.dead_letter WHERE error_code ~ 'Execution|StateMachine'}), 0,
	'and none is given up');

done_testing();
