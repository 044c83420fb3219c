
=pod

=head1 NAME

PsqlPipe - a psql that is told one thing after another

=head1 SYNOPSIS

  my $psql = PsqlPipe->new($command, '-XAtq', '-d', $connstr);
  my ($alive, $stdout, $stderr) = $psql->run("SELECT 1;\n", deadline => time() + 1);

=cut

package PsqlPipe;

use strict;
use warnings;

use Errno;
use File::Temp;
use IO::Handle;
use IPC::Open3;
use PostgreSQL::Test::Utils;
use Time::HiRes qw(time);

sub new
{
	my ($class, @command) = @_;
	my $self = bless { errors => File::Temp->new, owner => $$, runs => 0 }, $class;

	open(my $log, '>>', $self->{errors}->filename) or die $self->{errors}->filename . ": $!";
	$self->{pid} = open3($self->{to}, $self->{from}, '>&' . fileno $log, @command);
	return $self;
}

# What the script prints to stdout and stderr, and whether psql is still there
# afterwards; what is to be done after that nobody waits for.
sub run
{
	my ($self, $script, %params) = @_;
	my $n = ++$self->{runs};
	my ($stdout, $alive) = ('', 1);
	my $readable = '';
	local $SIG{PIPE} = 'IGNORE';

	print { $self->{to} } "\\warn == begin $n\n$script\\warn == end $n\n\\echo == end $n\n", $params{after} // '';
	$self->{to}->flush;
	vec($readable, fileno $self->{from}, 1) = 1;
	while ($alive && $stdout !~ s/^== end $n\n\z//m)
	{
		my $left = defined $params{deadline} ? $params{deadline} - time() : undef;
		my $found = defined $left && $left <= 0 ? 0 : select(my $ready = $readable, undef, undef, $left);

		$found = sysread($self->{from}, $stdout, 65536, length $stdout) if $found > 0;
		# somebody else's child may have ended
		$alive = ($found // -1) > 0 || ($found // -1) < 0 && $!{EINTR};
	}
	$self->end if !$alive;

	my $stderr = slurp_file($self->{errors}->filename);

	$stderr =~ s/.*^== begin $n\n//ms;
	$stderr =~ s/^== end $n\n.*//ms;
	chomp($stdout, $stderr);
	return ($alive, $stdout, $stderr);
}

sub end
{
	my ($self) = @_;
	my $status = $?;

	return if !$self->{pid} || $self->{owner} != $$;
	close $self->{to};
	close $self->{from};
	kill 'TERM', $self->{pid};
	waitpid $self->{pid}, 0;
	undef $self->{pid};
	$? = $status;
	return;
}

sub DESTROY
{
	my ($self) = @_;

	$self->end;
	return;
}

1;
