# Queues under faults: what was applied and not deleted is dropped by its id,
# only what failed is repeated, and bad messages go where the policy says.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use Digest::MD5 qw(md5_hex);
use FaultProxy;
use JSON::PP;
use PipeCluster;
use QueueTools;
use Test::More;

my $aws = AwsEmulators->new('sqs');
my $proxy = FaultProxy->new($aws->url('sqs'));
my $node = PipeCluster->create(
	'sqs_faults',
	emulators => $aws,
	endpoints => { sqs => $proxy->url },
	restart_after_crash => 1,
	conf => "log_statement = none\n");
my $json = JSON::PP->new->canonical;

sub app { return $node->psql_as('app', @_) }

# An inbox of that name, whose trigger writes down what it sees and does not
# like some of it, and its consumer
sub create_consumer
{
	my ($name, $queue, $options) = @_;

	app(<<"SQL");
CREATE TABLE $name (LIKE awspipe.event INCLUDING ALL);
CREATE TABLE ${name}_seen (id bigserial, event_id text, n int, message_group_id text);
CREATE FUNCTION ${name}_apply() RETURNS trigger LANGUAGE plpgsql AS \$\$
BEGIN
	IF EXISTS (SELECT FROM batch WHERE payload->>'n' = 'bad') THEN
		RAISE EXCEPTION 'no good';
	END IF;
	INSERT INTO ${name}_seen (event_id, n, message_group_id)
	SELECT event_id, (payload->>'n')::int, message_group_id FROM batch;
	RETURN NULL;
END \$\$;
CREATE TRIGGER apply AFTER INSERT ON $name REFERENCING NEW TABLE AS batch
	FOR EACH STATEMENT EXECUTE FUNCTION ${name}_apply();
SELECT awspipe.create_sqs_consumer('$name', 'aws', '$queue', '$name'@{[$options ? ", $options" : '']});
SELECT awspipe.start_consumer('$name');
SQL
}

# The entries of the batch requests to this operation, in order
sub requests
{
	my ($operation) = @_;

	return map { $json->decode($_->{body})->{Entries} }
	  grep { $_->{operation} =~ /\.$operation$/ } $proxy->journal;
}

sub handles { return join(' ', map { $_->{ReceiptHandle} } @_) }

# An answer of ReceiveMessage
sub messages
{
	return $json->encode({
			Messages => [
				map {
					{
						MessageId => $_->{id},
						ReceiptHandle => "handle-$_->{id}",
						Body => $_->{body},
						MD5OfBody => $_->{md5} // md5_hex($_->{body}),
						Attributes => {
							SentTimestamp => time() . '000',
							ApproximateReceiveCount => '1',
							$_->{group}
							? ( MessageGroupId => $_->{group},
								SequenceNumber => $_->{sequence})
							: ()
						}
					}
				} @_
			]
		});
}

sub forged
{
	my ($name, $queue, $nth, @messages) = @_;

	return {
		name => $name,
		match => 'ReceiveMessage',
		body => "/$queue\"",
		nth => $nth,
		action => 'status',
		status => 200,
		body_text => messages(@messages)
	};
}

# Killed between commit and deletion
my $crash = QueueTools->new($aws, 'crash', VisibilityTimeout => 2);
$crash->send(map { { json => { n => $_ } } } 1 .. 60);
$proxy->rules({ name => 'undeleted', match => 'DeleteMessageBatch', action => 'status', status => 503 });
create_consumer('crash', 'crash');
ok($node->poll_until('SELECT count(*) = 60 FROM app.crash_seen'), 'messages are applied');
ok($aws->wait_until(sub { $proxy->fired('undeleted') > 0 }), 'but cannot be deleted');
my $pid = $node->safe_psql('postgres', q{SELECT pid FROM awspipe.workers WHERE consumer = 'crash'});
kill 'KILL', $pid;
$proxy->rules();
ok($crash->wait_until_empty, 'after a crash they come again and are deleted');
is(app(q{SELECT count(*) || ' ' || count(DISTINCT event_id) FROM crash_seen}), '60 60',
	'the trigger has seen each of them once');
