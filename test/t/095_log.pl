# The log of deliveries: every message that is taken out of the outbox is there
# exactly once, whoever takes it out and whatever ends the dispatcher, with its
# own key, batch and result; and it is found by its key.

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

# Requests are answered while there is no file "closed"
my $world = File::Temp->newdir;

sub make
{
	my ($name) = @_;

	open(my $file, '>', "$world/$name") or die "$world/$name: $!";
	return close $file;
}

# Takes all but what is bad, by an id that tells the text
my $fake = FakeAws->new(
	GetQueueUrl => sub {
		my ($socket, $request) = @_;
		my $queue = $json->decode($request->{body})->{QueueName};

		FakeAws::answer($socket, $queue eq 'nowhere' ? (400, {}, '{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}')
			: (200, {}, $json->encode({ QueueUrl => "http://127.0.0.1/$queue" })));
		return 1;
	},
	SendMessageBatch => sub {
		my ($socket, $request) = @_;
		my @entries = @{ $json->decode($request->{body})->{Entries} };

		make('asked');
		sleep 0.01 while -e "$world/closed";
		FakeAws::answer($socket, 200, {}, $json->encode({
			Successful => [ map { { Id => $_->{Id}, MessageId => "id of $_->{MessageBody}" } }
				grep { $_->{MessageBody} !~ /bad/ } @entries ],
			Failed => [ map { { Id => $_->{Id}, Code => 'Bad', SenderFault => JSON::PP::true } }
				grep { $_->{MessageBody} =~ /bad/ } @entries ] }));
		return 1;
	},
	DescribeTable => sub { FakeAws::answer($_[0], 200, {},
		'{"Table": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}}'); return 1 },
	BatchWriteItem => sub { FakeAws::answer($_[0], 200, {}, '{"UnprocessedItems": {}}'); return 1 });
my $node = PipeCluster->create(
	'log',
	endpoints => { dynamodb => $fake->url, sqs => $fake->url },
	restart_after_crash => 1,
	conf => "pgawspipe.delivered_retention = '7d'\n");

sub value { return $node->safe_psql('postgres', @_) }

sub drained { return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)') }

# Sends messages to a queue; what they should leave in the log is kept aside
sub send_messages
{
	my ($n, $queue, $text, $key) = @_;

	return value(<<"SQL");
WITH new AS (SELECT n, $text AS text, $key AS key FROM generate_series(1, $n) AS n)
INSERT INTO expected
SELECT awspipe.sqs_send_message('aws', '$queue', text, ordering_key => key), '$queue', text, key,
	CASE WHEN text LIKE '%bad%' THEN 'dead_letter' ELSE 'delivered' END,
	CASE WHEN text LIKE '%bad%' THEN 'Bad' ELSE 'id of ' || text END
FROM new
SQL
}

# What is not in the log as it should be, or is there and should not
sub differences
{
	return value(<<'SQL');
SELECT * FROM (
	(SELECT outbox_id, queue, left(key, 512), outcome, result, 'missing' FROM expected
	EXCEPT ALL SELECT outbox_id, resource, key, outcome, result, 'missing' FROM awspipe.deliveries)
	UNION ALL
	(SELECT outbox_id, resource, key, outcome, result, 'too many' FROM awspipe.deliveries
	EXCEPT ALL SELECT outbox_id, queue, left(key, 512), outcome, result, 'too many' FROM expected)
) AS d LIMIT 10
SQL
}

sub dispatcher
{
	$node->poll_until(q{SELECT count(*) = 1 FROM awspipe.workers WHERE kind = 'dispatcher'}) or die 'no dispatcher runs';
	return value(q{SELECT pid FROM awspipe.workers WHERE kind = 'dispatcher'});
}

# Until the dispatcher waits for a lock
sub blocked
{
	return $node->poll_until(q{SELECT EXISTS (SELECT FROM pg_stat_activity
		WHERE backend_type = 'pgawspipe dispatcher' AND wait_event_type = 'Lock')});
}

sub kill_dispatcher
{
	my $pid = dispatcher();

	kill 'KILL', $pid;
	sleep 0.01 while kill 0, $pid;
	return;
}

value(<<'SQL');
CREATE USER MAPPING FOR CURRENT_USER SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
CREATE TABLE expected (outbox_id bigint, queue text, text text, key text, outcome text, result text);
SQL

# Of all kinds: with a key and without, long ones, refused ones
send_messages(400, 'queue', q{CASE WHEN n % 50 = 0 THEN 'bad ' ELSE 'good ' END || n},
	q{CASE WHEN n % 10 = 0 THEN NULL WHEN n % 17 = 0 THEN repeat('ü' || n, 300) ELSE 'k' || n END});
send_messages(3, 'other', q{'few ' || n}, 'NULL');
ok(drained(), 'messages are sent');
is(differences(), '', 'each is in the log, as it was settled');
cmp_ok(value('SELECT count(*) FROM awspipe.delivered'), '<', 100, 'in fewer rows');
is(value(q{SELECT count(*) FROM awspipe.delivered AS d JOIN awspipe.destination AS t USING (destination_id)
	WHERE t.resource = 'other' AND (d.keys IS NOT NULL OR d.batch_ids IS NOT NULL)}), 0, 'without what none of them has');

