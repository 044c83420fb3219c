
=pod

=head1 NAME

QuickCluster - a PostgreSQL::Test::Cluster that costs less

=head1 DESCRIPTION

Many tests run side by side, so what they take of the processor is what the
suite takes.

The first cluster of a test is a copy of one that initdb has made, as in newer
releases of PostgreSQL's library.  Further ones are made by initdb, for copies
have one system identifier.

A query that is polled is run by one psql, by the next one where that ends.

=cut

package QuickCluster;

use strict;
use warnings;

use parent 'PostgreSQL::Test::Cluster';

use Fcntl qw(:flock);
use File::Temp;
use IO::Handle;
use IPC::Open3;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $template = 1;

# As initdb would have left it, for who asks for nothing special
sub copy_template
{
	my ($pgdata) = @_;
	my $data = "$PostgreSQL::Test::Utils::tmp_check/initdb-template";

	open(my $lock, '>>', "$data.lock") or die "$data.lock: $!";
	flock($lock, LOCK_EX) or die "$data.lock: $!";
	if (!-d $data)
	{
		system_log('initdb', '-D', "$data.new", '-A', 'trust', '-N') == 0 or die 'initdb failed';
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

		return copy_template($command[2]) if $quick && "@command[0, 1]" eq 'initdb -D';
		return $system->(@command);
	};
	return $self->SUPER::init(%params);
}

# Without a statement nothing is asked; what has failed is seen at its end.
sub poll_query_until
{
	my ($self, $database, $query, $expected) = @_;
	my $deadline = time() + $PostgreSQL::Test::Utils::timeout_default;
	my $errors = File::Temp->new;
	my ($pid, $to, $from);
	my ($stdout, $stderr, $done) = ('', '', 0);
	my $end = sub {
		close $to;
		close $from;
		kill 'TERM', $pid if !$done;
		waitpid $pid, 0;
		undef $pid;
	};
	my $status = $?;
	local $SIG{PIPE} = 'IGNORE';

	while (!$done && time() < $deadline)
	{
		if (!$pid)
		{
			open(my $log, '>', $errors->filename) or die $errors->filename . ": $!";
			$pid = open3($to, $from, '>&' . fileno $log,
				$self->installed_command('psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $self->connstr($database));
		}
		print {$to} "$query\n;\n\\echo == polled\n";
		$to->flush;

		$stdout = '';
		my $readable = '';
		vec($readable, fileno $from, 1) = 1;
		while ($stdout !~ s/^== polled\n\z//m)
		{
			my $left = $deadline - time();

			last if $left <= 0 || select(my $ready = $readable, undef, undef, $left) <= 0;
			sysread($from, $stdout, 65536, length $stdout) and next;
			# it has failed
			$end->();
			last;
		}
		$stderr = slurp_file($errors->filename);
		chomp($stdout, $stderr);
		$done = $pid && $stdout eq ($expected // 't') && $stderr eq '';
		if (!$done)
		{
			truncate $errors->filename, 0;
			sleep 0.05;
		}
	}
	$end->() if $pid;
	$? = $status;
	return 1 if $done;

	diag("timed out waiting for:\n$query\nlast output:\n$stdout\nwith stderr:\n$stderr");
	return 0;
}

1;
