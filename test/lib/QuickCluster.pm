
=pod

=head1 NAME

QuickCluster - a PostgreSQL::Test::Cluster that costs less

=head1 DESCRIPTION

Many tests run side by side, so what they take of the processor is what the
suite takes.

The first cluster of a test is a copy of one that initdb has made, as in newer
releases of PostgreSQL's library.  Further ones are made by initdb, for copies
have one system identifier.

To start a psql takes longer than most statements, so one is kept.  A query that
is polled is asked in one session; each safe_psql() has its own, as if it had
a psql of its own.  A script cannot close a session but by opening another, so
there is a place that takes any and asks nothing.

=cut

package QuickCluster;

use strict;
use warnings;

use parent 'PostgreSQL::Test::Cluster';

use Fcntl qw(:flock);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::UNIX;
use POSIX ();
use PostgreSQL::Test::Utils;
use PsqlPipe;
use Test::More;
use Time::HiRes qw(sleep time);

my $template = 1;

# Each cluster writes some files of WAL whole
my @options = qw(--wal-segsize=1);

# Between sessions, by what psql looks at when it starts
my %kept;

# As initdb would have left it, for who asks for nothing special
sub copy_template
{
	my ($pgdata) = @_;
	my $data = "$PostgreSQL::Test::Utils::tmp_check/initdb-template";

	open(my $lock, '>>', "$data.lock") or die "$data.lock: $!";
	flock($lock, LOCK_EX) or die "$data.lock: $!";
	if (!-d $data)
	{
		system_log('initdb', '-D', "$data.new", '-A', 'trust', '-N', @options) == 0 or die 'initdb failed';
		rename("$data.new", $data) or die "$data: $!";
	}
	close $lock;
	system_log('cp', '-RPp', $data, $pgdata) == 0 or die 'cp failed';
	return;
}

sub init
{
	my ($self, %params) = @_;
	my $quick = $template && !$params{extra} && !defined $self->{_install_path};
	my $system = \&PostgreSQL::Test::Utils::system_or_bail;

	$template = 0;
	no warnings 'redefine';
	local *PostgreSQL::Test::Utils::system_or_bail = sub {
		my @command = @_;

		if ("@command[0, 1]" eq 'initdb -D')
		{
			return copy_template($command[2]) if $quick;
			push @command, @options;
		}
		return $system->(@command);
	};
	return $self->SUPER::init(%params);
}

# Its directory, and the process that answers there until this one ends
my ($place, $keeper);

# AuthenticationOk and ReadyForQuery, whatever the startup packet says
sub keep_place
{
	my ($listener) = @_;
	my $parent = getppid;
	my $all = IO::Select->new($listener);

	while (getppid == $parent)
	{
		foreach my $socket ($all->can_read(1))
		{
			if ($socket == $listener)
			{
				$all->add($listener->accept);
				next;
			}
			if (sysread($socket, my $packet, 8192))
			{
				syswrite($socket, pack('A N N A N A', 'R', 8, 0, 'Z', 5, 'I'));
				next;
			}
			$all->remove($socket);
			close $socket;
		}
	}
	return;
}

sub place
{
	return $place if defined $place;
	$place = tempdir(CLEANUP => 1);

	my $listener = IO::Socket::UNIX->new(Local => "$place/.s.PGSQL.1", Listen => 10)
	  or die "$place: $!";

	$keeper = fork // die "fork: $!";
	if ($keeper == 0)
	{
		keep_place($listener);
		POSIX::_exit(0);
	}
	return $place;
}

# For statements that leave nothing in psql, the library's for all others
sub safe_psql
{
	my ($self, $database, $sql, %params) = @_;
	my ($option, $role, @more) = @{ $params{extra_params} // [] };

	return $self->SUPER::safe_psql($database, $sql, %params)
	  if @more || ($option // '-U') ne '-U' || defined $self->{_install_path}
	  || $sql =~ /\\/ || grep { $_ ne 'extra_params' } keys %params;

	my $connstr = $self->connstr($database) . (defined $role ? " user='$role'" : '');
	my $quoted = $connstr =~ s/(['\\])/$1$1/gr;
	my $command = $self->installed_command('psql');
	my $key = join("\0", $$, $command, map { "$_=$ENV{$_}" } sort grep { /^PG/ } keys %ENV);
	my $psql = $kept{$key};
	my $connect = $psql ? "\\connect '$quoted'\n" : '';

	place();
	$psql //= PsqlPipe->new($command, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $connstr, '-f', '-');
	my ($alive, $stdout, $stderr) = $psql->run("$connect$sql\n;\n",
		after => "\\connect 'host=$place port=1'\n");

	if (!$alive)
	{
		delete $kept{$key};
		die "error running SQL: '$stderr'\nwhile running '$command' on '$connstr' with sql '$sql'";
	}
	$kept{$key} = $psql;
	print "#### Begin standard error\n$stderr\n#### End standard error\n" if $stderr ne '';
	return $stdout;
}

# Without a statement nothing is asked; what has failed is seen at its end.
sub poll_query_until
{
	my ($self, $database, $query, $expected) = @_;
	my $deadline = time() + $PostgreSQL::Test::Utils::timeout_default;
	my ($psql, $alive, $stdout, $stderr) = (undef, 0, '', '');

	while (time() < $deadline)
	{
		$psql = PsqlPipe->new($self->installed_command('psql'),
			'-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $self->connstr($database))
		  if !$alive;
		($alive, $stdout, $stderr) = $psql->run("$query\n;\n", deadline => $deadline);
		return 1 if $alive && $stdout eq ($expected // 't') && $stderr eq '';
		sleep 0.05;
	}
	diag("timed out waiting for:\n$query\nlast output:\n$stdout\nwith stderr:\n$stderr");
	return 0;
}

# Before the modules that they need
END
{
	my $status = $?;

	%kept = ();
	if ($keeper)
	{
		kill 'KILL', $keeper;
		waitpid $keeper, 0;
	}
	$? = $status;
}

1;
