# What is done by hand when something is stuck: waiting messages are removed,
# destinations tried again and forgotten, and nothing else is touched.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use FakeAws;
use File::Temp;
use JSON::PP;
use PipeCluster;
use Session;
use Test::More;
use Time::HiRes qw(sleep);

my $json = JSON::PP->new->utf8->canonical;

# A queue is there when there is a file of its name, and what is sent to it is
# answered while there is no file "closed"
my $world = File::Temp->newdir;

sub refuse
{
	my ($socket) = @_;

	FakeAws::answer($socket, 400, {}, $json->encode({
		__type => 'com.amazonaws.sqs#QueueDoesNotExist', message => 'There is no such queue.' }));
	return 1;
}

sub make
{
	my ($name) = @_;

	open(my $file, '>', "$world/$name") or die "$world/$name: $!";
	return close $file;
}

sub answer_send
{
	my ($socket, $request) = @_;
	my $input = $json->decode($request->{body});
	my @entries = @{ $input->{Entries} };

	make('asked');
	sleep 0.01 while -e "$world/closed";
	return refuse($socket) if !-e "$world/" . ($input->{QueueUrl} =~ s{.*/}{}r);
	open(my $file, '>>', "$world/taken") or die "taken: $!";
	print $file "$_->{MessageBody}\n" foreach @entries;
	close $file;
	FakeAws::answer($socket, 200, {}, $json->encode({
		Successful => [ map { { Id => $_->{Id}, MessageId => "m$_->{Id}" } } @entries ], Failed => [] }));
	return 1;
}

# SNS and STS
sub answer_query
{
	my ($socket, $request) = @_;

	FakeAws::answer($socket, 200, { 'Content-Type' => 'text/xml' }, $request->{body} =~ /Action=GetCallerIdentity/
		? '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>'
		  . '<Arn>arn:aws-cn:sts::123456789012:assumed-role/r/s</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>'
		: '<PublishBatchResponse><PublishBatchResult><Successful><member><Id>0</Id><MessageId>p1</MessageId></member>'
		  . '</Successful></PublishBatchResult></PublishBatchResponse>');
	return 1;
}

my $fake = FakeAws->new(
	RECORD => 1,
	GetQueueUrl => sub {
		my ($socket, $request) = @_;
		my $queue = $json->decode($request->{body})->{QueueName};

		return refuse($socket) if !-e "$world/$queue";
		FakeAws::answer($socket, 200, {}, $json->encode({ QueueUrl => "http://127.0.0.1/$queue" }));
		return 1;
	},
	SendMessageBatch => \&answer_send,
	DescribeEventBus => sub { FakeAws::answer($_[0], 200, {}, '{"Name": "bus"}'); return 1 },
	PutEvents => sub { FakeAws::answer($_[0], 200, {},
		'{"FailedEntryCount": 0, "Entries": [{"EventId": "e1"}]}'); return 1 },
	DescribeTable => sub { FakeAws::answer($_[0], 200, {},
		'{"Table": {"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}}'); return 1 },
	PutItem => sub { FakeAws::answer($_[0], 200, {}, '{}'); return 1 },
	PutRecords => sub { FakeAws::answer($_[0], 200, {},
		'{"FailedRecordCount": 0, "Records": [{"SequenceNumber": "77", "ShardId": "s"}]}'); return 1 },
	PutMetricData => sub { FakeAws::answer($_[0], 200, {}, ''); return 1 },
	PutLogEvents => sub { FakeAws::answer($_[0], 200, {}, '{}'); return 1 },
	PutRecordBatch => sub { FakeAws::answer($_[0], 200, {},
		'{"FailedPutCount": 0, "RequestResponses": [{"RecordId": "r1"}]}'); return 1 },
	StartExecution => sub { FakeAws::answer($_[0], 200, {}, '{"executionArn": "arn:x", "startDate": 1}'); return 1 },
	'/2015-03-31/functions/f/invocations' => sub { FakeAws::answer($_[0], 202, { 'x-amzn-requestid' => 'i1' }, ''); return 1 },
	'/' => \&answer_query);
