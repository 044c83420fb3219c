# Something that is not AWS answers, with a status of success or of failure:
# every operation of every source and destination takes that for what it is.
# Nothing counts as delivered or applied, nothing is given up, and all goes on
# when AWS answers again.

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
use QueueTools;
use Test::More;

my $json = JSON::PP->new->utf8->canonical;
my $aws = AwsEmulators->new(qw(dynamodb kinesis sqs sns s3 ses));

my $fake = FakeAws->new(FakeServices::script());
my %proxy = map { $_ => FaultProxy->new($aws->url($_)) } qw(dynamodb kinesis sqs sns s3 ses);
$proxy{$_} = FaultProxy->new($fake->url) foreach qw(eventbridge cloudwatch firehose lambda logs stepfunctions);
my $node = PipeCluster->create('foreign', endpoints => { map { $_ => $proxy{$_}->url } keys %proxy });

sub app { return $node->psql_as('app', @_) }

# As often as a call is made by itself, before it fails; an upload's steps fail
# once, for it begins anew each time
my $attempts = 3;

# What the operations are called by in the proxy, and how AWS would answer
my $put = '{"Attributes": {}}';
my $batch = '{"Successful": [{"Id": "0"}], "Failed": []}';
my $mail = '{"MessageId": "m"}';
my @operations = (
	[ kinesis => 'DescribeStreamSummary', '{"StreamDescriptionSummary": {"StreamStatus": "ACTIVE"}}' ],
	[ kinesis => 'ListShards', '{"Shards": []}' ],
	[ kinesis => 'GetShardIterator', '{"ShardIterator": "i"}' ],
	[ kinesis => 'GetRecords', '{"Records": [], "NextShardIterator": null, "MillisBehindLatest": 0}' ],
	[ kinesis => 'PutRecords', '{"FailedRecordCount": 0, "Records": [{"SequenceNumber": "1", "ShardId": "s"}]}' ],
	[ sqs => 'GetQueueUrl', '{"QueueUrl": "http://127.0.0.1/q"}' ],
	[ sqs => 'GetQueueAttributes', '{"Attributes": {"VisibilityTimeout": "30"}}' ],
	[ sqs => 'ReceiveMessage', '{"Messages": []}' ],
	[ sqs => 'DeleteMessageBatch', $batch ],
	[ sqs => 'ChangeMessageVisibilityBatch', $batch ],
	[ sqs => 'SendMessageBatch', $batch ],
	[ sns => 'PublishBatch', '<PublishBatchResponse><PublishBatchResult><Successful><member><Id>0</Id></member>'
		  . '</Successful></PublishBatchResult></PublishBatchResponse>' ],
	[ dynamodb => 'DescribeTable', '{"Table": {"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}}' ],
	[ dynamodb => 'PutItem', $put ],
	[ dynamodb => 'UpdateItem', $put ],
	[ dynamodb => 'DeleteItem', $put ],
	[ dynamodb => 'BatchWriteItem', '{"UnprocessedItems": {}}' ],
	[ eventbridge => 'DescribeEventBus', '{"Name": "bus"}' ],
	[ eventbridge => 'PutEvents', '{"FailedEntryCount": 0, "Entries": [{"EventId": "e"}]}' ],
	[ cloudwatch => 'PutMetricData', '{}' ],
	[ logs => 'PutLogEvents', '{}' ],
	[ firehose => 'PutRecordBatch', '{"FailedPutCount": 0, "RequestResponses": [{"RecordId": "r"}]}' ],
	[ lambda => 'invocations', '' ],
	[ stepfunctions => 'StartExecution', '{"executionArn": "arn:e", "startDate": 1.5}' ],
	[ ses => 'GET /v2/email/account', '{"SendingEnabled": true, "SendQuota": {"MaxSendRate": 1}}' ],
	[ ses => 'simple', $mail, match => 'outbound-emails', body => '"Simple"' ],
	[ ses => 'raw', $mail, match => 'outbound-emails', body => '"Raw"' ],
	[ ses => 'outbound-bulk-emails', '{"BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": "m"}]}' ],
	[ s3 => 'PUT /put/', '' ],
	[ s3 => 'PUT /copy/', '<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>' ],
	[ s3 => 'DELETE /one/', '' ],
	[ s3 => 'POST /many?delete=', '<DeleteResult></DeleteResult>' ],
	[ s3 => 'create', '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
		match => '?uploads=', count => 1 ],
	[ s3 => 'part', '', match => 'partNumber=', count => 1 ],
	[ s3 => 'complete', '<CompleteMultipartUploadResult><ETag>"e"</ETag></CompleteMultipartUploadResult>',
		body => '<CompleteMultipartUpload', count => 1 ]);

