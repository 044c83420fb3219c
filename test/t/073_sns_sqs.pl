# Sending to SNS and SQS: what is published arrives in a queue that has
# subscribed, with its attributes; FIFO queues and topics keep the order of
# each group and drop what is repeated.  Topics and subscriptions are made by
# awspipe.call, through the query protocol.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use JSON::PP;
use MIME::Base64;
use PipeCluster;
use Test::More;

my $aws = AwsEmulators->new(qw(sqs sns));
my $sqs_proxy = FaultProxy->new($aws->url('sqs'));
my $sns_proxy = FaultProxy->new($aws->url('sns'));
my $node = PipeCluster->create(
	'messages',
	endpoints => { sqs => $sqs_proxy->url, sns => $sns_proxy->url });
my $json = JSON::PP->new->utf8->canonical;
my $inner = JSON::PP->new;		# of what has been decoded

sub app { return $node->psql_as('app', @_) }

sub call
{
	my ($service, $operation, $input) = @_;
	my $text = $json->encode($input);

	return $json->decode(app("SELECT awspipe.call('aws', '$service', '$operation', \$json\$$text\$json\$)"));
}

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

sub make_queue
{
	my ($queue) = @_;
	my %fifo = $queue =~ /\.fifo$/ ? (Attributes => { FifoQueue => 'true' }) : ();

	return $aws->aws_call('sqs', 'CreateQueue', { QueueName => $queue, %fifo })->{QueueUrl};
}

# All messages of a queue, in the order in which they come; emptied.
sub messages
{
	my ($queue) = @_;
	my $url = $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => $queue })->{QueueUrl};
	my @messages;

	while (1)
	{
		my $answer = $aws->aws_call('sqs', 'ReceiveMessage',
			{ QueueUrl => $url, MaxNumberOfMessages => 10,
				MessageAttributeNames => ['All'], AttributeNames => ['All'] });
		my @got = @{ $answer->{Messages} // [] } or last;

		push @messages, @got;
		$aws->aws_call('sqs', 'DeleteMessage',
			{ QueueUrl => $url, ReceiptHandle => $_->{ReceiptHandle} })
		  for @got;
	}
	return @messages;
}

sub requests
{
	my ($proxy, $operation) = @_;

	return grep { $_->{operation} =~ /\Q$operation\E/ } $proxy->journal;
}

#
# The query protocol
#

my $topic = call('sns', 'CreateTopic',
	{ Name => 'alerts', Attributes => { DisplayName => 'A & B <c>' },
		Tags => [ { Key => 'k', Value => "v\x{e9}" }, { Key => 'l', Value => '' } ] })->{TopicArn};
like($topic, qr/^arn:aws:sns:.*:alerts$/, 'a topic is made');
is(call('sns', 'GetTopicAttributes', { TopicArn => $topic })->{Attributes}{DisplayName},
	'A & B <c>', 'with its attributes, a map in and out');
is_deeply(
	[ sort map { $_->{TopicArn} } @{ call('sns', 'ListTopics', {})->{Topics} } ],
	[$topic], 'a list is an array');
is_deeply(call('sns', 'ListSubscriptions', {})->{Subscriptions}, [],
	'also when it is empty');

my $url = make_queue('inbox');
my $subscription = call('sns', 'Subscribe',
	{ TopicArn => $topic, Protocol => 'sqs', ReturnSubscriptionArn => JSON::PP::true,
		Endpoint => 'arn:aws:sqs:us-east-1:000000000000:inbox' })->{SubscriptionArn};
like($subscription, qr/^\Q$topic\E:/, 'a queue subscribes');
is_deeply(
	call('sns', 'SetSubscriptionAttributes',
		{ SubscriptionArn => $subscription, AttributeName => 'RawMessageDelivery',
			AttributeValue => 'false' }),
	{}, 'an operation that returns nothing answers with an empty object');
like(
	$node->error_as('app', q{SELECT awspipe.call('aws', 'sns', 'GetTopicAttributes', '{"TopicArn": "arn:aws:sns:us-east-1:000000000000:none"}')}),
	qr/39000: .*\n.*AWS returned NotFound \(HTTP 404, request ID [^)]+\): Topic does not exist/,
	'an error is read from XML');
