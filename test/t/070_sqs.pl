# A queue's consumer: messages arrive once, with all that SQS says of them, in
# batches; groups of a FIFO queue keep their order; an idle queue costs little.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use Digest::MD5;
use FaultProxy;
use PipeCluster;
use QueueTools;
use Test::More;
use Time::HiRes qw(time);

my $aws = AwsEmulators->new(qw(sqs sns));
my $proxy = FaultProxy->new($aws->url('sqs'));
my $node = PipeCluster->create(
	'sqs',
	emulators => $aws,
	endpoints => { sqs => $proxy->url },
	conf => "log_statement = none\n");

sub app { return $node->psql_as('app', @_) }

# A queue that stays idle all the while, to see at the end what that costs
my $idle = QueueTools->new($aws, 'idle');
my $idle_since = time();
app(<<'SQL');
CREATE TABLE idle (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_sqs_consumer('idle', 'aws', 'idle', 'idle', polls => 1);
SELECT awspipe.start_consumer('idle');
SQL

# Batches and the trigger's view of them
my $queue = QueueTools->new($aws, 'orders', VisibilityTimeout => 4);
my @ids = $queue->send(map { { json => { n => $_ } } } 1 .. 500);
app(<<'SQL');
CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE seen (statement bigserial, rows int, role name);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO seen (rows, role) SELECT count(*), current_user FROM batch;
	RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT ON inbox REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION note();
SELECT awspipe.create_sqs_consumer('orders', 'aws', 'orders', 'inbox', batch_size => 40);
SELECT awspipe.start_consumer('orders');
SQL
ok($node->poll_until('SELECT count(*) = 500 FROM app.inbox'), 'all messages arrive');
is( app(q{SELECT max(rows) <= 40 AND sum(rows) = 500 AND bool_and(role = 'app') FROM seen}),
	't', 'the trigger sees batches of at most batch_size, as the owner');
is( app('SELECT string_agg(event_id, \' \' ORDER BY (payload->>\'n\')::int) FROM inbox'),
	join(' ', @ids), 'the event_id is the message id');
is( app(q{SELECT bool_and(arrived_at > now() - interval '1 hour' AND received_at IS NOT NULL
	AND source = 'orders' AND shard_id IS NULL AND sequence_number IS NULL
	AND attributes->'system'->>'ApproximateReceiveCount' = '1') FROM inbox}),
	't', 'columns are filled');
ok($queue->wait_until_empty, 'and are deleted from the queue');
is( app(q{SELECT records || ' ' || duplicates || ' ' || dead_letters FROM awspipe.stat_consumer WHERE consumer = 'orders'}),
	'500 0 0', 'counters');
is(app(q{SELECT sum(records) FROM awspipe.batches WHERE consumer = 'orders'}),
	500, 'batches are remembered');
is( $node->safe_psql('postgres', 'SELECT count(DISTINCT message_id) || \' \' || count(DISTINCT b.batch_id) = count(*) || \' \' || (SELECT count(*) FROM awspipe.batch) FROM awspipe.received r JOIN awspipe.batch b USING (batch_id)'),
	't', 'and which messages were in them');
ok( $node->poll_until(q{SELECT count(*) >= 5 FROM pg_inherits WHERE inhparent = 'awspipe.received'::regclass}),
	'their ids have partitions ahead');
is($node->safe_psql('postgres', 'SELECT count(*) FROM awspipe.received_default'), 0, 'which are used');

# Attributes
$queue->send({
		body => '{"x": 1}',
		attributes => {
			colour => { DataType => 'String', StringValue => "bl\x{e4}u" },
			weight => { DataType => 'Number', StringValue => '3.5' },
			raw => { DataType => 'Binary', BinaryValue => 'AAEC' }
		}
	});
ok( $node->poll_until(q{SELECT count(*) = 1 FROM app.inbox WHERE payload->>'x' = '1'
	AND attributes->'message' = '{"colour": {"DataType": "String", "StringValue": "bläu"},
		"weight": {"DataType": "Number", "StringValue": "3.5"},
		"raw": {"DataType": "Binary", "BinaryValue": "AAEC"}}'}),
	'message attributes are kept');

# Stop, and go on
app(q{SELECT awspipe.stop_consumer('orders')});
ok( $node->poll_until(q{SELECT NOT EXISTS (SELECT FROM awspipe.workers WHERE consumer = 'orders')}),
	'a stopped consumer has no worker');
$queue->send(map { { json => { n => $_ } } } 501 .. 520);
app(q{SELECT awspipe.start_consumer('orders')});
ok($node->poll_until('SELECT count(*) = 521 FROM app.inbox'), 'it goes on');

# A filter: what it does not want is deleted too
app(q{SELECT awspipe.alter_consumer('orders', filter_pattern => '{"kind": ["wanted"]}')});
$queue->send(map { { json => { n => $_, kind => $_ % 2 ? 'wanted' : 'not' } } } 1 .. 20);
ok($node->poll_until(q{SELECT filtered = 10 FROM awspipe.stat_consumer WHERE consumer = 'orders'}),
	'messages that do not match are counted');
ok($queue->wait_until_empty, 'and deleted');
app(q{SELECT awspipe.alter_consumer('orders', filter_pattern => 'null')});

# A large message, and text that is not JSON
my $texts = QueueTools->new($aws, 'texts', MaximumMessageSize => 1048576);
app(<<'SQL');
CREATE TABLE texts (payload text, attributes jsonb, arrived_at timestamptz);
SELECT awspipe.create_sqs_consumer('texts', 'aws', 'texts', 'texts', unwrap_sns => true);
SELECT awspipe.start_consumer('texts');
SQL
my $large = join('', map { chr(0x20 + $_ % 95) } 1 .. 1_000_000);
$texts->send({ body => $large });
ok($node->poll_until('SELECT count(*) = 1 FROM app.texts WHERE length(payload) = 1000000'),
	'a message of a megabyte');
is(app('SELECT md5(payload) FROM texts'), Digest::MD5::md5_hex($large), 'is what was sent');

# SNS envelopes
my ($topic) = $aws->aws_call('sns', 'CreateTopic', { Name => 'news' }) =~ m{<TopicArn>(.*?)</TopicArn>};
my $arn = $aws->aws_call('sqs', 'GetQueueAttributes',
	{ QueueUrl => $texts->url, AttributeNames => ['QueueArn'] })->{Attributes}{QueueArn};
$aws->aws_call('sns', 'Subscribe', { TopicArn => $topic, Protocol => 'sqs', Endpoint => $arn });
$aws->aws_call('sns', 'Publish', {
		TopicArn => $topic,
		Subject => 'a subject',
		Message => 'he said "hello"',
		'MessageAttributes.entry.1.Name' => 'kind',
		'MessageAttributes.entry.1.Value.DataType' => 'String',
		'MessageAttributes.entry.1.Value.StringValue' => 'greeting'
	});
ok( $node->poll_until(qq{SELECT count(*) = 1 FROM app.texts WHERE payload = 'he said "hello"'
	AND attributes->'sns'->>'Subject' = 'a subject' AND attributes->'sns'->>'TopicArn' = '$topic'
	AND attributes->'sns'->'MessageAttributes'->'kind'->>'StringValue' = 'greeting'}),
	'the envelope of an SNS notification is taken off');
$texts->send({ body => '{"Type": "Notification"}' });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.texts WHERE payload = '{"Type": "Notification"}'}),
	'what only looks like one stays');
