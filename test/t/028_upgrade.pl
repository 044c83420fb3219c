# All five pipelines run on in a cluster that pg_upgrade has made: from exactly
# where the old one stopped, and as the role they belonged to.
#
# $PGAWSPIPE_OLD_PG_CONFIG names the PostgreSQL to come from, which has this
# pgawspipe installed; see "make check-upgrade".  Without it the cluster is
# upgraded to its own release.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use Cwd;
use File::Basename;
use IPC::Run;
use PipeCluster;
use Pipelines;
use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;

my $old_pg_config = $ENV{PGAWSPIPE_OLD_PG_CONFIG};

sub bindir
{
	my ($pg_config) = @_;

	chomp(my $bindir = `$pg_config --bindir`);
	return $bindir;
}

my $bindir = bindir('pg_config');
my $old_bindir = $old_pg_config ? bindir($old_pg_config) : $bindir;

diag('PGAWSPIPE_OLD_PG_CONFIG is not set: upgrading to the same release only') if !$old_pg_config;

my $aws = AwsEmulators->new(qw(kinesis dynamodb sqs sns s3 ses));
my $old = PipeCluster->create(
	'old',
	emulators => $aws,
	services => [qw(kinesis dynamodb sqs sns s3 ses)],
	install_path => $old_pg_config && dirname($old_bindir));
my $pipelines = Pipelines->new($aws);

note 'from ' . $old->safe_psql('postgres', 'SHOW server_version');
$pipelines->install($old, 'postgres');
$pipelines->deploy;
$pipelines->simulate;
$pipelines->close_hour;
$pipelines->agree('old');

# More has been sent than was applied
$pipelines->stop_consumers;
$pipelines->simulate;
my $owners = $pipelines->owners;
my $options = q{SELECT string_agg(o, ' ' ORDER BY o) FROM (SELECT unnest(srvoptions) FROM pg_foreign_server
	UNION ALL SELECT unnest(umoptions) FROM pg_user_mappings) AS s (o)};
my $server_options = $old->safe_psql('postgres', $options);
like($server_options, qr/=http:/, 'there are endpoints with plain http');
my $checksums = $old->safe_psql('postgres', 'SHOW data_checksums');
$old->stop;

my $conf = <<'CONF';
shared_preload_libraries = 'pgawspipe'
pgawspipe.allow_insecure_endpoints = on
max_worker_processes = 20
CONF

# A new cluster, configured before it is filled, or afterwards
sub upgrade
{
	my ($name, $configured) = @_;
	my $new = QuickCluster->new($name);
	my ($version) = `"$bindir/initdb" --version` =~ / (\d+)/;
	my $directory = getcwd();

	# what 18 has changed is not for pg_upgrade to change
	$new->init($version >= 18 && $checksums eq 'off' ? (extra => ['--no-data-checksums']) : ());
	$new->append_conf('postgresql.conf', $conf) if $configured;

	# before 15 its logs go where it runs
	my $output = '';
	my $here = PostgreSQL::Test::Utils::tempdir();
	chdir($here);
	my $done = IPC::Run::run(
		[
			"$bindir/pg_upgrade", '--retain', '-d', $old->data_dir, '-D', $new->data_dir, '-b', $old_bindir, '-B', $bindir,
			'-s', $new->host, '-p', $old->port, '-P', $new->port
		],
		'>&', \$output);
	chdir($directory);
	my $logs = join '', map { slurp_file($_) } glob("$here/*.log " . $new->data_dir . '/pg_upgrade_output.d/*/log/*.log');
	ok($done, "$name: pg_upgrade") or diag($output, $logs);
	like($logs, qr/database system is ready to accept connections/, "$name: it has logs");
	unlike($logs, qr/pgawspipe is paused/, "$name: which say that nothing of ours ran");
	$new->append_conf('postgresql.conf', $conf) if !$configured;
	$new->start;
	$pipelines->move($new, 'postgres');
	is($new->safe_psql('postgres', $options), $server_options, "$name: servers and mappings are as they were");
	return $new;
}

upgrade('configured', 1)->stop;
my $new = upgrade('new', 0);

$new->wait_for_log(qr/WARNING:  pgawspipe is paused in this database/);
isnt($pipelines->owners, $owners, 'extensions belong to who has upgraded');
is(($new->psql('postgres', 'SELECT awspipe.adopt()'))[2], '', 'it is adopted');
is($pipelines->owners, $owners, 'and all belongs to whom it belonged to');
$pipelines->start_consumers;
$pipelines->agree('upgraded');
$pipelines->simulate;
$pipelines->close_hour;
$pipelines->agree('upgraded, and on');

done_testing();