# What answers in the place of AWS: status, type and body, of what AWS would say
my $html = '<!DOCTYPE html><html><body>Log in to this network</body></html>';
my %faults = (
	'an empty answer' => sub { (200, undef, '') },
	'a truncated answer' => sub { (200, type_of($_[0]), substr($_[0], 0, length($_[0]) / 2)) },
	'other JSON' => sub { (200, 'application/json', '{"ok":true}') },
	'a JSON array' => sub { (200, 'application/json', '[]') },
	'the wrong content type' => sub { (200, 'text/html', $_[0]) });
for my $status (200, 302, 403, 404, 502)
{
	$faults{"HTML with status $status"} = sub { ($status, 'text/html', $html) };
}

sub type_of
{
	return $_[0] =~ /^</ ? 'text/xml' : 'application/x-amz-json-1.1';
}

# What an emulator does not understand
my %always = (s3 => [ { name => 'edit', body => '<CompleteMultipartUpload', action => 'edit',
			remove => '<ChecksumCRC32C>[^<]*</ChecksumCRC32C>' } ]);

# Has every operation met its rule?
sub all_fired
{
	my %fired;

	foreach my $service (keys %proxy)
	{
		$fired{"$service $_->{name}"} = $_->{fired} foreach @{ $proxy{$service}->control('GET', '/rules') };
	}
	return join(', ', grep { $fired{$_} == 0 } map { "$_->[0] $_->[1]" } @operations);
}

# Requests that the service itself has answered well, and which contain that
sub taken
{
	my ($service, $operation, $text) = @_;

	return scalar(grep {
		!(defined $_->{rule} && $_->{rule} ne 'edit') && $_->{status} && $_->{status} =~ /^2/
		  && $_->{operation} =~ /$operation/ && "$_->{operation} $_->{body}" =~ /\b$text\b/
	} $proxy{$service}->journal);
}

# The status of what S3 has there
sub object
{
	my ($path) = @_;
	return ($aws->aws_try('s3', "GET $path"))[0]{status};
}

