# The deployment kit: what is there already is used or refused, never changed
# in silence; what this installation has made is found again by its tags, and
# nothing else is removed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FakeAws;
use JSON::PP;
use PipeCluster;
use Pipelines;
use Test::More;
use Time::HiRes qw(time);

# What these emulators have; SES of the emulator has templates only
my $kinds = q{'{topic,queue,stream,table,bucket,email_template}'};

# A stream that never becomes active
my $never = FakeAws->new(
	DescribeStreamSummary => sub {
		FakeAws::answer($_[0], 200, { 'Content-Type' => 'application/x-amz-json-1.1', 'x-amzn-RequestId' => 'r' },
			'{"StreamDescriptionSummary": {"StreamName": "s", "StreamStatus": "CREATING"}}');
		return 1;
	});
my $json = JSON::PP->new->canonical->utf8;
my $aws = AwsEmulators->new(qw(kinesis dynamodb sqs sns s3 ses));
my $node = PipeCluster->create(
	'main',
	emulators => $aws,
	services => [qw(kinesis dynamodb sqs sns s3 ses)]);

$node->create_server('never', endpoints => { kinesis => $never->url });

sub app { return $node->psql_as('app', @_) }

sub error { return $node->error_as('app', @_) }

sub in_database
{
	my ($database, $sql) = @_;

	return ($node->psql($database, $sql, extra_params => [ '-U', 'app', '-v', 'VERBOSITY=verbose' ]))[ 1, 2 ];
}

sub undeploy
{
	my ($pipeline, $confirm, $more) = @_;

	$confirm = $confirm ? "'$pipeline'" : 'NULL';
	return "SELECT kind, name, action FROM awspipe.undeploy('aws', '$pipeline', $confirm, $kinds" . ($more // '') . ')';
}

# All that the emulators hold
sub holdings
{
	return join ' ', sort split /\n/, app(<<'SQL');
SELECT l.kind || ':' || l.name
FROM unnest('{topic,queue,stream,table,bucket,email_template}'::text[]) AS k,
	LATERAL (SELECT k AS kind, r.name FROM awspipe._list_resources('aws', k) AS r) AS l
SQL
}

sub holds
{
	my ($expected, $name) = @_;

	# streams and tables go slowly
	ok($aws->wait_until(sub { holdings() eq $expected }), $name) or diag('it holds ' . holdings());
	return;
}

my $id = $node->safe_psql('postgres', 'SELECT id FROM awspipe.installation');

#
# Made once, and not again
#

my $ensure = <<'SQL';
SELECT awspipe.ensure_stream('aws', 'orders', 'shop', 2);
SELECT awspipe.ensure_table('aws', 'orders', 'shop', 'id', 'line', range_key_type => 'N', ttl_attribute => 'ttl');
SELECT awspipe.ensure_queue('aws', 'orders', 'shop', dead_letters => 'orders-dead', max_receives => 7,
	visibility_timeout => '2 minutes', sender => 'sns.amazonaws.com',
	source_arn => awspipe.ensure_topic('aws', 'orders', 'shop', sender => 'ses.amazonaws.com'));
SELECT awspipe.ensure_topic('aws', 'orders', 'shop', '[{"Protocol": "sqs",
	"Endpoint": "arn:aws:sqs:us-east-1:000000000000:orders", "Attributes": {"RawMessageDelivery": "true"}}]');
SELECT awspipe.ensure_queue('aws', 'orders.fifo', 'shop', attributes => '{"DelaySeconds": "3"}');
SELECT awspipe.ensure_bucket('aws', 'orders', 'shop');
SELECT awspipe.ensure_email_template('aws', 'orders', 'shop', '{"Subject": "s", "Text": "t"}');
SQL
my $arns = join "\n", map { "arn:aws:$_" } (
	'kinesis:us-east-1:000000000000:stream/orders', 'dynamodb:us-east-1:000000000000:table/orders',
	'sqs:us-east-1:000000000000:orders', 'sns:us-east-1:000000000000:orders',
	'sqs:us-east-1:000000000000:orders.fifo', 's3:::orders', 'ses:*:*:template/orders');
