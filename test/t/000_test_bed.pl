# The test bed itself: emulators answer and keep their endpoints, the fault
# proxy does what the other tests rely on, and the library is loaded.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use Test::More;
use Time::Piece;

my $aws = AwsEmulators->new(qw(kinesis dynamodb sqs sns s3 ses));

# Every emulator answers
$aws->create_stream('s', 1);
my $put = $aws->aws_call('kinesis', 'PutRecord',
	{ StreamName => 's', PartitionKey => 'k', Data => encode_base64('a', '') });
like($put->{SequenceNumber}, qr/^\d{56}$/, 'kinesis takes a record');
$aws->create_table('table', 'pk');
$aws->aws_call('dynamodb', 'PutItem',
	{ TableName => 'table', Item => { pk => { S => 'x' } } });
is($aws->aws_call('dynamodb', 'Scan', { TableName => 'table' })->{Count},
	1, 'dynamodb keeps an item');
my $queue =
  $aws->aws_call('sqs', 'CreateQueue', { QueueName => 'q' })->{QueueUrl};
like($aws->aws_call('sns', 'CreateTopic', { Name => 'topic' }),
	qr/<TopicArn>/, 'sns creates a topic');
$aws->aws_call('s3', 'PUT /bucket');
$aws->aws_call('s3', 'PUT /bucket/key', 'content');
is($aws->aws_call('s3', 'GET /bucket/key'), 'content', 's3 keeps an object');
my ($answer) = $aws->aws_try('ses', 'GET /store');
is($answer->{status}, 200, 'ses answers');

# Iterators expire without waiting
my $iterator = $aws->aws_call(
	'kinesis',
	'GetShardIterator',
	{
		StreamName => 's',
		ShardId => $put->{ShardId},
		ShardIteratorType => 'TRIM_HORIZON'
	})->{ShardIterator};
$aws->shift_clock('kinesis', 310);
($answer) =
  $aws->aws_try('kinesis', 'GetRecords', { ShardIterator => $iterator });
like($answer->{content}, qr/ExpiredIteratorException/, 'iterators expire');

# An outage keeps the endpoint
my $url = $aws->url('dynamodb');
$aws->stop('dynamodb');
($answer) = $aws->aws_try('dynamodb', 'ListTables');
is($answer->{status}, 599, 'a stopped emulator refuses connections');
$aws->start('dynamodb');
is($aws->url('dynamodb'), $url, 'an emulator comes back at the same place');

# The proxy, for SQS
my $proxy = FaultProxy->new($aws->url('sqs'));
my $http = HTTP::Tiny->new(timeout => 30, max_redirect => 0);

sub sqs
{
	my ($operation, $input) = @_;
	my $got = $http->post(
		$proxy->url,
		{
			content => encode_json($input),
			headers => {
				'Content-Type' => 'application/x-amz-json-1.0',
				'X-Amz-Target' => "AmazonSQS.$operation",
				Authorization => 'AWS4-HMAC-SHA256 '
				  . 'Credential=a/20250101/us-east-1/sqs/aws4_request, '
				  . 'SignedHeaders=host, Signature=00'
			}
		});

	$got->{json} = eval { decode_json($got->{content}) };
	return $got;
}

sub in_queue
{
	return $aws->aws_call('sqs', 'GetQueueAttributes',
		{ QueueUrl => $queue, AttributeNames => ['All'] })
	  ->{Attributes}{ApproximateNumberOfMessages};
}

my @list_queues = ('ListQueues', {});
my @send = ('SendMessage', { QueueUrl => $queue, MessageBody => 'm' });

is(sqs(@list_queues)->{status}, 200, 'without rules the proxy forwards');
$proxy->rules(
	{
		name => 'second', match => 'ListQueues', nth => 2, action => 'status',
		status => 400, code => 'ThrottlingException'
	});
is_deeply(
	[ map { sqs(@list_queues)->{status} } 1 .. 3 ],
	[ 200, 400, 200 ],
	'a rule fires at the n-th match');
is($proxy->fired('second'), 1, 'and counts that');

$proxy->rules({ name => 'err', count => 1, action => 'status', status => 400,
		code => 'OverLimit', date_offset => -3600 });
my $got = sqs(@list_queues);
is($got->{json}{__type}, 'OverLimit', 'errors have the shape of the protocol');
my $date =
  Time::Piece->strptime($got->{headers}{date}, '%a, %d %b %Y %H:%M:%S GMT');
cmp_ok(abs($date->epoch + 3600 - time()), '<', 600, 'their Date can be wrong');

foreach my $case (
	[ { action => 'rst' }, 'reset before' ],
	[ { action => 'rst', when => 'headers' }, 'reset behind the headers' ],
	[ { action => 'truncate', bytes => 5 }, 'truncated, length kept' ],
	[
		{ action => 'truncate', bytes => 5, length => 'chunked' },
		'truncated chunk'
	])
{
	$proxy->rules({ name => 'f', count => 1, %{ $case->[0] } });
	is(sqs(@list_queues)->{status}, 599, "broken connection: $case->[1]");
	is($proxy->fired('f'), 1, "fired: $case->[1]");
	is(sqs(@list_queues)->{status}, 200, "works again: $case->[1]");
}