sub items
{
	my ($table) = @_;

	return $json->encode([ sort { $a cmp $b } map { "$_->{pk}{S} " . ($_->{n}{N} // '') }
		  @{ $aws->aws_call('dynamodb', 'Scan', { TableName => $table })->{Items} } ]);
}

$aws->create_stream('events', 1);
$aws->create_table($_, 'pk') foreach qw(put update delete batch);
$aws->aws_call('s3', "PUT /$_") foreach qw(put copy one many big);
$aws->aws_call('s3', 'PUT /copy/source', 'x');
my $dead = QueueTools->new($aws, 'dead');
my $queue = QueueTools->new($aws, 'queue', VisibilityTimeout => 2,
	RedrivePolicy => '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":2}');
my $topic = app(q{SELECT awspipe.call('aws', 'sns', 'CreateTopic', '{"Name": "topic"}') ->> 'TopicArn'});
app(q{SELECT awspipe.call('aws', 'ses', 'CreateEmailTemplate',
	'{"TemplateName": "t", "TemplateContent": {"Subject": "s {{n}}", "Text": "t"}}')});
app(<<'SQL');
CREATE TABLE records (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE messages (LIKE awspipe.event INCLUDING ALL);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.payload ? 'bad' THEN
		RAISE EXCEPTION 'no good';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER refuse BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refuse();
SELECT awspipe.create_kinesis_consumer('records', 'aws', 'events', 'records');
SELECT awspipe.create_sqs_consumer('messages', 'aws', 'queue', 'messages', on_error => 'release');
SELECT awspipe.start_consumer('records'), awspipe.start_consumer('messages');
SQL

my $round = 0;
for my $fault (sort keys %faults)
{
	my $token = 'r' . ++$round;
	my $token_bytes = unpack('H*', "=$token=");

	# What has been asked once is asked again after a restart
	$node->stop;
	$aws->aws_call('s3', "PUT /$_", 'x') foreach ("one/$token", map { "many/$_-$token" } 1 .. 3);
	$aws->aws_call('dynamodb', 'PutItem', { TableName => 'delete', Item => { pk => { S => $token } } });
	foreach my $service (keys %proxy)
	{
		my @rules = map {
			my (undef, $name, $right, %match) = @$_;
			my ($status, $type, $body) = $faults{$fault}->($right);

			%match = (match => $name) unless %match;
			{ name => $name, count => $attempts, %match, action => 'foreign', status => $status, body_text => $body,
				defined $type ? (type => $type) : () };
		} grep { $_->[0] eq $service } @operations;

		$proxy{$service}->clear_journal;
		$proxy{$service}->rules(@rules, @{ $always{$service} // [] });
	}
	$node->start;
	$queue->send({ json => { bad => $token } });
	app(<<"SQL");
SELECT awspipe.kinesis_put_record('aws', 'events', jsonb_build_object('n', '$token'), 'k');
SELECT awspipe.sqs_send_message('aws', 'queue', '{"n": "$token"}');
SELECT awspipe.sns_publish('aws', '$topic', '$token');
SELECT awspipe.dynamodb_put_item('aws', 'put', '{"pk": "$token"}');
SELECT awspipe.dynamodb_update_item('aws', 'update', '{"pk": "$token"}', 'SET n = :n',
	expression_attribute_values => '{":n": $round}');
SELECT awspipe.dynamodb_delete_item('aws', 'delete', '{"pk": "$token"}');
SELECT count(awspipe.dynamodb_put_item('aws', 'batch', jsonb_build_object('pk', '$token ' || i))) FROM generate_series(1, 3) AS i;
SELECT awspipe.eventbridge_put_event('aws', 'bus', 'test', '$token', '{}');
SELECT awspipe.cloudwatch_put_metric_data('aws', 'metrics', '$token', 1);
SELECT awspipe.logs_put_event('aws', 'group', 'stream', '$token');
SELECT awspipe.firehose_put_record('aws', 'stream', '\\x$token_bytes'::bytea);
SELECT awspipe.lambda_invoke('aws', 'function', '"$token"');
SELECT awspipe.start_execution('aws', 'arn:aws:states:us-east-1:123456789012:stateMachine:m', '"$token"');
SELECT awspipe.ses_send_email('aws', 'simple\@shop.example', '{a\@customer.example}', subject => '$token', text_body => 'body');
SELECT awspipe.ses_send_raw_email('aws', 'raw\@shop.example', '{a\@customer.example}', message => 'From: raw\@shop.example
Subject: raw $token

text');
SELECT count(awspipe.ses_send_templated_email('aws', 'bulk\@shop.example', '{a\@customer.example}', 't',
	jsonb_build_object('n', '$token'), tags => jsonb_build_object('n', i::text))) FROM generate_series(1, 2) AS i;
SELECT awspipe.s3_put_object('aws', 'put', '$token', 'x');
SELECT awspipe.s3_copy_object('aws', 'copy', '$token', 'copy', 'source');
SELECT awspipe.s3_delete_object('aws', 'one', '$token');
SELECT count(awspipe.s3_delete_object('aws', 'many', i || '-$token')) FROM generate_series(1, 3) AS i;
SELECT awspipe.s3_put_object('aws', 'big', '$token', repeat('x', 20000000));
SQL

	ok($aws->wait_until(sub { all_fired() eq '' }), "$fault: every operation has met it")
	  or diag('not met: ' . all_fired());
	ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), "$fault: all messages are sent");
	is($node->safe_psql('postgres', q{SELECT count(*) FROM awspipe.dead_letter}), 0, "$fault: none is given up");

	# What only counted as delivered is not there
	cmp_ok(taken(@$_, $token), '>', 0, "$fault: $_->[1] has been carried out")
	  foreach ([ sns => 'PublishBatch' ], [ eventbridge => 'PutEvents' ], [ cloudwatch => 'PutMetricData' ],
		[ logs => 'PutLogEvents' ], [ lambda => 'invocations' ], [ stepfunctions => 'StartExecution' ]);
	my $encoded = encode_base64("=$token=", '');
	cmp_ok(scalar(grep { !defined $_->{rule} && $_->{body} =~ /"\Q$encoded\E"/ } $proxy{firehose}->journal), '>', 0,
		"$fault: PutRecordBatch has been carried out");
	is(object("/$_/$token"), 200, "$fault: S3 has what was to $_") foreach qw(put copy big);
	is(object("/$_$token"), 404, "$fault: S3 has not what was deleted") foreach qw(one/ many/1- many/2- many/3-);
	like(items('put'), qr/"$token "/, "$fault: DynamoDB has the item that was put");
	like(items('update'), qr/"$token $round"/, "$fault: and the one that was updated");
	unlike(items('delete'), qr/$token/, "$fault: and not the one that was deleted");
	like(items('batch'), qr/"$token 1 ","$token 2 ","$token 3 "/, "$fault: and those of the batch");
	my @mails = map { $json->encode($_) } @{ $aws->aws_call('ses', 'GET /store')->{emails} };
	is(scalar(grep { /"$token"/ } @mails), 1, "$fault: SES has the simple mail");
	is(scalar(grep { /"raw $token"/ } @mails), 1, "$fault: and the raw one");
	is(scalar(grep { /"s $token"/ } @mails), 2, "$fault: and those of the bulk");

	# The consumers have read all of it, once
	ok($node->poll_until("SELECT count(*) = $round FROM app.$_"), "$fault: the consumer of $_ goes on")
	  foreach qw(records messages);
	ok($node->poll_until(q{SELECT bool_and(state = 'running') FROM awspipe.consumers}), "$fault: and does not stop");
}
is(app('SELECT count(DISTINCT payload) FROM records'), $round, 'each record is there');
is(app('SELECT count(DISTINCT payload) FROM messages'), $round, 'and each message');

# Seen while it lasts
$proxy{dynamodb}->rules({ match => 'PutItem', action => 'foreign', status => 404, type => 'text/html; charset=x',
		body_text => $html });
app(q{SELECT awspipe.dynamodb_put_item('aws', 'put', '{"pk": "seen"}')});
# what is seen may be of the fault before, for a second
my $reason = 'something that is not AWS answered (HTTP 404, content type text/html) at ' . $proxy{dynamodb}->url =~ s|http://(.*):|$1 port |r;

ok($node->poll_until(qq{SELECT state = 'paused' AND error_message = '$reason'
		FROM awspipe.stat_destination WHERE service = 'dynamodb' AND resource = 'put'}),
	'a destination behind something else is paused, and says why');
is($node->safe_psql('postgres', q{SELECT max(attempts) FROM awspipe.outbox}), 0, 'which counts as no attempt');
$proxy{kinesis}->rules({ match => 'GetRecords', action => 'foreign', status => 404, type => 'text/html', body_text => $html });
ok( $node->poll_until(q{SELECT c.state = 'retrying' AND e.error_code = '08001'
		AND e.error_detail LIKE 'The request failed: something that is not AWS answered%'
		FROM awspipe.consumers AS c JOIN awspipe.consumer_errors AS e ON e.consumer = c.name WHERE c.name = 'records'}),
	'and so does a consumer');
$_->rules() foreach values %proxy;
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'the destination goes on');
ok($node->poll_until(q{SELECT bool_and(state = 'running') FROM awspipe.consumers}), 'and the consumer');

# Whoever asks is told, and not that there is no such object
$proxy{s3}->rules({ action => 'foreign', status => 404, type => 'text/html', body_text => $html });
like($node->error_as('app', "SELECT awspipe.$_"), qr/08001: .*something that is not AWS answered \(HTTP 404/s, "$_ fails")
  foreach (q{s3_head_object('aws', 'put', 'r1')}, q{s3_get_object('aws', 'put', 'r1')},
	q{s3_list_objects('aws', 'put')}, q{call('aws', 's3', 'GetBucketLocation', '{"Bucket": "put"}')});
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/Log in to this network/, 'no page is quoted');

done_testing();