is(app(q{SELECT duplicates > 0 AND records = 0 FROM awspipe.stat_consumer WHERE consumer = 'crash'}),
	't', 'because they were dropped by their ids');
$crash->send({ json => { n => 61 } });
ok($node->poll_until('SELECT count(*) = 61 FROM app.crash_seen'), 'and new ones are applied');
app(q{SELECT awspipe.drop_consumer('crash')});

# Some entries of a deletion fail
my $partial = QueueTools->new($aws, 'partial', VisibilityTimeout => 20);
$proxy->rules({ name => 'some', match => 'DeleteMessageBatch', nth => 1, action => 'fail_entries', entries => [ 1, 4, 7 ] });
$proxy->clear_journal;
$partial->send(map { { json => { n => $_ } } } 1 .. 10);
create_consumer('partial', 'partial', q{maximum_batching_window => '1 second'});
ok($partial->wait_until_empty, 'a deletion that failed in part is completed');
my @deletes = requests('DeleteMessageBatch');
is($proxy->fired('some'), 1, 'three of its entries did fail');
is(join(' ', map { scalar @$_ } @deletes), '10 3', 'and only three were repeated');
is(handles(@{ $deletes[1] }), handles(@{ $deletes[0] }[ 1, 4, 7 ]), 'those that had failed');

# Receipt handles that are not good any more
$proxy->rules({ name => 'stale', match => 'DeleteMessageBatch', nth => 1, action => 'fail_entries',
	entries => [0], code => 'ReceiptHandleIsInvalid' });
$proxy->clear_journal;
$partial->send({ json => { n => 11 } });
ok($aws->wait_until(sub { $proxy->fired('stale') == 1 }), 'a receipt handle is refused');
$partial->send({ json => { n => 12 } });
ok($node->poll_until('SELECT count(*) = 12 FROM app.partial_seen'), 'the consumer goes on');
ok($aws->wait_until(sub { requests('DeleteMessageBatch') >= 2 }), 'and deletes what comes next');
is(join(' ', map { scalar @$_ } requests('DeleteMessageBatch')), '1 1', 'the stale handle is forgotten');
is(app(q{SELECT state FROM awspipe.consumers WHERE name = 'partial'}), 'running', 'without a word');
app(q{SELECT awspipe.drop_consumer('partial')});

# Deletions fail for ten seconds, five times as long as messages stay invisible
my $outage = QueueTools->new($aws, 'outage', VisibilityTimeout => 2);
create_consumer('outage', 'outage');
$proxy->rules({ name => 'outage', match => 'DeleteMessageBatch', action => 'status', status => 500 });
$proxy->clear_journal;
my $sent = 0;
my $until = time() + 10;
$aws->wait_until(sub {
	$outage->send(map { { json => { n => ++$sent } } } 1 .. 10);
	return time() >= $until;
});
cmp_ok($proxy->fired('outage'), '>', 1, 'deletions fail');
is(app(q{SELECT state FROM awspipe.consumers WHERE name = 'outage'}), 'retrying', 'the consumer says so');
cmp_ok(scalar(requests('ChangeMessageVisibilityBatch')), '>', 0, 'and asks for more time meanwhile');
$proxy->rules();
ok($outage->wait_until_empty, 'afterwards all are deleted');
is(app(q{SELECT count(*) || ' ' || count(DISTINCT event_id) FROM outage_seen}), "$sent $sent",
	'and were applied once');
ok($node->poll_until(q{SELECT state = 'running' AND error_code IS NULL FROM awspipe.consumers WHERE name = 'outage'}),
	'the consumer has recovered');
app(q{SELECT awspipe.drop_consumer('outage')});

# A bad message in a FIFO group
my @poison = (
	{ group => 'a', json => { n => 1 } },
	{ group => 'a', json => { n => 'bad' } },
	{ group => 'a', json => { n => 3 } },
	(map { { group => 'b', json => { n => $_ } } } 4 .. 6));
my $order = q{SELECT string_agg(n::text, ' ' ORDER BY id) FROM %s_seen WHERE message_group_id = '%s'};