my $all = 'bucket:orders email_template:orders queue:orders queue:orders-dead queue:orders.fifo stream:orders table:orders topic:orders';

app('SET client_min_messages = error; ' . $ensure);
is(app('SET client_min_messages = error; ' . $ensure), $arns, 'ensure_... return ARNs, also of what is there');
is(holdings(), $all, 'all of it is there, once');
is(app('SELECT count(*) FROM awspipe.resources WHERE installation = ' . "'$id'"), 8, 'and noted');
is( $aws->aws_call('kinesis', 'DescribeStreamSummary', { StreamName => 'orders' })
	  ->{StreamDescriptionSummary}{OpenShardCount}, 2, 'the stream has its shards');
is($aws->aws_call('dynamodb', 'DescribeTimeToLive', { TableName => 'orders' })->{TimeToLiveDescription}{TimeToLiveStatus} // '',
	'DISABLED', 'an emulator need not know all');
my $tags = app(<<'SQL');
SELECT DISTINCT t -> 'pgawspipe:installation' || (t -> 'pgawspipe:pipeline')
FROM unnest('{topic,queue,stream,table}'::text[]) AS k,
	LATERAL (SELECT k AS kind, r.* FROM awspipe._list_resources('aws', k) AS r) AS l,
	awspipe._read_tags('aws', l.kind, l.id, l.arn) AS t
SQL
is($tags, qq{["$id", "shop"]}, 'each with our tags');

sub attributes
{
	my ($queue) = @_;
	my $url = $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => $queue })->{QueueUrl};

	return $aws->aws_call('sqs', 'GetQueueAttributes', { QueueUrl => $url, AttributeNames => ['All'] })->{Attributes};
}
my $attributes = attributes('orders');
is("$attributes->{VisibilityTimeout} " . $json->decode($attributes->{RedrivePolicy})->{maxReceiveCount}, '120 7', 'a queue has its attributes');
is($json->decode($attributes->{Policy})->{Statement}[0]{Condition}{ArnEquals}{'aws:SourceArn'},
	'arn:aws:sns:us-east-1:000000000000:orders', 'and who may send to it');
is(attributes('orders.fifo')->{FifoThroughputLimit}, 'perMessageGroupId', 'groups of a FIFO queue share no limit');

#
# What is there is changed if it is ours, and else refused
#

app(q{SELECT awspipe.ensure_queue('aws', 'orders', 'shop', visibility_timeout => '3 minutes')});
is(attributes('orders')->{VisibilityTimeout}, 180, 'what is ours is changed');
like(error(q{SELECT awspipe.ensure_queue('aws', 'orders', 'other', visibility_timeout => '4 minutes')}),
	qr/55000: queue "orders" is there already, and is not as it should be\nDETAIL:  VisibilityTimeout is 180, not 240/,
	'what is another pipeline\'s is not');
is(attributes('orders')->{VisibilityTimeout}, 180, 'it stays as it is');
$aws->aws_call('sqs', 'CreateQueue', { QueueName => 'theirs', Attributes => { VisibilityTimeout => '7' } });
is(app(q{SELECT awspipe.ensure_queue('aws', 'theirs', 'shop')}), 'arn:aws:sqs:us-east-1:000000000000:theirs',
	'somebody else\'s is used if it will do');
like(error(q{SELECT awspipe.ensure_queue('aws', 'theirs', 'shop', dead_letters => 'orders-dead')}),
	qr/DETAIL:  RedrivePolicy is missing, not/, 'and refused if not');
like(error(q{SELECT awspipe.ensure_table('aws', 'orders', 'shop', 'number')}),
	qr/55000: table "orders" is there already, with another key\nDETAIL:  Its key is .*"line"/, 'a table has the key that it has');
like(($node->psql('postgres', q{SELECT awspipe.ensure_stream('aws', 'orders', 'shop', 3)}, extra_params => [ '-U', 'app' ]))[2],
	qr/NOTICE:  number of open shards of stream "orders" is 2, not 3/, 'shards are what operation has made of them');