# Those that another message has made needless are there as well
value(<<'SQL');
INSERT INTO expected
SELECT awspipe.dynamodb_put_item('aws', 'table', jsonb_build_object('id', 'i' || n % 10)), 'table', NULL, 'i' || n % 10,
	CASE WHEN n > 40 THEN 'delivered' ELSE 'superseded' END
FROM generate_series(1, 50) AS n
SQL
ok(drained(), 'items are written');
is(differences(), '', 'the log tells which messages did');

# The days' tables store as the log is declared to
ok($node->poll_until(q{SELECT count(*) >= 4 FROM pg_inherits WHERE inhparent = 'awspipe.delivered'::regclass}),
	'the log has partitions');
is(value(q{SELECT count(*) FROM pg_attribute AS a JOIN pg_inherits AS i ON i.inhrelid = a.attrelid
	JOIN pg_attribute AS p ON p.attrelid = i.inhparent AND p.attname = a.attname
	WHERE i.inhparent = 'awspipe.delivered'::regclass AND a.attstorage <> p.attstorage}), 0, 'that do not compress arrays');

# Each is found by its key, and no other
sub found
{
	my ($keys) = @_;

	return value(<<"SQL");
SELECT count(*), count(*) FILTER (WHERE found = ARRAY[outbox_id::text])
FROM (
	SELECT k.outbox_id, ARRAY(SELECT l.id FROM awspipe.lineage(service => 'sqs', resource => 'queue', key => k.key) AS l
		WHERE l.kind = 'message') AS found
	FROM ($keys) AS k
) AS f
SQL
}

is(found(q{SELECT outbox_id, key FROM expected WHERE queue = 'queue' AND key IS NOT NULL}), '360|360', 'a message is found by its key');
is(found(q{SELECT n AS outbox_id, 'no ' || n AS key FROM generate_series(1, 50) AS n}), '50|0', 'and none by a key it has not');
cmp_ok(value('SELECT count(*) FROM awspipe.delivered WHERE key_filter IS NOT NULL'), '>', 0, 'rows of many messages have a filter');
cmp_ok(value(q{SELECT count(*) FILTER (WHERE awspipe._may_hold(key_filter, 'no ' || n))::float8 / count(*)
	FROM awspipe.delivered, generate_series(1, 1000) AS n WHERE key_filter IS NOT NULL}), '<', 0.05, 'which keeps most strangers out');
is(value(q{SELECT count(*) FROM awspipe.delivered, unnest(keys) AS key
	WHERE key IS NOT NULL AND NOT awspipe._may_hold(key_filter, key)}), 0, 'and none of its own');
is(value(q{SELECT awspipe._may_hold(NULL, 'k'), awspipe._may_hold('', 'k'), awspipe._may_hold('\xff', NULL)}), 't|f|f',
	'nothing is in an empty one');

# The dispatcher is killed when it has deleted messages, and not yet logged
# them.  What AWS has taken goes out again, and is settled once.
foreach my $time (1 .. 2)
{
	my $session = Session->new($node);

	$session->run('BEGIN; LOCK TABLE awspipe.delivered IN SHARE MODE');
	send_messages(300, 'queue', "'killed $time ' || n", "'k$time ' || n");
	ok(blocked(), 'the dispatcher is about to write the log');
	kill_dispatcher();
	$session->quit;
	ok(drained(), 'it is killed, and its successor settles all');
	is(differences(), '', 'exactly once');
}

# and at any other time
send_messages(1500, 'queue', q{'any ' || n}, q{'any ' || n});
foreach my $part (1 .. 3)
{
	$node->poll_until("SELECT count(*) >= 300 * $part FROM awspipe.deliveries WHERE result LIKE 'id of any%'");
	kill_dispatcher();
}
ok(drained(), 'it is killed again and again');
is(differences(), '', 'and the log is complete');

# Somebody removes rows of messages that are under way
{
	my $session = Session->new($node);

	make('closed');
	unlink "$world/asked";
	send_messages(20, 'queue', q{'raced ' || n}, 'NULL');
	$node->poll_until('SELECT true') until -e "$world/asked";
	$session->run(q{BEGIN; WITH gone AS (DELETE FROM awspipe.outbox WHERE outbox_id % 2 = 0 RETURNING outbox_id)
		DELETE FROM expected WHERE outbox_id IN (SELECT outbox_id FROM gone)});
	unlink "$world/closed";
	ok(blocked(), 'the dispatcher waits for who deletes messages by hand');
	$session->run('COMMIT');
	$session->quit;
	ok(drained(), 'and settles the others');
	is(differences(), '', 'which alone are in the log');
}

# Removed by function, more than a row takes
send_messages(2100, 'nowhere', q{'unsent ' || n}, q{CASE WHEN n % 2 = 0 THEN 'u' || n END});
is(value(q{SELECT awspipe.discard_pending('aws', 'sqs', 'nowhere')}), 2100, 'messages are discarded');
value(q{UPDATE expected SET outcome = 'discarded', result = NULL WHERE queue = 'nowhere'});
is(differences(), '', 'and so in the log');
is(value(q{SELECT string_agg(cardinality(outbox_ids)::text, ' ' ORDER BY outbox_ids) FROM awspipe.delivered WHERE outcome = 'discarded'}),
	'1000 1000 100', 'in rows of bounded size');

done_testing();
