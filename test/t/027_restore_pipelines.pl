# All five pipelines run on in a database that was restored in another cluster,
# as text and from there as an archive, and in a copy of that by CREATE DATABASE
# ... TEMPLATE: from exactly where the dump was made.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use AwsEmulators;
use PipeCluster;
use Pipelines;
use PostgreSQL::Test::Utils;
use QuickCluster;
use Test::More;
use Time::HiRes qw(time);

my $aws = AwsEmulators->new(qw(kinesis dynamodb sqs sns s3 ses));
my $original = PipeCluster->create(
	'original',
	emulators => $aws,
	services => [qw(kinesis dynamodb sqs sns s3 ses)]);
my $pipelines = Pipelines->new($aws);
my $mark = time();

sub lap
{
	my ($what) = @_;

	note sprintf('%s: %.1f s', $what, time() - $mark);
	$mark = time();
	return;
}

sub dump_database
{
	my ($node, $database, $file, @options) = @_;

	run_log([ 'pg_dump', @options, '-f', $file, '-d', $node->connstr($database) ]) or die 'pg_dump failed';
	return $file;
}

#
# A while at work
#

$pipelines->install($original, 'postgres');
$pipelines->deploy;
lap('installed');
$pipelines->simulate;
$pipelines->close_hour;
$pipelines->agree('original');
lap('first round');

# More has been sent than was applied when the dump is made
$pipelines->stop_consumers;
$pipelines->simulate;

my $owners = $pipelines->owners;
my $role = $original->safe_psql('postgres', q{SELECT 'app'::regrole::oid});
my $dir = PostgreSQL::Test::Utils::tempdir();
my $plain = dump_database($original, 'postgres', "$dir/plain.sql");
my $roles = "$dir/roles.sql";

run_log([ 'pg_dumpall', '--globals-only', '-f', $roles, '-d', $original->connstr('postgres') ]) or die 'pg_dumpall failed';

# Products that the original goes on to change are changed once more, and not
# twice: the same events make the same versions.
$pipelines->sql(q{SELECT awspipe.start_consumer('inventory')});
ok( $original->poll_until(q{SELECT count(*) FILTER (WHERE state <> 'closed' AND caught_up_at IS NULL) = 0 AND count(*) > 0
		FROM awspipe.shards WHERE consumer = 'inventory'}), 'the original goes on');
$pipelines->inventory_agrees('original, after the dump');
$original->stop;
lap('dumped');

#
# Another cluster
#

my $node = QuickCluster->new('restored');

$node->init;
$node->append_conf('postgresql.conf', <<'CONF');
shared_preload_libraries = 'pgawspipe'
pgawspipe.allow_insecure_endpoints = on
pgawspipe.enabled = off
max_worker_processes = 20
CONF
$node->start;

sub adopt
{
	my ($database) = @_;
	my (undef, undef, $stderr) = $node->psql($database, 'SELECT awspipe.adopt()', on_error_die => 1);

	return $stderr;
}

# OIDs are others here; the bootstrap superuser is there already
$node->safe_psql('postgres', "CREATE ROLE $_") foreach qw(first second);
$node->psql('postgres', slurp_file($roles), on_error_stop => 0);
isnt($node->safe_psql('postgres', q{SELECT 'app'::regrole::oid}), $role, 'app has another OID here');

# As text, and as an archive of that
$node->safe_psql('postgres', "CREATE DATABASE $_ TEMPLATE template0") foreach qw(plain shop);
run_log([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', $plain ]) or die 'psql failed';
my $archive = dump_database($node, 'plain', "$dir/archive", '-Fc');
run_log([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('shop'), $archive ]) or die 'pg_restore failed';
$node->safe_psql('postgres', 'DROP DATABASE plain');
$pipelines->move($node, 'shop');
isnt($pipelines->owners, $owners, 'a restored pipeline belongs to who restored it');
$node->safe_psql('postgres', 'ALTER SYSTEM SET pgawspipe.enabled = on; SELECT pg_reload_conf()');
$node->wait_for_log(qr/WARNING:  pgawspipe is paused in this database/);
adopt('shop');
is($pipelines->owners, $owners, 'adopted, all of it belongs to whom it belonged to');
$pipelines->start_consumers;
$pipelines->agree('restored');
lap('restored');
$pipelines->simulate;
$pipelines->close_hour;
$pipelines->agree('restored, and on');
lap('another round');

#
# A copy by its own cluster
#

$node->safe_psql('postgres', 'CREATE DATABASE copy TEMPLATE shop');
$node->safe_psql('postgres', 'DROP DATABASE shop');
$pipelines->move($node, 'copy');
adopt('copy');
is($pipelines->owners, $owners, 'a copy belongs to whom its original belonged to');
$pipelines->simulate;
$pipelines->close_hour;
$pipelines->agree('copied');
lap('copied');

done_testing();
