# Workers come back after a crash restart, and start on a standby only when
# it is promoted.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;
use Workers;

my $primary = new_node('primary',
	allows_streaming => 1,
	restart_after_crash => 'on');

$primary->safe_psql('postgres', 'CREATE EXTENSION pgawspipe');
wait_for_workers($primary, 'postgres', 'workers start');

# crash
for my $kind (qw(dispatcher supervisor launcher))
{
	my $pid = pid_of($primary, $kind, $kind eq 'launcher' ? undef : 'postgres');
	my $log_offset = -s $primary->logfile;

	kill 'KILL', $pid;
	$primary->wait_for_log(qr/database system is ready to accept connections/,
		$log_offset);
	wait_for_workers($primary, 'postgres', "workers return after the $kind was killed");
}

# standby
$primary->backup('backup');
my $standby = QuickCluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby);
is( $standby->safe_psql('postgres',
		"SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'pgawspipe %'"),
	'0', 'nothing runs on a standby');
$primary->stop;
$standby->promote;
wait_for_workers($standby, 'postgres', 'workers start on promotion');

done_testing();
