# Workers come with the extension and leave with it, return when they are
# terminated, and never keep the server from stopping.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);
use Workers;

my $node = new_node('lifecycle');

# installing
$node->safe_psql('postgres', 'BEGIN; CREATE EXTENSION pgawspipe; ROLLBACK');
$node->safe_psql('postgres', 'CREATE EXTENSION pgawspipe');
wait_for_workers($node, 'postgres', 'workers start when CREATE EXTENSION commits');

ok( $node->poll_query_until(
		'postgres', "SELECT count(*) = 0 FROM pg_stat_activity
		WHERE backend_type LIKE 'pgawspipe %'
		AND (xact_start IS NOT NULL OR backend_xmin IS NOT NULL)"),
	'waiting workers hold no transaction');

# terminated workers
for my $kind (qw(dispatcher supervisor launcher))
{
	my $dbname = $kind eq 'launcher' ? undef : 'postgres';
	my $pid = pid_of($node, $kind, $dbname);

	$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
	$node->poll_query_until('postgres',
		"SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid");
	ok(pid_of($node, $kind, $dbname), "$kind returns after it was terminated");
	wait_for_workers($node, 'postgres', "workers are complete without the old $kind");
}

# a request to cancel meets no statement
my $supervisor = pid_of($node, 'supervisor', 'postgres');
$node->safe_psql('postgres', "SELECT pg_cancel_backend($supervisor)");
$node->safe_psql('postgres', 'SELECT awspipe._installed()');
is(pid_of($node, 'supervisor', 'postgres'),
	$supervisor, 'an idle supervisor survives pg_cancel_backend');

# another version
sub set_version
{
	my ($version) = @_;

	$node->safe_psql('postgres', "UPDATE pg_catalog.pg_extension
		SET extversion = '$version' WHERE extname = 'pgawspipe'");
	return;
}

my $version = $node->safe_psql('postgres',
	"SELECT extversion FROM pg_extension WHERE extname = 'pgawspipe'");
my $log_offset = -s $node->logfile;
set_version('0.1');
$node->safe_psql('postgres', 'SELECT awspipe._installed()');
ok($node->wait_for_log(
		qr/WARNING:  extension "pgawspipe" is not of the version of its library/,
		$log_offset),
	'workers complain of another version of the extension');
set_version($version);
is(pid_of($node, 'supervisor', 'postgres'),
	$supervisor, 'and wait for the right one');
my $idle = pid_of($node, 'dispatcher', 'postgres');
$node->safe_psql('postgres', "SELECT pg_terminate_backend($idle)");
$node->poll_query_until('postgres',
	"SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $idle");
wait_for_workers($node, 'postgres', 'with which they go on');

# dropping
my $dispatcher = pid_of($node, 'dispatcher', 'postgres');
$node->safe_psql('postgres', 'BEGIN; DROP EXTENSION pgawspipe; ROLLBACK');
is(pid_of($node, 'dispatcher', 'postgres'),
	$dispatcher, 'workers stay when DROP EXTENSION is rolled back');

$node->safe_psql('postgres',
	'BEGIN; DROP EXTENSION pgawspipe; CREATE EXTENSION pgawspipe; COMMIT');
ok( $node->poll_query_until(
		'postgres', "SELECT count(*) = 0 FROM pg_stat_activity
		WHERE pid IN ($dispatcher, $supervisor)"),
	'workers of the former extension leave');
wait_for_workers($node, 'postgres', 'workers of the new extension start');

my $start = time;
$node->safe_psql('postgres', 'DROP EXTENSION pgawspipe');
cmp_ok(time - $start, '<', 5, 'DROP EXTENSION takes seconds');
wait_for_no_workers($node, 'postgres', 'workers leave after DROP EXTENSION');

$node->safe_psql('postgres', 'CREATE EXTENSION pgawspipe');
wait_for_workers($node, 'postgres', 'workers start after another CREATE EXTENSION');

# the switch
$node->safe_psql('postgres', 'ALTER SYSTEM SET pgawspipe.enabled = off');
$node->reload;
wait_for_no_workers($node, 'postgres', 'workers leave when pgawspipe.enabled is off');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pgawspipe.enabled');
$node->reload;
wait_for_workers($node, 'postgres', 'workers return when pgawspipe.enabled is on');

# stopping
for my $mode (qw(smart fast))
{
	$start = time;
	$node->stop($mode);
	cmp_ok(time - $start, '<', 2, "$mode shutdown takes less than 2 s");
	$node->start;
	wait_for_workers($node, 'postgres', "workers start with the server after a $mode shutdown");
}

# without shared_preload_libraries
$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
is($node->safe_psql('postgres', 'SELECT awspipe._installed() IS NOT NULL'),
	't', 'functions work without shared_preload_libraries');
is( $node->safe_psql('postgres',
		"SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'pgawspipe %'"),
	'0', 'no worker runs without shared_preload_libraries');

unlike(slurp_file($node->logfile),
	qr/PANIC|terminated by signal|TRAP/, 'no process has crashed');

done_testing();