like(error(q{SELECT awspipe.ensure_topic('aws', 'orders', 'other', sender => 's3.amazonaws.com')}),
	qr/topic "orders" is there already/, 'a topic\'s policy is its owner\'s');
like(error(q{SELECT awspipe.ensure_stream('aws', 'orders', 'no name')}), qr/22023: invalid pipeline name "no name"/, 'a pipeline has a name');

#
# Consumers
#

app('CREATE TABLE event (LIKE awspipe.event INCLUDING ALL); CREATE TABLE event2 (LIKE event INCLUDING ALL)');
my $consumer = q{SELECT awspipe.ensure_kinesis_consumer('orders', 'aws', 'orders', 'event', 'shop', on_error => 'dead_letter'};
app("$consumer, batch_size => 5)");
ok($node->poll_until(q{SELECT state = 'running' FROM awspipe.consumers}), 'a consumer is made and started');
my $options = q{SELECT batch_size, on_error, maximum_retry_attempts FROM awspipe.consumer_options WHERE name = 'orders'};
is(app($options), '5|dead_letter|10', 'with its options');
my $version = q{SELECT config_version FROM awspipe.consumer_state JOIN awspipe.consumer USING (consumer_id) WHERE name = 'orders'};
app("SELECT awspipe.alter_consumer('orders', maximum_retry_attempts => 3)");
my $before = $node->safe_psql('postgres', $version);
app("$consumer, batch_size => 5)");
is($node->safe_psql('postgres', $version), $before, 'it is left alone when it has them');
app("$consumer, batch_size => 6)");
is(app($options), '6|dead_letter|3', 'altered where it has not, and where nothing is said left as somebody has altered it');
app("$consumer, retention => '7 days', tick => '90 seconds')");
is(app(q{SELECT retention, tick FROM awspipe.consumer_options WHERE name = 'orders'}), '7 days|00:01:30',
	'rows of the inbox are kept for as long as is said, and time is told as often');
like(error(q{SELECT awspipe.ensure_kinesis_consumer('orders', 'aws', 'orders', 'event2', 'shop')}),
	qr/55000: consumer "orders" is there already, and reads something else\nDETAIL:  It reads kinesis "orders"/,
	'but for what it reads, and where to');
app(q{SELECT awspipe.create_sqs_consumer('byhand', 'aws', 'theirs', 'event2');
	SELECT awspipe.ensure_sqs_consumer('byhand', 'aws', 'theirs', 'event2', 'shop', retention => '1 day', start => false)});
is(app(q{SELECT state, retention FROM awspipe.consumers JOIN awspipe.consumer_options USING (name) WHERE name = 'byhand'}),
	'stopped|1 day', 'start is a choice');

#
# Waiting
#

my $began = time();
like(error(q{SET statement_timeout = '500ms'; SELECT awspipe.ensure_stream('never', 's', 'shop')}),
	qr/57014: canceling statement due to statement timeout/, 'waiting ends with statement_timeout');
cmp_ok(time() - $began, '<', 60, 'and not much later');

#
# What a policy allows
#

app(q{SELECT awspipe.dynamodb_put_item('aws', 'orders', '{"id": "1", "line": 1}');
	SELECT awspipe.sqs_send_message('aws', 'orders.fifo', 'm', message_group_id => 'g')});
ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'messages are sent');

sub policy
{
	my %allowed;

	foreach my $statement (@{ $json->decode(app("SELECT awspipe.iam_policy('shop'$_[0])"))->{Statement} })
	{
		foreach my $resource (@{ $statement->{Resource} })
		{
			push @{ $allowed{$resource} }, @{ $statement->{Action} };
		}
	}
	return \%allowed;
}
my $policy = policy('');
is_deeply([ sort keys %$policy ], [ sort 'arn:aws:s3:::orders/*', 'arn:aws:sqs:us-east-1:000000000000:theirs', grep { !/sqs:.*:orders$/ } split /\n/, $arns ],
	'a policy names what is read or written, and no more')
  or diag(explain($policy));
