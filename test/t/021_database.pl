# Commands that need a database to themselves get it from our workers, and a
# copy of a database does nothing until it is adopted.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);
use Workers;

my $node = new_node('database');

sub create_app
{
	$node->safe_psql('postgres', 'CREATE DATABASE app');
	$node->safe_psql('app', 'CREATE EXTENSION pgawspipe');
	wait_for_workers($node, 'app', 'workers start in the new database');
	return;
}

sub timed_sql
{
	my ($sql, $name) = @_;
	my $start = time;

	$node->safe_psql('postgres', $sql);
	cmp_ok(time - $start, '<', 5, $name);
	return;
}

# dropping
for my $option ('', ' WITH (FORCE)')
{
	create_app();
	timed_sql("DROP DATABASE app$option", "DROP DATABASE$option takes seconds");
}

# moving
create_app();
timed_sql('ALTER DATABASE app RENAME TO moved', 'RENAME takes seconds');
wait_for_workers($node, 'moved', 'workers return after RENAME');
$node->safe_psql('postgres', 'ALTER DATABASE moved RENAME TO app');
wait_for_workers($node, 'app', 'and after another');

$node->safe_psql('postgres',
	"SET allow_in_place_tablespaces = on; CREATE TABLESPACE elsewhere LOCATION ''");
timed_sql('ALTER DATABASE app SET TABLESPACE elsewhere', 'SET TABLESPACE takes seconds');
wait_for_workers($node, 'app', 'workers return after SET TABLESPACE');

# a command that fails
my $session = $node->background_psql('app');
$session->query_safe('SELECT 1');
my ($rc, undef, $stderr) = $node->psql('postgres', 'DROP DATABASE app');
isnt($rc, 0, 'DROP DATABASE fails while a session is connected');
like($stderr, qr/There is 1 other session/, 'no worker stood in its way');
$session->quit;
wait_for_workers($node, 'app', 'workers return after DROP DATABASE failed');

# a stranger
my $pid = pid_of($node, 'dispatcher', 'app');
$node->safe_psql('postgres', 'CREATE ROLE stranger LOGIN CREATEDB');
for my $sql ('DROP DATABASE app', 'ALTER DATABASE app RENAME TO mine',
	'CREATE DATABASE mine TEMPLATE app')
{
	($rc) = $node->psql('postgres', $sql, extra_params => [ '-U', 'stranger' ]);
	isnt($rc, 0, "a stranger cannot $sql");
	is(pid_of($node, 'dispatcher', 'app'), $pid, 'nor stop the workers by it');
}

# a copy
my $log_offset = -s $node->logfile;
timed_sql('CREATE DATABASE copy TEMPLATE app', 'CREATE DATABASE ... TEMPLATE takes seconds');
wait_for_workers($node, 'app', 'workers of the template return');
$node->wait_for_log(qr/WARNING:  pgawspipe is paused in this database/, $log_offset);
ok($node->poll_query_until('postgres', workers_query('dispatcher', 'copy', 0)),
	'nothing is sent from the copy');
$node->safe_psql('copy', 'SELECT awspipe.adopt()');
wait_for_workers($node, 'copy', 'workers start in the copy after awspipe.adopt()');

($rc, undef, $stderr) = $node->psql('copy', 'SELECT awspipe.adopt()',
	extra_params => [ '-U', 'stranger' ]);
like($stderr, qr/permission denied for function adopt/, 'a stranger cannot adopt it');

unlike(slurp_file($node->logfile),
	qr/PANIC|terminated by signal|TRAP/, 'no process has crashed');

done_testing();