app(q{SELECT awspipe.drop_consumer('texts')});

# FIFO: order within groups, though many polls are under way
my $fifo = QueueTools->new($aws, 'ledger.fifo', VisibilityTimeout => 20);
$fifo->send(map { { group => "g" . $_ % 20, json => { n => $_ } } } 1 .. 400);
app(<<'SQL');
CREATE TABLE ledger (id bigserial, LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_sqs_consumer('ledger', 'aws', 'ledger.fifo', 'ledger');
SELECT awspipe.start_consumer('ledger');
SQL
ok($node->poll_until('SELECT count(*) = 400 FROM app.ledger'), 'all messages of a FIFO queue arrive');
is( app(q{SELECT bool_and(ok) FROM (SELECT sequence_number > lag(sequence_number) OVER w
	AND (payload->>'n')::int > lag((payload->>'n')::int) OVER w AS ok
	FROM ledger WINDOW w AS (PARTITION BY message_group_id ORDER BY id)) AS s}),
	't', 'in the order of each group');
is(app('SELECT count(DISTINCT message_group_id) FROM ledger'), 20, 'groups are kept');
ok($fifo->wait_until_empty, 'and are deleted');

# A trigger that takes longer than messages stay invisible
my $slow = QueueTools->new($aws, 'slow', VisibilityTimeout => 1);
$slow->send(map { { json => { n => $_ } } } 1 .. 30);
app(<<'SQL');
CREATE TABLE slow (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE slow_sum (n bigint);
CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_sleep(2.5);
	INSERT INTO slow_sum SELECT (payload->>'n')::bigint FROM batch;
	RETURN NULL;
END $$;
CREATE TRIGGER sleep AFTER INSERT ON slow REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION sleep();
SELECT awspipe.create_sqs_consumer('slow', 'aws', 'slow', 'slow', maximum_batching_window => '1 second');
SELECT awspipe.start_consumer('slow');
SQL
ok($node->poll_until('SELECT count(*) >= 30 FROM app.slow_sum'), 'messages that become visible again');
ok($slow->wait_until_empty, 'are deleted in the end');
is(app('SELECT count(*) || \' \' || sum(n) FROM slow_sum'), '30 465', 'and are applied once');
app(q{SELECT awspipe.drop_consumer('slow')});

# Names
app(qq{SELECT awspipe.create_sqs_consumer('by_url', 'aws', '@{[$queue->url]}', 'inbox')});
app(q{SELECT awspipe.create_sqs_consumer('by_arn', 'aws', 'arn:aws:sqs:us-east-1:000000000000:orders', 'inbox')});
app(q{SELECT awspipe.stop_consumer('orders'); SELECT awspipe.start_consumer('by_arn')});
$queue->send({ json => { via => 'arn' } });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.inbox WHERE payload->>'via' = 'arn'}), 'a queue by its ARN');
app(q{SELECT awspipe.stop_consumer('by_arn'); SELECT awspipe.start_consumer('by_url')});
$queue->send({ json => { via => 'url' } });
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.inbox WHERE payload->>'via' = 'url'}), 'a queue by its URL');