is_deeply($policy->{'arn:aws:kinesis:us-east-1:000000000000:stream/orders'},
	[ map { "kinesis:$_" } qw(DescribeStreamSummary ListShards GetShardIterator GetRecords) ], 'a stream with a consumer is read');
is_deeply($policy->{'arn:aws:sqs:us-east-1:000000000000:orders.fifo'}, [qw(sqs:GetQueueUrl sqs:SendMessage)],
	'a queue with a destination is written to');
ok((grep { $_ eq 'dynamodb:PutItem' } @{ $policy->{'arn:aws:dynamodb:us-east-1:000000000000:table/orders'} }), 'so is a table');
my $deploying = policy(', deploying => true');
ok((grep { $_ eq 'sqs:DeleteQueue' } @{ $deploying->{'arn:aws:sqs:us-east-1:000000000000:orders-dead'} }), 'deploying takes more');
is_deeply([ grep { $_ eq 'sqs:ListQueues' } @{ $deploying->{'*'} } ], ['sqs:ListQueues'], 'and looking for what there is');
my ($sending) = (split /\n/, app(<<'SQL'))[-1];
BEGIN;
SELECT awspipe.logs_put_event('aws', '/shop/orders', 'web', 'x');
SELECT awspipe.firehose_put_record('aws', 'orders', 'x'::text);
SELECT awspipe.lambda_invoke('aws', 'f:live', '{}');
SELECT awspipe.start_execution('aws', 'arn:aws:states:us-east-1:1:stateMachine:m');
SELECT awspipe.start_execution('aws', 'n');
SELECT jsonb_agg(s) FROM jsonb_array_elements(awspipe.iam_policy('shop') -> 'Statement') AS s
WHERE s #>> '{Action,0}' ~ '^(firehose|lambda|logs|states):';
ROLLBACK;
SQL
is_deeply([ map { [ @$_{qw(Action Resource)} ] } sort { $a->{Action}[0] cmp $b->{Action}[0] } @{ $json->decode($sending) } ],
	[   [ ['firehose:PutRecordBatch'], ['arn:aws:firehose:*:*:deliverystream/orders'] ],
		[ ['lambda:InvokeFunction'], ['arn:aws:lambda:*:*:function:f:live'] ],
		[ ['logs:PutLogEvents'], ['arn:aws:logs:*:*:log-group:/shop/orders:log-stream:web'] ],
		[ ['states:StartExecution'], [ 'arn:aws:states:*:*:stateMachine:n', 'arn:aws:states:us-east-1:1:stateMachine:m' ] ] ],
	'what else is sent to is named, too');
like(error(q{SELECT awspipe.iam_policy('none')}), qr/42704: pipeline "none" uses nothing at AWS/, 'of nothing there is no policy');

#
# A clone owns nothing
#

$node->safe_psql('template1', 'CREATE DATABASE copy TEMPLATE postgres');
foreach my $statement (undeploy('shop', 1), undeploy('shop', 0), q{SELECT awspipe.ensure_stream('aws', 'orders', 'shop')})
{
	like((in_database('copy', $statement))[1], qr/55000: this database is a copy that nobody has adopted/, "a copy refuses $statement");
}
is(holdings(), "$all queue:theirs" =~ s/ (stream.*?) queue:theirs/ queue:theirs $1/r, 'all is there still');
$node->safe_psql('copy', 'SELECT awspipe.adopt()');
isnt($node->safe_psql('copy', 'SELECT id FROM awspipe.installation'), $id, 'adopted, it has an id of its own');
my ($listed) = in_database('copy', "SELECT string_agg(DISTINCT action, ' ') FROM (" . undeploy('shop', 1) . q{) AS u WHERE kind IN ('topic', 'table', 'stream')});
is($listed, "kept: made by installation $id for pipeline shop", 'and removes nothing of its original');
($listed) = in_database('copy', q{SELECT count(*) FROM awspipe.consumers WHERE name = 'orders'});
is($listed, 0, 'but for its own consumer');
is(holdings(), "$all queue:theirs" =~ s/ (stream.*?) queue:theirs/ queue:theirs $1/r, 'AWS has all as before');
my $adopted = $node->safe_psql('copy', 'SELECT id FROM awspipe.installation');
$node->safe_psql('copy', 'SELECT awspipe.adopt()');
is($node->safe_psql('copy', 'SELECT id FROM awspipe.installation'), $adopted, 'adopt() once more changes nothing');
$node->safe_psql('postgres', 'DROP DATABASE copy (FORCE)');

