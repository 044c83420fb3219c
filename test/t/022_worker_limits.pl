# Workers that cannot run: none is free, or the owner may not.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Workers;

# Two processes: the launcher takes one, a supervisor the other
my $node = new_node('limits', max_worker_processes => 2);

sub count_in_log
{
	my ($pattern) = @_;
	my @matches = slurp_file($node->logfile) =~ /$pattern/g;

	return scalar @matches;
}

$node->safe_psql('postgres', 'CREATE EXTENSION pgawspipe');
$node->wait_for_log(qr/no worker of pgawspipe is free/);
$node->safe_psql('postgres', 'SELECT awspipe._installed()') for (1 .. 20);
ok($node->poll_query_until('postgres', workers_query('dispatcher', 'postgres', 0)),
	'no dispatcher runs while max_worker_processes is used up');
is(count_in_log(qr/no worker of pgawspipe is free/), 1, 'the log says so once');

# Another database frees the process that the dispatcher of this one needs
$node->append_conf('postgresql.conf', 'max_worker_processes = 4');
$node->restart;
wait_for_workers($node, 'postgres', 'workers start when processes are free');
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('other', 'CREATE EXTENSION pgawspipe');
$node->poll_query_until('postgres', workers_query('supervisor', 'other', 1));
my $log_offset = -s $node->logfile;
$node->wait_for_log(qr/no worker of pgawspipe is free/);
$node->safe_psql('postgres', 'DROP EXTENSION pgawspipe');
wait_for_workers($node, 'other', 'a worker starts when another has left');
$node->wait_for_log(qr/workers of pgawspipe are free again/);

# owners
$node->safe_psql('other', q{
	CREATE ROLE nologin;
	CREATE TABLE inbox (LIKE awspipe.event INCLUDING ALL);
	INSERT INTO awspipe.owner (role_oid, role_name, system_identifier, database_oid)
	SELECT r.oid, r.rolname, i.system_identifier, i.database_oid FROM pg_roles AS r, awspipe.installation AS i
	WHERE r.rolname IN (current_user, 'nologin');
	CREATE SERVER aws FOREIGN DATA WRAPPER pgawspipe;
	INSERT INTO awspipe.server (server_oid, server_name, system_identifier, database_oid)
	SELECT s.oid, s.srvname, i.system_identifier, i.database_oid FROM pg_foreign_server AS s, awspipe.installation AS i;
	INSERT INTO awspipe.consumer (name, owner_id, source, server_id, resource, inbox,
		enabled, batch_size, maximum_batching_window, maximum_retry_attempts,
		bisect_batch_on_error, on_error)
	SELECT role_oid::regrole, owner_id, 'sqs', server_id, 'queue', 'inbox', true, 10, '0', 3, true, 'stop'
	FROM awspipe.owner, awspipe.server;
	SELECT awspipe._installed();
});

sub wait_for_failure
{
	my ($consumer, $sqlstate, $message, $name) = @_;
	my $stderr;

	ok( $node->poll_query_until(
			'other', qq{SELECT count(*) = 1
			FROM awspipe.consumer JOIN awspipe.consumer_state USING (consumer_id)
			WHERE name = '$consumer' AND state = 'failed'
			AND error_code = '$sqlstate' AND error_message = '$message'
			AND error_hint IS NOT NULL AND error_at IS NOT NULL}),
		$name);
	ok($node->wait_for_log(
			qr/WARNING:  consumer "\Q$consumer\E" of database "other" has stopped after $sqlstate: \Q$message\E\n[^\n]*HINT:  /),
		"$name: the log warns of it");

	# Nobody gets further by hand
	$node->psql('other', "SELECT awspipe.start_consumer('$consumer')",
		stderr => \$stderr, extra_params => ['-v', 'VERBOSITY=verbose']);
	like($stderr, qr/ERROR:  $sqlstate: \Q$message\E\n/, "$name: nor can it be started");
	return;
}

my ($superuser, $role) = split /\|/, $node->safe_psql('other', 'SELECT current_user::regrole, current_user');
wait_for_failure($superuser, '42501', qq{superuser "$role" cannot own a consumer},
	'a superuser\'s consumer is refused');
# From 17 on a worker needs no LOGIN
my $needs_login =
  $node->safe_psql("other", "SHOW server_version_num") < 170000;
wait_for_failure("nologin", '28000', 'role "nologin" is not permitted to log in',
	"a consumer of a role without LOGIN is refused")
  if $needs_login;

done_testing();
