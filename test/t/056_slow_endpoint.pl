# A service that answers a byte a second: nobody waits for it but the worker,
# which holds nothing meanwhile and leaves when it is told to.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use FaultProxy;
use PipeCluster;
use POSIX ();
use PostgreSQL::Test::Utils;
use Session;
use StreamTools;
use Test::More;
use Time::HiRes qw(time);

my $aws = AwsEmulators->new(qw(kinesis-volume dynamodb));
my %proxy = map { $_ => FaultProxy->new($aws->url($_)) } qw(kinesis dynamodb);
my %endpoints = map { $_ => $proxy{$_}->url } keys %proxy;
my $node = PipeCluster->create('slow', endpoints => \%endpoints);
my $stream = StreamTools->new($aws, $node);

$aws->create_stream('events', 1);
$aws->create_table('items', 'pk');

# Seconds that this takes
sub seconds
{
	my ($action) = @_;
	my $start = time;

	$action->();
	return time - $start;
}

sub takes_less
{
	my ($limit, $name, $action) = @_;
	my $took = seconds($action);

	cmp_ok($took, '<', $limit, $name);
	return;
}

# From here on, every answer takes minutes; waits until both workers wait.
my %operation = (kinesis => 'GetRecords', dynamodb => 'WriteItem');

sub slow_down
{
	$proxy{$_}->rules({ name => 'slow', match => $operation{$_}, action => 'drip' }) foreach keys %proxy;
	return;
}

sub both_wait
{
	my ($name) = @_;

	ok($aws->wait_until(sub { !grep { $proxy{$_}->fired('slow') == 0 } keys %proxy }),
		"$name: the endpoints are slow");
	return;
}

# Something to read and something to send in that database
my $consumer = <<'SQL';
SET ROLE app;
CREATE TABLE app.inbox (LIKE awspipe.event INCLUDING ALL);
SELECT awspipe.create_kinesis_consumer('events', 'aws', 'events', 'app.inbox');
SELECT awspipe.start_consumer('events');
SELECT awspipe.dynamodb_put_item('aws', 'items', jsonb_build_object('pk', 'i' || i)) FROM generate_series(1, 100) AS i;
SQL

slow_down();
$stream->put('events', map { { key => 'k', json => { n => $_ } } } 1 .. 10);
$node->safe_psql('postgres', $consumer);
both_wait('at first');

# What the workers hold while they wait
my $workers = q{SELECT count(*) %s FROM pg_stat_activity
	WHERE backend_type IN ('pgawspipe consumer', 'pgawspipe dispatcher') AND wait_event_type = 'Extension'};
ok($node->poll_until(sprintf($workers, '= 2')), 'both workers wait');
my ($looks, $held, $locks) = (0, 0, 0);
my $end = time + 2;
while (time < $end)
{
	my ($waiting, $holding, $locking) = split /\|/, $node->safe_psql('postgres', <<'SQL');
SELECT count(*), count(*) FILTER (WHERE xact_start IS NOT NULL OR backend_xmin IS NOT NULL OR backend_xid IS NOT NULL),
	(SELECT count(*) FROM pg_locks WHERE pid = ANY (array_agg(a.pid)) AND locktype <> 'advisory')
FROM pg_stat_activity AS a
WHERE backend_type IN ('pgawspipe consumer', 'pgawspipe dispatcher') AND wait_event_type = 'Extension'
SQL
	$looks += $waiting;
	$held += $holding;
	$locks += $locking;
}
cmp_ok($looks, '>', 10, 'they go on waiting');
is($held, 0, 'without transaction and snapshot');
is($locks, 0, 'and without lock on anything but themselves');
is($node->psql_as('app', 'SELECT count(*) FROM inbox'), 0, 'for what has not come yet');

# Immediate calls are waited for, and can be ended
$proxy{kinesis}->rules({ name => 'slow', match => 'GetRecords', action => 'drip' },
	{ name => 'call', match => 'ListStreams', action => 'drip' });