$node->safe_psql('template1', 'CREATE DATABASE moved TEMPLATE postgres');
$node->safe_psql('moved', 'SELECT awspipe.adopt(moved => true)');
is($node->safe_psql('moved', 'SELECT id FROM awspipe.installation'), $id, 'what has moved stays what it was');
($listed) = in_database('moved', "SELECT string_agg(DISTINCT action, ' ') FROM (" . undeploy('shop', 0) . q{) AS u WHERE kind IN ('topic', 'table', 'stream')});
is($listed, 'would be removed', 'and owns what it owned');
$node->safe_psql('postgres', 'DROP DATABASE moved (FORCE)');

#
# Undeployed
#

like(error(q{SELECT awspipe.undeploy('aws', 'shop', 'shopp')}), qr/22023: confirm must be the pipeline's name/, 'it wants to be confirmed');
# somebody makes one of ours anew
$aws->aws_call('sqs', 'DeleteQueue', { QueueUrl => $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => 'orders-dead' })->{QueueUrl} });
$aws->aws_call('sqs', 'CreateQueue', { QueueName => 'orders-dead' });
$aws->aws_call('s3', 'PUT /orders/key', 'content');
my $removed = <<'TEXT';
consumer|byhand|kept: it was there before
consumer|orders|removed
topic|orders|removed
queue|orders|removed
queue|orders-dead|kept: not made by this installation
queue|orders.fifo|removed
queue|theirs|kept: not made by this installation
stream|orders|removed
table|orders|removed
TEXT
is(app(undeploy('shop', 0)) . "\n", $removed =~ s/removed/would be removed/gr . "bucket|orders|would be removed\nemail_template|orders|would be removed\n",
	'first it says what it would do');
like(app(undeploy('shop', 1)), qr/^\Q$removed\Ebucket\|orders\|kept: could not carry out DeleteBucket .*BucketNotEmpty.*\nemail_template\|orders\|removed$/,
	'then does it, but for what somebody else has made or put there');
holds('bucket:orders queue:orders-dead queue:theirs', 'which stays');
is(app(undeploy('shop', 1, ', empty_buckets => true') =~ s/SELECT kind/SELECT kind/r),
	"consumer|byhand|kept: it was there before\nqueue|orders-dead|kept: not made by this installation\n"
	  . "queue|theirs|kept: not made by this installation\nbucket|orders|removed", 'objects go when that is said');
is(app(q{SELECT string_agg(kind || ':' || name, ' ' ORDER BY kind, name) FROM awspipe.resources}),
	'consumer:byhand queue:orders-dead queue:theirs', 'what is not there any more is not noted');

# a bucket has no tags here: when it was made tells which it is
app(q{SELECT awspipe.ensure_bucket('aws', 'again', 'shop')});
$aws->aws_call('s3', 'DELETE /again');
$aws->aws_call('s3', 'PUT /again');
like(app(undeploy('shop', 1)), qr/^bucket\|again\|kept: not made by this installation$/m, 'one that was made anew is not ours');
$aws->aws_call('s3', 'DELETE /again');
$aws->aws_call('sqs', 'DeleteQueue', { QueueUrl => $aws->aws_call('sqs', 'GetQueueUrl', { QueueName => $_ })->{QueueUrl} })
  foreach qw(orders-dead theirs);
