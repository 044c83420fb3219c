# The outbox as such: what commits is sent and nothing else is, nothing is
# missed whatever the order of commits, and an open snapshot does not hinder.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use Session;
use Test::More;

my $aws = AwsEmulators->new('dynamodb');
my $proxy = FaultProxy->new($aws->url('dynamodb'));
my $node = PipeCluster->create(
	'outbox',
	endpoints => { dynamodb => $proxy->url },
	conf => "max_prepared_transactions = 5\n");

$aws->create_table('items', 'pk');

sub app { return $node->psql_as('app', @_) }

sub count_items
{
	return $aws->aws_call('dynamodb', 'Scan',
		{ TableName => 'items', Select => 'COUNT' })->{Count};
}

sub item
{
	my ($pk) = @_;

	return $aws->aws_call('dynamodb', 'GetItem',
		{ TableName => 'items', Key => { pk => { S => $pk } } })->{Item};
}

sub drained
{
	return $node->poll_until('SELECT NOT EXISTS (SELECT FROM awspipe.outbox)');
}

sub put
{
	my ($pk, $more) = @_;

	return "SELECT awspipe.dynamodb_put_item('aws', 'items', "
	  . "jsonb_build_object('pk', '$pk')" . ($more // '') . ")";
}

# Commit and rollback
app('BEGIN; ' . put('rolled back') . '; ROLLBACK');
app('BEGIN; SAVEPOINT s; ' . put('sub') . '; ROLLBACK TO s; ' . put('committed') . '; COMMIT');
ok($aws->wait_until(sub { item('committed') }), 'a committed message is sent');
ok(drained(), 'and leaves the outbox');
is(item('rolled back'), undef, 'a message that was rolled back is not');
is(item('sub'), undef, 'nor one of a subtransaction');

# A destination made in a subtransaction that rolls back is made again
$aws->create_table('others', 'pk');
app(<<'SQL');
DO $$
BEGIN
	BEGIN
		PERFORM awspipe.dynamodb_put_item('aws', 'others', '{"pk": "1"}');
		RAISE 'no';
	EXCEPTION WHEN raise_exception THEN
	END;
	PERFORM awspipe.dynamodb_put_item('aws', 'others', '{"pk": "2"}');
END $$
SQL
ok(drained(), 'a destination whose first message was rolled back works');
is( $aws->aws_call('dynamodb', 'Scan', { TableName => 'others' })->{Count},
	1, 'and got the other message');

# Who enqueues first and commits last
{
	my $first = Session->new($node, 'app');

	$first->run('BEGIN');
	$first->run(put('first'));
	app(put('second'));
	ok($aws->wait_until(sub { item('second') }), 'a later message is sent');
	ok(drained(), 'while an earlier one is not visible');
	$first->run('COMMIT');
	$first->quit;
	ok($aws->wait_until(sub { item('first') }), 'the earlier one follows');
	ok(drained(), 'and nothing is left');
}

# The same across many transactions, and for a prepared one
{
	my $long = Session->new($node, 'app');

	$long->run('BEGIN');
	$long->run(put('long writer'));
	app(put('prepared') =~ s/^/BEGIN; /r . "; PREPARE TRANSACTION 'p'");
	app(<<'SQL');
DO $$
BEGIN
	FOR i IN 1 .. 3000 LOOP
		PERFORM awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'm' || i));
		COMMIT;
	END LOOP;
END $$
SQL
	ok(drained(), 'thousands of messages pass a long writer');
	$long->run(put('long writer 2'));
	$long->run('COMMIT');
	$long->quit;
	ok($aws->wait_until(sub { item('long writer') && item('long writer 2') }),
		'whose messages are sent when it commits');
	app("COMMIT PREPARED 'p'");
	ok($aws->wait_until(sub { item('prepared') }),
		'and so are those of a prepared transaction');
}

# Concurrent writers: nothing is missed
{
	my @writers = map { Session->new($node, 'app') } 1 .. 4;
	my $before = count_items();

	for my $round (1 .. 50)
	{
		# each takes its place in the sequence, then all commit backwards
		$writers[$_]->run('BEGIN; ' . put("w$round-$_")) for 0 .. 3;
		$writers[$_]->run('COMMIT') for reverse 0 .. 3;
	}
	$_->quit for @writers;
	ok(drained(), 'messages of writers that commit in reverse are sent');
	is(count_items(), $before + 200, 'all of them');
}

# An open snapshot and its dead rows
{
	my $reader = Session->new($node);
	my $blocks = q{SELECT heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit
		FROM pg_statio_all_tables WHERE relid = 'awspipe.outbox'::regclass};
	my $enqueue = q{SELECT count(awspipe.dynamodb_put_item('aws', 'items',
		jsonb_build_object('pk', 's' || i))) FROM generate_series(1, 5000) AS i};
	my @cost;

	$reader->run('BEGIN ISOLATION LEVEL REPEATABLE READ');
	$reader->run('SELECT count(*) FROM awspipe.outbox');
	for my $round (1 .. 6)
	{
		my $before = $node->safe_psql('postgres', $blocks);

		app($enqueue);
		drained();
		$node->poll_until("SELECT delivered >= $round * 5000 FROM awspipe.stat_destination WHERE resource = 'items'");
		$node->poll_until("SELECT ($blocks) > $before");
		push @cost, $node->safe_psql('postgres', $blocks) - $before;
	}
	$reader->run('COMMIT');
	$reader->quit;
	note("pages per round: @cost");
	cmp_ok($cost[-1], '<', 1.5 * $cost[1],
		'the dead rows that a snapshot holds do not make reading slower');
}

# Rights
$node->safe_psql('postgres', 'CREATE ROLE other LOGIN');
like(
	$node->error_as('other', put('x')),
	qr/42501/, 'a role without USAGE on the server may not send');
is( $node->psql_as('other', 'SELECT count(*) FROM awspipe.stat_destination'),
	0, 'and does not see the destinations of others');
app(put('before'));
ok($aws->wait_until(sub { item('before') }), 'a role with USAGE may');
$proxy->rules({ name => 'down', action => 'status', status => 503 });
app(put('after'));
ok( $node->poll_until("SELECT attempts > 0 FROM awspipe.outbox"),
	'a failing service counts attempts');
$node->safe_psql('postgres', 'REVOKE USAGE ON FOREIGN SERVER aws FROM app');
ok( $node->poll_until(
		"SELECT state = 'paused' AND error_code = '42501' FROM awspipe.stat_destination WHERE resource = 'items'"),
	'when USAGE is revoked, the destination says so and pauses');
$proxy->rules();
$node->safe_psql('postgres', 'GRANT USAGE ON FOREIGN SERVER aws TO app');
ok($aws->wait_until(sub { item('after') }), 'and goes on when it is granted again');
ok(drained(), 'with nothing left behind');

# Immediate stop
app(q{SELECT count(awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'c' || i)))
	FROM generate_series(1, 3000) AS i});
$node->stop('immediate');
$node->start;
ok(drained(), 'a crash loses no message');
is( scalar(grep { !item("c$_") } 1, 1500, 3000),
	0, 'all of them arrive');

done_testing();
