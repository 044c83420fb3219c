
=pod

=head1 NAME

PipeCluster - a PostgreSQL::Test::Cluster with pgawspipe set up

=head1 SYNOPSIS

  my $aws = AwsEmulators->new(qw(kinesis dynamodb));
  my $node = PipeCluster->create('main',
      emulators => $aws, services => [qw(kinesis dynamodb)],
      endpoints => { dynamodb => $proxy->url },
      restart_after_crash => 1, conf => "log_min_messages = debug1\n");
  $node->psql_as('app', "SELECT awspipe.start_consumer('c')");
  ok($node->poll_until("SELECT count(*) = 3 FROM inbox"), 'rows arrive');

In database postgres there are then the extension, the server "aws", and the
role "app" (LOGIN, no superuser) with USAGE on the server, a user mapping for
it, and a schema of its own, so that unqualified names are app's.

=cut

package PipeCluster;

use strict;
use warnings;

use parent 'QuickCluster';

use Carp;
use PostgreSQL::Test::Utils;

# Parameters:
#	emulators, services		whose endpoints the server names
#	endpoints				{ service => URL }: instead, or besides
#	restart_after_crash		for tests that kill workers
#	cron					also load pg_cron (it must be installed)
#	allows_streaming		as in PostgreSQL::Test::Cluster
#	conf					lines for postgresql.conf
#	install_path			of another PostgreSQL than the one under test
#	version					of the extension, if it is not to be the newest
sub create
{
	my ($class, $name, %params) = @_;
	my $self = $class->new($name, map { $_ => $params{$_} } grep { defined $params{$_} } 'install_path');

	$self->init(allows_streaming => $params{allows_streaming} // 0);
	$self->append_conf('postgresql.conf',
		'shared_preload_libraries = '
		  . ($params{cron} ? "'pg_cron,pgawspipe'\n" : "'pgawspipe'\n"));
	$self->append_conf('postgresql.conf', <<'CONF');
pgawspipe.allow_insecure_endpoints = on
pgawspipe.restart_backoff_min = 100ms
pgawspipe.restart_backoff_max = 1s
max_worker_processes = 20
max_connections = 50
CONF
	$self->append_conf('postgresql.conf', "restart_after_crash = on\n")
	  if $params{restart_after_crash};
	$self->append_conf('postgresql.conf', $params{conf}) if $params{conf};
	$self->start;

	my $version = $params{version} ? " VERSION '$params{version}'" : '';
	$self->safe_psql('postgres', <<"SQL");
CREATE EXTENSION pgawspipe$version;
CREATE ROLE app LOGIN;
CREATE SCHEMA AUTHORIZATION app;
SQL
	$self->safe_psql('postgres', 'CREATE EXTENSION pg_cron') if $params{cron};
	$self->create_server('aws', %params);
	return $self;
}

# A server that app may use, with endpoints as in create().
sub create_server
{
	my ($self, $server, %params) = @_;
	my %endpoints = map { $_ => $params{emulators}->url($_) }
	  @{ $params{services} // [] };

	%endpoints = (%endpoints, %{ $params{endpoints} // {} });

	my $options = join(', ',
		"region 'us-east-1'",
		map { "endpoint_url_$_ '$endpoints{$_}'" } sort keys %endpoints);

	$self->safe_psql('postgres', <<"SQL");
CREATE SERVER $server FOREIGN DATA WRAPPER pgawspipe OPTIONS ($options);
GRANT USAGE ON FOREIGN SERVER $server TO app;
CREATE USER MAPPING FOR app SERVER $server
	OPTIONS (access_key_id 'AKIDTEST', secret_access_key 'not a secret');
SQL
	return;
}

# Run statements as a role; dies when one fails.  Returns what they print.
sub psql_as
{
	my ($self, $role, $sql) = @_;

	return $self->safe_psql('postgres', $sql,
		extra_params => [ '-U', $role ]);
}

# Run statements as a role that are to fail; returns the error's text.
sub error_as
{
	my ($self, $role, $sql) = @_;
	my ($status, $stdout, $stderr) = $self->psql(
		'postgres', $sql,
		on_error_stop => 1,
		extra_params => [ '-U', $role, '-v', 'VERBOSITY=verbose' ]);

	croak "did not fail: $sql" if $status == 0;
	return $stderr;
}

# Wait until the query, run by the superuser, returns true.
sub poll_until
{
	my ($self, $query) = @_;

	return $self->poll_query_until('postgres', $query);
}

1;