my $session = Session->new($node, 'app');
my $pid = $session->run('SELECT pg_backend_pid()');
$session->run(q{SET statement_timeout = '300ms'});
takes_less(1.3, 'awspipe.call obeys statement_timeout', sub {
	$session->run(q{DO $$ BEGIN PERFORM awspipe.call('aws', 'kinesis', 'ListStreams');
		EXCEPTION WHEN query_canceled THEN NULL; END $$});
});
my $caller = fork() // die "could not fork: $!";
if ($caller == 0)
{
	$node->psql('postgres', q{SET application_name = 'caller'; SELECT awspipe.call('aws', 'kinesis', 'ListStreams')},
		extra_params => [ '-U', 'app' ]);
	POSIX::_exit(0);
}
ok( $node->poll_until(q{SELECT count(*) = 1 FROM pg_stat_activity
	WHERE application_name = 'caller' AND wait_event_type = 'Extension'}), 'a session waits for awspipe.call');
takes_less(1, 'which can be cancelled', sub {
	$node->safe_psql('postgres', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller'});
	waitpid($caller, 0);
});
is($proxy{kinesis}->fired('call'), 2, 'both were under way');
$session->quit;

# A worker that is killed has a successor
for my $kind (qw(consumer dispatcher))
{
	my $pid = $node->safe_psql('postgres', "SELECT pid FROM awspipe.workers WHERE kind = '$kind'");

	slow_down();
	takes_less(5, "$kind: another one soon", sub {
		$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
		ok($node->poll_until("SELECT count(*) = 1 FROM awspipe.workers WHERE kind = '$kind' AND pid <> $pid"),
			"$kind: is replaced");
	});
	ok($aws->wait_until(sub { $proxy{ $kind eq 'consumer' ? 'kinesis' : 'dynamodb' }->fired('slow') }),
		"$kind: the new one asks again");
}

# Commands on the extension and its objects
slow_down();
for my $command (
	'ALTER EXTENSION pgawspipe UPDATE',
	q{ALTER USER MAPPING FOR app SERVER aws OPTIONS (SET secret_access_key 'another')},
	'ALTER TABLE app.inbox ADD note text',
	'VACUUM FULL app.inbox',
	q{SELECT awspipe.stop_consumer('events')},
	q{SELECT awspipe.start_consumer('events')})
{
	takes_less(5, $command, sub { $node->safe_psql('postgres', $command) });
}
ok($aws->wait_until(sub { $proxy{kinesis}->fired('slow') > 0 }), 'the consumer asks again after them');

# The same in another database, and away with it
slow_down();
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('other', <<"SQL" . $consumer);
CREATE EXTENSION pgawspipe;
CREATE SCHEMA AUTHORIZATION app;
CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe
	OPTIONS (region 'us-east-1', endpoint_url_kinesis '$endpoints{kinesis}', endpoint_url_dynamodb '$endpoints{dynamodb}');
GRANT USAGE ON FOREIGN SERVER aws TO app;
CREATE USER MAPPING FOR app SERVER aws OPTIONS (access_key_id 'A', secret_access_key 'B');
SQL
ok($node->poll_until(sprintf($workers, '= 2') . q{ AND datname = 'other'}), 'the same in another database');
both_wait('in another database');
takes_less(5, 'DROP DATABASE', sub { $node->safe_psql('postgres', 'DROP DATABASE other') });

# The server goes when it is told to
for my $mode (qw(fast smart))
{
	ok($node->poll_until(sprintf($workers, '= 2')), "stop -m $mode: both workers wait");
	$node->safe_psql('postgres', 'CHECKPOINT');
	takes_less(2, "pg_ctl stop -m $mode", sub { $node->stop($mode) });
	slow_down();
	$node->start;
	both_wait("after stop -m $mode");
}
takes_less(5, 'DROP EXTENSION', sub { $node->safe_psql('postgres', 'DROP EXTENSION pgawspipe CASCADE') });
ok( $node->poll_until(q{SELECT count(*) = 0 FROM pg_stat_activity
	WHERE backend_type IN ('pgawspipe consumer', 'pgawspipe dispatcher', 'pgawspipe supervisor')}),
	'no worker is left');

unlike(slurp_file($node->logfile), qr/PANIC|terminated by signal|TRAP:/, 'no process has crashed');

done_testing();