app(q{SELECT awspipe.drop_consumer('byhand')});
app(undeploy('shop', 1));
is(app('SELECT count(*) FROM awspipe.resources'), 0, 'what has gone by itself is forgotten');

# what a rollback has undone here is there
app(q{BEGIN;
	SELECT awspipe.ensure_stream('aws', 'lost', 'shop', 1), awspipe.ensure_table('aws', 'lost', 'shop', 'id'),
		awspipe.ensure_queue('aws', 'lost', 'shop'), awspipe.ensure_topic('aws', 'lost', 'shop');
	ROLLBACK});
is(app('SELECT count(*) FROM awspipe.resources'), 0, 'rolled back, nothing is noted');
is(app(undeploy('shop', 1)), join("\n", map { "$_|lost|removed" } qw(topic queue stream table)), 'but found by its tags');
holds('', 'and gone');

#
# Locks are for those who may write, and in nobody's way
#

my $key = app(q{SELECT 'event'::regclass::oid});
is(app(qq{BEGIN; SELECT pg_advisory_xact_lock($key); SELECT awspipe.try_lock('event'), awspipe.lock_holder('event') = pg_backend_pid(); COMMIT;
		SELECT awspipe.lock_holder('event') IS NULL, awspipe.try_lock('event', session => true), awspipe.unlock('event'), awspipe.lock_holder('event') IS NULL}),
	"\nt|t\nt|t|t|t", 'a lock of the transaction and one of the session');
$node->safe_psql('postgres', 'CREATE ROLE other LOGIN; GRANT USAGE ON SCHEMA app TO other; GRANT SELECT ON app.event TO other');
like($node->error_as('other', q{SELECT awspipe.lock('app.event')}), qr/42501: permission denied for table event/, 'readers take none');
is($node->psql_as('other', 'SELECT count(*) FROM awspipe.resources'), 0, 'nor see what is not theirs');
like($node->error_as('other', q{SELECT awspipe._note_resource('aws', 'shop', 'bucket', 'b', NULL, NULL, NULL)}),
	qr/42501/, 'nor note anything without USAGE on the server');

#
# All five pipelines come and go
#

my $pipelines = Pipelines->new($aws);
$pipelines->install($node, 'postgres');
$pipelines->deploy;
isnt(holdings(), '', 'all pipelines are deployed');
$node->safe_psql('postgres', q{GRANT CREATE ON DATABASE postgres TO app});
foreach my $again (0, 1)
{
	$pipelines->deploy if $again;
	ok($node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)'), 'the form is in the bucket');
	unlike(app(undeploy($_, 1, ', empty_buckets => true')), qr/kept/, "$_ is undeployed") foreach $pipelines->names;
	holds('', 'AWS has nothing left');
	is(app('SELECT count(*) FROM awspipe.consumers'), 0, 'nor has the database');
	is(app('SELECT count(*) FROM awspipe.resources'), 0, 'which knows of none');
}

#
# Every fact once
#

is( $node->safe_psql('postgres', <<'SQL'), '', 'no function body stands in two pipelines');
SELECT string_agg(DISTINCT f.body, ' = ')
FROM (
	SELECT e.extname, p.proname,
		p.oid::regprocedure::text AS body,
		md5(regexp_replace(replace(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), n.nspname || '.', ''), '\s+', ' ', 'g')) AS hash
	FROM pg_extension AS e JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
			AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
		JOIN pg_proc AS p ON p.oid = d.objid
		JOIN pg_namespace AS n ON n.oid = p.pronamespace
	WHERE e.extname LIKE 'pgawspipe\_%' AND p.prokind <> 'a'
) AS f
GROUP BY f.hash
HAVING count(DISTINCT f.extname) > 1
SQL
is( $node->safe_psql('postgres', <<'SQL'), '', 'and all functions are their owner\'s alone');
SELECT p.oid::regprocedure
FROM pg_extension AS e JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
	JOIN pg_proc AS p ON p.oid = d.objid
WHERE e.extname LIKE 'pgawspipe\_%' AND has_function_privilege('other', p.oid, 'EXECUTE')
SQL

done_testing();