my $aside = QueueTools->new($aws, 'aside.fifo', VisibilityTimeout => 20);
my @ids = $aside->send(@poison);
create_consumer('aside', 'aside.fifo', q{on_error => 'dead_letter'});
ok($aside->wait_until_empty, 'dead_letter: the queue is emptied');
is(app(sprintf $order, 'aside', 'a') . ', ' . app(sprintf $order, 'aside', 'b'), '1 3, 4 5 6',
	'dead_letter: what is good goes in, in order');
is( app(q{SELECT event_id || ' ' || message_group_id || ' ' || error_code || ' ' || (shard_id IS NULL)
	FROM awspipe.dead_letters WHERE consumer = 'aside'}),
	"$ids[1] a P0001 true", 'dead_letter: the bad one is set aside');
app(q{ALTER TABLE aside DISABLE TRIGGER apply; SELECT awspipe.redrive('aside')});
ok( $node->poll_until(qq{SELECT count(*) = 1 FROM app.aside WHERE event_id = '$ids[1]' AND message_group_id = 'a'}),
	'dead_letter: and is redriven as what it was');

my $stop = QueueTools->new($aws, 'stop.fifo', VisibilityTimeout => 2);
@ids = $stop->send(@poison);
create_consumer('stop', 'stop.fifo');
ok($node->poll_until(q{SELECT state = 'failed' FROM awspipe.consumers WHERE name = 'stop'}), 'stop: the consumer stops');
is(app(q{SELECT error_position FROM awspipe.consumer_errors WHERE consumer = 'stop'}), $ids[1], 'stop: the view names the message');
is(app(sprintf $order, 'stop', 'a'), '1', 'stop: what was before it is in');
app(<<'SQL');
CREATE OR REPLACE FUNCTION stop_apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO stop_seen (event_id, n, message_group_id)
	SELECT event_id, replace(payload->>'n', 'bad', '2')::int, message_group_id FROM batch;
	RETURN NULL;
END $$;
SELECT awspipe.start_consumer('stop');
SQL
ok($stop->wait_until_empty, 'stop: once it is mended, all go in');
is(app(sprintf $order, 'stop', 'a') . ', ' . app(sprintf $order, 'stop', 'b'), '1 2 3, 4 5 6', 'stop: in order');

my $dead = QueueTools->new($aws, 'dead.fifo');
my $dead_arn = 'arn:aws:sqs:us-east-1:000000000000:dead.fifo';
my $release = QueueTools->new($aws, 'release.fifo', VisibilityTimeout => 20,
	RedrivePolicy => $json->encode({ deadLetterTargetArn => $dead_arn, maxReceiveCount => 3 }));
@ids = $release->send(@poison);
create_consumer('release', 'release.fifo', q{on_error => 'release'});
ok($node->poll_until(q{SELECT count(*) = 3 FROM app.release_seen WHERE message_group_id = 'b'}),
	'release: the other group goes on');
ok($release->wait_until_empty, 'release: the queue gets rid of the bad message');
is(app(sprintf $order, 'release', 'a') . ', ' . app(sprintf $order, 'release', 'b'), '1 3, 4 5 6',
	'release: what is good goes in, in order');
is(join(' ', $dead->receive_all), '{"n":"bad"}', 'release: its dead-letter queue has it');
is( app(q{SELECT c.state || ' ' || e.error_code || ' ' || e.error_message || ' ' || e.error_position
		FROM awspipe.consumers AS c JOIN awspipe.consumer_errors AS e ON e.consumer = c.name WHERE c.name = 'release'}),
	"running P0001 no good $ids[1]", 'release: the view says why');
is(app(q{SELECT count(*) FROM awspipe.dead_letters WHERE consumer = 'release'}), 0, 'release: there is no dead letter here');
is($node->safe_psql('postgres', qq{SELECT count(*) FROM awspipe.received WHERE message_id = '$ids[1]'}), 0,
	'release: nor is it taken for applied');