$sns_proxy->rules({ match => 'GetTopicAttributes', action => 'status', status => 200,
		body_text => '<?xml version="1.0"?><GetTopicAttributesResponse xmlns="urn:x"><GetTopicAttributesResult y="z"><Unknown>1</Unknown>'
		  . '<Attributes> <entry><key>k</key><value>&lt;&#233;</value></entry><!-- c --><entry><key>e</key><value><![CDATA[<x>]]></value>'
		  . '</entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>' });
is_deeply(call('sns', 'GetTopicAttributes', { TopicArn => $topic }),
	{ Attributes => { k => "<\x{e9}", e => '<x>' } }, 'XML becomes JSON');
for my $body (
	'no XML at all', '<a><CreateTopicResult/></a>',
	'<!DOCTYPE a [<!ENTITY b "c">]><a><CreateTopicResult><TopicArn>&b;</TopicArn></CreateTopicResult></a>',
	'<CreateTopicResponse><CreateTopicResult></CreateTopicResponse>')
{
	$sns_proxy->rules({ match => 'CreateTopic', action => 'status', status => 200, body_text => $body });
	like(
		$node->error_as('app', q{SELECT awspipe.call('aws', 'sns', 'CreateTopic', '{"Name": "x"}')}),
		$body =~ /^<Create/ ? qr/08P01: could not read/ : qr/08001: .*something that is not AWS answered \(HTTP 200/s,
		'an answer that is not as AWS writes it is refused: ' . substr($body, 0, 20));
}
$sns_proxy->rules();

#
# Publishing
#

app(<<"SQL");
SELECT awspipe.sns_publish('aws', '$topic', 'large order & <more> \x{e2}\x{82}\x{ac}', subject => 'Order',
	message_attributes => '{"kind": "order", "amount": 12.50,
		"raw": {"DataType": "Binary", "BinaryValue": "AP8="}}');
SQL
ok(drained(), 'a message is published');
my ($got) = messages('inbox');
my $envelope = $inner->decode($got->{Body});
is($envelope->{Message}, "large order & <more> \x{20ac}", 'and delivered as it was');
is($envelope->{Subject}, 'Order', 'with its subject');
is_deeply($envelope->{MessageAttributes},
	{ kind => { Type => 'String', Value => 'order' },
		amount => { Type => 'Number', Value => '12.50' },
		raw => { Type => 'Binary', Value => 'AP8=' } },
	'and its attributes');

like(call('sns', 'Publish', { TopicArn => $topic, Message => 'now', MessageAttributes =>
			{ kind => { DataType => 'String', StringValue => 'test' } } })->{MessageId},
	qr/^[0-9a-f-]{36}$/, 'awspipe.call publishes at once');
($got) = messages('inbox');
$envelope = $inner->decode($got->{Body});
is($envelope->{Message}, 'now', 'the same way');
is_deeply($envelope->{MessageAttributes}, { kind => { Type => 'String', Value => 'test' } },
	'with attributes');

$sns_proxy->clear_journal;
app(qq{SELECT count(awspipe.sns_publish('aws', '$topic', 'm' || i)) FROM generate_series(1, 205) AS i});
ok(drained(), 'many messages are published');
is_deeply(
	[ sort map { $inner->decode($_->{Body})->{Message} } messages('inbox') ],
	[ sort map { "m$_" } 1 .. 205 ], 'each once');
cmp_ok(scalar(requests($sns_proxy, 'PublishBatch')), '<=', 40, 'up to ten in a request');

# A standard topic cannot tell a repetition
$sns_proxy->rules({ name => 'lost', match => 'PublishBatch', action => 'drop', count => 1 });
app(qq{SELECT awspipe.sns_publish('aws', '$topic', 'again')});
ok(drained(), 'when no answer comes');
is(scalar(messages('inbox')), 2, 'a message arrives twice');
ok($node->poll_until(qq{SELECT ambiguous = 1 FROM awspipe.stat_destination WHERE resource = '$topic'}),
	'which is known to be possible');

# FIFO
my $fifo_topic = call('sns', 'CreateTopic',
	{ Name => 'orders.fifo', Attributes => { FifoTopic => 'true' } })->{TopicArn};
make_queue('ordered.fifo');
call('sns', 'Subscribe',
	{ TopicArn => $fifo_topic, Protocol => 'sqs', Attributes => { RawMessageDelivery => 'true' },
		Endpoint => 'arn:aws:sqs:us-east-1:000000000000:ordered.fifo' });
$sns_proxy->rules({ name => 'lost', match => 'PublishBatch', action => 'drop', count => 2 });
app(qq{SELECT count(awspipe.sns_publish('aws', '$fifo_topic', i::text, message_group_id => 'g' || i % 7))
	FROM generate_series(1, 70) AS i});
ok(drained(), 'messages of several groups are published');
is($sns_proxy->fired('lost'), 2, 'although answers were lost');
my @got = messages('ordered.fifo');
is(scalar(@got), 70, 'each is delivered once');
my (%last, $disorder);
for my $message (@got)
{
	my $group = $message->{Attributes}{MessageGroupId};

	$disorder = 1 if $message->{Body} <= ($last{$group} // 0);
	$last{$group} = $message->{Body};
}
ok(!$disorder, 'in order for each group');
is(scalar(keys %last), 7, 'of which there are seven');

is(app(qq{SELECT ambiguous FROM awspipe.stat_destination WHERE resource = '$fifo_topic'}), 0,
	'and nothing is ambiguous');

#
# Queues
#

app(<<'SQL');
SELECT awspipe.sqs_send_message('aws', 'inbox', 'tëxt', '{"a": "b", "n": 1}');
SELECT awspipe.sqs_send_message('aws', 'inbox', 'later', delay => '15 min');
SQL
ok(drained(), 'messages are sent');
@got = messages('inbox');
is(scalar(@got), 1, 'one comes at once');
is($got[0]{Body}, "t\x{eb}xt", 'its body');
is_deeply($got[0]{MessageAttributes},
	{ a => { DataType => 'String', StringValue => 'b' },
		n => { DataType => 'Number', StringValue => '1' } },
	'its attributes');
is( $aws->aws_call('sqs', 'GetQueueAttributes',
		{ QueueUrl => $url, AttributeNames => ['All'] })
	  ->{Attributes}{ApproximateNumberOfMessagesDelayed},
	1, 'the other one is delayed');

make_queue('work.fifo');
$sqs_proxy->rules({ name => 'lost', match => 'SendMessageBatch', action => 'drop', count => 2 });
app(q{SELECT count(awspipe.sqs_send_message('aws', 'work.fifo', i::text, message_group_id => 'g' || i % 9))
	FROM generate_series(1, 90) AS i});
app(q{SELECT awspipe.sqs_send_message('aws', 'work.fifo', 'twice', message_group_id => 'g', message_deduplication_id => 'd')
	FROM generate_series(1, 2)});
ok(drained(), 'messages go to a FIFO queue');
is($sqs_proxy->fired('lost'), 2, 'although answers were lost');
@got = messages('work.fifo');
is(scalar(grep { $_->{Body} eq 'twice' } @got), 1, 'one deduplication id is one message');
@got = grep { $_->{Body} ne 'twice' } @got;
is(scalar(@got), 90, 'each is there once');
%last = ();
$disorder = 0;
for my $message (@got)
{
	my $group = $message->{Attributes}{MessageGroupId};

	$disorder = 1 if $message->{Body} <= ($last{$group} // 0);
	$last{$group} = $message->{Body};
}
ok(!$disorder, 'in order for each group');

# A queue and a topic that are not there yet
app(q{SELECT awspipe.sqs_send_message('aws', 'future', 'x')});
app(qq{SELECT awspipe.sns_publish('aws', '$topic-future', 'x')});
ok( $node->poll_until(q{SELECT count(*) = 2 FROM awspipe.stat_destination WHERE state = 'paused'
	AND error_code IN ('QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue', 'NotFound')}),
	'what does not exist pauses its destination');
make_queue('future');
call('sns', 'CreateTopic', { Name => 'alerts-future' });
ok(drained(), 'which goes on when it does');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.dead_letter'), 0,
	'nothing was given up');

$sqs_proxy->rules({ match => 'SendMessageBatch', body => 'bad', action => 'status',
		status => 400, code => 'InvalidMessageContents' });
app(q{SELECT awspipe.sqs_send_message('aws', 'future', 'bad')});
ok( $node->poll_until(q{SELECT count(*) = 1 FROM awspipe.dead_letter}),
	'what the service refuses becomes a dead letter');
$sqs_proxy->rules();
app(q{SELECT awspipe.redrive(ARRAY(SELECT dead_letter_id FROM awspipe.dead_letters))});
ok(drained(), 'which can be redriven');
is_deeply([ sort map { $_->{Body} } messages('future') ], [ 'bad', 'x' ], 'and then arrives');

done_testing();
