# A consumer whose batch takes long keeps neither the server from stopping nor
# databases from being made and dropped, and is shown as it is.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use MIME::Base64;
use PipeCluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);
use Workers;

my $aws = AwsEmulators->new('kinesis-volume');
$aws->create_stream('s', 1);

my $node = PipeCluster->create('busy', emulators => $aws,
	services => ['kinesis']);

sub state_is
{
	my ($state, $name) = @_;

	ok( $node->poll_until(
			"SELECT state = '$state' FROM awspipe.consumer_state"), $name);
	return;
}

sub wait_until_busy
{
	ok( $node->poll_until(
			"SELECT count(*) = 1 FROM pg_stat_activity
			WHERE backend_type = 'pgawspipe consumer' AND usename = 'app'
			AND wait_event = 'PgSleep'"),
		'the consumer is busy, as its owner');
	return;
}

$node->psql_as('app', q{
	CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
	CREATE FUNCTION work() RETURNS trigger LANGUAGE plpgsql
		AS 'BEGIN PERFORM pg_sleep(600); RETURN NULL; END';
	CREATE TRIGGER work AFTER INSERT ON inbox EXECUTE FUNCTION work();
	SELECT awspipe.create_kinesis_consumer('c', 'aws', 's', 'inbox');
	SELECT awspipe.start_consumer('c');
});

# idle
state_is('running', 'the supervisor starts an enabled consumer');
my $pid = pid_of($node, 'consumer', 'postgres');
$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
$node->poll_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid");
isnt(pid_of($node, 'consumer', 'postgres'), $pid,
	'and again when it was terminated');

# The compiler of expressions takes 15 MB, and longer than what it compiles here
$pid = pid_of($node, 'supervisor', 'postgres');
$node->safe_psql('postgres', "ALTER DATABASE postgres SET jit_above_cost = 0; SELECT pg_terminate_backend($pid)");
$node->poll_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid");
ok($node->poll_until(workers_query('consumer', 'postgres', 1)), 'workers come again');
unlike(slurp_file('/proc/' . pid_of($node, $_, 'postgres') . '/maps'), qr/llvmjit/, "the $_ compiles nothing")
  foreach qw(supervisor dispatcher);
$node->safe_psql('postgres', 'ALTER DATABASE postgres RESET jit_above_cost');

$node->psql_as('app', "SELECT awspipe.stop_consumer('c')");
ok($node->poll_until(workers_query('consumer', 'postgres', 0)),
	'it stops a disabled one');
state_is('stopped', 'which is shown');
$node->psql_as('app', "SELECT awspipe.start_consumer('c')");

# busy
$aws->aws_call('kinesis', 'PutRecord',
	{ StreamName => 's', PartitionKey => 'k', Data => encode_base64('{}', '') });
wait_until_busy();

my $start = time;
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('postgres', 'DROP DATABASE other');
cmp_ok(time - $start, '<', 5, 'databases come and go');

$start = time;
$node->stop('fast');
cmp_ok(time - $start, '<', 2, 'fast shutdown takes less than 2 s');
$node->start;
wait_until_busy();

$start = time;
$node->safe_psql('template1', 'DROP DATABASE postgres');
cmp_ok(time - $start, '<', 5, 'DROP DATABASE takes seconds');

unlike(slurp_file($node->logfile),
	qr/PANIC|terminated by signal|TRAP/, 'no process has crashed');

done_testing();