$proxy->rules(
	{ name => 'f', action => 'truncate', bytes => 5, length => 'none' });
$got = sqs(@list_queues);
is(length $got->{content}, 5, 'truncation without a length just ends');
$proxy->rules({ name => 'f', action => 'malformed' });
is(sqs(@list_queues)->{json}, undef, 'malformed is no JSON');
$proxy->rules({ name => 'f', action => 'huge', bytes => 1_000_000 });
is(length sqs(@list_queues)->{content}, 1_000_000, 'huge is that long');
$proxy->rules({ name => 'f', action => 'drip', interval => 1 });
is(sqs(@list_queues)->{status}, 200, 'dripped answers are complete');
$proxy->rules({ name => 'f', action => 'redirect', location => '/x' });
is(sqs(@list_queues)->{headers}{location}, '/x', 'redirects');

$proxy->rules({ name => 'f', action => 'drop', count => 1 });
is(sqs(@send)->{status}, 599, 'the answer is lost');
is(in_queue(), 1, 'but the message was sent');

$proxy->rules();
my $first = sqs(@send)->{json}{MessageId};
$proxy->rules({ name => 'f', action => 'duplicate', count => 1 });
is(sqs(@send)->{json}{MessageId}, $first, 'the last answer once more');
is(in_queue(), 2, 'and nothing was sent');

my @batch = (
	'SendMessageBatch',
	{
		QueueUrl => $queue,
		Entries => [ map { { Id => "e$_", MessageBody => "m$_" } } 1 .. 3 ]
	});
$proxy->rules(
	{ name => 'f', action => 'fail_entries', entries => [1], count => 1 });
$got = sqs(@batch);
is_deeply(
	[ map { $_->{Id} } @{ $got->{json}{Failed} } ],
	['e2'], 'an entry fails');
is(@{ $got->{json}{Successful} }, 2, 'the others do not');
is(in_queue(), 4, 'and only they were sent');
$proxy->rules(
	{ name => 'f', action => 'fail_entries', entries => [ 0 .. 9 ] });
is(@{ sqs(@batch)->{json}{Failed} }, 3, 'all entries of a batch fail');

$proxy->rules();
$proxy->clear_journal;
sqs(@list_queues);
is_deeply([ map { $_->{operation} } $proxy->journal ],
	['AmazonSQS.ListQueues'], 'requests are written down');
$proxy->listen(0);
is(sqs(@list_queues)->{status}, 599, 'connections are refused');
$proxy->listen(1);
is(sqs(@list_queues)->{status}, 200, 'and taken again');

# A command finds no connection that was kept too long
is(HTTP::Tiny->new->get("http://127.0.0.1:$proxy->{control}/rules")->{headers}{connection},
	'close', 'each command has a connection of its own');

# Pages of a stream
my $pages = FaultProxy->new($aws->url('kinesis'));

sub page
{
	my ($iterator) = @_;
	my $got = $http->post(
		$pages->url,
		{
			content => encode_json({ ShardIterator => $iterator }),
			headers => {
				'Content-Type' => 'application/x-amz-json-1.1',
				'X-Amz-Target' => 'Kinesis_20131202.GetRecords',
				'X-Amz-Date' => '20250101T000000Z',
				Authorization => 'AWS4-HMAC-SHA256 '
				  . 'Credential=a/20250101/us-east-1/kinesis/aws4_request, '
				  . 'SignedHeaders=host, Signature=00'
			}
		});

	return decode_json($got->{content});
}

sub from_the_beginning
{
	my ($stream, $shard) = @_;

	return $aws->aws_call('kinesis', 'GetShardIterator',
		{ StreamName => $stream, ShardId => $shard, ShardIteratorType => 'TRIM_HORIZON' })->{ShardIterator};
}

my $page = page(from_the_beginning('s', $put->{ShardId}));
is(@{ $page->{Records} }, 1, 'a page of a stream');
$aws->create_stream('other', 1);
page(from_the_beginning('other', $put->{ShardId}));
$pages->rules({ name => 'f', action => 'again', count => 1 });
is(page($page->{NextShardIterator})->{Records}[0]{SequenceNumber},
	$put->{SequenceNumber}, 'the page before once more, not that of another stream');
is(@{ page($page->{NextShardIterator})->{Records} }, 0, 'and then the one behind it');

# The cluster
my $node = PipeCluster->create(
	'main',
	emulators => $aws,
	services => ['kinesis'],
	endpoints => { sqs => $proxy->url });
is($node->psql_as('app', 'SELECT current_user'),
	'app', 'app is an ordinary user');
like(
	$node->error_as('app', 'SELECT 1 / 0'),
	qr/22012/, 'errors come with their SQLSTATE');

done_testing();