my $plain_dead = QueueTools->new($aws, 'plain-dead');
my $plain = QueueTools->new($aws, 'plain', VisibilityTimeout => 20,
	RedrivePolicy => $json->encode({ deadLetterTargetArn => $dead_arn =~ s/dead\.fifo/plain-dead/r, maxReceiveCount => 2 }));
$plain->send((map { { json => { n => $_ } } } 1 .. 30), { json => { n => 'bad' } }, { body => 'not JSON' },
	(map { { json => { n => $_ } } } 31 .. 60));
create_consumer('plain', 'plain', q{on_error => 'release'});
ok($node->poll_until(q{SELECT count(*) = 60 FROM app.plain_seen}), 'release: all good messages of a queue without groups go in');
ok($plain->wait_until_empty, 'release: and the bad ones leave it');
is(join(' ', sort $plain_dead->receive_all), 'not JSON {"n":"bad"}', 'release: for its dead-letter queue');

# Several messages of a group in one answer: behind the bad one, none goes in
$proxy->rules(forged('group', 'group.fifo', 1, (map { { id => "a$_", group => 'a', sequence => "1$_",
	body => $_ == 2 ? '{"n": "bad"}' : "{\"n\": $_}" } } 1 .. 4),
	{ id => 'b1', group => 'b', sequence => '19', body => '{"n": 5}' }));
$proxy->clear_journal;
QueueTools->new($aws, 'group.fifo');
create_consumer('grouped', 'group.fifo', q{on_error => 'release'});
ok($aws->wait_until(sub { requests('ChangeMessageVisibilityBatch') >= 1 && requests('DeleteMessageBatch') >= 1 }),
	'release: messages of a group are given back');
is(app(q{SELECT string_agg(event_id, ' ' ORDER BY id) FROM grouped_seen}), 'a1 b1', 'release: the group stops at its first failure');
is( join(' ', map { "$_->{ReceiptHandle}:$_->{VisibilityTimeout}" } map { @$_ } requests('ChangeMessageVisibilityBatch')),
	'handle-a2:1 handle-a3:0 handle-a4:0', 'release: with and behind the bad one');
is(join(' ', map { handles(@$_) } requests('DeleteMessageBatch')), 'handle-a1 handle-b1', 'release: what went in is deleted');

# Answers that overtake each other, twice the same, and damaged
$proxy->rules(
	forged('later', 'mixed.fifo', 1, { id => 'm3', group => 'a', sequence => '103', body => '{"n": 3}' },
		{ id => 'm9', group => 'a', sequence => '99', body => '{"n": 1}', md5 => md5_hex('else') }),
	forged('earlier', 'mixed.fifo', 2, { id => 'm2', group => 'a', sequence => '102', body => '{"n": 2}' },
		{ id => 'm3', group => 'a', sequence => '103', body => '{"n": 3}' }));
QueueTools->new($aws, 'mixed.fifo');
create_consumer('mixed', 'mixed.fifo', q{maximum_batching_window => '1 second', polls => 1});
ok($node->poll_until(q{SELECT count(*) = 2 FROM app.mixed_seen}), 'answers that overtake each other');
is(app(q{SELECT string_agg(event_id, ' ' ORDER BY id) FROM mixed_seen}), 'm2 m3',
	'are put in order; what is damaged is not taken, nor the same twice');
ok( $node->poll_until(q{SELECT errors > 0 FROM awspipe.stat_consumer WHERE consumer = 'mixed'}),
	'damage is counted');

# Too many messages in flight: not an error, only less is asked for
$proxy->rules({ name => 'limit', match => 'ReceiveMessage', body => '/limited"', action => 'status', status => 403,
	code => 'OverLimit', count => 2 });
QueueTools->new($aws, 'limited')->send({ json => { n => 1 } });
create_consumer('limited', 'limited');
ok($node->poll_until(q{SELECT count(*) = 1 FROM app.limited_seen}), 'a limit of messages in flight is waited out');
is(app(q{SELECT throttled || ' ' || errors FROM awspipe.stat_consumer WHERE consumer = 'limited'}), '2 0',
	'and is no error');

# What a user's trigger says stays in the tables
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/no good/, 'no message of a trigger in the log');

done_testing();
