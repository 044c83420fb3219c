# Errors of AWS that may pass when nothing is changed, as its models and its
# documentation tell (test/vectors/retryable_errors.txt): none of them counts as
# a refusal of the request, and none makes a dead letter.

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
use Test::More;

my $json = JSON::PP->new->utf8;
my $aws = AwsEmulators->new(qw(dynamodb kinesis sqs sns s3 ses));

my $fake = FakeAws->new(FakeServices::script());
my %proxy = map { $_ => FaultProxy->new($aws->url($_)) } qw(dynamodb kinesis sqs sns s3 ses);
$proxy{$_} = FaultProxy->new($fake->url) foreach qw(eventbridge cloudwatch firehose lambda logs stepfunctions);
my $node = PipeCluster->create('passing', endpoints => { map { $_ => $proxy{$_}->url } keys %proxy });

sub app { return $node->psql_as('app', @_) }

# The facts: by our names of the services, what holds for all as DynamoDB's
my %names = (events => 'eventbridge', sesv2 => 'ses', '*' => 'dynamodb');
my %errors;
open(my $facts, '<', "$FindBin::RealBin/../vectors/retryable_errors.txt") or die "could not read facts: $!";
while (<$facts>)
{
	next if /^#/;
	chomp;
	my ($service, $code, $status) = split /\t/;
	push @{ $errors{ $names{$service} // $service } }, [ $status, $code ];
}
close($facts);
cmp_ok(scalar(keys %errors), '==', 13, 'there are facts about all services');

# By the lists
$node->safe_psql('postgres', 'CREATE SCHEMA pgawspipe_test; CREATE EXTENSION pgawspipe_test');
foreach my $service (sort keys %errors)
{
	# as an answer's, and as an entry's; Lambda has no entries
	my $refusal = ($service eq 'lambda' ? '^' : '') . '(ok|rejected|malformed)';
	my $values = join(', ', map { "($_->[0], '$_->[1]')" } @{ $errors{$service} });

	is( $node->safe_psql('postgres', "SELECT * FROM (VALUES $values) AS e (status, code), pgawspipe_test.classify(status, code)
			WHERE classify ~ '$refusal'"),
		'', "$service: none of " . @{ $errors{$service} } . ' is a refusal of the request');
}
is($node->safe_psql('postgres', "SELECT string_agg(DISTINCT pgawspipe_test.classify(400, code), ',') FROM unnest('{ValidationException,
	ConditionalCheckFailedException,InvalidParameter,InvalidDigest,MessageRejected,MalformedXML,NoSuchKey}'::text[]) AS code"),
	'rejected rejected', 'what means a bad request still is one');

# And at the destinations: as an answer, and as one entry's result
my $topic = app(q{SELECT awspipe.call('aws', 'sns', 'CreateTopic', '{"Name": "topic"}') ->> 'TopicArn'});
$aws->create_stream('stream', 1);
$aws->create_table('items', 'pk');
$aws->aws_call('s3', 'PUT /bucket');
$aws->aws_call('sqs', 'CreateQueue', { QueueName => 'queue' });
my %destinations = (
	cloudwatch => [ 'PutMetricData', q{awspipe.cloudwatch_put_metric_data('aws', 'space', 'name', 1)} ],
	dynamodb => [ 'PutItem', q{awspipe.dynamodb_put_item('aws', 'items', '{"pk": "1"}')} ],
	eventbridge => [ 'PutEvents', q{awspipe.eventbridge_put_event('aws', 'bus', 'test', 'type', '{}')}, 1 ],
	firehose => [ 'PutRecordBatch', q{awspipe.firehose_put_record('aws', 'stream', 'data'::text)}, 1 ],
	kinesis => [ 'PutRecords', q{awspipe.kinesis_put_record('aws', 'stream', 'data'::text, 'k')}, 1 ],
	lambda => [ 'invocations', q{awspipe.lambda_invoke('aws', 'function', '{}')} ],
	logs => [ 'PutLogEvents', q{awspipe.logs_put_event('aws', 'group', 'stream', 'm')} ],
	s3 => [ 'PUT /bucket/key', q{awspipe.s3_put_object('aws', 'bucket', 'key', 'x')} ],
	ses => [ 'outbound-emails', q{awspipe.ses_send_email('aws', 'shop@shop.example', '{a@customer.example}',
		subject => 's', text_body => 't')} ],
	sns => [ 'PublishBatch', "awspipe.sns_publish('aws', '$topic', 'm')", 1 ],
	sqs => [ 'SendMessageBatch', q{awspipe.sqs_send_message('aws', 'queue', 'm')}, 1 ],
	stepfunctions => [ 'StartExecution', q{awspipe.start_execution('aws', 'arn:aws:states:us-east-1:123456789012:stateMachine:m')} ]);
while (my @services = grep { @{ $errors{$_} } } sort keys %destinations)
{
	my @codes;

	foreach my $service (@services)
	{
		my ($match, undef, $has_entries) = @{ $destinations{$service} };
		my ($status, $code) = @{ shift @{ $errors{$service} } };

		push @codes, "$service $status $code";
		$proxy{$service}->rules(
			{ name => 'answer', match => $match, action => 'status', status => $status, code => $code, count => 1 },
			$has_entries
			? { name => 'entry', match => $match, action => 'fail_entries', entries => [0], code => $code, count => 1, after => 1 }
			: ());
	}
	app("SELECT $destinations{$_}[1]") foreach @services;
	ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'sent in spite of ' . join(', ', @codes));
	foreach my $service (@services)
	{
		is(join(' ', map { $_->{fired} } @{ $proxy{$service}->control('GET', '/rules') }),
			$destinations{$service}[2] ? '1 1' : '1', "$service has answered so");
	}
	is( $node->safe_psql('postgres', q{SELECT string_agg(error_code, ' ') FROM awspipe.dead_letter}),
		'', 'and nothing is given up');
}

# A transaction is refused for its items: by what else goes on, or by itself
my $canceled = sub {
	my (@reasons) = @_;

	$proxy{dynamodb}->rules({ name => 'canceled', match => 'TransactWriteItems', action => 'status', status => 400,
			body_text => $json->encode({ __type => 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
					Message => 'Transaction cancelled', CancellationReasons => [ map { { Code => $_ } } @reasons ] }) });
	my ($sqlstate) = $node->error_as('app', q{SELECT awspipe.call('aws', 'dynamodb', 'TransactWriteItems', '{"TransactItems": []}')}) =~ /ERROR:  (\w{5})/;
	return "$sqlstate " . $proxy{dynamodb}->fired('canceled');
};
is($canceled->('None', 'TransactionConflict', 'ThrottlingError'), '58000 3', 'a transaction in the way of others is repeated');
is($canceled->('TransactionConflict', 'ConditionalCheckFailed'), '39000 1', 'one whose condition fails is not');

done_testing();
