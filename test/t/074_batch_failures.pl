# Answers of batch operations in which some entries have failed: only these
# are sent again, the order of each key is kept, and nothing arrives twice.
# The fault proxy takes the failed entries out before the service sees them.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use FakeServices;
use FaultProxy;
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use Test::More;

my $messages = 120;
my $keys = 20;
my @failed = (0, 1, 4);
my $faults = 4;

my $json = JSON::PP->new->utf8;
my $aws = AwsEmulators->new(qw(kinesis dynamodb sqs sns));

my $bus = FakeAws->new(FakeServices::script());

my %proxies = map { $_ => FaultProxy->new($aws->url($_)) } qw(kinesis dynamodb sqs sns);
$proxies{$_} = FaultProxy->new($bus->url) foreach qw(eventbridge firehose);
my $node = PipeCluster->create('batches',
	endpoints => { map { $_ => $proxies{$_}->url } keys %proxies });

sub app { return $node->psql_as('app', @_) }

# What a queue holds, in order
sub messages
{
	my ($queue) = @_;
	my $url = $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => $queue })->{QueueUrl};
	my @bodies;

	while (1)
	{
		my $answer = $aws->aws_call('sqs', 'ReceiveMessage',
			{ QueueUrl => $url, MaxNumberOfMessages => 10 });
		my @got = @{ $answer->{Messages} // [] } or last;

		push @bodies, map { $_->{Body} } @got;
		$aws->aws_call('sqs', 'DeleteMessage',
			{ QueueUrl => $url, ReceiptHandle => $_->{ReceiptHandle} })
		  for @got;
	}
	return @bodies;
}

sub records
{
	my $shard = $aws->aws_call('kinesis', 'ListShards', { StreamName => 'stream' })->{Shards}[0];
	my $iterator = $aws->aws_call('kinesis', 'GetShardIterator',
		{ StreamName => 'stream', ShardId => $shard->{ShardId},
			ShardIteratorType => 'TRIM_HORIZON' })->{ShardIterator};

	return map { decode_base64($_->{Data}) }
	  @{ $aws->aws_call('kinesis', 'GetRecords', { ShardIterator => $iterator })->{Records} };
}

# What the service was given: the entries that the proxy let pass
sub taken
{
	my ($service, $operation, $list) = @_;
	my @entries;

	for my $request (grep { $_->{operation} =~ /$operation/ } $proxies{$service}->journal)
	{
		my @all = @{ $json->decode($request->{body})->{$list} };

		for my $i (0 .. $#all)
		{
			next if defined $request->{rule} && grep { $_ == $i } @failed;
			push @entries, $all[$i];
		}
	}
	return @entries;
}

sub events
{
	return map { $json->decode($_->{Detail})->{v} } taken('eventbridge', 'PutEvents', 'Entries');
}

sub firehose_records
{
	return map { decode_base64($_->{Data}) } taken('firehose', 'PutRecordBatch', 'Records');
}

# One item for each key: the last value, and how often it was written
sub items
{
	return map { $_->{v}{S} }
	  @{ $aws->aws_call('dynamodb', 'Scan', { TableName => 'items' })->{Items} };
}

sub count_entries
{
	my ($body) = @_;

	return scalar(() = $body =~ /PublishBatchRequestEntries\.member\.\d+\.Id=/g)
	  if $body =~ /^Action=/;
	my $input = $json->decode($body);
	return 1 if $input->{Item};
	return scalar(@{ $input->{Records} // $input->{Entries} // $input->{RequestItems}{items} });
}

$aws->create_stream('stream', 1);
$aws->create_table('items', 'pk');
for my $queue ('direct.fifo', 'subscribed.fifo')
{
	$aws->aws_call('sqs', 'CreateQueue',
		{ QueueName => $queue, Attributes => { FifoQueue => 'true' } });
}
my $topic = $node->psql_as('app', q{SELECT awspipe.call('aws', 'sns', 'CreateTopic',
	'{"Name": "topic.fifo", "Attributes": {"FifoTopic": "true"}}') ->> 'TopicArn'});
app(qq{SELECT awspipe.call('aws', 'sns', 'Subscribe', jsonb_build_object('TopicArn', '$topic',
	'Protocol', 'sqs', 'Endpoint', 'arn:aws:sqs:us-east-1:000000000000:subscribed.fifo',
	'Attributes', '{"RawMessageDelivery": "true"}'::jsonb))});

my @cases = (
	{ service => 'kinesis', operation => 'PutRecords', read => \&records,
		send => q{awspipe.kinesis_put_record('aws', 'stream', v, k)} },
	{ service => 'sqs', operation => 'SendMessageBatch', read => sub { messages('direct.fifo') },
		send => q{awspipe.sqs_send_message('aws', 'direct.fifo', v, message_group_id => k)} },
	{ service => 'sns', operation => 'PublishBatch', read => sub { messages('subscribed.fifo') },
		send => qq{awspipe.sns_publish('aws', '$topic', v, message_group_id => k)} },
	{ service => 'eventbridge', operation => 'PutEvents', read => \&events,
		send => q{awspipe.eventbridge_put_event('aws', 'bus', 'test', 'type',
			jsonb_build_object('v', v), ordering_key => k)} },
	{ service => 'firehose', operation => 'PutRecordBatch', read => \&firehose_records, unordered => 1,
		send => q{awspipe.firehose_put_record('aws', 'stream', v)} },
	{ service => 'dynamodb', operation => 'BatchWriteItem', read => \&items, unordered => 1,
		send => q{awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', v, 'v', v))} });

for my $case (@cases)
{
	my $proxy = $proxies{ $case->{service} };

	$proxy->rules({ name => 'part', match => $case->{operation}, action => 'fail_entries',
			entries => \@failed, code => 'InternalError', count => $faults });
	$proxy->clear_journal;
	app(qq{SELECT count($case->{send}) FROM generate_series(1, $messages) AS i,
		LATERAL (SELECT 'k' || i % $keys AS k, 'k' || i % $keys || ' ' || lpad(i::text, 6, '0') AS v) AS m});
	ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'),
		"$case->{operation}: entries that failed are sent again");
	is($proxy->fired('part'), $faults, 'after some had failed');

	my @requests = grep { $_->{operation} =~ /(?:$case->{operation}|PutItem)$/ } $proxy->journal;
	my ($sent, $lost) = (0, 0);
	for my $request (@requests)
	{
		my $n = count_entries($request->{body});

		$sent += $n;
		$lost += grep { $_ < $n } @failed if defined $request->{rule};
	}
	is($sent, $messages + $lost, 'these, and no others');

	my @got = $case->{read}->();
	is(scalar(@got), $messages, 'each arrives once');
	my (%last, %seen, $disorder);
	for my $value (@got)
	{
		my ($key) = split / /, $value;

		$disorder = 1 if !$case->{unordered} && $value le ($last{$key} // '');
		$last{$key} = $value;
		$seen{$value}++;
	}
	is(scalar(keys %seen), $messages, 'and is what was sent');
	ok(!$disorder, 'in order for each key') unless $case->{unordered};
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0,
	'nothing is given up');
is( $node->safe_psql('postgres', 'SELECT sum(ambiguous) FROM awspipe.stat_destination'), 0,
	'and nothing is ambiguous');

done_testing();