my $node = PipeCluster->create('hands', endpoints =>
	  { map { $_ => $fake->url } qw(cloudwatch dynamodb eventbridge firehose kinesis lambda logs sns sqs stepfunctions sts) });

$node->safe_psql('postgres', <<'SQL');
CREATE ROLE other LOGIN;
GRANT USAGE ON FOREIGN SERVER aws TO other;
CREATE USER MAPPING FOR other SERVER aws
	OPTIONS (access_key_id 'AKIDOTHER', secret_access_key 'not a secret');
SQL

sub app { return $node->psql_as('app', @_) }

sub send_to
{
	my ($queue, $text, $more) = @_;

	return app("SELECT awspipe.sqs_send_message('aws', '$queue', '$text'" . ($more // '') . ')');
}

# What has been taken, sorted
sub sent
{
	open(my $file, '<', "$world/taken") or return '';
	return join(' ', sort map { chomp; $_ } <$file>);
}

sub paused
{
	my ($queue) = @_;

	return $node->poll_until("SELECT state = 'paused' FROM awspipe.stat_destination WHERE resource = '$queue'");
}

sub drained
{
	my ($queue) = @_;

	return $node->poll_until("SELECT NOT EXISTS (SELECT FROM awspipe.outbox_pending WHERE resource = '$queue')");
}

# Why it waits
my $first = send_to('missing', 'one');
my $second = send_to('missing', 'two', ", ordering_key => 'k'");
send_to('missing', "three$_", ", ordering_key => 'k'") foreach 1 .. 3;
ok(paused('missing'), 'a missing queue pauses its destination');
is(app("SELECT DISTINCT error_code, error_message FROM awspipe.outbox_pending"),
	'QueueDoesNotExist|There is no such queue.', 'and each message says why it waits');

# Removal of some, of all, and by whom
like($node->error_as('other', "SELECT awspipe.discard_pending('aws', 'sqs', 'missing')"),
	qr/42704.*sqs "missing" on server "aws" is no destination of yours/s, 'others have no hand in it');
is($node->psql_as('other', "SELECT awspipe.discard_pending(ARRAY[$first])"), '0', 'nor by the id');
is(app("SELECT awspipe.discard_pending(ARRAY[$first, 0])"), '1', 'a message is removed by its id');
is(app("BEGIN; SELECT awspipe.discard_pending('aws', 'sqs', 'missing'); ROLLBACK"), '4',
	'a removal that is rolled back');
is(app("SELECT count(*) FROM awspipe.outbox_pending"), '4', 'has removed nothing');
is(app("SELECT awspipe.discard_pending(ARRAY[$second])"), '1', 'the first of an ordering key is removed');

# What a claim holds up is its own destination, and only until the end
make('there');
my $session = Session->new($node, 'app');
is($session->run("BEGIN; SELECT awspipe.discard_pending(array_agg(outbox_id)) FROM awspipe.outbox_pending"
	  . " WHERE ordering_key = 'k' AND outbox_id = $second + 1"), '1', 'a removal whose transaction is open');
send_to('there', 'meanwhile');
ok(drained('there'), 'keeps nothing else from being sent');
make('missing');
$session->run('COMMIT');
ok(drained('missing'), 'what is left goes out when the queue is there');
is(sent(), 'meanwhile three2 three3', 'and nothing that was removed does');

# Under way: the answer decides, then the rest is removed
make('closed');
unlink("$world/asked");
send_to('there', 'under way', ", ordering_key => 'x'");
$node->poll_until('SELECT true') until -e "$world/asked";
send_to('there', "behind$_", ", ordering_key => 'x'") foreach 1 .. 3;
like($node->error_as('app', "SET lock_timeout = '100ms'; SELECT awspipe.discard_pending('aws', 'sqs', 'there')"),
	qr/55P03.*Requests to the destination are under way/s, 'what is under way is waited for');
$session->send("SELECT awspipe.discard_pending('aws', 'sqs', 'there')");
ok($node->poll_until(<<'SQL'), 'by the session, with a lock');
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 168 AND granted)
SQL
unlink("$world/closed");
is($session->receive, '3', 'all but the message that was under way are removed');
ok(drained('there'), 'and nothing waits');
is(sent(), 'meanwhile three2 three3 under way', 'that one was delivered');

# The outcome, for those who asked
unlink("$world/missing");
send_to('missing', 'asked', ", reference => 'order 1'");
ok($node->poll_until("SELECT count(*) = 1 FROM awspipe.outbox_pending"), 'a message with a reference');
is(app("SELECT awspipe.discard_pending('aws', 'sqs', 'missing')"), '1', 'is removed');
is(app("SELECT outcome, resource FROM awspipe.outbox_results WHERE reference = 'order 1'"),
	'discarded|missing', 'and its outcome says so');

# Nobody needs a dispatcher for that
$node->append_conf('postgresql.conf', 'pgawspipe.enabled = off');
$node->reload;
$node->poll_until("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type LIKE 'pgawspipe dispatcher%')");
send_to('missing', 'stopped');
send_to('never-made', 'stopped');
is(app("SELECT awspipe.discard_pending('aws', 'sqs', 'missing')"), '1', 'removal while nothing runs');
is(app("SELECT awspipe.discard_pending('aws', 'sqs', 'never-made')"), '1', 'also where the destination is still to be made');
$node->append_conf('postgresql.conf', 'pgawspipe.enabled = on');
$node->reload;

# Another attempt at once
send_to('missing', "again$_") foreach 1 .. 2;
ok($node->poll_until(<<'SQL'), 'a destination that has failed for a while');
SELECT state = 'paused' AND error_code = 'QueueDoesNotExist' FROM awspipe.stat_destination WHERE resource = 'missing'
SQL
make('missing');
app("SELECT awspipe.retry_destination('aws', 'sqs', 'missing')");
ok(drained('missing'), 'is tried again');
like(sent(), qr/again1 again2/, 'and takes what waited');

# A dispatcher that starts meanwhile keeps away, too
send_to('held', "held$_") foreach 1 .. 2;
ok(paused('held'), 'messages that wait');
is($session->run("BEGIN; SELECT awspipe.discard_pending(array_agg(outbox_id)) FROM awspipe.outbox_pending WHERE resource = 'held'"),
	'2', 'are removed by a transaction that is open');
make('held');
$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'dispatcher'");
send_to('there', 'after a restart');
ok(drained('there'), 'another dispatcher works');
unlike(sent(), qr/held/, 'and leaves them alone');
$session->run('ROLLBACK');
ok(drained('held'), 'until that has ended');
like(sent(), qr/held1 held2/, 'without removing them');

# Forgetting
make('closed');
send_to('there', 'waits');
like($node->error_as('app', "SET lock_timeout = '100ms'; SELECT awspipe.drop_destination('aws', 'sqs', 'there')"), qr/55P03/,
	'what is under way holds a destination');
$session->send("SELECT awspipe.discard_pending('aws', 'sqs', 'there')");
ok($node->poll_until(q{SELECT wait_event_type = 'Extension'
		AND (current_setting('server_version_num')::int < 170000 OR wait_event = 'PgawspipeClaim')
		FROM pg_stat_activity WHERE query ~ '^SELECT awspipe.discard_pending' AND backend_type = 'client backend'}),
	'it is seen that somebody waits for it');
unlink("$world/closed");
$session->receive;
ok(drained('there'), 'it ends');
unlink("$world/missing");
send_to('gone', 'waits');
ok(paused('gone'), 'what waits');
like($node->error_as('app', "SELECT awspipe.drop_destination('aws', 'sqs', 'gone')"),
	qr/55006.*1 message waits to be sent to sqs "gone" on server "aws".*discard_pending/s, 'holds it as well');
is($node->psql_as('app', "SELECT awspipe.discard_pending('aws', 'sqs', 'gone')"), '1', 'without it');
app("SELECT awspipe.drop_destination('aws', 'sqs', 'gone')");
is(app("SELECT count(*) FROM awspipe.stat_destination WHERE resource = 'gone'"), '0', 'the destination is forgotten');
like($node->error_as('app', "SELECT awspipe.drop_destination('aws', 'sqs', 'gone')"), qr/42704/, 'once');

# A transaction that knew it before
send_to('there', 'before');
ok(drained('there'), 'a message');
is($session->run("BEGIN; SELECT count(*) FROM awspipe.outbox_pending; SELECT awspipe.sqs_send_message('aws', 'there', 'late') > 0"),
	"0\nt", 'a transaction sends to a destination');
app("SELECT awspipe.drop_destination('aws', 'sqs', 'there')");
$session->run('COMMIT');
ok($node->poll_until("SELECT delivered = 1 FROM awspipe.stat_destination WHERE resource = 'there'"),
	'which is dropped meanwhile: what it sent is delivered, and counted from the start');
like(sent(), qr/late/, 'indeed');

# A role that has sent can go
$node->psql_as('other', "SELECT awspipe.sqs_send_message('aws', 'there', 'by other')");
ok($node->poll_until("SELECT delivered = 1 FROM awspipe.stat_destination WHERE owner::text = 'other'"), 'a role that has sent');
$node->safe_psql('postgres', 'DROP USER MAPPING FOR other SERVER aws; REVOKE USAGE ON FOREIGN SERVER aws FROM other');
my ($status, $stdout, $stderr) = $node->psql('postgres', 'DROP ROLE other');
like($stderr, qr/role "other" cannot be dropped/, 'cannot be dropped');
$node->psql_as('other', "SELECT awspipe.drop_destination('aws', 'sqs', 'there')");
$node->safe_psql('postgres', 'DROP ROLE other');
pass('until its destinations are forgotten');

# Queues by name, URL and ARN
make('orders');
app(<<'SQL');
SELECT awspipe.sqs_send_message('aws', 'orders', 'by name');
SELECT awspipe.sqs_send_message('aws', 'https://sqs.us-east-1.amazonaws.com/123456789012/orders', 'by URL');
SELECT awspipe.sqs_send_message('aws', 'arn:aws:sqs:us-east-1:123456789012:orders', 'by ARN');
SELECT awspipe.sqs_send_message('aws', 'orders', '{"as": "JSON"}'::jsonb);
SQL
ok($node->poll_until("SELECT NOT EXISTS (SELECT FROM awspipe.outbox)"), 'queues are reached by name, URL and ARN');
like(sent(), qr/by ARN by URL by name/, 'all of them');
like(sent(), qr/\{"as": "JSON"\}/, 'and JSON is sent as it is');
is_deeply([ sort map { $json->decode($_->{body})->{QueueOwnerAWSAccountId} // 'own' } $fake->requests('GetQueueUrl') ]->[0],
	'123456789012', 'the ARN\'s account is asked');
like($node->error_as('app', "SELECT awspipe.sqs_send_message('aws', 'arn:aws:sns:us-east-1:1:t', 'x')"),
	qr/42602.*invalid queue name/s, 'what is no queue is refused at once');

# Topics by name and ARN
app(<<'SQL');
SELECT awspipe.sns_publish('aws', 'paid', 'by name');
SELECT awspipe.sns_publish('aws', 'arn:aws:sns:us-east-1:210987654321:paid', '{"by": "ARN"}'::jsonb);
SQL
ok($node->poll_until("SELECT NOT EXISTS (SELECT FROM awspipe.outbox)"), 'topics are reached by name and ARN');
is(join(' ', sort map { $_->{body} =~ /TopicArn=([^&]*)/ ? $1 =~ s/%3A/:/gr : () } $fake->requests('/')),
	'arn:aws-cn:sns:us-east-1:123456789012:paid arn:aws:sns:us-east-1:210987654321:paid',
	'the name in the caller\'s account, the partition it belongs to, and the region of the server');
like($node->error_as('app', "SELECT awspipe.sns_publish('aws', 'no topic', 'x')"),
	qr/22023.*"no topic" is not the ARN of an SNS topic, nor a name.*another account/s, 'what is neither is refused at once');

# References
app(<<'SQL');
SELECT awspipe.dynamodb_put_item('aws', 't', '{"pk": "1"}', reference => 'r');
SELECT awspipe.kinesis_put_record('aws', 's', 'x', 'k', reference => 'r');
SELECT awspipe.sqs_send_message('aws', 'orders', 'x', reference => 'r');
SELECT awspipe.sns_publish('aws', 'paid', 'x', reference => 'r');
SELECT awspipe.eventbridge_put_event('aws', 'bus', 'me', 'it', '{}', reference => 'r');
SELECT awspipe.cloudwatch_put_metric_data('aws', 'n', 'm', 1, reference => 'r');
SELECT awspipe.logs_put_event('aws', 'g', 's', 'm', reference => 'r');
SELECT awspipe.firehose_put_record('aws', 's', 'x'::text, reference => 'r');
SELECT awspipe.lambda_invoke('aws', 'f', '{}', reference => 'r');
SELECT awspipe.start_execution('aws', 'm', reference => 'r');
SQL
ok($node->poll_until("SELECT NOT EXISTS (SELECT FROM awspipe.outbox)"), 'every service takes a reference');
is(app("SELECT service, outcome, result FROM awspipe.outbox_results WHERE reference = 'r' ORDER BY service"),
	join("\n", map { "$_->[0]|delivered|$_->[1]" } [ cloudwatch => '' ], [ dynamodb => '' ], [ eventbridge => 'e1' ],
		[ firehose => 'r1' ], [ kinesis => '77' ], [ lambda => 'i1' ], [ logs => '' ], [ sns => 'p1' ], [ sqs => 'm0' ],
		[ stepfunctions => 'arn:x' ]), 'and tells what became of it, and by which id');

# Without a mapping
$node->safe_psql('postgres', 'DROP USER MAPPING FOR app SERVER aws');
($status, $stdout, $stderr) = $node->psql('postgres', "SELECT awspipe.sqs_send_message('aws', 'orders', 'x')",
	extra_params => [ '-U', 'app' ]);
like($stderr, qr/WARNING:\s+user mapping not found for user "app" and server "aws"\nDETAIL:.*waits.*\nHINT:.*CREATE USER MAPPING/,
	'who has no user mapping is warned');
is($status, 0, 'and may send');
app("SELECT awspipe.discard_pending('aws', 'sqs', 'orders')");
$node->safe_psql('postgres', <<'SQL');
CREATE USER MAPPING FOR app SERVER aws OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret')
SQL

# A server
send_to('gone', "orphan$_") foreach 1 .. 2;
ok(paused('gone'), 'messages that wait');
($status, $stdout, $stderr) = $node->psql('postgres', 'DROP SERVER aws CASCADE');
is($status, 0, 'a server that is needed can be dropped');
like($stderr, qr/WARNING:\s+server "aws" is still needed\nDETAIL:.*read by it: 0,.*sent by it: 2,/,
	'and what needs it is told');
is(app("SELECT awspipe.discard_pending('aws', 'sqs', 'gone')"), '2', 'what waits can be removed');
app("SELECT awspipe.drop_destination('aws', 'sqs', 'gone')");
$session->quit;

done_testing();