# What is refused
like($node->error_as('app', q{SELECT awspipe.rewind_consumer('orders', 'TRIM_HORIZON')}),
	qr/0A000.*StartMessageMoveTask/s, 'a queue cannot be rewound');
like($node->error_as('app', q{SELECT awspipe.create_sqs_consumer('x', 'aws', 'no such/name', 'inbox')}),
	qr/42602/, 'names are checked');
for my $option ("on_error => 'ignore'", "ack_after => 'never'", "visibility_timeout => '13 hours'",
	'polls => 0', 'polls => 51')
{
	like($node->error_as('app', qq{SELECT awspipe.create_sqs_consumer('x', 'aws', 'orders', 'inbox', $option)}),
		qr/22023/, "$option is refused");
}
app(q{SELECT awspipe.create_kinesis_consumer('stream', 'aws', 'stream', 'inbox')});
for my $option ("on_error => 'release'", 'polls => 5', 'unwrap_sns => true')
{
	like($node->error_as('app', qq{SELECT awspipe.alter_consumer('stream', $option)}),
		qr/22023/, "$option is refused for a stream");
}
app(q{SELECT awspipe.alter_consumer('orders', on_error => 'release', ack_after => 'replicated',
	visibility_timeout => '40 seconds', polls => 5, unwrap_sns => true)});
my $options = q{SELECT concat_ws(' ', on_error, ack_after, visibility_timeout, polls, unwrap_sns, batch_size)
	FROM awspipe.consumer_options WHERE name = 'orders'};
is(app($options), 'release replicated 00:00:40 5 t 40', 'options can be changed');
app(q{SELECT awspipe.alter_consumer('orders', visibility_timeout => '0 seconds')});
is(app($options), 'release replicated 5 t 40', 'and the queue\'s own visibility timeout comes back');
app(q{SELECT awspipe.create_sqs_consumer('missing', 'aws', 'missing', 'inbox'); SELECT awspipe.start_consumer('missing')});
ok( $node->poll_until(q{SELECT state = 'failed' AND error_code LIKE '%QueueDoesNotExist' AND error_message = 'queue "missing" does not exist'
	FROM awspipe.consumers WHERE name = 'missing'}),
	'a queue that does not exist is a clear failure');
QueueTools->new($aws, 'missing')->send({ json => { via => 'missing' } });
app(q{SELECT awspipe.start_consumer('missing')});
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.inbox WHERE payload->>'via' = 'missing'}), 'that can be mended');

# The idle queue: one poll in twenty seconds.  The first one that was answered
# proves that polls were long.
my @polls;
ok( $aws->wait_until(sub {
		@polls = grep { $_->{operation} =~ /ReceiveMessage/ && $_->{body} =~ m{/idle"} } $proxy->journal;
		return @polls >= 2;
	}), 'an idle queue is polled again');
cmp_ok($polls[1]{at} - $polls[0]{at}, '>=', 19000, 'after twenty seconds');
cmp_ok(scalar @polls, '<=', 1 + (time() - $idle_since) / 19, 'and never more often');

# Ids are forgotten when no queue can hold their messages any more
$node->safe_psql('postgres', <<'SQL');
INSERT INTO awspipe.received VALUES (1, now() - interval '16 days', 'forgotten', 1);
INSERT INTO awspipe.received VALUES (1, now() - interval '13 days', 'remembered', 1);
CREATE TABLE awspipe.received_20200101 PARTITION OF awspipe.received
	FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-01-02 00:00:00+00');
ALTER EXTENSION pgawspipe ADD TABLE awspipe.received_20200101;
SELECT pg_terminate_backend(pid) FROM awspipe.workers WHERE kind = 'supervisor';
SQL
ok($node->poll_until(q{SELECT to_regclass('awspipe.received_20200101') IS NULL}), 'a day that is over is dropped');
ok( $node->poll_until(q{SELECT string_agg(message_id, ' ') = 'remembered' FROM awspipe.received_default}),
	'old rows without a partition are deleted');
my ($dump) = PostgreSQL::Test::Utils::run_command([ 'pg_dump', '-d', $node->connstr('postgres') ]);
like($dump, qr/COPY awspipe\.consumer /, 'a dump has consumers');
unlike($dump, qr/awspipe\.received/, 'and no ids');

unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/not a secret/, 'no secret in the log');

$node->safe_psql('postgres', 'DROP EXTENSION pgawspipe CASCADE');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_class WHERE relname LIKE 'received%'}), 0,
	'partitions go with the extension');

done_testing();
