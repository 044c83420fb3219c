# Servers with pgawspipe preloaded, and questions about its processes.
package Workers;

use strict;
use warnings;

use QuickCluster;
use Test::More;

use Exporter 'import';
our @EXPORT = qw(new_node pid_of wait_for_workers wait_for_no_workers
  workers_query);

# A node that is started, with short delays before restarts.
sub new_node
{
	my ($name, %settings) = @_;
	my $node = QuickCluster->new($name);

	$node->init(allows_streaming => delete $settings{allows_streaming} // 0);
	$node->append_conf('postgresql.conf', <<"CONF");
shared_preload_libraries = 'pgawspipe'
max_logical_replication_workers = 0
max_worker_processes = 20
pgawspipe.restart_backoff_min = '100ms'
CONF
	$node->append_conf('postgresql.conf', "$_ = '$settings{$_}'")
	  for sort keys %settings;
	$node->start;
	return $node;
}

# Query for "n of these workers run in that database".
sub workers_query
{
	my ($kind, $dbname, $count) = @_;

	return qq{SELECT count(*) = $count FROM pg_stat_activity
		WHERE backend_type = 'pgawspipe $kind' AND datname = '$dbname'};
}

# Pid of the only worker of that kind; the launcher belongs to no database.
sub pid_of
{
	my ($node, $kind, $dbname) = @_;
	my $query =
	  "SELECT pid FROM pg_stat_activity WHERE backend_type = 'pgawspipe $kind'";

	$query .= " AND datname = '$dbname'" if defined $dbname;
	$node->poll_query_until('postgres', "SELECT count(*) = 1 FROM ($query) AS w")
	  or die "no $kind runs";
	return $node->safe_psql('postgres', $query);
}

# Supervisor and dispatcher run; others need an account at AWS.
sub wait_for_workers
{
	my ($node, $dbname, $name) = @_;

	ok( $node->poll_query_until(
			'postgres',
			join(' AND ', map { '(' . workers_query($_, $dbname, 1) . ')' }
				  qw(supervisor dispatcher))
			  =~ s/^/SELECT /r),
		$name);
}

sub wait_for_no_workers
{
	my ($node, $dbname, $name) = @_;

	ok( $node->poll_query_until(
			'postgres', qq{SELECT count(*) = 0 FROM pg_stat_activity
			WHERE backend_type LIKE 'pgawspipe %' AND datname = '$dbname'}),
		$name);
}

1;
